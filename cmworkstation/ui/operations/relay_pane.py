"""The relay matrix: a line for each piece of news, a column for each channel, and what to do about what is missing."""

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, cast

from PySide6.QtCore import QSize, Qt, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import (
    QAbstractItemView,
    QCheckBox,
    QFrame,
    QPushButton,
    QScrollArea,
    QStackedLayout,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from cmworkstation import words as all_words
from cmworkstation.domain import foreign
from cmworkstation.domain.conversation import Changes
from cmworkstation.domain.errors import WorkstationError
from cmworkstation.domain.relay import Cell, Row, Told
from cmworkstation.i18n import language, tr, trn
from cmworkstation.services.relays import RelayUndo
from cmworkstation.ui import icons, theme
from cmworkstation.ui.composer.popovers import WordsPopover, place_of
from cmworkstation.ui.operations.acts import UNDO_S
from cmworkstation.ui.operations.news_dialog import NewsDialog
from cmworkstation.ui.review.replies_pane import open_conversation
from cmworkstation.ui.widgets.empty import EmptyState
from cmworkstation.ui.widgets.fields import beside
from cmworkstation.ui.widgets.labels import PlainLabel
from cmworkstation.ui.widgets.layouts import FlowLayout
from cmworkstation.ui.widgets.table_saver import save_table
from cmworkstation.ui.widgets.working import Working
from cmworkstation.words import operations as words

if TYPE_CHECKING:
    from cmworkstation.services.workstation import Services
    from cmworkstation.ui.main_window import MainWindow

LEAST = 200  # px at 100 %, of the table
PATIENCE_MS = 600
NEWS_WIDTH, CELL_WIDTH = 220, 108  # px at 100 %
ICONS = {
    Told.DONE: ("good", "good"),
    Told.ADAPTED: ("edit", "good"),
    Told.NOT_HERE: ("close", "soft"),
    Told.BEGUN: ("clock", "accent"),
    Told.GAP: ("warn", "warn"),
}


class RelayPane(QScrollArea):
    """News by channels."""

    def __init__(self, window: "MainWindow") -> None:
        """Build it; it reads when it is shown."""
        super().__init__()
        self._window = window
        self._services = cast("Services", window.services)
        self.rows: tuple[Row, ...] = ()
        self.acts: dict[str, Callable[..., object]] = {
            "news": lambda *_: self._add(),
            "told": lambda *_: self._mark(Told.DONE),
            "adapted": lambda *_: self._mark(Told.ADAPTED),
            "not_here": lambda *_: self._not_here(),
            "unmark": lambda *_: self._mark(Told.GAP),
            "draft": lambda *_: self._begin(),
            "look_there": lambda *_: self._look_there(),
            "close_news": lambda *_: self._close(),
            "remove_news": lambda *_: self._remove(),
            "save_relays": lambda *_: save_table(
                window, self, "relays", lambda: self._services.relays.table(self.rows)
            ),
        }
        self._buttons: dict[str, QPushButton] = {}
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setAccessibleName(tr("Relays"))
        self.table = QTableWidget(0, 1)
        self._build_table()
        self._build()

    def _build(self) -> None:
        look = theme.current()
        inner = QWidget()
        column = QVBoxLayout(inner)
        column.setContentsMargins(look.px(16), 0, look.px(16), look.px(12))
        column.setSpacing(look.px(8))
        self.summary = PlainLabel()
        self.summary.setWordWrap(True)
        theme.mark(self.summary, "title")
        column.addWidget(self.summary)
        head = self._row(
            ("news", "add", tr("Add news…")), ("save_relays", "download", tr("Save as a table…"))
        )
        theme.mark(self._buttons["news"], "primary")
        column.addWidget(head)
        self.closed = QCheckBox()
        self.closed.toggled.connect(lambda _: self.look())
        column.addWidget(beside(self.closed, tr("Also news that nobody relays any more")))
        self.working = Working(self._window.jobs, self, patience_ms=PATIENCE_MS)
        column.addWidget(self.working)
        holder = QWidget()
        self._stack = QStackedLayout(holder)
        self._stack.addWidget(self.table)
        self._stack.addWidget(
            EmptyState(
                "outbox",
                tr("No news is followed yet"),
                tr(
                    "Take in a post, a page or an operation: each channel then shows whether it is said there, in what"
                    " words, or why not."
                ),
                tr("Add news…"),
                self.acts["news"],
            )
        )
        holder.setMinimumHeight(look.px(LEAST))
        column.addWidget(holder, 1)
        self.said = PlainLabel()
        self.said.setWordWrap(True)
        theme.mark(self.said, "soft")
        column.addWidget(self.said)
        self.foot = self._row(
            ("draft", "edit", tr("Write it for this channel")),
            ("told", "check", tr("It is said there…")),
            ("adapted", "edit", tr("In other words there")),
            ("not_here", "close", tr("Not here, because…")),
            ("unmark", "undo", tr("Take the note back")),
            ("look_there", "external", tr("Look there")),
            ("close_news", "done", tr("Enough relayed")),
            ("remove_news", "remove", tr("Take the news out")),
        )
        column.addWidget(self.foot)
        self.setWidget(inner)

    def _build_table(self) -> None:
        table = self.table
        table.setAccessibleName(tr("News by channels"))
        table.verticalHeader().hide()
        table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        table.setTabKeyNavigation(False)
        table.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        table.setWordWrap(True)
        side = theme.current().px(icons.SMALL)
        table.setIconSize(QSize(side, side))
        table.horizontalHeader().setDefaultAlignment(Qt.AlignmentFlag.AlignLeft)
        table.currentCellChanged.connect(lambda *_: self._allow())
        table.cellActivated.connect(lambda *_: self._activate())

    def _row(self, *buttons: tuple[str, str, str]) -> QWidget:
        holder = QWidget()
        row = FlowLayout(holder)
        for name, icon, text in buttons:
            role = "on_accent" if name == "news" else "text"
            button = QPushButton(icons.icon(icon, role), theme.current().beside(text))
            button.clicked.connect(lambda _=False, name=name: self.acts[name]())
            self._buttons[name] = button
            row.addWidget(button)
        return holder

    # What is shown

    def look(self) -> None:
        """Read again; posts of a year are compared, which may take a moment."""
        closed = self.closed.isChecked()
        work = lambda: self._services.relays.rows(closed=closed)  # noqa: E731 - on a lane
        self.working.run(work, self.show_rows, self._window.failed)

    def show_rows(self, rows: tuple[Row, ...]) -> None:
        """Show news by channels; what was chosen stays chosen."""
        at = (self.table.currentRow(), self.table.currentColumn())
        self.rows = rows
        channels = [cell.channel for cell in rows[0].cells] if rows else []
        look = theme.current()
        self.table.blockSignals(True)
        self.table.setColumnCount(1 + len(channels))
        names = [foreign.line(one.name, 40) for one in channels]
        self.table.setHorizontalHeaderLabels([tr("News"), *names])
        self.table.setRowCount(len(rows))
        for n, row in enumerate(rows):
            self._fill(n, row)
        self.table.setColumnWidth(0, look.px(NEWS_WIDTH))
        metrics = self.table.horizontalHeader().fontMetrics()
        for n, name in enumerate(names, start=1):
            wide = metrics.horizontalAdvance(name) + look.px(28)
            self.table.setColumnWidth(n, min(max(wide, look.px(CELL_WIDTH)), look.px(NEWS_WIDTH)))
        self.table.resizeRowsToContents()
        self.table.blockSignals(False)
        self._stack.setCurrentIndex(0 if rows else 1)
        self.foot.setVisible(bool(rows))
        self.said.setVisible(bool(rows))
        gaps = sum(len(row.gaps) for row in rows)
        self.summary.setText(
            trn("{n} gap", "{n} gaps", gaps).format(n=gaps)
            + " · "
            + trn("{n} piece of news", "{n} pieces of news", len(rows)).format(n=len(rows))
        )
        if rows:
            first = self._first_gap()
            here = 0 <= at[0] < len(rows) and 0 < at[1] <= len(channels)
            self.table.setCurrentCell(*(at if here else first))
        self._allow()

    def chosen(self) -> tuple[Row, Cell | None] | None:
        """Return the news that is chosen, and its cell where a channel is."""
        row, column = self.table.currentRow(), self.table.currentColumn()
        if not 0 <= row < len(self.rows):
            return None
        cells = self.rows[row].cells
        return self.rows[row], cells[column - 1] if 0 < column <= len(cells) else None

    def _first_gap(self) -> tuple[int, int]:
        for n, row in enumerate(self.rows):
            for m, cell in enumerate(row.cells):
                if cell.told is Told.GAP:
                    return n, m + 1
        return 0, min(1, self.table.columnCount() - 1)

    def _fill(self, n: int, row: Row) -> None:
        now = self._services.clock.now()
        when = all_words.when(row.news.at, now)
        title = foreign.line(row.news.title, 120)
        item = QTableWidgetItem(f"{title}\n{words.news_kind(row.news.kind)} · {when}")
        self.table.setItem(n, 0, item)
        for m, cell in enumerate(row.cells):
            icon, role = ICONS[cell.told]
            shown = QTableWidgetItem(icons.icon(icon, role), words.told(cell.told))
            name = foreign.line(cell.channel.name, 40)
            heard = f"{title}, {name}: {words.cell(cell)}"
            shown.setData(Qt.ItemDataRole.AccessibleTextRole, heard)
            shown.setToolTip(foreign.tooltip(heard))
            self.table.setItem(n, m + 1, shown)

    def _allow(self) -> None:
        found = self.chosen()
        row, cell = found if found is not None else (None, None)
        writable = not self._services.read_only
        by_hand = cell is not None and cell.how == "by-hand"
        missing = cell is not None and cell.told in (Told.GAP, Told.BEGUN)
        address = (cell.url if cell is not None else "") or (
            row.news.url if row and cell is None else ""
        )
        home = cell is not None and cell.message_id is not None
        can = {
            "news": writable,
            "draft": writable and missing and cell is not None and cell.channel.is_account,
            "told": writable and cell is not None and (missing or by_hand),
            "adapted": writable and cell is not None and (missing or by_hand),
            "not_here": writable and cell is not None and (missing or by_hand),
            "unmark": writable and (by_hand or (cell is not None and cell.told is Told.BEGUN)),
            "look_there": bool(address) or home,
            "close_news": writable and row is not None,
            "remove_news": writable and row is not None,
            "save_relays": bool(self.rows),
        }
        for name, allowed in can.items():
            self._buttons[name].setEnabled(allowed)
        if row is not None:
            text = tr("Relay it again") if row.news.closed else tr("Enough relayed")
            self._buttons["close_news"].setText(theme.current().beside(text))
        said = ""
        if row is not None and cell is not None:
            name = foreign.line(cell.channel.name, 40)
            said = f"{foreign.line(row.news.title, 80)} · {name}: {words.cell(cell)}"
        elif row is not None:
            names = ", ".join(foreign.line(one.channel.name, 40) for one in row.gaps)
            said = tr("Missing on: {names}").format(names=names) if names else tr("No gaps.")
        self.said.setText(said)

    # What a person does

    def _add(self) -> None:
        NewsDialog(self._window, self.did).open()

    def did(self, act: Callable[[], tuple[Changes, RelayUndo]], said: str) -> bool:
        """Carry an act out and offer to take it back; tell whether it was."""
        try:
            changes, undo = act()
        except WorkstationError as error:
            self._window.failed(error)
            return False
        self._window.jobs.emit_changes(changes)
        self._window.undo(said, UNDO_S, partial(self._back, undo))
        return True

    def _back(self, undo: RelayUndo) -> None:
        try:
            changes = self._services.relays.take_back(undo)
        except WorkstationError as error:
            self._window.failed(error)
            return
        self._window.jobs.emit_changes(changes)

    def _mark(self, told: Told, why: str = "") -> None:
        found = self.chosen()
        if found is None or found[1] is None:
            return
        row, cell = found[0], found[1]
        act = partial(self._services.relays.mark, row.news.id, cell.channel.id, told, why)
        name = foreign.line(cell.channel.name, 40)
        self.did(act, tr("{channel}: {told}").format(channel=name, told=words.told(told)))

    def _not_here(self) -> None:
        found = self.chosen()
        if found is None or found[1] is None:
            return
        note = foreign.line(found[1].channel.name, 40)
        asked = WordsPopover(self._window, tr("Why is it not said there?"), note, 3)
        asked.chosen.connect(lambda why: self._mark(Told.NOT_HERE, why))
        asked.left.connect(self.table.setFocus)
        asked.show_by(place_of(self._buttons["not_here"], self._window))

    def _begin(self) -> None:
        found = self.chosen()
        if found is None or found[1] is None or not found[1].channel.is_account:
            return
        row, cell = found[0], found[1]
        if cell.told is Told.BEGUN and cell.draft_id:
            self._resume(cell.draft_id)
            return
        try:
            draft, changes, undo = self._services.relays.begin(
                row.news.id, cell.channel.id, language()
            )
        except WorkstationError as error:
            self._window.failed(error)
            return
        self._window.jobs.emit_changes(changes)
        self._window.undo(
            tr("A draft is begun; nothing is sent."), UNDO_S, partial(self._back, undo)
        )
        open_conversation(self._window, draft.conversation_id)

    def _resume(self, draft_id: str) -> None:
        drafts = {one.id: one for one in self._services.drafts.listed()}
        draft = next((one for id_, one in drafts.items() if id_ == draft_id), None)
        if draft is not None:
            open_conversation(self._window, draft.conversation_id)
        else:
            self._window.go("outbox")

    def _look_there(self) -> None:
        found = self.chosen()
        if found is None:
            return
        row, cell = found
        url = cell.url if cell is not None else row.news.url
        if cell is not None and cell.message_id is not None:
            home = self._services.dependence.conversation_of(cell.message_id)
            open_conversation(self._window, home)
        elif url:
            QDesktopServices.openUrl(QUrl(url))

    def _activate(self) -> None:
        if self._buttons["look_there"].isEnabled():
            self._look_there()
        elif self._buttons["draft"].isEnabled():
            self._begin()

    def _close(self) -> None:
        found = self.chosen()
        if found is not None:
            one = found[0].news
            said = tr("It is relayed again.") if one.closed else tr("Nobody relays it any more.")
            self.did(partial(self._services.relays.close, one.id, closed=not one.closed), said)

    def _remove(self) -> None:
        found = self.chosen()
        if found is not None:
            act = partial(self._services.relays.remove, found[0].news.id)
            self.did(act, tr("The news is taken out."))
