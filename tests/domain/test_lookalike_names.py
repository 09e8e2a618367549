"""Names that look like ours: what a swindler would take."""

import pytest

from cmworkstation.domain.alike import skeletons
from cmworkstation.domain.lookalike_names import Trick, lookalikes


def by_trick(name: str) -> dict[Trick, set[str]]:
    found: dict[Trick, set[str]] = {}
    for one in lookalikes(name):
        found.setdefault(one.trick, set()).add(one.name)
    return found


def test_lamaison_yields_the_expected_names() -> None:
    found = by_trick("lamaison")
    assert found[Trick.DOUBLED] >= {"llamaison", "lamaisson", "lamaisonn"}
    assert found[Trick.OMITTED] >= {"lmaison", "lamaion", "lamaiso"}
    assert found[Trick.SWAPPED] >= {"almaison", "lamasion", "lamaisno"}
    assert found[Trick.CONFUSED] >= {"1amaison", "larnaison", "lamais0n", "lama1son"}
    assert found[Trick.SCRIPT] >= {"l\u0430maison", "lamais\u043en"}
    assert found[Trick.SEPARATED] >= {"la_maison", "la-maison", "la.maison", "lamaison_"}
    assert found[Trick.WORD] >= {
        "lamaison_officiel",
        "lamaisonofficial",
        "lamaison_fr",
        "officiel_lamaison",
    }
    assert found[Trick.ENDING] >= {"lamaison.fr", "lamaison.com", "lamaison.org"}


def test_each_name_is_told_once_and_never_our_own() -> None:
    names = [one.name for one in lookalikes("@LaMaison@social.example")]
    assert len(names) == len(set(names))
    assert "lamaison" not in names


def test_letters_of_another_script_are_those_that_look_the_same() -> None:
    ours = skeletons("lamaison")
    assert all(ours & skeletons(name) for name in by_trick("lamaison")[Trick.SCRIPT])


@pytest.mark.parametrize("name", ["", "ab", "x" * 31, "@@"])
def test_a_name_that_is_too_short_or_too_long_yields_nothing(name: str) -> None:
    assert lookalikes(name) == ()
