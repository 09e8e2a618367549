"""Spelling: seeded errors are found, right words and our own are left alone, and what was meant is offered."""

from pathlib import Path

import pytest

from cmworkstation.domain.spelling import Words
from cmworkstation.services.workstation import Services
from tests.builders_workspace import a_workstation, add_account

FRENCH = (
    "Bonjour Nadia, merci pour votre mesage. La médiatèque est ouvrte du mardi au samdi, de dix heure à dix-huit "
    "heures. Vous pouvez résérver un livre sur le portaill, ou par téléfone. Les enfents sont les bienvennus, "
    "et l’acueil vous aidera. N’hésitez pas a demendé l’horraire : on vous repondra demainn. Aurevoir !"
)
FRENCH_WRONG = (
    "mesage médiatèque ouvrte samdi résérver portaill téléfone enfents bienvennus l’acueil demendé l’horraire"
    " repondra demainn Aurevoir"
)
ENGLISH = (
    "Thank you for you mesage. We recieve new oats tomorow and wil let you know when their back. The adress is on "
    "the packet; plese keep it seperate."
)
ENGLISH_WRONG = "mesage recieve tomorow wil adress plese seperate"
RIGHT_FR = (
    "Aujourd’hui, l’après-midi, y a-t-il quelqu’un ? Peut-être. J’aurais dû m’en aller, c’est-à-dire qu’il fallait "
    "qu’on s’entende. Voici l’œuvre, le bœuf, la soeur ; https://exemple.test/pqrst @zorglub@a.example #motdièse "
    "`xqz` {prenom} RGPD 12h30 Karim et Inès viendront lundi, dit-elle. Les 1ers arrivés, jusqu’ici, presqu’île."
)
RIGHT_EN = (
    "It's the shop's opening; we don't, can't and won't close. The children’s co-operative isn't ours. We'll "
    "colour-code it, e.g. at https://a.example/qzx with @zorg and #noword. NASA, 3pm, Fennick."
)


@pytest.fixture
def services(tmp_path: Path):
    made = a_workstation(tmp_path / "w")
    yield made
    made.close()


def wrong(
    services: Services, text: str, language: str, accepted: frozenset[str] = frozenset()
) -> str:
    """Return the words that are none."""
    found = services.spelling.misspelt(text, language, accepted)
    return " ".join(text[start:end] for start, end in found)


def test_twenty_seeded_errors_are_found_and_nothing_else(services: Services) -> None:
    assert wrong(services, FRENCH, "fr") == FRENCH_WRONG
    assert wrong(services, ENGLISH, "en") == ENGLISH_WRONG
    assert len(f"{FRENCH_WRONG} {ENGLISH_WRONG}".split()) >= 20


def test_right_words_links_handles_hashtags_and_code_are_left_alone(services: Services) -> None:
    assert wrong(services, RIGHT_FR, "fr") == ""
    assert wrong(services, RIGHT_EN, "en") == ""
    assert wrong(services, "Öffnungszeiten sind qwrtz", "de") == ""


@pytest.mark.parametrize(
    ("word", "language", "meant"),
    [
        ("mesage", "fr", "message"),
        ("repondra", "fr", "répondra"),
        ("reserve", "fr", "réservé"),
        ("l’acueil", "fr", "l'accueil"),
        ("Bonjuor", "fr", "Bonjour"),
        ("recieve", "en", "receive"),
        ("adress", "en", "address"),
        ("tomorow", "en", "tomorrow"),
    ],
)
def test_what_was_meant_is_among_the_suggestions(
    services: Services, word: str, language: str, meant: str
) -> None:
    assert meant in services.spelling.suggest(word, language)


def test_the_words_of_the_charter_and_of_our_accounts_are_right(services: Services) -> None:
    account = add_account(services, "Zibeline Kluxen")
    text = "le zibeline du fennick, et le kluxen"
    assert "zibeline" not in wrong(services, text, "en", services.spelling.accepted(account.id))
    assert "fennick" in wrong(services, text, "en", services.spelling.accepted(account.id))
    charter_id, _ = services.charters.add_starter("fennick-lane")
    services.charters.assign(account.id, charter_id)
    ours = services.spelling.accepted(account.id)
    assert {"fennick", "zibeline", "kluxen"} <= ours


def test_a_word_is_added_to_the_personal_list_and_taken_back(services: Services) -> None:
    account = add_account(services, "Ormaie")
    assert wrong(services, "le bibliobuzz passe", "fr") == "bibliobuzz"
    services.spelling.add_word("bibliobuzz")
    ours = services.spelling.accepted(account.id)
    assert wrong(services, "le bibliobuzz passe", "fr", ours) == ""
    assert services.spelling.words() == ("bibliobuzz",)
    services.spelling.forget_word("bibliobuzz")
    assert services.spelling.words() == ()


def test_places_are_code_points_beside_emoji_and_in_composed_letters(services: Services) -> None:
    text = "😀 e\u0301te\u0301 mesage"
    assert services.spelling.misspelt(text, "fr") == ((8, 14),)


def test_a_list_is_loaded_when_it_is_first_wanted(services: Services) -> None:
    assert not services.spelling.is_loaded("fr")
    assert services.spelling.load("fr")
    assert services.spelling.is_loaded("fr")
    assert not services.spelling.load("de")


def test_every_line_of_a_list_is_found_and_what_stands_between_is_not() -> None:
    lines = sorted(word.encode() for word in ("a", "ab", "b", "Zoé", "été", "œuf", "z"))
    words = Words(b"\n" + b"\n".join(lines) + b"\n")
    assert all(line.decode() in words for line in lines)
    for other in ("", "aa", "zz", "é", "Zo", "a\nb", "\ud83d"):
        assert other not in words
    assert "a" not in Words(b"")
