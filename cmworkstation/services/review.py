"""Looking back at what we said: how each reply came about, what people noted, what the charter says now."""

from collections.abc import Generator
from dataclasses import dataclass, replace

from cmworkstation.domain.charter.finding import Finding
from cmworkstation.domain.charter.impact import Text, findings
from cmworkstation.domain.clock import Clock, from_ms, to_ms
from cmworkstation.domain.conversation import Changes
from cmworkstation.domain.errors import NotAllowed
from cmworkstation.domain.ids import OutboxId, uuid7
from cmworkstation.domain.message import Message
from cmworkstation.domain.profile import Act
from cmworkstation.domain.progress import Progress
from cmworkstation.domain.query import Viewpoint
from cmworkstation.domain.review import Annotation, AnnotationId, Filter, Sent, SentPage
from cmworkstation.services.acting import Acting
from cmworkstation.services.charters import Charters
from cmworkstation.services.impact import text_of
from cmworkstation.services.journal import Journal
from cmworkstation.services.sent_finds import SentFinds
from cmworkstation.store import impact, messages
from cmworkstation.store import review as table
from cmworkstation.store.database import Workspace

PAGE = 50  # replies
SLICE = 2_000  # messages of ours that are looked at before others get their turn
LONGEST = 4_000  # characters of an annotation


@dataclass(frozen=True, slots=True)
class Opened:
    """One reply with all that stands beside it in the list: what it answers, its whole text, notes about both."""

    sent: Sent
    answered: Message | None
    text: str
    language: str
    annotations: tuple[Annotation, ...]


class Review:
    """What we said. Reading is cut into slices; run the generators on the reading lane."""

    def __init__(
        self,
        workspace: Workspace,
        charters: Charters,
        journal: Journal,
        acting: Acting,
        clock: Clock,
    ) -> None:
        """Take the workspace and its charters."""
        self._workspace = workspace
        self._charters = charters
        self._journal = journal
        self._acting = acting
        self._clock = clock

    def page(
        self, wanted: Filter, before: int | None = None, size: int = PAGE
    ) -> Generator[Progress, None, SentPage]:
        """Read the next replies that a filter lets through, the newest first. Raises `QueryError`."""
        connection = self._workspace.read()
        low, at = table.bounds(wanted.since, wanted.until)
        if before is not None:
            at = min(at, before)
        finds = SentFinds(self._workspace, wanted, self._viewpoint())
        homes = yield from finds.homes()
        if homes is not None:
            few = finds.among(table.between(connection, wanted, low, at, -1, homes))
            return SentPage(few[:size], few[size - 1].key if len(few) > size else None)
        found: list[Sent] = []
        read = 0
        while True:
            yield Progress(read, 0, "read")
            bound = table.next_bound(connection, at, low, SLICE)
            start = low if bound is None else bound
            room = SLICE if finds.asked else size - len(found)
            rows = table.between(connection, wanted, start, at, room)
            found += finds.among(rows, (start, at))
            if len(found) >= size:
                del found[size:]
                return SentPage(tuple(found), found[-1].key)
            if bound is None:
                return SentPage(tuple(found), None)
            at, read = start, read + SLICE

    def _viewpoint(self) -> Viewpoint:
        return Viewpoint(
            self._clock.now(), self._acting.id, categories=self._charters.category_labels
        )

    def one(self, outbox_id: OutboxId) -> Sent:
        """Return one reply that was sent from here. Raises `KeyError`."""
        connection = self._workspace.read()
        key = table.place_of(connection, outbox_id)
        if key is None:
            raise KeyError(outbox_id)
        # Two replies may have been confirmed in the same millisecond.
        rows = table.between(connection, Filter(), key, key + 1, 100)
        return next(row for row in rows if row.outbox_id == outbox_id)

    def opened(self, sent: Sent) -> Opened:
        """Return a reply with what it answers and what was noted. Raises `KeyError`."""
        connection = self._workspace.read()
        ours = messages.message(connection, sent.message_id) if sent.message_id else None
        text = table.body(connection, sent.outbox_id) if sent.outbox_id else ""
        return Opened(
            sent,
            messages.message(connection, sent.target_id) if sent.target_id else None,
            ours.text if ours is not None else text,
            ours.language if ours is not None else "",
            self.annotations(sent),
        )

    def says_now(self, sent: Sent) -> tuple[Finding, ...] | None:
        """Return what the charter in force would say of a reply; None where no charter governs its account."""
        governing = self._charters.governing(sent.account_id)
        if governing is None:
            return None
        return findings(governing.engine, self._text(sent))

    def _text(self, sent: Sent) -> Text:
        connection = self._workspace.read()
        governing = self._charters.governing(sent.account_id)
        assert governing is not None
        written = (
            impact.reply(connection, sent.outbox_id)
            if sent.outbox_id
            else impact.native(connection, sent.message_id or 0)
        )
        made = text_of("reply", written, governing.charter, self._clock.now())
        return replace(made, context=replace(made.context, on=self._clock.now().date()))

    # Annotations

    def annotations(self, sent: Sent) -> tuple[Annotation, ...]:
        """Return what was noted about a reply and what it answers, the oldest first."""
        wanted = [one for one in (sent.message_id, sent.target_id) if one is not None]
        return table.annotations(self._workspace.read(), wanted)

    def annotate(self, sent: Sent, words: str) -> tuple[Annotation, Changes]:
        """Note something about a reply. Raises `NotAllowed` without words or without a message to note it at."""
        self._acting.require(Act.DRAFT)
        said = words.strip()[:LONGEST]
        place = sent.message_id or sent.target_id
        if not said or place is None:
            raise NotAllowed("annotation-empty")
        now = from_ms(to_ms(self._clock.now()))
        made = Annotation(AnnotationId(uuid7()), place, said, self._acting.id, now)
        with self._workspace.write(durable=True) as connection:
            table.add(connection, made)
            self._journal.note(connection, "annotation.add", {"message": place, "words": said})
        return made, Changes(conversations=frozenset({sent.conversation_id}))

    def remove(self, annotation_id: AnnotationId) -> Changes:
        """Remove an annotation; `put_back` undoes it. Raises `KeyError`."""
        return self._end(annotation_id, ended=True)

    def put_back(self, annotation_id: AnnotationId) -> Changes:
        """Undo: let an annotation stand again. Raises `KeyError`."""
        return self._end(annotation_id, ended=False)

    def _end(self, annotation_id: AnnotationId, *, ended: bool) -> Changes:
        self._acting.require(Act.DRAFT)
        one = table.annotation(self._workspace.read(), annotation_id)
        with self._workspace.write(durable=True) as connection:
            table.end(connection, annotation_id, self._clock.now() if ended else None)
            kind = "annotation.remove" if ended else "annotation.back"
            self._journal.note(connection, kind, {"message": one.message_id, "words": one.words})
            home = messages.message(connection, one.message_id).conversation_id
        return Changes(conversations=frozenset({home}))
