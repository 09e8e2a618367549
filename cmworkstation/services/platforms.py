"""Connectors at work: made when they are needed, one per account and thread, with their secrets."""

import threading
from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import TYPE_CHECKING, TypeAlias

from cmworkstation.domain.account import Account
from cmworkstation.domain.budget import SHARE_FOR_REPLIES, Budget
from cmworkstation.domain.clock import Clock
from cmworkstation.domain.errors import PlatformMissing, VaultLocked, VaultMissing, WorkstationError
from cmworkstation.domain.ids import AccountId
from cmworkstation.services.renewal import Renewals
from cmworkstation.vault import Vault

if TYPE_CHECKING:
    from cmworkstation.sdk.connector import Connector
    from cmworkstation.sdk.http import Http


LONGEST_PAUSE_S = 900.0  # a longer one is more likely a clock that is wrong, ours or the server's
PRIVATE = "private_url"  # a setting of accounts whose very address is the secret

Loader: TypeAlias = "Callable[[], type[Connector]]"


class Platforms:
    """Gives out connectors. Call it on worker lanes only: the keyring may ask the person and wait."""

    def __init__(
        self,
        loaders: Mapping[str, Loader],
        vault: Vault,
        clock: Clock,
        more: Callable[[], Mapping[str, Loader]] | None = None,
    ) -> None:
        """Take the table platform key → function that imports and returns the connector's class.

        `more` looks for connectors of other packages; it is asked once, when it first matters.
        """
        self._loaders = dict(loaders)
        self._more = more
        self._vault = vault
        self._renewals = Renewals(vault, clock)
        self._vault = vault
        self._clock = clock
        self._open: dict[tuple[AccountId, int], tuple[Account, Connector, Http]] = {}
        self._lock = threading.Lock()
        self.may_write: Callable[[], bool] | None = None  # False while a drill goes on

    def known(self) -> tuple[str, ...]:
        """Return the keys of all platforms that this installation knows."""
        self._look_for_more()
        return tuple(self._loaders)

    def kind(self, platform: str) -> "type[Connector]":
        """Return the connector's class. Raises `PlatformMissing` when it is not installed."""
        if platform not in self._loaders:
            self._look_for_more()
        loader = self._loaders.get(platform)
        if loader is None:
            raise PlatformMissing(f"no connector for {platform}")
        return loader()

    def _look_for_more(self) -> None:
        if self._more is not None:
            self._loaders = {**self._more(), **self._loaders}
            self._more = None

    def http(self, server: str = "") -> "Http":
        """Return a fresh way to the network, without credentials."""
        from cmworkstation.sdk.http import Http  # noqa: PLC0415 - a window that only reads needs none

        return Http(server, clock=self._clock, may_write=self.may_write)

    def connector(self, account: Account) -> "Connector":
        """Return this thread's connector for an account; made anew when the account changed."""
        key = (account.id, threading.get_ident())
        with self._lock:
            known = self._open.get(key)
        same = known and (known[0].settings, known[0].server) == (account.settings, account.server)
        if known and same and not self._renewals.ends_soon(known[1]):
            return known[1]
        made, http = self._made(account, self._secrets(account))
        if self._renewals.ends_soon(made):
            made.close()
            self._renewals.renew(account, lambda secret: self._made(account, secret)[0])
            self.forget(account.id)  # those of other lanes hold the old access
            made, http = self._made(account, self._secrets(account))
        with self._lock:
            self._open[key] = (account, made, http)
        return made

    def _made(self, account: Account, secret: Mapping[str, str]) -> "tuple[Connector, Http]":
        http = self.http(account.server)
        return self.kind(account.platform)(account.settings, secret, http), http

    def renew(self, account: Account) -> bool:
        """Renew access that the server no longer takes; False where only a person can. Raises as `Renewals.renew`."""
        refused = self._renewals.secrets(account)
        if not self._renewals.renew(
            account, lambda secret: self._made(account, secret)[0], refused=refused
        ):
            return False
        self.forget(account.id)
        return True

    def needs_a_person(self, account: Account) -> bool:
        """Tell whether the account's access ends within days and cannot be renewed without its owner."""
        with self._lock:
            known = self._open.get((account.id, threading.get_ident()))
        return known is not None and self._renewals.needs_a_person(known[1])

    def signed_in(self, account_id: AccountId) -> None:
        """Use the secrets of a new sign-in from now on, and nothing of earlier ones."""
        self._renewals.forget(account_id)
        self.forget(account_id)

    def poll_seconds(self, account: Account) -> float:
        """Return how often an account is read."""
        try:
            usual = float(self.kind(account.platform).manifest.poll_s)
        except WorkstationError:
            return 3600.0
        return float(account.settings.get("poll_s", usual))

    def _secrets(self, account: Account) -> dict[str, str]:
        """Return an account's secrets; what needs none is read without a keyring as well."""
        # First: nobody here could use the secrets of what is not installed.
        kind = self.kind(account.platform)
        from cmworkstation.sdk.connector import SignIn  # noqa: PLC0415 - loaded with the connector by now

        try:
            return self._renewals.secrets(account)
        except (VaultLocked, VaultMissing):
            if kind.manifest.sign_in is SignIn.NONE and not account.settings.get(PRIVATE):
                return {}
            raise

    def polite_wait(self, account_id: AccountId, kept: float = SHARE_FOR_REPLIES) -> float:
        """Return the seconds to wait before the next poll so that replies keep their share of the budget.

        The last tenth of what the server allows, at least five requests, belongs to replies. What can wait keeps
        a larger share free, for replies and new messages.
        """
        with self._lock:
            https = [http for (id_, _), (_, _, http) in self._open.items() if id_ == account_id]
        waits = [0.0]
        for http in https:
            budget = http.budget()
            if budget.reset_at and budget.is_low(kept):
                waits.append((budget.reset_at - self._clock.now()).total_seconds())
        return min(max(waits), LONGEST_PAUSE_S)

    def budget(self, account_id: AccountId) -> Budget | None:
        """Return what the server last said of its allowance; None where it said nothing or that time is over."""
        now = self._clock.now()
        with self._lock:
            https = [http for (id_, _), (_, _, http) in self._open.items() if id_ == account_id]
        told = [one.budget() for one in https]
        known = [
            one
            for one in told
            if one.limit and one.remaining is not None and one.reset_at and one.reset_at > now
        ]
        return min(known, key=lambda one: one.remaining or 0, default=None)

    def forget(self, account_id: AccountId) -> None:
        """Close the account's connectors; the next call makes new ones with the secrets of then."""
        with self._lock:
            keys = [key for key in self._open if key[0] == account_id]
            closing = [self._open.pop(key)[1] for key in keys]
        for connector in closing:
            with suppress(WorkstationError):
                connector.close()

    def leave(self, account_id: AccountId) -> None:
        """Close this thread's connector of an account: a thread that ends hands it to nobody."""
        with self._lock:
            known = self._open.pop((account_id, threading.get_ident()), None)
        if known is not None:
            with suppress(WorkstationError):
                known[1].close()

    def look_again(self, account: Account) -> None:
        """Close the account's connectors, and read its secrets from the keyring as they are now."""
        self._renewals.look_again(account)
        self.forget(account.id)

    def close(self) -> None:
        """Close all connectors."""
        for account_id in {key[0] for key in self._open}:
            self.forget(account_id)
