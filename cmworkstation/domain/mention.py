"""What is said about us and our subjects, as it was found: where, when, by whom, and what became of it."""

from datetime import datetime
from enum import StrEnum
from hashlib import blake2b

from cmworkstation.domain import permalink
from cmworkstation.domain.charter.shingles import likeness, shingles
from cmworkstation.domain.ids import ConversationId, MessageId
from cmworkstation.domain.values import dataclass

LONGEST = 20_000  # characters of a mention that are kept
LONGEST_NAME = 200
ALIKE = 0.6  # share of runs of words from which two texts tell the same story
SKETCH = 6  # least hashes of a text by which others like it are found
FEWEST_RUNS = 4  # runs of words; texts that are shorter are alike by chance


class MentionState(StrEnum):
    """What became of a mention."""

    NEW = "new"
    READ = "read"
    ASIDE = "aside"
    PROMOTED = "promoted"  # a thread of the inbox stands for it


class Stance(StrEnum):
    """How a mention speaks of its subject; "" nobody says."""

    NONE = ""
    FOR = "for"
    NEUTRAL = "neutral"
    AGAINST = "against"
    ASKS = "asks"  # wants to know something


class StanceHow(StrEnum):
    """Who says what a mention's stance is, or its category."""

    NONE = ""
    HAND = "hand"
    SUGGESTED = "suggested"  # by a list of words, or by what the charter asks of a text


class ReachClass(StrEnum):
    """How far a place reaches where something was said, never how many follow whoever said it; "" nobody knows."""

    NONE = ""
    FEW = "few"  # a room, a mailbox, a private message
    NEIGHBOURHOOD = "neighbourhood"
    TOWN = "town"
    COUNTRY = "country"
    NETWORK = "network"  # whoever is on the network


class ReachHow(StrEnum):
    """Who says how far a place reaches."""

    NONE = ""
    HAND = "hand"  # of this mention
    SOURCE = "source"  # a person, of the source that brought it
    PLACE = "place"  # what its kind of place usually reaches


@dataclass(frozen=True, slots=True)
class Sighting:
    """One thing that a source showed, before anybody asked whether it matters.

    `remote_id` tells it apart within its source; `at` is when it was written, as the source says, None where it does
    not. `message_id` names the message of our own inbox that it is.
    """

    remote_id: str
    text: str
    at: datetime | None = None
    title: str = ""
    address: str = ""
    platform: str = ""
    author_key: str = ""
    author_name: str = ""
    author_handle: str = ""
    language: str = ""
    message_id: MessageId | None = None
    conversation_id: ConversationId | None = None
    private: bool = False  # only its readers saw it


@dataclass(frozen=True, slots=True)
class Mention:
    """Something that at least one saved query matched. `at` is when it was written, never after `seen_at`."""

    id: str
    source_id: str
    remote_id: str
    story_id: str
    at: datetime
    seen_at: datetime
    platform: str
    address: str = ""
    author_key: str = ""
    author_name: str = ""
    author_handle: str = ""
    title: str = ""
    text: str = ""
    language: str = ""
    stance: Stance = Stance.NONE
    stance_how: StanceHow = StanceHow.NONE
    state: MentionState = MentionState.NEW
    note: str = ""
    message_id: MessageId | None = None
    conversation_id: ConversationId | None = None
    capture_id: str = ""
    queries: tuple[str, ...] = ()  # ids of the queries that matched
    tags: tuple[str, ...] = ()
    copies: int = 1  # mentions of the same story, this one among them
    category: str = ""  # of the charter, by its id there
    category_how: StanceHow = StanceHow.NONE
    reach: ReachClass = ReachClass.NONE
    reach_how: ReachHow = ReachHow.NONE


@dataclass(frozen=True, slots=True)
class Hour:
    """How much was said within one hour: mentions, stories among them, and different authors."""

    start: datetime
    mentions: int
    stories: int
    authors: int


@dataclass(frozen=True, slots=True)
class Loudest:
    """Somebody, and how many mentions of a stretch of time are theirs."""

    platform: str
    author_key: str
    author_name: str
    mentions: int


def address_digest(address: str) -> str:
    """Return what two ways of writing an address have in common, as a digest; "" for no address."""
    same = permalink.folded(address)
    return blake2b(same.encode(), digest_size=12).hexdigest() if same else ""


def sketch(text: str) -> tuple[int, ...]:
    """Return the least hashes of a text's runs of words; none for a text that is too short to tell a story."""
    runs = shingles(text)
    return tuple(sorted(runs)[:SKETCH]) if len(runs) >= FEWEST_RUNS else ()


def is_alike(text: str, other: str) -> bool:
    """Tell whether two texts are the same up to small edits."""
    return likeness(shingles(text), shingles(other)) >= ALIKE
