"""Promises beside a conversation: what a person still waits for, and noting by hand what was promised."""

from collections.abc import Callable, Sequence
from datetime import date, datetime
from functools import partial
from typing import TYPE_CHECKING, TypeVar

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from cmworkstation import words
from cmworkstation.domain import foreign
from cmworkstation.domain.conversation import Changes
from cmworkstation.domain.errors import NotAllowed
from cmworkstation.domain.ids import AuthorId, ConversationId, MessageId, OutboxId
from cmworkstation.domain.profile import Act
from cmworkstation.i18n import tr
from cmworkstation.ui import jobs, theme
from cmworkstation.ui.widgets.labels import PlainLabel

if TYPE_CHECKING:
    from cmworkstation.domain.promise import Promise
    from cmworkstation.services.workstation import Services
    from cmworkstation.ui.inbox.thread_pane import ThreadPane
    from cmworkstation.ui.main_window import MainWindow
    from cmworkstation.ui.promises.noting import Occasion

T = TypeVar("T")
UNDO_S = 10
SHOWN = 3  # open promises in the card; the ledger has all


class PromisesBox(QWidget):
    """A few lines in the person's card."""

    wanted = Signal()  # to note one
    ledger = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        """Show nobody's."""
        super().__init__(parent)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(theme.current().px(4))
        self.hide()

    def show_promises(self, found: "Sequence[Promise]", now: datetime, *, may: bool) -> None:
        """Show what a person still waits for, by its day."""
        from cmworkstation.words import promised  # noqa: PLC0415 - a start needs none of it

        self._empty()
        for one in found[:SHOWN]:
            said = tr("Promised for {day}: {words}").format(
                day=words.when(one.due_at, now), words=foreign.line(one.words, 120)
            )
            label = PlainLabel(f"{said} ({promised.state(one, now)})" if one.is_late(now) else said)
            label.setWordWrap(True)
            theme.mark(label, "error" if one.is_late(now) else "soft")
            self._column.addWidget(label)
        if len(found) > SHOWN:
            self._link(tr("All {n} promises…").format(n=len(found)), self.ledger.emit)
        if may:
            self._link(tr("Note a promise…"), self.wanted.emit)
        self.setVisible(bool(found) or may)

    def show_nobody(self) -> None:
        """Show nothing."""
        self._empty()
        self.hide()

    def _link(self, text: str, pressed: Callable[[], object]) -> None:
        button = QPushButton(text)
        theme.mark(button, "link")
        button.clicked.connect(lambda _=False: pressed())
        self._column.addWidget(button, 0, Qt.AlignmentFlag.AlignLeft)

    def _empty(self) -> None:
        while self._column.count():
            item = self._column.takeAt(0)
            widget = item.widget() if item else None
            if widget is not None:
                widget.hide()
                widget.deleteLater()


class Promising(QObject):
    """Asks for a promise about the open conversation, notes it, and offers to take it back."""

    def __init__(
        self,
        window: "MainWindow",
        services: "Services",
        pane: "ThreadPane",
        box: PromisesBox,
        parent: QObject,
    ) -> None:
        """Ask about what `pane` shows; `box` stands in the card of its person."""
        super().__init__(parent)
        self._window = window
        self._services = services
        self._pane = pane
        self._box = box
        self._author = AuthorId(0)
        box.wanted.connect(self.ask)
        box.ledger.connect(partial(window.go, "promises"))

    def possible(self) -> bool:
        """Tell whether a promise can be noted now."""
        return self._pane.thread_ is not None and not self._services.read_only

    def show_person(self, author: AuthorId) -> None:
        """Show what a person still waits for."""
        self._author = author
        services = self._services
        may = not services.read_only and services.profiles.current().may(Act.DRAFT)

        def show(found: "tuple[Promise, ...]") -> None:
            if author == self._author:
                self._box.show_promises(found, services.clock.now(), may=may)

        self._read(lambda: services.promises.open_to(author), show)

    def look(self, changes: Changes) -> None:
        """Look again when a promise changed."""
        if changes.promises and self._author:
            self.show_person(self._author)

    def ask(self) -> None:
        """Ask what was promised in the open conversation."""
        thread = self._pane.thread_
        if thread is None:
            return
        current = self._pane.line.current()
        home, services = thread.conversation_id, self._services
        author = current.author_id if current is not None and not current.ours else None
        newest = {entry.message.author_id: entry.message.id for entry in thread.entries}
        to = newest.get(author) if author is not None else None

        def read() -> "Occasion":
            from cmworkstation.ui.promises.noting import Occasion  # noqa: PLC0415 - when asked for

            ledger = services.promises
            days = ledger.days(services.inbox.rows([home])[0].account_id)
            hearers, replies = ledger.hearers(home), ledger.sent_replies(home)
            return Occasion(hearers, replies, days, services.clock.now())

        self._read(read, partial(self._open, home, to))

    def _open(self, home: ConversationId, to: MessageId | None, found: "Occasion") -> None:
        from cmworkstation.ui.promises.noting import PromiseDialog  # noqa: PLC0415 - when asked for

        if not found.hearers:
            self._window.failed(NotAllowed("promise-nobody"))
            return
        dialog = PromiseDialog(self._window, found, to)
        dialog.given.connect(partial(self._note, home))
        dialog.open()

    def _note(
        self,
        home: ConversationId,
        said: str,
        day: date,
        to: MessageId | None,
        reply: OutboxId | None,
    ) -> None:
        ledger = self._services.promises

        def done(made: "tuple[Promise, Changes]") -> None:
            self._window.jobs.emit_changes(made[1])
            back = partial(self._forget, made[0])
            self._window.undo(tr("The promise is in the ledger."), UNDO_S, back)

        self._write(lambda: ledger.note(home, said, day, to=to, reply=reply), done)

    def _forget(self, made: "Promise") -> None:
        ledger = self._services.promises
        self._write(
            lambda: ledger.forget(made.id), lambda _: None
        )  # whoever runs it tells the pages

    def _read(self, what: Callable[[], T], then: Callable[[T], None]) -> None:
        self._window.jobs.run(jobs.READ, what, then, lambda _: None, owner=self)

    def _write(self, what: Callable[[], T], then: Callable[[T], object]) -> None:
        def failed(error: Exception) -> None:
            if not isinstance(error, NotAllowed):
                raise error
            self._window.failed(error)

        self._window.jobs.run(jobs.WRITE, what, then, failed, owner=self)
