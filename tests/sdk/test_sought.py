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
    assert Sought.saying("@a@b.example merci", AT, names_may_go=True).is_said_by(shown)
    strict = Sought.saying("@a@b.example merci", AT)
    assert strict.is_said_by(shown) == (shown in ("@a@b.example merci", "@a merci"))
