"""Taking news into the relay matrix: a post of ours, an operation, or a page of the web."""

from collections.abc import Callable
from typing import TYPE_CHECKING, cast

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QDialog,
    QFormLayout,
    QLineEdit,
    QListWidgetItem,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from cmworkstation import words as all_words
from cmworkstation.domain import foreign
from cmworkstation.domain.conversation import Changes
from cmworkstation.domain.ids import MessageId
from cmworkstation.i18n import tr
from cmworkstation.services.relays import RelayUndo
from cmworkstation.ui import theme
from cmworkstation.ui.widgets.dialogs import fit
from cmworkstation.ui.widgets.entering import enter_acts_once
from cmworkstation.ui.widgets.fields import Segmented
from cmworkstation.ui.widgets.found_rows import found_row, found_rows
from cmworkstation.ui.widgets.labels import PlainLabel
from cmworkstation.ui.widgets.layouts import FlowLayout
from cmworkstation.words import days, presence, problems
from cmworkstation.words import operations as words

if TYPE_CHECKING:
    from cmworkstation.services.workstation import Services
    from cmworkstation.ui.main_window import MainWindow

KEY = Qt.ItemDataRole.UserRole
PARTS = ("posts", "operations", "page")
Do = Callable[[Callable[[], tuple[Changes, RelayUndo]], str], bool]


class NewsDialog(QDialog):
    """Three ways to name a piece of news."""

    def __init__(self, window: "MainWindow", do: Do) -> None:
        """Offer what was said or planned lately; `do` carries out what is chosen."""
        super().__init__(window)
        self._services = cast("Services", window.services)
        self._do = do
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(tr("Add news"))
        look = theme.current()
        self.setMinimumSize(look.px(300), look.px(300))
        column = QVBoxLayout(self)
        column.setContentsMargins(*(look.px(20),) * 4)
        column.setSpacing(look.px(12))
        names = (tr("Posts"), tr("Operations"), tr("Page"))
        self.part = Segmented(list(zip(PARTS, names, strict=True)))
        self.part.chosen.connect(self._show)
        column.addWidget(self.part)
        self.stack = QStackedWidget()
        self.posts = found_rows(tr("Posts of ours of the last weeks"))
        self.operations = found_rows(tr("Operations of these weeks"))
        for one in (self.posts, self.operations):
            one.itemActivated.connect(lambda _: self._take())
            enter_acts_once(one)
            self.stack.addWidget(one)
        self.stack.addWidget(self._page())
        column.addWidget(self.stack, 1)
        self.trouble = PlainLabel()
        self.trouble.setWordWrap(True)
        theme.mark(self.trouble, "error")
        self.trouble.hide()
        column.addWidget(self.trouble)
        foot = QWidget()
        row = FlowLayout(foot)
        self.take = QPushButton(tr("Take it in"))
        theme.mark(self.take, "primary")
        self.take.setDefault(True)
        self.take.clicked.connect(lambda _=False: self._take())
        cancel = QPushButton(tr("Cancel"))
        cancel.setAutoDefault(False)
        cancel.clicked.connect(self.reject)
        row.addWidget(self.take)
        row.addWidget(cancel)
        column.addWidget(foot)
        fit(self, window, 560, 520)
        self._fill()

    def _page(self) -> QWidget:
        holder = QWidget()
        form = QFormLayout(holder)
        form.setRowWrapPolicy(QFormLayout.RowWrapPolicy.WrapLongRows)
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        self.title, self.url = QLineEdit(), QLineEdit()
        self.url.setPlaceholderText("https://")
        for label, field in ((tr("Title"), self.title), (tr("Address of its page"), self.url)):
            field.setAccessibleName(label)
            field.setMaxLength(300)
            form.addRow(label, field)
        return holder

    def _fill(self) -> None:
        now = self._services.clock.now()
        for post in self._services.relays.proposed_posts():
            below = f"{presence.platform(post.platform)} · {all_words.when(post.at, now)}"
            row = found_row(foreign.line(post.text, 140), (), below)
            row.setData(KEY, post.id)
            self.posts.addItem(row)
        for one in self._services.relays.proposed_operations():
            below = f"{words.kind(one.kind)} · {days.short_of(one.starts_at)}"
            row = found_row(foreign.line(one.title, 140), (), below)
            row.setData(KEY, one.id)
            self.operations.addItem(row)
        for rows, text in (
            (self.posts, tr("No post of the last weeks is left to be taken in.")),
            (self.operations, tr("No operation of these weeks is left to be taken in.")),
        ):
            if not rows.count():
                rows.addItem(found_row(text, usable=False))
            else:
                rows.setCurrentRow(0)
        first = "posts" if self.posts.currentItem() is not None else "operations"
        self.part.choose(first)
        self._show(first)

    def _show(self, part: str) -> None:
        self.stack.setCurrentIndex(PARTS.index(part))
        self.trouble.hide()

    def _take(self) -> None:
        part, relays = self.part.key(), self._services.relays
        said = tr("Taken in: each channel shows whether it is said there.")
        if part == "page":
            title, url = self.title.text().strip(), self.url.text().strip()
            if not title:
                self._wrong(problems.reason("relay-news"), self.title)
            elif url and not url.startswith(("https://", "http://")):
                self._wrong(problems.reason("operation-url"), self.url)
            elif self._do(lambda: relays.add_page(title, url)[1:], said):
                self.accept()
            return
        rows = self.posts if part == "posts" else self.operations
        item: QListWidgetItem | None = rows.currentItem()
        if item is None or item.data(KEY) is None:
            return
        key = item.data(KEY)
        if part == "posts":
            done = self._do(lambda: relays.add_post(MessageId(int(key)))[1:], said)
        else:
            done = self._do(lambda: relays.add_operation(str(key))[1:], said)
        if done:
            self.accept()

    def _wrong(self, said: str, field: QWidget) -> None:
        self.trouble.setText(said)
        self.trouble.show()
        field.setFocus()
