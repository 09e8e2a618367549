"""What the inbox says of rows, messages and days: short words in the person's language.

Pure functions over values. The painting delegate, the headers and the accessible sentences share them, so
that eyes and ears get the same words; what other places say too comes from `cmworkstation.words`.
"""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from PySide6.QtCore import QDate

from cmworkstation import words
from cmworkstation.domain import foreign
from cmworkstation.domain.account import Account, ModerationAct, Visibility
from cmworkstation.domain.alike import Alike
from cmworkstation.domain.conversation import Conversation, Status
from cmworkstation.domain.message import Attachment, Held, Message
from cmworkstation.domain.reply import PERSON_STATES, OutboxState
from cmworkstation.domain.reply_window import ReplyWindow, reply_window
from cmworkstation.domain.values import dataclass, field
from cmworkstation.i18n import N_, tr, trn
from cmworkstation.ui.widgets.sizes import locale, size
from cmworkstation.words import standing, times, windows
from cmworkstation.words import states as state_words

if TYPE_CHECKING:
    from cmworkstation.services.standing import Left

ANSWERED = re.compile(
    r"^\s*(?:(?:re|aw|rép|sv|antw|odp|vs|fwd?|tr|wg)(?:\[\d+\])?\s*:\s*)+", re.IGNORECASE
)
MODERATION = {
    ModerationAct.APPROVE: N_("Approve"),
    ModerationAct.HOLD: N_("Hold back"),
    ModerationAct.SPAM: N_("Mark as spam"),
    ModerationAct.TRASH: N_("Move to the bin"),
    ModerationAct.RESTORE: N_("Restore"),
    ModerationAct.HIDE: N_("Hide"),
    ModerationAct.REPORT: N_("Report"),
    ModerationAct.MUTE: N_("Mute the author"),
    ModerationAct.BLOCK: N_("Block the author"),
    ModerationAct.UNMUTE: N_("Unmute the author"),
    ModerationAct.UNBLOCK: N_("Unblock the author"),
    ModerationAct.DELETE: N_("Delete for everybody"),
    ModerationAct.LOCK: N_("Lock the conversation"),
    ModerationAct.UNLOCK: N_("Unlock the conversation"),
}
MODERATED = {
    ModerationAct.APPROVE: N_("Approved."),
    ModerationAct.HOLD: N_("Held back."),
    ModerationAct.SPAM: N_("Marked as spam."),
    ModerationAct.TRASH: N_("Moved to the bin."),
    ModerationAct.RESTORE: N_("Restored."),
    ModerationAct.HIDE: N_("Hidden."),
    ModerationAct.REPORT: N_("Reported."),
    ModerationAct.MUTE: N_("Author muted."),
    ModerationAct.BLOCK: N_("Author blocked."),
    ModerationAct.UNMUTE: N_("Author no longer muted."),
    ModerationAct.UNBLOCK: N_("Author no longer blocked."),
    ModerationAct.DELETE: N_("Deleted for everybody."),
    ModerationAct.LOCK: N_("Conversation locked."),
    ModerationAct.UNLOCK: N_("Conversation unlocked."),
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
    N_("Not addressed to us"),
    N_("Spam or provocation"),
)
LINE_CAP = 400
SHAPE, HUE = "shape:", "hue:"  # of a label, in place of an icon and of a colour's role
SOON = timedelta(hours=2)
CLOCKED = (Status.WAITING_US, Status.WAITING_COLLEAGUE)  # somebody waits for us: the clock goes on


@dataclass(frozen=True, slots=True)
class Beside:
    """What the charter adds to a row: how much time is left, and what its category is called, by language."""

    left: "Left | None" = None
    category: Mapping[str, str] = field(default_factory=dict)
    me: str = ""  # who acts


_BEFORE = re.compile(r" ([?!:;»%€])(?![^<>]*>)")
_AFTER = re.compile(r"« (?![^<>]*>)")


def line(text: str, cap: int = LINE_CAP) -> str:
    """Return foreign text as one harmless line of at most `cap` characters, for painting and for sentences."""
    return foreign.line(text, cap)


def unbroken(text: str) -> str:
    """Keep French signs on the line of their word: people type plain spaces there. Works on markup too."""
    return _AFTER.sub("«\u00a0", _BEFORE.sub("\u00a0\\1", text))


def is_rtl(text: str) -> bool:
    """Tell whether a text begins in a script that runs from right to left."""
    for letter in text[:80]:
        kind = unicodedata.bidirectional(letter)
        if kind in ("R", "AL"):
            return True
        if kind == "L":
            return False
    return False


def day(at: datetime, now: datetime) -> str:
    """Return the words of a day divider: "Today", "Yesterday", "Friday 3 October"."""
    there, here = at.astimezone(), now.astimezone()
    days = (here.date() - there.date()).days
    if days == 0:
        return tr("Today")
    if days == 1:
        return tr("Yesterday")
    pattern = "dddd d MMMM" if there.year == here.year else "dddd d MMMM yyyy"
    said = locale().toString(QDate(there.year, there.month, there.day), pattern)
    return said[:1].upper() + said[1:]


def exact(at: datetime) -> str:
    """Return the exact time for the tool tip: "Friday 3 October 2025 14:05:09"."""
    there = at.astimezone()
    date = locale().toString(QDate(there.year, there.month, there.day), "dddd d MMMM yyyy")
    return f"{date} {there:%H:%M:%S}"


def due(row: Conversation, now: datetime) -> tuple[str, str]:
    """Return (words, colour role) for the end of a row's first line: when it is due, or how old it is."""
    if row.status in CLOCKED and row.due_at is not None:
        left = row.due_at - now
        warned = now >= row.warn_at if row.warn_at else left < SOON
        role = "error" if left < timedelta(0) else "warn" if warned else "soft"
        return times.due(row.due_at, now), role
    return words.when(row.last_at, now), "soft"


def window_of(row: Conversation, account: Account | None, now: datetime) -> ReplyWindow | None:
    """Return how the answer that somebody waits for stands to its platform's window, None where there is none."""
    if account is None or row.status is not Status.WAITING_US:
        return None
    visibility = Visibility.PRIVATE if row.private else Visibility.PUBLIC
    return reply_window(account.capabilities.windows, visibility, row.theirs_at, now)


def time_left(row: Conversation, now: datetime, beside: Beside) -> str:
    """Return how much time is left to answer, once it is time to warn; "" before, and when it is late."""
    waits = row.status in CLOCKED and row.due_at is not None and row.due_at > now
    if not waits or beside.left is None or due(row, now)[1] != "warn":
        return ""
    return times.left(beside.left.seconds, opening=beside.left.opening)


def states(
    row: Conversation,
    alike: Alike | None = None,
    beside: Beside | None = None,
    now: datetime | None = None,
    account: Account | None = None,
) -> tuple[tuple[str, str, str], ...]:
    """Return the small marks of a row as (icon, words, colour role), the most pressing first."""
    beside = beside or Beside()
    marks: list[tuple[str, str, str]] = []
    if alike:
        marks.append(("warn", mistaken(alike, short=True), "error"))
    if now is not None and (left := time_left(row, now, beside)):
        marks.append(("hourglass", left, "warn"))
    window = window_of(row, account, now) if now is not None else None
    if window is not None and (window.closed or window.near):
        marks.append(("hourglass", windows.short(window), "warn"))
    if row.outbox:
        marks.append(_outbox(row.outbox))
    if row.approval:
        marks.append(_approval(row.approval))
    elif row.has_draft:
        said = _several(tr("draft"), trn("{n} draft", "{n} drafts", row.drafts), row.drafts)
        marks.append(("draft", said, "accent"))
    return (*marks, *_decided(row, beside, now), *_lasting(row, beside))


def _decided(
    row: Conversation, beside: Beside, now: datetime | None
) -> Iterator[tuple[str, str, str]]:
    """Yield what people decided: who has it, until when it is out of the way, mutes; then its labels."""
    if in_hand := standing.in_hand(row, beside.me):
        waits = row.status is Status.WAITING_COLLEAGUE
        yield "user", in_hand, "warn" if waits else "accent"
    if row.snooze is not None and now is not None:
        back = row.snooze.woke_at is not None
        yield "hourglass", standing.snoozed(row.snooze, now), "accent" if back else "soft"
    if row.muted:
        yield "eye_off", tr("muted"), "soft"
    for one in row.labels:
        yield f"{SHAPE}{one.shape}", line(one.name, 40), f"{HUE}{one.colour}"


def _lasting(row: Conversation, beside: Beside) -> Iterator[tuple[str, str, str]]:
    """Yield the marks of what a conversation is, in the order of their weight."""
    if row.notes:
        yield (
            "note",
            _several(
                tr("internal note"),
                trn("{n} internal note", "{n} internal notes", row.notes),
                row.notes,
            ),
            "soft",
        )
    if row.thanked:
        yield "good", tr("thanked"), "good"
    if row.promise_due_at is not None:
        yield "bell", promise(row.promise_due_at), "accent"
    if row.category and (named := words.in_language(beside.category)):
        yield "tag", line(named, 40), "soft"
    if row.held:
        yield held_icon(row.held), held(row.held), "warn"
    if row.deleted:
        yield "deleted", tr("deleted"), "soft"
    if row.private:
        yield "lock", tr("private"), "soft"
    if row.has_attachment:
        yield "attachment", tr("attached"), "soft"


def _several(one: str, many: str, n: int) -> str:
    """Return the words for one without its number, and for several with it."""
    return one if n == 1 else many.format(n=n)


def promise(due_at: datetime) -> str:
    """Return by which day something was promised in a conversation, in few words."""
    local = due_at.astimezone()
    day = locale().toString(QDate(local.year, local.month, local.day), "ddd d MMM")
    return tr("promised for {day}").format(day=day)


def _outbox(state: str) -> tuple[str, str, str]:
    if state in PERSON_STATES:
        return ("warn", tr("needs you"), "error")
    if state == OutboxState.HELD:
        return ("clock", tr("about to be sent"), "accent")
    if state in (OutboxState.SENDING, OutboxState.UNKNOWN):
        return ("send", tr("being sent"), "accent")
    return ("outbox", tr("queued"), "accent")


def _approval(state: str) -> tuple[str, str, str]:
    from cmworkstation.domain.approval import State  # noqa: PLC0415 - where something is in approval only

    if state == State.OPEN:
        return ("approvals", tr("in approval"), "accent")
    if state == State.CHANGE_ASKED:
        return ("approvals", tr("change asked for"), "warn")
    if state == State.VOID:
        return ("approvals", tr("approval void"), "warn")
    return ("approvals", tr("approved, about to leave"), "good")


def held(value: str) -> str:
    """Return the words for where a message stands in moderation, "" for nowhere."""
    try:
        return state_words.held(Held(value))
    except ValueError:
        return ""


def held_icon(value: str) -> str:
    """Return the icon for where a message stands in moderation."""
    return {"spam": "spam", "trash": "trash", "hidden": "eye_off"}.get(value, "hold")


def mistaken(alike: Alike, *, short: bool = False) -> str:
    """Return the warning that somebody's name looks like another's: for a row, or for a message."""
    if short:
        return tr("looks like you") if alike.ours else tr("disguised name")
    who = f"{line(alike.name, 60)} {line(alike.handle, 80)}".strip()
    if alike.ours:
        return tr("Careful: this is not your account {name}, only its name looks so.").format(
            name=who
        )
    return tr("Careful: this is not {name}; the name is written with other letters.").format(
        name=who
    )


def sentence(
    row: Conversation,
    platform_name: str,
    account: str,
    now: datetime,
    alike: Alike | None = None,
    beside: Beside | None = None,
    of_account: Account | None = None,
) -> str:
    """Return what a screen reader says of a row: author, platform, account, state, due, first words."""
    unread = trn("{n} unread", "{n} unread", row.unread).format(n=row.unread) if row.unread else ""
    parts = [
        line(row.author_name) or tr("Somebody"),
        tr("{account} on {platform}").format(account=account, platform=platform_name),
        state_words.status(row.status),
        unread,
        *(said for _, said, _ in states(row, alike, beside, now, of_account)),
        standing.handed(row, beside.me if beside else ""),
        due(row, now)[0],
        line(row.words, 160),
    ]
    return ", ".join(part for part in parts if part)


def message_sentence(message: Message, now: datetime, alike: Alike | None = None) -> str:
    """Return what a screen reader says of one message of a thread."""
    public = message.visibility is Visibility.PUBLIC
    parts = [
        tr("our answer") if message.ours else "",
        line(message.author_name) or tr("Somebody"),
        mistaken(alike) if alike else "",
        words.when(message.at, now),
        "" if public else state_words.visibility(message.visibility),
        held(message.held),
        tr("edited") if message.revisions else "",
        tr("deleted") if message.deleted_at else line(message.text, 1200),
    ]
    return ", ".join(part for part in parts if part)


def attachment(one: Attachment) -> str:
    """Return the words on the box of an attachment: what it is, its ending, and how big."""
    kind = tr(ATTACHMENT.get(one.kind, ATTACHMENT["file"]))
    from cmworkstation.domain import filenames  # noqa: PLC0415 - not for the first inbox

    ending = filenames.ending(filenames.of(one)).lstrip(".").upper()
    parts = [kind, ending, size(one.size) if one.size else ""]
    return " · ".join(part for part in parts if part)


def clean_copy(message: Message) -> str:
    """Return a message as clean text with author, date and link, for the clipboard."""
    who = line(message.author_name)
    if message.author_handle:
        who = f"{who} ({line(message.author_handle)})"
    head = f"{who}, {exact(message.at)}"
    return "\n".join(part for part in (head, message.text.strip(), message.url) if part)


def bare_subject(title: str) -> str:
    """Return a title without the marks of answers and forwarded mail: by it repeated ones are recognised."""
    return ANSWERED.sub("", title[:500]).strip().casefold()
