"""How much of an answer people change, and variables that fill themselves."""

from datetime import date

import pytest

from cmworkstation.domain.charter.automatic import (
    Occasion,
    automatic_values,
    day_in_words,
    opening_hours,
)
from cmworkstation.domain.charter.clauses import Answer
from cmworkstation.domain.charter.model import Calendar
from cmworkstation.domain.charter.usage import answer_hash, edited_words, text_hash
from tests.domain.charter.builders import a_charter


@pytest.mark.parametrize(
    ("template", "body", "changed"),
    [
        ("Bonjour, nous ouvrons à dix heures.", "Bonjour, nous ouvrons à dix heures.", 0),
        ("Bonjour {prenom}, le {jour}.", "Bonjour Nadia, le mardi 12 mai.", 0),
        ("Nous ouvrons à dix heures.", "Nous ouvrons à onze heures.", 1),
        ("Nous ouvrons.", "Nous ouvrons. Votre photo est belle !", 5),
        ("Bonjour Nadia. Nous ouvrons.", "Nous ouvrons.", 2),
        ("Un deux", "Trois", 2),
        ("", "Tout est de moi", 4),
    ],
)
def test_words_that_a_person_changed_are_counted_and_blanks_are_not(
    template: str, body: str, changed: int
) -> None:
    assert edited_words(template, body) == changed


def test_an_answer_has_another_fingerprint_once_anything_in_it_changed() -> None:
    one = Answer(id="a", body={"fr": "Oui"})
    assert answer_hash(one) == answer_hash(Answer(id="a", body={"fr": "Oui"}))
    assert answer_hash(one) != answer_hash(Answer(id="a", body={"fr": "Non"}))
    assert text_hash("Oui\n") == text_hash("Oui") != text_hash("Non")


CALENDAR = """
[links]
allow = ["ormaie.example"]

[[calendar]]
id = "mairie"
timezone = "Europe/Paris"
week.mon = ["09:00-12:00", "14:00-17:30"]
week.tue = ["09:00-12:00", "14:00-17:30"]
week.wed = ["09:00-12:00", "14:00-17:30"]
week.sat = ["09:00-12:00"]
"""


def test_what_the_program_knows_is_put_in_by_the_names_of_both_languages() -> None:
    charter = a_charter(CALENDAR)
    occasion = Occasion("Nadia", "@nadia@social.example", "Mairie", date(2026, 5, 1))
    french = automatic_values(charter, occasion, "fr-FR")
    assert french == {
        "prenom": "Nadia",
        "first_name": "Nadia",
        "pseudo": "@nadia@social.example",
        "handle": "@nadia@social.example",
        "compte": "Mairie",
        "account": "Mairie",
        "aujourdhui": "1er mai 2026",
        "today": "1er mai 2026",
        "horaires": french["opening_hours"],
        "opening_hours": "du lundi au mercredi de 9\u00a0h à 12\u00a0h et de 14\u00a0h à 17\u00a0h\u00a030, "
        "samedi de 9\u00a0h à 12\u00a0h",
        "lien": "https://ormaie.example",
        "link": "https://ormaie.example",
    }
    english = automatic_values(charter, occasion, "en")
    assert english["today"] == "1 May 2026"
    assert english["opening_hours"] == (
        "Monday to Wednesday 9:00–12:00 and 14:00–17:30, Saturday 9:00–12:00"
    )


def test_what_is_not_known_stays_empty() -> None:
    values = automatic_values(a_charter(), Occasion(), "fr")
    assert set(values.values()) == {""}
    assert day_in_words(date(2026, 5, 2), "br") == "2026-05-02"
    assert opening_hours(Calendar(week={"mon": ("9-12",)}), "fr") == ""
    assert opening_hours(Calendar(week={"mon": ("09:00-12:00",)}), "br") == ""
