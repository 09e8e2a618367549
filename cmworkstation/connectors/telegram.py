"""Telegram, as a bot: groups, the comments below a channel's posts, and private conversations.

Rules that are not obvious:

- Asking for updates behind a number deletes those before it on the server, for good, and there is no history. So the
  number is sent only once what came before it is on the disk: every page says `only_once`, and the next question is
  asked when whoever took the page comes back for more.
- After a week without updates their numbers begin anew, anywhere. A number from days ago is forgotten, since it could
  delete what it never saw: what was read comes once more, and is recognised.
- Updates wait a day on the server. One reader per bot: where another one, or a webhook, takes them, that is said.
- A bot sees no list of its own messages, and there is no key: in doubt, a person is asked.
- A private conversation has no first message to name: its messages are strung together by the one before.
- The address holds the token, also that of a file: no address goes into an error.
"""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any, ClassVar, Final

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
    Refused,
    ServerTrouble,
    TooLong,
    Unreadable,
)
from cmworkstation.domain.message import Attachment, Item, Kind, Writer
from cmworkstation.sdk import begun
from cmworkstation.sdk.botapi import Bot, moved_to, to_html, units
from cmworkstation.sdk.connector import (
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
)
from cmworkstation.sdk.http import Http
from cmworkstation.sdk.multipart import Part
from cmworkstation.sdk.shapes import (
    Json,
    as_object,
    bookmark,
    id_text,
    moment,
    number_in,
    object_in,
    objects,
    pack,
    text_in,
    unpack,
)

API: Final = "https://api.telegram.org"
STREAM: Final = "updates"
NEW: Final = ("message", "channel_post", "business_message")
EDITED: Final = ("edited_message", "edited_channel_post", "edited_business_message")
DELETED: Final = "deleted_business_messages"
WANTED: Final = (*NEW, *EDITED, DELETED)
# What a bot may be told besides: nobody waits for an answer to it.
OTHERS: Final = frozenset(
    "callback_query chat_boost chat_join_request chat_member chosen_inline_result inline_query message_reaction"
    " message_reaction_count my_chat_member poll poll_answer pre_checkout_query purchased_paid_media"
    " removed_chat_boost shipping_query business_connection".split()
)
AT_ONCE = 100
MOST_PAGES = 50
# After seven days without updates their numbers begin anew; they may have waited for one.
BELIEVED = timedelta(days=5)
SKEW = timedelta(hours=1)  # a number from the future was written down by a clock that was wrong
REMEMBERED = 300  # private conversations whose newest message is known
LONGEST, LONGEST_CAPTION = 4096, 1024
MOST_BYTES, MOST_READ = 50 * 2**20, 20 * 2**20
FILE: Final = "telegram-file:"
PHOTOS: Final = ("image/jpeg", "image/png", "image/webp")
# Kinds of files, and what they are where nobody says.
FILES: Final = {
    "document": ("file", ""),
    "video": ("video", "video/mp4"),
    "video_note": ("video", "video/mp4"),
    "animation": ("video", "video/mp4"),
    "audio": ("audio", "audio/mpeg"),
    "voice": ("audio", "audio/ogg"),
}
MAY_WRITE: Final = (
    "can_send_messages", "can_send_audios", "can_send_documents", "can_send_photos", "can_send_videos",
    "can_send_video_notes", "can_send_voice_notes", "can_send_polls", "can_send_other_messages",
    "can_add_web_page_previews",
)  # fmt: skip
CAPABILITIES = Capabilities(
    visibilities=(Visibility.PUBLIC, Visibility.PRIVATE),
    length=LengthRule(Unit.UTF16, LONGEST),
    idempotency=Idempotency.NONE,
    hold_s=15,  # nobody can look: a person is asked soon
    moderation=(
        ModerationAct.DELETE,
        ModerationAct.MUTE,
        ModerationAct.BLOCK,
        ModerationAct.UNMUTE,
        ModerationAct.UNBLOCK,
    ),
    media=MediaRules(types=("*/*",), most=1, max_bytes=MOST_BYTES),
)


class TelegramConnector:
    """One bot."""

    manifest: ClassVar[Manifest] = Manifest(
        "telegram",
        "Telegram",
        SignIn.TOKEN,
        CAPABILITIES,
        poll_s=30,
        address_example="@name_of_your_bot",
        media_axes={"time": "minute", "granularity": "here", "modality": "1-few"},
        home=API,
        lacks=frozenset(
            {Trait.THREAD, Trait.DELETIONS}
        ),  # of what others delete, a bot is not told
    )

    def __init__(self, settings: Mapping[str, str], secret: Mapping[str, str], http: Http) -> None:
        """Take settings as `find` and `check` made them, and the bot's token."""
        self._settings = settings
        self._us = settings.get("bot_id", "")
        self._name = settings.get("user", "")
        self._http = http
        self._bot = Bot(http, settings.get("server", API), secret.get("token", ""))
        self.capabilities = CAPABILITIES

    # Adding an account

    @classmethod
    def find(cls, http: Http, address: str) -> Found:
        """Return the one address that there is, or that of a server of one's own."""
        server = address.strip().rstrip("/") if "://" in address else API
        return Found(server, "Telegram", "Telegram Bot API", {"server": server, "address": server})

    @classmethod
    def begin(cls, http: Http, found: Found, redirect_uri: str) -> Authorisation:
        """Refuse: a token is asked for."""
        raise Refused("no sign-in in the browser", code="unsupported")

    @classmethod
    def finish(
        cls,
        http: Http,
        found: Found,
        authorisation: Authorisation | None,
        answer: Mapping[str, str],
    ) -> Credentials:
        """Take the bot's "token". Raises `NotSignedIn` where it cannot be one."""
        del http, authorisation
        token = "".join(answer.get("token", "").split())
        number, colon, rest = token.partition(":")
        if not (number.isdecimal() and colon and rest.replace("-", "").replace("_", "").isalnum()):
            raise NotSignedIn("no token of a bot")
        return Credentials({"token": token}, {"server": found.server})

    def check(self) -> Identity:
        """Ask who the bot is, and whether somebody else takes its updates."""
        try:
            me = as_object(self._bot.read("getMe"))
        except Gone:
            raise NotSignedIn("404") from None  # what the server says of a token that never was
        name, number = text_in(me, "username"), id_text(me.get("id"))
        if not (name and number):
            raise ServerTrouble("a bot without name")
        if text_in(as_object(self._bot.read("getWebhookInfo")), "url"):
            raise Refused("a webhook", code="webhook-set")
        settings = {
            **self._settings,
            "bot_id": number,
            "user": name,
            "sees_all": "yes" if me.get("can_read_all_group_messages") is True else "no",
        }
        able = replace(CAPABILITIES, posts=bool(self._settings.get("post_place")))
        return Identity(f"@{name}", text_in(me, "first_name") or name, able, settings=settings)

    # Reading

    def fetch(self, cursors: Mapping[str, str]) -> Iterator[Page]:
        """Yield new and edited messages, oldest first; the page before the one asked for is deleted there."""
        known = bookmark(cursors.get(STREAM, ""))
        offset, at = number_in(known, "offset"), moment(known.get("at"))
        if at is None or not -SKEW <= self._http.now() - at <= BELIEVED:
            offset = 0
        last = {
            key: value for key, value in object_in(known, "last").items() if isinstance(value, str)
        }
        asked = {"limit": AT_ONCE, "timeout": 0, "allowed_updates": json.dumps(WANTED)}
        for _ in range(MOST_PAGES):
            found = self._bot.read(
                "getUpdates", {**asked, **({"offset": offset} if offset else {})}
            )
            if not isinstance(found, list):
                raise ServerTrouble("no updates in the answer")
            if not found:
                return
            raws = [self._raw(update, last) for update in map(as_object, found)]
            gone = [name for update in objects(found) for name in _deleted(update)]
            numbers = [number_in(one, "update_id") for one in objects(found)]
            offset = max([offset, *(number + 1 for number in numbers)])
            last = dict(list(last.items())[-REMEMBERED:])
            place = {"offset": offset, "at": self._http.now().isoformat(), "last": last}
            yield Page(STREAM, tuple(raws), json.dumps(place), gone=tuple(gone), only_once=True)
            if len(found) < AT_ONCE:
                return

    def _raw(self, update: Json, last: dict[str, str]) -> RawItem:
        """Return an update as it came, in a private conversation with the message before."""
        kind = next((one for one in update if one != "update_id"), "")
        message = object_in(update, kind)
        known: Json = {"update": update}
        chat = object_in(message, "chat")
        if kind in NEW and text_in(chat, "type") == "private":
            key = id_text(chat.get("id"))
            name = _name(chat, message.get("message_id"))
            if before := last.pop(key, ""):
                known["before"] = before
            last[key] = name
        return RawItem(kind or "update", id_text(update.get("update_id")), pack(known))

    def thread(self, target: Target) -> Page:
        """Return nothing: a bot cannot read again what it was told once."""
        return Page("", (), "")

    def attachment(self, target: Target, url: str) -> Iterator[bytes]:
        """Yield a file of a message; the server has it for bots up to 20 MB."""
        address = self._bot.file_address(url.removeprefix(FILE))
        yield from self._http.stream(address, max_bytes=MOST_READ)

    # Understanding

    def parse(self, raw: RawItem) -> Sequence[Item]:
        """Turn an update into a message, what it answers before it."""
        known = unpack(raw.payload)
        if raw.kind == "sent":
            item = self._item(object_in(known, "message"), parent=text_in(known, "parent"))
            # A post in a channel names nobody but the channel, in whose name we speak.
            return (replace(item, writer=replace(item.writer, is_us=True)),)
        if raw.kind == DELETED or raw.kind in OTHERS:
            return ()
        if raw.kind not in WANTED:
            raise Unreadable(f"{raw.kind}: unknown")
        message = object_in(object_in(known, "update"), raw.kind)
        if _is_notice(message):
            return ()
        item = self._item(message, before=text_in(known, "before"))
        answered = object_in(message, "reply_to_message")
        if answered and not _is_notice(answered) and not item.writer.is_us:
            with suppress(Unreadable):
                return (replace(self._item(answered), context=True), item)
        return (item,)

    def _item(self, message: Json, *, before: str = "", parent: str = "") -> Item:
        chat, number = object_in(message, "chat"), number_in(message, "message_id")
        at = _time(message.get("date"))
        if not (number and id_text(chat.get("id")) and at):
            raise Unreadable("a message without number, conversation or date")
        answered = object_in(message, "reply_to_message")
        above = _name(chat, answered.get("message_id")) if number_in(answered, "message_id") else ""
        private = text_in(chat, "type") == "private"
        topic = number_in(message, "message_thread_id")
        # A forum's topic is a room, no thread; else this is the first message of the thread.
        first = _name(chat, topic) if topic and message.get("is_topic_message") is not True else ""
        writer = self._writer(message)
        posted = message.get("is_automatic_forward") is True or text_in(chat, "type") == "channel"
        text = text_in(message, "text") or text_in(message, "caption")
        marks = message.get("entities") or message.get("caption_entities")
        begins = not (above or first or private)
        return Item(
            remote_id=_name(chat, number),
            native_id=_native(chat, message),
            kind=self._kind(message, private=private, posted=posted, text=text, answered=answered),
            writer=writer,
            at=at,
            html=to_html(text, marks) or _of_others(message),
            title=text_in(chat, "title") if begins else "",
            parent_id=parent or above,
            thread_id=first or before,
            visibility=Visibility.PRIVATE if private else Visibility.PUBLIC,
            url=_url(chat, number),
            edited_at=_time(message.get("edit_date")),
            context=posted,
            attachments=_attachments(message),
        )

    def _kind(
        self, message: Json, *, private: bool, posted: bool, text: str, answered: Json
    ) -> Kind:
        if private:
            return Kind.PRIVATE
        if posted:
            return Kind.POST
        if id_text(object_in(answered, "from").get("id")) == self._us != "":
            return Kind.REPLY
        named = bool(self._name) and f"@{self._name}".lower() in text.lower()
        return Kind.MENTION if named else Kind.COMMENT

    def _writer(self, message: Json) -> Writer:
        group, person = object_in(message, "sender_chat"), object_in(message, "from")
        one = group or person
        number = id_text(one.get("id"))
        if not number:  # a channel's post names nobody
            one = object_in(message, "chat")
            number = id_text(one.get("id"))
        name = " ".join(filter(None, (text_in(one, "first_name"), text_in(one, "last_name"))))
        handle = text_in(one, "username")
        return Writer(
            number,
            (name or text_in(one, "title") or handle or number).strip(),
            f"@{handle}" if handle else "",
            f"https://t.me/{handle}" if handle else "",
            is_us=bool(self._us) and number == self._us,
            is_bot=one.get("is_bot") is True,
        )

    # Answering

    def reply(self, target: Target, content: Content, *, once_key: str) -> Sent:
        """Publish a message where the other one stands, as an answer to it, or write to its author in private."""
        limit = LONGEST_CAPTION if content.media else LONGEST
        if (over := units(content.text) - limit) > 0:
            raise TooLong(f"{over} over {limit}", over=over)
        if target.begins:
            return self._begin(target, content)
        place = _Place.of(target.native_id)
        if place is None:
            raise Refused("nothing of this platform", code="unsupported")
        private = content.visibility is Visibility.PRIVATE and not place.is_private
        if private and place.person <= 0:
            raise Refused("nobody to write to", code="not-begun")
        fields: Json = {"chat_id": place.person if private else place.chat}
        if not private:
            fields["reply_parameters"] = {"message_id": place.message}
        if place.topic and not private:
            fields["message_thread_id"] = place.topic
        if place.connection:
            fields["business_connection_id"] = place.connection
        try:
            found = self._publish(fields, content)
        except Refused as error:
            # Where the group has another number, so have its messages; nothing was published.
            chat_id = moved_to(error)
            if not chat_id:
                raise
            again = {"message_id": place.message, "allow_sending_without_reply": True}
            fields |= {"chat_id": chat_id, **({} if private else {"reply_parameters": again})}
            found = self._publish(fields, content)
        return self._sent(found, target.remote_id)

    def _begin(self, target: Target, content: Content) -> Sent:
        """Post in a channel or a group; where the group has another number by now, there."""
        fields: Json = {"chat_id": begun.place_of(target)}
        try:
            found = self._publish(fields, content)
        except Refused as error:
            if not (chat_id := moved_to(error)):
                raise
            found = self._publish({"chat_id": chat_id}, content)
        return self._sent(found, "")

    @staticmethod
    def _sent(found: Any, answers: str) -> Sent:  # noqa: ANN401 - as below
        message = as_object(found)
        chat, number = object_in(message, "chat"), number_in(message, "message_id")
        if not number or not id_text(chat.get("id")):
            raise Ambiguous("no message in the answer")
        raw = RawItem("sent", str(number), pack({"message": message, "parent": answers}))
        return Sent(_name(chat, number), _native(chat, message), _url(chat, number), raw)

    def places(self) -> tuple[Folder, ...]:
        """Return nothing: no bot has a list of the channels that it may post in; a person names one."""
        return ()

    @classmethod
    def place_of(cls, typed: str) -> str:
        """Return a channel or a group as "@name", or its number; also out of its address."""
        said = re.sub(r"^(https?://)?t\.me/", "@", typed.strip())
        return said if re.fullmatch(r"@[A-Za-z]\w{3,31}|-[0-9]{1,18}", said) else ""

    def _publish(self, fields: Json, content: Content) -> Any:  # noqa: ANN401 - a message, if the server keeps its word
        if not content.media:
            return self._bot.act("sendMessage", {**fields, "text": content.text}, safe=False)
        return self._publish_file(fields, content.text, content.media[0])

    def _publish_file(self, fields: Json, text: str, file: Upload) -> Any:  # noqa: ANN401 - as above
        photo = file.type in PHOTOS
        form = {
            name: value if isinstance(value, str) else json.dumps(value)
            for name, value in {**fields, **({"caption": text} if text else {})}.items()
        }
        part = Part("photo" if photo else "document", file.name, file.type, file.read())
        return self._bot.send_file("sendPhoto" if photo else "sendDocument", form, part)

    def find_sent(
        self, target: Target, content: Content, *, once_key: str, since: datetime
    ) -> Sent | None:
        """Find nothing: a bot has no list of its own messages."""
        return None

    # Keeping order

    def moderate(self, target: Target, act: ModerationAct) -> None:
        """Delete a message, keep its author from writing, or from the group."""
        if act not in self.capabilities.moderation:
            raise Refused(f"{act} is not offered here", code="unsupported")
        place = _Place.of(target.native_id)
        if place is None:
            raise Refused("nothing of this platform", code="unsupported")
        here: Json = {"chat_id": place.chat}
        if act is ModerationAct.DELETE:
            try:
                self._bot.act("deleteMessage", {**here, "message_id": place.message})
            except Gone:
                return
        elif place.is_private or not place.person:
            raise Refused("not in private", code="not-in-private")
        elif act in (ModerationAct.MUTE, ModerationAct.UNMUTE):
            allowed = dict.fromkeys(MAY_WRITE, act is ModerationAct.UNMUTE)
            person = {"user_id": place.person, "permissions": allowed}
            self._bot.act("restrictChatMember", {**here, **person})
        elif act is ModerationAct.BLOCK:
            name = "banChatMember" if place.person > 0 else "banChatSenderChat"
            self._bot.act(name, {**here, _person_field(place.person): place.person})
        else:
            name = "unbanChatMember" if place.person > 0 else "unbanChatSenderChat"
            only = {"only_if_banned": True} if place.person > 0 else {}
            self._bot.act(name, {**here, _person_field(place.person): place.person, **only})

    def revoke(self) -> bool | None:
        """Tell that only a person can take a token back, by writing to the father of all bots."""
        return None

    def close(self) -> None:
        """Let go of the network."""
        self._http.close()


class _Place:
    """Where a message stands: "chat message topic person connection", "-" for nothing."""

    def __init__(self, chat: int, message: int, topic: int, person: int, connection: str) -> None:
        self.chat, self.message, self.topic, self.person = chat, message, topic, person
        self.connection = connection

    @classmethod
    def of(cls, native_id: str) -> "_Place | None":
        parts = native_id.split(" ")
        try:
            chat, message, topic, person = map(int, parts[:4])
        except ValueError:
            return None
        if len(parts) != 5 or not chat or message <= 0:  # noqa: PLR2004 - as above
            return None
        return cls(chat, message, topic, person, "" if parts[4] == "-" else parts[4])

    @property
    def is_private(self) -> bool:
        return self.chat > 0


def _name(chat: Json, message: object) -> str:
    return f"telegram:{id_text(chat.get('id'))}/{id_text(message)}"


def _native(chat: Json, message: Json) -> str:
    group, person = object_in(message, "sender_chat"), object_in(message, "from")
    topic = (
        number_in(message, "message_thread_id") if message.get("is_topic_message") is True else 0
    )
    who = id_text((group or person).get("id")) or "0"
    connection = text_in(message, "business_connection_id").replace(" ", "") or "-"
    number = id_text(message.get("message_id"))
    return f"{id_text(chat.get('id'))} {number} {topic} {who} {connection}"


def _person_field(person: int) -> str:
    return "user_id" if person > 0 else "sender_chat_id"


def _deleted(update: Json) -> Iterator[str]:
    """Yield the names of messages that a person deleted, which is told of their own account's alone."""
    gone = object_in(update, DELETED)
    numbers = gone.get("message_ids")
    for number in numbers if isinstance(numbers, list) else ():
        if id_text(number):
            yield _name(object_in(gone, "chat"), number)


def _time(value: object) -> datetime | None:
    seconds = value if isinstance(value, int) and not isinstance(value, bool) else 0
    try:
        return datetime.fromtimestamp(seconds, UTC) if seconds > 0 else None
    except (OverflowError, ValueError, OSError):
        return None


def _url(chat: Json, number: int) -> str:
    if name := text_in(chat, "username"):
        return f"https://t.me/{name}/{number}" if text_in(chat, "type") != "private" else ""
    long = id_text(chat.get("id"))
    return f"https://t.me/c/{long.removeprefix('-100')}/{number}" if long.startswith("-100") else ""


SAID = (
    "text", "caption", "photo", "document", "video", "video_note", "animation", "audio", "voice", "sticker", "poll",
    "location", "contact", "dice", "story",
)  # fmt: skip


def _is_notice(message: Json) -> bool:
    """Tell whether a message only tells of something: who came, what was pinned."""
    return bool(number_in(message, "message_id")) and not any(one in message for one in SAID)


def _of_others(message: Json) -> str:
    """Return in words what is neither text nor file."""
    sticker, poll = object_in(message, "sticker"), object_in(message, "poll")
    words = text_in(sticker, "emoji") or text_in(poll, "question")
    contact = object_in(message, "contact")
    words = words or " ".join(
        filter(None, (text_in(contact, one) for one in ("first_name", "last_name", "phone_number")))
    )
    return to_html(words, None) if words else ""


def _attachments(message: Json) -> tuple[Attachment, ...]:
    found = []
    sizes = objects(message.get("photo"))
    if sizes and text_in(sizes[-1], "file_id"):
        best = sizes[-1]
        url = f"{FILE}{text_in(best, 'file_id')}"
        found.append(Attachment("image", url, size=number_in(best, "file_size"), type="image/jpeg"))
    for name, (kind, usual) in FILES.items():
        one = object_in(message, name)
        if name == "document" and "animation" in message:
            continue  # the same file, by its older name
        if file_id := text_in(one, "file_id"):
            found.append(
                Attachment(
                    kind,
                    f"{FILE}{file_id}",
                    title=text_in(one, "file_name"),
                    size=number_in(one, "file_size"),
                    type=text_in(one, "mime_type") or usual,
                )
            )
    return tuple(found)
