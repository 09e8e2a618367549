"""The page of briefings: what colleagues must know today."""

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from cmworkstation.domain.conversation import Changes
from cmworkstation.i18n import tr
from cmworkstation.ui import theme
from cmworkstation.ui.briefing.pane import BriefingPane
from cmworkstation.ui.page import Page

if TYPE_CHECKING:
    from cmworkstation.ui.main_window import MainWindow


class BriefingPage(Page):
    """Departments, what their next briefing says, and what they got."""

    def __init__(self, window: "MainWindow") -> None:
        """Build the page; it reads when it is shown."""
        super().__init__(window)
        look = theme.current()
        self.pane = BriefingPane(window)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(look.px(8))
        head = QVBoxLayout()
        head.setContentsMargins(look.px(16), look.px(12), look.px(16), 0)
        title = QLabel(tr("Briefing"))
        theme.mark(title, "page")
        head.addWidget(title)
        column.addLayout(head)
        column.addWidget(self.pane, 1)
        window.register(
            "briefing",
            dict(self.pane.acts),
            enabled={name: partial(self._can, name) for name in self.pane.acts},
        )
        window.attach(self.pane.list, "list")

    def show_department(self, department_id: str) -> None:
        """Bring a department to the front."""
        self.pane.choose(department_id)

    def refresh(self, changes: Changes) -> None:
        """Look again when a department, or what it got, changed."""
        if changes.briefings or changes.topics or changes.promises:
            self.pane.look()

    def shown(self) -> None:
        """Look again."""
        self.pane.look()

    def before_close(self) -> None:
        """Keep what was typed last."""
        self.pane.keep()

    def first_focus(self) -> QWidget:
        """Return the list of departments."""
        return self.pane.first_focus()

    def panes(self) -> tuple[QWidget, ...]:
        """Return what F6 walks."""
        return self.pane.list, self.pane.intro, self.pane.items, self.pane.sent

    def _can(self, name: str) -> bool:
        return self.pane.buttons[name].isEnabled()
