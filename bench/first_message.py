"""How long after an account is added its first message stands in the inbox: sign-in and a reading, over loopback."""

import time
from pathlib import Path
from tempfile import TemporaryDirectory

from bench.rows import Row, plain
from cmworkstation import connectors
from cmworkstation.domain.conversation import View
from cmworkstation.services.workstation import open_services
from cmworkstation.vault import Vault
from tests.connectors.fake_mastodon import FakeMastodon
from tests.connectors.misbehaving import serving
from tests.journeys.platforms import add_mastodon

MESSAGES, TRIES = 90, 3


def measure() -> list[Row]:
    """Return two rows: the best of a few tries by the clock, and of CPU with that of the server in it."""
    found = [_once() for _ in range(TRIES)]
    how = f"a Mastodon server of ours with {MESSAGES} messages: sign-in, first page, list"
    return [
        plain("first message after adding", min(one[0] for one in found) * 1e3, "ms", how),
        plain("first message, CPU", min(one[1] for one in found) * 1e3, "ms CPU", how),
    ]


def _once() -> tuple[float, float]:
    with TemporaryDirectory() as folder, serving(FakeMastodon("mastodon", domain="b.test")) as fake:
        assert isinstance(fake, FakeMastodon)
        for n in range(MESSAGES):
            fake.write(f"@alma@b.test Question {n}: when do you open?", by=f"p{n}@far.example")
        vault = Vault(memory_only=True)
        services = open_services(Path(folder) / "w", connectors.loaders(), vault=vault)
        clock, cpu = time.perf_counter(), time.process_time()
        account = add_mastodon(services, fake)
        for _ in services.sync.poll(account.id):
            if services.inbox.ids(View(status=None)):
                break
        taken = time.perf_counter() - clock, time.process_time() - cpu
        assert services.inbox.ids(View(status=None))
        services.close()
    return taken
