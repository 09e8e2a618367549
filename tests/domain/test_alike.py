"""Sixty names: which are taken for one of ours or for somebody who was here before, and which are not."""

import pytest

from cmworkstation.domain import alike, foreign
from cmworkstation.domain.alike import Names

US = "Mairie d’Ormaie"
OUR_HANDLE = "@mairie@social.example"
PEOPLE = (
    ("Nadia Perrault", "@nadia@social.example"),
    ("Élise Morin", "@elise@social.example"),
    ("Bill Pow", "@bill@far.example"),
    ("Сара Коэн", "@sara@far.example"),
    ("modem", "@modem@far.example"),
    ("Neil", "@neil@far.example"),
    ("O1ga", "@o1ga@far.example"),
)


@pytest.fixture
def names() -> Names:
    made = Names()
    made.add_ours(US, OUR_HANDLE)
    made.add_ours("CLUB", "club.example")
    made.add_people(PEOPLE)
    return made


OURS = [
    "Mairie d’Ormaie", "MAIRIE D’ORMAIE", "mairie d'ormaie", "Mairie  d’Ormaie ", "Mаirie d’Ormaie",
    "Маirie d’Ormaie", "Mairie d’Оrmaie", "Mairie d’0rmaie", "Mairie d’Ormаіе", "Mairié d’Ormaie",
    "Mairie d‘Ormaie", "Ｍａｉｒｉｅ d’Ormaie", "𝐌𝐚𝐢𝐫𝐢𝐞 d’Ormaie", "𝓜𝓪𝓲𝓻𝓲𝓮 d’Ormaie", "Ma\u200birie d’Ormaie",
    "\u202eMairie d’Ormaie", "Mairie\u00a0d’Ormaie", "Μairie d’Ormaie", "Mairie d’Orrnaie", "Ｍairie d´Ormaie",
    "СLUB", "Club", "C1UB", "ⅭLUB", "CLUВ", "Ϲlub",
]  # fmt: skip
DISGUISED = [
    ("Nаdia Perrault", "Nadia Perrault"),
    ("Nadia Реrrault", "Nadia Perrault"),
    ("Nadia Perrau1t", "Nadia Perrault"),
    ("Nadia PerrauIt", "Nadia Perrault"),
    ("Ｎadia Perrault", "Nadia Perrault"),
    ("𝕹𝖆𝖉𝖎𝖆 Perrault", "Nadia Perrault"),
    ("Nadia\u2062 Perrаult", "Nadia Perrault"),
    ("Élise Моrin", "Élise Morin"),
    ("Elise M0rin", "Élise Morin"),
    ("ÉІise Morin", "Élise Morin"),
    ("Bi11 Pow", "Bill Pow"),
    ("BiIl Pow", "Bill Pow"),
    ("Віll Роw", "Bill Pow"),
    ("Capa Koэн", "Сара Коэн"),
    ("modern", "modem"),
    ("Olga", "O1ga"),
]
NOBODY = [
    "Nadia Perrault", "nadia perrault", "NADIA PERRAULT", "Elise Morin", "Élise  Morin", "Nadia", "Perrault Nadia",
    "Nadia Perraut", "Mairies", "Mairie d’Ormaie-le-Vieux", "Clubs", "Сара Коэн", "Нина", "由紀", "ليلى حداد", "Nell",
    "Lo", "", "   ", "👩‍👧", "Bill Powe",
]  # fmt: skip


def test_there_are_sixty() -> None:
    assert len({*OURS, *(name for name, _ in DISGUISED), *NOBODY}) >= 60


@pytest.mark.parametrize("name", OURS)
def test_a_name_of_ours_is_noticed_however_it_is_written(names: Names, name: str) -> None:
    found = names.mistaken_for(name, "@somebody@far.example")
    assert found is not None
    assert found.ours
    assert found.name in (US, "CLUB")


@pytest.mark.parametrize(
    "handle", ["@mairie@far.example", "@mаirie@far.example", "@MAlRlE@far.example"]
)
def test_a_handle_like_ours_elsewhere_is_noticed(names: Names, handle: str) -> None:
    found = names.mistaken_for("Somebody else", handle)
    assert found is not None
    assert found.handle == OUR_HANDLE


def test_our_own_account_is_not_mistaken_for_itself(names: Names) -> None:
    assert names.mistaken_for(US, OUR_HANDLE) is None
    assert names.mistaken_for(US, OUR_HANDLE.upper()) is None


@pytest.mark.parametrize(("name", "known"), DISGUISED)
def test_a_name_in_other_letters_is_a_disguise(names: Names, name: str, known: str) -> None:
    found = names.mistaken_for(name, "@somebody@far.example")
    assert found is not None
    assert (found.name, found.ours) == (known, False)


@pytest.mark.parametrize("name", NOBODY)
def test_people_may_share_a_name_and_others_are_nobody_else(names: Names, name: str) -> None:
    assert names.mistaken_for(name, "@somebody@far.example") is None


@pytest.mark.parametrize(
    "twin", ["Mаirie", "MAIRIE", "Маirie", "Ma\u200birie", "Mairié", "МАІRІЕ", "𝗠airie"]
)
def test_names_that_look_alike_have_one_skeleton(twin: str) -> None:
    assert alike.skeleton(twin) == alike.skeleton("Mairie")


def test_other_names_have_another() -> None:
    assert alike.skeleton("Mairie d’Ormaie") != alike.skeleton("Mairie")
    assert not alike.skeletons("Nell") & alike.skeletons("Neil")


@pytest.mark.parametrize("name", [*OURS, *(name for name, _ in DISGUISED), *NOBODY])
def test_what_is_shown_of_a_name_has_no_tricks(name: str) -> None:
    shown = foreign.line(name)
    assert not set(shown.strip(foreign.FSI + foreign.PDI)) & set("\u202e\u200b\u2062\n")
