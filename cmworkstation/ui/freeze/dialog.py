"""Why it is frozen, asked afterwards; and which part is to be frozen."""

from typing import TYPE_CHECKING, cast

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QComboBox, QDialog, QLineEdit, QPushButton, QVBoxLayout, QWidget

from cmworkstation import words as wordings
from cmworkstation.domain import foreign
from cmworkstation.domain.freeze import Freeze, Scope, ScopeKind
from cmworkstation.i18n import tr
from cmworkstation.ui import theme
from cmworkstation.ui.widgets.dialogs import fit
from cmworkstation.ui.widgets.labels import PlainLabel
from cmworkstation.ui.widgets.layouts import FlowLayout
from cmworkstation.words import freeze as words

if TYPE_CHECKING:
    from cmworkstation.services.workstation import Services
    from cmworkstation.ui.main_window import MainWindow


class ReasonDialog(QDialog):
    """Says that everything stands still, and asks why; nothing is lost where nobody answers."""

    given = Signal(str)
    mistaken = Signal()

    def __init__(self, window: "MainWindow", frozen: Freeze) -> None:
        """Show a freeze that holds already."""
        super().__init__(window)
        services = cast("Services", window.services)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(tr("Frozen"))
        column = _column(self)
        names = words.Names.of(
            services.accounts.listed(), services.brake.labels(), services.brake.topics()
        )
        title = PlainLabel(words.scope(frozen, names) + ".")
        title.setWordWrap(True)
        theme.mark(title, "page")
        column.addWidget(title)
        note = PlainLabel(
            tr(
                "Nothing leaves and nothing acts by itself. What was on its way is settled; we go on reading."
            )
        )
        note.setWordWrap(True)
        column.addWidget(note)
        self.why = QLineEdit(frozen.reason)
        self.why.setAccessibleName(tr("Why?"))
        self.why.setPlaceholderText(tr("Why? Colleagues and the journal will thank you."))
        self.why.setMaxLength(300)
        self.why.textChanged.connect(self._look)
        column.addWidget(self.why)
        holder = QWidget()
        row = FlowLayout(holder)
        self.keep = QPushButton(tr("Keep this reason"))
        theme.mark(self.keep, "primary")
        self.keep.clicked.connect(self._give)
        later = QPushButton(tr("Later"))
        later.setAutoDefault(False)
        later.clicked.connect(self.reject)
        self.mistake = QPushButton(tr("Frozen by mistake: go on as before"))
        self.mistake.setAutoDefault(False)
        self.mistake.setVisible(services.brake.may_go_on(frozen.id))
        self.mistake.clicked.connect(self._mistaken)
        for one in (self.keep, later, self.mistake):
            row.addWidget(one)
        column.addWidget(holder)
        self._look()
        self.why.setFocus()
        fit(self, window, 520, 300)

    def _look(self) -> None:
        self.keep.setEnabled(bool(self.why.text().strip()))

    def _give(self) -> None:
        if self.keep.isEnabled():
            self.given.emit(self.why.text())
            self.accept()

    def _mistaken(self) -> None:
        self.mistaken.emit()
        self.accept()


class ScopeDialog(QDialog):
    """Asks which platform, account or label is to be frozen."""

    chosen = Signal(object)  # Scope

    def __init__(self, window: "MainWindow") -> None:
        """Offer what there is."""
        super().__init__(window)
        services = cast("Services", window.services)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(tr("Freeze a part"))
        column = _column(self)
        note = PlainLabel(
            tr("Nothing leaves there and nothing acts by itself there. Everything else goes on.")
        )
        note.setWordWrap(True)
        column.addWidget(note)
        self.what = QComboBox()
        self.what.setAccessibleName(tr("What is to be frozen"))
        self.what.setSizeAdjustPolicy(
            QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
        )
        self.what.setMinimumContentsLength(14)
        listed = services.accounts.listed()
        for one in listed:
            said = tr("The account {what}").format(what=foreign.line(one.name or one.handle, 40))
            self.what.addItem(said, Scope(ScopeKind.ACCOUNT, one.id))
        for look in dict.fromkeys(one.look for one in listed):
            said = tr("All of {what}").format(what=foreign.line(wordings.platform(look), 40))
            self.what.addItem(said, Scope(ScopeKind.PLATFORM, look))
        for label in services.brake.labels():
            said = tr("What is labelled {what}").format(what=foreign.line(label.path, 40))
            self.what.addItem(said, Scope(ScopeKind.LABEL, str(label.id)))
        for topic in services.brake.topics():
            said = tr("The topic {what}").format(what=foreign.line(topic.title, 40))
            self.what.addItem(said, Scope(ScopeKind.TOPIC, topic.id))
        column.addWidget(self.what)
        holder = QWidget()
        row = FlowLayout(holder)
        self.freeze = QPushButton(tr("Freeze it"))
        theme.mark(self.freeze, "danger")
        self.freeze.setEnabled(self.what.count() > 0)
        self.freeze.clicked.connect(self._choose)
        cancel = QPushButton(tr("Cancel"))
        cancel.setAutoDefault(False)
        cancel.clicked.connect(self.reject)
        for button in (self.freeze, cancel):
            row.addWidget(button)
        column.addWidget(holder)
        fit(self, window, 480, 240)

    def _choose(self) -> None:
        self.chosen.emit(self.what.currentData())
        self.accept()


def _column(dialog: QDialog) -> QVBoxLayout:
    look = theme.current()
    column = QVBoxLayout(dialog)
    column.setContentsMargins(*(look.px(24),) * 4)
    column.setSpacing(look.px(12))
    return column
