"""The charter page: edit the text with live validation, save it, try it on a sentence."""

from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, cast

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QBoxLayout,
    QComboBox,
    QFileDialog,
    QHBoxLayout,
    QLabel,
    QListWidgetItem,
    QPlainTextEdit,
    QPushButton,
    QSplitter,
    QStackedLayout,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

from cmworkstation import words
from cmworkstation.domain.charter.engine import compile_engine
from cmworkstation.domain.charter.finding import Context
from cmworkstation.domain.charter.problems import PROBLEM_WORDS_EN, Problem, problem_text
from cmworkstation.domain.conversation import Changes
from cmworkstation.domain.errors import WorkstationError
from cmworkstation.i18n import tr, trn
from cmworkstation.services.charters import CharterRow, Examined
from cmworkstation.ui import icons, theme
from cmworkstation.ui.charter.publish_dialog import Text
from cmworkstation.ui.charter.publishing import PublishingBar
from cmworkstation.ui.charter.source_editor import SourceEditor
from cmworkstation.ui.composer.context import level_word
from cmworkstation.ui.jobs import READ
from cmworkstation.ui.page import Page
from cmworkstation.ui.widgets.empty import EmptyState
from cmworkstation.ui.widgets.labels import PlainLabel
from cmworkstation.ui.widgets.layouts import turn
from cmworkstation.ui.widgets.remarks import LEVELS, remark, remarks

if TYPE_CHECKING:
    from cmworkstation.services.workstation import Services
    from cmworkstation.ui.main_window import MainWindow

CHECK_PAUSE_MS = 400
SAVE_PAUSE_MS = 800
LARGEST_FILE = 2 * 2**20
UPRIGHT_BELOW, NARROW_BELOW = 640, 480  # px of the page at 100 %


class CharterPage(Page):
    """Answers: what do we stand for, and does it hold together."""

    def __init__(self, window: "MainWindow") -> None:
        """Build the page."""
        super().__init__(window)
        self._services = cast("Services", window.services)
        self._row: CharterRow | None = (
            None  # None also for an opened file that is no charter here yet
        )
        self._examined = Examined(None, ())
        self._loading = False
        self._build()
        self._check_pause = self._timer(CHECK_PAUSE_MS, self._check)
        self._draft_pause = self._timer(SAVE_PAUSE_MS, self._keep_draft)
        window.register(
            "charter",
            {
                "open": self._open_file,
                "save": self._save,
                "check": self._check,
                "publish": self._publishing.publish,
                "versions": self._versions,
                "visitors": self._publishing.public_page,
                "export": self._export,
                "next_problem": partial(self._walk, 1),
                "previous_problem": partial(self._walk, -1),
            },
            enabled={
                "open": lambda: not self._services.read_only,
                "save": lambda: self._has_charter() and not self._services.read_only,
                "publish": lambda: self._has_charter() and not self._services.read_only,
                **dict.fromkeys(
                    ("check", "export", "next_problem", "previous_problem", "versions", "visitors"),
                    self._has_charter,
                ),
            },
        )
        self._look()

    def refresh(self, changes: Changes) -> None:
        """Look again when a charter changed elsewhere."""
        if changes.charter:
            self._look()

    def before_close(self) -> None:
        """Keep what was typed."""
        self._keep_draft()

    def first_focus(self) -> QWidget:
        """Return the text."""
        return self._editor

    def panes(self) -> tuple[QWidget, ...]:
        """Return the text, the problems and the bench."""
        return (self._editor, self._problems, self._bench)

    def memory(self) -> object:
        """Return which charter is in front, where in it, and the text that is tried."""
        place = self._editor.textCursor().blockNumber() + 1
        return self._row.id if self._row else "", place, self._bench.toPlainText()

    def recall(self, memory: object) -> None:
        """Go back to what another page of this kind showed."""
        if isinstance(memory, tuple):
            charter_id, line, tried = memory
            self._choice.setCurrentIndex(max(0, self._choice.findData(charter_id)))
            self._editor.go_to(line)
            self._bench.setPlainText(tried)

    # Building

    def _build(self) -> None:
        look = theme.current()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._build_head())
        holder = QWidget()
        self._stack = QStackedLayout(holder)
        self._split = split = QSplitter(Qt.Orientation.Horizontal)
        split.setObjectName("charter-split")
        self._editor = SourceEditor()
        self._editor.textChanged.connect(self._typed)
        split.addWidget(self._editor)
        split.addWidget(self._build_side())
        split.setSizes([look.px(760), look.px(420)])
        split.setChildrenCollapsible(False)
        self._stack.addWidget(split)
        self._stack.addWidget(
            EmptyState(
                "charter",
                tr("No charter yet"),
                tr(
                    "A charter says who may speak, on what, how fast and in which tone. Begin with an example."
                ),
                tr("Begin with an example"),
                self._add_starters,
            )
        )
        column.addWidget(holder, 1)

    def _build_head(self) -> QWidget:
        look = theme.current()
        self._head = QWidget()
        column = QVBoxLayout(self._head)
        column.setContentsMargins(look.px(16), look.px(12), look.px(16), look.px(8))
        column.setSpacing(look.px(8))
        self._bar = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._bar.setSpacing(look.px(8))
        self._choice = QComboBox()
        self._choice.setAccessibleName(tr("Charter"))
        self._choice.setSizeAdjustPolicy(
            QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
        )
        self._choice.setMinimumContentsLength(14)
        self._choice.currentIndexChanged.connect(self._chosen)
        self._bar.addWidget(self._choice, 1)
        buttons = QHBoxLayout()
        buttons.setSpacing(look.px(8))
        open_ = QPushButton(icons.icon("open"), look.beside(tr("Open…")))
        open_.clicked.connect(self._open_file)
        open_.setEnabled(not self._services.read_only)
        buttons.addWidget(open_)
        buttons.addStretch(1)
        self._bar.addLayout(buttons)
        column.addLayout(self._bar)
        self._publishing = PublishingBar(self.window_, self._to_publish)
        self._publishing.use.connect(self._save)
        self._publishing.jumped.connect(self._editor_at)
        column.addWidget(self._publishing)
        self._state = PlainLabel()
        theme.mark(self._state, "soft")
        self._state.setWordWrap(True)
        column.addWidget(self._state)
        return self._head

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put the problems under the text, and the buttons under the name, where it is narrow."""
        super().resizeEvent(event)
        look = theme.current()
        upright = self.width() < look.px(UPRIGHT_BELOW)
        turn(self._split, upright=upright, shares=(3, 2) if upright else (760, 420))
        narrow = self.width() < look.px(NARROW_BELOW)
        down, across = QBoxLayout.Direction.TopToBottom, QBoxLayout.Direction.LeftToRight
        self._bar.setDirection(down if narrow else across)

    def _build_side(self) -> QWidget:
        tabs = QTabWidget()
        tabs.setDocumentMode(True)
        tabs.setAccessibleName(tr("Problems"))
        self._problems = remarks(tr("Problems"))
        self._problems.itemActivated.connect(self._jump)
        self._problems.itemClicked.connect(self._jump)
        tabs.addTab(self._problems, tr("Problems"))
        bench = QWidget()
        look = theme.current()
        column = QVBoxLayout(bench)
        column.setContentsMargins(look.px(12), look.px(12), look.px(12), look.px(8))
        column.setSpacing(look.px(8))
        help_ = QLabel(tr("Paste a reply and see what this charter says of it."))
        help_.setWordWrap(True)
        theme.mark(help_, "soft")
        column.addWidget(help_)
        self._bench = QPlainTextEdit()
        self._bench.setAccessibleName(tr("Text to try"))
        self._bench.setTabChangesFocus(True)
        self._bench.textChanged.connect(self._check_later)
        column.addWidget(self._bench, 1)
        self._verdict = remarks(tr("What the charter says"))
        column.addWidget(self._verdict, 2)
        tabs.addTab(bench, tr("Try it"))
        self._tabs = tabs
        return tabs

    def _timer(self, milliseconds: int, then: object) -> QTimer:
        timer = QTimer(self)
        timer.setSingleShot(True)
        timer.setInterval(milliseconds)
        timer.timeout.connect(then)
        return timer

    def _has_charter(self) -> bool:
        return self._row is not None

    def _rows(self) -> tuple[CharterRow, ...]:
        """Return the charters, and the opened texts that are none yet."""
        return (*self._services.charters.listed(), *self._services.charters.opened())

    def _to_publish(self) -> Text:
        """Return what is being written, after it was kept."""
        self._keep_draft()
        return Text(self._row.id if self._row else "", self._editor.toPlainText())

    def _editor_at(self, line: int) -> None:
        self._editor.go_to(line)
        self._editor.setFocus()

    def _check_later(self) -> None:
        self._check_pause.start()

    def _versions(self, digest: object = "") -> None:
        self._publishing.versions(digest)

    # Showing

    def _look(self) -> None:
        self._keep_draft()
        rows = self._rows()
        self._stack.setCurrentIndex(0 if rows else 1)
        self._head.setVisible(bool(rows))
        known = {one.id for one in rows}
        wanted = self._row.id if self._row and self._row.id in known else ""
        wanted = wanted or (rows[0].id if rows else "")
        self._choice.blockSignals(True)
        self._choice.clear()
        for one in rows:
            title = words.in_language(one.title)
            if not one.hash:
                title = tr("{title}, not in use").format(title=title or tr("Opened file"))
            self._choice.addItem(" · ".join(filter(None, (title, one.version))), one.id)
        self._choice.setCurrentIndex(max(0, self._choice.findData(wanted)))
        self._choice.blockSignals(False)
        self._show_row(next((one for one in rows if one.id == wanted), None))

    def _chosen(self, _index: int) -> None:
        self._keep_draft()
        wanted = self._choice.currentData()
        self._show_row(next((one for one in self._rows() if one.id == wanted), None))

    def _show_row(self, row: CharterRow | None) -> None:
        self._row = row
        if row is None:
            return
        text = row.draft or row.source
        if self._editor.toPlainText() != text:
            self._loading = True
            self._editor.setPlainText(text)
            self._loading = False
        self._publishing.show_charter(row.id, changed=text != row.source, errors=0)
        self._check()

    def _typed(self) -> None:
        if not self._loading:
            self._check_pause.start()
            self._draft_pause.start()
            self._show_state()

    def _check(self) -> None:
        text = self._editor.toPlainText()
        self.window_.jobs.run(
            READ,
            partial(self._services.charters.examine, text),
            done=partial(self._checked, text),
            owner=self,
        )

    def _checked(self, text: str, examined: Examined) -> None:
        if text != self._editor.toPlainText():
            return  # the person typed on; the next check is under way
        self._examined = examined
        self._editor.mark_problems(examined.problems)
        self._problems.clear()
        for problem in examined.problems:
            kind = "error" if problem.severity == "error" else "warn"
            item = remark(sentence(problem), kind, kind)
            item.setData(Qt.ItemDataRole.UserRole, problem)
            self._problems.addItem(item)
        if not examined.problems:
            item = remark(tr("No problem was found."), "good", "good")
            item.setFlags(Qt.ItemFlag.NoItemFlags)
            self._problems.addItem(item)
        self._tabs.setTabText(0, tr("Problems ({n})").format(n=len(examined.problems)))
        self._show_state()
        self._try()

    def _show_state(self) -> None:
        errors = sum(one.severity == "error" for one in self._examined.problems)
        changed = self._row is None or self._editor.toPlainText() != self._row.source
        if errors:
            text = trn(
                "{n} error keeps this text from being used",
                "{n} errors keep this text from being used",
                errors,
            )
            self._state.setText(text.format(n=errors))
        elif changed:
            self._state.setText(tr("Changed, not in use yet; kept as a draft"))
        else:
            self._state.setText(tr("In use"))
        theme.mark(self._state, "error" if errors else "soft")
        self._publishing.look(changed=changed, errors=errors)

    def _try(self) -> None:
        self._verdict.clear()
        charter = self._examined.charter
        text = self._bench.toPlainText()
        if charter is None or not text.strip():
            return
        engine = compile_engine(charter, self._services.charters.packs())
        language = charter.header.default_language
        findings = engine.lint(text, language, replace(Context(), language=language))
        for one in findings:
            said = words.in_language(one.message).replace("{match}", one.match)
            line = f"{level_word(one.severity)} · {said}"
            self._verdict.addItem(remark(line, *LEVELS[one.severity]))
        if not findings:
            self._verdict.addItem(remark(tr("In line with the charter."), "good", "good"))

    # What a person does

    def _jump(self, item: QListWidgetItem) -> None:
        problem = item.data(Qt.ItemDataRole.UserRole)
        if isinstance(problem, Problem):
            self._editor.go_to(problem.line, problem.column)

    def _walk(self, step: int) -> None:
        problems = sorted(self._examined.problems, key=lambda one: one.line)
        if not problems:
            self.window_.say(tr("No problem was found."))
            return
        line = self._editor.textCursor().blockNumber() + 1
        if step > 0:
            chosen = next((one for one in problems if one.line > line), problems[0])
        else:
            chosen = next((one for one in reversed(problems) if one.line < line), problems[-1])
        self._editor.go_to(chosen.line, chosen.column)
        self.window_.say(sentence(chosen))

    def _keep_draft(self) -> None:
        self._draft_pause.stop()
        if self._services.read_only:
            return
        text = self._editor.toPlainText()
        if self._row is None:
            return
        draft = "" if text == self._row.source else text
        if draft != self._row.draft:
            self._services.charters.save_draft(self._row.id, draft)
            self._row = replace(self._row, draft=draft)

    def _save(self) -> None:
        self._draft_pause.stop()
        try:
            charter_id, changes = self._services.charters.save(self._editor.toPlainText())
        except WorkstationError as error:
            self._keep_draft()
            self.window_.failed(error)
            return
        if self._row is not None and self._row.id != charter_id:
            changes |= self._services.versions.discard(self._row.id)  # it was an opened file
        changes |= self._services.sync.refresh_due()
        self._row = next(one for one in self._services.charters.listed() if one.id == charter_id)
        self.window_.jobs.emit_changes(changes)
        self.window_.say(tr("In use from now on; the former text is kept."))
        self._look()

    def _add_starters(self) -> None:
        changes = Changes()
        for name in self._services.charters.starters():
            changes |= self._services.charters.add_starter(name)[1]
        self.window_.jobs.emit_changes(changes)
        self._look()

    def _open_file(self) -> None:
        dialog = QFileDialog(self, tr("Open a charter"), "", tr("Charters (*.toml)"))
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.fileSelected.connect(self._open_path)
        dialog.open()

    def _open_path(self, path: str) -> None:
        try:
            data = Path(path).read_bytes()[: LARGEST_FILE + 1]
            text = data.decode("utf-8-sig").replace("\r\n", "\n")
        except OSError:
            self.window_.say(tr("The file could not be read."))
            return
        except UnicodeDecodeError:
            self.window_.say(tr("The file is not UTF-8 text; save it as UTF-8 and open it again."))
            return
        if len(data) > LARGEST_FILE:
            self.window_.say(tr("The file is too large for a charter: more than 2 MB."))
            return
        self._keep_draft()
        examined = self._services.charters.examine(text)
        name = examined.charter.header.id if examined.charter else ""
        known = next((one for one in self._rows() if one.id == name), None)
        if known is not None:
            self._offer(known, text)
            return
        try:
            charter_id, changes = self._services.charters.save(text)
        except WorkstationError as error:
            charter_id, changes = (
                self._services.versions.open_text(text, Path(path).name),
                Changes(),
            )
            self.window_.failed(error)
        self._show_row(next(one for one in self._rows() if one.id == charter_id))
        self.window_.jobs.emit_changes(changes)
        self._look()

    def _offer(self, row: CharterRow, text: str) -> None:
        """Show another text of a charter that is here, as a change that undo takes back."""
        self._choice.setCurrentIndex(self._choice.findData(row.id))
        cursor = self._editor.textCursor()
        cursor.beginEditBlock()
        cursor.select(cursor.SelectionType.Document)
        cursor.insertText(text)
        cursor.endEditBlock()
        self._editor.go_to(1)
        self.window_.say(tr("Not in use yet: look at it, then put it in use."), 8000)

    def _export(self) -> None:
        if self._row is None:
            return
        dialog = QFileDialog(self, tr("Save a copy of the charter"), "", tr("Charters (*.toml)"))
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.selectFile(f"{self._row.id}.charter.toml")
        dialog.fileSelected.connect(self._export_to)
        dialog.open()

    def _export_to(self, path: str) -> None:
        try:
            Path(path).write_text(self._editor.toPlainText(), encoding="utf-8")
        except OSError:
            self.window_.say(tr("The file could not be written; choose another folder."))
            return
        self.window_.say(tr("Saved."))


def sentence(problem: Problem) -> str:
    """Return a problem in the window's language, with its line."""
    said = problem_text(problem, tr(PROBLEM_WORDS_EN[problem.key]))
    return tr("Line {n}: {words}").format(n=problem.line, words=said)
