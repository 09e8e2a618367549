"""The presence register: names kept, checked, published, reported, given up. No platform is asked anything."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from cmworkstation.domain import impersonation, official_list
from cmworkstation.domain.account import Account
from cmworkstation.domain.clock import Clock, from_ms
from cmworkstation.domain.conversation import Changes
from cmworkstation.domain.errors import NotAllowed
from cmworkstation.domain.ids import ConversationId, MessageId, uuid7
from cmworkstation.domain.presence import Noted, Presence, Standing, concerns, worst
from cmworkstation.domain.profile import Act
from cmworkstation.domain.reply import Draft
from cmworkstation.domain.table import Table
from cmworkstation.domain.values import fields
from cmworkstation.services.accounts import Accounts
from cmworkstation.services.acting import Acting
from cmworkstation.services.drafts import Drafts
from cmworkstation.services.journal import Journal
from cmworkstation.store import accounts as account_table
from cmworkstation.store import dependence as posts
from cmworkstation.store import messages
from cmworkstation.store import presence as table
from cmworkstation.store.database import Workspace

FEDIVERSE = frozenset("mastodon gotosocial pleroma akkoma snac pixelfed".split())
LONGEST = 500  # characters of a field
TABLE = (
    *("platform", "handle", "address", "status", "purpose", "owner", "deputy", "recovery"),
    *("second_factor", "in_keyring", "renews_on", "verification", "linked_from", "made_on"),
    *("used_on", "bio", "rotated_on", "account", "concerns"),
)


@dataclass(frozen=True, slots=True)
class Row:
    """One name of the register with what is missing about it."""

    presence: Presence
    concerns: tuple[Noted, ...]
    account: str = ""  # the name of the account that speaks there


class PresenceRegister:
    """The names of this workspace."""

    def __init__(
        self,
        workspace: Workspace,
        accounts: Accounts,
        drafts: Callable[[], Drafts],
        journal: Journal,
        acting: Acting,
        clock: Clock,
    ) -> None:
        """Take the workspace; drafts are asked for when a farewell is written."""
        self._workspace = workspace
        self._accounts = accounts
        self._drafts = drafts
        self._journal = journal
        self._acting = acting
        self._clock = clock

    # What there is to see

    def rows(self) -> tuple[Row, ...]:
        """Return the register: what is in worst shape first, then by platform and name."""
        today = self._today()
        used = table.last_used(self._workspace.read())
        names = {one.id: one for one in self._accounts.listed()}
        found = []
        for one in table.listed(self._workspace.read()):
            account = names.get(one.account_id)  # type: ignore[call-overload]
            kept = _with_account(one, account, used.get(one.account_id))
            found.append(Row(kept, concerns(kept, today), account.name if account else ""))
        return tuple(sorted(found, key=_heaviness))

    def one(self, presence_id: str) -> Presence:
        """Return a name as it is kept. Raises `KeyError`."""
        return table.one(self._workspace.read(), presence_id)

    def reminders(self) -> tuple[tuple[Presence, Noted], ...]:
        """Return what has a day of its own and is due: renewals, and credentials that are old."""
        return tuple(
            (row.presence, noted) for row in self.rows() for noted in row.concerns if noted.day
        )

    def unlisted_accounts(self) -> tuple[Account, ...]:
        """Return the accounts of this workspace that the register does not name yet."""
        known = {one.account_id for one in table.listed(self._workspace.read())}
        return tuple(
            one
            for one in self._accounts.listed()
            if one.id not in known and one.capabilities.can_reply
        )

    def table(self) -> Table:
        """Return the register as a table."""
        rows = self.rows()
        lines = [
            (
                *(_cell(getattr(row.presence, name)) for name in TABLE[:-2]),
                row.account,
                " ".join(noted.concern for noted in row.concerns),
            )
            for row in rows
        ]
        return Table(TABLE, lines, len(lines))

    # What a person does

    def new(self, platform: str = "", handle: str = "") -> Presence:
        """Return an empty row, to be filled in and kept."""
        return Presence(uuid7(), platform, handle)

    def of_account(self, account: Account) -> Presence:
        """Return a row made of an account of this workspace, to be looked through and kept."""
        address = address_of(account)
        return Presence(
            uuid7(),
            account.look or account.platform,
            account.handle,
            address if official_list.is_web(address) else "",  # a handle may be anything
            Standing.OFFICIAL,
            in_keyring=True,
            account_id=account.id,
        )

    def keep(self, one: Presence) -> Changes:
        """Keep a row, new or changed. Raises `NotAllowed` without platform and name, or with an overlong field."""
        self._acting.require(Act.KEEP)
        one = _tidy(one)
        if not one.platform or not one.handle:
            raise NotAllowed("presence-name")
        if one.address and not official_list.is_web(one.address):
            raise NotAllowed("presence-address")
        with self._workspace.write(durable=True) as connection:
            try:
                before = table.one(connection, one.id)
            except KeyError:
                act, said = "presence.add", _told(one)
            else:
                act, said = "presence.change", _difference(before, one)
            table.put(connection, one)
            self._journal.note(connection, act, {"presence": one.id, **said})
        return Changes(presence=True)

    def add_accounts(self, accounts: Sequence[Account] | None = None) -> tuple[int, Changes]:
        """Take all accounts that are not named yet into the register; return how many."""
        self._acting.require(Act.KEEP)
        wanted = self.unlisted_accounts() if accounts is None else tuple(accounts)
        changes = Changes()
        for account in wanted:
            changes |= self.keep(self.of_account(account))
        return len(wanted), changes

    def remove(self, presence_id: str) -> Changes:
        """Take a row out. `put_back` with the row undoes it. Raises `KeyError`."""
        self._acting.require(Act.KEEP)
        with self._workspace.write(durable=True) as connection:
            gone = table.one(connection, presence_id)
            table.remove(connection, presence_id)
            self._journal.note(connection, "presence.remove", {"presence": gone.id, **_told(gone)})
        return Changes(presence=True)

    def put_back(self, before: Presence | None, presence_id: str) -> Changes:
        """Undo: a row is again as it was, or out again where there was none."""
        self._acting.require(Act.KEEP)
        with self._workspace.write(durable=True) as connection:
            if before is None:
                table.remove(connection, presence_id)
            else:
                table.put(connection, before)
            self._journal.note(connection, "presence.undo", {"presence": presence_id})
        return Changes(presence=True)

    def rotated(self, presence_id: str) -> Changes:
        """Note that the credentials were changed today."""
        self._acting.require(Act.KEEP)
        return self.keep(replace(self.one(presence_id), rotated_on=self._today()))

    # What leaves: texts for others

    def official(self, form: str, language: str, named: Callable[[str], str] = str) -> str:
        """Return the list of official accounts in one of `official_list.FORMS`. Raises `KeyError`."""
        found = official_list.official(table.listed(self._workspace.read()), named)
        return official_list.FORMS[form](found, language, self._today())

    def report(self, presence_id: str, language: str, named: Callable[[str], str] = str) -> str:
        """Return the report on a name that is taken for ours. Raises `KeyError`."""
        register = table.listed(self._workspace.read())
        false = self.one(presence_id)
        ours = [one for one in register if one.id != presence_id]
        return impersonation.report(false, named(false.platform), ours, language, self._today())

    def farewell(self, presence_id: str, language: str) -> str:
        """Return the text of a farewell, with where else we are. Raises `KeyError`."""
        one = self.one(presence_id)
        text = impersonation.FAREWELL.get(language, impersonation.FAREWELL["en"])
        return text.format(handle=one.handle, elsewhere=self._elsewhere(one.platform)).strip()

    def farewell_draft(self, presence_id: str, language: str) -> tuple[Draft, Changes]:
        """Begin a draft of the farewell below our newest post there; nothing is sent.

        Raises `NotAllowed` where no account of this workspace speaks there, or no post of ours is known.
        """
        self._acting.require(Act.DRAFT)
        one = self.one(presence_id)
        connection = self._workspace.read()
        account = next((a for a in self._accounts.listed() if a.id == one.account_id), None)
        if account is None:
            raise NotAllowed("presence-no-account")
        post = posts.newest_own_post(connection, account_table.number(connection, account.id))
        if post is None:
            raise NotAllowed("presence-no-post")
        last = messages.message(connection, post)
        begun = self._drafts().begin(last.conversation_id, post, another=True)
        if last.visibility in account.capabilities.visibilities:
            begun = replace(begun, visibility=last.visibility)  # as wide as what we said before
        text = self.farewell(presence_id, language)
        return self._drafts().save(replace(begun, body=text, language=language))

    def invitation_draft(
        self, home: ConversationId, message_id: MessageId, text: str
    ) -> tuple[Draft, Changes]:
        """Begin a draft that invites whoever wrote a message to another place of ours; nothing is sent."""
        self._acting.require(Act.DRAFT)
        begun = self._drafts().begin(home, message_id, another=True)
        return self._drafts().save(replace(begun, body=text))

    def invitation(self, platform: str, language: str) -> str:
        """Return the text that invites a person to another of our places."""
        text = impersonation.INVITATION.get(language, impersonation.INVITATION["en"])
        return text.format(elsewhere=self._elsewhere(platform)).strip()

    def _elsewhere(self, leaving: str) -> str:
        register = table.listed(self._workspace.read())
        official = [one for one in register if one.status is Standing.OFFICIAL]
        return impersonation.elsewhere(leaving, official)

    def _today(self) -> date:
        return self._clock.now().astimezone().date()


def address_of(account: Account) -> str:
    """Return the address of an account's page as far as its handle and server tell, "" where they do not."""
    handle = account.handle.strip().lstrip("@")
    name, _, server = handle.partition("@")
    look = account.look or account.platform
    host = server or account.server.partition("://")[2] or account.server
    if look in FEDIVERSE and name and host:
        return f"https://{host.strip('/')}/@{name}"
    if look == "bluesky" and handle:
        return f"https://bsky.app/profile/{handle}"
    server = account.server
    if look in ("wordpress", "feed", "discourse", "lemmy") and server:
        return server if "://" in server else f"https://{server}/"
    return ""


def _with_account(one: Presence, account: Account | None, used: int | None) -> Presence:
    """Return a row with what its account knows better: when it was last used, and since when it is here."""
    if account is None:
        return one
    last = from_ms(used).astimezone().date() if used else None
    if last is not None and (one.used_on is None or one.used_on < last):
        one = replace(one, used_on=last)
    return one


def _tidy(one: Presence) -> Presence:
    texts = {
        field.name: " ".join(str(getattr(one, field.name)).split())[:LONGEST]
        for field in fields(Presence)
        if isinstance(getattr(one, field.name), str) and field.name not in ("id", "status")
    }
    return replace(one, **texts)  # type: ignore[arg-type]


def _told(one: Presence) -> Mapping[str, object]:
    return {"platform": one.platform, "handle": one.handle, "status": one.status}


def _difference(before: Presence, after: Presence) -> Mapping[str, object]:
    """Return which fields changed; what stands in them is in the register, not in the journal."""
    changed = [
        field.name
        for field in fields(Presence)
        if getattr(before, field.name) != getattr(after, field.name)
    ]
    return {**_told(after), "changed": changed}


def _heaviness(row: Row) -> tuple[int, str, str]:
    weight = worst(row.concerns)
    place = ["error", "warn", "cue", None].index(weight)
    return place, row.presence.platform, row.presence.handle.casefold()


def _cell(value: object) -> str | bool | date | None:
    return value if isinstance(value, bool | date) or value is None else str(value)
