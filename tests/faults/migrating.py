"""Kills the update of a workspace at one statement after the other.

    python -m tests.faults.migrating OLD_FOLDER COPIES STEP

For n = 1, 1 + STEP, … `OLD_FOLDER` is copied to `COPIES/n` and opened by a process that dies at the nth statement of
the migration, until one comes through. Prints the n of that one.
"""

import itertools
import os
import shutil
import signal
import sqlite3
import sys
import traceback
from pathlib import Path

from cmworkstation.domain.progress import Told
from cmworkstation.store import migrations
from cmworkstation.store.database import Workspace


def main(old: Path, copies: Path, step: int) -> int:
    """Kill at every `step`th statement; return the exit status."""
    for n in itertools.count(1, step):
        folder = copies / str(n)
        shutil.copytree(old, folder)
        child = os.fork()
        if not child:
            _live(folder, n)
        status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        if status == 0:
            print(n)
            return 0
        if status != -signal.SIGKILL:
            return 1
    return 1


def _live(folder: Path, n: int) -> None:
    """Open the workspace, die at the nth statement of its migration, or end well."""
    apply = migrations.apply
    left = itertools.count(1)

    def watched(connection: sqlite3.Connection, told: Told | None = None) -> None:
        def passed(statement: str) -> None:
            if next(left) == n:
                os.kill(os.getpid(), signal.SIGKILL)

        connection.set_trace_callback(passed)
        apply(connection, told)
        connection.set_trace_callback(None)

    vars(migrations)["apply"] = watched
    status = 1
    try:
        Workspace(folder).close()
        status = 0
    except BaseException:  # noqa: BLE001 - shown by whoever started this
        traceback.print_exc()
    finally:
        os._exit(status)


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3])))
