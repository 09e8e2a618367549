"""Where replies, conversations and messages stand, in words."""

from cmworkstation.domain.account import Visibility
from cmworkstation.domain.conversation import Status
from cmworkstation.domain.message import Held
from cmworkstation.domain.reply import OutboxState, StepNote
from cmworkstation.i18n import N_, tr
from cmworkstation.words.problems import sentence

STATES: dict[OutboxState, str] = {
    OutboxState.HELD: N_("about to be sent"),
    OutboxState.QUEUED: N_("queued"),
    OutboxState.SENDING: N_("being sent"),
    OutboxState.SENT: N_("sent"),
    OutboxState.REFUSED: N_("refused by the platform"),
    OutboxState.LATER: N_("tried again later"),
    OutboxState.UNKNOWN: N_("unclear, being looked up"),
    OutboxState.ASK: N_("unclear: please look"),
    OutboxState.MOVED: N_("stopped: the thread moved on"),
    OutboxState.MISSED: N_("its time has passed"),
    OutboxState.BY_HAND: N_("to be posted by hand"),
    OutboxState.DROPPED: N_("taken back"),
}


NOTES: dict[StepNote, str] = {
    StepNote.THAWED: N_("kept after a freeze"),
    StepNote.EXERCISE: N_("an exercise: it left nowhere"),
    StepNote.UNDONE: N_("undone"),
    StepNote.TAKEN_BACK: N_("taken back to be edited"),
    StepNote.DROPPED: N_("given up by a person"),
    StepNote.WANTED: N_("at a person’s wish"),
    StepNote.NOT_THERE_PERSON: N_("a person looked: it is not there"),
    StepNote.FOUND_PERSON: N_("a person looked: it is there"),
    StepNote.MOVED: N_("the thread moved on"),
    StepNote.WINDOW: N_("the reply window of the platform closed"),
    StepNote.MISSED: N_("its planned time had passed"),
    StepNote.APPROVAL_VOID: N_("not as it was approved; it waits for approval again"),
    StepNote.PART_MISSING: N_("the part before it is not in the thread"),
    StepNote.INTERRUPTED: N_("the program ended in the middle"),
    StepNote.FOUND: N_("found among your own posts"),
    StepNote.NOT_THERE_YET: N_("not among your own posts yet"),
    StepNote.SAME_KEY: N_(
        "not among your own posts; sent again under the same key, which the server takes once only"
    ),
    StepNote.THREE_LOOKS: N_("not among your own posts after three looks; sent again"),
    StepNote.CANNOT_TELL: N_("this platform cannot tell"),
    StepNote.RESTORED: N_("from a restored backup; looked up before anything is sent"),
    StepNote.REFUSED_IN_DOUBT: N_("refused, but an earlier attempt may still arrive"),
    StepNote.TAKEN_BY_HAND: N_("a person posts it by hand; the program does not send it"),
    StepNote.HANDED_OUT: N_("copied, to be posted by hand"),
    StepNote.POSTED: N_("a person posted it by hand"),
    StepNote.NOT_POSTED: N_("a person did not post it"),
    StepNote.NOT_AFTER_ALL: N_(
        "it was not posted after all, or elsewhere: back in a person’s hands"
    ),
}


STATUSES: dict[Status, str] = {
    Status.WAITING_US: N_("Waiting for us"),
    Status.WAITING_THEM: N_("Waiting for them"),
    Status.WAITING_COLLEAGUE: N_("Waiting for a colleague"),
    Status.SNOOZED: N_("Snoozed"),
    Status.DONE: N_("Done"),
    Status.NO_ANSWER: N_("No answer needed"),
    Status.ASIDE: N_("Aside"),
    Status.TO_READ: N_("To read"),
}


VISIBILITIES: dict[Visibility, str] = {
    Visibility.PUBLIC: N_("public"),
    Visibility.UNLISTED: N_("public, not listed"),
    Visibility.FOLLOWERS: N_("followers only"),
    Visibility.PRIVATE: N_("private"),
}


HELD: dict[Held, str] = {
    Held.NO: "",
    Held.HOLD: N_("waiting for approval"),
    Held.SPAM: N_("spam"),
    Held.TRASH: N_("in the bin"),
    Held.HIDDEN: N_("hidden"),
}


def state(value: OutboxState) -> str:
    """Return where a reply stands."""
    return tr(STATES[value])


def note(value: str) -> str:
    """Return why a reply took a step: a `StepNote` or the class name of an error; "" for no reason."""
    return tr(NOTES[StepNote(value)]) if value in set(StepNote) else sentence(value)


def status(value: Status) -> str:
    """Return where a conversation stands."""
    return tr(STATUSES[value])


def visibility(value: Visibility) -> str:
    """Return who can read a message."""
    return tr(VISIBILITIES[value])


def held(value: Held) -> str:
    """Return where a message stands in moderation; "" when it is simply published."""
    return tr(HELD[value]) if HELD[value] else ""
