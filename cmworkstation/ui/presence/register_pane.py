"""The register of names as a list: what is missing about each stands below it in words."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING, cast

from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import (
    QListWidgetItem,
    QPushButton,
    QScrollArea,
    QStackedLayout,
    QVBoxLayout,
    QWidget,
)

from cmworkstation.domain import foreign
from cmworkstation.domain.conversation import Changes
from cmworkstation.domain.errors import WorkstationError
from cmworkstation.domain.handle_check import local
from cmworkstation.domain.presence import Presence, Weight, worst
from cmworkstation.i18n import tr, trn
from cmworkstation.services.presence import Row
from cmworkstation.ui import icons, theme
from cmworkstation.ui.presence.form import PresenceForm
from cmworkstation.ui.presence.texts import farewell_dialog, official_dialog, report_dialog
from cmworkstation.ui.widgets.empty import EmptyState
from cmworkstation.ui.widgets.found_rows import found_row, found_rows
from cmworkstation.ui.widgets.labels import PlainLabel
from cmworkstation.ui.widgets.layouts import FlowLayout
from cmworkstation.ui.widgets.scrolling import hold
from cmworkstation.ui.widgets.table_saver import save_table
from cmworkstation.words import presence as words

if TYPE_CHECKING:
    from cmworkstation.services.workstation import Services
    from cmworkstation.ui.main_window import MainWindow

UNDO_S = 10
LEAST = 180  # px at 100 %, of the list
ID = Qt.ItemDataRole.UserRole
ROLES = {Weight.ERROR: "error", Weight.WARN: "warn", Weight.CUE: "soft", None: "good"}


class RegisterPane(QScrollArea):
    """Names, and below them what can be done about the chosen one."""

    def __init__(self, window: "MainWindow", look_up: Callable[[str], None]) -> None:
        """Build it; it reads when it is shown."""
        super().__init__()
        self._window = window
        self._services = cast("Services", window.services)
        self._look_up = look_up
        self._rows: dict[str, Row] = {}
        self.list = found_rows(tr("Register of names"))
        self.list.itemActivated.connect(lambda _: self._change())
        self.list.currentItemChanged.connect(lambda *_: self._allow())
        self.acts: dict[str, Callable[[], object]] = {
            "add": self._add,
            "take_accounts": self._take_accounts,
            "change": self._change,
            "open": self._open,
            "look_up": self._check,
            "rotated": self._rotated,
            "report": self._report,
            "farewell": self._farewell,
            "remove": self._remove,
            "official": partial(official_dialog, window),
            "save_table": self._save,
        }
        look = theme.current()
        inner = QWidget()
        column = QVBoxLayout(inner)
        column.setContentsMargins(look.px(16), 0, look.px(16), look.px(12))
        column.setSpacing(look.px(8))
        self.summary = PlainLabel()
        self.summary.setWordWrap(True)
        theme.mark(self.summary, "soft")
        column.addWidget(self.summary)
        self._buttons: dict[str, QPushButton] = {}
        column.addWidget(
            self._row(
                ("add", "add", tr("Add a name…")),
                ("take_accounts", "accounts", tr("Take in our accounts")),
                ("official", "web", tr("List for the website…")),
                ("save_table", "download", tr("Save as a table…")),
            )
        )
        holder = QWidget()
        self._stack = QStackedLayout(holder)
        self._stack.addWidget(self.list)
        self._stack.addWidget(
            EmptyState(
                "presence",
                tr("No name is in the register yet"),
                tr(
                    "Which names are ours, who holds the keys, who can help when somebody is ill: written down before"
                    " it is needed. Begin with the accounts of this workspace."
                ),
                tr("Take in our accounts"),
                self._take_accounts,
            )
        )
        holder.setMinimumHeight(look.px(LEAST))
        column.addWidget(holder, 1)
        self._foot = self._row(
            ("change", "edit", tr("Change…")),
            ("open", "external", tr("Open in the browser")),
            ("look_up", "search", tr("Look-alikes and other platforms")),
            ("rotated", "key", tr("Credentials changed today")),
            ("report", "flag", tr("Report an impersonation…")),
            ("farewell", "quit", tr("Retire with a farewell…")),
            ("remove", "remove", tr("Take out")),
        )
        column.addWidget(self._foot)
        theme.mark(self._buttons["add"], "primary")
        hold(self, inner)
        self.setAccessibleName(tr("Register"))

    def look(self) -> None:
        """Read the register again."""
        chosen = self._chosen_id()
        rows = self._services.presence.rows()
        self._rows = {row.presence.id: row for row in rows}
        self.list.clear()
        for row in rows:
            self.list.addItem(_item(row))
        self._stack.setCurrentIndex(0 if rows else 1)
        self._foot.setVisible(bool(rows))
        at = next((n for n, row in enumerate(rows) if row.presence.id == chosen), 0)
        if rows:
            self.list.setCurrentRow(at)
        self.summary.setText(_summary(rows))
        self.summary.setVisible(bool(rows))
        self._buttons["take_accounts"].setEnabled(
            bool(self._services.presence.unlisted_accounts()) and not self._services.read_only
        )
        self._allow()

    def choose(self, presence_id: str) -> None:
        """Choose a name."""
        for n in range(self.list.count()):
            if self.list.item(n).data(ID) == presence_id:
                self.list.setCurrentRow(n)

    def row(self) -> Row | None:
        """Return the name that is chosen."""
        return self._rows.get(self._chosen_id())

    def _chosen_id(self) -> str:
        item: QListWidgetItem | None = self.list.currentItem()
        return str(item.data(ID)) if item is not None else ""

    def _row(self, *buttons: tuple[str, str, str]) -> QWidget:
        holder = QWidget()
        row = FlowLayout(holder)
        for name, icon, text in buttons:
            role = "on_accent" if name == "add" else "text"
            button = QPushButton(icons.icon(icon, role), theme.current().beside(text))
            button.clicked.connect(lambda _=False, name=name: self.acts[name]())
            self._buttons[name] = button
            row.addWidget(button)
        return holder

    def _allow(self) -> None:
        row = self.row()
        writable = not self._services.read_only
        one = row.presence if row else None
        can = {
            "add": writable,
            "change": writable and one is not None,
            "remove": writable and one is not None,
            "rotated": writable and one is not None and one.is_held,
            "open": one is not None and bool(one.address),
            "look_up": one is not None,
            "report": one is not None and not one.is_held,
            "farewell": one is not None and one.is_held,
            "official": bool(self._rows),
            "save_table": bool(self._rows),
        }
        for name, allowed in can.items():
            self._buttons[name].setEnabled(allowed)

    # What a person does

    def _add(self) -> None:
        self._edit(self._services.presence.new(), new=True)

    def _change(self) -> None:
        row = self.row()
        if row is not None:
            self._edit(self._services.presence.one(row.presence.id), new=False)

    def _edit(self, one: Presence, *, new: bool) -> None:
        form = PresenceForm(self._window, self._services, one, new=new)
        form.wanted.connect(partial(self._keep, one, new))
        form.open()

    def _keep(self, before: Presence, new: bool, after: Presence) -> None:
        said = tr("Added.") if new else tr("Changed.")
        self._do(partial(self._services.presence.keep, after), said, None if new else before, after)

    def _take_accounts(self) -> None:
        before = set(self._rows)
        try:
            n, changes = self._services.presence.add_accounts()
        except WorkstationError as error:
            self._window.failed(error)
            return
        self._window.jobs.emit_changes(changes)
        self.look()
        said = trn("{n} account taken in.", "{n} accounts taken in.", n).format(n=n)
        new = [one for one in self._rows if one not in before]
        self._window.undo(said, UNDO_S, partial(self._take_back, new))

    def _take_back(self, new: Sequence[str]) -> None:
        """Undo: what was taken in is out of the register again."""
        for presence_id in new:
            self._back(None, presence_id)

    def _remove(self) -> None:
        row = self.row()
        if row is not None:
            one = self._services.presence.one(row.presence.id)
            act = partial(self._services.presence.remove, one.id)
            self._do(act, tr("Taken out of the register."), one, one)

    def _rotated(self) -> None:
        row = self.row()
        if row is not None and row.presence.is_held:
            one = self._services.presence.one(row.presence.id)
            act = partial(self._services.presence.rotated, one.id)
            self._do(act, tr("Noted: the credentials were changed today."), one, one)

    def _do(
        self, act: Callable[[], Changes], said: str, before: Presence | None, one: Presence
    ) -> None:
        try:
            changes = act()
        except WorkstationError as error:
            self._window.failed(error)
            return
        self._window.jobs.emit_changes(changes)
        self.look()
        self.choose(one.id)
        self._window.undo(said, UNDO_S, partial(self._back, before, one.id))

    def _back(self, before: Presence | None, presence_id: str) -> None:
        try:
            changes = self._services.presence.put_back(before, presence_id)
        except WorkstationError as error:
            self._window.failed(error)
            return
        self._window.jobs.emit_changes(changes)
        self.look()

    def _open(self) -> None:
        row = self.row()
        if row is not None and row.presence.address:
            QDesktopServices.openUrl(QUrl(row.presence.address))

    def _check(self) -> None:
        row = self.row()
        if row is not None:
            self._look_up(local(row.presence.handle))

    def _report(self) -> None:
        row = self.row()
        if row is None:
            return
        if row.presence.is_held:
            self._window.say(tr("Choose a name that is lost or that somebody else uses."), 8000)
            return
        report_dialog(self._window, row.presence)

    def _farewell(self) -> None:
        row = self.row()
        if row is not None and row.presence.is_held:
            farewell_dialog(self._window, row.presence)

    def _save(self) -> None:
        save_table(self._window, self, "presence", self._services.presence.table)


def _item(row: Row) -> QListWidgetItem:
    one = row.presence
    title = " · ".join(
        (foreign.line(one.handle, 60), words.platform(one.platform), words.standing(one.status))
    )
    below = words.concerns(row.concerns) or tr("In order")
    weight = worst(row.concerns)
    if not one.is_held and weight is None:
        below = tr("Nothing to do")
    item = found_row(title, (), below, ROLES[weight])
    item.setData(ID, one.id)
    item.setData(Qt.ItemDataRole.AccessibleTextRole, f"{title}. {below}")
    return item


def _summary(rows: Sequence[Row]) -> str:
    weights = [worst(row.concerns) for row in rows]
    bad, amber = weights.count(Weight.ERROR), weights.count(Weight.WARN)
    said = trn("{n} name.", "{n} names.", len(rows)).format(n=len(rows))
    if bad:
        said += " " + trn("{n} needs you now.", "{n} need you now.", bad).format(n=bad)
    if amber:
        text = trn("{n} lacks something.", "{n} lack something.", amber)
        said += " " + text.format(n=amber)
    if not bad and not amber:
        said += " " + tr("All of them are in good hands.")
    return said
