"""All services of one open workspace, in one bundle that is handed down.

What the first inbox needs is built at once. The rest is built, and its module loaded, when it is first asked
for: charters, the network and sign-in would otherwise take as long as everything else of a start.
"""

import threading
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Generic, TypeVar

from cmworkstation.domain.clock import Clock, SystemClock
from cmworkstation.domain.ground import ReadOnlyReason
from cmworkstation.services.accounts import Accounts
from cmworkstation.services.acting import Acting
from cmworkstation.services.inbox import Inbox
from cmworkstation.services.journal import Journal
from cmworkstation.services.platforms import Loader, Platforms
from cmworkstation.services.schedule import Schedule
from cmworkstation.services.settings import Settings
from cmworkstation.services.storage import Storage
from cmworkstation.store import outbox
from cmworkstation.store.database import FILE, Workspace
from cmworkstation.vault import Vault

if TYPE_CHECKING:
    from cmworkstation.services.answers import Answers
    from cmworkstation.services.attachments import Attachments
    from cmworkstation.services.backups import Backups
    from cmworkstation.services.cards import Cards
    from cmworkstation.services.charters import Charters
    from cmworkstation.services.composer import Composer
    from cmworkstation.services.context import Encounters
    from cmworkstation.services.drafts import Drafts
    from cmworkstation.services.gaps import Gaps
    from cmworkstation.services.history import History
    from cmworkstation.services.ledger import Ledger
    from cmworkstation.services.lookalikes import Lookalikes
    from cmworkstation.services.moderation import Moderation
    from cmworkstation.services.outbox import Outbox
    from cmworkstation.services.profiles import Profiles
    from cmworkstation.services.push import Push
    from cmworkstation.services.rule_health import RuleHealth
    from cmworkstation.services.signin import SignIns
    from cmworkstation.services.spelling import Spelling
    from cmworkstation.services.sync import Sync
    from cmworkstation.services.triage import Triage
    from cmworkstation.services.waivers import Waivers

T = TypeVar("T")


class _Later(Generic[T]):
    """A service that is built when it is first asked for: once, whichever thread asks."""

    def __init__(self, build: Callable[["Services"], T]) -> None:
        self._build = build
        self.__doc__ = build.__doc__

    def __set_name__(self, owner: type, name: str) -> None:
        self._name = name

    def __get__(self, services: "Services", owner: type) -> T:
        with services.building:
            if self._name not in services.__dict__:
                services.__dict__[self._name] = self._build(services)
        built: T = services.__dict__[self._name]  # found there, without this, from the next time on
        return built


class Services:
    """What a person can ask for, by subject."""

    def __init__(
        self, workspace: Workspace, platforms: Platforms, vault: Vault, clock: Clock
    ) -> None:
        """Build what a start needs over an open workspace."""
        self.building = threading.RLock()
        self.workspace = workspace
        self.platforms = platforms
        self.vault = vault
        self.clock = clock
        self.folder = workspace.folder
        self.file = workspace.file
        self.read_only = workspace.read_only
        self.why_read_only = workspace.why
        self.schedule = Schedule(clock)
        self.acting = Acting(workspace)
        self.journal = Journal(workspace, clock, self.acting)
        self.settings = Settings(workspace)
        self.storage = Storage(workspace, self.settings)
        self.inbox = Inbox(workspace, self.journal, clock, self.acting)
        self.accounts = Accounts(
            workspace, platforms, vault, self.schedule, self.journal, clock, self.acting
        )

    @_Later
    def backups(self) -> "Backups":
        """Copies of the workspace."""
        from cmworkstation.services.backups import Backups  # noqa: PLC0415 - see above

        return Backups(self.workspace, self.settings, self.clock)

    @_Later
    def profiles(self) -> "Profiles":
        """Who works here, who acts, and their keys."""
        from cmworkstation.services.profiles import Profiles  # noqa: PLC0415 - see above

        return Profiles(self.workspace, self.vault, self.journal, self.acting, self.clock)

    @_Later
    def cards(self) -> "Cards":
        """How people of other machines come to be known."""
        from cmworkstation.services.cards import Cards  # noqa: PLC0415 - see above

        return Cards(self.workspace, self.profiles, self.journal, self.clock)

    @_Later
    def charters(self) -> "Charters":
        """Which charter governs an account."""
        from cmworkstation.services.charters import Charters  # noqa: PLC0415 - see above

        return Charters(self.workspace, self.journal, self.clock, self.acting)

    @_Later
    def answers(self) -> "Answers":
        """Approved answers and facts for a reply."""
        from cmworkstation.services.answers import Answers  # noqa: PLC0415 - see above

        return Answers(self.workspace, self.charters, self.clock)

    @_Later
    def composer(self) -> "Composer":
        """Length, findings and recipients of a draft."""
        from cmworkstation.services.composer import Composer  # noqa: PLC0415 - see above

        return Composer(
            self.workspace,
            self.charters,
            self.answers,
            self.waivers,
            self.platforms,
            self.encounters,
            self.clock,
            self.acting,
        )

    @_Later
    def spelling(self) -> "Spelling":
        """Words that are none, and the words that are ours."""
        from cmworkstation.services.spelling import Spelling  # noqa: PLC0415 - see above

        return Spelling(self.workspace, self.charters, self.journal, self.acting)

    @_Later
    def encounters(self) -> "Encounters":
        """What surrounds a draft: its message, its person, what was said before."""
        from cmworkstation.services.context import Encounters  # noqa: PLC0415 - see above

        return Encounters(self.workspace, self.answers, self.acting, self.clock)

    @_Later
    def waivers(self) -> "Waivers":
        """Passages that may stand although the charter objects."""
        from cmworkstation.services.waivers import Waivers  # noqa: PLC0415 - see above

        return Waivers(self.workspace, self.journal, self.acting, self.clock)

    @_Later
    def rule_health(self) -> "RuleHealth":
        """How the rules of the charters do."""
        from cmworkstation.services.rule_health import RuleHealth  # noqa: PLC0415 - see above

        return RuleHealth(self.workspace, self.charters)

    @_Later
    def drafts(self) -> "Drafts":
        """Replies that are being written."""
        from cmworkstation.services.drafts import Drafts  # noqa: PLC0415 - see above

        return Drafts(self.workspace, self.clock, self.acting)

    @_Later
    def sync(self) -> "Sync":
        """Reading accounts and threads."""
        from cmworkstation.services.sync import Sync  # noqa: PLC0415 - see above

        deadlines = self.charters.deadlines
        return Sync(self.workspace, self.platforms, self.schedule, self.clock, deadlines, self.gaps)

    @_Later
    def gaps(self) -> "Gaps":
        """Intervals in which accounts were not read."""
        from cmworkstation.services.gaps import Gaps  # noqa: PLC0415 - see above

        return Gaps(self.workspace, self.platforms, self.clock)

    @_Later
    def history(self) -> "History":
        """Filling gaps, and fetching older messages."""
        from cmworkstation.services.history import History  # noqa: PLC0415 - see above

        return History(self.workspace, self.platforms, self.sync, self.gaps, self.clock)

    @_Later
    def outbox(self) -> "Outbox":
        """Replies on their way."""
        from cmworkstation.services.outbox import Outbox  # noqa: PLC0415 - see above

        return Outbox(
            self.workspace,
            self.platforms,
            self.sync,
            self.journal,
            self.clock,
            self.composer.check_before_queue,
            self.acting,
        )

    @_Later
    def lookalikes(self) -> "Lookalikes":
        """Whose name looks like whose."""
        from cmworkstation.services.lookalikes import Lookalikes  # noqa: PLC0415 - see above

        return Lookalikes(self.workspace, self.accounts)

    @_Later
    def ledger(self) -> "Ledger":
        """What came in, and what could not be understood."""
        from cmworkstation.services.ledger import Ledger  # noqa: PLC0415 - see above

        return Ledger(self.workspace, self.journal, self.clock, self.acting)

    @_Later
    def moderation(self) -> "Moderation":
        """Acting on other people's messages."""
        from cmworkstation.services.moderation import Moderation  # noqa: PLC0415 - see above

        return Moderation(
            self.workspace, self.platforms, self.sync, self.journal, self.clock, self.acting
        )

    @_Later
    def attachments(self) -> "Attachments":
        """Files of messages, when a person asks for them."""
        from cmworkstation.services.attachments import Attachments  # noqa: PLC0415 - see above

        return Attachments(self.platforms, self.accounts)

    @_Later
    def signin(self) -> "SignIns":
        """Adding accounts."""
        from cmworkstation.services.signin import SignIns  # noqa: PLC0415 - see above

        return SignIns(
            self.workspace,
            self.platforms,
            self.accounts,
            self.vault,
            self.schedule,
            self.journal,
            self.clock,
            self.acting,
        )

    @_Later
    def triage(self) -> "Triage":
        """Walking messages to their category."""
        from cmworkstation.services.triage import Triage  # noqa: PLC0415 - see above

        return Triage(self.workspace, self.charters, self.journal, self.clock, self.acting)

    @_Later
    def push(self) -> "Push":
        """Servers that call when something is new."""
        from cmworkstation.services.push import Push  # noqa: PLC0415 - see above

        return Push(self.platforms, self.accounts, self.schedule)

    def build_all(self) -> None:
        """Build what was not asked for yet; on a lane, so that the first use does not keep the window waiting."""
        for name, service in vars(type(self)).items():
            if isinstance(service, _Later):
                getattr(self, name)

    def close(self) -> None:
        """Let go of the network and of the workspace."""
        if "push" in self.__dict__:
            self.push.close()
        self.platforms.close()
        self.workspace.close()


def open_services(
    folder: Path,
    loaders: Mapping[str, Loader],
    *,
    vault: Vault | None = None,
    clock: Clock | None = None,
    read_only: bool = False,
    why: ReadOnlyReason = ReadOnlyReason.IN_USE,
    file: str = FILE,
    more: Callable[[], Mapping[str, Loader]] | None = None,
) -> Services:
    """Open a workspace and build its services; `file` names a copy in the folder, to be read only.

    Raises what `Workspace` raises. Replies that an ended session was sending
    are in doubt from here on (`Outbox.recover`).
    """
    clock = clock or SystemClock()
    vault = vault or Vault()
    workspace = Workspace(folder, read_only=read_only, why=why, file=file)
    services = Services(workspace, Platforms(loaders, vault, clock, more), vault, clock)
    if not read_only and outbox.interrupted(workspace.read(), workspace.session):
        services.outbox.recover()
    return services
