"""Loading, and the list of problems: one broken charter per invariant."""

import string
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cmworkstation import resources
from cmworkstation.domain.charter.invariants import find_problems
from cmworkstation.domain.charter.problems import PROBLEM_WORDS_EN, Problem, problem_text
from cmworkstation.domain.charter.reading import pack_hash, read_charter, read_pack
from cmworkstation.domain.errors import CharterInvalid
from tests.domain.charter.builders import CHARTERS, HEAD, a_charter, a_rule, shipped, shipped_packs


def problems(more: str, head: str = HEAD) -> list[Problem]:
    """Return the problems of a small charter."""
    return list(find_problems(a_charter(more, head), shipped_packs()))


def keys(more: str, head: str = HEAD) -> set[tuple[str, str]]:
    """Return (key, path) of the problems."""
    return {(one.key, one.path) for one in problems(more, head)}


def refusal(text: str) -> Problem:
    """Return the problem with which a text is refused."""
    with pytest.raises(CharterInvalid) as caught:
        read_charter(text)
    problem = caught.value.problems[0]
    assert isinstance(problem, Problem)
    return problem


@pytest.mark.parametrize("name", CHARTERS)
def test_a_shipped_charter_has_no_error(name: str) -> None:
    found = find_problems(shipped(name), shipped_packs())
    assert [one for one in found if one.severity == "error"] == []


def test_the_shipped_charter_says_what_runs_out_first() -> None:
    found = find_problems(shipped("mediatheques-ormaie"), shipped_packs())
    assert {one.path for one in found} == {
        "fact[horaires-ete-2026].expires_on",
        "answer[horaires-ete].valid_until",
    }
    source = shipped("mediatheques-ormaie").source.split("\n")
    assert [source[one.line - 1].split(" ")[0] for one in found] == ["expires_on", "valid_until"]
    later = find_problems(shipped("mediatheques-ormaie"), shipped_packs(), date(2027, 2, 1))
    assert {one.key for one in later} == {"expired"}


@pytest.mark.parametrize(
    ("text", "key", "line"),
    [
        ('format = "cmw-charter/1"\n[charter]\nid = oops\n', "not-toml", 3),
        ('format = "cmw-charter/1"\n[charter]\nid = "x\n', "not-toml", 3),
        ("a = [", "not-toml", 1),
        ("", "format", 1),
        ('format = "cmw-pack/1"', "format", 1),
        ('format = "cmw-charter/1"\n', "no-header", 1),
        ('format = "cmw-charter/1"\ncharter = 3\n', "no-header", 1),
        ('format = "cmw-charter/1"\n[charter]\nid = 3\n', "no-header", 1),
        ('format = "cmw-charter/1"\n[charter]\nid = ""\n', "no-header", 1),
        ("x" * 2_000_001, "too-large", 1),
        ("a = " + "[" * 100_000, "too-deep", 1),
        ("\x00", "not-toml", 1),
    ],
)
def test_what_cannot_be_loaded_is_refused_with_its_place(text: str, key: str, line: int) -> None:
    problem = refusal(text)
    assert (problem.key, problem.line) == (key, line)
    assert problem.severity == "error"
    assert "{" not in problem_text(problem)


@given(st.text(alphabet=string.printable, max_size=80))
def test_any_text_is_loaded_or_refused(text: str) -> None:
    try:
        charter = read_charter(HEAD + text)
    except CharterInvalid:
        return
    find_problems(charter)


CALENDAR = '[[calendar]]\nid = "c"\ntimezone = "Europe/Paris"\n'
SPEAKER = '[[speaker]]\nid = "s"\nmay = ["draft", "send"]\n'
APPROVER = '[[speaker]]\nid = "a"\nmay = ["approve", "crisis"]\n'
CATEGORY = '[[category]]\nid = "q"\naction = "reply"\n'
STEP = '[[triage.step]]\nid = "{0}"\nyes = "{1}"\nno = "{2}"\n'
ANSWER = '[[answer]]\nid = "r"\n'


@pytest.mark.parametrize(
    ("more", "key", "path"),
    [
        # shape
        ("[colour]\na = 1\n", "unknown-section", "colour"),
        ("[[links]]\na = 1\n", "wrong-type", "links"),
        ("[voice]\nshouting = 1\n", "unknown-key", "voice.shouting"),
        ('[voice]\nemoji_max = "one"\n', "wrong-type", "voice.emoji_max"),
        ('[[rule]]\nid = "r"\nkind = "terms"\nterms = "a"\n', "wrong-type", "rule[r].terms"),
        ("[triage]\nstep = 3\n", "wrong-type", "triage.step"),
        # ids and languages
        ('[[fact]]\nsource = "x"\n', "missing", "fact[1].id"),
        ('[[fact]]\nid = "a b"\n', "bad-id", "fact[a b].id"),
        (ANSWER + ANSWER, "duplicate-id", "answer[r].id"),
        ('[[category]]\nid = "q"\nlabel.de = "x"\n', "unknown-language", "category[q].label"),
        ('[[category]]\nid = "q"\nlabel.en = "x"\n', "missing-language", "category[q].label"),
        # principles and people
        (
            '[[principle]]\nid = "p"\ngolden_rule = "win"\n',
            "unknown-value",
            "principle[p].golden_rule",
        ),
        (
            '[[principle]]\nid = "p"\nrules = ["fr-base/none"]\n',
            "unknown-rule",
            "principle[p].rules",
        ),
        ("", "no-principle", "principle"),
        (SPEAKER, "nobody-may", "speaker[s].may"),
        (SPEAKER + 'deputy = "t"\n', "unknown-reference", "speaker[s].deputy"),
        (SPEAKER + 'deputy = "s"\n', "deputy-loop", "speaker[s].deputy"),
        (
            "".join(
                f'[[speaker]]\nid = "{one}"\ndeputy = "{two}"\n' for one, two in ("ab", "bc", "ca")
            ),
            "deputy-loop",
            "speaker[a].deputy",
        ),
        (
            SPEAKER + "valid_from = 2026-02-02\nvalid_until = 2026-02-01\n",
            "dates-order",
            "speaker[s].valid_from",
        ),
        ('[[speaker]]\nid = "s"\nmay = ["reign"]\n', "unknown-value", "speaker[s].may"),
        # calendars and targets
        (CALENDAR, "never-open", "calendar[c].week"),
        (CALENDAR + 'week.mon = ["9-12"]\n', "bad-hours", "calendar[c].week"),
        (CALENDAR + 'week.mon = ["10:00-12:00", "09:00-10:00"]\n', "bad-hours", "calendar[c].week"),
        (CALENDAR + 'week.lun = ["10:00-12:00"]\n', "unknown-value", "calendar[c].week"),
        (CALENDAR + 'holidays = "XX"\n', "bad-holidays", "calendar[c].holidays"),
        (
            '[[calendar]]\nid = "c"\ntimezone = "Mars/Olympus"\n',
            "bad-timezone",
            "calendar[c].timezone",
        ),
        (
            '[[calendar]]\nid = "c"\ntimezone = "../../etc/passwd"\n',
            "bad-timezone",
            "calendar[c].timezone",
        ),
        ("", "no-default-target", "target"),
        (
            '[[target]]\ncategory = "z"\nfirst_reply = "1h"\n',
            "unknown-reference",
            "target[1].category",
        ),
        ('[[target]]\ncategory = "*"\n', "missing", "target[1].first_reply"),
        (
            '[[target]]\ncategory = "*"\nfirst_reply = "soon"\n',
            "bad-duration",
            "target[1].first_reply",
        ),
        (
            '[[target]]\ncategory = "*"\nclock = "calendar:z"\n',
            "unknown-reference",
            "target[1].clock",
        ),
        ('[[target]]\ncategory = "*"\nclock = "sun"\n', "unknown-value", "target[1].clock"),
        ('[[target]]\ncategory = "*"\nwarn_at = 3\n', "bad-share", "target[1].warn_at"),
        (
            '[[category]]\nid = "m"\naction = "moderate"\n'
            + CALENDAR
            + 'week.mon = ["09:00-17:00"]\n'
            '[[target]]\ncategory = "m"\nfirst_reply = "2h"\nclock = "calendar:c"\n',
            "office-clock",
            "target[1].clock",
        ),
        # categories, triage, approvals
        ('[[category]]\nid = "q"\naction = "dance"\n', "unknown-value", "category[q].action"),
        (CATEGORY + 'answers = ["no"]\n', "unknown-reference", "category[q].answers"),
        (CATEGORY + "priority = 9\n", "unknown-value", "category[q].priority"),
        ('[triage]\nstart = "z"\n' + STEP.format("a", "=q", "=q"), "no-start", "triage.start"),
        (
            '[triage]\nstart = "a"\n' + STEP.format("a", "b", "b") + STEP.format("b", "a", "a"),
            "triage-loop",
            "triage.step[b]",
        ),
        (
            CATEGORY
            + '[triage]\nstart = "a"\n'
            + STEP.format("a", "=q", "=q")
            + STEP.format("b", "=q", "=q"),
            "unreachable",
            "triage.step[b].id",
        ),
        (
            CATEGORY + '[triage]\nstart = "a"\n' + STEP.format("a", "x", "y"),
            "unreachable",
            "category[q].id",
        ),
        (
            '[triage]\nstart = "a"\n' + STEP.format("a", "=z", "=z"),
            "unknown-reference",
            "triage.step[a].yes",
        ),
        (
            CATEGORY
            + '[triage]\nstart = "s0"\n'
            + "".join(STEP.format(f"s{n}", f"s{n + 1}", "=q") for n in range(13))
            + STEP.format("s13", "=q", "=q"),
            "triage-deep",
            "triage.start",
        ),
        (
            '[triage]\nstart = "a"\n' + STEP.format("a", "=q", "=q") + 'auto = "signal.joy"\n',
            "condition-unknown-field",
            "triage.step[a].auto",
        ),
        (
            '[[approval]]\nid = "p"\nwhen = "category in [z]"\n',
            "unknown-reference",
            "approval[p].when",
        ),
        ('[[approval]]\nid = "p"\nwhen = "category =="\n', "condition-syntax", "approval[p].when"),
        ('[[approval]]\nid = "p"\nneed = 1\n', "too-few-approvers", "approval[p].need"),
        (
            '[[approval]]\nid = "p"\nif_late = "holding:z"\n',
            "unknown-reference",
            "approval[p].if_late",
        ),
        ('[[approval]]\nid = "p"\nby = ["z"]\n', "unknown-reference", "approval[p].by"),
        # packs and rules
        ('[[use]]\npack = "klingon"\n', "unknown-pack", "use[1].pack"),
        ('[[use]]\npack = "fr-base"\nversion = "9"\n', "pack-version", "use[1].version"),
        ('[[use]]\npack = "fr-base"\nsha256 = "00"\n', "pack-hash", "use[1].sha256"),
        ('[[use]]\npack = "fr-base"\noff = ["fr-base/zzz"]\n', "unknown-rule", "use[1].off"),
        (
            '[[use]]\npack = "fr-base"\nseverity."fr-base/zzz" = "cue"\n',
            "unknown-rule",
            "use[1].severity",
        ),
        (
            '[[use]]\npack = "fr-base"\nseverity."fr-base/cri" = "huge"\n',
            "unknown-value",
            "use[1].severity",
        ),
        (a_rule("dance"), "unknown-value", "rule[essai].kind"),
        (a_rule("terms", 'severity = "huge"'), "unknown-value", "rule[essai].severity"),
        (a_rule("terms"), "missing", "rule[essai].terms"),
        (a_rule("terms"), "no-examples", "rule[essai].bad"),
        (a_rule("regex", "pattern = '(a+)+'"), "regex-unbounded", "rule[essai].pattern"),
        (
            a_rule("terms", 'when = "voice.pitch == high"'),
            "condition-unknown-field",
            "rule[essai].when",
        ),
        (a_rule("terms", 'terms = ["a"]', 'bad = ["b"]'), "bad-example-passes", "rule[essai].bad"),
        (
            a_rule("terms", 'terms = ["a"]', 'good.fr = ["a"]'),
            "good-example-hit",
            "rule[essai].good",
        ),
        ('[links]\nhttp = "maybe"\n', "unknown-value", "links.http"),
        # texts
        ('[[fact]]\nid = "f"\n', "missing", "fact[f].source"),
        ('[[fact]]\nid = "f"\nexpires_on = 2025-01-01\n', "expires-first", "fact[f].expires_on"),
        ('[[claim]]\nid = "c"\n', "missing", "claim[c].why"),
        (ANSWER + 'body.fr = "{x}"\n', "undeclared", "answer[r].body"),
        (ANSWER + 'variables = ["x?"]\n', "unused", "answer[r].variables"),
        (ANSWER + 'body.fr = "{fact:z}"\n', "unknown-reference", "answer[r].body"),
        (ANSWER + 'source = ["contact:z"]\n', "unknown-reference", "answer[r].source"),
        (ANSWER + 'follow_up = "x"\n', "follow-up", "answer[r].follow_up"),
        (ANSWER + 'during = ["z"]\n', "unknown-reference", "answer[r].during"),
        (
            ANSWER + "valid_from = 2026-02-02\nvalid_until = 2026-02-01\n",
            "dates-order",
            "answer[r].valid_from",
        ),
        (SPEAKER + ANSWER + 'approved_by = "s"\n', "may-not", "answer[r].approved_by"),
        (APPROVER + ANSWER + 'approved_by = "z"\n', "unknown-reference", "answer[r].approved_by"),
        ('[[statement]]\nid = "t"\n', "no-next-update", "statement[t].variables"),
        ('[[disclosure]]\nid = "d"\nwhen = ["love"]\n', "unknown-value", "disclosure[d].when"),
        ("", "label-missing", "disclosure"),
        ('[[moderation]]\nid = "m"\naction = "hide"\n', "no-keep-ground", "moderation"),
        ('[[moderation]]\nid = "m"\nladder = ["a"]\n', "ladder-no-appeal", "moderation[m].ladder"),
        ('[voice]\nsignature.fr = "{shoe_size}"\n', "unknown-variable", "voice.signature"),
        # crises
        (
            '[[crisis]]\nid = "a"\nlevel = 2\n[[crisis]]\nid = "b"\nlevel = 2\n',
            "levels-order",
            "crisis[b].level",
        ),
        ('[[crisis]]\nid = "a"\nlevel = 3\n', "scheduled-runs-on", "crisis[a].pauses"),
        ('[[crisis]]\nid = "a"\nlevel = 1\n', "no-contact", "crisis"),
        (
            '[[crisis]]\nid = "a"\nlevel = 1\ntriggers = ["x > 1"]\n',
            "condition-unknown-field",
            "crisis[a].triggers",
        ),
        (
            '[[crisis]]\nid = "a"\nlevel = 1\ntargets.z = "1h"\n',
            "unknown-reference",
            "crisis[a].targets",
        ),
    ],
)
def test_each_invariant_has_its_problem(more: str, key: str, path: str) -> None:
    assert (key, path) in keys(more)


def test_the_header_is_checked() -> None:
    head = HEAD.replace("2027-01-01", "2025-01-01").replace('version = "1.0"\n', 'owner = "z"\n')
    head = head.replace('default_language = "fr"', 'default_language = "de"')
    found = keys("", head)
    assert ("dates-order", "charter.effective_from") in found
    assert ("unknown-reference", "charter.owner") in found
    assert ("unknown-language", "charter.default_language") in found
    assert ("missing", "charter.version") in found


def test_two_who_stand_in_for_each_other_are_fine() -> None:
    more = '[[speaker]]\nid = "a"\ndeputy = "b"\n[[speaker]]\nid = "b"\ndeputy = "a"\n'
    assert not any(key == "deputy-loop" for key, _ in keys(more))


def test_a_problem_knows_its_line() -> None:
    more = (
        '[[answer]]\nid = "un"\nbody.fr = """\n[[rule]]\nkind = "text, no rule"\n"""\n\n'
        '[[rule]]\nid = "deux"\nkind = "dance"\n\n[[rule]]\nid = "trois"\nkind = "regex"\npattern = \'.*\'\n'
    )
    charter = a_charter(more)
    lines = charter.source.split("\n")
    found = {one.path: one for one in find_problems(charter)}
    assert lines[found["rule[deux].kind"].line - 1] == 'kind = "dance"'
    assert lines[found["rule[trois].pattern"].line - 1] == "pattern = '.*'"


def test_a_problem_comes_in_the_order_of_the_text() -> None:
    found = problems(a_rule("dance") + CALENDAR + '[links]\nhttp = "x"\n')
    assert [one.line for one in found] == sorted(one.line for one in found)


def test_every_problem_has_words_without_leftovers() -> None:
    seen = problems(
        SPEAKER + CALENDAR + a_rule("regex", "pattern = '(a+)+'") + ANSWER + 'body.fr = "{x}"\n'
        '[[approval]]\nid = "p"\nwhen = "x y"\nneed = 2\n',
    )
    assert len(seen) > 8
    for one in seen:
        assert one.key in PROBLEM_WORDS_EN
        text = problem_text(one)
        assert text.endswith((".", ":"))
        assert "{" not in text.replace("{x}", "").replace("{1,40}", ""), text


def test_core_is_built_in_and_its_names_are_known() -> None:
    found = keys('[[use]]\npack = "core"\nversion = "1"\noff = ["core/uninvited", "voice/emoji"]\n')
    assert not any(path.startswith("use") for _, path in found)


def test_a_pack_is_read_and_pinned() -> None:
    pack = shipped_packs()[0]
    assert (pack.id, pack.lang, len(pack.rules)) == ("fr-base", "fr", 18)
    good = f'[[use]]\npack = "fr-base"\nversion = "1"\nsha256 = "{pack_hash(pack)}"\n'
    assert not any(path.startswith("use") for _, path in keys(good))
    with pytest.raises(CharterInvalid):
        read_pack(resources.text("charters", "fennick-lane.charter.toml"))


def test_a_byte_order_mark_is_no_obstacle() -> None:
    assert read_charter("\ufeff" + HEAD).header.id == "test"
