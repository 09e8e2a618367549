"""The Bot API at one loopback address: updates that are deleted once they are confirmed, groups, a channel, people.

It forgets what was confirmed as the real one does, and refuses in its words. All people, groups and words are invented.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from tests.connectors.misbehaving import Misbehaving, Reply

Json = dict[str, Any]
TOKEN = "123456789:AAtoken-that-nobody-may-see"
BOT = {"id": 123456789, "is_bot": True, "first_name": "Alma", "username": "alma_bot"}
CLARA = {
    "id": 42,
    "is_bot": False,
    "first_name": "Clara",
    "last_name": "Fenouil",
    "username": "clara",
}
BRUNO = {"id": 43, "is_bot": False, "first_name": "Bruno"}
GROUP: Json = {
    "id": -1001000000001,
    "type": "supergroup",
    "title": "Readers",
    "username": "ormaie_readers",
}
CLOSED = {"id": -1001000000002, "type": "supergroup", "title": "Helpers"}
OLD: Json = {"id": -77, "type": "group", "title": "Old readers"}
CHANNEL = {"id": -1001000000003, "type": "channel", "title": "Ormaie", "username": "ormaie"}
PRIVATE = {"id": 42, "type": "private", "first_name": "Clara", "username": "clara"}


class No(Exception):
    def __init__(self, status: int, description: str, **parameters: Any) -> None:
        super().__init__(description)
        self.status = status
        self.body: Json = {"ok": False, "error_code": status, "description": description}
        if parameters:
            self.body["parameters"] = parameters


@dataclass
class FakeTelegram(Misbehaving):
    """One bot and all that it can be told."""

    token: str = TOKEN
    updates: list[Json] = field(default_factory=list)  # that wait
    confirmed: list[int] = field(default_factory=list)  # updates that were deleted
    offsets: list[int] = field(default_factory=list)  # that were sent, 0 for none
    messages: dict[tuple[int, int], Json] = field(default_factory=dict)
    sent: list[Json] = field(default_factory=list)  # by the bot
    files: dict[str, bytes] = field(default_factory=dict)
    uploaded: list[tuple[Json, bytes]] = field(default_factory=list)
    banned: set[tuple[int, int]] = field(default_factory=set)
    muted: set[tuple[int, int]] = field(default_factory=set)
    refusal: tuple[int, str, Json] | None = None  # for whatever the bot does next
    webhook: str = ""
    elsewhere: bool = False  # another program reads the updates
    sees_all: bool = False
    moved: dict[int, int] = field(default_factory=dict)
    closed_to: set[int] = field(default_factory=set)  # people who never began
    next_update: int = 500
    next_message: int = 10
    clock: datetime = field(
        default_factory=lambda: datetime.now(UTC).replace(microsecond=0) - timedelta(minutes=30)
    )

    # What people do

    def tell(self, kind: str, what: Json) -> Json:
        """Add an update of some kind."""
        made = {"update_id": self.next_update, kind: what}
        self.next_update += 1
        self.updates.append(made)
        return made

    def message(
        self,
        text: str = "",
        *,
        by: Json | None = CLARA,
        chat: Json = GROUP,
        to: Json | None = None,
        **more: Any,
    ) -> Json:
        """Make a message, as the server describes it."""
        self.clock += timedelta(seconds=1)
        self.next_message += 1
        made: Json = {
            "message_id": self.next_message,
            "date": int(self.clock.timestamp()),
            "chat": chat,
        }
        made |= {"from": by} if by else {}
        made |= {"text": text} if text else {}
        if to:
            made["reply_to_message"] = {k: v for k, v in to.items() if k != "reply_to_message"}
        made |= more
        self.messages[chat["id"], made["message_id"]] = made
        return made

    def write(self, text: str = "", *, kind: str = "message", **more: Any) -> Json:
        """Somebody writes where the bot can hear it."""
        made = self.message(text, **more)
        self.tell(kind, made)
        return made

    def edit(self, message: Json, text: str) -> None:
        self.clock += timedelta(seconds=1)
        changed = {**message, "text": text, "edit_date": int(self.clock.timestamp())}
        self.tell("edited_message", changed)

    # What the server answers

    def respond(self, verb: str, target: str, headers: Mapping[str, str], body: bytes) -> Reply:
        """Answer one request."""
        parts = urlsplit(target)
        kind = {"Content-Type": "application/json"}
        if parts.path.startswith(f"/file/bot{self.token}/"):
            data = self.files.get(parts.path.rpartition("/")[2])
            return (200, {"Content-Type": "image/jpeg"}, data) if data else (404, kind, b"{}")
        found = re.fullmatch(r"/bot([^/]+)/(\w+)", parts.path)
        try:
            if found is None or found[1] != self.token:
                return self._unknown(found[1] if found else "")
            if "multipart" in headers.get("Content-Type", ""):
                result = self._upload(found[2], body)
            else:
                given = json.loads(body) if body else dict(parse_qsl(parts.query))
                result = self._call(found[2], given)
            return 200, kind, json.dumps({"ok": True, "result": result}).encode()
        except No as no:
            return no.status, kind, json.dumps(no.body).encode()

    @staticmethod
    def _unknown(token: str) -> Reply:
        """Refuse a token: one that was taken back in other words than one that never was."""
        no = No(401, "Unauthorized") if ":" in token else No(404, "Not Found")
        return no.status, {"Content-Type": "application/json"}, json.dumps(no.body).encode()

    def _call(self, name: str, given: Json) -> Any:
        if name == "getMe":
            return {**BOT, "can_read_all_group_messages": self.sees_all}
        if name == "getWebhookInfo":
            return {"url": self.webhook, "pending_update_count": len(self.updates)}
        if name == "getUpdates":
            return self._updates(given)
        if name == "getFile":
            if given["file_id"] not in self.files:
                raise No(400, "Bad Request: invalid file_id")
            return {"file_id": given["file_id"], "file_path": f"photos/{given['file_id']}"}
        if self.refusal:
            status, words, parameters = self.refusal
            raise No(status, words, **parameters)
        if name == "sendMessage":
            if len(given["text"].encode("utf-16-le")) // 2 > 4096:
                raise No(400, "Bad Request: message is too long")
            return self._send(given, text=given["text"])
        return self._moderate(name, given)

    def _updates(self, given: Json) -> list[Json]:
        if self.webhook:
            raise No(
                409,
                "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete the"
                " webhook first",
            )
        if self.elsewhere:
            raise No(
                409,
                "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running",
            )
        offset = int(given.get("offset", 0))
        self.offsets.append(offset)
        if offset:
            self.confirmed += [
                one["update_id"] for one in self.updates if one["update_id"] < offset
            ]
            self.updates = [one for one in self.updates if one["update_id"] >= offset]
        return self.updates[: int(given["limit"])]

    def _send(self, given: Json, **what: Any) -> Json:
        chat = int(str(given["chat_id"]).replace("@ormaie", str(CHANNEL["id"])))
        if chat in self.moved:
            raise No(
                400,
                "Bad Request: group chat was upgraded to a supergroup chat",
                migrate_to_chat_id=self.moved[chat],
            )
        if chat in self.closed_to:
            raise No(403, "Forbidden: bot can't initiate conversation with a user")
        asked = given.get("reply_parameters")
        reply = json.loads(asked) if isinstance(asked, str) else asked
        to = None
        if reply:
            to = self.messages.get((chat, reply["message_id"]))
            if to is None and not reply.get("allow_sending_without_reply"):
                raise No(400, "Bad Request: message to be replied not found")
        known = [GROUP, CLOSED, OLD, CHANNEL, PRIVATE]
        where = next(
            (one for one in known if one["id"] == chat),
            {"id": chat, "type": "supergroup", "title": "?"},
        )
        made = self.message(by=BOT, chat=where, to=to, **what)
        for name in ("business_connection_id", "message_thread_id"):
            if name in given:
                made[name] = given[name]
        self.sent.append(made)
        return made

    def _upload(self, name: str, body: bytes) -> Json:
        boundary = body.split(b"\r\n", 1)[0]
        fields: Json = {}
        data = b""
        for part in body.split(boundary)[1:-1]:
            head, _, value = part.strip(b"\r\n").partition(b"\r\n\r\n")
            key = re.search(rb'name="(\w+)"', head)
            assert key
            if b"filename=" in head:
                data = value
                fields["file"] = key[1].decode()
            else:
                fields[key[1].decode()] = value.decode()
        assert name == ("sendPhoto" if fields["file"] == "photo" else "sendDocument")
        if len(fields.get("caption", "").encode("utf-16-le")) // 2 > 1024:
            raise No(400, "Bad Request: message caption is too long")
        self.uploaded.append((fields, data))
        return self._send(
            fields, caption=fields.get("caption", ""), photo=[{"file_id": "up", "file_size": 9}]
        )

    def _moderate(self, name: str, given: Json) -> bool:
        chat = int(given["chat_id"])
        who = (chat, int(given.get("user_id") or given.get("sender_chat_id") or 0))
        if name == "deleteMessage":
            if self.messages.pop((chat, int(given["message_id"])), None) is None:
                raise No(400, "Bad Request: message to delete not found")
        elif name == "restrictChatMember":
            writes = given["permissions"]["can_send_messages"]
            (self.muted.discard if writes else self.muted.add)(who)
        elif name in ("banChatMember", "banChatSenderChat"):
            self.banned.add(who)
        elif name in ("unbanChatMember", "unbanChatSenderChat"):
            self.banned.discard(who)
        else:
            raise No(404, "Not Found: method not found")
        return True
