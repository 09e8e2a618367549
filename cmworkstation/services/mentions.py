"""Mentions as people work with them: read, set aside, judged, noted, and made a thread of the inbox."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime

from cmworkstation.domain.account import Account
from cmworkstation.domain.capture import Capture
from cmworkstation.domain.clock import Clock
from cmworkstation.domain.conversation import Changes
from cmworkstation.domain.errors import NotAllowed
from cmworkstation.domain.ids import AccountId, ConversationId
from cmworkstation.domain.mention import Mention, MentionState, ReachClass, Stance, StanceHow
from cmworkstation.domain.profile import Act
from cmworkstation.domain.table import Cell, Table
from cmworkstation.domain.watch import WatchSource
from cmworkstation.services.acting import Acting
from cmworkstation.services.captures import Captures
from cmworkstation.services.charters import Charters
from cmworkstation.services.journal import Journal
from cmworkstation.store import accounts, charters, conversation_list, watches
from cmworkstation.store import mentions as table
from cmworkstation.store.database import Workspace

COLUMNS = (
    *("at", "seen_at", "source", "platform", "author", "handle", "title", "text", "language"),
    *("address", "copies", "state", "stance", "stance_by", "queries", "tags", "note"),
    *("category", "category_by", "reach", "reach_by"),
)
SOURCE_COLUMNS = ("name", "kind", "target", "state", "last_read_at", "last_new_at")
LONGEST_NOTE = 2_000
LONGEST_TAG = 60
MOST_TAGS = 20
PAGE_SIZE = 200
PLACES = {
    "feed": "Web",
    "page": "Web",
}  # what a mention's platform is called as a place of the inbox
States = Mapping[str, MentionState]  # what mentions were, by id: undo puts it back


class Mentions:
    """What was found."""

    def __init__(
        self,
        workspace: Workspace,
        captures: Captures,
        journal: Journal,
        clock: Clock,
        acting: Acting,
        charters: Charters,
    ) -> None:
        """Take the workspace; `captures` brings mentions into the inbox, `charters` name their categories."""
        self._charters = charters
        self._workspace = workspace
        self._captures = captures
        self._journal = journal
        self._clock = clock
        self._acting = acting

    # What can be seen

    def listed(
        self,
        *,
        query_id: str = "",
        source_id: str = "",
        states: Sequence[MentionState] = (),
        since: datetime | None = None,
        until: datetime | None = None,
        folded: bool = True,
        limit: int = PAGE_SIZE,
        after: Mention | None = None,
        stance: Stance | None = None,
        category: str | None = None,
        reach: ReachClass | None = None,
    ) -> tuple[Mention, ...]:
        """Return mentions, the newest first, one of each story where they are folded; `after` goes on behind one.

        Of a stance, a category or a reach None means all of them, "" those of which nobody says it.
        """
        place = (after.at, after.id) if after is not None else None
        return table.listed(
            self._workspace.read(),
            query_id=query_id,
            source_id=source_id,
            states=states,
            since=since,
            until=until,
            folded=folded,
            limit=limit,
            after=place,
            stance=stance,
            category=category,
            reach=reach,
        )

    def one(self, mention_id: str) -> Mention:
        """Return one mention. Raises `KeyError`."""
        return table.mention(self._workspace.read(), mention_id)

    def story(self, story_id: str) -> tuple[Mention, ...]:
        """Return everything that tells the same story, the first of it first."""
        return table.of_story(self._workspace.read(), story_id)

    def unread(self) -> Mapping[str, int]:
        """Return how many new mentions each query has, by its id."""
        return table.counts(self._workspace.read(), [MentionState.NEW])

    def of_conversation(self, conversation_id: int) -> tuple[Mention, ...]:
        """Return the mentions that a thread of the inbox stands for, or that its messages are."""
        return table.of_conversation(self._workspace.read(), ConversationId(conversation_id))

    def tags(self) -> tuple[str, ...]:
        """Return the tags that mentions carry."""
        return table.all_tags(self._workspace.read())

    def categories(self) -> Mapping[str, Mapping[str, str]]:
        """Return what mentions can be by the charters here, by id: what each is called, by language."""
        return self._charters.category_labels()

    def table(self, ids: Sequence[str], labels: Mapping[str, str] | None = None) -> Table:
        """Return mentions as a table, in this order; docs/table-export.md says what stands in each column.

        `labels` says what categories are called, by id; the id stands where it says nothing.
        """
        labels = labels or {}
        connection = self._workspace.read()
        names = {one.id: one.name for one in watches.queries(connection, removed=True)}
        sources = {one.id: one.name for one in watches.sources(connection)}

        def rows() -> Iterator[Sequence[Cell]]:
            for id_ in ids:
                one = self.one(id_)
                yield (
                    *(one.at, one.seen_at, sources.get(one.source_id, ""), one.platform),
                    *(one.author_name, one.author_handle, one.title, one.text, one.language),
                    *(one.address, one.copies, one.state.value, one.stance.value),
                    *(one.stance_how.value, ", ".join(names.get(q, "") for q in one.queries)),
                    *(", ".join(one.tags), one.note),
                    *(labels.get(one.category, one.category), one.category_how.value),
                    *(one.reach.value, one.reach_how.value),
                )

        return Table(COLUMNS, rows(), len(ids))

    def sources_table(
        self, name: Callable[[WatchSource], str], state: Callable[[WatchSource], str]
    ) -> Table:
        """Return the sources as a table, in words that the caller gives."""
        sources = watches.sources(self._workspace.read())
        rows = (
            (name(one), one.kind.value, one.target, state(one), one.fetched_at, one.new_at)
            for one in sources
        )
        return Table(SOURCE_COLUMNS, rows, len(sources))

    # What people make of it

    def set_state(self, ids: Sequence[str], state: MentionState) -> tuple[States, Changes]:
        """Say what became of mentions; return what they were. A promoted one stays promoted."""
        self._acting.require(Act.DRAFT)
        if state is MentionState.PROMOTED:
            raise NotAllowed("watch-promote")
        with self._workspace.write() as connection:
            before = {one: table.mention(connection, one).state for one in dict.fromkeys(ids)}
            before = {
                one: was
                for one, was in before.items()
                if was is not MentionState.PROMOTED and was is not state
            }
            table.set_state(connection, before, state, self._clock.now())
        return before, Changes(mentions=bool(before))

    def put_back(self, before: States) -> Changes:
        """Undo `set_state`."""
        self._acting.require(Act.DRAFT)
        with self._workspace.write() as connection:
            for one, state in before.items():
                table.set_state(connection, [one], state, self._clock.now())
        return Changes(mentions=True)

    def set_stance(
        self, mention_id: str, stance: Stance, how: StanceHow = StanceHow.HAND
    ) -> Changes:
        """Say how a mention speaks of its subject; `how` puts back what was suggested."""
        self._acting.require(Act.DRAFT)
        how = how if stance is not Stance.NONE else StanceHow.NONE
        with self._workspace.write(durable=True) as connection:
            before = table.mention(connection, mention_id).stance
            table.set_stance(connection, mention_id, stance, how, self._clock.now())
            told = {"mention": mention_id, "stance": stance.value, "before": before.value}
            self._journal.note(connection, "mention.stance", told)
        return Changes(mentions=True)

    def set_category(
        self, mention_id: str, category: str, how: StanceHow = StanceHow.HAND
    ) -> Changes:
        """Say of which category of the charter a mention is, "" for none; `how` puts back what was suggested.

        Raises `NotAllowed` for one that no charter here knows.
        """
        self._acting.require(Act.DRAFT)
        with self._workspace.write(durable=True) as connection:
            before = table.mention(connection, mention_id).category
            if category and category != before and category not in self.categories():
                raise NotAllowed("triage-unknown-category")
            table.set_category(
                connection,
                mention_id,
                category,
                how if category else StanceHow.NONE,
                self._clock.now(),
            )
            told = {"mention": mention_id, "category": category, "before": before}
            self._journal.note(connection, "mention.category", told)
        return Changes(mentions=True)

    def set_reach(self, mention_id: str, reach: ReachClass) -> Changes:
        """Say by hand how far the place of a mention reaches; `NONE` lets its source, or its kind, say it again."""
        self._acting.require(Act.DRAFT)
        with self._workspace.write(durable=True) as connection:
            table.set_reach(connection, mention_id, reach, self._clock.now())
            told = {"mention": mention_id, "reach": reach.value}
            self._journal.note(connection, "mention.reach", told)
        return Changes(mentions=True)

    def write(self, mention_id: str, note: str, tags: Sequence[str]) -> Changes:
        """Keep what a person notes about a mention, and its tags."""
        self._acting.require(Act.DRAFT)
        plain = (" ".join(one.split()).lstrip("#")[:LONGEST_TAG] for one in tags)
        kept = tuple(dict.fromkeys(filter(None, plain)))[:MOST_TAGS]
        now = self._clock.now()
        with self._workspace.write(durable=True) as connection:
            table.set_note(
                connection, mention_id, note.strip()[:LONGEST_NOTE], self._acting.id, now
            )
            table.set_tags(connection, mention_id, kept, now)
        return Changes(mentions=True)

    def promote(self, mention_id: str) -> tuple[ConversationId, Changes]:
        """Make a mention a thread of the inbox, and return it; what is there already is returned as it is.

        Each knows of the other: the mention its conversation, the conversation its mention (`of_conversation`).
        """
        self._acting.require(Act.DRAFT)
        one = self.one(mention_id)
        if one.conversation_id is not None:
            return one.conversation_id, Changes()
        with self._workspace.write(durable=True) as connection:
            reader = self._reader(one)
            look = reader.look if reader else one.platform
            captured, changes = self._captures.keep(_capture(one, look), again=True)
            if reader is not None:
                self._govern(captured.conversation_id, reader.id)
            table.promote(
                connection,
                one.id,
                captured.id,
                captured.message_id,
                captured.conversation_id,
                self._acting.id,
                self._clock.now(),
            )
            told = {"mention": one.id, "capture": captured.id}
            self._journal.note(connection, "mention.promote", told)
        return captured.conversation_id, changes | Changes(mentions=True)

    def _reader(self, one: Mention) -> Account | None:
        """Return the account with which the source of a mention is read, None where it needs none."""
        connection = self._workspace.read()
        try:
            source = watches.source(connection, one.source_id)
            return accounts.account(connection, AccountId(source.account_id))
        except KeyError:
            return None

    def _govern(self, home: ConversationId, like: AccountId) -> None:
        """Let the charter of the account that found something govern the place where it is answered from here."""
        with self._workspace.write() as connection:
            place = conversation_list.rows(connection, [home])[0].account_id
            known = charters.assignments(connection)
            wanted = known.get(like, "")
            if wanted and not known.get(place):
                charters.assign(connection, place, wanted)
                told = {"account": place, "charter": wanted}
                self._journal.note(connection, "charter.assign", told)

    def demote(self, mention_id: str) -> Changes:
        """Undo `promote`. Raises `NotAllowed` once something was made of the thread."""
        self._acting.require(Act.DRAFT)
        one = self.one(mention_id)
        if one.state is not MentionState.PROMOTED or not one.capture_id:
            raise NotAllowed("watch-not-promoted")
        with self._workspace.write(durable=True) as connection:
            table.demote(connection, one.id, self._clock.now())
            changes = self._captures.undo(one.capture_id)
            self._journal.note(connection, "mention.demote", {"mention": one.id})
        return changes | Changes(mentions=True)


def _capture(one: Mention, look: str) -> Capture:
    place = PLACES.get(look, look)
    return Capture(
        platform=place,
        author=one.author_name or one.author_handle or place,
        at=one.at,
        text=one.text or one.title,
        handle=one.author_handle,
        title=one.title,
        address=one.address,
        language=one.language,
    )
