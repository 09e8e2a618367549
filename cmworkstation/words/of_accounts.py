"""Accounts in words: their access, what is read of them, what could not be understood, where posts go."""

from datetime import datetime

from cmworkstation.domain.account import TokenState
from cmworkstation.domain.budget import Budget
from cmworkstation.i18n import N_, tr
from cmworkstation.words import when

TOKENS: dict[TokenState, str] = {
    TokenState.VALID: N_("connected"),
    TokenState.EXPIRING: N_("access ends soon"),
    TokenState.TROUBLE: N_("in trouble, tried again"),
    TokenState.DEAD: N_("sign in again"),
    TokenState.PAUSED: N_("paused"),
    TokenState.ARCHIVE: N_("archive, not connected"),
}


FOLDERS: dict[str, str] = {  # what folders of a mailbox are for
    "inbox": N_("Inbox"),
    "sent": N_("sent mail"),
    "junk": N_("junk"),
    "trash": N_("bin"),
    "archive": N_("archive"),
    "all": N_("all mail"),
}


POST_PLACES: dict[str, str] = {  # what becomes of an article
    "publish": N_("Published at once on the site"),
    "draft": N_("Kept among the drafts of the site, for its editors"),
}


POST_PLACE_EXAMPLES: dict[str, str] = {  # how a place is called where a person has to name it
    "telegram": N_("@name_of_your_channel"),
    "reddit": N_("r/your_community"),
    "lemmy": N_("community@lemmy.example"),
}


# How the system's keyring stands, by `VaultStatus.kind`.
KEYRING: dict[str, str] = {
    "ready": N_("ready"),
    "locked": N_("locked"),
    "missing": N_("none that the program trusts"),
    "session": N_("secrets are kept for this session only"),
}


# What an account is read for, by the name that its connector gives a list.
STREAMS: dict[str, str] = {
    "": N_("the whole account"),
    "notifications": N_("mentions and replies"),
    "captures": N_("what was captured by hand"),
    "conversations": N_("private messages"),
    "comments": N_("comments"),
    "changes": N_("changes to comments"),
    "entries": N_("entries"),
    "updates": N_("messages"),
    "main": N_("messages"),
    "repositories": N_("list of repositories"),
    "answers": N_("new messages"),
    "broken": N_("messages"),
    "cut": N_("messages"),
    "history": N_("older messages"),
    "archive": N_("an imported archive"),
}


# The same of lists that a person's server names, by what stands before the colon.
NAMED_STREAMS: dict[str, str] = {
    "mail": N_("folder {name}"),
    "changes": N_("changes in {name}"),
}


# Why an item waits in quarantine, by the short technical text that a connector gives.
QUARANTINED: dict[str, str] = {
    "not JSON": N_("It is cut or damaged, so that it cannot be read."),
    "JSONDecodeError": N_("It is cut or damaged, so that it cannot be read."),
    "UnicodeDecodeError": N_("It is cut or damaged, so that it cannot be read."),
    "not an object": N_("It has another form than the messages of this platform."),
    "no status": N_("The message that it tells of is missing in it."),
    "no id": N_("It has no id, so that it cannot be told from other messages."),
    "an entry without identity": N_("It has no id, so that it cannot be told from other messages."),
    "status without address or time": N_("Its address or its time is missing."),
    "a comment without number or date": N_("Its number or its date is missing."),
    "a message without number or date": N_("Its number or its date is missing."),
    "a post without number or date": N_("Its number or its date is missing."),
    "a review without name or date": N_("Its number or its date is missing."),
    "an unknown kind of entry": N_("This version of the program does not know what it is."),
    "a message without a date": N_("Its date is missing."),
    "half a message": N_("It is cut or damaged, so that it cannot be read."),
    "no mail": N_("It is no letter, or has no beginning."),
    "no header": N_("It is no letter, or has no beginning."),
    "an article without number or date": N_("Its number or its date is missing."),
    "IntegrityError": N_("It was understood, but it contradicts what is stored already."),
    "KeyError": N_("Something that every message has is missing in it."),
}


NOT_UNDERSTOOD = N_("Its form is not one that this version of the program knows.")


def keyring_state(kind: str, backend: str) -> str:
    """Return how the system's keyring stands, with the name of a trusted one."""
    state = tr(KEYRING[kind])
    return state if kind == "missing" or not backend else f"{state} ({backend})"


def shortfall(announced: int, delivered: int) -> str:
    """Return that a server sent fewer items than it announced, with both numbers."""
    return tr("The server announced {announced} items and sent {delivered}.").format(
        announced=announced, delivered=delivered
    )


def stream(name: str) -> str:
    """Return what was read; a name that only a connector knows is returned as it is, foreign text."""
    kind, colon, which = name.partition(":")
    if colon and (known := _named_stream(kind)):
        return tr(known).format(name=which)
    return tr(STREAMS[name]) if name in STREAMS else name


def _named_stream(kind: str) -> str:
    from cmworkstation.words import of_platforms  # noqa: PLC0415 - no start names a list

    return NAMED_STREAMS.get(kind) or of_platforms.text("STREAMS", kind)


def quarantine_reason(reason: str) -> str:
    """Return why an item could not be understood, for the short technical text that is kept with it."""
    from cmworkstation.words import of_platforms  # noqa: PLC0415 - no start words a reason

    kinds = (reason, reason.rpartition(": ")[2])
    own = (of_platforms.text("QUARANTINED", one) for one in kinds)
    known = next(filter(None, (*own, *map(QUARANTINED.get, kinds))), "")
    return tr(known or NOT_UNDERSTOOD)


def budget(value: Budget, now: datetime) -> str:
    """Return what a server still allows us, until when, and how much of that is kept for replies."""
    if not value.limit or value.remaining is None or value.reset_at is None:
        return ""
    same_day = value.reset_at.astimezone().date() == now.astimezone().date()
    until = f"{value.reset_at.astimezone():%H:%M}" if same_day else when(value.reset_at, now)
    said = (
        tr("Reading pauses until {when}: the {left} requests that are left are kept for replies.")
        if value.is_low()
        else tr("{left} of {limit} requests left until {when}; {kept} are kept for replies.")
    )
    left, kept = value.remaining, value.reserve()
    return said.format(left=left, limit=value.limit, when=until, kept=kept)


def token(value: TokenState) -> str:
    """Return how an account's access stands."""
    return tr(TOKENS[value])


def folder(title: str, role: str) -> str:
    """Return a folder of a mailbox by its name, with what it is for."""
    if role == "inbox":
        return tr(FOLDERS[role])
    what = tr(FOLDERS[role]) if role in FOLDERS else ""
    return f"{title} ({what})" if what and what.casefold() != title.casefold() else title


def post_place(title: str, role: str) -> str:
    """Return where a post of ours may go, as people call it."""
    return tr(POST_PLACES[role]) if role in POST_PLACES else title


def post_place_example(platform: str) -> str:
    """Return how the name of a place looks on a platform where it is typed, "" where it is chosen."""
    return tr(POST_PLACE_EXAMPLES[platform]) if platform in POST_PLACE_EXAMPLES else ""
