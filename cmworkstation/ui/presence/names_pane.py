"""Names on all platforms, and names that look like them: where a browser finds each, and what a person saw there."""

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, cast

from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import (
    QComboBox,
    QListWidgetItem,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from cmworkstation.domain import foreign
from cmworkstation.domain.errors import WorkstationError
from cmworkstation.domain.handle_check import HandleCheck, Line, Result
from cmworkstation.domain.lookalike_names import Lookalike, Trick
from cmworkstation.domain.presence import DOMAIN
from cmworkstation.i18n import labelled, tr, trn
from cmworkstation.ui import icons, theme
from cmworkstation.ui.composer.popovers import WordsPopover, place_of
from cmworkstation.ui.widgets.fields import SearchField, Segmented
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
ROW = Qt.ItemDataRole.UserRole
USUAL = "instagram"  # where look-alikes are looked up first
TONES = {Result.FREE: "good", Result.OURS: "good", Result.TAKEN: "warn", Result.UNCLEAR: "soft"}


class NamesPane(QScrollArea):
    """A list of names; each is opened in the browser, and what was seen is logged by one press."""

    def __init__(self, window: "MainWindow") -> None:
        """Build it; it reads when it is shown."""
        super().__init__()
        self._window = window
        self._services = cast("Services", window.services)
        self.name = SearchField(tr("Name to look up, as lamaison"))
        self.name.searched.connect(lambda _: self.look())
        self.kind = Segmented([("places", tr("Platforms")), ("alike", tr("Look-alikes"))])
        self.kind.chosen.connect(lambda _: self.look())
        self.platform = QComboBox()
        self.platform.setAccessibleName(tr("Platform of the look-alikes"))
        for place in self._services.handles.places:
            if place.platform != DOMAIN:
                self.platform.addItem(words.platform(place.platform), place.platform)
        self.platform.setCurrentIndex(self.platform.findData(USUAL))
        self.platform.currentIndexChanged.connect(lambda _: self.look())
        self.list = found_rows(tr("Names to look up"))
        self.list.itemActivated.connect(lambda _: self._open())
        self.list.currentItemChanged.connect(lambda *_: self._allow())
        self.acts: dict[str, Callable[[], object]] = {
            "open_name": self._open,
            "free": partial(self._log, Result.FREE),
            "ours": partial(self._log, Result.OURS),
            "taken": self._taken,
            "unclear": partial(self._log, Result.UNCLEAR),
            "save_names": self._save,
        }
        look = theme.current()
        inner = QWidget()
        column = QVBoxLayout(inner)
        column.setContentsMargins(look.px(16), 0, look.px(16), look.px(12))
        column.setSpacing(look.px(8))
        column.addWidget(self.name)
        head = QWidget()
        row = FlowLayout(head)
        row.addWidget(self.kind)
        row.addWidget(self.platform)
        column.addWidget(head)
        self.summary = PlainLabel()
        self.summary.setWordWrap(True)
        theme.mark(self.summary, "soft")
        column.addWidget(self.summary)
        self.list.setMinimumHeight(look.px(LEAST))
        column.addWidget(self.list, 1)
        foot = QWidget()
        row = FlowLayout(foot)
        self._buttons: dict[str, QPushButton] = {}
        for name, icon, text in (
            ("open_name", "external", tr("Open in the browser")),
            ("free", "good", tr("It is free")),
            ("ours", "flag", tr("It is ours")),
            ("taken", "user", tr("It is taken…")),
            ("unclear", "help", tr("It is unclear")),
            ("save_names", "download", tr("Save as a table…")),
        ):
            button = QPushButton(
                icons.icon(icon, "on_accent" if name == "open_name" else "text"), look.beside(text)
            )
            button.clicked.connect(lambda _=False, name=name: self.acts[name]())
            self._buttons[name] = button
            row.addWidget(button)
        theme.mark(self._buttons["open_name"], "primary")
        column.addWidget(foot)
        hold(self, inner)
        self.setAccessibleName(tr("Names"))

    def ask(self, name: str) -> None:
        """Look a name up, without telling anybody yet."""
        self.name.setText(name)
        self.kind.choose("places")

    def look(self) -> None:
        """Show the names again, the same one chosen."""
        chosen = self.chosen()
        alike = self.kind.key() == "alike"
        self.platform.setVisible(alike)
        self.list.clear()
        if alike:
            self._show_alike()
        else:
            self._show_places()
        for n in range(self.list.count()):
            if self._key(self.list.item(n)) == chosen:
                self.list.setCurrentRow(n)
        if self.list.currentRow() < 0 and self.list.count():
            self.list.setCurrentRow(0)
        self._allow()

    def chosen(self) -> tuple[str, str] | None:
        """Return platform and name of the row that is chosen."""
        return self._key(self.list.currentItem())

    @staticmethod
    def _key(item: QListWidgetItem | None) -> tuple[str, str] | None:
        return None if item is None else tuple(item.data(ROW)[:2])

    def _show_places(self) -> None:
        typed = self.name.text().strip()
        found = self._services.handles.lines([typed] if typed else None)
        today = self._services.handles.today()
        due = [one for one in found if one.last is not None and one.is_due(today)]
        for one in found:
            self.list.addItem(_line(one, again=one in due))
        if not found:
            self.summary.setText(
                tr("Type a name, or enter the names that are ours into the register.")
            )
            return
        open_ones = sum(one.last is None and not one.registered for one in found)
        said = trn("{n} not looked up yet.", "{n} not looked up yet.", open_ones)
        text = said.format(n=open_ones) if open_ones else tr("All of them were looked up.")
        if due:
            again = trn("{n} to be looked up again.", "{n} to be looked up again.", len(due))
            text += " " + again.format(n=len(due))
        self.summary.setText(
            text + " " + tr("The browser opens the page; what you see there is logged by you.")
        )

    def _show_alike(self) -> None:
        name = self.name.text().strip() or next(iter(self._services.handles.names()), "")
        found = self._services.handles.lookalikes(name)
        for one, last in found:
            self.list.addItem(_alike(one, last, str(self.platform.currentData())))
        if not found:
            self.summary.setText(tr("Type a name of three letters or more."))
            return
        taken = sum(last is not None and last.result is Result.TAKEN for _, last in found)
        said = trn(
            "{n} name could be taken for “{name}”.",
            "{n} names could be taken for “{name}”.",
            len(found),
        ).format(n=len(found), name=foreign.line(name, 40))
        if taken:
            said += " " + trn("{n} is taken.", "{n} are taken.", taken).format(n=taken)
        self.summary.setText(said)

    def _allow(self) -> None:
        chosen = self.chosen() is not None
        writable = not self._services.read_only
        for name, button in self._buttons.items():
            button.setEnabled(chosen and (writable or name in ("open_name", "save_names")))

    # What a person does

    def _open(self) -> None:
        item = self.list.currentItem()
        if item is not None:
            platform, name, address = item.data(ROW)
            place = {one.platform: one for one in self._services.handles.places}.get(platform)
            QDesktopServices.openUrl(QUrl(address or (place.of(name) if place else "")))

    def _taken(self) -> None:
        if self.chosen() is None:
            return
        popover = WordsPopover(
            self._window,
            tr("Taken by whom?"),
            tr("As far as the page says: a name, or what it is about."),
            2,
        )
        popover.chosen.connect(partial(self._log, Result.TAKEN))
        popover.left.connect(self.list.setFocus)
        popover.show_by(place_of(self._buttons["taken"], self._window))

    def _log(self, result: Result, holder: str = "") -> None:
        chosen = self.chosen()
        if chosen is None:
            return
        platform, name = chosen
        try:
            check, changes = self._services.handles.log(platform, name, result, holder)
        except WorkstationError as error:
            self._window.failed(error)
            return
        self._window.jobs.emit_changes(changes)
        self.look()
        said = tr("{name}: {what}").format(name=foreign.line(name, 40), what=words.looked(check))
        self._window.undo(said, UNDO_S, partial(self._forget, check))

    def _forget(self, check: HandleCheck) -> None:
        try:
            changes = self._services.handles.forget(check.id)
        except WorkstationError as error:
            self._window.failed(error)
            return
        self._window.jobs.emit_changes(changes)
        self.look()

    def _save(self) -> None:
        typed = self.name.text().strip()
        handles = self._services.handles
        if self.kind.key() == "alike":
            name = typed or next(iter(handles.names()), "")
            save_table(self._window, self, "look-alikes", partial(handles.lookalike_table, name))
        else:
            names = [typed] if typed else None
            save_table(self._window, self, "names", partial(handles.table, names))


def _line(one: Line, *, again: bool) -> QListWidgetItem:
    title = f"{foreign.line(one.handle, 60)} · {words.platform(one.platform)}"
    below = words.result(one)
    tone = "good" if one.registered else TONES[one.last.result] if one.last else "soft"
    if again:
        below, tone = tr("{what}; to be looked up again").format(what=below), "warn"
    item = found_row(title, (), f"{below} · {one.address}", tone)
    item.setData(ROW, (one.platform, one.handle, one.address))
    item.setData(Qt.ItemDataRole.AccessibleTextRole, f"{title}. {below}")
    return item


def _alike(one: Lookalike, last: HandleCheck | None, platform: str) -> QListWidgetItem:
    where = DOMAIN if one.trick is Trick.ENDING else platform
    seen = words.looked(last) if last is not None else tr("not looked up yet")
    if last is not None:
        seen = labelled(words.platform(last.platform), seen)
    below = f"{words.trick(one.trick)} · {seen}"
    item = found_row(one.name, (), below, TONES[last.result] if last is not None else "soft")
    item.setData(ROW, (where, one.name, ""))
    item.setData(Qt.ItemDataRole.AccessibleTextRole, f"{one.name}. {below}")
    return item
