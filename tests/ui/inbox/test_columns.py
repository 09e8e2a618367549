import pytest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from cmworkstation.ui.inbox.columns import columns
from cmworkstation.ui.inbox.wide import LIST, USUAL, WideColumns


@pytest.mark.parametrize(
    ("width", "reading", "context", "shown"),
    [
        (1224, False, True, "views list thread context"),
        (1224, False, False, "views list thread"),
        (1000, False, False, "views list thread"),
        (1000, False, True, "list thread context"),
        (760, False, False, "list thread"),
        (760, False, True, "thread context"),
        (372, False, False, "list"),
        (372, True, False, "thread"),
        (372, True, True, "context"),
        (372, False, True, "list"),
    ],
    ids=str,
)
def test_panes_give_way_in_a_fixed_order(width, reading, context, shown):
    found = columns(width, reading=reading, context=context)
    names = [name for name in ("views", "list", "thread", "context") if getattr(found, name)]
    assert " ".join(names) == shown
    assert found.single == (width < 700)


def columns_of(qtbot: QtBot, width: int) -> WideColumns:
    made = WideColumns()
    for least in (168, 280, 360, 220):
        pane = QWidget()
        pane.setMinimumWidth(least)
        made.addWidget(pane)
    made.begin()
    qtbot.addWidget(made)
    made.resize(width, 700)
    made.show()
    return made


@pytest.mark.usefixtures("app")
def test_the_list_takes_its_share_of_a_wide_window_and_gives_it_back(qtbot: QtBot) -> None:
    made = columns_of(qtbot, sum(USUAL))
    assert made.sizes()[1] == pytest.approx(USUAL[LIST], abs=1)
    made.resize(sum(USUAL) + 600, 700)
    assert made.sizes()[1] == pytest.approx(USUAL[LIST] + 150, abs=2)
    assert made.sizes()[2] > made.sizes()[1]
    made.resize(3600, 700)
    assert made.sizes()[1] == 560
    made.resize(1178, 700)
    assert made.sizes()[1] == pytest.approx(USUAL[LIST], abs=1)


@pytest.mark.usefixtures("app")
def test_a_list_that_a_person_drew_stays_as_wide_as_it_was_drawn(qtbot: QtBot) -> None:
    made = columns_of(qtbot, sum(USUAL))
    made.moveSplitter(made.sizes()[0] + made.handleWidth() + 320, 2)
    drawn = made.sizes()[1]
    assert drawn != USUAL[LIST]
    made.resize(1812, 700)
    assert made.sizes()[1] == pytest.approx(drawn, abs=1)
