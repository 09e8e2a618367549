"""Accounts: listing, changing, removing, and how each of them is doing."""

from collections.abc import Sequence
from dataclasses import replace

from cmworkstation.domain.account import AT_REST, Account, AccountHealth, Folder, TokenState
from cmworkstation.domain.clock import Clock
from cmworkstation.domain.conversation import Changes
from cmworkstation.domain.errors import (
    NotAllowed,
    NotSignedIn,
    PlatformMissing,
    WorkstationError,
)
from cmworkstation.domain.ids import AccountId
from cmworkstation.domain.ledger import Quarantined, Reading
from cmworkstation.domain.profile import Act
from cmworkstation.services.acting import Acting
from cmworkstation.services.journal import Journal
from cmworkstation.services.platforms import Platforms
from cmworkstation.services.schedule import Schedule
from cmworkstation.store import accounts as table
from cmworkstation.store import ledger
from cmworkstation.store.database import Workspace
from cmworkstation.vault import Vault

COLOURS = 12


class Accounts:
    """The accounts of this workspace."""

    def __init__(
        self,
        workspace: Workspace,
        platforms: Platforms,
        vault: Vault,
        schedule: Schedule,
        journal: Journal,
        clock: Clock,
        acting: Acting,
    ) -> None:
        """Take what accounts need."""
        self._workspace = workspace
        self._platforms = platforms
        self._vault = vault
        self._schedule = schedule
        self._journal = journal
        self._clock = clock
        self._acting = acting
        self.still_allowed: dict[
            AccountId, str
        ] = {}  # removed account → server that could not be told

    def listed(self) -> tuple[Account, ...]:
        """Return the accounts in use."""
        return table.all_accounts(self._workspace.read())

    def one(self, account_id: AccountId) -> Account:
        """Return one account. Raises `KeyError`."""
        return table.account(self._workspace.read(), account_id)

    def by_name(self, name: str) -> Account | None:
        """Return the account that a person means by a name, a handle or an id."""
        wanted = name.casefold()
        for one in self.listed():
            if wanted in (one.id, one.name.casefold(), one.handle.casefold()):
                return one
        return None

    def free_colour(self) -> int:
        """Return the first of the twelve colours that the fewest accounts use."""
        used = [one.colour for one in self.listed()]
        return min(range(COLOURS), key=lambda colour: (used.count(colour), colour))

    def change(
        self,
        account_id: AccountId,
        *,
        name: str | None = None,
        colour: int | None = None,
        protected: bool | None = None,
    ) -> Changes:
        """Change what a person may choose about an account."""
        self._acting.require(Act.KEEP)
        with self._workspace.write(durable=True) as connection:
            old = table.account(connection, account_id)
            table.update(
                connection,
                replace(
                    old,
                    name=old.name if name is None else name.strip() or old.name,
                    colour=old.colour if colour is None else colour % COLOURS,
                    protected=old.protected if protected is None else protected,
                ),
            )
        return Changes(accounts=True)

    def ask_keyring_again(self) -> None:
        """Let a keyring that said no be asked once more, as a person wants it now."""
        self._vault.ask_again()

    def has_folders(self, account: Account) -> bool:
        """Tell whether a person may choose which folders of an account are read."""
        from cmworkstation.sdk.connector import HasFolders  # noqa: PLC0415 - a start needs no sdk

        try:
            kind = self._platforms.kind(account.platform)
            return issubclass(kind, HasFolders) and kind.has_several(account.settings)
        except WorkstationError:
            return False

    def folders(self, account_id: AccountId) -> tuple[Folder, ...]:
        """Return the folders of an account; on its lane. Raises `NotAllowed`, `NotSignedIn`, `Temporary`."""
        from cmworkstation.sdk.connector import HasFolders  # noqa: PLC0415 - see above

        connector = self._platforms.connector(self.one(account_id))
        if not isinstance(connector, HasFolders):
            raise NotAllowed("not-supported")
        return connector.folders()

    def has_places(self, account: Account) -> bool:
        """Tell whether a person says where posts of ours go: a category, a community, a room, a channel."""
        from cmworkstation.sdk.connector import HasPlaces  # noqa: PLC0415 - see above

        try:
            return issubclass(self._platforms.kind(account.platform), HasPlaces)
        except WorkstationError:
            return False

    def places(self, account_id: AccountId) -> tuple[Folder, ...]:
        """Return where posts may go, none where a person has to name it; on its lane.

        Raises `NotAllowed`, `NotSignedIn`, `Temporary`.
        """
        from cmworkstation.sdk.connector import HasPlaces  # noqa: PLC0415 - see above

        connector = self._platforms.connector(self.one(account_id))
        if not isinstance(connector, HasPlaces):
            raise NotAllowed("not-supported")
        return connector.places()

    def choose_place(self, account_id: AccountId, typed: str) -> Changes:
        """Have posts of ours go there from now on; with "" a person posts them.

        Raises `NotAllowed` for what can be no place on this platform.
        """
        from cmworkstation.sdk.connector import HasPlaces  # noqa: PLC0415 - see above

        self._acting.require(Act.KEEP)
        kind = self._platforms.kind(self.one(account_id).platform)
        if not issubclass(kind, HasPlaces):
            raise NotAllowed("not-supported")
        place = kind.place_of(typed) if typed.strip() else ""
        if typed.strip() and not place:
            raise NotAllowed("place-unclear")
        with self._workspace.write(durable=True) as connection:
            old = table.account(connection, account_id)
            told = {**old.settings, "post_place": place}
            able = replace(old.capabilities, posts=bool(place))
            table.update(connection, replace(old, settings=told, capabilities=able))
            self._journal.note(connection, "account.place", {"account": account_id, "place": place})
        self._platforms.forget(account_id)
        return Changes(accounts=True)

    def choose_folders(
        self,
        account_id: AccountId,
        names: Sequence[str],
        *,
        lists: bool = False,
        saves: bool = False,
    ) -> Changes:
        """Have these folders read from now on.

        `lists` tells whether mail of lists waits for an answer, `saves` whether the server keeps what is sent by
        itself. Raises `NotAllowed` for no folder at all.
        """
        self._acting.require(Act.KEEP)
        if not names:
            raise NotAllowed("no-folder")
        with self._workspace.write(durable=True) as connection:
            old = table.account(connection, account_id)
            chosen = {
                "folders": "\n".join(names),
                "lists": "1" if lists else "",
                "copies": "server" if saves else "self",
            }
            table.update(connection, replace(old, settings={**old.settings, **chosen}))
        self._platforms.forget(account_id)  # whoever listens begins anew with the new choice
        self._schedule.hurry(account_id)
        return Changes(accounts=True)

    def pause(self, account_id: AccountId, *, paused: bool) -> Changes:
        """Stop reading and sending for an account, or go on. Raises `NotAllowed` where nothing is connected."""
        self._acting.require(Act.SEND)
        if self.one(account_id).state is TokenState.ARCHIVE:
            raise NotAllowed("archive-account")
        with self._workspace.write(durable=True) as connection:
            table.set_state(
                connection, account_id, TokenState.PAUSED if paused else TokenState.VALID
            )
            if paused:
                from cmworkstation.store import coverage  # noqa: PLC0415 - seldom needed

                coverage.note_paused(
                    connection, table.number(connection, account_id), self._clock.now()
                )
        if paused:
            self._schedule.leave(account_id)
        else:
            self.follow_all()
        return Changes(accounts=True)

    def remove(self, account_id: AccountId) -> Changes:
        """Give the credentials back, forget them, and take the account out of use; its history stays."""
        self._acting.require(Act.KEEP)
        account = self.one(account_id)
        if not self._revoke(account):
            self.still_allowed[account_id] = account.server
        self._platforms.signed_in(account_id)
        self._vault.forget(account_id, account.platform)
        self._schedule.leave(account_id)
        with self._workspace.write(durable=True) as connection:
            table.remove(connection, account_id, self._clock.now())
            self._journal.note(
                connection, "account.remove", {"account": account_id, "handle": account.handle}
            )
        return Changes(accounts=True)

    def _revoke(self, account: Account) -> bool:
        """Give the access back; False when the server could not be asked: our own copy is deleted all the same."""
        try:
            return self._platforms.connector(account).revoke() is not False
        except (NotSignedIn, PlatformMissing):
            return True  # nothing is left to give back, or nobody here knows how
        except WorkstationError:
            return False

    def follow_all(self) -> None:
        """Put every account that can be read on the schedule."""
        for account in self.listed():
            if account.state in AT_REST:
                self._schedule.leave(account.id)
            else:
                self._schedule.follow(account.id, self._platforms.poll_seconds(account))

    def health(self, of: Sequence[Account] | None = None) -> tuple[AccountHealth, ...]:
        """Return what the status area says of each account; of these, where the caller has them at hand."""
        from cmworkstation.store import outbox  # noqa: PLC0415 - not for the first inbox

        connection = self._workspace.read()
        numbers = {id_: no for no, id_ in table.ids_by_number(connection).items()}
        read = ledger.last_success(connection)
        waiting = ledger.quarantine_counts(connection)
        short = ledger.shortfalls(connection)
        troubles = table.troubles(connection)
        queued = outbox.open_by_account(connection)
        return tuple(
            AccountHealth(
                account_id=one.id,
                name=one.name,
                state=one.state,
                last_read_at=read.get(numbers[one.id]),
                next_read_at=self._schedule.next_at(one.id),
                trouble=troubles.get(one.id, ("", ""))[0],
                trouble_detail=troubles.get(one.id, ("", ""))[1],
                queued=queued.get(one.id, 0),
                quarantined=waiting.get(numbers[one.id], 0),
                announced=short.get(numbers[one.id], (0, 0))[0],
                delivered=short.get(numbers[one.id], (0, 0))[1],
                budget=self._platforms.budget(one.id),
            )
            for one in (self.listed() if of is None else of)
        )

    def ledger(self, account_id: AccountId, limit: int = 200) -> tuple[Reading, ...]:
        """Return the newest lines of an account's intake ledger."""
        connection = self._workspace.read()
        return ledger.rows(connection, table.number(connection, account_id), limit)

    def quarantine(self, account_id: AccountId) -> tuple[Quarantined, ...]:
        """Return what could not be understood on an account."""
        connection = self._workspace.read()
        return ledger.quarantined(connection, table.number(connection, account_id))
