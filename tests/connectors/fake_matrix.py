"""A homeserver of Matrix at a loopback address, with the rooms of a few invented people; we are @alma:ormaie.example.

It keeps every event in one order, hands out places in it as the reference server does, and refuses what that refuses.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from tests.connectors.misbehaving import Misbehaving, Reply

Json = dict[str, Any]

DOMAIN = "ormaie.example"
US, CLARA, BRUNO = (f"@{one}:{DOMAIN}" for one in ("alma", "clara", "bruno"))
HALL = f"!hall:{DOMAIN}"  # a public room
TALK = f"!talk:{DOMAIN}"  # a direct chat with Clara
SAFE = f"!safe:{DOMAIN}"  # an encrypted room
PASSWORD = "a word that nobody may see"
LIMIT = 65_536
CLIENT = "/_matrix/client/v3/"


class No(Exception):
    """A refusal in the protocol's form."""

    def __init__(self, status: int, errcode: str, **more: object) -> None:
        super().__init__(errcode)
        self.status = status
        self.body = {"errcode": errcode, "error": f"{errcode} in words", **more}


@dataclass
class FakeMatrix(Misbehaving):
    """The whole state of one small homeserver."""

    events: list[Json] = field(default_factory=list)  # of all rooms, the oldest first
    rooms: dict[str, Json] = field(default_factory=dict)  # room → "members", "since"
    invited: dict[str, list[Json]] = field(default_factory=dict)  # room → stripped state
    invited_at: dict[str, int] = field(default_factory=dict)
    access: str = "syt_access_that_nobody_may_see_1"
    refresh: str = "syr_refresh_that_nobody_may_see_1"
    password_login: bool = True
    base_url: str = ""  # what the well-known place names; "" for none
    stopped: str = ""  # an error code that every sign-in and question meets
    gently: bool = False  # a spent access may be renewed
    lives_ms: int = 0  # how long access lives
    turn: int = 1
    transactions: dict[tuple[str, str], str] = field(default_factory=dict)
    created: list[str] = field(default_factory=list)  # texts of ours that were really sent
    files: dict[str, tuple[str, bytes]] = field(default_factory=dict)
    direct: dict[str, list[str]] = field(default_factory=lambda: {CLARA: [TALK]})
    ignored: Json = field(default_factory=dict)
    reports: list[str] = field(default_factory=list)
    banned: list[str] = field(default_factory=list)
    bundles: bool = True  # tells the newest edit together with a message
    least: int = 10_000  # messages of a room that one answer brings at most
    logged_out: int = 0
    count: int = 0

    def __post_init__(self) -> None:
        for room, rules, name in ((HALL, "public", "La salle"), (TALK, "invite", "")):
            self.open_room(room, rules, name, (US, CLARA) if room == TALK else (US, CLARA, BRUNO))

    # What people do

    def open_room(self, room: str, rules: str, name: str, members: tuple[str, ...]) -> None:
        """Somebody opens a room, and everybody is in it."""
        self.rooms[room] = {"members": set(members)}
        self.put(room, CLARA, "m.room.create", {"room_version": "10"}, "")
        for one in members:
            said = {"membership": "join", "displayname": one[1:].partition(":")[0].capitalize()}
            self.put(room, one, "m.room.member", said, one)
        self.put(room, CLARA, "m.room.join_rules", {"join_rule": rules}, "")
        if name:
            self.put(room, CLARA, "m.room.name", {"name": name}, "")

    def put(
        self, room: str, sender: str, kind: str, content: Any, state_key: str | None = None
    ) -> Json:
        """Add an event to a room."""
        self.count += 1
        event: Json = {
            "event_id": f"${self.count:04d}_{kind.rpartition('.')[2]}",
            "room_id": room,
            "sender": sender,
            "type": kind,
            "origin_server_ts": int(datetime.now(UTC).timestamp() * 1000) + self.count,
            "content": content,
            "unsigned": {"age": self.count},
        }
        if state_key is not None:
            event["state_key"] = state_key
        self.events.append(event)
        return event

    def say(
        self,
        text: str = "Bonsoir, à quelle heure ouvrez-vous ?",
        *,
        by: str = CLARA,
        room: str = HALL,
        to: Json | None = None,
        root: Json | None = None,
        **more: object,
    ) -> Json:
        """Somebody writes a message; `root` begins the thread that it belongs to."""
        content: Json = {"msgtype": "m.text", "body": text, **more}
        relation: Json = {}
        if to is not None:
            relation["m.in_reply_to"] = {"event_id": to["event_id"]}
        if root is not None:
            relation |= {"rel_type": "m.thread", "event_id": root["event_id"]}
        if relation:
            content["m.relates_to"] = relation
        return self.put(room, by, "m.room.message", content)

    def edit(self, event: Json, text: str, *, by: str = "") -> Json:
        """Somebody edits a message."""
        content = {
            "msgtype": "m.text",
            "body": f"* {text}",
            "m.new_content": {"msgtype": "m.text", "body": text},
            "m.relates_to": {"rel_type": "m.replace", "event_id": event["event_id"]},
        }
        edit = self.put(event["room_id"], by or event["sender"], "m.room.message", content)
        if self.bundles and edit["sender"] == event["sender"]:
            event["unsigned"]["m.relations"] = {"m.replace": edit}
        return edit

    def redact(self, event: Json, *, by: str = "", old: bool = True) -> Json:
        """Somebody deletes a message; newer rooms say so in another place."""
        who, name = by or event["sender"], event["event_id"]
        said = {} if old else {"redacts": name}
        told = self.put(event["room_id"], who, "m.room.redaction", said)
        if old:
            told["redacts"] = name
        event["content"] = {}
        event["unsigned"] = {"redacted_because": {"event_id": told["event_id"]}}
        return told

    def invite(self, room: str = f"!atelier:{DOMAIN}", *, by: str = BRUNO) -> str:
        """Somebody invites us."""
        self.count += 1
        member = {
            "type": "m.room.member",
            "state_key": US,
            "sender": by,
            "content": {"membership": "invite"},
            "origin_server_ts": int(datetime.now(UTC).timestamp() * 1000),
        }
        named = {"type": "m.room.name", "state_key": "", "content": {"name": "L’atelier"}}
        self.invited[room] = [named, member]
        self.invited_at[room] = len(self.events)
        self.events.append({"room_id": "", "type": "nothing"})  # the order moves on
        return room

    def event(self, name: str) -> Json:
        """Return an event."""
        for one in self.events:
            if one.get("event_id") == name:
                return one
        raise No(404, "M_NOT_FOUND")

    def text_of(self, name: str) -> str:
        return str(self.event(name)["content"].get("body", ""))

    # What the server answers

    def respond(self, verb: str, target: str, headers: Mapping[str, str], body: bytes) -> Reply:
        parts = urlsplit(target)
        asked = {key: values[0] for key, values in parse_qs(parts.query).items()}
        names = {key.lower(): value for key, value in headers.items()}
        try:
            found = self._route(verb, parts.path, asked, names, body)
        except No as error:
            return self._json(error.status, error.body)
        if isinstance(found, bytes):
            return 200, {"Content-Type": "application/octet-stream"}, found
        return self._json(200, found)

    @staticmethod
    def _json(status: int, found: Any) -> Reply:
        return status, {"Content-Type": "application/json"}, json.dumps(found).encode()

    def _route(  # noqa: PLR0911 - a table of addresses
        self, verb: str, path: str, asked: dict[str, str], headers: Mapping[str, str], body: bytes
    ) -> Any:
        if path == "/.well-known/matrix/client":
            if not self.base_url:
                raise No(404, "M_NOT_FOUND")
            return {"m.homeserver": {"base_url": self.base_url}}
        if path == "/_matrix/client/versions":
            return {"versions": ["v1.11", "v1.15"]}
        if path == f"{CLIENT}login":
            return self._login(verb, body)
        if path == f"{CLIENT}refresh":
            return self._renew(json.loads(body))
        if headers.get("authorization") != f"Bearer {self.access}":
            raise No(401, "M_UNKNOWN_TOKEN", soft_logout=self.gently)
        if self.stopped:
            status = 401 if self.stopped == "M_USER_LOCKED" else 403
            raise No(status, self.stopped)
        if path == "/_matrix/client/v1/media/config":
            return {"m.upload.size": 5_000_000}
        if path.startswith("/_matrix/client/v1/media/download/"):
            return self._download(path.rpartition("/")[2])
        if path == "/_matrix/media/v3/upload":
            name = f"file{len(self.files)}"
            self.files[name] = (asked.get("filename", ""), body)
            return {"content_uri": f"mxc://{DOMAIN}/{name}"}
        if not path.startswith(CLIENT):
            raise No(404, "M_UNRECOGNIZED")
        steps = [unquote(one) for one in path.removeprefix(CLIENT).split("/")]
        return self._inside(verb, steps, asked, json.loads(body) if body else {})

    def _download(self, name: str) -> bytes:
        if name not in self.files:
            raise No(404, "M_NOT_FOUND")
        return self.files[name][1]

    def _login(self, verb: str, body: bytes) -> Json:
        kinds = ["m.login.password"] if self.password_login else ["m.login.sso"]
        if verb == "GET":
            return {"flows": [{"type": one} for one in kinds]}
        told = json.loads(body)
        assert told["refresh_token"] is True
        if self.stopped:
            raise No(403, self.stopped)
        user = told["identifier"]["user"]
        if user not in (US, "alma") or told["password"] != PASSWORD:
            raise No(403, "M_FORBIDDEN")
        return {"user_id": US, "device_id": f"DEVICE{self.turn}", **self._tokens()}

    def _renew(self, told: Json) -> Json:
        if told.get("refresh_token") != self.refresh:
            raise No(401, "M_UNKNOWN_TOKEN")
        self.turn += 1
        self.access = f"syt_access_that_nobody_may_see_{self.turn}"
        self.refresh = f"syr_refresh_that_nobody_may_see_{self.turn}"
        return self._tokens()

    def _tokens(self) -> Json:
        found: Json = {"access_token": self.access, "refresh_token": self.refresh}
        return found | ({"expires_in_ms": self.lives_ms} if self.lives_ms else {})

    def _inside(self, verb: str, steps: list[str], asked: dict[str, str], told: Json) -> Any:  # noqa: PLR0911 - a table of addresses
        match steps:
            case ["account", "whoami"]:
                return {"user_id": US, "device_id": "DEVICE1"}
            case ["profile", who, "displayname"]:
                return {"displayname": who[1:].partition(":")[0].capitalize()}
            case ["logout"]:
                self.logged_out += 1
                self.access = "another"
                return {}
            case ["sync"]:
                return self._sync(asked)
            case ["joined_rooms"]:
                return {"joined_rooms": [one for one in self.rooms if self._is_in(one)]}
            case ["user", who, "account_data", "m.ignored_user_list"]:
                assert who == US
                return self._ignore(verb, told)
            case ["rooms", room, *rest]:
                return self._room(verb, room, rest, asked, told)
        raise No(404, "M_UNRECOGNIZED")

    def _ignore(self, verb: str, told: Json) -> Json:
        if verb == "PUT":
            self.ignored = told
            return {}
        if not self.ignored:
            raise No(404, "M_NOT_FOUND")
        return self.ignored

    def _is_in(self, room: str) -> bool:
        return US in self.rooms.get(room, {}).get("members", ())

    def _room(  # noqa: PLR0911 - a table of addresses
        self, verb: str, room: str, rest: list[str], asked: dict[str, str], told: Json
    ) -> Any:
        if rest == ["join"] and room in self.invited:
            del self.invited[room]
            self.open_room(room, "invite", "L’atelier", (US, BRUNO))
            return {"room_id": room}
        if rest == ["leave"] and room in self.invited:
            del self.invited[room]
            return {}
        if not self._is_in(room):
            raise No(403, "M_FORBIDDEN")
        match rest:
            case ["messages"]:
                return self._messages(room, asked)
            case ["event", name]:
                return self.event(name)
            case ["state", kind, key] if found := self._state(room, len(self.events)).get(
                (kind, key)
            ):
                return found["content"]
            case ["send", kind, key]:
                return {"event_id": self._send(room, kind, key, told)}
            case ["redact", name, key]:
                if (room, key) not in self.transactions:
                    self.transactions[room, key] = self.redact(self.event(name), by=US)["event_id"]
                return {"event_id": self.transactions[room, key]}
            case ["report", name]:
                self.event(name)
                self.reports.append(name)
                return {}
            case ["ban" | "unban" as act]:
                member = {"membership": "ban" if act == "ban" else "leave"}
                self.put(room, US, "m.room.member", member, told["user_id"])
                self.banned.append(f"{act} {told['user_id']}")
                return {}
        raise No(404, "M_NOT_FOUND")

    def _send(self, room: str, kind: str, key: str, told: Json) -> str:
        if (room, key) in self.transactions:
            return self.transactions[room, key]
        if len(json.dumps(told, ensure_ascii=False).encode()) > LIMIT:
            raise No(413, "M_TOO_LARGE")
        event = self.put(room, US, kind, told)
        event["unsigned"]["transaction_id"] = key
        self.transactions[room, key] = event["event_id"]
        if told.get("msgtype") == "m.text":
            self.created.append(told["body"])
        return str(event["event_id"])

    def _state(self, room: str, until: int) -> dict[tuple[str, str], Json]:
        found: dict[tuple[str, str], Json] = {}
        for one in self.events[:until]:
            if one["room_id"] == room and "state_key" in one:
                found[one["type"], one["state_key"]] = one
        return found

    def _messages(self, room: str, asked: dict[str, str]) -> Json:
        wanted = json.loads(asked["filter"])["types"]
        end = _place(asked["from"]) if "from" in asked else len(self.events)
        to = _place(asked["to"]) if "to" in asked else 0
        limit = int(asked["limit"])
        chunk: list[Json] = []
        at = end
        while at > to and len(chunk) < limit:
            at -= 1
            one = self.events[at]
            if one["room_id"] == room and one["type"] in wanted:
                chunk.append(one)
        more = {"end": f"s{at}"} if at > to else {}
        state = [
            one for (kind, _), one in self._state(room, end).items() if kind == "m.room.member"
        ]
        return {"chunk": chunk, "start": f"s{end}", "state": state, **more}

    def _sync(self, asked: dict[str, str]) -> Json:
        wanted = json.loads(asked["filter"])["room"]
        since = _place(asked["since"]) if "since" in asked else 0
        if since > len(self.events):
            raise No(400, "M_UNKNOWN")
        only = wanted.get("rooms")
        rooms = [one for one in self.rooms if self._is_in(one) and (only is None or one in only)]
        joined = {}
        for room in rooms:
            found = self._news(room, since, wanted)
            if found["timeline"]["events"] or found["state"]["events"]:
                joined[room] = found
        invited = {
            room: {"invite_state": {"events": state}}
            for room, state in self.invited.items()
            if self.invited_at[room] >= since and (only is None or room in only)
        }
        known = {"type": "m.direct", "content": self.direct}
        return {
            "next_batch": f"s{len(self.events)}",
            "account_data": {"events": [known] if not since else []},
            "rooms": {"join": joined, "invite": invited, "leave": {}},
        }

    def _news(self, room: str, since: int, wanted: Json) -> Json:
        kinds = wanted["timeline"]["types"]
        limit = min(wanted["timeline"]["limit"], self.least)
        fresh = [
            (place, one)
            for place, one in enumerate(self.events)
            if place >= since and one["room_id"] == room and one["type"] in kinds
        ]
        shown = fresh[-limit:]
        begins = shown[0][0] if shown else len(self.events)
        now = self._state(room, begins)
        before = {} if not since else self._state(room, since)
        senders = {one.get("sender") for _, one in shown}
        state = [
            one
            for (kind, key), one in now.items()
            if before.get((kind, key)) is not one or (kind == "m.room.member" and key in senders)
        ]
        members = len(self.rooms[room]["members"])
        others = sorted(self.rooms[room]["members"] - {US})
        summary = {
            "m.joined_member_count": members,
            "m.invited_member_count": 0,
            "m.heroes": others,
        }
        limited = len(shown) < len(fresh)
        timeline = {
            "events": [one for _, one in shown],
            "limited": limited,
            "prev_batch": f"s{begins}",
        }
        return {
            "timeline": timeline,
            "state": {"events": state},
            "summary": summary if not since else {},
        }


def _place(token: str) -> int:
    if not token.startswith("s") or not token[1:].isdecimal():
        raise No(400, "M_UNKNOWN")
    return int(token[1:])
