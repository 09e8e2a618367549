"""When backups are made, how many are kept, where else they go, and whether they are encrypted."""

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, cast

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialog,
    QFileDialog,
    QFormLayout,
    QFrame,
    QHBoxLayout,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from cmworkstation.domain import foreign
from cmworkstation.domain.backup import Every, Keep
from cmworkstation.i18n import tr
from cmworkstation.ui import theme
from cmworkstation.ui.backups import parts
from cmworkstation.ui.widgets.dialogs import fit
from cmworkstation.ui.widgets.fields import add_named, beside
from cmworkstation.ui.widgets.form_dialog import NARROW
from cmworkstation.words import problems
from cmworkstation.words.backups import every, keeps

if TYPE_CHECKING:
    from cmworkstation.services.workstation import Services
    from cmworkstation.ui.main_window import MainWindow


class PlanDialog(QDialog):
    """Changes the plan; `changed` tells that it did."""

    changed = Signal()

    def __init__(self, window: "MainWindow", parent: QWidget) -> None:
        """Show the plan as it is."""
        super().__init__(parent)
        self._window = window
        self._copies = cast("Services", window.services).backups
        self._plan = self._copies.plan()
        self._second = self._plan.second
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(tr("Plan of the backups"))
        t = theme.current()
        self.setMinimumSize(t.px(320), t.px(320))
        fit(self, window, 560, 640)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setAccessibleName(tr("Plan of the backups"))
        self._inner = QWidget()
        inside = QVBoxLayout(self._inner)
        inside.setContentsMargins(*(t.px(24),) * 4)
        inside.setSpacing(t.px(12))
        inside.addLayout(self._when())
        inside.addWidget(parts.label(tr("A second place"), "bold"))
        self._place(inside)
        inside.addWidget(parts.label(tr("Encryption"), "bold"))
        self._encryption(inside)
        inside.addStretch(1)
        scroll.setWidget(self._inner)
        column.addWidget(scroll, 1)
        column.addLayout(self._foot())
        self._look()

    def _when(self) -> QFormLayout:
        form = QFormLayout()
        wrap = QFormLayout.RowWrapPolicy
        narrow = self.width() < theme.current().px(NARROW)
        form.setRowWrapPolicy(wrap.WrapAllRows if narrow else wrap.WrapLongRows)
        self.every = QComboBox()
        for one in Every:
            self.every.addItem(every(one), one)
        self.every.setCurrentIndex(list(Every).index(self._plan.every))
        self.keep = QComboBox()
        for kept in Keep:
            self.keep.addItem(keeps(kept), kept)
        self.keep.setCurrentIndex(list(Keep).index(self._plan.keep))
        for box in (self.every, self.keep):
            box.setSizeAdjustPolicy(
                QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
            )
            box.setMinimumContentsLength(16)
        add_named(form, tr("How &often"), self.every)
        add_named(form, tr("Copies &kept"), self.keep)
        return form

    def _place(self, column: QVBoxLayout) -> None:
        column.addWidget(
            parts.label(
                tr(
                    "Each backup is copied there, too: to a USB drive or another disk. While it is not there nothing"
                    " is lost; the newest backup follows when it is back."
                ),
                "soft",
            )
        )
        self.second = parts.label()
        column.addWidget(self.second)
        row = QHBoxLayout()
        self.choose = QPushButton(tr("Choose a folder…"))
        self.choose.clicked.connect(self._choose)
        self.none = QPushButton(tr("No second place"))
        self.none.clicked.connect(lambda: self.use_second(""))
        theme.mark(self.none, "quiet")
        row.addWidget(self.choose)
        row.addWidget(self.none)
        row.addStretch(1)
        column.addLayout(row)

    def _encryption(self, column: QVBoxLayout) -> None:
        self.sealed = QCheckBox()
        self.sealed.setChecked(self._plan.sealed)
        column.addWidget(beside(self.sealed, tr("Encrypt backups from now on")))
        column.addWidget(
            parts.label(
                tr(
                    "Nobody can recover a forgotten passphrase, and no backup opens without it: write it down and"
                    " keep it where the backups are not. It is wanted for a restore only, never for making a backup."
                ),
                "warn",
            )
        )
        self.passphrase, self.again = QLineEdit(), QLineEdit()
        for field, name in (
            (self.passphrase, tr("Passphrase")),
            (self.again, tr("The passphrase once more")),
        ):
            field.setEchoMode(QLineEdit.EchoMode.Password)
            field.setPlaceholderText(name)
            field.setAccessibleName(name)
            column.addWidget(field)
        if self._plan.passphrase:
            self.passphrase.setPlaceholderText(
                tr("A new passphrase; left empty, the present one stays")
            )
        self.keys = QPlainTextEdit("\n".join(self._plan.keys))
        self.keys.setTabChangesFocus(True)
        self.keys.setPlaceholderText("age1…")
        name = tr("Also for these public keys of age, one on each line (for whoever knows them)")
        self.keys.setAccessibleName(name)
        self.keys.setMaximumHeight(theme.current().px(64))
        column.addWidget(parts.label(name, "soft"))
        column.addWidget(self.keys)
        self.sealed.toggled.connect(lambda _: self._look())

    def _foot(self) -> QVBoxLayout:
        t = theme.current()
        foot = QVBoxLayout()
        foot.setContentsMargins(t.px(24), t.px(8), t.px(24), t.px(16))
        foot.setSpacing(t.px(8))
        self.working = parts.Working(self._window.jobs, self)
        self.working.busy.connect(lambda busy: self._inner.setEnabled(not busy))
        foot.addWidget(self.working)
        self._trouble = parts.label(kind="error")
        self._trouble.hide()
        foot.addWidget(self._trouble)
        row = QHBoxLayout()
        cancel = QPushButton(tr("Cancel"))
        theme.mark(cancel, "quiet")
        cancel.clicked.connect(self.reject)
        self.save = QPushButton(tr("Save"))
        theme.mark(self.save, "primary")
        self.save.setDefault(True)
        self.save.clicked.connect(self.keep_it)
        row.addStretch(1)
        row.addWidget(cancel)
        row.addWidget(self.save)
        foot.addLayout(row)
        return foot

    def _look(self) -> None:
        folder = foreign.line(str(self._second), 300) if self._second else tr("none yet")
        self.second.setText(tr("Second place: {folder}").format(folder=folder))
        self.none.setEnabled(self._second is not None)
        for one in (self.passphrase, self.again, self.keys):
            one.setEnabled(self.sealed.isChecked())

    def _choose(self) -> None:
        chooser = QFileDialog(self, tr("A second place for backups"), str(self._window.home))
        chooser.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        chooser.setFileMode(QFileDialog.FileMode.Directory)
        chooser.fileSelected.connect(self.use_second)
        chooser.open()

    def use_second(self, chosen: str) -> None:
        """Take a folder, "" for none; nothing is changed before it is saved."""
        self._second = Path(chosen) if chosen else None
        self._look()

    def keep_it(self) -> None:
        """Change the plan, or say what is missing."""
        self._trouble.hide()
        wanted, words_ = self.sealed.isChecked(), self.passphrase.text()
        keys = tuple(filter(None, (one.strip() for one in self.keys.toPlainText().splitlines())))
        anew = wanted and (bool(words_) or not self._plan.sealed or keys != self._plan.keys)
        if anew and words_ != self.again.text():
            self._complain(tr("The two passphrases differ. Nothing was changed."))
        elif anew and not words_ and (self._plan.passphrase or not keys):
            self._complain(tr("Type a passphrase twice. Nothing was changed."))
        else:
            work = partial(
                self._change, self.every.currentData(), self.keep.currentData(), self._second
            )
            then = partial(self._seal, words_ if anew else None, keys, wanted=wanted)
            self.working.run(lambda: (work(), then()), lambda _: self._done(), self._failed)

    def _change(self, often: Every, kept: Keep, second: Path | None) -> None:
        self._copies.change(Every(often), Keep(kept), second)

    def _seal(self, passphrase: str | None, keys: tuple[str, ...], *, wanted: bool) -> None:
        if not wanted and self._plan.sealed:
            self._copies.encrypt_no_more()
        elif passphrase is not None:
            self._copies.encrypt(passphrase, keys)

    def _done(self) -> None:
        self.accept()
        self.changed.emit()

    def _failed(self, error: Exception) -> None:
        notice = problems.error(error)
        self._complain(f"{notice.text} {notice.hint}".strip())

    def _complain(self, text: str) -> None:
        self._trouble.setText(text)
        self._trouble.show()

    def done(self, result: int) -> None:
        """Forget what was typed, and stop what is under way."""
        self.working.stop()
        for field in (self.passphrase, self.again):
            field.clear()
        super().done(result)
