"""Comments on a channel of YouTube, through a Google client of the person's own.

Rules that are not obvious:

- Each project has ten thousand units a day: a page that is read costs one, whatever is written costs fifty. They are
  counted here, since nobody tells, and the last tenth belongs to answers.
- Threads of comments are listed newest first, without "since", and a new answer does not move its thread: the number of
  answers does, and those whose number changed are read.
- There are two levels. An answer to an answer goes below the comment on top, and names whom it answers.
- What is held for review is listed apart, for the owner of the channel alone.
- An answer of ours may itself be held by YouTube's filter: it is looked for there as well.

Source: YouTube Data API v3, as documented. Nobody has confirmed this connector with YouTube itself.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from datetime import datetime
from html import escape
from typing import ClassVar

from cmworkstation.domain.account import (
    Capabilities,
    Idempotency,
    LengthRule,
    ModerationAct,
    Unit,
    Visibility,
)
from cmworkstation.domain.budget import Budget
from cmworkstation.domain.errors import (
    Ambiguous,
    Refused,
    ServerTrouble,
    TooLong,
    Unreadable,
)
from cmworkstation.domain.message import Held, Item, Kind, Writer
from cmworkstation.sdk import gathered, google
from cmworkstation.sdk.answer import SAID_NO
from cmworkstation.sdk.connector import (
    Content,
    Found,
    Identity,
    Manifest,
    OwnClient,
    Page,
    RawItem,
    Sent,
    SignIn,
    Target,
)
from cmworkstation.sdk.gathered import Gathered, Known
from cmworkstation.sdk.googlesignin import GoogleSignIn
from cmworkstation.sdk.http import Http
from cmworkstation.sdk.measure import measure
from cmworkstation.sdk.shapes import (
    Json,
    as_object,
    id_text,
    moment,
    number_in,
    object_in,
    objects,
    pack,
    text_in,
    unpack,
)
from cmworkstation.sdk.sought import Sought
from cmworkstation.sdk.wellknown import secure_origin

HOST = "youtube.googleapis.com"
API = f"https://{HOST}"
SCOPE = "https://www.googleapis.com/auth/youtube.force-ssl"
UNITS, READS, WRITES = 10_000, 1, 50  # of a day; of one request
PAGE, FIRST_PAGES, PAGES, MOST = 100, 3, 2, 20
STATES = ("published", "heldForReview", "likelySpam")
HELD = {"heldForReview": Held.HOLD, "likelySpam": Held.SPAM, "rejected": Held.TRASH}
ACTS = {
    ModerationAct.APPROVE: "published",
    ModerationAct.HOLD: "heldForReview",
    ModerationAct.TRASH: "rejected",
    ModerationAct.RESTORE: "published",
}
BREATH_S = 60
CAPABILITIES = Capabilities(
    visibilities=(Visibility.PUBLIC,),
    length=LengthRule(Unit.CODE_POINTS, 10_000),
    idempotency=Idempotency.RECONCILE,
    own_list_complete=True,
    moderation=(*ACTS, ModerationAct.BLOCK),
)


class YoutubeConnector(GoogleSignIn):
    """One channel."""

    official, scope = API, SCOPE
    manifest: ClassVar[Manifest] = Manifest(
        "youtube",
        "YouTube",
        SignIn.BROWSER,
        CAPABILITIES,
        poll_s=600,
        address_example=HOST,
        media_axes={"time": "lasting", "granularity": "world", "modality": "1-many"},
        own_client=OwnClient((SCOPE,)),
        home=HOST,
        experimental=True,
    )

    def __init__(self, settings: Mapping[str, str], secret: Mapping[str, str], http: Http) -> None:
        """Take settings as `find`, `finish` and `check` made them, and the secret of `finish`."""
        self._settings = settings
        self._secret = secret
        self._us = settings.get("channel_id", "")
        self._server = settings.get("server", API)
        self._plain = http
        self._http = http.with_credentials(
            bearer=secret.get("access_token", ""), origin=self._server
        )
        self.capabilities = CAPABILITIES

    # Adding an account

    @classmethod
    def find(cls, http: Http, address: str) -> Found:
        """Take the one host that there is, or another that was typed."""
        server = secure_origin(address.strip() or HOST)
        settings = {"server": server, "address": address.strip()}
        return Found(server, "YouTube", "YouTube Data API v3", settings)

    def check(self) -> Identity:
        """Ask which channel this is."""
        found = self._get("channels", {"part": "id,snippet", "mine": "true"})
        channel = (objects(found.get("items")) or [{}])[0]
        channel_id, shown = id_text(channel.get("id")), object_in(channel, "snippet")
        if not channel_id:
            raise Refused("no channel", code="no-channel")
        name = text_in(shown, "title")
        handle = text_in(shown, "customUrl") or name
        settings = {
            **self._settings,
            "channel_id": channel_id,
            "name": name,
            "handle": handle,
            "writer_key": _person(channel_id),
        }
        return Identity(handle, name or handle, CAPABILITIES, "", settings)

    # Reading

    def fetch(self, cursors: Mapping[str, str]) -> Iterator[Page]:
        """Yield new comments: those that stand there, those that are held, those that may be spam."""
        for state in STATES:
            known = Known.at(cursors.get(state, ""))
            heads: dict[str, str] = {}
            try:
                found = list(self._news(state, known, heads))
            except Refused:
                if state == STATES[0]:
                    raise
                continue  # what is held is told to the owner of the channel alone
            yield from gathered.pages(state, known, found, heads)
            if self._http.budget().is_low():
                return

    def _news(self, state: str, known: Known, heads: dict[str, str]) -> Iterator[Gathered]:
        asked = {
            "part": "snippet,replies",
            "allThreadsRelatedToChannelId": self._us,
            "order": "time",
            "moderationStatus": state,
        }
        pages = PAGES if known.seen else FIRST_PAGES
        for page in self._listed("commentThreads", asked, pages):
            for thread in page:
                id_, shown = id_text(thread.get("id")), object_in(thread, "snippet")
                video = text_in(shown, "videoId")
                number = number_in(shown, "totalReplyCount")
                heads[id_] = str(number)
                came = objects(object_in(thread, "replies").get("comments"))
                if number > len(came) and known.heads.get(id_) != str(number):
                    came = [one for part in self._answers(id_) for one in part]
                came.sort(key=_published)
                yield from (_gathered(one, video, state) for one in reversed(came))
                yield _gathered(object_in(shown, "topLevelComment"), video, state)

    def _answers(self, top: str) -> Iterator[list[Json]]:
        return self._listed("comments", {"part": "snippet", "parentId": top}, MOST)

    def thread(self, target: Target) -> Page:
        """Read a comment on top with all its answers, as they are now."""
        top = _top_of(target.native_id)
        asked = {"part": "snippet", "id": top, "textFormat": "plainText"}
        threads = _items(self._get("commentThreads", asked))
        if not threads:
            return Page("thread", (), "", gone=(target.remote_id,))
        shown = object_in(threads[0], "snippet")
        video, first = text_in(shown, "videoId"), object_in(shown, "topLevelComment")
        answers = [one for page in self._answers(top) for one in page]
        answers.sort(key=_published)
        raws = tuple(_gathered(one, video, "").raw for one in (first, *answers))
        there = target.native_id in {raw.native_id for raw in raws}
        return Page("thread", raws, "", gone=() if there else (target.remote_id,))

    def parse(self, raw: RawItem) -> Sequence[Item]:
        """Understand a comment. Raises `Unreadable`."""
        if raw.kind != "comment":
            raise Unreadable("an unknown kind of entry")
        known = unpack(raw.payload)
        found = object_in(known, "comment")
        shown = object_in(found, "snippet")
        id_, at = id_text(found.get("id")), moment(shown.get("publishedAt"))
        if not id_ or at is None:
            raise Unreadable("a comment without number or date")
        video = text_in(shown, "videoId") or text_in(known, "video")
        updated = moment(shown.get("updatedAt"))
        state = text_in(shown, "moderationStatus") or text_in(known, "state")
        top = _top_of(id_)
        page = f"https://www.youtube.com/watch?v={video}&lc={id_}" if video else ""
        return (
            Item(
                remote_id=_key(id_),
                native_id=id_,
                kind=Kind.COMMENT,
                writer=self._writer(shown, id_),
                at=at,
                text=_text_of(shown),
                parent_id=_key(top) if top != id_ else "",
                thread_id=_key(top),
                url=page,
                edited_at=updated if updated and updated > at else None,
                held=HELD.get(state, Held.NO),
            ),
        )

    def _writer(self, shown: Json, id_: str) -> Writer:
        channel = text_in(as_object(shown.get("authorChannelId")), "value")
        name = text_in(shown, "authorDisplayName")
        handle = name if name.startswith("@") else ""
        key = _person(channel) if channel else f"{_key(id_)}/somebody"
        url = f"https://www.youtube.com/channel/{channel}" if channel else ""
        return Writer(key, name, handle, url, is_us=bool(channel) and channel == self._us)

    # Answering

    def reply(self, target: Target, content: Content, *, once_key: str) -> Sent:
        """Answer below the comment on top."""
        _fits(content)
        top = _top_of(target.native_id)
        body = {"snippet": {"parentId": top, "textOriginal": content.text}}
        answer = self._post("comments", {"part": "snippet"}, body)
        if not id_text(answer.get("id")):
            raise Ambiguous("no id in the answer")
        return _sent(answer)

    def find_sent(
        self, target: Target, content: Content, *, once_key: str, since: datetime
    ) -> Sent | None:
        """Look among the answers below the comment on top, and among what is held."""
        wanted = Sought.saying(content.text, since)
        top = _top_of(target.native_id)
        for page in self._answers(top):
            for one in page:
                if self._is_it(one, wanted):
                    return _sent(one)
        for state in STATES[1:]:
            asked = {"part": "replies", "id": top, "moderationStatus": state}
            with suppress(Refused):
                for thread in _items(self._get("commentThreads", asked)):
                    for one in objects(object_in(thread, "replies").get("comments")):
                        if self._is_it(one, wanted):
                            return _sent(one)
        return None

    def _is_it(self, found: Json, wanted: Sought) -> bool:
        shown = object_in(found, "snippet")
        ours = text_in(as_object(shown.get("authorChannelId")), "value") == self._us
        said = escape(_text_of(shown), quote=False)
        return (
            ours
            and not wanted.is_older(moment(shown.get("publishedAt")))
            and wanted.is_said_by(said)
        )

    # Keeping order

    def moderate(self, target: Target, act: ModerationAct) -> None:
        """Publish a comment, hold it back or reject it; or reject it and bar its author from the channel."""
        if act not in self.capabilities.moderation:
            raise Refused(f"{act} is not offered here", code="unsupported")
        state = ACTS.get(act, "rejected")
        asked = {"id": target.native_id, "moderationStatus": state}
        if act is ModerationAct.BLOCK:
            asked["banAuthor"] = "true"
        self._post("comments/setModerationStatus", asked, None, safe=True)

    # The way to the network

    def _get(self, path: str, asked: Mapping[str, str]) -> Json:
        self._count(READS)
        url = f"{self._server}/youtube/v3/{path}"
        return google.judged(self._http.get(url, asked, accept=SAID_NO))

    def _listed(self, path: str, asked: Mapping[str, str], most: int) -> Iterator[list[Json]]:
        query = {**asked, "maxResults": str(PAGE), "textFormat": "plainText"}
        for _ in range(most):
            answer = self._get(path, query)
            yield _items(answer)
            after = text_in(answer, "nextPageToken")
            if not after or after == query.get("pageToken"):
                return
            query["pageToken"] = after

    def _post(
        self, path: str, asked: Mapping[str, str], body: object, *, safe: bool = False
    ) -> Json:
        from urllib.parse import urlencode  # noqa: PLC0415 - writing is seldom

        self._count(WRITES)
        url = f"{self._server}/youtube/v3/{path}?{urlencode(asked)}"
        answer = self._http.post(url, json=body, accept=SAID_NO, safe=safe)
        return google.judged(answer, safe=safe)

    def _count(self, units: int) -> None:
        """Count what a request costs: Google tells nobody what is left of the day."""
        now, known = self._plain.now(), self._http.budget()
        fresh = known.reset_at is None or known.reset_at <= now
        left = UNITS if fresh or known.remaining is None else known.remaining
        self._http.note_budget(Budget(UNITS, max(0, left - units), google.next_day(now)))


# What is kept of an answer


def _key(id_: str) -> str:
    return f"youtube:{id_}"


def _person(channel: str) -> str:
    return f"youtube:{channel}"


def _top_of(id_: str) -> str:
    """Return the comment on top: the id of an answer begins with it."""
    return id_.partition(".")[0]


def _items(answer: Json) -> list[Json]:
    found = answer.get("items")
    if not isinstance(found, list):
        raise ServerTrouble("no list in the answer")
    return [as_object(one) for one in found]


def _published(comment: Json) -> str:
    return text_in(object_in(comment, "snippet"), "publishedAt")


def _text_of(shown: Json) -> str:
    return text_in(shown, "textOriginal") or text_in(shown, "textDisplay")


def _gathered(comment: Json, video: str, state: str) -> Gathered:
    """Return a comment without what changes all the time: how many like it, which picture its author has."""
    shown = object_in(comment, "snippet")
    unstable = ("likeCount", "viewerRating", "authorProfileImageUrl", "canRate", "imageUrl")
    kept = {name: value for name, value in shown.items() if name not in unstable}
    own = {"id": comment.get("id"), "snippet": kept}
    known: Json = {"comment": own, "video": video}
    if state not in ("", "published"):
        known["state"] = state
    raw = RawItem("comment", id_text(comment.get("id")), pack(known))
    return Gathered(raw, moment(shown.get("publishedAt")))


def _sent(comment: Json) -> Sent:
    raw = _gathered(comment, "", "").raw
    return Sent(_key(raw.native_id), raw.native_id, "", raw)


def _fits(content: Content) -> None:
    rule = CAPABILITIES.length
    over = measure(content.text, rule) - (rule.limit or 0)
    if over > 0:
        raise TooLong(f"{over} over {rule.limit}", over=over)
