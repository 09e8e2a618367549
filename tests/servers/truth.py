"""A scripted conversation of four people, and what is true of it: the store has to hold just that, and nothing else.

The script is the same everywhere and every time. Person 0 is us; all four write, answer at every depth, edit and
delete, each with a client of their own, and some answers of ours leave through the whole program. What somebody did is
noted in a file (`Truth`), by which the store is judged at the end. What a server cannot do, its `Ground` leaves out.
"""

import json
import time
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import ClassVar

import pytest

from cmworkstation.domain.account import Account
from cmworkstation.domain.conversation import Status, View
from cmworkstation.domain.ids import ConversationId
from cmworkstation.domain.message import Item, Message
from cmworkstation.domain.reply import OutboxState
from cmworkstation.sdk.connector import Connector, RawItem
from tests.servers.test_once_real import Desk

IdOf = Callable[[int | None, int], str]  # (number of what is answered, own number) → its id
US = 0
ROOTS = 6
EDITED, DELETED = 13, 17  # every so many messages, one
ANSWERS = 5  # that leave through the program


@dataclass(slots=True)
class Said:
    """One message as it stands in truth; `parent` is the id of the message that it answers, "" for none."""

    id: str
    author: str
    text: str
    parent: str
    edited: bool = False
    deleted: bool = False


@dataclass(slots=True)
class Truth:
    """Everything that was said, by the platform's own permanent ids."""

    said: dict[str, Said] = field(default_factory=dict)

    def save(self, path: Path) -> None:
        """Write the file."""
        told = [asdict(one) for one in self.said.values()]
        path.write_text(json.dumps(told, ensure_ascii=False, indent=1), "utf-8")

    @classmethod
    def load(cls, path: Path) -> "Truth":
        """Read the file."""
        found = [Said(**one) for one in json.loads(path.read_text("utf-8"))]
        return cls({one.id: one for one in found})


@dataclass(frozen=True, slots=True)
class Line:
    """What somebody is going to write: `number` counts all lines, `parent` is the number of what it answers."""

    number: int
    who: int
    text: str
    parent: int | None


def script(messages: int, rounds: int, *, to_us: bool = False) -> list[list[Line]]:
    """Return the lines of each round; those of a round answer what stood there before it.

    With `to_us`, whatever others write answers one of us.
    """
    said: list[Line] = []
    size = -(-messages // rounds)
    found: list[list[Line]] = []
    for turn, start in enumerate(range(0, messages, size)):
        lines = []
        for number in range(start, min(messages, start + size)):
            first = turn == 0 and number < ROOTS
            above = None if first else (number * 7 + turn * 5) % (start or ROOTS)
            # Somebody else answers us first: of what nobody answered, some servers tell us nothing.
            who = US if first else (number + turn) % 4 if turn else 1 + number % 3
            while to_us and who != US and above is not None and said[above].who != US:
                above = said[above].parent
            said.append(Line(number, who, text_of(number), above))
            lines.append(said[-1])
        found.append(lines)
    return found


def text_of(number: int) -> str:
    """Return the words of a line: no two are alike, and none is plain."""
    return f"Ligne n° {number} : « déjà lu »\net relu 👨‍👩‍👧‍👦 e\u0301 <b> & c’est tout"


class Ground(ABC):
    """A real server with four people on it, person 0 being us."""

    can_edit: ClassVar[bool] = True
    can_delete: ClassVar[bool] = True
    only_leaves: ClassVar[bool] = False  # what was answered is not deleted there
    reads_again: ClassVar[bool] = False  # some things are seen only where a message is opened
    hears_answers_only: ClassVar[bool] = (
        False  # we are told of what answers us, and of nothing else
    )
    within_s: ClassVar[float] = 60.0
    messages: ClassVar[int] = 500

    @abstractmethod
    def sign_in(self, desk: Desk) -> Account:
        """Add our account."""

    @abstractmethod
    def write(self, who: int, text: str, parent: str, number: int) -> str:
        """Let somebody write; return the permanent id of what was written."""

    def write_all(self, lines: Sequence[Line], id_of: IdOf) -> list[str]:
        """Let people write the lines of a round."""
        return [
            self.write(one.who, one.text, id_of(one.parent, one.number), one.number)
            for one in lines
        ]

    def edit(self, who: int, name: str, text: str) -> None:
        """Let somebody change their words."""
        raise NotImplementedError

    def delete(self, who: int, name: str) -> None:
        """Let somebody delete their message."""
        raise NotImplementedError

    @abstractmethod
    def author(self, who: int) -> str:
        """Return somebody's handle, as the inbox shows it."""

    def words(self, text: str) -> str:
        """Return a text without what this server takes for something else than words."""
        return text

    def answered(self, text: str, to: Message) -> str:
        """Return an answer of ours as it leaves the program."""
        del to
        return text

    def above_all(self, number: int) -> str:
        """Return what a line answers that answers nobody: an article, or nothing."""
        del number
        return ""

    def writer(self, message: Message) -> str:
        """Return who wrote a message, as `author` names them."""
        return message.author_handle

    def counts(self, message: Message) -> bool:
        """Tell whether a message of the store is one that somebody said."""
        del message
        return True


def play(
    ground: Ground, desk: Desk, path: Path, *, messages: int, rounds: int, lost: str = ""
) -> Truth:
    """Have the whole conversation, and read it meanwhile; return what is true, as its file says.

    `lost` are words of a message that is known never to arrive.
    """
    account = ground.sign_in(desk)
    truth = Truth()
    writers: dict[str, int] = {}
    names: list[str] = []

    def id_of(parent: int | None, number: int) -> str:
        return ground.above_all(number) if parent is None else names[parent]

    for written in script(messages, rounds, to_us=ground.hears_answers_only):
        # The roots are there before anybody answers them.
        lines = [replace(one, text=ground.words(one.text)) for one in written]
        for part in (lines[:ROOTS], lines[ROOTS:]) if not names else (lines,):
            made = ground.write_all(part, id_of)
            for line, name in zip(part, made, strict=True):
                names.append(name)
                writers[name] = line.who
                parent = id_of(line.parent, line.number)
                truth.said[name] = Said(name, ground.author(line.who), line.text, parent)
        desk.poll(account)
    _settle(ground, desk, account, truth, lost)
    _answer(ground, desk, account, truth)
    _edit(ground, truth, writers, names)
    _settle(ground, desk, account, truth, lost)
    _delete(ground, truth, writers, names)
    _settle(ground, desk, account, truth, lost)
    truth.save(path)
    return Truth.load(path)


def _edit(ground: Ground, truth: Truth, writers: Mapping[str, int], names: Sequence[str]) -> None:
    for name in names[ROOTS + 1 :: EDITED] if ground.can_edit else ():
        said = truth.said[name]
        text = f"Autrement dit, {names.index(name)} – désolé 🦊"
        ground.edit(writers[name], name, text)
        said.text, said.edited = text, True


def _delete(ground: Ground, truth: Truth, writers: Mapping[str, int], names: Sequence[str]) -> None:
    answered = {one.parent for one in truth.said.values()}
    for name in names[ROOTS + 2 :: DELETED] if ground.can_delete else ():
        if ground.only_leaves and name in answered:
            continue
        ground.delete(writers[name], name)
        truth.said[name].deleted = True


def _answer(ground: Ground, desk: Desk, account: Account, truth: Truth) -> None:
    """Answer some conversations through the whole program; what was said is true as well."""
    listed = [ConversationId(one) for one in desk.services.inbox.ids(View(status=None))]
    ours = [
        one
        for one in listed
        if any(
            entry.message.remote_id in truth.said
            for entry in desk.services.inbox.thread(one).entries
        )
    ]
    for number, id_ in enumerate(ours[:ANSWERS]):
        desk.services.sync.refresh_thread(id_)  # as whoever opens a conversation to answer it
        draft = desk.services.drafts.begin(id_)
        body = f"Merci ! Notre conseil n° {number} : https://mediatheque.example/{number}"
        row = desk.services.outbox.queue(replace(draft, body=body), hold_s=0)[0]
        desk.deliver()
        if desk.services.outbox.row(row.id).state is OutboxState.MOVED:
            desk.services.outbox.send_again(row.id)  # what was said before came in only now
        sent = desk.deliver_until_sent(row)
        assert sent.state is OutboxState.SENT
        target = next(one for one in stored(desk).values() if one.id == draft.target_id)
        text, name = ground.answered(body, target), sent.remote_id
        truth.said[name] = Said(name, ground.author(US), text, target.remote_id)
    desk.poll(account)


def _settle(ground: Ground, desk: Desk, account: Account, truth: Truth, lost: str) -> None:
    """Read until the store holds what is true, or the ground's patience ends: then it is judged as it stands."""
    until = time.monotonic() + ground.within_s

    def settled() -> bool:
        return all(lost and lost in one for one in differences(ground, truth, desk))

    while True:
        desk.poll(account)
        if not settled() and ground.reads_again:
            _read_again(ground, truth, desk)
        if settled() or time.monotonic() > until:
            return
        time.sleep(0.3)


def _read_again(ground: Ground, truth: Truth, desk: Desk) -> None:
    """Open the conversations, then each message that is not yet as it should be, or what it answers."""
    for id_ in conversations(desk):
        desk.services.sync.refresh_thread(id_)
    there = stored(desk)
    wrong = [
        name for name in truth.said if any(name in one for one in differences(ground, truth, desk))
    ]
    opened = [there.get(name) or there.get(truth.said[name].parent) for name in wrong]
    for message in {one.id: one for one in opened if one}.values():
        desk.services.sync.refresh_thread(message.conversation_id, message)


def conversations(desk: Desk) -> list[ConversationId]:
    """Return all conversations, also those in which nobody waits for anything."""
    views = (View(status=None), View(status=Status.ASIDE))
    return [ConversationId(one) for view in views for one in desk.services.inbox.ids(view)]


def stored(desk: Desk) -> dict[str, Message]:
    """Return everything that the workspace holds."""
    found: dict[str, Message] = {}
    for id_ in conversations(desk):
        for entry in desk.services.inbox.thread(id_).entries:
            found[entry.message.remote_id] = entry.message
    return found


def differences(ground: Ground, truth: Truth, desk: Desk) -> list[str]:
    """Return in what the store differs from the truth, one line each; none where it holds just that."""
    found: list[str] = []
    there = {name: one for name, one in stored(desk).items() if ground.counts(one)}
    for name, said in truth.said.items():
        message = there.pop(name, None)
        if message is None:
            found.append(f"missing: {said}")
            continue
        changed = said.edited or said.deleted
        known = Said(
            name,
            ground.writer(message),
            message.text,
            message.parent_id,
            bool(message.revisions) and not message.deleted_at,
            bool(message.deleted_at),
        )
        if known != replace(said, edited=said.edited and not said.deleted):
            found.append(f"other: {known} for {said}")
        if bool(message.revisions) is not changed:
            found.append(f"{message.revisions} revisions: {said}")
    return [*found, *(f"nobody said: {name} {one.text}" for name, one in there.items())]


def judge(ground: Ground, desk: Desk, path: Path) -> None:
    """Fail unless the store equals the truth file of a whole conversation."""
    messages = ground.messages
    truth = play(ground, desk, path, messages=messages, rounds=10)
    found = differences(ground, truth, desk)
    assert found == [], f"{len(found)} differences, the first: " + "\n".join(found[:5])
    assert len(truth.said) >= messages
    if ground.can_edit:
        assert sum(one.edited for one in truth.said.values()) >= messages // EDITED - 1
    if ground.can_delete:
        assert sum(one.deleted for one in truth.said.values()) >= messages // DELETED // 4


def lose(monkeypatch: pytest.MonkeyPatch, kind: type[Connector], words: str) -> None:
    """Plant a mistake: a message with these words is lost on its way into the store."""
    true = kind.parse

    def parse(self: Connector, raw: RawItem) -> Sequence[Item]:
        return tuple(one for one in true(self, raw) if words not in f"{one.text} {one.html}")

    monkeypatch.setattr(kind, "parse", parse)
