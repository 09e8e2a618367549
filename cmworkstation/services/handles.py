"""The check list of names: each name on each platform, where a browser finds it, and what a person saw there."""

import tomllib
from collections.abc import Sequence
from datetime import date
from functools import cached_property

from cmworkstation import resources
from cmworkstation.domain.clock import Clock
from cmworkstation.domain.conversation import Changes
from cmworkstation.domain.errors import NotAllowed
from cmworkstation.domain.handle_check import HandleCheck, Line, Place, Result, lines, local
from cmworkstation.domain.ids import uuid7
from cmworkstation.domain.lookalike_names import Lookalike, lookalikes
from cmworkstation.domain.presence import DOMAIN
from cmworkstation.domain.profile import Act
from cmworkstation.domain.table import Table
from cmworkstation.services.acting import Acting
from cmworkstation.services.journal import Journal
from cmworkstation.store import presence as table
from cmworkstation.store.database import Workspace

COLUMNS = ("platform", "handle", "address", "result", "holder", "on_day", "again_on")
LOOKALIKES = ("name", "trick", "result", "holder", "on_day")


class Handles:
    """Looks at names, logged by hand. Nothing here goes to the network."""

    def __init__(
        self, workspace: Workspace, journal: Journal, acting: Acting, clock: Clock
    ) -> None:
        """Take the workspace."""
        self._workspace = workspace
        self._journal = journal
        self._acting = acting
        self._clock = clock

    @cached_property
    def places(self) -> tuple[Place, ...]:
        """Return the platforms on which names are looked up."""
        found = tomllib.loads(resources.text("handle_places.toml"))
        return tuple(Place(platform, str(address)) for platform, address in found.items())

    def names(self) -> tuple[str, ...]:
        """Return the names that are watched: those of the register, and those that were looked up."""
        connection = self._workspace.read()
        register = [one for one in table.listed(connection) if one.is_held]
        found = [
            one.handle.strip() if one.platform == DOMAIN else local(one.handle) for one in register
        ]
        found += [one.handle for one in table.checks(connection)]
        named = {one.casefold(): one.casefold() for one in found if one}
        return tuple(named)

    def lines(self, names: Sequence[str] | None = None) -> tuple[Line, ...]:
        """Return names on all platforms, with the last look; all that are watched where none are given."""
        connection = self._workspace.read()
        wanted = self.names() if names is None else [name_of(one) for one in names]
        return lines(wanted, self.places, table.checks(connection), table.listed(connection))

    def due(self) -> tuple[Line, ...]:
        """Return what was looked up once and should be again."""
        today = self.today()
        return tuple(one for one in self.lines() if one.last is not None and one.is_due(today))

    def lookalikes(self, name: str) -> tuple[tuple[Lookalike, HandleCheck | None], ...]:
        """Return names that somebody could take for this one, each with the last look at it anywhere."""
        last = {one.handle.casefold(): one for one in table.checks(self._workspace.read())}
        return tuple((one, last.get(one.name)) for one in lookalikes(name))

    def log(
        self,
        platform: str,
        name: str,
        result: Result,
        holder: str = "",
        on_day: date | None = None,
    ) -> tuple[HandleCheck, Changes]:
        """Log what a person saw. Raises `NotAllowed` without a name, or for a day that has not come."""
        self._acting.require(Act.DRAFT)
        name, day = name_of(name), on_day or self.today()
        if not name or not platform.strip():
            raise NotAllowed("presence-name")
        if day > self.today():
            raise NotAllowed("presence-day")
        held_by = " ".join(holder.split())[:200] if result is Result.TAKEN else ""
        check = HandleCheck(uuid7(), platform.strip(), name, result, day, held_by, self._acting.id)
        with self._workspace.write(durable=True) as connection:
            table.add_check(connection, check)
            told = {"platform": check.platform, "handle": name, "result": result}
            self._journal.note(connection, "handle.check", told)
        return check, Changes(presence=True)

    def forget(self, check_id: str) -> Changes:
        """Undo: a look was logged in error."""
        self._acting.require(Act.DRAFT)
        with self._workspace.write(durable=True) as connection:
            table.remove_check(connection, check_id)
            self._journal.note(connection, "handle.undo", {"check": check_id})
        return Changes(presence=True)

    def history(self, platform: str, name: str) -> tuple[HandleCheck, ...]:
        """Return all looks at one name on one platform, the latest first."""
        wanted = (platform, name_of(name))
        found = (one for one in table.checks(self._workspace.read()))
        return tuple(one for one in found if (one.platform, one.handle) == wanted)[::-1]

    def table(self, names: Sequence[str] | None = None) -> Table:
        """Return the check list as a table."""
        rows = []
        for one in self.lines(names):
            last = one.last
            result = Result.OURS if one.registered else last.result if last else ""
            rows.append(
                (
                    one.platform,
                    one.handle,
                    one.address,
                    str(result),
                    last.holder if last else "",
                    last.on_day if last else None,
                    last.again_on if last else None,
                )
            )
        return Table(COLUMNS, rows, len(rows))

    def lookalike_table(self, name: str) -> Table:
        """Return the look-alikes of a name as a table."""
        rows = [
            (
                one.name,
                str(one.trick),
                str(last.result) if last else "",
                last.holder if last else "",
                last.on_day if last else None,
            )
            for one, last in self.lookalikes(name)
        ]
        return Table(LOOKALIKES, rows, len(rows))

    def today(self) -> date:
        """Return the day here."""
        return self._clock.now().astimezone().date()


def name_of(typed: str) -> str:
    """Return a name as it is looked up: without @, server, and capitals; names of the web stay whole."""
    return local("".join(typed.split())).casefold()
