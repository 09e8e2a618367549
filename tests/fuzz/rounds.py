"""How often, how long and how hard the readers of foreign bytes are tried.

Some hundred examples come with each change; `CMW_FUZZ=nightly` asks for a hundred times as many. No test here looks
at a clock. What must end is run apart, under a limit of processor time that the kernel keeps: a reader whose time
grows with the square of its input dies there, on a busy machine as on an idle one.
"""

import inspect
import os
import subprocess
import sys
import textwrap
from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from hypothesis import HealthCheck, settings

NIGHTLY = os.environ.get("CMW_FUZZ") == "nightly"
MORE = 100
CPU_S = 20  # for a whole corpus of nasty inputs, each of which should take some milliseconds
HOSTED = """
import resource, sys
{limit}
{source}
for made in {name}():
    {act}
print("ended")
"""

T = TypeVar("T", bound=Callable[..., Any])


def rounds(examples: int) -> Callable[[T], T]:
    """Try a test this often with each change, and far more often by night."""
    many = examples * MORE if NIGHTLY else examples
    quiet = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.function_scoped_fixture]
    return settings(max_examples=many, deadline=None, suppress_health_check=quiet, print_blob=True)


def ends(inputs: Callable[[], Sequence[Callable[[], object]]], cpu_s: int = CPU_S) -> None:
    """Call everything that `inputs` returns in a process of its own, which must end within `cpu_s` of work.

    `inputs` is a function without closure that imports what it needs; an error of the program's own kind is an
    answer like any other.
    """
    source = textwrap.dedent(inspect.getsource(inputs))
    act = (
        "try: made()\n    except __import__('cmworkstation.domain.errors').domain.errors"
        ".WorkstationError: pass"
    )
    limit = f"resource.setrlimit(resource.RLIMIT_CPU, ({cpu_s}, {cpu_s}))"
    script = HOSTED.format(limit=limit, source=source, name=inputs.__name__, act=act)
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stdout) == (0, "ended\n"), done.stderr[-2_000:]
