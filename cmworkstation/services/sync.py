"""Reading accounts: fetch a page, understand it, store it with its cursor, next page.

The network is never inside a write transaction. One broken item goes to quarantine and the rest goes on; one
broken account writes its trouble down and the others go on.
"""

from collections.abc import Callable, Collection, Generator, Iterable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial

from cmworkstation.domain.account import Account, TokenState
from cmworkstation.domain.clock import Clock
from cmworkstation.domain.conversation import Changes
from cmworkstation.domain.errors import (
    NotSignedIn,
    RateLimited,
    Refused,
    StorageFull,
    Temporary,
    Unreadable,
    WorkstationError,
)
from cmworkstation.domain.ids import AccountId, ConversationId
from cmworkstation.domain.ledger import Tally
from cmworkstation.domain.message import NEW, Item, Message, ThreadEntry
from cmworkstation.domain.progress import Progress
from cmworkstation.killpoint import reach
from cmworkstation.sdk import html
from cmworkstation.sdk.connector import (
    HISTORY,
    Connector,
    KeepsCopies,
    LooksUp,
    Page,
    RawItem,
    Target,
)
from cmworkstation.services.deadlines import Deadlines, set_due
from cmworkstation.services.gaps import Gaps, Moment
from cmworkstation.services.platforms import Platforms
from cmworkstation.services.schedule import Schedule
from cmworkstation.store import accounts as account_table
from cmworkstation.store import due_times, intake, ledger, messages, outbox
from cmworkstation.store.database import Connection, Workspace
from cmworkstation.store.received import Clean, Raw, Taken

Keep = Callable[[Connection, int, Tally], None]  # writes a cursor, given the account's number
Sort = Callable[[Connection, Sequence[int]], Changes]  # runs the inbox rules over new messages
Parse = Callable[[RawItem], Sequence[Item]]
ARCHIVE = "archive"  # the ledger's name for what came from a file; begins the kinds of such items
A_DAY = timedelta(days=1)
COPIES_FOR = timedelta(days=30)  # an answer's copy is put away so late
CONFIRM_AT_MOST = 10  # missing messages of a thread that are looked up one by one
LOOK_UP_AT_MOST = 500  # … and all at once, where the platform can be asked so


class Sync:
    """Reads accounts and threads. Run one at a time per account (its lane)."""

    def __init__(
        self,
        workspace: Workspace,
        platforms: Platforms,
        schedule: Schedule,
        clock: Clock,
        deadlines: Deadlines,
        gaps: Gaps,
        sort: Sort,
    ) -> None:
        """Take what reading needs; `deadlines` says until when messages should be answered.

        `sort` runs the inbox rules, in the transaction that stores the messages.
        """
        self._workspace = workspace
        self._platforms = platforms
        self._schedule = schedule
        self._clock = clock
        self._deadlines = deadlines
        self._gaps = gaps
        self._sort = sort

    def poll(self, account_id: AccountId) -> Generator[Progress, None, Changes]:
        """Read what is new on an account, page by page; closing the generator stops after a whole page.

        Trouble is written down and raised again: `WorkstationError`, or whatever a mistake in a connector
        raises. Pages stored until then stay.
        """
        account = account_table.account(self._workspace.read(), account_id)
        began = self._gaps.moment()
        started = began.at
        changes: list[Changes] = []
        done = 0
        try:
            connector = self._platforms.connector(account)
            self._remind(account, connector)
            cursors = ledger.cursors(self._workspace.read(), self._number(account_id))
            for page in connector.fetch(cursors):
                before = cursors.get(page.stream, "")
                stored = self.store_page(account, connector, page, started, before)
                changes.append(stored)
                cursors[page.stream] = page.cursor
                done += len(page.items)
                yield Progress(done, 0, "fetch", stored)
        except GeneratorExit:  # stopped: the next reading comes in its usual time
            self._schedule.succeeded(account.id, self._platforms.polite_wait(account.id))
            raise
        except StorageFull:  # there is no room to write that down either
            self._schedule.failed(account.id)
            raise
        except Exception as error:  # a mistake of ours is written down like any other trouble
            self._failed(account, started, error)
            raise
        return Changes.joined([*changes, self._succeeded(account, began)])

    def _remind(self, account: Account, connector: Connector) -> None:
        """Name the answers of late whose copies could not be put away, perhaps by an earlier run of the program."""
        if not isinstance(connector, KeepsCopies):
            return
        connection = self._workspace.read()
        since = self._clock.now() - COPIES_FOR
        sent = outbox.lately_sent(connection, self._number(account.id), since)
        lacking = [id_ for id_, native_id in sent if connector.lacks_copy(native_id)]
        found = [messages.received(connection, id_) for id_ in lacking]
        connector.keep([RawItem(*one) for one in found if one is not None])

    def store_page(
        self,
        account: Account,
        connector: Connector,
        page: Page,
        started: datetime,
        before: str = "",
    ) -> Changes:
        """Understand and store one page together with its cursor and its line in the ledger."""
        raws = [self.understand(connector, raw) for raw in page.items]
        reach("sync.before-page")
        with self._workspace.write(intake=True, durable=page.only_once) as connection:
            number = account_table.number(connection, account.id)
            taken = self._take(connection, number, account.platform, raws, page.gone)
            reach("sync.page-taken")
            ledger.set_cursor(connection, number, page.stream, page.cursor)
            ledger.record(
                connection,
                number,
                page.stream,
                started,
                self._clock.now(),
                taken.tally,
                announced=page.announced,
                before=before,
                after=page.cursor,
            )
            changes = self._settle(connection, account.id, taken)
        reach("sync.after-page")
        return changes

    def store_older(
        self, account: Account, connector: Connector, page: Page, before: str, keep: Keep
    ) -> Changes:
        """Understand and store a page of history; `keep` writes its cursor in the same transaction.

        What was written before the account was added is history: read, and nobody waits for an answer to it.
        """
        raws = [self.understand(connector, raw) for raw in page.items]
        reach("history.before-page")
        with self._workspace.write(intake=True) as connection:
            number = account_table.number(connection, account.id)
            added_at = account.created_at
            taken = self._take(connection, number, account.platform, raws, page.gone, added_at)
            reach("history.page-taken")
            keep(connection, number, taken.tally)
            now = self._clock.now()
            ledger.record(
                connection, number, HISTORY, now, now, taken.tally, before=before, after=page.cursor
            )
            changes = self._settle(connection, account.id, taken)
        reach("history.after-page")
        return changes | Changes(accounts=True)

    def store_archive(
        self, account: Account, raws: Sequence[Raw], keep: Keep
    ) -> tuple[Tally, Changes]:
        """Store what an archive says and is not here yet; `keep` writes how far it was read in the same transaction.

        All of it is history, and whatever the platform itself said of a message stands.
        """
        reach("archive.before-page")
        with self._workspace.write(intake=True) as connection:
            number = account_table.number(connection, account.id)
            until = self._clock.now() + A_DAY
            taken = self._take(connection, number, account.platform, raws, (), until, only_new=True)
            reach("archive.page-taken")
            tally = replace(taken.tally, new=taken.tally.new - taken.stand_ins)
            keep(connection, number, tally)
            now = self._clock.now()
            ledger.record(connection, number, ARCHIVE, now, now, tally)
            changes = self._settle(connection, account.id, taken)
        reach("archive.after-page")
        return tally, changes

    def refresh_thread(
        self, conversation_id: ConversationId, target: Message | None = None
    ) -> Changes:
        """Read a whole thread again as it is now; deletions become tombstones. Raises `WorkstationError`.

        One that a post of ours is still to begin is asked for nowhere: no platform knows it.
        """
        connection = self._workspace.read()
        thread = messages.thread(connection, conversation_id)
        account = account_table.account(connection, thread.account_id)
        chosen = target or next(
            (entry.message for entry in reversed(thread.entries) if not entry.message.ours),
            thread.entries[-1].message,
        )
        if chosen.begins:
            return Changes()
        connector = self._platforms.connector(account)
        page = connector.thread(target_of(chosen, account))
        raws = [self.understand(connector, raw) for raw in page.items]
        present = {clean.item.remote_id for raw in raws for clean in raw.items}
        gone = set(page.gone)
        if present:
            living = messages.living_remote_ids(connection, conversation_id)
            missing = {one for one in living if not one.startswith(NEW)} - present - gone
            if not isinstance(connector, LooksUp):
                gone |= self._confirm_gone(connector, account, thread.entries, missing)
            elif missing:
                found = connector.look_up(sorted(missing)[:LOOK_UP_AT_MOST])
                raws += [self.understand(connector, raw) for raw in found.items]
                gone |= set(found.gone)
        with self._workspace.write(intake=True) as writer:
            number = account_table.number(writer, account.id)
            taken = self._take(writer, number, account.platform, raws, gone)
            return self._settle(writer, account.id, taken)

    def was_deleted(self, account: Account, remote_id: str) -> Changes:
        """Make a tombstone of a message that was deleted from here."""
        with self._workspace.write(intake=True) as connection:
            number = account_table.number(connection, account.id)
            taken = self._take(connection, number, account.platform, (), (remote_id,))
            return self._settle(connection, account.id, taken)

    def understand_again(
        self, account_id: AccountId, raw_ids: Collection[int] = ()
    ) -> Generator[Progress, None, tuple[Tally, Changes]]:
        """Try again to understand what could not be understood, for example after an update, item by item.

        `raw_ids` names the items to try, none for all of this account. Closing the generator stops; what was
        understood until then stays. Raises `WorkstationError` when there is no connector for it.
        """
        account = account_table.account(self._workspace.read(), account_id)
        number = self._number(account_id)
        waiting = ledger.quarantined(self._workspace.read(), number, payloads=False)
        wanted = [one.raw_id for one in waiting if not raw_ids or one.raw_id in raw_ids]
        tally, changes = Tally(), Changes()
        for done, raw_id in enumerate(wanted, 1):
            found = self._try_again(account, number, raw_id)
            if found is None:
                tally += Tally(seen=1, failed=1)
            else:
                tally += found[0]
                changes |= found[1]
            yield Progress(done, len(wanted), "quarantine")
        return tally, changes

    def _try_again(
        self, account: Account, number: int, raw_id: int
    ) -> tuple[Tally, Changes] | None:
        """Let one item out of quarantine if it can be understood and stored now, else return None."""
        one = ledger.quarantined_item(self._workspace.read(), raw_id)
        item = RawItem(one.kind, one.native_id, one.payload)
        raw = understood(item, self._parser(account, number, one.kind))
        if raw.problem:
            return None
        try:
            with self._workspace.write(intake=True) as connection:
                now = self._clock.now()
                taken = intake.take_known(connection, number, account.platform, raw, raw_id, now)
                changes = self._settle(connection, account.id, taken)
        except StorageFull:
            raise
        except Exception:  # noqa: BLE001 - it stays where it is; the others have their turn
            return None
        return taken.tally, changes

    def refresh_due(self) -> Changes:
        """Work out all deadlines again, after a charter changed."""
        with self._workspace.write() as connection:
            found = due_times.all_waiting(connection)
            names = account_table.ids_by_number(connection)
            for account_id in set(names.values()):
                self._set_due(connection, account_id, found)
        return Changes(conversations=frozenset(found))

    @staticmethod
    def understand(connector: Connector, raw: RawItem) -> Raw:
        """Parse and clean one raw item; what cannot be understood carries the reason instead of items."""
        return understood(raw, connector.parse)

    def _parser(self, account: Account, number: int, kind: str) -> Parse:
        """Return what understands an item of an account: its connector, or the reader of an archive."""
        if not kind.startswith(f"{ARCHIVE}."):
            return self._platforms.connector(account).parse
        from cmworkstation import archives  # noqa: PLC0415 - for what came from one only
        from cmworkstation.store import archives as archive_table  # noqa: PLC0415

        format_ = kind.removeprefix(archives.KIND)
        owner = archive_table.owner_of(self._workspace.read(), number, format_)
        return partial(archives.items_again, owner=owner)

    def _take(
        self,
        connection: Connection,
        number: int,
        platform: str,
        raws: Sequence[Raw],
        gone: Iterable[str],
        history_before: datetime | None = None,
        *,
        only_new: bool = False,
    ) -> Taken:
        """Store a page. Where an item can be understood but not stored, it alone goes to quarantine."""
        now = self._clock.now()
        try:
            with self._workspace.write(intake=True):
                if outbox.was_posted_by_hand(connection, number):
                    from cmworkstation.services import recognising  # noqa: PLC0415 - seldom needed

                    recognising.recognise(connection, number, raws, now)
                return intake.take(
                    connection,
                    number,
                    platform,
                    raws,
                    now,
                    gone,
                    history_before,
                    only_new=only_new,
                )
        except StorageFull:  # says nothing about the items
            raise
        except Exception:  # noqa: BLE001 - one item must not hold up the page, today and at every poll to come
            taken = Taken()
            for raw in raws:
                taken |= self._take_one(
                    connection, number, platform, raw, history_before, only_new=only_new
                )
            with self._workspace.write(intake=True):
                return taken | intake.take(connection, number, platform, [], now, gone)

    def _take_one(
        self,
        connection: Connection,
        number: int,
        platform: str,
        raw: Raw,
        history_before: datetime | None,
        *,
        only_new: bool,
    ) -> Taken:
        now = self._clock.now()
        try:
            with self._workspace.write(intake=True):
                return intake.take(
                    connection,
                    number,
                    platform,
                    [raw],
                    now,
                    (),
                    history_before,
                    only_new=only_new,
                )
        except StorageFull:
            raise
        except Exception as error:  # noqa: BLE001 - whatever the store says of it, the bytes are kept
            name = raw.native_id.encode("utf-8", "replace").decode()
            broken = Raw(raw.kind, name, raw.payload, problem=type(error).__name__)
            return intake.take(connection, number, platform, [broken], now)

    def _confirm_gone(
        self,
        connector: Connector,
        account: Account,
        entries: Sequence[ThreadEntry],
        missing: Iterable[str],
    ) -> set[str]:
        """Ask for each message that a thread no longer shows; only the server's own word makes it deleted."""
        by_remote = {entry.message.remote_id: entry.message for entry in entries}
        gone: set[str] = set()
        for remote_id in sorted(missing)[:CONFIRM_AT_MOST]:
            try:
                gone.update(connector.thread(target_of(by_remote[remote_id], account)).gone)
            except (Temporary, Refused):
                continue
        return gone

    def _settle(self, connection: Connection, account_id: AccountId, taken: Taken) -> Changes:
        """Let the inbox rules see what came in, and work out until when to answer; return what a page changed."""
        sorted_ = self._sort(connection, taken.incoming) if taken.incoming else Changes()
        touched = taken.conversations | sorted_.conversations
        self._set_due(connection, account_id, touched)
        return sorted_ | Changes(frozenset(touched), new_messages=taken.new_messages)

    def _set_due(
        self, connection: Connection, account_id: AccountId, touched: Iterable[int]
    ) -> None:
        set_due(connection, self._deadlines, account_id, touched)

    def _number(self, account_id: AccountId) -> int:
        return account_table.number(self._workspace.read(), account_id)

    def _succeeded(self, account: Account, began: Moment) -> Changes:
        ending = self._platforms.needs_a_person(account)
        with self._workspace.write(intake=True) as connection:
            number = account_table.number(connection, account.id)
            now = self._clock.now()
            found = self._gaps.read(connection, account, number, began)
            ledger.record(connection, number, "", now, now, Tally())
            state = account_table.account(connection, account.id).state  # paused while we read?
            if state is not TokenState.PAUSED:
                state = TokenState.EXPIRING if ending else TokenState.VALID
            account_table.set_state(connection, account.id, state)
        self._gaps.was_read(account.id, began)
        self._schedule.succeeded(account.id, self._platforms.polite_wait(account.id))
        return Changes(accounts=found)

    def _failed(self, account: Account, started: datetime, error: Exception) -> None:
        dead = isinstance(error, NotSignedIn) and self._really_signed_out(account)
        detail = error.detail if isinstance(error, WorkstationError) else ""
        with self._workspace.write(intake=True) as connection:
            number = account_table.number(connection, account.id)
            name = type(error).__name__
            ledger.record(connection, number, "", started, self._clock.now(), Tally(), error=name)
            paused = account_table.account(connection, account.id).state is TokenState.PAUSED
            state = TokenState.DEAD if dead else TokenState.TROUBLE
            account_table.set_state(
                connection, account.id, TokenState.PAUSED if paused else state, name, detail
            )
        if dead:
            self._schedule.leave(account.id)
        else:
            self._schedule.failed(
                account.id, error.retry_after if isinstance(error, RateLimited) else 0.0
            )

    def _really_signed_out(self, account: Account) -> bool:
        """Ask once more who we are, with what the keyring holds now.

        Some servers answer 401 to requests that have nothing to do with us; and somebody may have signed in anew
        elsewhere on this machine.
        """
        self._platforms.look_again(account)
        try:
            self._platforms.connector(account).check()
        except NotSignedIn:
            return not self._renewed(account)
        except Exception:  # noqa: BLE001 - nothing that tells us that the access is gone
            return False
        return False

    def _renewed(self, account: Account) -> bool:
        """Renew the access where that is possible; True unless the server refuses us for good."""
        try:
            if not self._platforms.renew(account):
                return False
            self._platforms.connector(account).check()
        except NotSignedIn:
            return False
        except Exception:  # noqa: BLE001 - nothing that tells us that the access is gone
            return True
        return True


def target_of(message: Message, account: Account) -> Target:
    """Return what a connector needs to know of a message to answer it or to read its thread."""
    begins = message.begins
    return Target(
        remote_id=message.remote_id,
        native_id="" if begins else message.native_id,
        author_handle=message.author_handle,
        visibility=message.visibility,
        thread_id="",
        settings={
            **account.settings,
            "parent_id": message.parent_id,
            "url": message.url,
            "held": message.held,
            **({"title": message.title, "place": _place(message, account)} if begins else {}),
        },
    )


def _place(message: Message, account: Account) -> str:
    """Return where a post of ours goes: what was chosen for it, else what the account says."""
    return message.native_id or account.settings.get("post_place", "")


def understood(raw: RawItem, parse: Parse) -> Raw:
    """Return a raw item with its messages, cleaned; what cannot be understood carries the reason instead."""
    try:
        items = tuple(_clean(item) for item in parse(raw))
    except Unreadable as error:
        return Raw(raw.kind, raw.native_id, raw.payload, problem=error.detail or "unreadable")
    except Exception as error:  # noqa: BLE001 - a bug in a parser must not stop the other items
        return Raw(raw.kind, raw.native_id, raw.payload, problem=type(error).__name__)
    return Raw(raw.kind, raw.native_id, raw.payload, items)


def _clean(item: Item) -> Clean:
    if item.html:
        clean = html.clean(item.html)
        return Clean(item, clean, item.text or html.to_text(clean))
    return Clean(item, "", item.text)
