"""Ending well: what is still to be said to somebody, and to everybody of a project, before it is closed."""

from functools import partial
from typing import TYPE_CHECKING, cast

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QListWidgetItem, QPushButton, QWidget

from cmworkstation.domain import foreign
from cmworkstation.domain.errors import WorkstationError
from cmworkstation.domain.relation import Goodbye, Kind
from cmworkstation.i18n import labelled, tr, trn
from cmworkstation.services.relations import Row
from cmworkstation.ui import theme
from cmworkstation.ui.asking.task_form import Form
from cmworkstation.ui.composer.popovers import WordsPopover, place_of
from cmworkstation.ui.contacts.writing import WriteForm
from cmworkstation.ui.widgets.found_rows import found_row, found_rows
from cmworkstation.ui.widgets.layouts import FlowLayout
from cmworkstation.words import relations as wordings
from cmworkstation.words import when

if TYPE_CHECKING:
    from cmworkstation.services.workstation import Services
    from cmworkstation.ui.main_window import MainWindow

ROW = Qt.ItemDataRole.UserRole
LEAST = 5  # characters of a reason


class EndForm(Form):
    """The goodbye to one person, or to everybody of a project, part by part."""

    def __init__(self, window: "MainWindow", project: str, only: Row | None = None) -> None:
        """Show what is open."""
        note = tr(
            "Nobody is left without a word: each part is done, or left out for a reason that is kept."
        )
        title = tr("End the relation") if only else tr("Close the project “{name}”")
        super().__init__(
            window,
            title.format(name=foreign.line(project, 60)),
            note,
            tr("End it") if only else tr("Close the project"),
            self._close,
            size=(600, 560),
        )
        self._services = cast("Services", window.services)
        self._project, self._only = project, only
        self.list = found_rows(tr("Parts of the goodbye"))
        self.list.setMinimumHeight(theme.current().px(200))
        self.list.currentItemChanged.connect(lambda *_: self._allow())
        self.add_widget(self.list)
        holder = QWidget()
        flow = FlowLayout(holder)
        self.writer = self._offer(flow, tr("Write it…"), self._write)
        self.ticker = self._offer(flow, tr("It was done"), self._done)
        self.leaver = self._offer(flow, tr("Leave it out, because…"), self._leave)
        self.column.addWidget(holder)
        self._look()

    def _offer(self, flow: FlowLayout, words: str, act: object) -> QPushButton:
        button = QPushButton(words)
        button.setAutoDefault(False)
        button.clicked.connect(act)
        flow.addWidget(button)
        return button

    def rows(self) -> tuple[Row, ...]:
        """Return who is to be said goodbye to."""
        relations = self._services.relations
        if self._only is not None:
            return (relations.row(self._only.relation.id),)
        return relations.to_thank(self._project)

    def _look(self) -> None:
        at = self.list.currentRow()
        self.list.clear()
        rows = self.rows()
        now = self._services.clock.now()
        for row in rows:
            for part in Goodbye:
                event = row.goodbyes.get(part)
                is_open = part in row.open
                below = tr("still open")
                if event is not None:
                    below = wordings.event(event)
                    if not is_open:
                        below = f"{below} · {when(event.at, now)}"
                title = labelled(foreign.line(row.card.called, 60), wordings.goodbye(part))
                item = found_row(title, (), below, "warn" if is_open else "good")
                item.setData(ROW, (row, part))
                self.list.addItem(item)
        self.list.setCurrentRow(max(0, at))
        left = sum(len(row.open) for row in rows)
        self.doer.setEnabled(not left and not self._services.read_only)
        said = trn("{n} part is still open.", "{n} parts are still open.", left).format(n=left)
        self.trouble.setText(said)
        theme.mark(self.trouble, "warn")
        self.trouble.setVisible(bool(left))
        self._allow()

    def _current(self) -> tuple[Row, Goodbye] | None:
        item: QListWidgetItem | None = self.list.currentItem()
        found: tuple[Row, Goodbye] | None = item.data(ROW) if item is not None else None
        return found

    def _allow(self) -> None:
        one = self._current()
        is_open = one is not None and one[1] in one[0].open and not self._services.read_only
        for button in (self.writer, self.ticker, self.leaver):
            button.setEnabled(is_open)

    def _write(self) -> None:
        one = self._current()
        if one is None:
            return
        row, part = one
        form = WriteForm(self.window_, row, [(wordings.goodbye(part), Kind.GOODBYE, part, "")])
        form.carried_out.connect(self.accept)  # the draft is in front now
        form.open()

    def _done(self) -> None:
        one = self._current()
        if one is not None:
            self._run(partial(self._services.relations.done, one[0].relation.id, one[1]))

    def _leave(self) -> None:
        one = self._current()
        if one is None:
            return
        popover = WordsPopover(self, tr("Why is this left out?"), wordings.goodbye(one[1]), LEAST)
        popover.chosen.connect(
            lambda why: self._run(
                partial(self._services.relations.leave_out, one[0].relation.id, one[1], why)
            )
        )
        popover.left.connect(self.list.setFocus)
        popover.show_by(place_of(self.leaver, self))

    def _run(self, act: object) -> None:
        try:
            changes = act()  # type: ignore[operator]
        except WorkstationError as error:
            self.wrong(error)
            return
        self.window_.jobs.emit_changes(changes)
        self._look()

    def _close(self) -> None:
        relations = self._services.relations
        if self._only is not None:
            changes = relations.close(self._only.relation.id)
        else:
            changes = relations.close_project(self._project)
        self.window_.jobs.emit_changes(changes)
