"""What the lines around a text have in common: what they say of a draft is read on the reading lane."""

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any, cast

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from cmworkstation.domain.reply import Draft
from cmworkstation.ui import theme
from cmworkstation.ui.jobs import READ

if TYPE_CHECKING:
    from cmworkstation.services.workstation import Services
    from cmworkstation.ui.main_window import MainWindow


class DraftLine(QWidget):
    """Lines in a column, hidden where there is nothing to say."""

    resized = Signal()

    def __init__(self, window: "MainWindow", gap: float = 2) -> None:
        """Show nothing yet; `gap` stands between two lines."""
        super().__init__()
        self._window = window
        self._services = cast("Services", window.services)
        self.draft: Draft | None = None
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(0, 0, 0, 0)
        self.column.setSpacing(theme.current().px(gap))
        self.hide()

    def read(self, draft: Draft) -> Any:  # noqa: ANN401 - each line has its own
        """Return what is to be said of a draft; on the reading lane."""
        raise NotImplementedError

    def show_read(self, found: Any) -> None:  # noqa: ANN401
        """Show what was read of `draft`."""
        raise NotImplementedError

    def look(self, draft: Draft) -> None:
        """Look around a draft; what was read of another one meanwhile is not shown."""
        self.draft = draft
        act: Callable[[], Any] = partial(self.read, draft)
        self._window.jobs.run(READ, act, partial(self._show, draft), lambda _: None, owner=self)

    def _show(self, draft: Draft, found: Any) -> None:  # noqa: ANN401
        if self.draft is None or self.draft.id != draft.id:
            return
        before = self._height()
        self.show_read(found)
        if before != self._height():
            self.resized.emit()

    def _height(self) -> int:
        return 0 if self.isHidden() else self.sizeHint().height()
