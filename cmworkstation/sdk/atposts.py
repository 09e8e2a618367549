"""Posts of the AT Protocol as the network's view tells them: what is kept of one, what stands in it and around it."""

import re
from html import escape

from cmworkstation.domain.message import Attachment
from cmworkstation.sdk import richtext
from cmworkstation.sdk.shapes import Json, id_text, object_in, objects, text_in

ADDRESS = re.compile(r"at://(did:[\w:.%-]+)/([\w.]+)/([\w.~:-]+)")
# What changes with every look and says nothing of the content.
CHANGING = frozenset(
    "replyCount repostCount likeCount quoteCount bookmarkCount viewer isRead threadContext".split()
)
HIDING = frozenset({"!hide", "!takedown"})
WARNINGS = HIDING | frozenset(
    "!warn porn sexual nudity graphic-media gore spam scam rude threat intolerant misleading sensitive"
    " impersonation inauthentic unsafe-link security self-harm extremist illicit".split()
)


def kept(found: Json) -> Json:
    """Return what is received without counts and marks that change all the time."""
    return {key: value for key, value in found.items() if key not in CHANGING}


def page_of(did: str, key: str) -> str:
    """Return where people read a post."""
    return f"{richtext.PEOPLE}{did}/post/{key}"


def link_of(post: Json, name: str) -> str:
    """Return the address of the post's "parent" or "root", "" for none."""
    reply = object_in(object_in(post, "record"), "reply")
    return text_in(object_in(reply, name), "uri")


def mentioned_in(post: Json) -> set[str]:
    """Return the permanent ids of the people that a post names."""
    facets = objects(object_in(post, "record").get("facets"))
    features = [one for facet in facets for one in objects(facet.get("features"))]
    return {did for one in features if (did := text_in(one, "did"))}


def flat(thread: Json) -> tuple[list[Json], list[str]]:
    """Return the posts of a thread, those above first, and the addresses of what was deleted."""
    posts: list[Json] = []
    gone: list[str] = []

    def note(one: Json) -> None:
        if one.get("notFound") is True and text_in(one, "uri"):
            gone.append(text_in(one, "uri"))
        elif text_in(post := object_in(one, "post"), "uri"):
            posts.append(post)

    above = [thread]
    while one := object_in(above[-1], "parent"):
        above.append(one)
    for one in reversed(above):
        note(one)
    waiting = list(reversed(objects(thread.get("replies"))))
    while waiting:
        note(one := waiting.pop())
        waiting += reversed(objects(one.get("replies")))
    return posts, gone


def hidden_by(post: Json) -> list[str]:
    """Return the answers that the author of a thread's first post has hidden."""
    return texts(object_in(object_in(post, "threadgate"), "record").get("hiddenReplies"))


def texts(given: object) -> list[str]:
    """Return the texts in a list."""
    return [one for one in given if isinstance(one, str)] if isinstance(given, list) else []


def language_of(post: Json) -> str:
    """Return the first language that a post names."""
    return id_text(next(iter(texts(object_in(post, "record").get("langs"))), ""))


def labels_of(post: Json) -> list[str]:
    """Return what moderators and authors say of a post's content, where that is a warning."""
    given = [*objects(post.get("labels")), *objects(object_in(post, "author").get("labels"))]
    names = {text_in(one, "val") for one in given if one.get("neg") is not True}
    own = object_in(object_in(post, "record"), "labels")
    names |= {text_in(one, "val") for one in objects(own.get("values"))}
    return sorted(names & WARNINGS)


def attachments_of(post: Json, server: str) -> tuple[Attachment, ...]:
    """Return pictures and films; where nobody made an address for them yet, that of the file on `server`."""
    shown, raw = (_media_in(object_in(one, "embed")) for one in (post, object_in(post, "record")))
    if pictures := objects(shown.get("images")):
        return tuple(
            Attachment("image", text_in(one, "fullsize"), text_in(one, "alt")) for one in pictures
        )
    if "playlist" in shown or "video" in raw:
        found = shown if "playlist" in shown else raw
        return (Attachment("video", text_in(found, "playlist"), text_in(found, "alt")),)
    did = text_in(object_in(post, "author"), "did")
    return tuple(
        Attachment("image", _file_at(server, did, object_in(one, "image")), text_in(one, "alt"))
        for one in objects(raw.get("images"))
    )


def _file_at(server: str, did: str, blob: Json) -> str:
    key = text_in(object_in(blob, "ref"), "$link")
    return f"{server}/xrpc/com.atproto.sync.getBlob?did={did}&cid={key}" if server and key else ""


def _media_in(embed: Json) -> Json:
    """Return the part of an embedded thing that holds pictures or a film, beside a quotation too."""
    return object_in(embed, "media") or embed


def embedded_in(post: Json) -> str:
    """Return a quoted post and the card of a page, as HTML."""
    embed = object_in(post, "embed") or object_in(object_in(post, "record"), "embed")
    return _quoted_in(embed) + _card_in(object_in(_media_in(embed), "external"))


def _quoted_in(embed: Json) -> str:
    quoted = object_in(embed, "record")
    quoted = object_in(quoted, "record") or quoted
    value = object_in(quoted, "value")
    if said := richtext.to_html(text_in(value, "text"), value.get("facets")):
        handle = text_in(object_in(quoted, "author"), "handle")
        name = f"<p>@{escape(handle, quote=False)}</p>" if handle else ""
        return f"<blockquote>{name}{said}</blockquote>"
    place = ADDRESS.fullmatch(text_in(quoted, "uri"))
    url = page_of(place[1], place[3]) if place else ""
    return f'<p><a href="{url}">{url}</a></p>' if url else ""


def _card_in(card: Json) -> str:
    url = text_in(card, "uri")
    if not url.lower().startswith(("https://", "http://")):
        return ""
    title = text_in(card, "title").strip() or url
    return f'<p><a href="{escape(url)}">{escape(title, quote=False)}</a></p>'
