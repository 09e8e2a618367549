"""Asking people: the cap over all networks, whether it is their subject, and how familiar one may be."""

from datetime import UTC, datetime, timedelta

import pytest

from cmworkstation.domain.asking import Ask, Cap, How, coherence, free_from, is_familiar, within
from cmworkstation.domain.ids import AuthorId

NOW = datetime(2026, 9, 3, 14, 5, tzinfo=UTC)
CAP = Cap(3, 90)


def asks(*days_ago: float) -> list[Ask]:
    """Return asks so many days ago."""
    return [Ask(str(n), AuthorId(1), NOW - timedelta(days=n), How.DRAFT) for n in days_ago]


def test_the_fourth_ask_of_a_period_waits_until_the_first_of_three_is_past() -> None:
    assert free_from(asks(1, 30), CAP, NOW) is None
    assert free_from(asks(1, 30, 91), CAP, NOW) is None
    found = asks(1, 30, 80, 95)
    assert [one.id for one in within(found, CAP, NOW)] == ["80", "30", "1"]
    assert free_from(found, CAP, NOW) == NOW + timedelta(days=10)
    assert free_from(asks(1, 2, 30, 80), CAP, NOW) == NOW + timedelta(days=60)


# What a person declared or was involved for, what we ask now, and whether a warning is due.
PAIRS = (
    ("jardins partagés", "relire notre article sur les jardins", False),
    ("jardins partagés", "voter pour notre tramway", True),
    ("marché de nuit", "tenir un stand au marché de Noël", False),
    ("marché de nuit", "répondre à une enquête sur la piscine", True),
    ("lecture à voix haute", "lire un conte à la médiathèque", True),
    ("lectures à voix haute", "organiser une lecture un samedi", False),
    ("pistes cyclables", "essayer la nouvelle piste cyclable", False),
    ("bicycles in the old town", "test the new bicycle stands", False),
    ("bicycles in the old town", "share our call for a new mayor’s office", True),
    ("photography club", "lend photographs for the exhibition", False),
    ("photography club", "give blood on Saturday", True),
    ("school canteen", "a survey on the canteen menus", False),
)


@pytest.mark.parametrize(("known", "asked", "warns"), PAIRS)
def test_an_ask_about_another_subject_is_told_from_one_that_fits(
    known: str, asked: str, warns: bool
) -> None:
    assert coherence(asked, "", [(known, "")]).holds is not warns


def test_the_same_row_of_the_topic_board_is_the_same_subject_whatever_the_words() -> None:
    assert coherence("voter", "t1", [("jardins", "t1")]).same_topic
    assert not coherence("voter", "t2", [("jardins", "t1")]).holds


def test_nothing_is_said_of_somebody_of_whom_nothing_is_known() -> None:
    assert coherence("voter", "", []).holds


@pytest.mark.parametrize(
    ("text", "language", "familiar"),
    [
        ("Bonjour, tu peux nous aider ?", "fr", True),
        ("Salut Nadia, votre avis nous aiderait.", "fr", True),
        ("Bonjour, qu’en penses-tu ?", "fr", True),
        ("Bonjour, pouvez-vous nous aider ?", "fr", False),
        ("Bonjour, l’institut a la clé.", "fr", False),
        ("Bonjour, ton avis compte.", "fr", True),
        ("Bonjour, merci du ton de votre message.", "fr", False),
        ("Bonjour, votre message est écrit sur un ton juste.", "fr", False),
        ("Hey buddy, would you help?", "en", True),
        ("Good morning, would you help us?", "en", False),
        ("Hola, ¿tu opinas?", "es", False),
    ],
)
def test_speaking_as_among_friends_is_noticed(text: str, language: str, familiar: bool) -> None:
    assert is_familiar(text, language) is familiar
