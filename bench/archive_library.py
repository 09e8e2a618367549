"""Reading archives with the standard library alone: what anybody would do at least.

A letter with its words and headers as text, a post as its JSON, a row as its fields. Each returns how many messages it
saw words of.
"""

import csv
import io
import json
import mailbox
import zipfile
from collections.abc import Callable
from email import policy
from email.parser import BytesParser
from pathlib import Path
from xml.etree import ElementTree as ET

WP = "{http://wordpress.org/export/1.2/}"
ENCODED = "{http://purl.org/rss/1.0/modules/content/}encoded"


def mbox(path: Path) -> int:
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


def mastodon(path: Path) -> int:
    """Read the outbox."""
    with zipfile.ZipFile(path) as whole, whole.open("outbox.json") as file:
        return sum(bool(one["object"]["content"]) for one in json.load(file)["orderedItems"])


def x(path: Path) -> int:
    """Read the posts behind the name that their script gives them."""
    with zipfile.ZipFile(path) as whole:
        text = whole.read("data/tweets.js").decode()
    return sum(bool(one["tweet"]["full_text"]) for one in json.loads(text[text.index("=") + 1 :]))


def meta(path: Path) -> int:
    """Read each conversation, and make its letters what they were."""
    seen = 0
    with zipfile.ZipFile(path) as whole:
        for name in whole.namelist():
            if "/inbox/" in name:
                for one in json.loads(whole.read(name))["messages"]:
                    seen += bool(one["content"].encode("latin-1").decode())
    return seen


def wordpress(path: Path) -> int:
    """Read articles and comments as they end."""
    seen = 0
    for _, element in ET.iterparse(path):
        if element.tag == f"{WP}comment":
            seen += bool(element.findtext(f"{WP}comment_content"))
            element.clear()
        elif element.tag == "item":
            seen += bool(element.findtext(ENCODED))
            element.clear()
    return seen


def reddit(path: Path) -> int:
    """Read the comments."""
    with zipfile.ZipFile(path) as whole, whole.open("comments.csv") as file:
        rows = csv.DictReader(io.TextIOWrapper(file, "utf-8", newline=""))
        return sum(bool(row["body"]) for row in rows)


def table(path: Path) -> int:
    """Read the rows."""
    with path.open(encoding="utf-8", newline="") as file:
        return sum(bool(row["Texte"]) for row in csv.DictReader(file))


READ: dict[str, Callable[[Path], int]] = {
    "mastodon": mastodon,
    "x": x,
    "facebook": meta,
    "instagram": meta,
    "wordpress": wordpress,
    "reddit": reddit,
    "table": table,
    "mbox": mbox,
}
