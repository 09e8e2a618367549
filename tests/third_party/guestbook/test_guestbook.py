"""The conformance kit runs on the guestbook, before a small server that does as it is told."""

from collections.abc import Iterator

import pytest
from cmw_guestbook import GuestbookConnector
from fake_guestbook import TOKEN, Guestbook, serving

from cmworkstation.sdk.connector import Connector
from cmworkstation.sdk.testing import PublishingConformance, Stage, quick_http


class GuestbookStage(Stage):
    """A connector before a guestbook."""

    secrets = (TOKEN,)

    def __init__(self, book: Guestbook, origin: str) -> None:
        self.book, self.origin = book, origin

    def connector(self) -> Connector:
        http = quick_http(self.origin)
        made: Connector = GuestbookConnector({"name": "library"}, {"token": TOKEN}, http)
        return made

    def write(self, text: str) -> None:
        self.book.write(text)

    def write_strangely(self) -> None:
        self.book.write("strange", author=None, mood={"of": "tomorrow"})

    def trouble(self, name: str) -> None:
        self.book.trouble = self.book.reply_trouble = name

    def reply_trouble(self, name: str, *, stored: bool) -> None:
        self.book.reply_trouble, self.book.stored = name, stored

    def published(self) -> int:
        return len(self.book.keys)


class TestGuestbook(PublishingConformance):
    """Everything that the kit asks of a connector that reads and publishes over HTTP."""

    @pytest.fixture
    def stage(self) -> Iterator[GuestbookStage]:
        book = Guestbook()
        with serving(book) as origin:
            yield GuestbookStage(book, origin)
