"""Proof: how long it takes to check a long journal, and many signatures."""

import time
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from sqlite3 import Connection, connect
from tempfile import TemporaryDirectory

from bench.rows import Row, as_table, below
from cmworkstation.domain.charter.lifecycle import Status, Version
from cmworkstation.domain.charter.signing import SignOff, statement
from cmworkstation.domain.clock import from_ms
from cmworkstation.domain.profile import Role
from cmworkstation.services.workstation import open_services
from cmworkstation.store import charter_versions, journal
from cmworkstation.store.database import FILE, Workspace
from cmworkstation.vault import Vault

ROWS = 100_000
SIGNED = 5_000  # more than ten years of an office where each reply is approved
VERSION = Version("c" * 64, "town", "1.0", Status.REVIEW, datetime(2026, 9, 3, tzinfo=UTC))
AIM_S = 5.0
WORDS = "Bonjour, merci de votre message ; nous regardons cela aujourd’hui. "


def measure() -> list[Row]:
    """Return how long the whole chain takes to verify, read from a file."""
    with TemporaryDirectory() as place:
        folder = Path(place)
        Workspace(folder).close()
        with closing(connect(folder / FILE)) as connection:
            fill(connection, ROWS)
        with closing(connect(folder / FILE)) as connection:
            before = time.process_time()
            check = journal.verify(connection)
            spent = time.process_time() - before
    how = f"{check.rows} rows, {len(check.faults)} faults, from the file"
    return [below("verify of the journal", spent, "s CPU", AIM_S, how), _signatures()]


def _signatures() -> Row:
    """Return how long it takes to check every signature of a workspace."""
    with TemporaryDirectory() as place:
        vault = Vault(memory_only=True)
        vault.use_session_memory()
        services = open_services(Path(place), {}, vault=vault)
        who = services.profiles.add("Nadia", [Role.KEEPER, Role.APPROVER])
        with services.workspace.write() as connection:
            for n in range(SIGNED):
                said = statement(VERSION, {}, speaker="", words=WORDS, at=from_ms(n))
                mark = services.profiles.sign(said)
                one = SignOff(
                    f"{n:036}", VERSION.hash, who.id, "", WORDS, from_ms(n),
                    mark.fingerprint, mark.value, said.decode(),
                )  # fmt: skip
                charter_versions.add_sign_off(connection, VERSION.charter_id, one)
        before = time.process_time()
        found = services.proof.signatures()
        spent = time.process_time() - before
        services.close()
    how = f"{found.checked} signatures, {len(found.misfits)} misfits"
    return below("verify of signatures", spent, "s CPU", AIM_S, how)


def fill(connection: Connection, rows: int) -> None:
    """Write acts as the program writes them, each with a reply of ordinary length."""
    at = datetime(2026, 9, 3, 14, 5, tzinfo=UTC)
    with connection:
        for n in range(rows):
            facts = {"outbox": f"{n:036}", "body": WORDS * (1 + n % 4), "charter": "c" * 64}
            journal.append(connection, "d" * 36, at, "reply.queue", facts, by="p" * 36)


if __name__ == "__main__":
    print(as_table(measure()))
