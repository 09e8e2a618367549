"""When each account is read next: its own rhythm, with jitter, and with back-off after trouble."""

import random
import threading
from dataclasses import dataclass
from datetime import datetime, timedelta

from cmworkstation.domain.clock import Clock
from cmworkstation.domain.ids import AccountId

LONGEST_WAIT_S = 900.0
FIRST_WAIT_S = 2.0
WAKE_WITHIN_S = 20.0


@dataclass(slots=True)
class _Rhythm:
    every_s: float
    next_at: float = 0.0
    not_before: float = (
        0.0  # the server asked for a pause until then, or what is left belongs to replies
    )
    failures: int = 0


class Schedule:
    """Poll times of all accounts, by the monotonic clock: a jump of the wall clock moves nothing."""

    def __init__(self, clock: Clock, *, jitter: float = 0.1) -> None:
        """Take the clock and the share by which poll times are spread."""
        self._clock = clock
        self._jitter = jitter
        self._rhythms: dict[AccountId, _Rhythm] = {}
        self._lock = threading.Lock()
        self._random = random.Random()  # noqa: S311 - spreads load, protects nothing

    def follow(self, account_id: AccountId, every_s: float) -> None:
        """Read this account every so many seconds, the first time at once."""
        with self._lock:
            known = self._rhythms.get(account_id)
            if known:
                known.every_s = every_s
            else:
                self._rhythms[account_id] = _Rhythm(every_s)

    def leave(self, account_id: AccountId) -> None:
        """Read this account no more."""
        with self._lock:
            self._rhythms.pop(account_id, None)

    def due(self) -> list[AccountId]:
        """Return the accounts to read now; each is then out of the way until it succeeded or failed."""
        now = self._clock.monotonic()
        with self._lock:
            found = [id_ for id_, rhythm in self._rhythms.items() if rhythm.next_at <= now]
            for id_ in found:
                self._rhythms[id_].next_at = now + LONGEST_WAIT_S
        return found

    def succeeded(self, account_id: AccountId, wait_s: float = 0.0) -> None:
        """Set the next time after a good poll, not before `wait_s` seconds."""
        with self._lock:
            rhythm = self._rhythms.get(account_id)
            if rhythm:
                rhythm.failures = 0
                spread = 1 + self._random.uniform(-self._jitter, self._jitter)
                now = self._clock.monotonic()
                rhythm.not_before = now + wait_s
                rhythm.next_at = now + max(rhythm.every_s * spread, wait_s)

    def failed(self, account_id: AccountId, wait_s: float = 0.0) -> None:
        """Set the next time after trouble: full jitter, doubling from 2 s up to 15 min, or as the server asked."""
        with self._lock:
            rhythm = self._rhythms.get(account_id)
            if rhythm:
                rhythm.failures += 1
                top = min(LONGEST_WAIT_S, FIRST_WAIT_S * 2 ** min(rhythm.failures, 10))
                asked = min(wait_s, LONGEST_WAIT_S)
                now = self._clock.monotonic()
                rhythm.not_before = now + asked
                rhythm.next_at = now + max(self._random.uniform(FIRST_WAIT_S, top), asked)

    def hurry(self, account_id: AccountId | None = None) -> None:
        """Read this account, or all, at the next occasion; a pause that the server asked for is kept."""
        with self._lock:
            for id_, rhythm in self._rhythms.items():
                if account_id in (None, id_):
                    rhythm.next_at = rhythm.not_before

    def wake(self) -> None:
        """Read all accounts soon, each at a moment of its own: the machine slept, or the disk was full.

        A pause that a server asked for is kept.
        """
        now = self._clock.monotonic()
        with self._lock:
            for rhythm in self._rhythms.values():
                soon = now + self._random.uniform(FIRST_WAIT_S, WAKE_WITHIN_S)
                rhythm.next_at = max(rhythm.not_before, soon)

    def next_at(self, account_id: AccountId) -> datetime | None:
        """Return the wall-clock time of an account's next poll."""
        with self._lock:
            rhythm = self._rhythms.get(account_id)
        if rhythm is None:
            return None
        return self._clock.now() + timedelta(
            seconds=max(0.0, rhythm.next_at - self._clock.monotonic())
        )
