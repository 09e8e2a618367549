"""Internal notes in words: whatever leaves the window by a person's hand says first that it is internal."""

from datetime import datetime

from cmworkstation import words
from cmworkstation.domain import foreign
from cmworkstation.domain.note import Note
from cmworkstation.i18n import tr


def head(note: Note, author: str, now: datetime) -> str:
    """Return the line above a note: that it is internal, by whom, when, and whether it was edited."""
    parts = [
        tr("Internal"),
        foreign.line(author, 60),
        words.when(note.created_at, now),
        tr("edited {when}").format(when=words.when(note.edited_at, now)) if note.edited_at else "",
    ]
    return " · ".join(part for part in parts if part)


def sentence(note: Note, author: str, now: datetime, about: str = "") -> str:
    """Return what a screen reader says of a note."""
    parts = [tr("internal note"), foreign.line(author, 60), words.when(note.created_at, now), about]
    return ", ".join(part for part in (*parts, foreign.line(note.body, 1200)) if part)


def copied(note: Note, author: str) -> str:
    """Return a note as text for the clipboard, marked as internal."""
    who = foreign.line(author, 60)
    first = " · ".join(part for part in (marked(), who, words.exactly(note.created_at)) if part)
    return f"{first}\n{note.body}"


def marked() -> str:
    """Return the mark at the head of whatever was copied from a note."""
    return tr("[Internal note, not for the public]")


def as_line(note: Note, author: str, now: datetime) -> str:
    """Return a note for the command line, each of its lines marked."""
    return "\n".join(
        (
            f"[{head(note, author, now)}]",
            *(f"  ! {one}" for one in foreign.block(note.body).splitlines()),
        )
    )
