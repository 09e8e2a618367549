"""One world: a workspace, a platform, their common time, and the clients that live and die in it."""

import random
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

from tests.faults import invariants
from tests.faults.nursery import Nursery
from tests.faults.server import FaultServer, Plan
from tests.faults.worldclock import WorldClock

KILLED = -9
LATER = 6
FIRST_START_POINTS = ("store.migrated",)  # passed once in the life of a workspace
READING_POINTS = (
    "sync.after-page",
    "sync.before-page",
    "sync.page-taken",
    "rules.after-all",
)  # kill points of reading alone


@dataclass
class Count:
    """What a world saw, for the summary of its group."""

    worlds: int = 0
    kills: int = 0
    replies: int = 0
    items: int = 0
    twice: int = 0
    lost: int = 0
    falsely_sent: int = 0
    asked: int = 0
    other: int = 0


class World:
    """Where clients are started, killed and started again until nothing is left to do."""

    def __init__(
        self,
        folder: Path,
        nursery: Nursery,
        *,
        kind: str = "plain",
        replies: int = 2,
        posts: int = 0,
        plan: Plan | None = None,
        plant: str = "",
        older: bool = False,
        parts: int = 0,
    ) -> None:
        """Make an empty world, with a platform of that `kind`; `older`: clients read its end and look back.

        With `parts` every reply leaves as a thread of so many.
        """
        folder.mkdir(parents=True, exist_ok=True)
        self.workspace = folder / "workspace"
        self.output = folder / "output"
        self.replies = replies * max(1, parts)
        self.clock = WorldClock(folder / "clock")
        self.server = FaultServer(self.clock, kind, posts or replies + replies // 4 + 1, plan)
        self.count = Count(worlds=1, replies=replies, items=posts)
        self._nursery = nursery
        self.words = [
            str(self.workspace),
            self.server.url,
            f"--clock={folder / 'clock'}",
            f"--kind={kind}",
            f"--replies={replies}",
            f"--plant={plant}",
            f"--parts={parts}",
            *(["--older"] if older else []),
        ]

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.server.stop()
        self.clock.close()

    def begin(self, nursery: Nursery | None = None, **order: Any) -> None:
        """Start a client, in this nursery or another one."""
        words = [*self.words, *order.pop("more", [])]
        (nursery or self._nursery).begin(words=words, output=str(self.output), **order)

    def end(self, nursery: Nursery | None = None) -> int:
        """Wait for that client; return its status, `KILLED` or another."""
        status = (nursery or self._nursery).end()
        self.count.kills += status == KILLED
        return status

    def live(self, **order: Any) -> int:
        """Run a client to its end."""
        self.begin(**order)
        return self.end()

    def settle(self) -> None:
        """Run a client that nobody kills, until nothing is left to do."""
        status = self.live()
        assert status == 0, f"status {status}\n{self.told()}"

    def kill_at_random(self, drawn: random.Random, *, kills: int, longest_s: float) -> None:
        """Kill client after client, each some time after its start; then let one end its work.

        One in four is left to live `LATER` times as long, so that some die while they recover or wait.
        """
        for _ in range(kills):
            longest = longest_s * (LATER if drawn.random() < 0.25 else 1)
            status = self.live(kill_after=drawn.uniform(0.0, longest))
            if status == 0:
                return
            assert status == KILLED, f"status {status}\n{self.told()}"
        self.settle()

    def violations(self) -> list[str]:
        """Check the invariants of sending, and count what was found."""
        found = invariants.after_sending(self.workspace, self.server, self.replies)
        self.count.asked = invariants.asked(self.workspace) if not found else 0
        return self._counted(found + self._traces())

    def violations_of_reading(self) -> list[str]:
        """Check the invariants of reading, and count what was found."""
        found = invariants.after_reading(self.workspace, self.server)
        return self._counted(found + self._traces())

    def told(self) -> str:
        """Return what the clients wrote before they died."""
        return self.output.read_text(encoding="utf-8")[-4000:] if self.output.exists() else ""

    def _traces(self) -> list[str]:
        """Whatever befell a client, it broke off with words and not with a traceback."""
        return ["words: a traceback"] if "Traceback" in self.told() else []

    def _counted(self, found: list[str]) -> list[str]:
        for one in found:
            if "times:" in one or "doubled" in one:
                self.count.twice += 1
            elif "lost" in one or "gone" in one:
                self.count.lost += 1
            elif "falsely" in one:
                self.count.falsely_sent += 1
            else:
                self.count.other += 1
        return found


def passages(log: Path) -> list[str]:
    """Return the passages that a client noted, `name:n` each, in order."""
    return log.read_text(encoding="utf-8").split()
