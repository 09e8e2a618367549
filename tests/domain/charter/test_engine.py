"""The engine: languages, scopes, overlays, places, words."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bench.lint import DRAFT, RULES, all_ms, big_charter
from cmworkstation.domain.charter.engine import compile_engine
from cmworkstation.domain.charter.finding import (
    Context,
    MeasuredLength,
    Severity,
    apply_edits,
    blocking,
    heaviest,
)
from cmworkstation.domain.charter.words import said
from tests.domain.charter.builders import (
    CHARTERS,
    a_charter,
    a_rule,
    an_engine,
    found,
    matches,
    shipped,
    shipped_engine,
    shipped_packs,
)

TERMS = a_rule(
    "terms", 'terms = ["jamais"]', 'message.fr = "Non : {match}"', 'message.en = "No: {match}"'
)


def rules_of(
    text: str, language: str = "fr", context: Context | None = None, more: str = ""
) -> set[str]:
    """Return the rules that a text trips."""
    return {one.rule for one in an_engine(more).lint(text, language, context)}


def test_a_finding_says_which_where_why_and_what_to_do() -> None:
    engine = shipped_engine("mediatheques-ormaie")
    text = "Cela n’arrivera plus jamais."
    one = engine.lint(text, "fr")[0]
    assert one.rule == "fr-base/promesse-absolue"
    assert one.severity is Severity.ERROR  # raised by the charter from warn
    assert text[one.start : one.end] == one.match == "jamais"
    assert said(one.clause, "fr").startswith("Nous ne disons que ce que nous savons")
    assert said(one.message, "fr").startswith("« jamais » promet")
    assert said(one.message, "en").startswith('"jamais" promises')
    assert one.fix == "turn-into-follow-up"
    assert one.override == "reason"


@pytest.mark.parametrize("name", CHARTERS)
@given(text=st.text(st.sampled_from("ab e\u0301é’\u00a0😀!.{}@#/:0123456789AB\nJtu "), max_size=80))
def test_every_finding_is_whole(name: str, text: str) -> None:
    engine = shipped_engine(name)
    for one in engine.lint(text, shipped(name).header.default_language):
        assert 0 <= one.start <= one.end <= len(text)
        assert one.match == text[one.start : one.end]
        assert one.rule
        assert said(one.clause, "fr")
        assert said(one.why, "fr")
        assert said(one.message, "fr")
        assert all(0 <= start <= end <= len(text) for start, end, _ in one.edits)


def test_places_are_true_among_emoji_and_combining_marks() -> None:
    text = "😀👨\u200d👩\u200d👧 Re\u0301ponse\u00a0:  on ne dit\u202fJAMAIS ça, jamais."
    one, two = found(TERMS, text)
    assert (one.match, two.match) == ("JAMAIS", "jamais")
    assert text[two.start : two.end] == "jamais"


def test_words_in_links_and_names_are_not_words() -> None:
    assert matches(
        TERMS, "voir https://x.example/jamais et @jamais@x.example et jamais.example"
    ) == ["jamais"]


def test_findings_come_in_the_order_of_the_text() -> None:
    text = "Tu sais, toujours garanti, jamais !!! {prenom} SANS FAUTE"
    starts = [one.start for one in shipped_engine("mediatheques-ormaie").lint(text, "fr")]
    assert starts == sorted(starts)
    assert len(starts) > 5


def test_a_language_sees_its_own_rules_and_any_other_only_the_common_ones() -> None:
    engine = shipped_engine("mediatheques-ormaie")
    assert any(
        one.rule.startswith("en-base") for one in engine.lint("This will never happen", "en-GB")
    )
    assert not engine.lint("This will never happen", "fr")
    german = {one.rule for one in engine.lint("Carte 00482913 nie toujours {x} bit.ly/a", "de")}
    assert german == {"donnees-lecteur", "core/placeholder", "links/shorteners"}
    assert engine.lint("toujours", "")[0].rule == "fr-base/promesse-absolue"
    assert engine.lint("never", "", Context(language="en"))[0].rule == "en-base/absolute-promise"


def test_scope_visibility() -> None:
    more = a_rule("terms", 'terms = ["prêt"]', 'visibility = "public"')
    assert found(more, "prêt", context=Context(visibility="public"))
    assert found(more, "prêt", context=Context(visibility="unlisted"))
    assert not found(more, "prêt", context=Context(visibility="private"))


@pytest.mark.parametrize(
    ("line", "context"),
    [
        ('categories = ["plainte"]', Context(category="plainte")),
        ('platforms = ["mastodon"]', Context(platform="mastodon")),
        ('accounts = ["mastodon:a"]', Context(account="mastodon:a")),
        ('when = "category in [plainte]"', Context(category="plainte")),
        ('when = "author.sent_count < 3"', Context(values={"author.sent_count": 1})),
    ],
)
def test_scope_of_place_and_condition(line: str, context: Context) -> None:
    more = a_rule("terms", 'terms = ["prêt"]', line)
    assert found(more, "prêt", context=context)
    assert not found(more, "prêt")


def test_a_condition_on_the_voice_follows_the_charter() -> None:
    more = a_rule("terms", 'terms = ["tu"]', 'when = "voice.address == vous"')
    assert not found(more, "tu")
    assert found('[voice]\naddress.fr = "vous"\n' + more, "tu")


def test_overlays_switch_off_change_and_extend() -> None:
    use = (
        '[[use]]\npack = "fr-base"\noff = ["fr-base/delai-flou", "core/placeholder"]\n'
        'severity."fr-base/cri" = "stop"\nextend."fr-base/cri".allow = ["ORMAIE"]\n'
        'extend."fr-base/langue-de-bois".terms = ["cher public"]\n'
        'extend."fr-base/langue-de-bois".message.fr = "Dites mieux."\n'
    )
    engine = compile_engine(a_charter(use), shipped_packs())
    findings = engine.lint("ORMAIE est TRES belle, cher public, dès que possible, {x1}", "fr")
    assert [(one.rule, one.severity) for one in findings] == [
        ("fr-base/cri", Severity.STOP),
        ("fr-base/langue-de-bois", Severity.CUE),
    ]
    assert findings[1].message["fr"] == "Dites mieux."
    assert findings[1].message["en"]


def test_a_rule_that_cannot_work_is_left_out_and_the_others_hold() -> None:
    more = a_rule("regex", "pattern = '(a+)+'", name="bad") + a_rule(
        "terms", 'severity = "x"', name="b2"
    )
    assert matches(more + TERMS, "jamais aaaa") == ["jamais"]


def test_missing_words_fall_back_to_the_default_language() -> None:
    one = found(a_rule("terms", 'terms = ["jamais"]', 'message.fr = "Non"'), "jamais")[0]
    assert said(one.message, "en") == "Non"
    one = found(
        a_rule("terms", 'terms = ["jamais"]', 'message.en = "No"', 'message.fr = "Non"'), "jamais"
    )[0]
    assert said(one.message, "de") == "Non"
    one = found(a_rule("terms", 'terms = ["jamais"]'), "jamais")[0]
    assert "jamais" in said(one.message, "en")


def test_a_message_is_never_a_format_string() -> None:
    more = a_rule("terms", 'terms = ["jamais"]', 'message.fr = "{match.__class__} {0} {what} {"')
    assert said(found(more, "jamais")[0].message, "fr") == "{match.__class__} {0}  {"


def test_an_unfilled_field_always_stops() -> None:
    one = an_engine("").lint("Bonjour {prenom},", "fr")[0]
    assert (one.rule, one.severity, one.override) == ("core/placeholder", Severity.STOP, "none")


def test_a_built_in_check_does_not_repeat_what_a_rule_says() -> None:
    findings = shipped_engine("mediatheques-ormaie").lint("Bonjour {prenom}, voir bit.ly/abc", "fr")
    assert [one.rule for one in findings] == ["fr-base/variable-oubliee", "links/shorteners"]


def test_a_text_that_is_too_long_stops() -> None:
    context = Context(length=MeasuredLength(measured=510, limit=500, over=10))
    one = an_engine("").lint("x" * 510, "fr", context)[0]
    assert (one.rule, one.severity, one.start, one.end) == (
        "core/too-long",
        Severity.STOP,
        500,
        510,
    )
    assert said(one.message, "en") == "Too long by 10 (510 of 500). Shorten it, or split it."
    assert not an_engine("").lint("x" * 510, "fr", Context(length=MeasuredLength(400, 500)))
    assert not an_engine("").lint("x" * 510, "fr")


def test_blocking_is_error_and_stop() -> None:
    findings = shipped_engine("mediatheques-ormaie").lint(
        "Merci !!! toujours {x1} à vous dès que possible", "fr"
    )
    assert {one.severity for one in blocking(findings)} == {Severity.ERROR, Severity.STOP}
    assert heaviest(findings) is Severity.STOP
    assert heaviest(()) is None
    assert not blocking(one for one in findings if one.severity in {Severity.CUE, Severity.WARN})


def test_a_hostile_draft_ends_with_a_bounded_list() -> None:
    findings = shipped_engine("mediatheques-ormaie").lint("jamais " * 3000, "fr")
    assert 200 <= len(findings) <= 400


def test_an_empty_draft_has_no_finding() -> None:
    for name in CHARTERS:
        assert shipped_engine(name).lint("") == ()


def test_edits_can_be_carried_out() -> None:
    text = "C'est TRÈS bien\u00a0!!! Écrivez à jean@x.test"
    engine = shipped_engine("mediatheques-ormaie")
    edits = [edit for one in engine.lint(text, "fr") for edit in one.edits]
    assert apply_edits(text, edits) == "C'est très bien\u00a0! Écrivez à […]"


def test_the_bench_measures_a_full_engine() -> None:
    engine = compile_engine(*big_charter())
    assert len(engine.rings["fr"].checks) == RULES
    assert 490 <= len(DRAFT) <= 540
    assert min(all_ms(engine, 3)) > 0
    assert {one.rule for one in engine.lint(DRAFT, "fr")} == {
        "voice/sentence",
        "fr-base/delai-flou",
    }


def test_the_engine_of_a_changed_charter_is_another() -> None:
    charter = a_charter(TERMS)
    other = replace(charter, rules=())
    assert compile_engine(charter).lint("jamais", "fr")
    assert not compile_engine(other).lint("jamais", "fr")
