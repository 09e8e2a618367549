"""Quick starts: one process that has everything loaded forks a client for each order that it reads.

    python -m tests.faults.nursery

An order is a line of JSON: `words` for the driver, `kill_at` and `kill_log` for the kill points, `kill_after`
real seconds until SIGKILL, `kill_by` for another signal at the kill point, `output` for a file, `windowed` for a client
with a window. The answer is a line with `status`, as `waitpid` puts it: the exit
status, or minus the signal. Each client is a process of its own and dies as any other.
"""

import gc
import importlib
import json
import os
import select
import signal
import subprocess
import sys
import traceback
from collections.abc import Mapping
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
LONGEST_LIFE_S = 60.0
# What a client uses and the program loads late: three quarters of its life otherwise.
LOADED = (
    "requests",
    "sqlite_utils",
    "tests.faults.driver",
    "cmworkstation.store.migrations",
    "cmworkstation.services.charters",
    "cmworkstation.services.composer",
    "cmworkstation.services.drafts",
    "cmworkstation.services.signin",
)


class Nursery:
    """The side of the test: starts the process, gives orders."""

    def __init__(self) -> None:
        """Start the process that forks."""
        environment = {
            name: value for name, value in os.environ.items() if not name.startswith("CMW_")
        }
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.faults.nursery"],
            cwd=ROOT,
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def begin(self, **order: object) -> None:
        """Start a client."""
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps(order) + "\n")
        self._process.stdin.flush()

    def end(self) -> int:
        """Wait for the client that was started; return its status."""
        assert self._process.stdout is not None
        return int(json.loads(self._process.stdout.readline())["status"])

    def close(self) -> None:
        """End the process."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.close()
        self._process.wait(timeout=LONGEST_LIFE_S + 5)
        self._process.stdout.close()


def main() -> None:
    """Fork clients as ordered until nobody orders any more."""
    for module in LOADED:
        importlib.import_module(module)
    gc.freeze()  # what is loaded stays shared with the clients
    for line in sys.stdin:
        order = json.loads(line)
        if order.get("windowed"):
            importlib.import_module("tests.faults.windowed")  # once, before the fork
        child = os.fork()
        if not child:
            os._exit(_live(order))
        status = _wait(child, order.get("kill_after"))
        print(json.dumps({"status": os.waitstatus_to_exitcode(status)}), flush=True)


def _wait(child: int, kill_after: float | None) -> int:
    handle = os.pidfd_open(child)
    try:
        left = LONGEST_LIFE_S if kill_after is None else kill_after
        if not select.select([handle], [], [], left)[0]:
            os.kill(child, signal.SIGKILL)  # not reaped yet: the number is still the child's
        return os.waitpid(child, 0)[1]
    finally:
        os.close(handle)


def _live(order: Mapping[str, Any]) -> int:
    """Be a client."""
    from cmworkstation import killpoint
    from tests.faults import driver

    output = os.open(order["output"], os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    os.dup2(output, 1)
    os.dup2(output, 2)
    os.environ["CMW_KILL_AT"] = order.get("kill_at", "")
    os.environ["CMW_KILL_LOG"] = order.get("kill_log", "")
    os.environ["CMW_KILL_BY"] = order.get("kill_by", "")
    importlib.reload(killpoint)  # in place: whoever holds `reach` sees the new target
    try:
        if order.get("windowed"):
            from tests.faults import windowed

            return windowed.main(order["words"], order["windowed"])
        return driver.main(order["words"])
    except BaseException:  # noqa: BLE001 - the test shows it
        traceback.print_exc()
        sys.stderr.flush()
        return 1


if __name__ == "__main__":
    main()
