"""Hostile and broken charters: always a list of problems with a line, words in both languages and a way out."""

import pytest

from cmworkstation.domain.charter.clauses import Rule
from cmworkstation.domain.charter.engine import KINDS, compile_engine
from cmworkstation.domain.charter.finding import Context
from cmworkstation.domain.charter.invariants import find_problems
from cmworkstation.domain.charter.model import SECTIONS
from cmworkstation.domain.charter.problems import PROBLEM_WORDS_EN, Problem, problem_text
from cmworkstation.domain.charter.reading import read_charter
from cmworkstation.domain.charter.shapes import shape_of
from cmworkstation.domain.charter.surroundings import AnswerUse, Surroundings
from cmworkstation.domain.errors import CharterInvalid
from cmworkstation.i18n import language, tr, use_language
from tests.domain.charter.builders import HEAD, shipped_packs

R = HEAD + '\n[[rule]]\nid = "r"\nmessage.fr = "x"\nkind = '
TREE = HEAD + "\n[triage]\nstart = 'a'\n"
STEP = '[[triage.step]]\nid = "{}"\nask.fr = "?"\nyes = "{}"\nno = "{}"\n'
SPEAKER = '[[speaker]]\nid = "{}"\nname = "x"\nmay = ["send", "approve", "crisis"]\ndeputy = "{}"\n'
RULE = '[[rule]]\nid = "r"\nkind = "{}"\nmessage.fr = "x"\n'
TEXT = "Bonjour @lea@a.example, 12 % {prenom} http://bit.ly/a 😀 TU GARANTI vous 06 39 98 12 34"
AROUND = Surroundings(
    message="Quand ouvrez-vous ?", speakers=("x",), answer=AnswerUse("x", "expired")
)


def problems(text: str) -> tuple[Problem, ...]:
    """Return what is wrong with a text; whatever can be read also compiles and lints."""
    try:
        charter = read_charter(text)
    except CharterInvalid as error:
        return tuple(one for one in error.problems if isinstance(one, Problem))
    engine = compile_engine(charter, shipped_packs())
    for spoken in ("fr", "en", "de"):
        engine.lint(TEXT, spoken)
        engine.lint_context(TEXT, spoken, Context(surroundings=AROUND))
    return find_problems(charter, shipped_packs())


@pytest.mark.parametrize(
    ("text", "key", "line"),
    [
        ("", "format", 1),
        ("# nothing but a comment", "format", 1),
        ('format = "cmw-charter/2"', "format", 1),
        ('format = "cmw-charter/1"', "no-header", 1),
        (HEAD + "\n[[rule]\n", "not-toml", 11),
        (HEAD + '\nx = "unended\n', "not-toml", 11),
        (HEAD + "\nid = 1\nid = 2\n", "not-toml", 11),
        (HEAD + '\ntitle.fr = "\0"\n', "not-toml", 11),
        (HEAD + '\ntitle.fr = "\ud83d"\n', "not-text", 11),
        (HEAD + "\nx = " + "[" * 5000, "too-deep", 1),
        (HEAD + "\n" + "a." * 5000 + "b = 1", "too-deep", 1),
        (HEAD + "#" * 2_000_001, "too-large", 1),
        (HEAD + "\nstrange = 1\n", "unknown-key", 11),
        (HEAD + '\n[strange]\nid = "x"\n', "unknown-section", 11),
        (HEAD + "\nrule = 3\n", "unknown-key", 11),
        (HEAD + "\n[[voice]]\n", "wrong-type", 11),
        (HEAD + "\n[rule]\n", "wrong-type", 11),
        (HEAD + '\n[voice]\nemoji_max = "three"\n', "wrong-type", 12),
        (HEAD + "\n[voice]\nemoji_max = -1\n", "below-zero", 12),
        (R + '"count"\n' + "max = nan\n", "wrong-type", 15),
        (HEAD + '\n[[fact]]\nid = "a"\n[[fact]]\nid = "a"\n', "duplicate-id", 14),
        (HEAD + '\n[[fact]]\nid = "cm"\n[[fact]]\nid = "сm"\n', "alike-id", 14),
        (HEAD + '\n[[fact]]\nid = "a b"\n', "bad-id", 12),
        (HEAD + '\n[[fact]]\nid = "a\\u0000"\n', "bad-id", 12),
        (HEAD + "\n[[fact]]\nvalue = '1'\n", "missing", 11),
        (HEAD + '\ntitle.fr = "pay \u202ereversed"\n', "turned-text", 11),
        (TREE + STEP.format("a", "b", "=x") + STEP.format("b", "a", "=x"), "triage-loop", 18),
        (TREE + STEP.format("a", "nowhere", "=x"), "unknown-reference", 16),
        (HEAD + "\n" + "".join(map(SPEAKER.format, "abc", "bca")), "deputy-loop", 15),
        (HEAD + "\n" + SPEAKER.format("a", "a"), "deputy-loop", 15),
        (HEAD + "\n" + SPEAKER.format("a", "nobody"), "unknown-reference", 15),
        (HEAD + '\n[[fact]]\nid = "a"\nexpires_on = 2025-01-01\n', "expires-first", 13),
        (HEAD + '\n[[answer]]\nid = "a"\nvalid_until = 2025-01-01\n', "expires-first", 13),
        (R + '"regex"\n' + "pattern = '(a+)+$'\n", "regex-unbounded", 15),
        (R + '"regex"\n' + "pattern = '(a'\n", "regex-syntax", 15),
        (R + '"terms"\nterms = ["a"]\nwhen = "moon == full"\n', "condition-unknown-field", 16),
        (R + '"terms"\nterms = ["a"]\nwhen = "__import__(os)"\n', "condition-unknown-field", 16),
        (R + f'"terms"\nterms = ["a"]\nwhen = "{"not " * 900}confirmed"\n', "condition-too-long", 16),
        (HEAD + "\n" + RULE.format("magic"), "unknown-value", 13),
        (R + '"terms"\nterms = ["a"]\nbad = ["b"]\n', "bad-example-passes", 16),
        (R + '"terms"\nterms = ["a"]\ngood = ["a"]\n', "good-example-hit", 16),
        (R + f'"terms"\nterms = ["a"]\nbad = ["{"a " * 4000}"]\n', "example-too-long", 16),
        (HEAD + '\n[[use]]\npack = "nowhere"\n', "unknown-pack", 12),
        (HEAD + '\n[[calendar]]\nid = "c"\ntimezone = "../../etc/passwd"\n', "bad-timezone", 13),
        (HEAD + '\n[[calendar]]\nid = "c"\nweek.mon = ["25:00-26:00"]\n', "bad-hours", 13),
        (HEAD + '\n[[target]]\ncategory = "*"\nfirst_reply = "soon"\n', "bad-duration", 13),
    ],
)  # fmt: skip
def test_what_is_wrong_is_named_at_its_line(text: str, key: str, line: int) -> None:
    found = problems(text)
    assert (key, line) in {(one.key, one.line) for one in found}
    _all_speak(found)


def _all_speak(found: tuple[Problem, ...]) -> None:
    spoken = language()
    for tongue in ("en", "fr"):
        use_language(tongue)
        try:
            for one in found:
                pattern = tr(PROBLEM_WORDS_EN[one.key])
                said = problem_text(one, pattern)
                assert (pattern == PROBLEM_WORDS_EN[one.key]) is (tongue == "en")
                assert said.strip()
                # what is wrong, and after it what to do
                assert len([part for part in pattern.split(".") if part.strip()]) > 1 or (
                    one.key.startswith("regex-")
                )
        finally:
            use_language(spoken)


VALUES = (
    *("-1", "true", "[[]]", "nan", "1e300", "9223372036854775808", "12:00:00", '"(a"', '["", "*"]'),
    *('{ "\\u202e" = "x" }', '"\\u0000"', '[["", "b"]]', "{ fr = { b = 1 } }", "2026-01-01"),
)


def _everywhere(value: str) -> str:
    """Return a charter in which every key of every section has this value."""
    blocks: list[str] = []
    for name, _, cls, many in SECTIONS:
        keys = (*shape_of(cls), "strange")
        if name == "charter":
            kept = [line for line in HEAD.splitlines() if line.partition(" ")[0] not in keys[1:]]
            blocks += [*kept, *(f"{key} = {value}" for key in keys[1:])]
        elif many:
            blocks += [f"[[{name}]]\n{key} = {value}" for key in keys]
        else:
            blocks += [f"[{name}]", *(f"{key} = {value}" for key in keys)]
    return "\n".join(blocks)


@pytest.mark.parametrize("value", VALUES)
def test_every_key_takes_any_value_without_an_exception(value: str) -> None:
    found = problems(_everywhere(value))
    assert {one.key for one in found} >= {"wrong-type", "unknown-key"}
    assert all(one.line >= 1 and problem_text(one) for one in found)


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_every_kind_of_rule_takes_any_value_without_an_exception(kind: str) -> None:
    lines = [
        f"{key} = {value}"
        for key in shape_of(Rule)
        for value in VALUES[::4]
        if key not in ("id", "kind", "message")
    ]
    rules = [
        f'[[rule]]\nid = "r{n}"\nkind = "{kind}"\nmessage.fr = "x"\n{line}'
        for n, line in enumerate(lines)
    ]
    found = problems("\n".join([HEAD, *rules]))
    assert {one.key for one in found} >= {"wrong-type", "below-zero"}


def test_a_charter_of_a_thousand_rules_is_read_and_a_dead_circle_of_people_found() -> None:
    rules = "".join(
        f'[[rule]]\nid = "r{n}"\nkind = "terms"\nterms = ["mot{n}"]\n' for n in range(1_000)
    )
    people = "".join(SPEAKER.format(f"s{n}", f"s{(n + 1) % 2_000}") for n in range(2_000))
    found = problems(HEAD + rules + people)
    assert sum(one.key == "deputy-loop" for one in found) == 2_000
