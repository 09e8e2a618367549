"""The response guide: everything that was agreed to be said in all charters here, and how it is doing."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from functools import lru_cache

from cmworkstation.domain.charter.answers import fields_of, title_of
from cmworkstation.domain.charter.attached import AnswerFile, files_of
from cmworkstation.domain.charter.clauses import Answer, Fact, Statement
from cmworkstation.domain.charter.model import Charter, by_id
from cmworkstation.domain.charter.reading import read_charter
from cmworkstation.domain.charter.review import (
    EntryState,
    Need,
    answer_needs,
    answer_state,
    entry_state_of_fact,
    fact_needs,
    stale_languages,
    statement_needs,
    statement_state,
)
from cmworkstation.domain.charter.search import WHOLE, Fields, rank
from cmworkstation.domain.charter.sources import sources_of
from cmworkstation.domain.charter.words import Words, said
from cmworkstation.domain.clock import Clock
from cmworkstation.domain.errors import CharterInvalid
from cmworkstation.domain.profile import Act
from cmworkstation.services.acting import Acting
from cmworkstation.services.answer_files import Attached, attached, in_all
from cmworkstation.services.charters import CharterRow, Charters
from cmworkstation.store import accounts, charter_versions, charters
from cmworkstation.store import guide as table
from cmworkstation.store.database import Workspace
from cmworkstation.store.guide import AnswerUse

FOUND_MIN = 0.22
BODY_WEIGHT = 0.45


class EntryKind(StrEnum):
    """What an entry of the guide is."""

    ANSWER = "answer"
    STATEMENT = "statement"
    FACT = "fact"


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that may be said, as the guide shows it.

    `given` is what is in force, or else what the draft of the charter has; `proposed` what the draft would make of
    it, None where it changes nothing.
    """

    charter_id: str
    charter_title: Words
    default_language: str
    kind: EntryKind
    given: Answer | Statement | Fact
    state: EntryState
    needs: tuple[Need, ...]
    category: Words
    use: AnswerUse | None = None
    proposed: Answer | Statement | Fact | None = None
    stale: tuple[str, ...] = ()
    sources: tuple[Words, ...] = ()  # of an answer, by their names
    matched: tuple[str, ...] = ()  # words of it, folded, for which it was found

    @property
    def id(self) -> str:
        """Return its name within its charter."""
        return self.given.id

    @property
    def key(self) -> tuple[str, str, str]:
        """Return what tells it from every other entry."""
        return self.charter_id, self.kind, self.given.id

    @property
    def texts(self) -> Words:
        """Return its text by language."""
        return self.given.statement if isinstance(self.given, Fact) else self.given.body

    @property
    def folder(self) -> str:
        """Return the folder that its author gave it, "" for none."""
        return self.given.folder if isinstance(self.given, Answer) else ""

    def title(self, language: str) -> str:
        """Return what to call it."""
        if isinstance(self.given, Answer):
            return title_of(self.given, language, self.default_language)
        if isinstance(self.given, Statement):
            called = said(self.given.title, language, self.default_language)
            return called or self.id.replace("-", " ").capitalize()
        return said(self.texts, language, self.default_language) if self.texts else self.id


@dataclass(frozen=True, slots=True)
class Earlier:
    """What an entry said since a version of its charter: number, day, texts by language, and files that went along."""

    number: str
    at: datetime
    texts: Words
    files: tuple[AnswerFile, ...] = ()


class Guide:
    """The entries of all charters of this workspace."""

    def __init__(
        self,
        workspace: Workspace,
        charters: Charters,
        clock: Clock,
        acting: Acting,
    ) -> None:
        """Take the workspace and its charters."""
        self._acting = acting
        self._workspace = workspace
        self._charters = charters
        self._clock = clock

    def entries(self, charter_id: str = "") -> tuple[Entry, ...]:
        """Return all entries, of one charter or of all, in the order of their charters."""
        used = table.uses(self._workspace.read())
        return tuple(
            entry
            for row in self._charters.listed()
            if charter_id in ("", row.id)
            for entry in self._of_charter(row, used)
        )

    def search(self, query: str, entries: Sequence[Entry] | None = None) -> tuple[Entry, ...]:
        """Return the entries that fit a person's words, best first; all of them for no words."""
        among = self.entries() if entries is None else entries
        if not query.strip():
            return tuple(among)
        ranks = rank(tuple(tuple(_fields(one)) for one in among), query)
        best = sorted(ranks.items(), key=lambda one: -one[1][0])
        return tuple(
            replace(among[place], matched=matched)
            for place, (score, matched) in best
            if score >= FOUND_MIN
        )

    def due(self) -> tuple[Entry, ...]:
        """Return the entries that ask for somebody, the most pressing first."""
        order = list(Need)
        waiting = [one for one in self.entries() if one.needs]
        return tuple(sorted(waiting, key=lambda one: order.index(one.needs[0])))

    def history(self, entry: Entry) -> tuple[Earlier, ...]:
        """Return what an entry said in the versions of its charter, the newest first; one line for each change."""
        connection = self._workspace.read()
        attribute = dict(KINDS)[entry.kind]
        found: list[Earlier] = []
        for version in charter_versions.of_charter(connection, entry.charter_id):
            charter = readable(charters.version_source(connection, version.hash))
            given = by_id(getattr(charter, attribute)).get(entry.id) if charter else None
            if isinstance(given, Answer | Statement | Fact):
                texts = given.statement if isinstance(given, Fact) else given.body
                files = files_of(given) if isinstance(given, Answer) else ()
                if not found or (found[-1].texts, found[-1].files) != (texts, files):
                    at = version.effective_from or version.created_at
                    found.append(Earlier(version.number, at, texts, files))
        return tuple(reversed(found))

    def waiting(self) -> int:
        """Return how many entries the acting person must do something about: those to be reviewed soon do not count."""
        if not self._acting.current().may(Act.KEEP):
            return 0
        today = self._today()
        return sum(_must(one, today) for one in self.entries())

    def files(self, entry: Entry, language: str) -> tuple[Attached, ...]:
        """Return the files of an answer, held against what the servers of its charter's accounts take."""
        latest = entry.proposed or entry.given
        row = next((one for one in self._charters.listed() if one.id == entry.charter_id), None)
        charter = (
            readable((row.draft if entry.proposed else row.source) or row.draft) if row else None
        )
        if charter is None or not isinstance(latest, Answer) or not latest.attachments:
            return ()
        connection = self._workspace.read()
        every = [
            (
                one.name or one.handle,
                attached(connection, charter, latest, language, one.capabilities.media),
            )
            for account_id, charter_id in self._charters.assignments().items()
            if charter_id == entry.charter_id
            for one in (accounts.account(connection, account_id),)
        ]
        return in_all(every or [("", attached(connection, charter, latest, language))])

    def entry(self, charter_id: str, kind: str, name: str) -> Entry | None:
        """Return one entry, None where there is none."""
        wanted = (charter_id, kind, name)
        return next((one for one in self.entries(charter_id) if one.key == wanted), None)

    def _of_charter(
        self, row: CharterRow, used: Mapping[tuple[str, str], AnswerUse]
    ) -> Iterator[Entry]:
        now = readable(row.source)
        if now is None:
            return
        draft = readable(row.draft) or now
        for kind, attribute in KINDS:
            in_force = by_id(getattr(now, attribute))
            drafted = by_id(getattr(draft, attribute))
            for name in dict.fromkeys((*in_force, *drafted)):
                before, after = in_force.get(name), drafted.get(name)
                given = before or after
                if isinstance(given, Answer | Statement | Fact):
                    yield self._entry(row, now, kind, given, before is not None, after, used)

    def _entry(
        self,
        row: CharterRow,
        charter: Charter,
        kind: EntryKind,
        given: Answer | Statement | Fact,
        in_force: bool,
        drafted: object,
        used: Mapping[tuple[str, str], AnswerUse],
    ) -> Entry:
        today, default = self._today(), charter.header.default_language
        changed = isinstance(drafted, Answer | Statement | Fact) and drafted != given
        entry = Entry(
            row.id,
            row.title,
            default,
            kind,
            given,
            EntryState.DRAFT,
            (),
            {},
            proposed=drafted
            if changed and isinstance(drafted, Answer | Statement | Fact)
            else None,
        )
        # What was mended in the draft asks for nobody any more.
        latest = entry.proposed or given
        if isinstance(given, Fact):
            assert isinstance(latest, Fact)
            state = entry_state_of_fact(given, today, in_force=in_force)
            return replace(entry, state=state, needs=fact_needs(latest, today))
        if isinstance(given, Statement):
            assert isinstance(latest, Statement)
            state = statement_state(given, today, in_force=in_force)
            return replace(entry, state=state, needs=statement_needs(latest, today))
        assert isinstance(latest, Answer)
        labels = {one.id: one.label for one in charter.categories}
        return replace(
            entry,
            state=answer_state(given, today, in_force=in_force),
            needs=answer_needs(latest, today, default),
            category=labels.get(
                given.category, {default: given.category} if given.category else {}
            ),
            use=used.get((row.id, given.id)),
            stale=stale_languages(given, default),
            sources=sources_of(given, charter),
        )

    def _today(self) -> date:
        return self._clock.now().date()


KINDS = (
    (EntryKind.ANSWER, "answers"),
    (EntryKind.STATEMENT, "statements"),
    (EntryKind.FACT, "facts"),
)


def _must(entry: Entry, today: date) -> bool:
    latest = entry.proposed or entry.given
    by = getattr(latest, "review_by", None) or getattr(latest, "expires_on", None)
    soon = entry.needs == (Need.REVIEW,) and by is not None and by >= today
    return bool(entry.needs) and not soon


@lru_cache(16)
def readable(text: str) -> Charter | None:
    """Return the charter that a text holds, None where it holds none."""
    try:
        return read_charter(text) if text else None
    except CharterInvalid:
        return None


def _fields(entry: Entry) -> Fields:
    if isinstance(entry.given, Answer):
        return tuple(fields_of(entry.given, tuple(entry.category.values())))
    weight = WHOLE if entry.kind is EntryKind.FACT else BODY_WEIGHT
    return ((WHOLE, entry.id), *((weight, text) for text in entry.texts.values() if text))
