"""Asking an expert in the house: a letter that leaves as a file or a mail, and an answer that comes back as a draft.

Nothing here sends anything: a person takes the letter along, and what comes back takes the way of every draft.
"""

from collections.abc import Callable
from email import policy
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime
from pathlib import Path
from typing import TYPE_CHECKING

from cmworkstation.domain.clock import Clock, from_ms, to_ms
from cmworkstation.domain.conversation import Changes
from cmworkstation.domain.errors import NotAllowed, Unreadable
from cmworkstation.domain.expert import (
    LONGEST,
    Asked,
    Letter,
    Request,
    RequestId,
    RequestState,
    answer_in,
    credited,
    mark_in,
    redacted,
)
from cmworkstation.domain.ids import ConversationId, MessageId, uuid7
from cmworkstation.domain.mailbox import ADDRESS
from cmworkstation.domain.profile import Act
from cmworkstation.domain.pseudonyms import Named, Pseudonyms
from cmworkstation.domain.reply import Draft
from cmworkstation.domain.values import replace
from cmworkstation.services.acting import Acting
from cmworkstation.services.journal import Journal
from cmworkstation.services.media import read_file
from cmworkstation.services.whole_file import whole_file
from cmworkstation.store import case_file, experts, messages
from cmworkstation.store.database import Connection, Workspace

if TYPE_CHECKING:
    from cmworkstation.services.drafts import Drafts

SHORTEST = 3
MAIL, TEXTS = ".eml", (".txt", ".md")
Word = Callable[[int], str]  # makes a name of the number of a person who is not named
POLICY = policy.SMTP.clone(cte_type="7bit", max_line_length=78)


class Experts:
    """The questions that were put to experts."""

    def __init__(
        self,
        workspace: Workspace,
        journal: Journal,
        clock: Clock,
        acting: Acting,
        drafts: "Callable[[], Drafts]",
    ) -> None:
        """Take the way in which drafts begin."""
        self._workspace = workspace
        self._journal = journal
        self._clock = clock
        self._acting = acting
        self._drafts = drafts

    # What there is

    def listed(self) -> tuple[Request, ...]:
        """Return the questions to experts: the open ones first, what is due first; then the latest."""
        return experts.listed(self._workspace.read())

    def request(self, request_id: RequestId) -> Request:
        """Return one question. Raises `KeyError`."""
        return experts.request(self._workspace.read(), request_id)

    def of_conversation(self, conversation_id: ConversationId) -> tuple[Request, ...]:
        """Return what experts were asked about a conversation, the latest first."""
        return experts.of_conversation(self._workspace.read(), conversation_id)

    def known(self) -> tuple[tuple[str, str, str], ...]:
        """Return (name, department, address) of the experts who were asked before."""
        found = (one.asked for one in self.listed())
        return tuple(dict.fromkeys((one.expert, one.department, one.address) for one in found))

    def shown(
        self,
        conversation_id: ConversationId,
        message_id: MessageId | None,
        word: Word,
        *,
        hide: bool,
    ) -> tuple[MessageId, str]:
        """Return the message that an expert is asked about, and what they are shown of it.

        With `hide` nobody is named in it, and no address, link or number of a person is left. Without a message it is
        the newest by somebody else. Raises `KeyError`.
        """
        connection = self._workspace.read()
        if message_id is None:
            newest = messages.newest_of_others(connection, conversation_id)
            if newest is None:
                raise NotAllowed("expert-nothing")
            message_id = newest.id
        one = messages.message(connection, message_id)
        text = "\n\n".join(part for part in (one.title, one.text) if part)[:LONGEST]
        if not hide:
            return message_id, text
        people = Pseudonyms(
            (Named(*row) for row in case_file.people(connection, conversation_id)), word
        )
        return message_id, redacted(text, people.without)

    # Asking

    def ask(
        self,
        conversation_id: ConversationId,
        message_id: MessageId | None,
        asked: Asked,
        word: Word,
    ) -> tuple[Request, Changes]:
        """Write down a question to an expert about a message. Nothing leaves.

        Raises `NotAllowed` ("expert-name", "expert-question", "expert-address").
        """
        self._acting.require(Act.DRAFT)
        tidy = replace(
            asked,
            expert=" ".join(asked.expert.split()),
            department=" ".join(asked.department.split()),
            address=asked.address.strip(),
            question=asked.question.strip(),
        )
        if not tidy.expert:
            raise NotAllowed("expert-name")
        if len(tidy.question) < SHORTEST:
            raise NotAllowed("expert-question")
        if tidy.address and not ADDRESS.fullmatch(tidy.address):
            raise NotAllowed("expert-address")
        about, quoted = self.shown(conversation_id, message_id, word, hide=tidy.redacted)
        now = from_ms(to_ms(self._clock.now()))
        new = Request(RequestId(uuid7()), conversation_id, about, tidy, now, quoted)
        new = replace(new, by=self._acting.id)
        with self._workspace.write(durable=True) as connection:
            self._save(connection, new, "expert.ask")
        return new, self._touched(new)

    def handed(self, request_id: RequestId, *, again: bool = False) -> Changes:
        """Say that a letter was taken along: copied, or opened as a mail; `again` counts as a reminder."""
        self._acting.require(Act.DRAFT)
        now = from_ms(to_ms(self._clock.now()))
        with self._workspace.write(durable=True) as connection:
            one = experts.request(connection, request_id)
            new = replace(one, handed_at=now, reminded_at=now if again else one.reminded_at)
            self._save(connection, new, "expert.remind" if again else "expert.hand")
        return self._touched(new)

    def write(
        self, request_id: RequestId, letter: Letter, target: Path, *, again: bool = False
    ) -> Changes:
        """Write a letter to a file: a mail (.eml), or a text (.txt, .md). Raises `BackupFailed`, `NoRoom`."""
        self._acting.require(Act.DRAFT)
        one = self.request(request_id)
        content = self._mail(one, letter) if target.suffix.lower() == MAIL else _text(letter)
        with whole_file(target) as partial:
            partial.write_bytes(content)
        return self.handed(request_id, again=again)

    def withdraw(self, request_id: RequestId, why: str = "") -> Changes:
        """Ask no more: the answer is not needed, or came otherwise. Raises `NotAllowed` where it is answered."""
        self._acting.require(Act.DRAFT)
        with self._workspace.write(durable=True) as connection:
            one = experts.request(connection, request_id)
            if one.state is not RequestState.OPEN:
                raise NotAllowed("expert-closed")
            new = replace(one, state=RequestState.WITHDRAWN, why=" ".join(why.split()))
            new = replace(new, closed_at=self._clock.now())
            self._save(connection, new, "expert.withdraw")
        return self._touched(new)

    def reopen(self, request_id: RequestId) -> Changes:
        """Ask again what was withdrawn. Raises `NotAllowed` where it is not."""
        self._acting.require(Act.DRAFT)
        with self._workspace.write(durable=True) as connection:
            one = experts.request(connection, request_id)
            if one.state is not RequestState.WITHDRAWN:
                raise NotAllowed("expert-closed")
            new = replace(one, state=RequestState.OPEN, why="", closed_at=None)
            self._save(connection, new, "expert.ask")
        return self._touched(new)

    # What comes back

    def take_in(self, request_id: RequestId, answer: str) -> tuple[Draft, Changes]:
        """Make an expert's answer a draft in the thread, with credit. It leaves only as any draft does.

        Raises `NotAllowed` ("expert-empty", "expert-closed", "listening-only").
        """
        self._acting.require(Act.DRAFT)
        said = answer_in(answer)
        if len(said) < SHORTEST:
            raise NotAllowed("expert-empty")
        one = self.request(request_id)
        if one.state is RequestState.ANSWERED and one.answer == said:
            raise NotAllowed("expert-closed")
        begun = self._drafts().begin(one.conversation_id, one.message_id, another=True)
        body = credited(said, one.who, begun.language)
        draft, changes = self._drafts().save(replace(begun, body=body, name=one.asked.expert))
        now = from_ms(to_ms(self._clock.now()))
        with self._workspace.write(durable=True) as connection:
            new = replace(one, state=RequestState.ANSWERED, answer=said, answered_at=now)
            new = replace(new, draft_id=draft.id, closed_at=now)
            self._save(connection, new, "expert.answer")
        return draft, changes | self._touched(new)

    def take_in_file(
        self, path: Path, request_id: RequestId | None = None
    ) -> tuple[Request, Draft, Changes]:
        """Take in an answer from a file (.eml, .txt, .md): the mark in it says to which question.

        Raises `NotAllowed` ("expert-file", "expert-unknown", "expert-empty", "expert-closed").
        """
        self._acting.require(Act.DRAFT)
        text, marks = _read(path)
        found = self.marked(*marks) if request_id is None else self.request(request_id)
        if found is None:
            raise NotAllowed("expert-unknown")
        draft, changes = self.take_in(found.id, text)
        return self.request(found.id), draft, changes

    def take_in_message(self, message_id: MessageId) -> tuple[Request, Draft, Changes]:
        """Take in an answer that came as a mail to an account here. Raises `NotAllowed` as `take_in_file`."""
        self._acting.require(Act.DRAFT)
        found = self.answers(message_id)
        if found is None:
            raise NotAllowed("expert-unknown")
        text = messages.message(self._workspace.read(), message_id).text
        draft, changes = self.take_in(found.id, text)
        return self.request(found.id), draft, changes

    def answers(self, message_id: MessageId) -> Request | None:
        """Return the question that a message answers, by the mark in it."""
        one = messages.message(self._workspace.read(), message_id)
        return None if one.ours else self.marked(one.title, one.text)

    def marked(self, *texts: str) -> Request | None:
        """Return the question whose mark stands in texts."""
        mark = mark_in(*texts)
        return experts.marked(self._workspace.read(), mark) if mark else None

    def _mail(self, one: Request, letter: Letter) -> bytes:
        mail = EmailMessage(policy=POLICY)
        mail["Subject"] = " ".join(letter.subject.split())
        if ADDRESS.fullmatch(letter.address):
            mail["To"] = Address(one.asked.expert, addr_spec=letter.address)
        mail["Date"] = format_datetime(self._clock.now())
        mail["Message-ID"] = f"<{one.mark.lower()}@cmworkstation.invalid>"
        mail["X-Unsent"] = "1"  # programs of mail open it as a letter to be sent
        mail.set_content(letter.body)
        return mail.as_bytes()

    def _save(self, connection: Connection, new: Request, kind: str) -> None:
        experts.save(connection, new)
        facts = {"request": new.id, "conversation": new.conversation_id, "state": new.state.value}
        self._journal.note(connection, kind, facts)

    def _touched(self, one: Request) -> Changes:
        return Changes(conversations=frozenset({one.conversation_id}), topics=True)


def _text(letter: Letter) -> bytes:
    return f"\n\n{letter.body}\n".encode()  # the answer is written above


def _read(path: Path) -> tuple[str, tuple[str, ...]]:
    """Return what a file says, and where the mark may stand. Raises `NotAllowed` ("expert-file")."""
    from cmworkstation.sdk import html as markup  # noqa: PLC0415 - the sdk, for files alone
    from cmworkstation.sdk.mime import reading  # noqa: PLC0415 - as above

    ending = path.suffix.lower()
    data = read_file(path)
    if ending in TEXTS:
        text = data.decode("utf-8-sig", "replace")
        return text, (text,)
    if ending != MAIL:
        raise NotAllowed("expert-file")
    try:
        mail = reading.read(data)
    except Unreadable:
        raise NotAllowed("expert-file") from None
    text = mail.text or markup.to_text(markup.clean(mail.html))
    return text, (mail.subject, mail.in_reply_to, *mail.references, text)
