"""What the inbox says of times, standings and states: short words in the person's language.

Pure functions over values; the painting delegate, the accessible sentences and the headers share them, so
that eyes and ears get the same words.
"""

import re
import unicodedata
from datetime import datetime, timedelta

from PySide6.QtCore import QDate, QLocale

from cmworkstation import i18n
from cmworkstation.domain.account import ModerationAct, Visibility
from cmworkstation.domain.conversation import Conversation, Status
from cmworkstation.domain.message import Attachment, Held, Message
from cmworkstation.domain.reply import OutboxState
from cmworkstation.i18n import N_, tr, trn

STATUS = {
    Status.WAITING_US: N_("Waiting for us"),
    Status.WAITING_THEM: N_("Waiting for them"),
    Status.SNOOZED: N_("Snoozed"),
    Status.DONE: N_("Done"),
    Status.NO_ANSWER: N_("No answer needed"),
    Status.ASIDE: N_("Aside"),
    Status.TO_READ: N_("To read"),
}
VISIBILITY = {
    Visibility.PUBLIC: N_("public"),
    Visibility.UNLISTED: N_("unlisted"),
    Visibility.FOLLOWERS: N_("followers only"),
    Visibility.PRIVATE: N_("private"),
}
HELD = {
    Held.HOLD: N_("held for approval"),
    Held.SPAM: N_("spam"),
    Held.TRASH: N_("in the trash"),
    Held.HIDDEN: N_("hidden"),
}
MODERATION = {
    ModerationAct.APPROVE: N_("Approve"),
    ModerationAct.HOLD: N_("Hold back"),
    ModerationAct.SPAM: N_("Mark as spam"),
    ModerationAct.TRASH: N_("Move to trash"),
    ModerationAct.RESTORE: N_("Restore"),
    ModerationAct.HIDE: N_("Hide"),
    ModerationAct.REPORT: N_("Report"),
    ModerationAct.MUTE: N_("Mute the author"),
    ModerationAct.BLOCK: N_("Block the author"),
}
ATTACHMENT = {
    "image": N_("Picture"),
    "video": N_("Video"),
    "audio": N_("Sound"),
    "file": N_("File"),
}
REASONS = (
    N_("Thanks or a closing word"),
    N_("Already answered elsewhere"),
    N_("Not a question for us"),
    N_("Spam or provocation"),
)
LINE_CAP = 400
_UNWANTED = re.compile(
    "[\u0000-\u001f\u007f-\u009f\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff]+"
)
_SPACES = re.compile(r"\s+")


def line(text: str, cap: int = LINE_CAP) -> str:
    """Return foreign text as one harmless line for painting: no controls, no direction overrides, capped.

    Piles of combining marks are cut to three per letter, so that a name cannot paint over its neighbours.
    """
    flat = _SPACES.sub(" ", _UNWANTED.sub(" ", text[: cap * 2])).strip()
    if not flat.isascii():
        flat = _without_piles(flat)
    return flat if len(flat) <= cap else flat[: cap - 1].rstrip() + "…"


def _without_piles(text: str) -> str:
    kept: list[str] = []
    marks = 0
    for letter in text:
        marks = marks + 1 if unicodedata.category(letter) in ("Mn", "Me") else 0
        if marks <= 3:  # noqa: PLR2004 - what real scripts need
            kept.append(letter)
    return "".join(kept)


def locale() -> QLocale:
    """Return how dates and numbers are written in the chosen language; English is British-neutral."""
    if i18n.language() == "fr":
        return QLocale(QLocale.Language.French, QLocale.Country.France)
    return QLocale(QLocale.Language.English, QLocale.Country.UnitedKingdom)


def number(n: int) -> str:
    """Return a number as people write it."""
    return locale().toString(n)


def when(at: datetime, now: datetime) -> str:
    """Return a time as people say it: "today 14:05", "Fri 3 Oct", "3 Oct 2025"."""
    there, here = at.astimezone(), now.astimezone()
    clock = there.strftime("%H:%M")
    days = (here.date() - there.date()).days
    if days == 0:
        return tr("today {time}").format(time=clock)
    if days == 1:
        return tr("yesterday {time}").format(time=clock)
    return _day(there, "ddd d MMM" if there.year == here.year else "d MMM yyyy")


def day(at: datetime, now: datetime) -> str:
    """Return the words of a day divider: "Today", "Yesterday", "Friday 3 October"."""
    there, here = at.astimezone(), now.astimezone()
    days = (here.date() - there.date()).days
    if days == 0:
        return tr("Today")
    if days == 1:
        return tr("Yesterday")
    words = _day(there, "dddd d MMMM" if there.year == here.year else "dddd d MMMM yyyy")
    return words[:1].upper() + words[1:]


def clock_time(at: datetime) -> str:
    """Return the hour and minute on the person's clock."""
    return at.astimezone().strftime("%H:%M")


def exact(at: datetime) -> str:
    """Return the exact time, for the tool tip: "Friday 3 October 2025 14:05:09"."""
    there = at.astimezone()
    return f"{_day(there, 'dddd d MMMM yyyy')} {there.strftime('%H:%M:%S')}"


def _day(there: datetime, pattern: str) -> str:
    return locale().toString(QDate(there.year, there.month, there.day), pattern)


def span(length: timedelta) -> str:
    """Return a length of time in one unit: "20 min", "3 h", "2 d"."""
    minutes = max(1, int(abs(length).total_seconds() // 60))
    if minutes < 60:  # noqa: PLR2004
        return tr("{n} min").format(n=minutes)
    if minutes < 48 * 60:
        return tr("{n} h").format(n=minutes // 60)
    return trn("{n} day", "{n} days", minutes // 1440).format(n=minutes // 1440)


def due(row: Conversation, now: datetime) -> tuple[str, str]:
    """Return (words, colour role) for the end of a row's first line: when it is due, or how old it is."""
    if row.status is Status.WAITING_US and row.due_at is not None:
        left = row.due_at - now
        if left < timedelta(0):
            return tr("late by {span}").format(span=span(left)), "error"
        role = "warn" if left < timedelta(hours=2) else "soft"
        return tr("due in {span}").format(span=span(left)), role
    return when(row.last_at, now), "soft"


def states(row: Conversation) -> tuple[tuple[str, str, str], ...]:
    """Return the small marks of a row as (icon, words, colour role), the most pressing first."""
    marks: list[tuple[str, str, str]] = []
    if row.outbox:
        marks.append(_outbox(row.outbox))
    if row.has_draft:
        marks.append(("draft", tr("draft"), "accent"))
    if row.held:
        marks.append((held_icon(row.held), held(row.held), "warn"))
    if row.deleted:
        marks.append(("deleted", tr("deleted"), "soft"))
    if row.private:
        marks.append(("lock", tr("private"), "soft"))
    if row.has_attachment:
        marks.append(("attachment", tr("attached"), "soft"))
    return tuple(marks)


def _outbox(state: str) -> tuple[str, str, str]:
    if state in (OutboxState.REFUSED, OutboxState.ASK, OutboxState.MOVED):
        return ("warn", tr("needs you"), "error")
    if state == OutboxState.HELD:
        return ("clock", tr("about to be sent"), "accent")
    if state in (OutboxState.SENDING, OutboxState.UNKNOWN):
        return ("send", tr("being sent"), "accent")
    return ("outbox", tr("queued"), "accent")


def held(value: str) -> str:
    """Return the words for where a message stands in moderation, "" for nowhere."""
    known = {str(key): words for key, words in HELD.items()}
    return tr(known[value]) if value in known else ""


def held_icon(value: str) -> str:
    """Return the icon for where a message stands in moderation."""
    return {"spam": "spam", "trash": "trash", "hidden": "eye_off"}.get(value, "hold")


def sentence(row: Conversation, platform: str, account: str, now: datetime) -> str:
    """Return what a screen reader says of a row: author, platform, account, state, due, first words."""
    unread = trn("{n} unread", "{n} unread", row.unread).format(n=row.unread) if row.unread else ""
    parts = [
        line(row.author_name) or tr("Somebody"),
        tr("{account} on {platform}").format(account=account, platform=platform),
        tr(STATUS[row.status]),
        unread,
        *(words for _, words, _ in states(row)),
        due(row, now)[0],
        line(row.snippet or row.title, 160),
    ]
    return ", ".join(part for part in parts if part)


def message_sentence(message: Message, now: datetime) -> str:
    """Return what a screen reader says of one message of a thread."""
    parts = [
        tr("our answer") if message.ours else "",
        line(message.author_name) or tr("Somebody"),
        when(message.at, now),
        tr(VISIBILITY[message.visibility]) if message.visibility is not Visibility.PUBLIC else "",
        held(message.held),
        tr("edited") if message.revisions else "",
        tr("deleted") if message.deleted_at else line(message.text, 1200),
    ]
    return ", ".join(part for part in parts if part)


def attachment(one: Attachment) -> str:
    """Return the words on the box of an attachment: what it is, and how big."""
    kind = tr(ATTACHMENT.get(one.kind, "File"))
    if not one.size:
        return kind
    return f"{kind} · {locale().formattedDataSize(one.size, 1)}"


def platform(look: str) -> str:
    """Return a platform's name as people write it."""
    known = {
        "wordpress": "WordPress",
        "linkedin": "LinkedIn",
        "youtube": "YouTube",
        "feed": tr("feed"),
        "email": tr("e-mail"),
        "demo": tr("demonstration"),
        "web": tr("web"),
    }
    return known.get(look, look[:1].upper() + look[1:])


def clean_copy(message: Message) -> str:
    """Return a message as clean text with author, date and link, for the clipboard."""
    who = line(message.author_name)
    if message.author_handle:
        who = f"{who} ({line(message.author_handle)})"
    head = f"{who}, {exact(message.at)}"
    return "\n".join(part for part in (head, message.text.strip(), message.url) if part)
