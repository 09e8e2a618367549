"""What the bars above the pages say: an error in words, merged when it repeats, and a report without secrets.

The sentences themselves stand in `cmworkstation.words`, which the command line shares.
"""

import platform
import re
import traceback
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from cmworkstation import __version__
from cmworkstation import words as wordings
from cmworkstation.domain.errors import Temporary, WorkstationError


@dataclass(frozen=True, slots=True)
class Notice:
    """One bar. `command` is the id of a command that helps; notices of one `key` are merged."""

    kind: str  # "info", "good", "warn" or "error"
    text: str
    hint: str = ""
    command: str = ""
    key: str = ""


def words(error: BaseException) -> Notice:
    """Return an error in the person's language."""
    said = wordings.error(error)
    return Notice(said.kind, said.text, said.hint, said.command, type(error).__name__ + said.text)


def sentence(class_name: str) -> str:
    """Return what happened, for an error that is known by the name of its class; "" for none."""
    return wordings.sentence(class_name)


def is_quiet(error: BaseException) -> bool:
    """Tell whether an error passes by itself, so that the status area is the place for it."""
    return isinstance(error, Temporary)


def is_ours(error: BaseException) -> bool:
    """Tell whether an error is one the program knows, and not a mistake in the program."""
    return isinstance(error, WorkstationError)


# Anything that could be a password, a token, an address or a name: long runs, mail addresses, handles, links.
_PRIVATE: Final[Sequence[tuple[re.Pattern[str], str]]] = (
    (re.compile(r"\b[a-z][a-z0-9+.-]*://\S+", re.IGNORECASE), "<link>"),
    (re.compile(r"\S*@\S+"), "<address>"),
    (
        re.compile(r"(?i)\b(bearer|basic|token|password|secret|code)\b\S*\s*[=:]?\s*\S+"),
        r"\1 <hidden>",
    ),
    (re.compile(r"[A-Za-z0-9_\-+/=.]{20,}"), "<long word>"),
    (re.compile(r"(['\"“«]).*?(['\"”»])"), "<words>"),
)


def report(error: BaseException) -> str:
    """Return what a maker needs to see of an error: versions, its class, where it arose. No one's words."""
    lines = [
        f"CM Workstation {__version__}, Python {platform.python_version()}, {platform.system()}",
        f"{type(error).__name__}: {_redact(str(error))}",
    ]
    lines += [
        f"  {_place(frame.filename)}:{frame.lineno} {frame.name}"
        for frame in traceback.extract_tb(error.__traceback__)
    ]
    return "\n".join(lines) + "\n"


def _redact(text: str) -> str:
    for pattern, instead in _PRIVATE:
        text = pattern.sub(instead, text)
    return text[:400]


def _place(filename: str) -> str:
    """Return a file as its last three parts, so that the name of a home folder does not travel."""
    return "/".join(filename.replace("\\", "/").split("/")[-3:])
