"""Ports that no other test is given, and that no connection takes by chance."""

import random
import socket

# Linux gives connections ports from 32768 on, so that one of those may be taken before it is used,
# or while its server is being started again.
PORTS = range(20_000, 32_768)
_kept: list[socket.socket] = []


def free_port() -> int:
    """One that nobody listens at, and that belongs to this process for as long as it runs."""
    port = random.choice(PORTS)
    while not (_keep(port) and _is_free(port)):
        port = random.choice(PORTS)
    return port


def _keep(port: int) -> bool:
    """Whether nobody has it: a name among sockets is gone with the process that took it."""
    mark = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
    try:
        mark.bind(f"\0palaver-tests-port-{port}")
    except OSError:
        mark.close()
        return False
    _kept.append(mark)
    return True


def _is_free(port: int) -> bool:
    try:
        socket.create_server(("127.0.0.1", port)).close()
    except OSError:
        return False
    return True
