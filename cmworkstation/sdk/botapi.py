"""The Bot API of Telegram: questions and acts by a bot's token, what its refusals mean, texts with their marks.

The token is part of every address: no address may get into an error or a log. Marks of a text ("entities") count in
UTF-16 units; what others send is taken as it comes.
"""

from html import escape
from typing import Any, Final

from cmworkstation.domain.errors import (
    Ambiguous,
    Gone,
    NotSignedIn,
    RateLimited,
    Refused,
    ServerTrouble,
    TooLong,
    WorkstationError,
)
from cmworkstation.sdk.answer import Answer
from cmworkstation.sdk.http import Http
from cmworkstation.sdk.multipart import Part
from cmworkstation.sdk.rate_limits import LONGEST_PAUSE_S, pause_in
from cmworkstation.sdk.shapes import Json, number_in, object_in, objects, text_in

CLIENT_ERRORS: Final = range(400, 500)
# What the words of a refusal mean; it has no codes of its own.
MEANINGS: Final = (
    ("webhook is active", "webhook-set"),
    ("terminated by other getupdates", "read-elsewhere"),
    ("bot was blocked by the user", "bot-blocked"),
    ("user is deactivated", "person-gone"),
    ("can't initiate conversation", "not-begun"),
    ("bot was kicked", "bot-removed"),
    ("is not a member of", "bot-removed"),
    ("chat_write_forbidden", "bot-rights"),
    ("not enough rights", "bot-rights"),
    ("no rights to send", "bot-rights"),
    ("need administrator rights", "bot-rights"),
    ("chat_admin_required", "bot-rights"),
    ("user is an administrator", "is-administrator"),
    ("can't remove chat owner", "is-administrator"),
    ("message can't be deleted", "too-old"),
    ("message_delete_forbidden", "too-old"),
    ("topic_closed", "locked"),
)
MOVED: Final = "chat-moved"
ABSENT: Final = (
    "message to be replied not found",
    "reply message not found",
    "replied message not found",
    "message to delete not found",
    "chat not found",
    "channel_private",
)


def has_moved(chat: int, words: str) -> Refused:
    """Return that a group became a larger one, with another number."""
    return Refused(str(chat), code=MOVED, words=words)


def moved_to(error: Refused) -> int:
    """Return the new number of a group that became a larger one, 0 where a refusal says something else."""
    return int(error.detail) if error.code == MOVED else 0


class Bot:
    """One way to ask for a bot."""

    def __init__(self, http: Http, server: str, token: str) -> None:
        """Take the way to the network."""
        self._http = http
        self._root = f"{server}/bot{token}"
        self._files = f"{server}/file/bot{token}"

    def read(self, name: str, fields: Json | None = None) -> Any:  # noqa: ANN401 - by method
        """Ask for something. Returns the method's `result`."""
        answer = self._http.get(f"{self._root}/{name}", fields or {}, accept=CLIENT_ERRORS)
        return self._result(answer, safe=True)

    def act(self, name: str, fields: Json, *, safe: bool = True) -> Any:  # noqa: ANN401 - by method
        """Have something done; without `safe` it must not be done twice. Returns the method's `result`."""
        answer = self._http.post(
            f"{self._root}/{name}", json=fields, accept=CLIENT_ERRORS, safe=safe
        )
        return self._result(answer, safe=safe)

    def send_file(self, name: str, fields: dict[str, str], part: Part) -> Any:  # noqa: ANN401 - as above
        """Publish a file. Returns the method's `result`."""
        answer = self._http.upload(
            f"{self._root}/{name}", fields, [part], accept=CLIENT_ERRORS, safe=False
        )
        return self._result(answer, safe=False)

    def file_address(self, file_id: str) -> str:
        """Return where a file can be read for an hour. It holds the token: it goes nowhere else."""
        path = text_in(_object(self.read("getFile", {"file_id": file_id})), "file_path")
        if not path or path.startswith("/") or ".." in path:
            raise Gone("no such file", code="file-gone")
        return f"{self._files}/{path}"

    def _result(self, answer: Answer, *, safe: bool) -> Any:  # noqa: ANN401 - as above
        doubt = ServerTrouble if safe else Ambiguous
        try:
            found = answer.json()
        except ServerTrouble:
            found = None
        said = found if isinstance(found, dict) else {}
        if answer.status in CLIENT_ERRORS:
            raise self._refusal(answer, said)
        if said.get("ok") is not True or said.get("result") is None:
            raise doubt("the answer makes no sense")
        return said["result"]

    def _refusal(self, answer: Answer, said: Json) -> WorkstationError:
        words, status = text_in(said, "description")[:500], answer.status
        if status == 401:  # noqa: PLR2004
            return NotSignedIn("401")
        if status == 429:  # noqa: PLR2004
            asked = number_in(object_in(said, "parameters"), "retry_after")
            pause = min(LONGEST_PAUSE_S, float(asked)) if asked else 0.0
            return RateLimited(
                "429", retry_after=pause or pause_in(answer.headers, self._http.now())
            )
        return meant(str(status), words, said)


def meant(status: str, words: str, said: Json) -> Refused:
    """Return what a refusal means, by its words."""
    low = words.lower()
    moved = object_in(said, "parameters").get("migrate_to_chat_id")
    if isinstance(moved, int):
        return has_moved(moved, words)
    if any(one in low for one in ABSENT) or status in ("404", "410"):
        return Gone(status, code=status, words=words)
    if "too long" in low or "too_long" in low:
        return TooLong(words)
    code = next((code for sign, code in MEANINGS if sign in low), status)
    return Refused(code, code=code, words=words)


def _object(value: object) -> Json:
    return value if isinstance(value, dict) else {}


# Texts with their marks

TAGS: Final = {
    "bold": "strong",
    "italic": "em",
    "underline": "u",
    "strikethrough": "del",
    "code": "code",
    "pre": "pre",
    "blockquote": "blockquote",
    "expandable_blockquote": "blockquote",
}


def to_html(text: str, entities: object) -> str:
    """Return a text as HTML, with the marks that it came with."""
    units = text.encode("utf-16-le", "surrogatepass")
    opens: dict[int, list[tuple[int, str, str]]] = {}
    closes: dict[int, list[tuple[int, str]]] = {}
    for entity in objects(entities):
        start, length = entity.get("offset"), number_in(entity, "length")
        if not isinstance(start, int) or isinstance(start, bool) or start < 0 or not length:
            continue
        end = start + length
        if end * 2 > len(units):
            continue
        opening, closing = _tags(entity, _part(units, start, end))
        if opening:
            opens.setdefault(start, []).append((end, opening, closing))
            closes.setdefault(end, []).append((start, closing))
    parts: list[str] = []
    at = 0
    for place in sorted({*opens, *closes}):
        parts.append(escape(_part(units, at, place), quote=False))
        parts += [closing for _, closing in sorted(closes.get(place, ()), reverse=True)]
        parts += [opening for _, opening, _ in sorted(opens.get(place, ()), reverse=True)]
        at = place
    parts.append(escape(_part(units, at, len(units) // 2), quote=False))
    lines = "".join(parts).replace("\n", "<br>")
    return f"<p>{lines}</p>" if lines else ""


def _part(units: bytes, start: int, end: int) -> str:
    return units[start * 2 : end * 2].decode("utf-16-le", "replace")


def _tags(entity: Json, words: str) -> tuple[str, str]:
    kind = text_in(entity, "type")
    if kind in TAGS:
        return f"<{TAGS[kind]}>", f"</{TAGS[kind]}>"
    link = {
        "url": words if "://" in words else f"https://{words}",
        "text_link": text_in(entity, "url"),
        "mention": f"https://t.me/{words.lstrip('@')}",
        "email": f"mailto:{words}",
    }.get(kind, "")
    if link.lower().startswith(("https://", "http://", "mailto:")):
        return f'<a href="{escape(link)}">', "</a>"
    return "", ""


def units(text: str) -> int:
    """Return how long a text is as the server counts it."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2
