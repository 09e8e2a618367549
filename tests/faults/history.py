"""A server that does at random what servers do, and the dictionary that says what the workspace must hold then.

The server edits, deletes, brings back, gives an id to another post, tells a parent late, sends what it sent before, in
any order, twice in a page, with the bytes of today or of last week. The model knows one rule: what a page says last of
an id is what is said of it.
"""

import json
import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import ClassVar

from cmworkstation.domain.account import Capabilities
from cmworkstation.domain.message import Item, Kind, Writer
from cmworkstation.sdk.connector import Found, Identity, Page, RawItem
from cmworkstation.sdk.http import Http
from tests.pretend import START, PretendConnector

LARGEST = 250  # posts of a server: histories grow long, servers do not
PEOPLE = ("nadia", "tom", "lise", "omar", "yuki")
Post = dict[str, str]


@dataclass(frozen=True, slots=True)
class Told:
    """One page: what a server says of its posts, and which it says are gone."""

    posts: tuple[Post, ...]
    gone: tuple[str, ...] = ()


class HistoryServer:
    """Draws what happens next, and tells it in pages."""

    def __init__(self, drawn: random.Random) -> None:
        """Begin with nothing."""
        self._drawn = drawn
        self._now: dict[str, Post] = {}  # id → as it stands
        self._former: list[Post] = []  # what was once said of a post
        self._gone: set[str] = set()
        self._words = 0

    def step(self) -> list[Told]:
        """Let one thing happen and tell it, among things that were told before; return one page or two."""
        drawn = self._drawn
        gone: list[str] = []
        said: list[Post] = []
        for _ in range(drawn.choice((1, 1, 2, 5))):
            self._happen(said, gone)
        if drawn.random() < 0.3:
            said += drawn.sample(list(self._now.values()), min(len(self._now), 3))
        if drawn.random() < 0.1 and self._former:
            said.append(drawn.choice(self._former))  # a cache that was asleep
        if drawn.random() < 0.2 and said:
            said.append(drawn.choice(said))
        if drawn.random() < 0.3:
            drawn.shuffle(said)
        half = drawn.randrange(len(said) + 1)
        parts = [said[:half], said[half:]] if drawn.random() < 0.2 else [said]
        pages = [Told(tuple(dict(post) for post in part)) for part in parts]
        pages[-1] = Told(pages[-1].posts, tuple(gone))
        return pages

    def everything(self) -> Told:
        """Tell all that stands, as a last page."""
        return Told(tuple(dict(post) for post in self._now.values()), tuple(self._gone))

    def _happen(self, said: list[Post], gone: list[str]) -> None:
        drawn = self._drawn
        acts = [self._write] * 4 + [self._edit] * 3
        acts += [self._take_back, self._delete, self._mark_deleted, self._return, self._reuse]
        acts += [self._tell_parent, self._rename]
        drawn.choice(acts)(said, gone)

    def _write(self, said: list[Post], _gone: list[str], /) -> None:
        if len(self._now) >= LARGEST:
            return
        drawn = self._drawn
        name = f"p{len(self._now)}"
        known = [*self._now, "", "", f"p{len(self._now) + drawn.randrange(1, 4)}"]  # or not yet
        parent = drawn.choice(known)
        self._stand(name, drawn.choice(PEOPLE), parent, said)
        if drawn.random() < 0.2:  # some lists leave the parent out
            said[-1] = {**said[-1], "parent": ""}

    def _edit(self, said: list[Post], _gone: list[str], /) -> None:
        for post in self._some():
            self._change(post, said, text=self._text())

    def _take_back(self, said: list[Post], _gone: list[str], /) -> None:
        """Say of a post what was said of it before, to the byte."""
        if self._former:
            former = self._drawn.choice(self._former)
            self._change(self._now[former["id"]], said, **former)

    def _delete(self, _said: list[Post], gone: list[str], /) -> None:
        for post in self._some():
            self._gone.add(post["id"])
            gone.append(post["id"])

    def _mark_deleted(self, said: list[Post], _gone: list[str], /) -> None:
        for post in self._some():
            self._change(post, said, deleted="yes")

    def _return(self, said: list[Post], gone: list[str], /) -> None:
        for name in sorted(self._gone)[:1]:
            if name not in gone:
                self._gone.discard(name)
                said.append(self._now[name])

    def _reuse(self, said: list[Post], gone: list[str], /) -> None:
        """Give the id of a post that is gone to another one by somebody else."""
        for name in sorted(self._gone)[:1]:
            if name not in gone:
                self._gone.discard(name)
                self._stand(
                    name, self._drawn.choice(PEOPLE), self._now[name]["parent"], said, native="b"
                )

    def _tell_parent(self, said: list[Post], _gone: list[str], /) -> None:
        said += [post for post in self._some() if post["id"] not in self._gone]

    def _rename(self, said: list[Post], _gone: list[str], /) -> None:
        """Call a post by another number, as some servers do when it is edited."""
        for post in self._some():
            self._change(
                post, said, native=f"{post['id']}-{self._drawn.randrange(3)}", text=self._text()
            )

    def _some(self) -> list[Post]:
        living = [post for name, post in self._now.items() if name not in self._gone]
        return [self._drawn.choice(living)] if living else []

    def _stand(self, name: str, by: str, parent: str, said: list[Post], native: str = "") -> None:
        at = START + timedelta(minutes=self._drawn.randrange(-50_000, 500))  # time goes back, too
        post = {
            "id": name,
            "native": f"{name}-{native}" if native else name,
            "by": by,
            "text": self._text(),
            "parent": "" if parent == name else parent,
            "at": at.isoformat(),
            "deleted": "",
        }
        if name in self._now:
            self._former.append(self._now[name])
        self._now[name] = post
        said.append(post)

    def _change(self, post: Post, said: list[Post], **new: str) -> None:
        self._former.append(dict(post))
        self._now[post["id"]] = {**post, **new}
        said.append(self._now[post["id"]])

    def _text(self) -> str:
        self._words += 1
        return f"Bonjour mot{self._words}x, dès {self._drawn.randrange(24)} h ?"


@dataclass
class Known:
    """What the workspace must hold of one id."""

    by: str
    text: str
    parent: str
    deleted: bool
    before: list[str] = field(default_factory=list)  # what it said, oldest first


class Model:
    """The dictionary."""

    def __init__(self) -> None:
        """Begin with nothing."""
        self.posts: dict[str, Known] = {}

    def take(self, page: Told) -> None:
        """Learn what a page says."""
        for post in {post["id"]: post for post in page.posts}.values():
            deleted = bool(post["deleted"])
            known = self.posts.get(post["id"])
            if known is None:
                made = Known(post["by"], post["text"], post["parent"], deleted)
                self.posts[post["id"]] = made
                continue
            if known.text != post["text"]:
                known.before.append(known.text)
                known.text = post["text"]
            known.by, known.deleted = post["by"], deleted
            known.parent = known.parent or post["parent"]
        for name in page.gone:
            known = self.posts.get(name)
            if known is not None and not known.deleted:
                known.before.append(known.text)
                known.deleted = True

    def together(self, *, through_unknown: bool) -> dict[str, str]:
        """Return id → one id of its conversation. Two answers to a post that never came may stand together."""
        root = {name: name for name in self.posts}

        def find(name: str) -> str:
            while root.setdefault(name, name) != name:
                name = root[name]
            return name

        for name, known in self.posts.items():
            if known.parent and (through_unknown or known.parent in self.posts):
                root[find(name)] = find(known.parent)
        return {name: find(name) for name in self.posts}


class HistoryConnector(PretendConnector):
    """Brings the pages that its account is told."""

    told: ClassVar[dict[str, list[Told]]] = {}  # account → pages that it was not asked for yet

    def __init__(self, settings: Mapping[str, str], secret: Mapping[str, str], http: Http) -> None:
        self._signed_in = True
        self._account = settings["account"]

    @classmethod
    def find(cls, http: Http, address: str) -> Found:
        return Found("https://history.example", "History", "History 1", {"account": address})

    def check(self) -> Identity:
        return Identity(f"@{self._account}@history.example", "Mairie", Capabilities())

    def fetch(self, cursors: Mapping[str, str]) -> Iterator[Page]:
        number = int(cursors.get("posts", "0"))
        pages = self.told.get(self._account, [])
        while pages:
            page = pages.pop(0)
            number += 1
            yield Page("posts", tuple(map(_raw, page.posts)), str(number), gone=page.gone)

    def parse(self, raw: RawItem) -> Sequence[Item]:
        post = json.loads(raw.payload)
        return (
            Item(
                remote_id=post["id"],
                native_id=post["native"],
                kind=Kind.REPLY if post["parent"] else Kind.MENTION,
                writer=Writer(post["by"], post["by"].title(), f"@{post['by']}"),
                at=datetime.fromisoformat(post["at"]),
                text=post["text"],
                parent_id=post["parent"],
                deleted=bool(post["deleted"]),
            ),
        )


def _raw(post: Post) -> RawItem:
    return RawItem("post", post["native"], json.dumps(post, sort_keys=True).encode())
