"""Copies of the workspace: a rotated set made by the clock, and those that a person asks for.

How often, how many, where else and for whom they are encrypted is the plan. The folder that was chosen, and the second
one, may lie on a disk that is not always there: a mark in it tells that it is the same disk, so that nothing is written
into an empty place where it would be.
"""

import base64
import json
import threading
from collections.abc import Generator, Sequence
from contextlib import suppress
from dataclasses import asdict
from datetime import datetime, timedelta
from pathlib import Path

from cmworkstation.domain.backup import Backup, Every, Keep, Plan, Rehearsal, Second, Why, surplus
from cmworkstation.domain.clock import Clock
from cmworkstation.domain.errors import (
    BackupFailed,
    BackupMissing,
    NotAllowed,
    PlaceAbsent,
    StoreDamaged,
)
from cmworkstation.domain.ids import uuid7
from cmworkstation.domain.progress import Progress
from cmworkstation.services.settings import IS_DEMO, Settings
from cmworkstation.store import backup, sealed
from cmworkstation.store.database import Workspace

WORKSPACE = "workspace_id"  # names of settings
REHEARSAL = "rehearsal"
CHECKED = "checked_at"
PLAN = "backup_plan"
LOCK = "backup_lock"
MARK = ".cmworkstation-backups"  # lies in a folder that was chosen
CHECK_EVERY = timedelta(days=7)
TRY_EVERY = timedelta(days=30)


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
            folder = _marked(folder)
        backup.choose_home(self._workspace.folder, folder)

    def listed(self) -> tuple[Backup, ...]:
        """Return all copies, newest first: of the chosen folder, and those beside the workspace."""
        return backup.all_of(self._workspace.folder)

    def last(self) -> Backup | None:
        """Return the newest copy of this workspace that was found whole, None when there is none."""
        ours = self._settings.value(WORKSPACE)
        whole = (one for one in self.listed() if one.checked and one.workspace == ours)
        return next((one for one in whole if one.why is not Why.BEFORE_UPDATE), None)

    def plan(self) -> Plan:
        """Return when copies are made, how many are kept, where else, and for whom they are encrypted."""
        lock = self._lock()
        own = bool(lock and lock.key)
        kept = json.loads(self._settings.value(PLAN) or "{}")
        second = kept.get("second")
        return Plan(
            Every(kept.get("every", Every.DAY)),
            Keep(kept.get("keep", Keep.USUAL)),
            Path(second) if second else None,
            sealed=lock is not None,
            passphrase=own,
            keys=lock.keys[int(own) :] if lock else (),
        )

    def change(self, every: Every, keep: Keep, second: Path | None) -> None:
        """Change when copies are made, how many are kept, and where else they go.

        Raises `BackupFailed` when nothing can be written into the other folder, `NotAllowed` ("second-same").
        """
        if second is not None and second != self.plan().second:
            if second.absolute() in (self.folder().absolute(), self._workspace.folder.absolute()):
                raise NotAllowed("second-same")
            second = _marked(second)
        facts = {"every": every, "keep": keep, "second": str(second) if second else ""}
        self._settings.put(PLAN, json.dumps(facts))

    def encrypt(self, passphrase: str, keys: Sequence[str] = ()) -> None:
        """Encrypt copies from now on, to be opened by a passphrase, by the holders of public keys, or by either.

        The passphrase is kept nowhere: only its holder opens what is written from now on. Raises `BadKey`. Slow.
        """
        lock = sealed.lock(passphrase, [one.strip() for one in keys if one.strip()])
        facts = {"keys": lock.keys, "key": base64.b64encode(lock.key).decode()}
        self._settings.put(LOCK, json.dumps(facts))

    def encrypt_no_more(self) -> None:
        """Write copies from now on that anybody can open; those there are stay encrypted."""
        self._settings.put(LOCK, "")

    def second(self) -> Second | None:
        """Return how the other folder stands, None where there is none."""
        folder = self.plan().second
        if folder is None:
            return None
        there = (folder / MARK).exists()
        ours = self._settings.value(WORKSPACE)
        copies = backup.listed(folder) if there else ()
        last = next((one for one in copies if one.checked and one.workspace == ours), None)
        return Second(folder, there, last)

    def second_is_due(self) -> bool:
        """Tell whether the other folder is there and lacks the newest copy."""
        if self._workspace.read_only or self._settings.value(IS_DEMO):
            return False
        second, last = self.second(), self.last()
        if second is None or not second.there or last is None:
            return False
        return second.last is None or second.last.made_at < last.made_at

    def catch_up(self) -> Generator[Progress, None, Backup]:
        """Copy the newest copy to the other folder, and take away what is not kept there any more.

        Raises `PlaceAbsent` where the disk is not there, `BackupMissing` where there is no copy yet, and as `make`.
        """
        second, last = self.second(), self.last()
        if second is None or not second.there:
            raise PlaceAbsent
        if last is None:
            raise BackupMissing
        made = yield from backup.carry_over(last, second.folder)
        self._rotate(second.folder)
        return made

    def is_due(self) -> bool:
        """Tell whether the newest copy is older than planned, or from a future that a wrong clock saw."""
        if self._workspace.read_only or self._workspace.damage or self._settings.value(IS_DEMO):
            return False
        if not self._settings.value("device"):  # nobody has done anything here yet
            return False
        every, last = self.plan().every, self.last()
        if every is Every.NEVER:
            return False
        return last is None or abs(self._clock.now() - last.made_at) >= every.length

    def room(self) -> tuple[int, int]:
        """Return how many bytes are free where copies are written, and how many the next one needs."""
        return backup.room(self.folder()), backup.needs(self._workspace.file)

    def make(
        self, why: Why = Why.ASKED, folder: Path | None = None
    ) -> Generator[Progress, None, Backup]:
        """Write a copy, check it, and take away what the rotation no longer keeps.

        `folder` writes this one copy elsewhere. Raises `NoRoom`, `BackupFailed`, `PlaceAbsent` where the folder lies
        on a disk that is not there, `NotAllowed` while another copy is being made, and `StoreDamaged` when the
        workspace itself is damaged: then nothing is written any more, and no older copy goes.
        """
        if not self._one_at_a_time.acquire(blocking=False):
            raise NotAllowed("backup-under-way")
        try:
            now = self._clock.now()
            lock = self._lock()
            self._sweep()
            target = _free(folder or self._there(), now, is_sealed=lock is not None)
            name = self._name()
            try:
                made = yield from backup.copy(
                    self._workspace.file, target, why, now, workspace=name, lock=lock
                )
            except StoreDamaged as error:
                self._workspace.stop_writing(error.detail)
                raise
            if folder is None and not self._workspace.read_only:
                self._settings.put(CHECKED, now.isoformat())
                self._rotate(self.folder())
        finally:
            self._one_at_a_time.release()
        return made

    def make_everywhere(self, why: Why = Why.ASKED) -> Generator[Progress, None, Backup]:
        """Write a copy, and copy it to the second place where that is there. Raises as `make` and `catch_up`."""
        made = yield from self.make(why)
        if self.second_is_due():
            yield from self.catch_up()
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

    def trial_is_due(self) -> bool:
        """Tell whether no restore was tried for a month, and there is a copy that nobody has to open for it."""
        last, tried = self.last(), self.rehearsal()
        if last is None or last.sealed or self._settings.value(IS_DEMO):
            return False
        return tried is None or abs(self._clock.now() - tried.at) >= TRY_EVERY

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

    def _there(self) -> Path:
        """Return where copies are written. Raises `PlaceAbsent` where a folder that was chosen is gone."""
        folder = self.folder()
        chosen = backup.is_chosen(self._workspace.folder)
        if chosen and not (folder / MARK).exists() and not backup.listed(folder):
            raise PlaceAbsent
        return folder

    def _sweep(self) -> None:
        """Take away what is left of copies that were killed; the lock says that none is under way."""
        for place in (self._workspace.folder, self.folder()):
            for left in place.glob("workspace-*.part"):
                with suppress(OSError):
                    left.unlink()

    def _rotate(self, folder: Path) -> None:
        name, keep = self._settings.value(WORKSPACE), self.plan().keep
        for old in surplus(backup.listed(folder), name, keep):
            with suppress(OSError):  # it goes the next time
                backup.forget(old)

    def _lock(self) -> sealed.Lock | None:
        kept = self._settings.value(LOCK)
        if not kept:
            return None
        facts = json.loads(kept)
        return sealed.Lock(tuple(facts["keys"]), base64.b64decode(facts["key"]))

    def _name(self) -> str:
        """Return the name of this workspace among copies of several; it gets one at the first copy."""
        known = self._settings.value(WORKSPACE)
        if known or self._workspace.read_only:
            return known
        made = uuid7()
        self._settings.put(WORKSPACE, made)
        return made


def _free(folder: Path, now: datetime, *, is_sealed: bool) -> Path:
    end = sealed.SUFFIX if is_sealed else ".db"
    name = f"workspace-{now:%Y%m%d-%H%M%S}"
    target, n = folder / f"{name}{end}", 2
    while target.exists():
        target, n = folder / f"{name}-{n}{end}", n + 1
    return target


def _marked(folder: Path) -> Path:
    """Make a folder that was chosen, and mark it. Raises `BackupFailed` when nothing can be written there."""
    folder = folder.absolute()
    try:
        folder.mkdir(parents=True, exist_ok=True)
        (folder / MARK).write_bytes(b"")
    except OSError as error:
        raise BackupFailed(type(error).__name__) from error
    return folder
