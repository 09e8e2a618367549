"""What is decided about rows beside settling them: who has them, labels, snoozing, mutes. One undo for each."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QWidget

from cmworkstation.domain import foreign
from cmworkstation.domain.conversation import Changes, Conversation, Status
from cmworkstation.domain.folding import fold
from cmworkstation.domain.label import clean_path
from cmworkstation.domain.moment import read as read_moment
from cmworkstation.domain.snooze import Snooze, Until
from cmworkstation.i18n import number, tr, trn
from cmworkstation.services.rounds import PartOf
from cmworkstation.ui import icons
from cmworkstation.ui.inbox.chooser import Choice, Chooser
from cmworkstation.ui.inbox.rounds import Rounds
from cmworkstation.ui.widgets.label_marks import label_icon
from cmworkstation.words import standing

if TYPE_CHECKING:
    from cmworkstation.services.deciding import Undo
    from cmworkstation.services.workstation import Services
    from cmworkstation.ui.main_window import MainWindow

NEW = "new:"  # and the path of a label that is to be made
AT = "at:"  # and a moment


class RowActs(QObject):
    """Asks in small cards, writes on the lane for what a person did, and offers to take it back."""

    def __init__(
        self,
        window: "MainWindow",
        services: "Services",
        rounds: Rounds,
        over: QWidget,
        targets: Callable[[], list[int]],
        anchor: Callable[[], QWidget],
        left: Callable[[], None],
    ) -> None:
        """Act on what `targets` says; cards appear below `anchor`, and `left` is called when they go."""
        super().__init__(over)
        self._window = window
        self._services = services
        self._rounds = rounds
        self._targets = targets
        self._anchor = anchor
        self._left = left
        self.chooser = Chooser(over)
        self._wanted: list[int] = []
        self._take: Callable[[str, str], None] = lambda _key, _word: None
        self.chooser.chosen.connect(self._chosen)
        self.chooser.ticked.connect(self._label)
        self.chooser.left.connect(left)

    def commands(self) -> Mapping[str, Callable[..., object]]:
        """Return what answers the commands of the inbox that are about these acts."""
        return {
            "assign": self.ask_assignee,
            "take": self.take,
            "colleague": partial(self.ask_assignee, waits=True),
            "label": self.ask_labels,
            "snooze": self.ask_snooze,
            "mute": self.mute,
            "reopen": self.reopen,
            "labels": self.manage,
        }

    # --- who has it -------------------------------------------------------------------------------

    def ask_assignee(self, *, waits: bool = False) -> None:
        """Ask who is to have what is selected, or for whom it waits."""
        self._wanted = self._targets()
        people = self._services.assigning.people()
        if not people:
            self._window.say(tr("Nobody is entered yet. Add people first."), 8000)
            return
        me = self._services.acting.id
        choices = [
            Choice(
                one.id,
                tr("{name} (you)").format(name=foreign.line(one.name, 60))
                if one.id == me
                else foreign.line(one.name, 60),
                icons.icon("user"),
            )
            for one in people
        ]
        if waits:
            title, self._take = tr("Waiting for whom?"), self._wait_for
        else:
            title, self._take = tr("Who takes it?"), self._assign
            choices.append(Choice("", tr("Nobody"), icons.icon("close", "soft")))
        self.chooser.ask(
            self._anchor(),
            title,
            tr("Type a name"),
            choices,
            word=tr("A word for them, if you like"),
        )

    def take(self) -> None:
        """Take what is selected oneself."""
        self.assign_to(self._targets(), self._services.acting.id)

    def assign_to(self, wanted: Sequence[int], profile_id: str, word: str = "") -> None:
        """Give conversations to somebody, "" to nobody."""
        name = foreign.line(self._services.profiles.name(profile_id), 60)
        said = (
            trn(
                "{n} conversation given to {name}.",
                "{n} conversations given to {name}.",
                len(wanted),
            )
            if profile_id
            else trn("{n} conversation given back.", "{n} conversations given back.", len(wanted))
        )
        assign = self._services.assigning.assign
        self._do(wanted, lambda part: assign(part, profile_id, word), tr("Assign"), said, name)

    def _assign(self, key: str, word: str) -> None:
        self.assign_to(self._wanted, key, word)

    def _wait_for(self, key: str, word: str) -> None:
        wanted = self._wanted
        name = foreign.line(self._services.profiles.name(key), 60)
        said = trn(
            "{n} conversation waits for {name}.", "{n} conversations wait for {name}.", len(wanted)
        )
        ask = self._services.assigning.ask_colleague
        verb = tr("Waiting for a colleague")
        self._do(wanted, lambda part: ask(part, key, word), verb, said, name)

    # --- labels -----------------------------------------------------------------------------------

    def ask_labels(self) -> None:
        """Ask which labels what is selected is to carry."""
        self._wanted = self._targets()
        rows = self._services.inbox.rows(self._wanted[:500])
        carried = [{one.id for one in row.labels} for row in rows]
        choices = []
        for one in self._services.labels.listed():
            n = sum(one.id in ids for ids in carried)
            tick = (
                Qt.CheckState.Checked
                if n == len(carried)
                else Qt.CheckState.PartiallyChecked
                if n
                else Qt.CheckState.Unchecked
            )
            choices.append(Choice(str(one.id), foreign.line(one.path, 120), label_icon(one), tick))
        self.chooser.ask(
            self._anchor(),
            tr("Labels"),
            tr("Type a label, or a new one"),
            choices,
            more=partial(self._new_label, {fold(one.text) for one in choices}),
            hint=tr(
                "Enter puts it on; Shift+Enter ticks several. “Roads/Lighting” stands below “Roads”."
            ),
        )

    def _new_label(self, known: set[str], typed: str) -> list[Choice]:
        path = clean_path(typed)
        if not path or fold(path) in known:
            return []
        said = tr("New label “{name}”").format(name=path)
        return [Choice(f"{NEW}{path}", said, icons.icon("add"), Qt.CheckState.Unchecked)]

    def _label(self, on: Sequence[str], off: Sequence[str]) -> None:
        self._left()
        if not on and not off:
            return
        wanted, labels = self._wanted, self._services.labels

        def write(part: Sequence[int]) -> "tuple[Changes, Undo]":
            made = [labels.make(one.removeprefix(NEW))[0].id for one in on if one.startswith(NEW)]
            known = [int(one) for one in on if not one.startswith(NEW)]
            return labels.change(part, on=[*known, *made], off=[int(one) for one in off])

        said = trn(
            "Labels of {n} conversation changed.",
            "Labels of {n} conversations changed.",
            len(wanted),
        )
        self._do(wanted, write, tr("Label"), said)

    def put_label(self, wanted: Sequence[int], label_id: int) -> None:
        """Put a label on conversations: they were dropped on it."""
        put = self._services.labels.put_on
        said = trn("{n} conversation labelled.", "{n} conversations labelled.", len(wanted))
        self._do(wanted, lambda part: put(part, [label_id]), tr("Label"), said)

    def manage(self) -> None:
        """Show all labels, to change them."""
        from cmworkstation.ui.inbox.labels_dialog import LabelsDialog  # noqa: PLC0415 - when it is asked for

        LabelsDialog(self._window).open()

    # --- snoozing ---------------------------------------------------------------------------------

    def ask_snooze(self) -> None:
        """Ask until when what is selected is to be out of the way."""
        self._wanted = self._targets()
        self._take = self._snooze
        now = self._services.clock.now()
        snoozes = self._services.snoozes
        choices = [
            Choice(
                f"{AT}{at.isoformat()}",
                f"{tr(standing.PRESETS[key])} · {standing.at(at, now)}",
                icons.icon("clock"),
            )
            for key, at in snoozes.presets()
        ]
        choices.append(Choice(Until.REPLY, tr("Until they write"), icons.icon("reply")))
        if len(self._wanted) == 1 and snoozes.promise_in(self._wanted[0]):
            choices.append(
                Choice(Until.PROMISE, tr("Until the promise is due"), icons.icon("bell"))
            )
        if snoozes.crisis():
            choices.append(
                Choice(Until.CRISIS, tr("Until the crisis is over"), icons.icon("crisis"))
            )
        self.chooser.ask(
            self._anchor(),
            tr("Snooze until"),
            tr("For example: Friday 14:00, in 3 days"),
            choices,
            more=self._own_moment,
        )

    def _own_moment(self, typed: str) -> list[Choice]:
        now = self._services.clock.now()
        at = read_moment(typed, now.astimezone())
        if at is None:
            return []
        return [Choice(f"{AT}{at.isoformat()}", standing.at(at, now), icons.icon("calendar"))]

    def _snooze(self, key: str, word: str) -> None:
        del word
        wanted, now = self._wanted, self._services.clock.now()
        if key.startswith(AT):
            from datetime import datetime  # noqa: PLC0415 - for this alone

            until = Snooze(Until.DATE, datetime.fromisoformat(key.removeprefix(AT)))
        elif key == Until.PROMISE:
            promised = self._services.snoozes.promise_in(wanted[0])
            until = Snooze(Until.PROMISE, promise_id=promised)
        else:
            until = Snooze(Until(key))
        said = trn("{n} conversation {name}.", "{n} conversations {name}.", len(wanted))
        name = standing.snoozed(until, now)
        snooze = self._services.snoozes.snooze
        self._do(wanted, lambda part: snooze(part, until), tr("Snooze"), said, name)

    # --- muted, and back --------------------------------------------------------------------------

    def mute(self) -> None:
        """Mute what is selected; where all of it is muted, let it speak again."""
        wanted = self._targets()
        muted = not self.all_muted()
        said = (
            trn(
                "{n} conversation muted: new messages will not bring it back.",
                "{n} conversations muted: new messages will not bring them back.",
                len(wanted),
            )
            if muted
            else trn(
                "{n} conversation speaks again.", "{n} conversations speak again.", len(wanted)
            )
        )
        mute, verb = self._services.inbox.mute, tr("Mute") if muted else tr("Unmute")
        self._do(wanted, lambda part: mute(part, muted=muted), verb, said)

    def all_muted(self) -> bool:
        """Tell whether all that is selected is muted, as far as one looks."""
        rows: tuple[Conversation, ...] = self._services.inbox.rows(self._targets()[:500])
        return bool(rows) and all(row.muted for row in rows)

    def reopen(self) -> None:
        """Let what is selected wait for us again."""
        wanted = self._targets()
        said = trn("{n} conversation waits for us.", "{n} conversations wait for us.", len(wanted))
        act = self._services.inbox.set_status
        verb = tr("Back to waiting for us")
        self._do(wanted, lambda part: act(part, Status.WAITING_US), verb, said)

    # --- small steps ------------------------------------------------------------------------------

    def _chosen(self, key: str, word: str) -> None:
        self._left()
        self._take(key, word)

    def _do(
        self, wanted: Sequence[int], write: PartOf, verb: str, said: str, name: str = ""
    ) -> None:
        words = lambda n: said.format(n=number(n), name=name)  # noqa: E731
        self._rounds.carry_out(wanted, write, verb, words)
