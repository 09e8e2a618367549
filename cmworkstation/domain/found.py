"""What a search finds beside messages."""

from enum import StrEnum

from cmworkstation.domain.query import Field
from cmworkstation.domain.values import dataclass


class Place(StrEnum):
    """Where it stands."""

    NOTE = "note"
    REMARK = "remark"  # of somebody who looked back at what was said
    UNSENT = "unsent"  # a draft, or a reply that has not left
    ANSWER = "answer"  # of the response guide
    PERSON = "person"


@dataclass(frozen=True, slots=True)
class Found:
    """One find, marked in `words` as in a snippet; `at` is a conversation's id, an answer's key in lines, or a name.

    `message_id` is the message that a remark is about, else 0.
    """

    place: Place
    at: str
    words: str
    message_id: int = 0


@dataclass(frozen=True, slots=True)
class Unknown:
    """A name in a query that nothing is called, and names that come near it."""

    field: Field
    name: str
    near: tuple[str, ...] = ()
