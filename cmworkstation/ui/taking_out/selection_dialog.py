"""Conversations out, as pages to read or as mail: which of them, what goes along, and where to."""

from collections.abc import Callable, Generator, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QButtonGroup, QComboBox, QLineEdit, QRadioButton

from cmworkstation.domain import foreign
from cmworkstation.domain.progress import Progress
from cmworkstation.domain.taking_out import Share
from cmworkstation.i18n import number, tr, trn
from cmworkstation.services import mailbox, site
from cmworkstation.ui.taking_out.sheet import OutSheet
from cmworkstation.words.leaving import Mail
from cmworkstation.words.site import HtmlSite

if TYPE_CHECKING:
    from cmworkstation.ui.main_window import MainWindow


class SelectionDialog(OutSheet):
    """Writes a site or a mailbox of a choice of conversations."""

    def __init__(self, window: "MainWindow", selected: Sequence[int], *, as_mail: bool) -> None:
        """Begin with what is selected in the inbox, else with everything."""
        super().__init__(window, tr("Take conversations out"), tr("Save…"), (600, 680))
        self._selected = tuple(selected)
        self._which()
        self._form(as_mail=as_mail)
        self._along()
        self.column.addStretch(1)
        self._look()

    def _which(self) -> None:
        self.paragraph(tr("Which conversations"), "bold")
        self.of_inbox = QRadioButton(self)
        self.of_inbox.hide()
        if n := len(self._selected):
            text = trn(
                "The {n} conversation that is selected in the inbox",
                "The {n} conversations that are selected in the inbox",
                n,
            )
            self.of_inbox = self.radio(text.format(n=number(n)))
        self.everything = self.radio(
            tr("Everything"), tr("Spam and what stands aside stays here; a search finds it.")
        )
        self.search = self.radio(tr("What a search finds"))
        self._grouped(self.of_inbox, self.everything, self.search)
        (self.of_inbox if self._selected else self.everything).setChecked(True)
        self.query = QLineEdit()
        self.query.setPlaceholderText(tr("such as “from:durand after:2026-01-01”"))
        self.query.setAccessibleName(tr("Search"))
        self.query.textEdited.connect(lambda _: self.search.setChecked(True))
        self.column.addWidget(self.query)
        views = self.services.views.listed()
        self.views = QComboBox()
        self.views.setAccessibleName(tr("Saved view"))
        self.views.setSizeAdjustPolicy(
            QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
        )
        self.views.setMinimumContentsLength(12)
        self.views.addItem(tr("or a saved view…"), "")
        for one in views:
            self.views.addItem(foreign.line(one.name, 60), one.query)
        self.views.activated.connect(self._use_view)
        self.views.setVisible(bool(views))
        self.column.addWidget(self.views)

    def _form(self, *, as_mail: bool) -> None:
        self.paragraph(tr("As"), "bold")
        self.as_pages = self.radio(
            tr("Pages to read"),
            tr(
                "A folder that any browser opens, by month, account, person and word; no script runs in it."
            ),
        )
        self.as_mail = self.radio(
            tr("Mail (mbox)"),
            tr("One file that programs of mail open, with threads and attachments."),
        )
        self._grouped(self.as_pages, self.as_mail)
        (self.as_mail if as_mail else self.as_pages).setChecked(True)
        self.as_mail.toggled.connect(lambda _: self._look())

    def _along(self) -> None:
        self.paragraph(tr("What goes along"), "bold")
        self.notes = self.box(tr("With internal notes: not for those outside"))
        self.drafts = self.box(tr("With drafts that were never sent"))
        self.unnamed = self.box(tr("Without the names of private persons"))

    def _grouped(self, *some: QRadioButton) -> None:
        group = QButtonGroup(self)
        for one in some:
            group.addButton(one)

    def _use_view(self, at: int) -> None:
        if query := str(self.views.itemData(at)):
            self.query.setText(query)
            self.search.setChecked(True)

    def _look(self) -> None:
        """Notes and drafts are no mail."""
        for one in (self.notes, self.drafts):
            one.setEnabled(not self.as_mail.isChecked())

    def share(self) -> Share:
        """Return what goes along."""
        pages = self.as_pages.isChecked()
        return Share(
            pages and self.notes.isChecked(),
            pages and self.drafts.isChecked(),
            not self.unnamed.isChecked(),
        )

    def choose(self) -> None:
        """Ask where to."""
        now = self.services.clock.now()
        if self.as_mail.isChecked():
            self.ask_file(mailbox.file_name(now), tr("Mailboxes (*.mbox)"), self.write_to)
        else:
            self.ask_folder(self.write_into)

    def write_into(self, chosen: str) -> None:
        """Make a site in a new folder within the chosen one."""
        name = site.folder_name(f"{self.services.clock.now():%Y-%m-%d}")
        target, n = Path(chosen) / name, 2
        while target.exists():
            target, n = Path(chosen) / f"{name}-{n}", n + 1
        pages = HtmlSite()
        write = partial(self.services.sites.write, target, share=self.share(), pages=pages)
        self.run(self._work(write), partial(self._site_written, target))

    def write_to(self, chosen: str) -> None:
        """Write a mailbox."""
        target = Path(chosen)
        write = partial(self.services.mailboxes.write, target, share=self.share(), said=Mail())
        self.run(self._work(write), partial(self._mail_written, target))

    def _work(
        self, write: Callable[..., Generator[Progress, None, int]]
    ) -> Callable[[], Generator[Progress, None, int]]:
        """Return the work of finding the conversations and writing them, for the lane."""
        selected = self._selected if self.of_inbox.isChecked() else None
        query = self.query.text() if self.search.isChecked() else ""
        chosen = self.services.taking_out.chosen

        def work() -> Generator[Progress, None, int]:
            yield Progress(0, 0, "read")
            wanted = selected if selected is not None else chosen(query)
            return (yield from write(wanted=wanted))

        return work

    def _site_written(self, target: Path, n: int) -> None:
        text = trn("{n} conversation in {file}", "{n} conversations in {file}", n)
        said = text.format(n=number(n), file=foreign.line(target.name, 80))
        self.tell([(said, "good"), (tr("Open the file “index.html” in it."), "info")])

    def _mail_written(self, target: Path, n: int) -> None:
        text = trn("{n} message in {file}", "{n} messages in {file}", n)
        self.tell([(text.format(n=number(n), file=foreign.line(target.name, 80)), "good")])
