"""Above the text: why we are here, what was last said with this person, and an interest that has to be named."""

from functools import partial
from typing import TYPE_CHECKING, cast

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from cmworkstation.domain.ids import DraftId
from cmworkstation.domain.reply import Draft
from cmworkstation.ui import theme
from cmworkstation.ui.jobs import READ
from cmworkstation.ui.widgets.labels import ElidedLabel
from cmworkstation.words import corrections
from cmworkstation.words import here as words

if TYPE_CHECKING:
    from cmworkstation.services.here import Here
    from cmworkstation.services.workstation import Services
    from cmworkstation.ui.main_window import MainWindow


class HereLine(QWidget):
    """One quiet line, and one in amber where something binds us to the person."""

    resized = Signal()

    def __init__(self, window: "MainWindow") -> None:
        """Show nothing yet."""
        super().__init__()
        self._window = window
        self._services = cast("Services", window.services)
        self._draft: DraftId | None = None
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.current().px(2))
        self.corrects, self.why, self.bound = ElidedLabel(), ElidedLabel(), ElidedLabel()
        for label, kind in ((self.corrects, "bold"), (self.why, "meta"), (self.bound, "warn")):
            theme.mark(label, kind)
            column.addWidget(label)
            label.hide()
        self.hide()

    def look(self, draft: Draft) -> None:
        """Look around a draft, on the reading lane."""
        self._draft = draft.id
        read = partial(self._services.here.look, draft)
        self._window.jobs.run(READ, read, partial(self._show, draft.id), lambda _: None, owner=self)

    def _show(self, draft: DraftId, found: "Here") -> None:
        if draft != self._draft:
            return
        before = self.sizeHint().height() if not self.isHidden() else 0
        now = self._services.clock.now()
        because, last = words.because(found), words.last(found, now)
        # A first contact is short and counts most: it is not what a narrow line cuts off.
        begins = (last, because) if found.is_first and found.last is None else (because, last)
        parts = (*begins, words.topics(found))
        for label, text in (
            (self.corrects, corrections.draft(found.corrects, now) if found.corrects else ""),
            (self.why, " ".join(filter(None, parts))),
            (self.bound, words.bound(found)),
        ):
            label.setText(text)
            label.setAccessibleName(text)
            label.setVisible(bool(text))
        self.setVisible(bool(self.corrects.text() or self.why.text() or self.bound.text()))
        if before != (self.sizeHint().height() if not self.isHidden() else 0):
            self.resized.emit()
