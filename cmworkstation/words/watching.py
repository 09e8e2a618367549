"""The watch in words: sources and how they are, mentions and what became of them, and what cannot be seen."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from cmworkstation import words
from cmworkstation.domain import foreign
from cmworkstation.domain.errors import NotAllowed, QueryError, Refused
from cmworkstation.domain.mention import (
    Mention,
    MentionState,
    ReachClass,
    ReachHow,
    Stance,
    StanceHow,
)
from cmworkstation.domain.watch import BlindSpot, SourceKind, SourceState, Unseen, WatchSource
from cmworkstation.i18n import N_, number, tr, trn
from cmworkstation.words import problems

KINDS: Mapping[SourceKind, str] = {
    SourceKind.FEED: N_("Feed"),
    SourceKind.PAGE: N_("Web page"),
    SourceKind.TAG: N_("Hashtag"),
    SourceKind.ACCOUNT: N_("Account of others"),
    SourceKind.SEARCH: N_("Search of a platform"),
    SourceKind.MAIL: N_("Mail alerts"),
    SourceKind.INBOX: N_("Our inbox"),
}
TARGETS: Mapping[SourceKind, str] = {
    SourceKind.FEED: N_("Address of the feed, or of its site"),
    SourceKind.PAGE: N_("Address of the page"),
    SourceKind.TAG: N_("Hashtag"),
    SourceKind.ACCOUNT: N_("Name of the account"),
    SourceKind.SEARCH: N_("Words to search for"),
    SourceKind.MAIL: N_("Sender: a part of the name or address; empty for everybody"),
}
HELP: Mapping[SourceKind, str] = {
    SourceKind.FEED: N_("RSS, Atom or JSON Feed. The address of a site is enough."),
    SourceKind.PAGE: N_(
        "What is new or gone in the main text of the page is told once it stayed for two readings: banners that"
        " take turns and counters are not."
    ),
    SourceKind.TAG: N_("Public posts with this hashtag, as the server of your account knows them."),
    SourceKind.ACCOUNT: N_("What somebody posts in public, read through your account."),
    SourceKind.SEARCH: N_(
        "What the platform’s own search finds. Many servers search only what they know themselves."
    ),
    SourceKind.MAIL: N_(
        "Alerts that others send to one of your mailboxes are read as mentions, and stay in the inbox."
    ),
}
STATES: Mapping[MentionState, str] = {
    MentionState.NEW: N_("New"),
    MentionState.READ: N_("Read"),
    MentionState.ASIDE: N_("Put aside"),
    MentionState.PROMOTED: N_("In the inbox"),
}
STANCES: Mapping[Stance, str] = {
    Stance.NONE: N_("Nobody says"),
    Stance.FOR: N_("In favour"),
    Stance.NEUTRAL: N_("Neutral"),
    Stance.AGAINST: N_("Against"),
    Stance.ASKS: N_("Asks"),
}
REACHES: Mapping[ReachClass, str] = {
    ReachClass.NONE: N_("Nobody knows"),
    ReachClass.FEW: N_("A few people"),
    ReachClass.NEIGHBOURHOOD: N_("A neighbourhood"),
    ReachClass.TOWN: N_("The town"),
    ReachClass.COUNTRY: N_("The country"),
    ReachClass.NETWORK: N_("The whole network"),
}
REACH_HOW: Mapping[ReachHow, str] = {
    ReachHow.NONE: "",
    ReachHow.HAND: N_("How far it reaches: said by hand."),
    ReachHow.SOURCE: N_("How far it reaches: as was said of its source."),
    ReachHow.PLACE: N_("How far it reaches: what such a place usually reaches, whoever follows."),
}
# Why a source was not read, and what to do, by the class of the error or its code.
TROUBLES: Mapping[str, str] = {
    "Offline": N_("This computer reached no server."),
    "Untrusted": N_("The certificate of the server is not trusted."),
    "RateLimited": N_("The server asks us to wait."),
    "ServerTrouble": N_("The server gives no good answer."),
    "NotSignedIn": N_(
        "The access of your account has ended. Sign in again on the page of the accounts."
    ),
    "VaultLocked": N_("Your system’s keyring is locked. Unlock it; reading goes on by itself."),
    "VaultMissing": N_("This system has no keyring that the program trusts."),
    "PlatformMissing": N_("The connector of this platform is not installed here."),
    "Gone": N_("The server says that it is no longer there. Look for its new address."),
    "Refused": N_(
        "The server refuses. Open the address in a browser; where an account of yours is asked, sign in again so that"
        " it may search."
    ),
    "NotThisPlatform": N_(
        "Something else answers than before. Open the address in a browser; the site may have another one now."
    ),
    "BadAddress": N_("No server answers at this address. Check the spelling."),
    "watch-account": N_("The account through which this was read is gone. Choose another one."),
    "watch-unsearchable": N_("This platform lets nobody read this any more."),
}
UNSEEN: Mapping[Unseen, str] = {
    Unseen.OWN_ONLY: N_(
        "Its interface shows no posts of others, only what reaches your own account."
    ),
    Unseen.NO_ACCOUNT: N_("It can be watched once you have an account there. There is none yet."),
    Unseen.NO_SOURCE: N_(
        "It can be watched through your account, but no source of yours reads it."
    ),
    Unseen.CLOSED: N_(
        "What stands behind a sign-in, in private groups and chats, is seen by nobody."
    ),
}


def source_name(source: WatchSource) -> str:
    """Return what a source is called."""
    if source.kind is SourceKind.INBOX and source.name == SourceKind.INBOX:
        return tr(KINDS[SourceKind.INBOX])
    return foreign.line(source.name, 80)


def source_state(source: WatchSource, now: datetime) -> str:
    """Return how a source is, since when, and what to do."""
    read = words.when(source.fetched_at, now) if source.fetched_at else ""
    if source.state is SourceState.OFF or not source.enabled:
        return (
            tr("Switched off. Last read {when}.").format(when=read) if read else tr("Switched off.")
        )
    if source.state is SourceState.NEW:
        return tr("Not read yet.")
    if source.state is SourceState.WELL:
        if source.new_at is None:
            return tr("Read {when}. Nothing matched a query yet.").format(when=read)
        new = words.when(source.new_at, now)
        return tr("Read {when}. Last mention {new}.").format(when=read, new=new)
    if source.state is SourceState.FLOODING:
        text = trn(
            "It brought very much at once: {n} more waits for the next reading. Nothing is lost.",
            "It brought very much at once: {n} more wait for the next readings. Nothing is lost.",
            source.left_out,
        )
        return text.format(n=number(source.left_out))
    said = tr(
        TROUBLES.get(source.why, N_("The program could not read this; that is a mistake of ours."))
    )
    parts = [said, tr("Last read {when}.").format(when=read) if read else tr("Never read yet.")]
    if source.next_at is not None:
        parts.append(tr("Asked again {when}.").format(when=words.at(source.next_at, now)))
    return " ".join(parts)


def source_role(source: WatchSource) -> str:
    """Return the colour of a source's state."""
    if not source.enabled or source.state in (SourceState.OFF, SourceState.NEW):
        return "soft"
    if source.state is SourceState.WELL:
        return "good"
    return "error" if source.state in (SourceState.GONE, SourceState.CHANGED) else "warn"


def every(source: WatchSource) -> str:
    """Return how often a source is read."""
    return tr("every {span}").format(span=words.span(source.every))


def stance(one: Mention) -> str:
    """Return a mention's stance, and that it is a guess where it is one; "" where nobody says."""
    if one.stance is Stance.NONE:
        return ""
    said = tr(STANCES[one.stance])
    if one.stance_how is StanceHow.SUGGESTED:
        return tr("{stance} (suggested by words)").format(stance=said)
    return said


def category(one: Mention, labels: Mapping[str, str]) -> str:
    """Return what a mention's category is called, and that it is a guess where it is one; "" for none."""
    if not one.category:
        return ""
    said = foreign.line(labels.get(one.category) or one.category, 60)
    if one.category_how is StanceHow.SUGGESTED:
        return tr("{category} (suggested by the charter)").format(category=said)
    return said


def reach(one: Mention) -> str:
    """Return how far the place of a mention reaches; "" where nobody knows."""
    if one.reach is ReachClass.NONE:
        return ""
    return tr("reaches: {reach}").format(reach=tr(REACHES[one.reach]))


def why_so(one: Mention) -> str:
    """Return what of a mention is a guess, and who says how far its place reaches."""
    parts = []
    if one.stance_how is StanceHow.SUGGESTED:
        parts.append(tr("Suggested by words. Choose to say it yourself."))
    if one.category_how is StanceHow.SUGGESTED:
        parts.append(tr("Category suggested by the charter. Choose to say it yourself."))
    if one.reach_how is not ReachHow.NONE:
        parts.append(tr(REACH_HOW[one.reach_how]))
    return "\n".join(parts)


def head(one: Mention, source: str, now: datetime) -> str:
    """Return who said something, where and when, on one line."""
    who = foreign.line(one.author_name or one.author_handle, 60)
    parts = [who, foreign.line(source, 60), words.when(one.at, now)]
    return " · ".join(filter(None, parts))


def below(one: Mention, source: str, now: datetime, labels: Mapping[str, str] | None = None) -> str:
    """Return the softer line of a mention in a list."""
    parts = [head(one, source, now)]
    if one.copies > 1:
        parts.append(
            trn("told {n} time", "told {n} times", one.copies).format(n=number(one.copies))
        )
    parts += [stance(one), category(one, labels or {}), reach(one)]
    if one.state is not MentionState.NEW:
        parts.append(tr(STATES[one.state]))
    parts.extend(f"#{foreign.line(tag, 40)}" for tag in one.tags)
    if one.note:
        parts.append(tr("note"))
    return " · ".join(filter(None, parts))


def unseen(one: BlindSpot, now: datetime) -> str:
    """Return why a platform, or a kind of place, is not seen, and when it was last."""
    said = tr(UNSEEN[one.why])
    if one.read_at is not None:
        said += " " + tr("Your own account was last read {when}.").format(
            when=words.when(one.read_at, now)
        )
    return said


def trial(matched: int, looked: int) -> str:
    """Return what trying a query out came to."""
    if not looked:
        return tr("Nothing is here yet on which the query could be tried.")
    return trn(
        "Would have matched {matched} of the last {looked} message that is here.",
        "Would have matched {matched} of the last {looked} messages that are here.",
        looked,
    ).format(matched=number(matched), looked=number(looked))


def seen(one: Mention, queries: str, now: datetime) -> str:
    """Return when a mention was seen, and by which queries it was found."""
    text = tr("Seen {when}.").format(when=words.when(one.seen_at, now))
    return text + (" " + tr("Found by: {queries}.").format(queries=queries) if queries else "")


def others(heads: Sequence[str]) -> str:
    """Return who else tells the same story."""
    return "\n".join([tr("The same story:"), *heads[:12]])


def trouble(error: Exception) -> str:
    """Return why a source could not be added."""
    if isinstance(error, NotAllowed | QueryError):
        return problems.error(error).text
    code = error.code if isinstance(error, Refused) else ""
    known = TROUBLES.get(code) or next(
        (TROUBLES[kind.__name__] for kind in type(error).__mro__ if kind.__name__ in TROUBLES), ""
    )
    return tr(known) if known else problems.error(error).text


def rise(one: Mention, now: datetime, most: int) -> str:
    """Return a mention as what gave rise to something: who said what, where and when."""
    said = foreign.line(one.title or one.text, most)
    who = foreign.line(one.author_name or one.author_handle, 40) or tr("somebody")
    return tr("Found by the watch: “{words}” ({who}, {when})").format(
        words=said, who=who, when=words.when(one.at, now)
    )
