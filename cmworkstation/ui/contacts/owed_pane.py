"""What we owe people, as one list: news, thanks, promises, goodbyes; and projects to close."""

from collections.abc import Callable
from typing import TYPE_CHECKING, cast

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QListWidgetItem,
    QPushButton,
    QScrollArea,
    QStackedLayout,
    QVBoxLayout,
    QWidget,
)

from cmworkstation.domain import foreign
from cmworkstation.domain.contact import ContactId
from cmworkstation.domain.profile import Act
from cmworkstation.domain.relation import Debt, Light, Owed
from cmworkstation.i18n import tr
from cmworkstation.services.relations import Row
from cmworkstation.ui import icons, theme
from cmworkstation.ui.composer.popovers import ChoicePopover, place_of
from cmworkstation.ui.contacts.editing import CapForm
from cmworkstation.ui.contacts.ending import EndForm
from cmworkstation.ui.contacts.people_pane import LEAST, ROLES
from cmworkstation.ui.contacts.writing import WriteForm, offers
from cmworkstation.ui.jobs import READ
from cmworkstation.ui.widgets.empty import EmptyState
from cmworkstation.ui.widgets.found_rows import found_row, found_rows
from cmworkstation.ui.widgets.layouts import FlowLayout
from cmworkstation.ui.widgets.scrolling import hold
from cmworkstation.words import relations as wordings

if TYPE_CHECKING:
    from cmworkstation.services.workstation import Services
    from cmworkstation.ui.main_window import MainWindow

ROW = Qt.ItemDataRole.UserRole


class OwedPane(QScrollArea):
    """Debts, the oldest first."""

    def __init__(self, window: "MainWindow", open_card: Callable[[ContactId], None]) -> None:
        """Build it; it reads when it is shown."""
        super().__init__()
        self._window = window
        self._services = cast("Services", window.services)
        self._open = open_card
        self.popover: ChoicePopover | None = None
        self.acts: dict[str, Callable[[], object]] = {
            "open_owed": self._open_card,
            "write_owed": self._write,
            "close_project": self._close_project,
            "cap": self._cap,
        }
        look = theme.current()
        inner = QWidget()
        column = QVBoxLayout(inner)
        column.setContentsMargins(look.px(16), 0, look.px(16), look.px(12))
        column.setSpacing(look.px(8))
        self.list = found_rows(tr("What we owe"))
        self.list.itemActivated.connect(lambda _: self._open_card())
        self.list.currentItemChanged.connect(lambda *_: self._allow())
        holder = QWidget()
        self._stack = QStackedLayout(holder)
        self._stack.addWidget(self.list)
        self._stack.addWidget(
            EmptyState(
                "good",
                tr("Nothing is owed to anybody"),
                tr(
                    "News, thanks, promises and goodbyes stand here before their day comes. How many days the charter"
                    " gives for each is said in its section on relations."
                ),
            )
        )
        holder.setMinimumHeight(look.px(LEAST))
        column.addWidget(holder, 1)
        foot = QWidget()
        flow = FlowLayout(foot)
        self._buttons: dict[str, QPushButton] = {}
        for name, icon, text in (
            ("write_owed", "reply", tr("Write to them…")),
            ("open_owed", "user", tr("Open the card")),
            ("close_project", "done", tr("Close a project…")),
            ("cap", "settings", tr("How often people may be asked…")),
        ):
            role = "on_accent" if name == "write_owed" else "text"
            button = QPushButton(icons.icon(icon, role), look.beside(text))
            button.clicked.connect(lambda _=False, name=name: self.acts[name]())
            self._buttons[name] = button
            flow.addWidget(button)
        theme.mark(self._buttons["write_owed"], "primary")
        column.addWidget(foot)
        hold(self, inner)
        self.setAccessibleName(tr("What we owe"))

    def look(self) -> None:
        """Read again, on the reading lane."""
        self._window.jobs.run(
            READ, self._services.relations.rows, self._show, self._window.failed, owner=self
        )

    def _show(self, rows: tuple[Row, ...]) -> None:
        now = self._services.clock.now()
        at = self.list.currentRow()
        self.list.clear()
        found = [(row, debt) for row in rows for debt in row.debts]
        for row, debt in sorted(found, key=lambda one: one[1].due_at):
            who = foreign.line(row.card.called, 60)
            title = f"{who} · {foreign.line(row.relation.project, 60)}"
            late = debt.is_late(now) and debt.kind is not Owed.GIFTS
            role = ROLES[Light.LATE if late else Light.SOON]
            item = found_row(title, (), wordings.debt(debt, now), role)
            item.setData(ROW, (row, debt))
            self.list.addItem(item)
        self._stack.setCurrentIndex(0 if found else 1)
        if found:
            self.list.setCurrentRow(min(max(0, at), len(found) - 1))
        self._allow()

    def current(self) -> tuple[Row, Debt] | None:
        """Return what is chosen."""
        item: QListWidgetItem | None = self.list.currentItem()
        found: tuple[Row, Debt] | None = item.data(ROW) if item is not None else None
        return found

    def _allow(self) -> None:
        one = self.current()
        writable = not self._services.read_only
        self._buttons["open_owed"].setEnabled(one is not None)
        self._buttons["write_owed"].setEnabled(one is not None and writable)
        keeps = self._services.profiles.current().may(Act.KEEP)
        self._buttons["cap"].setEnabled(writable and keeps)
        self._buttons["close_project"].setEnabled(writable and bool(self._projects()))

    def _cap(self) -> None:
        CapForm(self._window).open()

    def _projects(self) -> list[str]:
        return list(self._services.relations.projects())

    def _open_card(self) -> None:
        one = self.current()
        if one is not None:
            self._open(one[0].card.id)

    def _write(self) -> None:
        one = self.current()
        if one is not None:
            WriteForm(self._window, one[0], offers(one[0])).open()

    def _close_project(self) -> None:
        names = self._projects()
        if not names:
            return
        shown = [foreign.line(name, 60) for name in names]
        self.popover = ChoicePopover(self._window, tr("Which project is over?"), shown)
        self.popover.chosen.connect(lambda n: EndForm(self._window, names[n]).open())
        self.popover.left.connect(self.list.setFocus)
        self.popover.show_by(place_of(self._buttons["close_project"], self._window))
