"""Importing an archive: which file, what it is, what is in it, as which account, the work, and what came of it."""

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, cast

from PySide6.QtCore import QMimeData, Qt
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QFileDialog,
    QFormLayout,
    QFrame,
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QScrollArea,
    QSizePolicy,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from cmworkstation.domain import foreign
from cmworkstation.domain.archive import ArchiveImport, Contents, ImportState, Preview
from cmworkstation.domain.errors import WorkstationError
from cmworkstation.domain.ids import AccountId
from cmworkstation.i18n import labelled, tr
from cmworkstation.services.archive_import import NEEDS_OPTIONS, Outcome
from cmworkstation.ui import icons, theme
from cmworkstation.ui.archives.columns import ColumnsForm
from cmworkstation.ui.widgets.dialogs import fit
from cmworkstation.ui.widgets.file_taking import FileDrops, dropped_path
from cmworkstation.ui.widgets.labels import PlainLabel
from cmworkstation.ui.widgets.layouts import FlowLayout
from cmworkstation.ui.widgets.remarks import remark, remarks
from cmworkstation.ui.widgets.working import Working
from cmworkstation.words import archives as said_of
from cmworkstation.words import days, of_accounts, problems

if TYPE_CHECKING:
    from cmworkstation.services.workstation import Services
    from cmworkstation.ui.main_window import MainWindow

LANE = "archive"
FILE, OPTIONS, COUNTING, FOUND, RESULT = range(5)
MOST_LISTED = 200  # things that could not be read
EARLIER = 20  # imports that are listed


class ArchiveWizard(QDialog):
    """Leads through the import of an archive."""

    def __init__(self, window: "MainWindow", parent: QWidget, path: Path | None = None) -> None:
        """Open at the choice of a file; with `path` at what that is."""
        super().__init__(parent)
        self._window = window
        self._services = cast("Services", window.services)
        self._imports = self._services.archive_imports
        self._path = Path()
        self._format = ""
        self._contents: Contents | None = None
        self._outcome: Outcome | None = None
        self._importing = False
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(tr("Import an archive"))
        look = theme.current()
        self.setMinimumSize(look.px(320), look.px(320))
        fit(self, window, 620, 560)
        FileDrops(self, self._dropped)
        self._build()
        self._go(FILE)
        if path is not None:
            self.use(path)

    # Building

    def _build(self) -> None:
        look = theme.current()
        column = QVBoxLayout(self)
        column.setContentsMargins(look.px(24), look.px(16), look.px(24), look.px(16))
        column.setSpacing(look.px(12))
        self._title = _label("", "page")
        column.addWidget(self._title)
        self._steps = QStackedWidget()
        for build in (
            self._file_step,
            self._options_step,
            self._counting_step,
            self._found_step,
            self._result_step,
        ):
            self._steps.addWidget(build())
        column.addWidget(self._steps, 1)
        self.working = Working(self._window.jobs, self, LANE)
        self.working.busy.connect(self._busy)
        self.working.stopper.clicked.connect(self._stopped)
        column.addWidget(self.working)
        self._trouble = _label("", "error")
        self._trouble.hide()
        column.addWidget(self._trouble)
        row = QHBoxLayout()
        self.back = QPushButton(tr("Back"))
        self.back.clicked.connect(lambda: self._go(FILE))
        self.cancel = QPushButton(tr("Cancel"))
        self.cancel.clicked.connect(self.reject)
        for button in (self.back, self.cancel):
            theme.mark(button, "quiet")
        self.next = QPushButton(tr("Continue"))
        theme.mark(self.next, "primary")
        self.next.setDefault(True)
        self.next.clicked.connect(self.forward)
        row.addWidget(self.back)
        row.addStretch(1)
        row.addWidget(self.cancel)
        row.addWidget(self.next)
        column.addLayout(row)

    def _file_step(self) -> QWidget:
        page, column = _page()
        column.addWidget(
            _label(
                tr(
                    "Most platforms give you all that you wrote there, as a ZIP, when you ask for it in your settings."
                    " Choose it as it came, or the folder into which it was unpacked. Nothing leaves this computer."
                )
            )
        )
        known = (
            *("Mastodon", "Bluesky", "X (Twitter)", "Facebook", "Instagram", "WordPress (WXR)"),
            *("mbox", "Maildir", "Discourse", "Reddit", "YouTube (Takeout)", "CSV"),
        )
        column.addWidget(_label(tr("Known: {formats}.").format(formats=", ".join(known)), "soft"))
        holder = QWidget()
        row = FlowLayout(holder)
        self.file = QPushButton(icons.icon("file"), theme.current().beside(tr("Choose a file…")))
        self.file.clicked.connect(self._choose_file)
        self.folder = QPushButton(
            icons.icon("folder"), theme.current().beside(tr("Choose a folder…"))
        )
        self.folder.clicked.connect(self._choose_folder)
        row.addWidget(self.file)
        row.addWidget(self.folder)
        column.addWidget(holder)
        column.addWidget(_label(tr("You can also drop it on this window."), "soft"))
        self._earlier_title = _label(tr("Imported before"), "section")
        column.addWidget(self._earlier_title)
        self.earlier = remarks(tr("Imported before"))
        self.earlier.setMinimumHeight(theme.current().px(96))
        column.addWidget(self.earlier, 1)
        column.addStretch(0)
        return _scrolled(page)

    def _options_step(self) -> QWidget:
        page, column = _page()
        self._options_help = _label("")
        column.addWidget(self._options_help)
        self.kinds = QComboBox()
        self.kinds.setAccessibleName(tr("What to take of it"))
        column.addWidget(self.kinds)
        self.addresses = QLineEdit()
        self.addresses.setAccessibleName(tr("Your addresses"))
        self.addresses.setPlaceholderText("contact@example.org")
        column.addWidget(self.addresses)
        self.columns = ColumnsForm()
        self.columns.changed.connect(self._may_go_on)
        column.addWidget(self.columns, 1)
        column.addStretch(0)
        return page

    def _counting_step(self) -> QWidget:
        page, column = _page()
        column.addWidget(
            _label(tr("The archive is read once from end to end. Nothing is stored yet."))
        )
        column.addStretch(1)
        return page

    def _found_step(self) -> QWidget:
        page, column = _page()
        self.found = remarks(tr("What was found"))
        column.addWidget(self.found, 1)
        form = QFormLayout()
        form.setRowWrapPolicy(QFormLayout.RowWrapPolicy.WrapLongRows)
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.ExpandingFieldsGrow)
        self.homes = QComboBox()
        self.homes.setAccessibleName(tr("As which account"))
        self.homes.setSizeAdjustPolicy(
            QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
        )
        self.homes.setMinimumContentsLength(16)
        self.homes.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.homes.currentIndexChanged.connect(self._home_chosen)
        form.addRow(tr("As which account"), self.homes)
        self.name = QLineEdit()
        self.name.setAccessibleName(tr("Short name"))
        self.name.setMaxLength(60)
        self._name_label = PlainLabel(tr("Short name"))
        self._name_label.setBuddy(self.name)
        form.addRow(self._name_label, self.name)
        column.addLayout(form)
        self._home_help = _label("", "soft")
        column.addWidget(self._home_help)
        self.found.setMinimumHeight(theme.current().px(96))
        return _scrolled(page)

    def _result_step(self) -> QWidget:
        page, column = _page()
        self.came = remarks(tr("What came of it"))
        column.addWidget(self.came, 1)
        self._left_title = _label(tr("Could not be read"), "section")
        column.addWidget(self._left_title)
        self.left = remarks(tr("Could not be read"))
        column.addWidget(self.left, 1)
        self.look_at = QPushButton(tr("Show it with its bytes"))
        theme.mark(self.look_at, "link")
        self.look_at.clicked.connect(self._show_quarantine)
        column.addWidget(self.look_at, 0, Qt.AlignmentFlag.AlignLeft)
        return page

    # Steps

    def _go(self, step: int) -> None:
        titles = {
            FILE: tr("Which archive?"),
            OPTIONS: tr("How to read it"),
            COUNTING: tr("Looking into it"),
            FOUND: tr("What was found"),
            RESULT: tr("What came of it"),
        }
        self._title.setText(titles[step])
        self._steps.setCurrentIndex(step)
        self._trouble.hide()
        self.back.setVisible(step in (OPTIONS, FOUND))
        self.cancel.setVisible(step != RESULT)
        self.next.setVisible(step not in (FILE, COUNTING))
        self.next.setText({FOUND: tr("Import"), RESULT: tr("Close")}.get(step, tr("Continue")))
        if step == FILE:
            self._show_earlier()
        self._may_go_on()
        first = {
            FILE: self.file,
            OPTIONS: self.addresses if self._format != "table" else self.columns.choices["text"],
            FOUND: self.homes,
        }
        first.get(step, self.next).setFocus()

    def forward(self) -> None:
        """Do what the page in front stands for."""
        step = self._steps.currentIndex()
        if step == OPTIONS:
            self._options_chosen()
        elif step == FOUND:
            self._import()
        elif step == RESULT:
            self.accept()

    def use(self, path: Path) -> None:
        """Look what a file or a folder is."""
        self._path = path
        self.working.run(partial(self._imports.formats, path), self._recognised, self._failed)

    def _recognised(self, formats: tuple[str, ...]) -> None:
        self.kinds.clear()
        for one in formats:
            self.kinds.addItem(said_of.format_name(one), one)
        self.kinds.setVisible(len(formats) > 1)
        self._format = formats[0]
        if len(formats) > 1:
            self._options_help.setText(tr("It holds several things; they are imported one by one."))
            self.addresses.setVisible(any(one in ("mbox", "maildir") for one in formats))
            self.columns.hide()
            self._go(OPTIONS)
        elif self._format == "table":
            self.working.run(
                partial(self._imports.preview, self._path), self._ask_columns, self._failed
            )
        elif self._format in NEEDS_OPTIONS:
            self._options_help.setText(
                tr(
                    "Mail does not say whose it is. Type your addresses, so that what you wrote is known as yours."
                )
            )
            self.addresses.setText(self._imports.options(self._format).get("addresses", ""))
            self.addresses.show()
            self.columns.hide()
            self._go(OPTIONS)
        else:
            self._count({})

    def _ask_columns(self, found: Preview) -> None:
        self._options_help.setText(
            tr("Say what the columns mean. The words and a date are needed.")
        )
        self.addresses.hide()
        self.columns.show()
        self.columns.show_preview(found)
        self._go(OPTIONS)

    def _options_chosen(self) -> None:
        self._format = str(self.kinds.currentData())
        if self._format == "table":
            self._count(self.columns.options())
        elif self._format in NEEDS_OPTIONS:
            self._count({"addresses": " ".join(self.addresses.text().replace(",", " ").split())})
        else:
            self._count({})

    def _count(self, options: dict[str, str]) -> None:
        self._options = options
        self._go(COUNTING)
        work = partial(self._imports.count, self._path, self._format, options)
        self.working.run(work, self._counted, self._failed)

    def _counted(self, found: Contents) -> None:
        self._contents = found
        self.found.clear()
        lines = said_of.contents(found)
        for n, line in enumerate(lines):
            bad = bool(found.unreadable) and n == len(lines) - 1
            self.found.addItem(remark(line, *(("warn", "warn") if bad else ("info", "accent"))))
        self.homes.clear()
        for one in self._imports.homes(found):
            self.homes.addItem(foreign.line(one.name, 60), one.id)
        self.homes.addItem(tr("A new account, without a connection"), "")
        self.name.setText(foreign.line(found.owner.name or found.owner.handle, 60))
        self._home_chosen()
        self._go(FOUND)
        if not found.messages:
            self._complain(tr("There is no message in it that could be taken in."))

    def _home_chosen(self, *_: object) -> None:
        new = not self.homes.currentData()
        self.name.setVisible(new)
        self._name_label.setVisible(new)
        self._home_help.setText(
            tr("Its messages can be read, searched and exported. Nothing is read or sent by it.")
            if new
            else tr("What is here already is recognised and stays as it is.")
        )
        self._may_go_on()

    def _import(self) -> None:
        if self._contents is None:
            return
        chosen = str(self.homes.currentData() or "")
        self._importing = True
        work = partial(
            self._imports.run,
            self._path,
            self._contents,
            self._options,
            account_id=AccountId(chosen) if chosen else None,
            name=self.name.text(),
        )
        self.working.run(work, self._imported, self._failed)

    def _imported(self, outcome: Outcome) -> None:
        self._importing = False
        self._outcome = outcome
        self._window.jobs.emit_changes(outcome.changes)
        self._show_result(outcome.done, outcome.account.name)

    def _show_result(self, done: ArchiveImport, name: str) -> None:
        self.came.clear()
        lines = said_of.outcome(done)
        fine = done.state is ImportState.DONE
        left = self._imports.unreadable(done)
        for line in (tr("As “{account}”").format(account=foreign.line(name, 60)), *lines):
            bad = line == said_of.unreadable(done.tally.failed) and bool(done.tally.failed)
            look = ("warn", "warn") if bad else ("good", "good") if fine else ("info", "accent")
            self.came.addItem(remark(line, *look))
        self.left.clear()
        for one in left[:MOST_LISTED]:
            said = foreign.line(one.native_id or of_accounts.stream("archive"), 120)
            text = labelled(said, of_accounts.quarantine_reason(one.reason))
            self.left.addItem(remark(text, "warn", "warn"))
        for widget in (self._left_title, self.left, self.look_at):
            widget.setVisible(bool(left))
        self._go(RESULT)

    def _stopped(self) -> None:
        """Say that it stopped; what was taken in stays, and the same archive goes on there."""
        if not self._importing:
            self._go(FILE)
            return
        self._importing = False
        self._go(FOUND)
        self._complain(
            tr("Stopped. What was imported stays; import the same archive again, and it goes on.")
        )

    def _show_earlier(self) -> None:
        names = {one.id: one.name for one in self._services.accounts.listed()}
        self.earlier.clear()
        listed = self._imports.listed()[:EARLIER]
        for one in listed:
            head = tr("{file}, as “{account}”, {day}").format(
                file=foreign.line(one.name, 60),
                account=foreign.line(names.get(one.account_id, tr("removed account")), 60),
                day=days.day_of(one.started_at),
            )
            said = " ".join(said_of.outcome(one))
            fine = one.state is ImportState.DONE
            self.earlier.addItem(
                remark(f"{head}\n{said}", *(("good", "good") if fine else ("warn", "warn")))
            )
        for widget in (self._earlier_title, self.earlier):
            widget.setVisible(bool(listed))

    def _show_quarantine(self) -> None:
        if self._outcome is None:
            return
        account_id = self._outcome.account.id
        self.accept()
        self._window.go("intake")
        shown = getattr(self._window.page("intake"), "show_account", None)
        if shown is not None:
            shown(account_id, "quarantine")

    # Choosing

    def _choose_file(self) -> None:
        self._choose(tr("Choose a file"), QFileDialog.FileMode.ExistingFile)

    def _choose_folder(self) -> None:
        self._choose(tr("Choose a folder"), QFileDialog.FileMode.Directory)

    def _choose(self, title: str, mode: QFileDialog.FileMode) -> None:
        chooser = QFileDialog(self, title, str(Path.home()))
        chooser.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        chooser.setFileMode(mode)
        chooser.fileSelected.connect(lambda chosen: self.use(Path(chosen)))
        chooser.open()

    def _dropped(self, source: QMimeData) -> None:
        path = dropped_path(source)
        if path is not None and self._steps.currentIndex() == FILE:
            self.use(path)

    # Work

    def _may_go_on(self) -> None:
        step = self._steps.currentIndex()
        asked = step == OPTIONS and str(self.kinds.currentData()) == "table"
        found = self._contents
        enough = not asked or self.columns.is_enough()
        if step == FOUND:
            enough = found is not None and bool(found.entries) and not self._services.read_only
        self.next.setEnabled(enough)

    def _busy(self, working: bool) -> None:
        self._steps.setEnabled(not working)
        self.next.setEnabled(not working)
        self.back.setEnabled(not working)
        if not working:
            self._may_go_on()

    def _failed(self, error: Exception) -> None:
        self._importing = False
        if self._steps.currentIndex() == COUNTING:
            self._go(FILE)
        if not isinstance(error, WorkstationError):
            self._window.jobs.failed.emit(error, LANE)
        notice = problems.error(error)
        self._complain(f"{notice.text} {notice.hint}".strip())

    def _complain(self, text: str) -> None:
        self._trouble.setText(text)
        self._trouble.show()

    def done(self, result: int) -> None:
        """Stop at the end of a page; an import goes on when the same archive is chosen again."""
        self.working.stop()
        super().done(result)


def _page() -> tuple[QWidget, QVBoxLayout]:
    page = QWidget()
    column = QVBoxLayout(page)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(theme.current().px(8))
    return page, column


def _scrolled(page: QWidget) -> QScrollArea:
    """Return a page that may be higher than the screen, as it is at 200 %."""
    scroll = QScrollArea()
    scroll.setWidgetResizable(True)
    scroll.setFrameShape(QFrame.Shape.NoFrame)
    scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    scroll.setWidget(page)
    return scroll


def _label(text: str, kind: str = "") -> PlainLabel:
    made = PlainLabel(text)
    made.setWordWrap(True)
    if kind:
        theme.mark(made, kind)
    return made
