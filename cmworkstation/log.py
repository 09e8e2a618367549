"""What went wrong, kept beside the workspace for whoever looks into it: times, classes, places.

A line holds the fields listed in `_Line` and nothing else: no message of anybody, no address with its query, no
secret, and no line break that somebody else put there. Five files of 1 MiB, the oldest goes. Where the interpreter
itself breaks down, `crash.txt` says at which lines of code; it never holds a value.
"""

import faulthandler
import logging
import re
import sys
import threading
from datetime import UTC, datetime
from logging.handlers import RotatingFileHandler
from pathlib import Path
from types import TracebackType
from typing import Any

from cmworkstation.domain.redaction import places, redact

FOLDER = "logs"
FILES = 5
LARGEST = 2**20
NAME = "cmworkstation"
OURS = re.compile(r"cmworkstation(?:\.[a-z_]{1,30}){0,6}")

_log = logging.getLogger(NAME)


class Logbook:
    """The log of one workspace, from `begin` to `end`."""

    def __init__(self, folder: Path) -> None:
        """Write into `folder`/logs from now on; errors that nobody catches are written down, too."""
        place = folder / FOLDER
        place.mkdir(parents=True, exist_ok=True)
        self._handler = RotatingFileHandler(
            place / "cmworkstation.log",
            maxBytes=LARGEST,
            backupCount=FILES - 1,
            encoding="utf-8",
            delay=True,
        )
        self._handler.setFormatter(_Line())
        self._handler.setLevel(logging.INFO)
        _log.addHandler(self._handler)
        self._crash = (place / "crash.txt").open("a", encoding="utf-8")
        faulthandler.enable(self._crash)
        self._hooks = (sys.excepthook, threading.excepthook)
        if (
            sys.excepthook is sys.__excepthook__
        ):  # the window has one of its own, which writes here, too
            sys.excepthook = self._uncaught
        threading.excepthook = self._uncaught_on_a_thread

    def end(self) -> None:
        """Write no more, and give the hooks back."""
        sys.excepthook, threading.excepthook = self._hooks
        if faulthandler.is_enabled():
            faulthandler.disable()
        self._crash.close()
        _log.removeHandler(self._handler)
        self._handler.close()

    def _uncaught(
        self, kind: type[BaseException], error: BaseException, trace: TracebackType | None
    ) -> None:
        _log.critical("not caught", exc_info=(kind, error, trace))

    def _uncaught_on_a_thread(self, found: Any) -> None:  # noqa: ANN401 - threading.ExceptHookArgs
        if found.exc_value is not None:
            self._uncaught(found.exc_type, found.exc_value, found.exc_traceback)


class _Line(logging.Formatter):
    """One line: time, level, module, what was said without anybody's words, class and places of an error."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line."""
        at = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")
        # Below a warning nothing is worth the risk that it tells of somebody.
        said = redact(record.getMessage()) if record.levelno >= logging.WARNING else ""
        error = getattr(record, "mistake", None) or (
            record.exc_info[1] if record.exc_info else None
        )
        module = record.name if OURS.fullmatch(record.name) else redact(record.name)
        parts = [at, record.levelname, module, "" if error else said]
        if error is not None:
            parts += [
                f"{type(error).__name__}: {redact(str(error))}",
                " < ".join(places(error)[::-1]),
            ]
        return " | ".join(part for part in parts if part)
