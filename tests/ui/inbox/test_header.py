"""The head of a thread: what is due gives way to what the conversation is about."""

from datetime import timedelta

from cmworkstation.services.standing import Left
from cmworkstation.ui.inbox import phrases
from tests.builders_workspace import NOW
from tests.ui.inbox.conftest import Scene
from tests.ui.inbox.test_list_model import a_row


def test_what_is_due_is_said_shorter_before_it_presses_the_title(town: Scene) -> None:
    header = town.page.thread_pane.header
    header.beside = lambda _: phrases.Beside(Left(41 * 60, opening=True))
    due = NOW + timedelta(days=2)
    row = a_row(1, due_at=due, warn_at=NOW - timedelta(minutes=1))
    header.show_conversation(row, None, NOW)
    header._fit(900)
    assert "41 min" in header.standing.text()
    header._fit(300)
    assert header.standing.text() == phrases.due(row, NOW)[0]
    assert "41 min" in header.standing.toolTip()
