"""Logs: one JSON line per event on standard output, with the correlation id, never a value.

What is logged is what happened (a code) and to which id. A string that is neither a code nor an id is
withheld, an exception is told by its class and the places it went through, and other libraries' messages are
written without those of their arguments that are not codes: personal data has no way in (and a test tries).
"""

from __future__ import annotations

import logging
import re
import sys
import traceback
from collections.abc import Iterator, Mapping, MutableMapping
from contextlib import contextmanager
from typing import Any, TextIO

import structlog

WITHHELD = "[withheld]"
TRAIL_MAX_FRAMES = 12
_CODE = re.compile(r"[A-Za-z0-9_.,:/\[\]<>#-]{0,160}")
_FREE = {"event", "timestamp", "level"}


def get_logger(name: str) -> Any:
    """A logger: `log.info("relay_connected", service="vault")`."""
    return structlog.get_logger(module=name)


def failure(exc: BaseException) -> dict[str, Any]:
    """What may be logged of an exception: its class and where it passed. `log.error("x", **failure(exc))`."""
    frames = traceback.extract_tb(exc.__traceback__)[-TRAIL_MAX_FRAMES:]
    trail = [f"{'/'.join(f.filename.split('/')[-2:])}:{f.lineno}" for f in frames]
    return {"error": type(exc).__name__, "trail": trail}


@contextmanager
def correlated(correlation_id: str) -> Iterator[None]:
    """Everything logged inside carries this correlation id."""
    with structlog.contextvars.bound_contextvars(correlation_id=correlation_id):
        yield


def current_correlation_id() -> str:
    """The correlation id bound by `correlated`, or an empty string."""
    return str(structlog.contextvars.get_contextvars().get("correlation_id", ""))


def configure_logging(service: str, level: str = "info", stream: TextIO | None = None) -> None:
    """Set up this process's logs. Call once, in a process's entry point."""
    out = stream or sys.stdout
    number = logging.getLevelNamesMapping()[level.upper()]
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            lambda _logger, _name, event: {"process": service, **event},
            withhold_values,
            structlog.processors.JSONRenderer(),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(number),
        logger_factory=structlog.PrintLoggerFactory(out),
        cache_logger_on_first_use=False,
    )
    root = logging.getLogger()
    root.handlers[:] = [_Foreign()]
    root.setLevel(max(number, logging.WARNING))


def withhold_values(_logger: Any, _name: str, event: MutableMapping[str, Any]) -> Mapping[str, Any]:
    """A structlog processor: whatever is not a number, a code or an id is replaced by `[withheld]`."""
    return {key: value if key in _FREE else _safe(value) for key, value in event.items()}


def _safe(value: Any) -> Any:
    if value is None or isinstance(value, bool | int | float):
        return value
    if isinstance(value, list | tuple):
        return [_safe(item) for item in value]
    text = str(value)
    return text if _CODE.fullmatch(text) else WITHHELD


class _Foreign(logging.Handler):
    """Other libraries' records."""

    def emit(self, record: logging.LogRecord) -> None:
        told = failure(record.exc_info[1]) if record.exc_info and record.exc_info[1] else {}
        get_logger(record.name).log(record.levelno, _template(record), **told)


def _template(record: logging.LogRecord) -> str:
    """The message with only those of its arguments that are codes; nothing of one formatted beforehand."""
    if not record.args:
        return str(record.msg) if _CODE.fullmatch(str(record.msg)) else "foreign_message"
    arguments = record.args if isinstance(record.args, tuple) else ()
    try:
        return str(record.msg) % tuple(_safe(argument) for argument in arguments)
    except (TypeError, ValueError):
        return str(record.msg)
