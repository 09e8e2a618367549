"""In the form of an operation: the people whom it is for, each by the relation with them."""

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from cmworkstation.domain import foreign
from cmworkstation.domain.operation import Link, LinkKind, Operation
from cmworkstation.i18n import tr, trn
from cmworkstation.ui import theme
from cmworkstation.ui.widgets.labels import PlainLabel
from cmworkstation.words import relations as wordings

if TYPE_CHECKING:
    from cmworkstation.services.tied_relations import Tied
    from cmworkstation.services.workstation import Services

FEW = 8  # relations that need no search


class PeoplePart(QWidget):
    """A list with a tick for each relation, a search above it, and a sentence about what follows from it."""

    def __init__(self, services: "Services", one: Operation) -> None:
        """Show whom an operation is for first."""
        super().__init__()
        look = theme.current()
        self._one = one
        self._offered: tuple[Tied, ...] = services.tied_relations.offered(one)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(look.px(4))
        self.search = QLineEdit()
        self.search.setAccessibleName(tr("Search the people"))
        self.search.setPlaceholderText(tr("Search the people"))
        self.search.setClearButtonEnabled(True)
        self.search.textChanged.connect(self._filter)
        self.search.setVisible(len(self._offered) > FEW)
        column.addWidget(self.search)
        self.list = QListWidget()
        self.list.setAccessibleName(tr("Whom it is for"))
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.list.setFixedHeight(look.px(112))
        for each in self._offered:
            item = QListWidgetItem(said(each))
            item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
            on = Qt.CheckState.Checked if each.tied else Qt.CheckState.Unchecked
            item.setCheckState(on)
            self.list.addItem(item)
        self.list.setVisible(bool(self._offered))
        self.list.itemChanged.connect(lambda _: self._say())
        column.addWidget(self.list)
        self.about = PlainLabel()
        self.about.setWordWrap(True)
        theme.mark(self.about, "soft")
        column.addWidget(self.about)
        self._say()

    def links(self) -> tuple[Link, ...]:
        """Return the ties to relations, as they are ticked; those to what is gone fall away."""
        return tuple(
            each.link
            for n, each in enumerate(self._offered)
            if self.list.item(n).checkState() == Qt.CheckState.Checked
        )

    def others(self) -> tuple[Link, ...]:
        """Return what else belongs to the operation."""
        return tuple(one for one in self._one.links if one.kind is not LinkKind.RELATION)

    def _filter(self, typed: str) -> None:
        wanted = typed.casefold().split()
        for n in range(self.list.count()):
            item = self.list.item(n)
            text = item.text().casefold()
            item.setHidden(not all(word in text for word in wanted))

    def _say(self) -> None:
        if not self._offered:
            self.about.setText(tr("Nobody yet: a relation is begun on the card of a contact."))
            return
        n = len(self.links())
        if not n:
            self.about.setText(
                tr("Nobody is chosen: it ends the relations whose project has its title.")
            )
            return
        self.about.setText(
            trn(
                "When it ends, {n} person is owed a goodbye, and nobody else.",
                "When it ends, {n} people are owed a goodbye, and nobody else.",
                n,
            ).format(n=n)
        )


def said(one: "Tied") -> str:
    """Return a relation as a line: who, about what, where it stands."""
    row = one.row
    parts = (
        foreign.line(row.card.called, 60),
        foreign.line(row.relation.project, 60),
        wordings.phase(row.standing.phase),
    )
    return " · ".join(parts)
