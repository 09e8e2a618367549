"""How a reply of ours is recognised among our own posts."""

from datetime import UTC, datetime

import pytest

from cmworkstation.sdk.sought import Sought

AT = datetime(2026, 11, 1, 10, 0, 0, 700_000, tzinfo=UTC)


def test_the_form_does_not_count_and_the_words_do() -> None:
    sought = Sought.saying("Oui & non :\nà 9 h", AT)
    assert sought.is_said_by("<p>Oui &amp; non&nbsp;:<br>à 9 h</p>")
    assert not sought.is_said_by("<p>Oui &amp; non&nbsp;:<br>à 8 h</p>")


def test_servers_that_keep_whole_seconds_are_not_too_early() -> None:
    sought = Sought.saying("x", AT)
    assert not sought.is_older(AT.replace(microsecond=0))
    assert sought.is_older(AT.replace(second=59, minute=59, hour=9))
    assert not sought.is_older(None)
    assert not Sought.saying("x", None).is_older(AT)


@pytest.mark.parametrize("shown", ["@a@b.example merci", "@a merci", "@c @a merci", "merci"])
def test_names_at_the_beginning_may_go(shown: str) -> None:
    assert Sought.saying("@a@b.example merci", AT, changed=True).is_said_by(shown)
    strict = Sought.saying("@a@b.example merci", AT)
    assert strict.is_said_by(shown) == (shown in ("@a@b.example merci", "@a merci"))


@pytest.mark.parametrize(
    ("ours", "shown"),
    [
        ("à 9 h <3 🦊", "à 9 h ❤️ 🦊"),
        ("merci :-) à 9 h", "merci 🙂 à 9 h"),
        ("non >:-( :P 8-) x", "non 😠 😛 😎 x"),
        ("à la vôtre :beer:", "à la vôtre 🍺"),
        ("c’est *vraiment* `ici`, **oui**", "c’est <b>vraiment</b> <code>ici</code>, <em>oui</em>"),
        ("l'été -- non...", "l’été – non…"),
        ("<3", "❤️"),
    ],
)
def test_what_a_server_makes_of_signs_does_not_hide_our_reply(ours: str, shown: str) -> None:
    assert Sought.saying(ours, AT, changed=True).is_said_by(shown)


@pytest.mark.parametrize(
    ("ours", "other"),
    [
        ("à 9 h :-)", "à 8 h :-)"),
        ("oui (9)", "oui (8)"),
        ("<9 euros", "<8 euros"),
        ("oui", "non"),
        ("oui <3", "oui mais <3"),
        ("de 9 h à 12 h", "de 9 h à 13 h"),
    ],
)
def test_other_words_are_another_reply(ours: str, other: str) -> None:
    assert not Sought.saying(ours, AT, changed=True).is_said_by(other)
