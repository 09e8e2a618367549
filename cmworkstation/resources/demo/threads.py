"""The shape of the demonstration's conversations, and those that were written one by one."""

import re
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from cmworkstation import resources
from cmworkstation.resources.demo import wording
from cmworkstation.resources.demo.accounts import DemoAccount
from cmworkstation.resources.demo.people import number

_STEP = re.compile(r"(\d+)([dhm])")
_UNITS = {"d": 86400, "h": 3600, "m": 60}
_TITLED = ("email", "wordpress")  # where each message carries the title; elsewhere the first one


@dataclass(frozen=True, slots=True)
class Post:
    """One message, as its platform keeps it. `html` only where somebody sent HTML of their own."""

    number: str
    parent: str  # number of the message it answers, "" for the first
    ours: bool
    name: str
    handle: str
    at: datetime
    text: str = ""
    html: str = ""
    title: str = ""
    language: str = ""
    visibility: str = "public"
    spoiler: str = ""
    held: str = ""
    context: bool = False
    picture: tuple[str, str, str] | None = None  # kind, file, what it shows
    files: tuple[tuple[tuple[str, str | int], ...], ...] = ()  # what we sent along: fields of each
    edited: str = ""
    edited_at: datetime | None = None
    deleted_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Talk:
    """One conversation. `state` is how it stands when its last message does not say it."""

    id: str
    account: str
    posts: tuple[Post, ...]
    state: str = ""  # "", done, no-answer, aside
    reason: str = ""
    written: bool = field(default=False)  # by hand, from its first word to its last


def texts(name: str) -> dict[str, Any]:
    """Return one of the text files."""
    return tomllib.loads(resources.text("demo", name))


def moment(words: str, now: datetime) -> datetime:
    """Return the time that "-1d4h" or "+9m" means."""
    seconds = sum(int(n) * _UNITS[unit] for n, unit in _STEP.findall(words))
    return now + timedelta(seconds=-seconds if words.startswith("-") else seconds)


def handwritten(name: str, accounts: dict[str, DemoAccount], now: datetime) -> list[Talk]:
    """Return the conversations of one file."""
    return [_talk(row, accounts[row["account"]], now) for row in texts(name)["conversation"]]


def _talk(row: dict[str, Any], account: DemoAccount, now: datetime) -> Talk:
    posts: list[Post] = []
    for index, written in enumerate(row["posts"]):
        answered = written.get("to", index - 1)
        parent = posts[answered].number if answered >= 0 else ""
        posts.append(_post(row, written, account, now, number(row["id"], index), parent))
    return Talk(
        row["id"],
        account.key,
        tuple(posts),
        row.get("state", ""),
        row.get("reason", ""),
        written=True,
    )


def _post(
    row: dict[str, Any],
    written: dict[str, Any],
    account: DemoAccount,
    now: datetime,
    own: str,
    parent: str,
) -> Post:
    ours = written["who"] == "us"
    name, _, handle = (account.name, "", account.handle) if ours else written["who"].partition("|")
    text = written.get("text", "")
    if not text and not written.get("html"):
        text = resources.text("demo", "souvenirs.txt")
    if ours and account.language == "fr":
        text = wording.french(text)
    kind, _, rest = written.get("pic", "").partition("|")
    file, _, shows = rest.partition("|")
    return Post(
        number=own,
        parent=parent,
        ours=ours,
        name=account.organisation if ours else name,
        handle=account.handle if ours else handle,
        at=moment(written["at"], now),
        text=text,
        html=written.get("html", ""),
        title=_title(row, account.look) if not parent or account.look in _TITLED else "",
        language=written.get("lang", account.language),
        visibility=written.get("vis", "private" if account.look == "email" else "public"),
        spoiler=written.get("spoiler", ""),
        held=written.get("held", ""),
        context=written.get("context", False),
        picture=(kind, file, shows) if kind else None,
        edited=written.get("edited", ""),
        edited_at=moment(written["edited_at"], now) if "edited_at" in written else None,
        deleted_at=moment(written["deleted_at"], now) if "deleted_at" in written else None,
    )


def _title(row: dict[str, Any], look: str) -> str:
    """Return what stands above a conversation: for a review, its stars."""
    if look == "google_business":
        stars = int(row["stars"])
        return "★" * stars + "☆" * (5 - stars)
    return str(row.get("subject", row.get("title", "")))


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened to a post: it was written ("post"), changed ("edit") or deleted ("gone")."""

    at: datetime
    what: str
    talk: Talk
    post: Post  # as it read then


def events(talks: Iterable[Talk], until: datetime) -> list[Event]:
    """Return all that happened up to a time, in order."""
    found: list[Event] = []
    for talk in talks:
        for post in talk.posts:
            found.append(
                Event(
                    post.at, "post", talk, replace(post, edited_at=None) if post.edited_at else post
                )
            )
            if post.edited_at:
                found.append(
                    Event(post.edited_at, "edit", talk, replace(post, text=post.edited, html=""))
                )
            if post.deleted_at:
                found.append(Event(post.deleted_at, "gone", talk, post))
    return sorted((one for one in found if one.at <= until), key=lambda one: one.at)
