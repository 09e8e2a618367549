"""The little language of conditions."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cmworkstation.domain.charter.conditions import (
    BadCondition,
    evaluate,
    literals,
    parse,
    unknown_fields,
)
from tests.domain.charter.builders import CHARTERS, shipped

CONTEXT: dict[str, object] = {
    "category": "plainte",
    "visibility": "public",
    "volume_1h": 30,
    "baseline_1h": 10,
    "author.sent_count": 3,
    "lint.max": "warn",
    "reply.from_answer": True,
    "account_compromised": False,
    "crisis.level": 2,
}


@pytest.mark.parametrize(
    ("text", "holds"),
    [
        ("category in [plainte] and visibility == public", True),
        ("category in [merci, idee]", False),
        ("volume_1h >= 3 * baseline_1h", True),
        ("volume_1h >= baseline_1h * 4", False),
        ("author.sent_count < 20", True),
        ("lint.max <= cue", False),
        ("lint.max <= error", True),
        ("lint.max > cue", True),
        ("reply.from_answer and not account_compromised", True),
        ("not (reply.from_answer or account_compromised)", False),
        ("visibility != private", True),
        ("account_compromised or volume_1h > 29.5", True),
        ("crisis.level == 2", True),
        ("press_mentions_24h >= 2", False),
        ("visibility < private", False),
    ],
)
def test_conditions_hold_or_not(text: str, holds: bool) -> None:
    assert evaluate(parse(text), CONTEXT) is holds


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("__import__('os')", "condition-syntax"),
        ("os.system == 1", "condition-unknown-field"),
        ("category(1)", "condition-syntax"),
        ("categori == plainte", "condition-unknown-field"),
        ("category == author.name", "condition-unknown-field"),
        ("category in []", "condition-syntax"),
        ("category in [a", "condition-syntax"),
        ("", "condition-syntax"),
        ("and", "condition-syntax"),
        ("3", "condition-syntax"),
        ("category == ", "condition-syntax"),
        ("visibility == public public", "condition-syntax"),
        ("(" * 500 + "confirmed" + ")" * 500, "condition-too-long"),
        ("confirmed or " * 400 + "confirmed", "condition-too-long"),
        ("category == `ls`", "condition-syntax"),
        ("3 * plainte >= 2", "condition-unknown-field"),
    ],
)
def test_what_is_no_condition_is_refused(text: str, reason: str) -> None:
    with pytest.raises(BadCondition) as caught:
        parse(text)
    assert caught.value.reason == reason


@given(st.text(max_size=60))
def test_any_text_is_parsed_or_refused(text: str) -> None:
    try:
        tree = parse(text)
    except BadCondition:
        return
    evaluate(tree, {})


@pytest.mark.parametrize("name", CHARTERS)
def test_all_conditions_of_the_shipped_charters_parse(name: str) -> None:
    charter = shipped(name)
    texts = [one.when for one in charter.approvals]
    texts += [text for one in charter.crises for text in one.triggers]
    texts += [one.auto for one in charter.triage.steps if one.auto]
    assert len(texts) > 6
    for text in texts:
        parse(text)


def test_words_and_missing_fields_are_told() -> None:
    tree = parse("category in [a, b] and (confirmed == c or volume_1h >= 3 * baseline_1h)")
    assert list(literals(tree)) == [("category", "a"), ("category", "b"), ("confirmed", "c")]
    assert unknown_fields(tree, {"category": "a", "volume_1h": 1}) == {"confirmed", "baseline_1h"}
