"""The monthly sample: a few replies of a month, drawn so that every group is seen, and gone through one by one.

It is about replies. Nothing here counts by person, so that nobody can be ranked by it.
"""

from collections.abc import Generator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from hashlib import blake2b

from cmworkstation.domain.clock import Clock, from_ms, to_ms
from cmworkstation.domain.conversation import Changes
from cmworkstation.domain.errors import NotAllowed
from cmworkstation.domain.ids import OutboxId, uuid7
from cmworkstation.domain.profile import Act
from cmworkstation.domain.progress import Progress
from cmworkstation.domain.review import Sample, SampleId, SampleItem, Verdict
from cmworkstation.domain.sampling import draw
from cmworkstation.services.acting import Acting
from cmworkstation.services.journal import Journal
from cmworkstation.services.review import Review
from cmworkstation.store import samples as table
from cmworkstation.store.database import Workspace

SIZE = 20


@dataclass(frozen=True, slots=True)
class Summary:
    """What came of a sample, and of how many of its replies the present charter would say something."""

    sample: Sample
    spoken_of: int
    stopped: int


class Samples:
    """Draws samples and keeps what is thought of them."""

    def __init__(
        self,
        workspace: Workspace,
        review: Review,
        journal: Journal,
        acting: Acting,
        clock: Clock,
    ) -> None:
        """Take the workspace."""
        self._workspace = workspace
        self._review = review
        self._journal = journal
        self._acting = acting
        self._clock = clock

    def listed(self) -> tuple[Sample, ...]:
        """Return all samples, the latest month first."""
        return table.listed(self._workspace.read())

    def sample(self, sample_id: SampleId) -> Sample:
        """Return one sample. Raises `KeyError`."""
        return table.sample(self._workspace.read(), sample_id)

    def months(self, most: int = 12) -> tuple[str, ...]:
        """Return the months whose sample may be drawn now: those that are over, the latest first, and this one."""
        now = self._clock.now().astimezone()
        year, month = now.year, now.month
        found = []
        for _ in range(most):
            found.append(f"{year:04}-{month:02}")
            year, month = (year, month - 1) if month > 1 else (year - 1, 12)
        return tuple(found)

    def draw(self, month: str, size: int = SIZE) -> tuple[Sample, Changes]:
        """Draw the sample of a month ("2026-11"); what was drawn once stays. Raises `NotAllowed` for an empty month."""
        self._acting.require(Act.APPROVE)
        connection = self._workspace.read()
        known = table.of_month(connection, month)
        if known is not None:
            return known, Changes()
        seed = int.from_bytes(blake2b(month.encode(), digest_size=4).digest())
        drawn = draw(table.candidates(connection, *_span(month)), size, seed)
        if not drawn:
            raise NotAllowed("sample-empty")
        items = tuple(
            SampleItem(n, OutboxId(one.id), one.group, Verdict.OPEN, "", self._acting.id, None)
            for n, one in enumerate(drawn, 1)
        )
        now = from_ms(to_ms(self._clock.now()))
        made = Sample(SampleId(uuid7()), month, seed, self._acting.id, now, None, items)
        with self._workspace.write(durable=True) as connection:
            table.add(connection, made)
            self._journal.note(
                connection, "sample.draw", {"month": month, "seed": seed, "replies": len(items)}
            )
        return self.sample(made.id), Changes(outbox=True)

    def judge(
        self, sample_id: SampleId, n: int, verdict: Verdict, words: str = ""
    ) -> tuple[SampleItem, Changes]:
        """Say what is thought of a reply of a sample; return how it stood before, for undo. Raises `NotAllowed`."""
        self._acting.require(Act.APPROVE)
        before = self._open_item(sample_id, n)
        at = None if verdict is Verdict.OPEN else self._clock.now()
        after = replace(before, verdict=verdict, words=words.strip(), by=self._acting.id, at=at)
        return before, self._keep(sample_id, after)

    def put_back(self, sample_id: SampleId, before: SampleItem) -> Changes:
        """Undo: let a reply of a sample stand as it stood."""
        self._acting.require(Act.APPROVE)
        self._open_item(sample_id, before.n)
        return self._keep(sample_id, before)

    def close(self, sample_id: SampleId) -> Changes:
        """Say that a sample was gone through. Raises `NotAllowed` while replies are left."""
        self._acting.require(Act.APPROVE)
        sample = self.sample(sample_id)
        if sample.judged < len(sample.items):
            raise NotAllowed("sample-unfinished")
        return self._close(sample, self._clock.now())

    def open_again(self, sample_id: SampleId) -> Changes:
        """Undo: let a sample be gone through again."""
        self._acting.require(Act.APPROVE)
        return self._close(self.sample(sample_id), None)

    def summary(self, sample_id: SampleId) -> Generator[Progress, None, Summary]:
        """Sum a sample up, and try each of its replies under the charter that holds now."""
        sample = self.sample(sample_id)
        spoken_of = stopped = 0
        for done, item in enumerate(sample.items):
            yield Progress(done, len(sample.items), "check")
            said = self._review.says_now(self._review.one(item.outbox_id)) or ()
            spoken_of += bool(said)
            stopped += any(one.severity.rank > 1 for one in said)
        return Summary(sample, spoken_of, stopped)

    def _open_item(self, sample_id: SampleId, n: int) -> SampleItem:
        sample = self.sample(sample_id)
        if sample.closed_at is not None:
            raise NotAllowed("sample-closed")
        return next(one for one in sample.items if one.n == n)

    def _keep(self, sample_id: SampleId, item: SampleItem) -> Changes:
        with self._workspace.write(durable=True) as connection:
            table.judge(connection, sample_id, item)
            facts = {"outbox": item.outbox_id, "verdict": item.verdict, "words": item.words}
            self._journal.note(connection, "sample.judge", facts)
        return Changes(outbox=True)

    def _close(self, sample: Sample, at: datetime | None) -> Changes:
        with self._workspace.write(durable=True) as connection:
            table.close(connection, sample.id, at)
            kind = "sample.close" if at else "sample.open"
            self._journal.note(connection, kind, {"month": sample.month})
        return Changes(outbox=True)


def _span(month: str) -> tuple[datetime, datetime]:
    """Return when a month begins and ends on this machine's clock."""
    year, number = (int(part) for part in month.split("-"))
    begin = datetime(year, number, 1)  # noqa: DTZ001 - the machine's zone, which `astimezone` takes it for
    end = (begin + timedelta(days=32)).replace(day=1)
    return begin.astimezone(UTC), end.astimezone(UTC)
