"""A real nginx in front of servers, with the configuration that Palaver ships."""

import signal
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.running import ROOT, Palaver
from tests.scale.ports import free_port

SHIPPED = ROOT / "deploy" / "nginx" / "palaver.conf"
END_TIMEOUT = 20.0  # seconds
WHOLE = """
worker_processes 1;
daemon off;
error_log stderr;
pid {directory}/nginx.pid;
events {{}}
http {{
    access_log off;
    client_body_temp_path {directory}/body;
    proxy_temp_path {directory}/proxy;
    fastcgi_temp_path {directory}/fastcgi;
    uwsgi_temp_path {directory}/uwsgi;
    scgi_temp_path {directory}/scgi;
    include {directory}/palaver.conf;
}}
"""


@contextmanager
def nginx(directory: Path, first: Palaver, second: Palaver) -> Iterator[str]:
    """Runs it in front of two servers; yields its address."""
    port = free_port()
    addresses = {
        "127.0.0.1:8001": f"127.0.0.1:{first.port}",
        "127.0.0.1:8002": f"127.0.0.1:{second.port}",
        "listen 80;": f"listen 127.0.0.1:{port};",
    }
    shipped = SHIPPED.read_text()
    for example, real in addresses.items():
        assert example in shipped
        shipped = shipped.replace(example, real)
    (directory / "palaver.conf").write_text(shipped)
    (directory / "nginx.conf").write_text(WHOLE.format(directory=directory))
    with (directory / "nginx.log").open("w") as log:
        process = subprocess.Popen(
            ["nginx", "-c", directory / "nginx.conf", "-p", directory], stderr=log
        )
    try:
        _wait_until_it_listens(process, port, directory / "nginx.log")
        yield f"http://127.0.0.1:{port}"
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(END_TIMEOUT)


def _wait_until_it_listens(process: "subprocess.Popen[bytes]", port: int, log: Path) -> None:
    while True:
        assert process.poll() is None, log.read_text()
        try:
            socket.create_connection(("127.0.0.1", port)).close()
        except ConnectionRefusedError:
            continue
        return
