"""Servers that call when something is new: one listener per account, on a thread and a connection of its own.

A listener changes nothing by itself: it only has the account read at the next occasion. Where a server cannot
call, or while the connection is down, the account is read in its usual rhythm, and nothing else is different.
"""

import random
import threading
from dataclasses import dataclass, field

from cmworkstation.domain.account import AT_REST
from cmworkstation.domain.errors import NotSignedIn, Refused, WorkstationError
from cmworkstation.domain.ids import AccountId
from cmworkstation.services.accounts import Accounts
from cmworkstation.services.platforms import Platforms
from cmworkstation.services.schedule import Schedule

FIRST_WAIT_S = 5.0
LONGEST_WAIT_S = 600.0
CLOSE_WITHIN_S = 2.0


@dataclass(slots=True)
class _Listener:
    thread: threading.Thread
    stop: threading.Event = field(default_factory=threading.Event)


class Push:
    """Keeps the listeners that the accounts want."""

    def __init__(self, platforms: Platforms, accounts: Accounts, schedule: Schedule) -> None:
        """Take what listening needs."""
        self._platforms = platforms
        self._accounts = accounts
        self._schedule = schedule
        self._listeners: dict[AccountId, _Listener] = {}
        self._cannot: set[AccountId] = set()  # whose server said that it does not call
        self._lock = threading.Lock()
        self._closed = False

    def keep_up(self) -> None:
        """Begin to listen where an account wants it and nobody does, and stop where nobody wants it any more.

        It may load connectors: on a lane.
        """
        wanted = {
            one.id
            for one in self._accounts.listed()
            if one.state not in AT_REST and self._can(one.platform)
        }
        with self._lock:
            if self._closed:
                return
            self._cannot &= wanted
            for account_id in set(self._listeners) - wanted:
                self._listeners.pop(account_id).stop.set()
            for account_id in wanted - self._cannot:
                known = self._listeners.get(account_id)
                if known is None or not known.thread.is_alive():
                    self._begin(account_id)

    def close(self) -> None:
        """Stop listening; wait a little for the listeners to end."""
        with self._lock:
            self._closed = True
            listeners = list(self._listeners.values())
            self._listeners.clear()
        for one in listeners:
            one.stop.set()
        for one in listeners:
            one.thread.join(CLOSE_WITHIN_S)

    def _can(self, platform: str) -> bool:
        from cmworkstation.sdk.connector import HasPush  # noqa: PLC0415 - a start needs no sdk

        try:
            return issubclass(self._platforms.kind(platform), HasPush)
        except WorkstationError:
            return False

    def _begin(self, account_id: AccountId) -> None:
        stop = threading.Event()
        thread = threading.Thread(
            target=self._listen, args=(account_id, stop), name=f"push:{account_id}", daemon=True
        )
        self._listeners[account_id] = _Listener(thread, stop)
        thread.start()

    def _listen(self, account_id: AccountId, stop: threading.Event) -> None:
        """Listen until told to stop; after trouble, again after a wait that grows."""
        failures = 0
        try:
            while not stop.is_set():
                try:
                    self._hear(account_id, stop)
                    failures = 0
                except Refused as error:
                    if error.code == "no-push":
                        self._cannot.add(account_id)
                        return
                    failures += 1  # what it listens to may be there again tomorrow
                except (NotSignedIn, KeyError):
                    return  # the next reading says so, and signing in again begins anew
                except Exception:  # noqa: BLE001 - reading goes on in its rhythm, whatever is wrong here
                    failures += 1
                top = min(LONGEST_WAIT_S, FIRST_WAIT_S * 2 ** min(failures, 8))
                stop.wait(random.uniform(FIRST_WAIT_S / 2, top))  # noqa: S311 - spreads load
        finally:
            self._platforms.leave(account_id)

    def _hear(self, account_id: AccountId, stop: threading.Event) -> None:
        from cmworkstation.sdk.connector import HasPush  # noqa: PLC0415 - see above

        connector = self._platforms.connector(self._accounts.one(account_id))
        assert isinstance(connector, HasPush)
        # What came while nobody listened is read as well.
        self._schedule.hurry(account_id)
        connector.listen(lambda: self._schedule.hurry(account_id), stop.is_set)
