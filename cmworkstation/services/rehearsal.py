"""A trial of a restore: a copy is only known to be good once it was restored and worked with."""

import tempfile
from collections.abc import Generator
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from cmworkstation.domain.backup import Backup, Rehearsal
from cmworkstation.domain.conversation import View
from cmworkstation.domain.errors import WorkstationError, WrongPassphrase
from cmworkstation.domain.progress import Progress
from cmworkstation.services.workstation import Services, open_services
from cmworkstation.store import backup, restore
from cmworkstation.store.names import FILE, OPENED
from cmworkstation.vault import Vault

COUNTED = ("account", "conversation", "message", "revision", "draft", "outbox", "journal")
WORD_LENGTH = 4  # letters of a word that is worth searching for


def rehearse(
    one: Backup, now: datetime, *, near: Path | None = None, secret: str = ""
) -> Generator[Progress, None, Rehearsal]:
    """Restore a copy aside, open it with the program's own services, count, search, and throw it away.

    It happens in a folder of its own below `near`. `secret` opens an encrypted one. What is wrong stands in the
    result; no account is connected. Raises `WrongPassphrase`.
    """
    with tempfile.TemporaryDirectory(prefix="cmworkstation-rehearsal-", dir=near) as place:
        folder, name = Path(place), one.path.name
        try:
            if one.sealed:
                one = yield from backup.unlocked(one, folder / OPENED, secret)
            ready = yield from restore.prepare(folder, one.path)
            ready.replace(folder / FILE)
            yield Progress(0, 0, "open")
            services = open_services(folder, {}, vault=Vault(memory_only=True))
            try:
                return replace(_looked_at(services, one, now), backup=name)
            finally:
                services.close()
        except WrongPassphrase:
            raise
        except WorkstationError as error:
            return Rehearsal(name, now, problems=(error.detail or type(error).__name__,))


def _looked_at(services: Services, one: Backup, now: datetime) -> Rehearsal:
    wrong = [
        *services.workspace.problems(),
        *services.inbox.recount(),
        *services.journal.verify().problems,
    ]
    counted = backup.counts(services.workspace.read())
    wrong += [
        f"{counted[table]} rows of {table} instead of {n}"
        for table, n in one.rows.items()
        if table in COUNTED and counted.get(table) != n
    ]
    homes = services.inbox.ids(View(status=None))
    found = 0
    for row in services.inbox.rows(homes[:20]):
        word = max(row.words.split(), key=len, default="")
        if len(word) >= WORD_LENGTH and word.isalpha():
            found = services.inbox.search_count(word)
            if not found:
                wrong.append("a word of a conversation is not found")
            break
    return Rehearsal(one.path.name, now, counted["message"], len(homes), found, tuple(wrong))
