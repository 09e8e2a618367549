"""Briefings for colleagues: who reads them, what is in them, and what went out.

Words are put together by whoever shows them (`words/briefings.py`); this service gathers, remembers what a person did
to a briefing, and keeps what went out as it was. By the clock a briefing is only written into a folder, never with
the names of private persons, and never while everything is frozen.
"""

from collections.abc import Callable, Generator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from cmworkstation.domain.briefing import (
    FEED,
    LONGEST_INTRO,
    LONGEST_NAME,
    LONGEST_NOTE,
    SHORTEST_REASON,
    Briefing,
    BriefingId,
    Department,
    DepartmentId,
    Gathered,
    Line,
    Pick,
    PickId,
    Sketch,
    file_stem,
)
from cmworkstation.domain.clock import Clock
from cmworkstation.domain.conversation import Changes
from cmworkstation.domain.dashboard import Span
from cmworkstation.domain.dashboard_report import Every, whole_before
from cmworkstation.domain.errors import NotAllowed
from cmworkstation.domain.filenames import safe
from cmworkstation.domain.ids import MessageId, uuid7
from cmworkstation.domain.mailbox import ADDRESS
from cmworkstation.domain.profile import Act
from cmworkstation.domain.progress import Progress
from cmworkstation.domain.query import Viewpoint, parse
from cmworkstation.domain.query.viewpoint import CategoryLabels
from cmworkstation.domain.values import replace
from cmworkstation.services.acting import Acting
from cmworkstation.services.brake import Brake
from cmworkstation.services.briefing_parts import Gathering
from cmworkstation.services.journal import Journal
from cmworkstation.services.table_export import write_whole
from cmworkstation.store import briefings as table
from cmworkstation.store.database import Workspace

if TYPE_CHECKING:
    from cmworkstation.services.alerts import Alerts

BY_CLOCK = ""  # who makes what is made by the clock
CHANGED = Changes(briefings=True)


class Pages(Protocol):
    """Puts briefings into words."""

    def lines(self, found: Gathered, sketch: Sketch, by: str) -> tuple[Line, ...]:
        """Return the words of a briefing; private persons are unnamed unless the sketch says why they are not."""

    def files(self, one: Briefing, feed: Sequence[Briefing]) -> dict[str, str]:
        """Return the files of a briefing by their endings; `feed` are the latest ones, the newest first."""


class Briefings:
    """What colleagues are told. Run the generators on a lane."""

    def __init__(
        self,
        workspace: Workspace,
        journal: Journal,
        clock: Clock,
        acting: Acting,
        brake: Brake,
        alerts: "Callable[[], Alerts]",
        categories: "Callable[[], CategoryLabels]" = dict,
    ) -> None:
        """Take the workspace; `alerts` says what rings, `categories` what those of the charters are called."""
        self._workspace = workspace
        self._journal = journal
        self._clock = clock
        self._acting = acting
        self._brake = brake
        self._alerts = alerts
        self._categories = categories

    # Who reads

    def departments(self, *, removed: bool = False) -> tuple[Department, ...]:
        """Return the departments by name."""
        return table.departments(self._workspace.read(), removed=removed)

    def department(self, department_id: str) -> Department:
        """Return one, also one that was removed. Raises `KeyError`."""
        return table.department(self._workspace.read(), department_id)

    def keep_department(self, wanted: Department) -> tuple[Department, Changes]:
        """Keep a department, new where it has no id.

        Raises `QueryError`, and `NotAllowed`: "department-name", "department-twice", "department-address",
        "department-parts", "report-folder".
        """
        self._acting.require(Act.SEND)
        name = " ".join(wanted.name.split())[:LONGEST_NAME]
        if not name:
            raise NotAllowed("department-name")
        if any(
            one.name.casefold() == name.casefold() and one.id != wanted.id
            for one in self.departments()
        ):
            raise NotAllowed("department-twice")
        address = wanted.address.strip()
        if address and not ADDRESS.fullmatch(address):
            raise NotAllowed("department-address")
        if not wanted.parts:
            raise NotAllowed("department-parts")
        parse(wanted.query)
        if wanted.every is not Every.NEVER and not (wanted.folder and Path(wanted.folder).is_dir()):
            raise NotAllowed("report-folder")
        kept = replace(
            wanted,
            id=wanted.id or DepartmentId(uuid7()),
            name=name,
            address=address,
            query=wanted.query.strip(),
        )
        self._save(kept, "briefing.department")
        return kept, CHANGED

    def remove_department(self, department_id: str) -> Changes:
        """Write no more briefings for a department; those that it got stay."""
        self._acting.require(Act.SEND)
        gone = replace(self.department(department_id), removed_at=self._clock.now())
        return self._save(gone, "briefing.department-removed")

    def bring_back_department(self, department_id: str) -> Changes:
        """Take a removal back."""
        self._acting.require(Act.SEND)
        back = replace(self.department(department_id), removed_at=None)
        return self._save(back, "briefing.department")

    def _save(self, one: Department, act: str) -> Changes:
        with self._workspace.write(durable=True) as connection:
            table.put_department(connection, one, self._acting.id, self._clock.now())
            self._journal.note(connection, act, {"department": one.id, "name": one.name})
        return CHANGED

    # What a person puts in

    def pick(
        self,
        department_id: str,
        *,
        message_id: MessageId | None = None,
        mention_id: str = "",
        note: str = "",
    ) -> tuple[Pick, Changes]:
        """Put a message or a mention into the next briefing of a department. Raises `KeyError`."""
        self._acting.require(Act.DRAFT)
        department = self.department(department_id)
        for one in self.picks(department_id):
            if (one.message_id, one.mention_id) == (message_id, mention_id):
                return one, Changes()  # it stands there already
        new = Pick(
            PickId(uuid7()),
            department.id,
            self._clock.now(),
            message_id,
            mention_id,
            note.strip()[:LONGEST_NOTE],
            self._acting.id,
        )
        with self._workspace.write(durable=True) as connection:
            table.add_pick(connection, new)
        return new, CHANGED

    def unpick(self, pick_id: PickId) -> Changes:
        """Take it back."""
        self._acting.require(Act.DRAFT)
        with self._workspace.write(durable=True) as connection:
            table.drop_pick(connection, pick_id)
        return CHANGED

    def picks(self, department_id: str) -> tuple[Pick, ...]:
        """Return what was put in and went out in no briefing yet."""
        return table.picks(self._workspace.read(), department_id)

    def sketch(self, department_id: str, span: Span) -> Sketch:
        """Return what was done to a briefing before it goes out."""
        return table.sketch(self._workspace.read(), department_id, span.since)

    def keep_sketch(self, department_id: str, span: Span, one: Sketch) -> Changes:
        """Remember it. Raises `NotAllowed` ("briefing-names") where private persons are named without a reason."""
        self._acting.require(Act.DRAFT)
        if one.names:
            self._acting.require(Act.SEND)
        why = one.names.strip()
        if one.names and len(why) < SHORTEST_REASON:
            raise NotAllowed("briefing-names")
        kept = replace(one, intro=one.intro[:LONGEST_INTRO], names=why[:LONGEST_NOTE])
        with self._workspace.write(durable=True) as connection:
            table.put_sketch(connection, department_id, span.since, kept)
        return CHANGED

    # What there is to say

    def span(self, department: Department) -> Span:
        """Return the last whole day or week: what the next briefing of a department is about."""
        every = department.every if department.every is not Every.NEVER else Every.WEEK
        return whole_before(every, self._clock.now())

    def gather(self, department_id: str, span: Span) -> Generator[Progress, None, Gathered]:
        """Gather what a briefing could say of a period. Raises `KeyError`, `QueryError`."""
        department = self.department(department_id)
        viewpoint = Viewpoint(self._clock.now(), self._acting.id, categories=self._categories)
        gathering = Gathering(
            self._workspace, department, span, viewpoint, self.picks(department_id)
        )
        return (yield from gathering.gather(self._alerts()))

    # What goes out

    def issue(self, found: Gathered, pages: Pages) -> tuple[Briefing, Changes]:
        """Keep a briefing as it goes out now; nothing leaves by that: files, mail and paper are the person's."""
        self._acting.require(Act.DRAFT)
        sketch = self.sketch(found.department.id, found.span)
        if sketch.names:
            self._acting.require(Act.SEND)
        new = self._made(found, sketch, pages, self._acting.id)
        self._keep(found, sketch, new)
        return new, CHANGED

    def _made(self, found: Gathered, sketch: Sketch, pages: Pages, by: str) -> Briefing:
        lines = pages.lines(found, sketch, self._acting.current().name if by else "")
        return Briefing(
            BriefingId(uuid7()),
            found.department.id,
            found.department.name,
            found.span,
            found.made_at,
            tuple((kind, text) for kind, text, _ in lines),
            by,
            sketch.names,
            tuple((n, key) for n, (_, _, key) in enumerate(lines) if key),
        )

    def _keep(self, found: Gathered, sketch: Sketch, new: Briefing) -> None:
        wanted = {one.key for one in found.wanted(sketch)}
        picks = [one.id for one in self.picks(found.department.id) if one.key in wanted]
        with self._workspace.write(durable=True) as connection:
            table.add(connection, new, picks)
            table.drop_sketch(connection, found.department.id, found.span.since)
            note = {"briefing": new.id, "department": new.department, "names": new.names}
            self._journal.note(connection, "briefing.issue", note)

    def listed(self, department_id: str) -> tuple[Briefing, ...]:
        """Return the briefings that a department got, the latest first."""
        return table.listed(self._workspace.read(), department_id)

    def briefing(self, briefing_id: str) -> Briefing:
        """Return one that went out. Raises `KeyError`."""
        return table.briefing(self._workspace.read(), briefing_id)

    def write(self, target: Path, text: str) -> None:
        """Write a file, whole or not at all. Raises `BackupFailed` and `NoRoom`."""
        write_whole(target, text.encode("utf-8", errors="replace"))

    def write_files(self, briefing_id: str, folder: Path, pages: Pages) -> tuple[Path, ...]:
        """Write all files of a briefing into a folder. Raises `BackupFailed` and `NoRoom`."""
        one = self.briefing(briefing_id)
        every = self.department(one.department_id).every
        return self._files(one, every, folder, self._feed(one.department_id), pages)

    # By the clock

    def due(self) -> tuple[Department, ...]:
        """Return which departments should have got a briefing of the last whole day or week, and did not.

        Nobody gets two for having been away, and nothing is due while everything is frozen.
        """
        connection = self._workspace.read()
        if self._brake.is_everything_frozen():
            return ()
        return tuple(
            one
            for one in table.departments(connection)
            if one.every is not Every.NEVER
            and not table.has(connection, one.id, self.span(one))
            and Path(one.folder).is_dir()
        )

    def write_due(self, pages: Pages) -> Generator[Progress, None, tuple[Briefing, ...]]:
        """Make what is due: its files first, so that one which cannot be written stays due.

        Raises `BackupFailed`, `NoRoom`, `QueryError`.
        """
        made: list[Briefing] = []
        for one in self.due():
            found = yield from self.gather(one.id, self.span(one))
            sketch = replace(self.sketch(one.id, found.span), names="")
            new = self._made(found, sketch, pages, BY_CLOCK)
            feed = (new, *self._feed(one.id))[:FEED]
            self._files(new, one.every, Path(one.folder), feed, pages)
            self._keep(found, sketch, new)
            made.append(new)
        return tuple(made)

    def _feed(self, department_id: str) -> tuple[Briefing, ...]:
        """Return what a feed holds: it goes to whoever reads it, so what names private persons stays out."""
        return tuple(each for each in self.listed(department_id) if not each.names)[:FEED]

    def _files(
        self, one: Briefing, every: Every, folder: Path, feed: Sequence[Briefing], pages: Pages
    ) -> tuple[Path, ...]:
        dated, lasting = file_stem(one.department, every, one.span), one.department
        found: list[Path] = []
        for ending, text in pages.files(one, feed).items():
            stem = lasting if ending == ".xml" else dated
            target = folder / safe(f"{stem.replace('/', '-')}{ending}")
            self.write(target, text)
            found.append(target)
        return tuple(found)
