"""F22: whatever a server does to its posts, the workspace says of each what the server said last, and no more."""

import random
from collections.abc import Iterator
from pathlib import Path

import pytest

from cmworkstation.domain.account import Account
from cmworkstation.domain.ids import MessageId
from cmworkstation.services.workstation import Services, open_services
from cmworkstation.vault import Vault
from tests.clocks import SetClock
from tests.faults import counts, invariants, seeds
from tests.faults.history import HistoryConnector, HistoryServer, Model, Told
from tests.faults.plugin import Ran
from tests.pretend import START

pytestmark = pytest.mark.in_memory
LONGEST = 1000  # steps of one history
LOOK_EVERY = 25  # steps between two comparisons
NAMES = ("north", "south")  # two accounts on one platform, whose posts bear the same ids


class Town:
    """A workspace with two accounts, their servers and what must be known of them."""

    def __init__(self, folder: Path, seed: int) -> None:
        self.folder, self.clock = folder, SetClock(START)
        self.drawn = random.Random(seed)
        HistoryConnector.told = {name: [] for name in NAMES}
        self.servers = {name: HistoryServer(self.drawn) for name in NAMES}
        self.models = {name: Model() for name in NAMES}
        self.services = self._open()
        self.accounts = {name: self._sign_in(name) for name in NAMES}

    def _open(self) -> Services:
        vault = Vault(memory_only=True)
        vault.use_session_memory()
        kinds = {"pretend": lambda: HistoryConnector}
        return open_services(self.folder, kinds, vault=vault, clock=self.clock)

    def _sign_in(self, name: str) -> Account:
        found = self.services.signin.find("pretend", name)
        signed = self.services.signin.finish("pretend", found, None, {})
        return self.services.signin.add(signed)[0]

    def step(self) -> None:
        """One thing happens on one of the servers, and the account is read."""
        name = self.drawn.choice(NAMES)
        self.tell(name, self.servers[name].step())

    def tell(self, name: str, pages: list[Told]) -> None:
        """Bring pages to an account."""
        self.clock.advance(minutes=1)
        for page in pages:
            self.models[name].take(page)
        HistoryConnector.told[name] += pages
        for _ in self.services.sync.poll(self.accounts[name].id):
            pass

    def restart(self) -> None:
        """Close the workspace and open it again."""
        self.services.close()
        self.services = self._open()

    def differences(self) -> list[str]:
        """Compare the workspace with the dictionary."""
        found = invariants.store(self.services)
        for name in NAMES:
            found += [f"{name}: {one}" for one in self._differences(name)]
        return found

    def _differences(self, name: str) -> Iterator[str]:
        model = self.models[name]
        rows = self.services.workspace.read().execute(
            "SELECT m.remote_id, m.id, m.conversation_id, a.key, m.author_name, m.text, m.parent_id,"
            " m.deleted_at IS NOT NULL FROM message m JOIN account c ON c.no = m.account_no"
            " JOIN author a ON a.id = m.author_id WHERE c.id=?",
            (self.accounts[name].id,),
        )
        here = {row[0]: row[1:] for row in rows}
        yield from (f"{one} is missing" for one in set(model.posts) - set(here))
        yield from (f"{one} is invented" for one in set(here) - set(model.posts))
        for one, known in model.posts.items():
            id_, _, by, writer, text, parent, deleted = here[one]
            told = (known.by, known.by.title(), known.text, known.parent, known.deleted)
            kept = (by, writer, text, parent, bool(deleted))
            if told != kept:
                yield f"{one}: the server says {told}, the workspace {kept}"
            before = [past.text for past in self.services.inbox.revisions(MessageId(id_))]
            if sorted(before) != sorted(known.before):
                yield f"{one}: it said {known.before}, kept is {before}"
            yield from self._search(one, known.text, id_)
        yield from self._conversations(model, {one: row[1] for one, row in here.items()})

    def _search(self, one: str, text: str, message_id: int) -> Iterator[str]:
        if self.drawn.random() < 0.2:
            word = text.split()[1].rstrip(",")
            hits = {hit.message_id for hit in self.services.inbox.search(word)}
            if message_id not in hits:
                yield f"{one}: not found by {word}"

    @staticmethod
    def _conversations(model: Model, homes: dict[str, int]) -> Iterator[str]:
        """What answers each other stands together; what has nothing to do with each other stands apart."""
        least, most = (model.together(through_unknown=unknown) for unknown in (False, True))
        for one, root in least.items():
            if homes[one] != homes[root]:
                yield f"{one} stands apart from {root}"
        by_home: dict[int, str] = {}
        for one, home in homes.items():
            if most[by_home.setdefault(home, one)] != most[one]:
                yield f"{one} stands with {by_home[home]}"


@pytest.mark.fault("F22")
@pytest.mark.timeout(1800)
@pytest.mark.parametrize("seed", seeds.of("F22", max(1, counts.now().steps // LONGEST)))
def test_the_workspace_says_what_the_server_said_last(tmp_path: Path, ran: Ran, seed: int):
    town = Town(tmp_path / "w", seed)
    steps = min(LONGEST, counts.now().steps)
    for n in range(1, steps + 1):
        town.step()
        if n % LOOK_EVERY == 0:
            ran(seed=seed, runs=LOOK_EVERY)
            assert town.differences() == [], f"seed {seed}, step {n}"
        if n % (LOOK_EVERY * 4) == 0:
            town.restart()
    size = town.services.workspace.read().execute("SELECT count(*) FROM message").fetchone()[0]
    for name in NAMES:
        town.tell(name, [town.servers[name].everything()] * 2)
    assert town.differences() == [], f"seed {seed}, at the end"
    again = town.services.workspace.read().execute("SELECT count(*) FROM message").fetchone()[0]
    assert again >= size > 0
    town.services.close()
