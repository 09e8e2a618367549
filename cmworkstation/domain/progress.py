"""Progress of long work: what the command line prints, the window shows and a test lists."""

from collections.abc import Callable

from cmworkstation.domain.conversation import Changes
from cmworkstation.domain.values import dataclass


@dataclass(frozen=True, slots=True)
class Progress:
    """`done` of `total` steps (0 when unknown); `text` is a short key such as "fetch" or "write".

    `changes` are what this step made of the workspace, where that can be shown before all is done.
    """

    done: int
    total: int = 0
    text: str = ""
    changes: Changes | None = None


Told = Callable[
    [Progress], None
]  # hears of work that is no generator; what it raises stops the work
