"""Naming people in a reply: who may be meant by what was typed, and how their platform writes them."""

from dataclasses import dataclass

from cmworkstation.domain.folding import fold
from cmworkstation.domain.reply import Draft
from cmworkstation.store import accounts, people
from cmworkstation.store.database import Workspace


@dataclass(frozen=True, slots=True)
class Named:
    """Somebody who can be named: `handle` as it stands in a text of that platform."""

    name: str
    handle: str


class Naming:
    """Finds the people whom a reply may name."""

    def __init__(self, workspace: Workspace) -> None:
        """Take the workspace."""
        self._workspace = workspace

    def found(self, draft: Draft, typed: str, most: int = 8) -> tuple[Named, ...]:
        """Return who may be meant by the beginning of a name or handle: the people of the thread first.

        With nothing typed yet, only those. Platforms that write no handles with @ have nobody to name.
        """
        connection = self._workspace.read()
        account = accounts.account(connection, draft.account_id)
        wanted = fold(typed.strip("@"))
        near = [
            (name, handle)
            for name, handle in people.in_thread(connection, draft.conversation_id)
            if any(word.startswith(wanted) for word in _beginnings(name, handle))
        ]
        far = people.beginning(connection, account.platform, typed, 4 * most)
        handles = dict.fromkeys(
            (handle, name) for name, handle in (*near, *far) if handle.startswith("@")
        )
        unique: dict[str, str] = {}
        for handle, name in handles:
            unique.setdefault(handle, name)
        unique.pop(account.handle, None)
        return tuple(Named(name, handle) for handle, name in list(unique.items())[:most])


def _beginnings(name: str, handle: str) -> list[str]:
    """Return everything by whose beginning somebody is looked for."""
    parts = fold(name).split()
    return [*(" ".join(parts[n:]) for n in range(len(parts))), fold(handle).lstrip("@")]
