"""Importing archives, against reading the same file with the standard library alone.

The library's part is what anybody would do at least: a letter with its words and headers as text, a post as its JSON.
Ours cleans, joins, indexes and stores in transactions as well, which costs more than all reading; both are told.

    python -m bench.archive
"""

import json
import mailbox
import tempfile
import time
import zipfile
from collections.abc import Callable, Generator
from email import policy
from email.parser import BytesParser
from pathlib import Path
from typing import TypeVar

from bench import mail
from bench.rows import Row, as_table, at_least, plain
from cmworkstation import archives
from cmworkstation.archives import items
from cmworkstation.domain.progress import Progress
from cmworkstation.services.workstation import open_services
from cmworkstation.vault import Vault

T = TypeVar("T")
COUNT = 10_000
AIM = 0.5  # of the speed of the standard library
WORDS = mail.WORDS
HOME = "https://social.example/users/mairie"


def measure(count: int = COUNT) -> list[Row]:
    """Return how fast archives are imported, and how fast they are read without storing."""
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        letters = _mbox(folder / "Inbox.mbox", count)
        posts = _mastodon(folder / "mastodon.zip", count)
        return [
            *_rows("mbox", letters, "mbox", count, _library_mail),
            *_rows("Mastodon", posts, "mastodon", count, _library_json),
        ]


def _rows(
    name: str, path: Path, format_: str, count: int, library: Callable[[Path], int]
) -> list[Row]:
    alone = _cpu(lambda: library(path), count)
    read = _cpu(lambda: _read(path, format_), count)
    taken = _imported(path, format_, count)
    how = f"{count:,} messages, {path.stat().st_size / 1e6:.0f} MB"
    beside = f"{how}; the library alone reads {count / alone:,.0f}"
    return [
        plain(f"archive: {name} imported", count / taken, "messages/CPU s", beside),
        plain(f"archive: {name} read", count / read, "messages/CPU s", f"{how}, nothing stored"),
        at_least(f"archive: {name}, share", alone / taken, "of the library", AIM, how),
    ]


def _cpu(work: Callable[[], int], count: int) -> float:
    best = float("inf")
    for _ in range(2):
        started = time.process_time()
        seen = work()
        best = min(best, time.process_time() - started)
        assert seen == count
    return best


def _read(path: Path, format_: str) -> int:
    reader = archives.reader(path, format_, {})
    return sum(len(items(reader, entry)[-1:]) for entry in reader.entries())


def _imported(path: Path, format_: str, count: int) -> float:
    with tempfile.TemporaryDirectory() as folder:
        services = open_services(Path(folder) / "w", {}, vault=Vault(memory_only=True))
        imports = services.archive_imports
        found = _walked(imports.count(path, format_, {}))
        started = time.process_time()
        done = _walked(imports.run(path, found, {}))
        spent = time.process_time() - started
        assert done.done.tally.new == count
        services.close()
    return spent


def _walked(steps: Generator[Progress, None, T]) -> T:
    while True:
        try:
            next(steps)
        except StopIteration as end:
            result: T = end.value
            return result


def _library_mail(path: Path) -> int:
    """Read each letter: who, when, about what, and its words."""
    parser = BytesParser(policy=policy.default)
    box = mailbox.mbox(path, factory=parser.parse, create=False)  # type: ignore[arg-type]
    seen = 0
    for letter in box:
        body = letter.get_body(("plain", "html"))  # type: ignore[attr-defined]
        said = (letter["From"], letter["Date"], letter["Subject"], body.get_content())
        seen += all(said)
    box.close()
    return seen


def _library_json(path: Path) -> int:
    with zipfile.ZipFile(path) as whole, whole.open("outbox.json") as file:
        return sum(bool(one["object"]["content"]) for one in json.load(file)["orderedItems"])


def _mbox(path: Path, count: int) -> Path:
    with path.open("wb") as file:
        for n, raw in enumerate(mail.messages(count)):
            head = b"Date: Mon, 01 Apr 2024 10:%02d:%02d +0200\n" % (n // 60 % 60, n % 60)
            file.write(b"From a@reader.example Mon Apr  1 10:00:00 2024\n" + head)
            body = raw.replace(b"\r\n", b"\n").replace(b"\nFrom ", b"\n>From ")
            file.write(body.rstrip(b"\n") + b"\n\n")
    return path


def _mastodon(path: Path, count: int) -> Path:
    def post(n: int) -> dict[str, object]:
        text = " ".join(WORDS[(n + k) % len(WORDS)] for k in range(30))
        note = {
            "id": f"{HOME}/statuses/{n}",
            "type": "Note",
            "published": f"20{n % 20 + 4:02d}-{n % 12 + 1:02d}-{n % 28 + 1:02d}T10:{n % 60:02d}:00Z",
            "inReplyTo": f"{HOME}/statuses/{n - 1}" if n % 3 else None,
            "url": f"https://social.example/@mairie/{n}",
            "content": f"<p>{text}</p>",
            "to": ["https://www.w3.org/ns/activitystreams#Public"],
            "cc": [f"{HOME}/followers"],
            "attachment": [],
        }
        return {"id": f"{HOME}/{n}", "type": "Create", "actor": HOME, "object": note}

    outbox = {
        "@context": "https://www.w3.org/ns/activitystreams",
        "orderedItems": [post(n) for n in range(count)],
    }
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr("actor.json", json.dumps({"id": HOME, "preferredUsername": "mairie"}))
        made.writestr("outbox.json", json.dumps(outbox, ensure_ascii=False))
    return path


if __name__ == "__main__":
    print(as_table(measure()))
