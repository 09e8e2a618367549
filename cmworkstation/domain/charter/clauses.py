"""The charter's sections about what is said: rules, facts, answers, moderation, crises, relations.

`Section` is what all objects of a charter share.
"""

from dataclasses import dataclass, field
from datetime import date

from cmworkstation.domain.charter.words import (
    Channels,
    Examples,
    Files,
    Lists,
    Names,
    Pairs,
    Table,
    Words,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """One object of a charter: what the model does not know, and which empty keys were written out."""

    extra: Table = field(default_factory=dict)
    explicit: Names = field(default=(), compare=False, repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule(Section):
    """A check. Which fields matter depends on `kind`; the scope fields hold for every kind."""

    id: str = ""
    kind: str = ""
    lang: str = ""
    terms: Names = ()
    swaps: Pairs = ()
    pattern: str = ""
    if_terms: Names = ()
    then_terms: Names = ()
    any_: Names = ()
    all_: Names = ()
    class_: str = ""
    min_: float | None = None
    max_: float | None = None
    max_words: int | None = None
    from_words: int = 60
    min_letters: int = 4
    max_runs: int = 0
    cues: Names = ()
    numbers: bool = False
    labels: Names = ()
    detect: Names = ()
    pairs: Pairs = ()
    policy: str = ""
    window_h: float | None = None
    jaccard: float | None = None
    max_ratio: float | None = None
    allow: Names = ()
    shorteners: str = ""
    http: str = ""
    tracking: str = ""
    where: str = ""
    when: str = ""
    categories: Names = ()
    platforms: Names = ()
    accounts: Names = ()
    visibility: str = ""
    severity: str = "warn"
    override: str = ""
    message: Words = field(default_factory=dict)
    fix: str = ""
    unless: Names = ()
    bad: Examples = ()
    good: Examples = ()
    note: Words = field(default_factory=dict)

    def examples(self, language: str = "") -> list[tuple[str, str, bool]]:
        """Return (language, text, must hit); plain lists are in `lang`, else in `language`."""
        found: list[tuple[str, str, bool]] = []
        for given, hit in ((self.bad, True), (self.good, False)):
            if isinstance(given, tuple):
                found += [(self.lang or language, text, hit) for text in given]
            else:
                found += [(lang, text, hit) for lang, texts in given.items() for text in texts]
        return found


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact(Section):
    """A verified statement with its source."""

    id: str = ""
    statement: Words = field(default_factory=dict)
    value: str = ""
    source: str = ""
    checked_on: date | None = None
    expires_on: date | None = None
    note: Words = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim(Section):
    """What must not be claimed, why, and what to say instead."""

    id: str = ""
    forbid: Lists = field(default_factory=dict)
    why: Words = field(default_factory=dict)
    instead: Words = field(default_factory=dict)
    severity: str = "error"
    note: Words = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer(Section):
    """An approved answer; a variable that ends in "?" may stay empty.

    `variants` holds shorter or other texts for a platform or a visibility; `translated_from` the fingerprint that
    the text in the charter's default language had when a translation was made of it.
    """

    id: str = ""
    title: Words = field(default_factory=dict)
    category: str = ""
    folder: str = ""
    asks: Lists = field(default_factory=dict)
    body: Words = field(default_factory=dict)
    variants: Channels = field(default_factory=dict)
    translated_from: Words = field(default_factory=dict)
    variables: Names = ()
    attachments: Files = ()  # by the SHA-256 of their bytes, which are not in the charter: `attached`
    valid_from: date | None = None
    valid_until: date | None = None
    retired_on: date | None = None
    review_by: date | None = None
    source: Names = ()
    approved_by: str = ""
    approved_on: date | None = None
    personal_words_min: int | None = None
    same_day_max: int | None = None
    follow_up: str = ""
    during: Names = ()
    not_during: Names = ()
    audiences: Names = ()
    let_pass: Words = field(default_factory=dict)  # rule → why this answer may go against it
    note: Words = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Disclosure(Section):
    """A label that says an interest."""

    id: str = ""
    when: Names = ()
    label: Words = field(default_factory=dict)
    where: str = ""
    note: Words = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Moderation(Section):
    """A ground of moderation and what is done about it."""

    id: str = ""
    ground: Words = field(default_factory=dict)
    action: str = ""
    evidence: bool = False
    notice: bool = False
    within: str = ""
    by: Names = ()
    ladder: Names = ()
    appeal: str = ""
    report_to_platform: bool = False
    note: Words = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Crisis(Section):
    """A crisis level: how it is entered, what it stops, who speaks."""

    id: str = ""
    level: int = 0
    label: Words = field(default_factory=dict)
    triggers: Names = ()
    trigger_terms: Lists = field(default_factory=dict)
    enter_by: Names = ()
    pauses: Names = ()
    clock: str = ""
    targets: Words = field(default_factory=dict)
    approval: str = ""
    speakers: Names = ()
    update_every: str = ""
    exit_after: str = ""
    exit_by: Names = ()
    debrief_within: str = ""
    note: Words = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement(Section):
    """A holding statement; `variants` as with an answer. After `valid_until` it cannot be used any more."""

    id: str = ""
    title: Words = field(default_factory=dict)
    levels: Names = ()
    body: Words = field(default_factory=dict)
    variants: Channels = field(default_factory=dict)
    variables: Names = ()
    valid_until: date | None = None
    approved_by: str = ""
    approved_on: date | None = None
    note: Words = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact(Section):
    """Somebody to hand over to."""

    id: str = ""
    function: Words = field(default_factory=dict)
    phone: str = ""
    email: str = ""
    hours: str = ""
    topics: Names = ()
    order: int = 1
    note: Words = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Relation(Section):
    """How relations begin, are kept and end."""

    begin: Names = ()
    maintain: Table = field(default_factory=dict)
    end: Table = field(default_factory=dict)
    note: Words = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Retention(Section):
    """How long things are kept, as "24 months"."""

    messages: str = ""
    private_messages: str = ""
    evidence: str = ""
    contacts_inactive: str = ""
    overrides: str = ""
    note: Words = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Links(Section):
    """Link policy: a severity per habit; `allow` lists our own domains, which are never in question."""

    allow: Names = ()
    shorteners: str = ""
    http: str = ""
    tracking_parameters: str = ""
    others: str = ""
    note: Words = field(default_factory=dict)
