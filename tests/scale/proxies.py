"""A real nginx or Caddy before servers, with the configuration that Palaver ships as it is."""

import os
import signal
import socket
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from tests.ports import free_port
from tests.running import ROOT, Palaver

SHIPPED = ROOT / "deploy"
END_TIMEOUT = 20.0  # seconds
NGINX = f"""
{"user root;" if os.geteuid() == 0 else ""}
worker_processes 1;
daemon off;
error_log stderr;
pid nginx.pid;
events {{}}
http {{
    access_log off;
    client_body_temp_path body;
    proxy_temp_path proxy;
    fastcgi_temp_path fastcgi;
    uwsgi_temp_path uwsgi;
    scgi_temp_path scgi;
    include {SHIPPED}/nginx/palaver.conf;
}}
"""
CADDY = f"""
{{
    admin off
}}
import {SHIPPED}/caddy/Caddyfile
"""


@contextmanager
def nginx(directory: Path, *servers: Palaver, tls: str = "") -> Iterator[str]:
    """Runs it; yields its address. `tls` names the certificate and the key, if it is to have."""
    port = free_port()
    own = directory / "palaver"
    own.mkdir()
    (own / "servers.conf").write_text(
        "".join(f"server 127.0.0.1:{server.port} max_fails=0;\n" for server in servers)
    )
    (own / "address.conf").write_text(f"listen 127.0.0.1:{port} {'ssl' if tls else ''};\n{tls}")
    (directory / "nginx.conf").write_text(NGINX)
    with _running(directory, ["nginx", "-p", directory, "-c", "nginx.conf"], port, {}):
        yield f"{'https' if tls else 'http'}://127.0.0.1:{port}"


@contextmanager
def caddy(directory: Path, *servers: Palaver) -> Iterator[str]:
    """As `nginx`."""
    port = free_port()
    (directory / "Caddyfile").write_text(CADDY)
    variables = {
        "PALAVER_ADDRESS": f"http://127.0.0.1:{port}",
        "PALAVER_SERVERS": " ".join(f"127.0.0.1:{server.port}" for server in servers),
        "XDG_CONFIG_HOME": str(directory),
        "XDG_DATA_HOME": str(directory),
    }
    with _running(directory, ["caddy", "run", "--config", "Caddyfile"], port, variables):
        yield variables["PALAVER_ADDRESS"]


@contextmanager
def _running(
    directory: Path,
    command: list[str | Path],
    port: int,
    variables: Mapping[str, str],
) -> Iterator[None]:
    log = directory / "log"
    with log.open("w") as output:
        process = subprocess.Popen(
            command,
            cwd=directory,
            env={**os.environ, **variables},
            stdout=output,
            stderr=output,
        )
    try:
        while not _listens(port):
            assert process.poll() is None, log.read_text()
        yield
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(END_TIMEOUT)


def _listens(port: int) -> bool:
    try:
        socket.create_connection(("127.0.0.1", port)).close()
    except ConnectionRefusedError:
        return False
    return True
