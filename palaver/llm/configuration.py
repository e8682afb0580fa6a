"""Providers from the environment and from a TOML file."""

import math
import re
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, get_args
from urllib.parse import urlsplit

from palaver.llm.errors import ConfigurationError
from palaver.llm.provider import Continuation, Kind, Provider

OPENAI = "https://api.openai.com/v1"
NAME = re.compile(r"[a-z0-9][a-z0-9._-]{0,49}")

_HEADER = re.compile(r"\s*\[\[\s*provider\s*\]\]")


def provider_from_environment(environ: Mapping[str, str]) -> Provider | None:
    """The provider of OPENAI_API_KEY and OPENAI_BASE_URL, None where neither is set.

    Raises `ConfigurationError` naming the variable that is wrong.
    """
    key = environ.get("OPENAI_API_KEY", "").strip()
    base_url = environ.get("OPENAI_BASE_URL", "").strip()
    if not key and not base_url:
        return None
    if base_url and (fault := _url_fault(base_url)):
        raise ConfigurationError(f"OPENAI_BASE_URL {fault}.")
    if fault := _line_fault(key):
        raise ConfigurationError(f"OPENAI_API_KEY {fault}.")
    return Provider(name="openai", base_url=base_url or OPENAI, api_key=key)


def load_providers(path: Path, environ: Mapping[str, str]) -> tuple[Provider, ...]:
    """The providers of a TOML file, each a `[[provider]]` table, in their order.

    `environ` resolves `api_key_env`. Raises `ConfigurationError` naming file, line and key.
    """
    try:
        text = path.read_text("utf-8")
        tables = tomllib.loads(text)
    except OSError as error:
        raise ConfigurationError(f"{path} cannot be read: {error.strerror}.") from error
    except UnicodeDecodeError as error:
        raise ConfigurationError(f"{path} is not UTF-8 text.") from error
    except tomllib.TOMLDecodeError as error:
        raise ConfigurationError(f"{path} is not valid TOML: {error}.") from error
    return _File(path, text, tables, environ).providers()


@dataclass(frozen=True)
class _File:
    path: Path
    text: str
    tables: dict[str, Any]
    environ: Mapping[str, str]

    def providers(self) -> tuple[Provider, ...]:
        tables = self.tables.get("provider", [])
        for key in self.tables:
            if key != "provider":
                raise self._wrong(-1, key, "is not known: use [[provider]] tables")
        if not isinstance(tables, list) or not all(isinstance(table, dict) for table in tables):
            raise self._wrong(-1, "provider", "must be written [[provider]], in double brackets")
        providers = tuple(self._provider(index, table) for index, table in enumerate(tables))
        self._refuse_doubles([provider.name for provider in providers])
        return providers

    def _provider(self, index: int, table: dict[str, Any]) -> Provider:
        for key, value in table.items():
            if key not in _CHECKS:
                raise self._wrong(index, key, f"is not known; known are {', '.join(_CHECKS)}")
            if fault := _CHECKS[key](value):
                raise self._wrong(index, key, fault)
        for key in ("name", "base_url"):
            if key not in table:
                raise self._wrong(index, key, "is missing")
        fields = {key: value for key, value in table.items() if key != "api_key_env"}
        fields["models"] = tuple(table.get("models", ()))
        fields["api_key"] = self._key(index, table)
        return Provider(**fields)

    def _key(self, index: int, table: dict[str, Any]) -> str:
        variable = table.get("api_key_env")
        if variable is None:
            return str(table.get("api_key", "")).strip()
        if "api_key" in table:
            raise self._wrong(index, "api_key_env", "and api_key exclude each other")
        value = self.environ.get(variable, "").strip()
        if not value:
            raise self._wrong(index, "api_key_env", f"names {variable}, which is not set")
        if fault := _line_fault(value):
            raise self._wrong(index, "api_key_env", f"names {variable}, which {fault}")
        return value

    def _refuse_doubles(self, names: list[str]) -> None:
        for index, name in enumerate(names):
            if name in names[:index]:
                raise self._wrong(index, "name", f"{name!r} is used twice")

    def _wrong(self, index: int, key: str, fault: str) -> ConfigurationError:
        return ConfigurationError(f"{self.path}, line {self._line(index, key)}: {key} {fault}.")

    def _line(self, index: int, key: str) -> int:
        """Where `key` of the table `index` stands, or else where that table begins."""
        pattern = re.compile(
            rf"""[\s\[{{,]*(provider\s*\.\s*)?["']?{re.escape(key)}["']?\s*[=.\]]"""
        )
        table, start = -1, 1
        for number, line in enumerate(self.text.splitlines(), 1):
            if _HEADER.match(line):
                table += 1
                start = number if table <= index else start
            elif table == index and pattern.match(line):
                return number
        return start


def _text_fault(value: object) -> str:
    return "" if isinstance(value, str) and value else "must be a text in quotes"


def _line_fault(value: object) -> str:
    if not isinstance(value, str):
        return "must be a text in quotes"
    return "" if value.isprintable() else "holds a character that cannot be sent"


def _name_fault(value: object) -> str:
    if isinstance(value, str) and NAME.fullmatch(value):
        return ""
    return "must be up to 50 small letters, digits, dots, dashes or underscores"


def _url_fault(value: object) -> str:
    if not isinstance(value, str):
        return "must be a text in quotes"
    try:
        parts = urlsplit(value)
        usable = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        usable = False
    if not usable or not value.isprintable() or " " in value:
        return "must be an address that begins with http:// or https://"
    return "must not hold a question mark or a fragment" if parts.query or parts.fragment else ""


def _models_fault(value: object) -> str:
    if isinstance(value, list) and all(isinstance(name, str) and name for name in value):
        return ""
    return "must be a list of names in quotes"


def _headers_fault(value: object) -> str:
    if not isinstance(value, dict):
        return "must be a table of names and texts"
    return next((fault for text in value.values() if (fault := _line_fault(text))), "")


def _seconds_fault(value: object) -> str:
    number = isinstance(value, int | float) and not isinstance(value, bool)
    if number and math.isfinite(value) and value > 0:  # type: ignore[arg-type, operator]
        return ""
    return "must be a number of seconds above 0"


def _choice_fault(*choices: str) -> Callable[[object], str]:
    return lambda value: "" if value in choices else f"must be one of {', '.join(choices)}"


_CHECKS: dict[str, Callable[[object], str]] = {
    "name": _name_fault,
    "base_url": _url_fault,
    "api_key": _line_fault,
    "api_key_env": _text_fault,
    "models": _models_fault,
    "headers": _headers_fault,
    "connect_timeout": _seconds_fault,
    "first_token_timeout": _seconds_fault,
    "idle_timeout": _seconds_fault,
    "continuation": _choice_fault(*get_args(Continuation)),
    "kind": _choice_fault(*(kind for kind in get_args(Kind) if kind != "demo")),
}
