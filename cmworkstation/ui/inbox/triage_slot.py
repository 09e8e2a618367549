"""The place of the triage in the context column; what it shows is loaded with the first conversation."""

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from cmworkstation.i18n import tr
from cmworkstation.ui import theme
from cmworkstation.ui.widgets.labels import PlainLabel

if TYPE_CHECKING:
    from cmworkstation.services.workstation import Services
    from cmworkstation.ui.inbox.triaging import Triager
    from cmworkstation.ui.main_window import MainWindow

ACTS = ("yes", "no", "back", "restart", "again", "choose")
WHILE_ASKING = frozenset({"yes", "no", "back", "restart"})


class TriageSlot(QWidget):
    """Holds the triage of the conversation that is open."""

    ended = (
        Signal()
    )  # a category was set while the focus was in here, or the person goes on elsewhere

    def __init__(self, parent: QWidget | None = None) -> None:
        """Build it empty."""
        super().__init__(parent)
        self.triager: Triager | None = None
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(theme.current().px(8), 0, 0, 0)
        self._hint = PlainLabel(tr("Open a conversation to triage it."))
        self._hint.setWordWrap(True)
        theme.mark(self._hint, "soft")
        self._column.addWidget(self._hint)

    def show_conversation(
        self, window: "MainWindow", services: "Services", conversation_id: int
    ) -> None:
        """Show the triage of a conversation, 0 for none."""
        self._hint.setVisible(not conversation_id)
        if self.triager is None and conversation_id:
            from cmworkstation.ui.inbox.triaging import Triager  # noqa: PLC0415 - see above

            self.triager = Triager(window, services, self)
            self.triager.ended.connect(self.ended)
            self.triager.pane.left.connect(self.ended)
            self._column.addWidget(self.triager.pane)
        if self.triager is not None:
            self.triager.pane.setVisible(bool(conversation_id))
            self.triager.show(conversation_id)

    def begin(self) -> None:
        """Go to the question."""
        if self.triager is not None:
            self.triager.begin()

    def act(self, what: str) -> None:
        """Carry out one of `ACTS`."""
        if self.triager is not None:
            self.triager.act(what)

    def can(self, what: str) -> bool:
        """Tell whether one of `ACTS` is possible now."""
        if self.triager is None:
            return False
        return self.triager.is_asking() if what in WHILE_ASKING else self.triager.can_walk()
