"""The thaw: what is frozen, what it holds back, and a decision about each; nothing leaves without one."""

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, cast

from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QListView,
    QPushButton,
    QStackedLayout,
    QVBoxLayout,
    QWidget,
)

from cmworkstation.domain.conversation import Changes
from cmworkstation.domain.errors import WorkstationError
from cmworkstation.domain.freeze import Decision, HeldReply, HeldRule
from cmworkstation.domain.profile import Act
from cmworkstation.domain.slot import Slot
from cmworkstation.i18n import tr
from cmworkstation.ui import theme
from cmworkstation.ui.composer.popovers import ChoicePopover, Popover, WordsPopover, place_of
from cmworkstation.ui.freeze.model import ROW, HeldDelegate, HeldModel, Row, decision_of, key_of
from cmworkstation.ui.page import Page
from cmworkstation.ui.widgets.empty import EmptyState
from cmworkstation.ui.widgets.labels import PlainLabel
from cmworkstation.ui.widgets.layouts import FlowLayout
from cmworkstation.words import freeze as words

if TYPE_CHECKING:
    from cmworkstation.services.workstation import Services
    from cmworkstation.ui.main_window import MainWindow

LEAST_WHY = 3  # characters
SELDOM = ("take_back", "let_out")  # shown where they make sense: of the two there is one at most
OF_REPLIES = ("amend", "let_out", "open_thread")


LOW = 290  # px at 100 % of the page


class ThawPage(Page):
    """A list of what is held back, and below it what can be decided."""

    def __init__(self, window: "MainWindow") -> None:
        """Build the page."""
        super().__init__(window)
        self._services = cast("Services", window.services)
        self._model = HeldModel()
        self._key = ""
        self.popover: Popover | None = None
        self._buttons: dict[str, QPushButton] = {}
        self._acts: dict[str, Callable[[], None]] = {
            "lift": self._lift,
            "keep": self._keep,
            "amend": self._amend,
            "drop": self._drop,
            "let_out": self._let_out,
            "take_back": self._take_back,
            "open_thread": self._open_thread,
        }
        self.list = QListView()
        self.list.setAccessibleName(tr("What is held back"))
        self.list.setModel(self._model)
        theme.mark(self.list, "rows")
        self.list.setItemDelegate(HeldDelegate(self.list))
        self.list.setUniformItemSizes(True)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.activated.connect(lambda _: self._open_thread())
        self._build()
        self.list.selectionModel().currentChanged.connect(self._chosen)
        can = {name: partial(self._can, name) for name in self._acts}
        window.register("thaw", self._acts, enabled=can)
        window.attach(self.list, "page:thaw")
        self._look()

    def refresh(self, changes: Changes) -> None:
        """Look again when something was frozen, decided or sent."""
        if changes.freeze or changes.outbox or changes.accounts:
            self._look()

    def shown(self) -> None:
        """Look again: what was planned for an hour ago has passed its time."""
        self._look()

    def first_focus(self) -> QWidget:
        """Return the list."""
        return self.list

    def memory(self) -> object:
        """Return what is chosen."""
        return self._key

    def recall(self, memory: object) -> None:
        """Choose it again."""
        if isinstance(memory, str):
            self._key = memory
            self._look()

    def panes(self) -> tuple[QWidget, ...]:
        """Return the list."""
        return (self.list,)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave the sentence above out where bands take so much room that the list would have none."""
        super().resizeEvent(event)
        self.summary.setVisible(self.height() >= theme.current().px(LOW))

    def _build(self) -> None:
        look = theme.current()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        head = QVBoxLayout()
        head.setContentsMargins(look.px(16), look.px(12), look.px(16), look.px(12))
        head.setSpacing(look.px(4))
        title = QLabel(tr("Thaw"))
        theme.mark(title, "page")
        first = QHBoxLayout()
        first.addWidget(title)
        first.addStretch(1)
        first.addWidget(self._button("lift", tr("Lift the freeze"), "tinted"))
        head.addLayout(first)
        self.summary = PlainLabel()
        self.summary.setWordWrap(True)
        theme.mark(self.summary, "soft")
        head.addWidget(self.summary)
        column.addLayout(head)
        holder = QWidget()
        holder.setMinimumHeight(look.px(theme.LIST_ROW))
        self._stack = QStackedLayout(holder)
        self._stack.setSizeConstraint(QStackedLayout.SizeConstraint.SetNoConstraint)
        self._stack.addWidget(self.list)
        self._stack.addWidget(
            EmptyState(
                "freeze",
                tr("Nothing is held back"),
                tr(
                    "What a freeze holds back stands here until somebody decides: keep it, change it, or do not send"
                    " it. Nothing of it leaves by itself, also after the freeze."
                ),
            )
        )
        column.addWidget(holder, 1)
        column.addLayout(self._foot())

    def _button(self, name: str, text: str, kind: str) -> QPushButton:
        button = QPushButton(text)
        theme.mark(button, kind)
        button.clicked.connect(partial(self._press, name))
        self._buttons[name] = button
        return button

    def _foot(self) -> QVBoxLayout:
        look = theme.current()
        self._foot_row = foot = QWidget()
        row = FlowLayout(foot, gap=8)
        row.setContentsMargins(0, 0, 0, 0)
        for name, text, kind in (
            ("keep", tr("Keep (Y)"), "primary"),
            ("amend", tr("Change (M)"), ""),
            ("drop", tr("Do not send… (D)"), ""),
            ("take_back", tr("Take back (U)"), ""),
            ("let_out", tr("Let it out…"), "quiet"),
        ):
            row.addWidget(self._button(name, text, kind))
        below = QVBoxLayout()
        below.setContentsMargins(look.px(16), look.px(12), look.px(16), look.px(12))
        below.addWidget(foot)
        return below

    def _look(self) -> None:
        try:
            held = self._services.thawing.held()
        except WorkstationError as error:
            self.window_.failed(error)
            return
        accounts = {one.id: one for one in self._services.accounts.listed()}
        rows: tuple[Row, ...] = (*held.replies, *held.rules)
        place = max(0, self._model.place_of(self._key))
        self._model.show_rows(rows, accounts, self._services.clock.now())
        self._stack.setCurrentIndex(0 if rows else 1)
        self.summary.setText(self._summary(held.open))
        if rows:
            found = self._model.place_of(self._key)
            at = found if found >= 0 else min(place, len(rows) - 1)
            self.list.setCurrentIndex(self._model.index(at))
        self._show_buttons()

    def _summary(self, count: int) -> str:
        if self._services.brake.holding():  # since when, by whom and why stands above all pages
            said = tr("What is decided now leaves once the freeze is lifted.")
        elif count:
            said = tr("Nothing is frozen any more. What you keep leaves in a moment.")
        else:
            said = ""
        return " ".join(filter(None, (words.to_decide(count), said)))

    def row(self) -> Row | None:
        """Return what is chosen."""
        found = self.list.currentIndex().data(ROW)
        return found if isinstance(found, HeldReply | HeldRule) else None

    def _chosen(self, current: QModelIndex, _previous: QModelIndex) -> None:
        row = current.data(ROW)
        if isinstance(row, HeldReply | HeldRule):
            self._key = key_of(row)
        self._show_buttons()

    def _show_buttons(self) -> None:
        self._foot_row.setVisible(self._model.rowCount() > 0)
        for name, button in self._buttons.items():
            can = self._can(name)
            button.setEnabled(can)
            if name in SELDOM or name == "lift":
                button.setVisible(can)

    def _can(self, name: str) -> bool:
        if name == "lift":  # beside an open window it is asked for there
            return bool(self._services.brake.holding())
        row = self.row()
        if row is None or (name in OF_REPLIES and isinstance(row, HeldRule)):
            return False
        if name == "open_thread":
            return True
        if self._services.read_only:
            return False
        if name == "let_out":
            may = self._services.acting.current().may(Act.APPROVE)
            return may and isinstance(row, HeldReply) and row.frozen
        decided = decision_of(row) is not Decision.OPEN
        return decided if name == "take_back" else not decided

    def _press(self, name: str, *_: object) -> None:
        self._acts[name]()

    # What a person does

    def _lift(self) -> None:
        freezes = self._services.brake.holding()
        if len(freezes) == 1:
            self._thaw(freezes[0].id)
            return
        names = words.Names.of(
            self._services.accounts.listed(),
            self._services.brake.labels(),
            self._services.brake.topics(),
        )
        said = [words.scope(one, names) for one in freezes]
        popover = ChoicePopover(self.window_, tr("Which one?"), said)
        popover.chosen.connect(lambda place: self._thaw(freezes[place].id))
        self._show(popover, "lift")

    def _thaw(self, freeze_id: str) -> None:
        said = tr("Lifted. What was held back waits for your word, one after the other.")
        self._change(lambda: self._services.freezing.thaw(freeze_id), said)

    def _keep(self) -> None:
        row = self.row()
        if isinstance(row, HeldRule):
            said = tr("The rule did what it had not done.")
            self._change(lambda: self._services.thawing.keep_rule(row.rule_id), said)
        elif row is not None and row.time_passed:
            self._ask_when(row)
        elif row is not None:
            self._keep_for(row, None)

    def _ask_when(self, row: HeldReply) -> None:
        """Its time has passed: ask for another one, or for now."""
        popover = ChoicePopover(
            self.window_, tr("Its time has passed. When is it to leave?"), [tr("Now"), tr("At…")]
        )
        popover.chosen.connect(
            lambda place: self._plan(row) if place else self._keep_for(row, None, at_once=True)
        )
        self._show(popover, "keep")

    def _plan(self, row: HeldReply) -> None:
        from cmworkstation.ui.composer.plan_dialog import PlanDialog  # noqa: PLC0415 - seldom asked for

        dialog = PlanDialog(self.window_, self._services.thawing.as_draft(row.row.id))
        dialog.chosen.connect(partial(self._keep_for, row))
        dialog.open()

    def _keep_for(self, row: HeldReply, slot: Slot | None, *, at_once: bool = False) -> None:
        thawing = self._services.thawing
        said = tr("Kept. It can be taken back until it has left.")
        self._change(lambda: thawing.keep(row.row.id, slot, at_once=at_once), said)

    def _amend(self) -> None:
        row = self.row()
        if not isinstance(row, HeldReply):
            return
        try:
            draft, changes = self._services.thawing.amend(row.row.id)
        except WorkstationError as error:
            self.window_.failed(error)
            return
        self.window_.jobs.emit_changes(changes)
        self._open(int(draft.conversation_id), reply=True)

    def _drop(self) -> None:
        row = self.row()
        if isinstance(row, HeldRule):
            said = tr("Left as it is.")
            self._change(lambda: self._services.thawing.drop_rule(row.rule_id), said)
        elif row is not None:
            drop = self._services.thawing.drop
            self._ask_why(
                "drop",
                tr("Why is it not sent?"),
                tr("It can be taken back for a while; the reason stands in the journal."),
                lambda why: self._change(lambda: drop(row.row.id, why), tr("It is not sent.")),
            )

    def _let_out(self) -> None:
        row = self.row()
        if isinstance(row, HeldReply):
            let_out = self._services.thawing.let_out
            self._ask_why(
                "let_out",
                tr("Why does it leave now?"),
                tr("Everything else stays frozen. The reason stands in the journal."),
                lambda why: self._change(
                    lambda: let_out(row.row.id, why), tr("It leaves in a moment.")
                ),
            )

    def _take_back(self) -> None:
        row = self.row()
        if isinstance(row, HeldReply):
            back = self._services.thawing.take_back
            self._change(lambda: back(row.row.id), tr("It waits for a decision again."), stay=True)

    def _open_thread(self) -> None:
        row = self.row()
        if isinstance(row, HeldReply):
            self._open(int(row.row.conversation_id), reply=False)

    def _open(self, conversation_id: int, *, reply: bool) -> None:
        self.window_.go("inbox")
        opener = getattr(self.window_.page("inbox"), "open_conversation", None)
        if opener is not None:
            opener(conversation_id)
            if reply:
                self.window_.act("inbox.reply")

    def _ask_why(self, name: str, title: str, note: str, then: Callable[[str], object]) -> None:
        popover = WordsPopover(self.window_, title, note, LEAST_WHY)
        popover.chosen.connect(then)
        self._show(popover, name)

    def _change(self, act: Callable[[], Changes], said: str, *, stay: bool = False) -> None:
        """Carry a decision out, and go to the next thing that wants one."""
        place = self.list.currentIndex().row()
        try:
            changes = act()
        except WorkstationError as error:
            self.window_.failed(error)
            return
        self.window_.jobs.emit_changes(changes)
        self.window_.look_frozen()
        self.window_.say(said, 8000)
        self._look()
        self.list.setFocus()
        if not stay and self._model.rowCount():
            at = self._model.next_open(max(0, place))
            self.list.setCurrentIndex(self._model.index(at))

    def _show(self, popover: Popover, name: str) -> None:
        self.popover = popover
        popover.left.connect(self.list.setFocus)
        popover.show_by(place_of(self._buttons[name], self.window_))
