"""The rule engine: compile a charter once, then lint drafts. Pure: no database, clock or network.

Two rings: `lint` reads the text alone, at every pause in typing; `lint_context` holds it against what surrounds it
(`Context.surroundings`). What the clock alone brings about is in `state`.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice

from cmworkstation.domain.charter.builtin import SEVERITIES, builtin_rules
from cmworkstation.domain.charter.check import (
    Check,
    compiled_check,
    condition_fields,
    finding_of,
)
from cmworkstation.domain.charter.clauses import Rule
from cmworkstation.domain.charter.conditions import FIELDS, RULE_FIELDS, BadCondition, fields_of
from cmworkstation.domain.charter.dialect import BadPattern
from cmworkstation.domain.charter.finding import Context, Finding
from cmworkstation.domain.charter.lexicon import Lexicon
from cmworkstation.domain.charter.model import Charter, Pack
from cmworkstation.domain.charter.overlay import rules_in_force, switched
from cmworkstation.domain.charter.page import page_of
from cmworkstation.domain.charter.rules import (
    addresses,
    context_people,
    context_texts,
    greeting,
    measures,
    personal,
    truth,
    wording,
)
from cmworkstation.domain.charter.rules.kinds import CONTEXT_KINDS, Makers
from cmworkstation.domain.charter.words import primary

MAKERS: Makers = {
    **wording.MAKERS,
    **measures.MAKERS,
    **personal.MAKERS,
    **addresses.MAKERS,
    **truth.MAKERS,
    **context_texts.MAKERS,
    **context_people.MAKERS,
    **greeting.MAKERS,
}
INTERNAL_KINDS = frozenset({"preferred", "interest"})
KINDS = (frozenset(MAKERS) | CONTEXT_KINDS) - INTERNAL_KINDS
FINDINGS_MAX = 200
PLACE = frozenset({"category", "visibility", "account", "platform", "language"})
VOICE = RULE_FIELDS - FIELDS
MARKS_EQUAL = frozenset({"core/placeholder", "voice/words"})


@dataclass(frozen=True, slots=True)
class Ring:
    """The checks for one language, with the dictionary that they share."""

    language: str
    lexicon: Lexicon
    checks: tuple[Check, ...]
    context_checks: tuple[Check, ...] = ()


@dataclass(frozen=True, slots=True)
class Engine:
    """A compiled charter; safe to share and to use from any thread."""

    charter: Charter
    rings: Mapping[str, Ring] = field(repr=False)
    asked: frozenset[str] = frozenset()  # fields that rules ask for beyond the place of a draft

    def lint(
        self,
        text: str,
        language: str = "",
        context: Context | None = None,
    ) -> tuple[Finding, ...]:
        """Return what the charter says of a draft, in the order of the text.

        `language` is that of the draft; where it is "", `context.language`, then the charter's default
        counts. A language without rules gets the checks that hold in every language.
        """
        return without_echoes(self.heard(text, language, context))

    def heard(
        self, text: str, language: str = "", context: Context | None = None
    ) -> tuple[Finding, ...]:
        """Return what every rule of the text ring says, echoes included."""
        return tuple(self._findings(text, language, context or Context(), context_ring=False))

    def lint_context(
        self,
        text: str,
        language: str = "",
        context: Context | None = None,
    ) -> tuple[Finding, ...]:
        """Return what the context ring says: of a draft beside its message, its person, its account and its writer."""
        return tuple(self._findings(text, language, context or Context(), context_ring=True))

    def _findings(
        self, text: str, language: str, context: Context, *, context_ring: bool
    ) -> list[Finding]:
        spoken = primary(language or context.language or self.charter.header.default_language)
        ring = self.rings.get(spoken) or self.rings[""]
        page = page_of(text, spoken, context, ring.lexicon)
        fields = condition_fields(self.charter, spoken, context)
        found: list[Finding] = []
        for check in ring.context_checks if context_ring else ring.checks:
            if check.scoped and not check.applies(context, fields):
                continue
            found += [
                finding_of(check, spot, page) for spot in islice(check.find(page), FINDINGS_MAX)
            ]
            if len(found) > FINDINGS_MAX:
                break
        found.sort(key=lambda one: (one.start, one.end, -one.severity.rank))
        return found


def compile_engine(charter: Charter, packs: Iterable[Pack] = ()) -> Engine:
    """Return the engine of a charter; rules that cannot work are left out (`find_problems` names them)."""
    known = {pack.id: pack for pack in packs}
    rules = list(rules_in_force(charter, known))
    used = {rule.lang for rule in rules} | set(charter.header.languages)
    languages = {primary(one) for one in used if one} | {""}
    rings = {one: _ring(charter, rules, one) for one in languages}
    checks = (one for ring in rings.values() for one in (*ring.checks, *ring.context_checks))
    asked = {name for one in checks if one.when for name in fields_of(one.when)}
    return Engine(charter, rings, frozenset(asked) - PLACE - VOICE)


def lint_with(rule: Rule, charter: Charter, text: str, language: str) -> tuple[Finding, ...]:
    """Return the first things that one rule alone says of a text, wherever it is meant for: how examples are tried.

    Raises `BadPattern` for a pattern outside the dialect.
    """
    lexicon = Lexicon()
    maker = MAKERS.get(rule.kind)
    if maker is None:
        return ()
    check = compiled_check(rule, maker(rule, charter, lexicon, language), charter, {})
    page = page_of(text, language, Context(), lexicon)
    return tuple(finding_of(check, spot, page) for spot in islice(check.find(page), FINDINGS_MAX))


def _ring(charter: Charter, rules: list[Rule], language: str) -> Ring:
    lexicon = Lexicon()
    reasons = {name: one for one in reversed(charter.principles) for name in one.rules}
    checks: list[Check] = []
    context_checks: list[Check] = []
    builtin = (switched(rule, charter) for rule in builtin_rules(charter, language))
    meant = [rule for rule in rules if not rule.lang or primary(rule.lang) == language]
    for rule in (*meant, *(one for one in builtin if one)):
        maker = MAKERS.get(rule.kind)
        if maker is None or rule.severity not in SEVERITIES:
            continue
        try:
            check = compiled_check(rule, maker(rule, charter, lexicon, language), charter, reasons)
        except (BadPattern, BadCondition):
            continue
        (context_checks if rule.kind in CONTEXT_KINDS else checks).append(check)
    return Ring(language, lexicon, tuple(checks), tuple(context_checks))


def without_echoes(found: Sequence[Finding]) -> tuple[Finding, ...]:
    """Return the findings without a built-in one that says what a charter's rule says more firmly."""
    return tuple(
        one for one in found if not any(_echoes(one, other) for other in found if other is not one)
    )


def _echoes(one: Finding, other: Finding) -> bool:
    if one.start >= other.end or other.start >= one.end:
        return False
    if one.rule in MARKS_EQUAL or one.rule == "links/shorteners":
        return other.severity.rank >= one.severity.rank and other.rule not in MARKS_EQUAL
    same = one.fix == "expand-link" and other.rule == "links/shorteners"
    return same and other.severity.rank > one.severity.rank
