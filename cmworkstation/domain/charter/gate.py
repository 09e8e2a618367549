"""What keeps a text from review: errors, examples that fail, answers against the rules, what is over by then."""

from collections.abc import Collection, Iterable, Iterator
from datetime import date

from cmworkstation.domain.charter.engine import Engine, compile_engine, lint_with
from cmworkstation.domain.charter.filling import FIELD
from cmworkstation.domain.charter.finding import Context, Finding, blocking
from cmworkstation.domain.charter.inquiry import Inquiry
from cmworkstation.domain.charter.invariants import find_problems
from cmworkstation.domain.charter.model import Charter, Pack
from cmworkstation.domain.charter.numbering import NUMBER
from cmworkstation.domain.charter.overlay import changed_rule
from cmworkstation.domain.charter.problems import Problem
from cmworkstation.domain.charter.rules.kinds import CONTEXT_KINDS

OVER = frozenset({"expired", "expires-first"})
SHOWN = 60


def obstacles(
    charter: Charter, packs: Collection[Pack], on: date, used: Collection[str] = ()
) -> tuple[Problem, ...]:
    """Return all that keeps a charter from review, each with its place, in the order of the text.

    `on` is the day on which the version would come into force, `used` are the numbers of other versions.
    """
    ask = Inquiry(charter, {pack.id: pack for pack in packs}, on)
    errors = [one for one in find_problems(charter, packs, on) if one.severity == "error"]
    found = [*errors, *_number(ask, used), *_over(ask, on)]
    if not errors:
        found += [*_extended(ask), *_answers(ask, compile_engine(charter, packs))]
    return tuple(sorted(found, key=lambda one: (one.line, one.column)))


def answer_findings(
    engine: Engine, body: str, language: str, context: Context
) -> tuple[Finding, ...]:
    """Return what an engine says of an approved answer; its blanks are to be filled and no finding."""
    return but_blanks(body, engine.lint(body, language, context))


def but_blanks(body: str, findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Return the findings of an approved answer but those that lie within a blank."""
    blanks = [match.span() for match in FIELD.finditer(body)]
    return tuple(
        one
        for one in findings
        if one.start == one.end
        or not any(start <= one.start and one.end <= end for start, end in blanks)
    )


def _number(ask: Inquiry, used: Collection[str]) -> Iterator[Problem]:
    number = ask.charter.header.version
    if not NUMBER.fullmatch(number):
        yield ask.problem("charter", 0, "version", "no-number")
    elif number in used:
        yield ask.problem("charter", 0, "version", "number-used", name=number)


def _over(ask: Inquiry, on: date) -> Iterator[Problem]:
    dated = (
        *(("fact", n, "expires_on", one.id, one.expires_on) for n, one in enumerate(ask.charter.facts)),
        *(("answer", n, "valid_until", one.id, one.valid_until) for n, one in enumerate(ask.charter.answers)),
        *(("statement", n, "valid_until", one.id, one.valid_until) for n, one in enumerate(ask.charter.statements)),
    )  # fmt: skip
    for section, index, key, name, until in dated:
        if until is not None and until < on:
            yield ask.problem(
                section, index, key, "already-expired", name=name, date=until.isoformat()
            )


def _extended(ask: Inquiry) -> Iterator[Problem]:
    """Try the examples of those rules of packs that the charter changes; its own are among the errors."""
    for index, use in enumerate(ask.charter.uses):
        pack = ask.packs.get(use.pack)
        for rule in pack.rules if pack else ():
            name = f"{use.pack}/{rule.id}"
            changed = changed_rule(rule, name, use) if name in use.extend else None
            if pack is None or changed is None or changed.kind in CONTEXT_KINDS:
                continue
            for language, text, hit in changed.examples(pack.lang):
                hits = lint_with(changed, ask.charter, text, language)
                short = text if len(text) <= SHOWN else text[:SHOWN] + "…"
                if hit and not hits:
                    yield ask.problem("use", index, "extend", "bad-example-passes", text=short)
                elif hits and not hit:
                    yield ask.problem(
                        "use", index, "extend", "good-example-hit", text=short, match=hits[0].match
                    )


def _answers(ask: Inquiry, engine: Engine) -> Iterator[Problem]:
    for index, answer in enumerate(ask.charter.answers):
        for language, body in answer.body.items():
            context = Context(language=language, category=answer.category)
            for one in _first_of_each(blocking(answer_findings(engine, body, language, context))):
                if not answer.let_pass.get(one.rule, "").strip():
                    yield ask.problem(
                        "answer",
                        index,
                        "body",
                        "answer-hit",
                        rule=one.rule,
                        match=one.match[:SHOWN],
                        language=language,
                    )


def _first_of_each(findings: Iterable[Finding]) -> Iterator[Finding]:
    seen: set[str] = set()
    for one in findings:
        if one.rule not in seen:
            seen.add(one.rule)
            yield one
