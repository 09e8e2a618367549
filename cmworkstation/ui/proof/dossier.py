"""The dossier of a reply: why, by whom, when and under which charter it was sent."""

import re
from typing import TYPE_CHECKING, cast

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QDialog,
    QFrame,
    QProgressBar,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from cmworkstation.domain import foreign
from cmworkstation.domain.dossier import Dossier
from cmworkstation.domain.ids import OutboxId
from cmworkstation.i18n import tr
from cmworkstation.ui import icons, theme
from cmworkstation.ui.jobs import READ
from cmworkstation.ui.widgets.dialogs import fit
from cmworkstation.ui.widgets.labels import PlainLabel, rule
from cmworkstation.ui.widgets.layouts import FlowLayout
from cmworkstation.words import dossier as wordings
from cmworkstation.words import problems

if TYPE_CHECKING:
    from cmworkstation.services.workstation import Services
    from cmworkstation.ui.main_window import MainWindow

MOST_LINES = 40  # of one part; a reply has fewer than twenty
# A hash is shown in four groups, so that it wraps where it is narrow.
HASH = re.compile(r"\b" + r"([0-9a-f]{16})" * 4 + r"\b")


class DossierDialog(QDialog):
    """Shows a dossier part by part; the whole of it can be copied as text."""

    def __init__(self, window: "MainWindow", outbox_id: OutboxId) -> None:
        """Open at once; the dossier is gathered on the reading lane."""
        super().__init__(window)
        self._window = window
        self._dossier: Dossier | None = None
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(tr("Dossier of a reply"))
        t = theme.current()
        self.setMinimumSize(t.px(320), t.px(320))
        fit(self, window, 720, 640)
        column = QVBoxLayout(self)
        column.setContentsMargins(*(t.px(20),) * 4)
        column.setSpacing(t.px(12))
        self._busy = QProgressBar()
        self._busy.setRange(0, 0)
        self._busy.setTextVisible(False)
        self._busy.setAccessibleName(tr("At work"))
        column.addWidget(self._busy)
        self._inner = QWidget()
        self._parts = QVBoxLayout(self._inner)
        self._parts.setContentsMargins(0, 0, t.px(12), 0)
        self._parts.setSpacing(t.px(6))
        self._scroll = QScrollArea()
        self._scroll.setWidgetResizable(True)
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setAccessibleName(tr("Dossier of a reply"))
        self._scroll.setWidget(self._inner)
        column.addWidget(self._scroll, 1)
        self.copier = QPushButton(icons.icon("copy"), t.beside(tr("Copy as text")))
        self.copier.setEnabled(False)
        self.copier.clicked.connect(self.copy)
        self.then = QPushButton(icons.icon("history"), t.beside(tr("The charter then…")))
        self.then.setEnabled(False)
        self.then.clicked.connect(self.show_version)
        close = QPushButton(tr("Close"))
        close.setDefault(True)
        close.clicked.connect(self.reject)
        foot = QWidget()
        row = FlowLayout(foot)
        for one in (self.copier, self.then, close):
            row.addWidget(one)
        column.addWidget(foot)
        services = cast("Services", window.services)
        work = lambda: services.proof.dossier(outbox_id)  # noqa: E731 - one expression on a lane
        window.jobs.run(READ, work, self._show, self._failed, owner=self)

    def copy(self) -> None:
        """Put the whole dossier on the clipboard."""
        if self._dossier is not None:
            self._window.copy(wordings.as_text(self._dossier))

    def show_version(self) -> None:
        """Show the version of the charter that was in force then, among the others."""
        if self._dossier is not None and self._dossier.rules is not None:
            digest = self._dossier.rules.hash
            self.reject()
            self._window.act("charter.versions", digest)

    def _show(self, one: Dossier) -> None:
        self._busy.hide()
        self._dossier = one
        for n, section in enumerate(wordings.sections(one)):
            if n:
                self._parts.addWidget(rule())
            title = PlainLabel(section.title)
            theme.mark(title, "bold")
            self._parts.addWidget(title)
            for line in section.lines[:MOST_LINES]:
                label = PlainLabel(HASH.sub(r"\1 \2 \3 \4", foreign.block(line)))
                label.setWordWrap(True)
                label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
                self._parts.addWidget(label)
        self._parts.addStretch(1)
        self.copier.setEnabled(True)
        self.then.setEnabled(one.rules is not None)
        self._scroll.setFocus()

    def _failed(self, error: Exception) -> None:
        self._busy.hide()
        notice = problems.error(error)
        label = PlainLabel(f"{notice.text} {notice.hint}".strip())
        label.setWordWrap(True)
        theme.mark(label, "error")
        self._parts.addWidget(label)
        self._parts.addStretch(1)
