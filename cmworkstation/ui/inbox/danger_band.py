"""Above a thread in which a message speaks of acute danger: what to do first, and whom to turn to."""

from functools import partial
from typing import TYPE_CHECKING, cast

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QPushButton, QVBoxLayout, QWidget

from cmworkstation.domain import foreign
from cmworkstation.domain.ids import ConversationId
from cmworkstation.i18n import tr
from cmworkstation.ui import jobs, theme
from cmworkstation.ui.widgets.labels import PlainLabel
from cmworkstation.ui.widgets.layouts import FlowLayout

if TYPE_CHECKING:
    from cmworkstation.services.dangers import Alarm
    from cmworkstation.services.workstation import Services
    from cmworkstation.ui.inbox.thread_pane import ThreadPane
    from cmworkstation.ui.main_window import MainWindow

CONTACTS = 3  # that are shown


class DangerBand(QFrame):
    """A few lines with a red edge. It stands until we answered, or a person puts it away."""

    shown = Signal()  # the message is to be gone to
    dismissed = Signal()
    resized = Signal()  # it needs another height than before

    def __init__(self, parent: QWidget | None = None) -> None:
        """Make it, hidden."""
        super().__init__(parent)
        theme.mark(self, "danger")
        look = theme.current()
        column = QVBoxLayout(self)
        column.setContentsMargins(look.px(16), look.px(8), look.px(12), look.px(8))
        column.setSpacing(look.px(4))
        self.head, self.quote, self.first, self.whom = (PlainLabel() for _ in range(4))
        for label, kind in (
            (self.head, "error"),
            (self.quote, "soft"),
            (self.first, ""),
            (self.whom, "bold"),
        ):
            label.setWordWrap(True)
            theme.mark(label, kind)
            column.addWidget(label)
        self.whom.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse
            | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self.none = PlainLabel(
            tr("The charter names no contact for this: one with the topic “danger” stands here.")
        )
        self.none.setWordWrap(True)
        theme.mark(self.none, "meta")
        column.addWidget(self.none)
        holder = QWidget()
        row = FlowLayout(holder, gap=8)
        for text, signal in (
            (tr("Go to the message"), self.shown),
            (tr("It is no danger"), self.dismissed),
        ):
            button = QPushButton(text)
            theme.mark(button, "link")
            button.clicked.connect(lambda _=False, emit=signal.emit: emit())
            row.addWidget(button)
        column.addWidget(holder)
        self.hide()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Be as high as the words need: whom to call is never cut."""
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self._fit()

    def _fit(self) -> None:
        high = self.heightForWidth(self.width())
        if self.isVisible() and high != self.minimumHeight():
            self.setMinimumHeight(high)
            self.resized.emit()

    def show_alarm(self, alarm: "Alarm") -> None:
        """Show what a message may mean."""
        from cmworkstation.words import dangers as words  # noqa: PLC0415 - seldom; a start needs none of it

        self.head.setText(words.head(alarm.kind))
        self.quote.setText(tr("“{words}”").format(words=foreign.line(alarm.words, 200)))
        self.first.setText(words.first(alarm.kind))
        lines = [" · ".join(words.number(one) for one in alarm.numbers)]
        lines += [words.contact(one) for one in alarm.contacts[:CONTACTS]]
        self.whom.setText("\n".join(lines))
        self.none.setVisible(not alarm.contacts)
        self.setAccessibleName(f"{self.head.text()}. {self.first.text()} {', '.join(lines)}")
        self.show()
        self._fit()


class DangerWatch(QObject):
    """Looks through a conversation whenever it is opened or grows, on the reading lane."""

    def __init__(self, window: "MainWindow", pane: "ThreadPane", parent: QObject) -> None:
        """Watch what the pane opens."""
        super().__init__(parent)
        self._window = window
        self._services = cast("Services", window.services)
        self._pane = pane
        self._put_away: set[int] = set()  # messages that a person says are no danger
        self._band: DangerBand | None = None
        self._alarm: Alarm | None = None
        pane.opened.connect(self.look)

    @property
    def band(self) -> DangerBand:
        """The band, built when it is first needed: on most days never."""
        if self._band is None:
            self._band = DangerBand()
            self._pane.take_band(self._band)
            self._band.resized.connect(self._pane.crowded)
            self._band.shown.connect(self._go)
            self._band.dismissed.connect(self._dismiss)
        return self._band

    def look(self) -> None:
        """Look through the open conversation."""
        thread = self._pane.thread_
        if thread is None:
            self._show(0, None)
            return
        home = thread.conversation_id
        if self._alarm is not None and self._alarm.message_id not in {
            entry.message.id for entry in thread.entries
        }:
            self._show(home, None)  # another conversation: nothing of the last one stands there
        self._window.jobs.run(
            jobs.READ,
            lambda: self._services.dangers.of(home),
            partial(self._show, home),
            lambda _: None,
            owner=self,
        )

    def _show(self, home: ConversationId | int, alarm: "Alarm | None") -> None:
        thread = self._pane.thread_
        if home and (thread is None or thread.conversation_id != home):
            return
        self._alarm = alarm
        if alarm is None or alarm.message_id in self._put_away:
            if self._band is not None:
                self._band.hide()
        else:
            self.band.show_alarm(alarm)

    def _go(self) -> None:
        if self._alarm is not None:
            self._pane.line.go_to(self._alarm.message_id)

    def _dismiss(self) -> None:
        if self._alarm is not None:
            self._put_away.add(self._alarm.message_id)
            self.band.hide()
            self._window.say(tr("Put away for this message. Nothing was changed."))
