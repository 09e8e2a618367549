"""The time line of a thread: cards built only where somebody looks, the others when the machine is idle.

Every block knows its height, estimated until its card exists. The block at the top of the view stays where it
is whatever is built, added or measured anew above it: nothing jumps while somebody reads.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from PySide6.QtCore import QElapsedTimer, QRect, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QFontMetrics, QKeyEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QWidget

from cmworkstation.domain.account import ModerationAct
from cmworkstation.domain.alike import Alike
from cmworkstation.domain.message import Message, Revision, Thread, ThreadEntry
from cmworkstation.i18n import tr
from cmworkstation.ui import theme
from cmworkstation.ui.inbox import phrases
from cmworkstation.ui.inbox.entry import DEEPEST, EntryCard
from cmworkstation.ui.inbox.note_card import NoteCard, NoteView, placed

STEP = 20  # px of indentation per level
GAP = 8
SLICE_MS = 6  # how long an idle turn builds cards
IDLE_AT_MOST = 400  # cards built without being looked at
DAY, NEW, ENTRY, NOTE = "day", "new", "entry", "note"


@dataclass(slots=True)
class Block:
    """A divider, a message or an internal note in the time line."""

    kind: str
    key: str
    words: str = ""
    entry: ThreadEntry | None = None
    note: NoteView | None = None
    alike: Alike | None = None
    titled: bool = True  # its title is not that of an earlier message
    card: QWidget | None = None
    height: int = 0
    top: int = 0
    width: int = 0  # the width at which `height` was measured, 0 for an estimate


@dataclass(slots=True)
class _Anchor:
    block: Block
    offset: int


class TimeLine(QScrollArea):
    """Shows a thread. `wanted` passes on what the cards ask for."""

    wanted = Signal(str, object)
    current_changed = Signal(object)  # Message or None
    card_built = Signal(object)  # EntryCard

    def __init__(
        self,
        now: Callable[[], datetime],
        acts: Callable[[Message], Sequence[ModerationAct]],
        parent: QWidget | None = None,
        alike: Callable[[Message], Alike | None] = lambda _: None,
    ) -> None:
        """Begin empty. `acts` says what may be done to a held message, `alike` whom its author looks like."""
        super().__init__(parent)
        self._now = now
        self._acts = acts
        self._alike = alike
        self._private = False
        self.notes: tuple[NoteView, ...] = ()
        self._blocks: list[Block] = []
        self._current: Block | None = None
        self._board = _Board(self)
        self.setWidget(self._board)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(tr("Messages of the conversation"))
        self._placing = False
        self._measured: tuple[object, tuple[int, int, int, int]] = (None, (0, 0, 0, 1))
        self._idle = QTimer(self)
        self._idle.setInterval(0)
        self._idle.timeout.connect(self._build_some)
        self.verticalScrollBar().valueChanged.connect(self._scrolled)
        self.verticalScrollBar().setSingleStep(theme.current().px(40))

    # --- what is shown ----------------------------------------------------------------------------

    def show_thread(self, thread: Thread) -> None:
        """Show another thread: from its first unread message, or else at its newest."""
        self.clear()
        self._private = thread.private
        self._blocks = self._blocks_of(thread, None, {})
        self._place_all()
        newest = self._newest()
        if newest is None:
            return
        self._current = newest
        self._build_around(self._first_unread() or newest)
        self._mark_current()
        self.current_changed.emit(_message(newest))
        self._idle.start()

    def update_thread(self, thread: Thread) -> None:
        """Bring the shown thread up to date; what somebody reads stays where it is."""
        anchor = self._anchor()
        known = {block.key: block for block in self._blocks}
        new_line = next((self._after(block) for block in self._blocks if block.kind == NEW), None)
        fresh = self._blocks_of(thread, new_line, known)
        for n, block in enumerate(fresh):
            old = known.get(block.key)
            if old is block:
                known.pop(block.key)
                continue
            if old is not None and _same(old, block):
                old.entry = block.entry
                fresh[n] = old
                known.pop(block.key)
        current = _key(self._current)
        for gone in known.values():
            if gone.card is not None:
                gone.card.deleteLater()
                gone.card.hide()
        self._private = thread.private
        self._blocks = fresh
        self._current = next((block for block in fresh if block.key == current), None)
        self._mark_current()
        if anchor is not None:
            anchor.block = next((b for b in fresh if b.key == anchor.block.key), anchor.block)
        self._settle(anchor)
        self._idle.start()

    def clear(self) -> None:
        """Show nothing."""
        self._idle.stop()
        for block in self._blocks:
            if block.card is not None:
                block.card.hide()
                block.card.deleteLater()
        self._blocks = []
        self._current = None
        self._board.resize(self.viewport().width(), 0)

    def _blocks_of(
        self, thread: Thread, keep_new_line: str | None, known: Mapping[str, Block]
    ) -> list[Block]:
        """Return dividers and messages in order; the unread line stays where it was when it was shown.

        A block that is known and stands for the very same entry is the same block.
        """
        found: list[Block] = []
        now = self._now()
        last_day: date | None = None
        line_drawn = False
        subjects: set[str] = set()
        likeness: dict[tuple[bool, str, str], Alike | None] = {}  # few people write many messages
        notes = placed(thread.entries, self.notes)
        found += _note_blocks(notes.get(-1, ()))
        for n, entry in enumerate(thread.entries):
            message = entry.message
            subject = phrases.bare_subject(message.title)
            day = message.at.astimezone().date()
            if last_day is None or day > last_day:
                last_day = day
                found.append(Block(DAY, f"day {day}", phrases.day(message.at, now)))
            key = f"message {message.id}"
            starts = key == keep_new_line if keep_new_line else message.unread
            if starts and not line_drawn:
                line_drawn = True
                if subjects:  # above the first message it would say nothing
                    found.append(Block(NEW, "new", tr("New")))
            titled = subject not in subjects
            subjects.add(subject)
            who = (message.ours, message.author_name, message.author_handle)
            if who not in likeness:
                likeness[who] = self._alike(message)
            alike, old = likeness[who], known.get(key)
            if old is not None and old.entry is entry and old.alike == alike:
                found.append(old)
            else:
                found.append(Block(ENTRY, key, entry=entry, alike=alike, titled=titled))
            found += _note_blocks(notes.get(n, ()))
        return found

    def _after(self, line: Block) -> str | None:
        row = self._blocks.index(line)
        return next((block.key for block in self._blocks[row:] if block.kind == ENTRY), None)

    # --- walking ----------------------------------------------------------------------------------

    def current(self) -> Message | None:
        """Return the message on which commands act."""
        return _message(self._current) if self._current else None

    def step(self, by: int) -> bool:
        """Go to the next or previous message; tell whether there was one."""
        entries = self._entries()
        if not entries:
            return False
        seen = [block for block in entries if self._in_sight(block)]
        if self._current in entries and (self._current in seen or not seen):
            row = entries.index(self._current) + by
        else:  # the person reads elsewhere: go on from there
            row = entries.index(seen[0 if by > 0 else -1])
        if not 0 <= row < len(entries):
            return False
        self.make_current(entries[row])
        self._reveal(entries[row])
        return True

    def go_to(self, message_id: int) -> bool:
        """Bring a message into sight and make it current; tell whether the thread holds it."""
        for block in self._entries():
            if _message(block).id == message_id:
                self._build_around(block)
                self.make_current(block)
                return True
        return False

    def go_to_unread(self) -> bool:
        """Bring the first unread message into sight; tell whether there is one."""
        first = self._first_unread()
        if first is None:
            return False
        self._build_around(first)
        self.make_current(first)
        return True

    def make_current(self, block: Block) -> None:
        """Let commands act on this message."""
        if block is self._current:
            return
        self._current = block
        self._mark_current()
        self.current_changed.emit(_message(block))

    def _mark_current(self) -> None:
        for block in self._entries():
            if isinstance(block.card, EntryCard):
                block.card.set_current(current=block is self._current)

    def _first_unread(self) -> Block | None:
        return next((block for block in self._entries() if _message(block).unread), None)

    def _newest(self) -> Block | None:
        """Return the message that an answer is for when nobody chose: the newest by somebody else."""
        entries = self._entries()
        theirs = [
            block
            for block in entries
            if not (_message(block).ours or _message(block).context or _message(block).deleted_at)
        ]
        return max(theirs or entries, key=lambda block: _message(block).id, default=None)

    def _in_sight(self, block: Block) -> bool:
        top = self.verticalScrollBar().value()
        return block.top < top + self.viewport().height() and block.top + block.height > top

    def reveal_current(self) -> None:
        """Bring the message on which commands act into sight."""
        if self._current is not None:
            self._reveal(self._current)

    def _entries(self) -> list[Block]:
        return [block for block in self._blocks if block.kind == ENTRY]

    # --- cards ------------------------------------------------------------------------------------

    def card(self, message_id: int) -> EntryCard | None:
        """Return the card of a message if it was built."""
        for block in self._entries():
            if _message(block).id == message_id and isinstance(block.card, EntryCard):
                return block.card
        return None

    def cards(self) -> list[EntryCard]:
        """Return all cards that were built, in order."""
        return [block.card for block in self._blocks if isinstance(block.card, EntryCard)]

    def note_card(self, note_id: str) -> NoteCard | None:
        """Return the card of an internal note if it was built."""
        found = (one.card for one in self._blocks if one.note and one.note.note.id == note_id)
        return next((card for card in found if isinstance(card, NoteCard)), None)

    def show_before(self, message_id: int, revisions: Sequence[Revision]) -> None:
        """Show in its card what a message said before."""
        card = self.card(message_id)
        if card is not None:
            card.show_before(revisions)

    def _build(self, block: Block) -> None:
        """Make the widget of a block where it has none."""
        if block.card is not None:
            return
        if block.note is not None:
            note = NoteCard(block.note, self._now(), self._board)
            note.wanted.connect(self._asked)
            note.resized.connect(lambda: self._remeasure(block))
            block.card = note
        elif block.entry is None:
            block.card = _Divider(block.words, strong=block.kind == NEW, parent=self._board)
        else:
            message = block.entry.message
            card = EntryCard(
                block.entry,
                self._now(),
                self._acts(message),
                private=self._private,
                titled=block.titled,
                alike=self._alike(message),
                parent=self._board,
            )
            card.wanted.connect(self._asked)
            card.resized.connect(lambda: self._remeasure(block))
            card.set_current(current=block is self._current)
            block.card = card
            self.card_built.emit(card)
        block.width = 0

    def _asked(self, what: str, about: object) -> None:
        if what == "current":
            for block in self._entries():
                if _message(block).id == about:
                    self.make_current(block)
            return
        self.wanted.emit(what, about)

    def _remeasure(self, block: Block) -> None:
        block.width = 0
        self._settle(self._anchor())

    # --- placing ----------------------------------------------------------------------------------

    def _measures(self) -> tuple[int, int, int, int]:
        """Return (margin, room, widest card, width of a letter) in pixels; worked out once per width."""
        look = theme.current()
        key = (self.width(), look.zoom)
        if self._measured[0] != key:
            side = look.px(16)
            # The scroll bar's room is left free, so that its coming and going moves nothing.
            room = self.width() - self.verticalScrollBar().sizeHint().width() - 2 * side
            letter = QFontMetrics(look.font("body")).averageCharWidth()
            self._measured = (
                key,
                (side, room, look.px(28) + letter * theme.LONGEST_LINE, max(1, letter)),
            )
        return self._measured[1]

    def _span(self, block: Block) -> tuple[int, int]:
        """Return (left, width) of a block at the width of the view."""
        side, room, widest, _ = self._measures()
        if block.note is not None:
            return side, min(room, widest)
        if block.entry is None:
            return side, room
        if self._private:
            width = min(int(room * 0.86), widest)
            return (side + room - width if block.entry.message.ours else side), width
        indent = self._indent(block.entry.depth, room)
        return side + indent, min(room - indent, widest)

    @staticmethod
    def _indent(depth: int, room: int) -> int:
        return min(depth, DEEPEST) * min(theme.current().px(STEP), room // 24) if depth else 0

    def _guess(self, blocks: Iterable[Block]) -> None:
        """Give blocks that were not built the height that they may have; thousands at once, hence the haste."""
        look = theme.current()
        _, room, widest, letter = self._measures()
        divider, least, line, file = look.px(28), look.px(66), look.px(21), look.px(60)
        most = min(int(room * 0.86), widest) if self._private else min(room, widest)
        indents = [0 if self._private else self._indent(n, room) for n in range(DEEPEST + 1)]
        for block in blocks:
            if block.note is not None:
                block.height = least + line * (1 + len(block.note.note.body) // 60)
                continue
            if block.entry is None:
                block.height = divider
                continue
            message = block.entry.message
            width = min(most, room - indents[min(block.entry.depth, DEEPEST)])
            lines = 1 + len(message.text) // max(20, width // letter) + message.text.count("\n")
            block.height = least + lines * line + len(message.attachments) * file

    def _measure(self, block: Block) -> bool:
        """Bring a built block to the width of the view; tell whether its height changed."""
        left, width = self._span(block)
        if block.card is None:
            if not block.height:
                self._guess([block])
            return False
        if block.width == width:
            return False
        before = block.height
        card = block.card
        block.height = (
            card.height_for(width)
            if isinstance(card, EntryCard | NoteCard | _Divider)
            else block.height
        )
        block.width = width
        card.setGeometry(left, block.top, width, block.height)
        card.show()
        return block.height != before

    def _place_all(self) -> None:
        """Work out where every block stands."""
        look = theme.current()
        top, gap = look.px(12), look.px(GAP)
        self._guess(block for block in self._blocks if not block.height)
        for block in self._blocks:
            block.top = top
            if block.card is not None:
                left, width = self._span(block)
                block.card.setGeometry(left, top, width, block.height)
            top += block.height + gap
        self._placing = True
        self._board.resize(self.viewport().width(), top + look.px(8))
        self._placing = False
        self._board.update()

    def _settle(self, anchor: _Anchor | None) -> None:
        """Build and measure what is in sight until nothing moves any more."""
        for _ in range(6):
            self._place_all()
            self._restore(anchor)
            if not self._build_visible():
                break
        self._place_all()
        self._restore(anchor)

    def _build_visible(self) -> bool:
        """Build the blocks in and near the view; tell whether any height changed."""
        top = self.verticalScrollBar().value()
        height = self.viewport().height()
        changed = False
        for block in self._blocks:
            if (
                block.top + block.height >= top - height // 4
                and block.top <= top + height + height // 4
            ):
                self._build(block)
                changed |= self._measure(block)
        return changed

    def _build_around(self, goal: Block) -> None:
        """Bring a block near the top third of the view, with everything around it built."""
        third = self.viewport().height() // 4
        self._settle(_Anchor(goal, third))

    def _anchor(self) -> _Anchor | None:
        """Return what stands at the top of the view, or at its end when that is in sight."""
        bar = self.verticalScrollBar()
        top = bar.value()
        for block in self._blocks:
            if block.kind == ENTRY and block.top + block.height > top:
                return _Anchor(block, block.top - top)
        return None

    def _restore(self, anchor: _Anchor | None) -> None:
        if anchor is None:
            return
        self._placing = True
        self.verticalScrollBar().setValue(anchor.block.top - anchor.offset)
        self._placing = False

    def _reveal(self, block: Block) -> None:
        """Scroll as little as needed to show a block, its top first."""
        self._settle(self._anchor())
        bar = self.verticalScrollBar()
        look = theme.current()
        top, height = bar.value(), self.viewport().height()
        if block.top < top:
            bar.setValue(block.top - look.px(12))
        elif block.top + block.height > top + height:
            bar.setValue(
                min(block.top - look.px(12), block.top + block.height + look.px(12) - height)
            )

    def _scrolled(self) -> None:
        if not self._placing and self._blocks:
            anchor = self._anchor()
            if self._build_visible():
                self._settle(anchor)

    def _build_some(self) -> None:
        """Build a few more cards while nobody waits, the nearest first."""
        missing = [block for block in self._blocks if block.card is None or self._stale(block)]
        if not missing or len(self._blocks) - len(missing) >= IDLE_AT_MOST:
            self._idle.stop()
            return
        anchor = self._anchor()
        middle = self.verticalScrollBar().value()
        missing.sort(key=lambda block: abs(block.top - middle))
        watch = QElapsedTimer()
        watch.start()
        for block in missing:
            self._build(block)
            self._measure(block)
            if watch.elapsed() >= SLICE_MS:
                break
        self._place_all()
        self._restore(anchor)

    def _stale(self, block: Block) -> bool:
        return block.width != self._span(block)[1]

    def finish(self) -> None:
        """Build everything now; for tests and pictures."""
        while self._idle.isActive():
            self._build_some()

    # --- Qt ---------------------------------------------------------------------------------------

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Measure again what is in sight."""
        anchor = self._anchor()
        super().resizeEvent(event)
        if self._blocks and event.size().width() != event.oldSize().width():
            self._settle(anchor)
            self._idle.start()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Page with space; arrows scroll."""
        if event.key() == Qt.Key.Key_Space:
            step = self.viewport().height() - theme.current().px(48)
            up = event.modifiers() & Qt.KeyboardModifier.ShiftModifier
            bar = self.verticalScrollBar()
            bar.setValue(bar.value() + (-step if up else step))
            return
        super().keyPressEvent(event)

    def focusNextPrevChild(self, following: bool) -> bool:
        """Leave the order of focus to Qt, without scrolling to every card."""
        return QWidget.focusNextPrevChild(self, following)

    def guides(self, top: int, bottom: int) -> list[QRect]:
        """Return the lines between `top` and `bottom` that join indented messages to those above."""
        if self._private:
            return []
        look = theme.current()
        side, room, *_ = self._measures()
        gap = look.px(GAP)
        found = []
        for block in self._blocks:
            if block.entry is None or not block.entry.depth:
                continue
            if block.top + block.height < top or block.top - gap > bottom:
                continue
            step = self._indent(1, room)
            for level in range(1, min(block.entry.depth, DEEPEST) + 1):
                x = side + level * step - step // 2
                found.append(QRect(x, block.top - gap, look.px(2), block.height + gap))
        return found


class _Board(QWidget):
    """What the cards stand on; draws the lines of the tree."""

    def __init__(self, line: TimeLine) -> None:
        super().__init__()
        self._line = line
        theme.mark(self, "ground")

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the lines of the tree."""
        painter = QPainter(self)
        seen = event.rect()
        painter.fillRect(seen, theme.current().colour("ground"))
        for line in self._line.guides(seen.top(), seen.bottom()):
            painter.fillRect(line, theme.current().colour("line"))


class _Divider(QWidget):
    """A day, or the line above what is new."""

    def __init__(self, words: str, *, strong: bool, parent: QWidget) -> None:
        super().__init__(parent)
        self._words = words
        self._strong = strong
        self.setAccessibleName(words)

    def height_for(self, width: int) -> int:
        """Return the height, the same at every width."""
        del width
        return theme.current().px(24)

    def sizeHint(self) -> QSize:
        """Return the height of one line."""
        return QSize(theme.current().px(120), self.height_for(0))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the words between two lines."""
        del event
        look = theme.current()
        painter = QPainter(self)
        role = "accent" if self._strong else "soft"
        font = look.font("meta", bold=self._strong)
        width = QFontMetrics(font).horizontalAdvance(self._words)
        middle = self.height() // 2
        left = (self.width() - width) // 2
        colour = look.colour("accent" if self._strong else "line")
        painter.fillRect(QRect(0, middle, left - look.px(12), 1), colour)
        end = left + width + look.px(12)
        painter.fillRect(QRect(end, middle, self.width() - end, 1), colour)
        painter.setFont(font)
        painter.setPen(look.colour(role))
        painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, self._words)


def _message(block: Block | None) -> Message:
    assert block is not None
    assert block.entry is not None
    return block.entry.message


def _note_blocks(views: Iterable[NoteView]) -> list[Block]:
    return [Block(NOTE, f"note {view.note.id}", note=view) for view in views]


def _key(block: Block | None) -> str:
    return block.key if block else ""


def _same(old: Block, new: Block) -> bool:
    """Tell whether the card of an older block still shows what a newer one stands for."""
    if old.words != new.words or old.alike != new.alike or old.note != new.note:
        return False
    if old.entry is None or new.entry is None:
        return old.entry is new.entry
    return _sign(old.entry) == _sign(new.entry)


def _sign(entry: ThreadEntry) -> tuple[object, ...]:
    """Return what makes a card another card; being read is not part of it."""
    message = entry.message
    return (
        min(entry.depth, DEEPEST + 1),
        message.html or message.text,
        message.title,
        message.spoiler,
        message.edited_at,
        message.deleted_at,
        message.held,
        message.revisions,
        message.attachments,
        message.visibility,
        message.author_name,
    )
