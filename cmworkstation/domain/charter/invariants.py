"""The list of problems of a charter: every invariant of the model, each in a small function elsewhere."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date

from cmworkstation.domain.charter.clauses import Section
from cmworkstation.domain.charter.inquiry import Inquiry
from cmworkstation.domain.charter.invariants_files import check_files
from cmworkstation.domain.charter.invariants_letters import check_letters
from cmworkstation.domain.charter.invariants_people import check_people
from cmworkstation.domain.charter.invariants_rules import check_rules
from cmworkstation.domain.charter.invariants_texts import check_texts
from cmworkstation.domain.charter.invariants_time import check_time
from cmworkstation.domain.charter.model import SECTIONS, Charter, Pack, Triage
from cmworkstation.domain.charter.problems import Problem, Weight
from cmworkstation.domain.charter.shapes import shape_of
from cmworkstation.domain.charter.words import primary

SLUG_EXTRA = frozenset("-_.")


def find_problems(
    charter: Charter,
    packs: Iterable[Pack] = (),
    on: date | None = None,
    files: Mapping[str, str] | None = None,
) -> tuple[Problem, ...]:
    """Return what is wrong with a charter, in the order of its text.

    Dates are held against `on`, or, without it, against the day on which the charter comes into force. `files` are
    those that are here, hash → media type; without it nobody looked for them.
    """
    ask = Inquiry(charter, {pack.id: pack for pack in packs}, on or charter.header.effective_from)
    found = [
        *_shapes(ask),
        *_numbers(ask),
        *_ids(ask),
        *check_letters(ask),
        *_languages(ask),
        *check_people(ask),
        *check_time(ask),
        *check_rules(ask),
        *check_texts(ask),
        *check_files(ask, files),
    ]
    return tuple(sorted(found, key=lambda one: (one.line, one.column)))


def _shapes(ask: Inquiry) -> Iterator[Problem]:
    known = {name for name, *_ in SECTIONS}
    for name in ask.charter.extra:
        key = "wrong-type" if name in known else "unknown-section"
        weight: Weight = "error" if name in known else "warning"
        yield ask.problem(name, None, "", key, weight, name=name)
    for section, index, one in _objects(ask.charter):
        shape = shape_of(type(one))
        for key in one.extra:
            if key in shape or (isinstance(one, Triage) and key == "step"):
                yield ask.problem(section, index, key, "wrong-type", name=key)
            else:
                yield ask.problem(section, index, key, "unknown-key", "warning", name=key)


def _numbers(ask: Inquiry) -> Iterator[Problem]:
    for section, index, one in _objects(ask.charter):
        for key, slot in shape_of(type(one)).items():
            value = getattr(one, slot.attribute)
            if isinstance(value, int | float) and value < 0:
                yield ask.problem(section, index, key, "below-zero", name=key)


def _ids(ask: Inquiry) -> Iterator[Problem]:
    seen: set[tuple[str, str]] = set()
    for section, index, one in _objects(ask.charter):
        if not hasattr(one, "id"):
            continue
        name = str(one.id)
        if not name:
            yield ask.problem(section, index, "id", "missing", name="id")
        elif not all(char.isalnum() or char in SLUG_EXTRA for char in name):
            yield ask.problem(section, index, "id", "bad-id", name=name)
        elif (section, name) in seen:
            yield ask.problem(section, index, "id", "duplicate-id", name=name)
        seen.add((section, name))


def _languages(ask: Inquiry) -> Iterator[Problem]:
    header = ask.charter.header
    known = {primary(one) for one in header.languages}
    if not header.languages:
        yield ask.problem("charter", 0, "languages", "missing", name="languages")
    if header.default_language not in header.languages:
        name = header.default_language or "default_language"
        yield ask.problem("charter", 0, "default_language", "unknown-language", name=name)
    for section, index, one in _objects(ask.charter):
        for slot_name in WORDS_KEYS:
            words = getattr(one, slot_name, None)
            if not isinstance(words, Mapping) or not words:
                continue
            for language in words:
                # Messages of rules may be in any language of the window.
                if primary(language) not in known and (section, slot_name) != ("rule", "message"):
                    yield ask.problem(
                        section, index, slot_name, "unknown-language", "warning", name=language
                    )
            missing = header.default_language not in words and section != "rule"
            if missing and slot_name in {"title", "text", "label", "ask", "ground", "function"}:
                default = header.default_language
                yield ask.problem(
                    section, index, slot_name, "missing-language", "warning", name=default
                )


WORDS_KEYS = (
    "title",
    "text",
    "label",
    "ask",
    "ground",
    "function",
    "statement",
    "body",
    "asks",
    "message",
    "signature",
    "forbid",
)


def _objects(charter: Charter) -> Iterator[tuple[str, int, Section]]:
    for name, attribute, _, many in SECTIONS:
        value = getattr(charter, attribute)
        for index, one in enumerate(value if many else (value,)):
            yield name, index, one
    for index, step in enumerate(charter.triage.steps):
        yield "triage.step", index, step
