"""The crisis desk: what is going on, its log, what was decided, when we speak again, and who still asks.

The log is the journal, read from the act with which a crisis began to the one with which it ended. Nothing is written
twice, and nothing in it can be changed without `verify` naming it.
"""

from datetime import datetime, timedelta
from itertools import islice
from typing import TYPE_CHECKING

from cmworkstation.domain.clock import Clock, from_ms, to_ms
from cmworkstation.domain.conversation import Changes, Conversation, Order
from cmworkstation.domain.crisis_log import LogLine, lines
from cmworkstation.domain.episode import REMIND_BEFORE, Episode
from cmworkstation.domain.errors import NotAllowed
from cmworkstation.domain.profile import Act
from cmworkstation.domain.table import Table
from cmworkstation.domain.values import dataclass
from cmworkstation.services.acting import Acting
from cmworkstation.services.journal import Journal
from cmworkstation.store import charters, crisis_values
from cmworkstation.store import desk as table
from cmworkstation.store import journal as acts
from cmworkstation.store.database import Workspace

if TYPE_CHECKING:
    from cmworkstation.services.inbox import Inbox
    from cmworkstation.services.views import Views

QUESTIONS = "is:to-answer"  # where a crisis names no conversations of its own
SHORTEST = 3  # characters of a decision
LONGEST = 2_000
ASKED = 200  # questions that are listed
AHEAD = timedelta(
    minutes=2
)  # by which a server's clock may be before ours without anybody being told
JUMP = 60.0  # seconds by which this machine's clock may leave the time that has passed
COLUMNS = tuple("number at kind by what".split())


@dataclass(frozen=True, slots=True)
class Late:
    """That the next word to the public is due soon, or was due: when, of which crisis."""

    episode: Episode
    at: datetime
    over: bool


class Desk:
    """Times of crisis, and what a person does in them."""

    def __init__(
        self,
        workspace: Workspace,
        inbox: "Inbox",
        views: "Views",
        journal: Journal,
        acting: Acting,
        clock: Clock,
    ) -> None:
        """Take the inbox and its searches, and the journal."""
        self._workspace = workspace
        self._inbox = inbox
        self._views = views
        self._journal = journal
        self._acting = acting
        self._clock = clock
        self._pulse: tuple[datetime, float] | None = None

    # What there is to see

    def current(self, charter_id: str = "") -> Episode | None:
        """Return the crisis or drill that is going on, under a charter or any."""
        return table.current(self._workspace.read(), charter_id)

    def episodes(self) -> tuple[Episode, ...]:
        """Return all of them, the latest first."""
        return table.episodes(self._workspace.read())

    def episode(self, episode_id: str) -> Episode:
        """Return one. Raises `KeyError`."""
        return table.episode(self._workspace.read(), episode_id)

    def log(self, episode: Episode) -> tuple[LogLine, ...]:
        """Return what happened in it, in the order of the journal."""
        found = acts.between(self._workspace.read(), episode.began_n, episode.ended_n)
        return lines((one.n, one.at, one.kind, one.by, one.payload) for one in found)

    def questions(self, episode: Episode | None = None) -> tuple[Conversation, ...]:
        """Return the conversations of a crisis that wait for us, the longest wait first. Raises `QueryError`.

        A crisis is one of its charter: what comes to accounts that another one governs, or none, is no part of it.
        """
        query = episode.query if episode else ""
        wanted = f"{QUESTIONS} ({query})" if query.strip() else QUESTIONS
        if episode is None or episode.drill:
            return self._inbox.rows(self._views.ids(wanted, Order.LONGEST_WAIT, ASKED))
        governed = charters.assignments(self._workspace.read())
        ids = self._views.ids(wanted, Order.LONGEST_WAIT)
        among = (ids[n : n + ASKED] for n in range(0, len(ids), ASKED))
        rows = (one for some in among for one in self._inbox.rows(some))
        own = (one for one in rows if governed.get(one.account_id) == episode.charter_id)
        return tuple(islice(own, ASKED))

    def quiet_since(self) -> datetime | None:
        """Return when the last crisis ended, None where there never was one."""
        ended = (one.ended_at for one in self.episodes() if not one.drill and one.ended_at)
        return max(ended, default=None)

    def table(self, episode: Episode, said: "dict[int, str] | None" = None) -> Table:
        """Return the log as a table; `said` are its lines in words, by their number."""
        rows = [
            (one.n, one.at, one.kind, one.by, (said or {}).get(one.n, ""))
            for one in self.log(episode)
        ]
        return Table(COLUMNS, rows, len(rows))

    # What a person does

    def note(self, words: str, *, decision: bool = True, charter_id: str = "") -> Changes:
        """Write a decision, or what is to be remembered, into the log; it cannot be changed. Raises `NotAllowed`."""
        self._acting.require(Act.DRAFT)
        said = "\n".join(" ".join(line.split()) for line in words.strip().splitlines())
        if len(said) < SHORTEST:
            raise NotAllowed("desk-words")
        facts = {"words": said[:LONGEST], "decision": decision}
        with self._workspace.write(durable=True) as connection:
            if charter_id:
                facts["charter"] = charter_id
            self._journal.note(connection, "crisis.note", facts)
        return Changes(desk=True)

    def choose_questions(self, episode_id: str, query: str) -> Changes:
        """Say by a search which conversations belong to a crisis, "" for all that wait. Raises `QueryError`."""
        self._acting.require(Act.DRAFT)
        self._views.count(f"{QUESTIONS} ({query})" if query.strip() else QUESTIONS)
        with self._workspace.write(durable=True) as connection:
            table.choose_query(connection, episode_id, " ".join(query.split()))
        return Changes(desk=True)

    def speak_again(self, episode_id: str, at: datetime | None) -> Changes:
        """Keep when the public was told that it hears from us again. Raises `NotAllowed` for a moment that is over."""
        self._acting.require(Act.DRAFT)
        if at is not None and at <= self._clock.now():
            raise NotAllowed("past")
        with self._workspace.write(durable=True) as connection:
            table.promise_update(connection, episode_id, at)
            told = {"next": from_ms(to_ms(at)).isoformat() if at else ""}
            self._journal.note(connection, "crisis.update", told)
        return Changes(desk=True)

    # What the clockwork does

    def due(self) -> Late | None:
        """Return the word to the public that is due within ten minutes, or was; each is returned once before and after.

        What is late goes into the log, once.
        """
        now = self._clock.now()
        found = table.current(self._workspace.read())
        if found is None or found.update_at is None or now < found.update_at - REMIND_BEFORE:
            return None
        over = now >= found.update_at
        known = found.told_at is not None and (not over or found.told_at >= found.update_at)
        if known:
            return None
        with self._workspace.write(durable=True) as connection:
            table.told(connection, found.id, now)
            if over:
                facts = {"due": found.update_at.isoformat()}
                self._journal.note(connection, "crisis.update-late", facts)
        return Late(found, found.update_at, over)

    def pulse(self) -> float:
        """Compare the clock on the wall with the time that has passed; return by how many seconds it jumped, else 0.

        A jump while a crisis is going on goes into the log: the times around it are to be read with that.
        """
        wall, passed = self._clock.now(), self._clock.monotonic()
        before, self._pulse = self._pulse, (wall, passed)
        if before is None:
            return 0.0
        jumped = (wall - before[0]).total_seconds() - (passed - before[1])
        if abs(jumped) < JUMP:
            return 0.0
        if self.current() is not None:
            with self._workspace.write(durable=True) as connection:
                self._journal.note(connection, "crisis.clock", {"seconds": round(jumped)})
        return jumped

    def behind(self) -> timedelta | None:
        """Return by how much a server's newest message lies ahead of this machine's clock; None where it does not."""
        newest = crisis_values.newest(self._workspace.read())
        if newest is None:
            return None
        ahead = newest - self._clock.now()
        return ahead if ahead > AHEAD else None
