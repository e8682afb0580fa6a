"""Chainlit and Open WebUI, each a process that asks the fake provider as Palaver does."""

import json
import os
import subprocess
import time
from abc import abstractmethod
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from urllib.request import Request, urlopen
from uuid import uuid4

from bench.peers.environments import Package
from bench.processes import Tree
from bench.systems import END_TIMEOUT, System
from tests.ports import free_port

START_TIMEOUT = 180.0  # seconds
PASSWORD = "a quiet river 7"  # noqa: S105  of the measured installation only
APP = Path(__file__).with_name("chainlit_app.py")
# Nothing is to be fetched, nothing is to be told to anybody, and no model is to be run here.
OFFLINE = {
    "ANONYMIZED_TELEMETRY": "false",
    "DO_NOT_TRACK": "true",
    "HF_HUB_OFFLINE": "1",
    "OFFLINE_MODE": "true",
    "RAG_EMBEDDING_ENGINE": "openai",
    "SCARF_NO_ANALYTICS": "true",
}
# Titles and the like are calls of their own, which Palaver does not make in a measurement either.
ANSWERS_ONLY = {
    "ENABLE_FOLLOW_UP_GENERATION": "false",
    "ENABLE_TAGS_GENERATION": "false",
    "ENABLE_TITLE_GENERATION": "false",
}


class Peer(System):
    """A program of a package, which serves at a port that it is told."""

    package: Package

    def start(self, running: ExitStack) -> None:
        self._port = free_port()
        self._directory.mkdir(exist_ok=True)
        self._process = running.enter_context(self._served())
        _wait_for(self._address, self._process)

    @property
    def parts(self) -> dict[str, Tree]:
        return {self.name: Tree(self._process.pid)}

    def clients(self, number: int) -> list[list[str]]:
        return [[self._address]] * number

    @property
    def _address(self) -> str:
        return f"http://127.0.0.1:{self._port}"

    @property
    def _base_url(self) -> str:
        return f"http://127.0.0.1:{self._provider}/v1"

    @abstractmethod
    def command(self) -> list[str]: ...

    @abstractmethod
    def environment(self) -> dict[str, str]: ...

    @contextmanager
    def _served(self) -> "Iterator[subprocess.Popen[bytes]]":
        environment = {**os.environ, **OFFLINE, **self.environment()}
        environment.pop("DJANGO_SETTINGS_MODULE", None)
        with (self._directory / "log").open("wb") as log:
            process = subprocess.Popen(
                self.command(), cwd=self._directory, env=environment, stdout=log, stderr=log
            )
            try:
                yield process
            finally:
                _end(process)


class Chainlit(Peer):
    """It keeps nothing."""

    name = "chainlit"
    client = "ChainlitClient"
    package = Package("chainlit", "2.12.0", beside=["openai"])

    def command(self) -> list[str]:
        where = ["--host", "127.0.0.1", "--port", f"{self._port}"]
        return [str(self.package.program("chainlit")), "run", str(APP), "--headless", *where]

    def environment(self) -> dict[str, str]:
        return {"PROVIDER": self._base_url, "CHAINLIT_APP_ROOT": str(self._directory)}


class OpenWebUI(Peer):
    """As a program asks it: an answer is its response, and is not kept."""

    name = "open-webui"
    client = "OpenWebUIClient"
    package = Package(
        "open-webui",
        "0.12.4",
        without=[
            "accelerate",
            "einops",
            "faster-whisper",
            "opencv-python-headless",
            "rapidocr",
            "sentence-transformers",
            "transformers",
        ],
    )

    def command(self) -> list[str]:
        program = str(self.package.program("open-webui"))
        return [program, "serve", "--host", "127.0.0.1", "--port", f"{self._port}"]

    def environment(self) -> dict[str, str]:
        return {
            **ANSWERS_ONLY,
            "BYPASS_MODEL_ACCESS_CONTROL": "true",
            "DATA_DIR": str(self._directory),
            "DEFAULT_USER_ROLE": "user",
            "ENABLE_OLLAMA_API": "false",
            "OPENAI_API_BASE_URL": self._base_url,
            "OPENAI_API_KEY": "none",
            "WEBUI_SECRET_KEY": uuid4().hex,
        }

    def start(self, running: ExitStack) -> None:
        super().start(running)
        self._admin = self._make_person("signup")

    def clients(self, number: int) -> list[list[str]]:
        """Each somebody of their own: all that happens is sent to all pages of a person."""
        return [[self._address, self._make_person("add", self._admin)] for _ in range(number)]

    def _make_person(self, verb: str, by: str = "") -> str:
        """The first may sign up, the others are added: the token of somebody new."""
        name = uuid4().hex
        person = {"name": name, "email": f"{name}@example.org", "password": PASSWORD}
        headers = {"Content-Type": "application/json", "Authorization": f"Bearer {by}"}
        request = Request(  # noqa: S310  always our own http:// address
            f"{self._address}/api/v1/auths/{verb}",
            json.dumps({**person, "role": "user"}).encode(),
            headers,
        )
        with urlopen(request, timeout=START_TIMEOUT) as answer:  # noqa: S310  as above
            token: str = json.load(answer)["token"]
        return token


class OpenWebUIPage(OpenWebUI):
    """As its page asks it: the answer comes over the socket, and is kept."""

    name = "open-webui page"
    client = "OpenWebUIPageClient"


PEERS: dict[str, type[Peer]] = {kind.name: kind for kind in (Chainlit, OpenWebUI, OpenWebUIPage)}


def _end(process: "subprocess.Popen[bytes]") -> None:
    process.terminate()
    try:
        process.wait(END_TIMEOUT)
    except subprocess.TimeoutExpired:  # it waits for its clients
        process.kill()
        process.wait()


def _wait_for(address: str, process: "subprocess.Popen[bytes]") -> None:
    deadline = time.monotonic() + START_TIMEOUT
    while process.poll() is None and time.monotonic() < deadline:
        try:
            with urlopen(address):  # noqa: S310  as above
                return
        except OSError:
            time.sleep(0.2)
    raise SystemExit(f"What was to serve {address} did not start.")
