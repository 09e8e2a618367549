"""What was counted about voices: values, no counting."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from cmworkstation.domain.dashboard import Span
from cmworkstation.domain.ids import ConversationId
from cmworkstation.domain.profile import ProfileId
from cmworkstation.domain.voices import Load, Relief, Repeated, Share, Spread


@dataclass(frozen=True, slots=True)
class NewVoices:
    """The people who were answered in 30 days: how many were new, and in which conversations both were."""

    span: Span
    share: Share
    new: tuple[ConversationId, ...]
    known: tuple[ConversationId, ...]


@dataclass(frozen=True, slots=True)
class Spoken:
    """With whom we spoke in a period."""

    replies: int
    people: int
    effective: float | None
    few: Share
    few_in: tuple[ConversationId, ...]
    spread: Spread
    others_in: tuple[ConversationId, ...] = ()  # where we spoke with others than the usual few
    all_in: tuple[ConversationId, ...] = ()
    places_in: Mapping[str, tuple[ConversationId, ...]] = field(
        default_factory=dict
    )  # "": nothing declared


@dataclass(frozen=True, slots=True)
class Texts:
    """What the replies of a period were made of."""

    personal: Share  # replies with enough words of their own
    impersonal: tuple[ConversationId, ...]
    repeated: tuple[Repeated, ...]


@dataclass(frozen=True, slots=True)
class Toward:
    """How a topic or its dialogue stands to what is hoped for: so many new voices in a hundred."""

    topic_id: str
    title: str
    percent: int
    new: Share  # of the people who wrote about it
    conversations: tuple[ConversationId, ...]  # of those who are new


@dataclass(frozen=True, slots=True)
class Burden:
    """What was hostile in a period, as far as the acting person may know, and how it could be eased."""

    loads: tuple[Load, ...]
    reliefs: tuple[Relief, ...]
    names: dict[ProfileId, str]
    everybodys: bool  # all of ours are told of, not the acting person alone
