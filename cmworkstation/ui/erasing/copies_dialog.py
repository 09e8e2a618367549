"""Backups from before an erasure: they are kept, unless a person chooses which ones go."""

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, cast

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QCheckBox,
    QDialog,
    QFrame,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from cmworkstation import words
from cmworkstation.domain.profile import Act
from cmworkstation.i18n import tr
from cmworkstation.ui import theme
from cmworkstation.ui.backups import parts
from cmworkstation.ui.jobs import READ
from cmworkstation.ui.widgets.dialogs import fit
from cmworkstation.ui.widgets.fields import beside
from cmworkstation.ui.widgets.layouts import FlowLayout
from cmworkstation.ui.widgets.working import Working
from cmworkstation.words import erasures as wordings

if TYPE_CHECKING:
    from cmworkstation.services.older_copies import LetGo, OlderCopy
    from cmworkstation.services.workstation import Services
    from cmworkstation.ui.main_window import MainWindow


class CopiesDialog(QDialog):
    """Lists the copies; nothing is chosen at first, and nothing goes before a box is ticked."""

    def __init__(self, window: "MainWindow") -> None:
        """Look them up."""
        super().__init__(window)
        self._window = window
        self._services = cast("Services", window.services)
        self.boxes: dict[Path, QCheckBox] = {}
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(tr("Backups from before an erasure"))
        look = theme.current()
        self.setMinimumSize(look.px(300), look.px(320))
        fit(self, window, 620, 600)
        column = QVBoxLayout(self)
        column.setContentsMargins(*(look.px(16),) * 4)
        column.setSpacing(look.px(8))
        column.addWidget(self._middle(), 1)
        self.said = parts.label("", "good")
        self.said.hide()
        column.addWidget(self.said)
        self.working = Working(window.jobs, self)
        self.working.busy.connect(lambda _: self._offer())
        column.addWidget(self.working)
        self.sure = QCheckBox()
        self.sure.toggled.connect(lambda _: self._offer())
        column.addWidget(beside(self.sure, tr("I know that this cannot be taken back")))
        column.addWidget(self._buttons())
        self._offer()
        self.load()

    def _middle(self) -> QScrollArea:
        inner = QWidget()
        column = QVBoxLayout(inner)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.current().px(8))
        why = tr(
            "They still hold people who were erased since. When one is restored here, these people are erased again"
            " before anything can be read: their list lies beside the workspace. Whoever opens the file by other"
            " means finds them in it."
        )
        column.addWidget(parts.label(why))
        kept = tr(
            "They are kept unless you choose here which ones go; after that, no restore leads back to those days."
        )
        column.addWidget(parts.label(kept, "soft"))
        self.state = parts.label(tr("Looking…"), "soft")
        column.addWidget(self.state)
        self._rows = QVBoxLayout()
        column.addLayout(self._rows)
        column.addStretch(1)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setAccessibleName(self.windowTitle())
        scroll.setWidget(inner)
        return scroll

    def _buttons(self) -> QWidget:
        holder = QWidget()
        row = FlowLayout(holder)
        self.doer = QPushButton(tr("Delete the chosen backups"))
        theme.mark(self.doer, "danger")
        self.doer.clicked.connect(lambda _=False: self.carry_out())
        self.all = QPushButton(tr("Choose all"))
        self.all.clicked.connect(lambda _=False: self._choose_all())
        close = QPushButton(tr("Keep them"))
        close.clicked.connect(self.reject)
        for one in (self.doer, self.all, close):
            one.setAutoDefault(False)
            row.addWidget(one)
        return holder

    def load(self) -> None:
        """Look again which copies there are."""
        self._window.jobs.run(
            READ, self._services.older_copies.listed, self._show, self._failed, owner=self
        )

    def _show(self, found: "tuple[OlderCopy, ...]") -> None:
        while (item := self._rows.takeAt(0)) is not None:
            if (old := item.widget()) is not None:
                old.hide()
                old.deleteLater()
        self.boxes.clear()
        now = self._services.clock.now()
        for one in found:
            box = QCheckBox()
            box.toggled.connect(lambda _: self._offer())
            lines = (
                parts.title(one.backup, now),
                wordings.still_holds(one),
                parts.contents(one.backup),
            )
            self._rows.addWidget(beside(box, " · ".join(filter(None, lines))))
            self.boxes[one.backup.path] = box
        said = "" if found else tr("No backup is older than an erasure.")
        if self._services.older_copies.second_is_away():
            away = tr("The second place is not there now: look again when its disk is.")
            said = f"{said} {away}".strip()
        self.state.setText(said)
        self.state.setVisible(bool(said))
        self.sure.setChecked(False)
        self._offer()

    def _choose_all(self) -> None:
        for box in self.boxes.values():
            box.setChecked(True)

    def _chosen(self) -> list[Path]:
        return [path for path, box in self.boxes.items() if box.isChecked()]

    def _offer(self) -> None:
        free = not self.working.isVisible() and not self._window.read_only
        may = free and self._services.acting.current().may(Act.KEEP)
        self.all.setEnabled(may and bool(self.boxes))
        self.sure.setEnabled(may and bool(self._chosen()))
        self.doer.setEnabled(may and bool(self._chosen()) and self.sure.isChecked())

    def carry_out(self) -> None:
        """Delete what is chosen; a newer copy is made first where there is none."""
        work = partial(self._services.older_copies.let_go, self._chosen())
        self.working.run(work, self._gone, self._failed)
        self.working.stopper.hide()
        self._offer()

    def _gone(self, done: "LetGo") -> None:
        self._say(wordings.let_go(done), "warn" if done.stayed else "good")
        self.load()

    def _failed(self, error: Exception) -> None:
        notice = words.error(error)
        self._say(f"{notice.text} {notice.hint}".strip(), "error")
        self._offer()

    def _say(self, text: str, kind: str) -> None:
        self.said.setText(text)
        theme.mark(self.said, kind)
        theme.restyle(self.said)
        self.said.show()
