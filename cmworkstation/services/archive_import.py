"""Importing archives: what a file holds, as which account, and taking it in page by page.

Everything goes the way that fetched items go: kept as it is, understood, stored with how far reading came in one
transaction. An import that was stopped or killed goes on by counting: readers give the same things in the same order.
What is here already, also from the live account, is recognised by its permanent id and stays as it is.
"""

from collections.abc import Generator, Iterator, Mapping, Sequence
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from cmworkstation.domain.account import Account, Capabilities, TokenState
from cmworkstation.domain.archive import ArchiveImport, Contents, Owner, Preview
from cmworkstation.domain.clock import Clock
from cmworkstation.domain.conversation import Changes
from cmworkstation.domain.errors import ArchiveUnusable, NotAllowed, Unreadable
from cmworkstation.domain.ids import AccountId, uuid7
from cmworkstation.domain.ledger import Quarantined, Tally
from cmworkstation.domain.message import Item
from cmworkstation.domain.profile import Act
from cmworkstation.domain.progress import Progress
from cmworkstation.domain.values import dataclass
from cmworkstation.killpoint import reach
from cmworkstation.services.accounts import Accounts
from cmworkstation.services.acting import Acting
from cmworkstation.services.journal import Journal
from cmworkstation.services.sync import Sync, understood
from cmworkstation.store import accounts as account_table
from cmworkstation.store import archives as table
from cmworkstation.store import ledger
from cmworkstation.store.database import Connection, Workspace

if TYPE_CHECKING:
    from cmworkstation.archives import Entry, Reader
    from cmworkstation.store.received import Raw

PAGE = 200  # entries of a transaction: a twentieth of a second, in which what a person does waits
PAGE_BYTES = 4 << 20
PERMANENT = ("writer_key", "did", "home")  # settings by which connectors know who we are
TELL_EVERY = 500  # entries between two words of progress while counting
NEEDS_OPTIONS = ("mbox", "maildir", "table")  # a person says whose it is, or what its columns mean


@dataclass(frozen=True, slots=True)
class Outcome:
    """How an import ended."""

    done: ArchiveImport
    account: Account
    changes: Changes


class ArchiveImports:
    """What archives hold, and taking it in."""

    def __init__(
        self,
        workspace: Workspace,
        accounts: Accounts,
        sync: Sync,
        journal: Journal,
        acting: Acting,
        clock: Clock,
    ) -> None:
        """Take what importing needs."""
        self._workspace = workspace
        self._accounts = accounts
        self._sync = sync
        self._journal = journal
        self._acting = acting
        self._clock = clock

    # What a file is

    def formats(self, path: Path) -> tuple[str, ...]:
        """Return which formats a file or a folder holds, as a rule one. Raises `ArchiveUnusable`."""
        from cmworkstation import archives  # noqa: PLC0415 - readers are seldom needed

        return archives.found(path)

    def preview(self, path: Path) -> Preview:
        """Return the first rows of a table, and what its columns may mean. Raises `ArchiveUnusable`."""
        from cmworkstation import archives  # noqa: PLC0415 - see above

        found = archives.preview(path)
        last = table.options_of(self._workspace.read(), "table")
        columns = ("text", "date", "author", "permalink", "answers", "identity")
        if all(last.get(one, "") in ("", *found.names) for one in columns) and last:
            return Preview(
                found.names, found.rows, last
            )  # a table of the same form as the last one
        return found

    def options(self, format_: str) -> dict[str, str]:
        """Return what to offer of the options of a format: as they were the last time, or as this workspace tells."""
        connection = self._workspace.read()
        known = table.options_of(connection, format_)
        if format_ in ("mbox", "maildir") and not known.get("addresses"):
            mine = [one for one in self._accounts.listed() if one.platform == "mail"]
            known["addresses"] = " ".join(dict.fromkeys(a for one in mine for a in _addresses(one)))
        return known

    def count(
        self, path: Path, format_: str, options: Mapping[str, str]
    ) -> Generator[Progress, None, Contents]:
        """Read an archive to its end and say what it holds; nothing is stored. Raises `ArchiveUnusable`."""
        from cmworkstation import archives  # noqa: PLC0415 - see above

        reader = archives.reader(path, format_, options)
        counted = _Counted()
        for entry in reader.entries():
            try:
                counted.add(archives.items(reader, entry))
            except Unreadable:
                counted.unreadable += 1
            except Exception:  # noqa: BLE001 - a mistake in a reader spoils one entry
                counted.unreadable += 1
            counted.entries += 1
            if counted.entries % TELL_EVERY == 0:
                yield Progress(counted.entries, 0, "count")
        return counted.contents(reader)

    def homes(self, contents: Contents) -> tuple[Account, ...]:
        """Return the accounts that an archive may belong to, the likeliest first."""
        fitting = [one for one in self._accounts.listed() if _fits(one, contents)]
        return tuple(
            sorted(
                fitting,
                key=lambda one: (
                    not _is_same(one, contents.owner),
                    one.state is TokenState.ARCHIVE,
                ),
            )
        )

    def listed(self) -> tuple[ArchiveImport, ...]:
        """Return the imports of this workspace, the latest first."""
        return table.listed(self._workspace.read())

    def unreadable(self, done: ArchiveImport) -> tuple[Quarantined, ...]:
        """Return what could not be read of the archives of an account, without the bytes."""
        from cmworkstation import archives  # noqa: PLC0415 - see above

        connection = self._workspace.read()
        number = account_table.number(connection, done.account_id)
        found = ledger.quarantined(connection, number, payloads=False)
        kinds = (archives.KIND + done.format, archives.KIND + archives.PART)
        return tuple(one for one in found if one.kind in kinds)

    # Taking it in

    def run(
        self,
        path: Path,
        contents: Contents,
        options: Mapping[str, str],
        *,
        account_id: AccountId | None = None,
        name: str = "",
    ) -> Generator[Progress, None, Outcome]:
        """Take an archive in, as an account that is here, or as a new one without a connection.

        An import of the same archive that was stopped goes on. Closing the generator stops after a whole page.
        Raises `ArchiveUnusable` when the file is another one by now, `NotAllowed` for another platform's account.
        """
        self._acting.require(Act.KEEP)
        return self._steps(path, contents, options, account_id, name)

    def _steps(
        self,
        path: Path,
        contents: Contents,
        options: Mapping[str, str],
        account_id: AccountId | None,
        name: str,
    ) -> Generator[Progress, None, Outcome]:
        from cmworkstation import archives  # noqa: PLC0415 - see above

        options = self._for_account(options, contents, account_id)
        reader = archives.reader(path, contents.format, options)
        if reader.source.fingerprint() != contents.fingerprint:
            raise ArchiveUnusable("changed")
        account = self._account(account_id, contents, name)
        now = self._clock.now()
        with self._workspace.write(durable=True) as connection:
            number = account_table.number(connection, account.id)
            import_id = table.begin(connection, number, path.name, contents, options, now)
        begun = table.one(self._workspace.read(), import_id)
        done, changes = begun.done, Changes(accounts=True)
        yield Progress(done, contents.entries, "archive", changes)
        for page, raws in self._pages(reader, done):

            def keep(connection: Connection, _: int, tally: Tally, count: int = page) -> None:
                table.advance(connection, import_id, count, tally)

            _, stored = self._sync.store_archive(account, raws, keep)
            changes |= stored
            done += page
            yield Progress(done, max(done, contents.entries), "archive", stored)
        return self._finished(import_id, account, changes)

    def _pages(self, reader: "Reader", after: int) -> "Iterator[tuple[int, list[Raw]]]":
        """Yield how many entries a page has, and what they mean; the first `after` were taken in before."""
        from cmworkstation import archives  # noqa: PLC0415 - see above

        raws: list[Raw] = []
        size = 0

        def parse(entry: "Entry") -> "Raw":
            return understood(entry.raw, lambda _: archives.items(reader, entry))

        for entry in islice(reader.entries(), after, None):
            raws.append(parse(entry))
            size += len(entry.raw.payload)
            if len(raws) >= PAGE or size >= PAGE_BYTES:
                yield len(raws), raws
                raws, size = [], 0
        if raws:
            yield len(raws), raws

    def _finished(self, import_id: int, account: Account, changes: Changes) -> Outcome:
        reach("archive.before-end")
        with self._workspace.write(durable=True) as connection:
            table.finish(connection, import_id, self._clock.now())
            done = table.one(connection, import_id)
            self._journal.note(
                connection,
                "archive.import",
                {
                    "account": account.id,
                    "format": done.format,
                    "file": done.name,
                    "new": done.tally.new,
                    "failed": done.tally.failed,
                },
            )
        reach("archive.after-end")
        return Outcome(done, account, changes | Changes(accounts=True))

    def _account(self, account_id: AccountId | None, contents: Contents, name: str) -> Account:
        if account_id is not None:
            account = self._accounts.one(account_id)
            if not _fits(account, contents):
                raise NotAllowed("archive-of-another")
            return account
        owner = contents.owner
        made = Account(
            id=AccountId(uuid7()),
            platform=contents.platform,
            look=contents.look,
            name=name.strip() or owner.name or owner.handle or contents.platform,
            handle=owner.handle,
            server=owner.server,
            colour=self._accounts.free_colour(),
            state=TokenState.ARCHIVE,
            settings={"archive": "1", "mail": owner.key, "own": " ".join(owner.addresses)}
            if contents.platform == "mail"
            else {"archive": "1", "writer_key": owner.key},
            capabilities=Capabilities(can_reply=False),
        )
        with self._workspace.write(durable=True) as connection:
            account_table.add(connection, made, self._clock.now())
            self._journal.note(
                connection,
                "account.add",
                {"account": made.id, "platform": made.platform, "handle": made.handle},
            )
        return made

    def _for_account(
        self, options: Mapping[str, str], contents: Contents, account_id: AccountId | None
    ) -> Mapping[str, str]:
        """Return the options, for mail with the addresses of the account as well: they are ours."""
        if contents.platform != "mail" or account_id is None:
            return options
        known = dict.fromkeys(options.get("addresses", "").split())
        known |= dict.fromkeys(_addresses(self._accounts.one(account_id)))
        return {**options, "addresses": " ".join(known)}


class _Counted:
    """What was met so far."""

    def __init__(self) -> None:
        self.entries = self.messages = self.ours = self.private = self.unreadable = 0
        self._since: Item | None = None
        self._until: Item | None = None

    def add(self, items: Sequence[Item]) -> None:
        """Count the messages of an entry; what stands for others that are not there is no message."""
        for one in items:
            if one.context and not one.native_id:
                continue
            self.messages += 1
            self.ours += one.writer.is_us
            self.private += one.visibility == "private"
            if self._since is None or one.at < self._since.at:
                self._since = one
            if self._until is None or one.at > self._until.at:
                self._until = one

    def contents(self, reader: "Reader") -> Contents:
        """Return it as what an archive holds."""
        return Contents(
            reader.format,
            reader.platform,
            reader.look,
            reader.owner,
            reader.source.fingerprint(),
            self.entries,
            self.messages,
            self.ours,
            self.private,
            self.unreadable,
            self._since.at if self._since else None,
            self._until.at if self._until else None,
            reader.same_ids,
        )


def _addresses(account: Account) -> list[str]:
    found = [account.settings.get("mail", ""), *account.settings.get("own", "").split()]
    return [one for one in found if one]


def _fits(account: Account, contents: Contents) -> bool:
    """Tell whether an archive may belong to an account: the same platform, and nobody else's name."""
    if account.platform != contents.platform:
        return False
    if not contents.same_ids and account.state is not TokenState.ARCHIVE:
        return False  # all of it would stand there twice
    owner = contents.owner
    if account.platform == "mail":
        return True
    permanent = any(account.settings.get(one) for one in PERMANENT)
    if (owner.key and permanent) or (owner.handle and account.handle):
        return _is_same(account, owner)
    return True  # neither says who it is


def _is_same(account: Account, owner: Owner) -> bool:
    """Tell whether an account is the one that an archive is of, by its permanent name or its handle."""
    names = {one.casefold() for one in (owner.key, owner.handle, *owner.addresses) if one}
    known = {account.handle.casefold(), *(one.casefold() for one in account.settings.values())}
    return bool(names & known)
