"""Adding an account, step by step: what stands at an address, who we are there, where the secret goes."""

import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from cmworkstation.domain.account import Account, TokenState
from cmworkstation.domain.clock import Clock
from cmworkstation.domain.conversation import Changes
from cmworkstation.domain.errors import (
    NotAllowed,
    NotSignedIn,
    Offline,
    RateLimited,
    Refused,
    ServerTrouble,
)
from cmworkstation.domain.ids import AccountId, uuid7
from cmworkstation.domain.profile import Act
from cmworkstation.sdk.address import parts_of
from cmworkstation.sdk.connector import (
    Authorisation,
    Credentials,
    Found,
    Identity,
    Manifest,
    OwnClient,
    SignIn,
)
from cmworkstation.sdk.loopback import Loopback
from cmworkstation.services.accounts import Accounts
from cmworkstation.services.acting import Acting
from cmworkstation.services.journal import Journal
from cmworkstation.services.platforms import Platforms
from cmworkstation.services.schedule import Schedule
from cmworkstation.store import accounts as table
from cmworkstation.store.database import Workspace
from cmworkstation.vault import Vault

CLIENT_ID, CLIENT_SECRET, REDIRECT = "client_id", "client_secret", "redirect_uri"
NOBODY_LISTENS = (
    "http://127.0.0.1:9/callback"  # where the browser may end, its address to be copied
)
PASTE = "urn:ietf:wg:oauth:2.0:oob"  # the server shows a code that the person copies


@dataclass(frozen=True, slots=True)
class Offer:
    """One platform that the wizard offers."""

    key: str
    title: str
    sign_in: str  # a `SignIn`
    address_example: str
    home: str = ""  # its only address, where nobody needs to type one
    own_client: bool = False  # a person registers a client of his own with it first
    scopes: tuple[str, ...] = ()  # what such a client asks for
    redirect: str = ""  # where the browser comes back to, see `sdk.connector.OwnClient`
    has_secret: bool = False
    experimental: bool = False


@dataclass(frozen=True, slots=True)
class SignedIn:
    """An account that works and is not stored yet."""

    platform: str
    found: Found
    identity: Identity
    credentials: Credentials = field(repr=False)


class BrowserSignIn:
    """A sign-in under way in the person's browser: open `url`, then `wait()` for the answer."""

    def __init__(self, authorisation: Authorisation, loopback: Loopback | None) -> None:
        """Take the started authorisation and the listener that the browser comes back to."""
        self.url = authorisation.url
        self.pastes = loopback is None  # the person brings the answer
        self.authorisation = authorisation
        self._loopback = loopback
        self._stopped = threading.Event()

    def wait(self) -> Mapping[str, str]:
        """Wait for the browser; return the answer. Raises `NotSignedIn` when it was refused or cancelled."""
        if self._loopback is None:
            return {}
        return self._loopback.wait()

    def cancel(self) -> None:
        """Stop waiting."""
        if self._loopback is not None:
            self._loopback.stop()


class CodeSignIn(BrowserSignIn):
    """A sign-in under way by a `code` that the person types on the page at `url`."""

    def __init__(self, authorisation: Authorisation, clock: Clock) -> None:
        """Take the started authorisation with its code."""
        super().__init__(authorisation, None)
        self.pastes = False
        self.code = authorisation.code
        self.ends_at = authorisation.ends_at
        self._clock = clock

    def typed(self, ask: Callable[[], Credentials]) -> Credentials:
        """Ask as often as the server wants, until the code was typed. Raises `NotSignedIn` when that is too late.

        A network that fails meanwhile is no end: the code goes on waiting on its server.
        """
        pause = self.authorisation.pause_s
        while not self._stopped.wait(pause):
            if self.ends_at is not None and self._clock.now() >= self.ends_at:
                raise NotSignedIn("code-expired")
            try:
                return ask()
            except RateLimited as error:
                pause = error.retry_after
            except (Offline, ServerTrouble):
                pause = max(pause, self.authorisation.pause_s)
        raise NotSignedIn("cancelled")

    def cancel(self) -> None:
        """Stop waiting."""
        self._stopped.set()


class SignIns:
    """The steps of the accounts wizard. Every step may wait for the network: worker lanes only."""

    def __init__(
        self,
        workspace: Workspace,
        platforms: Platforms,
        accounts: Accounts,
        vault: Vault,
        schedule: Schedule,
        journal: Journal,
        clock: Clock,
        acting: Acting,
    ) -> None:
        """Take what signing in needs."""
        self._workspace = workspace
        self._platforms = platforms
        self._accounts = accounts
        self._vault = vault
        self._schedule = schedule
        self._journal = journal
        self._clock = clock
        self._acting = acting

    def offers(self) -> tuple[Offer, ...]:
        """Return the platforms that can be added."""
        kinds = [self._platforms.kind(key) for key in self._platforms.known()]
        return tuple(_offer(kind.manifest) for kind in kinds if kind.manifest.offered)

    def find(self, platform: str, address: str, trusted: Sequence[str] = ()) -> Found:
        """Say what stands at the address; `trusted` are fingerprints of certificates that the person confirmed.

        Raises `BadAddress`, `NotThisPlatform`, `PlatformMissing`, `Offline`, `Refused`, and `Untrusted` with a
        fingerprint to compare.
        """
        http = self._platforms.http()
        http.trusted = tuple(trusted)
        return self._platforms.kind(platform).find(http, address)

    def with_client(
        self,
        found: Found,
        client_id: str,
        client_secret: str = "",
        redirect: str = "",
        of: Account | None = None,
    ) -> Found:
        """Return what was found with the client that the person registered.

        Where `of`, an account that signs in again, has the same client, an empty secret means the one that is kept.
        Raises `VaultLocked`, `VaultMissing`.
        """
        settings = {CLIENT_ID: client_id, **({REDIRECT: redirect} if redirect else {})}
        if not client_secret and of and of.settings.get(CLIENT_ID) == client_id:
            client_secret = self._vault.secrets(of.id, of.platform).get(CLIENT_SECRET, "")
        private = {CLIENT_SECRET: client_secret} if client_secret else {}
        return replace(found, settings={**found.settings, **settings}, private=private)

    def start_browser(self, platform: str, found: Found, *, paste: bool = False) -> BrowserSignIn:
        """Begin a sign-in in the browser; with `paste` the person copies a code instead of coming back.

        So it is, too, where the platform sends nobody back to this machine: `pastes` of what comes says so.
        Raises `Refused` ("port-taken") where another program listens on the port that was registered.
        """
        kind = self._platforms.kind(platform)
        http = self._platforms.http(found.server)
        client = kind.manifest.own_client
        fixed = found.settings.get(REDIRECT) or client.redirect if client else ""
        if paste or fixed.startswith("https:"):
            pasted = (fixed or NOBODY_LISTENS) if client else PASTE
            return BrowserSignIn(kind.begin(http, found, pasted), None)
        loopback = _listening(
            fixed, "/wp" if kind.manifest.sign_in is SignIn.PASSWORD else "/callback"
        )
        try:
            authorisation = kind.begin(http, found, loopback.redirect_uri)
        except BaseException:
            loopback.stop()
            raise
        loopback.expect(authorisation.state)
        return BrowserSignIn(authorisation, loopback)

    def known_client(self, platform: str, server: str) -> str:
        """Return the client by which another account signed in to this server, "" for none."""
        known = (
            one
            for one in self._accounts.listed()
            if (one.platform, one.server) == (platform, server)
        )
        return next((one.settings[CLIENT_ID] for one in known if one.settings.get(CLIENT_ID)), "")

    def start_code(self, platform: str, found: Found) -> CodeSignIn:
        """Ask for a code that the person types on a page of the platform. Raises `Refused`, `Temporary`."""
        http = self._platforms.http(found.server)
        return CodeSignIn(self._platforms.kind(platform).begin(http, found, ""), self._clock)

    def finish_code(self, platform: str, found: Found, started: CodeSignIn) -> SignedIn:
        """Wait until the code was typed, then ask the server who we are. Raises as `finish`."""
        kind, http = self._platforms.kind(platform), self._platforms.http(found.server)
        given = started.typed(lambda: kind.finish(http, found, started.authorisation, {}))
        return self._checked(platform, found, given)

    def finish(
        self, platform: str, found: Found, started: BrowserSignIn | None, answer: Mapping[str, str]
    ) -> SignedIn:
        """End the sign-in and ask the server who we are. Raises `NotSignedIn`, `Refused`, `Temporary`."""
        kind = self._platforms.kind(platform)
        authorisation = started.authorisation if started else None
        credentials = kind.finish(self._platforms.http(found.server), found, authorisation, answer)
        if kind.manifest.own_client:  # it goes the way of all that was given for this account
            kept = {
                name: found.settings[name]
                for name in (CLIENT_ID, REDIRECT)
                if name in found.settings
            }
            credentials = Credentials(
                {**found.private, **credentials.secret}, {**kept, **credentials.settings}
            )
        return self._checked(platform, found, credentials)

    def _checked(self, platform: str, found: Found, credentials: Credentials) -> SignedIn:
        kind = self._platforms.kind(platform)
        settings = {**found.settings, **credentials.settings}
        connector = kind(settings, credentials.secret, self._platforms.http(found.server))
        try:
            identity = connector.check()
        finally:
            connector.close()
        return SignedIn(platform, found, identity, credentials)

    def add(
        self,
        signed: SignedIn,
        *,
        name: str = "",
        colour: int | None = None,
        protected: bool = False,
    ) -> tuple[Account, Changes]:
        """Keep the secret in the keyring, then store the account.

        Raises `NotAllowed` where this very account is here already, `VaultLocked` and `VaultMissing`.
        """
        self._acting.require(Act.KEEP)
        if any(_same(signed, one) for one in self._accounts.listed()):
            raise NotAllowed("account-exists")
        account = Account(
            id=AccountId(uuid7()),
            platform=signed.platform,
            look=signed.identity.look or signed.platform,
            name=name.strip()
            or signed.identity.name
            or signed.identity.handle
            or signed.found.title,
            handle=signed.identity.handle,
            server=signed.found.server,
            colour=self._accounts.free_colour() if colour is None else colour,
            protected=protected,
            settings={
                **signed.found.settings,
                **signed.credentials.settings,
                **signed.identity.settings,
            },
            capabilities=signed.identity.capabilities,
        )
        if signed.credentials.secret:
            self._vault.keep(account.id, account.platform, signed.credentials.secret)
        try:
            with self._workspace.write(durable=True) as connection:
                table.add(connection, account, self._clock.now())
                self._journal.note(
                    connection,
                    "account.add",
                    {"account": account.id, "platform": account.platform, "handle": account.handle},
                )
        except BaseException:
            self._vault.forget(account.id, account.platform)  # nobody would ever find it again
            raise
        self._schedule.follow(account.id, self._platforms.poll_seconds(account))
        return account, Changes(accounts=True)

    def renew(self, account_id: AccountId, signed: SignedIn) -> Changes:
        """Give an account new credentials after the old ones died; the new ones are stored first.

        Raises `NotAllowed` when they are somebody else's: answers would leave under a name that nobody sees.
        """
        self._acting.require(Act.SEND)
        account = self._accounts.one(account_id)
        handle = signed.identity.handle.casefold()
        if account.handle and handle not in ("", account.handle.casefold()):
            raise NotAllowed("another-account")
        if signed.credentials.secret:
            self._vault.keep(account_id, account.platform, self._renewed(account, signed))
        changed = replace(
            account,
            state=TokenState.VALID,
            settings={
                **account.settings,
                **signed.credentials.settings,
                **signed.identity.settings,
            },
            capabilities=signed.identity.capabilities,
        )
        with self._workspace.write(durable=True) as connection:
            table.update(connection, changed)
            table.set_state(connection, account_id, TokenState.VALID)
            self._journal.note(connection, "account.renew", {"account": account_id})
        self._platforms.signed_in(account_id)
        self._schedule.follow(account_id, self._platforms.poll_seconds(changed))
        return Changes(accounts=True)

    def _renewed(self, account: Account, signed: SignedIn) -> dict[str, str]:
        """Return the account's secrets with the new ones; what a server leaves empty replaces nothing."""
        fresh = {kind: value for kind, value in signed.credentials.secret.items() if value}
        return {**self._vault.secrets(account.id, account.platform), **fresh}


def _offer(card: Manifest) -> Offer:
    client = card.own_client or OwnClient(has_secret=False)
    return Offer(
        card.key,
        card.title,
        card.sign_in,
        card.address_example,
        card.home,
        card.own_client is not None,
        client.scopes,
        client.redirect,
        client.has_secret,
        card.experimental,
    )


def _listening(fixed: str, path: str) -> Loopback:
    """Return a listener at the address that a client is registered with, else on any free port."""
    if not fixed:
        return Loopback(path)
    parts = parts_of(fixed)
    try:
        return Loopback(parts.path, port=parts.port or 0)
    except OSError:
        raise Refused("another program listens there", code="port-taken") from None


def _same(signed: SignedIn, known: Account) -> bool:
    """Tell whether a sign-in leads to an account that is here: the same identity, or the same feed."""
    if (signed.platform, signed.found.server) != (known.platform, known.server):
        return False
    if signed.identity.handle:
        return signed.identity.handle.casefold() == known.handle.casefold()
    url = signed.found.settings.get("url", "")
    return bool(url) and "private_url" not in known.settings and url == known.settings.get("url")
