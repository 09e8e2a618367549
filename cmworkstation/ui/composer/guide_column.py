"""The response guide beside the composer: what fits the message in front, and a search; silent when unsure."""

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QImage, QResizeEvent
from PySide6.QtWidgets import QListWidgetItem, QVBoxLayout, QWidget

from cmworkstation.domain import foreign
from cmworkstation.domain.reply import Draft
from cmworkstation.i18n import tr, trn
from cmworkstation.services.answers import AnswerChoice
from cmworkstation.ui import theme
from cmworkstation.ui.composer.answers_popup import row_of
from cmworkstation.ui.widgets.fields import SearchField
from cmworkstation.ui.widgets.found_rows import found_rows, show_picture
from cmworkstation.ui.widgets.labels import PlainLabel
from cmworkstation.ui.widgets.thumbs import Thumbs

if TYPE_CHECKING:
    from cmworkstation.services.workstation import Services

MOST = 5


class GuideColumn(QWidget):
    """A title that says how many answers fit, a search field, and a list; a press on a row puts it in."""

    answer_wanted = Signal(object)  # AnswerChoice

    def __init__(self, thumbs: Thumbs, parent: QWidget | None = None) -> None:
        """Make an empty column; `thumbs` makes the pictures of files."""
        super().__init__(parent)
        self._thumbs = thumbs
        thumbs.ready.connect(lambda _: self._show_pictures())
        look = theme.current()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(look.px(8))
        self.title = PlainLabel()
        self.title.setWordWrap(True)
        theme.mark(self.title, "title")
        column.addWidget(self.title)
        self.search = SearchField(tr("Search the response guide"))
        self.search.searched.connect(self._look)
        column.addWidget(self.search)
        self.rows = found_rows(tr("Approved answers that fit"))
        self.rows.itemClicked.connect(self._take)
        self.rows.itemActivated.connect(self._take)
        self.rows.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        theme.mark(self.rows, "nav")
        column.addWidget(self.rows)
        self._services: Services | None = None
        self._draft: Draft | None = None
        self.clear()

    def open_for(self, services: "Services", draft: Draft) -> None:
        """Show what fits the message that a draft answers."""
        self._services, self._draft = services, draft
        self._look(self.search.text().strip())

    def clear(self) -> None:
        """Show that nothing is being written."""
        self._services = self._draft = None
        self.rows.clear()
        self.hide()

    def focus_search(self) -> None:
        """Let the person type what the answer is about; without a guide, stay where the text is."""
        if not self.isHidden():
            self.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
            self.search.selectAll()

    def _look(self, query: str) -> None:
        self.rows.clear()
        if self._services is None or self._draft is None:
            return
        answers = self._services.answers
        found = answers.offered(self._draft, query) if query else answers.fitting(self._draft)
        self.setVisible(bool(found or query or answers.offered(self._draft)))
        n = len(found)
        if not query:
            fits = trn("{n} answer fits", "{n} answers fit", n).format(n=n)
            self.title.setText(fits if n else tr("Approved answers"))
        elif n:
            self.title.setText(trn("{n} found", "{n} found", n).format(n=n))
        else:
            self.title.setText(tr("No approved answer fits these words."))
        for choice in found[:MOST]:
            self.rows.addItem(self._row(choice))
        self._show_pictures()
        self.rows.setVisible(bool(found))
        self._fit()

    def _show_pictures(self) -> None:
        """Show, of each answer that brings a picture, the first one."""
        for n in range(self.rows.count()):
            item = self.rows.item(n)
            choice = item.data(Qt.ItemDataRole.UserRole)
            first = next(
                (one.file for one in choice.files if one.file and one.file.is_picture), None
            )
            if first is not None:
                show_picture(item, self._thumbs.of(first) or QImage())

    @staticmethod
    def _row(choice: AnswerChoice) -> QListWidgetItem:
        item = row_of(choice)
        item.setToolTip(foreign.tooltip(choice.preview))
        return item

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Titles wrap anew at another width."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        """Be as high as the titles are: the column scrolls, the list in it does not."""
        rows = range(self.rows.count())
        wanted = sum(self.rows.sizeHintForRow(row) for row in rows)
        self.rows.setFixedHeight(wanted + 2 * self.rows.frameWidth() + 2)

    def _take(self, item: QListWidgetItem) -> None:
        self.answer_wanted.emit(item.data(Qt.ItemDataRole.UserRole))
