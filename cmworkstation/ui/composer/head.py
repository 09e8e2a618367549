"""The head of the composer: the account, whom and what is answered, and who can read the answer."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QSizePolicy, QWidget

from cmworkstation.domain.account import Account, Visibility
from cmworkstation.domain.message import Message
from cmworkstation.i18n import tr
from cmworkstation.ui import theme
from cmworkstation.ui.widgets.buttons import tool
from cmworkstation.ui.widgets.labels import ElidedLabel
from cmworkstation.ui.widgets.people import Band
from cmworkstation.words import states

WIDE = 440  # px at 100 %: below, the account's name goes before the words that are answered


class Head(QWidget):
    """One line above the text."""

    chosen = Signal()  # another visibility
    closed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        """Make it for no account yet."""
        super().__init__(parent)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.current().px(8))
        self.band = Band(painted=False)
        row.addWidget(self.band)
        self._to = ElidedLabel()
        theme.mark(self._to, "soft")
        row.addWidget(self._to, 1)
        self.visibility = QComboBox()
        self.visibility.setAccessibleName(tr("Who can read the reply"))
        self.visibility.setToolTip(tr("Who can read the reply"))
        self.visibility.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self.visibility.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.visibility.currentIndexChanged.connect(lambda _: self.chosen.emit())
        row.addWidget(self.visibility)
        row.addWidget(tool("close", tr("Close; the draft is kept"), self.closed.emit))

    def open_for(
        self,
        account: Account,
        target: Message,
        visibilities: Sequence[Visibility],
        current: Visibility,
    ) -> None:
        """Show the account, the message that is answered, and the visibilities that may be chosen."""
        self.band.set_account(account.colour, account.look, account.name)
        self._to.setText(
            tr("To {who}: {words}").format(
                who=target.author_name, words=target.text[:200].replace("\n", " ")
            )
        )
        box = self.visibility
        box.blockSignals(True)
        box.clear()
        for one in visibilities or (current,):
            box.addItem(states.visibility(one), one.value)
        box.setCurrentIndex(max(0, box.findData(current.value)))
        box.setEnabled(box.count() > 1)
        box.blockSignals(False)

    def choose(self, visibility: Visibility) -> None:
        """Choose who can read the answer, where that may be chosen."""
        place = self.visibility.findData(visibility.value)
        if place >= 0:
            self.visibility.setCurrentIndex(place)

    def visibility_or(self, otherwise: Visibility) -> Visibility:
        """Return the visibility that is chosen."""
        chosen = self.visibility.currentData()
        return Visibility(chosen) if chosen else otherwise

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Where it is narrow, the account's name goes before the words that are answered."""
        super().resizeEvent(event)
        self._to.setVisible(self.width() >= theme.current().px(WIDE))
