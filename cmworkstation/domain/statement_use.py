"""Statements that went out: which post each came to on every account, what was added to one, and what overtook it."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from enum import StrEnum
from typing import Final

from cmworkstation.domain.ids import AccountId, ConversationId, DraftId, MessageId, OutboxId
from cmworkstation.domain.reply import OutboxState
from cmworkstation.domain.values import dataclass

OPENS: Final = {
    "en": "Addendum to our statement of {when}: ",
    "fr": "Complément à notre message de {when}\u00a0: ",
}
"""With what the text of an addendum begins, by language; a person goes on from there."""


class UseState(StrEnum):
    """How far a use has come. A statement is out from the start: only an addendum is written here."""

    WRITTEN = "written"
    OUT = "out"
    DROPPED = "dropped"


class Stage(StrEnum):
    """How far one post of a use has come."""

    ASKED = "asked"  # waits for somebody's word
    UNDER_WAY = "under-way"
    BY_HAND = "by-hand"  # a person posts it
    SENT = "sent"
    GONE = "gone"  # given up, declined or thrown away


STAGES: Final = {
    OutboxState.SENT: Stage.SENT,
    OutboxState.DROPPED: Stage.GONE,
    OutboxState.BY_HAND: Stage.BY_HAND,
}


def stage_of(state: str | None, *, drafted: bool) -> Stage:
    """Return how far a post is, by the state of its row in the outbox, None where it has none."""
    if state is None:
        return Stage.ASKED if drafted else Stage.GONE
    return STAGES.get(OutboxState(state), Stage.UNDER_WAY)


@dataclass(frozen=True, slots=True)
class Post:
    """One post of a use: on which account, how far it is, and where it stands once it is there."""

    account_id: AccountId
    stage: Stage
    text: str = ""
    sent_at: datetime | None = None
    url: str = ""
    draft_id: DraftId | None = None
    outbox_id: OutboxId | None = None
    conversation_id: ConversationId | None = None
    message_id: MessageId | None = None


@dataclass(frozen=True, slots=True)
class Use:
    """One going out of a statement, or an addendum to one (`adds_to` is the use it adds to).

    `changed` says what had changed; `words` are those of an addendum as it was written.
    """

    id: str
    charter_id: str
    statement_id: str
    title: str
    language: str
    adds_to: str
    changed: str
    words: str
    state: UseState
    by: str
    at: datetime
    posts: tuple[Post, ...] = ()

    @property
    def is_out(self) -> bool:
        """Tell whether the public can read it anywhere."""
        return any(one.stage is Stage.SENT for one in self.posts)

    @property
    def is_live(self) -> bool:
        """Tell whether it is written, on its way or out, and not given up everywhere."""
        if self.state is UseState.WRITTEN:
            return True
        return any(one.stage is not Stage.GONE for one in self.posts)

    @property
    def said(self) -> str:
        """Return what it says."""
        return next((one.text for one in self.posts if one.text), self.words)

    @property
    def out_at(self) -> datetime:
        """Return when the public could read it first; when it was used where that is not known."""
        return min((one.sent_at for one in self.posts if one.sent_at), default=self.at)


class Why(StrEnum):
    """What overtook a statement that is out."""

    CHANGED = "changed"  # facts have changed, and the addendum is not out yet
    ADDED = "added"  # an addendum is out
    NEWER = "newer"  # another statement went out after it
    LEVEL = "level"  # another level holds now


@dataclass(frozen=True, slots=True)
class Overtaken:
    """That a statement is not the last word any more: why, since when, and by which use ("" for none)."""

    why: Why
    at: datetime
    by: str = ""


def overtaken(
    one: Use, uses: Iterable[Use], level_since: datetime | None = None
) -> Overtaken | None:
    """Return what overtook a statement, None where it stands; an addendum is overtaken with what it adds to.

    `level_since` is since when the level of its charter holds.
    """
    if one.adds_to or not one.is_out:
        return None
    known = [each for each in uses if each.is_live and each.id != one.id]
    added = [each for each in known if each.adds_to == one.id]
    waiting = next((each for each in added if not each.is_out), None)
    if waiting is not None:
        return Overtaken(Why.CHANGED, waiting.at, waiting.id)
    newer = [
        each
        for each in known
        if not each.adds_to
        and each.charter_id == one.charter_id
        and each.is_out
        and each.at > one.at
        and reaches(each, one)
    ]
    if newer:
        first = min(newer, key=lambda each: each.at)
        return Overtaken(Why.NEWER, first.out_at, first.id)
    if added:
        last = max(added, key=lambda each: each.out_at)
        return Overtaken(Why.ADDED, last.out_at, last.id)
    if level_since is not None and level_since > one.at:
        return Overtaken(Why.LEVEL, level_since)
    return None


def reaches(newer: Use, older: Use) -> bool:
    """Tell whether a use is out on an account on which the other one is."""
    there = {one.account_id for one in newer.posts if one.stage is Stage.SENT}
    return any(one.account_id in there for one in older.posts if one.stage is Stage.SENT)


def in_order(uses: Sequence[Use]) -> tuple[Use, ...]:
    """Return uses, the latest statement first, each followed by what was added to it in the order of time."""
    heads = sorted((one for one in uses if not one.adds_to), key=lambda one: one.at, reverse=True)
    found: list[Use] = []
    for head in heads:
        added = sorted((one for one in uses if one.adds_to == head.id), key=lambda one: one.at)
        found += [head, *added]
    return tuple(found)


def opening(language: str, when: str) -> str:
    """Return with what an addendum in a language begins; English where we have no words in it."""
    return OPENS.get(language[:2].casefold(), OPENS["en"]).format(when=when)
