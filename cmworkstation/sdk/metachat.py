"""Conversations of Messenger and of Instagram, which Meta lets an account read and answer in the same way.

A message may be answered by whatever means for a day, by a person for a week, and then no more. Conversations have no
time to page by: they are read from the newest down to the first that did not change.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from html import escape

from cmworkstation.domain.account import After, Visibility, WindowRule
from cmworkstation.domain.errors import Ambiguous, RateLimited, Refused, ServerTrouble, Unreadable
from cmworkstation.domain.message import Attachment, Item, Kind, Writer
from cmworkstation.sdk import gathered, graph
from cmworkstation.sdk.connector import Content, Page, RawItem, Sent, Target
from cmworkstation.sdk.gathered import Gathered, Known
from cmworkstation.sdk.graph import Graph
from cmworkstation.sdk.shapes import (
    Json,
    id_text,
    moment,
    number_in,
    object_in,
    objects,
    pack,
    text_in,
)
from cmworkstation.sdk.sought import Sought

STREAM = "messages"
WINDOWS = (
    WindowRule(Visibility.PRIVATE, 24, After.PERSON),
    WindowRule(Visibility.PRIVATE, 168, After.NOTHING),
)
PERSON = {"messenger": "id,name", "instagram": "id,username"}
TALKS, MESSAGES, PAGES, FIRST_PAGES = 25, 20, 20, 2
MOST, OWN_PAGES = 100, 3
DAY, WEEK = timedelta(days=1), timedelta(days=7)
BREATH_S = 60  # before an answer is tried again whose conversation could not be looked at


@dataclass(frozen=True, slots=True)
class Talks:
    """The conversations of one account; `key` names its platform before each permanent id."""

    api: Graph
    us: str
    name: str
    platform: str  # "messenger" or "instagram"
    key: str

    def news(self, known: Known) -> Iterator[Page]:
        """Yield new messages."""
        heads = dict(known.heads)
        messages = f"messages.limit({MESSAGES}){{{self._fields()}}}"
        people = f"participants{{{PERSON[self.platform]}}}"
        asked = {
            "platform": self.platform,
            "fields": f"id,updated_time,link,{people},{messages}",
            "limit": str(TALKS),
        }
        found: list[Gathered] = []
        most = PAGES if known.heads else FIRST_PAGES
        for page in self.api.listed(f"{self.us}/conversations", asked, most):
            changed = [one for one in page if self._is_changed(one, known)]
            for talk in page:  # their messages come along: times of whole seconds would miss some
                said = graph.entries_of(object_in(talk, "messages"))
                found += [self._gathered(one, talk) for one in said]
                heads.pop(id_text(talk.get("id")), None)  # the last ones are kept
                heads[id_text(talk.get("id"))] = text_in(talk, "updated_time")
            if len(changed) < len(page):
                break
        yield from gathered.pages(STREAM, known, found, heads)

    @staticmethod
    def _is_changed(talk: Json, known: Known) -> bool:
        updated = text_in(talk, "updated_time")
        return not updated or known.heads.get(id_text(talk.get("id"))) != updated

    def page(self, target: Target) -> Page:
        """Return a conversation as it is now."""
        talk_id, person, _ = place(target)
        asked = {"fields": self._fields(), "limit": str(MOST)}
        pages = list(self.api.listed(f"{talk_id}/messages", asked, OWN_PAGES))
        talk = {"id": talk_id, "person": person}
        raws = [self._gathered(one, talk).raw for page in pages for one in page]
        return Page("thread", tuple(reversed(raws)), "")

    def item(self, known: Json) -> Item:
        """Understand a message. Raises `Unreadable`."""
        found = object_in(known, "message")
        id_, at = id_text(found.get("id")), moment(found.get("created_time"))
        talk, person = text_in(known, "talk"), text_in(known, "person")
        if not (id_ and at and talk and person):
            raise Unreadable("message without conversation, id, time or sender")
        answers = text_in(known, "answers")
        return Item(
            remote_id=self._name(id_),
            native_id=f"{talk}/{person}/{id_}",
            kind=Kind.PRIVATE,
            writer=self._writer(object_in(found, "from"), id_),
            at=at,
            text=text_in(found, "message"),
            parent_id=self._name(answers) if answers else "",
            thread_id=self._name(talk),
            visibility=Visibility.PRIVATE,
            attachments=tuple(map(_file, objects(object_in(found, "attachments").get("data")))),
        )

    def _writer(self, found: Json, id_: str) -> Writer:
        author, user = id_text(found.get("id")), text_in(found, "username")
        name = text_in(found, "name") or user
        key = self._name(author) if author else f"{self._name(id_)}/somebody"
        return Writer(key, name, f"@{user}" if user else "", is_us=author == self.us)

    # Answering

    def send(self, target: Target, content: Content) -> Sent:
        """Answer a message while its window is open, or a comment by a message, which can be done once."""
        if target.visibility is not Visibility.PRIVATE:
            form = {"recipient": json.dumps({"comment_id": gathered.parted(target.native_id)[1]})}
            answer = self._post(form, content)
            id_ = id_text(answer.get("message_id"))
            return Sent(self._name(id_), id_)  # its conversation comes with the next reading
        talk_id, person, _ = place(target)
        try:
            kind = self._kind_of_answer(talk_id, person)
        except ServerTrouble as error:  # nothing was sent
            raise RateLimited(error.detail, retry_after=BREATH_S) from None
        answer = self._post({"recipient": json.dumps({"id": person}), **kind}, content)
        ours = {"id": self.us, "name": self.name}
        now = self.api.http.now().isoformat(timespec="seconds")
        found = {"id": id_text(answer.get("message_id")), "from": ours, "created_time": now}
        return self._sent({**found, "message": content.text}, talk_id, person, target)

    def _post(self, form: dict[str, str], content: Content) -> Json:
        message = json.dumps({"text": content.text}, ensure_ascii=False)
        answer = self.api.post(f"{self.us}/messages", {**form, "message": message})
        if not id_text(answer.get("message_id")):
            raise Ambiguous("no id in the answer")
        return answer

    def _kind_of_answer(self, talk_id: str, person: str) -> dict[str, str]:
        """Return how a message must be declared, by when the person last wrote. Raises `Refused` after a week."""
        times = [
            at
            for one in self._messages(talk_id)
            if id_text(object_in(one, "from").get("id")) == person
            and (at := moment(one.get("created_time")))
        ]
        age = self.api.http.now() - max(times) if times else DAY
        if age >= WEEK:
            raise Refused("the person wrote more than a week ago", code="window-over")
        if age < DAY:
            return {"messaging_type": "RESPONSE"} if self.platform == "messenger" else {}
        return {"messaging_type": "MESSAGE_TAG", "tag": "HUMAN_AGENT"}

    def find(self, target: Target, content: Content, since: datetime) -> Sent | None:
        """Look for an answer of ours among the newest messages of its conversation."""
        if target.visibility is not Visibility.PRIVATE:
            return None  # the conversation that it began is not known by the comment
        talk_id, person, _ = place(target)
        wanted = Sought.saying(content.text, since)
        for one in self._messages(talk_id):
            ours = id_text(object_in(one, "from").get("id")) == self.us
            if ours and says(one, wanted, "message", "created_time"):
                return self._sent(one, talk_id, person, target)
        return None

    def _messages(self, talk_id: str) -> list[Json]:
        asked = {"fields": self._fields(), "limit": str(MOST)}
        return graph.entries_of(self.api.get(f"{talk_id}/messages", asked))

    def _sent(self, found: Json, talk_id: str, person: str, target: Target) -> Sent:
        answers = target.remote_id.partition(":")[2]
        raw = self._gathered(found, {"id": talk_id, "person": person, "answers": answers}).raw
        return Sent(self._name(id_text(found.get("id"))), raw.native_id, "", raw)

    # What is kept of an answer

    def _gathered(self, message: Json, talk: Json) -> Gathered:
        """Return a message with the conversation that it belongs to and the person whom an answer reaches."""
        people = objects(object_in(talk, "participants").get("data"))
        others = [id_text(one.get("id")) for one in people if id_text(one.get("id")) != self.us]
        person = text_in(talk, "person") or next(filter(None, others), "")
        talk_id, answers = id_text(talk.get("id")), text_in(talk, "answers")
        known = {"message": message, "talk": talk_id, "person": person}
        known |= {"answers": answers} if answers else {}
        native = f"{talk_id}/{person}/{id_text(message.get('id'))}"
        return Gathered(
            RawItem("message", native, pack(known)), moment(message.get("created_time"))
        )

    def _fields(self) -> str:
        files = "attachments{mime_type,name,size,image_data{url},file_url}"
        return f"id,created_time,from{{{PERSON[self.platform]}}},message,{files}"

    def _name(self, id_: str) -> str:
        return f"{self.key}:{id_}"


def place(target: Target) -> tuple[str, str, str]:
    """Return conversation, person and message. Raises `Refused` where a target is no message."""
    talk, _, rest = target.native_id.partition("/")
    person, _, message = rest.partition("/")
    if not (talk and person):
        raise Refused("a message without a conversation", code="unsupported")
    return talk, person, message


def says(found: Json, wanted: Sought, text: str, at: str) -> bool:
    """Tell whether something of ours is what is looked for; `text` and `at` name where its words and its time stand."""
    said = escape(text_in(found, text), quote=False)  # compared as HTML, which these texts are not
    return not wanted.is_older(moment(found.get(at))) and wanted.is_said_by(said)


def _file(found: Json) -> Attachment:
    kind = text_in(found, "mime_type").partition("/")[0]
    return Attachment(
        kind if kind in ("image", "video", "audio") else "file",
        text_in(object_in(found, "image_data"), "url") or text_in(found, "file_url"),
        title=text_in(found, "name"),
        size=number_in(found, "size"),
        type=text_in(found, "mime_type"),
    )
