"""The charter page: forms and source over one text, problems that lead to their place, a test bench.

The text is the one truth. A form shows what was read from it; what a person changes there becomes a patch of
the text (`domain/charter/patching.py`), one step of the document's own undo.
"""

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, cast

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QSizePolicy,
    QSplitter,
    QStackedLayout,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

from cmworkstation import words
from cmworkstation.domain.charter.mending import Spot
from cmworkstation.domain.charter.placing import Splice
from cmworkstation.domain.conversation import Changes
from cmworkstation.domain.errors import WorkstationError
from cmworkstation.domain.profile import Act
from cmworkstation.i18n import tr
from cmworkstation.services.charters import CharterRow
from cmworkstation.ui import theme
from cmworkstation.ui.charter.checking import FORMS_MOST, LANE, Known, examined
from cmworkstation.ui.charter.detail import Detail
from cmworkstation.ui.charter.draft_keeper import DraftKeeper
from cmworkstation.ui.charter.editing import Editing
from cmworkstation.ui.charter.editors_files import FilesField
from cmworkstation.ui.charter.files import Files
from cmworkstation.ui.charter.head import CharterHead
from cmworkstation.ui.charter.navigator import Navigator
from cmworkstation.ui.charter.problem_list import Located, ProblemList, sentence
from cmworkstation.ui.charter.publish_dialog import Text
from cmworkstation.ui.charter.publishing import PublishingBar
from cmworkstation.ui.charter.sheets import BY_SECTION
from cmworkstation.ui.charter.source_editor import SourceEditor
from cmworkstation.ui.charter.trial import Trial
from cmworkstation.ui.page import Page
from cmworkstation.ui.widgets.empty import EmptyState
from cmworkstation.ui.widgets.fields import Segmented

if TYPE_CHECKING:
    from cmworkstation.services.workstation import Services
    from cmworkstation.ui.main_window import MainWindow

CHECK_PAUSE_MS = 400
SAVE_PAUSE_MS = 800
ALONE_BELOW, NARROW_BELOW, LOW = 860, 480, 600  # px of the page at 100 %
FORMS, SOURCE = "forms", "source"
SECTIONS, DETAIL, CHECK = "sections", "detail", "check"
MARKED = 200  # problems whose lines are underlined


class CharterPage(Page):
    """Answers: what do we stand for, and does it hold together."""

    def __init__(self, window: "MainWindow") -> None:
        """Build the page."""
        super().__init__(window)
        self._services = cast("Services", window.services)
        self._row: CharterRow | None = None
        self._keeper = DraftKeeper(self._services.charters, window.jobs)
        self._known = Known()
        self._checking = ""  # the text that is being looked at
        self._then: tuple[str, int, str] | None = None  # where to go once the text was read
        self._loading = False
        self._files = files = Files(self, self._services, window.jobs, self._text)
        files.known.connect(self._offer)
        files.taken.connect(self._taken)
        files.broken.connect(self._broken)
        files.said.connect(self.window_.say)
        self._build()
        self._check_pause = self._timer(CHECK_PAUSE_MS, self._check)
        self._draft_pause = self._timer(SAVE_PAUSE_MS, partial(self._keep_draft, later=True))
        window.register(
            "charter",
            {
                "open": self._files.ask_to_open,
                "new": self._files.ask_for_new,
                "save": self._save,
                "check": self._check,
                "publish": self._publishing.publish,
                "versions": self._publishing.versions,
                "visitors": self._publishing.public_page,
                "export": self._export,
                "find": self._find,
                "forms": partial(self._show_as, FORMS),
                "source": partial(self._show_as, SOURCE),
                "try": self._go_to_trial,
                "running_out": self._bar.running_out.open,
                "next_problem": partial(self._walk, 1),
                "previous_problem": partial(self._walk, -1),
            },
            enabled={
                "open": self._may_edit,
                "new": self._may_edit,
                "save": lambda: self._has_charter() and self._may_edit(),
                "publish": lambda: self._has_charter() and self._may_edit(),
                "running_out": lambda: not self._bar.running_out.isHidden(),
                **dict.fromkeys(
                    (
                        "check",
                        "versions",
                        "visitors",
                        "export",
                        "find",
                        "forms",
                        "source",
                        "try",
                        "next_problem",
                        "previous_problem",
                    ),
                    self._has_charter,
                ),
            },
        )
        window.register("inbox", {"find": self._find}, {"find": self._has_charter})  # Ctrl+F
        self._look()

    def refresh(self, changes: Changes) -> None:
        """Look again when a charter changed elsewhere."""
        if changes.charter:
            self._look()

    def before_close(self) -> None:
        """Keep what was typed."""
        self._detail.flush()
        self._keep_draft()

    def first_focus(self) -> QWidget | None:
        """Return the sections, or what is shown instead of them."""
        return next(iter(self.panes()), None)

    def panes(self) -> tuple[QWidget, ...]:
        """Return the sections, the form or the text, the problems or the bench: those that are shown."""
        middle = self._detail.form.first() if self._detail.form else None
        shown = self._editor if self._mode.key() == SOURCE else middle
        every = (self._navigator.tree, shown, self._problems.rows, self._trial.text)
        return tuple(one for one in every if one is not None and one.isVisibleTo(self))

    def memory(self) -> object:
        """Return which charter is in front, where in it, and the text that is tried."""
        place = self._editor.textCursor().blockNumber() + 1
        where = (self._mode.key(), self._detail.section, self._detail.index, self._part.key())
        return self._row.id if self._row else "", place, self._trial.text.toPlainText(), where

    def recall(self, memory: object) -> None:
        """Go back to what another page of this kind showed."""
        if isinstance(memory, tuple):
            charter_id, line, tried, (mode, section, index, part) = memory
            self._bar.choice.setCurrentIndex(max(0, self._bar.choice.findData(charter_id)))
            self._editor.go_to(line)
            self._trial.text.setPlainText(tried)
            self._mode.choose(mode)
            self._show_as(mode)
            self._then = (section, index, "")
            self._go(section, index)
            self._show_part(part)

    # Building

    def _build(self) -> None:
        look = theme.current()
        self._publishing = PublishingBar(self.window_, self._to_publish)
        self._publishing.use.connect(self._save)
        self._publishing.jumped.connect(self._line_wanted)
        self._bar = CharterHead(self._publishing, may_edit=self._may_edit())
        self._bar.charter_chosen.connect(self._chosen)
        self._bar.open_wanted.connect(self._files.ask_to_open)
        self._bar.new_wanted.connect(self._files.ask_for_new)
        self._bar.running_out.wanted.connect(self._go_to_field)
        self._split = split = QSplitter(Qt.Orientation.Horizontal)
        split.setObjectName("charter-split")
        self._navigator = Navigator()
        self._navigator.tree.setMinimumHeight(look.px(48))  # where height is short, it scrolls
        self._navigator.chosen.connect(self._go)
        split.addWidget(self._navigator)
        split.addWidget(self._build_middle())
        split.addWidget(self._build_side())
        split.setSizes([look.px(230), look.px(600), look.px(350)])
        split.setChildrenCollapsible(False)
        holder = QWidget()
        self._stack = QStackedLayout(holder)
        self._stack.addWidget(split)
        empty = EmptyState(
            "charter",
            tr("No charter yet"),
            tr(
                "A charter says who may speak, on what, how fast and in which tone. Begin with an example."
            ),
            tr("Begin with an example"),
            self._files.ask_for_example,
        )
        # What is not shown must not take height from the buttons of the head.
        empty.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Ignored)
        self._stack.addWidget(empty)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._bar)
        column.addWidget(self._build_parts())
        column.addWidget(holder, 1)

    def _build_parts(self) -> QWidget:
        """Return the choice of the one part that is shown where there is no room for all."""
        look = theme.current()
        holder = QWidget()
        row = QHBoxLayout(holder)
        row.setContentsMargins(look.px(16), look.px(4), look.px(16), look.px(4))
        self._part = Segmented(
            (
                (SECTIONS, tr("Sections")),
                (FORMS, tr("Form")),
                (SOURCE, tr("Text")),
                (CHECK, tr("Check")),
            )
        )
        self._part.chosen.connect(self._part_chosen)
        self._navigator.tree.itemClicked.connect(lambda _item, _column: self._show_middle())
        self._navigator.tree.itemActivated.connect(lambda _item, _column: self._show_middle())
        row.addWidget(self._part)
        row.addStretch(1)
        self._parts = holder
        holder.hide()
        return holder

    def _show_part(self, part: str) -> None:
        """Show one part alone where it is narrow; all of them stay where there is room."""
        self._part.choose(part)
        alone = not self._parts.isHidden()
        low = self.height() < theme.current().px(LOW)
        self._bar.setVisible(self._has_charter() and not (alone and low and part != SECTIONS))
        self._modes.setHidden(alone)
        place = DETAIL if part in (FORMS, SOURCE) else part
        for n, one in enumerate((SECTIONS, DETAIL, CHECK)):
            pane = self._split.widget(n)
            if pane is not None:
                pane.setVisible(not alone or one == place)

    def _part_chosen(self, part: str) -> None:
        if part in (FORMS, SOURCE):
            self._show_as(part)
        else:
            self._show_part(part)

    def _show_middle(self) -> None:
        self._show_part(self._mode.key())

    def _build_middle(self) -> QWidget:
        look = theme.current()
        middle = QWidget()
        column = QVBoxLayout(middle)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self._modes = QWidget()
        row = QHBoxLayout(self._modes)
        row.setContentsMargins(look.px(16), look.px(4), look.px(16), look.px(4))
        self._mode = Segmented(((FORMS, tr("Forms")), (SOURCE, tr("Text of the file"))))
        self._mode.chosen.connect(self._show_as)
        row.addWidget(self._mode)
        row.addStretch(1)
        column.addWidget(self._modes)
        body = QWidget()
        self._middle = QStackedLayout(body)
        self._detail = detail = Detail({"files": self._files_field}, read_only=not self._may_edit())
        self._middle.addWidget(detail)
        self._editor = SourceEditor()
        self._editor.textChanged.connect(self._typed)
        self._editor.filled.connect(self._mark_problems)
        self._editor.setReadOnly(not self._may_edit())
        self._middle.addWidget(self._editor)
        self._editing = Editing(self, self._editor, detail, lambda: self._known)
        self._editing.changed.connect(self._read_again)
        self._editing.refused.connect(self._show_forms)
        self._editing.said.connect(self.window_.say)
        detail.keys.watch(self._navigator.tree, detail)
        column.addWidget(body, 1)
        return middle

    def _build_side(self) -> QWidget:
        tabs = self._tabs = QTabWidget()
        tabs.setDocumentMode(True)
        tabs.setAccessibleName(tr("Problems"))
        self._problems = ProblemList()
        self._problems.jump_wanted.connect(self._jump)
        self._problems.mend_wanted.connect(self._mend)
        tabs.addTab(self._problems, tr("Problems"))
        self._trial = Trial()
        tabs.addTab(self._trial, tr("Try it"))
        return tabs

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Show one part alone, and the buttons under the name, where it is narrow."""
        super().resizeEvent(event)
        look = theme.current()
        alone = self.width() < look.px(ALONE_BELOW)
        self._parts.setVisible(alone and self._has_charter())
        self._show_part(self._part.key())
        self._bar.turn(narrow=self.width() < look.px(NARROW_BELOW))

    def _timer(self, milliseconds: int, then: object) -> QTimer:
        timer = QTimer(self)
        timer.setSingleShot(True)
        timer.setInterval(milliseconds)
        timer.timeout.connect(then)
        return timer

    def _may_edit(self) -> bool:
        services = self._services
        return not services.read_only and services.profiles.current().may(Act.KEEP)

    def _has_charter(self) -> bool:
        return self._row is not None

    def _rows(self) -> tuple[CharterRow, ...]:
        """Return the charters, and the opened texts that are none yet."""
        return (*self._services.charters.listed(), *self._services.charters.opened())

    def _to_publish(self) -> Text:
        """Return what is being written, after it was kept."""
        self._detail.flush()
        self._keep_draft()
        return Text(self._row.id if self._row else "", self._editor.toPlainText())

    def _line_wanted(self, line: int) -> None:
        self._show_as(SOURCE)
        self._editor.go_to(line)

    # Showing

    def _look(self) -> None:
        self._keep_draft()
        rows = self._rows()
        self._stack.setCurrentIndex(0 if rows else 1)
        if not rows:
            self._bar.hide()
            self._parts.hide()
        known = {one.id for one in rows}
        wanted = self._row.id if self._row and self._row.id in known else ""
        wanted = wanted or (rows[0].id if rows else "")
        self._bar.offer([(_offered(one), one.id) for one in rows], wanted)
        self._show_row(next((one for one in rows if one.id == wanted), None))

    def _chosen(self) -> None:
        self._detail.flush()
        self._keep_draft()
        wanted = self._bar.choice.currentData()
        self._show_row(next((one for one in self._rows() if one.id == wanted), None))

    def _show_row(self, row: CharterRow | None) -> None:
        self._row = row
        if row is None:
            return
        text = row.draft or row.source
        if self._editor.toPlainText() != text:
            self._load(text)
        self._publishing.show_charter(row.id, changed=text != row.source, errors=0)
        self._parts.setVisible(self.width() < theme.current().px(ALONE_BELOW))
        self._show_part(self._part.key())
        self._check()

    def _load(self, text: str) -> None:
        self._loading = True
        self._editor.setPlainText(text)
        self._loading = False

    def _typed(self) -> None:
        if not self._loading and not self._editor.is_filling:
            self._check_pause.start()
            self._draft_pause.start()
            self._show_state()

    def _check(self) -> None:
        """Read the text and look for problems, off this thread; one text at a time."""
        text = self._editor.toPlainText()
        if self._checking:
            self._check_pause.start()
            return
        self._check_pause.stop()
        self._checking = text or "\n"
        self.window_.jobs.run(
            LANE,
            partial(examined, self._services.charters, text),
            done=self._checked,
            failed=self._check_failed,
            owner=self,
        )

    def _check_failed(self, error: Exception) -> None:
        self._checking = ""
        self.window_.failed(error)

    def _checked(self, known: Known) -> None:
        self._checking = ""
        if known.text != self._editor.toPlainText():
            self._check()  # the person typed on
            return
        self._known = known
        self._mark_problems()
        self._problems.show_problems(known.located)
        self._tabs.setTabText(0, tr("Problems ({n})").format(n=len(known.problems)))
        self._trial.use(known.charter, known.engine)
        self._bar.running_out.show_charter(known.charter, self._services.clock.now().date())
        self._show_forms()
        self._show_state()

    def _mark_problems(self) -> None:
        if not self._editor.is_filling:
            self._editor.mark_problems(self._known.problems[:MARKED])

    def _show_forms(self) -> None:
        known = self._known
        if known.charter is None or known.layout is None:
            self._show_no_forms()
            return
        self._navigator.setEnabled(True)
        self._navigator.show_charter(known.charter, known.marks)
        then, self._then = self._then, None
        if then is not None:
            self._detail.go(then[0], then[1])
        detail = self._detail
        packs = self._services.charters.packs()
        said = known.said(detail.section, detail.index)
        detail.show_charter(known.charter, packs, known.layout, said)
        self._navigator.choose(detail.section, detail.index if detail.sheet.many else -1)
        if then is not None and then[2] and detail.form is not None:
            detail.form.go_to(then[2])

    def _show_no_forms(self) -> None:
        self._navigator.setEnabled(False)
        if len(self._known.text) > FORMS_MOST:
            title = tr("This text is too large for forms")
            said = tr("It is far longer than any charter; it can be read and changed as text only.")
        else:
            title = tr("The forms wait until the text can be read")
            said = tr(
                "The first problem in the list says where to look. Nothing is lost meanwhile."
            )
        show = partial(self._show_as, SOURCE)
        self._detail.tell(title, said, tr("Show the text"), show)

    def _show_state(self) -> None:
        changed = self._row is None or self._editor.toPlainText() != self._row.source
        self._bar.show_state(self._known.errors, changed=changed)

    def _show_as(self, mode: str) -> None:
        self._detail.flush()
        self._mode.choose(mode)
        self._show_part(mode)
        self._middle.setCurrentWidget(self._editor if mode == SOURCE else self._detail)
        if mode == SOURCE and self._known.layout is not None:
            block = self._known.layout.block(self._detail.section, self._detail.index)
            if block is not None:
                line = self._known.text.count("\n", 0, block.start) + 1
                self._editor.go_to(line)

    def _go(self, section: str, index: int) -> None:
        """Show an object, or the first of a section."""
        if self._known.charter is None or self._known.layout is None:
            return
        self._editing.settle_name()
        self._detail.go(section, index)
        known, detail = self._known, self._detail
        assert known.charter is not None
        assert known.layout is not None
        packs = self._services.charters.packs()
        said = known.said(detail.section, detail.index)
        detail.show_charter(known.charter, packs, known.layout, said)
        if self._mode.key() == SOURCE:
            self._show_as(SOURCE)

    # What a person does

    def _jump(self, found: Located) -> None:
        problem = found.problem
        if (
            self._mode.key() == SOURCE
            or self._known.layout is None
            or found.spot.section not in BY_SECTION
        ):
            self._show_as(SOURCE)
            self._editor.go_to(problem.line, problem.column)
            return
        self._go_to_field(found.spot)

    def _go_to_field(self, spot: Spot) -> None:
        """Show an object's form, with the focus in one of its fields."""
        self._show_as(FORMS)
        self._go(spot.section, spot.index)
        self._navigator.choose(spot.section, spot.index)
        if self._detail.form is not None and spot.key:
            self._detail.form.go_to(spot.key)

    def _mend(self, found: Located) -> None:
        if found.mend is not None and self._known.text == self._editor.toPlainText():
            spot = found.spot
            there = (spot.section, max(0, spot.index), "") if spot.section in BY_SECTION else None
            self._editing.apply(found.mend.changes, there)
            self._check()

    def _walk(self, step: int) -> None:
        """Go to the next problem, or the one before, in the order of the text."""
        located = sorted(self._known.located, key=lambda one: one.problem.line)
        if not located:
            self.window_.say(tr("No problem was found."))
            return
        line = self._here()
        lines = [one.problem.line for one in located]
        if step > 0:
            n = next((n for n, one in enumerate(lines) if one > line), 0)
        else:
            n = next((n for n, one in reversed(list(enumerate(lines))) if one < line), -1)
        self._jump(located[n])
        self._walked = located[n].problem.line
        self.window_.say(sentence(located[n].problem))

    _walked = 0

    def _here(self) -> int:
        if self._mode.key() == SOURCE:
            return self._editor.textCursor().blockNumber() + 1
        return self._walked

    def _find(self) -> None:
        if self._mode.key() == SOURCE:
            self._show_as(FORMS)
        self._show_part(SECTIONS)
        self._navigator.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self._navigator.search.selectAll()

    def _go_to_trial(self) -> None:
        self._show_part(CHECK)
        self._tabs.setCurrentWidget(self._trial)
        self._trial.text.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _keep_draft(self, *, later: bool = False) -> None:
        self._draft_pause.stop()
        if not self._may_edit():
            return
        text = self._editor.toPlainText()
        if self._row is None:
            return
        draft = "" if text == self._row.source else text
        if draft != self._row.draft:
            keep = self._keeper.later if later else self._keeper.now
            keep(self._row.id, draft)
            self._row = replace(self._row, draft=draft)

    def _save(self) -> None:
        self._detail.flush()
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

    def _read_again(self, then: tuple[str, int, str] | None) -> None:
        self._then = then
        self._check()

    def _text(self) -> str:
        self._detail.flush()
        return self._editor.toPlainText()

    def _taken(self, charter_id: str, changes: Changes) -> None:
        """Show a charter that was put in use."""
        self._keep_draft()
        self._show_row(next(one for one in self._rows() if one.id == charter_id))
        self.window_.jobs.emit_changes(changes)
        self._look()

    def _broken(self, text: str, name: str, error: Exception) -> None:
        """Keep and show a text that is to be mended before it can be used."""
        self._detail.flush()
        self._keep_draft()
        draft_id = self._services.versions.open_text(text, name)
        self._show_row(next(one for one in self._rows() if one.id == draft_id))
        self.window_.failed(error)
        self._look()

    def _offer(self, charter_id: str, text: str) -> None:
        """Show another text of a charter that is here, as a change that undo takes back."""
        self._detail.flush()
        self._keep_draft()
        self._bar.choice.setCurrentIndex(self._bar.choice.findData(charter_id))
        self._editor.change((Splice(0, len(self._editor.toPlainText()), text),))
        self._editor.go_to(1)
        self.window_.say(tr("Not in use yet: look at it, then put it in use."), 8000)

    def _files_field(self, name: str, languages: Sequence[str]) -> FilesField:
        return FilesField(self.window_, self._services, languages, name)

    def _export(self) -> None:
        if self._row is not None:
            self._files.ask_to_write(self._row.id)


def _offered(row: CharterRow) -> str:
    """Return a charter, or an opened text, as a person chooses it."""
    title = words.in_language(row.title)
    if not row.hash:
        title = tr("{title}, not in use").format(title=title or tr("Opened file"))
    return " · ".join(filter(None, (title, row.version)))
