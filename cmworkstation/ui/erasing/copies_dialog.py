"""Backups from before an erasure: they are kept, unless a person chooses which ones go."""

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import (
    QCheckBox,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from cmworkstation.i18n import tr
from cmworkstation.ui import theme
from cmworkstation.ui.backups import parts
from cmworkstation.ui.erasing.frame import GoneForGood
from cmworkstation.ui.jobs import READ
from cmworkstation.ui.widgets.fields import beside
from cmworkstation.words import erasures as wordings

if TYPE_CHECKING:
    from cmworkstation.services.older_copies import LetGo, OlderCopy
    from cmworkstation.ui.main_window import MainWindow


class CopiesDialog(GoneForGood):
    """Lists the copies; nothing is chosen at first, and nothing goes before a box is ticked."""

    def __init__(self, window: "MainWindow") -> None:
        """Look them up."""
        super().__init__(window, tr("Backups from before an erasure"), (620, 600))
        self.boxes: dict[Path, QCheckBox] = {}
        self.all = QPushButton(tr("Choose all"))
        self.all.clicked.connect(lambda _=False: self._choose_all())
        does = QPushButton(tr("Delete the chosen backups"))
        self.lay_out(self._middle(), does, self.all, QPushButton(tr("Keep them")))
        self.offer()
        self.load()

    def _middle(self) -> QWidget:
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
        return inner

    def load(self) -> None:
        """Look again which copies there are."""
        self._window.jobs.run(
            READ, self._services.older_copies.listed, self._show, self.failed, owner=self
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
            box.toggled.connect(lambda _: self.offer())
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
        self.offer()

    def _choose_all(self) -> None:
        for box in self.boxes.values():
            box.setChecked(True)

    def _chosen(self) -> list[Path]:
        return [path for path, box in self.boxes.items() if box.isChecked()]

    def offer(self) -> None:
        """Let the buttons be pressed, or not."""
        may = self.may()
        self.all.setEnabled(may and bool(self.boxes))
        self.sure.setEnabled(may and bool(self._chosen()))
        self.doer.setEnabled(may and bool(self._chosen()) and self.sure.isChecked())

    def carry_out(self) -> None:
        """Delete what is chosen; a newer copy is made first where there is none."""
        work = partial(self._services.older_copies.let_go, self._chosen())
        self.working.run(work, self._gone, self.failed)
        self.working.stopper.hide()
        self.offer()

    def _gone(self, done: "LetGo") -> None:
        self.say(wordings.let_go(done), "warn" if done.stayed else "good")
        self.load()

    def failed(self, error: Exception) -> None:
        """Say what went wrong."""
        super().failed(error)
        self.offer()
