"""What can be done for a workspace from outside, also when it does not open: restore, salvage, a copy for help.

Nothing here deletes or overwrites the present file. The new one is built beside it; it takes its place when the
workspace is next opened, or at once by `finish` where nobody has it open.
"""

import shutil
from collections.abc import Generator
from contextlib import AbstractContextManager
from datetime import datetime
from pathlib import Path

from cmworkstation.domain.backup import Backup
from cmworkstation.domain.errors import (
    BackupDamaged,
    BackupFailed,
    BackupMissing,
    NoRoom,
    NotAWorkspace,
    StoreDamaged,
    WorkspaceTooNew,
)
from cmworkstation.domain.progress import Progress
from cmworkstation.store import backup, database, headers, restore, salvage, sealed, swap
from cmworkstation.store.names import FILE, OPENED
from cmworkstation.store.restore import Difference as Difference  # noqa: PLC0414 - for the window
from cmworkstation.store.salvage import Salvaged as Salvaged  # noqa: PLC0414 - as above
from cmworkstation.store.version import SCHEMA

RESTORED, SALVAGED = "workspace.restored", "workspace.salvaged"  # kinds of acts in the journal


class Rescue:
    """Works on the folder of a workspace."""

    def __init__(self, folder: Path) -> None:
        """Take the folder."""
        self.folder = folder

    @property
    def file(self) -> Path:
        """The present database file."""
        return self.folder / FILE

    def can_salvage(self) -> bool:
        """Tell whether the present file can be a workspace of this version, damaged or not."""
        try:
            headers.look(self.file)
        except (NotAWorkspace, WorkspaceTooNew, OSError):
            return False
        return True

    def listed(self) -> tuple[Backup, ...]:
        """Return the copies of this workspace, newest first."""
        return backup.all_of(self.folder)

    def described(self, path: Path) -> Backup:
        """Return what is known of any copy.

        Raises `BackupDamaged`, `NotAWorkspace`, `WorkspaceTooNew`, and `BackupMissing` where there is no such file.
        """
        try:
            if not sealed.is_sealed(path):
                headers.look(path)
            found = backup.described(path)
        except NotAWorkspace:
            raise
        except StoreDamaged as error:
            raise BackupDamaged(error.detail) from error
        except OSError as error:
            raise BackupMissing(type(error).__name__) from error
        if found.schema > SCHEMA:
            raise WorkspaceTooNew(found.schema, SCHEMA)
        return found

    def wants_passphrase(self, one: Backup) -> bool:
        """Tell whether a passphrase opens an encrypted copy; else only a key does. Raises as `described`."""
        try:
            return sealed.wants_passphrase(one.path)
        except OSError as error:
            raise BackupMissing(type(error).__name__) from error

    def unlock(self, one: Backup, secret: str) -> Generator[Progress, None, Backup]:
        """Open an encrypted copy beside the workspace, and return what was in it, to be compared and restored.

        `secret` is the passphrase or a secret key; `withdraw` takes away what was opened. Raises `WrongPassphrase`,
        `BackupDamaged`, `BackupMissing`, `BackupFailed` and `NoRoom`.
        """
        opened = yield from backup.unlocked(one, self.folder / OPENED, secret)
        headers.look(opened.path)
        return opened

    def compare(self, one: Backup) -> Difference:
        """Say what a restore of this copy would lose. Raises `BackupDamaged`."""
        return restore.compare(self.folder, one.path)

    def restore(self, one: Backup, now: datetime, *, keep: bool) -> Generator[Progress, None, None]:
        """Make everything ready for a restore; `keep` takes over drafts and replies of the present file.

        Raises `BackupDamaged`, `NotAWorkspace`, `WorkspaceTooNew`, `NoRoom` and `BackupFailed`.
        """
        swap.withdraw(self.folder)
        yield from restore.prepare(self.folder, one.path)
        (self.folder / OPENED).unlink(missing_ok=True)
        yield Progress(1, 1, "write")  # the last moment at which it can be stopped
        swap.order(
            self.folder,
            "workspace-before-restore",
            now,
            keep=keep,
            doubt=True,
            act=RESTORED,
            facts={"copy": one.came_from or one.path.name, "made_at": one.made_at.isoformat()},
        )

    def salvage(self, now: datetime) -> Generator[Progress, None, Salvaged]:
        """Make everything ready for a new file with what can be read of the damaged one and of the newest copy.

        Raises `NoRoom`, and `StoreDamaged` when nothing could be read of either.
        """
        swap.withdraw(self.folder)
        copies = [one.path for one in self.listed() if not one.sealed]
        result = yield from salvage.salvage(self.folder, now, copies)
        yield Progress(1, 1, "write")  # as above
        swap.order(
            self.folder,
            "workspace-damaged",
            now,
            keep=False,
            doubt=False,
            act=SALVAGED,
            facts={
                "copy": result.backup,
                "messages": str(result.saved.get("message", 0)),
                "journal": "; ".join(result.journal),
            },
        )
        return result

    def claimed(self) -> AbstractContextManager[None]:
        """Hold the workspace while `finish` is to follow. Raises `WorkspaceInUse` where somebody works with it."""
        return database.claimed(self.folder)

    def finish(self) -> Path | None:
        """Let what is ready take its place now, within `claimed`; return what the old file is called, if any."""
        done = swap.finish(self.folder)
        aside = self.folder / done.aside if done else None
        return aside if aside and aside.exists() else None

    def withdraw(self) -> None:
        """Forget what was made ready, and what was opened of an encrypted copy."""
        swap.withdraw(self.folder)
        (self.folder / OPENED).unlink(missing_ok=True)

    def copy_for_help(self, target: Path, now: datetime) -> Generator[Progress, None, Path]:
        """Copy the present file as it is, damage included, into a folder; return the copy's path."""
        wanted, free = backup.needs(self.file), backup.room(target)
        if free < wanted:
            raise NoRoom(wanted, free)
        made = target / f"workspace-for-help-{now:%Y%m%d-%H%M%S}.db"
        yield Progress(0, 0, "copy")
        try:
            target.mkdir(parents=True, exist_ok=True)
            for end in ("", "-wal"):
                source = self.file.with_name(FILE + end)
                if source.exists():
                    shutil.copyfile(source, made.with_name(made.name + end))
        except OSError as error:
            raise BackupFailed(type(error).__name__) from error
        return made
