"""Forwarded mails: who wrote what was forwarded, when, and its words, however the program set them."""

from datetime import UTC, datetime, timedelta, timezone
from email.message import EmailMessage

import pytest

from cmworkstation.domain.errors import Unreadable
from cmworkstation.sdk import forwarded

WORDS = "Bonjour,\n\nla piscine ouvre-t-elle lundi ?\n\nNadia"
GMAIL = f"""Pour info.

---------- Forwarded message ---------
From: Nadia Lefèvre <nadia@far.example>
Date: Tue, Nov 24, 2026 at 10:12 AM
Subject: La piscine
To: <accueil@here.example>


{WORDS}"""
GMAIL_FR = f"""---------- Forwarded message ---------
De : Nadia Lefèvre <nadia@far.example>
Date: mar. 24 nov. 2026 à 10:12
Subject: La piscine
To: <accueil@here.example>


{WORDS}"""
THUNDERBIRD = f"""-------- Message transféré --------
Sujet : La piscine
Date : Tue, 24 Nov 2026 10:12:00 +0100
De : Nadia Lefèvre <nadia@far.example>
Pour : accueil@here.example

{WORDS}"""
OUTLOOK = f"""De : Nadia Lefèvre <nadia@far.example>
Envoyé : mardi 24 novembre 2026 10:12
À : Accueil <accueil@here.example>
Objet : La piscine

{WORDS}"""
APPLE = f"""Début du message réexpédié :

> De: Nadia Lefèvre <nadia@far.example>
> Objet: La piscine
> Date: 24 novembre 2026 à 10:12:00 UTC+1
> À: accueil@here.example
>
> {WORDS.replace(chr(10), chr(10) + "> ")}"""
GERMAN = f"""Von: Nadia Lefèvre <nadia@far.example>
Gesendet: Dienstag, 24. November 2026 10:12
An: Accueil <accueil@here.example>
Betreff: La piscine

{WORDS}"""
ALL = {
    "gmail": GMAIL,
    "gmail-fr": GMAIL_FR,
    "thunderbird": THUNDERBIRD,
    "outlook": OUTLOOK,
    "apple": APPLE,
    "german": GERMAN,
}


@pytest.mark.parametrize("name", ALL)
def test_author_time_and_words_are_those_of_what_was_forwarded(name: str) -> None:
    found = forwarded.in_text(ALL[name])
    assert found is not None
    assert (found.author, found.address) == ("Nadia Lefèvre", "nadia@far.example")
    assert found.subject == "La piscine"
    assert found.at is not None
    assert f"{found.at:%Y-%m-%d %H:%M}" == "2026-11-24 10:12"
    assert found.text == WORDS


def test_a_zone_that_is_named_is_kept_and_none_is_made_up() -> None:
    named, unnamed = forwarded.in_text(THUNDERBIRD), forwarded.in_text(OUTLOOK)
    assert named is not None
    assert unnamed is not None
    assert named.at == datetime(2026, 11, 24, 10, 12, tzinfo=timezone(timedelta(hours=1)))
    assert unnamed.at is not None
    assert unnamed.at.tzinfo is None


def a_mail(text: str = WORDS, sender: str = "Nadia Lefèvre <nadia@far.example>") -> EmailMessage:
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = sender, "accueil@here.example", "La piscine"
    mail["Date"] = "Tue, 24 Nov 2026 10:12:00 +0100"
    mail.set_content(text)
    return mail


def test_a_mail_that_is_attached_whole_is_the_one_that_counts() -> None:
    outer = a_mail("Voir ci-joint.", "Omar <omar@here.example>")
    outer.add_attachment(a_mail())
    found = forwarded.read(outer.as_bytes())
    assert (found.author, found.text) == ("Nadia Lefèvre", WORDS)
    assert found.at == datetime(2026, 11, 24, 9, 12, tzinfo=UTC)


def test_a_mail_that_forwards_nothing_is_itself() -> None:
    found = forwarded.read(a_mail("Le rendez-vous de : lundi\nDate : à voir").as_bytes())
    assert (found.author, found.subject) == ("Nadia Lefèvre", "La piscine")
    assert found.text == "Le rendez-vous de : lundi\nDate : à voir"


@pytest.mark.parametrize("text", ["From: a\nand nothing else", "", "De la part de : x\n" * 400])
def test_lines_that_only_look_so_forward_nothing(text: str) -> None:
    assert forwarded.in_text(text) is None


@pytest.mark.parametrize("said", ["", "demain", "31 février 2026 10:00", "99:99", "12 foo 2026"])
def test_what_names_no_moment_is_none(said: str) -> None:
    assert forwarded.moment(said) is None


def test_bytes_that_are_no_mail_are_unreadable() -> None:
    with pytest.raises(Unreadable):
        forwarded.read(b"\0\0")
