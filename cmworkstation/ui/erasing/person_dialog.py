"""One person: what is known of them, telling it to them, keeping it for a case, and erasing it."""

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, cast

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QCheckBox,
    QDialog,
    QFileDialog,
    QFrame,
    QLineEdit,
    QListWidgetItem,
    QPushButton,
    QRadioButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from cmworkstation.domain import foreign
from cmworkstation.domain.erasure import Traces, Way
from cmworkstation.domain.profile import Act
from cmworkstation.i18n import tr
from cmworkstation.services.erasures import Contact, Receipt
from cmworkstation.ui import icons, theme
from cmworkstation.ui.inbox.page import InboxPage
from cmworkstation.ui.jobs import READ, WRITE
from cmworkstation.ui.widgets.dialogs import fit
from cmworkstation.ui.widgets.fields import SearchField, beside
from cmworkstation.ui.widgets.found_rows import found_row, found_rows
from cmworkstation.ui.widgets.layouts import FlowLayout
from cmworkstation.ui.widgets.remarks import remark, remarks
from cmworkstation.ui.widgets.working import Working
from cmworkstation.words import erasures as wordings
from cmworkstation.words import problems

if TYPE_CHECKING:
    from cmworkstation.domain.ids import AuthorId
    from cmworkstation.services.workstation import Services
    from cmworkstation.ui.main_window import MainWindow

ONE = Qt.ItemDataRole.UserRole
ROLES = {"good": "good", "info": "soft", "warn": "warn", "error": "error"}


class PersonDialog(QDialog):
    """Finds a person and erases them; nothing happens before their handle was typed."""

    def __init__(
        self, window: "MainWindow", author_id: "AuthorId | None" = None, called: str = ""
    ) -> None:
        """Begin with somebody, or with nobody."""
        super().__init__(window)
        self._window = window
        self._services = cast("Services", window.services)
        self._known: Traces | None = None
        self._wanted = author_id  # whom to come to, until another name is typed
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(tr("What is known of a person"))
        look = theme.current()
        self.setMinimumSize(look.px(300), look.px(320))
        fit(self, window, 620, 740)
        column = QVBoxLayout(self)
        column.setContentsMargins(*(look.px(16),) * 4)
        column.setSpacing(look.px(8))
        self.search = SearchField(tr("Name or handle of the person"))
        self.search.searched.connect(self._find)
        column.addWidget(self.search)
        column.addWidget(self._middle(), 1)
        self.working = Working(window.jobs, self)
        self.working.busy.connect(lambda _: self._offer())
        column.addWidget(self.working)
        column.addWidget(self._buttons())
        self._offer()
        self.search.setText(called)
        self._find(called)
        self.search.textEdited.connect(lambda _: self._want_nobody())
        self.search.setFocus()

    # Building

    def _middle(self) -> QScrollArea:
        look = theme.current()
        inner = QWidget()
        column = QVBoxLayout(inner)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(look.px(8))
        self.people = found_rows(tr("People"))
        self.people.setMinimumHeight(look.px(90))
        self.people.currentRowChanged.connect(lambda _: self._look())
        column.addWidget(self.people, 1)
        self.facts = remarks(tr("What is known of this person"))
        self.facts.setMinimumHeight(look.px(130))
        column.addWidget(self.facts, 2)
        self._choices(column)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setAccessibleName(self.windowTitle())
        scroll.setWidget(inner)
        return scroll

    def _choices(self, column: QVBoxLayout) -> None:
        self.erase = QRadioButton()
        self.erase.setChecked(True)
        self.anonymise = QRadioButton()
        column.addWidget(beside(self.erase, tr("Erase: what they wrote goes, and who they were")))
        column.addWidget(
            beside(self.anonymise, tr("Anonymise: what they wrote stays, under another name"))
        )
        self.sure = QCheckBox()
        self.sure.toggled.connect(lambda _: self._offer())
        column.addWidget(beside(self.sure, tr("I know that this cannot be taken back")))
        self.handle = QLineEdit()
        self.handle.textChanged.connect(lambda _: self._offer())
        self._prompt()
        column.addWidget(self.handle)

    def _buttons(self) -> QWidget:
        holder = QWidget()
        row = FlowLayout(holder)
        self.doer = QPushButton(tr("Erase"))
        theme.mark(self.doer, "danger")
        self.doer.clicked.connect(lambda _=False: self.carry_out())
        self.teller = QPushButton(
            icons.icon("save"), theme.current().beside(tr("Write down what is known…"))
        )
        self.teller.clicked.connect(lambda _=False: self.tell())
        self.keeper = QPushButton(tr("Legal hold…"))
        self.keeper.clicked.connect(lambda _=False: self.keep())
        self.copies = QPushButton(tr("Backups from before…"))
        self.copies.clicked.connect(lambda _=False: self._window.act("erasing.copies"))
        self.copies.hide()  # until somebody was erased here and such a copy is there
        close = QPushButton(tr("Close"))
        close.clicked.connect(self.reject)
        for one in (self.doer, self.teller, self.keeper, self.copies, close):
            one.setAutoDefault(False)
            row.addWidget(one)
        return holder

    # Whom

    def _want_nobody(self) -> None:
        self._wanted = None

    def _find(self, typed: str) -> None:
        people = partial(self._services.erasures.everyone, typed)
        self._window.jobs.run(READ, people, self._show_people, owner=self)

    def _show_people(self, found: tuple[Contact, ...]) -> None:
        self.people.clear()
        for one in found:
            title, below = wordings.contact(one)
            item = found_row(title, (), below)
            item.setData(ONE, one)
            self.people.addItem(item)
        if not found:
            said = tr("Nobody is called so.") if self.search.text() else tr("Type a name above.")
            self.people.addItem(found_row(said, usable=False))
        ids = [one.id for one in found]
        self.people.setCurrentRow(ids.index(self._wanted) if self._wanted in ids else 0)
        self._look()

    def _chosen(self) -> Contact | None:
        item: QListWidgetItem | None = self.people.currentItem()
        return item.data(ONE) if item is not None else None

    def _look(self) -> None:
        one = self._chosen()
        self._known = None
        self.facts.clear()
        self._prompt()
        self.sure.setChecked(False)
        self._offer()
        if one is not None:
            known = partial(self._services.erasures.known, one.id)
            self._window.jobs.run(READ, known, self._show, self._failed, owner=self)

    def _show(self, known: Traces) -> None:
        one = self._chosen()
        if one is None or one.id != known.author_id:
            return
        self._known = known
        self._tell_lines(wordings.known(known))
        self._prompt()
        self._offer()

    def _prompt(self) -> None:
        """Say what has to be typed before anything goes."""
        handle = foreign.line(self._to_type(), 80)
        said = tr("To erase, type: {handle}").format(handle=handle) if handle else ""
        self.handle.clear()
        self.handle.setPlaceholderText(said)
        self.handle.setAccessibleName(said or tr("Handle of the person"))

    def _to_type(self) -> str:
        return (self._known.handle or self._known.name) if self._known else ""

    def _tell_lines(self, lines: list[tuple[str, str]]) -> None:
        self.facts.clear()
        for text, kind in lines:
            self.facts.addItem(remark(text, kind, ROLES[kind]))

    def _offer(self) -> None:
        known = self._known
        free = known is not None and not self.working.isVisible()
        may = free and self._services.acting.current().may(Act.KEEP)
        may = may and not self._window.read_only
        allowed = may and known is not None and not (known.held or known.on_their_way)
        self.handle.setEnabled(bool(allowed))
        typed = self.handle.text().strip().casefold() == self._to_type().strip().casefold()
        self.doer.setEnabled(bool(allowed and typed and self.sure.isChecked()))
        self.teller.setEnabled(bool(may))
        self.keeper.setEnabled(bool(may))

    # Acts

    def carry_out(self) -> None:
        """Erase the chosen person, or give them another name."""
        known = self._known
        if known is None:
            return
        inbox = self._window.page("inbox")
        if isinstance(inbox, InboxPage):  # an open draft would be saved again as it stands there
            inbox.put_away()
        way = Way.ANONYMISE if self.anonymise.isChecked() else Way.ERASE
        erasures = self._services.erasures
        name = wordings.pseudonym(erasures.next_number())
        self.working.run(
            partial(erasures.erase, known.author_id, way, name), self._erased, self._failed
        )
        self.working.stopper.hide()  # all of it or nothing
        self._offer()

    def _erased(self, receipt: Receipt) -> None:
        self._window.jobs.emit_changes(receipt.changes)
        self._known = self._wanted = None
        self.search.blockSignals(True)
        self.search.clear()
        self.search.blockSignals(False)
        self.people.clear()
        self._prompt()
        self.sure.setChecked(False)
        self._tell_lines(wordings.erased(receipt))
        self._offer()
        older = self._services.older_copies.listed
        self._window.jobs.run(
            READ, older, lambda found: self.copies.setVisible(bool(found)), owner=self
        )

    def tell(self) -> None:
        """Ask for a file, and write into it what is known of the chosen person."""
        chooser = QFileDialog(self, tr("Write down what is known"), str(self._window.home))
        chooser.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        chooser.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        chooser.setNameFilter("Markdown (*.md)")
        chooser.selectFile(tr("person.md"))
        chooser.fileSelected.connect(self.tell_to)
        chooser.open()

    def tell_to(self, chosen: str) -> None:
        """Write what is known of the chosen person into a file."""
        known = self._known
        if known is None:
            return
        work = partial(self._services.erasures.tell, Path(chosen), known.author_id, wordings.told)
        self.working.stopper.show()
        self.working.run(work, partial(self._told, chosen), self._failed)

    def _told(self, chosen: str, _rows: int) -> None:
        said = tr("Written to {file}.").format(file=foreign.line(chosen, 200))
        self.facts.insertItem(0, remark(said, "good", "good"))
        self._offer()

    def keep(self) -> None:
        """Ask why this person must be kept, and keep them."""
        from cmworkstation.ui.erasing.hold_dialog import HoldDialog  # noqa: PLC0415 - seldom needed

        known = self._known
        if known is None:
            return
        dialog = HoldDialog(self._window, foreign.line(known.name or known.handle, 80), self)
        hold = self._services.erasures.hold_person
        dialog.reasoned.connect(
            lambda why: self._window.jobs.run(
                WRITE,
                partial(hold, known.author_id, why),
                lambda _: self._look(),
                self._failed,
                owner=self,
            )
        )
        dialog.open()

    def _failed(self, error: Exception) -> None:
        notice = problems.error(error)
        text = f"{notice.text} {notice.hint}".strip()
        self.facts.insertItem(0, remark(text, "error", "error"))
        self._offer()
