"""Bands above all pages for what lasts: a full disk, a workspace that is only read. Nobody can put them away."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QBrush, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QFrame, QLabel, QPushButton, QVBoxLayout, QWidget

from cmworkstation.domain import foreign
from cmworkstation.ui import icons, keys, theme
from cmworkstation.ui.commands import BY_ID
from cmworkstation.ui.notices import Notice
from cmworkstation.ui.widgets.labels import PlainLabel

PLAIN, WITH_BUTTON = (
    480,
    760,
)  # px at 100 % below which a band goes without its picture and stacks its parts
COLD = ("frozen", "exercise")  # kinds with a colour of their own
HATCH = 0.18  # how much of the hatching shows: the words lie over it
Words = Callable[[], Notice]  # asked again whenever the language changes


class StateBands(QWidget):
    """The bands of one window, one for each state."""

    def __init__(
        self, act: Callable[[str], object], wordings: dict[str, Words], parent: QWidget
    ) -> None:
        """Show what `wordings` holds, which outlives this widget; `act` carries out a command."""
        super().__init__(parent)
        self._act = act
        self._wordings = wordings
        self._bands: dict[str, tuple[Notice, StateBand]] = {}
        self._low = False
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        for key in list(wordings):
            self.show_state(key, wordings[key])

    def show_state(self, key: str, wording: Words | None) -> None:
        """Show a band, or change its words, or with None take it away."""
        if wording is None:
            self._wordings.pop(key, None)
        else:
            self._wordings[key] = wording
        notice = wording() if wording else None
        known = self._bands.get(key)
        if known and known[0] == notice:
            return
        if known:
            self._column.removeWidget(known[1])
            known[1].hide()
            known[1].deleteLater()
            del self._bands[key]
        if notice is not None:
            band = StateBand(notice, self._act, self)
            band.set_low(low=self._low)
            self._bands[key] = (notice, band)
            self._column.addWidget(band)

    def shows_any(self) -> bool:
        """Tell whether any state stands above the pages."""
        return bool(self._bands)

    def set_low(self, *, low: bool) -> None:
        """Say less where the window is low, so that the page keeps its room."""
        self._low = low
        for _, band in self._bands.values():
            band.set_low(low=low)


def _run(act: Callable[[str], object], command: str, *_: object) -> None:
    act(command)


class StateBand(QFrame):
    """One sentence, what to do, and a command that helps."""

    def __init__(self, notice: Notice, act: Callable[[str], object], parent: QWidget) -> None:
        """Show a notice."""
        super().__init__(parent)
        t = theme.current()
        self._hatched = notice.kind == "exercise"
        self._low = False
        theme.mark(self, notice.kind if notice.kind in COLD else "readonly")
        self.setAccessibleName(notice.text)
        self.setAccessibleDescription(notice.hint)
        self._picture = QLabel(self)
        side = t.px(icons.LARGE)
        cold = f"on_{notice.kind}" if notice.kind in COLD else "on_internal"
        role = {"warn": "warn", "error": "error"}.get(notice.kind, cold)
        self._picture.setPixmap(icons.icon(notice.kind, role).pixmap(QSize(side, side)))
        self._row = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._row.setContentsMargins(t.px(16), t.px(8), t.px(16), t.px(8))
        self._row.setSpacing(t.px(12))
        self._row.addWidget(self._picture, 0, Qt.AlignmentFlag.AlignTop)
        words = QVBoxLayout()
        words.setSpacing(t.px(4))
        self._text, self._hint = PlainLabel(notice.text, self), PlainLabel(notice.hint, self)
        for label in (self._text, self._hint):
            label.setWordWrap(True)
            words.addWidget(label)
        if notice.hint:
            theme.mark(self._text, "bold")
        self.set_low(low=False)
        self._row.addLayout(words, 1)
        for command in filter(None, map(BY_ID.get, (notice.also, notice.command))):
            button = QPushButton(keys.title(command).rstrip("…"), self)
            button.clicked.connect(partial(_run, act, command.id))
            self._row.addWidget(button, 0, Qt.AlignmentFlag.AlignLeft)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Hatch the band of a drill, so that no colour alone tells it from others."""
        if self._hatched:
            painter, look = QPainter(self), theme.current()
            painter.fillRect(self.rect(), look.colour("exercise"))
            brush = QBrush(look.colour("on_exercise"), Qt.BrushStyle.BDiagPattern)
            painter.setOpacity(HATCH)
            painter.fillRect(self.rect(), brush)
            painter.end()
        super().paintEvent(event)

    def set_low(self, *, low: bool) -> None:
        """Keep what to do for the tool tip where the window is low."""
        hint = self._hint.text()
        self._hint.setVisible(bool(hint) and not low)
        self.setToolTip(foreign.tooltip(hint) if low else "")
        if low != self._low:
            self._low = low
            self._arrange()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put the button below the words where it is narrow, and do without the picture."""
        super().resizeEvent(event)
        self._arrange()

    def _arrange(self) -> None:
        beside = self._low or not self.findChild(QPushButton)  # height is what a low window lacks
        room = PLAIN if beside else WITH_BUTTON
        narrow = self.width() < theme.current().px(room)
        way = QBoxLayout.Direction
        self._row.setDirection(way.TopToBottom if narrow else way.LeftToRight)
        self._picture.setVisible(not narrow)
