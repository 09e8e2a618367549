"""What is looked at once a crisis or a drill is over: its figures, what was talked over, and what was agreed.

Whoever was busy answers in a few words; what was agreed has somebody's name and a day, and stays on the list until it
is done or, for a reason, is not.
"""

from collections.abc import Iterator, Mapping
from datetime import date, datetime, timedelta

from cmworkstation.domain.charter.levels import STATEMENT
from cmworkstation.domain.clock import Clock
from cmworkstation.domain.conversation import Changes
from cmworkstation.domain.crisis_log import LogLine
from cmworkstation.domain.debrief import QUESTIONS, Action, Figures, Uttered, figures
from cmworkstation.domain.episode import Episode
from cmworkstation.domain.errors import NotAllowed
from cmworkstation.domain.ids import OutboxId, uuid7
from cmworkstation.domain.profile import Act
from cmworkstation.domain.values import dataclass, replace
from cmworkstation.services.acting import Acting
from cmworkstation.services.desk import Desk
from cmworkstation.services.journal import Journal
from cmworkstation.store import accounts, outbox, settings, statement_uses
from cmworkstation.store import desk as table
from cmworkstation.store.database import Workspace

LONGEST = 4_000  # characters of an answer
SAID = frozenset({"reply.sent", "reply.posted"})  # acts with which something left
TOLD = "debrief_told"  # the setting with the day on which people were last reminded
SOON = timedelta(days=1)
SHORTEST = 3  # of what is agreed


@dataclass(frozen=True, slots=True)
class Debrief:
    """Everything that a report of one crisis or drill says."""

    episode: Episode
    log: tuple[LogLine, ...]
    figures: Figures
    answers: Mapping[str, str]
    actions: tuple[Action, ...]
    held_at: datetime | None
    uttered: tuple[Uttered, ...] = ()


class Debriefs:
    """The debriefs of this workspace."""

    def __init__(
        self, workspace: Workspace, desk: Desk, journal: Journal, acting: Acting, clock: Clock
    ) -> None:
        """Take the desk, whose log is what is talked over."""
        self._workspace = workspace
        self._desk = desk
        self._journal = journal
        self._acting = acting
        self._clock = clock

    def of(self, episode_id: str) -> Debrief:
        """Return one, as far as it was held. Raises `KeyError`."""
        connection = self._workspace.read()
        episode = self._desk.episode(episode_id)
        log = self._desk.log(episode)
        answers, held_at = table.answers(connection, episode_id)
        actions = table.actions(connection, episode_id)
        uttered = tuple(self._uttered(log))
        return Debrief(episode, log, figures(episode, log), answers, actions, held_at, uttered)

    def _uttered(self, log: tuple[LogLine, ...]) -> Iterator[Uttered]:
        """Yield what left meanwhile, in the order in which it did."""
        connection = self._workspace.read()
        for line in log:
            if line.kind not in SAID:
                continue
            try:
                row = outbox.row(connection, OutboxId(str(line.facts.get("outbox", ""))))
            except KeyError:  # it was erased, or lies in a workspace that was not taken along
                continue
            account = accounts.account(connection, row.account_id)
            used = statement_uses.of_reply(connection, row.id)
            public = bool(used) or outbox.answer_id(connection, row.id).startswith(STATEMENT)
            to = "" if public or row.begins else row.target_author
            adds_to = used.title if used and used.adds_to else ""
            changed = used.changed if used else ""
            yield Uttered(line.at, account.name, to, row.body, adds_to, changed)

    def owed(self) -> tuple[Action, ...]:
        """Return what was agreed anywhere and is not done, the first due first."""
        return tuple(one for one in table.actions(self._workspace.read()) if one.open)

    def remind(self) -> tuple[Action, ...]:
        """Return what was agreed and is late, or due by tomorrow; once a day, the first due first."""
        today = self._clock.now().astimezone().date()
        due = tuple(one for one in self.owed() if one.due_on <= today + SOON)
        if not due or settings.value(self._workspace.read(), TOLD) == today.isoformat():
            return ()
        with self._workspace.write() as connection:
            settings.put(connection, TOLD, today.isoformat())
        return due

    def answer(self, episode_id: str, given: Mapping[str, str], *, held: bool = False) -> Changes:
        """Keep what was answered; with `held` the debrief took place. Raises `NotAllowed` while the crisis goes on."""
        self._acting.require(Act.DRAFT)
        if self._desk.episode(episode_id).open:
            raise NotAllowed("debrief-early")
        kept = {key: given.get(key, "").strip()[:LONGEST] for key in QUESTIONS}
        _, before = table.answers(self._workspace.read(), episode_id)
        at = self._clock.now() if held else before
        with self._workspace.write(durable=True) as connection:
            table.put_answers(connection, episode_id, kept, at, self._acting.id)
            if held and before is None:
                self._journal.note(connection, "debrief.hold", {"episode": episode_id})
        return Changes(desk=True)

    def agree(self, episode_id: str, words: str, owner: str, due_on: date) -> Changes:
        """Keep what was agreed, by whom and until when. Raises `NotAllowed`, `KeyError`."""
        self._acting.require(Act.DRAFT)
        self._desk.episode(episode_id)
        said = " ".join(words.split())
        if len(said) < SHORTEST or not owner.strip():
            raise NotAllowed("action-words")
        if due_on < self._clock.now().astimezone().date():
            raise NotAllowed("past")
        made = Action(uuid7(), episode_id, said, " ".join(owner.split()), due_on)
        with self._workspace.write(durable=True) as connection:
            table.put_action(connection, made)
            self._journal.note(connection, "debrief.agree", {"action": made.id})
        return Changes(desk=True)

    def done(self, action_id: str, why: str = "") -> Changes:
        """Say that something agreed is done, or with a reason that it will not be. Raises `KeyError`."""
        self._acting.require(Act.DRAFT)
        found = next(
            (one for one in table.actions(self._workspace.read()) if one.id == action_id), None
        )
        if found is None:
            raise KeyError(action_id)
        said = " ".join(why.split())
        with self._workspace.write(durable=True) as connection:
            table.put_action(connection, replace(found, done_at=self._clock.now(), why=said))
            self._journal.note(connection, "debrief.done", {"action": action_id, "why": said})
        return Changes(desk=True)

    def undo(self, action_id: str) -> Changes:
        """Take that back. Raises `KeyError`."""
        self._acting.require(Act.DRAFT)
        found = {one.id: one for one in table.actions(self._workspace.read())}[action_id]
        with self._workspace.write(durable=True) as connection:
            table.put_action(connection, replace(found, done_at=None, why=""))
            self._journal.note(connection, "debrief.undo", {"action": action_id})
        return Changes(desk=True)
