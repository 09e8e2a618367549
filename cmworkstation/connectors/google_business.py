"""Reviews of a business at Google, through an approved Google project of the person's own.

Rules that are not obvious:

- A review has one answer of the owner, which is put in its place: putting it again changes nothing, and an answer in
  other words would be replaced. So what stands there is read first.
- Reviews come by the time of their last change; nothing says "since", and they are read down to what is known.
- Stars without words are a review as well. "(Translated by Google)" belongs to the text as Google gives it.
- Only verified businesses are served, and only to projects that Google has approved.

Source: Business Profile APIs (reviews in v4), as documented. Nobody has confirmed this connector with Google itself.
"""

import json
from collections.abc import Generator, Iterator, Mapping, Sequence
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
from cmworkstation.domain.errors import (
    Ambiguous,
    Gone,
    RateLimited,
    Refused,
    ServerTrouble,
    TooLong,
    Unreadable,
)
from cmworkstation.domain.message import Item, Kind, Writer
from cmworkstation.sdk import gathered, google
from cmworkstation.sdk.answer import SAID_NO
from cmworkstation.sdk.connector import (
    HISTORY,
    Authorisation,
    Content,
    Credentials,
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
    bookmark,
    moment,
    object_in,
    objects,
    pack,
    text_in,
    unpack,
)
from cmworkstation.sdk.sought import Sought
from cmworkstation.sdk.wellknown import secure_origin

API = "https://mybusiness.googleapis.com"
ACCOUNTS = "https://mybusinessaccountmanagement.googleapis.com/v1/accounts"
PLACES = "https://mybusinessbusinessinformation.googleapis.com/v1"
SCOPE = "https://www.googleapis.com/auth/business.manage"
PAGE, FIRST_PAGES, PAGES = 50, 20, 4
STARS = {"ONE": 1, "TWO": 2, "THREE": 3, "FOUR": 4, "FIVE": 5}
ANY = "my business"
REPLY = "/reply"  # behind the name of a review: its answer
BREATH_S = 60
CAPABILITIES = Capabilities(
    visibilities=(Visibility.PUBLIC,),
    length=LengthRule(Unit.UTF8, 4096),
    idempotency=Idempotency.CHOSEN_ID,
    own_list_complete=True,
)


class GoogleBusinessConnector(GoogleSignIn):
    """One verified business."""

    official, scope = API, SCOPE
    manifest: ClassVar[Manifest] = Manifest(
        "google_business",
        "Google Business",
        SignIn.BROWSER,
        CAPABILITIES,
        poll_s=1800,
        address_example=ANY,
        media_axes={"time": "day", "granularity": "town", "modality": "1-stranger"},
        own_client=OwnClient((SCOPE,)),
        experimental=True,
    )

    def __init__(self, settings: Mapping[str, str], secret: Mapping[str, str], http: Http) -> None:
        """Take settings as `find`, `finish` and `check` made them, and the secret of `finish`."""
        self._settings = settings
        self._secret = secret
        self._place = settings.get("place", "")  # "accounts/1/locations/2"
        self._server = settings.get("server", API)
        self._plain = http
        self._http = _with_token(http, self._server, secret)
        self.capabilities = CAPABILITIES

    # Adding an account

    @classmethod
    def find(cls, http: Http, address: str) -> Found:
        """Take the name of a business; the host of the interface may stand behind it, after "@"."""
        name, _, host = address.strip().partition(" @")
        server = secure_origin(host) if host.strip() else API
        wanted = "" if name.strip().casefold() == ANY else name.strip()
        settings = {"server": server, "business": wanted, "address": address.strip()}
        return Found(server, wanted or "Google", "Business Profile API v4", settings)

    @classmethod
    def finish(
        cls,
        http: Http,
        found: Found,
        authorisation: Authorisation | None,
        answer: Mapping[str, str],
    ) -> Credentials:
        """Exchange the code, and look for the business. Raises `Refused` with the names of those that there are."""
        secret = super().finish(http, found, authorisation, answer).secret
        wanted = found.settings.get("business", "").casefold()
        names: list[str] = []
        for place, title in _places(http, found.server, secret):
            if not wanted or wanted in (title.casefold(), place):
                return Credentials(secret, {"place": place, "name": title})
            names.append(title)
        raise Refused("no such business", code="no-location", words=", ".join(names[:20]))

    def check(self) -> Identity:
        """Ask whether the reviews may be read."""
        name = self._settings.get("name", "") or self._settings.get("business", "")
        self._reviews({"pageSize": "1"})
        settings = {**self._settings, "writer_key": _key(self._place)}
        return Identity(name, name, CAPABILITIES, "", settings)

    # Reading

    def fetch(self, cursors: Mapping[str, str]) -> Iterator[Page]:
        """Yield new and changed reviews with the answers that they have."""
        known = Known.at(cursors.get("reviews", ""))
        yield from gathered.pages("reviews", known, list(self._news(known)), {})

    def _news(self, known: Known) -> Iterator[Gathered]:
        asked = {"pageSize": str(PAGE), "orderBy": "updateTime desc"}
        for _ in range(PAGES if known.seen else FIRST_PAGES):
            answer = self._reviews(asked)
            found = [one for review in _listed(answer) for one in _gathered(review)]
            yield from found
            after = text_in(answer, "nextPageToken")
            if not after or after == asked.get("pageToken"):
                return
            if found and not any(known.is_fresh(one.raw) for one in found):
                return
            asked["pageToken"] = after

    def history(
        self, *, since: datetime | None, until: datetime, cursor: str
    ) -> Generator[Page, None, datetime | None]:
        """Yield the reviews of a stretch of time; what was written in it was not changed before it."""
        known = bookmark(cursor)
        page, oldest = text_in(known, "page"), moment(known.get("oldest"))
        while text_in(known, "end") == "":
            asked = {"pageSize": str(PAGE), "orderBy": "updateTime desc"}
            answer = self._reviews({**asked, "pageToken": page} if page else asked)
            reviews = _listed(answer)
            changed = [at for one in reviews if (at := moment(one.get("updateTime")))]
            found = [one for review in reversed(reviews) for one in reversed(_gathered(review))]
            oldest = min([at for at in (oldest, *(one.at for one in found)) if at], default=None)
            wanted = [
                one.raw
                for one in found
                if one.at is None or (one.at <= until and (since is None or one.at >= since))
            ]
            after = text_in(answer, "nextPageToken")
            reached = bool(since and changed and min(changed) < since)
            known = {
                "page": after,
                "oldest": oldest.isoformat() if oldest else "",
                "end": "reached" if reached else "" if after and after != page else "over",
            }
            page = after
            yield Page(HISTORY, tuple(wanted), json.dumps(known))
        return None if text_in(known, "end") == "reached" else oldest or until

    def thread(self, target: Target) -> Page:
        """Read a review with its answer, as they are now."""
        try:
            review = self._review(target)
        except Gone:
            return Page("thread", (), "", gone=(target.remote_id,))
        raws = tuple(one.raw for one in reversed(_gathered(review)))
        there = target.native_id in {raw.native_id for raw in raws}
        return Page("thread", raws, "", gone=() if there else (target.remote_id,))

    def parse(self, raw: RawItem) -> Sequence[Item]:
        """Understand a review, or the answer to one. Raises `Unreadable`."""
        known = unpack(raw.payload)
        if raw.kind == "review":
            return (self._review_item(object_in(known, "review")),)
        if raw.kind == "answer":
            return (self._answer_item(object_in(known, "answer"), text_in(known, "review")),)
        raise Unreadable("an unknown kind of entry")

    def _review_item(self, found: Json) -> Item:
        name, at = text_in(found, "name"), moment(found.get("createTime"))
        if not name or at is None:
            raise Unreadable("a review without name or date")
        person = object_in(found, "reviewer")
        stars = STARS.get(text_in(found, "starRating"), 0)
        shown = text_in(person, "displayName")
        return Item(
            remote_id=_key(name),
            native_id=name,
            kind=Kind.REVIEW,
            writer=Writer(
                f"{_key(name)}/somebody", shown, ""
            ),  # Google names people, not their accounts
            at=at,
            title="★" * stars + "☆" * (5 - stars) if stars else "",
            text=text_in(found, "comment"),
            thread_id=_key(name),
        )

    def _answer_item(self, found: Json, review: str) -> Item:
        at = moment(found.get("updateTime"))
        if not review or at is None:
            raise Unreadable("a review without name or date")
        name = self._settings.get("name", "")
        return Item(
            remote_id=_key(f"{review}{REPLY}"),
            native_id=f"{review}{REPLY}",
            kind=Kind.REPLY,
            writer=Writer(_key(self._place), name, "", is_us=True),
            at=at,
            text=text_in(found, "comment"),
            parent_id=_key(review),
            thread_id=_key(review),
        )

    # Answering

    def reply(self, target: Target, content: Content, *, once_key: str) -> Sent:
        """Put the answer in its place. Raises `Refused` ("answered-already") where another stands there."""
        _fits(content)
        if target.native_id.endswith(REPLY):
            raise Refused("an answer of our own", code="unsupported")
        try:
            present = text_in(object_in(self._review(target), "reviewReply"), "comment")
        except ServerTrouble as error:  # nothing was sent
            raise RateLimited(error.detail, retry_after=BREATH_S) from None
        if present and not Sought.saying(content.text, None).is_said_by(
            escape(present, quote=False)
        ):
            raise Refused("another answer stands there", code="answered-already")
        url = f"{self._server}/v4/{target.native_id}{REPLY}"
        answer = self._http.put(url, json={"comment": content.text}, accept=SAID_NO)
        put = google.judged(answer, safe=False)
        if not text_in(put, "comment"):
            raise Ambiguous("no answer in the answer")
        return _sent(put, target.native_id)

    def find_sent(
        self, target: Target, content: Content, *, once_key: str, since: datetime
    ) -> Sent | None:
        """Read the review: its answer is ours, or another's."""
        with suppress(Gone):
            put = object_in(self._review(target), "reviewReply")
            said = escape(text_in(put, "comment"), quote=False)
            wanted = Sought.saying(content.text, since)
            if (
                put
                and not wanted.is_older(moment(put.get("updateTime")))
                and wanted.is_said_by(said)
            ):
                return _sent(put, target.native_id)
        return None

    def moderate(self, target: Target, act: ModerationAct) -> None:
        """Refuse: reviews are only reported on Google's own pages."""
        raise Refused(f"{act} is not offered here", code="unsupported")

    # The way to the network

    def _reviews(self, asked: Mapping[str, str]) -> Json:
        url = f"{self._server}/v4/{self._place}/reviews"
        answer = google.judged(self._http.get(url, asked, accept=SAID_NO))
        if not isinstance(answer.get("reviews", []), list) or not set(answer) <= KNOWN:
            raise ServerTrouble("no list in the answer")
        return answer

    def _review(self, target: Target) -> Json:
        name = target.native_id.removesuffix(REPLY)
        url = f"{self._server}/v4/{name}"
        found = google.judged(self._http.get(url, accept=SAID_NO))
        if not text_in(found, "name"):
            raise ServerTrouble("no review in the answer")
        return found


# An empty list comes without its name: what else stands there tells it from an answer of another shape.
KNOWN = {"reviews", "averageRating", "totalReviewCount", "nextPageToken"}


def _with_token(http: Http, origin: str, secret: Mapping[str, str]) -> Http:
    return http.with_credentials(bearer=secret.get("access_token", ""), origin=origin)


def _places(http: Http, server: str, secret: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Yield all businesses that this access is good for: name and title."""
    accounts = _all(http, server, secret, ACCOUNTS, "accounts", {})
    for account in accounts:
        name = text_in(account, "name")
        url = f"{PLACES}/{name}/locations"
        for place in _all(http, server, secret, url, "locations", {"readMask": "name,title"}):
            yield f"{name}/{text_in(place, 'name')}", text_in(place, "title")


def _all(
    http: Http,
    server: str,
    secret: Mapping[str, str],
    official: str,
    key: str,
    asked: Mapping[str, str],
) -> Iterator[Json]:
    url = google.at(server, API, official)
    there = _with_token(http, url, secret)
    query = dict(asked)
    try:
        for _ in range(PAGES):
            answer = google.judged(there.get(url, query, accept=SAID_NO))
            yield from objects(answer.get(key))
            if not (after := text_in(answer, "nextPageToken")):
                return
            query["pageToken"] = after
    finally:
        there.close()


# What is kept of an answer


def _key(name: str) -> str:
    return f"google-business:{name}"


def _listed(answer: Json) -> list[Json]:
    return [as_object(one) for one in answer.get("reviews", [])]


def _gathered(review: Json) -> list[Gathered]:
    """Return a review and the answer that it has, the newest first; without the picture of its author."""
    person = object_in(review, "reviewer")
    # An answer moves the time of a review, and is no change of it: only its author's edits are.
    apart = ("reviewReply", "reviewer", "updateTime")
    own = {name: value for name, value in review.items() if name not in apart}
    own["reviewer"] = {name: value for name, value in person.items() if name != "profilePhotoUrl"}
    name, at = text_in(review, "name"), moment(review.get("createTime"))
    found = [Gathered(RawItem("review", name, pack({"review": own})), at)]
    if put := object_in(review, "reviewReply"):
        found.insert(0, Gathered(_answer_raw(put, name), moment(put.get("updateTime"))))
    return found


def _answer_raw(put: Json, review: str) -> RawItem:
    kept = {name: put[name] for name in ("comment", "updateTime") if name in put}
    return RawItem("answer", f"{review}{REPLY}", pack({"answer": kept, "review": review}))


def _sent(put: Json, review: str) -> Sent:
    raw = _answer_raw(put, review)
    return Sent(_key(raw.native_id), raw.native_id, "", raw)


def _fits(content: Content) -> None:
    rule = CAPABILITIES.length
    over = measure(content.text, rule) - (rule.limit or 0)
    if over > 0:
        raise TooLong(f"{over} over {rule.limit}", over=over)
