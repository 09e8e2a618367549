"""Conversations as a mailbox that any program of mail opens (mbox). How a message looks says `domain/mailbox.py`."""

from collections.abc import Generator, Sequence
from datetime import datetime
from pathlib import Path
from typing import Protocol

from cmworkstation.domain import mailbox
from cmworkstation.domain.progress import Progress
from cmworkstation.domain.taking_out import Share
from cmworkstation.killpoint import reach
from cmworkstation.services.taking_out import TakingOut
from cmworkstation.services.whole_file import whole_file
from cmworkstation.store import taking_out as table


class MailWords(Protocol):
    """What a mailbox says in a person's language."""

    def person(self, number: int) -> str:
        """Return what a private person is called whose name is left out."""
        ...

    def elsewhere(self) -> str:
        """Return how it is said that a file, "{name}", stayed on its server."""
        ...


class Mailboxes:
    """Writes mailboxes. Run the generator on a lane."""

    def __init__(self, taking_out: TakingOut) -> None:
        """Take who reads conversations."""
        self._from = taking_out

    def write(
        self, target: Path, wanted: Sequence[int], share: Share, said: MailWords
    ) -> Generator[Progress, None, int]:
        """Write a mailbox; return how many messages it has. Notes and drafts never go along: they are no mail.

        Closing the generator leaves nothing. Raises `BackupFailed` and `NoRoom`.
        """
        done = 0
        with whole_file(target) as partial, partial.open("wb") as file:
            others = yield from self._from.others(wanted, share, said.person)
            homes = table.rows(self._from.workspace.read(), wanted)
            for n, row in enumerate(homes):
                one = self._from.whole(row.id, Share(names=share.names), others)
                for message in mailbox.messages(one, self._from.data, said.elsewhere()):
                    file.write(message)
                    done += 1
                reach("file.slice")
                yield Progress(n, len(homes), "write")
        return done


def file_name(now: datetime) -> str:
    """Return what a mailbox is called unless a person calls it otherwise."""
    return f"conversations-{now:%Y-%m-%d}.mbox"
