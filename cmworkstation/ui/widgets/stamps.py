"""Small pictures that are painted over and over: drawn once at a size, and put down from then on."""

from collections import OrderedDict
from collections.abc import Callable, Hashable

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QPainter, QPixmap

KEPT = 300  # an avatar takes 5 kB, a glyph less than 1 kB; four times that on a dense screen

_kept: OrderedDict[Hashable, QPixmap] = OrderedDict()


def stamp(
    painter: QPainter, square: QRect, key: Hashable, paint: Callable[[QPainter, QRect], object]
) -> None:
    """Put down at `square` what `paint` draws; `key` tells all that it depends on but size and density."""
    density = painter.device().devicePixelRatioF()
    whole = (key, square.width(), square.height(), density)
    picture = _kept.get(whole)
    if picture is None:
        picture = _drawn(square.size(), density, paint)
        _kept[whole] = picture
        if len(_kept) > KEPT:
            _kept.popitem(last=False)
    painter.drawPixmap(square.topLeft(), picture)


def _drawn(size: QSize, density: float, paint: Callable[[QPainter, QRect], object]) -> QPixmap:
    picture = QPixmap(size * density)
    picture.setDevicePixelRatio(density)
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    paint(painter, QRect(0, 0, size.width(), size.height()))
    painter.end()
    return picture
