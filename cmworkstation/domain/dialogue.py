"""Dialogues: a question that we put to people in several places, what they said, and what we did with it.

It ends when there is a decision, or a reason why nothing changed, and everybody who contributed was told, or is not
with a reason. Figures count people, not posts: whoever writes ten times is one voice.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from enum import StrEnum
from hashlib import sha256
from typing import NewType

from cmworkstation.domain.ids import AccountId, AuthorId, ConversationId, DraftId, MessageId
from cmworkstation.domain.topic import TopicId
from cmworkstation.domain.values import dataclass

DialogueId = NewType("DialogueId", str)
PlaceId = NewType("PlaceId", str)
ContributionId = NewType("ContributionId", str)
Voice = str  # tells one contributor from another: "a12" an author, "w…" a name on paper, "c…" nobody known


class DialogueState(StrEnum):
    """Where a dialogue stands, in this order."""

    IDEA = "idea"
    APPROVED = "approved"
    OPEN = "open"  # people may answer
    CLOSED = "closed"  # nothing new is gathered; we read, decide and tell
    ANSWERED = "answered"  # everybody was told, or is not with a reason


class Stance(StrEnum):
    """What somebody wants, as a person here reads it; nothing guesses it."""

    NONE = ""
    FOR = "for"
    AGAINST = "against"
    MIXED = "mixed"
    IDEA = "idea"
    QUESTION = "question"


class How(StrEnum):
    """From where a contribution came."""

    THREAD = "thread"  # below our question
    FILED = "filed"  # in a thread that a person filed
    CAPTURED = "captured"  # taken in by hand from a place that is not read
    POLL = "poll"  # how many chose something; nobody knows who
    ENTERED = "entered"  # on paper, at the counter, by telephone


class PlaceState(StrEnum):
    """How far the question is in one place."""

    WAITING = "waiting"
    DRAFT = "draft"
    ON_ITS_WAY = "on-its-way"
    ASKED = "asked"


@dataclass(frozen=True, slots=True)
class About:
    """What people here write down of a dialogue before anybody is asked."""

    question: str
    why: str = ""
    audience: str = ""
    rules: str = ""  # of moderation
    topic_id: TopicId | None = None
    starts_at: datetime | None = None
    ends_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Dialogue:
    """One question to people, and what became of it."""

    id: DialogueId
    question: str
    created_at: datetime
    why: str = ""
    audience: str = ""
    rules: str = ""  # of moderation
    topic_id: TopicId | None = None
    starts_at: datetime | None = None
    ends_at: datetime | None = None
    state: DialogueState = DialogueState.IDEA
    owner: str = ""  # a profile's id
    approved_at: datetime | None = None
    approved_by: str = ""
    opened_at: datetime | None = None
    closed_at: datetime | None = None
    synthesis: str = ""
    decision: str = ""
    unchanged: bool = False  # the decision says why nothing changed
    decided_at: datetime | None = None
    decided_by: str = ""
    answered_at: datetime | None = None
    removed_at: datetime | None = None

    @property
    def about(self) -> About:
        """Return what was written down of it."""
        asked = self.question, self.why, self.audience, self.rules
        return About(*asked, self.topic_id, self.starts_at, self.ends_at)


@dataclass(frozen=True, slots=True)
class Place:
    """Where the question is put, or a thread that a person filed (`filed`)."""

    id: PlaceId
    dialogue_id: DialogueId
    name: str
    filed: bool = False
    account_id: AccountId | None = (
        None  # None where no account of ours speaks: a market, a paper box
    )
    platform: str = ""
    conversation_id: ConversationId | None = None
    message_id: MessageId | None = None  # the message below which the question is put
    words: str = ""  # the question as it is put there, "" for as it stands
    address: str = ""
    draft_id: DraftId = DraftId("")
    begun_at: datetime | None = None
    asked_at: datetime | None = None
    state: PlaceState = PlaceState.WAITING


@dataclass(frozen=True, slots=True)
class Contribution:
    """Something that was said to the question, and where it came from."""

    id: ContributionId
    dialogue_id: DialogueId
    place_id: PlaceId
    how: How
    at: datetime
    message_id: MessageId | None = None
    author_id: AuthorId | None = None
    conversation_id: ConversationId | None = None
    platform: str = ""
    who: str = ""
    handle: str = ""
    words: str = ""
    url: str = ""
    votes: int | None = None  # of a poll
    source: str = ""  # from where the result of a poll is known
    by: str = ""  # the profile that entered it, "" for what was gathered
    stance: Stance = Stance.NONE
    theme: str = ""
    left_out: str = ""  # why it does not count
    erased: bool = False  # whoever wrote it was erased: it counts, and says nothing any more
    contact: str = ""  # the person over all networks, where somebody linked them

    @property
    def person(self) -> Voice:
        """Tell who speaks over all networks: figures count people."""
        return f"p{self.contact}" if self.contact else self.voice

    @property
    def voice(self) -> Voice:
        """Tell who speaks in one place, and is told there; what nobody signed is a voice of its own."""
        if self.author_id is not None:
            return f"a{self.author_id}"
        name = sha256(self.who.casefold().encode("utf-8", "surrogatepass")).hexdigest()
        return f"w{name[:16]}" if self.who else f"c{self.id}"

    @property
    def counts(self) -> bool:
        """Tell whether it is somebody's voice: not left out, and no mere number."""
        return not self.left_out and self.votes is None


@dataclass(frozen=True, slots=True)
class Contributor:
    """Somebody who contributed and must hear what became of it."""

    voice: Voice
    name: str
    author_id: AuthorId | None = None
    platform: str = ""
    handle: str = ""
    conversation_id: ConversationId | None = None  # their own thread: they are answered there
    message_id: MessageId | None = None
    contributions: int = 0
    told_at: datetime | None = None
    told_how: str = ""  # otherwise than by a reply
    on_its_way: bool = False
    why_not: str = ""

    @property
    def is_open(self) -> bool:
        """Tell whether they must still be told."""
        return self.told_at is None and not self.why_not


@dataclass(frozen=True, slots=True)
class Poll:
    """The result of one poll: numbers beside people, with where they are from and who noted them."""

    place_id: PlaceId
    source: str
    at: datetime
    by: str
    choices: tuple[tuple[str, int], ...]  # the most votes first
    left_out: str = ""

    @property
    def total(self) -> int:
        """Return how many votes there are."""
        return sum(n for _, n in self.choices)


def polls(contributions: Iterable[Contribution]) -> tuple[Poll, ...]:
    """Return the results of polls among contributions, in their order."""
    found: dict[tuple[PlaceId, str, datetime], list[Contribution]] = defaultdict(list)
    for one in contributions:
        if one.votes is not None:
            found[one.place_id, one.source, one.at].append(one)
    return tuple(
        Poll(
            *(place_id, source, at, rows[0].by),
            tuple(sorted(((row.words, row.votes or 0) for row in rows), key=lambda row: -row[1])),
            next((row.left_out for row in rows if row.left_out), ""),
        )
        for (place_id, source, at), rows in found.items()
    )


@dataclass(frozen=True, slots=True)
class Figures:
    """What contributions come to, in people."""

    contributions: int
    people: int
    stances: Mapping[Stance, int]
    themes: Mapping[str, int]
    places: Mapping[PlaceId, int]
    votes: Mapping[tuple[PlaceId, str], int]
    left_out: int
    erased: int


def figures(contributions: Sequence[Contribution]) -> Figures:
    """Count people: many contributions of one are one voice, by the sum of what they want."""
    counted = [one for one in contributions if one.counts]
    by_voice: dict[Voice, list[Contribution]] = defaultdict(list)
    for one in counted:
        by_voice[one.person].append(one)
    themes: Counter[str] = Counter()
    places: Counter[PlaceId] = Counter()
    for theirs in by_voice.values():
        themes.update({one.theme for one in theirs if one.theme})
        places.update({one.place_id for one in theirs})
    votes: Counter[tuple[PlaceId, str]] = Counter()
    for one in contributions:
        if one.votes is not None and not one.left_out:
            votes[one.place_id, one.words] += one.votes
    return Figures(
        contributions=len(counted),
        people=len(by_voice),
        stances=Counter(stance_of(one.stance for one in theirs) for theirs in by_voice.values()),
        themes=themes,
        places=places,
        votes=votes,
        left_out=sum(bool(one.left_out) for one in contributions),
        erased=len({one.person for one in counted if one.erased}),
    )


def stance_of(said: Iterable[Stance]) -> Stance:
    """Return what one person wants by all that they said: for and against together is mixed."""
    known = set(said) - {Stance.NONE}
    sides = known & {Stance.FOR, Stance.AGAINST, Stance.MIXED}
    if len(sides) > 1:
        return Stance.MIXED
    if sides:
        return sides.pop()
    return next((one for one in (Stance.IDEA, Stance.QUESTION) if one in known), Stance.NONE)
