"""How long it takes to merge two contacts of whom one wrote 10,000 messages, and to take that back, in CPU time."""

import tempfile
import time
from pathlib import Path

from bench import connector, workspace
from bench.corpus import START, STEP
from bench.rows import Row, as_table, below
from cmworkstation.domain.contact import ContactId
from cmworkstation.domain.message import Item, Kind, Writer
from cmworkstation.services.workstation import Services

MESSAGES = 10_000
PAGE = 500
AIM_MS = 200.0
ROUNDS = 5
NAMES = (
    Writer("https://social.example/@nadia", "Nadia Ferrand", "@nadia@social.example"),
    Writer("https://photo.example/nadia", "Nadia F.", "nadia.photo"),
)


def measure() -> list[Row]:
    """Return the row: merge, look at the merged card, split."""
    with tempfile.TemporaryDirectory(prefix="cmworkstation-bench-people-") as folder:
        services = workspace.opened(Path(folder) / "w")
        first, second = _two(services)
        best = min(_ms(services, first, second) for _ in range(ROUNDS))
        services.close()
    how = f"best of {ROUNDS}, {MESSAGES:,} messages under two names, with a look at the merged card"
    return [below("merge and split", best, "ms CPU", AIM_MS, how)]


def _ms(services: Services, first: ContactId, second: ContactId) -> float:
    begin = time.thread_time()
    merged, _ = services.contacts.merge(first, second, "she says so on both")
    services.contacts.card(merged)
    services.contacts.split(merged)
    return (time.thread_time() - begin) * 1000


def _two(services: Services) -> tuple[ContactId, ContactId]:
    account = workspace.add_accounts(services, workspace.NAMES[:1])[0]
    reader = services.platforms.connector(account)
    for page in range(0, MESSAGES, PAGE):
        items = [
            Item(
                remote_id=f"https://social.example/m{n}",
                native_id=f"m{n}",
                kind=Kind.MENTION,
                writer=NAMES[n % 10 == 0],
                at=START + STEP * n,
                text=f"Question {n}, about the market?",
            )
            for n in range(page, page + PAGE)
        ]
        services.sync.store_page(account, reader, connector.page_of(items), services.clock.now())
    found = services.erasures.people("Nadia")
    first, second = (services.contacts.create(one.id)[0] for one in found)
    return first, second


if __name__ == "__main__":
    print(as_table(measure()))
