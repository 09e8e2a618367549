"""The page of the inbox rules: a list in folders beside the chosen rule."""

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, cast

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QFileDialog,
    QPushButton,
    QSplitter,
    QStackedLayout,
    QVBoxLayout,
    QWidget,
)

from cmworkstation.domain.conversation import Changes
from cmworkstation.domain.errors import NotAllowed, WorkstationError
from cmworkstation.domain.ids import ConversationId
from cmworkstation.domain.inbox_rule import Effect, InboxRule, Reach, RunDone
from cmworkstation.domain.profile import Act
from cmworkstation.i18n import number, tr, trn
from cmworkstation.ui import icons, theme
from cmworkstation.ui.inbox_rules.detail import RuleDetail
from cmworkstation.ui.inbox_rules.form import RuleForm
from cmworkstation.ui.inbox_rules.list_pane import RulesList
from cmworkstation.ui.inbox_rules.questions import ApplyQuestion, MuchQuestion
from cmworkstation.ui.jobs import READ, WRITE
from cmworkstation.ui.page import Page
from cmworkstation.ui.widgets.empty import EmptyState
from cmworkstation.ui.widgets.labels import PlainLabel
from cmworkstation.ui.widgets.layouts import FlowLayout, turn
from cmworkstation.ui.widgets.working import Working
from cmworkstation.words import inbox_rules as words

if TYPE_CHECKING:
    from cmworkstation.services.workstation import Services
    from cmworkstation.ui.main_window import MainWindow

UNDO_S = 20
UPRIGHT_BELOW = 560  # px at 100 %
LONGEST_FILE = 4_000_000  # bytes
NEW = InboxRule("", "", "", ())


class InboxRulesPage(Page):
    """What happens by itself to messages that come in."""

    def __init__(self, window: "MainWindow") -> None:
        """Build the page; it reads when it is shown."""
        super().__init__(window)
        self._services = cast("Services", window.services)
        self._chosen = ""
        self.form: RuleForm | None = None
        self.question: MuchQuestion | ApplyQuestion | None = None
        acts: dict[str, Callable[[], None]] = {
            "new": lambda: self.write(NEW),
            "switch": self._switch,
            "change": self._change,
            "duplicate": self._duplicate,
            "up": partial(self._step, -1),
            "down": partial(self._step, 1),
            "remove": self._remove,
            "try": self._try,
            "export": self._export,
            "import": self._import,
        }
        self._acts = acts
        self._allowed = {name: partial(self._can, name) for name in acts}
        self._build()
        window.register("inbox_rules", acts, enabled=self._allowed)
        window.attach(self.list, "list")

    # What the window asks of a page

    def refresh(self, changes: Changes) -> None:
        """Look again when rules changed, or what they may have done."""
        if changes.inbox_rules or changes.conversations or changes.accounts:
            self._look()

    def shown(self) -> None:
        """Look again."""
        self._look()

    def first_focus(self) -> QWidget:
        """Return the list, or what to press where it is empty."""
        return self.list if self.list.count() else self.adder

    def panes(self) -> tuple[QWidget, ...]:
        """Return the list and the chosen rule."""
        return (self.list, self.detail)

    def memory(self) -> object:
        """Return which rule is chosen."""
        return self._chosen

    def recall(self, memory: object) -> None:
        """Choose it again."""
        if isinstance(memory, str):
            self.choose(memory)

    def choose(self, rule_id: str) -> None:
        """Show a rule."""
        self._chosen = rule_id
        self._look()

    # Building

    def _build(self) -> None:
        look = theme.current()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        head = QVBoxLayout()
        head.setContentsMargins(look.px(16), look.px(12), look.px(16), look.px(8))
        head.setSpacing(look.px(8))
        title = PlainLabel(tr("Inbox rules"))
        theme.mark(title, "page")
        head.addWidget(title)
        never = PlainLabel(tr(words.NEVER))
        never.setWordWrap(True)
        theme.mark(never, "soft")
        head.addWidget(never)
        bar = QWidget()
        flow = FlowLayout(bar)
        self.adder = QPushButton(icons.icon("add", "accent"), look.beside(tr("New rule…")))
        self.importer = QPushButton(tr("Take in from a file…"))
        self.exporter = QPushButton(tr("Save all as a file…"))
        for button, act in (
            (self.adder, "new"),
            (self.importer, "import"),
            (self.exporter, "export"),
        ):
            theme.mark(button, "quiet")
            button.clicked.connect(lambda _=False, wanted=act: self._press(wanted))
            flow.addWidget(button)
        head.addWidget(bar)
        self.working = Working(self.window_.jobs, self, WRITE)
        head.addWidget(self.working)
        column.addLayout(head)
        self.list = RulesList()
        self.list.setMinimumSize(look.px(200), look.px(120))
        self.list.currentRowChanged.connect(lambda _: self._show())
        self.list.itemActivated.connect(lambda _: self._press("change"))
        self.list.switched.connect(lambda: self._press("switch"))
        self.list.dropped.connect(self.move_to)
        self.detail = RuleDetail(self.window_, self._allowed)
        self.detail.wanted.connect(self._press)
        self.detail.trial.conversation_wanted.connect(self._open)
        self.detail.trial.apply_wanted.connect(self._ask_to_apply)
        self.detail.effects.conversation_wanted.connect(self._open)
        self.detail.effects.undo_wanted.connect(self._undo_effect)
        self._split = QSplitter(Qt.Orientation.Horizontal)
        self._split.setObjectName("inbox-rules-split")
        self._split.setChildrenCollapsible(False)
        self._split.addWidget(self.list)
        self._split.addWidget(self.detail)
        self._split.setSizes([look.px(360), look.px(700)])
        nothing = EmptyState(
            "filter",
            tr("No rule sorts your messages yet"),
            tr(
                "A rule puts labels on what comes in, gives it to somebody or sets it aside. Try it on everything that"
                " is here before you turn it on."
            ),
            tr("New rule…"),
            lambda: self._press("new"),
        )
        holder = QWidget()
        self._stack = QStackedLayout(holder)
        self._stack.addWidget(self._split)
        self._stack.addWidget(nothing)
        column.addWidget(holder, 1)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put the list above the rule where both have no room side by side."""
        super().resizeEvent(event)
        upright = self.width() < theme.current().px(UPRIGHT_BELOW)
        turn(self._split, upright=upright, shares=(2, 3) if upright else (360, 700))

    # Looking

    def _look(self) -> None:
        rules, fired = self._services.inbox_rules.listed(), self._services.inbox_rules.fired()
        self.list.show_rules(rules, fired, self._chosen, movable=self._keeps())
        self._stack.setCurrentIndex(0 if rules else 1)
        self.adder.setEnabled(self._can("new"))
        self.importer.setEnabled(self._can("import"))
        self.exporter.setEnabled(self._can("export"))
        self._show()

    def _show(self) -> None:
        rule = self.list.rule()
        if rule is not None:
            self._chosen = rule.id
        self.detail.show_rule(rule)

    def _keeps(self) -> bool:
        keeper = self._services.acting.current().may(Act.KEEP)
        return keeper and not self._services.read_only

    def _can(self, name: str) -> bool:
        if name in ("export", "try"):
            return bool(self.list.rule())
        if name in ("new", "import"):
            return self._keeps()
        rule = self.list.rule()
        if rule is None or not self._keeps():
            return False
        if name in ("up", "down"):
            return self._neighbour(-1 if name == "up" else 1) is not None
        return True

    # Acting

    def _press(self, name: str) -> None:
        if self._can(name):
            self._acts[name]()

    def write(self, rule: InboxRule) -> None:
        """Open the form of a rule, one without an id for a new one."""
        if not self._keeps():
            self.window_.failed(NotAllowed("role-keep"))
            return
        self.form = RuleForm(self.window_, rule)
        self.form.wanted.connect(self._keep)
        self.form.open()

    def _change(self) -> None:
        rule = self.list.rule()
        if rule is not None:
            self.write(rule)

    def _keep(self, rule: InboxRule) -> None:
        kept = self._do(lambda: self._services.inbox_rules.keep(rule))
        if kept is None:
            return
        if self.form is not None:
            self.form.accept()
        if not rule.id:
            self.window_.say(tr("The rule is kept, and off. Try it, then turn it on."), 8000)
        self.choose(kept.id)

    def _duplicate(self) -> None:
        rule = self.list.rule()
        if rule is None:
            return
        name = tr("{name} (copy)").format(name=rule.name)
        kept = self._do(lambda: self._services.inbox_rules.duplicate(rule.id, name))
        if kept is not None:
            self.choose(kept.id)

    def _do(self, act: Callable[[], tuple[InboxRule, Changes]]) -> InboxRule | None:
        try:
            kept, changes = act()
        except WorkstationError as error:
            self.window_.failed(error)
            return None
        self.window_.jobs.emit_changes(changes)
        return kept

    def _carry_out(self, act: Callable[[], Changes]) -> bool:
        try:
            self.window_.jobs.emit_changes(act())
        except WorkstationError as error:
            self.window_.failed(error)
            return False
        self._look()
        return True

    def _switch(self) -> None:
        """Turn the chosen rule off, or on once it is known how much it finds."""
        rule = self.list.rule()
        if rule is None:
            return
        if rule.enabled:
            self._carry_out(lambda: self._services.inbox_rules.switch(rule.id, on=False))
            return
        self.window_.jobs.run(
            READ,
            lambda: self._services.inbox_rule_runs.reach(rule),
            done=lambda found: self._turn_on(rule, found),
            owner=self,
        )

    def _turn_on(self, rule: InboxRule, found: Reach) -> None:
        def on() -> None:
            switch = self._services.inbox_rules.switch
            if self._carry_out(lambda: switch(rule.id, on=True, anyway=True)):
                self.window_.say(tr("On: it sees what comes in from now on."), 8000)

        if not found.is_much:
            on()
            return
        self.question = MuchQuestion(self.window_, found)
        self.question.yes.clicked.connect(lambda _=False: on())
        self.question.open()

    def _neighbour(self, step: int) -> InboxRule | None:
        """Return the rule beside the chosen one in the order, None at the end."""
        rules = self._services.inbox_rules.listed()
        chosen = self.list.rule()
        at = next((n for n, one in enumerate(rules) if chosen and one.id == chosen.id), -1)
        return rules[at + step] if at >= 0 and 0 <= at + step < len(rules) else None

    def _step(self, step: int) -> None:
        """Move the chosen rule one place; past its folder's end it goes into the next folder."""
        rule, beside = self.list.rule(), self._neighbour(step)
        if rule is None or beside is None:
            return
        if step < 0:
            same = beside.folder == rule.folder
            self.move_to(rule.id, beside.id if same else "", beside.folder)
            return
        after = [one for one in self._services.inbox_rules.listed() if one.folder == beside.folder]
        ids = [one.id for one in after]
        if beside.folder != rule.folder:
            self.move_to(rule.id, ids[0], beside.folder)
            return
        rest = ids[ids.index(beside.id) + 1 :]
        self.move_to(rule.id, rest[0] if rest else "", rule.folder)

    def move_to(self, rule_id: str, before: str, folder: str) -> None:
        """Put a rule before another one in a folder."""
        self._carry_out(lambda: self._services.inbox_rules.move(rule_id, before, folder))

    def _remove(self) -> None:
        rule = self.list.rule()
        if rule is None or not self._carry_out(lambda: self._services.inbox_rules.remove(rule.id)):
            return
        self.window_.undo(
            tr("The rule is removed; what it did stays."), UNDO_S, partial(self._bring_back, rule)
        )

    def _bring_back(self, rule: InboxRule) -> None:
        self._chosen = rule.id
        self._carry_out(lambda: self._services.inbox_rules.bring_back(rule.id))

    def _try(self) -> None:
        self.detail.trial.start()
        self.detail.ensureWidgetVisible(self.detail.trial)

    # Doing it to what is here

    def _ask_to_apply(self, rule: InboxRule) -> None:
        self.question = ApplyQuestion(self.window_, self.detail.trial.said.text())
        self.question.yes.clicked.connect(lambda _=False: self._apply(rule))
        self.question.open()

    def _apply(self, rule: InboxRule) -> None:
        self.working.run(
            lambda: self._services.inbox_rule_runs.apply(rule.id),
            done=self._applied,
            failed=self.window_.failed,
        )

    def _applied(self, done: RunDone) -> None:
        self.window_.jobs.emit_changes(Changes(conversations=done.conversations, topics=True))
        if done.effects:
            self.window_.undo(words.run_done(done), UNDO_S, partial(self._undo_run, done.run))
        self._look()

    def _undo_run(self, run: str) -> None:
        self.working.run(
            lambda: self._services.inbox_rule_runs.undo_run(run),
            done=self._undone,
            failed=self.window_.failed,
        )

    def _undone(self, done: RunDone) -> None:
        self.window_.jobs.emit_changes(Changes(conversations=done.conversations, topics=True))
        said = trn("{n} thing was taken back.", "{n} things were taken back.", done.effects)
        self.window_.say(said.format(n=number(done.effects)), 8000)
        self._look()

    def _undo_effect(self, effect: Effect) -> None:
        self._carry_out(lambda: self._services.inbox_rule_runs.undo_effect(effect.id))

    def _open(self, conversation: ConversationId) -> None:
        self.window_.go("inbox")
        opener = getattr(self.window_.page("inbox"), "open_conversation", None)
        if opener is not None:
            opener(conversation)

    # Files

    def _export(self) -> None:
        dialog = QFileDialog(self, tr("Save the rules as a file"), str(self.window_.home))
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix("toml")
        dialog.selectFile("inbox-rules.toml")
        dialog.fileSelected.connect(self.export_to)
        dialog.open()

    def export_to(self, path: str) -> None:
        """Write all rules as text."""
        try:
            text = self._services.inbox_rules.export()
            Path(path).write_text(text, encoding="utf-8", newline="\n")
        except OSError:
            self.window_.say(tr("The file could not be written there."), 8000)
            return
        self.window_.say(tr("The rules were written."), 8000)

    def _import(self) -> None:
        dialog = QFileDialog(self, tr("Take rules in from a file"), str(self.window_.home))
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.setNameFilter(tr("Inbox rules (*.toml)"))
        dialog.fileSelected.connect(self.import_from)
        dialog.open()

    def import_from(self, path: str) -> None:
        """Add the rules of a file, turned off."""
        try:
            with Path(path).open(encoding="utf-8-sig", errors="replace") as file:
                text = file.read(LONGEST_FILE)
            kept, changes = self._services.inbox_rules.take_in(text)
        except OSError:
            self.window_.say(tr("The file could not be read."), 8000)
            return
        except WorkstationError as error:
            self.window_.failed(error)
            return
        self.window_.jobs.emit_changes(changes)
        said = trn(
            "{n} rule was added, turned off.", "{n} rules were added, turned off.", len(kept)
        )
        self.window_.say(said.format(n=len(kept)), 8000)
        self.choose(kept[0].id)
