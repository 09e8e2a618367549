"""Relations: begun with five clear answers, kept with news and thanks, ended with a goodbye; debts are told once."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta

from cmworkstation.domain.asking import Ask, Coherence, How, coherence, refused
from cmworkstation.domain.charter.hours import read_duration
from cmworkstation.domain.clock import Clock
from cmworkstation.domain.contact import Card, ContactId, Matter
from cmworkstation.domain.conversation import Changes
from cmworkstation.domain.errors import NotAllowed
from cmworkstation.domain.ids import AccountId, AuthorId, ConversationId, uuid7
from cmworkstation.domain.interest import year_sum
from cmworkstation.domain.profile import Act
from cmworkstation.domain.relation import (
    LONGEST,
    SHORTEST_REASON,
    Begin,
    Debt,
    Event,
    Facts,
    Goodbye,
    Kind,
    Light,
    Limits,
    Owed,
    Phase,
    Relation,
    RelationId,
    Standing,
    goodbyes,
    light,
    open_goodbyes,
    owed,
    phase_of,
)
from cmworkstation.domain.reply import Draft
from cmworkstation.domain.table import Cell, Table
from cmworkstation.domain.values import dataclass, replace
from cmworkstation.services import projects_over
from cmworkstation.services.acting import Acting
from cmworkstation.services.asks import AskLook, Asks
from cmworkstation.services.charters import Charters
from cmworkstation.services.contacts import Contacts
from cmworkstation.services.drafts import Drafts
from cmworkstation.services.journal import Journal
from cmworkstation.store import contact_times, interests, messages, people, promises
from cmworkstation.store import contacts as contact_table
from cmworkstation.store import relations as table
from cmworkstation.store.database import Connection, Workspace

UNITS = {"m": 60, "h": 3600, "d": 86400, "w": 7 * 86400}  # seconds of a length in a charter
YEAR_DAYS = 365
TABLE = ("name", "names", "region", "topics", "project", "phase", "opened_at", "light", "owed")


@dataclass(frozen=True, slots=True)
class Row:
    """A relation as the list shows it: with whom, where it stands and why, what is owed, what is left of its end."""

    relation: Relation
    card: Card
    standing: Standing
    debts: tuple[Debt, ...]
    light: Light
    events: tuple[Event, ...]
    open: tuple[Goodbye, ...]  # of the end, neither done nor left out with a reason

    @property
    def goodbyes(self) -> Mapping[Goodbye, Event]:
        """What was done of the end, or left out for a reason."""
        return goodbyes(self.events)

    @property
    def is_settled(self) -> bool:
        """Tell whether it can be closed: nothing of its end is open, and it was not closed before."""
        return not self.open or self.standing.phase is Phase.ENDED


@dataclass(frozen=True, slots=True)
class Person:
    """A contact with all relations with them."""

    card: Card
    rows: tuple[Row, ...]

    @property
    def light(self) -> Light:
        """How it is doing with them: the worst of the relations."""
        weight = list(Light)
        return max((row.light for row in self.rows), key=weight.index, default=Light.GOOD)


@dataclass(frozen=True, slots=True)
class Given:
    """What went back and forth with a person within a year: for "given 5 · asked 2"."""

    given: int
    asked: int


@dataclass(frozen=True, slots=True)
class Reader:
    """Who reads a draft: the name that it answers, other names of the same person, and what they were asked before."""

    author_id: AuthorId
    platform: str
    handle: str
    others: tuple[tuple[str, str], ...]  # platform and handle
    is_first: bool  # we never wrote to them
    asking: AskLook
    informal: frozenset[str] = frozenset()  # languages in which the charter says "tu" to everybody


@dataclass(frozen=True, slots=True)
class Beside:
    """What stands about a contact beside a conversation; `standings` are project, phase and light."""

    contact_id: ContactId | None
    given: Given
    standings: tuple[tuple[str, Phase, Light], ...]


@dataclass(frozen=True, slots=True)
class Warned:
    """What speaks against beginning as the form stands: a key of words/relations.py, and what it is about."""

    key: str
    about: str = ""


class Relations:
    """The relations of this workspace."""

    def __init__(
        self,
        workspace: Workspace,
        contacts: Contacts,
        asks: Asks,
        charters: Charters,
        drafts: Drafts,
        journal: Journal,
        acting: Acting,
        clock: Clock,
    ) -> None:
        """Take the workspace, its contacts and asks, the charters' limits, and where drafts begin."""
        self._workspace = workspace
        self._contacts = contacts
        self._asks = asks
        self._charters = charters
        self._drafts = drafts
        self._journal = journal
        self._acting = acting
        self._clock = clock

    # What there is to see

    def limits(self) -> Limits:
        """Return what the charters say of relations: of several, the strictest."""
        usual = Limits()
        silence: list[int] = []
        news: list[int] = []
        thanks: list[timedelta] = []
        for account_id in self._charters.assignments():
            governing = self._charters.governing(account_id)
            if governing is None:
                continue
            relation = governing.charter.relation
            for name, into in (("silence_days", silence), ("max_days_without_news", news)):
                value = relation.maintain.get(name)
                if isinstance(value, int) and value > 0:
                    into.append(value)
            try:
                amount, unit = read_duration(str(relation.end.get("thanks_within", "")))
                thanks.append(timedelta(seconds=amount * UNITS[unit]))
            except (ValueError, KeyError):
                continue
        cap = self._asks.cap()
        return Limits(
            min(silence, default=usual.silence_days),
            min(news, default=usual.news_days),
            min(thanks, default=usual.thanks),
            cap.most,
            cap.days,
        )

    def rows(self) -> tuple[Row, ...]:
        """Return all relations: what is late first, then what is coming, then by who was begun with last."""
        connection, limits = self._workspace.read(), self.limits()
        over = projects_over.over(connection, self._clock.now())
        found = [self._row(connection, one, limits, over) for one in table.listed(connection)]
        weight = {Light.LATE: 0, Light.SOON: 1, Light.GOOD: 2}
        found.sort(key=lambda row: -row.relation.opened_at.timestamp())
        ended = {True: 1, False: 0}
        return tuple(
            sorted(
                found,
                key=lambda row: (ended[row.standing.phase is Phase.ENDED], weight[row.light]),
            )
        )

    def people(self, typed: str = "") -> tuple[Person, ...]:
        """Return all contacts with where we stand with each, or those that words name: what is owed comes first."""
        rows: dict[ContactId, list[Row]] = {}
        for row in self.rows():
            rows.setdefault(row.card.id, []).append(row)
        found = [
            Person(card, tuple(rows.get(card.id, ()))) for card in self._contacts.listed(typed)
        ]
        weight = list(reversed(Light))
        return tuple(sorted(found, key=lambda one: weight.index(one.light)))

    def table(self) -> Table:
        """Return all contacts and relations as a table, a row for each relation, and for each contact without one."""
        lines: list[tuple[Cell, ...]] = []
        for person in self.people():
            names = " ".join(f"{one.platform}:{one.handle}" for one in person.card.identities)
            head = (person.card.called, names, person.card.contact.region)
            topics = ", ".join(one.words for one in person.card.topics)
            for row in person.rows or (None,):
                said: tuple[Cell, ...] = ("", "", None, "", "")
                if row is not None:
                    owes = " ".join(debt.kind.value for debt in row.debts)
                    said = (
                        row.relation.project,
                        row.standing.phase.value,
                        row.relation.opened_at,
                        row.light.value,
                        owes,
                    )
                lines.append((*head, topics, *said))
        return Table(TABLE, lines, len(lines))

    def row(self, relation_id: RelationId) -> Row:
        """Return one relation. Raises `KeyError`."""
        connection = self._workspace.read()
        one = table.one(connection, relation_id)
        return self._row(
            connection, one, self.limits(), projects_over.over(connection, self._clock.now())
        )

    def of_contact(self, contact_id: ContactId) -> tuple[Row, ...]:
        """Return the relations with a person, over all that was merged."""
        connection, limits = self._workspace.read(), self.limits()
        whole = contact_table.members(connection, contact_table.root(connection, contact_id))
        over = projects_over.over(connection, self._clock.now())
        found = table.of_contacts(connection, whole)
        return tuple(self._row(connection, one, limits, over) for one in found)

    def _row(
        self,
        connection: Connection,
        relation: Relation,
        limits: Limits,
        over: "projects_over.Over",
    ) -> Row:
        now = self._clock.now()
        card = self._contacts.card(relation.contact_id)
        happened = table.events(connection, relation.id)
        facts = Facts(
            table.talk(connection, card.authors),
            tuple(
                (one.id, one.due_at, one.words)
                for author in card.authors
                for one in promises.open_to(connection, author)
            ),
            year_sum(
                (one for author in card.authors for one in interests.of_author(connection, author)),
                now.year,
            ),
            over.of(relation),
            happened,
        )
        debts = owed(relation, facts, limits, now)
        return Row(
            relation,
            card,
            phase_of(happened, facts.talk, limits, now),
            debts,
            light(debts, now),
            happened,
            open_goodbyes(happened),
        )

    def given(self, author_ids: Sequence[AuthorId]) -> Given:
        """Return what a person was given and asked for within a year, under all their names.

        Given is what was entered as a gift, and each answer of ours that asks for nothing.
        """
        connection, now = self._workspace.read(), self._clock.now()
        since = now - timedelta(days=YEAR_DAYS)
        asked: tuple[Ask, ...] = ()
        if author_ids:
            asked = self._asks.of_person(author_ids[0], YEAR_DAYS)
        presents = sum(
            one.on_day >= since.date() and one.kind == "gift"
            for author in author_ids
            for one in interests.of_author(connection, author)
        )
        replies = table.answers(connection, author_ids, since)
        return Given(presents + replies, len(asked))

    def reader(self, draft: Draft) -> Reader | None:
        """Return who reads a draft, under which of their names; None where it answers one of ours."""
        connection = self._workspace.read()
        target = messages.message(connection, draft.target_id)
        if target.ours:
            return None
        names = self._asks.names(target.author_id)
        found = contact_times.names(connection, names)
        platform, handle = found[target.author_id]
        return Reader(
            target.author_id,
            platform,
            handle or target.author_name,
            tuple(name for author, name in found.items() if author != target.author_id),
            table.talk(connection, names).ours is None,
            self._asks.look(draft),
            self._informal(draft.account_id),
        )

    def _informal(self, account_id: AccountId) -> frozenset[str]:
        """Return the languages in which the charter of an account speaks to everybody as among friends."""
        governing = self._charters.governing(account_id)
        address = governing.charter.voice.address if governing else {}
        return frozenset(spoken for spoken, form in address.items() if form == "tu")

    def beside(self, author_id: AuthorId) -> Beside | None:
        """Return what is known of an author as a contact; None for an account of ours. Raises `KeyError`."""
        connection = self._workspace.read()
        if people.is_ours(connection, author_id):
            return None
        contact_id = self._contacts.of_author(author_id)
        rows = self.of_contact(contact_id) if contact_id else ()
        return Beside(
            contact_id,
            self.given(self._asks.names(author_id)),
            tuple((row.relation.project, row.standing.phase, row.light) for row in rows),
        )

    # Beginning

    def look_over(
        self, contact_id: ContactId, begin: Begin, topic_id: str = ""
    ) -> tuple[Warned, ...]:
        """Return what speaks against beginning as the form stands; none of it forbids anything but `post`."""
        found = [Warned("missing", tick.value) for tick in begin.missing()]
        if not begin.invited.strip():
            found.append(Warned("uninvited"))
        if begin.is_bought:
            found.append(Warned("post"))
        held = self.coherence(contact_id, begin.topic + " " + begin.ask, topic_id)
        if not held.holds:
            known = self._contacts.card(contact_id).topics
            about = ", ".join(one.words for one in known)
            found.append(Warned("topic", about or self._involved(contact_id)))
        authors = self._contacts.authors(contact_id)
        if authors:
            given = self.given(authors)
            if given.asked and given.asked + 1 > given.given:
                found.append(Warned("giving", f"{given.given} {given.asked}"))
            asked = self._asks.of_person(authors[0])
            if len(asked) >= self._asks.cap().most:
                days = " ".join(one.at.date().isoformat() for one in asked)
                found.append(Warned("cap", days))
        if self._contacts.card(contact_id).may(Matter.NEXT) is False:
            found.append(Warned("said-no"))
        no = self._asks.said_no(authors[0]) if authors else ()
        unwanted = refused(f"{begin.topic} {begin.ask}", no)
        if unwanted:
            found.append(Warned("unwanted", ", ".join(unwanted)))
        silent = self._left_without_news(contact_id)
        if silent:
            found.append(Warned("silence", silent))
        return tuple(found)

    def _left_without_news(self, contact_id: ContactId) -> str:
        """Return the projects in which news are overdue: nobody asks again out of a silence."""
        now = self._clock.now()
        return ", ".join(
            row.relation.project
            for row in self.of_contact(contact_id)
            if any(one.kind is Owed.NEWS and one.is_late(now) for one in row.debts)
        )

    def coherence(self, contact_id: ContactId, words: str, topic_id: str = "") -> Coherence:
        """Tell whether an ask is about what a person declared, or was involved for before."""
        card = self._contacts.card(contact_id)
        known = [(one.words, one.topic_id) for one in card.topics]
        connection = self._workspace.read()
        members = contact_table.members(connection, card.id)
        known += [
            (f"{one.project} {one.begin.topic}", one.topic_id)
            for one in table.of_contacts(connection, members)
        ]
        return coherence(words, topic_id, known)

    def _involved(self, contact_id: ContactId) -> str:
        return ", ".join(dict.fromkeys(row.relation.project for row in self.of_contact(contact_id)))

    def open(
        self, contact_id: ContactId, project: str, begin: Begin, topic_id: str = ""
    ) -> tuple[Relation, Changes]:
        """Keep a relation with somebody about a project; nothing is asked yet.

        What is unclear only warns (`look_over`). Raises `KeyError`, and `NotAllowed` without a project
        ("relation-project"), or where a post is asked for without a contract ("relation-post").
        """
        self._acting.require(Act.DRAFT)
        if not project.strip():
            raise NotAllowed("relation-project")
        if begin.is_bought:
            raise NotAllowed("relation-post")
        card = self._contacts.card(contact_id)
        new = Relation(
            id=RelationId(uuid7()),
            contact_id=card.id,
            project=_line(project),
            topic_id=topic_id,
            begin=_tidy(begin),
            owner=self._acting.id,
            opened_at=self._clock.now(),
        )
        with self._workspace.write(durable=True) as connection:
            table.put(connection, new)
            told = {"relation": new.id, "contact": card.id, "missing": list(new.begin.missing())}
            self._journal.note(connection, "relation.open", told)
        return new, Changes(contacts=True)

    def change(self, relation_id: RelationId, project: str, begin: Begin) -> Changes:
        """Change what the form of a relation says. Raises as `open`."""
        self._acting.require(Act.DRAFT)
        if not project.strip():
            raise NotAllowed("relation-project")
        if begin.is_bought:
            raise NotAllowed("relation-post")
        with self._workspace.write(durable=True) as connection:
            before = table.one(connection, relation_id)
            table.put(connection, replace(before, project=_line(project), begin=_tidy(begin)))
            self._journal.note(connection, "relation.change", {"relation": relation_id})
        return Changes(contacts=True)

    def remove(self, relation_id: RelationId) -> Changes:
        """Take a relation out that was begun in error; what was asked stays counted."""
        self._acting.require(Act.DRAFT)
        with self._workspace.write(durable=True) as connection:
            table.remove(connection, relation_id)
            self._journal.note(connection, "relation.remove", {"relation": relation_id})
        return Changes(contacts=True)

    def ask_by(self, relation_id: RelationId, draft: Draft) -> tuple[Ask, Changes]:
        """Say that a draft carries the ask of a relation: it begins when that is sent."""
        self._acting.require(Act.DRAFT)
        begin = table.one(self._workspace.read(), relation_id).begin
        ask, changes = self._asks.mark(draft, begin.ask, relation_id)
        _, more = self.note(relation_id, Kind.BEGUN, begin.ask, draft_id=draft.id)
        return ask, changes | more

    def asked(self, relation_id: RelationId, author_id: AuthorId) -> tuple[Ask, Changes]:
        """Say that the ask of a relation was made elsewhere: by telephone, in person. Raises as `Asks.note`."""
        self._acting.require(Act.DRAFT)
        begin = table.one(self._workspace.read(), relation_id).begin
        ask, changes = self._asks.note(author_id, begin.ask, How.FORM, relation_id=relation_id)
        _, more = self.note(relation_id, Kind.BEGUN, begin.ask)
        return ask, changes | more

    # What happens

    def note(
        self,
        relation_id: RelationId,
        kind: Kind,
        words: str = "",
        *,
        name: str = "",
        done: bool = True,
        draft_id: str = "",
        at: datetime | None = None,
    ) -> tuple[Event, Changes]:
        """Keep what happened in a relation; what a draft will say counts once that is sent. Raises `KeyError`."""
        self._acting.require(Act.DRAFT)
        new = Event(
            id=uuid7(),
            relation_id=relation_id,
            kind=kind,
            at=at or self._clock.now(),
            words=_line(words),
            name=name,
            done=done,
            by=self._acting.id,
            draft_id=draft_id,
        )
        with self._workspace.write(durable=True) as connection:
            table.one(connection, relation_id)
            table.add_event(connection, new)
            told = {"relation": relation_id, "event": new.id, "what": kind.value}
            self._journal.note(connection, "relation.note", told)
        return new, Changes(contacts=True)

    def take_back(self, event: Event) -> Changes:
        """Take out what was noted in error."""
        self._acting.require(Act.DRAFT)
        with self._workspace.write(durable=True) as connection:
            table.remove_event(connection, event.id)
            told = {"relation": event.relation_id, "event": event.id}
            self._journal.note(connection, "relation.note-off", told)
        return Changes(contacts=True)

    def identities(self, relation_id: RelationId) -> Mapping[AuthorId, ConversationId]:
        """Return, for each name of the person under which they can be answered, the latest conversation with them."""
        connection = self._workspace.read()
        card = self._contacts.card(table.one(connection, relation_id).contact_id)
        return table.conversations(connection, card.authors)

    def draft(
        self, relation_id: RelationId, author_id: AuthorId, kind: Kind, text: str, name: str = ""
    ) -> tuple[Draft, Changes]:
        """Begin a message to one name of the person, and note what it will say once it is sent.

        Raises `NotAllowed` where nobody of that name ever wrote to us ("relation-nowhere"), and as `Drafts.begin`.
        """
        self._acting.require(Act.DRAFT)
        found = self.identities(relation_id).get(author_id)
        if found is None:
            raise NotAllowed("relation-nowhere")
        target = table.newest_of(self._workspace.read(), found, author_id)
        draft = self._drafts.begin(found, target, another=True)
        draft, changes = self._drafts.save(replace(draft, body=text))
        if kind is Kind.BEGUN:
            _, more = self.ask_by(relation_id, draft)
        else:
            _, more = self.note(relation_id, kind, name=name, draft_id=draft.id)
        return draft, changes | more

    # Ending

    def leave_out(self, relation_id: RelationId, part: Goodbye, why: str) -> Changes:
        """Say why a part of the end is left out. Raises `NotAllowed` without a reason ("relation-why")."""
        self._acting.require(Act.DRAFT)
        if len(_line(why)) < SHORTEST_REASON:
            raise NotAllowed("relation-why")
        return self.note(relation_id, Kind.GOODBYE, why, name=part.value, done=False)[1]

    def done(self, relation_id: RelationId, part: Goodbye, words: str = "") -> Changes:
        """Say that a part of the end was done, in another way than by a message from here."""
        self._acting.require(Act.DRAFT)
        return self.note(relation_id, Kind.GOODBYE, words, name=part.value)[1]

    def close(self, relation_id: RelationId) -> Changes:
        """End a relation. Raises `NotAllowed` while a part of its end is open ("relation-open")."""
        self._acting.require(Act.DRAFT)
        if not self.row(relation_id).is_settled:
            raise NotAllowed("relation-open")
        _, changes = self.note(relation_id, Kind.ENDED)
        self._mark_ended(relation_id, self._clock.now())
        return changes

    def reopen(self, relation_id: RelationId) -> Changes:
        """Let a relation go on that was ended."""
        _, changes = self.note(relation_id, Kind.REOPENED)
        self._mark_ended(relation_id, None)
        return changes

    def _mark_ended(self, relation_id: RelationId, at: datetime | None) -> None:
        with self._workspace.write(durable=True) as connection:
            table.put(connection, replace(table.one(connection, relation_id), ended_at=at))

    # Projects

    def projects(self) -> Mapping[str, date | None]:
        """Return the projects for which people were asked, with the day on which each ended."""
        connection = self._workspace.read()
        over = projects_over.over(connection, self._clock.now())
        names = dict.fromkeys(one.project for one in table.listed(connection))
        return {name: over.of_project(name) for name in names}

    def to_thank(self, project: str) -> tuple[Row, ...]:
        """Return everybody who was asked for a project and is not let go of yet."""
        return tuple(
            row
            for row in self.rows()
            if row.relation.project == project
            and row.standing.phase not in (Phase.ENDED, Phase.NONE)
        )

    def project_over(self, project: str, on: date | None) -> Changes:
        """Say since when a project is over, so that goodbyes are owed; None lets it go on."""
        self._acting.require(Act.DRAFT)
        with self._workspace.write(durable=True) as connection:
            table.end_project(connection, project, on, self._acting.id, self._clock.now())
            self._journal.note(connection, "project.over", {"on": on.isoformat() if on else ""})
        return Changes(contacts=True)

    def close_project(self, project: str) -> Changes:
        """Close a project with everybody in it. Raises `NotAllowed` while somebody is left without decision."""
        self._acting.require(Act.DRAFT)
        people = self.to_thank(project)
        if any(row.open for row in people):
            raise NotAllowed("relation-left")
        changes = Changes(contacts=True)
        for row in people:
            changes |= self.close(row.relation.id)
        if table.ends(self._workspace.read()).get(project) is None:
            changes |= self.project_over(project, self._clock.now().date())
        return changes

    # What is owed, told once

    def due(self) -> tuple[tuple[Row, Debt], ...]:
        """Return everything whose time has come, the oldest first."""
        now = self._clock.now()
        found = [(row, debt) for row in self.rows() for debt in row.debts if debt.is_late(now)]
        return tuple(sorted(found, key=lambda one: one[1].due_at))

    def news(self) -> tuple[tuple[Row, Debt], ...]:
        """Return what is due and was not told yet."""
        told = table.told(self._workspace.read())
        return tuple(one for one in self.due() if _fact(*one) not in told)

    def told(self, what: Iterable[tuple[Row, Debt]]) -> Changes:
        """Remember that this was told: it is not told again."""
        with self._workspace.write() as connection:
            table.note_told(connection, [_fact(*one) for one in what], self._clock.now())
        return Changes()


def _fact(row: Row, debt: Debt) -> tuple[str, str, str]:
    return row.relation.id, debt.kind.value, debt.fact


def _line(text: str) -> str:
    return " ".join(text.split())[:LONGEST]


def _tidy(begin: Begin) -> Begin:
    return replace(
        begin,
        topic=_line(begin.topic),
        ask=_line(begin.ask),
        who=_line(begin.who),
        gets=_line(begin.gets),
        decline=_line(begin.decline),
        invited=_line(begin.invited),
    )
