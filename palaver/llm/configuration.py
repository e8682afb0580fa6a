"""Providers from the environment and from a TOML file."""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

from palaver.llm import faults
from palaver.llm.errors import ConfigurationError
from palaver.llm.faults import Check, line_fault, url_fault
from palaver.llm.known import OPENAI
from palaver.llm.model import Model, Price
from palaver.llm.provider import Provider

_HEADER = re.compile(r"\s*\[\[\s*provider\s*\]\]")
_MODEL_HEADER = re.compile(r"\s*\[\[\s*provider\s*\.\s*model\s*\]\]")

Place = tuple[int, int]  # the number of a provider, and of its model or -1; both -1 above the first


def provider_from_environment(environ: Mapping[str, str]) -> Provider | None:
    """The provider of OPENAI_API_KEY and OPENAI_BASE_URL, None where neither is set.

    Raises `ConfigurationError` naming the variable that is wrong.
    """
    key = environ.get("OPENAI_API_KEY", "").strip()
    base_url = environ.get("OPENAI_BASE_URL", "").strip()
    if not key and not base_url:
        return None
    if base_url and (fault := url_fault(base_url)):
        raise ConfigurationError(f"OPENAI_BASE_URL {fault}.")
    if fault := line_fault(key):
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
                raise self._wrong((-1, -1), key, "is not known: use [[provider]] tables")
        if not isinstance(tables, list) or not all(isinstance(table, dict) for table in tables):
            fault = "must be written [[provider]], in double brackets"
            raise self._wrong((-1, -1), "provider", fault)
        providers = tuple(self._provider(index, table) for index, table in enumerate(tables))
        for index in range(len(providers)):
            self._refuse_double((index, -1), [provider.name for provider in providers[: index + 1]])
        return providers

    def _provider(self, index: int, table: dict[str, Any]) -> Provider:
        self._check((index, -1), table, faults.PROVIDER, ("name", "base_url"))
        fields = {k: v for k, v in table.items() if k not in ("api_key_env", "model")}
        fields["models"] = tuple(table.get("models", ()))
        fields["api_key"] = self._key((index, -1), table)
        return Provider(**fields, described=self._models(index, table))

    def _models(self, index: int, table: dict[str, Any]) -> tuple[Model, ...]:
        models: list[Model] = []
        for number, described in enumerate(table.get("model", ())):
            place = (index, number)
            self._check(place, described, faults.MODEL, ("name",))
            models.append(self._model(place, table["name"], described))
            self._refuse_double(place, [model.name for model in models])
        return tuple(models)

    def _model(self, place: Place, provider: str, table: dict[str, Any]) -> Model:
        return Model(
            provider,
            table["name"],
            window=table.get("window"),
            longest_answer=table.get("longest_answer"),
            sees=table.get("sees_images"),
            reasons=table.get("reasoning_effort"),
            price=self._price(place, table),
        )

    def _price(self, place: Place, table: dict[str, Any]) -> Price | None:
        prices = {key: Decimal(str(value)) for key, value in table.items() if "price" in key}
        if not prices:
            return None
        for key in ("input_price", "output_price"):
            if key not in prices:
                raise self._wrong(place, key, "is missing: a price needs both")
        return Price(
            prices["input_price"],
            prices["output_price"],
            prices.get("cached_price"),
            table.get("currency", "USD"),
        )

    def _check(
        self, place: Place, table: dict[str, Any], checks: dict[str, Check], needed: tuple[str, ...]
    ) -> None:
        for key, value in table.items():
            if key not in checks:
                raise self._wrong(place, key, f"is not known; known are {', '.join(checks)}")
            if fault := checks[key](value):
                raise self._wrong(place, key, fault)
        for key in needed:
            if key not in table:
                raise self._wrong(place, key, "is missing")

    def _key(self, place: Place, table: dict[str, Any]) -> str:
        variable = table.get("api_key_env")
        if variable is None:
            return str(table.get("api_key", "")).strip()
        if "api_key" in table:
            raise self._wrong(place, "api_key_env", "and api_key exclude each other")
        value = self.environ.get(variable, "").strip()
        if not value:
            raise self._wrong(place, "api_key_env", f"names {variable}, which is not set")
        if fault := line_fault(value):
            raise self._wrong(place, "api_key_env", f"names {variable}, which {fault}")
        return value

    def _refuse_double(self, place: Place, names: list[str]) -> None:
        *before, name = names
        if name in before:
            raise self._wrong(place, "name", f"{name!r} is used twice")

    def _wrong(self, place: Place, key: str, fault: str) -> ConfigurationError:
        return ConfigurationError(f"{self.path}, line {self._line(place, key)}: {key} {fault}.")

    def _line(self, place: Place, key: str) -> int:
        """Where `key` of the table at `place` stands, or else where that table begins."""
        pattern = re.compile(
            rf"""[\s\[{{,]*(provider\s*\.\s*)?["']?{re.escape(key)}["']?\s*[=.\]]"""
        )
        here, start = (-1, -1), 1
        for number, line in enumerate(self.text.splitlines(), 1):
            if header := _place_after(here, line):
                here = header
                start = number if here <= place else start
            elif here == place and pattern.match(line):
                return number
        return start


def _place_after(here: Place, line: str) -> Place | None:
    """Which table a line begins, if it begins one."""
    provider, model = here
    if _HEADER.match(line):
        return provider + 1, -1
    return (provider, model + 1) if _MODEL_HEADER.match(line) else None
