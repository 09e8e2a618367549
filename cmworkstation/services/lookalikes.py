"""Whose name looks like one of ours, or like somebody's who was here before."""

from cmworkstation.domain.alike import Alike, Names
from cmworkstation.services.accounts import Accounts
from cmworkstation.store import people, presence
from cmworkstation.store.database import Workspace

REMEMBERED = 5_000  # people at a time; to learn one takes some 40 µs


class Lookalikes:
    """Knows names by what they look like. `learn` runs on a lane; `mistaken_for` is quick and runs anywhere."""

    def __init__(self, workspace: Workspace, accounts: Accounts) -> None:
        """Know nobody yet."""
        self._workspace = workspace
        self._accounts = accounts
        self._ours: tuple[tuple[str, str], ...] = ()
        self._names = Names()
        self._last = 0  # id of the last person we know
        self._found: dict[tuple[str, str], Alike | None] = {}

    def learn(self) -> bool:
        """Look who came since the last call, and whether accounts changed; tell whether anybody did."""
        ours = tuple((one.name, one.handle) for one in self._accounts.listed())
        ours += tuple(
            ("", one.handle) for one in presence.listed(self._workspace.read()) if one.is_held
        )
        fresh = people.newest(
            self._workspace.read(), 0 if ours != self._ours else self._last, REMEMBERED
        )
        if ours == self._ours and not fresh:
            return False
        if ours != self._ours:
            self._names, self._ours = Names(), ours
            for name, handle in ours:
                self._names.add_ours(name, handle)
        self._names.add_people((name, handle) for _, name, handle in fresh)
        self._last = fresh[-1][0] if fresh else self._last
        self._found = {}
        return True

    def mistaken_for(self, name: str, handle: str) -> Alike | None:
        """Return whom a stranger of this name and handle could be mistaken for, None for nobody."""
        known = self._found
        if (name, handle) not in known:
            known[name, handle] = self._names.mistaken_for(name, handle)
        return known[name, handle]
