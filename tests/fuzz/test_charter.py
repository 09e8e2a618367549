"""Charter files: any text is a charter or a list of problems with their places; any pattern is taken or refused."""

import re

from hypothesis import given
from hypothesis import strategies as st

from cmworkstation import resources
from cmworkstation.domain.charter.dialect import BadPattern, check_pattern
from cmworkstation.domain.charter.engine import compile_engine
from cmworkstation.domain.charter.invariants import find_problems
from cmworkstation.domain.charter.problems import PROBLEM_WORDS_EN, Problem, problem_text
from cmworkstation.domain.charter.reading import read_charter, read_pack
from cmworkstation.domain.errors import CharterInvalid
from tests.domain.charter.builders import CHARTERS, shipped_packs
from tests.fuzz.rounds import ends, rounds

LINES = resources.text("charters", f"{CHARTERS[0]}.charter.toml").splitlines()
VALUES = [
    *(
        '""',
        "0",
        "-1",
        "true",
        "[]",
        "{}",
        "[[]]",
        '["", ""]',
        "1.5",
        "nan",
        "inf",
        "2026-13-01",
        "25:61",
        "9" * 5_000,
    ),
    *(
        '"x"',
        '"\\u0000"',
        '"{"',
        '"{a.b}"',
        '"{0.__class__}"',
        '"(a+)+$"',
        '"' + "x" * 5_000 + '"',
        "'''",
        '"""',
    ),
    *(
        '"mastodon"',
        '"error"',
        '"fr"',
        '["fr", 1]',
        "{ a = 1 }",
        '"2026-02-30"',
        '"09:00-08:00"',
        '"../x"',
    ),
    *('"Europe/Nowhere"', "1979-05-27"),
]
ROWS = [
    "[[rule]]",
    "[rule]",
    "[header]",
    "[[answer]]",
    "[",
    "]",
    "=",
    "#",
    "x",
    "[[[",
    "\0",
    "\ufeff",
    '"',
    "a.b.c.d = 1",
    "format = 2",
]


@st.composite
def bent(draw):
    """A charter of ours in which some lines say other things."""
    lines = list(LINES)
    for _ in range(draw(st.integers(1, 5))):
        at = draw(st.integers(0, len(lines) - 1))
        key, equal, _ = lines[at].partition("=")
        how = draw(st.integers(0, 3))
        if how == 0 and equal:
            lines[at] = f"{key}= {draw(st.sampled_from(VALUES))}"
        elif how == 1:
            lines[at : at + draw(st.integers(0, 12))] = []
            lines.append("")
        elif how == 2:
            lines.insert(
                at, draw(st.sampled_from(ROWS) | st.sampled_from(LINES) | st.text(max_size=8))
            )
        else:
            lines[at] = lines[at].replace('"', draw(st.sampled_from(["", "'", '"""'])))
    return "\n".join(lines)


@rounds(20)
@given(bent() | st.text(max_size=80))
def test_any_text_is_a_charter_or_says_what_is_wrong(text):
    try:
        charter = read_charter(text)
    except CharterInvalid as error:
        found = error.problems
    else:
        found = find_problems(charter, shipped_packs())
        if not [one for one in found if one.severity == "error"]:
            assert compile_engine(charter, shipped_packs()) is not None
    for problem in found:
        assert isinstance(problem, Problem)
        assert problem.line >= 1
        assert problem_text(problem, PROBLEM_WORDS_EN[problem.key])


@rounds(20)
@given(bent() | st.text(max_size=80))
def test_any_text_is_a_pack_or_is_refused(text):
    try:
        read_pack(text)
    except CharterInvalid as error:
        found = error.problems
        assert all(isinstance(one, Problem) for one in found)


PIECES = [
    *"abcéſ0 ._-^$|()[]{}*+?\\",
    "(?:",
    "(?=",
    "(?P<a>",
    "\\d",
    "\\w{1,9}",
    "{1,200}",
    "[^a]",
    "[a-z]",
    "\\b",
    "{2}",
    "(a|b)",
    "]?",
    "\\",
]


@rounds(100)
@given(st.lists(st.sampled_from(PIECES), max_size=14).map("".join) | st.text(max_size=12))
def test_any_pattern_is_taken_or_refused_and_a_taken_one_is_a_pattern(pattern):
    try:
        cost = check_pattern(pattern)
    except BadPattern as refused:
        assert refused.reason in PROBLEM_WORDS_EN  # noqa: PT017 - only where it is refused
        return
    assert cost.work <= 800
    assert re.compile(pattern, re.IGNORECASE).pattern == pattern


def nasty():
    from cmworkstation.domain.charter.reading import read_charter

    head = 'format = "cmworkstation-charter-1"\n'
    texts = [
        head + piece * (400_000 // len(piece))
        for piece in (
            "[",
            "a.",
            "[[rule]]\n",
            "x = [\n",
            "x = {a = ",
            '"',
            "'",
            "#",
            "\n",
            "[a]\n",
            "=",
            "a = 1\n",
            "[[a.b]]\n",
            '"""',
            "\\",
        )
    ]
    return [lambda text=text: read_charter(text) for text in texts]


def test_a_hostile_charter_is_refused_in_the_time_of_any_other():
    ends(nasty, cpu_s=60)
