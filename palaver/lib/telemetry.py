"""Spans for OpenTelemetry, where an endpoint is set and its packages are there; else nothing.

The only module that knows OpenTelemetry. Without it a span costs one comparison.
"""

import os
from collections.abc import Mapping
from contextlib import AbstractContextManager, nullcontext
from importlib.util import find_spec
from typing import Any, Protocol

ENDPOINTS = ("OTEL_EXPORTER_OTLP_ENDPOINT", "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT")
PACKAGES = ("opentelemetry.sdk", "opentelemetry.exporter.otlp.proto.http")
HOW_TO_GET_PACKAGES = "pip install 'palaver[telemetry]'"
LAST_PATIENCE = 2_000  # milliseconds that a process which ends leaves for the last spans

Value = str | int | float | bool


class Span(Protocol):
    def set_attribute(self, key: str, value: Value) -> None: ...


class _NoSpan:
    def set_attribute(self, key: str, value: Value) -> None:
        pass


_NOTHING = nullcontext(_NoSpan())
_provider: Any = None
_tracer: Any = None


def wanted() -> bool:
    """Whether the environment names who takes the spans; only the environment does."""
    return any(os.environ.get(name) for name in ENDPOINTS)


def available() -> bool:
    try:
        return all(find_spec(name) for name in PACKAGES)
    except ModuleNotFoundError:
        return False


def start(kind: str) -> None:
    """Sends spans from now on, as a "web" or a "worker" process."""
    global _provider, _tracer
    if _provider is not None or not (wanted() and available()):
        return
    from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
    from opentelemetry.sdk.resources import Resource
    from opentelemetry.sdk.trace import TracerProvider
    from opentelemetry.sdk.trace.export import BatchSpanProcessor

    name = os.environ.get("OTEL_SERVICE_NAME", f"palaver-{kind}")
    _provider = TracerProvider(resource=Resource.create({"service.name": name}))
    _provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter()))
    _tracer = _provider.get_tracer("palaver")


def stop() -> None:
    """Sends what is left; waits for the network, so not for an event loop."""
    global _provider, _tracer
    provider, _provider, _tracer = _provider, None, None
    if provider is not None:
        provider.force_flush(LAST_PATIENCE)
        provider.shutdown()


def span(name: str, **attributes: Value) -> AbstractContextManager[Span]:
    """A span around a block of code, within the span that is around it."""
    if _tracer is None:
        return _NOTHING
    started: AbstractContextManager[Span] = _tracer.start_as_current_span(
        name, attributes=_dotted(attributes)
    )
    return started


def request_span(name: str, headers: Mapping[str, str]) -> AbstractContextManager[Span]:
    """The span of a request, within that of whoever sent it, if the headers tell."""
    if _tracer is None:
        return _NOTHING
    from opentelemetry.propagate import extract
    from opentelemetry.trace import SpanKind

    started: AbstractContextManager[Span] = _tracer.start_as_current_span(
        name, context=extract(headers), kind=SpanKind.SERVER
    )
    return started


def _dotted(attributes: Mapping[str, Value]) -> dict[str, Value]:
    return {f"palaver.{name}": value for name, value in attributes.items()}
