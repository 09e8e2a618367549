"""The charters to begin with: whole in both languages, without a problem, and true to themselves."""

from collections.abc import Iterator, Mapping
from dataclasses import fields
from importlib.resources import files

import pytest

from cmworkstation.domain.charter.clauses import Section
from cmworkstation.domain.charter.engine import compile_engine
from cmworkstation.domain.charter.finding import Context
from cmworkstation.domain.charter.invariants import find_problems
from cmworkstation.domain.charter.writing import write_charter
from tests.domain.charter.builders import shipped, shipped_packs

STARTERS = ("town", "association", "shop", "ministry", "open-source")
TO_FILL = ("core/placeholder", "fr-base/variable-oubliee", "en-base/unfilled")
# What belongs to one language by its nature, or to one place in the file only.
OF_ONE_LANGUAGE = {"words_preferred", "bad", "good", "message", "address"}


def texts(section: Section, path: str = "") -> Iterator[tuple[str, Mapping[str, object]]]:
    """Yield every text by language that a charter holds, with the path to it."""
    for field in fields(section):
        value = getattr(section, field.name)
        here = f"{path}.{field.name}"
        if isinstance(value, Section):
            yield from texts(value, here)
        elif isinstance(value, tuple):
            for one in value:
                if isinstance(one, Section):
                    yield from texts(one, f"{here}[{getattr(one, 'id', '')}]")
        elif isinstance(value, Mapping) and {"fr", "en"} & set(value):
            yield here, value


def test_there_is_one_for_each_kind_of_house() -> None:
    found = {one.name for one in (files("cmworkstation.resources") / "charters").iterdir()}
    assert {f"starter-{name}.charter.toml" for name in STARTERS} <= found


@pytest.mark.parametrize("name", STARTERS)
def test_a_starter_has_neither_error_nor_warning(name: str) -> None:
    assert find_problems(shipped(f"starter-{name}"), shipped_packs()) == ()


@pytest.mark.parametrize("name", STARTERS)
def test_a_starter_says_everything_in_french_and_in_english(name: str) -> None:
    found = [
        (path, sorted(value))
        for path, value in texts(shipped(f"starter-{name}"))
        if path.rpartition(".")[2] not in OF_ONE_LANGUAGE
    ]
    assert len(found) > 60
    assert [one for one in found if one[1] != ["en", "fr"]] == []


@pytest.mark.parametrize("name", STARTERS)
def test_the_answers_of_a_starter_pass_its_own_rules(name: str) -> None:
    charter = shipped(f"starter-{name}")
    engine = compile_engine(charter, shipped_packs())
    findings = [
        (answer.id, language, one.rule, one.match)
        for answer in charter.answers
        for language, body in answer.body.items()
        for one in engine.lint(body.strip(), language, Context(language=language))
        if one.rule not in TO_FILL
    ]
    assert findings == []


@pytest.mark.parametrize("name", STARTERS)
def test_a_starter_is_written_as_the_program_writes(name: str) -> None:
    charter = shipped(f"starter-{name}")
    assert write_charter(charter) == charter.source


@pytest.mark.parametrize("name", STARTERS)
def test_a_rule_of_one_language_has_a_sister_in_the_other(name: str) -> None:
    rules = shipped(f"starter-{name}").rules
    french, english = (sum(one.lang == lang for one in rules) for lang in ("fr", "en"))
    assert french
    assert english
