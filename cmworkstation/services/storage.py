"""The disk under the workspace: whether it takes what comes in, and when it does so again."""

from cmworkstation.domain.errors import StorageFull
from cmworkstation.store.database import Workspace


class Storage:
    """The disk of this workspace. `prepare` and `find_room` write: call them on a lane."""

    def __init__(self, workspace: Workspace) -> None:
        """Take the workspace."""
        self._workspace = workspace

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
