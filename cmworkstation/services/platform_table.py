"""What every platform can do here, and how far that was seen to work: with a real server, a fake, or nobody's yet."""

from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import TYPE_CHECKING

from cmworkstation.domain.account import Idempotency, Visibility
from cmworkstation.domain.values import dataclass
from cmworkstation.sdk.connector import HasHistory, HasPlaces, HasPush, TakesUploads, Trait

if TYPE_CHECKING:
    from cmworkstation.sdk.connector import Connector


class Seen(StrEnum):
    """How far a trait of a platform was seen to work."""

    REAL = "real server"
    FAKE = "fake"  # with an imitation of the server, made from its documents
    EXPERIMENTAL = (
        "experimental"  # the same, and no person has confirmed it with the platform itself
    )
    BY_HAND = "by hand"  # a person does it, and the program keeps it
    NO = ""  # not there


@dataclass(frozen=True, slots=True)
class PlatformRow:
    """One platform with what is known of each trait."""

    key: str
    title: str
    sign_in: str
    cells: Mapping[Trait, Seen]
    experimental: bool = False
    own_client: bool = False


def platform_rows(kinds: "Iterable[type[Connector]]") -> tuple[PlatformRow, ...]:
    """Return the table of these connectors by title; those that imitate a platform are left out."""
    shown = (one for one in kinds if one.manifest.offered or one.manifest.capabilities.by_hand)
    return tuple(sorted((_row(one) for one in shown), key=lambda one: one.title.casefold()))


def able(kind: "type[Connector]") -> frozenset[Trait]:
    """Return what a connector does, by its manifest and the protocols that it follows."""
    manifest = kind.manifest
    rules = manifest.capabilities
    answers = rules.can_reply or rules.by_hand
    threads = answers or Trait.THREAD in manifest.real
    told = {
        Trait.SIGN_IN: True,
        Trait.INBOX: True,
        Trait.THREAD: threads,
        Trait.REPLY: answers,
        Trait.POSTS: rules.posts or rules.by_hand or issubclass(kind, HasPlaces),
        # Looking among our own posts is a way to know as well; only who cannot look has to ask.
        Trait.ONCE: answers and (rules.by_hand or rules.idempotency is not Idempotency.NONE),
        Trait.PRIVATE: answers and Visibility.PRIVATE in rules.visibilities,
        Trait.MEDIA: answers and (bool(rules.media.most) or issubclass(kind, TakesUploads)),
        Trait.EDITS: threads or Trait.EDITS in manifest.real,
        Trait.DELETIONS: (threads and rules.can_reply) or Trait.DELETIONS in manifest.real,
        Trait.MODERATION: bool(rules.moderation),
        Trait.HISTORY: issubclass(kind, HasHistory),
        Trait.PUSH: issubclass(kind, HasPush),
        Trait.SEARCH: bool(getattr(kind, "searches", ())),
    }
    seen = {trait for trait, does in told.items() if does} | manifest.real
    return frozenset(seen - manifest.lacks)


def _row(kind: "type[Connector]") -> PlatformRow:
    manifest, does = kind.manifest, able(kind)
    return PlatformRow(
        manifest.key,
        manifest.title,
        manifest.sign_in.value,
        {trait: _seen(kind, trait) if trait in does else Seen.NO for trait in Trait},
        manifest.experimental,
        manifest.own_client is not None,
    )


def _seen(kind: "type[Connector]", trait: Trait) -> Seen:
    manifest = kind.manifest
    if manifest.capabilities.only_by_hand:
        return Seen.BY_HAND
    if manifest.experimental:
        return Seen.EXPERIMENTAL
    return Seen.REAL if trait in manifest.real else Seen.FAKE
