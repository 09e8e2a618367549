"""A reply's dossier: everything that is stored of why, by whom, when and under which charter it was sent."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from cmworkstation.domain.fact import FactUse


@dataclass(frozen=True, slots=True)
class Rules:
    """The version of a charter that held; `whole` when its stored text still has the hash that was noted."""

    charter_id: str
    title: Mapping[str, str]
    version: str
    hash: str
    since: datetime | None
    packs: Mapping[str, str]  # pack → hash
    whole: bool


@dataclass(frozen=True, slots=True)
class Remark:
    """A finding as it stood when the reply was queued; `said` is the sentence of its rule, `{match}` unfilled."""

    rule: str
    severity: str
    match: str
    override: str = ""
    said: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Waived:
    """A waiver: which passage may stand, why, by whom and with whom; `said` as of a remark."""

    rule: str
    severity: str
    passage: str
    reason: str
    words: str
    by: str
    second: str
    at: datetime
    said: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Signed:
    """Somebody's act on a request or a version of a charter, with the fingerprint of the key it was signed with."""

    at: datetime
    what: str
    by: str
    words: str = ""
    fingerprint: str = ""


@dataclass(frozen=True, slots=True)
class Answered:
    """One question of the triage; `by_program` where the program knew."""

    ask: str
    yes: bool
    by_program: bool


@dataclass(frozen=True, slots=True)
class Promised:
    """What was promised until when, and where that stands."""

    words: str
    due_at: datetime
    state: str


@dataclass(frozen=True, slots=True)
class Took:
    """How long an answer took, on the wall clock and in opening hours."""

    kind: str
    wall: timedelta
    open: timedelta
    due_at: datetime | None
    answered_at: datetime


@dataclass(frozen=True, slots=True)
class Step:
    """One step of the reply through the outbox."""

    at: datetime
    state: str
    note: str


@dataclass(frozen=True, slots=True)
class Noted:
    """One row of the journal about it."""

    n: int
    at: datetime | None
    kind: str
    by: str
    hash: str


@dataclass(frozen=True, slots=True)
class Enclosed:
    """A file that went with the reply, named by the SHA-256 of its bytes; `alt` says what it shows."""

    name: str
    hash: str
    alt: str


@dataclass(frozen=True, slots=True)
class Corrected:
    """The other end of a link: what this reply corrects or adds to, or what does so to it.

    `reply` is its id in the outbox.
    """

    at: datetime
    text: str
    reply: str = ""


@dataclass(frozen=True, slots=True)
class Dossier:
    """All of it; people by name, texts as they are stored. Words of strangers are foreign."""

    id: str
    account: str
    platform: str
    state: str
    body: str
    language: str
    visibility: str
    url: str
    target_author: str
    target_text: str
    target_at: datetime
    by: str
    queued_at: datetime
    sent_at: datetime | None
    rules: Rules | None
    signoffs: tuple[Signed, ...]
    remarks: tuple[Remark, ...]
    waivers: tuple[Waived, ...]
    policy: str
    approvals: tuple[Signed, ...]
    category: str
    path: tuple[Answered, ...]
    answer_id: str
    answer_hash: str
    edited_words: int
    facts: tuple[FactUse, ...]
    promises: tuple[Promised, ...]
    times: tuple[Took, ...]
    steps: tuple[Step, ...]
    journal: tuple[Noted, ...]
    files: tuple[Enclosed, ...] = ()
    corrects: tuple[Corrected, ...] = ()
    corrected_by: tuple[Corrected, ...] = ()
    adds_to: tuple[Corrected, ...] = ()  # the statement that this is an addendum to
    added: tuple[Corrected, ...] = ()
    place: str = ""  # the category, room or channel into which it went
