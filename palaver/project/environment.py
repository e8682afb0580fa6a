"""What the environment and the data directory's `.env` ask for."""

import os
from dataclasses import dataclass
from importlib.util import find_spec
from ipaddress import ip_network
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import dj_database_url
from dotenv.parser import parse_stream
from environs import Env, EnvValidationError, ValidationError, validate

from palaver.lib.data_directory import default_data_directory, reason
from palaver.lib.refusal import Refusal
from palaver.project import postgresql
from palaver.project.storage import storage

PREFIX = "PALAVER_"
NAMES = (
    "DATABASE_URL",
    "FORWARDED_ALLOW_IPS",  # a name of uvicorn's
    "HOST",
    "OPENAI_API_KEY",
    "OPENAI_BASE_URL",
    "PALAVER_ALLOWED_HOSTS",
    "PALAVER_BROKER_URL",
    "PALAVER_DATABASE_POOL",
    "PALAVER_DATABASE_PREPARES",
    "PALAVER_DATA_DIR",
    "PALAVER_DEBUG",
    "PALAVER_DEV",
    "PALAVER_GRACE_PERIOD",
    "PALAVER_HTTPS",
    "PALAVER_LOG_FORMAT",
    "PALAVER_METRICS_PORT",
    "PALAVER_METRICS_TOKEN",
    "PALAVER_PROVIDERS",
    "PALAVER_RUNNER",
    "PALAVER_SECRET_KEY",
    "PALAVER_STORAGE",
    "PALAVER_TITLES",
    "PALAVER_VITE_PORT",
    "PORT",
    "REDIS_URL",
)
PACKAGE = Path(__file__).resolve().parent.parent
DATABASE_SCHEMES = ["postgresql", "postgres", "sqlite"]
HOW_TO_GET_PSYCOPG = "pip install 'psycopg[binary,pool]'"
REDIS_SCHEMES = ["redis", "rediss", "unix"]
BROKER_SCHEMES = ["redis", "rediss", "amqp", "amqps"]
LOOPBACK = "127.0.0.1"
LOOPBACK_NAMES = ["localhost", "127.0.0.1", "[::1]"]
EVERY_INTERFACE = {"0.0.0.0", "::"}  # noqa: S104  only compared with
SQLITE = "django.db.backends.sqlite3"
SQLITE_OPTIONS = {
    "transaction_mode": "IMMEDIATE",
    "timeout": 10,  # seconds
    "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
}
SECRET_KEY_LENGTH = 32  # characters
TOKEN_LENGTH = 16  # characters


@dataclass(frozen=True)
class Environment:
    """Every variable that Palaver reads, checked."""

    host: str
    port: int
    providers: Path | None
    allowed_hosts: list[str]
    proxies: list[str]
    runner: str
    database: dict[str, Any] | None
    database_pool: int
    database_prepares: bool
    redis_url: str | None
    broker_url: str | None
    storage: dict[str, Any] | None
    secret_key: str | None
    https: bool
    debug: bool
    dev: bool
    vite_port: int
    titles: bool
    grace_period: float
    log_format: str
    metrics_port: int | None
    metrics_token: str
    variables: dict[str, str]
    unknown: list[str]


def data_directory() -> Path:
    """Where the installation keeps its data; never inside the package, which upgrades replace."""
    named = os.environ.get("PALAVER_DATA_DIR", "").strip()
    path = Path(named).expanduser().absolute() if named else default_data_directory()
    if path.resolve().is_relative_to(PACKAGE):
        raise Refusal(
            f"PALAVER_DATA_DIR is {path}, inside the package, where an upgrade would delete it."
        )
    return path


def read(directory: Path) -> Environment:
    """Read all variables; the wrong ones together make one sentence."""
    variables = _variables(directory / ".env")
    env = Reader(variables)
    environment = Environment(
        host=env.str("HOST", "127.0.0.1"),
        port=env.int("PORT", 8000, validate=validate.Range(0, 65535)),
        providers=env.existing_file("PALAVER_PROVIDERS", None),
        allowed_hosts=env.host_names("PALAVER_ALLOWED_HOSTS", ""),
        proxies=env.proxies("FORWARDED_ALLOW_IPS", LOOPBACK),
        runner=env.str("PALAVER_RUNNER", "inline", validate=validate.OneOf(["inline", "celery"])),
        database=env.database("DATABASE_URL", None),
        database_pool=env.int("PALAVER_DATABASE_POOL", 10, validate=validate.Range(1, 1000)),
        database_prepares=env.bool("PALAVER_DATABASE_PREPARES", True),
        redis_url=env.redis("REDIS_URL", None),
        broker_url=env.broker("PALAVER_BROKER_URL", None),
        storage=env.storage("PALAVER_STORAGE", None),
        secret_key=env.str("PALAVER_SECRET_KEY", None, validate=_secret),
        https=env.bool("PALAVER_HTTPS", False),
        debug=env.bool("PALAVER_DEBUG", False),
        dev=env.bool("PALAVER_DEV", False),
        vite_port=env.int("PALAVER_VITE_PORT", 5173, validate=validate.Range(1, 65535)),
        titles=env.bool("PALAVER_TITLES", True),
        grace_period=env.float("PALAVER_GRACE_PERIOD", 10.0, validate=validate.Range(0, 600)),
        log_format=env.str("PALAVER_LOG_FORMAT", "text", validate=validate.OneOf(["text", "json"])),
        metrics_port=env.int("PALAVER_METRICS_PORT", None, validate=validate.Range(1, 65535)),
        metrics_token=env.str("PALAVER_METRICS_TOKEN", "", validate=_token),
        variables=variables,
        unknown=[name for name in variables if name.startswith(PREFIX) and name not in NAMES],
    )
    env.refuse_wrong_values()
    return environment


def reachable_as(environment: Environment) -> list[str]:
    """The host names to answer to: the loopback's, those configured, and a named address."""
    host = f"[{environment.host}]" if ":" in environment.host else environment.host
    named = [] if environment.host in EVERY_INTERFACE else [host]
    return list(dict.fromkeys([*LOOPBACK_NAMES, *environment.allowed_hosts, *named]))


def database_settings(environment: Environment, directory: Path) -> dict[str, Any]:
    """Django's settings of the one database: SQLite in the data directory unless told otherwise."""
    chosen = environment.database or {"ENGINE": SQLITE, "NAME": directory / "palaver.sqlite3"}
    if chosen["ENGINE"] == SQLITE:
        return {**chosen, "CONN_MAX_AGE": None, "OPTIONS": SQLITE_OPTIONS}
    else:
        return postgresql.settings(
            chosen, environment.database_pool, prepares=environment.database_prepares
        )


class Reader(Env):
    """Reads from one mapping, in which an empty value counts as none."""

    def __init__(self, variables: dict[str, str]) -> None:
        super().__init__(eager=False)
        self._variables = variables
        for parser in (existing_file, host_names, proxies, database, redis, broker, storage):
            self.add_parser(parser.__name__, parser)

    def _get_value(self, env_key: str, default: Any) -> Any:
        return self._variables.get(env_key, default)

    def refuse_wrong_values(self) -> None:
        try:
            self.seal()
        except EnvValidationError as error:
            raise Refusal(_sentence(error.error_messages)) from error


def existing_file(value: str | None) -> Path | None:
    if value is None:
        return None
    path = Path(value).expanduser().absolute()
    if not path.is_file():
        raise ValidationError(f"there is no file {path}.")
    return path


def host_names(value: str) -> list[str]:
    names = [name.strip() for name in value.split(",") if name.strip()]
    for name in names:
        if "/" in name or (":" in name and not name.startswith("[")):
            raise ValidationError(f"“{name}” is no host name (write it without scheme and port).")
    return names


def proxies(value: str) -> list[str]:
    """Addresses and networks; or "*" for all."""
    names = [name.strip() for name in value.split(",") if name.strip()]
    for name in names:
        if names != ["*"] and not _is_network(name):
            raise ValidationError(f"“{name}” is no address of a proxy, and no network of them.")
    return names


def _is_network(name: str) -> bool:
    try:
        ip_network(name)
    except ValueError:
        return False
    return True


def database(value: str | None) -> dict[str, Any] | None:
    """Django's form of a database address; the address may hold a password, so it is not shown."""
    if value is None:
        return None
    if urlsplit(value).scheme not in DATABASE_SCHEMES:
        raise ValidationError("it must start with postgresql:// or sqlite://.")
    if urlsplit(value).scheme != "sqlite" and not _has_psycopg():
        raise ValidationError(f"PostgreSQL needs a package that is missing: {HOW_TO_GET_PSYCOPG}.")
    try:
        return dict(dj_database_url.parse(value))
    except ValueError as error:
        raise ValidationError("it is no valid address of a database.") from error


def _has_psycopg() -> bool:
    return all(find_spec(name) for name in ("psycopg", "psycopg_pool"))


def redis(value: str | None) -> str | None:
    if value is not None and urlsplit(value).scheme not in REDIS_SCHEMES:
        raise ValidationError("it must start with redis://, rediss:// or unix://.")
    return value


def broker(value: str | None) -> str | None:
    if value is not None and urlsplit(value).scheme not in BROKER_SCHEMES:
        raise ValidationError("it must start with amqp://, amqps://, redis:// or rediss://.")
    return value


def _secret(value: str) -> None:
    if len(value) < SECRET_KEY_LENGTH:
        raise ValidationError(f"it must have at least {SECRET_KEY_LENGTH} characters.")


def _token(value: str) -> None:
    if value and (len(value) < TOKEN_LENGTH or not value.isascii() or not value.isprintable()):
        raise ValidationError(f"it must have at least {TOKEN_LENGTH} plain characters.")


def _variables(dotenv: Path) -> dict[str, str]:
    merged = {**_dotenv(dotenv), **os.environ}
    return {name: value for name, value in merged.items() if value.strip()}


def _dotenv(path: Path) -> dict[str, str]:
    try:
        with path.open(encoding="utf-8") as file:
            bindings = list(parse_stream(file))
    except FileNotFoundError:
        return {}
    except UnicodeDecodeError as error:
        raise Refusal(f"The file {path} is not UTF-8 text.") from error
    except OSError as error:
        raise Refusal(f"The file {path} cannot be read: {reason(error)}.") from error
    for binding in bindings:
        if binding.error or (binding.key and binding.value is None):
            raise Refusal(f"Line {binding.original.line} of {path} is not of the form NAME=value.")
    return {binding.key: binding.value or "" for binding in bindings if binding.key}


def _sentence(messages: Any) -> str:
    wrong = [f"{name} is wrong: {_first(found)}" for name, found in messages.items()]
    return "; ".join(wrong) + "."


def _first(messages: list[str]) -> str:
    message = messages[0].rstrip(".")
    return message[:1].lower() + message[1:]
