"""A message of mail as it was understood."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Person:
    """A name and an address of mail; either may be empty."""

    name: str
    address: str


@dataclass(frozen=True, slots=True)
class Part:
    """A file within a message, by the number that IMAP gives it: `BODY[2.1]` fetches section "2.1"."""

    section: str
    name: str  # as its sender called it: foreign, and no name for a file before it was made safe
    type: str  # "image/png", in lower case
    size: int  # bytes after decoding; an estimate where the encoding allows no better
    content_id: str = ""  # without angle brackets
    inline: bool = False  # shown within the words, not meant as an attachment


@dataclass(frozen=True, slots=True)
class Bounce:
    """A report that one of our messages was not delivered, or late."""

    message_id: str  # of the message that it is about, "" when the report does not say
    action: str  # "failed", "delayed", "delivered" …
    status: str  # "5.1.1"
    recipient: str
    words: str  # of the server that refused it


@dataclass(frozen=True, slots=True)
class Mail:
    """A message. `date` is None when it has none that can be read; a missing message id was made from the header."""

    message_id: str
    in_reply_to: str
    references: tuple[str, ...]
    date: datetime | None
    sender: Person
    reply_to: tuple[Person, ...]
    to: tuple[Person, ...]
    cc: tuple[Person, ...]
    subject: str
    list_id: str
    automatic: bool  # sent by a machine: nobody waits for an answer
    bounce: Bounce | None
    text: str  # "" when there is only HTML
    html: str  # as received, "" when there is only plain text
    parts: tuple[Part, ...]
    defects: tuple[str, ...]
