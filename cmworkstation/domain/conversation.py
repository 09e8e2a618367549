"""Conversations: threads as the inbox lists them."""

import re
from collections.abc import Sequence
from datetime import datetime
from enum import IntEnum, StrEnum
from functools import reduce
from operator import or_

from cmworkstation.domain.ids import AccountId, ConversationId
from cmworkstation.domain.label import Label
from cmworkstation.domain.snooze import Snooze
from cmworkstation.domain.values import dataclass, field, replace

# "@mairie", "@mairie@social.example", one or several, when something follows them.
_ADDRESSED = re.compile(r"^(?:@\w[\w.-]*(?:@[\w.:-]*\w)?[\s,:]+)+(?=\S)")


class Status(IntEnum):
    """Where a conversation stands. `WAITING_US` is what a community manager works through."""

    WAITING_US = 0
    WAITING_THEM = 1
    SNOOZED = 2
    DONE = 3
    NO_ANSWER = 4  # no answer needed, with a reason
    ASIDE = 5  # spam, trash, or nothing but context
    TO_READ = 6  # feeds: nobody waits for an answer
    WAITING_COLLEAGUE = 7  # somebody waits for us, and we for one of our own


UNSETTLED = (  # what somebody still has in hand
    Status.WAITING_US,
    Status.WAITING_COLLEAGUE,
    Status.WAITING_THEM,
    Status.TO_READ,
)


class Order(StrEnum):
    """In which order a list shows conversations."""

    NEWEST = "newest"
    LONGEST_WAIT = "longest-wait"
    DUE = "due"  # what is due first
    CLOSING = "closing"  # whose platform's window for an answer closes first


@dataclass(frozen=True, slots=True)
class View:
    """What a list shows: every condition narrows it."""

    status: Status | None = Status.WAITING_US
    account_id: AccountId | None = None
    unread_only: bool = False
    private_only: bool = False
    category: str = ""
    warned_by: datetime | None = None  # only those whose time to warn has come by then
    statuses: tuple[Status, ...] = ()  # any of these, instead of `status`
    labels: tuple[int, ...] = ()  # any of these
    assignee: str | None = None  # a person's id, "" for those that nobody has in hand
    muted: bool = False
    in_approval: bool = False
    order: Order = Order.NEWEST


@dataclass(frozen=True, slots=True)
class Conversation:
    """One row of the inbox."""

    id: ConversationId
    account_id: AccountId
    status: Status
    title: str
    author_name: str
    author_handle: str
    snippet: str
    last_at: datetime
    waiting_since: datetime | None
    due_at: datetime | None
    unread: int
    messages: int
    private: bool
    held: str = ""
    drafts: int = 0
    outbox: str = ""  # the outbox state of a reply under way, "" when there is none
    has_attachment: bool = False
    category: str = ""
    deleted: bool = False  # its last message was deleted by whoever wrote it
    reason: str = ""  # why no answer is needed
    promise_due_at: datetime | None = None  # the day of its next open promise
    warn_at: datetime | None = None  # when to warn that it will be due
    approval: str = ""  # the state of a reply that waits for approval, "" when there is none
    theirs_at: datetime | None = None  # when somebody else last wrote
    thanked: bool = False  # its last message is a closing courtesy, and nobody waits
    labels: tuple[Label, ...] = ()
    assignee: str = ""  # who has it in hand: a person's id
    assignee_name: str = ""
    handed: str = ""  # what was said when it was handed over
    handed_by: str = ""  # by whom: a person's id, "" where it was taken, or given by a rule
    handed_by_name: str = ""
    muted: bool = False
    snooze: Snooze | None = None
    notes: int = 0  # internal notes beside it

    @property
    def has_draft(self) -> bool:
        """Tell whether somebody is writing an answer."""
        return self.drafts > 0

    @property
    def heading(self) -> str:
        """What the conversation is about, in one line."""
        return without_address(self.title)

    @property
    def words(self) -> str:
        """What its last message says, or what it is about where that says nothing."""
        return without_address(self.snippet or self.title)


def without_address(text: str) -> str:
    """Return a text without the mentions at its beginning: they carried it here and tell its reader nothing."""
    return _ADDRESSED.sub("", text)


@dataclass(frozen=True, slots=True)
class Counts:
    """How many conversations stand where; `by_account` counts those waiting for us."""

    by_status: dict[Status, int] = field(default_factory=dict)
    unread: int = 0
    by_account: dict[AccountId, int] = field(default_factory=dict)
    unread_by_account: dict[AccountId, int] = field(default_factory=dict)
    by_category: dict[str, int] = field(default_factory=dict)  # of those waiting for us
    drafts: int = 0
    outbox: int = 0
    needs_person: int = 0
    due_soon: int = 0  # past their time to warn
    quarantined: int = 0  # items that came in and could not be understood
    guide: int = 0  # entries of the response guide that ask for somebody
    in_approval: int = 0  # requests that wait for anybody's word
    late_promises: int = 0
    alarms: int = 0  # that nobody has seen
    approvals: int = 0  # those that wait for the acting person's
    new: int = 0  # of those waiting for us, the unread ones
    by_label: dict[int, int] = field(default_factory=dict)  # of those waiting for us
    by_assignee: dict[str, int] = field(default_factory=dict)  # of those waiting for us, "" nobody
    me: str = ""  # the acting person


@dataclass(frozen=True, slots=True)
class Hit:
    """One search result: a message and the words around what was found, marked with U+0002 and U+0003."""

    message_id: int
    conversation_id: ConversationId
    account_id: AccountId
    author_name: str
    at: datetime
    snippet: str
    ours: bool


@dataclass(frozen=True, slots=True)
class Changes:
    """What a write touched, so that pages know whether to look again."""

    conversations: frozenset[int] = frozenset()
    accounts: bool = False
    outbox: bool = False
    drafts: bool = False
    charter: bool = False
    new_messages: int = 0
    readings: bool = False  # an account was read, or what waits in quarantine changed
    approvals: bool = False
    promises: bool = False
    inbox_rules: bool = False
    alerts: frozenset[int] = frozenset()  # conversations that an inbox rule asks to tell of
    labels: bool = False
    presence: bool = (
        False  # the register of names, looks at names, or what was entered about platforms
    )
    desk: bool = False  # the crisis desk: its log, calls, the roster, debriefs
    contacts: bool = False  # who is one person, and relations with them
    topics: bool = False  # topics, questions to people or to experts, or what belongs to them
    operations: bool = False  # what is planned, or how news was relayed
    alarms: bool = False  # something rang or was put away, or a place was decided on
    freeze: bool = False  # what holds back what leaves, or what was decided about that
    mentions: bool = False  # what is watched, how its sources are, or what was found
    briefings: bool = False  # who is briefed, what was put in, or what went out

    def __or__(self, other: "Changes") -> "Changes":
        """Join two sets of changes."""
        return Changes(
            self.conversations | other.conversations,
            self.accounts or other.accounts,
            self.outbox or other.outbox,
            self.drafts or other.drafts,
            self.charter or other.charter,
            self.new_messages + other.new_messages,
            self.readings or other.readings,
            approvals=self.approvals or other.approvals,
            promises=self.promises or other.promises,
            inbox_rules=self.inbox_rules or other.inbox_rules,
            alerts=self.alerts | other.alerts,
            labels=self.labels or other.labels,
            presence=self.presence or other.presence,
            desk=self.desk or other.desk,
            contacts=self.contacts or other.contacts,
            operations=self.operations or other.operations,
            topics=self.topics or other.topics,
            alarms=self.alarms or other.alarms,
            freeze=self.freeze or other.freeze,
            mentions=self.mentions or other.mentions,
            briefings=self.briefings or other.briefings,
        )

    @staticmethod
    def joined(parts: "Sequence[Changes]") -> "Changes":
        """Join very many of them; one by one they would be copied as often."""
        small = (replace(one, conversations=frozenset()) for one in parts)
        conversations = frozenset[int]().union(*(one.conversations for one in parts))
        return replace(reduce(or_, small, Changes()), conversations=conversations)

    def without(self, told: "Changes") -> "Changes":
        """Return what is left to tell of these once `told`, a part of them, was told."""
        return replace(
            self,
            conversations=self.conversations - told.conversations,
            new_messages=self.new_messages - told.new_messages,
            alerts=self.alerts - told.alerts,
        )

    def __bool__(self) -> bool:
        """Tell whether anything changed at all."""
        return self != Changes()
