"""The form of a source: what it is, where, through which account; it is looked at once before it is kept."""

from datetime import timedelta
from typing import TYPE_CHECKING, cast

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QComboBox, QLineEdit, QSpinBox

from cmworkstation.domain.mention import ReachClass
from cmworkstation.domain.values import dataclass
from cmworkstation.domain.watch import ON_PLATFORM, SOONEST, SourceKind, WatchSource
from cmworkstation.i18n import tr
from cmworkstation.ui.guide.forms import GuideDialog
from cmworkstation.ui.widgets.fields import beside, stepped
from cmworkstation.ui.widgets.form_dialog import wrapped
from cmworkstation.words import watching as words

if TYPE_CHECKING:
    from cmworkstation.services.workstation import Services
    from cmworkstation.ui.main_window import MainWindow

OFFERED = tuple(one for one in SourceKind if one is not SourceKind.INBOX)
MAIL = "mail"


@dataclass(frozen=True, slots=True)
class Wish:
    """A source that a person wants watched."""

    kind: SourceKind
    target: str
    account_id: str
    everything: bool


class SourceForm(GuideDialog):
    """A new source; `wanted` carries a `Wish`. It stays open until the source was seen to answer."""

    wanted = Signal(object)

    def __init__(self, window: "MainWindow") -> None:
        """Begin with a feed."""
        super().__init__(window, tr("New source"), tr("Look at it and watch it"), 480)
        self._services = cast("Services", window.services)
        self.kind = QComboBox()
        for one in OFFERED:
            self.kind.addItem(tr(words.KINDS[one]), one)
        self.field(tr("What it is"), self.kind)
        self.help = wrapped("", "soft")
        self.column.addWidget(self.help)
        self.through = wrapped(tr("Through your account"), "bold")
        self.account = QComboBox()
        self.account.setAccessibleName(tr("Through your account"))
        self.column.addWidget(self.through)
        self.column.addWidget(self.account)
        self.named = wrapped("", "bold")
        self.target = QLineEdit()
        self.named.setBuddy(self.target)
        self.column.addWidget(self.named)
        self.column.addWidget(self.target)
        self.everything = QCheckBox()
        self.column.addWidget(
            beside(self.everything, tr("Keep everything that it brings, by a query of its own"))
        )
        self.column.addStretch(1)
        self.kind.currentIndexChanged.connect(lambda _: self._turn())
        self.doer.clicked.connect(self._take)
        self._turn()

    def chosen(self) -> SourceKind:
        """Return what kind of source it is to be."""
        return SourceKind(self.kind.currentData())  # Qt gives back a plain text

    def _turn(self) -> None:
        kind = self.chosen()
        self.help.setText(tr(words.HELP[kind]))
        self.named.setText(tr(words.TARGETS[kind]))
        self.target.setAccessibleName(tr(words.TARGETS[kind]))
        through = kind in ON_PLATFORM or kind is SourceKind.MAIL
        self.through.setVisible(through)
        self.account.setVisible(through)
        self.everything.setChecked(kind is not SourceKind.FEED)
        self.account.clear()
        if not through:
            return
        for one in self._services.accounts.listed():
            fits = (
                one.platform == MAIL
                if kind is SourceKind.MAIL
                else kind in self._services.watch_sources.searchable(one)
            )
            if fits:
                self.account.addItem(
                    f"{one.name} · {one.handle}" if one.handle else one.name, one.id
                )
        if not self.account.count():
            self.account.addItem(tr("None of your accounts can do this"), "")

    def wait(self, *, busy: bool) -> None:
        """Let nothing be pressed while the source is looked at."""
        self.doer.setEnabled(not busy)
        self.doer.setText(tr("Looking at it…") if busy else tr("Look at it and watch it"))

    def _take(self) -> None:
        kind = self.chosen()
        if not self.target.text().strip() and kind is not SourceKind.MAIL:
            self.complain(tr("Say what to watch."))
            self.target.setFocus(Qt.FocusReason.OtherFocusReason)
            return
        account = str(self.account.currentData() or "") if self.account.count() else ""
        wish = Wish(kind, self.target.text(), account, self.everything.isChecked())
        self.trouble.hide()
        self.wanted.emit(wish)


class SourceChange(GuideDialog):
    """What a person may change about a source; `wanted` carries name, interval, whether it is read, and reach."""

    wanted = Signal(str, object, bool, object)

    def __init__(self, window: "MainWindow", source: WatchSource) -> None:
        """Begin with how it is."""
        super().__init__(window, tr("Change this source"), tr("Keep this"), 360)
        self.name = QLineEdit(words.source_name(source))
        self.field(tr("Name"), self.name)
        self.minutes = stepped(QSpinBox())
        self.minutes.setRange(int(SOONEST.total_seconds() // 60), 24 * 60)
        self.minutes.setValue(int(source.every.total_seconds() // 60))
        self.minutes.setSuffix(" " + tr("min"))
        self.field(tr("Read it every"), self.minutes)
        self.reach = QComboBox()
        self.reach.addItem(tr("As such a place usually does"), ReachClass.NONE)
        for one in filter(None, ReachClass):
            self.reach.addItem(tr(words.REACHES[one]), one)
        self.reach.setCurrentIndex(self.reach.findData(source.reach))
        self.field(tr("How far it reaches"), self.reach)
        self.on = QCheckBox()
        self.on.setChecked(source.enabled)
        self.column.addWidget(beside(self.on, tr("Read this source")))
        if source.target:
            self.column.addWidget(wrapped(source.target[:300], "meta"))
        self.column.addStretch(1)
        self.doer.clicked.connect(self._take)

    def _take(self) -> None:
        every = timedelta(minutes=self.minutes.value())
        reach = ReachClass(self.reach.currentData())
        self.wanted.emit(self.name.text(), every, self.on.isChecked(), reach)
