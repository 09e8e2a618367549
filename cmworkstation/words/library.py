"""Words about the files of this workspace: how each is used."""

from datetime import datetime
from typing import TYPE_CHECKING

from cmworkstation import words
from cmworkstation.domain.media import MediaFile
from cmworkstation.i18n import tr, trn

if TYPE_CHECKING:
    from cmworkstation.services.library import LibraryFile


def about(file: MediaFile) -> str:
    """Return how large a file is, and a picture in pixels as well."""
    if not file.is_picture:
        return words.size(file.size)
    pixels = tr("{width} by {height}").format(width=file.width, height=file.height)
    return f"{pixels} · {words.size(file.size)}"


def uses(one: "LibraryFile", answers: int | None = None) -> str:
    """Return by what a file is held; `answers` is known once somebody looked into the charters."""
    said = [
        (one.drafts, trn("{n} draft", "{n} drafts", one.drafts)),
        (one.replies, trn("{n} reply", "{n} replies", one.replies)),
    ]
    if answers is None:
        said.append((one.charters, tr("a charter")))
    else:
        said.append((answers, trn("{n} answer", "{n} answers", answers)))
        if one.charters and not answers:
            said.append((1, tr("an earlier version of a charter")))
    held = ", ".join(text.format(n=n) for n, text in said if n)
    return tr("In use: {what}").format(what=held) if held else tr("Not used now")


def times(one: "LibraryFile", now: datetime) -> str:
    """Return when a file came, and when it was used last."""
    came = tr("Added {when}").format(when=words.when(one.added_at, now))
    if one.used_at == one.added_at:
        return came
    used = tr("used last {when}").format(when=words.when(one.used_at, now))
    return f"{came} · {used}"
