"""Accounts: one identity of ours on one server, and what that server lets us do."""

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum

from cmworkstation.domain.budget import Budget
from cmworkstation.domain.ids import AccountId
from cmworkstation.domain.values import dataclass, field, replace


class TokenState(StrEnum):
    """What we know of an account's credentials."""

    VALID = "valid"
    EXPIRING = "expiring"
    TROUBLE = "trouble"  # a transient error: the credentials may be fine
    DEAD = "dead"  # the server refused them; only a person can sign in again
    PAUSED = "paused"  # switched off by a person
    ARCHIVE = "archive"  # nothing is connected: what is here came from files


AT_REST = frozenset({TokenState.DEAD, TokenState.PAUSED, TokenState.ARCHIVE})  # not read by itself


class Unit(StrEnum):
    """What a server counts when it limits the length of a text."""

    CODE_POINTS = "code-points"
    GRAPHEMES = "graphemes"
    EMOJI_BYTES = "emoji-bytes"  # code points, but each emoji as its bytes of UTF-8
    WEIGHTED = "weighted"  # some signs count as two, each emoji as two in all
    UTF16 = "utf16"
    UTF8 = "utf8"


class Visibility(StrEnum):
    """Who can read a message, from wide to narrow."""

    PUBLIC = "public"
    UNLISTED = "unlisted"
    FOLLOWERS = "followers"
    PRIVATE = "private"


NARROWNESS = (Visibility.PUBLIC, Visibility.UNLISTED, Visibility.FOLLOWERS, Visibility.PRIVATE)


class Idempotency(StrEnum):
    """How an answer is kept from being published twice when the first try ended in doubt."""

    KEY = "key"  # the server honours an idempotency key
    CHOSEN_ID = "chosen-id"  # we choose the id: sending again is a no-op
    NATURAL = "natural"  # the server refuses an identical answer at the same place
    RECONCILE = "reconcile"  # look for our own answer before any retry
    NONE = "none"  # nobody can know: ask a person


class ModerationAct(StrEnum):
    """What can be done to somebody else's message."""

    APPROVE = "approve"
    HOLD = "hold"
    SPAM = "spam"
    TRASH = "trash"
    RESTORE = "restore"
    HIDE = "hide"
    REPORT = "report"
    MUTE = "mute"
    BLOCK = "block"
    UNMUTE = "unmute"
    UNBLOCK = "unblock"
    DELETE = "delete"  # for everybody, and without a way back
    LOCK = "lock"  # the whole conversation: nobody answers in it any more
    UNLOCK = "unlock"


@dataclass(frozen=True, slots=True)
class LengthRule:
    """How a server measures a text, and where it stops; `limit` None means no limit is known."""

    unit: Unit = Unit.CODE_POINTS
    limit: int | None = None
    url_cost: int | None = None  # every http(s) link counts this much, whatever its length
    short_mentions: bool = False  # @user@domain counts as @user
    counts_spoiler: bool = False
    unit_bytes: int = 0  # a unit holds so many bytes of UTF-8: longer ones count as several; 0 any


class After(StrEnum):
    """What a platform still allows once a reply window has passed."""

    PERSON = "person"  # whatever a person writes, nothing that a machine does
    TEMPLATE = "template"  # only texts that the platform approved beforehand
    PUBLIC = "public"  # only what everybody can read
    NOTHING = "nothing"


@dataclass(frozen=True, slots=True)
class WindowRule:
    """A fact of a platform: what is allowed so many hours after the person's last message."""

    visibility: Visibility
    hours: int
    after: After


@dataclass(frozen=True, slots=True)
class MediaRules:
    """Which files a server takes with a reply. None: no limit is known."""

    types: tuple[str, ...] = ()  # "image/png", "image/*", "*/*"
    most: int = 0  # files of one reply; 0 where it takes none
    max_bytes: int | None = None  # of one file
    total_bytes: int | None = None  # of all files of a reply
    max_pixels: int | None = None
    has_alt: bool = False  # a description goes along
    alt_limit: int | None = None  # characters of one description

    def takes(self, type_: str) -> bool:
        """Tell whether files of this media type are taken."""
        general = type_.partition("/")[0]
        return any(one in (type_, f"{general}/*", "*/*") for one in self.types)


@dataclass(frozen=True, slots=True)
class PrivateRules:
    """What differs for private answers where they go another way than public ones. They take no files."""

    length: LengthRule
    idempotency: Idempotency
    own_list_complete: bool = False


@dataclass(frozen=True, slots=True)
class PostRules:
    """What differs for posts of ours that answer nobody, where they take more than answers do."""

    length: LengthRule
    media: MediaRules


@dataclass(frozen=True, slots=True)
class Capabilities:
    """What one account can do on its server. Data, refreshed from the server where it advertises anything."""

    can_reply: bool = True
    visibilities: tuple[Visibility, ...] = ()
    length: LengthRule = field(default_factory=LengthRule)
    idempotency: Idempotency = Idempotency.NONE
    key_life_s: int = 0  # how long the server remembers an idempotency key
    hold_s: int = 120  # the longest time the server can hold a request and still carry it out
    own_list_complete: bool = False  # our own recent posts can be listed with certainty
    moderation: tuple[ModerationAct, ...] = ()
    has_spoiler: bool = False
    has_language: bool = False
    mentions_in_text: bool = False  # a reply must name the people it answers in its text
    windows: tuple[WindowRule, ...] = ()  # until when somebody may be answered; none: for ever
    media: MediaRules = field(default_factory=MediaRules)
    threads: bool = False  # a long text may leave as several posts, each answering the one before
    trash_is_final: bool = False  # what went to the bin cannot be brought back
    private: PrivateRules | None = None  # None: private answers go by the same rules
    posts: bool = False  # a post of ours may begin a thread; else a person posts it there
    post: PostRules | None = None  # None: posts go by the rules of answers
    by_hand: bool = (
        False  # people answer there, though no program can: each answer is posted by a person
    )

    @property
    def only_by_hand(self) -> bool:
        """Tell whether people alone read and answer there: nothing comes or leaves by itself."""
        return self.by_hand and not self.can_reply

    @property
    def answers(self) -> bool:
        """Tell whether people are answered there, by the program or by hand."""
        return self.can_reply or self.by_hand

    def facing(self, visibility: Visibility, *, begins: bool = False) -> "Capabilities":
        """Return the rules for an answer of this visibility, or for a post that `begins` a thread."""
        if begins and self.post is not None and visibility is not Visibility.PRIVATE:
            return replace(self, length=self.post.length, media=self.post.media)
        rules = self.private if visibility is Visibility.PRIVATE else None
        if rules is None:
            return self
        return replace(
            self,
            length=rules.length,
            idempotency=rules.idempotency,
            own_list_complete=rules.own_list_complete,
            media=MediaRules(),
            threads=False,
        )


@dataclass(frozen=True, slots=True)
class Folder:
    """A part of an account that a person may have read or not, such as a folder of a mailbox."""

    name: str  # as the server calls it
    title: str
    role: str = ""  # "inbox", "sent", "junk", "trash", "drafts", "archive", "all", "" for any other
    chosen: bool = False


@dataclass(frozen=True, slots=True)
class Account:
    """One identity of ours on one server."""

    id: AccountId
    platform: str  # the connector's key: "mastodon", "wordpress", "feed", "demo" …
    look: str  # the platform as people know it, for icon and words: "mastodon", "instagram" …
    name: str  # the short name in words that stands beside the colour band
    handle: str
    server: str
    colour: int  # index into the twelve account colours
    state: TokenState = TokenState.VALID
    protected: bool = False  # ask to retype the handle before sending
    settings: Mapping[str, str] = field(default_factory=dict)
    capabilities: Capabilities = field(default_factory=Capabilities)
    created_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class AccountHealth:
    """What the status area says of one account."""

    account_id: AccountId
    name: str
    state: TokenState
    last_read_at: datetime | None
    next_read_at: datetime | None
    trouble: str = ""  # class name of the last error, "" when all is well
    trouble_detail: str = ""
    queued: int = 0
    quarantined: int = 0
    announced: int = (
        0  # what the server said it would send at the last reading; 0 when all of it came
    )
    delivered: int = 0
    budget: Budget | None = None  # what the server allows us now, where it says so
