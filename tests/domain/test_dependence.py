"""Dependence: shares, the effective number of platforms, and what nobody knows."""

import pytest

from cmworkstation.domain.dependence import Amount, Band, Figure, Part, added, headline


def figure(*amounts: float | None, part: Part = Part.INBOUND) -> Figure:
    return Figure(part, tuple(Amount(f"p{n}", amount) for n, amount in enumerate(amounts)))


@pytest.mark.parametrize(
    ("amounts", "hhi", "normalised", "effective"),
    [
        ((70, 20, 10), 0.54, 0.31, 1.85),
        ((90, 5, 5), 0.815, 0.7225, 1.23),
        ((1, 1, 1, 1), 0.25, 0, 4),
        ((5,), 1, 1, 1),
    ],
)
def test_the_examples_of_the_design(
    amounts: tuple[float, ...], hhi: float, normalised: float, effective: float
) -> None:
    found = figure(*amounts)
    assert found.hhi == pytest.approx(hhi)
    assert found.normalised == pytest.approx(normalised)
    assert found.effective == pytest.approx(effective, abs=0.005)


@pytest.mark.parametrize(
    ("amounts", "band"),
    [
        ((1, 1, 1), Band.CALM),
        ((1, 1), Band.WATCH),
        ((61, 13, 13, 13), Band.RED),
        ((60, 10, 10, 10, 10), Band.WATCH),
        ((90, 5, 5), Band.RED),
        ((0, 0), Band.NOTHING),
        ((None, None), Band.UNKNOWN),
        ((None, 0), Band.UNKNOWN),
        ((), Band.UNKNOWN),
    ],
)
def test_bands(amounts: tuple[float | None, ...], band: Band) -> None:
    assert figure(*amounts).band is band


def test_what_is_unknown_has_no_share_and_is_named() -> None:
    found = figure(30, None, 10)
    assert (found.share("p0"), found.share("p1"), found.unknown) == (0.75, None, ("p1",))


def test_the_headline_is_the_worst_of_those_that_are_known() -> None:
    calm = figure(1, 1, 1, part=Part.INBOUND)
    red = figure(9, 1, part=Part.PEOPLE)
    unknown = figure(None, part=Part.AUDIENCE)
    assert headline([calm, unknown, red]) is red
    assert headline([unknown, figure(0, 0)]) is None


def test_accounts_are_added_up_and_a_part_that_is_unknown_is_never_nothing() -> None:
    rows = [
        ("a", Amount("", 3)),
        ("a", Amount("", None)),
        ("b", Amount("", 0)),
        ("b", Amount("", None)),
        ("c", Amount("", 2)),
        ("c", Amount("", 0)),
    ]
    assert added(rows) == (
        Amount("a", 3, at_least=True),
        Amount("b", None),
        Amount("c", 2),
    )
