"""Inbox rules: what happens by itself to messages that come in. Nothing to do with the rules of a charter.

A rule is a query and what to do with the messages that it finds. It moves, marks and notes within this workspace;
it never answers anybody and never acts on a platform.
"""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum

from cmworkstation.domain.errors import NotAllowed
from cmworkstation.domain.ids import ConversationId, MessageId
from cmworkstation.domain.label import clean_path
from cmworkstation.domain.profile import ProfileId
from cmworkstation.domain.topic import clean_title

NOBODY_ID = ProfileId("")  # of whoever works where nobody was entered
LONGEST_NAME = 80
LONGEST_WORDS = 2_000  # of a note that a rule writes
MOST_ACTIONS = 12
SAMPLE = 1_000  # newest messages by which it is judged whether a rule touches too much
TOO_MUCH = 0.2  # of them


class ActionKind(StrEnum):
    """What a rule can do."""

    LABEL = "label"
    UNLABEL = "unlabel"
    TOPIC = "topic"
    ASSIGN = "assign"
    CATEGORY = "category"
    DONE = "done"
    NO_ANSWER = "no-answer"
    COLLEAGUE = "colleague"
    ASIDE = "aside"
    SNOOZE = "snooze"
    MUTE = "mute"
    READ = "read"
    NOTE = "note"
    NOTIFY = "notify"


# Of these a rule has one at most: a conversation stands in one place.
STANDINGS = frozenset(
    {
        ActionKind.DONE,
        ActionKind.NO_ANSWER,
        ActionKind.COLLEAGUE,
        ActionKind.ASIDE,
        ActionKind.SNOOZE,
    }
)
WITHOUT_VALUE = frozenset(
    {
        ActionKind.DONE,
        ActionKind.COLLEAGUE,
        ActionKind.MUTE,
        ActionKind.READ,
        ActionKind.NOTIFY,
    }
)


@dataclass(frozen=True, slots=True)
class Action:
    """One thing that a rule does.

    `value` is a label's path, a topic's id (its title while the rule is written), a person's id, a category's id, a
    reason, the words of a note, or how long to snooze: "reply" until somebody writes again, "4h" or "3d" so long.
    """

    kind: ActionKind
    value: str = ""


@dataclass(frozen=True, slots=True)
class InboxRule:
    """One rule. `last` lets no further rule see the messages that it found; `why_off` is why the program stopped it."""

    id: str
    name: str
    query: str
    actions: tuple[Action, ...]
    folder: str = ""
    position: int = 0
    enabled: bool = False
    last: bool = False
    revision: int = 1
    why_off: str = ""
    by: ProfileId = NOBODY_ID
    changed_at: datetime | None = None
    removed: bool = False

    def says_other(self, other: "InboxRule") -> bool:
        """Tell whether two states of a rule do other things, or are called otherwise: then it is another revision."""
        mine = (self.name, self.query, self.actions, self.last)
        return mine != (other.name, other.query, other.actions, other.last)


@dataclass(frozen=True, slots=True)
class Effect:
    """One thing that a rule did: to which conversation, because of which message, and what stood there before."""

    id: int
    rule_id: str
    rule_name: str  # as it was called then
    revision: int
    conversation_id: ConversationId
    message_id: MessageId | None
    action: Action
    at: datetime
    before: str = ""
    run: str = ""  # of which application to what was there already, "" for what came in
    undone_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Fired:
    """How often a rule did something, and to how many messages, since a moment."""

    effects: int = 0
    messages: int = 0
    last_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Reach:
    """How much a rule finds among the newest messages."""

    found: int
    among: int

    @property
    def is_much(self) -> bool:
        """Tell whether somebody should be asked before such a rule is turned on."""
        return self.found > self.among * TOO_MUCH


@dataclass(frozen=True, slots=True)
class DryRun:
    """What a rule would do to everything that is here: `first` are the newest messages that it finds."""

    messages: int = 0
    conversations: int = 0
    first: tuple[int, ...] = ()
    # For each action: how many conversations (messages, for `READ`) it would change, and at how many nothing.
    changes: tuple[tuple[Action, int, int], ...] = ()

    @property
    def would_change(self) -> bool:
        """Tell whether anything would be other than it is."""
        return any(n for _, n, _ in self.changes)


@dataclass(frozen=True, slots=True)
class RunDone:
    """What an application to what was there did; `run` takes it back as one."""

    run: str
    messages: int = 0
    effects: int = 0
    conversations: frozenset[int] = field(default_factory=frozenset)


def checked(rule: InboxRule) -> InboxRule:
    """Return a rule as it is kept. Raises `NotAllowed` ("inbox-rule-…") for one that cannot work."""
    name = " ".join(rule.name.split())[:LONGEST_NAME]
    folder = " ".join(rule.folder.split())[:LONGEST_NAME]
    actions = tuple(dict.fromkeys(Action(one.kind, _value(one)) for one in rule.actions))
    if not name:
        raise NotAllowed("inbox-rule-name")
    if not rule.query.strip():
        raise NotAllowed("inbox-rule-conditions")
    if not actions:
        raise NotAllowed("inbox-rule-actions")
    if len(actions) > MOST_ACTIONS:
        raise NotAllowed("inbox-rule-many-actions")
    if any(not one.value and one.kind not in WITHOUT_VALUE for one in actions):
        raise NotAllowed("inbox-rule-value")
    if any(
        one.kind is ActionKind.SNOOZE and snooze_hours(one.value) is None and one.value != "reply"
        for one in actions
    ):
        raise NotAllowed("inbox-rule-value")
    if sum(one.kind in STANDINGS for one in actions) > 1:
        raise NotAllowed("inbox-rule-standings")
    return replace(rule, name=name, folder=folder, query=rule.query.strip(), actions=actions)


def _value(one: Action) -> str:
    """Return the value of an action as it is kept, "" where it cannot be used."""
    if one.kind in WITHOUT_VALUE:
        return ""
    if one.kind in (ActionKind.LABEL, ActionKind.UNLABEL):
        return clean_path(one.value)
    if one.kind is ActionKind.TOPIC:
        return clean_title(one.value)
    return one.value.strip()[:LONGEST_WORDS]


def snooze_hours(value: str) -> int | None:
    """Return for how many hours "4h" or "3d" are, None where it is no such span."""
    number, unit = value[:-1], value[-1:]
    if unit not in ("h", "d") or not (number.isascii() and number.isdigit()):
        return None
    hours = int(number) * (24 if unit == "d" else 1)
    return hours if 0 < hours <= 24 * 366 else None


def in_order(rules: Iterable[InboxRule]) -> tuple[InboxRule, ...]:
    """Return rules in the order in which they apply: folder by folder, and each folder by position.

    A folder stands where its first rule stands. Positions are counted anew.
    """
    folders: dict[str, list[InboxRule]] = {}
    for one in sorted(rules, key=lambda rule: rule.position):
        folders.setdefault(one.folder, []).append(one)
    flat = [one for folder in folders.values() for one in folder]
    return tuple(replace(one, position=n) for n, one in enumerate(flat))


def moved(
    rules: Sequence[InboxRule], rule_id: str, before: str, folder: str
) -> tuple[InboxRule, ...]:
    """Return rules with one of them in a folder and before another, "" for the folder's end."""
    rest = [one for one in rules if one.id != rule_id]
    mine = replace(next(one for one in rules if one.id == rule_id), folder=folder)
    ids = [one.id for one in rest]
    inside = [n for n, one in enumerate(rest) if one.folder == folder]
    place = ids.index(before) if before in ids else (inside[-1] + 1 if inside else len(rest))
    rest.insert(place, mine)
    return in_order(replace(one, position=n) for n, one in enumerate(rest))


def actions_text(actions: Iterable[Action]) -> str:
    """Return actions as the store keeps them."""
    return json.dumps([[one.kind.value, one.value] for one in actions], ensure_ascii=False)


def actions_of(text: str) -> tuple[Action, ...]:
    """Return the actions of a stored text; those that this version does not know are left out."""
    known = {one.value for one in ActionKind}
    return tuple(
        Action(ActionKind(kind), value) for kind, value in json.loads(text) if kind in known
    )
