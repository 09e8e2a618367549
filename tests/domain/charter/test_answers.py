"""Approved answers: search, filling, holes."""

from datetime import date

import pytest

from cmworkstation.domain.charter.answers import (
    find_answers,
    suggest_answers,
    title_of,
    variants,
)
from cmworkstation.domain.charter.clauses import Answer, Fact
from cmworkstation.domain.charter.facts import fact_hash
from cmworkstation.domain.charter.filling import Refusal, close_optional, fill, holes
from cmworkstation.domain.charter.model import Voice, by_id
from cmworkstation.domain.charter.search import spans_of
from tests.domain.charter.builders import a_charter, shipped
from tests.domain.charter.guide_of_a_town import QUESTIONS, STRANGE, the_guide

ORMAIE = shipped("mediatheques-ormaie")
JULY = date(2026, 7, 10)
NOVEMBER = date(2026, 11, 24)


def ids(query: str, on: date = NOVEMBER, crisis: str | None = None) -> list[tuple[str, str]]:
    """Return (id, reason) of what is found."""
    return [(one.answer.id, one.reason) for one in find_answers(ORMAIE, query, "fr", on, crisis)]


def text_of(body: str, *variables: str, **values: str) -> str:
    """Return a body filled."""
    return fill(Answer(body={"fr": body}, variables=variables), "fr", values).text


@pytest.mark.parametrize(
    ("query", "best"),
    [
        ("comment s'inscrire", "inscription"),
        ("COMMENT S’INSCRIRE ?", "inscription"),
        ("le catalogue est en pane", "panne-catalogue"),
        ("trevon fermer", "avenir-trevon"),
        ("panne-cat", "panne-catalogue"),
        ("acheter un livre", "suggestion-achat"),
    ],
)
def test_the_best_answer_is_first(query: str, best: str) -> None:
    assert ids(query)[0] == (best, "")


def test_an_expired_answer_is_last_and_cannot_be_inserted() -> None:
    assert ids("quels sont vos horaires d'ete", JULY)[0] == ("horaires-ete", "")
    assert ids("quels sont vos horaires d'ete")[-1] == ("horaires-ete", "expired")
    assert ids("", date(2026, 1, 1))[-1][1] == "not-yet"


def test_nothing_is_better_than_a_wrong_guess() -> None:
    assert ids("xylophone") == []


def test_an_empty_query_gives_all_with_the_category_first() -> None:
    found = find_answers(ORMAIE, "", "fr", JULY, category="idee")
    assert found[0].answer.id == "suggestion-achat"
    assert len(found) == 5


def test_a_crisis_lets_only_its_own_answers_through() -> None:
    reasons = dict(ids("", JULY, "tension"))
    assert reasons["panne-catalogue"] == ""
    assert reasons["inscription"] == ""  # this level pauses no answers
    reasons = dict(ids("", JULY, "crise"))
    assert set(reasons.values()) == {"crisis"}


def test_an_unapproved_answer_is_only_shown() -> None:
    charter = a_charter('[[answer]]\nid = "neuf"\nbody.fr = "Bonjour"\n')
    assert find_answers(charter, "neuf", "fr", JULY)[0].reason == "not-approved"


def test_what_people_type_finds_its_answer_among_the_first_three_nine_times_in_ten() -> None:
    missed = [
        question
        for question, wanted in QUESTIONS
        if wanted
        not in [one.answer.id for one in find_answers(the_guide(), question, "fr", JULY)[:3]]
    ]
    assert len(QUESTIONS) >= 40
    assert len(missed) <= len(QUESTIONS) * 0.1, missed


def test_a_suggestion_is_never_wrong_and_most_questions_get_one() -> None:
    given = {
        question: [one.answer.id for one in suggest_answers(the_guide(), question, "fr", JULY)]
        for question, _ in QUESTIONS
    }
    assert [one for one, wanted in QUESTIONS if given[one] and wanted not in given[one]] == []
    assert sum(wanted in given[one] for one, wanted in QUESTIONS) >= len(QUESTIONS) * 0.7


@pytest.mark.parametrize("message", STRANGE)
def test_the_guide_says_nothing_when_it_is_not_sure(message: str) -> None:
    assert suggest_answers(the_guide(), message, "fr", JULY) == ()


def test_a_question_inside_a_story_is_heard() -> None:
    story = (
        "Bonjour, nous venons d’emménager et tout se passe bien, merci. Mon mari travaille loin. "
        "Par contre, ma poubelle est cassée depuis hier. Belle journée !"
    )
    assert [one.answer.id for one in suggest_answers(the_guide(), story, "fr", JULY)] == [
        "poubelle-cassee"
    ]


def test_what_may_not_be_inserted_is_not_suggested() -> None:
    question = "Quels sont vos horaires d’été ?"
    assert suggest_answers(ORMAIE, question, "fr", JULY)[0].answer.id == "horaires-ete"
    assert suggest_answers(ORMAIE, question, "fr", NOVEMBER) == ()


def test_the_words_that_led_to_an_answer_are_known_and_found_in_its_title() -> None:
    (found, *_) = find_answers(the_guide(), "ma poubele casee", "fr", JULY)
    title = title_of(found.answer, "fr")
    assert [title[start:end] for start, end in spans_of(title, found.matched)] == [
        "poubelle",
        "cassée",
    ]


def test_a_title_is_searched_and_goes_before_the_questions() -> None:
    charter = a_charter(
        '[[answer]]\nid = "a"\ntitle.fr = "Retour produit"\nasks.fr = ["Renvoyer un colis"]\n'
        'body.fr = "Oui"\n'
    )
    (found,) = find_answers(charter, "retou", "fr", JULY)
    assert title_of(found.answer, "fr") == "Retour produit"
    assert title_of(found.answer, "en", "fr") == "Retour produit"


def test_a_retired_answer_is_not_inserted_from_that_day_on() -> None:
    charter = a_charter(
        '[[answer]]\nid = "vieux"\nbody.fr = "Non"\nretired_on = 2026-07-10\napproved_by = "x"\n'
    )
    assert find_answers(charter, "vieux", "fr", date(2026, 7, 9))[0].reason == ""
    assert find_answers(charter, "vieux", "fr", JULY)[0].reason == "retired"


def test_variants_are_the_languages_with_a_text() -> None:
    assert variants(by_id(ORMAIE.answers)["horaires-ete"]) == ("fr", "en")


def test_a_whole_answer_is_filled() -> None:
    answer = by_id(ORMAIE.answers)["horaires-ete"]
    filled = fill(
        answer,
        "fr",
        {"prenom": "Nadia"},
        facts=ORMAIE.facts,
        voice=ORMAIE.voice,
        signer={"prenom_agent": "Léa"},
        on=JULY,
    )
    assert filled.text == (
        "Bonjour Nadia,\n\nDu 7 juillet au 30 août, toutes les médiathèques ouvrent du mardi au samedi, "
        "de 10 h à 13 h.\n\nÀ bientôt,\nLéa, pour les Médiathèques d’Ormaie"
    )
    assert not filled.holes
    assert not filled.refused


def test_an_expired_or_unknown_fact_is_refused() -> None:
    fact = Fact(id="a", statement={"fr": "Vrai."}, expires_on=JULY)
    answer = Answer(body={"fr": "{fact:a} {fact:b}"})
    filled = fill(answer, "fr", {}, facts=[fact], on=NOVEMBER)
    assert filled.refused == (Refusal("a", "expired"), Refusal("b", "unknown"))
    assert filled.text == "{fact:a} {fact:b}"
    assert [hole.name for hole in filled.holes] == ["fact:a", "fact:b"]
    english = fill(answer, "en", {}, facts=[fact], on=JULY, default_language="fr")
    assert english.refused[0] == Refusal("a", "no-language")


def test_required_fields_stay_as_holes_at_their_place() -> None:
    filled = fill(
        Answer(body={"fr": "Le {jour} à {heure}."}, variables=("jour", "heure")),
        "fr",
        {"jour": "12"},
    )
    assert filled.text == "Le 12 à {heure}."
    hole = filled.holes[0]
    assert (hole.name, hole.required) == ("heure", True)
    assert filled.text[hole.start : hole.end] == "{heure}"


@pytest.mark.parametrize(
    ("body", "text"),
    [
        ("Bonjour {x},", "Bonjour,"),
        ("Bonjour {x} !", "Bonjour !"),
        ("Bonjour {x}\u202f!", "Bonjour\u202f!"),
        ("Bonjour {x}!", "Bonjour!"),
        ("Merci {x} pour tout.", "Merci pour tout."),
        ("Merci pour tout {x}.", "Merci pour tout."),
        ("Fait. {x}\n\nÀ bientôt", "Fait.\n\nÀ bientôt"),
        ("Un\n\n{x}\n\nDeux", "Un\n\nDeux"),
        ("{x} Bonjour", "Bonjour"),
        ("Voir ({x}) ici", "Voir ici"),
        ("Le titre « {x} » est là", "Le titre est là"),
        ("Oui, {x}, merci", "Oui, merci"),
        ("{x}", ""),
        ("{x} {x}", ""),
        ("d’{x}accord", "d’accord"),
        ("Demain {x} : oui", "Demain : oui"),
    ],
)
def test_an_empty_optional_field_leaves_no_trace(body: str, text: str) -> None:
    assert text_of(body, "x?") == text
    assert text_of(body, "x?", x="  ") == text
    assert close_optional(body, ["x"]) == text


def test_a_field_with_a_word_of_its_own_is_never_empty() -> None:
    assert text_of("Bonjour {prenom|à vous},", "prenom") == "Bonjour à vous,"
    assert text_of("Bonjour {prenom|à vous},", "prenom", prenom="Nadia") == "Bonjour Nadia,"
    assert text_of("Bonjour {prenom|},", "prenom") == "Bonjour {prenom},"
    assert [hole.name for hole in holes("Bonjour {prenom|à vous}")] == ["prenom"]


def test_the_text_for_a_channel_goes_before_the_one_for_all() -> None:
    answer = Answer(
        body={"fr": "Long", "en": "Long, in English"},
        variants={"mastodon": {"fr": "Court"}, "private": {"fr": "Entre nous", "en": "Between us"}},
    )

    def text(language: str, *channels: str) -> str:
        return fill(answer, language, {}, channels=channels, default_language="fr").text

    assert text("fr") == "Long"
    assert text("fr", "mastodon", "public") == "Court"
    assert text("fr", "email", "private") == "Entre nous"
    assert text("en", "mastodon", "private") == "Between us"
    assert text("en", "mastodon", "public") == "Long, in English"
    assert text("de", "mastodon", "public") == "Court"


def test_a_fact_that_is_put_in_is_told_with_its_fingerprint() -> None:
    fact = Fact(id="a", statement={"fr": "Vrai."})
    (used,) = fill(Answer(body={"fr": "{fact:a}"}), "fr", {}, facts=[fact], on=JULY).facts
    assert (used.id, used.text, used.hash) == ("a", "Vrai.", fact_hash(fact))


def test_optional_fields_can_be_kept_for_a_person_to_walk_through() -> None:
    answer = Answer(body={"fr": "Bonjour {x}, le {y}."}, variables=("x?", "y"))
    filled = fill(answer, "fr", {}, keep_optional=True)
    assert [(hole.name, hole.required) for hole in filled.holes] == [("x", False), ("y", True)]
    assert close_optional(filled.text, ["x"]) == "Bonjour, le {y}."


def test_a_signature_without_its_signer_is_a_hole() -> None:
    voice = Voice(signature={"fr": "{prenom_agent}, pour nous"})
    filled = fill(Answer(body={"fr": "Merci\n{signature}"}), "fr", {}, voice=voice)
    assert [hole.name for hole in filled.holes] == ["prenom_agent"]


def test_values_are_never_read_as_fields() -> None:
    assert text_of("A {a}", "a", "b", a="{b}", b="x") == "A {b}"


def test_leftover_fields_are_found_in_any_text() -> None:
    assert [hole.name for hole in holes("Bonjour {prenom}, {fact:a} {x?} { } {1}")] == [
        "prenom",
        "fact:a",
        "x",
    ]
