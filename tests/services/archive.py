"""A pretend platform that can be asked for a stretch of time, and remembers what it was asked for."""

from collections.abc import Generator
from datetime import datetime, timedelta
from typing import ClassVar

from cmworkstation.domain.account import Account
from cmworkstation.sdk.connector import HISTORY, Page
from tests.pretend import START, PretendConnector, _raw
from tests.services.conftest import World

PAGE = 10


class ArchiveConnector(PretendConnector):
    """Lists what its server holds from `kept_from` on, newest first; reading by cursor may skip some of it."""

    kept_from: ClassVar[datetime | None] = None
    asked: ClassVar[list[tuple[datetime | None, datetime]]] = []  # one entry per page asked for
    trouble: ClassVar[Exception | None] = None
    gone: ClassVar[tuple[str, ...]] = ()

    @classmethod
    def reset(cls) -> None:
        """Forget what earlier tests wanted."""
        cls.kept_from, cls.trouble, cls.gone = None, None, ()
        cls.asked = []

    def history(
        self, *, since: datetime | None, until: datetime, cursor: str
    ) -> Generator[Page, None, datetime | None]:
        """Yield pages of ten, newest first; the cursor is how many were handed out."""
        self.asked.append((since, until))
        if self.trouble is not None:
            raise self.trouble
        listed = sorted(
            (
                (at, number)
                for number, post in enumerate(self.server.posts)
                if (at := datetime.fromisoformat(post["at"])) <= until
                and (self.kept_from is None or at >= self.kept_from)
            )
        )
        wanted = [
            self.server.posts[number] for at, number in listed if since is None or at >= since
        ]
        done = int(cursor or "0")
        while done < len(wanted):
            part = wanted[max(0, len(wanted) - done - PAGE) : len(wanted) - done]
            done += len(part)
            yield Page(HISTORY, tuple(map(_raw, part)), str(done), gone=self.gone)
        oldest = listed[0][0] if listed else until
        return oldest if since is None or oldest > since else None


def archived(world: World, **write: object) -> None:
    """Let the platform hold something that reading by cursor never brings: put it behind the cursor's place."""
    world.server.write(**write)  # type: ignore[arg-type]
    world.server.posts.insert(0, world.server.posts.pop())
    with world.services.workspace.write() as connection:
        connection.execute("UPDATE cursor SET value=value + 1")


def read(world: World, account: Account) -> None:
    """Read what is new."""
    for _ in world.services.sync.poll(account.id):
        pass


def settle(world: World, account: Account, rounds: int = 60) -> None:
    """Do what the pulse of the window does until nothing is left to ask for."""
    for _ in range(rounds):
        for account_id in world.services.history.due():
            assert account_id == account.id
            world.services.history.step(account_id)
        world.clock.advance(2)


def minutes(**parts: float) -> float:
    """Return a time before or after the start in minutes, as `PretendServer.write` wants it."""
    return timedelta(**parts).total_seconds() / 60


__all__ = ["START", "ArchiveConnector", "archived", "minutes", "read", "settle"]
