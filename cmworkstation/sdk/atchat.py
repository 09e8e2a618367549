"""Direct messages of Bluesky: a service of its own, asked through the account's server.

It knows no key of ours and names no first message of a conversation, so that each message is handed on with the id
of the one before. Its log tells what is new and what was deleted since a place in it.
"""

import json
from collections.abc import Iterator, Sequence
from contextlib import suppress

from cmworkstation.domain.errors import Gone, NotSignedIn, Refused
from cmworkstation.sdk.atposts import kept
from cmworkstation.sdk.connector import Page, RawItem
from cmworkstation.sdk.shapes import Json, object_in, objects, pack, text_in, unpack
from cmworkstation.sdk.xrpc import NOT_PERMITTED, Xrpc

SERVICE = "did:web:api.bsky.chat#bsky_chat"
STREAM = "chat"
PREFIX = "bsky-chat:"  # of the permanent id of a message
MOST_TALKS, FIRST_MESSAGES, MOST_MESSAGES = 100, 20, 100
MOST_PAGES = 200


def name_of(talk_id: str, message_id: str) -> str:
    """Return the permanent id of a message."""
    return f"{PREFIX}{talk_id}/{message_id}"


def raw_of(talk: Json, message: Json, before: str, *, parent: str = "") -> RawItem:
    """Return a message with the people of its conversation and the id of the message before."""
    talk_id = text_in(talk, "id")
    members = [kept(one) for one in objects(talk.get("members"))]
    known = {"message": message, "convo": talk_id, "members": members, "before": before}
    more = {"parent": parent} if parent else {}
    return RawItem("message", f"{talk_id}/{text_in(message, 'id')}", pack({**known, **more}))


class Talks:
    """The conversations of one account."""

    def __init__(self, asking: Xrpc) -> None:
        """Take the way to the service."""
        self._ask = asking

    def since(self, place: str) -> Iterator[Page]:
        """Yield what is new since a place in the log; "" begins with the newest messages of every conversation.

        Whoever took the permission back still has everything else: then nothing comes.
        """
        try:
            if not place:
                yield self._first()
                return
            for _ in range(MOST_PAGES):
                answer = self._ask.ask("chat.bsky.convo.getLog", [("cursor", place)])
                after = text_in(answer, "cursor")
                page = self._logged(objects(answer.get("logs")), after or place)
                if page.items or page.gone:
                    yield page
                if after in ("", place):
                    return
                place = after
        except NotSignedIn:
            raise
        except Refused as error:
            if (
                error.code != NOT_PERMITTED and place
            ):  # the log no longer knows the place: begin again
                yield Page(STREAM, (), "")

    def _first(self) -> Page:
        place = text_in(self._ask.ask("chat.bsky.convo.getLog"), "cursor")
        listed = self._ask.ask("chat.bsky.convo.listConvos", [("limit", MOST_TALKS)])
        raws: list[RawItem] = []
        for talk in objects(listed.get("convos")):
            raws += self._read(talk, FIRST_MESSAGES).items
        raws.sort(key=lambda raw: text_in(object_in(unpack(raw.payload), "message"), "sentAt"))
        return Page(STREAM, tuple(raws), json.dumps({"log": place}))

    def _logged(self, logs: Sequence[Json], place: str) -> Page:
        new: dict[str, list[Json]] = {}
        gone: list[str] = []
        for log in logs:
            talk_id, message = text_in(log, "convoId"), object_in(log, "message")
            kind = text_in(log, "$type").rpartition("#")[2]
            if kind == "logCreateMessage" and text_in(message, "id"):
                new.setdefault(talk_id, []).append(message)
            elif kind == "logDeleteMessage":
                gone.append(name_of(talk_id, text_in(message, "id")))
        raws: list[RawItem] = []
        for talk_id, messages in new.items():
            with suppress(Gone):  # the conversation was left meanwhile
                raws += self._strung(talk_id, messages)
        return Page(STREAM, tuple(raws), json.dumps({"log": place}), gone=tuple(gone))

    def _strung(self, talk_id: str, messages: Sequence[Json]) -> list[RawItem]:
        talk = self.one(talk_id)
        most = min(MOST_MESSAGES, len(messages) + FIRST_MESSAGES)
        ids = [text_in(one, "id") for one in reversed(self.messages(talk_id, most))]
        first = text_in(messages[0], "id")
        before = ids[ids.index(first) - 1] if first in ids[1:] else ""
        raws = []
        for message in messages:
            raws.append(raw_of(talk, message, before))
            before = text_in(message, "id")
        return raws

    def read(self, talk_id: str) -> Page:
        """Return the newest messages of a conversation. Raises `Gone` where we left it."""
        return self._read(self.one(talk_id), MOST_MESSAGES)

    def _read(self, talk: Json, most: int) -> Page:
        talk_id = text_in(talk, "id")
        raws, gone, before = [], [], ""
        for message in reversed(self.messages(talk_id, most)):
            if text_in(message, "$type").endswith("#deletedMessageView"):
                gone.append(name_of(talk_id, text_in(message, "id")))
            else:
                raws.append(raw_of(talk, message, before))
                before = text_in(message, "id")
        return Page(STREAM, tuple(raws), "", gone=tuple(gone))

    def one(self, talk_id: str) -> Json:
        """Return a conversation by its id."""
        return self._found("chat.bsky.convo.getConvo", ("convoId", talk_id))

    def with_person(self, did: str) -> Json:
        """Return the conversation with somebody; the service makes one where there is none."""
        return self._found("chat.bsky.convo.getConvoForMembers", ("members", did))

    def _found(self, name: str, param: tuple[str, object]) -> Json:
        found = object_in(self._ask.ask(name, [param]), "convo")
        if not text_in(found, "id"):
            raise Gone("a conversation without id", code="InvalidConvo")
        return found

    def messages(self, talk_id: str, most: int = MOST_MESSAGES) -> list[Json]:
        """Return the newest messages of a conversation, the newest first."""
        params = [("convoId", talk_id), ("limit", most)]
        return objects(self._ask.ask("chat.bsky.convo.getMessages", params).get("messages"))

    def send(self, talk_id: str, message: Json) -> Json:
        """Send a message, once; return it as the service keeps it."""
        return self._ask.act(
            "chat.bsky.convo.sendMessage", {"convoId": talk_id, "message": message}
        )
