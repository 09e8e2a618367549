"""The imitated platforms: what the API of each sends, and what happens on it today."""

import html
import json
import math
import re
import threading
from dataclasses import dataclass, field
from hashlib import blake2b

from cmworkstation.domain.account import Visibility
from cmworkstation.domain.message import Held, Kind
from cmworkstation.resources.demo import papers
from cmworkstation.resources.demo.accounts import ACCOUNTS, DemoAccount
from cmworkstation.resources.demo.threads import Post, Talk

_LINK = re.compile(r"https://[^\s<]+[^\s<.,;:!?)»]")
HTML = frozenset("mastodon wordpress discourse github lemmy reddit".split())  # what these send
NAMED = frozenset("mastodon bluesky threads x".split())  # who begins there must have named us
HOSTS = {one.key: one.host for one in ACCOUNTS}


@dataclass(slots=True)
class DemoServer:
    """What happens on the imitated platforms after the demonstration began. Gone with the process."""

    faults: dict[str, str] = field(default_factory=dict)  # account key → more faults
    written: dict[str, dict[str, tuple[str, Post]]] = field(
        default_factory=dict
    )  # account → post → talk, post
    sent: dict[tuple[str, str], str] = field(default_factory=dict)  # account, once_key → post
    in_doubt: set[str] = field(default_factory=set)  # once_keys whose first try ended in doubt
    begun: dict[str, dict[str, Talk]] = field(
        default_factory=dict
    )  # account → thread that a post of ours began
    files: dict[str, bytes] = field(default_factory=dict)  # address → what we sent with replies
    held: dict[str, Held] = field(default_factory=dict)  # permanent id → where moderation put it
    lock: threading.RLock = field(default_factory=threading.RLock)

    def add(self, account: str, talk: str, post: Post) -> Post:
        """Publish a post in a conversation; one with a known number is left as it is."""
        with self.lock:
            return self.written.setdefault(account, {}).setdefault(post.number, (talk, post))[1]

    def posts(self, account: str) -> list[tuple[str, Post]]:
        """Return what was written on an account, with the conversations it belongs to."""
        with self.lock:
            return list(self.written.get(account, {}).values())

    def begin(self, account: str, post: Post) -> Talk:
        """Publish a post that answers nobody; return its thread."""
        with self.lock:
            talk = Talk(f"begun-{post.number}", account, (post,))
            self.add(account, talk.id, post)
            return self.begun.setdefault(account, {}).setdefault(talk.id, talk)

    def reset(self) -> None:
        """Forget everything."""
        with self.lock:
            for kept in (
                self.faults,
                self.written,
                self.sent,
                self.in_doubt,
                self.held,
                self.files,
                self.begun,
            ):
                kept.clear()


SERVER = DemoServer()


def remote_id(account: str, post: str) -> str:
    """Return the permanent id of a post on an imitated platform."""
    return f"https://{HOSTS[account]}/{account}/{post}"


def writer_key(look: str, handle: str) -> str:
    """Return what stays the same of a writer."""
    return f"{look}:{handle}"


def _followers(look: str, handle: str) -> int | None:
    """Return how many follow an invented person: a few, as a rule, where such a network tells it with each post."""
    if look not in ("mastodon", "bluesky"):
        return None
    drawn = int.from_bytes(blake2b(handle.encode(), digest_size=4).digest()) / (1 << 32)
    return round(8 * math.pow(600, drawn))


def payload(account: DemoAccount, talk: Talk, post: Post, held: str) -> bytes:
    """Return a post as this platform's API would send it: JSON, UTF-8."""
    look, remote = account.look, remote_id(account.key, post.number)
    data: dict[str, object] = {
        "id": post.number,
        "uri": remote,
        "parent": remote_id(account.key, post.parent) if post.parent else "",
        "thread": remote_id(account.key, talk.posts[0].number),
        "kind": _kind(look, post),
        "by": {
            "name": post.name,
            "handle": "" if look == "google_business" else post.handle,  # it names people only
            "key": writer_key(look, post.handle),
            "us": post.ours,
            "followers": _followers(look, post.handle),
        },
        "at": post.at.isoformat(),
        "title": post.title,
        "language": post.language,
        "visibility": post.visibility,
        "spoiler": post.spoiler,
        "held": held,
        "context": post.context,
        "url": "" if post.visibility == Visibility.PRIVATE else remote,
    }
    if post.html or look in HTML:
        data["html"] = post.html or _as_html(post.text)
    else:
        data["text"] = post.text
    if post.edited_at:
        data["edited_at"] = post.edited_at.isoformat()
    if post.picture:
        data["media"] = [_media(post.number, *post.picture)]
    if post.files:
        data["media"] = [dict(one) for one in post.files]
    return json.dumps(data, ensure_ascii=False).encode()


def _media(number: str, kind: str, file: str, shows: str) -> dict[str, object]:
    url = f"https://media.example/{number}/{file}"
    media: dict[str, object] = {"kind": kind, "url": url, "alt": shows}
    if kind == "file":
        media |= {"title": file, "size": len(papers.write(url))}
        media["type"] = "application/pdf" if file.endswith(".pdf") else "application/octet-stream"
    return media


def _kind(look: str, post: Post) -> str:
    if post.ours:
        return Kind.POST if post.context or not post.parent else Kind.REPLY
    if post.visibility == Visibility.PRIVATE:
        return Kind.PRIVATE
    if look == "google_business":
        return Kind.REVIEW
    if look in NAMED:
        return Kind.REPLY if post.parent else Kind.MENTION
    return Kind.COMMENT


def _as_html(text: str) -> str:
    safe = html.escape(text, quote=False)
    linked = _LINK.sub(lambda match: f'<a href="{match[0]}">{match[0]}</a>', safe)
    return "".join(f"<p>{part}</p>" for part in linked.split("\n\n")).replace("\n", "<br>")
