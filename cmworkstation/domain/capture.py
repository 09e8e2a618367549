"""Messages that a person takes in by hand, from wherever no connector reads."""

from datetime import datetime
from enum import StrEnum

from cmworkstation.domain.account import Visibility
from cmworkstation.domain.ids import ConversationId, MessageId
from cmworkstation.domain.media import MediaFile
from cmworkstation.domain.values import dataclass

LONGEST = 200_000  # characters of a captured text
SHORT = 300  # of a name, a title


class How(StrEnum):
    """What a message was captured from."""

    PASTE = "paste"
    SCREENSHOT = "screenshot"
    PAGE = "page"
    MAIL = "mail"


@dataclass(frozen=True, slots=True)
class Capture:
    """A message as a person takes it in: as it was found, and corrected."""

    platform: str  # as the person calls it, "Nextdoor"
    author: str
    at: datetime  # when it was written
    text: str
    handle: str = ""
    title: str = ""
    address: str = ""
    language: str = ""
    parent_id: MessageId | None = None  # the message that it answers
    visibility: Visibility = Visibility.PUBLIC
    ours: bool = False  # written by us, outside of this program
    how: How = How.PASTE
    file: str = ""  # the name of the file that it came from
    html: str = ""  # as found, where nobody changed the text
    pictures: tuple[MediaFile, ...] = ()


@dataclass(frozen=True, slots=True)
class Guess:
    """What something that was pasted or dropped seems to be, for a person to correct; "" and None: nobody knows."""

    how: How
    text: str = ""
    author: str = ""
    handle: str = ""
    title: str = ""
    at: datetime | None = None  # naive where it was written without a zone
    address: str = ""
    platform: str = ""
    html: str = ""
    file: str = ""


@dataclass(frozen=True, slots=True)
class Twin:
    """A message that was captured before and looks like the same: by its address, or by its words and their author."""

    message_id: MessageId
    conversation_id: ConversationId
    author: str
    text: str
    at: datetime
    same_address: bool


@dataclass(frozen=True, slots=True)
class Provenance:
    """Who captured a message, when, and from what."""

    id: str
    how: How
    file: str
    by: str  # id of the person, "" where nobody is entered
    at: datetime
