"""Whether we speak with more than the usual few, and how people, ours among them, are treated.

Nothing here puts people in an order of worth: those who were never answered stand by how long ago they wrote, and how
many follow somebody serves one comparison only. What was hostile is told to whoever bore it and to who looks after the
people of this workspace, and to nobody else.
"""

from collections import Counter, defaultdict
from collections.abc import Generator, Iterable, Sequence
from datetime import date, timedelta
from threading import get_ident

from cmworkstation.domain.charter.model import by_id
from cmworkstation.domain.clock import Clock, from_ms, to_ms
from cmworkstation.domain.conversation import Changes
from cmworkstation.domain.dashboard import Span
from cmworkstation.domain.drill import PLATFORM
from cmworkstation.domain.errors import NotAllowed
from cmworkstation.domain.ids import AuthorId, ConversationId
from cmworkstation.domain.profile import Act, ProfileId
from cmworkstation.domain.progress import Progress
from cmworkstation.domain.similar import words_of
from cmworkstation.domain.table import Cell, Table
from cmworkstation.domain.voices import (
    FEW,
    OWN_WORDS,
    Load,
    Parity,
    Relief,
    Repeated,
    Share,
    Spread,
    Turn,
    Unheard,
    effective,
    new_voices,
    parity,
    relief,
    usual_few,
)
from cmworkstation.services.acting import Acting
from cmworkstation.services.charters import Charters
from cmworkstation.services.circumstances import HOSTILE
from cmworkstation.services.journal import Journal
from cmworkstation.services.voiced import Burden, NewVoices, Spoken, Texts, Toward
from cmworkstation.store import accounts, profiles, topics
from cmworkstation.store import voices as table
from cmworkstation.store.database import Connection, Workspace

ANSWERED = timedelta(days=30)  # within which somebody was answered
BEFORE = timedelta(days=365)  # without an exchange, before that, somebody is a new voice
SLICE = 500  # people who are looked up at a time
MOST = 200  # people or conversations of a list
SEVERAL = 2  # times that a text goes out before it is a repeated one
COLUMNS = ("platform", "name", "handle", "first_wrote_at", "conversation")


class VoiceBook:
    """Counts voices. Run the generators on a lane."""

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
        self._spoken: dict[tuple[Span, int, int], Spoken] = {}

    # Whom we speak with

    def new_voices(self, span: Span) -> NewVoices:
        """Return how many people were new among those who were answered in the 30 days that end with a period."""
        connection = self._workspace.read()
        asked = Span(span.until - ANSWERED, span.until)
        found = table.replies(connection, asked)
        who = table.persons(connection)
        people = {who.person(one.author_id) for one in found}
        authors = {one.author_id for one in found}
        authors |= {AuthorId(one) for one, contact in who.of.items() if contact in people}
        before = Span(asked.since - BEFORE, asked.since)
        known = {who.person(one) for one in table.answered_before(connection, authors, before)}
        return NewVoices(
            asked,
            new_voices(people, known),
            _homes(one.conversation_id for one in found if who.person(one.author_id) not in known),
            _homes(one.conversation_id for one in found if who.person(one.author_id) in known),
        )

    def spoken(self, span: Span) -> Spoken:
        """Return with whom we spoke in a period; several tiles ask for the same one after another."""
        connection = self._workspace.read()
        key = (span, get_ident(), connection.execute("PRAGMA data_version").fetchone()[0])
        if key not in self._spoken:
            self._spoken = {
                **dict(list(self._spoken.items())[-1:]),
                key: self._count(connection, span),
            }
        return self._spoken[key]

    def _count(self, connection: Connection, span: Span) -> Spoken:
        found, who = table.replies(connection, span), table.persons(connection)
        counts = Counter(who.person(one.author_id) for one in found)
        few = {person for person, _ in counts.most_common(FEW)}
        places = {who.person(one.author_id): who.regions.get(one.author_id, "") for one in found}
        where: dict[str, list[ConversationId]] = defaultdict(list)
        for one in found:
            where[places[who.person(one.author_id)]].append(one.conversation_id)
        return Spoken(
            len(found),
            len(counts),
            effective(counts),
            usual_few(counts),
            _homes(one.conversation_id for one in found if who.person(one.author_id) in few),
            Spread(
                Counter(place for place in places.values() if place),
                sum(not place for place in places.values()),
            ),
            _homes(one.conversation_id for one in found if who.person(one.author_id) not in few),
            _homes(one.conversation_id for one in found),
            {place: _homes(homes) for place, homes in where.items()},
        )

    def parity(self, span: Span) -> Parity:
        """Return whether those whom few follow are answered as those whom many follow."""
        connection = self._workspace.read()
        known = [
            Turn(one.audience, None if one.answered is None else _seconds(one.id, one.answered))
            for one in table.came(connection, span)
        ]
        return parity(known, table.came_in_all(connection, span) - len(known))

    def texts(self, span: Span) -> Texts:
        """Return how many replies of a period had enough words of their own, and which texts went out often."""
        sent = table.texts(self._workspace.read(), span)
        least: dict[tuple[str, str], int] = {}
        impersonal = []
        alike: dict[frozenset[str], list[table.Text]] = defaultdict(list)
        for one in sent:
            key = (one.charter_hash, one.answer_id)
            if one.answer_id and key not in least:
                least[key] = self._least(*key)
            if one.answer_id and one.own_words < least[key]:
                impersonal.append(one.conversation_id)
            if said := words_of(one.body):
                alike[said].append(one)
        often = sorted(alike.values(), key=len, reverse=True)[:3]
        repeated = tuple(
            Repeated(some[-1].body, len(some), _homes(one.conversation_id for one in some))
            for some in often
            if len(some) >= SEVERAL
        )
        return Texts(Share(len(sent) - len(impersonal), len(sent)), _homes(impersonal), repeated)

    def _least(self, charter_hash: str, answer_id: str) -> int:
        """Return how many words of its own a reply needs that began from an answer."""
        governing = self._charters.governed_by(charter_hash) if charter_hash else None
        answers = by_id(governing.charter.answers) if governing else {}
        least = answers[answer_id].personal_words_min if answer_id in answers else None
        return OWN_WORDS if least is None else least

    def unheard(self, span: Span) -> Generator[Progress, None, tuple[Unheard, ...]]:
        """Return who wrote in a period and had no exchange with us within the year up to its end.

        Whoever wrote first stands first. Accounts that can only be read from are left out.
        """
        connection = self._workspace.read()
        yield Progress(0, 0, "read")
        answerable = {
            one.id
            for one in accounts.all_accounts(connection)
            if one.capabilities.answers and one.platform != PLATFORM
        }
        numbers = [
            no for no, id_ in accounts.ids_by_number(connection).items() if id_ in answerable
        ]
        firsts = table.wrote(connection, to_ms(span.since) << 12, numbers)
        year = Span(span.until - BEFORE, span.until)
        ordered = sorted(firsts, key=lambda one: firsts[one])
        found: list[Unheard] = []
        for at in range(0, len(ordered), SLICE):  # as far as a list goes
            yield Progress(at, len(ordered), "read")
            part = [AuthorId(one) for one in ordered[at : at + SLICE]]
            heard = table.answered_before(connection, part, year)
            rest = {one: firsts[one] for one in part if one not in heard}
            found += table.unheard(connection, rest, MOST - len(found))
            if len(found) == MOST:
                break
        return tuple(found)

    @staticmethod
    def table(people: Sequence[Unheard]) -> Table:
        """Return people who were never answered as a table for other programs."""
        rows: list[tuple[Cell, ...]] = [
            (
                one.platform,
                one.name,
                one.handle,
                from_ms(one.since_id >> 12),
                one.conversation_id,
            )
            for one in people
        ]
        return Table(COLUMNS, rows, len(rows))

    # What is hard to bear

    def burden(self, span: Span) -> Burden:
        """Return what was hostile: of everybody for who looks after people here, else of the acting person alone."""
        me = self._acting.current()
        everybodys = me.may(Act.KEEP)
        loads = self._loads(span)
        proposed = relief(loads)
        names = {
            one.id: one.name
            for one, _ in profiles.all_profiles(self._workspace.read())
            if everybodys or one.id == me.id
        }
        if everybodys:
            return Burden(loads, proposed, names, everybodys=True)
        mine = tuple(one for one in loads if one.who == me.id)
        asked = tuple(
            Relief(one.of, None, None, one.conversations) for one in proposed if one.of == me.id
        )
        return Burden(mine, asked, names, everybodys=False)

    def _loads(self, span: Span) -> tuple[Load, ...]:
        """Return the load of everybody who works here, also of those who had none; by name."""
        connection = self._workspace.read()
        days: dict[str, Counter[date]] = defaultdict(Counter)
        waiting: dict[str, dict[ConversationId, None]] = defaultdict(dict)
        for home, who, waits, message_id in table.hostile(connection, span, self._hostile()):
            days[who][from_ms(message_id >> 12).astimezone().date()] += 1
            if waits:
                waiting[who][home] = None
        here = [one for one, _ in profiles.all_profiles(connection) if one.local]
        ids = [one.id for one in sorted(here, key=lambda one: one.name.casefold())]
        found = []
        for who in ids or [ProfileId("")]:  # nobody was entered: whoever sits there
            mine = days.get(who, Counter())
            worst = max(mine, key=lambda day: (mine[day], day), default=None)
            found.append(
                Load(
                    who,
                    mine.total(),
                    mine[worst] if worst else 0,
                    worst,
                    tuple(waiting.get(who, ())),
                )
            )
        return tuple(found)

    def _hostile(self) -> set[str]:
        """Return the categories of messages that want nothing but to hurt."""
        found = set()
        for account_id in self._charters.assignments():
            governing = self._charters.governing(account_id)
            for one in governing.charter.categories if governing else ():
                if one.action in HOSTILE:
                    found.add(one.id)
        return found

    # Goals

    def goals(self) -> dict[str, int]:
        """Return topic → the percentage of new voices that is hoped for in its dialogue."""
        return table.goals(self._workspace.read())

    def toward(self) -> tuple[Toward, ...]:
        """Return how topics with a goal stand, by title; new is who had no exchange with us in the year before."""
        connection, wanted = self._workspace.read(), self.goals()
        who = table.persons(connection)
        found = []
        for topic in topics.listed(connection):
            if topic.id not in wanted:
                continue
            voices = topics.voices(connection, topic.id, topic.decided_at)
            before = Span(topic.opened_at - BEFORE, topic.opened_at)
            authors = {one.author_id for one in voices}
            known = {who.person(one) for one in table.answered_before(connection, authors, before)}
            people = {who.person(one) for one in authors}
            homes = (
                one.conversation_id for one in voices if who.person(one.author_id) not in known
            )
            share = new_voices(people, known)
            found.append(Toward(topic.id, topic.title, wanted[topic.id], share, _homes(homes)))
        return tuple(found)

    def set_goal(self, topic_id: str, percent: int) -> Changes:
        """Hope for so many new voices in a hundred in a dialogue; 0 hopes for nothing. Raises `NotAllowed`."""
        self._acting.require(Act.DRAFT)
        if not topic_id or not 0 <= percent <= 100:  # noqa: PLR2004 - a percentage
            raise NotAllowed("not-supported")
        with self._workspace.write(durable=True) as connection:
            now = to_ms(self._clock.now())
            table.put_goal(connection, topic_id, percent, self._acting.id, now)
            self._journal.note(
                connection, "dashboard.goal", {"topic": topic_id, "percent": percent}
            )
        return Changes()


def _seconds(first: int, second: int) -> float:
    """Return how much time lies between two messages."""
    return ((second >> 12) - (first >> 12)) / 1000


def _homes(found: Iterable[ConversationId]) -> tuple[ConversationId, ...]:
    """Return conversations, each once, the latest mentioned first."""
    return tuple(dict.fromkeys(reversed(tuple(found))))
