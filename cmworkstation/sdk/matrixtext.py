"""What messages of Matrix say: from their content to HTML, and from our words to such content.

Older clients repeat what they answer at the beginning of an answer; there it is left out, since the thread shows it.
Whoever is named in a text is told so by `m.mentions` alone.
"""

import re
from collections.abc import Sequence
from html import escape
from urllib.parse import quote

from cmworkstation.domain.message import Attachment
from cmworkstation.sdk.shapes import Json, number_in, object_in, text_in

PEOPLE = "https://matrix.to/#/"
HTML = "org.matrix.custom.html"
USER = re.compile(r"(?<![\w@/#:])@[a-z0-9._=/+-]+:[A-Za-z0-9.-]*[A-Za-z0-9](?::\d+)?")
REPEATED = re.compile(r"<mx-reply>.*?</mx-reply>", re.DOTALL | re.IGNORECASE)
QUOTED = re.compile(r"\A> <@[^\n]*\n(?:> ?[^\n]*\n)*\n?")
FILES = {"m.image": "image", "m.video": "video", "m.audio": "audio", "m.file": "file"}
KINDS = {"image": "m.image", "video": "m.video", "audio": "m.audio"}


def to_html(content: Json, writer: str) -> str:
    """Return what a message says; of a file its caption, where that is more than its name."""
    kind = text_in(content, "msgtype")
    if kind in FILES and not _is_captioned(content):
        return ""
    answers = bool(object_in(object_in(content, "m.relates_to"), "m.in_reply_to"))
    body = text_in(content, "body")
    if text_in(content, "format") == HTML and text_in(content, "formatted_body"):
        said = REPEATED.sub("", text_in(content, "formatted_body"))
    else:
        plain = QUOTED.sub("", body) if answers else body
        said = escape(plain, quote=False).replace("\n", "<br>")
        said = f"<p>{said}</p>" if said else ""
    return f"<p>* {escape(writer, quote=False)}</p>{said}" if kind == "m.emote" else said


def attachments_of(content: Json) -> tuple[Attachment, ...]:
    """Return the file that a message is; one that is encrypted cannot be had."""
    kind = FILES.get(text_in(content, "msgtype"), "")
    if not kind:
        return ()
    info = object_in(content, "info")
    return (
        Attachment(
            kind,
            text_in(content, "url"),
            title=text_in(content, "filename") or text_in(content, "body"),
            size=number_in(info, "size"),
            type=text_in(info, "mimetype"),
        ),
    )


def _is_captioned(content: Json) -> bool:
    name = text_in(content, "filename")
    return bool(name) and name != text_in(content, "body")


def said(text: str, told: Sequence[str]) -> Json:
    """Return a text of ours as content; `told` are people who hear of it, beside those that it names."""
    named = USER.findall(text)
    people = list(dict.fromkeys([*told, *named]))
    content: Json = {"msgtype": "m.text", "body": text, "m.mentions": {}}
    if people:
        content["m.mentions"] = {"user_ids": people}
    if named:
        content |= {"format": HTML, "formatted_body": _with_links(text)}
    return content


def file_said(kind: str, uri: str, name: str, alt: str, info: Json) -> Json:
    """Return a file of ours as content, with the words that describe it."""
    general = kind.partition("/")[0]
    return {
        "msgtype": KINDS.get(general, "m.file"),
        "body": alt or name,
        "filename": name,
        "url": uri,
        "info": {"mimetype": kind, **info},
        "m.mentions": {},
    }


def _with_links(text: str) -> str:
    parts: list[str] = []
    at = 0
    for match in USER.finditer(text):
        link = f'<a href="{link_to(match[0])}">{escape(match[0], quote=False)}</a>'
        parts += [escape(text[at : match.start()], quote=False), link]
        at = match.end()
    return "".join([*parts, escape(text[at:], quote=False)]).replace("\n", "<br>")


def link_to(*names: str) -> str:
    """Return the address by which a person, or a message in its room, is shown in the web."""
    return PEOPLE + "/".join(quote(one, safe="@!$:") for one in names)


def local_name(user_id: str) -> str:
    """Return the name in front of the server of somebody's id."""
    return user_id.partition(":")[0].lstrip("@")
