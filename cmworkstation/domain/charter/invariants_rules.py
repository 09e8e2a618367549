"""Invariants of rules and packs: what they name exists, patterns are safe, examples hold."""

from collections.abc import Iterator

from cmworkstation.domain.charter.builtin import BUILTIN_RULES, SEVERITIES
from cmworkstation.domain.charter.clauses import Rule
from cmworkstation.domain.charter.conditions import RULE_FIELDS, BadCondition
from cmworkstation.domain.charter.dialect import BadPattern, check_pattern
from cmworkstation.domain.charter.engine import KINDS, lint_with
from cmworkstation.domain.charter.inquiry import Inquiry
from cmworkstation.domain.charter.invariants_people import check_condition
from cmworkstation.domain.charter.model import Use
from cmworkstation.domain.charter.overlay import BUILTIN_PACK
from cmworkstation.domain.charter.problems import Problem
from cmworkstation.domain.charter.reading import pack_hash
from cmworkstation.domain.charter.rules.kinds import CONTEXT_KINDS

NEEDED = {
    "terms": ("terms",),
    "swap": ("swaps",),
    "regex": ("pattern",),
    "if-then": ("if_terms", "then_terms"),
    "disclosure": ("cues",),
    "consistency": ("pairs",),
}
FIXES = frozenset(
    """replace delete insert-label mask squeeze lowercase expand-link pick-fact turn-into-follow-up
    move-to-private hand-over add-signature split-thread fill greet""".split(),
)
OVERRIDES = frozenset({"reason", "second-person", "none"})
EXAMPLE_SHOWN = 60
EXAMPLE_MAX = 5_000  # characters of one example, longer than any reply
EXAMPLES_MAX = 200_000  # of all of them: what can be tried while somebody waits


def check_rules(ask: Inquiry) -> Iterator[Problem]:
    """Yield the problems of the charter's own rules, of its packs, and of its link policy."""
    tried = 0
    for index, rule in enumerate(ask.charter.rules):
        yield from _rule(ask, index, rule)
        tried += sum(len(text) for _, text, _ in rule.examples())
        if tried > EXAMPLES_MAX:
            limit = str(EXAMPLES_MAX // 1000)
            yield ask.problem("rule", index, "bad", "examples-too-many", limit=limit)
        else:
            yield from _examples(ask, index, rule)
    for index, use in enumerate(ask.charter.uses):
        yield from _use(ask, index, use)
    given = filter(None, [ask.charter.voice.alt_text])
    yield from ask.value("voice", 0, "alt_text", given, {"required", "reminded", "free"})
    links = ask.charter.links
    for key in ("shorteners", "http", "tracking_parameters", "others"):
        given = filter(None, [getattr(links, key)])
        more = {"strip", "allow"} if key == "tracking_parameters" else {"allow"}
        yield from ask.value("links", 0, key, given, SEVERITIES | more)


def _rule(ask: Inquiry, index: int, rule: Rule) -> Iterator[Problem]:
    yield from ask.value("rule", index, "kind", [rule.kind], KINDS)
    yield from ask.value("rule", index, "severity", [rule.severity], SEVERITIES)
    yield from ask.value("rule", index, "override", filter(None, [rule.override]), OVERRIDES)
    yield from ask.value("rule", index, "fix", filter(None, [rule.fix]), FIXES)
    sides = ("public", "private")
    yield from ask.value("rule", index, "visibility", filter(None, [rule.visibility]), sides)
    yield from ask.unknown("rule", index, "categories", rule.categories, "category")
    yield from check_condition(ask, "rule", index, "when", rule.when, RULE_FIELDS)
    if rule.lang and rule.lang not in ask.charter.header.languages:
        yield ask.problem("rule", index, "lang", "unknown-language", "warning", name=rule.lang)
    for key in NEEDED.get(rule.kind, ()):
        if not getattr(rule, key):
            yield ask.problem("rule", index, key, "missing", name=key)
    if not rule.message:
        yield ask.problem("rule", index, "message", "missing", "warning", name="message")
    if rule.pattern:
        try:
            check_pattern(rule.pattern)
        except BadPattern as error:
            yield ask.problem("rule", index, "pattern", error.reason, part=error.part)


def _examples(ask: Inquiry, index: int, rule: Rule) -> Iterator[Problem]:
    examples = rule.examples(ask.charter.header.default_language)
    if rule.kind in CONTEXT_KINDS or rule.kind not in KINDS:
        return
    if any(len(text) > EXAMPLE_MAX for _, text, _ in examples):
        yield ask.problem("rule", index, "bad", "example-too-long", limit=str(EXAMPLE_MAX))
        return
    if not {hit for _, _, hit in examples} >= {True, False}:
        yield ask.problem("rule", index, "bad", "no-examples", "warning")
    for language, text, hit in examples:
        try:
            found = lint_with(rule, ask.charter, text, language)
        except (BadPattern, BadCondition):
            return  # reported where it stands
        short = text if len(text) <= EXAMPLE_SHOWN else text[:EXAMPLE_SHOWN] + "…"
        if hit and not found:
            yield ask.problem("rule", index, "bad", "bad-example-passes", text=short)
        elif found and not hit:
            match = found[0].match
            yield ask.problem("rule", index, "good", "good-example-hit", text=short, match=match)


def _use(ask: Inquiry, index: int, use: Use) -> Iterator[Problem]:
    if use.pack != BUILTIN_PACK:
        pack = ask.packs.get(use.pack)
        if pack is None:
            yield ask.problem("use", index, "pack", "unknown-pack", name=use.pack)
            return
        if use.version and use.version != pack.version:
            wanted, found = use.version, pack.version
            yield ask.problem(
                "use", index, "version", "pack-version", name=use.pack, wanted=wanted, found=found
            )
        if use.sha256 and use.sha256 != pack_hash(pack):
            yield ask.problem("use", index, "sha256", "pack-hash", name=use.pack)
    known = BUILTIN_RULES | {
        f"{pack.id}/{one.id}" for pack in ask.packs.values() for one in pack.rules
    }
    for key, names in (("off", use.off), ("severity", use.severity), ("extend", use.extend)):
        for name in names:
            if name not in known:
                yield ask.problem("use", index, key, "unknown-rule", name=name)
    yield from ask.value("use", index, "severity", use.severity.values(), SEVERITIES)
