"""What does not hold together, in words: each remark opens what it is about, and can be dismissed with a reason."""

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, cast

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QDialog,
    QFormLayout,
    QListWidgetItem,
    QPushButton,
    QScrollArea,
    QSpinBox,
    QStackedLayout,
    QVBoxLayout,
    QWidget,
)

from cmworkstation.domain import foreign
from cmworkstation.domain.coherence import Finding, Limits, Severity
from cmworkstation.domain.errors import WorkstationError
from cmworkstation.domain.operation import Occurrence
from cmworkstation.domain.table import Table
from cmworkstation.i18n import tr, trn
from cmworkstation.ui import icons, theme
from cmworkstation.ui.composer.popovers import WordsPopover, place_of
from cmworkstation.ui.jobs import READ
from cmworkstation.ui.operations.acts import UNDO_S, Acts
from cmworkstation.ui.presence.rows_dialog import RowsDialog, Shown
from cmworkstation.ui.widgets.dialogs import fit
from cmworkstation.ui.widgets.empty import EmptyState
from cmworkstation.ui.widgets.fields import beside, stepped
from cmworkstation.ui.widgets.found_rows import found_row, found_rows
from cmworkstation.ui.widgets.labels import PlainLabel
from cmworkstation.ui.widgets.layouts import FlowLayout
from cmworkstation.ui.widgets.scrolling import hold
from cmworkstation.ui.widgets.table_saver import save_table
from cmworkstation.words import operations as words

if TYPE_CHECKING:
    from cmworkstation.services.workstation import Services
    from cmworkstation.ui.main_window import MainWindow

KEY = Qt.ItemDataRole.UserRole
LEAST = 180  # px at 100 %, of the list
MOST = 60  # of each limit
COLUMNS = ("severity", "check", "said", "from", "to", "dismissed")


class ChecksPane(QScrollArea):
    """Remarks as a list."""

    def __init__(self, window: "MainWindow") -> None:
        """Build it; it reads when it is shown."""
        super().__init__()
        self._window = window
        self._services = cast("Services", window.services)
        self._do = Acts(window)
        self._found: dict[str, Finding] = {}
        self.list = found_rows(tr("What does not hold together"))
        self.list.itemActivated.connect(lambda _: self.acts["behind"]())
        self.list.currentItemChanged.connect(lambda *_: self._allow())
        self.acts: dict[str, Callable[..., object]] = {
            "behind": lambda *_: self._open(),
            "dismiss": lambda *_: self._dismiss(),
            "limits": lambda *_: self._ask_limits(),
            "save_checks": lambda *_: save_table(window, self, "checks", self._table),
        }
        self._buttons: dict[str, QPushButton] = {}
        look = theme.current()
        inner = QWidget()
        column = QVBoxLayout(inner)
        column.setContentsMargins(look.px(16), 0, look.px(16), look.px(12))
        column.setSpacing(look.px(8))
        self.summary = PlainLabel()
        self.summary.setWordWrap(True)
        theme.mark(self.summary, "title")
        column.addWidget(self.summary)
        self.dismissed = QCheckBox()
        self.dismissed.toggled.connect(lambda _: self.look())
        column.addWidget(beside(self.dismissed, tr("Also what was dismissed")))
        holder = QWidget()
        self._stack = QStackedLayout(holder)
        self._stack.addWidget(self.list)
        self._stack.addWidget(
            EmptyState(
                "good",
                tr("What is planned holds together"),
                tr(
                    "No theme and no channel falls silent, nothing clashes, and what is said about one thing is the"
                    " same everywhere, for the weeks that are looked at."
                ),
            )
        )
        holder.setMinimumHeight(look.px(LEAST))
        column.addWidget(holder, 1)
        foot = QWidget()
        row = FlowLayout(foot)
        for name, icon, text in (
            ("behind", "search", tr("Show what it is about")),
            ("dismiss", "close", tr("Dismiss…")),
            ("limits", "settings", tr("From when on…")),
            ("save_checks", "download", tr("Save as a table…")),
        ):
            button = QPushButton(icons.icon(icon), look.beside(text))
            button.clicked.connect(lambda _=False, name=name: self.acts[name]())
            self._buttons[name] = button
            row.addWidget(button)
        column.addWidget(foot)
        hold(self, inner)
        self.setAccessibleName(tr("Checks"))

    def look(self) -> None:
        """Read again, on the reading lane."""
        wanted = self.dismissed.isChecked()
        work = partial(self._services.operations.findings, dismissed=wanted)
        self._window.jobs.run(READ, work, self._show, self._window.failed, owner=self)

    def finding(self) -> Finding | None:
        """Return the remark that is chosen."""
        return self._found.get(self._chosen())

    def _chosen(self) -> str:
        item: QListWidgetItem | None = self.list.currentItem()
        return str(item.data(KEY)) if item is not None else ""

    def _show(self, found: tuple[Finding, ...]) -> None:
        chosen = self._chosen()
        self._found = {one.key: one for one in found}
        self.list.clear()
        for one in found:
            title, below = self._said(one), self._below(one)
            warns = one.severity is Severity.WARN and not one.why
            row = found_row(title, (), below, "warn" if warns else "soft")
            row.setData(KEY, one.key)
            row.setData(Qt.ItemDataRole.AccessibleTextRole, f"{below}. {title}")
            self.list.addItem(row)
        if found:
            keys = list(self._found)
            self.list.setCurrentRow(keys.index(chosen) if chosen in keys else 0)
        self._stack.setCurrentIndex(0 if found else 1)
        standing = [one for one in found if not one.why]
        warned = sum(one.severity is Severity.WARN for one in standing)
        text = trn("{n} warning", "{n} warnings", warned).format(n=warned)
        cues = len(standing) - warned
        text += ", " + trn("{n} cue", "{n} cues", cues).format(n=cues)
        self.summary.setText(text)
        self._allow()

    def _said(self, one: Finding) -> str:
        operations = self._services.operations
        channels = {each.id: each.name for each in operations.channels()}
        return words.finding(one, operations.theme_names(), channels)

    @staticmethod
    def _below(one: Finding) -> str:
        weight = tr("warning") if one.severity is Severity.WARN else tr("cue")
        parts = [weight, words.check(one.check)]
        if one.why:
            parts.append(tr("dismissed: {why}").format(why=foreign.line(one.why, 80)))
        return " · ".join(parts)

    def _allow(self) -> None:
        one, writable = self.finding(), not self._services.read_only
        self._buttons["behind"].setEnabled(one is not None and bool(one.about))
        self._buttons["dismiss"].setEnabled(one is not None and writable)
        text = tr("Let it stand again") if one is not None and one.why else tr("Dismiss…")
        self._buttons["dismiss"].setText(theme.current().beside(text))
        self._buttons["limits"].setEnabled(writable)
        self._buttons["save_checks"].setEnabled(bool(self._found))

    # What a person does

    def _open(self) -> None:
        one = self.finding()
        if one is None or not one.about:
            return
        operations, rows = self._services.operations, []
        themes = operations.theme_names()
        for id_ in one.about:
            try:
                mine = operations.one(id_)
            except KeyError:
                continue
            first = Occurrence(mine, mine.starts_at, mine.ends_at)
            parts = (words.kind(mine.kind), words.when(first), themes.get(mine.topic_id, ""))
            below = " · ".join(filter(None, (*parts, words.state(mine))))
            rows.append(Shown(foreign.line(mine.title, 120), below, id_))
        dialog = RowsDialog(self._window, words.check(one.check), self._said(one), rows)

        def change(id_: object) -> None:
            dialog.accept()
            self._do.change(str(id_))

        dialog.offer("edit", tr("Open…"), change, on_enter=True)
        dialog.open()

    def _dismiss(self) -> None:
        one = self.finding()
        if one is None:
            return
        if one.why:
            self._dismissed(one, "")
            return
        note = tr("It stays away for as long as it is about the same operations on the same days.")
        asked = WordsPopover(self._window, tr("Why is this no problem?"), note, 3)
        asked.chosen.connect(partial(self._dismissed, one))
        asked.left.connect(self.list.setFocus)
        asked.show_by(place_of(self._buttons["dismiss"], self._window))

    def _dismissed(self, one: Finding, why: str) -> None:
        try:
            changes = self._services.operations.dismiss(one, why)
        except WorkstationError as error:
            self._window.failed(error)
            return
        self._window.jobs.emit_changes(changes)
        said = tr("Dismissed.") if why else tr("It stands again.")
        self._window.undo(said, UNDO_S, partial(self._back, one))

    def _back(self, one: Finding) -> None:
        changes = self._services.operations.dismiss(one, one.why)
        self._window.jobs.emit_changes(changes)

    def _ask_limits(self) -> None:
        dialog = LimitsDialog(self._window, self._services.operations.limits())
        dialog.wanted.connect(self._set_limits)
        dialog.open()

    def _set_limits(self, limits: Limits) -> None:
        try:
            self._window.jobs.emit_changes(self._services.operations.set_limits(limits))
        except WorkstationError as error:
            self._window.failed(error)

    def _table(self) -> Table:
        rows = [
            (one.severity.value, one.check.value, self._said(one), one.first, one.last, one.why)
            for one in self._found.values()
        ]
        return Table(COLUMNS, rows, len(rows))


class LimitsDialog(QDialog):
    """From when on something is told."""

    wanted = Signal(object)

    def __init__(self, parent: QWidget, limits: Limits) -> None:
        """Show the limits as they are."""
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(tr("From when on something is told"))
        look = theme.current()
        column = QVBoxLayout(self)
        column.setContentsMargins(*(look.px(20),) * 4)
        column.setSpacing(look.px(12))
        form = QFormLayout()
        form.setRowWrapPolicy(QFormLayout.RowWrapPolicy.WrapLongRows)
        self.boxes: dict[str, QSpinBox] = {}
        for name, label in (
            ("quiet_weeks", tr("Weeks without a word about a theme")),
            ("silent_weeks", tr("Weeks without a word on a channel")),
            ("event_days", tr("Days by which an event is announced before")),
            ("per_week", tr("Messages to the same people a week, at most")),
            ("ahead_weeks", tr("Weeks ahead that are looked at")),
        ):
            box = stepped(QSpinBox())
            box.setRange(1, MOST)
            box.setValue(getattr(limits, name))
            box.setAccessibleName(label)
            self.boxes[name] = box
            said = PlainLabel(label)
            said.setWordWrap(True)
            form.addRow(said, box)
        column.addLayout(form)
        column.addStretch(1)
        foot = QWidget()
        row = FlowLayout(foot)
        keep, cancel = QPushButton(tr("Keep")), QPushButton(tr("Cancel"))
        theme.mark(keep, "primary")
        keep.clicked.connect(self._keep)
        cancel.clicked.connect(self.reject)
        for button in (keep, cancel):
            row.addWidget(button)
        column.addWidget(foot)
        fit(self, parent, 460, 340)

    def _keep(self) -> None:
        self.wanted.emit(Limits(**{name: box.value() for name, box in self.boxes.items()}))
        self.accept()
