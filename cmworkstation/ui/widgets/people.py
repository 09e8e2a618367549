"""Who and where: the band of an account, the round picture of a person."""

from collections.abc import Callable

from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QWidget

from cmworkstation.domain import foreign
from cmworkstation.ui import icons, theme
from cmworkstation.ui.widgets.labels import ElidedLabel
from cmworkstation.words import platform


def short_account(name: str, fits: Callable[[str], bool]) -> str:
    """Return an account's short name, without what follows a " · " when the whole does not fit.

    The platform's icon stands beside it and says the rest; `fits` tells whether a text has room.
    """
    return name if fits(name) else name.partition(" · ")[0]


def paint_band(painter: QPainter, rect: QRect | QRectF, colour: int) -> None:
    """Fill the leading 4 px of `rect` with the colour of an account."""
    t = theme.current()
    painter.fillRect(QRectF(rect.x(), rect.y(), t.px(theme.BAND), rect.height()), t.account(colour))


def initials(name: str) -> str:
    """Return one or two capitals for a name: "Élise Morin" gives "ÉM"."""
    words = [word for word in foreign.line(name).split() if any(c.isalnum() for c in word)]
    letters = [next(c for c in word if c.isalnum()) for word in words]
    return "".join(letters[:1] + letters[-1:] * (len(letters) > 1)).upper() or "?"


def paint_avatar(painter: QPainter, rect: QRect | QRectF, name: str) -> None:
    """Draw a person's initials in a circle of a quiet colour."""
    t = theme.current()
    side = min(rect.width(), rect.height())
    middle = QRectF(rect).center()
    circle = QRectF(middle.x() - side / 2, middle.y() - side / 2, side, side)
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(t.colour("line"))
    painter.setBrush(t.colour("sunken"))
    painter.drawEllipse(circle.adjusted(0.5, 0.5, -0.5, -0.5))
    painter.setPen(t.colour("soft"))
    painter.setFont(t.font("body", bold=True))
    painter.drawText(circle, Qt.AlignmentFlag.AlignCenter, initials(name))
    painter.restore()


class Avatar(QWidget):
    """A person's initials in a circle; the name is what a screen reader says."""

    def __init__(self, name: str = "", size: int = 36, parent: QWidget | None = None) -> None:
        """Show `name` in a circle of `size` px at 100 %."""
        super().__init__(parent)
        self._name = ""
        side = theme.current().px(size)
        self.setFixedSize(side, side)
        self.set_person(name)

    def set_person(self, name: str) -> None:
        """Show another person."""
        self._name = name
        self.setAccessibleName(foreign.line(name))
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the circle."""
        del event
        paint_avatar(QPainter(self), self.rect(), self._name)


class _AccountName(ElidedLabel):
    """Gives up what the platform's icon says before it gives up letters."""

    def shown(self, width: int) -> str:
        return short_account(
            self.text(), lambda words: self.fontMetrics().horizontalAdvance(words) <= width
        )


class Band(QWidget):
    """An account: its colour, the platform's icon and the short name in words."""

    def __init__(
        self,
        colour: int = 0,
        look: str = "",
        name: str = "",
        parent: QWidget | None = None,
        *,
        painted: bool = True,
    ) -> None:
        """Show account colour `colour` (0 to 11), platform `look` and `name`; `painted`: with the colour."""
        super().__init__(parent)
        self._colour = colour
        self._painted = painted
        self._icon = QLabel(self)
        self._name = _AccountName("", self)
        self._name.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        row = QHBoxLayout(self)
        t = theme.current()
        row.setContentsMargins(
            t.px(12 if painted else 0), t.px(4), t.px(8 if painted else 0), t.px(4)
        )
        row.setSpacing(t.px(8))
        row.addWidget(self._icon)
        row.addWidget(self._name, 1)
        self.set_account(colour, look, name)

    def set_account(self, colour: int, look: str, name: str) -> None:
        """Show another account."""
        t = theme.current()
        self._colour = colour
        side = t.px(icons.SMALL)
        self._icon.setPixmap(icons.icon(icons.platform(look), "soft").pixmap(side, side))
        self._icon.setToolTip(foreign.tooltip(platform(look)))
        self._name.setText(foreign.line(name))
        self.setAccessibleName(" · ".join(filter(None, (self._name.text(), platform(look)))))
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the band."""
        del event
        if self._painted:
            paint_band(QPainter(self), self.rect(), self._colour)
