"""The workspace of 100,000 messages: built once through the full path, kept below the system's temporary folder."""

import hashlib
import json
import os
import shutil
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

from bench import connector
from bench.corpus import START, STEP, Corpus
from cmworkstation.domain.account import Account
from cmworkstation.domain.ids import AccountId
from cmworkstation.services.workstation import Services, open_services
from cmworkstation.store import accounts, conversations
from cmworkstation.vault import Vault

SIZE = 100_000
ROOT = Path(__file__).parent.parent
# What decides how a built workspace looks; a change of any of these builds it anew.
MADE_BY = (
    "bench/corpus.py",
    "bench/connector.py",
    "bench/workspace.py",
    "cmworkstation/store/migrations.py",
    "cmworkstation/store/words.py",
)
NAMES = (
    "Mairie",
    "Médiathèque",
    "Piscine",
    "Théâtre",
    "Marché",
    "Boulangerie",
    "Jardins",
    "Écoles",
)
LOOKS = ("mastodon", "wordpress", "facebook", "instagram")
CHARTER = "mediatheques-ormaie"
READ_UNTIL = START + STEP * SIZE - timedelta(days=14)  # what is older was read long ago


def kept(size: int = SIZE) -> Path:
    """Return the folder of the workspace of `size` messages, building it where it is missing."""
    folder = Path(tempfile.gettempdir()) / f"cmworkstation-bench-{os.getuid()}-{_print()}-{size}"
    if not (folder / "built.json").exists():
        shutil.rmtree(folder, ignore_errors=True)
        partial = folder.with_name(f"{folder.name}.{os.getpid()}.part")
        shutil.rmtree(partial, ignore_errors=True)
        say(f"Building a workspace of {size:,} messages, once …")
        built = build(partial, size)
        (partial / "built.json").write_text(json.dumps(built), encoding="utf-8")
        partial.rename(folder)
        for old in folder.parent.glob(f"cmworkstation-bench-{os.getuid()}-*-{size}"):
            if old != folder:
                shutil.rmtree(old, ignore_errors=True)  # made by another version
    return folder


@contextmanager
def copied(folder: Path) -> Iterator[Path]:
    """Yield a throw-away copy of a workspace."""
    with tempfile.TemporaryDirectory(prefix="cmworkstation-bench-copy-") as place:
        copy = Path(place) / "workspace"
        shutil.copytree(folder, copy, ignore=shutil.ignore_patterns("*.lock"))
        yield copy


def build(folder: Path, size: int) -> dict[str, float]:
    """Take `size` messages into a new workspace; return how many there are and the seconds of CPU they took."""
    services = opened(folder)
    made = add_accounts(services)
    bench = services.platforms.connector(made[0])
    spent = 0.0
    for account_no, items in Corpus(size=size).pages():
        page = connector.page_of(items)
        now = services.clock.now()
        begin = time.thread_time()
        services.sync.store_page(made[account_no - 1], bench, page, now)
        spent += time.thread_time() - begin
    with services.workspace.write() as connection:
        conversations.mark_old_read(connection, READ_UNTIL)
    services.close()
    return {"messages": size, "cpu_s": spent}


def opened(folder: Path, platforms: Sequence[str] = (connector.PLATFORM,)) -> Services:
    """Open a workspace with the connector of the benchmarks and secrets in memory only."""
    return open_services(folder, connector.loaders(platforms), vault=Vault(memory_only=True))


def add_accounts(
    services: Services,
    names: Sequence[str] = NAMES,
    platforms: Sequence[str] = (connector.PLATFORM,),
) -> list[Account]:
    """Put accounts of these names into a new workspace, on the platforms in turns, all under one charter."""
    made = [
        Account(
            id=AccountId(f"account-{n}"),
            platform=platforms[n % len(platforms)],
            look=LOOKS[n % len(LOOKS)],
            name=name,
            handle="@nous@us.example",
            server="https://us.example",
            colour=n,
            capabilities=connector.CAPABILITIES,
        )
        for n, name in enumerate(names)
    ]
    with services.workspace.write() as connection:
        for account in made:
            accounts.add(connection, account, START)
    charter, _ = services.charters.add_starter(CHARTER)
    for account in made:
        services.charters.assign(account.id, charter)
    return made


def say(sentence: str) -> None:
    """Tell what goes on, on the error stream."""
    print(sentence, file=sys.stderr, flush=True)


def _print() -> str:
    digest = hashlib.sha256()
    for name in MADE_BY:
        digest.update((ROOT / name).read_bytes())
    return digest.hexdigest()[:12]
