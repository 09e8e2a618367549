"""What the steps of a dialogue have in common."""

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, cast

from PySide6.QtWidgets import QListWidget, QVBoxLayout, QWidget

from cmworkstation.domain.dialogue import Dialogue
from cmworkstation.ui import theme
from cmworkstation.ui.dialogue.pane import Button, Pane
from cmworkstation.ui.widgets.found_rows import found_rows

if TYPE_CHECKING:
    from cmworkstation.services.workstation import Services
    from cmworkstation.ui.main_window import MainWindow


class Part(QWidget):
    """One step of the chosen dialogue; it acts through its pane."""

    def __init__(self, pane: Pane) -> None:
        """Belong to a pane."""
        super().__init__()
        self.pane = pane
        self.window_: MainWindow = pane.window_()
        self.services = cast("Services", self.window_.services)
        self.one: Dialogue | None = None
        self.acts: dict[str, Callable[[], object]] = {}
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(0, theme.current().px(8), 0, 0)
        self.column.setSpacing(theme.current().px(8))

    def show_one(self, one: Dialogue) -> None:
        """Show a dialogue."""
        raise NotImplementedError

    def rows(self, name: str, high: int = 180) -> QListWidget:
        """Return a list of a height at 100 %."""
        made = found_rows(name)
        made.setMinimumHeight(theme.current().px(high))
        return made

    def row(self, *buttons: Button) -> QWidget:
        """Return buttons of the pane."""
        return self.pane.row(*buttons)

    def attempt(self, act: Callable[..., object], *args: object) -> None:
        """Do something, or say why it cannot be done."""
        self.pane.attempt(partial(act, *args))

    def writable(self) -> bool:
        """Tell whether anything can be changed."""
        return not self.services.read_only
