"""The triage as a picture that can be walked with the arrow keys: right is yes, down is no."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QPoint, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QFontMetricsF,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QPolygonF,
)
from PySide6.QtWidgets import QWidget

from cmworkstation.domain.charter.model import Charter
from cmworkstation.i18n import tr
from cmworkstation.ui import icons, theme
from cmworkstation.ui.charter.tree_shape import Node, Shape
from cmworkstation.ui.charter.tree_words import node_words

GAP_Y: Final = 22  # px at 100 %, before the picture's own zoom
INDENT: Final = 32
NO_AT: Final = 24  # where the line to "no" leaves a box
YES_AT: Final = 56  # and that to a "yes" which stands below
TOP_AT: Final = 20  # and that to a "yes" at the right
PAD: Final = 10
EDGE: Final = 16
LINES: Final = 4
LEAST, MOST = 0.45, 1.5  # the picture's own zoom
WRAP: Final = int(Qt.TextFlag.TextWordWrap) | int(
    Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
)


@dataclass(frozen=True, slots=True)
class _Sizes:
    """Widths of questions, ends and the gap between them; how far each column stands from the one before."""

    step: int
    end: int
    gap: int
    column: int


WIDE: Final = _Sizes(264, 208, 56, 264 + 56)
NARROW: Final = _Sizes(236, 148, 40, INDENT)


class TreeCanvas(QWidget):
    """Paints the boxes and knows which one is chosen."""

    chosen = Signal(int)  # number of the box
    opened = Signal(int)  # to be edited
    zoomed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        """Paint nothing yet."""
        super().__init__(parent)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(tr("Triage as a tree"))
        self.shape_ = Shape((), 0)
        self.current = 0
        self.scale = 1.0
        self._charter = Charter()
        self._boxes: list[QRectF] = []
        self._size = QSize(1, 1)
        self._sizes = WIDE

    def show_shape(
        self, charter: Charter, shape: Shape, current: int, *, narrow: bool = False
    ) -> None:
        """Paint a triage with one box chosen."""
        self._charter, self.shape_ = charter, shape
        self._sizes = NARROW if narrow else WIDE
        self._lay_out()
        self.current = min(max(0, current), max(0, len(shape.nodes) - 1))
        self._tell()
        self.update()

    def box(self, number: int) -> QRectF:
        """Return where a box is painted, in pixels of the widget."""
        box = self._boxes[number]
        return QRectF(box.topLeft() * self.scale, box.size() * self.scale)

    def natural_width(self) -> int:
        """Return the width of the whole picture without its own zoom."""
        return self._size.width()

    def zoom_to(self, scale: float) -> None:
        """Show the picture larger or smaller."""
        self.scale = min(MOST, max(LEAST, scale))
        self.setFixedSize(self.sizeHint())
        self.update()
        self.zoomed.emit()

    def sizeHint(self) -> QSize:
        """Return the size of the whole picture."""
        return QSize(
            round(self._size.width() * self.scale) + 1, round(self._size.height() * self.scale) + 1
        )

    def choose(self, number: int) -> None:
        """Choose a box."""
        if 0 <= number < len(self.shape_.nodes) and number != self.current:
            self.current = number
            self._tell()
            self.update()
            self.chosen.emit(number)

    # --- keys and mouse ---------------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows walk along the branches; Enter opens what is chosen."""
        key = Qt.Key(event.key())
        if not self.shape_.nodes:
            super().keyPressEvent(event)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.opened.emit(self.current)
        elif (goal := self._goal(key)) is not None:
            self.choose(goal)
        else:
            super().keyPressEvent(event)

    def _goal(self, key: Qt.Key) -> int | None:
        """Return the box to which a key leads, None for other keys; from an end it goes on to its neighbour."""
        here, nodes = self.current, self.shape_.nodes
        parent, below = nodes[here].parent, self.shape_.child(here, "no")
        return {
            Qt.Key.Key_Right: self.shape_.child(here, "yes"),
            Qt.Key.Key_Down: below if below >= 0 else here + 1,
            Qt.Key.Key_Left: parent,
            Qt.Key.Key_Up: parent if parent >= 0 else here - 1,
            Qt.Key.Key_Home: 0,
            Qt.Key.Key_End: len(nodes) - 1,
        }.get(key)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Choose what is under the pointer."""
        number = self._at(event.position().toPoint())
        if number is not None:
            self.choose(number)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Open what is under the pointer."""
        number = self._at(event.position().toPoint())
        if number is not None:
            self.opened.emit(number)

    def _at(self, point: QPoint) -> int | None:
        found = (n for n in range(len(self._boxes)) if self.box(n).contains(QPointF(point)))
        return next(found, None)

    # --- laying out -------------------------------------------------------------------------------

    def _lay_out(self) -> None:
        look = theme.current()
        nodes = self.shape_.nodes
        heights = [self._height(one) for one in nodes]
        rows = [0.0] * (self.shape_.rows + 1)
        for node, height in zip(nodes, heights, strict=True):
            rows[node.row] = max(rows[node.row], height)
        tops, y = [], float(look.px(EDGE))
        for height in rows:
            tops.append(y)
            y += height + look.px(GAP_Y)
        self._boxes = []
        for node, height in zip(nodes, heights, strict=True):
            left = float(look.px(EDGE) + node.column * look.px(self._sizes.column))
            if node.kind != "step" and node.branch == "yes" and node.parent >= 0:
                left = self._boxes[node.parent].right() + look.px(self._sizes.gap)
            self._boxes.append(QRectF(left, tops[node.row], self._width(node), height))
        right = max((one.right() for one in self._boxes), default=0.0) + look.px(EDGE)
        bottom = max((one.bottom() for one in self._boxes), default=0.0) + look.px(EDGE)
        self._size = QSize(round(right), round(bottom))
        self.setFixedSize(self.sizeHint())

    def _height(self, node: Node) -> float:
        look = theme.current()
        metrics = QFontMetricsF(look.font("body"))
        said, note = node_words(self._charter, node)
        room = QRectF(0, 0, self._width(node) - look.px(PAD * 2 + 20), 10_000)
        height = min(metrics.boundingRect(room, WRAP, said).height(), metrics.height() * LINES)
        if note:
            height += QFontMetricsF(look.font("meta")).height() + look.px(2)
        return height + look.px(PAD * 2)

    # --- painting ---------------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the branches below the boxes."""
        del event
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.scale(self.scale, self.scale)
        for number, node in enumerate(self.shape_.nodes):
            if node.parent >= 0:
                self._branch(painter, node, self._boxes[node.parent], self._boxes[number])
        for number, node in enumerate(self.shape_.nodes):
            self._box(painter, node, self._boxes[number], chosen=number == self.current)

    def _branch(self, painter: QPainter, node: Node, start: QRectF, end: QRectF) -> None:
        look = theme.current()
        role = "good" if node.branch == "yes" else "soft"
        beside = end.left() > start.right()
        if beside:
            y = start.top() + look.px(TOP_AT)
            first, last = QPointF(start.right(), y), QPointF(end.left(), y)
            at = first + QPointF(look.px(6), -look.px(4))
        else:
            x = start.left() + look.px(YES_AT if node.branch == "yes" else NO_AT)
            first, last = QPointF(x, start.bottom()), QPointF(x, end.top())
            at = QPointF(x + look.px(8), last.y() - look.px(6))
        painter.setPen(QPen(look.colour(role), look.px(1) + 0.5))
        painter.drawLine(first, last)
        self._arrow(painter, last, right=beside, role=role)
        painter.setFont(look.font("meta", bold=True))
        painter.setPen(look.colour(role))
        painter.drawText(at, tr("yes") if node.branch == "yes" else tr("no"))

    def _arrow(self, painter: QPainter, tip: QPointF, *, right: bool, role: str) -> None:
        look = theme.current()
        a, b = look.px(7), look.px(4)
        back = (QPointF(-a, -b), QPointF(-a, b)) if right else (QPointF(-b, -a), QPointF(b, -a))
        painter.setBrush(look.colour(role))
        painter.drawPolygon(QPolygonF([tip, tip + back[0], tip + back[1]]))
        painter.setBrush(Qt.BrushStyle.NoBrush)

    def _box(self, painter: QPainter, node: Node, box: QRectF, *, chosen: bool) -> None:
        look = theme.current()
        wrong = node.kind in ("loop", "lost") or not node.reached
        edge = "accent" if chosen else "error" if wrong else "edge"
        pen = QPen(look.colour(edge), look.px(2) if chosen else look.px(1))
        if wrong and not chosen:
            pen.setStyle(Qt.PenStyle.DashLine)
        painter.setPen(pen)
        ground = "tint" if chosen else "raised" if node.kind == "step" else "sunken"
        painter.setBrush(look.colour(ground))
        round_ = look.px(6) if node.kind == "step" else box.height() / 2
        painter.drawRoundedRect(box, min(round_, look.px(18)), min(round_, look.px(18)))
        self._words(painter, node, box, wrong=wrong)

    def _words(self, painter: QPainter, node: Node, box: QRectF, *, wrong: bool) -> None:
        look = theme.current()
        side = look.px(icons.SMALL)
        picture = {"step": "help", "category": "tag"}.get(node.kind, "link")
        place = QRectF(box.left() + look.px(PAD), box.top() + look.px(PAD) + 1, side, side).toRect()
        colour = "error" if wrong else "soft"
        icons.paint(painter, place, "warn" if wrong else picture, look.colour(colour))
        said, note = node_words(self._charter, node)
        words = box.adjusted(look.px(PAD + 20), look.px(PAD), -look.px(PAD), -look.px(PAD))
        if note:
            small = QFontMetricsF(look.font("meta"))
            line = QRectF(
                words.left(), words.bottom() - small.height(), words.width(), small.height()
            )
            painter.setFont(look.font("meta"))
            painter.setPen(look.colour(colour))
            painter.drawText(
                line, small.elidedText(note, Qt.TextElideMode.ElideRight, line.width())
            )
            words.setBottom(line.top() - look.px(2))
        painter.setFont(look.font("body"))
        painter.setPen(look.colour("text"))
        painter.setClipRect(box)
        painter.drawText(words, WRAP, said)
        painter.setClipping(False)

    def _tell(self) -> None:
        """Let a screen reader know what is chosen."""
        nodes = self.shape_.nodes
        said: Sequence[str] = node_words(self._charter, nodes[self.current]) if nodes else ()
        self.setAccessibleDescription(". ".join(filter(None, said)))

    def _width(self, node: Node) -> int:
        return theme.current().px(self._sizes.step if node.kind == "step" else self._sizes.end)
