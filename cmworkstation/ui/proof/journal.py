"""The journal: who did what, the newest first, and whether all of it is as it was written."""

from typing import TYPE_CHECKING, cast

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QPushButton, QVBoxLayout, QWidget

from cmworkstation.i18n import tr, trn
from cmworkstation.services.proof import Verified
from cmworkstation.ui import theme
from cmworkstation.ui.jobs import READ
from cmworkstation.ui.widgets.dialogs import fit
from cmworkstation.ui.widgets.labels import PlainLabel
from cmworkstation.ui.widgets.layouts import FlowLayout
from cmworkstation.ui.widgets.remarks import remark, remarks
from cmworkstation.words import dossier as checks
from cmworkstation.words import journal as wordings
from cmworkstation.words import problems

if TYPE_CHECKING:
    from cmworkstation.services.workstation import Services
    from cmworkstation.ui.main_window import MainWindow

AT_ONCE = 200


class JournalDialog(QDialog):
    """Lists acts and checks the chain."""

    def __init__(self, window: "MainWindow") -> None:
        """Show the newest acts."""
        super().__init__(window)
        self._window = window
        self._services = cast("Services", window.services)
        self._shown = AT_ONCE
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(tr("Journal"))
        t = theme.current()
        self.setMinimumSize(t.px(320), t.px(320))
        fit(self, window, 680, 600)
        column = QVBoxLayout(self)
        column.setContentsMargins(*(t.px(24),) * 4)
        column.setSpacing(t.px(12))
        column.addWidget(
            _label(
                tr(
                    "What people did here, the newest first. Nothing can be changed in it unnoticed."
                ),
                "soft",
            )
        )
        self.list = remarks(tr("Journal"))
        column.addWidget(self.list, 1)
        self.said = _label("", "soft")
        self.said.hide()
        column.addWidget(self.said)
        column.addWidget(self._buttons())
        self._look()

    def _buttons(self) -> QWidget:
        holder = QWidget()
        row = FlowLayout(holder)
        self.checker = QPushButton(tr("Check the journal"))
        theme.mark(self.checker, "primary")
        self.checker.clicked.connect(self.check)
        self.more = QPushButton(tr("Show earlier acts"))
        self.more.clicked.connect(self._show_more)
        close = QPushButton(tr("Close"))
        close.clicked.connect(self.reject)
        for one in (self.checker, self.more, close):
            row.addWidget(one)
        return holder

    def check(self) -> None:
        """Go through the whole chain, and say what is wrong."""
        self.checker.setEnabled(False)
        self._window.jobs.run(
            READ, self._services.proof.verify, self._checked, self._failed, owner=self
        )

    def _checked(self, found: Verified) -> None:
        self.checker.setEnabled(True)
        wrong = checks.verified(found)
        well = trn(
            "All is well; {n} act in the journal.",
            "All is well; {n} acts in the journal.",
            found.journal.rows,
        )
        self._say(
            "\n".join(wrong[:5]) or well.format(n=found.journal.rows), "error" if wrong else "good"
        )

    def _failed(self, error: Exception) -> None:
        self.checker.setEnabled(True)
        self._say(problems.error(error).text, "error")

    def _say(self, text: str, kind: str) -> None:
        theme.mark(self.said, kind)
        theme.restyle(self.said)
        self.said.setText(text)
        self.said.show()

    def _show_more(self) -> None:
        row = self.list.count() - 1
        self._shown *= 2
        self._look()
        self.list.setCurrentRow(max(0, row))

    def _look(self) -> None:
        acts = self._services.journal.acts(self._shown)
        names: dict[str, str] = {}

        def name_of(profile_id: str) -> str:
            if profile_id not in names:
                names[profile_id] = self._services.profiles.name(profile_id)
            return names[profile_id]

        self.list.clear()
        for one in acts:
            icon = "key" if one.kind == "profile.key" else "user" if one.by else "info"
            text = wordings.line(one.n, one.at, one.kind, one.by, one.payload, name_of)
            self.list.addItem(remark(text, icon, "soft"))
        self.list.setCurrentRow(0)
        self.more.setVisible(len(acts) == self._shown)


def _label(text: str, kind: str) -> PlainLabel:
    label = PlainLabel(text)
    label.setWordWrap(True)
    theme.mark(label, kind)
    return label
