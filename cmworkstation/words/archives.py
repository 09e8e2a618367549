"""What is said of archives: what a file is, what it holds, what came of it, and what could not be read."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from cmworkstation.domain import foreign
from cmworkstation.i18n import N_, number, tr, trn
from cmworkstation.words import days

if TYPE_CHECKING:
    from cmworkstation.domain.archive import ArchiveImport, Contents

FORMATS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "mastodon": N_("Archive of a Mastodon account"),
        "mbox": N_("Mail in one file (mbox)"),
        "maildir": N_("Mail in folders (Maildir), or single letters"),
        "x": N_("Archive of an account of X (Twitter)"),
        "facebook": N_("Download of a Facebook account or page"),
        "instagram": N_("Download of an Instagram account"),
        "wordpress": N_("Export of a WordPress site (WXR)"),
        "bluesky": N_("Repository of a Bluesky account (CAR)"),
        "discourse": N_("Archive of a user of a Discourse forum"),
        "reddit": N_("Download of a Reddit account"),
        "youtube": N_("Comments of a YouTube account (Takeout)"),
        "table": N_("Table (CSV)"),
    }
)

# Why an archive as a whole cannot be used.
UNUSABLE: Final[Mapping[str, str]] = MappingProxyType(
    {
        "unknown": N_(
            "This is no archive that the program knows. Nothing was taken from it. Choose the ZIP or the folder as"
            " the platform gave it to you."
        ),
        "cut-off": N_(
            "The file breaks off before its end, so that it cannot be opened. Nothing was taken from it. Download it"
            " again."
        ),
        "missing": N_("There is no such file or folder."),
        "unreadable": N_("This file may not be read, or its disk does not answer."),
        "empty": N_("This file is empty. Download it again."),
        "packed": N_("Files of this kind cannot be opened here. Unpack it, and choose the folder."),
        "changed": N_("The file is not the one any more that was looked at. Choose it again."),
        "columns": N_("Say which column holds the words, and which one the date."),
    }
)

# Why a part of an archive, or one thing in it, could not be read.
QUARANTINED: Final[Mapping[str, str]] = MappingProxyType(
    {
        "cut off": N_(
            "This file of the archive breaks off before its end; what came before was taken."
        ),
        "cut-off": N_("The archive breaks off before its end; what came before was taken."),
        "damaged": N_("This file of the archive is damaged; what could be read was taken."),
        "encrypted": N_("This file of the archive is locked with a password."),
        "unknown packing": N_(
            "This file of the archive is packed in a way that is not known here."
        ),
        "a bomb": N_(
            "This file of the archive unpacks to far more than it says; it was not read on."
        ),
        "too large": N_("It is larger than anything that is read here."),
        "too many values": N_("It holds so many values that building them would fill the memory."),
        "nested too deeply": N_("It is nested so deeply that it cannot be read safely."),
        "wrong encoding": N_(
            "Its letters are in no encoding that can be read; its bytes are kept."
        ),
        "cannot be opened": N_("This file may not be read."),
        "entities": N_("It declares entities, which could hide anything; it was not read."),
        "a post without address or time": N_("Its address or its time is missing."),
        "an activity without a type": N_("It has another form than the messages of this platform."),
        "a row without date": N_("Its date is missing, or is not written as you said."),
        "a row without text": N_("It has no words."),
        "no CAR file": N_("It is no repository of this network."),
        "a broken block": N_("It is cut or damaged, so that it cannot be read."),
        "a part of an archive": N_(
            "It is a whole file of an archive: choose the archive again to read it."
        ),
    }
)


def format_name(key: str) -> str:
    """Return what an archive of a format is."""
    return tr(FORMATS[key]) if key in FORMATS else key


def contents(found: "Contents") -> tuple[str, ...]:
    """Return what an archive holds, a sentence each; the first says what it is and whose."""
    owner = foreign.line(found.owner.handle or found.owner.name, 80)
    head = format_name(found.format)
    lines = [f"{head} · {owner}" if owner else head]
    n = found.messages
    said = trn("{n} message", "{n} messages", n).format(n=number(n))
    if found.since and found.until:
        said = tr("{messages}, from {since} to {until}").format(
            messages=said, since=days.day_of(found.since), until=days.day_of(found.until)
        )
    lines.append(said)
    if n:
        lines.append(
            tr("{ours} by you, {others} by others, {private} of them private").format(
                ours=number(found.ours),
                others=number(n - found.ours),
                private=number(found.private),
            )
        )
    if found.unreadable:
        lines.append(unreadable(found.unreadable))
    return tuple(lines)


def unreadable(n: int) -> str:
    """Return how much could not be read."""
    return trn(
        "{n} thing in it cannot be read; it is listed with the reason.",
        "{n} things in it cannot be read; they are listed with the reason.",
        n,
    ).format(n=number(n))


def outcome(done: "ArchiveImport") -> tuple[str, ...]:
    """Return what came of an import, a sentence each."""
    tally = done.tally
    lines = [
        trn("{n} message is new here.", "{n} messages are new here.", tally.new).format(
            n=number(tally.new)
        )
    ]
    if not tally.new:
        lines = [tr("Nothing in it was new: all of it is here already.")]
    if tally.failed:
        lines.append(unreadable(tally.failed))
    if done.ended_at is None:
        lines.append(
            tr(
                "Stopped after {done} of {total}. Choose the same archive again, and it goes on."
            ).format(done=number(done.done), total=number(max(done.total, done.done)))
        )
    return tuple(lines)
