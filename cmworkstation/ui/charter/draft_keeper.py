"""Keeping what is being written, off the window's thread while a person types, at once when he leaves."""

import threading
from functools import partial

from cmworkstation.services.charters import Charters
from cmworkstation.ui.jobs import WRITE, JobRunner


class DraftKeeper:
    """Writes drafts in the order in which they were handed over: what waits on the lane never undoes a later one."""

    def __init__(self, charters: Charters, jobs: JobRunner) -> None:
        """Write through the services; the lane is the one for what a person did."""
        self._charters, self._jobs = charters, jobs
        self._lock = threading.Lock()
        self._handed = 0
        self._written: dict[str, int] = {}

    def later(self, charter_id: str, text: str) -> None:
        """Write soon; the disk may take its time."""
        self._handed += 1
        self._jobs.run(WRITE, partial(self._write, self._handed, charter_id, text))

    def now(self, charter_id: str, text: str) -> None:
        """Write before anything else happens."""
        self._handed += 1
        self._write(self._handed, charter_id, text)

    def _write(self, number: int, charter_id: str, text: str) -> None:
        with self._lock:
            if number > self._written.get(charter_id, 0):
                self._charters.save_draft(charter_id, text)
                self._written[charter_id] = number
