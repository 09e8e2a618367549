"""Greeting by name: which names can be greeted, which texts do it, and where the hint speaks and keeps silent."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cmworkstation.domain.charter.detect.greeting import (
    Greets,
    beginning,
    greetable,
    greeting_of,
    names,
)
from cmworkstation.domain.charter.finding import Context, Finding, Severity, apply_edits
from cmworkstation.domain.charter.rules.greeting import GREETED
from cmworkstation.domain.charter.surroundings import Surroundings
from cmworkstation.domain.charter.words import said
from tests.domain.charter.builders import an_engine

ENGINE = an_engine('[voice]\ngreeting = "first-reply"\n')
FIRST = Surroundings(person="Odile", is_first=True)
OPEN_FR = "Nous ouvrons samedi matin de neuf heures à midi."
OPEN_EN = "We open on Saturday from nine in the morning until noon."
PLACE = Context(platform="facebook")


def hints(
    text: str,
    language: str = "fr",
    around: Surroundings = FIRST,
    platform: str = "facebook",
    policy: str = "first-reply",
) -> list[Finding]:
    engine = ENGINE if policy == "first-reply" else an_engine(f'[voice]\ngreeting = "{policy}"\n')
    context = replace(PLACE, language=language, platform=platform, surroundings=around)
    found = engine.lint_context(text, language, context)
    return [one for one in found if one.rule == "core/greeting"]


@pytest.mark.parametrize(
    ("name", "greeted"),
    [
        ("Odile Marchand", "Odile"),
        ("Odile", "Odile"),
        ("Odile M.", "Odile"),
        ("Odile Marchand 🌻", "Odile"),
        ("Élise de Villiers", "Élise"),
        ("Jean-Pierre Roux", "Jean-Pierre"),
        ("D’Arcy Bell", "D’Arcy"),
        ("McKenna Lowe", "McKenna"),
        ("Ben Carter", "Ben"),
        ("Björn Ek", "Björn"),
    ],
)
def test_a_name_that_looks_like_a_persons_is_greeted_by_the_given_half(
    name: str, greeted: str
) -> None:
    assert greetable(name) == greeted


@pytest.mark.parametrize(
    "name",
    [
        "",
        "   ",
        "@xX_99",
        "xX_99",
        "odile_m",
        "jean.dupont",
        "X",
        "J. Martin",
        "Léa2003",
        "ACME",
        "SNCF Bretagne",
        "MARCHAND Odile",
        "Paul, Plombier",
        "Mairie de Trévon",
        "Association des riverains",
        "Les amis du parc",
        "The Corner Shop",
        "Le Petit Bazar",
        "Boulangerie Morel",
        "Trévon Rugby Club",
        "Cercle de lecture Trévon",
        "Maison du Vélo",
        "Coffee & Co",
        "Anonyme",
        "Deleted User",
        "Google",
        "Service client",
        "Mme Marchand",
        "Dr Sophie Martin",
        "Marie (équipe)",
        "<b>Nadia</b>",
        "\u202eaidaN",
        "محمد",
        "En colère contre la mairie",
        "Marie la voyageuse",
    ],
)
def test_a_name_that_may_be_nobodys_own_is_not_greeted(name: str) -> None:
    assert greetable(name) == ""


@pytest.mark.parametrize(
    ("text", "greets"),
    [
        ("Bonjour Odile, nous ouvrons.", Greets.SOMEBODY),
        ("Bonjour Madame Marchand, merci.", Greets.SOMEBODY),
        ("Bonjour madame, merci.", Greets.SOMEBODY),
        ("Chère Odile, merci.", Greets.SOMEBODY),
        ("Madame, nous avons bien reçu…", Greets.SOMEBODY),
        ("Bonjour à tous, nous ouvrons.", Greets.SOMEBODY),
        ("Bonjour à tous les deux, nous ouvrons.", Greets.SOMEBODY),
        ("@odile nous ouvrons.", Greets.SOMEBODY),
        ("Bonjour @odile, nous ouvrons.", Greets.SOMEBODY),
        ("Bonjour {prenom}, nous ouvrons.", Greets.SOMEBODY),
        ("Dear Odile, thank you.", Greets.SOMEBODY),
        ("Hi all, we open.", Greets.SOMEBODY),
        ("Good morning Odile! We open.", Greets.SOMEBODY),
        ("Bonjour, nous ouvrons.", Greets.UNNAMED),
        ("Bonjour ! Nous ouvrons.", Greets.UNNAMED),
        ("Bonjour et merci de votre message.", Greets.UNNAMED),
        ("Bonjour à vous, nous ouvrons.", Greets.UNNAMED),
        ("👋 Bonsoir.", Greets.UNNAMED),
        ("BONJOUR,\nnous ouvrons", Greets.UNNAMED),
        ("Hello, we open.", Greets.UNNAMED),
        ("Hi there, we open.", Greets.UNNAMED),
        ("Good morning. We open.", Greets.UNNAMED),
        ("Nous ouvrons.", Greets.NOBODY),
        ("Merci pour votre message !", Greets.NOBODY),
        ("Hiking paths open.", Greets.NOBODY),
        ("Dearest of all is the museum.", Greets.NOBODY),
        ("", Greets.NOBODY),
    ],
)
def test_whom_a_text_greets(text: str, greets: Greets) -> None:
    assert greeting_of(text).greets is greets


@pytest.mark.parametrize(
    ("text", "language", "mended"),
    [
        (f"Bonjour, {OPEN_FR}", "fr", f"Bonjour Odile, {OPEN_FR}"),
        (f"Bonjour ! {OPEN_FR}", "fr", f"Bonjour Odile ! {OPEN_FR}"),
        (f"Bonjour\u202f! {OPEN_FR}", "fr", f"Bonjour Odile\u202f! {OPEN_FR}"),
        (f"Bonjour à vous, {OPEN_FR}", "fr", f"Bonjour Odile, {OPEN_FR}"),
        (f"  Bonsoir  , {OPEN_FR}", "fr", f"  Bonsoir Odile  , {OPEN_FR}"),
        (f"Bonjour,\n\n{OPEN_FR}", "fr", f"Bonjour Odile,\n\n{OPEN_FR}"),
        (OPEN_FR, "fr", f"Bonjour Odile,\n{OPEN_FR}"),
        (f"{OPEN_FR}\nBonne journée", "fr", f"Bonjour Odile,\n\n{OPEN_FR}\nBonne journée"),
        (f"Hi there, {OPEN_EN}", "en", f"Hi Odile, {OPEN_EN}"),
        (f"Hello! {OPEN_EN}", "en", f"Hello Odile! {OPEN_EN}"),
        (OPEN_EN, "en", f"Hello Odile,\n{OPEN_EN}"),
    ],
)
def test_one_press_puts_the_name_in_and_then_nothing_is_said(
    text: str, language: str, mended: str
) -> None:
    (hint,) = hints(text, language)
    assert hint.severity is Severity.CUE
    assert hint.override == ""
    assert "Odile" in said(hint.message, language)
    assert apply_edits(text, hint.edits) == mended
    assert hints(mended, language) == []


@pytest.mark.parametrize(
    ("text", "language"),
    [
        (f"Merci Odile. {OPEN_FR}", "fr"),
        (f"{OPEN_FR} Belle journée, ODILE", "fr"),
        (f"Bonjour Madame, {OPEN_FR}", "fr"),
        ("Avec plaisir !", "fr"),
        ("Oui, jusqu’à dix-huit heures.", "fr"),
        ("Bonjour, merci !", "fr"),
        (f"Thanks, Odile. {OPEN_EN}", "en"),
        ("Wir öffnen am Samstag von neun Uhr bis zwölf.", "de"),
        ("", "fr"),
    ],
)
def test_a_reply_that_names_them_or_is_only_a_word_is_left_alone(text: str, language: str) -> None:
    assert hints(text, language) == []


@pytest.mark.parametrize(
    "platform", ["mastodon", "bluesky", "x", "reddit", "hackernews", "github", "matrix", "telegram"]
)
def test_where_nobody_greets_nothing_is_said(platform: str) -> None:
    assert platform not in GREETED
    assert hints(OPEN_FR, platform=platform) == []


def test_a_follow_up_is_left_alone_unless_the_charter_wants_a_greeting_in_every_reply() -> None:
    later = replace(FIRST, is_first=False)
    assert hints(OPEN_FR, around=later) == []
    assert len(hints(OPEN_FR, around=later, policy="always")) == 1
    assert hints(OPEN_FR, policy="never") == []


def test_whoever_has_no_name_that_can_be_greeted_is_no_cause_for_a_hint() -> None:
    assert hints(OPEN_FR, around=replace(FIRST, person="")) == []


@given(st.text(max_size=60))
def test_any_name_gives_a_part_of_itself_or_nothing_and_any_text_can_be_asked(text: str) -> None:
    found = greetable(text)
    assert found == "" or (found[0].isupper() and names(f"Bonjour {found},", found))
    greeting = greeting_of(text)
    assert 0 <= greeting.start <= greeting.end <= greeting.name_end <= len(text)


@given(st.sampled_from(["Odile", "Jean-Pierre", "Élise"]), st.sampled_from(["fr", "en"]))
def test_the_greeting_that_is_offered_greets(name: str, language: str) -> None:
    assert greeting_of(beginning(name, language)).greets is Greets.SOMEBODY
