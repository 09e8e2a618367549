"""Named places where a test may kill the program.

A promise such as "never sent twice" is shown by ending the process at every step. `reach("name")` does
nothing unless the environment variable `CMW_KILL_AT` names that place, as `name` or `name:n` (the n-th
passage, from 1); then the process ends at once with SIGKILL, as a power failure or the system would do it, or gets
the signal that `CMW_KILL_BY` names.
`CMW_KILL_LOG` names a file that receives each passage, so that a test can list all places there are.
"""

import os
import signal
from collections import Counter
from pathlib import Path

_target, _, _count = os.environ.get("CMW_KILL_AT", "").partition(":")
_signal = getattr(signal, os.environ.get("CMW_KILL_BY", "") or "SIGKILL", signal.SIGTERM)
_log = os.environ.get("CMW_KILL_LOG", "")
_passages: Counter[str] = Counter()


def reach(name: str) -> None:
    """Mark that the step `name` is reached; end the process here when a test asked for it."""
    if not _target and not _log:
        return
    _passages[name] += 1
    if _log:
        with Path(_log).open("a", encoding="utf-8") as log:
            log.write(f"{name}:{_passages[name]}\n")
    if name == _target and _passages[name] == int(_count or 1):
        os.kill(os.getpid(), _signal)
