"""What the time line and the calendar share: items that are chosen, opened, dragged and moved by keys.

Arrows walk from item to item; Alt with an arrow moves the chosen one by a day, or to the neighbouring theme where there
are lanes. Dragging does the same. Whoever shows it carries the moves out, so that they can be taken back.
"""

from datetime import date

from PySide6.QtCore import QEvent, QPoint, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QFocusEvent, QHelpEvent, QKeyEvent, QMouseEvent, QPainter, QPen
from PySide6.QtWidgets import QApplication, QSizePolicy, QWidget

from cmworkstation.domain import foreign
from cmworkstation.domain.operation import Kind, State
from cmworkstation.services.plan import Item, Plan
from cmworkstation.ui import icons, theme
from cmworkstation.words import planning

LINE = 22  # px at 100 %, of an item
BAND = 4
ARROWS = (Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Up, Qt.Key.Key_Down)
# Hues that are told apart under every kind of sight, one for each kind; the word says it as well.
HUES = {
    Kind.NEWSLETTER: 8,
    Kind.POST: 6,
    Kind.EVENT: 1,
    Kind.COUPON: 3,
    Kind.DIALOGUE: 10,
    Kind.RELATION: 5,
}


def is_move(event: QKeyEvent) -> bool:
    """Tell whether a key moves the chosen item: Alt and an arrow."""
    held = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
    return held == Qt.KeyboardModifier.AltModifier and event.key() in ARROWS


class Canvas(QWidget):
    """Draws items, and tells what a person does with them."""

    chosen = Signal(str)  # the key of an item
    opened = Signal(str)
    moved = Signal(str, int)  # the key of an item, by how many days
    rethemed = Signal(str, str)  # the key of an item, the id of a theme
    wanted = Signal(object)  # a day on which something is to be planned

    def __init__(self, name: str) -> None:
        """Begin empty, under an accessible name."""
        super().__init__()
        self.plan: Plan | None = None
        self.key = ""
        self._name = name
        self._pressed: QPointF | None = None
        self._dragged = QPointF()
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._say()

    # What it shows

    def show_plan(self, plan: Plan) -> None:
        """Draw another plan; what was chosen stays chosen."""
        self.plan = plan
        if plan.item(self.key) is None:
            later = (one.key for one in plan.items if one.last_day >= plan.today)
            self.key = next(later, plan.items[0].key if plan.items else "")
        self.arrange()
        self._say()
        self.setMinimumHeight(self.sizeHint().height())
        self.updateGeometry()
        self.update()

    def choose(self, key: str) -> None:
        """Mean another item, without telling."""
        if self.plan is not None and self.plan.item(key) is not None:
            self.key = key
            self._say()
            self.update()

    def item(self) -> Item | None:
        """Return the chosen item."""
        return self.plan.item(self.key) if self.plan is not None else None

    def arrange(self) -> None:
        """Find out where everything stands."""

    def boxes(self) -> list[tuple[QRectF, Item]]:
        """Return where each item stands; one that goes over several lines stands in several places."""
        return []

    def day_at(self, point: QPointF) -> date | None:
        """Return the day at a place."""
        del point
        return None

    def lane_at(self, point: QPointF) -> str | None:
        """Return the theme at a place, None where there are no lanes."""
        del point
        return None

    def place_of(self, key: str) -> QRectF:
        """Return where an item stands first."""
        return next((box for box, one in self.boxes() if one.key == key), QRectF())

    # Drawing

    def draw_items(self, painter: QPainter) -> None:
        """Draw all items; one that is dragged follows the pointer."""
        shift = self._dragged - self._pressed if self._pressed is not None else QPointF()
        for box, one in self.boxes():
            meant = one.key == self.key
            moves = meant and self._is_dragging() and one.can_move
            self._draw_item(painter, box.translated(shift) if moves else box, one, meant=meant)

    def _draw_item(self, painter: QPainter, box: QRectF, one: Item, *, meant: bool) -> None:
        look = theme.current()
        mine = one.occurrence.operation if one.occurrence is not None else None
        over = mine is not None and not mine.counts
        pen = QPen(look.colour("accent" if meant else "edge"), look.px(1.5 if meant else 1))
        if mine is None or mine.state is State.IDEA:
            pen.setStyle(Qt.PenStyle.DashLine)
        painter.setPen(pen)
        painter.setBrush(look.colour("tint" if meant else "raised"))
        painter.drawRoundedRect(box.adjusted(0.5, 0.5, -0.5, -0.5), look.px(3), look.px(3))
        band = look.account(HUES[mine.kind]) if mine is not None else look.colour("soft")
        painter.fillRect(QRectF(box.left(), box.top(), look.px(BAND), box.height()), band)
        left = box.left() + look.px(BAND + 4)
        if one.warnings:
            side = look.px(icons.SMALL)
            place = QRectF(left, box.center().y() - side / 2, side, side).toRect()
            icons.paint(painter, place, "warn", look.colour("warn"))
            left += side + look.px(3)
        if one.tied or one.belongs:
            side = look.px(icons.SMALL)
            place = QRectF(left, box.center().y() - side / 2, side, side).toRect()
            icons.paint(painter, place, "attachment", look.colour("soft"))
            left += side + look.px(3)
        room = QRectF(left, box.top(), box.right() - left - look.px(3), box.height())
        role = "soft" if over or mine is None else "text"
        self.words(painter, room, planning.label(one), role, bold=meant)
        if over:
            painter.drawLine(
                QPointF(left, box.center().y()), QPointF(room.right(), box.center().y())
            )
        if meant and self.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(look.colour("accent"), look.px(2)))
            painter.drawRoundedRect(box, look.px(3), look.px(3))

    @staticmethod
    def words(
        painter: QPainter, box: QRectF, text: str, role: str = "text", *, bold: bool = False
    ) -> None:
        """Draw a short text at the left of a place, cut where there is no room."""
        look = theme.current()
        painter.setFont(look.font("meta", bold=bold))
        painter.setPen(look.colour(role))
        short = painter.fontMetrics().elidedText(
            text, Qt.TextElideMode.ElideRight, max(0, round(box.width()))
        )
        flags = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        painter.drawText(box, int(flags), short)

    # Keys

    def event(self, event: QEvent) -> bool:
        """Keep the keys that move an item from the window; say what an item is while the mouse rests on it."""
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            if is_move(event) and self.item() is not None:
                event.accept()
                return True
        elif isinstance(event, QHelpEvent):
            one = self._item_at(event.pos())
            said = planning.heard(one, self.plan) if one is not None and self.plan else ""
            self.setToolTip(foreign.tooltip(said))
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Walk the items, open one, or move it."""
        one, key = self.item(), Qt.Key(event.key())
        if is_move(event) and one is not None:
            self.move_by_key(one, key)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and one is not None:
            self.opened.emit(one.key)
        elif not self._walk(key):
            super().keyPressEvent(event)

    def move_by_key(self, one: Item, key: Qt.Key) -> None:
        """Move an item by the day; up and down by the week."""
        days = dict(zip(ARROWS, (-1, 1, -7, 7), strict=True))[key]
        if one.can_move:
            self.moved.emit(one.key, days)

    def order(self) -> list[str]:
        """Return the items in the order in which arrows walk them."""
        return list(dict.fromkeys(one.key for _, one in self.boxes()))

    def _walk(self, key: Qt.Key) -> bool:
        steps = {
            Qt.Key.Key_Right: 1,
            Qt.Key.Key_Down: 1,
            Qt.Key.Key_Left: -1,
            Qt.Key.Key_Up: -1,
            Qt.Key.Key_Home: -100_000,
            Qt.Key.Key_End: 100_000,
        }
        keys = self.order()
        if key not in steps or not keys:
            return False
        at = keys.index(self.key) if self.key in keys else 0
        self._go(keys[min(max(0, at + steps[key]), len(keys) - 1)])
        return True

    # Mouse

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Mean the item that is pressed; a drag may begin."""
        if event.button() != Qt.MouseButton.LeftButton:
            return
        one = self._item_at(event.position().toPoint())
        if one is not None:
            self._go(one.key)
            self._pressed = self._dragged = event.position()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Let the item follow."""
        if self._pressed is not None:
            self._dragged = event.position()
            self.update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Let the item go where it is: on another day, in another lane."""
        one, pressed = self.item(), self._pressed
        self._dragged = event.position()
        dragging = self._is_dragging()
        self._pressed = None
        self.update()
        if one is None or pressed is None or not dragging or not one.can_move:
            return
        before, after = self.day_at(pressed), self.day_at(event.position())
        lane = self.lane_at(event.position())
        if before is not None and after is not None and before != after:
            self.moved.emit(one.key, (after - before).days)
        elif lane is not None and lane != one.topic_id:
            self.rethemed.emit(one.key, lane)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Open an item; where there is none, plan something on that day."""
        one = self._item_at(event.position().toPoint())
        day = self.day_at(event.position())
        if one is not None:
            self.opened.emit(one.key)
        elif day is not None:
            self.wanted.emit(day)

    def _is_dragging(self) -> bool:
        if self._pressed is None:
            return False
        far = (self._dragged - self._pressed).manhattanLength()
        return far >= QApplication.startDragDistance()

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show which item is meant."""
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Show that keys go elsewhere."""
        super().focusOutEvent(event)
        self.update()

    def _item_at(self, point: QPoint) -> Item | None:
        return next((one for box, one in self.boxes() if box.contains(QPointF(point))), None)

    def _go(self, key: str) -> None:
        self.key = key
        self._say()
        self.update()
        self.chosen.emit(key)

    def _say(self) -> None:
        one = self.item()
        self.setAccessibleName(self._name)
        said = planning.heard(one, self.plan) if one is not None and self.plan else ""
        self.setAccessibleDescription(said)
