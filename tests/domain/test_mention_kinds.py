"""Of which category of the charter a text seems to be, and how far a place reaches."""

from dataclasses import replace

import pytest

from cmworkstation import resources
from cmworkstation.domain.charter.guessing import guessed
from cmworkstation.domain.charter.model import Charter
from cmworkstation.domain.charter.reading import read_charter
from cmworkstation.domain.media_map import Axes, Granularity, Modality, Time
from cmworkstation.domain.mention import ReachClass
from cmworkstation.domain.mention_reach import reach_of


def town() -> Charter:
    return read_charter(resources.text("charters/starter-town.charter.toml"))


@pytest.mark.parametrize(
    ("text", "category"),
    [
        ("À quelle heure ouvre la piscine le dimanche ?", "question"),
        ("Au secours, je vais me suicider", "alerte"),
        ("Belle journée au bord de l’eau.", ""),
    ],
)
def test_the_triage_of_the_charter_says_what_a_text_seems_to_be(text: str, category: str) -> None:
    assert guessed(town(), text, "fr") == category


def test_an_example_of_a_category_speaks_for_it_where_the_words_are_nearly_the_same() -> None:
    charter = town()
    example = "Le lampadaire devant le gymnase est en panne depuis trois semaines déjà"
    known = replace(charter.categories[-1], examples={"fr": (example,)})
    charter = replace(charter, categories=(*charter.categories[:-1], known))
    assert guessed(charter, example + ".", "fr") == known.id
    assert guessed(charter, "Le marché se tient place du Lavoir tous les samedis.", "fr") == ""


@pytest.mark.parametrize(
    ("wide", "way", "private", "reach"),
    [
        (Granularity.WORLD, Modality.ONE_TO_FOLLOWERS, False, ReachClass.NETWORK),
        (Granularity.WORLD, Modality.ONE_TO_FOLLOWERS, True, ReachClass.FEW),
        (Granularity.COUNTRY, Modality.ONE_TO_MANY, False, ReachClass.COUNTRY),
        (Granularity.TOWN, Modality.MANY_TO_MANY, False, ReachClass.TOWN),
        (Granularity.HERE, Modality.MANY_TO_MANY, False, ReachClass.FEW),
        (Granularity.WORLD, Modality.ONE_TO_ONE, False, ReachClass.FEW),
    ],
)
def test_a_place_reaches_as_far_as_its_kind_does(
    wide: Granularity, way: Modality, private: bool, reach: ReachClass
) -> None:
    assert reach_of(Axes(Time.DAY, wide, way), private=private) is reach
