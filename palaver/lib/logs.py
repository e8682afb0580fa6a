"""The log: what each record says of the request and of the answer that it belongs to."""

import logging
from contextvars import ContextVar

from pythonjsonlogger.json import JsonFormatter

request_id: ContextVar[str] = ContextVar("request_id", default="")
generation_id: ContextVar[int] = ContextVar("generation_id", default=0)


class Text(logging.Formatter):
    """A line for a person."""

    def format(self, record: logging.LogRecord) -> str:
        lines = super().format(record)
        about = ", ".join(f"{name.partition('_')[0]} {value}" for name, value in ids().items())
        first, end, others = lines.partition("\n")
        return f"{first} [{about}]{end}{others}" if about else lines


class Json(JsonFormatter):
    """An object for a program, a line each."""

    def __init__(self) -> None:
        super().__init__(
            ["levelname", "name", "message"],
            rename_fields={"levelname": "level", "name": "logger", "exc_info": "traceback"},
            timestamp="time",
            json_ensure_ascii=False,
        )

    def process_log_record(self, log_data: dict[str, object]) -> dict[str, object]:
        return super().process_log_record({**log_data, **ids()})


def ids() -> dict[str, str | int]:
    """Those that are known here."""
    known: dict[str, str | int] = {
        "request_id": request_id.get(),
        "generation_id": generation_id.get(),
    }
    return {name: value for name, value in known.items() if value}
