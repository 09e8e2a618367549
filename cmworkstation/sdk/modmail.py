"""Letters to the moderators of a community of Reddit: an interface of its own, apart from private messages.

What is not obvious:

- The list of letters tells when each was written in last, and of its messages the newest alone: a letter whose time
  changed is read whole.
- What moderators note for each other stands among the messages, and is left out: nobody outside ever sees it.
- Whoever answers as a moderator speaks for the community: it is ours, whichever of them it was.
- An answer comes with the whole letter; ours is the newest of our own messages that says what we said.
"""

from html import escape

from cmworkstation.domain.account import Visibility
from cmworkstation.domain.errors import ServerTrouble, Unreadable
from cmworkstation.domain.message import Item, Kind, Writer
from cmworkstation.sdk import gathered
from cmworkstation.sdk.connector import RawItem, Target
from cmworkstation.sdk.gathered import Gathered
from cmworkstation.sdk.shapes import (
    Json,
    as_object,
    moment,
    object_in,
    objects,
    pack,
    text_in,
    unpack,
)
from cmworkstation.sdk.sought import Sought

PATH = "api/mod/conversations"
KIND = "letter"
MARK = "mm_"  # before the number of a letter, in native ids
NEWEST, PAGES = 50, 5  # letters of a page of the list; pages of a reading after the first
PLACE_IN_WEB = "https://mod.reddit.com/mail/all/"


def is_one(target: Target) -> bool:
    """Tell whether a message stands in a letter to moderators."""
    return target.native_id.startswith(MARK)


def path_of(target: Target) -> str:
    """Return where the letter of a message is read and answered."""
    return f"{PATH}/{gathered.parted(target.native_id)[0].removeprefix(MARK)}"


def listed(answer: Json) -> list[tuple[str, str]]:
    """Return number and last time of the letters of a list, the newest first. Raises `ServerTrouble`."""
    ids, told = answer.get("conversationIds"), object_in(answer, "conversations")
    if not isinstance(ids, list):
        raise ServerTrouble("no list of letters in the answer")
    known = [one for one in ids if isinstance(one, str)]
    return [(one, text_in(as_object(told.get(one)), "lastUpdated")) for one in known]


def place_of(answer: Json) -> str:
    """Return the community that a letter was written to, "" where nothing says it."""
    return text_in(object_in(object_in(answer, "conversation"), "owner"), "displayName")


def messages(answer: Json) -> list[Gathered]:
    """Return the messages of a letter without the notes, the newest first. Raises `ServerTrouble`."""
    letter, told = object_in(answer, "conversation"), answer.get("messages")
    number = text_in(letter, "id")
    if not number or not isinstance(told, dict):
        raise ServerTrouble("no letter in the answer")
    found = []
    for one in reversed(objects(letter.get("objIds"))):
        said = as_object(told.get(text_in(one, "id")))
        if text_in(one, "key") == "messages" and said and said.get("isInternal") is not True:
            found.append(_gathered(letter, said))
    return found


def _gathered(letter: Json, said: Json) -> Gathered:
    by = object_in(said, "author")
    kept = {
        "id": text_in(said, "id"),
        "letter": text_in(letter, "id"),
        "subject": text_in(letter, "subject"),
        "date": text_in(said, "date"),
        "text": text_in(said, "bodyMarkdown"),
        "author": "" if by.get("isDeleted") is True else text_in(by, "name"),
        "ours": by.get("isMod") is True,
    }
    native = gathered.nested(f"{MARK}{kept['letter']}", text_in(kept, "id"))
    raw = RawItem(KIND, native, pack({KIND: kept}))
    return Gathered(raw, moment(said.get("date")))


def answering(one: Gathered, target: Target) -> RawItem:
    """Return a message of ours with what it answers, which the letter itself does not say."""
    kept = object_in(unpack(one.raw.payload), KIND)
    return RawItem(KIND, one.raw.native_id, pack({KIND: {**kept, "answers": target.remote_id}}))


def ours(answer: Json, us: str, wanted: Sought) -> Gathered | None:
    """Return the newest of our own messages of a letter that says what is looked for."""
    for one in messages(answer):
        said = object_in(unpack(one.raw.payload), KIND)
        own = text_in(said, "author").lower() == us.lower()
        body = escape(text_in(said, "text"), quote=False)
        if own and not wanted.is_older(one.at) and wanted.is_said_by(body):
            return one
    return None


def key(number: str) -> str:
    """Return the permanent id of a message by its number."""
    return f"reddit:modmail/{number}"


def item(raw: RawItem) -> Item:
    """Understand a message of a letter; the first of a person names what it is about. Raises `Unreadable`."""
    said = object_in(unpack(raw.payload), KIND)
    number, letter = text_in(said, "id"), text_in(said, "letter")
    at, author = moment(said.get("date")), text_in(said, "author")
    if not number or not letter or at is None:
        raise Unreadable("a message without number or date")
    site = f"https://www.reddit.com/user/{author}/"
    writer = Writer(f"reddit:u/{author.lower()}", author, f"u/{author}", site)
    if not author:
        writer = Writer(f"{key(number)}/somebody", "", "")
    elif said.get("ours") is True:
        writer = Writer(writer.key, author, writer.handle, site, is_us=True)
    return Item(
        remote_id=key(number),
        native_id=gathered.nested(f"{MARK}{letter}", number),
        kind=Kind.PRIVATE,
        writer=writer,
        at=at,
        text=text_in(said, "text"),
        title=text_in(said, "subject"),
        parent_id=text_in(said, "answers"),
        thread_id=f"reddit:{MARK}{letter}",
        visibility=Visibility.PRIVATE,
        url=f"{PLACE_IN_WEB}{letter}",
    )
