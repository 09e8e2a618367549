"""What others were invited to: it is told to whoever cares about it, and to nobody who said no."""

from datetime import UTC, datetime, timedelta

from cmworkstation.domain.invitation import Invitation, To, fitting

NOW = datetime(2026, 5, 12, tzinfo=UTC)
LANES = Invitation(To.DIALOGUE, "1", "Where should cycle lanes go?", "Where should cycle lanes go?")
FAIR = Invitation(To.EVENT, "2", "Summer fair", "Summer fair", "t1", NOW + timedelta(days=3))


def titles(found: tuple[Invitation, ...]) -> list[str]:
    return [one.title for one in found]


def test_it_fits_by_a_word_of_the_topic_or_the_topic_itself_and_what_ends_first_comes_first() -> (
    None
):
    assert titles(fitting([LANES, FAIR], [("cycling lanes", "")], [])) == [LANES.title]
    assert titles(fitting([LANES, FAIR], [("cycle lanes", ""), ("music", "t1")], [])) == [
        FAIR.title,
        LANES.title,
    ]


def test_where_nothing_is_known_of_a_person_nothing_fits() -> None:
    assert fitting([LANES, FAIR], [], []) == ()


def test_a_no_leaves_it_out_and_a_yes_is_enough_by_itself() -> None:
    assert fitting([LANES], [("cycle lanes", "")], [("cycle lanes", False)]) == ()
    (found,) = fitting([LANES], [], [("Cycle lanes", True)])
    assert found.wished is True
    (unasked,) = fitting([LANES], [("cycle lanes", "")], [])
    assert unasked.wished is None
