"""How Palaver uses PostgreSQL."""

from typing import Any

CONNECTION = {
    "application_name": "palaver",
    "connect_timeout": 5,  # seconds
    "keepalives_idle": 5,  # seconds of silence; a dead server is given up after 14 in all
    "keepalives_interval": 3,  # seconds
    "keepalives_count": 3,
    "tcp_user_timeout": 10_000,  # milliseconds
}
PREPARED = {  # to plan a statement takes longer than to execute it, and connections live on
    "server_side_binding": True,
    "prepare_threshold": 2,  # times that a connection has had it
}
LIMITS = {
    "statement_timeout": "30s",
    "lock_timeout": "5s",
    # A process that stands still in a transaction loses its locks well before a lease runs out.
    "idle_in_transaction_session_timeout": "5s",
    "jit": "off",
}
POOL = {
    "min_size": 1,
    "timeout": 5.0,  # seconds that a request waits for a connection
    "max_idle": 60.0,  # seconds
    "reconnect_timeout": 2.0,  # seconds; the next request tries anew, sooner than the pool would
}


def settings(address: dict[str, Any], pool_size: int, *, prepares: bool) -> dict[str, Any]:
    """Django's settings of a database whose requests share a pool, threads of ours aside.

    What the address asks for wins.
    """
    asked_for = address.get("OPTIONS", {})
    limits = " ".join(f"-c {name}={value}" for name, value in LIMITS.items())
    options = {
        **CONNECTION,
        **(PREPARED if prepares else {}),
        **asked_for,
        "options": f"{limits} {asked_for.get('options', '')}".strip(),
        "pool": {**POOL, "max_size": pool_size},
    }
    return {**address, "CONN_MAX_AGE": 0, "CONN_HEALTH_CHECKS": True, "OPTIONS": options}
