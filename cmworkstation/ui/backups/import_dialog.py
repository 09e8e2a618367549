"""Taking in an archive: what it holds, the work, and the restart. Until the restart nothing is changed."""

from collections.abc import Callable, Generator
from datetime import datetime
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QDialog, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from cmworkstation.domain import foreign
from cmworkstation.domain.progress import Progress
from cmworkstation.i18n import labelled, number, tr, trn
from cmworkstation.services import exchange
from cmworkstation.services.rescue import Rescue
from cmworkstation.ui import theme
from cmworkstation.ui.backups import parts
from cmworkstation.ui.jobs import JobRunner
from cmworkstation.ui.widgets.dialogs import fit
from cmworkstation.ui.widgets.remarks import remark, remarks
from cmworkstation.words import problems


class ImportDialog(QDialog):
    """Shows an archive; `ready` tells that the workspace is to be opened again."""

    ready = Signal()

    def __init__(
        self,
        archive: Path,
        rescue: Rescue,
        jobs: JobRunner,
        now: Callable[[], datetime],
        parent: QWidget,
    ) -> None:
        """Look into the archive."""
        super().__init__(parent)
        self._archive = archive
        self._rescue = rescue
        self._jobs = jobs
        self._now = now
        self._taken_in = False  # made ready, and what is in doubt is said
        t = theme.current()
        self.setWindowTitle(tr("Import an archive"))
        self.setMinimumSize(t.px(320), t.px(320))
        fit(self, parent, 560, 420)
        column = QVBoxLayout(self)
        column.setContentsMargins(t.px(24), t.px(16), t.px(24), t.px(16))
        column.setSpacing(t.px(12))
        column.addWidget(parts.label(tr("Import an archive"), "page"))
        self.said = remarks(tr("What will change"))
        column.addWidget(self.said, 1)
        self.working = parts.Working(jobs, self)
        self.working.busy.connect(self._busy)
        column.addWidget(self.working)
        self._trouble = parts.label(kind="error")
        self._trouble.hide()
        column.addWidget(self._trouble)
        row = QHBoxLayout()
        cancel = QPushButton(tr("Cancel"))
        theme.mark(cancel, "quiet")
        cancel.clicked.connect(self.reject)
        self.next = QPushButton(tr("Import"))
        theme.mark(self.next, "primary")
        self.next.setDefault(True)
        self.next.clicked.connect(self.forward)
        row.addStretch(1)
        row.addWidget(cancel)
        row.addWidget(self.next)
        column.addLayout(row)
        self.next.setEnabled(False)
        self._look()

    def _look(self) -> None:
        try:
            found = exchange.contents(self._archive)
        except Exception as error:  # noqa: BLE001 - said, whatever it is
            self._failed(error)
            return
        messages, drafts, replies = (found.get(key, 0) for key in ("message", "draft", "outbox"))
        counts = (
            trn("{n} message", "{n} messages", messages).format(n=number(messages)),
            trn("{n} draft", "{n} drafts", drafts).format(n=number(drafts)),
            trn("{n} reply", "{n} replies", replies).format(n=number(replies)),
        )
        text = labelled(foreign.line(self._archive.name, 80), ", ".join(counts))
        for icon, role, line in (
            ("info", "accent", text),
            (
                "warn",
                "warn",
                tr("The workspace becomes what the archive holds; nothing is merged."),
            ),
            (
                "good",
                "good",
                tr("The present file is kept beside the new one, under another name."),
            ),
            ("info", "accent", tr("Accounts that are new here want you to sign in again.")),
        ):
            self.said.addItem(remark(line, icon, role))
        self.said.setCurrentRow(0)
        self.next.setEnabled(True)

    def forward(self) -> None:
        """Take the archive in; the window opens again at once, or on a second press where replies are in doubt."""
        if self._taken_in:
            self._open()
            return
        self._trouble.hide()
        self.working.run(self._take, self._taken, self._failed)

    def _take(self) -> Generator[Progress, None, int]:
        yield from exchange.take_in(self._rescue, self._archive, self._now())
        return exchange.on_their_way(self._rescue)

    def _taken(self, unclear: object) -> None:
        if not isinstance(unclear, int) or not unclear:
            self._open()
            return
        self._taken_in = True
        said = trn(
            "{n} reply was on its way. Whether it left is not clear: it may have, from the other machine. The program"
            " looks for it before anything is sent again; until then it stands in the outbox as unclear.",
            "{n} replies were on their way. Whether they left is not clear: they may have, from the other machine. The"
            " program looks for them before anything is sent again; until then they stand in the outbox as unclear.",
            unclear,
        ).format(n=number(unclear))
        self.said.addItem(remark(said, "warn", "warn"))
        self.said.setCurrentRow(self.said.count() - 1)
        self.said.scrollToBottom()
        self.said.setFocus()
        self.next.setText(tr("Open the workspace"))
        self.next.setEnabled(True)

    def _open(self) -> None:
        self.accept()
        self.ready.emit()

    def _failed(self, error: Exception) -> None:
        notice = problems.error(error)
        self._trouble.setText(f"{notice.text} {notice.hint}".strip())
        self._trouble.show()
        self.next.setEnabled(False)

    def _busy(self, working: bool) -> None:
        self.next.setEnabled(not working)

    def reject(self) -> None:
        """Change nothing: what was made ready is forgotten."""
        self.working.stop()
        self._jobs.run(
            parts.LANE, self._rescue.withdraw
        )  # behind whatever is still under way there
        super().reject()
