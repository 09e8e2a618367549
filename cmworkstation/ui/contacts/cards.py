"""Contact cards as files: what goes out is ticked and counted first, what comes in is shown before it links."""

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, cast

from PySide6.QtCore import QItemSelectionModel, Qt
from PySide6.QtWidgets import QAbstractItemView, QFileDialog, QListWidgetItem, QWidget

from cmworkstation import words
from cmworkstation.domain import foreign
from cmworkstation.domain.contact import ContactId
from cmworkstation.domain.errors import NotAllowed
from cmworkstation.i18n import tr, trn
from cmworkstation.services.address_cards import Looked, Out, Proposal
from cmworkstation.ui import theme
from cmworkstation.ui.asking.task_form import Form
from cmworkstation.ui.widgets.found_rows import found_row, found_rows
from cmworkstation.ui.widgets.labels import PlainLabel
from cmworkstation.ui.widgets.working import COPIES
from cmworkstation.words import address_cards as wording

if TYPE_CHECKING:
    from cmworkstation.services.workstation import Services
    from cmworkstation.ui.main_window import MainWindow

ROW = Qt.ItemDataRole.UserRole
ROOM = 220  # px at 100 %, of the list of cards
UNDO_S = 30
MOST = 500  # rows that are shown


class SaveCardsForm(Form):
    """Which parts of some cards go into a file."""

    def __init__(self, window: "MainWindow", wanted: Sequence[ContactId]) -> None:
        """Offer the least: names, and their public names on networks."""
        note = tr(
            "A file (vCard) that address books take in. It holds what people are called and their names on the"
            " networks; everything else stays here unless you tick it. The journal keeps whose cards went out."
        )
        super().__init__(
            window, tr("Save contact cards"), note, tr("Save…"), self._choose, size=(540, 420)
        )
        self._services = cast("Services", window.services)
        self.wanted = tuple(wanted)
        self.mails = self.check(tr("With addresses of mail"))
        self.declared = self.check(tr("With language, region and topics, as they declared them"))
        self.notes = self.check(tr("With our notes about them"))
        self.said = PlainLabel()
        self.said.setWordWrap(True)
        theme.mark(self.said, "bold")
        self.add_widget(self.said)
        for box in (self.mails, self.declared, self.notes):
            box.toggled.connect(lambda _: self._count())
        self._count()

    def out(self) -> Out:
        """Return what is ticked."""
        return Out(self.mails.isChecked(), self.declared.isChecked(), self.notes.isChecked())

    def _count(self) -> None:
        found = self._services.address_cards.chosen(self.wanted, self.out(), words.platform)
        self.said.setText(wording.going(found))
        self.doer.setEnabled(bool(found.entries))

    def _choose(self) -> None:
        found = self._services.address_cards.chosen(self.wanted, self.out(), words.platform)
        name = foreign.line(found.entries[0].name, 40) if len(found.entries) == 1 else "contacts"
        chooser = QFileDialog(self.window_, tr("Save contact cards"), str(self.window_.home))
        chooser.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        chooser.setDefaultSuffix("vcf")
        chooser.setNameFilter(tr("Contact cards (*.vcf)"))
        chooser.selectFile(f"{_file_name(name)}.vcf")
        chooser.fileSelected.connect(partial(write_cards, self.window_, self.wanted, self.out()))
        chooser.open()


def write_cards(window: "MainWindow", wanted: Sequence[ContactId], out: Out, path: str) -> None:
    """Write cards to a file on a lane, and say how many."""
    services = cast("Services", window.services)

    def done(n: int) -> None:
        window.say(trn("{n} card was saved.", "{n} cards were saved.", n).format(n=n), 8000)

    work = partial(services.address_cards.write, Path(path), wanted, out, words.platform)
    window.jobs.run(COPIES, work, done, window.failed, owner=window)


def ask_cards(window: "MainWindow", parent: QWidget) -> QFileDialog:
    """Ask which file of cards, then show what taking it in would do."""
    chooser = QFileDialog(parent, tr("Take in contact cards"), str(window.home))
    chooser.setFileMode(QFileDialog.FileMode.ExistingFile)
    chooser.setNameFilters([tr("Contact cards (*.vcf)"), tr("All files (*)")])
    chooser.fileSelected.connect(lambda path: look_at(window, Path(path)))
    chooser.open()
    return chooser


def look_at(window: "MainWindow", file: Path) -> None:
    """Read a file on a lane, then show what it would bring."""
    services = cast("Services", window.services)
    window.say(tr("Reading {file}…").format(file=foreign.line(file.name, 60)))
    show: Callable[[Looked], object] = lambda found: TakeCardsForm(window, found).open()  # noqa: E731 - one expression
    work = partial(services.address_cards.look, file)
    window.jobs.run(COPIES, work, show, window.failed, owner=window)


class TakeCardsForm(Form):
    """What a file of cards would bring, card by card; what is chosen is linked, for a reason that a person gives."""

    def __init__(self, window: "MainWindow", looked: Looked) -> None:
        """Show it; nothing was done yet, and nothing is chosen."""
        note = tr(
            "A card names nobody who never wrote to us, and what it says about people is not taken over. Choose the"
            " cards whose names you know to be one person."
        )
        super().__init__(
            window,
            tr("Take in contact cards"),
            note,
            tr("Link what is chosen"),
            self._take,
            (600, 620),
        )
        self._services = cast("Services", window.services)
        self.looked = looked
        self.evidence = self.line(
            tr("How we know"), "", tr("their own card, handed to us; a page that names all")
        )
        self.said = PlainLabel(wording.looked(looked))
        self.said.setWordWrap(True)
        theme.mark(self.said, "bold")
        self.add_widget(self.said)
        self.list = found_rows(tr("Cards of the file"))
        self.list.setMinimumHeight(theme.current().px(ROOM))
        order = sorted(looked.proposals, key=lambda one: not one.brings)
        for one in order[:MOST]:
            self.list.addItem(self._row(one))
        self.list.setSelectionMode(QAbstractItemView.SelectionMode.MultiSelection)
        self.list.setCurrentRow(0, QItemSelectionModel.SelectionFlag.NoUpdate)
        self.list.itemSelectionChanged.connect(self._allow)
        self.add_widget(self.list)
        self._allow()

    def _row(self, one: Proposal) -> QListWidgetItem:
        below = wording.proposal(one, self._services.contacts.called)
        title = foreign.line(one.entry.name, 80)
        item = found_row(title, (), below, "soft", usable=one.brings)
        item.setData(ROW, one)
        return item

    def chosen(self) -> tuple[Proposal, ...]:
        """Return the cards that are chosen."""
        return tuple(item.data(ROW) for item in self.list.selectedItems())

    def _allow(self) -> None:
        self.doer.setEnabled(bool(self.chosen()) and not self._services.read_only)

    def _take(self) -> None:
        chosen = self.chosen()
        if not chosen:
            raise NotAllowed("cards-nobody")
        cards = self._services.address_cards
        changes, undo = cards.take_in(chosen, self.evidence.text())
        self.window_.jobs.emit_changes(changes)
        n = len(chosen)
        said = trn("{n} card was taken in.", "{n} cards were taken in.", n).format(n=n)
        self.window_.undo(
            said, UNDO_S, lambda: self.window_.jobs.emit_changes(cards.take_back(undo))
        )


def _file_name(name: str) -> str:
    return "".join(sign if sign.isalnum() else "-" for sign in name).strip("-") or "contact"
