"""The journal of what people did, seen from the services."""

from collections.abc import Mapping

from cmworkstation.domain.clock import Clock
from cmworkstation.domain.ids import uuid7
from cmworkstation.services.acting import Acting
from cmworkstation.store import journal as table
from cmworkstation.store import settings
from cmworkstation.store.database import Connection, Workspace
from cmworkstation.store.journal import Act, Check


class Journal:
    """Writes acts and checks the chain."""

    def __init__(self, workspace: Workspace, clock: Clock, acting: Acting) -> None:
        """Take the workspace; it gets a device name of its own at the first act."""
        self._workspace = workspace
        self._clock = clock
        self._acting = acting

    def note(self, connection: Connection, kind: str, payload: Mapping[str, object]) -> None:
        """Add an act of the acting person within an open write transaction."""
        device = settings.value(connection, "device")
        if not device:
            device = uuid7()
            settings.put(connection, "device", device)
        by = self._acting.id
        table.append(connection, device, self._clock.now(), kind, payload, by=by)

    def verify(self) -> Check:
        """Check the whole chain."""
        return table.verify(self._workspace.read())

    def acts(self, limit: int = 200) -> tuple[Act, ...]:
        """Return the newest acts."""
        return table.acts(self._workspace.read(), limit)
