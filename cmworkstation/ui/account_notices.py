"""What is said, unasked, of accounts that cannot be read: one bar per cause, which goes when the cause does.

An access that ended, or a certificate that is not trusted, is a cause of its own for each account. A server that does
not answer is one cause for all accounts on it. That there is no network at all is said in the status area.
"""

from datetime import timedelta
from typing import TYPE_CHECKING, Final

from cmworkstation.domain.account import Account, TokenState
from cmworkstation.domain.errors import Offline, RateLimited, Untrusted, WorkstationError
from cmworkstation.domain.ids import AccountId
from cmworkstation.ui import notices
from cmworkstation.words import problems

if TYPE_CHECKING:
    from datetime import datetime

    from cmworkstation.services.workstation import Services
    from cmworkstation.ui.main_window import MainWindow

SILENT: Final = timedelta(hours=1)  # without an answer before anything is said of it


class AccountNotices:
    """Tells of accounts in the words of `cmworkstation.words`."""

    def __init__(self, window: "MainWindow", services: "Services") -> None:
        """Have nothing to say yet."""
        self._window = window
        self._services = services
        self._silent: dict[str, dict[AccountId, datetime]] = {}  # server → account → since when
        self._told: dict[AccountId, set[str]] = {}  # keys of what a person must act on
        self._began = services.clock.now()

    def could_not_read(self, account_id: AccountId, error: Exception) -> None:
        """Say what a person must know of it, once."""
        account = self._account(account_id)
        if account is None:
            return
        if isinstance(error, Untrusted) or account.state is TokenState.DEAD:
            notice = notices.words(error, account)
            self._told.setdefault(account_id, set()).add(notice.key)
            self._window.tell(notice)
        elif isinstance(error, WorkstationError) and not isinstance(error, Offline | RateLimited):
            self._silence(account)

    def was_read(self, account_id: AccountId) -> None:
        """Take back what was said of it."""
        account = self._account(account_id)
        if account is None:
            return
        for key in self._told.pop(account_id, ()):
            self._window.withdraw(key)
        silent = self._silent.get(account.server, {})
        if silent.pop(account_id, None) is not None:
            self._window.withdraw(_key(account.server))
            if silent:
                self._say(account.server)

    def _silence(self, account: Account) -> None:
        health = {one.account_id: one for one in self._services.accounts.health()}
        told = health.get(account.id)
        since = (told and told.last_read_at) or account.created_at or self._began
        # What was not read while the program was closed is no silence of the server.
        since = max(since, self._began)
        if self._services.clock.now() - since >= SILENT:
            self._silent.setdefault(account.server, {})[account.id] = since
            self._say(account.server)

    def _say(self, server: str) -> None:
        silent = self._silent[server]
        names = [one.name for one in self._services.accounts.listed() if one.id in silent]
        said = problems.silent(names, min(silent.values()), self._services.clock.now())
        self._window.tell(notices.Notice(said.kind, said.text, said.hint, key=_key(server)))

    def _account(self, account_id: AccountId) -> Account | None:
        return next((one for one in self._services.accounts.listed() if one.id == account_id), None)


def _key(server: str) -> str:
    return f"silent {server}"
