"""One message of a thread: who, when, what they said, what is attached, what it said before.

Heights are worked out here instead of in layouts: a thread of hundreds of messages asks for the height of each
at every width, and a text browser does not say how high it would be.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QFontMetrics,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
    QTextBlockFormat,
    QTextCursor,
    QWheelEvent,
)
from PySide6.QtWidgets import QFrame, QLabel, QPushButton, QWidget

from cmworkstation import words
from cmworkstation.domain import foreign
from cmworkstation.domain.account import ModerationAct, Visibility
from cmworkstation.domain.alike import Alike
from cmworkstation.domain.message import Attachment, Held, Kind, Message, Revision, ThreadEntry
from cmworkstation.i18n import tr
from cmworkstation.ui import icons, theme
from cmworkstation.ui.inbox import phrases, quotes
from cmworkstation.ui.inbox.attachment_box import AttachmentBox
from cmworkstation.ui.inbox.whole_text import WholeText
from cmworkstation.ui.widgets.foreign_text import ForeignText
from cmworkstation.ui.widgets.labels import ForeignLabel, PlainLabel
from cmworkstation.ui.widgets.layouts import FlowLayout
from cmworkstation.ui.widgets.people import paint_avatar
from cmworkstation.words import states
from cmworkstation.words.matrix import warning

DEEPEST = 4  # levels of indentation; beyond, the card says whom it answers
HTML_CAP = 60_000  # characters; longer messages are shown as plain text, cut
LINE_HEIGHT = (
    theme.LINE_HEIGHT * 100 - 20
)  # percent of the face's own line, which is 1.2 of its size
FRAME = 2  # the border that the style sheet gives to text browsers, drawn only with the focus
VISIBILITY_ICONS = {
    Visibility.UNLISTED: "unlisted",
    Visibility.FOLLOWERS: "followers",
    Visibility.PRIVATE: "lock",
}


class EntryText(ForeignText):
    """A message's words at their full height: it never scrolls by itself and leaves letters to the thread."""

    def __init__(self, parent: QWidget) -> None:
        """Begin empty."""
        super().__init__(parent)
        off = Qt.ScrollBarPolicy.ScrollBarAlwaysOff
        self.setVerticalScrollBarPolicy(off)
        self.setHorizontalScrollBarPolicy(off)
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)

    def show_message(self, html: str, text: str) -> None:
        """Show cleaned HTML, or plain text where there is none or too much of it."""
        text = phrases.unbroken(text)
        if html and len(html) <= HTML_CAP and not foreign.is_long(text) and foreign.is_clean(html):
            self.set_html(phrases.unbroken(html))
            if text.strip() and self.document().isEmpty():  # markup that hides its own words
                self.set_plain(text)
            if "<a " in html:
                self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        else:
            self.set_plain(text)
        self._space_out()

    def _space_out(self) -> None:
        """Give people's words air between lines, and none around them."""
        document = self.document()
        cursor = QTextCursor(document)
        cursor.beginEditBlock()  # laid out once, at its end
        cursor.select(QTextCursor.SelectionType.Document)
        form = QTextBlockFormat()
        kind = QTextBlockFormat.LineHeightTypes.ProportionalHeight.value
        form.setLineHeight(LINE_HEIGHT, kind)
        form.setTopMargin(0)
        form.setBottomMargin(theme.current().px(6))
        cursor.mergeBlockFormat(form)
        end = QTextBlockFormat()
        end.setBottomMargin(0)
        cursor.movePosition(QTextCursor.MoveOperation.End)
        cursor.mergeBlockFormat(end)
        cursor.endEditBlock()

    def height_for(self, width: int) -> int:
        """Return the height of all words at `width` pixels."""
        self.document().setTextWidth(max(1, width - 2 * FRAME))
        return int(self.document().size().height() + 0.999) + 2 * FRAME

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Leave scrolling to the thread."""
        event.ignore()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Leave letters and paging to the thread; keep links, selection and copying."""
        keys = (Qt.Key.Key_Tab, Qt.Key.Key_Backtab, Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier or event.key() in keys:
            super().keyPressEvent(event)
        else:
            event.ignore()


@dataclass(slots=True)
class Part:
    """Something below the head of a card, and how high it is at a width."""

    widget: QWidget
    height_for: Callable[[int], int]
    gap: int = 8


class EntryCard(QFrame):
    """One message.

    `wanted` carries what a person asks for: ("before", id), ("act", (id, act)), ("current", id), ("url", QUrl),
    ("picture", (message, attachment)), ("save", likewise), ("folder", path).
    """

    wanted = Signal(str, object)
    resized = Signal()

    def __init__(
        self,
        entry: ThreadEntry,
        now: datetime,
        acts: Sequence[ModerationAct] = (),
        *,
        private: bool = False,
        titled: bool = True,
        alike: Alike | None = None,
        parent: QWidget | None = None,
    ) -> None:
        """Build the card; `acts` is what may be done to the message where it is held back.

        Without `titled` its title is left out: it says no more than an earlier one.
        """
        super().__init__(parent)
        self.entry = entry
        self.message: Message = entry.message
        self._now = now
        self._private = private
        self._titled = titled
        self._alike = alike
        self._parts: list[Part] = []
        self._before: QWidget | None = None
        self._notice: QWidget | None = None
        self._noticed: tuple[str, str, bool] = ("", "", False)
        self.body: EntryText | None = None
        self.is_current = False
        self._build(acts)
        self.setAccessibleName(phrases.message_sentence(self.message, now, alike))
        self.setToolTip("")

    # --- building ---------------------------------------------------------------------------------

    def _build(self, acts: Sequence[ModerationAct]) -> None:
        message = self.message
        if self._alike:
            self._row("warn", phrases.mistaken(self._alike), "warn")
        if message.deleted_at:
            self._tombstone(message)
            return
        if message.title and self._titled:
            self._label(message.title, "title", lines=3)
        if message.spoiler:
            self._label(warning(message.spoiler), "bold", lines=3)
        if message.text or message.html:
            self._words(message)
        for one in message.attachments:
            self._attachment(one)
        if message.edited_at or message.revisions:
            self._edited(message)
        if message.held is not Held.NO:
            self._held(message, acts)

    def _add(self, widget: QWidget, height_for: Callable[[int], int], gap: int = 6) -> None:
        self._parts.append(Part(widget, height_for, gap))

    def _label(self, text: str, kind: str, lines: int = 1) -> None:
        label = ForeignLabel(text, lines, self)
        theme.mark(label, kind)
        label.ensurePolished()
        self._add(label, lambda width: max(label.heightForWidth(width), label.sizeHint().height()))

    def _tombstone(self, message: Message) -> None:
        assert message.deleted_at is not None
        said = words.when(message.deleted_at, self._now)
        if message.erased_at:
            self._row("deleted", tr("Its words were erased here {when}.").format(when=said), "soft")
            return
        text = tr("Deleted by its author, noticed {when}.").format(when=said)
        row = self._row("deleted", text, "soft")
        self._before_button(row, tr("see what it said"))

    def _words(self, message: Message) -> None:
        """Show what it says, without what it repeats of earlier ones."""
        shown = quotes.without_quotes(message.html)
        self.body = EntryText(self)
        self.body.show_message(
            shown or message.html, quotes.plain(shown) if shown else message.text
        )
        self._add(self.body, self.body.height_for)
        if shown and not foreign.is_long(message.text):
            self._folded(shown)
        elif foreign.is_long(message.text):
            self._long()

    def _folded(self, shown: str) -> None:
        """Offer what the message repeats of earlier ones."""
        row = self._row("quote", tr("It repeats earlier messages."), "meta")
        button = QPushButton(tr("show them"))
        theme.mark(button, "link")
        button.setCheckable(True)
        button.toggled.connect(partial(self._unfold, shown, button))
        row.addWidget(button)

    def _unfold(self, shown: str, button: QPushButton, whole: bool) -> None:
        if self.body is None:
            return
        button.setText(tr("fold them") if whole else tr("show them"))
        if whole:
            self.body.show_message(self.message.html, self.message.text)
        else:
            self.body.show_message(shown, quotes.plain(shown))
        self.resized.emit()

    def _long(self) -> None:
        row = self._row("info", tr("A very long message: this is its beginning."), "meta")
        button = QPushButton(tr("Show all of it"))
        theme.mark(button, "link")
        button.clicked.connect(lambda: WholeText(self.message, self.window()).open())
        row.addWidget(button)

    def _edited(self, message: Message) -> None:
        at = message.edited_at
        text = tr("edited {when}").format(when=words.when(at, self._now)) if at else tr("edited")
        row = self._row("edited", text, "meta")
        if message.revisions:
            self._before_button(row, tr("see before"))

    def _held(self, message: Message, acts: Sequence[ModerationAct]) -> None:
        said = states.held(message.held)
        row = self._row(phrases.held_icon(message.held), said, "warn", height=32 if acts else 24)
        for act in acts:
            button = QPushButton(tr(phrases.MODERATION[act]))
            button.clicked.connect(partial(self._ask_act, act))
            row.addWidget(button)

    def _ask_act(self, act: ModerationAct) -> None:
        self.wanted.emit("act", (self.message.id, act))

    def _row(self, icon: str, text: str, kind: str, *, height: int = 24) -> FlowLayout:
        """Add a line of an icon, words, and what may follow; it wraps where it must."""
        look = theme.current()
        line = QWidget(self)
        flow = FlowLayout(line, gap=6)
        flow.addWidget(_Saying(icon, text, kind, look.px(height)))
        self._add(line, flow.heightForWidth)
        return flow

    def remark(self, icon: str, text: str) -> None:
        """Say something of the message below it."""
        line = self._row(icon, text, "meta").parentWidget()
        if line is not None:
            line.show()

    def notice(
        self, kind: str, icon: str, text: str, act: str, then: "Callable[[], object] | None"
    ) -> None:
        """Say one thing of the message below it, in the place of what was said so before; "" says nothing.

        `act` and `then` are the words and the deed of a button; None where there is nowhere to go.
        """
        said = (kind, text, then is not None)
        if said == self._noticed or (not text and self._notice is None):
            return
        self._noticed = said
        if self._notice is not None:
            self._parts = [part for part in self._parts if part.widget is not self._notice]
            self._notice.deleteLater()
            self._notice = None
        if text:
            row = self._row(icon, text, "warn" if icon == "warn" else "meta")
            if then is not None:
                button = QPushButton(act)
                theme.mark(button, "link")
                button.clicked.connect(lambda _=False: then())
                row.addWidget(button)
            self._notice = row.parentWidget()
            if self._notice is not None:
                self._notice.show()
        self.resized.emit()

    def _before_button(self, row: FlowLayout, text: str) -> None:
        button = QPushButton(text)
        theme.mark(button, "link")
        button.setAccessibleName(tr("See what this message said before"))
        button.clicked.connect(lambda: self.wanted.emit("before", self.message.id))
        row.addWidget(button)

    def _attachment(self, one: Attachment) -> None:
        box = AttachmentBox(one, self)
        box.open_wanted.connect(lambda url: self.wanted.emit("url", url))
        box.picture_wanted.connect(partial(self._ask_file, "picture"))
        box.save_wanted.connect(partial(self._ask_file, "save"))
        box.folder_wanted.connect(lambda path: self.wanted.emit("folder", path))
        self._add(box, box.height_for)

    def _ask_file(self, what: str, one: object) -> None:
        self.wanted.emit(what, (self.message, one))

    def boxes(self, url: str) -> list[AttachmentBox]:
        """Return the boxes of the files at an address."""
        return [one for one in self.findChildren(AttachmentBox) if one.one.url == url]

    # --- what it said before ----------------------------------------------------------------------

    def show_before(self, revisions: Sequence[Revision]) -> None:
        """Show earlier versions inside the card, or fold them again."""
        if self._before is not None:
            self._parts = [part for part in self._parts if part.widget is not self._before]
            self._before.deleteLater()
            self._before = None
        else:
            self._before = Before(revisions, self._now, self)
            self._before.show()
            self._add(self._before, self._before.height_for, 8)
        self.resized.emit()

    # --- size and paint ---------------------------------------------------------------------------

    def head_height(self) -> int:
        """Return the height of the line with the person and the time."""
        return theme.current().px(34)

    def height_for(self, width: int) -> int:
        """Place everything for `width` pixels and return the card's height."""
        look = theme.current()
        side, top = look.px(12), look.px(10) + self.head_height()
        inner = width - 2 * side
        for part in self._parts:
            top += look.px(part.gap)
            # A text browser keeps two pixels for its focus border; the words align with the head.
            shift = FRAME if isinstance(part.widget, EntryText) else 0
            height = part.height_for(inner + 2 * shift)
            part.widget.setGeometry(side - shift, top - shift, inner + 2 * shift, height)
            top += height - shift
        return top + look.px(8)

    def set_current(self, *, current: bool) -> None:
        """Mark the message on which commands act."""
        if self.is_current != current:
            self.is_current = current
            self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the card and its head."""
        del event
        look = theme.current()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        width = look.px(2) if self.is_current else 1
        edge = look.colour("accent" if self.is_current else "line")
        painter.setPen(QPen(edge, width))
        painter.setBrush(look.colour(self._ground()))
        inset = width / 2
        box = QRectF(self.rect()).adjusted(inset, inset, -inset, -inset)
        painter.drawRoundedRect(box, look.px(theme.RADIUS), look.px(theme.RADIUS))
        self._paint_head(painter)

    def _ground(self) -> str:
        if self.message.ours:
            return "tint"
        return "ground" if self.message.context or self.message.deleted_at else "raised"

    def _paint_head(self, painter: QPainter) -> None:
        look = theme.current()
        message = self.message
        side = look.px(12)
        avatar = QRect(side, look.px(11), look.px(30), look.px(30))
        paint_avatar(painter, avatar, phrases.line(message.author_name, 60))
        left, right = avatar.right() + look.px(10), self.width() - side
        bold, meta = look.font("body", bold=True), look.font("meta")
        upper = QRect(left, look.px(10), right - left, QFontMetrics(bold).height())
        said = words.when(message.at, self._now)
        room = QFontMetrics(meta).horizontalAdvance(said)
        _text(
            painter, QRect(right - room, upper.top(), room + 2, upper.height()), said, meta, "soft"
        )
        upper.setRight(right - room - look.px(10))
        if message.unread:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(look.colour("accent"))
            centre = QPointF(upper.right(), upper.center().y() + 1)
            painter.drawEllipse(centre, look.px(3), look.px(3))
            upper.setRight(upper.right() - look.px(8))
        name = phrases.line(message.author_name, 120) or tr("Somebody")
        used = _text(painter, upper, name, bold, "text")
        lower = QRect(left, upper.bottom() + look.px(1), right - left, QFontMetrics(meta).height())
        marked = message.ours and self._paint_mark(
            painter, upper.adjusted(used + look.px(8), 0, 0, 0)
        )
        self._paint_second(painter, lower, ours=message.ours and not marked)

    def _ours(self) -> str:
        return tr("our post") if self.message.kind is Kind.POST else tr("our answer")

    def _paint_mark(self, painter: QPainter, rect: QRect) -> bool:
        """Say that this one is ours, in words on a chip; tell whether there was room."""
        look = theme.current()
        font = look.font("meta", bold=True)
        said = self._ours()
        width = QFontMetrics(font).horizontalAdvance(said) + look.px(12)
        if width > rect.width():
            return False
        chip = QRectF(rect.left(), rect.top() + 1, width, rect.height() - 1)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(look.colour("accent"))
        painter.drawRoundedRect(chip, chip.height() / 2, chip.height() / 2)
        painter.setPen(look.colour("on_accent"))
        painter.setFont(font)
        painter.drawText(chip, Qt.AlignmentFlag.AlignCenter, said)
        return True

    def _paint_second(self, painter: QPainter, rect: QRect, *, ours: bool) -> None:
        """Draw handle, whom it answers, and who can read it."""
        look = theme.current()
        message = self.message
        meta = look.font("meta")
        if ours:
            mark = look.font("meta", bold=True)
            rect = rect.adjusted(
                _text(painter, rect, self._ours(), mark, "accent") + look.px(8), 0, 0, 0
            )
        said = [phrases.line(message.author_handle, 120)]
        if self.entry.depth > DEEPEST and self.entry.parent_author:
            parent = phrases.line(self.entry.parent_author, 60)
            said.append(tr("in reply to {name}").format(name=parent))
        if message.context and not message.ours:
            said.append(tr("context"))
        used = _text(painter, rect, " · ".join(part for part in said if part), meta, "soft")
        icon = VISIBILITY_ICONS.get(message.visibility)
        if icon and not (self._private and message.visibility is Visibility.PRIVATE):
            left = rect.left() + used + (look.px(10) if used else 0)
            square = QRect(left, rect.top() + look.px(1), look.px(12), look.px(12))
            if square.right() + look.px(30) < rect.right():
                icons.paint(painter, square, icon, look.colour("soft"))
                rest = QRect(square.right() + look.px(4), rect.top(), 0, rect.height())
                rest.setRight(rect.right())
                _text(painter, rest, states.visibility(message.visibility), meta, "soft")

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Make this the message on which commands act."""
        super().mousePressEvent(event)
        self.wanted.emit("current", self.message.id)


class _Saying(QWidget):
    """An icon and words beside it, on one line where there is room for it; the words wrap, the icon stays."""

    def __init__(self, icon: str, text: str, kind: str, height: int) -> None:
        super().__init__()
        look = theme.current()
        self._least = height
        self._gap = look.px(6)
        self._picture = QLabel(self)
        side = look.px(14)
        role = "warn" if kind == "warn" else "soft"
        self._picture.setPixmap(icons.icon(icon, role).pixmap(side, side))
        self._picture.resize(side, height)
        self._words = PlainLabel(text, self)
        self._words.setWordWrap(True)
        theme.mark(self._words, kind)
        policy = self.sizePolicy()
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def sizeHint(self) -> QSize:
        """Ask for one line."""
        self._words.ensurePolished()
        words_ = self._words.fontMetrics().horizontalAdvance(self._words.text()) + 2
        return QSize(self._left() + words_, self._least)

    def minimumSizeHint(self) -> QSize:
        """Any width will do."""
        return QSize(self._left() + theme.current().px(60), self._least)

    def heightForWidth(self, width: int) -> int:
        """Return the height of the wrapped words."""
        if width >= self.sizeHint().width():
            return self._least
        return max(self._least, self._words.heightForWidth(max(1, width - self._left())))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Place the words beside the icon."""
        super().resizeEvent(event)
        self._words.setGeometry(self._left(), 0, self.width() - self._left(), self.height())

    def _left(self) -> int:
        return self._picture.width() + self._gap


class Before(QFrame):
    """What a message said before, oldest first."""

    def __init__(self, revisions: Sequence[Revision], now: datetime, parent: QWidget) -> None:
        """Show all versions."""
        super().__init__(parent)
        theme.mark(self, "sunken")
        self.setAccessibleName(tr("Earlier versions"))
        self._rows: list[tuple[QLabel, ForeignLabel | None, EntryText]] = []
        for one in revisions:
            label = PlainLabel(tr("until {when}").format(when=words.moment(one.seen_at, now)), self)
            theme.mark(label, "meta")
            title = ForeignLabel(one.title, 3, self) if one.title else None
            if title is not None:
                theme.mark(title, "bold")
                title.ensurePolished()
            text = EntryText(self)
            text.show_message(one.html, one.text)
            self._rows.append((label, title, text))

    def height_for(self, width: int) -> int:
        """Place everything for `width` pixels and return the height."""
        look = theme.current()
        side, top = look.px(8), look.px(6)
        for label, title, text in self._rows:
            height = label.sizeHint().height()
            label.setGeometry(side, top, width - 2 * side, height)
            top += height + look.px(2)
            if title is not None:
                height = max(title.heightForWidth(width - 2 * side), title.sizeHint().height())
                title.setGeometry(side, top, width - 2 * side, height)
                top += height + look.px(2)
            height = text.height_for(width - 2 * side + 2 * FRAME)
            text.setGeometry(side - FRAME, top - FRAME, width - 2 * side + 2 * FRAME, height)
            top += height + look.px(6)
        return top


def _text(painter: QPainter, rect: QRect, text: str, font: object, role: str) -> int:
    """Draw one elided line; return the width it took."""
    painter.setFont(font)  # type: ignore[arg-type]
    metrics = QFontMetrics(painter.font())
    shown = metrics.elidedText(text, Qt.TextElideMode.ElideRight, max(0, rect.width()))
    painter.setPen(theme.current().colour(role))
    painter.drawText(rect, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, shown)
    return metrics.horizontalAdvance(shown)
