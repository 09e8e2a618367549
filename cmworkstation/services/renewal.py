"""Access that ends by itself, and is renewed without the person.

A server that gives short-lived access gives a refresh token with it, and often a new one at each renewal: the old
one is worth nothing soon after. So what comes back is stored before anything uses it; what comes back empty replaces
nothing; an answer that was lost is asked for once more with the old token, which most servers still take until the
new access was used. Only when that is refused, too, a person has to sign in again.
"""

import threading
from collections import defaultdict
from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import TYPE_CHECKING

from cmworkstation.domain.account import Account
from cmworkstation.domain.clock import Clock
from cmworkstation.domain.errors import (
    Ambiguous,
    NotSignedIn,
    Refused,
    Temporary,
    VaultLocked,
    VaultMissing,
)
from cmworkstation.domain.ids import AccountId
from cmworkstation.killpoint import reach
from cmworkstation.vault import Vault

if TYPE_CHECKING:
    from cmworkstation.sdk.connector import Connector, Renews

IN_TIME = timedelta(
    minutes=1
)  # before its end, so that no request meets it; longer than some access lives
WARNED = timedelta(days=3)  # before an end that only a person can put off


class Renewals:
    """Keeps access alive. Call it on worker lanes only."""

    def __init__(self, vault: Vault, clock: Clock) -> None:
        """Take where secrets are kept."""
        self._vault = vault
        self._clock = clock
        self._one_at_a_time: defaultdict[AccountId, threading.Lock] = defaultdict(threading.Lock)
        self._unsaved: dict[AccountId, dict[str, str]] = {}

    def secrets(self, account: Account) -> dict[str, str]:
        """Return an account's secrets; those of a renewal that could not be stored yet come first."""
        unsaved = self._unsaved.get(account.id)
        if unsaved is None:
            return self._vault.secrets(account.id, account.platform)
        self._keep(account, unsaved)
        return dict(unsaved)

    def ends_soon(self, connector: "Connector") -> bool:
        """Tell whether access should be renewed before it is used."""
        found = _renewing(connector)
        ends = found.ends_at() if found else None
        return bool(found and found.renewable() and ends and ends <= self._clock.now() + IN_TIME)

    def needs_a_person(self, connector: "Connector") -> bool:
        """Tell whether access ends within days and only a person can put that off."""
        found = _renewing(connector)
        ends = found.ends_at() if found else None
        return bool(found and not found.renewable() and ends and ends <= self._clock.now() + WARNED)

    def renew(
        self,
        account: Account,
        made_with: Callable[[Mapping[str, str]], "Connector"],
        *,
        refused: Mapping[str, str] | None = None,
    ) -> bool:
        """Renew an account's access and store it; False where it cannot be renewed.

        `refused` are the secrets that the server no longer takes; without them, access is renewed only if it
        ends soon. Raises `NotSignedIn` when the server refuses for good, `Temporary` when nobody knows.
        """
        with self._one_at_a_time[account.id]:
            known = self.secrets(account)
            if refused is not None and known != refused:
                return True  # somebody else was quicker
            connector = made_with(known)
            try:
                if refused is None and not self.ends_soon(connector):
                    return True
                found = _renewing(connector)
                if found is None or not found.renewable():
                    return False
                fresh = self._asked(found)
            finally:
                connector.close()
            reach("renewal.answered")
            self._keep(
                account, {**known, **{kind: value for kind, value in fresh.items() if value}}
            )
            reach("renewal.kept")
            return True

    @staticmethod
    def _asked(connector: "Renews") -> Mapping[str, str]:
        """Ask for new access; once more with the old token where the answer was lost."""
        try:
            try:
                return connector.renew().secret
            except (Ambiguous, Temporary):
                reach("renewal.lost")
                return connector.renew().secret
        except Refused as error:
            raise NotSignedIn("access could not be renewed") from error

    def _keep(self, account: Account, secrets: dict[str, str]) -> None:
        """Store what the server gave; until the keyring takes it, it is kept in memory."""
        self._unsaved[account.id] = secrets
        try:
            self._vault.keep(account.id, account.platform, secrets)
        except (VaultLocked, VaultMissing):
            return
        del self._unsaved[account.id]

    def look_again(self, account: Account) -> None:
        """Read the secrets anew when they are next wanted; those that could not be stored yet stay first."""
        self._vault.read_again(account.id, account.platform)

    def forget(self, account_id: AccountId) -> None:
        """Forget what could not be stored, when the account goes or signs in anew."""
        self._unsaved.pop(account_id, None)


def _renewing(connector: "Connector") -> "Renews | None":
    from cmworkstation.sdk.connector import Renews  # noqa: PLC0415 - a window that only reads needs none

    return connector if isinstance(connector, Renews) else None
