"""Moderating: asks with the consequence first, acts on the account's lane, and offers to take back what it can."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QMessageBox

from cmworkstation.domain import foreign
from cmworkstation.domain.account import Account, ModerationAct
from cmworkstation.domain.conversation import Changes
from cmworkstation.domain.ids import AccountId
from cmworkstation.domain.message import Message
from cmworkstation.domain.moderation import ASKED, undoing
from cmworkstation.i18n import labelled, number, tr, trn
from cmworkstation.ui import jobs
from cmworkstation.ui.inbox import phrases
from cmworkstation.ui.inbox.rounds import UNDO_S
from cmworkstation.words import moderation as words
from cmworkstation.words.telegram import IN_A_GROUP

if TYPE_CHECKING:
    from cmworkstation.services.workstation import Services
    from cmworkstation.ui.main_window import MainWindow


class Moderating(QObject):
    """Acts on messages of other people where their platform lets us."""

    def __init__(
        self,
        window: "MainWindow",
        services: "Services",
        account_of: Callable[[AccountId], Account | None],
    ) -> None:
        """Ask over `window`."""
        super().__init__(window)
        self._window = window
        self._services = services
        self._account_of = account_of

    def ask(self, wanted: Sequence[Message], act: ModerationAct) -> None:
        """Carry out an act on messages; first ask where it takes something from somebody."""
        if not wanted:
            return
        covers = self._services.brake.covers
        frozen = any(covers(one.account_id, int(one.conversation_id)) for one in wanted)
        if act not in ASKED and not frozen:
            self._carry_out(wanted, act)
            return
        question = self._question(wanted, act)
        if frozen:
            said = tr("It is frozen there. This is done all the same, because you want it now.")
            question.setText(f"{said}\n{question.text()}")
        go = question.addButton(tr(phrases.MODERATION[act]), QMessageBox.ButtonRole.AcceptRole)
        stay = question.addButton(tr("Cancel"), QMessageBox.ButtonRole.RejectRole)
        question.setDefaultButton(stay)
        go.clicked.connect(partial(self._carry_out, tuple(wanted), act, although_frozen=frozen))
        question.open()

    def _question(self, wanted: Sequence[Message], act: ModerationAct) -> QMessageBox:
        question = QMessageBox(self._window)
        question.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        question.setTextFormat(Qt.TextFormat.PlainText)
        question.setWindowTitle(tr(phrases.MODERATION[act]))
        question.setText(tr(self._consequence(wanted, act)))
        if len(wanted) == 1:
            about = labelled(
                foreign.line(wanted[0].author_name, 60), phrases.line(wanted[0].text, 160)
            )
        else:
            n = len(wanted)
            about = trn("This is about {n} message.", "This is about {n} messages.", n)
            about = about.format(n=number(n))
        back = all(self._way_back(one, act) for one in wanted)
        question.setInformativeText(f"{about}\n{tr(words.BACK if back else words.NO_WAY_BACK)}")
        return question

    def _consequence(self, wanted: Sequence[Message], act: ModerationAct) -> str:
        found = [self._account_of(one.account_id) for one in wanted]
        for platform, said in (
            ("mail", words.IN_A_MAILBOX),
            ("discourse", words.ON_A_FORUM),
            ("telegram", IN_A_GROUP),
            ("matrix", words.IN_A_ROOM),
        ):
            if act in said and all(one and one.platform == platform for one in found):
                return said[act]
        return words.CONSEQUENCES[act]

    def _way_back(self, message: Message, act: ModerationAct) -> ModerationAct | None:
        account = self._account_of(message.account_id)
        return undoing(act, message.held, account) if account else None

    def _carry_out(
        self, wanted: Sequence[Message], act: ModerationAct, *, although_frozen: bool = False
    ) -> None:
        self._window.say(tr("Asking the platform…"))
        work = [(one, act) for one in wanted]
        round_ = _Round(self._window, self._services, work, partial(self._done, act), self)
        round_.although_frozen = although_frozen
        round_.go_on()

    def _done(self, act: ModerationAct, done: Sequence[Message]) -> None:
        if not done:
            return
        said = tr(phrases.MODERATED[act])
        if len(done) > 1:
            said = f"{said} " + trn("{n} message", "{n} messages", len(done)).format(
                n=number(len(done))
            )
        back = [(one, way) for one in done if (way := self._way_back(one, act)) is not None]
        if back:
            self._window.undo(said, UNDO_S, partial(self._take_back, back))
        else:
            self._window.say(said)

    def _take_back(self, back: Sequence[tuple[Message, ModerationAct]]) -> None:
        def taken(done: Sequence[Message]) -> None:
            if done:
                self._window.say(tr("Taken back on the platform."))

        _Round(self._window, self._services, back, taken, self).go_on()


class _Round(QObject):
    """Goes through messages, each as a job of its own: what comes in meanwhile is not held up.

    At the end it tells which were carried out; the first that fails ends it.
    """

    def __init__(
        self,
        window: "MainWindow",
        services: "Services",
        wanted: Sequence[tuple[Message, ModerationAct]],
        over: Callable[[Sequence[Message]], None],
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._window = window
        self._services = services
        self._left = list(wanted)
        self._over = over
        self._n = len(wanted)
        self._carried: list[Message] = []
        self.although_frozen = False

    def go_on(self) -> None:
        """Carry out the next act."""
        if not self._left:
            self._end()
            return
        message, act = self._left.pop(0)
        if self._n > 1:
            at, n = number(self._n - len(self._left)), number(self._n)
            self._window.say(tr("Asking the platform: {n} of {all}…").format(n=at, all=n))
        work = partial(
            self._services.moderation.act,
            message.id,
            act,
            although_frozen=self.although_frozen,
        )
        lane = jobs.account_lane(message.account_id)
        self._window.jobs.run(
            lane, work, partial(self._carried_out, message), self._failed, owner=self
        )

    def _carried_out(self, message: Message, _: Changes) -> None:
        self._carried.append(message)
        self.go_on()

    def _failed(self, error: Exception) -> None:
        self._window.failed(error)
        self._end()

    def _end(self) -> None:
        self._over(self._carried)
        self.deleteLater()
