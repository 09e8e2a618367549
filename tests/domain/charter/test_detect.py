"""Language and questions of short messages, and what a reply answers: right, unknown and wrong are counted."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cmworkstation.domain.charter.detect.language import LANGUAGES, language_of
from cmworkstation.domain.charter.detect.questions import QuestionKind, questions
from cmworkstation.domain.charter.detect.replies import Answered, answered
from tests.domain.charter.detection import cases, table

WRONG = {  # tuned on, held out: no more than these, and never more again
    "language": (0, 0),
    "questions": (0, 2),
    "answered": (0, 1),
}
RIGHT_SHARE = 0.9


@pytest.mark.parametrize("name", WRONG)
def test_what_is_said_for_sure_is_seldom_wrong(name: str) -> None:
    counted = table(name)
    tuned, held = WRONG[name]
    assert counted[False]["wrong"] <= tuned
    assert counted[True]["wrong"] <= held
    for half in counted.values():
        assert half["right"] > RIGHT_SHARE * half.total()


def test_the_labelled_messages_are_many_and_of_both_languages() -> None:
    languages = Counter(one.language for one in cases("messages"))
    assert languages.total() > 250
    assert min(languages["fr"], languages["en"]) > 100
    assert set(languages) == {*LANGUAGES, ""}


@pytest.mark.parametrize(
    "text",
    [
        "",
        "🙂",
        "12:30",
        "@lea",
        "#lecture",
        "https://a.example/le-la-les",
        "Ok",
        "Привет, как дела?",
    ],
)
def test_where_nothing_proves_a_language_none_is_named(text: str) -> None:
    assert language_of(text) == ""


def test_links_handles_and_quotations_say_nothing_of_the_language() -> None:
    text = (
        "We read “Le bruit des vagues est dans la nuit” with @la_petite_librairie #lecturepourtous"
    )
    assert language_of(text) == "en"


def test_a_question_has_its_place_in_the_text_as_written() -> None:
    text = "😀 Bonjour\u00a0!  Vous ouvrez quand\u202f?? Merci e\u0301videmment. Et c’est où\u202f?"
    one, two = questions(text, "fr")
    assert text[one.start : one.end] == one.text == "Vous ouvrez quand\u202f??"
    assert (one.kind, two.kind) == (QuestionKind.WHEN, QuestionKind.WHERE)
    assert text[two.start : two.end] == "Et c’est où\u202f?"


def test_two_questions_in_one_sentence_are_two() -> None:
    found = questions("How much is it and when do you close?", "en")
    assert [(one.kind, one.text) for one in found] == [
        ("how-much", "How much is it"),
        ("when", "when do you close?"),
    ]


def test_other_languages_ask_by_their_marks_and_are_answered_by_people() -> None:
    found = questions("Wann öffnen Sie morgen? Danke.", "de")
    assert [one.kind for one in found] == [QuestionKind.OPEN]
    assert answered(found, "Morgen um 10 Uhr.", "de") == (Answered.UNSURE,)


def test_a_word_that_may_only_join_two_clauses_leaves_the_kind_open() -> None:
    assert questions("Vous fermez la salle quand il neige ?", "fr")[0].kind is QuestionKind.OPEN


@given(st.text(max_size=60), st.text(max_size=60), st.sampled_from(["fr", "en", "de", ""]))
def test_any_text_has_questions_in_its_bounds_and_a_state_for_each(
    text: str, reply: str, language: str
) -> None:
    found = questions(text, language)
    assert all(0 <= one.start < one.end <= len(text) for one in found)
    assert all(one.text == text[one.start : one.end] for one in found)
    assert len(answered(found, reply, language)) == len(found)
    assert language_of(text) in {"", *LANGUAGES}
