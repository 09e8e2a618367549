"""An act on very many conversations: in slices, each of them whole; it can be stopped, and has one undo."""

from collections.abc import Callable, Generator, Sequence
from dataclasses import dataclass, field

from cmworkstation.domain.conversation import Changes
from cmworkstation.domain.progress import Progress
from cmworkstation.services.deciding import Undo

SLICE = 1000  # conversations of one transaction
PartOf = Callable[[Sequence[int]], tuple[Changes, Undo]]


@dataclass(slots=True)
class Carried:
    """What became of a round: what changed, how to take it back, and why it ended early."""

    changes: Changes = field(default_factory=Changes)
    undos: list[Undo] = field(default_factory=list)
    stopped: bool = False
    error: Exception | None = None  # of a slice that could not be carried out; those before it are

    def __len__(self) -> int:
        """Return how many conversations were acted on."""
        return sum(len(one.before) for one in self.undos)


class Round:
    """Goes through conversations; `stop` may be called from another thread and holds from the next slice on."""

    def __init__(self) -> None:
        """Begin unstopped."""
        self._stopped = False

    def stop(self) -> None:
        """Begin no further slice."""
        self._stopped = True

    def steps(
        self, wanted: Sequence[int], act: PartOf, size: int = SLICE
    ) -> Generator[Progress, None, Carried]:
        """Carry out an act; what was done stays done when it is stopped or a slice fails."""
        carried = Carried()
        for at in range(0, len(wanted), size):
            if self._stopped:
                carried.stopped = True
                break
            try:
                changes, undo = act(wanted[at : at + size])
            except Exception as error:  # noqa: BLE001 - told with what was done before it
                carried.error = error
                break
            carried.changes |= changes
            carried.undos.append(undo)
            yield Progress(min(at + size, len(wanted)), len(wanted), "conversations")
        return carried

    @staticmethod
    def back(
        undos: Sequence[Undo], take_back: Callable[[Undo], Changes]
    ) -> Generator[Progress, None, Changes]:
        """Take a round back, the last slice first."""
        changes = Changes()
        for n, undo in enumerate(reversed(undos), 1):
            changes |= take_back(undo)
            yield Progress(n, len(undos), "conversations")
        return changes
