"""A raw item, shown as it was received and obeyed in nothing."""

from PySide6.QtGui import QFontDatabase
from PySide6.QtWidgets import QLabel, QPlainTextEdit, QVBoxLayout, QWidget

from cmworkstation.domain import foreign
from cmworkstation.domain.raw_text import BYTES, READABLE, RECEIVED, RawViews
from cmworkstation.i18n import tr
from cmworkstation.ui import theme
from cmworkstation.ui.widgets.fields import Segmented

SHOWN = 20_000  # characters


class RawView(QWidget):
    """Three ways to look at one item: laid out, as received, as bytes."""

    def __init__(self) -> None:
        """Show nothing yet."""
        super().__init__()
        look = theme.current()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(look.px(8))
        self.ways = Segmented(
            [(READABLE, tr("Laid out")), (RECEIVED, tr("As received")), (BYTES, tr("Bytes"))]
        )
        self.ways.setAccessibleName(tr("How the item is shown"))
        self.ways.chosen.connect(lambda _: self._fill())
        column.addWidget(self.ways)
        self.field = QPlainTextEdit()
        self.field.setReadOnly(True)
        self.field.setAccessibleName(tr("The item as it was received"))
        face = QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont)
        face.setPixelSize(look.px(12))
        self.field.setFont(face)
        self.field.setMinimumHeight(look.px(160))
        column.addWidget(self.field, 1)
        self.cut = QLabel(tr("Only the beginning is shown; a saved file holds all of it."))
        self.cut.setWordWrap(True)
        theme.mark(self.cut, "soft")
        column.addWidget(self.cut)
        self._views = RawViews("", "", "", "bin")

    def show_views(self, views: RawViews) -> None:
        """Show another item in the way that suits it best; ways that do not are switched off."""
        self._views = views
        for way, text in zip((READABLE, RECEIVED, BYTES), self._texts(), strict=True):
            self.ways.allow(way, allowed=bool(text))
        self.ways.choose(views.best)
        self._fill()

    def text(self) -> str:
        """Return the whole text for the clipboard: as received where it is text, else its bytes."""
        return self._views.received or self._views.bytes

    def _texts(self) -> tuple[str, str, str]:
        return (self._views.readable, self._views.received, self._views.bytes)

    def _fill(self) -> None:
        text = dict(zip((READABLE, RECEIVED, BYTES), self._texts(), strict=True))[self.ways.key()]
        shown = foreign.block(text, SHOWN)
        # Rows of bytes have no letters to break between.
        mode = QPlainTextEdit.LineWrapMode
        self.field.setLineWrapMode(mode.NoWrap if self.ways.key() == BYTES else mode.WidgetWidth)
        self.field.setPlainText(shown)
        self.cut.setVisible(shown.endswith((" …", "\n…")))
