"""The conformance kit: what every connector must show, as a test class to inherit.

    class TestMyPlatform(ConnectorConformance):
        @pytest.fixture
        def stage(self):
            with MyFakeServer() as server:
                yield MyStage(server)

A `Stage` puts a connector in front of a server that the test can direct. Needs pytest, which the program
itself does not.
"""

import logging
from abc import ABC, abstractmethod
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

import pytest

from cmworkstation.domain.account import Idempotency, Visibility
from cmworkstation.domain.errors import (
    Ambiguous,
    Duplicate,
    NotSignedIn,
    RateLimited,
    Refused,
    ServerTrouble,
    Temporary,
    TooLong,
    Unreadable,
    WorkstationError,
)
from cmworkstation.domain.message import Item
from cmworkstation.sdk.connector import Connector, Content, Target

UNICODE = "Été « déjà vu » — 👨‍👩‍👧‍👦 🇫🇷 مرحبا 你好 e\u0301"
TROUBLES: Mapping[str, tuple[type[WorkstationError], ...]] = {
    "401": (NotSignedIn,),
    "403": (Refused, NotSignedIn),
    "429": (RateLimited,),
    "500": (ServerTrouble,),
    "html": (ServerTrouble,),
    "empty": (ServerTrouble,),
    "cut-json": (ServerTrouble,),
}


class Stage(ABC):
    """A connector and the server behind it."""

    secrets: tuple[str, ...] = ()  # texts that may never be seen in a log or an error

    @abstractmethod
    def connector(self) -> Connector:
        """Return a connector that is signed in."""

    @abstractmethod
    def write(self, text: str) -> None:
        """Let somebody write something new to us."""

    @abstractmethod
    def trouble(self, kind: str) -> None:
        """Let the coming requests go wrong: a key of `TROUBLES`, or "cut-after-store" for the next reply.

        "calm" ends it. The retries of a read meet the same trouble.
        """

    def published(self) -> int:
        """Return how many replies of ours the server holds; of no use where nothing can be answered."""
        return 0

    def target(self) -> Target:
        """Return the newest message as something to answer."""
        item = read_all(self.connector(), {})[-1]
        return Target(
            item.remote_id, item.native_id, item.writer.handle, item.visibility, item.thread_id
        )


def read_all(connector: Connector, cursors: dict[str, str]) -> list[Item]:
    """Read everything from the cursors on, moving them."""
    found: list[Item] = []
    for page in connector.fetch(dict(cursors)):
        for raw in page.items:
            found.extend(connector.parse(raw))
        cursors[page.stream] = page.cursor
    return found


def content(text: str = "Merci, c’est noté.") -> Content:
    """Return something to publish."""
    return Content(text, Visibility.PUBLIC, "fr", created_at=datetime.now(UTC))


class ConnectorConformance:
    """Inherit, and give a fixture `stage`."""

    def test_the_manifest_is_complete(self, stage: Stage) -> None:
        """A visiting card says who it is and how it is added."""
        card = stage.connector().manifest
        assert card.key
        assert card.key == card.key.lower()
        assert card.title
        assert card.poll_s > 0
        assert not card.capabilities.can_reply or card.capabilities.visibilities is not None

    def test_pages_are_ordered_and_nothing_comes_twice(self, stage: Stage) -> None:
        """Messages come oldest first; the cursors then have nothing new."""
        for n in range(5):
            stage.write(f"message {n}")
        cursors: dict[str, str] = {}
        first = [item for item in read_all(stage.connector(), cursors) if not item.context]
        texts = [_words(item) for item in first]
        wanted = [n for n in range(5) if any(f"message {n}" in text for text in texts)]
        assert wanted == list(range(5))
        places = [
            next(at for at, text in enumerate(texts) if f"message {n}" in text) for n in range(5)
        ]
        assert places == sorted(places)
        # Overlap is allowed: the intake recognises what comes again under the same permanent id.
        again = {
            item.remote_id for item in read_all(stage.connector(), cursors) if not item.context
        }
        assert again <= {item.remote_id for item in first}

    def test_reading_resumes_after_any_page(self, stage: Stage) -> None:
        """A stop after each page loses nothing and doubles nothing."""
        for n in range(5):
            stage.write(f"message {n}")
        whole = {item.remote_id for item in read_all(stage.connector(), {})}
        cursors: dict[str, str] = {}
        seen: set[str] = set()
        for _ in range(50):
            connector = stage.connector()
            page = next(iter(connector.fetch(dict(cursors))), None)
            if page is None or cursors.get(page.stream) == page.cursor:
                break
            seen.update(item.remote_id for raw in page.items for item in connector.parse(raw))
            cursors[page.stream] = page.cursor
        seen.update(item.remote_id for item in read_all(stage.connector(), cursors))
        assert seen == whole

    def test_unicode_survives(self, stage: Stage) -> None:
        """Every sign arrives as it was written."""
        stage.write(UNICODE)
        texts = " ".join(map(_words, read_all(stage.connector(), {})))
        for part in ("👨‍👩‍👧‍👦", "🇫🇷", "مرحبا", "你好", "Été"):
            assert part in texts

    @pytest.mark.parametrize("kind", list(TROUBLES))
    def test_trouble_while_reading_becomes_the_right_error(self, stage: Stage, kind: str) -> None:
        """Whatever a server answers, a reader meets one of our errors."""
        stage.write("message")
        connector = stage.connector()
        stage.trouble(kind)
        with pytest.raises(TROUBLES[kind]):
            read_all(connector, {})
        stage.trouble("calm")
        assert read_all(stage.connector(), {})

    def test_what_is_broken_is_unreadable(self, stage: Stage) -> None:
        """Cut, empty and foreign payloads raise `Unreadable`, and nothing else."""
        stage.write("message")
        connector = stage.connector()
        raw = next(raw for page in connector.fetch({}) for raw in page.items)
        for payload in (
            b"",
            raw.payload[: len(raw.payload) // 2],
            b"\xff\xfe\x00",
            b"null",
            b"[]",
            b"{}",
        ):
            broken = type(raw)(raw.kind, "", payload)
            try:
                items = connector.parse(broken)
            except Unreadable:
                continue
            assert items == () or list(items) == []

    def test_no_secret_is_ever_seen(self, stage: Stage, caplog: pytest.LogCaptureFixture) -> None:
        """No log line and no error shows a token, whatever goes wrong."""
        caplog.set_level(logging.DEBUG)
        stage.write("message")
        seen = [repr(stage.connector())]
        for kind in TROUBLES:
            stage.trouble(kind)
            try:
                read_all(stage.connector(), {})
            except WorkstationError as error:
                seen.append(
                    f"{error!r} {error} {error.detail} {error.__cause__!r} {error.__context__!r}"
                )
        stage.trouble("calm")
        text = " ".join([*seen, caplog.text])
        for secret in stage.secrets:
            assert secret not in text

    def test_what_cannot_be_answered_refuses(self, stage: Stage) -> None:
        """A connector that only listens says so before any network."""
        stage.write("message")
        connector = stage.connector()
        if connector.manifest.capabilities.can_reply:
            return
        with pytest.raises(Refused):
            connector.reply(Target("x", "x", "", Visibility.PUBLIC), content(), once_key="k")

    def test_a_reply_is_published_and_found(self, stage: Stage) -> None:
        """A reply comes back with the platform's id, and is found among our own posts."""
        stage.write("message")
        connector = stage.connector()
        if not connector.manifest.capabilities.can_reply:
            return
        target, what = stage.target(), content()
        assert connector.find_sent(target, what, once_key="key-1", since=_yesterday()) is None
        sent = connector.reply(target, what, once_key="key-1")
        assert sent.remote_id
        assert stage.published() == 1
        found = connector.find_sent(target, what, once_key="key-1", since=_yesterday())
        assert found is not None
        assert found.remote_id == sent.remote_id

    def test_the_same_key_publishes_once(self, stage: Stage) -> None:
        """Where the platform protects a resend, sending again changes nothing."""
        stage.write("message")
        connector = stage.connector()
        rules = connector.check().capabilities
        if not rules.can_reply or rules.idempotency in (Idempotency.RECONCILE, Idempotency.NONE):
            return
        target, what = stage.target(), content()
        first = connector.reply(target, what, once_key="key-1")
        try:
            second = connector.reply(target, what, once_key="key-1")
        except Duplicate:
            pass
        else:
            assert second.remote_id == first.remote_id
        assert stage.published() == 1

    def test_an_answer_that_is_lost_leaves_doubt_that_can_be_settled(self, stage: Stage) -> None:
        """The server stored the reply and the connection broke: doubt, then found, and one reply in all."""
        stage.write("message")
        connector = stage.connector()
        if not connector.manifest.capabilities.can_reply:
            return
        target, what = stage.target(), content()
        stage.trouble("cut-after-store")
        with pytest.raises(Ambiguous):
            connector.reply(target, what, once_key="key-1")
        stage.trouble("calm")
        assert (
            stage.connector().find_sent(target, what, once_key="key-1", since=_yesterday())
            is not None
        )
        assert stage.published() == 1

    def test_a_text_that_is_too_long_never_leaves(self, stage: Stage) -> None:
        """The limit is known before the network is asked."""
        stage.write("message")
        connector = stage.connector()
        limit = connector.check().capabilities.length.limit
        if not connector.manifest.capabilities.can_reply or limit is None:
            return
        with pytest.raises(TooLong):
            connector.reply(stage.target(), content("x" * (limit + 1)), once_key="key-1")
        assert stage.published() == 0

    def test_temporary_trouble_is_never_a_refusal(self, stage: Stage) -> None:
        """A failing server leaves a reply in doubt or postponed; it is never called refused."""
        stage.write("message")
        connector = stage.connector()
        if not connector.manifest.capabilities.can_reply:
            return
        target = stage.target()
        stage.trouble("500")
        with pytest.raises(Temporary):
            connector.reply(target, content(), once_key="key-1")
        stage.trouble("calm")


def _words(item: Item) -> str:
    return f"{item.title} {item.text} {item.html}"


def _yesterday() -> datetime:
    return datetime.now(UTC) - timedelta(days=1)
