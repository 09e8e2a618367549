"""The reference workspace: a million messages of three years, built once through the program's own intake.

It is kept below the user's cache folder, under a name made from the generator and the schema, so that a change of
either builds it anew. Its state is that of a mailbox in use: what is old is done and read, a twentieth is somebody's,
labels follow Zipf's law.
"""

import inspect
import json
import os
import shutil
import time
from dataclasses import dataclass
from datetime import timedelta
from hashlib import blake2b
from pathlib import Path

from bench import connector, workspace
from bench.corpus import START, Corpus
from cmworkstation.domain.conversation import Status
from cmworkstation.services.workstation import Services
from cmworkstation.store import conversations
from cmworkstation.store.database import Connection

ROOT = Path(__file__).parent.parent
GENERATOR = ("bench/corpus.py", "bench/connector.py")
PLATFORMS = tuple(f"bench-{n}" for n in range(6))
ACCOUNTS = 40
SPAN = timedelta(days=3 * 365)
IMPORT_PAGE = 2_000  # messages of a page when much is taken in at once
OPEN_FOR = timedelta(days=180)  # what is older is done
UNREAD_FOR = timedelta(days=14)
LABELS = 20
ME = "profile-of-the-bench"


@dataclass(frozen=True, slots=True)
class Scale:
    """How large a reference workspace is."""

    name: str
    messages: int
    people: int

    def corpus(self, *, seed: int = 7, size: int | None = None, first: int = 0) -> Corpus:
        """Return this scale's messages, or more of the same kind."""
        return Corpus(
            size=self.messages if size is None else size,
            accounts=ACCOUNTS,
            seed=seed,
            first=first,
            since=START + SPAN / self.messages * first,
            authors=self.people,
            step=SPAN / self.messages,
            long=0.006,
            most_words=28,
            talkative=3.0,
        )


SCALES = {
    "1m": Scale("1m", 1_000_000, 50_000),
    "100k": Scale("100k", 100_000, 5_000),
    "tiny": Scale("tiny", 2_000, 300),
}


def account_names() -> list[str]:
    """Return the names of the accounts."""
    return [
        f"{workspace.NAMES[n % len(workspace.NAMES)]} {n // len(workspace.NAMES) + 1}"
        for n in range(ACCOUNTS)
    ]


def kept(scale: Scale, cache: Path | None = None) -> Path:
    """Return the folder of the reference workspace, building it where it is missing."""
    root = cache or cache_folder()
    folder = root / f"{scale.name}-{_print()}"
    if not (folder / "built.json").exists():
        partial = folder.with_name(f"{folder.name}.{os.getpid()}.part")
        shutil.rmtree(partial, ignore_errors=True)
        workspace.say(f"Building a workspace of {scale.messages:,} messages in {folder}, once …")
        built = build(partial, scale)
        (partial / "built.json").write_text(json.dumps(built), encoding="utf-8")
        shutil.rmtree(folder, ignore_errors=True)
        partial.rename(folder)
    return folder


def cache_folder() -> Path:
    """Return where reference workspaces are kept between runs."""
    base = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(base) / "cmworkstation-bench"


def build(folder: Path, scale: Scale) -> dict[str, float]:
    """Take all messages into a new workspace; return how many there are and the seconds of CPU they took."""
    services = opened(folder)
    made = workspace.add_accounts(services, account_names(), PLATFORMS)
    spent = 0.0
    for done, (account_no, items) in enumerate(scale.corpus().pages(IMPORT_PAGE)):
        account = made[account_no - 1]
        page, now = connector.page_of(items), services.clock.now()
        found = services.platforms.connector(account)
        begin = time.thread_time()
        services.sync.store_page(account, found, page, now)
        spent += time.thread_time() - begin
        if done % 50 == 49:
            workspace.say(f"  {done + 1} large pages, {spent:.0f} s of CPU")
    with services.workspace.write() as writer:
        _put_in_use(writer)
    services.close()
    return {"messages": scale.messages, "cpu_s": spent}


def opened(folder: Path) -> Services:
    """Open a reference workspace."""
    return workspace.opened(folder, PLATFORMS)


def _put_in_use(writer: Connection) -> None:
    end = START + SPAN
    conversations.mark_old_read(writer, end - UNREAD_FOR)
    long_ago = int((end - OPEN_FOR).timestamp() * 1000)
    old = [
        row[0]
        for row in writer.execute(
            "SELECT id FROM conversation WHERE status IN (0, 1) AND last_at < ?", (long_ago,)
        )
    ]
    conversations.set_status(writer, old, Status.DONE)
    writer.execute("UPDATE conversation SET assignee=? WHERE id % 20 = 0", (ME,))
    for n in range(1, LABELS + 1):
        writer.execute(
            "INSERT INTO label(id, path, folded, created_at) VALUES(?,?,?,0)",
            (n, f"Label {n}", f"label {n}"),
        )
        writer.execute(
            "INSERT INTO conversation_label(label_id, conversation_id, status, last_at)"
            " SELECT ?, id, status, last_at FROM conversation WHERE id % ? = 0",
            (n, 4 * n),
        )


def _print() -> str:
    digest = blake2b(digest_size=6)
    for name in GENERATOR:
        digest.update((ROOT / name).read_bytes())
    for part in (Scale, build, _put_in_use):
        digest.update(inspect.getsource(part).encode())
    digest.update(_schema().encode())
    return digest.hexdigest()


def _schema() -> str:
    """Return the tables and indexes of a new workspace."""
    import sqlite3  # noqa: PLC0415 - a workspace in memory, to look at

    from cmworkstation.store import migrations  # noqa: PLC0415 - as above

    connection = sqlite3.connect(":memory:", isolation_level=None)
    migrations.apply(connection)
    found = connection.execute("SELECT sql FROM sqlite_schema WHERE sql <> '' ORDER BY name")
    text = "\n".join(row[0] for row in found)
    connection.close()
    return text
