"""Where entries of the response guide stand, what asks for somebody, and answers made of sent replies."""

from datetime import date, timedelta

import pytest

from cmworkstation.domain.charter.clauses import Answer, Fact, Statement
from cmworkstation.domain.charter.filling import Hole, fill
from cmworkstation.domain.charter.proposal import Blank, general_text, slug, variables_of
from cmworkstation.domain.charter.review import (
    EntryState,
    Need,
    answer_needs,
    answer_state,
    entry_state_of_fact,
    fact_needs,
    stale_languages,
    statement_needs,
    statement_state,
)
from cmworkstation.domain.charter.usage import text_hash

TODAY = date(2026, 7, 10)
DAY = timedelta(days=1)


@pytest.mark.parametrize(
    ("changes", "state", "needs"),
    [
        ({}, EntryState.APPROVED, ()),
        ({"approved_by": ""}, EntryState.DRAFT, (Need.UNAPPROVED,)),
        ({"valid_until": TODAY}, EntryState.APPROVED, ()),
        ({"valid_until": TODAY - DAY}, EntryState.EXPIRED, (Need.EXPIRED,)),
        ({"valid_from": TODAY + DAY}, EntryState.NOT_YET, ()),
        ({"review_by": TODAY + 15 * DAY}, EntryState.APPROVED, ()),
        ({"review_by": TODAY + 14 * DAY}, EntryState.APPROVED, (Need.REVIEW,)),
        ({"review_by": TODAY - DAY}, EntryState.DUE, (Need.REVIEW,)),
        ({"retired_on": TODAY, "review_by": TODAY - DAY}, EntryState.RETIRED, ()),
        ({"retired_on": TODAY + DAY}, EntryState.APPROVED, ()),
    ],
)
def test_where_an_answer_stands(
    changes: dict[str, object], state: EntryState, needs: tuple[Need, ...]
) -> None:
    answer = Answer(**{"id": "a", "body": {"fr": "Oui"}, "approved_by": "com", **changes})  # type: ignore[arg-type]
    assert answer_state(answer, TODAY, in_force=True) is state
    assert answer_needs(answer, TODAY, "fr") == needs


def test_an_answer_that_is_in_no_version_in_force_is_a_draft() -> None:
    answer = Answer(id="a", body={"fr": "Oui"}, approved_by="com")
    assert answer_state(answer, TODAY, in_force=False) is EntryState.DRAFT


def test_a_translation_is_stale_once_its_source_changed_and_not_before() -> None:
    body = {"fr": "Nous ouvrons à dix heures.", "en": "We open at ten."}
    source = {"en": text_hash(body["fr"])}
    assert stale_languages(Answer(body=body, translated_from=source), "fr") == ()
    moved = {**body, "fr": "Nous ouvrons à onze heures."}
    assert stale_languages(Answer(body=moved, translated_from=source), "fr") == ("en",)
    assert stale_languages(Answer(body=moved), "fr") == ()
    assert answer_needs(
        Answer(body=moved, translated_from=source, approved_by="x"), TODAY, "fr"
    ) == (Need.STALE,)


def test_where_facts_and_statements_stand() -> None:
    fact = Fact(id="a", expires_on=TODAY + 30 * DAY)
    assert entry_state_of_fact(fact, TODAY, in_force=True) is EntryState.SOON
    assert fact_needs(fact, TODAY) == (Need.REVIEW,)
    old = Fact(id="a", expires_on=TODAY - DAY)
    assert entry_state_of_fact(old, TODAY, in_force=True) is EntryState.EXPIRED
    assert fact_needs(old, TODAY) == (Need.EXPIRED,)
    assert fact_needs(Fact(id="a"), TODAY) == ()
    assert entry_state_of_fact(old, TODAY, in_force=False) is EntryState.DRAFT
    assert (
        statement_state(Statement(approved_by="dir"), TODAY, in_force=True) is EntryState.APPROVED
    )
    gone = Statement(approved_by="dir", valid_until=TODAY - DAY)
    assert statement_state(gone, TODAY, in_force=True) is EntryState.EXPIRED
    assert statement_needs(gone, TODAY) == (Need.EXPIRED,)
    assert statement_state(Statement(), TODAY, in_force=True) is EntryState.DRAFT


@pytest.mark.parametrize(
    ("reply", "language", "names", "body"),
    [
        (
            "Bonjour Nadia,\n\nLa salle est libre le mardi 12 mai 2026 à 14 h 30, pour 45 euros.\n\nÀ bientôt,\n– Lise",
            "fr",
            ("Nadia Perrault", "Nadia"),
            "La salle est libre le {date} à {heure}, pour {nombre} euros.",
        ),
        (
            "@nadia@social.example Merci Nadia ! Voir https://ormaie.example/2026/05 avant le 3/06/2026. ^LM",
            "fr",
            ("Nadia",),
            "Merci {prenom} ! Voir https://ormaie.example/2026/05 avant le {date}.",
        ),
        (
            "Hello Omar, we open at 10:30 on May 12 and again on 14 May.\nKind regards\n– Hester",
            "en",
            ("Omar",),
            "We open at {time} on {date} and again on {date_2}.",
        ),
        ("Oui, bien sûr.", "fr", ("Nadia",), "Oui, bien sûr."),
        (
            "Bonjour ! Le bus 4 passe toutes les 20 minutes.",
            "fr",
            (),
            "Le bus {nombre} passe toutes les {nombre_2} minutes.",
        ),
        ("Bonjour nous fermons lundi.", "fr", (), "Bonjour nous fermons lundi."),
    ],
)
def test_a_reply_becomes_a_text_for_everybody(
    reply: str, language: str, names: tuple[str, ...], body: str
) -> None:
    made = general_text(reply, language, names, signed=False)
    greeting, _, rest = made.body.partition("\n\n")
    assert greeting in {"Bonjour {prenom},", "Hello {first_name},"}
    assert rest == body


def test_blanks_tell_what_stood_there_and_the_text_is_one_that_a_charter_takes() -> None:
    made = general_text("Merci Nadia, rendez-vous le 12 mai à 10 h.", "fr", ("Nadia",), signed=True)
    assert made.blanks == (
        Blank("prenom", "Nadia"),
        Blank("date", "12 mai"),
        Blank("heure", "10 h"),
    )
    assert made.variables == ("prenom?", "date", "heure")
    assert made.body.endswith("\n\n{signature}")
    filled = fill(Answer(body={"fr": made.body}, variables=made.variables), "fr", {"date": "lundi"})
    assert [hole.name for hole in filled.holes] == ["heure"]
    assert isinstance(filled.holes[0], Hole)
    assert filled.text.startswith("Bonjour,\n\nMerci, rendez-vous le lundi")


def test_fields_are_named_once_and_facts_are_none() -> None:
    assert variables_of("{a} {fact:b} {signature}", "{c|x} {a} {prenom}") == ("a", "c", "prenom?")


def test_a_name_for_an_entry_is_plain_and_its_own() -> None:
    assert slug("Où se garer, l’été ?", ()) == "ou-se-garer-lete"
    assert slug("Œuvre", ("oeuvre", "oeuvre-2")) == "oeuvre-3"
    assert slug("由紀", ()) == "answer"
    assert len(slug("mot " * 40, ())) <= 40
