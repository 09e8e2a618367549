"""Facts are found in what people write, in both languages, and only what both texts name can differ."""

from datetime import date

import pytest

from cmworkstation.domain.stated import FactKind, differences, facts

TODAY = date(2026, 11, 27)


def found(text: str) -> set[tuple[str, str]]:
    return {(one.kind.value, one.value) for one in facts(text, TODAY)}


@pytest.mark.parametrize(
    ("text", "kind", "value"),
    [
        ("Rendez-vous le samedi 5 décembre", "day", "2026-12-05"),
        ("le 1er février", "day", "2027-02-01"),
        ("on Saturday 5 December 2026", "day", "2026-12-05"),
        ("on December 5th", "day", "2026-12-05"),
        ("by the 3rd of January", "day", "2027-01-03"),
        ("le 05/12/2026", "day", "2026-12-05"),
        ("2026-12-05", "day", "2026-12-05"),
        ("à 18 h 30", "time", "18:30"),
        ("à 18h", "time", "18:00"),
        ("at 18:30", "time", "18:30"),
        ("at 6.30 pm", "time", "18:30"),
        ("at 6 pm", "time", "18:00"),
        ("at 12 am", "time", "00:00"),
        ("5 € l’entrée", "amount", "5 EUR"),
        ("5,50 euros", "amount", "5.5 EUR"),
        ("1 234,50 €", "amount", "1234.5 EUR"),
        ("€1,234.50", "amount", "1234.5 EUR"),
        ("£12", "amount", "12 GBP"),
        ("20 % de remise", "share", "20"),
        ("12 rue des Forges", "place", "12 rue des forges"),
        ("at 3 Mill Lane", "place", "3 mill lane"),
    ],
)
def test_a_fact_is_found_as_people_write_it(text: str, kind: str, value: str) -> None:
    assert (kind, value) in found(text)


@pytest.mark.parametrize(
    "text",
    ["vendredi prochain", "the 32 of December", "le 31/02/2026", "12 eggs", "room 5", "", "€", "h"],
)
def test_what_names_no_fact_has_none(text: str) -> None:
    assert found(text) == set()


def test_two_texts_differ_where_both_name_facts_and_none_is_the_same() -> None:
    one = facts("Saturday 5 December at 6 pm, 5 €, Mill Hall", TODAY)
    two = facts("Sunday 6 December at 18:00, 7 €, the Mill Hall", TODAY)
    apart = differences(one, two)
    assert [each.kind for each in apart] == [FactKind.DAY, FactKind.AMOUNT]
    assert (apart[0].one, apart[0].two) == ("5 December", "6 December")


def test_to_say_more_is_not_to_say_something_else() -> None:
    one = facts("From 5 December to 7 December, 5 €", TODAY)
    two = facts("From 5 December", TODAY)
    assert differences(one, two) == ()


def test_a_text_without_end_is_looked_at_in_a_moment() -> None:
    assert facts("1" * 100_000, TODAY) == ()
    assert facts("1 000 " * 20_000, TODAY) == ()
    assert facts("rue de la " * 20_000, TODAY) is not None
