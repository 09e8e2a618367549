"""Dates in words, open days, and how a vague promise becomes a dated one."""

from datetime import UTC, date, datetime, timedelta

import pytest

from cmworkstation.domain.charter.engine import compile_engine
from cmworkstation.domain.charter.finding import apply_edits
from cmworkstation.domain.ids import AccountId, ConversationId, DraftId, MessageId, OutboxId
from cmworkstation.domain.profile import ProfileId
from cmworkstation.domain.promise import (
    Figures,
    Promise,
    PromiseId,
    PromiseState,
    by_day,
    dated,
    dated_at,
    day_in_words,
    figures,
    is_weekday,
    put_off,
    quick_days,
    sentence_with,
)
from tests.domain.charter.builders import a_charter, a_pack_in

TODAY = date(2026, 11, 26)  # a Thursday
FRIDAY = date(2026, 12, 4)


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("fr", "d’ici vendredi 4 décembre"),
        ("fr-CA", "d’ici vendredi 4 décembre"),
        ("en", "by Friday 4 December"),
        ("ja", "by 2026-12-04"),
    ],
)
def test_a_day_is_said_in_the_language_of_the_draft(language: str, said: str) -> None:
    assert by_day(FRIDAY, language, TODAY) == said


def test_the_first_of_a_month_and_a_far_year_are_said_as_people_say_them() -> None:
    assert day_in_words(date(2026, 12, 1), "fr", TODAY) == "mardi 1er décembre"
    assert day_in_words(date(2027, 1, 4), "fr", TODAY) == "lundi 4 janvier"
    assert day_in_words(date(2027, 6, 1), "en", TODAY) == "Tuesday 1 June 2027"


@pytest.mark.parametrize(
    ("text", "language", "mended", "phrase"),
    [
        (
            "👩‍👩‍👧‍👦 Nous vous répondrons dans les meilleurs délais, e\u0301videmment.",
            "fr",
            "👩‍👩‍👧‍👦 Nous vous répondrons avant vendredi 4 décembre, e\u0301videmment.",
            "avant vendredi 4 décembre",
        ),
        (
            "We will get back to you as soon as possible.",
            "en",
            "We will get back to you by Friday 4 December.",
            "by Friday 4 December",
        ),
        (
            "It will never happen again! Sorry.",
            "en",
            "It will never happen again, by Friday 4 December! Sorry.",
            "by Friday 4 December",
        ),
        (
            "Résultat garanti",
            "fr",
            "Résultat garanti, d’ici vendredi 4 décembre",
            "d’ici vendredi 4 décembre",
        ),
    ],
)
def test_a_vague_promise_becomes_a_dated_one(text, language, mended, phrase) -> None:
    engine = compile_engine(
        a_charter('[[use]]\npack = "fr-base"\n[[use]]\npack = "en-base"'), a_pack_in("fr", "en")
    )
    finding = next(one for one in engine.lint(text, language) if one.fix == "turn-into-follow-up")
    found = dated(text, finding, FRIDAY, language, TODAY)
    assert apply_edits(text, found.edits) == mended
    assert found.phrase == phrase
    assert sentence_with(mended, phrase).count(phrase) == 1


def test_a_date_can_be_put_where_the_caret_stands() -> None:
    for text, at, mended in (
        ("", 0, "by Friday 4 December"),
        ("We call you ", 12, "We call you by Friday 4 December"),
        ("We call you. Bye.", 3, "We call you, by Friday 4 December. Bye."),
    ):
        assert apply_edits(text, dated_at(text, at, FRIDAY, "en", TODAY).edits) == mended


def test_quick_days_are_open_and_named_after_what_they_are() -> None:
    def named(today: date, is_open=is_weekday) -> list[tuple[str, int]]:
        return [(one.name, one.day.day) for one in quick_days(today, is_open)]

    assert named(TODAY) == [("tomorrow", 27), ("week", 3)]  # tomorrow is the Friday
    assert named(date(2026, 11, 23)) == [("tomorrow", 24), ("friday", 27), ("week", 30)]
    assert named(date(2026, 11, 27)) == [("next-open", 30), ("friday", 4)]  # in a week as well
    assert named(TODAY, lambda _: False) == []


def a_promise(due: datetime, **changes: object) -> Promise:
    known: dict[str, object] = {
        "id": PromiseId("p"), "conversation_id": ConversationId(1), "account_id": AccountId("a"),
        "message_id": MessageId(1), "draft_id": DraftId("d"), "outbox_id": OutboxId("o"),
        "phrase": "by Monday", "words": "We answer by Monday.", "first_due_at": due, "due_at": due,
        "state": PromiseState.OPEN, "why": "", "kept_by": "", "by": ProfileId(""), "created_at": due,
    }  # fmt: skip
    return Promise(**{**known, **changes})  # type: ignore[arg-type]


def test_figures_judge_by_the_day_that_was_promised_first() -> None:
    now = datetime(2026, 12, 10, tzinfo=UTC)
    due, day = now - timedelta(days=5), timedelta(days=1)
    kept = {"state": PromiseState.KEPT}
    promises = [
        a_promise(due, **kept, closed_at=due - day),
        a_promise(due, **kept, closed_at=due + day),
        # Put off, and kept by its new day: late by three days all the same.
        a_promise(due, **kept, due_at=due + 4 * day, closed_at=due + 3 * day),
        a_promise(due, state=PromiseState.WONT, closed_at=due),
        a_promise(due, state=PromiseState.BROKEN, closed_at=due + day),
        a_promise(due, state=PromiseState.WITHDRAWN, closed_at=due),
        a_promise(due),  # late
        a_promise(now + day),  # not due
        a_promise(due, state=PromiseState.DRAFT),
        a_promise(due, state=PromiseState.GONE),
    ]
    assert figures(promises, now) == Figures(6, 1, 1, 1, 2 * day)
    assert figures([], now) == Figures(0, 0, 0, 0, None)


def test_what_is_written_to_put_a_promise_off_names_both_days() -> None:
    promise = a_promise(datetime(2026, 11, 30, tzinfo=UTC), phrase="d’ici lundi 30 novembre")
    said = put_off(promise, FRIDAY, "fr", TODAY)
    assert "d’ici lundi 30 novembre" in said
    assert said.endswith("d’ici vendredi 4 décembre.")
