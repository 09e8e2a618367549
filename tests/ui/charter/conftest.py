"""The window at the charter page, with what a person does there."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QPushButton

from cmworkstation import resources
from cmworkstation.services.workstation import Services
from cmworkstation.ui.charter.beginning import ChooseExample
from cmworkstation.ui.charter.page import CharterPage
from tests.builders_workspace import a_workstation
from tests.ui.inbox.conftest import Scene, ended

FENNICK = resources.text("charters", "fennick-lane.charter.toml")


class Desk(Scene):
    """The window at the charter page."""

    def __init__(self, services: Services, qtbot: Any) -> None:
        super().__init__(services, qtbot)
        self.window.go("charter")
        self.settle()

    @property
    def charter(self) -> CharterPage:
        page = self.window.page("charter")
        assert isinstance(page, CharterPage)
        return page

    def begin(self) -> None:
        """Press the button that lists the examples, and take two of them."""
        buttons = [one for one in self.charter.findChildren(QPushButton) if one.isVisible()]
        next(one for one in buttons if one.text().strip() == "Begin with an example").click()
        (dialog,) = self.charter.findChildren(ChooseExample)
        names = [dialog.rows.item(n).data(256) for n in range(dialog.rows.count())]
        dialog.rows.setCurrentRow(names.index("fennick-lane"))
        dialog.take.click()
        self.charter._files.add_starter("mediatheques-ormaie")
        self.settle()

    def text(self) -> str:
        return self.charter._editor.toPlainText()

    def write(self, text: str) -> None:
        """Replace the text as typing does, then wait for the check."""
        self.charter._editor.setPlainText(text)
        self.checked()

    def checked(self) -> None:
        page = self.charter
        self.qtbot.waitUntil(
            lambda: (
                not (
                    page._check_pause.isActive() or page._checking or page._trial._pause.isActive()
                )
            )
        )
        self.settle()

    def state(self) -> str:
        return self.charter._bar.state.text()

    def problems(self) -> list[str]:
        rows = self.charter._problems.rows
        return [rows.item(n).text() for n in range(rows.count())]

    def in_use(self, charter: str = "fennick-lane") -> str:
        return {one.id: one.source for one in self.services.charters.listed()}[charter]

    def draft(self, charter: str = "fennick-lane") -> str:
        return {one.id: one.draft for one in self.services.charters.listed()}[charter]

    def choose(self, charter: str) -> None:
        choice = self.charter._bar.choice
        choice.setCurrentIndex(choice.findData(charter))
        self.settle()


@pytest.fixture
def forms(qtbot: Any, tmp_path: Path) -> Iterator[Desk]:
    """The page with one charter, in forms."""
    services = a_workstation(tmp_path / "w")
    services.charters.add_starter("fennick-lane")
    made = Desk(services, qtbot)
    yield made
    ended(made)


@pytest.fixture
def desk(qtbot: Any, tmp_path: Path) -> Iterator[Desk]:
    made = Desk(a_workstation(tmp_path / "w"), qtbot)
    yield made
    ended(made)


@pytest.fixture
def open_desk(desk: Desk) -> Desk:
    """The page with the examples in it, one of them in front."""
    desk.begin()
    desk.choose("fennick-lane")
    desk.charter._show_as("source")
    return desk
