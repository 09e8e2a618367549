"""Copies of the workspace: a rotated set made by the clock, and those that a person asks for."""

import json
import threading
from collections.abc import Generator
from dataclasses import asdict
from datetime import datetime, timedelta
from pathlib import Path

from cmworkstation.domain.backup import Backup, Rehearsal, Why, surplus
from cmworkstation.domain.clock import Clock
from cmworkstation.domain.errors import BackupFailed, NotAllowed, StoreDamaged
from cmworkstation.domain.ids import uuid7
from cmworkstation.domain.progress import Progress
from cmworkstation.services.settings import IS_DEMO, Settings
from cmworkstation.store import backup
from cmworkstation.store.database import Workspace

WORKSPACE = "workspace_id"  # names of settings
REHEARSAL = "rehearsal"
CHECKED = "checked_at"
EVERY = timedelta(days=1)
CHECK_EVERY = timedelta(days=7)


class Backups:
    """Makes, lists and rotates copies. `make` runs on a lane of its own."""

    def __init__(self, workspace: Workspace, settings: Settings, clock: Clock) -> None:
        """Take what is copied."""
        self._workspace = workspace
        self._settings = settings
        self._clock = clock
        self._one_at_a_time = threading.Lock()

    def folder(self) -> Path:
        """Return where copies are written."""
        return backup.home(self._workspace.folder)

    def choose_folder(self, folder: Path | None) -> None:
        """Write copies elsewhere from now on, None for beside the workspace. Raises `BackupFailed`."""
        if folder is not None:
            folder = folder.absolute()
            try:
                folder.mkdir(parents=True, exist_ok=True)
                probe = folder / ".cmworkstation-can-write"
                probe.write_bytes(b"")
                probe.unlink()
            except OSError as error:
                raise BackupFailed(type(error).__name__) from error
        backup.choose_home(self._workspace.folder, folder)

    def listed(self) -> tuple[Backup, ...]:
        """Return all copies, newest first: of the chosen folder, and those beside the workspace."""
        return backup.all_of(self._workspace.folder)

    def last(self) -> Backup | None:
        """Return the newest copy of this workspace that was found whole, None when there is none."""
        ours = self._settings.value(WORKSPACE)
        whole = (one for one in self.listed() if one.checked and one.workspace == ours)
        return next((one for one in whole if one.why is not Why.BEFORE_UPDATE), None)

    def is_due(self) -> bool:
        """Tell whether the newest copy is older than a day, or from a future that a wrong clock saw."""
        if self._workspace.read_only or self._workspace.damage or self._settings.value(IS_DEMO):
            return False
        if not self._settings.value("device"):  # nobody has done anything here yet
            return False
        last = self.last()
        return last is None or abs(self._clock.now() - last.made_at) >= EVERY

    def room(self) -> tuple[int, int]:
        """Return how many bytes are free where copies are written, and how many the next one needs."""
        return backup.room(self.folder()), backup.needs(self._workspace.file)

    def make(
        self, why: Why = Why.ASKED, folder: Path | None = None
    ) -> Generator[Progress, None, Backup]:
        """Write a copy, check it, and take away what the rotation no longer keeps.

        `folder` writes this one copy elsewhere. Raises `NoRoom`, `BackupFailed`, `NotAllowed` while another copy is
        being made, and `StoreDamaged` when the workspace itself is damaged: then nothing is written any more, and
        no older copy goes.
        """
        if not self._one_at_a_time.acquire(blocking=False):
            raise NotAllowed("backup-under-way")
        try:
            now = self._clock.now()
            target = _free(folder or self.folder(), now)
            name = self._name()
            try:
                made = yield from backup.copy(
                    self._workspace.file, target, why, now, workspace=name
                )
            except StoreDamaged as error:
                self._workspace.stop_writing(error.detail)
                raise
            if folder is None and not self._workspace.read_only:
                self._settings.put(CHECKED, now.isoformat())
                for old in surplus(backup.listed(self.folder()), name):
                    backup.forget(old)
        finally:
            self._one_at_a_time.release()
        return made

    def check(self) -> None:
        """Look for damaged pages. Raises `StoreDamaged`, and nothing is written any more.

        Every copy that is made is checked more thoroughly than that, with the search index; this is for the time
        after an end without warning, and for whoever has no room for copies.
        """
        found = self._workspace.quick_problems()
        if found:
            self._workspace.stop_writing(found[0])
            raise StoreDamaged(found[0])
        if not self._workspace.read_only:
            self._settings.put(CHECKED, self._clock.now().isoformat())

    def check_is_due(self) -> bool:
        """Tell whether the last session had no time to close the file, or nobody looked for a week."""
        if self._workspace.damage or self._workspace.read_only:
            return False
        if self._workspace.ended_badly:
            self._workspace.ended_badly = False
            return True
        last = self._settings.value(CHECKED)
        return bool(last) and abs(self._clock.now() - datetime.fromisoformat(last)) > CHECK_EVERY

    def note_rehearsal(self, done: Rehearsal) -> None:
        """Keep how a trial went."""
        if not self._workspace.read_only:
            facts = {**asdict(done), "at": done.at.isoformat()}
            self._settings.put(REHEARSAL, json.dumps(facts, ensure_ascii=False))

    def rehearsal(self) -> Rehearsal | None:
        """Return the last trial, None when there was none."""
        kept = self._settings.value(REHEARSAL)
        if not kept:
            return None
        read = json.loads(kept)
        read["at"] = datetime.fromisoformat(read["at"])
        read["problems"] = tuple(read["problems"])
        return Rehearsal(**read)

    def _name(self) -> str:
        """Return the name of this workspace among copies of several; it gets one at the first copy."""
        known = self._settings.value(WORKSPACE)
        if known or self._workspace.read_only:
            return known
        made = uuid7()
        self._settings.put(WORKSPACE, made)
        return made


def _free(folder: Path, now: datetime) -> Path:
    name = f"workspace-{now:%Y%m%d-%H%M%S}"
    target, n = folder / f"{name}.db", 2
    while target.exists():
        target, n = folder / f"{name}-{n}.db", n + 1
    return target
