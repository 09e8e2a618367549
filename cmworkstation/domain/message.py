"""Messages: what people wrote, as a connector understood it and as the store keeps it."""

from datetime import datetime
from enum import StrEnum

from cmworkstation.domain.account import Visibility
from cmworkstation.domain.ids import AccountId, AuthorId, ConversationId, MessageId
from cmworkstation.domain.values import dataclass, field


class Kind(StrEnum):
    """What sort of message it is."""

    MENTION = "mention"
    REPLY = "reply"
    COMMENT = "comment"
    PRIVATE = "private"
    POST = "post"  # context: a post by us or by others that starts a thread
    ARTICLE = "article"  # an entry of a feed
    REVIEW = "review"


class Held(StrEnum):
    """Where a message stands in a platform's moderation."""

    NO = ""
    HOLD = "hold"
    SPAM = "spam"
    TRASH = "trash"
    HIDDEN = "hidden"


NEW = "new:"  # before the id of what stands at the head of a thread that a post of ours is to begin
FLAGGED = "flags:"  # what readers flagged a message as begins so, where its author's warning stands elsewhere


@dataclass(frozen=True, slots=True)
class Writer:
    """Who wrote a message, as the platform names them."""

    key: str  # permanent on that platform: an address or an id
    name: str
    handle: str
    url: str = ""
    is_us: bool = False
    is_bot: bool = False
    audience: int | None = None  # how many follow them, where the platform says so by the way


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that belongs to a message; it stays on its server until a person asks for it."""

    kind: str  # image, video, audio, file
    url: str  # of the web, or by which its connector finds it (`HasAttachments`); "" where it cannot be had
    alt: str = ""
    title: str = ""  # what its sender calls it
    size: int = 0  # bytes, 0 where nobody said
    type: str = ""  # of media, "application/pdf", where the platform says so


SHOWN_AS_PICTURES = frozenset(f"image/{one}" for one in "png jpeg jpg gif bmp webp".split())


def attachment_kind(media_type: str) -> str:
    """Return the kind of a file of this media type; a drawing with scripts is no picture."""
    general = media_type.partition("/")[0].lower()
    if media_type.lower() in SHOWN_AS_PICTURES:
        return "image"
    return general if general in ("video", "audio") else "file"


@dataclass(frozen=True, slots=True)
class Item:
    """One fetched thing after parsing: an upsert on (account, `remote_id`)."""

    remote_id: str  # permanent and global where the platform has such an id (a URI)
    native_id: str  # what this server's API wants to be called with; may change on edit
    kind: Kind
    writer: Writer
    at: datetime
    html: str = ""  # as received; cleaned at intake
    text: str = ""  # only where the platform gives plain text; else derived from `html`
    title: str = ""
    parent_id: str = ""  # `remote_id` of the message that this one answers
    thread_id: str = ""  # `remote_id` of the thread's first message where the platform says so
    visibility: Visibility = Visibility.PUBLIC
    language: str = ""
    spoiler: str = ""
    url: str = ""
    edited_at: datetime | None = None
    deleted: bool = False
    held: Held = Held.NO
    context: bool = False  # fetched to understand a thread; nobody waits for an answer to it
    attachments: tuple[Attachment, ...] = ()


@dataclass(frozen=True, slots=True)
class Message:
    """One message as the store keeps it."""

    id: MessageId
    account_id: AccountId
    conversation_id: ConversationId
    author_id: AuthorId
    remote_id: str
    native_id: str
    parent_id: str
    kind: Kind
    author_name: str
    author_handle: str
    author_url: str
    ours: bool
    at: datetime
    html: str  # cleaned
    text: str
    title: str = ""
    spoiler: str = ""
    language: str = ""
    url: str = ""
    visibility: Visibility = Visibility.PUBLIC
    edited_at: datetime | None = None
    deleted_at: datetime | None = None
    held: Held = Held.NO
    unread: bool = False
    context: bool = False
    revisions: int = 0
    attachments: tuple[Attachment, ...] = ()
    erased_at: datetime | None = None  # since when its words are gone from here

    @property
    def begins(self) -> bool:
        """Tell whether it stands for a thread that a post of ours is to begin: no platform knows it."""
        return self.remote_id.startswith(NEW)


@dataclass(frozen=True, slots=True)
class Recipients:
    """Whom an answer to a message reaches where that is not simply its writer; addresses as the message names them."""

    to: tuple[str, ...]
    copies: tuple[str, ...] = ()
    instead_of: str = (
        ""  # the address that the message came from, where the answer does not go there
    )


@dataclass(frozen=True, slots=True)
class Revision:
    """What a message said before its author edited or deleted it."""

    n: int
    seen_at: datetime
    text: str
    html: str
    title: str = ""


@dataclass(frozen=True, slots=True)
class ThreadEntry:
    """One line of a thread's time line: the message and how deep it is indented."""

    message: Message
    depth: int
    parent_author: str = ""


@dataclass(frozen=True, slots=True)
class Thread:
    """A conversation opened: its messages as a tree drawn flat, in reading order."""

    conversation_id: ConversationId
    account_id: AccountId
    title: str
    private: bool
    entries: tuple[ThreadEntry, ...] = field(default_factory=tuple)
    head: str = (
        ""  # fingerprint of what the thread said; changes when anybody adds, edits or deletes
    )
