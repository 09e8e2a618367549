"""Who has a conversation in hand: taken, handed over with a word, given back; and waiting for a colleague."""

from collections.abc import Sequence
from datetime import datetime

from cmworkstation.domain.clock import Clock, to_ms
from cmworkstation.domain.conversation import Changes, Status
from cmworkstation.domain.errors import NotAllowed
from cmworkstation.domain.profile import Act, Profile
from cmworkstation.services.acting import Acting
from cmworkstation.services.deciding import Deciding, Decision, Part, Undo
from cmworkstation.services.journal import Journal
from cmworkstation.store import conversations, decisions, profiles, settings
from cmworkstation.store.database import Workspace

TOLD = "handed_told:"  # and a person's id: until when they were told of what was handed to them, ms
LONGEST_WORD = 280  # characters of what is said at a hand-over


class Assigning:
    """Gives conversations to the people of this machine."""

    def __init__(
        self, workspace: Workspace, journal: Journal, clock: Clock, acting: Acting
    ) -> None:
        """Take the workspace."""
        self._workspace = workspace
        self._acting = acting
        self._deciding = Deciding(workspace, journal, clock, acting)

    def people(self) -> tuple[Profile, ...]:
        """Return to whom something can be given: the acting person first, then the others by name."""
        me = self._acting.id
        everybody = profiles.all_profiles(self._workspace.read())
        here = [one for one, _ in everybody if one.local]
        return tuple(sorted(here, key=lambda one: (one.id != me, one.name.casefold())))

    def assign(
        self, wanted: Sequence[int], profile_id: str, word: str = ""
    ) -> tuple[Changes, Undo]:
        """Give conversations to somebody, "" to nobody; `word` is what whoever gets them should know.

        One that waited for a colleague and is nobody's any more waits for us. Raises `NotAllowed` ("not-here").
        """
        self._acting.require(Act.DRAFT)
        self._known(profile_id)
        said = " ".join(word.split())[:LONGEST_WORD]
        parts = Part.ASSIGNEE if profile_id else Part.ASSIGNEE | Part.STATUS
        with self._deciding.begin(wanted, parts) as act:
            self._hand(act, profile_id, said)
            if not profile_id:
                asked = [
                    one for one, was in act.before.items() if was.status is Status.WAITING_COLLEAGUE
                ]
                conversations.set_status(act.connection, asked, Status.WAITING_US)
            self._note(act, profile_id, said)
        return act.changes, act.undo

    def take(self, wanted: Sequence[int]) -> tuple[Changes, Undo]:
        """Give conversations to the acting person. Raises `NotAllowed` where nobody was entered."""
        self._acting.require(Act.DRAFT)
        return self.assign(wanted, self._me())

    def ask_colleague(
        self, wanted: Sequence[int], profile_id: str, word: str = ""
    ) -> tuple[Changes, Undo]:
        """Let conversations wait for a colleague, who has them in hand from now on.

        The person still waits for us: the clock of the charter goes on. Raises `NotAllowed`.
        """
        self._acting.require(Act.DRAFT)
        if not profile_id:
            raise NotAllowed("not-here")
        self._known(profile_id)
        said = " ".join(word.split())[:LONGEST_WORD]
        with self._deciding.begin(wanted, Part.ASSIGNEE | Part.STATUS) as act:
            self._hand(act, profile_id, said)
            conversations.set_status(act.connection, list(act.before), Status.WAITING_COLLEAGUE)
            self._note(act, profile_id, said, waits=True)
        return act.changes, act.undo

    def news(self, since: datetime | None = None) -> tuple[int, ...]:
        """Return what others handed to the acting person and is not settled yet, the latest first.

        Since a moment, or else since they were last told.
        """
        me = self._acting.id
        if not me:
            return ()
        connection = self._workspace.read()
        told = settings.value(connection, f"{TOLD}{me}", "0")
        return decisions.handed_to(connection, me, to_ms(since) if since else int(told))

    def told(self, until: datetime) -> None:
        """Remember that the acting person was told of what was handed to them until a moment."""
        me = self._acting.id
        if me:
            with self._workspace.write() as connection:
                settings.put(connection, f"{TOLD}{me}", str(to_ms(until)))

    def _hand(self, act: Decision, profile_id: str, said: str) -> None:
        """Give them; whoever takes something for themselves was handed it by nobody."""
        giver = self._acting.id if profile_id and profile_id != self._acting.id else ""
        at = to_ms(act.now) if profile_id else None
        decisions.assign(act.connection, act.before, profile_id, said, giver, at)

    @staticmethod
    def _note(act: Decision, profile_id: str, said: str, *, waits: bool = False) -> None:
        facts: dict[str, object] = {"to": profile_id, "waits": waits}
        act.note("conversation.assign", facts | ({"word": said} if said else {}))

    def _me(self) -> str:
        me = self._acting.id
        if not me:
            raise NotAllowed("not-here")
        return me

    def _known(self, profile_id: str) -> None:
        if profile_id and not profiles.works_here(self._workspace.read(), profile_id):
            raise NotAllowed("not-here")
