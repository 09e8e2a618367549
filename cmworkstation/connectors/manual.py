"""Places that no program reads or answers: people take messages in there, and post the answers, by hand.

An account stands for one platform as a person calls it ("Nextdoor", "the paper on the door"). What was captured is kept
as it was taken in, as one JSON object, and understood like whatever any other connector brings.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import ClassVar

from cmworkstation.domain.account import Capabilities, MediaRules, ModerationAct, Visibility
from cmworkstation.domain.errors import BadAddress, Refused, Unreadable
from cmworkstation.domain.message import Attachment, Item, Kind, Writer, attachment_kind
from cmworkstation.sdk import shapes
from cmworkstation.sdk.connector import (
    Authorisation,
    Content,
    Credentials,
    Found,
    Identity,
    Manifest,
    Page,
    RawItem,
    Sent,
    SignIn,
    Target,
)
from cmworkstation.sdk.http import Http

NEVER_S = 10**8  # nothing comes by itself
CAPTURE = "capture"
KEPT = "kept:"  # how the address of a file begins that the workspace itself holds
LONGEST_NAME = 60
RULES = Capabilities(
    can_reply=False,
    by_hand=True,
    visibilities=(Visibility.PUBLIC, Visibility.PRIVATE),
    has_language=True,
    media=MediaRules(types=("*/*",), most=20, has_alt=True),
)


class ManualConnector:
    """One platform where everything is done by hand."""

    manifest: ClassVar[Manifest] = Manifest(
        key="manual",
        title="By hand",
        sign_in=SignIn.NONE,
        capabilities=RULES,
        poll_s=NEVER_S,
        address_example="Nextdoor",
        offered=False,
    )

    def __init__(self, settings: Mapping[str, str], secret: Mapping[str, str], http: Http) -> None:
        """Take the name of the platform."""
        self._platform = settings.get("platform", "")

    @classmethod
    def find(cls, http: Http, address: str) -> Found:
        """Take whatever a person calls a platform. Raises `BadAddress` for no name at all."""
        name = " ".join(address.split())[:LONGEST_NAME]
        if not name:
            raise BadAddress("no name")
        return Found("", name, "", {"platform": name})

    @classmethod
    def begin(cls, http: Http, found: Found, redirect_uri: str) -> Authorisation:
        """Refuse: nobody signs in."""
        raise Refused("no sign-in", code="no-browser")

    @classmethod
    def finish(
        cls,
        http: Http,
        found: Found,
        authorisation: Authorisation | None,
        answer: Mapping[str, str],
    ) -> Credentials:
        """Return no secret: there is none."""
        return Credentials({})

    def check(self) -> Identity:
        """Say what is known: the name of the platform."""
        return Identity("", self._platform, RULES, look=self._platform)

    def fetch(self, cursors: Mapping[str, str]) -> Iterator[Page]:
        """Yield nothing: people take in what there is."""
        yield from ()

    def thread(self, target: Target) -> Page:
        """Return nothing new: the thread is as people took it in."""
        return Page("", (), "")

    def parse(self, raw: RawItem) -> Sequence[Item]:
        """Understand what a person took in. Raises `Unreadable`."""
        if raw.kind != CAPTURE:
            raise Unreadable("not an object")
        told = shapes.unpack(raw.payload)
        at, name = shapes.moment(told.get("at")), shapes.text_in(told, "remote_id")
        author, handle = shapes.text_in(told, "author"), shapes.text_in(told, "handle")
        if at is None:
            raise Unreadable("a message without a date")
        if not name:
            raise Unreadable("no id")
        private = shapes.text_in(told, "visibility") == Visibility.PRIVATE
        parent = shapes.text_in(told, "parent_id")
        ours = told.get("ours") is True
        kind = Kind.REPLY if parent else Kind.MENTION
        platform = shapes.text_in(told, "platform").casefold()
        key = "us" if ours else (handle or author).casefold()
        return (
            Item(
                remote_id=name,
                native_id=shapes.text_in(told, "id"),
                kind=Kind.PRIVATE if private else kind,
                writer=Writer(f"{platform}:{key}", author or handle, handle, is_us=ours),
                at=at,
                html=shapes.text_in(told, "html"),
                text=shapes.text_in(told, "text"),
                title=shapes.text_in(told, "title"),
                parent_id=parent,
                visibility=Visibility.PRIVATE if private else Visibility.PUBLIC,
                language=shapes.text_in(told, "language"),
                url=shapes.text_in(told, "address"),
                attachments=tuple(
                    Attachment(
                        attachment_kind(shapes.text_in(one, "type")),
                        f"{KEPT}{shapes.text_in(one, 'hash')}",
                        shapes.text_in(one, "alt"),
                        shapes.text_in(one, "name"),
                        shapes.number_in(one, "size"),
                        shapes.text_in(one, "type"),
                    )
                    for one in shapes.objects(told.get("pictures"))
                ),
            ),
        )

    def reply(self, target: Target, content: Content, *, once_key: str) -> Sent:
        """Refuse: a person posts answers here."""
        raise Refused("posted by hand", code="by-hand")

    def find_sent(
        self, target: Target, content: Content, *, once_key: str, since: datetime
    ) -> Sent | None:
        """Return nothing: there are no own posts that could be listed."""
        return None

    def moderate(self, target: Target, act: ModerationAct) -> None:
        """Refuse: nothing can be done there from here."""
        raise Refused("by hand", code="by-hand")

    def revoke(self) -> bool | None:
        """Return that nothing is left to give back."""
        return True

    def close(self) -> None:
        """Let go of nothing."""
