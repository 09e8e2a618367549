"""Did it help? The complaints that were answered, and of which nobody knows yet whether the answer helped."""

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, cast

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QLabel,
    QListWidgetItem,
    QPushButton,
    QScrollArea,
    QStackedLayout,
    QVBoxLayout,
    QWidget,
)

from cmworkstation.domain import foreign
from cmworkstation.domain.conversation import Changes, Status
from cmworkstation.domain.errors import WorkstationError
from cmworkstation.domain.experience import SHORTEST_WHY, Experience, Helped
from cmworkstation.i18n import tr
from cmworkstation.ui import icons, theme
from cmworkstation.ui.composer.popovers import WordsPopover, place_of
from cmworkstation.ui.jobs import READ
from cmworkstation.ui.page import Page
from cmworkstation.ui.widgets.empty import EmptyState
from cmworkstation.ui.widgets.found_rows import found_row, found_rows
from cmworkstation.ui.widgets.labels import PlainLabel
from cmworkstation.ui.widgets.layouts import FlowLayout
from cmworkstation.ui.widgets.scrolling import hold
from cmworkstation.words import experiences as words

if TYPE_CHECKING:
    from cmworkstation.services.workstation import Services
    from cmworkstation.ui.main_window import MainWindow

ROW = Qt.ItemDataRole.UserRole
UNDO_S = 10
TALL = 280  # px at 100 %, of the list, or of what stands there without one


class ExperiencesPage(Page):
    """A list of open experiences, and below it what can be done about the chosen one."""

    def __init__(self, window: "MainWindow") -> None:
        """Build the page."""
        super().__init__(window)
        self._services = cast("Services", window.services)
        self._counts: dict[Helped, int] = {}
        self.popover: WordsPopover | None = None
        self._buttons: dict[str, QPushButton] = {}
        self._acts: dict[str, Callable[[], object]] = {
            "ask": self._ask,
            "helped": self._helped,
            "not_helped": self._not_helped,
            "leave": self._leave,
            "open_thread": self._open_thread,
        }
        self.list = found_rows(tr("Answered complaints"))
        self.list.itemActivated.connect(lambda _: self._open_thread())
        self.list.currentItemChanged.connect(lambda *_: self._allow())
        self._build()
        window.register(
            "experiences",
            self._acts,
            enabled={name: partial(self.can, name) for name in self._acts},
        )
        window.attach(self.list, "page:experiences")
        self._allow()

    def _build(self) -> None:
        look = theme.current()
        inner, area = QWidget(), QScrollArea()
        hold(area, inner)
        area.setAccessibleName(tr("Did it help?"))
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(area)
        column = QVBoxLayout(inner)
        column.setContentsMargins(look.px(16), look.px(12), look.px(16), look.px(12))
        column.setSpacing(look.px(8))
        title = QLabel(tr("Did it help?"))
        theme.mark(title, "page")
        column.addWidget(title)
        self.summary = PlainLabel(words.intro())
        self.summary.setWordWrap(True)
        theme.mark(self.summary, "soft")
        column.addWidget(self.summary)
        holder = QWidget()
        self._stack = QStackedLayout(holder)
        self._stack.addWidget(self.list)
        self._stack.addWidget(
            EmptyState(
                "good",
                tr("Nothing is open"),
                tr(
                    "Complaints stand here from the day they are answered until somebody enters whether it helped."
                    " Which kinds of message are complaints is said by the charter: those to be made good."
                ),
            )
        )
        holder.setMinimumHeight(look.px(TALL))
        column.addWidget(holder, 1)
        self._foot = QWidget()  # what can be done stands only where there is something to do it to
        flow = FlowLayout(self._foot)
        for name, icon, text in (
            ("ask", "reply", tr("Ask whether it helped")),
            ("helped", "good", tr("It helped")),
            ("not_helped", "refresh", tr("It did not help: take it up again")),
            ("leave", "remove", tr("Nobody will know, because…")),
            ("open_thread", "external", tr("Open the conversation")),
        ):
            role = "on_accent" if name == "ask" else "text"
            button = QPushButton(icons.icon(icon, role), look.beside(text))
            button.clicked.connect(partial(self._press, name))
            self._buttons[name] = button
            flow.addWidget(button)
        theme.mark(self._buttons["ask"], "primary")
        column.addWidget(self._foot)
        self._foot.hide()

    def shown(self) -> None:
        """Read again: what was not due yesterday is today."""
        self._look()

    def refresh(self, changes: Changes) -> None:
        """Read again when something was entered, sent, or written."""
        if changes.promises or changes.outbox or changes.accounts or changes.conversations:
            self._look()

    def first_focus(self) -> QWidget:
        """Return the list."""
        return self.list

    def panes(self) -> tuple[QWidget, ...]:
        """Return the list."""
        return (self.list,)

    def _look(self) -> None:
        experiences = self._services.experiences

        def read() -> tuple[tuple[Experience, ...], dict[Helped, int]]:
            return experiences.open(), experiences.counts()

        self.window_.jobs.run(READ, read, self._show, self.window_.failed, owner=self)

    def _show(self, found: tuple[tuple[Experience, ...], dict[Helped, int]]) -> None:
        rows, counts = found
        now, at = self._services.clock.now(), self.list.currentRow()
        self.list.clear()
        for one in rows:
            title = f"{foreign.line(one.who, 60)} · {foreign.line(one.title, 100)}"
            role = "warn" if one.is_due(now) else "soft"
            item = found_row(title, (), words.below(one, now), role)
            item.setData(ROW, one)
            self.list.addItem(item)
        self._stack.setCurrentIndex(0 if rows else 1)
        self._foot.setVisible(bool(rows))
        if rows:
            self.list.setCurrentRow(min(max(0, at), len(rows) - 1))
        said = (words.intro(), words.summary(counts))
        self.summary.setText(" ".join(filter(None, said)))
        self._allow()

    def current(self) -> Experience | None:
        """Return what is chosen."""
        item: QListWidgetItem | None = self.list.currentItem()
        found = item.data(ROW) if item is not None else None
        return found if isinstance(found, Experience) else None

    def can(self, name: str) -> bool:
        """Tell whether something can be done about the chosen one."""
        if self.current() is None:
            return False
        return name == "open_thread" or not self._services.read_only

    def _allow(self) -> None:
        for name, button in self._buttons.items():
            button.setEnabled(self.can(name))

    def _press(self, name: str, *_: object) -> None:
        self._acts[name]()

    # What a person does

    def _ask(self) -> None:
        one = self.current()
        if one is None:
            return
        try:
            _, changes = self._services.experiences.ask(one.conversation_id)
        except WorkstationError as error:
            self.window_.failed(error)
            return
        self.window_.jobs.emit_changes(changes)
        self._open_thread()
        self.window_.act("inbox.reply")

    def _helped(self) -> None:
        self._settle(Helped.YES, tr("Entered: it helped."))

    def _not_helped(self) -> None:
        one = self.current()
        if one is None or not self._settle(Helped.NO, tr("It waits for us again.")):
            return
        changes, _ = self._services.inbox.set_status([one.conversation_id], Status.WAITING_US)
        self.window_.jobs.emit_changes(changes)

    def _leave(self) -> None:
        popover = WordsPopover(
            self.window_,
            tr("Why will nobody know?"),
            tr("The reason stands in the workspace."),
            SHORTEST_WHY,
        )
        popover.chosen.connect(lambda why: self._settle(Helped.UNKNOWN, tr("Left out."), why))
        popover.left.connect(self.list.setFocus)
        self.popover = popover
        popover.show_by(place_of(self._buttons["leave"], self.window_))

    def _settle(self, helped: Helped, said: str, why: str = "") -> bool:
        one = self.current()
        if one is None:
            return False
        try:
            changes = self._services.experiences.settle(one.outbox_id, helped, why)
        except WorkstationError as error:
            self.window_.failed(error)
            return False
        self.window_.jobs.emit_changes(changes)
        take_back = partial(self._services.experiences.take_back, one.outbox_id)
        self.window_.undo(said, UNDO_S, lambda: self.window_.jobs.emit_changes(take_back()))
        self._look()
        return True

    def _open_thread(self) -> None:
        one = self.current()
        if one is None:
            return
        self.window_.go("inbox")
        opener = getattr(self.window_.page("inbox"), "open_conversation", None)
        if opener is not None:
            opener(one.conversation_id)
