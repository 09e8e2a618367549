"""Backups from before an erasure: what they still hold, and letting go of them where a person wants that.

They are kept unless somebody says otherwise. Whoever restores one erases the same people again by the list that lies
beside the workspace, before anything of it can be read; but whoever opens the file by other means finds them in it.
"""

from collections.abc import Collection, Generator
from contextlib import suppress
from pathlib import Path

from cmworkstation.domain.backup import Backup
from cmworkstation.domain.profile import Act
from cmworkstation.domain.progress import Progress
from cmworkstation.domain.values import dataclass
from cmworkstation.services.acting import Acting
from cmworkstation.services.backups import WORKSPACE, Backups
from cmworkstation.services.erasures import Erasures
from cmworkstation.services.journal import Journal
from cmworkstation.services.settings import Settings
from cmworkstation.store import backup
from cmworkstation.store.database import Workspace
from cmworkstation.store.names import BACKUPS


@dataclass(frozen=True, slots=True)
class OlderCopy:
    """A copy that was made before people were erased, and how many of them it may still hold."""

    backup: Backup
    erased: int
    second: bool = False  # it lies in the second place


@dataclass(frozen=True, slots=True)
class LetGo:
    """What became of the copies that somebody let go of; `made` is the copy that was made first, None for none."""

    gone: int
    size: int  # bytes
    stayed: int  # they could not be deleted
    made: Backup | None = None


class OlderCopies:
    """The copies of this workspace that are older than its newest erasure."""

    def __init__(
        self,
        workspace: Workspace,
        backups: Backups,
        erasures: Erasures,
        settings: Settings,
        journal: Journal,
        acting: Acting,
    ) -> None:
        """Take what copies are made of and who was erased."""
        self._workspace = workspace
        self._backups = backups
        self._erasures = erasures
        self._settings = settings
        self._journal = journal
        self._acting = acting

    def listed(self) -> tuple[OlderCopy, ...]:
        """Return them, the newest first: in the chosen folder, beside the workspace, and in the second place."""
        erased = sorted(one.at for one in self._erasures.listed())
        found = []
        for copy, second in self._ours():
            since = sum(copy.made_at < at for at in erased)
            if since:
                found.append(OlderCopy(copy, since, second))
        return tuple(sorted(found, key=lambda one: one.backup.made_at, reverse=True))

    def second_is_away(self) -> bool:
        """Tell whether there is a second place for copies that cannot be looked into now."""
        second = self._backups.second()
        return second is not None and not second.there

    def has_newer(self) -> bool:
        """Tell whether a whole copy from after the newest erasure is there."""
        erased = [one.at for one in self._erasures.listed()]
        last = self._backups.last()
        return last is not None and last.made_at >= max(erased, default=last.made_at)

    def let_go(self, paths: Collection[Path]) -> Generator[Progress, None, LetGo]:
        """Delete older copies; where no newer one is there, one is made first. There is no way back.

        Paths that are none of them are passed over. Raises what `Backups.make` does, and then nothing is deleted.
        """
        self._acting.require(Act.KEEP)
        return self._let_go(frozenset(paths))

    def _let_go(self, paths: frozenset[Path]) -> Generator[Progress, None, LetGo]:
        chosen = [one.backup for one in self.listed() if one.backup.path in paths]
        if not chosen:
            return LetGo(0, 0, 0)
        made = None
        if not self.has_newer():
            made = yield from self._backups.make()
        gone: list[Backup] = []
        for one in chosen:
            with suppress(OSError):
                backup.forget(one)
                gone.append(one)
            yield Progress(len(gone), len(chosen), "erase")
        if gone:
            with self._workspace.write(durable=True) as connection:
                self._journal.note(connection, "copies.let-go", {"copies": len(gone)})
        size = sum(one.size for one in gone)
        return LetGo(len(gone), size, len(chosen) - len(gone), made)

    def _ours(self) -> list[tuple[Backup, bool]]:
        """Return the copies of this workspace; one without a note is ours where it lies beside it."""
        name = self._settings.value(WORKSPACE)
        beside = self._workspace.folder / BACKUPS
        second = self._backups.second()
        there = backup.listed(second.folder) if second is not None and second.there else ()
        known = {one.path: (one, False) for one in self._backups.listed()}
        known |= {one.path: (one, True) for one in there if one.path not in known}
        return [
            (one, apart)
            for one, apart in known.values()
            if (one.workspace and one.workspace == name)
            or (not one.workspace and one.path.parent == beside)
        ]
