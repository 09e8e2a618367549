"""What a report or a log may say of an error: its class and where it arose. No one's words, no secret."""

import re
import traceback
from collections.abc import Sequence
from typing import Final

LONGEST = 400

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
_CONTROL: Final = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]")


def redact(text: str) -> str:
    """Return a text without what could be somebody's, on one line."""
    for pattern, instead in _PRIVATE:
        text = pattern.sub(instead, text)
    return _CONTROL.sub(" ", text)[:LONGEST]


def places(error: BaseException) -> list[str]:
    """Return where an error came along, the innermost last: "ui/inbox/page.py:120 refresh"."""
    return [
        f"{_place(frame.filename)}:{frame.lineno} {frame.name}"
        for frame in traceback.extract_tb(error.__traceback__)
    ]


def _place(filename: str) -> str:
    """Return a file as its last three parts, so that the name of a home folder does not travel."""
    return "/".join(filename.replace("\\", "/").split("/")[-3:])


# By what somebody could be reached or found: what a text keeps to itself once its author is not named either.
_CONTACTS: Final[Sequence[re.Pattern[str]]] = (
    re.compile(r"\b[a-z][a-z0-9+.-]*://\S+|\bwww\.\S+", re.IGNORECASE),
    re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+"),
    re.compile(r"(?<!\w)@\w[\w.-]*(?:@[\w.-]+\w)?"),
    re.compile(r"(?<![\w.])\+?\d(?:[ \u00a0\u202f./-]?\d){7,}(?!\w)"),
)


def without_contacts(text: str) -> str:
    """Return a text without addresses, links, handles and telephone numbers; "…" stands in their place."""
    for pattern in _CONTACTS:
        text = pattern.sub("…", text)
    return text
