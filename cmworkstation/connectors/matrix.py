"""Matrix: rooms and direct chats of one account on its homeserver.

Rules that are not obvious:

- A room is one conversation. It begins with the room itself: its name, its topic, and whether it is encrypted.
- Reading goes on from where the server said that the last reading ended (`next_batch`), never from the beginning.
  Where more was written than one answer holds, the rest is read back, and the place where that stands is kept.
- An edit and a deletion are events of their own. An edited message is handed on as it stands now, together with its
  first version, which tells what it answers.
- The key of a reply is its transaction: within the same sign-in, sending it again gives the same event.
- Encrypted rooms cannot be read here; they are shown as such, and nothing is ever sent into one in clear. That is
  asked of the server right before each reply, since a room may have become one a moment ago.
- Nobody joins a room but a person: an invitation is a message that waits to be approved.
"""

import json
import re
from collections.abc import Callable, Generator, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import datetime
from hashlib import sha256
from html import escape
from typing import ClassVar

from cmworkstation.domain.account import (
    Capabilities,
    Folder,
    Idempotency,
    LengthRule,
    MediaRules,
    ModerationAct,
    Unit,
    Visibility,
)
from cmworkstation.domain.errors import (
    Ambiguous,
    Gone,
    NotSignedIn,
    RateLimited,
    Refused,
    ServerTrouble,
    TooLong,
    Unreadable,
    WorkstationError,
)
from cmworkstation.domain.message import Held, Item, Kind, Writer
from cmworkstation.sdk import begun, matrixapi, matrixevents, matrixtext, pictures
from cmworkstation.sdk.address import host_of
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
    Trait,
    Upload,
    Uploaded,
)
from cmworkstation.sdk.http import Http
from cmworkstation.sdk.matrixrooms import Room, Rooms, invited_in, joined_in, left_in
from cmworkstation.sdk.measure import count, over
from cmworkstation.sdk.shapes import (
    Json,
    bookmark,
    moment,
    number_in,
    object_in,
    objects,
    pack,
    text_in,
    unpack,
)
from cmworkstation.sdk.sought import Sought

STREAM = "sync"
NEWEST = 50  # messages of each room that one answer brings
PAGE = 100  # messages of a page that is read back
HANDED_ON = 200  # messages of one of our pages
MOST_GAPS = 50  # pages of gaps that one reading fills; the next one goes on
LOOKED_BACK = 10  # pages in which a reply of ours is looked for
EVENT_BYTES = 65_536  # of a whole event
AROUND = 2_500  # bytes of an event beside its content: signatures, ids, what it stands on
LISTEN_MS = 10_000  # that the server may wait for news; as long may it take to stop listening
PAUSE_S = 60.0  # before a reply is tried again whose room could not be looked at
INVITATION = "invite "  # before the room in the name of an invitation
NOTICE = "notice: "  # instead of a warning: something that the window says in words
CLOSED_SIGN = "<p>🔒</p>"
KEPT = ("event_id", "type", "sender", "origin_server_ts", "content")
ACTS = (
    ModerationAct.APPROVE,
    ModerationAct.DELETE,
    ModerationAct.REPORT,
    ModerationAct.MUTE,
    ModerationAct.BLOCK,
    ModerationAct.UNMUTE,
    ModerationAct.UNBLOCK,
)
CAPABILITIES = Capabilities(
    visibilities=(Visibility.PUBLIC, Visibility.PRIVATE),
    length=LengthRule(Unit.UTF8, 60_000),
    idempotency=Idempotency.KEY,
    key_life_s=1800,
    own_list_complete=True,
    moderation=ACTS,
    media=MediaRules(types=("*/*",), most=4, has_alt=True),
)


class MatrixConnector:
    """One account on one homeserver."""

    manifest: ClassVar[Manifest] = Manifest(
        "matrix",
        "Matrix",
        SignIn.PASSWORD,
        CAPABILITIES,
        poll_s=60,
        address_example="@name:server.example",
        media_axes={"time": "minute", "granularity": "here", "modality": "many-many"},
        real=frozenset(Trait) - {Trait.SEARCH},
    )

    def __init__(self, settings: Mapping[str, str], secret: Mapping[str, str], http: Http) -> None:
        """Take settings as `find`, `finish` and `check` made them, and the secret of `finish`."""
        self._settings = settings
        self._secret = secret
        self._server = settings.get("server", "")
        self._us = settings.get("user_id", "")
        self._plain = http
        self._http = http.with_credentials(
            bearer=secret.get("access_token", ""), origin=self._server
        )
        self._api = matrixapi.Api(self._http, self._server)
        self._rooms = Rooms(self._us)
        self.capabilities = capabilities(settings)

    # Adding an account

    @classmethod
    def find(cls, http: Http, address: str) -> Found:
        """Look for the homeserver of "@name:domain", of a domain, or of a name with its homeserver behind it."""
        typed, _, behind = address.strip().partition(" ")
        user, domain = matrixapi.proven_name(typed)
        server = matrixapi.home_of(http, behind.strip() or domain)
        settings = {"server": server, "address": address.strip(), "user": user}
        settings["password"] = "yes" if matrixapi.takes_passwords(http, server) else "no"
        return Found(server, user or host_of(server), "Matrix", settings)

    @classmethod
    def begin(cls, http: Http, found: Found, redirect_uri: str) -> Authorisation:
        """Refuse: a password is asked for."""
        raise Refused("no sign-in in the browser", code="unsupported")

    @classmethod
    def finish(
        cls,
        http: Http,
        found: Found,
        authorisation: Authorisation | None,
        answer: Mapping[str, str],
    ) -> Credentials:
        """Sign in as a new device. Raises `NotSignedIn`, and `Refused` where the server takes no passwords."""
        del authorisation
        if found.settings.get("password") == "no":
            raise Refused("no sign-in with a password", code="no-password-login")
        user = answer.get("user", "").strip() or found.settings.get("user", "")
        password = answer.get("password", "")
        if not (user and password):
            raise NotSignedIn("no name or no password")
        told = matrixapi.signed_in(http, found.server, user, password, "CM Workstation")
        settings = {
            "server": found.server,
            "user_id": text_in(told, "user_id"),
            "device_id": text_in(told, "device_id"),
        }
        return Credentials(matrixapi.tokens_of(told, http), settings)

    def check(self) -> Identity:
        """Ask the server who we are, and how large files may be."""
        us = text_in(self._api.ask("account", "whoami"), "user_id")
        if not us.startswith("@"):
            raise ServerTrouble("a session of nobody")
        name, most = "", 0
        with suppress(Refused, ServerTrouble):
            name = text_in(self._api.ask("profile", us, "displayname"), "displayname").strip()
        with suppress(Refused, ServerTrouble):
            most = number_in(self._api.ask("config", root=matrixapi.MEDIA), "m.upload.size")
        settings = {**self._settings, "user_id": us, "writer_key": us, "name": name}
        settings["max_upload"] = str(most or "")
        return Identity(us, name or us, capabilities(settings), "", settings)

    # Reading

    def fetch(self, cursors: Mapping[str, str]) -> Iterator[Page]:
        """Yield what is new in all rooms since the last reading, then what did not fit into the answer."""
        place = bookmark(cursors.get(STREAM, ""))
        since, gaps = text_in(place, "since"), objects(place.get("gaps"))
        answer, since = self._read(since)
        self._rooms.learn(answer)
        joined = joined_in(answer)
        touched = [room for room, found in joined.items() if matrixevents.says_something(found)]
        self._look_at(touched)
        raws, gone = self._understood(
            {room: matrixevents.timeline(joined[room]) for room in touched}, deep=True
        )
        invitations = [self._invitation(room, one) for room, one in invited_in(answer).items()]
        gone += [f"{INVITATION}{room}" for room in (*touched, *left_in(answer))]
        if since:
            gaps += [
                matrixevents.gap(room, joined[room], since)
                for room in touched
                if matrixevents.is_cut(joined[room])
            ]
        after: Json = {"since": text_in(answer, "next_batch"), "gaps": gaps}
        fresh = [*invitations, *raws]
        if not since or fresh or gone:
            yield from _in_parts(fresh, gone, json.dumps(after), cursors.get(STREAM, ""))
        yield from self._fill(after)

    def _read(self, since: str) -> tuple[Json, str]:
        """Return what is new since a place, and that place; "" for everything, also where the place is unknown."""
        params = [("filter", matrixapi.sync_filter(NEWEST)), ("timeout", 0)]
        params += [("set_presence", "offline"), *([("since", since)] if since else [])]
        try:
            answer = self._api.ask("sync", params=params)
        except Refused as error:
            if not since or error.detail != "400":
                raise
            return self._read("")  # the server does not know the place any more
        if not text_in(answer, "next_batch"):
            raise ServerTrouble("an answer that leads nowhere")
        return answer, since

    def _look_at(self, room_ids: Iterable[str]) -> None:
        """Read the state of rooms that were not seen yet by this process: their names, and who is in them."""
        if unread := self._rooms.unread_of(room_ids):
            params = [("filter", matrixapi.sync_filter(1, unread)), ("timeout", 0)]
            self._rooms.learn(self._api.ask("sync", params=params))

    def _fill(self, place: Json) -> Iterator[Page]:
        """Read back what did not fit, room by room, as far as this reading may."""
        gaps = objects(place.get("gaps"))
        for _ in range(MOST_GAPS):
            if not gaps or self._http.budget().is_low():
                return
            room = text_in(gaps[0], "room")
            began = text_in(gaps[0], "from")
            try:
                events, end = self._back(room, began, text_in(gaps[0], "to"))
            except (Gone, Refused):  # we are not in it any more
                events, end = [], ""
            whole = end in ("", began, text_in(gaps[0], "to"))
            gaps = [*([] if whole else [{**gaps[0], "from": end}]), *gaps[1:]]
            raws, gone = self._understood({room: events}, deep=True)
            cursor = json.dumps({**place, "gaps": gaps})
            yield Page(STREAM, tuple(raws), cursor, gone=tuple(gone))

    def _back(self, room: str, began: str, to: str = "") -> tuple[list[Json], str]:
        """Return a page of a room, the oldest first, and where the one before it begins; "" at its beginning."""
        params: list[tuple[str, object]] = [("dir", "b"), ("limit", PAGE)]
        params += [("filter", matrixapi.message_filter())]
        params += [(name, value) for name, value in (("from", began), ("to", to)) if value]
        answer = self._api.ask("rooms", room, "messages", params=params)
        if not isinstance(answer.get("chunk"), list):
            raise ServerTrouble("a room without messages in the answer")
        self._rooms[room].learn(objects(answer.get("state")), self._us)
        return objects(answer["chunk"])[::-1], text_in(answer, "end")

    def _understood(
        self, found: Mapping[str, Sequence[Json]], *, deep: bool
    ) -> tuple[list[RawItem], list[str]]:
        """Return what events mean, the oldest first, after the rooms they stand in; and what is deleted.

        With `deep`, what was edited is asked for where it does not stand among them.
        """
        gone: list[str] = []
        told: list[tuple[int, RawItem]] = []
        for room, events in found.items():
            known = {text_in(one, "event_id"): one for one in events}
            edits: dict[str, Json] = {}
            for event in events:
                name = text_in(event, "event_id")
                if text_in(event, "type") == "m.room.redaction":
                    taken_back = text_in(event, "redacts")
                    gone.append(taken_back or text_in(object_in(event, "content"), "redacts"))
                elif matrixevents.is_redacted(event):
                    gone.append(name)
                elif first := matrixevents.edited_by(event):
                    edits[first] = event
            for first, edit in edits.items():
                original = known.get(first) or (self._event(room, first) if deep else None)
                if original and not matrixevents.is_redacted(original):
                    known[first] = {**original, "edit": matrixevents.edit_in(original) or edit}
            raws = [self._raw(room, one) for one in known.values() if matrixevents.is_message(one)]
            told += [(number_in(one, "origin_server_ts"), raw) for one, raw in raws]
        told.sort(key=lambda pair: pair[0])
        return [*map(self._room_raw, found), *(raw for _, raw in told)], list(dict.fromkeys(gone))

    def _event(self, room: str, event_id: str) -> Json | None:
        with suppress(Refused):
            return self._api.ask("rooms", room, "event", event_id)
        return None

    def _raw(self, room_id: str, event: Json) -> tuple[Json, RawItem]:
        """Return an event with what it takes to understand it."""
        room, sender = self._rooms[room_id], text_in(event, "sender")
        edit = object_in(event, "edit") or matrixevents.edit_in(event)
        known = {
            "event": {key: event[key] for key in KEPT if key in event},
            "room": room_id,
            "name": room.who(sender),
            "direct": room.is_direct,
            "open": room.open,
            **({"edit": {key: edit[key] for key in KEPT if key in edit}} if edit else {}),
        }
        return event, RawItem("message", text_in(event, "event_id"), pack(known))

    def _room_raw(self, room_id: str) -> RawItem:
        room = self._rooms[room_id]
        known: Json = {"room": room_id, "title": room.title, "topic": room.topic}
        known |= {"at": room.created}
        known |= {"creator": room.creator, "name": room.who(room.creator)}
        known |= {"direct": room.is_direct, "open": room.open, "encrypted": room.encrypted}
        return RawItem("room", room_id, pack(known))

    def _invitation(self, room_id: str, found: Json) -> RawItem:
        room = Room(room_id)
        events = objects(object_in(found, "invite_state").get("events"))
        room.learn(events, self._us)
        ours = [one for one in events if text_in(one, "state_key") == self._us]
        invited = next((one for one in ours if text_in(one, "type") == "m.room.member"), {})
        at = number_in(invited, "origin_server_ts") or int(self._http.now().timestamp() * 1000)
        sender = text_in(invited, "sender")
        known = {"room": room_id, "title": room.title, "topic": room.topic, "at": at}
        known |= {"sender": sender, "name": room.who(sender), "direct": room.direct}
        return RawItem("invitation", room_id, pack(known))

    def history(
        self, *, since: datetime | None, until: datetime, cursor: str
    ) -> Generator[Page, None, datetime | None]:
        """Yield the messages of a stretch of time, one room after the other, each from its newest message back."""
        known = bookmark(cursor)
        oldest, reached = moment(known.get("oldest")), known.get("reached") is True
        answer = self._api.ask("joined_rooms").get("joined_rooms")
        if not isinstance(answer, list):
            raise ServerTrouble("no list of rooms")
        listed = sorted(one for one in answer if isinstance(one, str))
        begun = text_in(known, "room")
        rooms = [] if known.get("end") is True else [one for one in listed if one >= begun]
        self._look_at(rooms)
        for number, room in enumerate(rooms):
            before = text_in(known, "from") if room == begun else ""
            while True:
                events, end = self._back(room, before)
                times = [at for at in map(matrixevents.at, events) if at]
                oldest = min([*filter(None, (oldest,)), *times], default=None)
                passed = bool(since and times and min(times) < since)
                reached |= passed
                wanted = [
                    one
                    for one in events
                    if (at := matrixevents.at(one)) is None
                    or (at <= until and (since is None or at >= since))
                ]
                over = passed or end in ("", before)
                ended = over and number == len(rooms) - 1
                place = {"oldest": oldest.isoformat() if oldest else "", "reached": reached}
                place |= {"room": rooms[number + 1] if over and not ended else room, "end": ended}
                place |= {"from": "" if over else end}
                raws, gone = self._understood({room: wanted}, deep=False)
                yield Page(HISTORY, tuple(raws), json.dumps(place), gone=tuple(gone))
                if over:
                    break
                before = end
        return None if reached else oldest or until

    def thread(self, target: Target) -> Page:
        """Read the newest messages of a room, and the one that it is about; or whether an invitation still stands."""
        if target.native_id.startswith(INVITATION):
            return self._standing(target)
        room, event_id, _ = _place_of(target)
        self._look_at([room])
        events, _ = self._back(room, "")
        if event_id not in {text_in(one, "event_id") for one in events}:
            with suppress(Gone):  # its author may be ignored: only an emptied message was deleted
                events.insert(0, self._api.ask("rooms", room, "event", event_id))
        raws, gone = self._understood({room: events}, deep=False)
        return Page("thread", tuple(raws), "", gone=tuple(gone))

    def look_up(self, remote_ids: Sequence[str]) -> Page:
        """Return nothing: of a room that is read on, the server itself tells what was changed or deleted."""
        del remote_ids
        return Page("thread", (), "")

    def _standing(self, target: Target) -> Page:
        room = target.native_id.removeprefix(INVITATION)
        params = [("filter", matrixapi.sync_filter(1, [room])), ("timeout", 0)]
        found = invited_in(self._api.ask("sync", params=params)).get(room)
        if found is None:
            return Page("thread", (), "", gone=(target.remote_id,))
        return Page("thread", (self._invitation(room, found),), "")

    def attachment(self, target: Target, url: str) -> Iterator[bytes]:
        """Yield the bytes of a file, which the server gives to its own people only."""
        del target
        place = url.removeprefix("mxc://")
        if place == url or place.count("/") != 1 or ".." in place:
            raise Gone("a file that cannot be had", code="file-gone")
        address = f"{self._server}{matrixapi.MEDIA}/download/{place}"
        yield from self._http.stream(address, max_bytes=matrixapi.MOST_BYTES)

    # Understanding

    def parse(self, raw: RawItem) -> Sequence[Item]:
        """Turn a message, a room or an invitation into what the inbox shows."""
        known = unpack(raw.payload)
        if raw.kind == "message":
            return (self._message(known),)
        if raw.kind == "room":
            return self._beginning(known)
        if raw.kind == "invitation":
            return (self._invited(known),)
        raise Unreadable(f"{raw.kind}: unknown")

    def _message(self, known: Json) -> Item:
        event, room = object_in(known, "event"), text_in(known, "room")
        name, sender, at = (
            text_in(event, "event_id"),
            text_in(event, "sender"),
            matrixevents.at(event),
        )
        content, kind = object_in(event, "content"), text_in(event, "type")
        if not (name and sender and at and room):
            raise Unreadable("event without id, sender, time or room")
        if kind not in ("m.room.encrypted", "m.room.tombstone") and not text_in(content, "body"):
            raise Unreadable("message without words")
        edit = object_in(known, "edit")
        changed = object_in(object_in(edit, "content"), "m.new_content")
        edited = bool(changed) and text_in(edit, "sender") == sender
        said, writer = changed if edited else content, text_in(known, "name")
        parent, root = matrixevents.relations(content)
        notice, html = "", matrixtext.to_html(said, writer)
        if kind == "m.room.encrypted":
            notice, html = f"{NOTICE}encrypted", CLOSED_SIGN
        elif kind == "m.room.tombstone":
            notice = f"{NOTICE}moved"
            html = f"<p>{escape(text_in(content, 'body'), quote=False)}</p>"
        direct = known.get("direct") is True
        return Item(
            remote_id=name,
            native_id=" ".join(filter(None, (room, name, root))),
            kind=Kind.PRIVATE if direct else self._kind(said, parent),
            writer=self._writer(sender, writer, is_bot=text_in(said, "msgtype") == "m.notice"),
            at=at,
            html=html,
            parent_id=parent,
            thread_id=room,
            visibility=matrixevents.visibility(known),
            spoiler=notice,
            url=matrixtext.link_to(room, name),
            edited_at=matrixevents.at(edit) if edited else None,
            attachments=matrixtext.attachments_of(said),
        )

    def _kind(self, content: Json, parent: str) -> Kind:
        named = object_in(content, "m.mentions").get("user_ids")
        if isinstance(named, list) and self._us in named and not parent:
            return Kind.MENTION
        return Kind.REPLY if parent else Kind.COMMENT

    def _beginning(self, known: Json) -> Sequence[Item]:
        room, creator, at = (
            text_in(known, "room"),
            text_in(known, "creator"),
            matrixevents.at(known, "at"),
        )
        if not (room and creator and at):
            return ()
        return (
            Item(
                remote_id=room,
                native_id=room,
                kind=Kind.POST,
                writer=self._writer(creator, text_in(known, "name")),
                at=at,
                title=text_in(known, "title"),
                html=matrixevents.paragraph(text_in(known, "topic")),
                visibility=matrixevents.visibility(known),
                spoiler=f"{NOTICE}encrypted" if known.get("encrypted") is True else "",
                url=matrixtext.link_to(room),
                context=True,
            ),
        )

    def _invited(self, known: Json) -> Item:
        room, sender, at = (
            text_in(known, "room"),
            text_in(known, "sender"),
            matrixevents.at(known, "at"),
        )
        if not (room and sender and at):
            raise Unreadable("invitation without room, sender or time")
        return Item(
            remote_id=f"{INVITATION}{room}",
            native_id=f"{INVITATION}{room}",
            kind=Kind.PRIVATE,
            writer=self._writer(sender, text_in(known, "name")),
            at=at,
            title=text_in(known, "title"),
            html=matrixevents.paragraph(text_in(known, "topic")),
            parent_id=room,
            visibility=Visibility.PRIVATE,
            spoiler=f"{NOTICE}invitation",
            url=matrixtext.link_to(room),
            held=Held.HOLD,
        )

    def _writer(self, user_id: str, name: str, *, is_bot: bool = False) -> Writer:
        shown = name or matrixtext.local_name(user_id)
        link = matrixtext.link_to(user_id)
        return Writer(user_id, shown, user_id, link, is_us=user_id == self._us, is_bot=is_bot)

    # Answering

    def reply(self, target: Target, content: Content, *, once_key: str) -> Sent:
        """Send a reply into the room of what it answers, or into a direct chat; files follow it."""
        too_long = over(content.text, self.capabilities.length)
        if too_long:
            raise TooLong(f"{too_long} over", over=too_long)
        room, event = self._prepared(target, content)
        size = count(json.dumps(event, ensure_ascii=False), Unit.UTF8) + AROUND
        if size > EVENT_BYTES:  # its quotation marks and line breaks take two bytes each
            raise TooLong("the event", over=size - EVENT_BYTES)
        name = self._send(room, once_key, event)
        for number, file in enumerate(self._files(content)):
            try:
                self._send(room, f"{once_key}.{number}", file)
            except (Refused, NotSignedIn, RateLimited) as error:
                raise Ambiguous(error.detail) from None  # the words are there already
        return self._sent(room, name, event)

    def _send(self, room: str, key: str, content: Json) -> str:
        answer = self._api.send("rooms", room, "send", "m.room.message", key, body=content)
        if not (name := text_in(answer, "event_id")):
            raise Ambiguous("no id in the answer")
        return name

    def _prepared(self, target: Target, content: Content) -> tuple[str, Json]:
        """Return where a reply goes, and as what. What cannot be looked at now is tried again later."""
        try:
            room, relation = self._goes_to(target, content)
            self._not_encrypted(room)
        except ServerTrouble as error:
            raise RateLimited(error.detail, retry_after=PAUSE_S) from None
        author = target.author_handle
        event = matrixtext.said(content.text, [author] if author.startswith("@") else [])
        return room, {**event, **({"m.relates_to": relation} if relation else {})}

    def _goes_to(self, target: Target, content: Content) -> tuple[str, Json]:
        """Return the room of a reply, and how it hangs together with what it answers."""
        if target.begins:
            return begun.place_of(target), {}
        room, event_id, root = _place_of(target)
        if content.visibility is Visibility.PRIVATE and target.visibility is not Visibility.PRIVATE:
            return self._direct_with(target.author_handle), {}
        answered: Json = {"m.in_reply_to": {"event_id": event_id}}
        if root:
            answered |= {"rel_type": "m.thread", "event_id": root, "is_falling_back": False}
        return room, answered

    def places(self) -> tuple[Folder, ...]:
        """Return the rooms that we are in, by their names; direct chats are no place for a post."""
        joined = self._api.ask("joined_rooms").get("joined_rooms")
        answer = self._api.ask("sync", params=[("filter", matrixapi.sync_filter(1, []))])
        self._rooms.learn(answer)
        here = [one for one in joined if isinstance(one, str)] if isinstance(joined, list) else []
        self._look_at(here)
        open_ = [
            one for one in here if not (self._rooms[one].is_direct or self._rooms[one].encrypted)
        ]
        return tuple(Folder(one, self._rooms[one].title) for one in open_)

    @classmethod
    def place_of(cls, typed: str) -> str:
        """Return the id of a room, "" where it is none."""
        return typed.strip() if re.fullmatch(r"![^\s:]+(:\S+)?", typed.strip()) else ""

    def _direct_with(self, user_id: str) -> str:
        """Return the direct chat with somebody; none is opened, since that would be an invitation."""
        joined = self._api.ask("joined_rooms").get("joined_rooms")
        self._rooms.learn(self._api.ask("sync", params=[("filter", matrixapi.sync_filter(1, []))]))
        here = joined if isinstance(joined, list) else []
        room = next((one for one in self._rooms.with_person(user_id) if one in here), "")
        if not room:
            raise Refused("no direct chat with this person", code="no-direct-chat")
        return room

    def _not_encrypted(self, room: str) -> None:
        try:
            self._api.ask("rooms", room, "state", "m.room.encryption", "")
        except Gone:
            return
        raise Refused("nothing is sent in clear into an encrypted room", code="encrypted-room")

    def _files(self, content: Content) -> list[Json]:
        found = []
        for file in content.media:
            known = json.loads(file.remote_id)
            info = {"size": file.size, **object_in(known, "info")}
            uri = text_in(known, "uri")
            found.append(matrixtext.file_said(file.type, uri, file.name, file.alt, info))
        return found

    def upload(self, file: Upload) -> Uploaded:
        """Put a file on the server, once: it is kept there."""
        if file.remote_id:
            return Uploaded(file.remote_id)
        data = file.read()
        width, height = pictures.size_of(data) if file.type.startswith("image/") else (0, 0)
        info: Json = {"w": width, "h": height} if width and height else {}
        uri = self._api.send_file(file.name, file.type, data)
        return Uploaded(pack({"uri": uri, "info": info}).decode())

    def find_sent(
        self, target: Target, content: Content, *, once_key: str, since: datetime
    ) -> Sent | None:
        """Look in the room for our event of this key, or with these words; its files have to be there, too."""
        room, relation = self._goes_to(target, content)
        wanted = Sought.saying(content.text, since)
        parent, files = matrixevents.relations({"m.relates_to": relation})[0], len(content.media)
        there: set[str] = set()
        place = ""
        for _ in range(LOOKED_BACK):
            events, end = self._back(room, place)
            for event in reversed(events):
                key = text_in(object_in(event, "unsigned"), "transaction_id")
                if text_in(event, "sender") != self._us or matrixevents.is_redacted(event):
                    continue
                there.add(key)
                said = object_in(event, "content")
                alike = matrixevents.relations(said)[0] == parent and wanted.is_said_by(
                    matrixtext.to_html(said, "")
                )
                if key == once_key or (alike and not wanted.is_older(matrixevents.at(event))):
                    whole = {f"{key}.{number}" for number in range(files)} <= there
                    return self._sent(room, text_in(event, "event_id"), said) if whole else None
            times = [at for at in map(matrixevents.at, events) if at]
            if end in ("", place) or any(map(wanted.is_older, times)):
                break
            place = end
        return None

    def _sent(self, room_id: str, name: str, content: Json) -> Sent:
        at = int(self._http.now().timestamp() * 1000)
        event: Json = {"event_id": name, "type": "m.room.message", "sender": self._us}
        event |= {"origin_server_ts": at, "content": content}
        _, raw = self._raw(room_id, event)
        native = self._message(unpack(raw.payload)).native_id
        return Sent(name, native, matrixtext.link_to(room_id, name), raw)

    # Keeping order

    def moderate(self, target: Target, act: ModerationAct) -> None:
        """Accept or decline an invitation, redact or report a message, ignore its author or ban them from the room."""
        if act not in ACTS:
            raise Refused(f"{act} is not offered here", code="unsupported")
        who = target.author_handle
        if act in (ModerationAct.MUTE, ModerationAct.UNMUTE):
            self._ignore(who, wanted=act is ModerationAct.MUTE)
            return
        if target.native_id.startswith(INVITATION):
            room = target.native_id.removeprefix(INVITATION)
            way = {ModerationAct.APPROVE: "join", ModerationAct.DELETE: "leave"}.get(act)
            if way is None:
                raise Refused("not for an invitation", code="unsupported")
            self._api.act("rooms", room, way, body={})
            return
        room, event, _ = _place_of(target)
        if act is ModerationAct.DELETE:
            key = sha256(event.encode()).hexdigest()[:24]
            self._api.act("rooms", room, "redact", event, key, body={}, verb="PUT")
        elif act is ModerationAct.REPORT:
            self._api.act("rooms", room, "report", event, body={"reason": ""})
        elif act in (ModerationAct.BLOCK, ModerationAct.UNBLOCK):
            self._ban(room, who, wanted=act is ModerationAct.BLOCK)
        else:
            raise Refused("not for a message", code="unsupported")

    def _ban(self, room: str, who: str, *, wanted: bool) -> None:
        membership = ""
        with suppress(Gone):
            membership = text_in(
                self._api.ask("rooms", room, "state", "m.room.member", who), "membership"
            )
        if (membership == "ban") is not wanted:
            self._api.act("rooms", room, "ban" if wanted else "unban", body={"user_id": who})

    def _ignore(self, who: str, *, wanted: bool) -> None:
        place = ("user", self._us, "account_data", "m.ignored_user_list")
        known: Json = {}
        with suppress(Gone):
            known = self._api.ask(*place)
        people = {**object_in(known, "ignored_users"), who: {}}
        if not wanted:
            del people[who]
        self._api.act(*place, body={**known, "ignored_users": people}, verb="PUT")

    def revoke(self) -> bool:
        """Sign this device out."""
        try:
            self._api.act("logout", body={})
        except NotSignedIn:
            return True
        except WorkstationError:
            return False
        return True

    # Being called

    def listen(self, heard: Callable[[], object], stopped: Callable[[], bool]) -> None:
        """Keep a reading open that the server answers when something is new, or after some seconds."""
        http = self._http.with_credentials(bearer=self._secret.get("access_token", ""))
        asking, place = matrixapi.Api(http, self._server), ""
        try:
            while not stopped():
                wanted = matrixapi.sync_filter(NEWEST, None if place else [])
                params = [("filter", wanted), ("timeout", LISTEN_MS if place else 0)]
                params += [("set_presence", "offline"), *([("since", place)] if place else [])]
                answer = asking.ask("sync", params=params)
                if place and (joined_in(answer) or invited_in(answer) or left_in(answer)):
                    heard()
                place = text_in(answer, "next_batch")
        finally:
            http.close()

    # Access that ends by itself

    def ends_at(self) -> datetime | None:
        """Return when the access ends, None where the server did not say."""
        return moment(self._secret.get("ends_at", ""))

    def renewable(self) -> bool:
        """Tell whether there is a refresh token."""
        return bool(self._secret.get("refresh_token"))

    def renew(self) -> Credentials:
        """Exchange the refresh token."""
        token = self._secret.get("refresh_token", "")
        answer = matrixapi.renewed(self._plain, self._server, token)
        return Credentials(matrixapi.tokens_of(answer, self._plain))

    def close(self) -> None:
        """Let go of the network."""
        self._http.close()
        self._plain.close()


def capabilities(settings: Mapping[str, str]) -> Capabilities:
    """Return what an account can do, with the largest file that its server takes."""
    known = replace(CAPABILITIES, posts=bool(settings.get("post_place")))
    most = settings.get("max_upload", "")
    if not most.isdecimal():
        return known
    return replace(known, media=replace(known.media, max_bytes=int(most)))


# Where things are


def _place_of(target: Target) -> tuple[str, str, str]:
    """Return room, event and the first message of its thread. Raises `Refused` where it is no message."""
    parts = target.native_id.split(" ")
    if parts[0] + " " == INVITATION:
        raise Refused(
            "nobody can be answered before the invitation was accepted", code="not-joined"
        )
    if len(parts) < 2 or not parts[0].startswith("!"):  # noqa: PLR2004
        raise Refused("no message of a room", code="unsupported")
    return parts[0], parts[1], parts[2] if len(parts) > 2 else ""  # noqa: PLR2004


def _in_parts(
    raws: Sequence[RawItem], gone: Sequence[str], after: str, before: str
) -> Iterator[Page]:
    """Yield what one answer brought; the place moves with the last part."""
    last = max(0, (len(raws) - 1) // HANDED_ON)
    for number in range(last + 1):
        part = tuple(raws[number * HANDED_ON : (number + 1) * HANDED_ON])
        ended = number == last
        yield Page(STREAM, part, after if ended else before, gone=tuple(gone) if ended else ())
