"""One person as a form: name, roles with what they allow, and for whom of the charters they speak."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QFrame,
    QLineEdit,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from cmworkstation import words
from cmworkstation.domain import foreign
from cmworkstation.domain.charter.reading import read_charter
from cmworkstation.domain.errors import CharterInvalid
from cmworkstation.domain.profile import Card, Mandate, Profile, Role
from cmworkstation.i18n import tr
from cmworkstation.ui import theme
from cmworkstation.ui.widgets.dialogs import fit
from cmworkstation.ui.widgets.fields import beside
from cmworkstation.ui.widgets.labels import PlainLabel
from cmworkstation.words import people as wordings
from cmworkstation.words import problems

if TYPE_CHECKING:
    from cmworkstation.services.workstation import Services


class PersonForm(QDialog):
    """Asks for what a keeper says of a person; with a card, the fingerprint must be compared first."""

    wanted = Signal(str, object, object)  # name, roles, mandates

    def __init__(
        self, parent: QWidget, services: "Services", one: Profile, card: Card | None = None
    ) -> None:
        """Show a person as they are; one without a name is new."""
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        t = theme.current()
        self.setMinimumSize(t.px(300), t.px(300))
        fit(self, parent, 520, 560)
        self.name = QLineEdit(one.name)
        self.name.setReadOnly(card is not None)
        self.roles = {role: QCheckBox() for role in Role}
        self.mandates = {
            mandate: QCheckBox() for mandate in (*_offered(services), *sorted(one.mandates))
        }
        self.compared = QCheckBox()
        inner = QWidget()
        form = QFormLayout(inner)
        form.setContentsMargins(0, 0, t.px(12), 0)
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        form.setRowWrapPolicy(QFormLayout.RowWrapPolicy.WrapLongRows)
        form.setVerticalSpacing(t.px(8))
        form.addRow(tr("&Name"), self.name)
        if card is not None:
            self._ask_to_compare(form, card)
        form.addRow(_heading(tr("Roles")))
        for role, box in self.roles.items():
            box.setChecked(role in one.roles)
            said = tr("{role}: {meaning}").format(
                role=wordings.role(role).capitalize(), meaning=wordings.means(role)
            )
            form.addRow(beside(box, said))
        self._list_mandates(form, services, one)
        column = QVBoxLayout(self)
        column.setContentsMargins(*(t.px(20),) * 4)
        column.setSpacing(t.px(12))
        column.addWidget(_scrolled(inner), 1)
        self._trouble = PlainLabel()
        self._trouble.setWordWrap(True)
        theme.mark(self._trouble, "error")
        self._trouble.hide()
        column.addWidget(self._trouble)
        buttons = QDialogButtonBox(self)
        self.keep = buttons.addButton(
            tr("Keep") if one.name else tr("Add"), QDialogButtonBox.ButtonRole.AcceptRole
        )
        theme.mark(self.keep, "primary")
        buttons.addButton(tr("Cancel"), QDialogButtonBox.ButtonRole.RejectRole)
        buttons.accepted.connect(self._keep)
        buttons.rejected.connect(self.reject)
        column.addWidget(buttons)
        self.keep.setEnabled(card is None)
        self.compared.toggled.connect(self.keep.setEnabled)
        self.name.setFocus()

    def _ask_to_compare(self, form: QFormLayout, card: Card) -> None:
        mark = PlainLabel(wordings.fingerprint(card.fingerprint))
        mark.setWordWrap(True)
        theme.mark(mark, "bold")
        mark.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        form.addRow(tr("Fingerprint"), mark)
        said = tr(
            "I compared this fingerprint with {name}, by voice or on paper: it is the same there."
        )
        form.addRow(beside(self.compared, said.format(name=foreign.line(card.name, 60))))

    def _list_mandates(self, form: QFormLayout, services: "Services", one: Profile) -> None:
        if not self.mandates:
            return
        form.addRow(_heading(tr("Speaks as")))
        names = _names(services)
        for mandate, box in self.mandates.items():
            box.setChecked(mandate in one.mandates)
            form.addRow(beside(box, names.get(mandate, " – ".join(mandate))))

    def _keep(self) -> None:
        roles = frozenset(role for role, box in self.roles.items() if box.isChecked())
        mandates = frozenset(one for one, box in self.mandates.items() if box.isChecked())
        missing = "name-missing" if not self.name.text().strip() else ""
        missing = missing or ("" if roles else "role-missing")
        if missing:
            self._trouble.setText(problems.reason(missing))
            self._trouble.show()
            return
        self.wanted.emit(self.name.text(), roles, mandates)
        self.accept()


def mandates_of(services: "Services", one: Profile) -> list[str]:
    """Return for whom a person speaks, in words: one line for each charter."""
    by_charter: dict[str, list[str]] = {}
    for charter_id, speaker in sorted(one.mandates):
        by_charter.setdefault(charter_id, []).append(speaker)
    if not by_charter:
        return []
    known = {row.id: row for row in _speakers(services)}
    lines = []
    for charter_id, speakers in by_charter.items():
        title, names = charter_id, {}
        if charter_id in known:
            title, names = known[charter_id].title, known[charter_id].speakers
        said = ", ".join(names.get(each, each) for each in speakers)
        lines.append(foreign.line(f"{said} – {title}", 200))
    return lines


def _offered(services: "Services") -> list[Mandate]:
    return list(_names(services))


@dataclass(frozen=True, slots=True)
class _Charter:
    """A charter as people know it: its title, and its speakers' names by their ids."""

    id: str
    title: str
    speakers: dict[str, str]


def _speakers(services: "Services") -> list[_Charter]:
    """Return the charters that can be read, with their speakers."""
    found = []
    for row in services.charters.listed():
        try:
            charter = read_charter(row.source)
        except CharterInvalid:
            continue
        named = {one.id: one.name or one.id for one in charter.speakers}
        found.append(_Charter(row.id, words.in_language(row.title), named))
    return found


def _names(services: "Services") -> dict[Mandate, str]:
    """Return every speaker of every charter in words, in the order of the charters."""
    return {
        (one.id, speaker): foreign.line(f"{name} – {one.title}", 120)
        for one in _speakers(services)
        for speaker, name in one.speakers.items()
    }


def _heading(text: str) -> PlainLabel:
    label = PlainLabel(text)
    theme.mark(label, "title")
    return label


def _scrolled(inner: QWidget) -> QScrollArea:
    scroll = QScrollArea()
    scroll.setWidgetResizable(True)
    scroll.setFrameShape(QFrame.Shape.NoFrame)
    scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    scroll.setWidget(inner)
    return scroll
