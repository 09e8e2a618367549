"""A reply that is too long for one post: offered in parts, cut in the text itself, and shown as each will stand."""

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, cast

from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import (
    QDialog,
    QFrame,
    QHBoxLayout,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from cmworkstation.domain import foreign, splitting
from cmworkstation.i18n import tr, trn
from cmworkstation.ui import theme
from cmworkstation.ui.widgets.dialogs import fit
from cmworkstation.ui.widgets.labels import ForeignLabel, PlainLabel

if TYPE_CHECKING:
    from cmworkstation.services.composer import PartReview, Review
    from cmworkstation.services.workstation import Services
    from cmworkstation.ui.composer.pane import ComposerPane
    from cmworkstation.ui.main_window import MainWindow

LINES = 60  # of a part in the preview


class Parts(QObject):
    """Splits for the composer, puts together again, and shows the parts."""

    def __init__(self, pane: "ComposerPane", window: "MainWindow") -> None:
        """Take the composer to act for; its button stands in the row of the counter."""
        super().__init__(pane)
        self._pane = pane
        self._window = window
        self._services = cast("Services", window.services)
        self._offered: tuple[str, ...] = ()
        self.button = QPushButton()
        theme.mark(self.button, "link")
        self.button.clicked.connect(self.act)
        self.button.hide()

    def show_review(self, review: "Review") -> None:
        """Offer what can be done about the length: parts for a text that is too long, a look at those it has."""
        draft = self._pane.draft()
        over = bool(review.length.over) and not review.parts
        self._offered = self._services.composer.split(draft) if draft is not None and over else ()
        count = len(review.parts)
        said = ""
        if self._offered:
            n = len(self._offered)
            said = trn("Send as {n} part…", "Send as {n} parts…", n).format(n=n)
        elif count:
            said = trn("{n} part", "{n} parts", count).format(n=count)
        if said != self.button.text() or self.button.isHidden() == bool(said):
            self.button.setText(said)
            self.button.setVisible(bool(said))
        hint = tr("Each part as it will stand") if count else ""
        self.button.setToolTip(foreign.tooltip(hint))
        self.button.setAccessibleName(f"{said}. {hint}" if hint else said)

    def counter(self, review: "Review") -> str:
        """Return what the counter says of the part in which the caret stands, "" for a text in one piece."""
        if not review.parts:
            return ""
        before = self._pane.editor.toPlainText()[: self._pane.editor.caret()]
        at = max(0, min(len(review.parts), 1 + len(splitting.CUT.findall(before))) - 1)
        length = review.parts[at].length
        if length.over:
            said = trn("part {part}: too long by {n}", "part {part}: too long by {n}", length.over)
            return said.format(part=at + 1, n=length.over)
        return f"{at + 1}/{len(review.parts)}: {length.measured} / {length.limit}"

    def act(self) -> None:
        """Cut the text into parts, or show those that it has."""
        draft = self._pane.draft()
        if draft is None:
            return
        review = self._services.composer.review(draft)
        if review.parts:
            PartsDialog(review.parts, self).open()
        elif parts := self._services.composer.split(draft):
            text = splitting.marked(parts)
            self._replace(text)
            cut = self._services.composer.review(replace(draft, body=text))
            PartsDialog(cut.parts, self).open()
        elif review.length.over:
            self._window.say(tr("This text cannot be cut into parts for this platform."), 8000)
        else:
            self._window.say(tr("This text fits into one post."))

    def join(self) -> None:
        """Take all cuts out again."""
        self._replace(splitting.without_marks(self._pane.editor.toPlainText()))

    def window(self) -> QWidget:
        """Return the window over which the parts are shown."""
        return self._window

    def _replace(self, text: str) -> None:
        editor = self._pane.editor
        editor.apply_edits(((0, len(editor.toPlainText()), text),))
        self._pane.look()


class PartsDialog(QDialog):
    """Every part as it will stand, with its number and how long it is."""

    def __init__(self, parts: Sequence["PartReview"], owner: Parts) -> None:
        """Show parts; they are edited in the reply itself."""
        super().__init__(owner.window())
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(tr("The parts of this reply"))
        look = theme.current()
        column = QVBoxLayout(self)
        column.setSpacing(look.px(12))
        said = PlainLabel(
            tr(
                "Each part answers the one before it and leaves when that was sent. In the text, a line with ✂ is a"
                " cut: move it, take it out, or change any part."
            )
        )
        said.setWordWrap(True)
        column.addWidget(said)
        inside = QWidget()
        rows = QVBoxLayout(inside)
        rows.setSpacing(look.px(8))
        for n, one in enumerate(parts, 1):
            rows.addWidget(_card(n, len(parts), one))
        rows.addStretch(1)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setWidget(inside)
        area.setAccessibleName(self.windowTitle())
        column.addWidget(area, 1)
        buttons = QHBoxLayout()
        one_piece = QPushButton(tr("One piece again"))
        one_piece.setAutoDefault(False)
        one_piece.clicked.connect(owner.join)
        one_piece.clicked.connect(self.accept)
        close = QPushButton(tr("Go on writing"))
        close.setDefault(True)
        close.clicked.connect(self.accept)
        buttons.addWidget(one_piece)
        buttons.addStretch(1)
        buttons.addWidget(close)
        column.addLayout(buttons)
        fit(self, owner.window(), 480, 520)


def _card(n: int, count: int, part: "PartReview") -> QFrame:
    look = theme.current()
    card = QFrame()
    theme.mark(card, "card")
    column = QVBoxLayout(card)
    column.setContentsMargins(*(look.px(12),) * 4)
    head = QHBoxLayout()
    title = PlainLabel(tr("Part {n} of {all}.").format(n=n, all=count).rstrip("."))
    theme.mark(title, "bold")
    head.addWidget(title)
    head.addStretch(1)
    length = part.length
    said = f"{length.measured} / {length.limit}"
    if length.over:
        said = trn("too long by {n}", "too long by {n}", length.over).format(n=length.over)
    size = PlainLabel(said)
    theme.mark(size, "error" if length.over else "meta")
    head.addWidget(size)
    column.addLayout(head)
    column.addWidget(ForeignLabel(part.text, LINES))
    return card
