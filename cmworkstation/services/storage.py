"""The disk under the workspace: whether it takes what comes in, and when it does so again."""

from cmworkstation.domain.conversation import Changes
from cmworkstation.domain.errors import StorageFull
from cmworkstation.domain.ground import Ground
from cmworkstation.services.settings import Settings
from cmworkstation.store.database import Workspace

ACCEPTED = "ground_accepted"  # name of a setting


class Storage:
    """The disk of this workspace. `prepare` and `find_room` write: call them on a lane."""

    def __init__(self, workspace: Workspace, settings: Settings) -> None:
        """Take the workspace."""
        self._workspace = workspace
        self._settings = settings

    def ground(self) -> Ground:
        """Return what the workspace stands on; good also where a person chose to stay."""
        from cmworkstation.services import ground  # noqa: PLC0415 - after the first paint

        found = ground.look(self._workspace.folder)
        accepted = self._settings.value(ACCEPTED) == found.name
        return Ground() if accepted else found

    def stay_here(self, found: Ground) -> Changes:
        """Keep the workspace where it stands, as a person decided after a warning."""
        return self._settings.put(ACCEPTED, found.name)

    def trouble(self) -> StorageFull | None:
        """Return why nothing is taken in and nothing is sent; None while there is room. Costs nothing."""
        return self._workspace.room.trouble()

    def prepare(self) -> None:
        """Lay down the reserve that a full disk will need."""
        if not self._workspace.read_only:
            self._workspace.room.lay_down()

    def find_room(self) -> bool:
        """Try to write again after the disk was full; tell whether work can go on."""
        return self._workspace.find_room()
