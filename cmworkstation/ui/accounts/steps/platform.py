"""The first step: which platform."""

from collections.abc import Iterable

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QWidget

from cmworkstation.domain.folding import fold
from cmworkstation.i18n import N_, tr
from cmworkstation.services.signin import Offer
from cmworkstation.ui import keys
from cmworkstation.ui.accounts.offers import OfferDelegate
from cmworkstation.ui.accounts.steps.step import Step, label
from cmworkstation.ui.commands import BY_ID
from cmworkstation.ui.widgets.entering import enter_acts_once
from cmworkstation.ui.widgets.fields import SearchField
from cmworkstation.words import adding


class PlatformStep(Step):
    """A list of what can be added, narrowed by typing; `chosen` by a double click or Enter."""

    TITLE = N_("Where do people write to you?")
    chosen = Signal()
    narrowed = Signal()  # what can be gone on with may have changed

    def __init__(self, offers: Iterable[Offer]) -> None:
        """List these platforms."""
        super().__init__()
        self.search = SearchField(tr("Search for a platform"))
        self.search.textChanged.connect(self._narrow)  # at once: twenty rows cost nothing
        self.search.installEventFilter(self)
        self.nothing = label(
            tr(
                "No account can be added for that. What people write there can be kept and answered by hand all the "
                "same: “{command}”, at any time."
            ).format(command=keys.title(BY_ID["capture.message"]).rstrip("…")),
            "soft",
        )
        self.nothing.hide()
        self.list = QListWidget()
        self.list.setAccessibleName(tr("Platform"))
        self.list.setItemDelegate(OfferDelegate(self.list))
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setResizeMode(QListWidget.ResizeMode.Adjust)
        for offer in sorted(offers, key=lambda one: adding.place(one.key, one.title)):
            said = [offer.title, adding.what_for(offer.key, offer.address_example)]
            if offer.experimental:
                said.append(adding.experimental(offer.title))
            item = QListWidgetItem("\n".join(said))
            item.setData(Qt.ItemDataRole.UserRole, offer.key)
            self.list.addItem(item)
        self.list.setCurrentRow(0)
        self.list.itemActivated.connect(lambda _: self.chosen.emit())
        enter_acts_once(self.list)
        self.column.addWidget(self.search)
        self.column.addWidget(self.nothing)
        self.column.addWidget(self.list, 1)
        self.column.addStretch(0)

    def can_go_on(self) -> bool:
        """Tell whether a platform is chosen."""
        return bool(self.key())

    def key(self) -> str:
        """Return the platform that is chosen, "" for none."""
        chosen = [one for one in self.list.selectedItems() if not one.isHidden()]
        return str(chosen[0].data(Qt.ItemDataRole.UserRole)) if chosen else ""

    def first_focus(self) -> QWidget:
        """Return where one types what is looked for."""
        return self.search

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Let the arrow keys walk the list while somebody types."""
        moves = (Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown)
        if isinstance(event, QKeyEvent) and event.key() in moves:
            if event.type() == QEvent.Type.KeyPress:
                self.list.keyPressEvent(event)
            return True
        return super().eventFilter(watched, event)

    def _narrow(self, typed: str) -> None:
        wanted = fold(typed).split()
        rows = [self.list.item(n) for n in range(self.list.count())]
        for row in rows:
            said = fold(row.text())
            row.setHidden(not all(word in said for word in wanted))
        shown = [row for row in rows if not row.isHidden()]
        # A name that begins so comes before a platform that is merely told of with the word.
        begun = [row for row in shown if wanted and fold(row.text()).startswith(wanted[0])]
        if shown and (begun or self.list.currentItem() not in shown):
            self.list.setCurrentItem((begun or shown)[0])
        self.list.setVisible(bool(shown))
        self.nothing.setVisible(not shown)
        self.narrowed.emit()
