"""Walks the open conversation through the triage: from the keys and buttons to the service and back."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QPoint, Qt, Signal
from PySide6.QtWidgets import QMenu

from cmworkstation.domain.charter.model import Category
from cmworkstation.domain.charter.walking import Walker
from cmworkstation.domain.conversation import Changes
from cmworkstation.domain.ids import ConversationId
from cmworkstation.domain.triage_walk import KeptWalk
from cmworkstation.i18n import tr
from cmworkstation.ui import jobs
from cmworkstation.ui.inbox.triage_pane import TriagePane, former
from cmworkstation.words import in_language
from cmworkstation.words import triage as words

if TYPE_CHECKING:
    from cmworkstation.services.triage import Triaging, UndoTriage
    from cmworkstation.services.workstation import Services
    from cmworkstation.ui.main_window import MainWindow

UNDO_S = 10.0


@dataclass(frozen=True, slots=True)
class _Known:
    """What was read of a conversation."""

    conversation_id: ConversationId
    triaging: "Triaging | None"
    walks: tuple[KeptWalk, ...]
    categories: tuple[Category, ...]
    names: dict[str, str]
    category: str


class Triager(QObject):
    """Keeps the walk of the conversation that is open; another conversation begins another walk."""

    ended = Signal()  # a category was set while the focus was in the pane

    def __init__(self, window: "MainWindow", services: "Services", parent: QObject) -> None:
        """Build the pane to show it in."""
        super().__init__(parent)
        self._window = window
        self._services = services
        self.pane = pane = TriagePane()
        self._wanted = 0
        self._known: _Known | None = None
        self._walker: Walker | None = None  # None while the way that led to its category is shown
        self._focus_when_read = False
        pane.answered.connect(lambda yes: self.answer(yes=yes))
        pane.asked.connect(self.act)
        pane.overruled.connect(self._overrule)
        window.attach(pane, "triage")

    # --- which conversation -----------------------------------------------------------------------

    def show(self, conversation_id: int) -> None:
        """Show where a conversation stands; 0 for none. What is under way with it goes on."""
        if conversation_id == self._wanted and self._walker is not None and self._walker.is_moved:
            return
        if conversation_id != self._wanted:
            self._known = self._walker = None
        self._wanted = conversation_id
        if not conversation_id:
            self.pane.show_nothing(tr("Open a conversation to triage it."))
            return
        read = partial(self._read, ConversationId(conversation_id))
        self._window.jobs.run(jobs.READ, read, self._took, lambda _: None, owner=self)

    def _read(self, conversation_id: ConversationId) -> _Known | None:
        service = self._services.triage
        rows = self._services.inbox.rows([conversation_id])
        if not rows:
            return None
        return _Known(
            conversation_id,
            service.begin(conversation_id),
            service.walks(conversation_id),
            service.categories(conversation_id),
            {one.id: one.name for one in self._services.profiles.listed()},
            rows[0].category,
        )

    def _took(self, known: _Known | None) -> None:
        if known is None or known.conversation_id != self._wanted:
            return
        self._known = known
        self._walker = None
        if known.triaging is not None and not known.category:
            self._walker = known.triaging.walker
        self._show()
        if self._focus_when_read:
            self._focus_when_read = False
            self.pane.take_focus()

    def _show(self) -> None:
        """Show it anew; the focus, where it is in here, goes to what comes next."""
        inside = self.pane.has_focus()
        self._fill()
        if inside:
            self.pane.take_focus()

    def _fill(self) -> None:
        known, can_act = self._known, not self._services.read_only
        if known is None:
            return
        if self._walker is not None:
            self.pane.show_walk(self._walker, can_act=can_act)
        elif known.category:
            labels = {one.id: words.category(known.categories, one.id) for one in known.categories}
            action = next((one.action for one in known.categories if one.id == known.category), "")
            told = former(known.walks, labels, known.names, self._services.clock.now())
            if not told:
                self.pane.show_nothing(labels.get(known.category, known.category))
                return
            self.pane.show_former(told, words.action(action), can_act=can_act)
        else:
            self.pane.show_nothing(
                tr("No charter with a triage governs this account, or nobody else wrote here.")
            )

    # --- what a person does -----------------------------------------------------------------------

    def can_walk(self) -> bool:
        """Tell whether there is a question, or its answer, to work with."""
        known = self._known
        return known is not None and known.triaging is not None and not self._services.read_only

    def is_asking(self) -> bool:
        """Tell whether an answer is waited for."""
        return self.can_walk() and self._walker is not None

    def begin(self) -> None:
        """Go to the question; where there is a category already, ask anew."""
        if self._known is None:  # it is being read
            self._focus_when_read = True
            return
        self.pane.take_focus()

    def again(self) -> None:
        """Walk once more; the former walk is kept."""
        if self._known is not None and self._known.triaging is not None:
            self._step(self._known.triaging.walker)

    def answer(self, *, yes: bool) -> None:
        """Answer the question; at the end of the way the category is set."""
        if self._walker is None:
            return
        if self._walker.now.step is None:
            if yes:
                self.take()
            return
        self._step(self._walker.answered(yes=yes))
        if self._walker.now.category:
            self.take()

    def back(self) -> None:
        """Take back the last answer."""
        if self._walker is not None:
            self._step(self._walker.back())

    def restart(self) -> None:
        """Forget all answers."""
        if self._walker is not None:
            self._step(self._walker.restarted())

    def take(self) -> None:
        """Keep the walk that has come to its end."""
        known, walker = self._known, self._walker
        if known is None or known.triaging is None or walker is None or not walker.now.category:
            return
        self._write(partial(self._services.triage.finish, known.triaging, walker))

    def choose(self) -> None:
        """Offer the categories of the charter as a menu."""
        known = self._known
        if known is None:
            return
        menu = QMenu(self.pane)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for one in known.categories:
            said = in_language(one.label) or one.id
            line = tr("{category}: {action}").format(category=said, action=words.action(one.action))
            choose = partial(self._services.triage.choose, known.conversation_id, one.id)
            menu.addAction(line.replace("&", "&&"), partial(self._write, choose))
        below = self.pane.choose if self.pane.choose.isVisible() else self.pane
        menu.popup(below.mapToGlobal(QPoint(0, below.height())))

    def act(self, what: str) -> None:
        """Carry out what a key or a button stands for."""
        acts: dict[str, Callable[[], None]] = {
            "yes": partial(self.answer, yes=True),
            "no": partial(self.answer, yes=False),
            "back": self.back,
            "restart": self.restart,
            "again": self.again,
            "choose": self.choose,
            "take": self.take,
        }
        acts[what]()

    def _overrule(self, step_id: str) -> None:
        if self._walker is not None:
            self._step(self._walker.overruled(step_id))

    def _step(self, walker: Walker) -> None:
        self._walker = walker
        self._show()

    def _write(self, act: "Callable[[], tuple[Changes, UndoTriage]]") -> None:
        inside = self.pane.has_focus()
        self._walker = None
        self._window.jobs.run(
            jobs.WRITE, act, partial(self._written, inside=inside), self._refused, owner=self
        )

    def _written(self, result: "tuple[Changes, UndoTriage]", *, inside: bool) -> None:
        changes, undo = result
        self._window.jobs.emit_changes(changes)
        name = self._services.inbox.rows([undo.conversation_id])[0].category
        known: Sequence[Category] = self._known.categories if self._known else ()
        said = tr("Triaged: {category}").format(category=words.category(known, name))

        def take_back() -> None:
            self._window.jobs.run(jobs.WRITE, partial(self._services.triage.undo, undo))

        self._window.undo(said, UNDO_S, take_back)
        if inside:
            self.ended.emit()

    def _refused(self, error: Exception) -> None:
        self._window.failed(error)
        self.show(self._wanted)
