"""Who acts: the person on whose behalf this program works at the moment, and what their roles let them do."""

from cmworkstation.domain.errors import NotAllowed
from cmworkstation.domain.profile import ALONE, NOBODY, Act, Profile, ProfileId, refusal
from cmworkstation.store import profiles, settings
from cmworkstation.store.database import Connection, Workspace

ACTING = "acting"


class Acting:
    """The acting person: the one chosen last in this workspace, or for this run only."""

    def __init__(self, workspace: Workspace) -> None:
        """Take the workspace."""
        self._workspace = workspace
        self._for_this_run: ProfileId | None = None

    @property
    def id(self) -> ProfileId:
        """The acting person's id, "" where nobody was entered or chosen."""
        return self.current().id

    def current(self) -> Profile:
        """Return the acting person; where nobody was entered, somebody without a name who may do everything."""
        connection = self._workspace.read()
        wanted = self._for_this_run or ProfileId(settings.value(connection, ACTING))
        if wanted and profiles.works_here(connection, wanted):
            return profiles.profile(connection, wanted)
        return NOBODY if profiles.is_anybody_here(connection) else ALONE

    def require(self, act: Act) -> None:
        """Raise `NotAllowed` ("role-send" …) unless the acting person's roles allow it."""
        if not self.current().may(act):
            raise NotAllowed(refusal(act))

    def require_one(self, *acts: Act) -> None:
        """Raise `NotAllowed`, for the first of them, unless the acting person's roles allow one of these."""
        if not any(self.current().may(act) for act in acts):
            raise NotAllowed(refusal(acts[0]))

    def choose(self, connection: Connection, profile_id: ProfileId) -> None:
        """Let somebody act from now on, also after the next start; within an open transaction."""
        settings.put(connection, ACTING, profile_id)
        self._for_this_run = None

    def choose_for_this_run(self, profile_id: ProfileId) -> None:
        """Let somebody act until the program ends; nothing is written."""
        self._for_this_run = profile_id
