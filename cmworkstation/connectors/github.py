"""GitHub: issues, pull requests and discussions of a repository or of all of an owner's, on github.com or elsewhere.

Rules that are not obvious:

- A thread is named by the number of its repository and its own, comments by their own: repositories are renamed,
  and issues move to another one. Where a thread stands now is asked right before it is answered.
- Lists are asked for what was updated since, a minute back: an answer of one question is kept by its ETag, so that
  nothing new costs nothing. What was written before that moment and only changed since is context, not news.
- Comments stand one below the other: an answer belongs to the thread, and remembers here what it answers. Remarks on
  lines of a change, and discussions, have answers one level deep: to answer an answer is to answer what is above it.
- Whether something is minimised is told by GraphQL alone, and asked for each page of comments.
- A repeated comment is not recognised by the server: it is looked for among those of the thread, which the server
  lists at once.
- "notifications" in place of a repository reads what is written to us in threads of any.

There is no way to upload a file. What a fine-grained token may do, it does not say: what it may not is refused.
"""

import json
import re
from collections.abc import Generator, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import ClassVar, Final

from cmworkstation.domain.account import (
    Capabilities,
    Folder,
    Idempotency,
    LengthRule,
    ModerationAct,
    Unit,
    Visibility,
)
from cmworkstation.domain.errors import (
    Ambiguous,
    Gone,
    NotSignedIn,
    NotThisPlatform,
    RateLimited,
    Refused,
    ServerTrouble,
    TooLong,
    Unreadable,
)
from cmworkstation.domain.message import Attachment, Held, Item, Kind, Writer
from cmworkstation.sdk import device, forge, html
from cmworkstation.sdk.answer import SAID_NO
from cmworkstation.sdk.connector import (
    HISTORY,
    Authorisation,
    Content,
    Credentials,
    Found,
    Identity,
    Manifest,
    Page,
    RawItem,
    Sent,
    SignIn,
    Target,
)
from cmworkstation.sdk.forge import NOT_MODIFIED, NOTIFICATIONS, Forge, stamp
from cmworkstation.sdk.http import Http
from cmworkstation.sdk.hubtalks import (
    ABOUT,
    ANSWER,
    DELETE_ISSUE,
    DISCUSSION,
    DISCUSSIONS,
    MINIMISE,
    MINIMISED,
    RESTORE,
    Place,
    as_rest,
    said_in,
)
from cmworkstation.sdk.measure import measure
from cmworkstation.sdk.shapes import (
    Json,
    as_object,
    bookmark,
    id_text,
    list_from,
    moment,
    number_in,
    object_in,
    object_or_none,
    objects,
    pack,
    text_in,
    unpack,
)

CLIENT_ID = ""  # of an application registered for this program; until there is one, a person gives their own
SCOPES = "public_repo notifications read:org"
FIRST = timedelta(days=14)  # how far back the first reading goes
OVERLAP = timedelta(minutes=1)
MOST_PAGES, THREAD_PAGES, ALL_PAGES = 20, 10, 10_000
MOST_REPOSITORIES = 60
MOST_TOLD = 30  # threads of notifications that are read in one go
PAUSE_S = 60.0  # before a reply is tried again whose place could not be looked at
MEMORY = timedelta(seconds=10)
LONGEST = 65_536
EARLIEST = datetime(2008, 1, 1, tzinfo=UTC)
NUMBER = re.compile(r"/(?:issues|pull|pulls|discussions)/(\d+)")
PICTURE = re.compile(r"<img\b[^<>]{0,4000}>", re.IGNORECASE)
ATTRIBUTE = re.compile(r"\b(src|alt)\s{0,9}=\s{0,9}\"([^\"]{0,2000})\"", re.IGNORECASE)
WORKS: Final = ("repo", "public_repo")  # scopes with which one may answer
OF_WRITERS = (
    ModerationAct.HIDE,
    ModerationAct.SPAM,
    ModerationAct.RESTORE,
    ModerationAct.DELETE,
    ModerationAct.LOCK,
    ModerationAct.UNLOCK,
)
OF_OWNERS = (ModerationAct.BLOCK, ModerationAct.UNBLOCK)
CAPABILITIES = Capabilities(
    visibilities=(Visibility.PUBLIC,),
    length=LengthRule(Unit.CODE_POINTS, LONGEST),
    idempotency=Idempotency.RECONCILE,
    own_list_complete=True,
    moderation=(*OF_WRITERS, *OF_OWNERS),
)


class GithubConnector:
    """One person's view of a repository, of an owner's repositories, or of what is written to them anywhere."""

    manifest: ClassVar[Manifest] = Manifest(
        "github",
        "GitHub",
        SignIn.DEVICE,
        CAPABILITIES,
        poll_s=70,  # the server wants a minute between two questions, and ours come up to a tenth early
        address_example="owner/repository",
        media_axes={"time": "day", "granularity": "world", "modality": "many-many"},
    )

    def __init__(self, settings: Mapping[str, str], secret: Mapping[str, str], http: Http) -> None:
        """Take settings as `find`, `finish` and `check` made them, and the token."""
        self._settings = settings
        self._secret = secret
        self._place = settings.get("place", "")
        self._us = settings.get("user_id", "")
        self._login = settings.get("user", "")
        self._forge = Forge(
            http, forge.home_of(settings.get("server", forge.WEB)), secret.get("token", "")
        )
        self._host = self._forge.home.host
        self._plain = http
        self._missing: tuple[str, datetime, frozenset[str]] = ("", EARLIEST, frozenset())
        self.capabilities = capabilities(settings)

    # Adding an account

    @classmethod
    def find(cls, http: Http, address: str) -> Found:
        """Look for an installation; a repository may be private, and is asked for once somebody is signed in."""
        home, place = forge.place_in(address)
        if home.web != forge.WEB:
            said = http.get(f"{home.api}/meta", accept=SAID_NO)
            if object_or_none(said) is None and said.status not in (401, 403):
                raise NotThisPlatform(home.host)
        settings = {"server": home.web, "place": place.lower(), "address": address.strip()}
        software = "GitHub" if home.web == forge.WEB else "GitHub Enterprise"
        return Found(home.web, place, software, {**settings, "client_id": CLIENT_ID})

    @classmethod
    def begin(cls, http: Http, found: Found, redirect_uri: str) -> Authorisation:
        """Ask for a code that the person types on a page of the installation."""
        del redirect_uri
        client_id = found.settings.get("client_id", "").strip()
        if not client_id:
            raise Refused("no client id", code="client-missing")
        try:
            return device.begun(http, f"{found.server}/login/device/code", client_id, SCOPES)
        except Refused as error:
            code = {"Not Found": "client-unknown", "404": "client-unknown"}.get(
                error.code, error.code
            )
            raise Refused(error.detail, code=code, words=error.words) from None

    @classmethod
    def finish(
        cls,
        http: Http,
        found: Found,
        authorisation: Authorisation | None,
        answer: Mapping[str, str],
    ) -> Credentials:
        """Take a "token" that the person made, or ask once whether the code was typed."""
        settings = {name: found.settings.get(name, "") for name in ("server", "place", "client_id")}
        if token := "".join(answer.get("token", "").split()):
            return Credentials({"token": token}, settings)
        if authorisation is None:
            raise NotSignedIn("no token")
        endpoint = f"{found.server}/login/oauth/access_token"
        given = device.token(http, endpoint, authorisation)
        return Credentials(device.secret_of(given, http.now()), settings)

    def check(self) -> Identity:
        """Ask who we are, and what we may do at this place. Raises `NotSignedIn`, `Refused`, `Temporary`."""
        answer = self._forge.get("user")
        me = as_object(object_or_none(answer))
        login, number = text_in(me, "login"), id_text(me.get("id"))
        if not (login and number):
            raise ServerTrouble("a token of nobody")
        scopes = forge.token_scopes(answer)
        rights, name = self._rights(login)
        limited = scopes is not None and not scopes & set(WORKS)
        settings = {
            **self._settings,
            "user": login,
            "user_id": number,
            "rights": "read" if limited else rights,
            "scopes": "fine-grained" if scopes is None else " ".join(sorted(scopes)),
            "token_ends": forge.token_end(answer),
        }
        return Identity(f"{login}@{self._place}", name, capabilities(settings), settings=settings)

    def _rights(self, login: str) -> tuple[str, str]:
        """Return what we may do here ("own", "write", "talk"), and what the place is called."""
        try:
            if self._place == NOTIFICATIONS:
                self._forge.get(NOTIFICATIONS, {"per_page": 1})
                return "talk", login
            if "/" not in self._place:
                return self._owners_rights(login)
            found = self._forge.one(f"repos/{self._place}")
        except Gone as error:
            raise Refused("404", code="repository-missing", words=error.words) from None
        may = object_in(found, "permissions")
        writes = any(may.get(one) is True for one in ("push", "maintain", "admin", "triage"))
        rights = "own" if may.get("admin") is True else "write" if writes else "talk"
        return rights, text_in(found, "full_name") or self._place

    def _owners_rights(self, login: str) -> tuple[str, str]:
        owner = self._forge.one(f"users/{self._place}")
        self._settings = {**self._settings, "owner": text_in(owner, "type"), "user": login}
        self._login = login
        all_of_them = objects(list_from(self._forge.get(*self._listing())))
        writes = any(object_in(one, "permissions").get("push") is True for one in all_of_them)
        name = text_in(owner, "name") or text_in(owner, "login") or self._place
        return ("write" if writes else "talk"), name

    def _listing(self) -> tuple[str, dict[str, object]]:
        """Return where the repositories of an owner are listed, private ones among them where we may see those."""
        asked: dict[str, object] = {"sort": "pushed", "per_page": forge.PER_PAGE}
        if self._settings.get("owner") == "Organization":
            return f"orgs/{self._place}/repos", asked
        if self._place == self._login.lower():
            return "user/repos", {**asked, "affiliation": "owner"}
        return f"users/{self._place}/repos", asked

    # Reading

    def fetch(self, cursors: Mapping[str, str]) -> Iterator[Page]:
        """Yield new and changed issues, comments, remarks on changes and discussions, repository by repository."""
        if self._place == NOTIFICATIONS:
            yield from self._told(cursors.get(NOTIFICATIONS, ""))
            return
        repositories, marks = self._repositories(bookmark(cursors.get("repositories", "")))
        place = json.dumps(marks, sort_keys=True)
        if place != cursors.get("repositories", ""):
            yield Page("repositories", (), place)
        closed: list[Refused] = []
        for repository in repositories:
            try:
                yield from self._repository(repository, cursors)
            except Gone as error:  # taken away, or its issues were switched off; the others are read all the same
                closed.append(error)
            if self._forge.http.budget().is_low():
                return  # what is left is read at the next run; replies keep their share
        if closed and len(closed) == len(repositories):
            raise closed[0]

    def _repositories(self, known: Json) -> tuple[list[Json], Json]:
        """Return the repositories of this place, and the cursor that remembers them."""
        one = "/" in self._place
        path, asked = (f"repos/{self._place}", {}) if one else self._listing()
        remembered = objects(known.get("known"))
        same = known.get("chosen") == sorted(self._chosen())
        mark = text_in(known, "etag") if remembered and same else ""
        answer = self._forge.get(path, asked, marks={"If-None-Match": mark})
        if answer.status == NOT_MODIFIED:
            return remembered, known
        entries = [as_object(object_or_none(answer))] if one else objects(list_from(answer))
        chosen = self._chosen()
        found = [
            {
                "id": number_in(entry, "id"),
                "name": text_in(entry, "full_name"),
                "talks": entry.get("has_discussions") is True,
            }
            for entry in entries
            if (name := text_in(entry, "full_name")) and (one or _is_read(entry, name, chosen))
        ][:MOST_REPOSITORIES]
        if one and not found:
            raise ServerTrouble("no repository in the answer")
        return found, {
            "etag": answer.headers.get("etag", ""),
            "known": found,
            "chosen": sorted(chosen),
        }

    def _chosen(self) -> frozenset[str]:
        """Return the repositories that a person chose, none for all."""
        return frozenset(self._settings.get("folders", "").split("\n")) - {""}

    @classmethod
    def has_several(cls, settings: Mapping[str, str]) -> bool:
        """Tell whether an account reads all repositories of an owner."""
        place = settings.get("place", "")
        return bool(place) and "/" not in place and place != NOTIFICATIONS

    def folders(self) -> tuple[Folder, ...]:
        """Return the repositories of an owner, those first that were pushed to last."""
        path, asked = self._listing()
        found, _ = self._forge.listed(path, most=3, **{"sort": "pushed", **asked})
        chosen, names = self._chosen(), [(one, text_in(one, "full_name")) for one in found]
        return tuple(
            Folder(name, name.partition("/")[2], chosen=_is_read(one, name, chosen))
            for one, name in names
            if name
        )

    def _repository(self, repository: Json, cursors: Mapping[str, str]) -> Iterator[Page]:
        name = text_in(repository, "name")
        for kind, path in (
            ("issues", "issues"),
            ("comments", "issues/comments"),
            ("remarks", "pulls/comments"),
        ):
            stream = f"{kind}:{name}"
            known = bookmark(cursors.get(stream, ""))
            since = self._since(known)
            params = {"state": "all"} if kind == "issues" else {}
            mark = text_in(known, "etag")
            for page in self._forge.walk(
                f"repos/{name}/{path}", params, since - OVERLAP, most=MOST_PAGES, mark=mark
            ):
                raws = self._raws(kind, repository, page.entries, since - OVERLAP)
                after = max(page.newest, since)
                kept = page.etag if after == since else ""
                yield Page(
                    stream, tuple(raws), json.dumps({"since": after.isoformat(), "etag": kept})
                )
        if repository.get("talks") is True:
            stream = f"discussions:{name}"
            yield from self._discussions(repository, stream, bookmark(cursors.get(stream, "")))

    def _since(self, known: Json) -> datetime:
        """Return since when something is read; the same all day long where nothing is known, for the ETag's sake."""
        day = self._forge.http.now().replace(hour=0, minute=0, second=0, microsecond=0)
        return moment(known.get("since")) or day - FIRST

    def _raws(
        self, kind: str, repository: Json, entries: Sequence[Json], since: datetime
    ) -> list[RawItem]:
        """Return entries of a list as raw items, those with words of a review in their place."""
        name = text_in(repository, "name")
        raws = []
        hidden = {} if kind == "issues" else self._minimised(entries)
        for entry in entries:
            number = number_in(entry, "number") if kind == "issues" else _number(entry)
            sort = "pull" if "pull_request" in entry or kind == "remarks" else "issue"
            if kind == "comments" and "/pull/" in text_in(entry, "html_url"):
                sort = "pull"
            place = Place(self._host, name, number_in(repository, "id"), sort, number)
            at = moment(entry.get("created_at"))
            old = bool(at and at < since)
            raws.append(
                _raw(kind, place, entry, old=old, hidden=hidden.get(text_in(entry, "node_id"), ""))
            )
            if (
                kind == "issues"
                and sort == "pull"
                and number
                and not self._forge.http.budget().is_low()
            ):
                raws += self._reviews(place, since)
        return raws

    def _reviews(self, place: Place, since: datetime | None) -> list[RawItem]:
        """Return the words that go with reviews of a change."""
        try:
            found, _ = self._forge.listed(f"{place.path}/reviews", most=2)
        except Gone:
            return []
        return [
            _raw("review", place, entry)
            for entry in found
            if text_in(entry, "body").strip()
            and ((at := moment(entry.get("submitted_at"))) is None or since is None or at >= since)
        ]

    def _minimised(self, entries: Sequence[Json]) -> dict[str, str]:
        """Return node id → why it is minimised. Where that cannot be told, nothing is."""
        ids = [one for one in (text_in(entry, "node_id") for entry in entries) if one]
        hidden: dict[str, str] = {}
        for start in range(0, len(ids), forge.PER_PAGE):
            part = ids[start : start + forge.PER_PAGE]
            with suppress(Refused, ServerTrouble, RateLimited):
                for node in objects(
                    self._forge.ask(MINIMISED, {"ids": part}, partly=True).get("nodes")
                ):
                    if node.get("isMinimized") is True:
                        hidden[text_in(node, "id")] = text_in(node, "minimizedReason") or "hidden"
        return hidden

    def _discussions(self, repository: Json, stream: str, known: Json) -> Iterator[Page]:
        """Yield discussions with what was said in them since, the latest change last."""
        since = self._since(known)
        owner, _, name = text_in(repository, "name").partition("/")
        found: list[Json] = []
        after: str | None = None
        for _ in range(MOST_PAGES):
            asked = {"owner": owner, "name": name, "after": after, "field": "UPDATED_AT"}
            listed = _discussions_in(self._forge.ask(DISCUSSIONS, asked))
            nodes = objects(listed.get("nodes"))
            found += [
                one for one in nodes if (moment(one.get("updatedAt")) or since) >= since - OVERLAP
            ]
            info = object_in(listed, "pageInfo")
            after = text_in(info, "endCursor")
            if len(found) < len(nodes) or info.get("hasNextPage") is not True or not after:
                break
            if (moment(nodes[-1].get("updatedAt")) or since) < since - OVERLAP:
                break
        newest = max([since, *filter(None, (moment(one.get("updatedAt")) for one in found))])
        if not found:
            return
        raws: list[RawItem] = []
        for node in reversed(found):
            raws += self._discussion(repository, node, since - OVERLAP)
        yield Page(stream, tuple(raws), json.dumps({"since": newest.isoformat()}))

    def _discussion(self, repository: Json, node: Json, since: datetime | None) -> list[RawItem]:
        """Return a discussion and what was said or changed in it since a moment."""
        number = number_in(node, "number")
        place = Place(
            self._host,
            text_in(repository, "name"),
            number_in(repository, "id"),
            "discussion",
            number,
        )
        first = as_rest(node)
        at = moment(first.get("created_at"))
        raws = [_raw("discussion", place, first, old=bool(since and at and at < since))]
        for said in said_in(node):
            changed = [moment(said.get(one)) for one in ("created_at", "edited_at", "updated_at")]
            if since and not any(one and one >= since for one in changed):
                continue
            written = moment(said.get("created_at"))
            old = bool(since and written and written < since)
            reason = text_in(said, "minimized")
            raws.append(_raw("said", place, said, old=old, hidden=reason))
        return raws

    def _told(self, cursor: str) -> Iterator[Page]:
        """Yield what was written in threads that we take part in, or that name us, in whatever repository."""
        known = bookmark(cursor)
        since = self._since(known)
        asked = {
            "participating": "true",
            "all": "true",
            "since": stamp(since - OVERLAP),
            "per_page": 50,
        }
        answer = self._forge.get(
            NOTIFICATIONS, asked, marks={"If-Modified-Since": text_in(known, "modified")}
        )
        if answer.status == NOT_MODIFIED:
            return
        entries = objects(list_from(answer))
        newest = max([since, *filter(None, (moment(one.get("updated_at")) for one in entries))])
        entries.sort(key=lambda one: text_in(one, "updated_at"))
        left = len(entries) > MOST_TOLD
        for entry in entries[:MOST_TOLD]:
            at = moment(entry.get("updated_at")) or newest
            raws: list[RawItem] = []
            with suppress(Gone):
                raws = self._subject(entry, since - OVERLAP)
            yield Page(
                NOTIFICATIONS, tuple(raws), json.dumps({"since": max(since, at).isoformat()})
            )
        marks = {"since": newest.isoformat()}
        if newest == since:  # the same question the next time
            marks["modified"] = answer.headers.get("last-modified", "")
        if not left:
            yield Page(NOTIFICATIONS, (), json.dumps(marks))

    def _subject(self, entry: Json, since: datetime) -> list[RawItem]:
        subject, repository = object_in(entry, "subject"), object_in(entry, "repository")
        number = NUMBER.search(text_in(subject, "url"))
        name = text_in(repository, "full_name")
        if number is None or not name:
            return []  # a release, a run, or a discussion, which a notification does not lead to
        sort = "pull" if text_in(subject, "type") == "PullRequest" else "issue"
        place = Place(self._host, name, number_in(repository, "id"), sort, int(number[1]))
        first = self._forge.one(f"repos/{name}/issues/{place.number}")
        at = moment(first.get("created_at"))
        said, _ = self._forge.listed(
            f"repos/{name}/issues/{place.number}/comments", most=3, since=stamp(since)
        )
        return [
            _raw("issues", place, first, old=bool(at and at < since)),
            *(_raw("comments", place, one) for one in said),
        ]

    def history(
        self, *, since: datetime | None, until: datetime, cursor: str
    ) -> Generator[Page, None, datetime | None]:
        """Yield what was written in a stretch of time, list after list, by what was updated since its beginning."""
        if self._place == NOTIFICATIONS:
            return until  # these lists are kept for months only, and never whole
        known = bookmark(cursor)
        oldest, done = moment(known.get("oldest")), number_in(known, "list")
        at, after = moment(known.get("since")), text_in(known, "after")
        repositories, _ = self._repositories({})
        lists = [
            (one, kind)
            for one in repositories
            for kind in (
                "issues",
                "comments",
                "remarks",
                *(("discussions",) if one["talks"] else ()),
            )
        ]
        for number, (repository, kind) in list(enumerate(lists))[done:]:
            begin = (at or since or EARLIEST, number_in(known, "page") or 1)
            for raws, place in self._older(repository, kind, begin, after):
                times = [one for one in map(_written, raws) if one]
                oldest = min([*filter(None, (oldest,)), *times], default=None)
                wanted = [
                    raw
                    for raw in raws
                    if (one := _written(raw)) is None
                    or (one <= until and (since is None or one >= since))
                ]
                kept = {
                    "oldest": oldest.isoformat() if oldest else "",
                    "list": number + (not place),
                }
                yield Page(HISTORY, tuple(wanted), json.dumps({**kept, **place}))
            at, after, known = None, "", {}
        return None if since else oldest or until

    def _older(
        self, repository: Json, kind: str, begin: tuple[datetime, int], after: str
    ) -> Iterator[tuple[list[RawItem], Json]]:
        """Yield what one list holds since a moment, and the place behind it, nothing at its end."""
        name = text_in(repository, "name")
        if kind == "discussions":
            owner, _, short = name.partition("/")
            while True:
                asked = {
                    "owner": owner,
                    "name": short,
                    "after": after or None,
                    "field": "CREATED_AT",
                }
                listed = _discussions_in(self._forge.ask(DISCUSSIONS, asked))
                raws = [
                    raw
                    for node in reversed(objects(listed.get("nodes")))
                    for raw in self._discussion(repository, node, None)
                ]
                info = object_in(listed, "pageInfo")
                after = text_in(info, "endCursor")
                more = info.get("hasNextPage") is True and bool(after)
                yield raws, {"after": after} if more else {}
                if not more:
                    return
        paths = {"issues": "issues", "comments": "issues/comments", "remarks": "pulls/comments"}
        params = {"state": "all"} if kind == "issues" else {}
        path, (since, number) = f"repos/{name}/{paths[kind]}", begin
        for page in self._forge.walk(path, params, since, most=ALL_PAGES, page=number):
            place = (
                {"since": page.after[0].isoformat(), "page": page.after[1]} if page.after else {}
            )
            yield self._raws(kind, repository, page.entries, EARLIEST), place

    def thread(self, target: Target) -> Page:
        """Read a whole thread as it is now; what it no longer holds of the target was deleted."""
        place = Place.of(target.native_id, self._host)
        if place is None:
            return Page("thread", (), "")
        if self._was_missing(place, target.remote_id):
            return Page("thread", (), "", gone=(target.remote_id,))
        root = _root_of(target, place)
        try:
            raws, whole = self._whole(place.thread, root)
        except Gone as error:
            if error.detail != "410":
                self._forge.get(f"repos/{place.repo}")  # is it the repository that is out of sight?
            return Page("thread", (), "", gone=tuple(dict.fromkeys((target.remote_id, root))))
        there = {item.remote_id for raw in raws for item in self._sound(raw)}
        gone = () if target.remote_id in there or not whole else (target.remote_id,)
        self._missing = (
            place.thread.root,
            self._forge.http.now(),
            frozenset(there) if whole else frozenset(),
        )
        return Page("thread", tuple(raws), "", gone=gone)

    def _was_missing(self, place: Place, remote_id: str) -> bool:
        """Tell whether a thread that was read a moment ago, as a whole, lacked a message."""
        thread, at, there = self._missing
        fresh = self._forge.http.now() - at < MEMORY
        return thread == place.thread.root and fresh and bool(there) and remote_id not in there

    def _sound(self, raw: RawItem) -> Sequence[Item]:
        try:
            return self.parse(raw)
        except Unreadable:
            return ()

    def _whole(self, place: Place, root: str) -> tuple[list[RawItem], bool]:
        """Return all of a thread, and whether it is all. Raises `Gone`."""
        if place.sort == "discussion":
            owner, _, name = place.repo.partition("/")
            asked = {"owner": owner, "name": name, "number": place.number}
            node = object_in(
                object_in(self._forge.ask(DISCUSSION, asked), "repository"), "discussion"
            )
            if not node:
                raise Gone("no discussion", code="NOT_FOUND")
            repository = {"name": place.repo, "id": place.repo_id}
            raws = self._discussion(repository, node, None)
            return raws, object_in(object_in(node, "comments"), "pageInfo").get(
                "hasPreviousPage"
            ) is not True
        first = self._forge.one(f"repos/{place.repo}/issues/{place.number}")
        now = place.now_at(first)
        comments, whole = self._forge.listed(
            f"repos/{now.repo}/issues/{now.number}/comments", most=THREAD_PAGES
        )
        remarks: list[Json] = []
        if now.sort == "pull":
            remarks, all_remarks = self._forge.listed(f"{now.path}/comments", most=THREAD_PAGES)
            whole = whole and all_remarks
        hidden = self._minimised([*comments, *remarks])
        raws = [_raw("issues", now, first, root=root)]
        for kind, entries in (("comments", comments), ("remarks", remarks)):
            raws += [
                _raw(kind, now, one, root=root, hidden=hidden.get(text_in(one, "node_id"), ""))
                for one in entries
            ]
        if now.sort == "pull":
            raws += self._reviews(now, None)
        return raws, whole

    # Understanding

    def parse(self, raw: RawItem) -> Sequence[Item]:
        """Turn an issue, a comment, a remark on a change, a review or a part of a discussion into a message."""
        if raw.kind not in ("issues", "comments", "remarks", "review", "discussion", "said"):
            raise Unreadable(f"{raw.kind}: unknown")
        known = unpack(raw.payload)
        thing, place = object_in(known, "thing"), Place.of(text_in(known, "place"), self._host)
        at = moment(thing.get("created_at")) or moment(thing.get("submitted_at"))
        if place is None or at is None or not (place.id and place.number):
            raise Unreadable("an entry without place or time")
        first = raw.kind in ("issues", "discussion")
        root = text_in(known, "root") or place.root
        user = object_in(thing, "user")
        ours = bool(self._us) and id_text(user.get("id")) == self._us
        said = text_in(thing, "body_html") or html.from_text(text_in(thing, "body"))
        mentioned = (
            re.search(rf"(?<![\w/])@{re.escape(self._login)}(?![\w-])", text_in(thing, "body"))
            if self._login
            else None
        )
        edited = moment(thing.get("edited_at")) or (
            None if first else moment(thing.get("updated_at"))
        )
        return (
            Item(
                remote_id=root if first else place.name,
                native_id=place.native,
                kind=Kind.POST if first else Kind.MENTION if mentioned else Kind.COMMENT,
                writer=_writer(user, self._forge.home.web, ours=ours),
                at=at,
                html=said,
                title=text_in(thing, "title") if first else "",
                parent_id="" if first else text_in(known, "parent") or root,
                thread_id="" if first else root,
                url=text_in(thing, "html_url"),
                edited_at=edited if edited and edited > at else None,
                held=_held(text_in(known, "hidden")),
                context=known.get("old") is True or (first and ours),
                attachments=_pictures_in(text_in(thing, "body_html")),
            ),
        )

    # Answering

    def reply(self, target: Target, content: Content, *, once_key: str) -> Sent:
        """Publish a comment where the thread stands now."""
        over = measure(content.text, self.capabilities.length) - LONGEST
        if over > 0:
            raise TooLong(f"{over} over {LONGEST}", over=over)
        if not self.capabilities.can_reply:
            raise Refused("the token may not write", code="token-rights")
        place = Place.of(target.native_id, self._host)
        if place is None:
            raise Refused("nothing of this platform", code="unsupported")
        self._missing = ("", EARLIEST, frozenset())
        if place.sort == "discussion":
            return self._say(target, place, content)
        place = self._where(place)
        path = f"repos/{place.repo}/issues/{place.number}/comments"
        kind = "comments"
        if place.kind == "remarks":
            kind, path = "remarks", f"{place.path}/comments/{place.top or place.id}/replies"
        made = self._forge.send("post", path, {"body": content.text})
        return self._sent(kind, place, target, made)

    def _where(self, place: Place) -> Place:
        """Return where a thread stands now. What cannot be looked at is tried again later: nothing was published."""
        try:
            found = self._forge.one(f"repos/{place.repo}/issues/{place.number}")
        except ServerTrouble as error:
            raise RateLimited(error.detail, retry_after=PAUSE_S) from None
        if found.get("locked") is True and self._settings.get("rights") == "talk":
            raise Refused("locked", code="locked")
        return place.now_at(found)

    def _say(self, target: Target, place: Place, content: Content) -> Sent:
        owner, _, name = place.repo.partition("/")
        try:
            asked = {"owner": owner, "name": name, "number": place.number}
            found = object_in(object_in(self._forge.ask(ABOUT, asked), "repository"), "discussion")
        except ServerTrouble as error:
            raise RateLimited(error.detail, retry_after=PAUSE_S) from None
        if not found:
            raise Gone("no discussion", code="NOT_FOUND")
        wanted = {"discussionId": text_in(found, "id"), "body": content.text}
        if above := place.top or (place.node if place.kind == "said" else ""):
            wanted["replyToId"] = above
        made = object_in(
            self._forge.ask(ANSWER, {"input": wanted}, safe=False), "addDiscussionComment"
        )
        node = object_in(made, "comment")
        if not node:
            raise Ambiguous("no comment in the answer")
        return self._sent("said", place, target, as_rest(node, top=above))

    def _sent(self, kind: str, place: Place, target: Target, made: Json) -> Sent:
        if not number_in(made, "id"):
            raise Ambiguous("no number in the answer")
        root = _root_of(target, place)
        raw = _raw(kind, place.thread, made, root=root, parent=target.remote_id)
        found = Place.of(text_in(unpack(raw.payload), "place"), self._host)
        if found is None:
            raise Ambiguous("no place in the answer")
        return Sent(found.name, found.native, text_in(made, "html_url"), raw)

    def find_sent(
        self, target: Target, content: Content, *, once_key: str, since: datetime
    ) -> Sent | None:
        """Look in the thread for a comment of ours with these words, written since then."""
        place = Place.of(target.native_id, self._host)
        if place is None:
            return None
        begun = since.replace(microsecond=0)
        wanted = html.words_for_match(content.text)
        for kind, entry in self._said_here(place, begun):
            at = moment(entry.get("created_at"))
            ours = id_text(object_in(entry, "user").get("id")) == self._us
            if (
                ours
                and at
                and at >= begun
                and html.words_for_match(text_in(entry, "body")) == wanted
            ):
                return self._sent(kind, place, target, entry)
        return None

    def _said_here(self, place: Place, since: datetime) -> Iterator[tuple[str, Json]]:
        """Yield what stands where an answer to this place would."""
        if place.sort == "discussion":
            owner, _, name = place.repo.partition("/")
            asked = {"owner": owner, "name": name, "number": place.number}
            node = object_in(
                object_in(self._forge.ask(DISCUSSION, asked), "repository"), "discussion"
            )
            above = place.top or (place.node if place.kind == "said" else "")
            yield from (("said", one) for one in said_in(node) if text_in(one, "top") == above)
            return
        remarks = place.kind == "remarks"
        path = (
            f"{place.path}/comments"
            if remarks
            else f"repos/{place.repo}/issues/{place.number}/comments"
        )
        found, _ = self._forge.listed(path, most=MOST_PAGES, since=stamp(since))
        top = place.top or place.id
        for one in found:
            if not remarks:
                yield "comments", one
            elif id_text(one.get("in_reply_to_id")) == top:
                yield "remarks", one

    # Keeping order

    def moderate(self, target: Target, act: ModerationAct) -> None:
        """Minimise a comment or show it again, delete it, lock its thread, or block its author."""
        if act not in self.capabilities.moderation:
            raise Refused(f"{act} is not offered here", code="unsupported")
        place = Place.of(target.native_id, self._host)
        if place is None:
            raise Refused("nothing of this platform", code="unsupported")
        self._missing = ("", EARLIEST, frozenset())
        if act in (ModerationAct.HIDE, ModerationAct.SPAM, ModerationAct.RESTORE):
            self._minimise(place, act)
        elif act is ModerationAct.DELETE:
            self._delete(place)
        elif act in (ModerationAct.LOCK, ModerationAct.UNLOCK):
            if place.sort == "discussion":
                raise Refused("not for discussions", code="not-lockable")
            verb = "put" if act is ModerationAct.LOCK else "delete"
            self._forge.send(verb, f"repos/{place.repo}/issues/{place.number}/lock", safe=True)
        else:
            owner = place.repo.partition("/")[0]
            path = "user/blocks" if owner.lower() == self._login.lower() else f"orgs/{owner}/blocks"
            verb = "put" if act is ModerationAct.BLOCK else "delete"
            with suppress(Gone):  # whoever is not blocked need not be unblocked
                self._forge.send(verb, f"{path}/{target.author_handle.lstrip('@')}", safe=True)

    def _minimise(self, place: Place, act: ModerationAct) -> None:
        if place.kind == "self" or not place.node:
            raise Refused("only comments are minimised", code="not-minimisable")
        if act is ModerationAct.RESTORE:
            self._forge.ask(RESTORE, {"id": place.node})
        else:
            reason = "SPAM" if act is ModerationAct.SPAM else "OFF_TOPIC"
            self._forge.ask(MINIMISE, {"id": place.node, "why": reason})

    def _delete(self, place: Place) -> None:
        paths = {"comments": f"repos/{place.repo}/issues/comments/{place.id}"}
        paths["remarks"] = f"repos/{place.repo}/pulls/comments/{place.id}"
        if place.kind in paths:
            with suppress(Gone):
                self._forge.send("delete", paths[place.kind], safe=True)
        elif place.node and (query := DELETE_ISSUE.get((place.sort, place.kind))):
            with suppress(Gone):
                self._forge.ask(query, {"id": place.node})
        else:
            raise Refused("a change and its reviews cannot be deleted", code="not-deletable")

    def revoke(self) -> bool | None:
        """Tell that only a person can take a token back: an application without a secret may not."""
        return None

    # Access that ends by itself

    def ends_at(self) -> datetime | None:
        """Return when the token ends: as it was given out, or as the server said of one that a person made."""
        return moment(self._secret.get("ends")) or moment(self._settings.get("token_ends"))

    def renewable(self) -> bool:
        """Tell whether there is a refresh token; a token that a person made has none."""
        return bool(self._secret.get("refresh_token"))

    def renew(self) -> Credentials:
        """Exchange the refresh token, once."""
        endpoint = f"{self._forge.home.web}/login/oauth/access_token"
        client_id = self._settings.get("client_id", "")
        given = device.renewed(
            self._plain, endpoint, client_id, self._secret.get("refresh_token", "")
        )
        return Credentials(device.secret_of(given, self._plain.now()))

    def close(self) -> None:
        """Let go of the network."""
        self._forge.http.close()
        self._plain.close()


def capabilities(settings: Mapping[str, str]) -> Capabilities:
    """Return what an account may do, by the rights and the scopes of its token."""
    rights, scopes = settings.get("rights", "own"), settings.get("scopes", "fine-grained").split()
    acts = OF_WRITERS if rights in ("own", "write") else ()
    blocks = {"user", "admin:org", "fine-grained"} & set(scopes)
    if rights in ("own", "write") and blocks:
        acts = (*acts, *OF_OWNERS)
    return replace(CAPABILITIES, can_reply=rights != "read", moderation=acts)


# What is kept of an answer

KEPT = (
    "id", "node_id", "body", "body_html", "html_url", "created_at", "submitted_at", "edited_at", "title", "path",
)  # fmt: skip


def _raw(
    kind: str,
    place: Place,
    entry: Json,
    *,
    root: str = "",
    parent: str = "",
    old: bool = False,
    hidden: str = "",
) -> RawItem:
    """Return an entry without what changes by itself, such as the number of its comments."""
    thing = {name: entry[name] for name in KEPT if name in entry}
    if kind in ("comments", "remarks") and entry.get("updated_at") != entry.get("created_at"):
        thing["edited_at"] = entry.get("updated_at")
    user = object_in(entry, "user")
    thing["user"] = {name: user.get(name) for name in ("id", "login", "type", "html_url", "name")}
    top = text_in(entry, "top") or id_text(entry.get("in_reply_to_id"))
    what = "self" if kind in ("issues", "discussion") else kind
    here = place.part(what, id_text(entry.get("id")), text_in(entry, "node_id"), top)
    known: Json = {"place": here.native, "thing": thing}
    above = here.above if kind == "remarks" and top else ""
    if number := number_in(entry, "above_id"):
        above = replace(here, top=str(number)).above
    for name, value in (("root", root if root != here.root else ""), ("parent", parent or above)):
        if value:
            known[name] = value
    known |= {"old": True} if old else {}
    known |= {"hidden": hidden} if hidden else {}
    return RawItem(kind, here.native if here.id else "", pack(known))


def _root_of(target: Target, place: Place) -> str:
    """Return the name of a target's thread as it is known here, wherever that stands by now."""
    above = target.settings.get("parent_id", "")
    return (
        target.remote_id if place.kind == "self" else above if Place.is_root(above) else place.root
    )


def _written(raw: RawItem) -> datetime | None:
    thing = object_in(unpack(raw.payload), "thing")
    return moment(thing.get("created_at")) or moment(thing.get("submitted_at"))


def _number(entry: Json) -> int:
    """Return the number of the thread that a comment stands in, as its addresses say."""
    for name in ("issue_url", "pull_request_url", "html_url"):
        if found := NUMBER.search(text_in(entry, name)):
            return int(found[1])
    return 0


def _is_read(repository: Json, name: str, chosen: frozenset[str]) -> bool:
    """Tell whether one of an owner's repositories is read: those that were chosen, else all that live."""
    return name in chosen if chosen else repository.get("archived") is not True


def _discussions_in(answer: Json) -> Json:
    repository = answer.get("repository")
    if not isinstance(repository, dict):
        raise Gone("no repository", code="NOT_FOUND")
    return object_in(repository, "discussions")


def _writer(user: Json, web: str, *, ours: bool) -> Writer:
    login = text_in(user, "login") or "ghost"  # whose account was deleted
    return Writer(
        id_text(user.get("id")) or f"login:{login.lower()}",
        text_in(user, "name").strip() or login,
        f"@{login}",
        text_in(user, "html_url") or f"{web}/{login}",
        is_us=ours,
        is_bot=text_in(user, "type") == "Bot",
    )


def _held(reason: str) -> Held:
    if not reason:
        return Held.NO
    return Held.SPAM if reason.lower() == "spam" else Held.HIDDEN


def _pictures_in(body: str) -> tuple[Attachment, ...]:
    found = []
    for tag in PICTURE.findall(body)[:20]:
        facts = {name.lower(): value for name, value in ATTRIBUTE.findall(tag)}
        if facts.get("src", "").startswith("https://"):
            found.append(
                Attachment("image", facts["src"].replace("&amp;", "&"), facts.get("alt", ""))
            )
    return tuple(found)
