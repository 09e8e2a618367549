"""What a person does with operations, whichever view shows them: each act can be taken back for a while."""

from collections.abc import Callable
from datetime import date
from functools import partial
from typing import TYPE_CHECKING, cast

from PySide6.QtWidgets import QWidget

from cmworkstation.domain import foreign
from cmworkstation.domain.conversation import Changes
from cmworkstation.domain.errors import WorkstationError
from cmworkstation.domain.operation import Kind, Operation, State
from cmworkstation.i18n import tr
from cmworkstation.services.operations import OperationUndo
from cmworkstation.services.plan import Beside, Item
from cmworkstation.ui.composer.popovers import WordsPopover, place_of
from cmworkstation.ui.crisis.leading import open_action
from cmworkstation.ui.operations.form import OperationForm
from cmworkstation.ui.review.replies_pane import open_conversation
from cmworkstation.words import operations as words

if TYPE_CHECKING:
    from cmworkstation.services.plan_parts import Part
    from cmworkstation.services.workstation import Services
    from cmworkstation.ui.main_window import MainWindow

UNDO_S = 10
Act = Callable[[], tuple[Changes, OperationUndo]]


class Acts:
    """Carries out what is asked for, says what was done, and offers to take it back."""

    def __init__(self, window: "MainWindow") -> None:
        """Take the window."""
        self._window = window
        self._services = cast("Services", window.services)
        self._operations = self._services.operations

    def add(self, day: date | None = None, topic_id: str = "", kind: Kind = Kind.POST) -> None:
        """Ask for a new operation."""
        self._edit(self._operations.new(day, kind, topic_id), new=True)

    def plan(self, one: Operation) -> None:
        """Show a new operation that something of it is known of already."""
        self._edit(one, new=True)

    def open(self, one: Item | None) -> None:
        """Open an item: an operation to be changed, what belongs to another page there."""
        if one is None:
            return
        if one.occurrence is not None:
            self.change(one.occurrence.operation.id)
        elif one.conversation_id is not None:
            open_conversation(self._window, one.conversation_id)
        elif one.beside is Beside.AGREED:
            open_action(self._window, one.key.partition(":")[2])
        else:
            homes = {Beside.DIALOGUE: "dialogue", Beside.PLANNED: "outbox"}
            self._window.go(homes.get(one.beside or Beside.RELATION, "contacts"))

    def change(self, operation_id: str) -> None:
        """Show an operation to be changed."""
        try:
            one = self._operations.one(operation_id)
        except KeyError:
            self._window.say(tr("This operation is no longer there."), 8000)
            return
        self._edit(one, new=False)

    def move(self, one: Item | None, days: int) -> None:
        """Move an item by days."""
        if one is None:
            return
        if not one.can_move:
            self._window.say(self.why_not(one), 8000)
            return
        self.do(partial(self._operations.move, one.key, days), self._moved(one, days))

    def retheme(self, one: Item | None, topic_id: str) -> None:
        """Give an item another theme."""
        if one is None or one.occurrence is None:
            return
        name = self._operations.theme_names().get(topic_id, "")
        said = (
            tr("“{title}” now belongs to “{theme}”.") if name else tr("“{title}” has no theme now.")
        )
        text = said.format(title=foreign.line(one.title, 40), theme=foreign.line(name, 40))
        self.do(partial(self._operations.to_theme, one.occurrence.operation.id, topic_id), text)

    def set_state(self, one: Item | None, state: State) -> None:
        """Say how far an operation is."""
        if one is None or one.occurrence is None:
            return
        text = tr("“{title}”: {state}").format(
            title=foreign.line(one.title, 40), state=tr(words.STATES[state])
        )
        self.do(partial(self._operations.set_state, one.occurrence.operation.id, state), text)

    def drop(self, one: Item | None, anchor: QWidget, over: QWidget) -> None:
        """Drop an operation, for a reason that is asked for."""
        if one is None or one.occurrence is None:
            return
        operation_id, title = one.occurrence.operation.id, foreign.line(one.title, 40)
        asked = WordsPopover(over, tr("Why is it dropped?"), title, 3)

        def dropped(why: str) -> None:
            act = partial(self._operations.set_state, operation_id, State.DROPPED, why)
            self.do(act, tr("“{title}” is dropped.").format(title=title))

        asked.chosen.connect(dropped)
        asked.show_by(place_of(anchor, over))

    def remove(self, one: Item | None) -> None:
        """Take an operation out."""
        if one is not None and one.occurrence is not None:
            title = foreign.line(one.title, 40)
            act = partial(self._operations.remove, one.occurrence.operation.id)
            self.do(act, tr("“{title}” is taken out.").format(title=title))

    def do(self, act: Act, said: str) -> bool:
        """Carry an act out; tell whether it was."""
        try:
            changes, undo = act()
        except WorkstationError as error:
            self._window.failed(error)
            return False
        except KeyError:
            self._window.say(tr("This operation is no longer there."), 8000)
            return False
        self._window.jobs.emit_changes(changes)
        self._window.undo(said, UNDO_S, partial(self.back, undo))
        return True

    @staticmethod
    def why_not(one: Item) -> str:
        """Return why an item is not moved here."""
        if one.occurrence is None:
            return tr("This is planned on another page: open it to move it there.")
        return tr("It is done or dropped, so it stays where it is. Open it again first.")

    def _moved(self, one: Item, days: int) -> str:
        later = words.day(one.day.fromordinal(one.day.toordinal() + days))
        return tr("“{title}” is on {day} now.").format(title=foreign.line(one.title, 40), day=later)

    def _edit(self, one: Operation, *, new: bool) -> None:
        form = OperationForm(self._window, self._services, one, new=new)
        form.wanted.connect(partial(self._keep, new))
        form.led.connect(self._lead)
        form.open()

    def _lead(self, part: "Part") -> None:
        """Go where a part of an operation is written."""
        if part.conversation_id is not None:
            open_conversation(self._window, part.conversation_id)
        else:
            self._window.go("guide")

    def _keep(self, new: bool, one: Operation) -> None:
        said = tr("Planned.") if new else tr("Changed.")
        self.do(partial(self._operations.keep, one), said)

    def back(self, undo: OperationUndo) -> None:
        """Take back what was done."""
        try:
            changes = self._operations.take_back(undo)
        except WorkstationError as error:
            self._window.failed(error)
            return
        self._window.jobs.emit_changes(changes)
