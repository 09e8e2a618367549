"""E-mail: a mailbox read by IMAP, answers handed over by SMTP.

Rules that are not obvious:

- A message's permanent name is its Message-ID, so that it stays the same message in whatever folder it lies and
  however the server numbers it. Servers number by folder: `native_id` is "validity:number:folder", believed only
  while the folder's UIDVALIDITY is the same; else the message is looked for by its Message-ID.
- New mail comes by number. The newest messages of each folder are remembered, to see which of them went away:
  to the bin or to junk (where they are found again), to another folder (which means nothing), or for good.
- What we sent from anywhere is read from the folder of sent mail, and is ours.
- Mail of machines and of lists belongs to its thread, but nobody waits for an answer to it; a report that an
  answer of ours could not be delivered is told under that answer.
- Forms on the web write under our own name, or under one that takes no answers: who is named in Reply-To wrote it.
- An answer's Message-ID is made of the outbox's key: whether it left is seen in the folder of sent mail, where the
  provider puts it or we do. Where we do, and nobody heard the server's word, that folder cannot know.
"""

import json
import re
from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from hashlib import blake2b
from typing import ClassVar
from urllib.parse import quote

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
    Gone,
    NotSignedIn,
    Offline,
    Refused,
    ServerTrouble,
    TooLong,
    Unreadable,
    WorkstationError,
)
from cmworkstation.domain.message import (
    Item,
    Recipients,
)
from cmworkstation.sdk import lightmail, mailhosts, mime
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
)
from cmworkstation.sdk.http import Http
from cmworkstation.sdk.imap import Head, Mailbox, State, quoted
from cmworkstation.sdk.mailitems import (
    NEAR,
    answered,
    id_in,
    item_of,
    opened,
    own_addresses,
    raw_of,
    when,
)
from cmworkstation.sdk.measure import count
from cmworkstation.sdk.shapes import (
    Json,
    bookmark,
    moment,
    number_in,
    object_in,
    text_in,
)
from cmworkstation.sdk.smtp import Carrier
from cmworkstation.sdk.tls import Place

INBOX = "INBOX"
FIRST = (
    300  # messages of a folder that are read when the account is new; older ones when a person asks
)
WINDOW = 200  # newest messages of a folder that are watched for going away
AT_A_TIME = 400  # messages whose sizes are asked for at once
PAGE_MESSAGES = 25
PAGE_BYTES = 4 * 2**20
SMALL = 128 * 1024  # bytes of a message that is read as a whole; of a bigger one, only its words
THREAD_MESSAGES = 60
MOST_LOOKS = 20  # messages that went away, looked for in other folders at one reading
MOST_FOLDERS = 30
AWAY = 100  # messages that went away whose coming back is noticed
LONGEST = 500_000  # bytes of an answer
SECTION = re.compile(r"\d{1,4}(?:\.\d{1,4}){0,20}")
OLDEST = datetime(1970, 1, 10, tzinfo=UTC)
MADE = "@missing.invalid>"  # ends the names of messages that came without one
# What stands before the folder in the native id of an answer that we sent, until it was read from there.
KEPT, LACKING = "0:1:", "0:0:"  # by whether its copy was put there
HOLD_S = 600  # a server may take ten minutes over the final dot
LOST = {"junk": "spam", "trash": "trash"}  # what a folder makes of the messages in it
LOOK_ORDER = ("all", "archive", "trash", "junk", "", "drafts", "sent")
PLAIN = Capabilities(
    # Most servers take messages of 25 MB; a file is a third larger on its way.
    media=MediaRules(types=("*/*",), most=20, total_bytes=18 * 2**20, has_alt=True, alt_limit=1500),
    visibilities=(Visibility.PRIVATE,),
    length=LengthRule(Unit.UTF8, LONGEST),
    idempotency=Idempotency.RECONCILE,
    hold_s=HOLD_S,
)


class MailConnector:
    """One person's mailbox."""

    manifest: ClassVar[Manifest] = Manifest(
        "mail",
        "E-mail",
        SignIn.PASSWORD,
        PLAIN,
        poll_s=120,
        address_example="contact@example.org",
        media_axes={"time": "hour", "granularity": "here", "modality": "1-1"},
        lacks=frozenset({Trait.EDITS}),
        real=frozenset(
            {
                Trait.SIGN_IN,
                Trait.INBOX,
                Trait.THREAD,
                Trait.REPLY,
                Trait.ONCE,
                Trait.PRIVATE,
                Trait.MEDIA,
                Trait.DELETIONS,
                Trait.MODERATION,
                Trait.HISTORY,
                Trait.PUSH,
            }
        ),
    )

    def __init__(self, settings: Mapping[str, str], secret: Mapping[str, str], http: Http) -> None:
        """Take settings as `find`, `finish` and `check` made them, and the password."""
        self._settings = settings
        user, password = settings.get("user", ""), secret.get("password", "")
        pins = settings.get("pins", "").split()
        self._box = Mailbox(Place.read(settings.get("imap", "")), user, password, pins)
        self._http = http
        self._carrier = Carrier(Place.read(settings.get("smtp", "")), user, password, pins)
        self._address = settings.get("mail", "")
        self._own = own_addresses(settings)
        self._ids: dict[tuple[str, int], str] = {}  # folder and number → Message-ID, of this run
        self._listed: list[tuple[str, str]] | None = None  # folders with what they are for
        self._copies: list[tuple[str, bytes, datetime]] = []  # that the folder of sent mail lacks

    # Adding an account

    @classmethod
    def find(cls, http: Http, address: str) -> Found:
        """Look for the servers of "me@example.org", as `sdk.mailhosts` says."""
        mail, servers = mailhosts.find(http, address, http.trusted)
        settings = {
            "address": " ".join(address.split()),
            "mail": mail,
            "user": servers.user,
            "imap": str(servers.imap),
            "smtp": str(servers.smtp),
            "copies": servers.copies,
            "hint": servers.hint,
            "pins": " ".join(http.trusted),
        }
        hosts = dict.fromkeys((servers.imap.host, servers.smtp.host))
        return Found(f"imap://{servers.imap.host}", mail, ", ".join(hosts), settings)

    @classmethod
    def begin(cls, http: Http, found: Found, redirect_uri: str) -> Authorisation:
        """Refuse: a mailbox is opened by a password."""
        raise Refused(code="not-supported")

    @classmethod
    def finish(
        cls,
        http: Http,
        found: Found,
        authorisation: Authorisation | None,
        answer: Mapping[str, str],
    ) -> Credentials:
        """Take "user" and "password"."""
        user, password = answer.get("user", "").strip(), answer.get("password", "").strip()
        if not user or not password:
            raise NotSignedIn("user name and password are needed")
        return Credentials({"password": password}, {**found.settings, "user": user})

    def check(self) -> Identity:
        """Sign in at both servers, and see which folders there are. Raises `NotSignedIn`, `Refused`, `Temporary`."""
        roles = self._roles()
        largest = self._carrier.check()
        settings = {
            **{role: roles.get(role, "") for role in ("sent", "all", "archive", "junk", "trash")},
            "name": self._settings.get("name") or self._name_in(roles.get("sent", "")),
        }
        saves = self._saved_by_server()
        limit = min(LONGEST, largest // 3) if largest else LONGEST
        acts = [ModerationAct.SPAM] * ("junk" in roles) + [ModerationAct.TRASH] * ("trash" in roles)
        rules = replace(
            PLAIN,
            length=LengthRule(Unit.UTF8, limit),
            own_list_complete=saves,
            moderation=(*acts, ModerationAct.RESTORE) if acts else (),
        )
        return Identity(self._address, self._address, rules, look="email", settings=settings)

    @classmethod
    def has_several(cls, settings: Mapping[str, str]) -> bool:
        """Tell that every mailbox has folders."""
        del settings
        return True

    def folders(self) -> tuple[Folder, ...]:
        """Return the folders that can be read; drafts are nobody's mail."""
        chosen = self._chosen()
        found = [
            Folder(one.name, one.name, _role(one.name, one.role), one.name in chosen)
            for one in self._box.folders()
            if one.can_open and one.role != "drafts"
        ]
        return tuple(sorted(found, key=lambda one: (one.role != "inbox", one.title.casefold())))

    # Reading

    def fetch(self, cursors: Mapping[str, str]) -> Iterator[Page]:
        """Yield what is new in each chosen folder and in that of sent mail, then what went away."""
        trouble: Refused | None = None
        self._listed = None
        try:
            self._put_copies()
        except Refused as error:  # mail comes in all the same; at the end a person hears of it
            trouble = Refused(code="copy-missing", words=error.words)
        missing: list[str] = []
        for folder in self._read_folders():
            try:
                state = self._box.examine(folder)
            except Gone:
                missing += [folder] if folder in self._chosen() else []
                continue
            yield from self._new(folder, state, cursors)
            yield from self._changes(folder, cursors.get(f"changes:{folder}", ""))
        if missing:  # the others were read; a person must know that this one is not
            trouble = Refused(code="folder-missing", words=", ".join(missing))
        if trouble is not None:
            raise trouble

    def _new(self, folder: str, state: State, cursors: Mapping[str, str]) -> Iterator[Page]:
        stream = f"mail:{folder}"
        known = bookmark(cursors.get(stream, ""))
        validity, after = number_in(known, "validity"), number_in(known, "next")
        seen = _Seen.of(cursors.get(f"changes:{folder}", ""))
        if validity == state.validity and after:
            uids = self._box.uids(after) if state.next_uid != after else []
        else:
            uids = self._newest(state, FIRST)
            if validity and seen.ids:  # the server numbers anew: what we know is known by its name
                uids = self._unknown(uids, set(seen.ids.values()))
        told = _cursor(validity, after)
        for batch in self._in_batches(uids):
            raws = self._read(folder, state.validity, batch, away=seen.away)
            after = max(head.uid for head in batch) + 1
            told = _cursor(state.validity, after)
            yield Page(stream, raws, told, announced=len(raws))
        last = _cursor(state.validity, max(state.next_uid, after))
        if last != told:
            yield Page(stream, (), last)

    def _in_batches(
        self, uids: Sequence[int], *, newest_first: bool = False
    ) -> Iterator[list[Head]]:
        """Yield what the open folder knows of messages, as many at a time as make a page."""
        slices = [uids[start : start + AT_A_TIME] for start in range(0, len(uids), AT_A_TIME)]
        for some in reversed(slices) if newest_first else slices:
            batches = list(_batches(self._box.heads(some)))
            yield from reversed(batches) if newest_first else batches

    def _newest(self, state: State, most: int) -> list[int]:
        """Return the numbers of the newest messages of the open folder, ascending."""
        if not state.count:
            return []
        return self._box.search(f"{max(1, state.count - most + 1)}:*")[-most:]

    def _unknown(self, uids: Sequence[int], ids: set[str]) -> list[int]:
        heads = self._box.headers(uids)
        return [uid for uid in uids if id_in(heads.get(uid, b"")) not in ids]

    def _read(
        self,
        folder: str,
        validity: int,
        heads: Sequence[Head],
        *,
        away: Sequence[str] = (),
        mark: str = "",
    ) -> tuple[RawItem, ...]:
        """Return messages of the open folder as they were received, without those that are gone meanwhile."""
        whole = self._box.messages([head.uid for head in heads if head.size <= SMALL])
        held = LOST.get(self._role_of(folder), "")
        raws = []
        for head in sorted(heads, key=lambda one: one.uid):
            known: Json = {"at": head.at.isoformat()} if head.at else {}
            message = whole.get(head.uid)
            if head.size > SMALL:
                light = lightmail.read(self._box, head.uid)
                message = light.message if light else None
                known |= {"sizes": light.sizes} if light else {}
            if message is None:
                continue
            id_ = id_in(message)
            self._ids[folder, head.uid] = id_
            if held:
                known["held"] = held
            if mark or _short(id_) in away:  # it comes back: not to be taken for old news
                known["turn"] = mark or str(head.uid)
            raws.append(raw_of(message, known, f"{validity}:{head.uid}:{folder}"))
        return tuple(raws)

    def history(
        self, *, since: datetime | None, until: datetime, cursor: str
    ) -> Generator[Page, None, datetime | None]:
        """Yield what came between two moments, folder by folder, the newest first."""
        known = bookmark(cursor)
        done, floor = number_in(known, "done"), moment(known.get("floor")) or until
        missing: list[str] = []
        for place, folder in enumerate(self._read_folders()):
            if place < done:
                continue
            try:
                state = self._box.examine(folder)
            except Gone:
                missing += [folder] if folder in self._chosen() else []
                continue
            below = number_in(known, "below") if place == done else 0
            if number_in(known, "validity") != state.validity:
                below = 0
            uids = [uid for uid in self._between(since, until) if not below or uid < below]
            for batch in self._in_batches(uids, newest_first=True):
                raws = self._read(folder, state.validity, batch)
                floor = min([floor, *filter(None, map(_written, raws))])
                after = {"done": place, "validity": state.validity, "below": batch[0].uid}
                yield Page(HISTORY, raws, json.dumps({**after, "floor": floor.isoformat()}))
        if missing:
            raise Refused(code="folder-missing", words=", ".join(missing))
        return floor if since is None else None

    def _between(self, since: datetime | None, until: datetime) -> list[int]:
        """Return the numbers of what a folder received around a stretch: servers compare days, in any zone."""
        days = [f"BEFORE {until + NEAR + timedelta(days=2):%d-%b-%Y}"]
        if since is not None:
            days.append(f"SINCE {max(since, OLDEST) - NEAR - timedelta(days=1):%d-%b-%Y}")
        return self._box.search(" ".join(days))

    def attachment(self, target: Target, url: str) -> Iterator[bytes]:
        """Yield the bytes of a file, decoded, in pieces."""
        section = url.rpartition("/")[2]
        place = self._located(target) if SECTION.fullmatch(section) else None
        if place is None:
            raise Gone("the file does not exist any more", code="file-gone")
        yield from lightmail.file(self._box, place[1], section)

    # What went away

    def _changes(self, folder: str, cursor: str) -> Iterator[Page]:
        state = self._box.examine(folder)
        seen = _Seen.of(cursor)
        stands = (state.validity, state.next_uid, state.count, state.modseq)
        if state.modseq and stands == seen.stands:
            return  # the server counts every change, and there was none
        if seen.stands[0] != state.validity:
            seen = _Seen(away=seen.away)
        uids = self._newest(state, WINDOW)
        watched = [uid for uid in sorted(seen.ids) if uids and uid >= uids[0]]
        flags, vanished = self._changed(watched, seen.stands[3] if state.modseq else 0)
        if not uids:
            vanished = set(seen.ids)
        ids = {uid: seen.ids[uid] for uid in watched if uid not in vanished}
        ids |= self._ids_of(folder, [uid for uid in uids if uid not in ids])
        dropped = {uid for uid, head in flags.items() if "\\deleted" in head.flags}
        back = sorted(uid for uid in seen.dropped & set(flags) if uid not in dropped)
        lost = {seen.ids[uid] for uid in vanished} - set(ids.values())
        moved, gone = self._went(folder, sorted(lost)[:MOST_LOOKS])
        later = set(sorted(lost)[MOST_LOOKS:])
        if back or moved:
            self._box.examine(folder)
        raws = list(moved)
        if back:
            heads = self._box.heads(back)
            raws += self._read(
                folder, state.validity, list(heads.values()), mark=str(state.modseq or 1)
            )
        gone += [ids[uid] for uid in sorted(dropped - seen.dropped) if uid in ids]
        away = [*seen.away, *map(_short, gone), *(_short(_id_in_raw(raw)) for raw in moved)]
        kept = {uid: seen.ids[uid] for uid in vanished if seen.ids[uid] in later}
        still = (seen.dropped - set(back)) & set(ids) | dropped
        if later:  # the next reading compares everything again
            stands = (*stands[:3], 0)
        after = _Seen({**kept, **ids}, frozenset(still), tuple(away[-AWAY:]), stands)
        if after != seen or gone or raws:
            yield Page(f"changes:{folder}", tuple(raws), after.cursor(), gone=tuple(gone))

    def _changed(self, uids: Sequence[int], modseq: int) -> tuple[dict[int, Head], set[int]]:
        if modseq:
            return self._box.changed_since(uids, modseq)
        flags = self._box.flags(uids)
        return flags, set(uids) - set(flags)

    def _ids_of(self, folder: str, uids: Sequence[int]) -> dict[int, str]:
        found = {uid: id_ for uid in uids if (id_ := self._ids.get((folder, uid)))}
        unread = [uid for uid in uids if uid not in found]
        heads = self._box.headers(unread)
        return found | {uid: id_ for uid, head in heads.items() if (id_ := id_in(head))}

    def _went(self, folder: str, ids: Sequence[str]) -> tuple[list[RawItem], list[str]]:
        """Look where messages went; return those in junk or bin, and the names of those that are nowhere."""
        moved: list[RawItem] = []
        left = set(ids)
        for other, role in self._other_folders(folder) if ids else ():
            if not left:
                break
            try:
                state = self._box.examine(other)
                found = {
                    id_: uids[-1] for id_ in sorted(left) if (uids := self._with_id(id_, state))
                }
                if role in LOST and found:
                    heads = list(self._box.heads(sorted(found.values())).values())
                    moved += self._read(other, state.validity, heads)
            except Refused:
                continue
            left -= set(found)
        return moved, sorted(left)

    def _other_folders(self, folder: str) -> list[tuple[str, str]]:
        """Return where a message may have gone, the likeliest place first; asked once for each reading."""
        if self._listed is None:
            listed = [(one.name, one.role) for one in self._box.folders() if one.can_open]
            self._listed = sorted(listed, key=lambda pair: LOOK_ORDER.index(pair[1]))
        return [pair for pair in self._listed if pair[0] != folder][:MOST_FOLDERS]

    # A thread

    def thread(self, target: Target) -> Page:
        """Read what belongs to a message's thread, in its folder and in that of sent mail."""
        place = self._located(target)
        if place is None:
            return Page("thread", (), "", gone=(target.remote_id,))
        folder, uid = place
        head = self._box.headers([uid]).get(uid, b"")
        try:
            mail = mime.header(head)
        except Unreadable:
            return Page("thread", (), "")
        root = next(iter(mail.references), mail.in_reply_to or mail.message_id)
        raws: list[RawItem] = []
        for name in dict.fromkeys((folder, *self._read_folders())):
            with suppress(Gone):
                raws += self._belonging(name, root, uid if name == folder else 0, target)
        raws.sort(key=lambda raw: text_in(opened(raw.payload)[0], "at"))
        return Page("thread", tuple(raws), "")

    def _belonging(self, folder: str, root: str, uid: int, target: Target) -> Iterator[RawItem]:
        state = self._box.examine(folder)
        named = quoted(root)
        found = self._box.search(
            f"OR HEADER MESSAGE-ID {named} OR HEADER REFERENCES {named} HEADER IN-REPLY-TO {named}"
        )
        uids = sorted({*found[-THREAD_MESSAGES:], *([uid] if uid else [])})
        heads = self._box.heads(uids)
        # A message that was held may stand where it stood before: not to be taken for old news.
        mark = blake2b(str(state).encode(), digest_size=4).hexdigest()
        was_held = uid in heads and bool(target.settings.get("held"))
        for batch in _batches(heads):
            marked = [head for head in batch if was_held and head.uid == uid]
            yield from self._read(
                folder, state.validity, [one for one in batch if one not in marked]
            )
            yield from self._read(folder, state.validity, marked, mark=mark)

    def _located(self, target: Target) -> tuple[str, int] | None:
        """Open the folder in which a message lies; return its name and the message's number there."""
        validity, _, rest = target.native_id.partition(":")
        number, _, folder = rest.partition(":")
        if folder:
            with suppress(Gone):
                state = self._box.examine(folder)
                uid = int(number) if number.isdecimal() else 0
                if uid and str(state.validity) == validity and self._box.flags([uid]):
                    return folder, uid
                if uids := self._with_id(target.remote_id, state):
                    return folder, uids[-1]
        for other, _ in self._other_folders(folder):
            with suppress(Refused):
                state = self._box.examine(other)
                if uids := self._with_id(target.remote_id, state):
                    return other, uids[-1]
        return None

    def _with_id(self, id_: str, state: State) -> list[int]:
        """Return the numbers of a message in the open folder, by its Message-ID."""
        if not id_.endswith(MADE):
            return self._box.with_id(id_)
        # It has none of its own: ours is made of its header, which must be read to be compared.
        heads = self._box.headers(self._newest(state, WINDOW))
        return [uid for uid in sorted(heads) if id_in(heads[uid]) == id_]

    # Understanding

    def parse(self, raw: RawItem) -> Sequence[Item]:
        """Understand a message. Raises `Unreadable`."""
        return (item_of(raw, self._own, lists=self._settings.get("lists") == "1"),)

    # Answering

    @classmethod
    def recipients(cls, settings: Mapping[str, str], raw: RawItem) -> Recipients:
        """Return whom an answer to a message goes to. Raises `Unreadable`."""
        mail = mime.header(opened(raw.payload)[1])
        own = own_addresses(settings)
        to, copies = mime.recipients(answered(mail, own), own)
        came_from = mail.sender.address
        reached = {one.address.casefold() for one in (*to, *copies)} | own
        return Recipients(
            tuple(one.address for one in to),
            tuple(one.address for one in copies) if to else (),
            came_from if to and came_from.casefold() not in reached else "",
        )

    def reply(self, target: Target, content: Content, *, once_key: str) -> Sent:
        """Hand an answer over to the server that carries mail, and put a copy where sent mail is kept."""
        over = count(content.text, Unit.UTF8) - LONGEST
        if over > 0:
            raise TooLong(f"{over} bytes too many", over=over)
        try:
            before = self._in_sent(self._id_for(once_key))
            if before is not None:
                return before  # it left at an earlier attempt
            place = self._located(target)
            if place is None:
                raise Gone("the message does not exist any more", code="message-gone")
            parent = mime.header(self._box.headers([place[1]]).get(place[1], b""))
        except ServerTrouble as error:
            raise Offline(error.detail) from None  # nothing was sent
        except Unreadable:
            raise Gone("the message cannot be read any more", code="message-gone") from None
        at = datetime.now(UTC).astimezone()
        message = mime.answer(
            answered(parent, self._own),
            text=content.text,
            message_id=self._id_for(once_key),
            sender=mime.Person(self._settings.get("name", ""), self._address),
            own=self._own,
            at=at,
            language=content.language,
            files=[mime.Enclosed(one.name, one.type, one.alt, one.read()) for one in content.media],
        )
        answer = mime.header(message)
        to = [one.address for one in (*answer.to, *answer.cc)]
        self._http.before_writing()
        self._carrier.send(self._address, to, message)
        kept = self._after_sending(place, message, at)
        known: Json = {"at": at.astimezone(UTC).isoformat(timespec="seconds")}
        raw = raw_of(message, known, f"{KEPT if kept else LACKING}{self._sent_folder()}")
        return Sent(self._id_for(once_key), raw.native_id, "", raw)

    def _after_sending(self, place: tuple[str, int], message: bytes, at: datetime) -> bool:
        """Put the copy away and mark what was answered; the answer is out, whatever becomes of these.

        Return whether the copy is where it belongs.
        """
        if not self._saved_by_server():
            self._copies.append((id_in(message), message, at))
            with suppress(WorkstationError):
                self._put_copies()
        with suppress(WorkstationError):
            self._http.before_writing()
            self._box.mark(*place, "\\Answered")
        return not self._copies

    def _put_copies(self) -> None:
        """Put copies into the folder of sent mail that it lacks; what fails is tried at the next reading."""
        while self._copies:
            id_, message, at = self._copies[0]
            if self._in_sent(id_) is None:
                self._http.before_writing()
                self._box.append(self._sent_folder(), message, ("\\Seen",), at)
            del self._copies[0]

    def lacks_copy(self, native_id: str) -> bool:
        """Tell from an answer's native id that its copy could not be put away when it was sent."""
        return native_id.startswith(LACKING) and not self._saved_by_server()

    def keep(self, answers: Sequence[RawItem]) -> None:
        """Put copies of these answers away at the next reading, where they still lack."""
        waiting = {id_ for id_, _, _ in self._copies}
        for raw in answers:
            with suppress(Unreadable):
                known, message = opened(raw.payload)
                id_, at = id_in(message), moment(known.get("at"))
                if id_ and at and id_ not in waiting:
                    self._copies.append((id_, message, at))

    def _saved_by_server(self) -> bool:
        return self._settings.get("copies") == "server"

    def find_sent(
        self, target: Target, content: Content, *, once_key: str, since: datetime
    ) -> Sent | None:
        """Look for an answer by its Message-ID where sent mail is kept. Never sends."""
        return self._in_sent(self._id_for(once_key))

    def _in_sent(self, id_: str) -> Sent | None:
        for folder in filter(None, dict.fromkeys((self._sent_folder(), self._settings.get("all")))):
            try:
                state = self._box.examine(folder)
                uids = self._with_id(id_, state)
                heads = list(self._box.heads(uids[-1:]).values())
                raws = self._read(folder, state.validity, heads)
            except Gone:
                continue
            if raws:
                return Sent(id_, raws[0].native_id, "", raws[0])
        return None

    @classmethod
    def chosen_id(cls, settings: Mapping[str, str], once_key: str) -> str:
        """Return the Message-ID of the answer with this key."""
        domain = settings.get("mail", "").rpartition("@")[2] or "localhost"
        with suppress(UnicodeError):
            domain = domain.encode("idna").decode()
        return f"<{quote(once_key, safe='')}@{domain}>"

    def _id_for(self, once_key: str) -> str:
        return self.chosen_id(self._settings, once_key)

    # Everything else

    def moderate(self, target: Target, act: ModerationAct) -> None:
        """Move a message to junk or to the bin, or back. Doing it twice is no error."""
        wanted = {
            ModerationAct.SPAM: self._settings.get("junk", ""),
            ModerationAct.TRASH: self._settings.get("trash", ""),
            ModerationAct.RESTORE: INBOX,
        }.get(act, "")
        if not wanted:
            raise Refused(code="not-supported")
        place = self._located(target)
        if place is None:
            raise Gone("the message does not exist any more", code="message-gone")
        if place[0] != wanted:
            self._http.before_writing()
            self._box.move(*place, wanted)

    def listen(self, heard: Callable[[], object], stopped: Callable[[], bool]) -> None:
        """Wait for news of the first folder that is read (IDLE)."""
        self._box.listen(self._chosen()[0], heard, stopped)

    def revoke(self) -> None:
        """Do nothing: a password is taken back at the provider."""

    def close(self) -> None:
        """Let go of the network."""
        self._box.close()

    def _chosen(self) -> list[str]:
        return [one for one in self._settings.get("folders", "").split("\n") if one] or [INBOX]

    def _read_folders(self) -> list[str]:
        return [one for one in dict.fromkeys((*self._chosen(), self._sent_folder())) if one]

    def _sent_folder(self) -> str:
        return self._settings.get("sent") or "Sent"

    def _role_of(self, folder: str) -> str:
        return next((role for role in LOST if folder and folder == self._settings.get(role)), "")

    def _roles(self) -> dict[str, str]:
        found: dict[str, str] = {}
        for one in self._box.folders():
            if one.role and one.can_open:
                found.setdefault(one.role, one.name)
        return found

    def _name_in(self, sent: str) -> str:
        """Return under which name a person last sent something, "" when that cannot be seen."""
        if not sent:
            return ""
        with suppress(WorkstationError):
            uids = self._newest(self._box.examine(sent), 1)
            sender = mime.header(next(iter(self._box.headers(uids).values()), b"")).sender
            return sender.name if sender.address.casefold() in self._own else ""
        return ""


@dataclass(frozen=True, slots=True)
class _Seen:
    """What of a folder is watched: its newest messages, and how the folder stood.

    `dropped` are messages that carry the mark of deletion; `away` are digests of the Message-IDs that went away.
    """

    ids: Mapping[int, str] = field(default_factory=dict)
    dropped: frozenset[int] = frozenset()
    away: tuple[str, ...] = ()
    stands: tuple[int, int, int, int] = (0, 0, 0, 0)  # validity, next number, messages, changes

    @classmethod
    def of(cls, cursor: str) -> "_Seen":
        known = bookmark(cursor)
        ids = object_in(known, "ids")
        dropped, away = known.get("dropped"), known.get("away")
        return cls(
            {int(uid): id_ for uid, id_ in ids.items() if uid.isdecimal() and isinstance(id_, str)},
            frozenset(uid for uid in _list(dropped) if isinstance(uid, int)),
            tuple(one for one in _list(away) if isinstance(one, str)),
            (
                number_in(known, "validity"),
                number_in(known, "next"),
                number_in(known, "count"),
                number_in(known, "modseq"),
            ),
        )

    def cursor(self) -> str:
        names = ("validity", "next", "count", "modseq")
        known: Json = dict(zip(names, self.stands, strict=True))
        ids = {str(uid): self.ids[uid] for uid in sorted(self.ids)}
        known |= {"ids": ids, "dropped": sorted(self.dropped), "away": list(self.away)}
        return json.dumps(known, separators=(",", ":"))


def _list(value: object) -> list[object]:
    return value if isinstance(value, list) else []


def _cursor(validity: int, after: int) -> str:
    return json.dumps({"validity": validity, "next": after})


def _batches(heads: Mapping[int, Head]) -> Iterator[list[Head]]:
    """Yield heads in the order of their numbers, as many at a time as make a page."""
    batch: list[Head] = []
    size = 0
    for uid in sorted(heads):
        weight = min(heads[uid].size, SMALL)
        if batch and (len(batch) >= PAGE_MESSAGES or size + weight > PAGE_BYTES):
            yield batch
            batch, size = [], 0
        batch.append(heads[uid])
        size += weight
    if batch:
        yield batch


def _id_in_raw(raw: RawItem) -> str:
    return id_in(opened(raw.payload)[1])


def _short(id_: str) -> str:
    return blake2b(id_.encode(), digest_size=4).hexdigest()


def _written(raw: RawItem) -> datetime | None:
    """Return when a kept message was written, None when it does not say."""
    known, message = opened(raw.payload)
    try:
        return when(mime.header(message).date, moment(known.get("at")))
    except Unreadable:
        return None


def _role(name: str, role: str) -> str:
    return "inbox" if name.upper() == INBOX else role
