"""Logs: lines of JSON on standard error, without anything that people wrote, and never in the way of an answer."""

from __future__ import annotations

import logging
import sys
import traceback
from types import TracebackType
from typing import Any

import structlog
from structlog.typing import EventDict, WrappedLogger

DEEPEST = 8  # frames of a fault that are written down, the innermost first
Fault = tuple[type[BaseException], BaseException, TracebackType | None]


class Lines:
    """Where lines go. A log that can't be written (its disk is full, nobody reads it) stops nobody's work."""

    def msg(self, line: str) -> None:
        """Write one line."""
        try:
            sys.stderr.write(f"{line}\n")
            sys.stderr.flush()
        except (OSError, ValueError):
            pass

    debug = info = warning = error = critical = exception = fatal = log = msg


class Handler(logging.Handler):
    """What libraries log, through the same lines."""

    def emit(self, record: logging.LogRecord) -> None:
        """Write one record."""
        known: dict[str, Any] = {"logger": record.name}
        if record.exc_info and record.exc_info[0]:
            known |= told(record.exc_info)  # type: ignore[arg-type]
        structlog.get_logger().log(record.levelno, record.getMessage(), **known)


def told(fault: Fault) -> dict[str, Any]:
    """A fault's kind and place. Not its message: that may hold what somebody wrote."""
    frames = traceback.extract_tb(fault[2])[-DEEPEST:]
    places = [
        f"{frame.filename.rpartition('/')[2]}:{frame.lineno} {frame.name}" for frame in reversed(frames)
    ]
    return {"fault": fault[0].__name__, "traceback": places}


def faults(logger: WrappedLogger, method: str, event: EventDict) -> EventDict:
    """Replace an exception by its kind and place."""
    fault = event.pop("exc_info", None)
    if fault is True:
        fault = sys.exc_info()
    elif isinstance(fault, BaseException):
        fault = (type(fault), fault, fault.__traceback__)
    return event | told(fault) if fault and fault[0] else event


def begin() -> None:
    """From now on everything that this process logs is such a line."""
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            faults,
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        logger_factory=lambda *_: Lines(),
    )
    logging.basicConfig(level=logging.WARNING, handlers=[Handler()], force=True)
