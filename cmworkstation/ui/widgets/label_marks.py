"""The shapes of labels: painted, so that colour is never their only sign."""

from collections.abc import Callable, Mapping
from math import cos, pi, sin

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QIcon, QPainter, QPen, QPixmap, QPolygonF

from cmworkstation.domain.label import Label, Shape
from cmworkstation.i18n import N_
from cmworkstation.ui import theme

SHAPES: Mapping[Shape, str] = {
    Shape.DISC: N_("Disc"),
    Shape.SQUARE: N_("Square"),
    Shape.TRIANGLE: N_("Triangle"),
    Shape.DIAMOND: N_("Diamond"),
    Shape.STAR: N_("Star"),
    Shape.RING: N_("Ring"),
    Shape.CROSS: N_("Cross"),
    Shape.HEXAGON: N_("Hexagon"),
}
COLOURS = (  # in the order in which `Theme.account` numbers them
    *(N_("Blue"), N_("Crimson"), N_("Petrol"), N_("Ochre"), N_("Indigo"), N_("Fir")),
    *(N_("Pink"), N_("Turquoise"), N_("Brown"), N_("Violet"), N_("Olive"), N_("Plum")),
)


def paint_shape(painter: QPainter, rect: QRect, shape: Shape, colour: int) -> None:
    """Fill `rect` with a label's shape in its colour."""
    hue = theme.current().account(colour)
    box = QRectF(rect).adjusted(1, 1, -1, -1)
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(hue)
    if shape is Shape.DISC:
        painter.drawEllipse(box)
    elif shape is Shape.RING:
        painter.setBrush(Qt.BrushStyle.NoBrush)
        width = box.width() / 4
        painter.setPen(QPen(hue, width))
        painter.drawEllipse(box.adjusted(width / 2, width / 2, -width / 2, -width / 2))
    elif shape is Shape.SQUARE:
        painter.drawRect(box.adjusted(0.5, 0.5, -0.5, -0.5))
    elif shape is Shape.CROSS:
        third = box.width() / 3
        painter.drawRect(box.adjusted(third, 0, -third, 0))
        painter.drawRect(box.adjusted(0, third, 0, -third))
    else:
        painter.drawPolygon(QPolygonF(_CORNERS[shape](box)))
    painter.restore()


def _around(box: QRectF, corners: int, inner: float = 1.0) -> list[QPointF]:
    middle, radius = box.center(), box.width() / 2
    reach = [radius * (inner if n % 2 else 1.0) for n in range(corners)]
    turns = [2 * pi * n / corners - pi / 2 for n in range(corners)]
    return [
        QPointF(middle.x() + far * cos(turn), middle.y() + far * sin(turn))
        for far, turn in zip(reach, turns, strict=True)
    ]


_CORNERS: Mapping[Shape, Callable[[QRectF], list[QPointF]]] = {
    Shape.TRIANGLE: lambda box: [
        QPointF(box.center().x(), box.top()),
        box.bottomRight(),
        box.bottomLeft(),
    ],
    Shape.DIAMOND: lambda box: _around(box, 4),
    Shape.STAR: lambda box: _around(box, 10, 0.45),
    Shape.HEXAGON: lambda box: _around(box, 6),
}


def label_icon(label: Label) -> QIcon:
    """Return a label's shape as an icon."""
    return shape_icon(label.shape, label.colour)


def shape_icon(shape: Shape, colour: int) -> QIcon:
    """Return a shape in a colour as an icon."""
    side = theme.current().px(14)
    picture = QPixmap(QSize(side, side) * 2)
    picture.setDevicePixelRatio(2)
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    paint_shape(painter, QRect(0, 0, side, side), shape, colour)
    painter.end()
    return QIcon(picture)
