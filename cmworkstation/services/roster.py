"""The roster: whom to call in a crisis, and what became of each call.

It is here, in the workspace, so that it can be read and printed with nothing else working. The journal tells of calls
and changes without names and numbers: whoever is taken out of the roster is gone.
"""

from collections.abc import Sequence
from datetime import timedelta

from cmworkstation.domain.clock import Clock
from cmworkstation.domain.conversation import Changes
from cmworkstation.domain.errors import NotAllowed
from cmworkstation.domain.ids import uuid7
from cmworkstation.domain.profile import Act
from cmworkstation.domain.roster import (
    PASS_MIN,
    Call,
    Person,
    is_on_call,
    ladder,
    read_hours,
    to_call,
)
from cmworkstation.domain.table import Table
from cmworkstation.domain.values import dataclass, replace
from cmworkstation.services.acting import Acting
from cmworkstation.services.journal import Journal
from cmworkstation.store import desk as table
from cmworkstation.store import settings
from cmworkstation.store.database import Connection, Workspace

MINUTES = "roster_pass_min"  # the setting with the minutes after which a call passes on
LONGEST = 500  # characters of a field
COLUMNS = tuple("place name part phones deputy hours on_call note".split())


@dataclass(frozen=True, slots=True)
class Passed:
    """A call whose time was over: whom it was to, and who is next; None where everybody was called."""

    call: Call
    person: Person | None
    following: Person | None


class Roster:
    """The people of the roster, in the order in which they are called."""

    def __init__(
        self, workspace: Workspace, journal: Journal, acting: Acting, clock: Clock
    ) -> None:
        """Take the workspace."""
        self._workspace = workspace
        self._journal = journal
        self._acting = acting
        self._clock = clock

    # What there is to see

    def people(self) -> tuple[Person, ...]:
        """Return everybody in the order of the roster."""
        return table.people(self._workspace.read())

    def ladder(self) -> tuple[Person, ...]:
        """Return everybody in the order in which to call now."""
        return ladder(self.people(), self._clock.now().astimezone())

    def on_call(self) -> frozenset[str]:
        """Return the ids of those who are on call now."""
        local = self._clock.now().astimezone()
        return frozenset(one.id for one in self.people() if is_on_call(one, local))

    def calls(self) -> tuple[Call, ...]:
        """Return the calls of the crisis or drill that is going on, the oldest first."""
        return table.calls(self._workspace.read(), self._episode())

    def following(self) -> Person | None:
        """Return who is to be called next, None where everybody was."""
        return to_call(self.people(), self.calls(), self._clock.now().astimezone())

    def pass_after(self) -> int:
        """Return after how many minutes without a word a call passes to the next."""
        kept = settings.value(self._workspace.read(), MINUTES)
        return int(kept) if kept.isdecimal() and int(kept) else PASS_MIN

    def name(self, person_id: str) -> str:
        """Return somebody's name, "" for whoever is not on the roster any more."""
        return next((one.name for one in self.people() if one.id == person_id), "")

    def table(self) -> Table:
        """Return the roster as a table."""
        people, now = self.people(), self.on_call()
        names = {one.id: one.name for one in people}
        rows = [
            (
                *(n, one.name, one.part, " / ".join(one.numbers), names.get(one.deputy_id, "")),
                *(one.hours, one.id in now, one.note),
            )
            for n, one in enumerate(people, 1)
        ]
        return Table(COLUMNS, rows, len(rows))

    # What a person does

    def new(self) -> Person:
        """Return an empty row, to be filled in and kept."""
        return Person(uuid7(), "", place=1 + max((one.place for one in self.people()), default=0))

    def keep(self, one: Person) -> Changes:
        """Keep somebody, new or changed. Raises `NotAllowed` without a name, or with hours that say nothing."""
        self._acting.require(Act.KEEP)
        tidy = _tidy(one)
        if not tidy.name:
            raise NotAllowed("roster-name")
        try:
            read_hours(tidy.hours)
        except ValueError:
            raise NotAllowed("roster-hours") from None
        known = {each.id for each in self.people()}
        if tidy.deputy_id not in known - {tidy.id}:
            tidy = replace(tidy, deputy_id="")
        with self._workspace.write(durable=True) as connection:
            table.put_person(connection, tidy)
            act = "crisis.roster-change" if tidy.id in known else "crisis.roster-add"
            self._journal.note(connection, act, {"person": tidy.id})
        return Changes(desk=True)

    def remove(self, person_id: str) -> tuple[tuple[Person, ...], Changes]:
        """Take somebody out; return the roster as it was, for `restore`."""
        self._acting.require(Act.KEEP)
        before = self.people()
        with self._workspace.write(durable=True) as connection:
            table.remove_person(connection, person_id)
            self._journal.note(connection, "crisis.roster-remove", {"person": person_id})
        return before, Changes(desk=True)

    def restore(self, before: Sequence[Person]) -> Changes:
        """Put the roster back as it was."""
        self._acting.require(Act.KEEP)
        with self._workspace.write(durable=True) as connection:
            for one in before:
                table.put_person(connection, one)
            self._journal.note(connection, "crisis.roster-back", {"people": len(before)})
        return Changes(desk=True)

    def move(self, person_id: str, by: int) -> Changes:
        """Let somebody be called earlier or later, by so many places."""
        self._acting.require(Act.KEEP)
        people = list(self.people())
        at = next((n for n, one in enumerate(people) if one.id == person_id), None)
        if at is None:
            return Changes()
        people.insert(max(0, at + by), people.pop(at))
        with self._workspace.write(durable=True) as connection:
            for n, one in enumerate(people, 1):
                table.put_person(connection, replace(one, place=n))
            self._journal.note(connection, "crisis.roster-change", {"person": person_id})
        return Changes(desk=True)

    def pass_on_after(self, minutes: int) -> Changes:
        """Choose after how many minutes a call passes on, from 1 to 120."""
        self._acting.require(Act.KEEP)
        with self._workspace.write(durable=True) as connection:
            settings.put(connection, MINUTES, str(min(max(minutes, 1), 120)))
        return Changes(desk=True)

    def call(self, person_id: str) -> tuple[Call, Changes]:
        """Note that somebody is called now; without a word it passes on. Raises `NotAllowed` for nobody we know."""
        self._acting.require(Act.DRAFT)
        if person_id not in {one.id for one in self.people()}:
            raise NotAllowed("roster-unknown")
        now = self._clock.now()
        until = now + timedelta(minutes=self.pass_after())
        made = Call(uuid7(), person_id, now, until, episode_id=self._episode())
        with self._workspace.write(durable=True) as connection:
            table.put_call(connection, made)
            self._journal.note(connection, "crisis.call", {"person": person_id})
        return made, Changes(desk=True)

    def settle(self, call_id: str, *, reached: bool) -> Changes:
        """Say whether a call reached anybody. Raises `NotAllowed` where that was said before."""
        self._acting.require(Act.DRAFT)
        with self._workspace.write(durable=True) as connection:
            made = table.call(connection, call_id)
            if made.settled_at is not None:
                raise NotAllowed("call-settled")
            self._settle(connection, made, "reached" if reached else "not-reached")
        return Changes(desk=True)

    # What the clockwork does

    def pass_on(self) -> tuple[Passed, ...]:
        """Let calls whose time is over pass to the next; each once."""
        now = self._clock.now()
        if not table.unanswered(self._workspace.read(), now):
            return ()
        found = []
        with self._workspace.write(durable=True) as connection:
            for made in table.unanswered(connection, now):
                self._settle(connection, made, table.PASSED)
                found.append(made)
        names = {one.id: one for one in self.people()}
        following = self.following()
        return tuple(Passed(one, names.get(one.person_id), following) for one in found)

    def _settle(self, connection: Connection, made: Call, outcome: str) -> None:
        now = self._clock.now()
        table.put_call(connection, replace(made, outcome=outcome, settled_at=now))
        facts = {"person": made.person_id, "outcome": outcome}
        self._journal.note(connection, "crisis.called", facts)

    def _episode(self) -> str:
        found = table.current(self._workspace.read())
        return found.id if found else ""


def _tidy(one: Person) -> Person:
    def line(text: str) -> str:
        return " ".join(text.split())[:LONGEST]

    phones = "\n".join(filter(None, (line(each) for each in one.phones.splitlines())))
    return replace(
        one,
        name=line(one.name),
        part=line(one.part),
        phones=phones[:LONGEST],
        hours=line(one.hours.replace("\n", "; ")),
        note=line(one.note),
    )
