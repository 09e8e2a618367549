"""States of a reply that belong together, for what may be done with it."""

from collections.abc import Iterator

from cmworkstation.domain.errors import Duplicate, NotSignedIn, UserFixable, WorkstationError
from cmworkstation.domain.reply import OutboxState

WAITING = (OutboxState.HELD, OutboxState.QUEUED, OutboxState.LATER)  # nothing has left
SENDING = (OutboxState.SENDING,)
DOUBTED = (OutboxState.UNKNOWN, OutboxState.ASK)
UNPUBLISHED = (
    *WAITING,
    OutboxState.REFUSED,
    OutboxState.MOVED,
    OutboxState.MISSED,
)  # unless an earlier attempt ended in doubt
LOOKED_FOR = (OutboxState.REFUSED, OutboxState.BY_HAND)


def _names(kind: type[WorkstationError]) -> Iterator[str]:
    yield kind.__name__
    for child in kind.__subclasses__():
        yield from _names(child)


# What a row in doubt carries as its error when the platform refused a later attempt.
REFUSALS = frozenset(_names(UserFixable)) - {NotSignedIn.__name__, Duplicate.__name__}
