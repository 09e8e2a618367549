"""The frame of every form: room that scrolls, what is wrong said below it, one button that does it, and Cancel."""

from collections.abc import Iterator
from itertools import pairwise

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent, QShowEvent
from PySide6.QtWidgets import (
    QDialog,
    QFormLayout,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from cmworkstation.i18n import tr
from cmworkstation.ui import theme
from cmworkstation.ui.widgets.dialogs import fit
from cmworkstation.ui.widgets.fields import SearchField
from cmworkstation.ui.widgets.labels import PlainLabel
from cmworkstation.ui.widgets.layouts import FlowLayout
from cmworkstation.ui.widgets.scrolling import scrolled

NARROW = 480  # px at 100 %: below, a field stands under its name
LEAST = (300, 200)  # px at 100 %


class FormDialog(QDialog):
    """`inner` holds the fields, `doer` carries them out, `closer` leaves; `row` holds both."""

    def __init__(
        self,
        parent: QWidget,
        title: str,
        does: str,
        size: tuple[float, float],
        *,
        least: tuple[float, float] = LEAST,
        margin: float = 16,
        intro: str = "",
    ) -> None:
        """Make an empty form of about `size`, px at 100 %; `intro` stands above the fields and does not scroll."""
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(title)
        look = theme.current()
        self.setMinimumSize(look.px(least[0]), look.px(least[1]))
        fit(self, parent, *size)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(*(look.px(margin),) * 4)
        whole.setSpacing(look.px(12))
        if intro:
            whole.addWidget(wrapped(intro, "soft"))
        self.inner = QWidget()
        theme.mark(self.inner, "ground")
        whole.addWidget(scrolled(self.inner), 1)
        self.trouble = wrapped("", "error")
        self.trouble.hide()
        whole.addWidget(self.trouble)
        self._foot = QWidget()
        self.row = FlowLayout(self._foot)
        self.doer = QPushButton(does)
        theme.mark(self.doer, "primary")
        self.doer.setDefault(True)
        self.closer = QPushButton(tr("Cancel"))
        self.closer.setAutoDefault(False)
        self.closer.clicked.connect(self.reject)
        self.row.addWidget(self.doer)
        self.row.addWidget(self.closer)
        whole.addWidget(self._foot)
        self._whole = whole
        self._warned: tuple[str, ...] = ()  # what was typed when Esc was pressed the last time

    def field_rows(self, *, below: bool = False) -> QFormLayout:
        """Return rows of names and fields within `inner`; `below` puts every field under its name."""
        look = theme.current()
        form = QFormLayout(self.inner)
        form.setContentsMargins(0, 0, look.px(12), 0)
        form.setHorizontalSpacing(look.px(12))  # Qt's own is the same at every zoom
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        below = below or self.width() < look.px(NARROW)
        wrap = QFormLayout.RowWrapPolicy
        form.setRowWrapPolicy(wrap.WrapAllRows if below else wrap.WrapLongRows)
        form.setVerticalSpacing(look.px(8))
        return form

    def showEvent(self, event: QShowEvent) -> None:
        """Let Tab come to the buttons last, whenever the fields were made, and begin in the first field."""
        super().showEvent(event)
        if event.spontaneous():  # it only came back to the screen
            return
        self._foot.setParent(None)  # who joins the form last is the last to which Tab comes
        self._whole.addWidget(self._foot)
        self._foot.show()
        for before, after in pairwise(self._buttons()):
            QWidget.setTabOrder(before, after)
        if self.focusWidget() in (None, self.doer):
            first = next((one for one in self.inner.findChildren(QWidget) if _is_field(one)), None)
            if first is not None:
                first.setFocus(Qt.FocusReason.OtherFocusReason)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Ask for Esc a second time where something was typed: one key that slips must not cost it."""
        typed = self._typed() if event.key() == Qt.Key.Key_Escape else ()
        if typed and typed != self._warned:
            self._warned = typed
            self.complain(tr("What you typed is not saved. Press Esc again to leave it."))
            event.accept()
            return
        super().keyPressEvent(event)

    def _typed(self) -> tuple[str, ...]:
        """Return what a person typed here, field by field; what stood there before, or is only looked for, is not."""
        lines = [
            one.text()
            for one in self.inner.findChildren(QLineEdit)
            if one.isModified() and not isinstance(one, SearchField)
        ]
        texts = [
            one.toPlainText()
            for one in self.inner.findChildren(QPlainTextEdit)
            if one.document().isModified()
        ]
        return tuple(one for one in (*lines, *texts) if one.strip())

    def _buttons(self) -> Iterator[QWidget]:
        """Yield the buttons as they stand, which is not always as they were made."""
        for n in range(self.row.count()):
            item = self.row.itemAt(n)
            button = item.widget() if item is not None else None
            if button is not None:
                yield button

    def complain(self, why: str, field: QWidget | None = None) -> None:
        """Say what is wrong, and go to the field in which."""
        self.trouble.setText(why)
        self.trouble.show()
        if field is not None:
            field.setFocus(Qt.FocusReason.OtherFocusReason)


def _is_field(widget: QWidget) -> bool:
    tab = widget.focusPolicy() & Qt.FocusPolicy.TabFocus
    return bool(tab) and widget.isEnabled() and widget.isVisible()


def wrapped(text: str, kind: str) -> PlainLabel:
    """Return our own words on lines of their own."""
    label = PlainLabel(text)
    label.setWordWrap(True)
    theme.mark(label, kind)
    return label
