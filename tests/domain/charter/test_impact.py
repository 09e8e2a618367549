"""The impact report says exactly what checking every text twice would say."""

from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cmworkstation.domain.charter.engine import Engine, compile_engine
from cmworkstation.domain.charter.finding import Context
from cmworkstation.domain.charter.impact import Effect, Report, Text, compared, effect, findings
from cmworkstation.domain.charter.reading import read_charter
from tests.domain.charter.builders import a_charter, a_rule, shipped, shipped_engine, shipped_packs

WORDS = "jamais toujours promis lundi 100% !!! https://bit.ly/x {trou} meilleurs délais GRATUIT merci odile".split()
RULES = ("jamais", "toujours", "promis", "lundi", "merci")


def engine_of(dice: Random) -> Engine:
    """Return the engine of a small charter with some of a few rules, so that two of them share most."""
    rules = [
        a_rule("terms", f'terms = ["{word}"]', f'severity = "{dice.choice(["cue", "error", "stop"])}"',
               name=word)
        for word in RULES
        if dice.random() < 0.8
    ]  # fmt: skip
    voice = "[voice]\nexclamation_max = 1\n" if dice.random() < 0.3 else ""
    links = '[links]\nshorteners = "stop"\n' if dice.random() < 0.5 else ""
    return compile_engine(a_charter(voice + "".join(rules) + links))


@settings(max_examples=200)
@given(st.integers(0, 2**32))
def test_the_report_is_what_checking_everything_twice_says(seed: int) -> None:
    dice = Random(seed)
    old, new = engine_of(dice), engine_of(dice)
    texts = [
        Text(
            dice.choice(["reply", "answer", "draft"]),
            str(n),
            " ".join(dice.choices(WORDS, k=6)),
            "fr",
        )
        for n in range(12)
    ]
    plain = [effect(text, findings(old, text), findings(new, text)) for text in texts]
    assert list(compared(old, new, texts)) == plain


def test_a_shipped_charter_with_one_rule_more_gives_what_checking_twice_gives() -> None:
    old = shipped_engine("mediatheques-ormaie")
    source = shipped("mediatheques-ormaie").source
    cut = source.index("[[fact]]")
    rule = a_rule("terms", 'terms = ["merci"]', 'severity = "stop"')
    new = compile_engine(read_charter(source[:cut] + rule + source[cut:]), shipped_packs())
    dice = Random(4)
    context = Context(language="fr", platform="mastodon")
    texts = [
        Text("reply", str(n), " ".join(dice.choices(WORDS, k=20)), "fr", context) for n in range(60)
    ]
    found = list(compared(old, new, texts))
    assert found == [effect(text, findings(old, text), findings(new, text)) for text in texts]
    assert any(found)
    assert not all(found)


def one(old: str, new: str, text: str) -> Effect:
    before, after = (compile_engine(a_charter(more)) for more in (old, new))
    (found,) = compared(before, after, [Text("reply", "r", text, "fr")])
    assert found is not None
    return found


FORBIDS = a_rule("terms", 'terms = ["jamais"]', 'severity = "stop"')


def test_new_gone_and_another_weight_are_told_apart() -> None:
    came = one("", FORBIDS, "jamais")
    assert [hit.rule for hit in came.new] == [hit.rule for hit in came.stopped] == ["essai"]
    went = one(FORBIDS, "", "jamais")
    assert ([hit.rule for hit in went.gone], went.new, went.stopped) == (["essai"], (), ())
    rose = one(FORBIDS.replace("stop", "cue"), FORBIDS, "jamais")
    assert [(hit.severity, was) for hit, was in rose.changed] == [("stop", "cue")]
    assert [hit.rule for hit in rose.stopped] == ["essai"]
    fell = one(FORBIDS, FORBIDS.replace("stop", "cue"), "jamais")
    assert fell.stopped == ()


def test_the_report_counts_texts_by_rule_and_names_them() -> None:
    old, new = compile_engine(a_charter("")), compile_engine(a_charter(FORBIDS))
    texts = [
        Text("reply", str(n), "jamais, jamais" if n < 2 else "souvent", "fr") for n in range(5)
    ]
    report = Report(tuple(filter(None, compared(old, new, texts))), {"reply": 5})
    (row,) = report.by_rule()
    assert (row.rule, row.new, row.gone, row.changed, row.stops) == ("essai", 2, 0, 0, 2)
    assert row.refs == (("reply", "0"), ("reply", "1"))
    assert len(report.stopped) == 2


@pytest.mark.parametrize("kind", ["reply", "answer"])
def test_a_first_version_is_compared_with_no_charter_at_all(kind: str) -> None:
    new = compile_engine(a_charter(FORBIDS))
    (found,) = compared(None, new, [Text(kind, "r", "jamais {trou}", "fr")])  # type: ignore[arg-type]
    assert found is not None
    rules = [hit.rule for hit in found.new]
    assert "essai" in rules
    assert ("core/placeholder" in rules) == (kind == "reply"), "a blank of an answer is no finding"
