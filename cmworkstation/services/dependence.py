"""How much we depend on each platform, and what would be lost if an account closed tomorrow.

`look` reads along two indexes and takes about a second at a million messages, `figures` less than half of that; call
them on a lane. What is behind each figure is read when it is asked for.
"""

from collections import Counter
from collections.abc import Generator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from cmworkstation.domain.account import Account
from cmworkstation.domain.clock import Clock
from cmworkstation.domain.conversation import Changes
from cmworkstation.domain.dependence import Amount, Figure, Part, added
from cmworkstation.domain.drill import PLATFORM
from cmworkstation.domain.errors import NotAllowed, WorkstationError
from cmworkstation.domain.ids import AccountId, AuthorId, ConversationId, MessageId
from cmworkstation.domain.mirrors import Announcement, mirrored
from cmworkstation.domain.profile import Act
from cmworkstation.domain.progress import Progress
from cmworkstation.domain.table import Table
from cmworkstation.services.accounts import Accounts
from cmworkstation.services.acting import Acting
from cmworkstation.services.depending import Closing, Look, Saved, with_actions
from cmworkstation.services.gaps import Gaps
from cmworkstation.services.journal import Journal
from cmworkstation.services.platforms import Platforms
from cmworkstation.services.reach import Known, Reach, only_there
from cmworkstation.store import accounts as account_table
from cmworkstation.store import coverage, messages, promises, relays
from cmworkstation.store import dependence as source
from cmworkstation.store import presence as marks
from cmworkstation.store.database import Workspace
from cmworkstation.store.dependence import Wrote

LATELY = timedelta(days=90)
KNOWN = timedelta(days=365)  # people who wrote within this time are those we talk with
FRESH = timedelta(hours=1)  # within which shares of 90 days hardly change
MOST_POSTS = 4_000  # of our announcements, the newest, that are compared with each other
MOST_BEHIND = 2_000  # conversations behind a figure
BEGINNING = datetime(1970, 1, 1, tzinfo=UTC)
Announcements = tuple[Announcement, ...]
Saves = tuple[Saved, ...]
Audience = Mapping[AccountId, tuple[date, int]]
COLUMNS = ("part", "platform", "amount", "at_least", "share", "effective_number", "band")
PEOPLE = ("platform", "name", "handle", "messages", "last_at", "elsewhere", "why")


class Dependence:
    """Shares and simulations over the accounts that can be answered on; those that only listen are left out."""

    def __init__(
        self,
        workspace: Workspace,
        accounts: Accounts,
        platforms: Platforms,
        gaps: Gaps,
        journal: Journal,
        acting: Acting,
        clock: Clock,
    ) -> None:
        """Take the workspace."""
        self._workspace = workspace
        self._accounts = accounts
        self._platforms = platforms
        self._gaps = gaps
        self._journal = journal
        self._acting = acting
        self._clock = clock
        self._lately: tuple[datetime, tuple[Figure, ...]] = (BEGINNING, ())

    # Figures

    def accounts(self) -> tuple[Account, ...]:
        """Return the accounts that count."""
        return tuple(
            one
            for one in self._accounts.listed()
            if one.capabilities.answers and one.platform != PLATFORM
        )

    def look(self) -> Generator[Progress, None, Look]:
        """Read everything and return the figures, with everybody they are about."""
        now, connection = self._clock.now(), self._workspace.read()
        where, names = self._places()
        yield Progress(0, 4, "read")
        wrote = source.wrote(connection, now - LATELY, now - KNOWN, names)
        yield Progress(1, 4, "read")
        reach = self._reach(wrote, names, where)
        yield Progress(2, 4, "read")
        inbound: Counter[str] = Counter()
        for one in wrote:
            inbound[reach.platforms[one.number]] += one.lately
        figures, only, saved, audience = yield from self._figures(
            now, inbound, reach.only_there(), where, names
        )
        platforms = tuple(dict.fromkeys(where.values()))
        return Look(now, figures, platforms, reach, only, saved, audience)

    def figures(self) -> Generator[Progress, None, tuple[Figure, ...]]:
        """Read the five figures alone, which takes much less than `look` and says the same."""
        now, connection = self._clock.now(), self._workspace.read()
        where, names = self._places()
        yield Progress(0, 4, "read")
        inbound = source.lately(connection, now - LATELY, names)
        yield Progress(1, 4, "read")
        writers = source.writers(connection, now - KNOWN, names)
        yield Progress(2, 4, "read")
        people = only_there(writers, source.named(connection), marks.reachable(connection))
        figures, _, _, _ = yield from self._figures(now, inbound, people, where, names)
        return figures

    def lately(self) -> Generator[Progress, None, tuple[Figure, ...]]:
        """Return the five figures as of the last hour, where they were read; else read them now."""
        read_at, figures = self._lately
        if not timedelta() <= self._clock.now() - read_at <= FRESH:
            figures = yield from self.figures()
        return figures

    def _places(self) -> tuple[dict[AccountId, str], dict[int, AccountId]]:
        """Return account → platform, and number → account, of those that count."""
        where = {one.id: _platform(one) for one in self.accounts()}
        numbered = account_table.ids_by_number(self._workspace.read())
        return where, {number: id_ for number, id_ in numbered.items() if id_ in where}

    def _figures(
        self,
        now: datetime,
        inbound: Mapping[str, int],
        people: Mapping[str, int],
        where: Mapping[AccountId, str],
        names: Mapping[int, AccountId],
    ) -> Generator[Progress, None, tuple[tuple[Figure, ...], Announcements, Saves, Audience]]:
        """Return the figures and keep them for a while, with what else was read for them."""
        places = {number: (id_, where[id_]) for number, id_ in names.items()}
        only = yield from self._only_there(places, now)
        yield Progress(3, 4, "read")
        saved = self._saved(self.accounts(), names, now)
        audience = {
            AccountId(id_): rows[-1]
            for id_, rows in marks.audience(self._workspace.read()).items()
            if rows
        }
        counts = [
            (where[id_], Amount("", audience[id_][1] if id_ in audience else None)) for id_ in where
        ]
        unsaved = [(where[one.account.id], one.amount) for one in saved]
        counted_up = (
            (Part.INBOUND, inbound),
            (Part.PEOPLE, people),
            (Part.ANNOUNCEMENTS, Counter(one.platform for one in only)),
        )
        platforms = tuple(dict.fromkeys(where.values()))
        made = {
            part: Figure(
                part, tuple(Amount(platform, n.get(platform, 0)) for platform in platforms)
            )
            for part, n in counted_up
        }
        made[Part.AUDIENCE] = Figure(Part.AUDIENCE, added(counts))
        made[Part.HISTORY] = Figure(Part.HISTORY, added(unsaved))
        figures = tuple(made[part] for part in Part)
        self._lately = (now, figures)
        return figures, only, saved, audience

    def posts(self) -> tuple[Announcement, ...]:
        """Return our announcements of a year, the newest first: what is compared to find what exists only once."""
        connection = self._workspace.read()
        where = {one.id: _platform(one) for one in self.accounts()}
        places = {
            number: (id_, where[id_])
            for number, id_ in account_table.ids_by_number(connection).items()
            if id_ in where
        }
        since = self._clock.now() - KNOWN
        return source.announcements(connection, since, places, MOST_POSTS)

    def conversations(self, platform: str) -> tuple[ConversationId, ...]:
        """Return the conversations behind what came in on a platform lately, the latest first."""
        connection = self._workspace.read()
        ids = {one.id for one in self.accounts() if _platform(one) == platform}
        numbers = [no for no, id_ in account_table.ids_by_number(connection).items() if id_ in ids]
        if not numbers:
            return ()
        since = self._clock.now() - LATELY
        return source.conversations_of(connection, numbers, since, MOST_BEHIND)

    def threads_of(self, account_id: AccountId) -> tuple[ConversationId, ...]:
        """Return the conversations of an account, the latest first, as many as a list is for. Raises `KeyError`."""
        connection = self._workspace.read()
        number = account_table.number(connection, account_id)
        return source.conversations_of(connection, [number], BEGINNING, MOST_BEHIND)

    def people(self, seen: Look, account_id: AccountId) -> tuple[Known, ...]:
        """Return who wrote to an account within a year, the latest first, also who stays reachable without it."""
        number = account_table.number(self._workspace.read(), account_id)
        return self._known(seen.reach.on_account(number))

    def only_there(self, seen: Look, platform: str) -> tuple[Known, ...]:
        """Return the people who can be reached only on a platform, the latest first."""
        return self._known(seen.reach.only_on(platform))

    def _known(self, found: Sequence[Known]) -> tuple[Known, ...]:
        named = source.people(self._workspace.read(), [one.author_id for one in found])
        return tuple(
            replace(one, name=name, handle=handle)
            for one in found
            for name, handle in (named.get(one.author_id, ("", "")),)
        )

    def conversation_of(self, message_id: MessageId) -> ConversationId:
        """Return where a message stands. Raises `KeyError`."""
        return messages.message(self._workspace.read(), message_id).conversation_id

    def closing(self, account_id: AccountId, seen: Look) -> Closing:
        """Return what would be lost with an account, by the figures that were read before. Raises `KeyError`."""
        connection = self._workspace.read()
        account = self._accounts.one(account_id)
        number = account_table.number(connection, account_id)
        people = list(self.people(seen, account_id))
        people.sort(key=lambda one: (bool(one.elsewhere), -one.last_id))
        saved = next(one for one in seen.saved if one.account.id == account_id)
        only = tuple(one for one in seen.announcements if one.account_id == account_id)
        given = promises.open_ones(connection)
        closing = Closing(
            account,
            tuple(people),
            tuple(one for one in given if one.account_id == account_id),
            source.waiting(connection, number),
            source.threads(connection, number),
            only,
            saved,
            (),
        )
        return with_actions(closing, known=account_id in seen.audience)

    def table(self, seen: Look) -> Table:
        """Return all figures as a table."""
        rows = [
            (
                str(figure.part),
                one.platform,
                one.n,
                one.at_least,
                _rounded(figure.share(one.platform)),
                _rounded(figure.effective),
                str(figure.band),
            )
            for figure in seen.figures
            for one in figure.amounts
        ]
        return Table(COLUMNS, rows, len(rows))

    def people_table(self, people: Sequence[Known]) -> Table:
        """Return people as a table."""
        rows = [
            (
                one.platform,
                one.name,
                one.handle,
                one.messages,
                one.last_at,
                " ".join(one.elsewhere),
                one.why,
            )
            for one in people
        ]
        return Table(PEOPLE, rows, len(rows))

    # What a person enters

    def count(self, account_id: AccountId, n: int | None, on_day: date | None = None) -> Changes:
        """Note how many people follow an account; None takes that day's number out.

        Raises `NotAllowed` for a number below zero or a day that has not come, `KeyError` for no account.
        """
        self._acting.require(Act.DRAFT)
        self._accounts.one(account_id)
        today = self._clock.now().astimezone().date()
        day = on_day or today
        if (n is not None and not 0 <= n < 1 << 53) or day > today:
            raise NotAllowed("presence-count")
        with self._workspace.write(durable=True) as connection:
            marks.put_audience(connection, account_id, day, n)
            told = {"account": account_id, "on": day.isoformat(), "n": n}
            self._journal.note(connection, "audience.count", told)
        self._lately = (BEGINNING, ())
        return Changes(presence=True)

    def can_ask(self, account: Account) -> bool:
        """Tell whether the platform of an account says how many people follow it."""
        from cmworkstation.sdk.connector import HasAudience  # noqa: PLC0415 - the sdk, for this alone

        try:
            return issubclass(self._platforms.kind(account.platform), HasAudience)
        except WorkstationError:  # a platform that is not installed
            return False

    def ask(self, account_id: AccountId) -> int | None:
        """Ask a platform how many people follow an account; None where it does not say. Keeps nothing.

        Call it on the account's lane. Raises `NotSignedIn`, `Refused` and `Temporary`.
        """
        from cmworkstation.sdk.connector import HasAudience  # noqa: PLC0415 - as above

        connector = self._platforms.connector(self._accounts.one(account_id))
        return connector.audience() if isinstance(connector, HasAudience) else None

    def counts(self) -> Mapping[str, tuple[tuple[date, int], ...]]:
        """Return account → its numbers by day, the oldest first."""
        return marks.audience(self._workspace.read())

    def reachable(self, people: Sequence[AuthorId], place: str) -> Changes:
        """Note where people can be reached as well; "" takes that back."""
        self._acting.require(Act.DRAFT)
        place = " ".join(place.split())[:200]
        with self._workspace.write(durable=True) as connection:
            marks.mark_reachable(connection, people, place, self._clock.now())
            told = {"people": list(people), "marked": bool(place)}
            self._journal.note(connection, "presence.reachable", told)
        self._lately = (BEGINNING, ())
        return Changes(presence=True)

    def exists_elsewhere(self, posts: Sequence[MessageId], place: str) -> Changes:
        """Note where announcements exist as well; "" takes that back."""
        self._acting.require(Act.DRAFT)
        place = " ".join(place.split())[:200]
        with self._workspace.write(durable=True) as connection:
            marks.mark_mirrored(connection, posts, place, self._clock.now())
            told = {"messages": list(posts), "marked": bool(place)}
            self._journal.note(connection, "presence.mirrored", told)
        self._lately = (BEGINNING, ())
        return Changes(presence=True)

    # Reading

    def _reach(
        self,
        wrote: Sequence[Wrote],
        names: Mapping[int, AccountId],
        where: Mapping[AccountId, str],
    ) -> Reach:
        connection = self._workspace.read()
        platforms = {number: where[id_] for number, id_ in names.items()}
        return Reach.of(wrote, platforms, source.people(connection), marks.reachable(connection))

    def _only_there(
        self, places: dict[int, tuple[AccountId, str]], now: datetime
    ) -> Generator[Progress, None, tuple[Announcement, ...]]:
        connection = self._workspace.read()
        posts = source.announcements(connection, now - KNOWN, places, MOST_POSTS)
        also = yield from mirrored(posts)
        where = {str(id_): platform for id_, platform in places.values()}
        relayed = {
            id_
            for id_, account, channel in relays.relayed(connection)
            if where.get(account) != where.get(channel)
        }
        return tuple(
            one for one in posts if not one.elsewhere and not also[one.id] and one.id not in relayed
        )

    def _saved(
        self, counted: Sequence[Account], names: Mapping[int, AccountId], now: datetime
    ) -> tuple[Saved, ...]:
        connection = self._workspace.read()
        numbers = {id_: number for number, id_ in names.items()}
        spans = source.unread_spans(connection)
        files = source.attached(connection)
        made = {one.account_id: one.made_on for one in marks.listed(connection) if one.made_on}
        found = []
        for account in counted:
            number = numbers[account.id]
            can_ask = self._gaps.can_ask(account.platform)
            depth = coverage.depth(connection, number, account.id, can_ask=can_ask)
            begins = depth.complete_from or depth.read_from
            before: float | None = None
            if depth.nothing_older:
                before = 0.0
            elif account.id in made:
                first = (begins or now).date()
                before = float(max(0, (first - made[account.id]).days))
            n, days = spans.get(number, (0, 0.0))
            found.append(Saved(account, n, days, before, files.get(number, 0), depth))
        return tuple(found)


def _platform(account: Account) -> str:
    return account.look or account.platform


def _rounded(share: float | None) -> float | None:
    return None if share is None else round(share, 4)
