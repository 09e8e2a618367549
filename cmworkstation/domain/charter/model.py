"""The charter as values: the whole, its header, and the sections about people, time and triage.

Field names are the keys of the file (a trailing underscore is dropped) and their order is the order in
which the canonical writer puts them. What the model does not know stays in `extra`, so nothing is lost.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import TypeVar

from cmworkstation.domain.charter.clauses import (
    Answer,
    Claim,
    Contact,
    Crisis,
    Disclosure,
    Fact,
    Links,
    Moderation,
    Relation,
    Retention,
    Rule,
    Section,
    Statement,
)
from cmworkstation.domain.charter.words import Lists, Names, PairLists, Table, Words

AnySection = TypeVar("AnySection", bound=Section)


@dataclass(frozen=True, slots=True, kw_only=True)
class Header(Section):
    """`[charter]`: what this document is, whose, and from when to when."""

    id: str = ""
    title: Words = field(default_factory=dict)
    organisation: str = ""
    version: str = ""
    status: str = ""
    languages: Names = ()
    default_language: str = ""
    effective_from: date | None = None
    review_by: date | None = None
    owner: str = ""
    jurisdictions: Names = ()
    accounts: Names = ()
    summary: Words = field(default_factory=dict)
    note: Words = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Voice(Section):
    """`[voice]`: the tone. Limits that are None are not checked."""

    address: Words = field(default_factory=dict)
    speaker_form: Words = field(default_factory=dict)
    signature: Words = field(default_factory=dict)
    signature_where: Names = ()
    short_signature: str = ""
    greeting: str = ""
    sentence_words_max: int | None = None
    emoji_max: int | None = None
    exclamation_max: int | None = None
    reading_level_min: int | None = None
    alt_text: str = ""  # of pictures: "required", "reminded", "free"
    words_preferred: PairLists = field(default_factory=dict)
    do: Lists = field(default_factory=dict)
    dont: Lists = field(default_factory=dict)
    note: Words = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Principle(Section):
    """One belief, and the rules that come from it."""

    id: str = ""
    golden_rule: str = ""
    text: Words = field(default_factory=dict)
    rules: Names = ()
    note: Words = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Audience(Section):
    """A public."""

    id: str = ""
    label: Words = field(default_factory=dict)
    languages: Names = ()
    note: Words = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Speaker(Section):
    """A mandate: a role, not a person."""

    id: str = ""
    name: str = ""
    may: Names = ()
    languages: Names = ()
    topics: Names = ()
    never: Names = ()
    accounts: Names = ()
    deputy: str = ""
    valid_from: date | None = None
    valid_until: date | None = None
    note: Words = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Calendar(Section):
    """Opening hours; `week` maps mon…sun to "HH:MM-HH:MM" intervals."""

    id: str = ""
    timezone: str = ""
    week: Lists = field(default_factory=dict)
    holidays: str = ""
    closed: tuple[date, ...] = ()
    open: Lists = field(default_factory=dict)  # "2026-12-24" = ["09:30-12:30"]: instead of the week
    note: Words = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Category(Section):
    """A kind of message, never a kind of person."""

    id: str = ""
    label: Words = field(default_factory=dict)
    action: str = ""
    priority: int = 3
    roles: Names = ()
    approval: str = ""
    answers: Names = ()
    examples: Lists = field(default_factory=dict)
    note: Words = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Step(Section):
    """One yes/no question; `yes` and `no` name another step or "=category"."""

    id: str = ""
    ask: Words = field(default_factory=dict)
    help: Words = field(default_factory=dict)
    auto: str = ""
    yes: str = ""
    no: str = ""
    note: Words = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Triage(Section):
    """The tree of questions that leads from a message to its category."""

    start: str = ""
    note: Words = field(default_factory=dict)
    steps: tuple[Step, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Target(Section):
    """A reply-time promise; the first one that fits holds. `clock` is "wall" or "calendar:id"."""

    category: str = ""
    first_reply: str = ""
    resolution: str = ""
    clock: str = "wall"
    visibility: str = ""
    warn_at: float = 0.5
    escalate_to: Names = ()
    note: Words = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Approval(Section):
    """A policy: when somebody else must read a reply before it leaves."""

    id: str = ""
    when: str = ""
    need: int = 0
    by: Names = ()
    not_author: bool = False
    if_late: str = ""
    note: Words = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Use(Section):
    """A rule pack taken in, with what this charter changes in it."""

    pack: str = ""
    version: str = ""
    sha256: str = ""
    off: Names = ()
    severity: Words = field(default_factory=dict)
    extend: Table = field(default_factory=dict)
    note: Words = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Charter(Section):
    """The whole charter; `source` is the text it was read from."""

    header: Header = field(default_factory=Header)
    voice: Voice = field(default_factory=Voice)
    principles: tuple[Principle, ...] = ()
    audiences: tuple[Audience, ...] = ()
    speakers: tuple[Speaker, ...] = ()
    calendars: tuple[Calendar, ...] = ()
    categories: tuple[Category, ...] = ()
    triage: Triage = field(default_factory=Triage)
    targets: tuple[Target, ...] = ()
    approvals: tuple[Approval, ...] = ()
    uses: tuple[Use, ...] = ()
    rules: tuple[Rule, ...] = ()
    facts: tuple[Fact, ...] = ()
    claims: tuple[Claim, ...] = ()
    answers: tuple[Answer, ...] = ()
    disclosures: tuple[Disclosure, ...] = ()
    moderation: tuple[Moderation, ...] = ()
    crises: tuple[Crisis, ...] = ()
    statements: tuple[Statement, ...] = ()
    contacts: tuple[Contact, ...] = ()
    relation: Relation = field(default_factory=Relation)
    retention: Retention = field(default_factory=Retention)
    links: Links = field(default_factory=Links)
    source: str = field(default="", compare=False, repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Pack(Section):
    """A rule pack: rules that many charters share."""

    id: str = ""
    version: str = ""
    lang: str = ""
    license: str = ""
    rules: tuple[Rule, ...] = ()
    source: str = field(default="", compare=False, repr=False)


# (name in the file, attribute of `Charter`, class, one object or a list), in the order of the file.
SECTIONS: tuple[tuple[str, str, type[Section], bool], ...] = (
    ("charter", "header", Header, False),
    ("voice", "voice", Voice, False),
    ("principle", "principles", Principle, True),
    ("audience", "audiences", Audience, True),
    ("speaker", "speakers", Speaker, True),
    ("calendar", "calendars", Calendar, True),
    ("category", "categories", Category, True),
    ("triage", "triage", Triage, False),
    ("target", "targets", Target, True),
    ("approval", "approvals", Approval, True),
    ("use", "uses", Use, True),
    ("rule", "rules", Rule, True),
    ("fact", "facts", Fact, True),
    ("claim", "claims", Claim, True),
    ("answer", "answers", Answer, True),
    ("disclosure", "disclosures", Disclosure, True),
    ("moderation", "moderation", Moderation, True),
    ("crisis", "crises", Crisis, True),
    ("statement", "statements", Statement, True),
    ("contact", "contacts", Contact, True),
    ("relation", "relation", Relation, False),
    ("retention", "retention", Retention, False),
    ("links", "links", Links, False),
)


def by_id(objects: tuple[AnySection, ...]) -> Mapping[str, AnySection]:
    """Return the objects under their ids; the first one wins where an id is used twice."""
    found: dict[str, AnySection] = {}
    for one in objects:
        found.setdefault(str(getattr(one, "id", "")), one)
    return found
