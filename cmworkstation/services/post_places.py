"""Where one post of ours goes: chosen for it alone, kept with its draft, and named in the outbox.

Without a choice it goes where its account says. What the server lists is kept, so that there is something to choose
from without a network.
"""

from collections.abc import Iterable

from cmworkstation.domain.account import Account, Folder
from cmworkstation.domain.clock import Clock
from cmworkstation.domain.conversation import Changes
from cmworkstation.domain.errors import NotAllowed
from cmworkstation.domain.ids import AccountId, OutboxId
from cmworkstation.domain.post_place import Known, Placed, placed
from cmworkstation.domain.profile import Act
from cmworkstation.domain.reply import Draft
from cmworkstation.sdk.connector import HasPlaces
from cmworkstation.services.accounts import Accounts
from cmworkstation.services.acting import Acting
from cmworkstation.services.platforms import Platforms
from cmworkstation.store import accounts as account_table
from cmworkstation.store import messages
from cmworkstation.store import post_places as table
from cmworkstation.store.database import Workspace


class PostPlaces:
    """The places of posts."""

    def __init__(
        self,
        workspace: Workspace,
        accounts: Accounts,
        platforms: Platforms,
        acting: Acting,
        clock: Clock,
    ) -> None:
        """Take the accounts, and the platforms that know their places."""
        self._workspace = workspace
        self._accounts = accounts
        self._platforms = platforms
        self._acting = acting
        self._clock = clock

    def of_draft(self, draft: Draft) -> Placed | None:
        """Return where a draft will stand; None where it answers somebody, or its platform has no places."""
        connection = self._workspace.read()
        target = messages.message(connection, draft.target_id)
        if not target.begins:
            return None
        account = account_table.account(connection, draft.account_id)
        if not self._accounts.has_places(account):
            return None
        return self._placed(account, target.native_id)

    def of_account(self, account_id: AccountId, own: str = "") -> Placed | None:
        """Return where a post of an account goes: to a place of its own, else where the account says.

        None where its platform has no places.
        """
        account = self._accounts.one(account_id)
        return self._placed(account, own) if self._accounts.has_places(account) else None

    def _placed(self, account: Account, own: str) -> Placed:
        known = table.known(self._workspace.read(), account.id)
        return placed(own, account.settings.get("post_place", ""), known)

    def of_reply(self, outbox_id: OutboxId) -> Folder | None:
        """Return where a reply in the outbox goes, None where its platform has no places."""
        return table.of_reply(self._workspace.read(), outbox_id)

    def known(self, account_id: AccountId) -> Known:
        """Return the places that the server of an account listed last."""
        return table.known(self._workspace.read(), account_id)

    def ask(self, account_id: AccountId) -> tuple[Folder, ...]:
        """Ask the server where posts may go, and keep that; on the account's lane.

        Raises `NotAllowed`, `NotSignedIn`, `Temporary`.
        """
        found = self._accounts.places(account_id)
        with self._workspace.write() as connection:
            table.keep(connection, account_id, found, self._clock.now())
        return found

    def choose(self, draft: Draft, typed: str) -> Changes:
        """Let the post of a draft go there, "" for where its account says. Asked again with what was there undoes it.

        Raises `NotAllowed`: "place-unclear" for what can be no place on this platform, "place-left" where the post
        left already.
        """
        self._acting.require(Act.DRAFT)
        place = self.name_of(draft.account_id, typed)
        with self._workspace.write(durable=True) as connection:
            if not table.choose(connection, draft.target_id, place):
                raise NotAllowed("place-left")
        return Changes(drafts=True)

    def on(self, accounts: Iterable[AccountId], typed: str) -> dict[AccountId, str]:
        """Return the place that is meant on each account that has places, none for "". Raises as `name_of`."""
        able = (one for one in accounts if typed and self.of_account(one) is not None)
        return {one: self.name_of(one, typed) for one in able}

    def name_of(self, account_id: AccountId, typed: str) -> str:
        """Return the place that somebody means, by its name there; "" for where posts of the account go anyway.

        Raises `NotAllowed`: "place-unclear" for what can be no place there, "not-supported" where there are none.
        """
        account = self._accounts.one(account_id)
        kind = self._platforms.kind(account.platform)
        if not issubclass(kind, HasPlaces):
            raise NotAllowed("not-supported")
        wanted = typed.strip()
        named = self.known(account.id).named(wanted)
        place = named.name if named else kind.place_of(wanted) if wanted else ""
        if wanted and not place:
            raise NotAllowed("place-unclear")
        return "" if place == account.settings.get("post_place", "") else place
