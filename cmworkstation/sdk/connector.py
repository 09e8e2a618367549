"""What a connector is: one class per platform that fetches, understands and answers.

A connector never opens a file, never reads the keyring, never sleeps and never logs a body. It gets its
settings, its secret and an `Http`; it raises only errors of `domain.errors`. What it cannot do it declares
in its capabilities, so that the window hides the action instead of failing.
"""

from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import ClassVar, Protocol, runtime_checkable

from cmworkstation.domain.account import Capabilities, Folder, ModerationAct, Visibility
from cmworkstation.domain.message import NEW, Item, Recipients
from cmworkstation.sdk.http import Http


class SignIn(StrEnum):
    """How an account is added."""

    NONE = "none"  # an address is enough
    PASSWORD = "password"  # noqa: S105 - a user name and an application password
    BROWSER = "browser"  # OAuth in the person's browser, back through a loopback address
    TOKEN = "token"  # noqa: S105 - one text that the platform gave the person, such as a bot's token
    DEVICE = "device"  # a code that the person types on a page of the platform


class Trait(StrEnum):
    """Something that a connector does, as people compare platforms by it."""

    SIGN_IN = "sign-in"
    INBOX = "inbox"
    THREAD = "thread"
    REPLY = "reply"
    POSTS = "posts"  # a post of our own that begins a thread
    ONCE = "once"  # whatever answer is lost, a reply stands there once
    PRIVATE = "private"
    MEDIA = "media"
    EDITS = "edits"
    DELETIONS = "deletions"
    MODERATION = "moderation"
    HISTORY = "history"
    PUSH = "push"
    SEARCH = "search"  # the watch reads hashtags, accounts or a search of the platform


@dataclass(frozen=True, slots=True)
class OwnClient:
    """What a person is told who registers a client of his own with the platform; `words/own_client` has the steps."""

    scopes: tuple[str, ...] = ()
    # Where the browser comes back to: "" any loopback port, "http://127.0.0.1:…" this one, "https://…" an address
    # at which the browser ends, for the person to paste here; he may register another in its place.
    redirect: str = ""
    has_secret: bool = True


@dataclass(frozen=True, slots=True)
class Manifest:
    """A connector's visiting card."""

    key: str  # "mastodon"; also the platform's icon name and the name of its module
    title: str  # "Mastodon"
    sign_in: SignIn
    capabilities: Capabilities
    poll_s: int = 60
    address_example: str = ""
    media_axes: Mapping[str, str] = field(default_factory=dict)  # as `domain.media_map.Axes`
    offered: bool = True  # False: not in the wizard
    own_client: OwnClient | None = None  # what a person registers with the platform first
    home: str = ""  # the platform's only address, where nobody needs to type one
    experimental: bool = False  # no person has confirmed yet that it works with the platform itself
    real: frozenset[Trait] = frozenset()  # what was seen with a real server; the rest with a fake
    lacks: frozenset[Trait] = frozenset()  # what the platform itself does not have


@dataclass(frozen=True, slots=True)
class Found:
    """What stands at an address that a person typed."""

    server: str  # origin, e.g. "https://social.example"
    title: str
    software: str  # "Mastodon 4.5.1", "WordPress", "RSS 2.0"
    settings: Mapping[str, str] = field(default_factory=dict)
    entries: int | None = None
    private: Mapping[str, str] = field(
        default_factory=dict, repr=False
    )  # a client's secret: never stored with it


@dataclass(frozen=True, slots=True)
class Authorisation:
    """A sign-in under way in the person's browser. `private` must not be written anywhere.

    Where the person types a code on the page (`SignIn.DEVICE`), `code` is what, until `ends_at`; `finish` is then
    asked every `pause_s` seconds, and says with `RateLimited` that the code was not typed yet.
    """

    url: str
    state: str
    private: Mapping[str, str] = field(default_factory=dict, repr=False)
    code: str = field(default="", repr=False)
    pause_s: float = 5.0
    ends_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Credentials:
    """The end of a sign-in: `secret` goes to the keyring, `settings` to the workspace."""

    secret: Mapping[str, str] = field(repr=False)
    settings: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Identity:
    """Who we are on the server and what it lets us do."""

    handle: str
    name: str
    capabilities: Capabilities
    look: str = (
        ""  # overrides the platform's look, e.g. "pixelfed" for a Mastodon-compatible server
    )
    settings: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class RawItem:
    """One thing exactly as it was received. `native_id` may be empty when the item is broken."""

    kind: str  # which parser: the connector's own word, e.g. "notification", "comment", "entry"
    native_id: str
    payload: bytes


@dataclass(frozen=True, slots=True)
class Page:
    """One page of a stream, oldest item first, with the cursor that comes after it.

    `announced` is how many items the server said it would send, where it says so.
    `gone` lists `remote_id`s that the server told us were deleted. `only_once` is for servers that forget what they
    gave once the cursor behind it is sent: the items are on the disk for good before the next page is asked for.
    """

    stream: str
    items: tuple[RawItem, ...]
    cursor: str  # opaque JSON; stored in the same transaction as the items
    announced: int | None = None
    gone: tuple[str, ...] = ()
    only_once: bool = False


@dataclass(frozen=True, slots=True)
class Target:
    """The message that a reply answers; without a `native_id`, where `Capabilities.posts`, it begins a thread.

    Then `settings` say under "title" what the post is about, and under "place" where it goes, where it needs one.
    """

    remote_id: str
    native_id: str
    author_handle: str
    visibility: Visibility
    thread_id: str = ""
    settings: Mapping[str, str] = field(default_factory=dict)

    @property
    def begins(self) -> bool:
        """Tell whether nothing is answered: a post of our own begins a thread."""
        return self.remote_id.startswith(NEW)


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that goes with a reply. `remote_id` is what `TakesUploads.upload` returned for it, "" before."""

    name: str
    type: str
    alt: str
    size: int
    read: Callable[[], bytes] = field(repr=False)
    remote_id: str = ""


@dataclass(frozen=True, slots=True)
class Uploaded:
    """A file on its server; not `ready` while that still works on it, and nothing may refer to it."""

    remote_id: str
    ready: bool = True


@dataclass(frozen=True, slots=True)
class Content:
    """What is published."""

    text: str
    visibility: Visibility
    language: str = ""
    spoiler: str = ""
    created_at: datetime | None = None
    media: tuple[Upload, ...] = ()


@dataclass(frozen=True, slots=True)
class Sent:
    """Proof of publication: the platform's own id of our reply, and the reply itself where it was returned."""

    remote_id: str
    native_id: str
    url: str = ""
    raw: RawItem | None = None


class Connector(Protocol):
    """One account on one platform."""

    manifest: ClassVar[Manifest]

    def __init__(self, settings: Mapping[str, str], secret: Mapping[str, str], http: Http) -> None:
        """Take settings (no secrets), secrets (from the keyring) and the one way to the network."""

    @classmethod
    def find(cls, http: Http, address: str) -> Found:
        """Say what stands at the address that a person typed. Raises `BadAddress`, `NotThisPlatform`, `Temporary`."""
        ...

    @classmethod
    def begin(cls, http: Http, found: Found, redirect_uri: str) -> Authorisation:
        """Start a browser sign-in, or ask for a code to type there (`DEVICE`, `redirect_uri` is then "").

        Raises `Refused` where this platform has neither.
        """
        ...

    @classmethod
    def finish(
        cls,
        http: Http,
        found: Found,
        authorisation: Authorisation | None,
        answer: Mapping[str, str],
    ) -> Credentials:
        """End the sign-in: `answer` holds "code" (browser), "user" and "password", "token", or nothing.

        With nothing, there is no sign-in, or a code that the person types elsewhere (see `Authorisation`).
        """
        ...

    def check(self) -> Identity:
        """Ask the server who we are and what it allows. Raises `NotSignedIn`, `Temporary`."""
        ...

    def fetch(self, cursors: Mapping[str, str]) -> Iterator[Page]:
        """Yield what is new since `cursors` (stream → cursor), oldest first, page by page; resumable after any page."""
        ...

    def thread(self, target: Target) -> Page:
        """Read the whole thread around one message as it is now; its `gone` says what was deleted."""
        ...

    def parse(self, raw: RawItem) -> Sequence[Item]:
        """Understand one raw item; pure. An item of no interest gives (). Raises `Unreadable`."""
        ...

    def reply(self, target: Target, content: Content, *, once_key: str) -> Sent:
        """Publish a reply.

        Raises `Refused`, `NotSignedIn`, `RateLimited` or `Offline` when nothing was published, else `Ambiguous`.
        """
        ...

    def find_sent(
        self, target: Target, content: Content, *, once_key: str, since: datetime
    ) -> Sent | None:
        """Look among our own posts for this reply, published at `since` or later by the platform's clock.

        Never publishes.
        """
        ...

    def moderate(self, target: Target, act: ModerationAct) -> None:
        """Carry out `act` on somebody's message. Doing it twice is no error."""
        ...

    def revoke(self) -> bool | None:
        """Give the credentials back to the server where it can take them; False when it could not be asked."""
        ...

    def close(self) -> None:
        """Let go of the network."""
        ...


HISTORY = "history"  # the stream of pages that `HasHistory.history` yields


@runtime_checkable
class HasHistory(Protocol):
    """What a connector adds that can be asked for a stretch of time, also from before the account was added.

    It serves two wishes: asking again for an interval in which nothing was read (the program was closed, the
    machine slept, the token was dead), and fetching older messages when a person wants them.
    """

    def history(
        self, *, since: datetime | None, until: datetime, cursor: str
    ) -> Generator[Page, None, datetime | None]:
        """Yield what was written from `since` (None: as far back as the platform goes) to `until`.

        Pages come newest first, or in whatever order the platform can be asked; the items of a page oldest
        first, as in `fetch`. They are the very items of `fetch` (same kind, same native id, and the same
        payload where nothing changed), so that what is known is recognised and what was edited becomes a
        revision; `gone` names what turns out to be deleted. A few items from outside the stretch do no harm:
        leaving out what the platform can leave out by itself is enough.

        `page.stream` is `HISTORY`, and `page.cursor` goes on behind the page: called again with it, and the
        same `since` and `until`, the next page follows, also in another process, days later. A page may be
        empty and move the cursor all the same. "" begins; a broken cursor begins again. These cursors have
        nothing to do with those of `fetch`, which stay where they are.

        Ends when the stretch was read or the platform has no more. Returns None when `since` was reached;
        else (always, where `since` is None) the moment of the oldest entry that the platform still lists, or
        `until` when it lists none: before it nothing was written, or nothing was kept. Whether something may
        be missing is for the caller to judge, who knows what was stored.

        Never waits: the caller takes one page at a time, at its own pace, and closes the generator between.
        Raises what `fetch` raises.
        """
        ...


@runtime_checkable
class LooksUp(Protocol):
    """What a connector adds that can be asked for many messages at once, wherever they stand."""

    def look_up(self, remote_ids: Sequence[str]) -> Page:
        """Return these messages as they are now; its `gone` says which of them were deleted.

        What it cannot tell of is in neither. Raises what `thread` raises.
        """
        ...


@runtime_checkable
class HasAttachments(Protocol):
    """What a connector adds when files of its messages, pictures among them, are not simply read at their address."""

    def attachment(self, target: Target, url: str) -> Iterator[bytes]:
        """Yield the bytes of one file of a message, decoded, in pieces; `url` is that of its `Attachment`.

        Whoever reads stops when there are too many. Raises `Gone`, `Refused`, `NotSignedIn`, `Temporary`.
        """
        ...


@runtime_checkable
class Renews(Protocol):
    """What a connector adds when its access ends by itself and can be renewed without the person."""

    def ends_at(self) -> datetime | None:
        """Return when the access ends, None where the server did not say."""
        ...

    def renewable(self) -> bool:
        """Tell whether there is what a renewal needs."""
        ...

    def renew(self) -> Credentials:
        """Exchange the refresh token for new access, once.

        Raises `Refused` or `NotSignedIn` when the server no longer takes it, `Temporary` when there was no answer.
        """
        ...


@runtime_checkable
class HasFolders(Protocol):
    """What a connector adds whose account has folders, of which a person chooses those that are read.

    The chosen names are kept in the account's settings under "folders", one a line. They may be anything of which an
    account has several, such as repositories.
    """

    @classmethod
    def has_several(cls, settings: Mapping[str, str]) -> bool:
        """Tell whether there is a choice for an account with these settings; pure."""
        ...

    def folders(self) -> tuple[Folder, ...]:
        """Return all folders of the account. Raises `NotSignedIn`, `Temporary`."""
        ...


@runtime_checkable
class HasPlaces(Protocol):
    """What a connector adds where a post of ours goes into a category, a community, a room or a channel.

    The chosen name is kept in the account's settings under "post_place"; without one, a person posts.
    """

    def places(self) -> tuple[Folder, ...]:
        """Return where a post of ours may go, empty where a person has to name it.

        Raises `NotSignedIn`, `Temporary`.
        """
        ...

    @classmethod
    def place_of(cls, typed: str) -> str:
        """Return the name of a place as a person typed it, "" where it can be none; pure."""
        ...


@runtime_checkable
class HasAudience(Protocol):
    """What a connector adds whose platform says how many people follow the account."""

    def audience(self) -> int | None:
        """Return how many people follow us, None where this server does not say.

        Raises `NotSignedIn`, `Refused` and `Temporary`.
        """
        ...


class SearchFor(StrEnum):
    """What a platform can be asked to show, beyond what reaches us by itself."""

    TAG = "tag"  # public posts with a hashtag
    ACCOUNT = "account"  # what somebody posts
    SEARCH = "search"  # public posts that the platform's own search finds


@dataclass(frozen=True, slots=True)
class Hits:
    """What a platform showed, and the bookmark from which the next question goes on."""

    items: tuple[Item, ...]
    known: str = ""


@runtime_checkable
class HasSearch(Protocol):
    """What a connector adds whose platform shows what others say, wherever they say it."""

    searches: ClassVar[frozenset[SearchFor]]

    def search(self, what: SearchFor, term: str, known: str) -> Hits:
        """Return the newest public posts, also some that were shown before, in any order.

        `known` is the bookmark of the last answer, "" at first; a broken one begins again. What cannot be understood
        is left out. Raises what `fetch` raises, `Gone` where there is no such account.
        """
        ...


@runtime_checkable
class HasPush(Protocol):
    """What a connector adds whose server calls when something is new, on a connection of its own."""

    def listen(self, heard: Callable[[], object], stopped: Callable[[], bool]) -> None:
        """Call `heard` whenever there is news, until `stopped` says so, which is asked every second.

        Raises `Refused` ("no-push") where the server cannot call, `NotSignedIn`, and `Temporary` when the connection
        ended.
        """
        ...


@runtime_checkable
class NamesRecipients(Protocol):
    """What a connector adds where a message itself says whom an answer to it reaches."""

    @classmethod
    def recipients(cls, settings: Mapping[str, str], raw: RawItem) -> Recipients:
        """Return whom `reply` would write to, nobody where it would refuse; pure. Raises `Unreadable`."""
        ...


@runtime_checkable
class KeepsCopies(Protocol):
    """What a connector adds that puts a copy of each answer where sent messages are kept, since the server does not.

    It tries a copy that failed again by itself; once the program has ended, only the workspace knows of it.
    """

    def lacks_copy(self, native_id: str) -> bool:
        """Tell from the native id of an answer, as it is stored, that its copy was not put away; pure."""
        ...

    def keep(self, answers: Sequence[RawItem]) -> None:
        """Put copies of these answers away at the next `fetch`, where they still lack; touches no network."""
        ...


@runtime_checkable
class TakesUploads(Protocol):
    """What a connector adds whose server wants files before the reply that refers to them.

    Asked for each file right before every attempt to publish, so that a file which the server let go of in the
    meantime is there again. Nobody sees an uploaded file before a reply refers to it: an upload can be repeated.
    """

    def upload(self, file: Upload) -> Uploaded:
        """Put a file where `reply` can refer to it, unless it is there already under its `remote_id`. Never waits.

        Raises `Refused` for a file that the server does not take, else what `fetch` raises.
        """
        ...


@runtime_checkable
class HasChosenIds(Protocol):
    """What a connector adds where the permanent id of an answer is ours to choose, before it is sent."""

    @classmethod
    def chosen_id(cls, settings: Mapping[str, str], once_key: str) -> str:
        """Return the id that an answer with this key has; pure."""
        ...


ConnectorFactory = Callable[[Mapping[str, str], Mapping[str, str], Http], Connector]
