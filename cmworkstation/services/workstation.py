"""All services of one open workspace, in one bundle that is handed down."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from cmworkstation.domain.clock import Clock, SystemClock
from cmworkstation.services.accounts import Accounts
from cmworkstation.services.charters import Charters
from cmworkstation.services.composer import Composer
from cmworkstation.services.drafts import Drafts
from cmworkstation.services.inbox import Inbox
from cmworkstation.services.journal import Journal
from cmworkstation.services.moderation import Moderation
from cmworkstation.services.outbox import Outbox
from cmworkstation.services.platforms import Loader, Platforms
from cmworkstation.services.schedule import Schedule
from cmworkstation.services.settings import Settings
from cmworkstation.services.signin import SignIns
from cmworkstation.services.sync import Sync
from cmworkstation.store.database import Workspace
from cmworkstation.vault import Vault


@dataclass(frozen=True, slots=True)
class Services:
    """What a person can ask for, by subject."""

    folder: Path
    read_only: bool
    clock: Clock
    accounts: Accounts
    charters: Charters
    composer: Composer
    drafts: Drafts
    inbox: Inbox
    journal: Journal
    moderation: Moderation
    outbox: Outbox
    platforms: Platforms
    schedule: Schedule
    settings: Settings
    signin: SignIns
    sync: Sync
    vault: Vault
    workspace: Workspace

    def close(self) -> None:
        """Let go of the network and of the workspace."""
        self.platforms.close()
        self.workspace.close()


def open_services(
    folder: Path,
    loaders: Mapping[str, Loader],
    *,
    vault: Vault | None = None,
    clock: Clock | None = None,
    read_only: bool = False,
    more: Callable[[], Mapping[str, Loader]] | None = None,
) -> Services:
    """Open a workspace and build its services.

    Raises `WorkspaceInUse`, `WorkspaceTooNew` and `StoreDamaged`. Replies that an ended session was sending
    are in doubt from here on (`Outbox.recover`).
    """
    clock = clock or SystemClock()
    vault = vault or Vault()
    workspace = Workspace(folder, read_only=read_only)
    platforms = Platforms(loaders, vault, clock, more)
    schedule = Schedule(clock)
    journal = Journal(workspace, clock)
    charters = Charters(workspace, journal, clock)
    accounts = Accounts(workspace, platforms, vault, schedule, journal, clock)
    composer = Composer(workspace, charters, clock)
    sync = Sync(workspace, platforms, schedule, clock, charters.deadline)
    outbox = Outbox(workspace, platforms, sync, journal, clock, composer.check_before_queue)
    if not read_only:
        outbox.recover()
    return Services(
        folder=folder,
        read_only=read_only,
        clock=clock,
        accounts=accounts,
        charters=charters,
        composer=composer,
        drafts=Drafts(workspace, clock),
        inbox=Inbox(workspace, journal, clock),
        journal=journal,
        moderation=Moderation(workspace, platforms, sync, journal, clock),
        outbox=outbox,
        platforms=platforms,
        schedule=schedule,
        settings=Settings(workspace),
        signin=SignIns(workspace, platforms, accounts, vault, schedule, journal, clock),
        sync=sync,
        vault=vault,
        workspace=workspace,
    )
