"""Behind nginx with TLS: cookies, origins, and who is who for limits."""

import ssl
import subprocess
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import httpx
import pytest
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import connect

from tests.provider.process import ProviderProcess
from tests.running import Palaver
from tests.scale.proxies import NGINX, SHIPPED, nginx
from tests.visitor import PASSWORD

LOGIN = "/accounts/login/"
COOKIES = {"__Host-sessionid", "__Host-csrftoken"}
WRONG_ORIGIN = 4403
MOST_ATTEMPTS = 25
SELF_SIGNED = ["-subj", "/CN=localhost", "-addext", "subjectAltName=IP:127.0.0.1"]


@pytest.fixture(scope="module")
def palaver(
    provider: ProviderProcess, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Palaver]:
    directory = tmp_path_factory.mktemp("palaver")
    with Palaver(directory, provider.base_url, PALAVER_HTTPS="yes") as running:
        running.create_user("owner")
        yield running


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    directory = tmp_path_factory.mktemp("certificate")
    make_certificate(directory)
    return directory / "certificate.pem"


@pytest.fixture(scope="module")
def address(
    palaver: Palaver, certificate: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[str]:
    key = certificate.with_name("key.pem")
    tls = f"ssl_certificate {certificate};\nssl_certificate_key {key};\n"
    with nginx(tmp_path_factory.mktemp("nginx"), palaver, tls=tls) as running:
        yield running


@pytest.fixture
def trust(certificate: Path) -> ssl.SSLContext:
    return ssl.create_default_context(cafile=certificate)


def make_certificate(directory: Path) -> None:
    files = ["-keyout", str(directory / "key.pem"), "-out", str(directory / "certificate.pem")]
    curve = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"]
    subprocess.run(
        ["openssl", "req", "-x509", *curve, "-days", "2", *SELF_SIGNED, *files],
        check=True,
        capture_output=True,
    )


def client(address: str, trust: ssl.SSLContext, local: str = "127.0.0.1") -> httpx.Client:
    """A browser at a local address, on the page where one signs in."""
    transport = httpx.HTTPTransport(verify=trust, local_address=local)
    browser = httpx.Client(base_url=address, transport=transport)
    assert browser.get(LOGIN).status_code == 200
    return browser


def sign_in(browser: httpx.Client, name: str, password: str, **headers: str) -> httpx.Response:
    fields = {
        "login": name,
        "password": password,
        "csrfmiddlewaretoken": browser.cookies["__Host-csrftoken"],
    }
    origin = str(browser.base_url).rstrip("/")
    return browser.post(LOGIN, data=fields, headers={"Origin": origin, **headers})


def test_somebody_signs_in_and_opens_the_live_socket(address: str, trust: ssl.SSLContext) -> None:
    browser = client(address, trust)
    signed_in = sign_in(browser, "owner", PASSWORD)

    assert signed_in.status_code == 302
    assert browser.cookies.keys() == COOKIES
    for cookie in browser.cookies.jar:
        assert cookie.secure
    assert browser.get("/").status_code == 200
    assert open_socket(browser, address, trust) is None
    assert open_socket(browser, address.replace("https", "http"), trust) == WRONG_ORIGIN


def test_a_form_of_another_origin_is_refused(address: str, trust: ssl.SSLContext) -> None:
    browser = client(address, trust)
    for origin in ("https://elsewhere.example", address.replace("https", "http"), "null"):
        assert sign_in(browser, "owner", PASSWORD, Origin=origin).status_code == 403
    assert sign_in(browser, "owner", PASSWORD).status_code == 302


def test_who_tries_too_often_is_refused_whatever_it_says_of_itself_and_nobody_else(
    address: str, trust: ssl.SSLContext
) -> None:
    guesser = client(address, trust, "127.0.0.2")
    tries = [
        sign_in(guesser, f"name-{n}", "wrong", **{"X-Forwarded-For": f"203.0.113.{n}"})
        for n in range(MOST_ATTEMPTS)
    ]
    signed_in = sign_in(client(address, trust, "127.0.0.3"), "owner", PASSWORD)

    assert tries[0].status_code == 200
    assert tries[-1].status_code == 429 or "Too many" in tries[-1].text
    assert signed_in.status_code == 302


def test_static_files_may_be_kept_for_ever(address: str, trust: ssl.SSLContext) -> None:
    browser = client(address, trust)
    page = browser.get(LOGIN).text
    (script, *_) = [part for part in page.split('"') if part.startswith("/static/palaver/assets/")]

    assert "immutable" in browser.get(script).headers["Cache-Control"]


def test_what_is_too_long_is_refused_by_palaver_itself(address: str, trust: ssl.SSLContext) -> None:
    refused = client(address, trust).post(LOGIN, content=b"x" * (3 * 1024 * 1024 + 1))

    assert refused.status_code == 413
    assert refused.text == "The request is too large.\n"


def test_nginx_takes_the_files_as_they_are(certificate: Path, tmp_path: Path) -> None:
    """All that is shipped, in a network of its own, where its ports are free."""
    own = tmp_path / "palaver"
    own.mkdir()
    for shipped in (SHIPPED / "nginx" / "palaver").iterdir():
        (own / shipped.name).symlink_to(shipped)
    for made in certificate.parent.iterdir():
        (own / made.name).symlink_to(made)
    (tmp_path / "nginx.conf").write_text(NGINX)
    tested = subprocess.run(
        ["unshare", "--net", "--map-root-user", "nginx", "-t", "-p", tmp_path, "-c", "nginx.conf"],
        check=False,
        capture_output=True,
        text=True,
    )

    assert tested.returncode == 0, tested.stderr
    assert "warn" not in tested.stderr


def open_socket(browser: httpx.Client, origin: str, trust: ssl.SSLContext) -> int | None:
    """The code with which it is closed at once, or None where it stays open."""
    cookies = "; ".join(f"{name}={value}" for name, value in browser.cookies.items())
    headers = {"Cookie": cookies, "Origin": origin}
    url = str(browser.base_url.copy_with(scheme="wss", path="/ws/live/"))
    with connect(url, ssl=trust, additional_headers=headers, proxy=None) as socket:
        with suppress(ConnectionClosed):
            socket.send('["watch",1,"answer","none",""]')
            assert socket.recv() == '["refused",1]'
            return None
        return int(socket.close_code or 0)
