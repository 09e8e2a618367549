from datetime import timedelta

import pytest

from cmworkstation import i18n
from cmworkstation.domain.conversation import Status
from cmworkstation.domain.message import Attachment
from cmworkstation.services.standing import Left
from cmworkstation.ui.inbox import phrases
from cmworkstation.ui.inbox.search_pane import as_typed, marked
from tests.builders_workspace import NOW
from tests.ui.inbox.test_list_model import a_row


@pytest.mark.parametrize(
    ("left", "said"),
    [
        (timedelta(hours=5), ("due 19:05", "soft")),
        (timedelta(minutes=40), ("due 14:45", "warn")),
        (timedelta(days=3), ("due Sun 14:05", "soft")),
        (-timedelta(hours=3), ("late since 11:05", "error")),
    ],
    ids=["later", "soon", "another day", "late"],
)
def test_what_waits_says_until_when(left, said):
    assert phrases.due(a_row(1, due_at=NOW + left), NOW) == said


def test_it_is_soon_from_the_warning_point_on_and_then_what_is_left_is_said():
    row = a_row(1, due_at=NOW + timedelta(days=2), warn_at=NOW, category="c")
    assert phrases.due(row, NOW)[1] == "warn"
    assert phrases.due(row, NOW - timedelta(minutes=1))[1] == "soft"
    beside = phrases.Beside(Left(2.5 * 3600, opening=True), {"en": "Complaint"})
    assert phrases.states(row, None, beside, NOW) == (
        ("hourglass", "2 h 30 of opening time left", "warn"),
        ("tag", "Complaint", "soft"),
    )
    assert phrases.time_left(row, NOW - timedelta(minutes=1), beside) == ""
    assert phrases.time_left(row, NOW + timedelta(days=3), beside) == ""
    wall = phrases.Beside(Left(900, opening=False))
    assert phrases.time_left(row, NOW, wall) == "15 min left"
    assert phrases.time_left(row, NOW, phrases.Beside()) == ""


def test_what_does_not_wait_says_how_old_it_is():
    row = a_row(1, status=Status.DONE, due_at=NOW, last_at=NOW - timedelta(days=1))
    assert phrases.due(row, NOW) == ("yesterday 14:05", "soft")


def test_states_come_in_words_the_most_pressing_first():
    row = a_row(1, outbox="refused", drafts=1, held="hold", deleted=True, has_attachment=True)
    assert [said for _, said, _ in phrases.states(row)] == [
        "needs you",
        "draft",
        "waiting for approval",
        "deleted",
        "attached",
    ]


def test_an_unknown_state_of_moderation_says_nothing():
    assert phrases.held("quarantined-by-aliens") == ""


def test_sizes_follow_the_language():
    one = Attachment("image", "https://photo.example/1.jpg", size=248_000)
    assert phrases.attachment(one) == "Picture · JPG · 248 kB"


def test_days_are_spelled_out_in_french():
    i18n.use_language("fr")
    assert phrases.day(NOW - timedelta(days=3), NOW) == "Lundi 31 août"


def test_marks_of_a_find_are_counted_as_qt_counts():
    assert marked(" 🚲 the \x02fair\x03 is on") == ("🚲 the fair is on", [(7, 4)])


def test_the_last_word_that_is_typed_may_go_on():
    assert as_typed("late parc") == "late parc*"
    assert as_typed('"late parc') == '"late parc'
    assert as_typed("parc*") == "parc*"
