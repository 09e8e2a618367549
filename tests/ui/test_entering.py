"""Enter on a list in a dialog: one press does one thing."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QListWidget, QPushButton, QVBoxLayout

from cmworkstation.ui.widgets.entering import enter_acts_once


class Asked(QDialog):
    """A list and a default button, both of which count."""

    def __init__(self) -> None:
        super().__init__()
        self.done_: list[str] = []
        self.list = QListWidget()
        self.list.addItems(["Une", "Deux"])
        self.list.itemActivated.connect(lambda item: self.done_.append(item.text()))
        enter_acts_once(self.list)
        go = QPushButton("Aller")
        go.setDefault(True)
        go.clicked.connect(lambda: self.done_.append("go"))
        column = QVBoxLayout(self)
        column.addWidget(self.list)
        column.addWidget(go)


@pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_Enter], ids=("return", "enter"))
def test_enter_on_a_row_is_the_row_and_not_the_default_button_as_well(qtbot, key):
    dialog = Asked()
    qtbot.addWidget(dialog)
    dialog.show()
    dialog.list.setCurrentRow(1)
    qtbot.keyClick(dialog.list, key)
    assert dialog.done_ == ["Deux"]


def test_enter_on_a_list_without_a_chosen_row_is_the_default_button(qtbot):
    dialog = Asked()
    qtbot.addWidget(dialog)
    dialog.show()
    dialog.list.setCurrentRow(-1)
    qtbot.keyClick(dialog.list, Qt.Key.Key_Return)
    assert dialog.done_ == ["go"]
