"""The imitated platforms: what each of them allows, what its API sends, and what happens on it today."""

import html
import json
import re
import threading
from dataclasses import dataclass, field
from typing import Any

from cmworkstation.domain.account import (
    After,
    Capabilities,
    Idempotency,
    LengthRule,
    MediaRules,
    ModerationAct,
    Unit,
    Visibility,
    WindowRule,
)
from cmworkstation.domain.message import Held, Kind
from cmworkstation.domain.moderation import PEOPLE
from cmworkstation.resources.demo import papers
from cmworkstation.resources.demo.people import ACCOUNTS, DemoAccount
from cmworkstation.resources.demo.threads import Post, Talk

_LINK = re.compile(r"https://[^\s<]+[^\s<.,;:!?)»]")
HOSTS = {one.key: one.host for one in ACCOUNTS}
REFUSAL = {
    "mastodon": "Validation failed: Text has been filtered by this server",
    "instagram": "Comments on this post have been limited",
    "facebook": "(#368) This action was considered abusive or is otherwise disallowed",
    "bluesky": "InvalidRequest: Reply restricted by threadgate",
    "email": "550 5.1.1 The recipient's mailbox is unavailable",
    "wordpress": "Sorry, comments are closed for this item.",
}
_PERSONAL = (ModerationAct.REPORT, *PEOPLE, *PEOPLE.values())


# Messenger and Instagram messages: 24 hours for any answer, 7 days for one by a person ("human agent" in the policies
# of the Graph API, read in version 25.0), then nothing until the person writes again. Comments have no window.
_MESSENGER = (
    WindowRule(Visibility.PRIVATE, 24, After.PERSON),
    WindowRule(Visibility.PRIVATE, 7 * 24, After.NOTHING),
)


def _capabilities(length: LengthRule, *visibilities: Visibility, **more: Any) -> Capabilities:  # noqa: ANN401 - fields of Capabilities
    return Capabilities(
        visibilities=visibilities,
        length=length,
        idempotency=Idempotency.CHOSEN_ID,
        own_list_complete=True,
        **more,
    )


_SHOWN = ("image/jpeg", "image/png", "image/gif", "image/webp")


def _pictures(most: int, **more: Any) -> MediaRules:  # noqa: ANN401 - fields of MediaRules
    return MediaRules(types=_SHOWN, most=most, has_alt=True, **more)


CAPABILITIES = {
    "mastodon": _capabilities(
        LengthRule(Unit.GRAPHEMES, 500, url_cost=23, short_mentions=True, counts_spoiler=True),
        *Visibility,
        moderation=_PERSONAL,
        has_spoiler=True,
        has_language=True,
        media=_pictures(4, max_bytes=16 * 2**20, max_pixels=33_177_600, alt_limit=1500),
        threads=True,
        posts=True,
    ),
    "instagram": _capabilities(
        LengthRule(Unit.CODE_POINTS, 2200),
        Visibility.PUBLIC,
        Visibility.PRIVATE,
        moderation=(ModerationAct.HIDE, ModerationAct.RESTORE, ModerationAct.BLOCK),
        windows=_MESSENGER,
    ),
    "facebook": _capabilities(
        LengthRule(Unit.CODE_POINTS, 8000),
        Visibility.PUBLIC,
        Visibility.PRIVATE,
        moderation=(ModerationAct.HIDE, ModerationAct.RESTORE, ModerationAct.BLOCK),
        windows=_MESSENGER,
        media=_pictures(1),
        posts=True,
    ),
    "bluesky": _capabilities(
        LengthRule(Unit.GRAPHEMES, 300, unit_bytes=10),
        Visibility.PUBLIC,
        moderation=_PERSONAL,
        has_language=True,
        media=_pictures(4, max_bytes=1_000_000, alt_limit=2000),
        threads=True,
        posts=True,
    ),
    "email": _capabilities(
        LengthRule(),
        Visibility.PRIVATE,
        media=MediaRules(
            types=("*/*",), most=20, total_bytes=18 * 2**20, has_alt=True, alt_limit=1500
        ),
    ),
    "wordpress": _capabilities(
        LengthRule(Unit.UTF8, 65525),
        Visibility.PUBLIC,
        moderation=(
            ModerationAct.APPROVE,
            ModerationAct.HOLD,
            ModerationAct.SPAM,
            ModerationAct.TRASH,
            ModerationAct.RESTORE,
        ),
    ),
}


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
            "handle": post.handle,
            "key": writer_key(look, post.handle),
            "us": post.ours,
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
    if post.html or look in ("mastodon", "wordpress"):
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
    if look in ("mastodon", "bluesky"):
        return Kind.REPLY if post.parent else Kind.MENTION
    return Kind.COMMENT


def _as_html(text: str) -> str:
    safe = html.escape(text, quote=False)
    linked = _LINK.sub(lambda match: f'<a href="{match[0]}">{match[0]}</a>', safe)
    return "".join(f"<p>{part}</p>" for part in linked.split("\n\n")).replace("\n", "<br>")
