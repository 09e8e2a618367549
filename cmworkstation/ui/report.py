"""A report of a mistake in the program, for its makers: versions and places, nobody's words, no secret."""

import platform
import re
import traceback
from collections.abc import Sequence
from typing import Final

from cmworkstation import __version__

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


def of(error: BaseException) -> str:
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
