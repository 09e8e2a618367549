"""Changing what was agreed to be said: new answers, also from sent replies, and looking after those that are there.

All of it goes into the draft of a charter, and is offered once a version with it is in force.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from cmworkstation.domain.charter.attached import AnswerFile
from cmworkstation.domain.charter.clauses import Answer
from cmworkstation.domain.charter.detect.questions import questions
from cmworkstation.domain.charter.patching import AddObject, Change, SetField, patch
from cmworkstation.domain.charter.proposal import (
    General,
    general_text,
    slug,
    without_greeting,
)
from cmworkstation.domain.charter.reading import read_charter
from cmworkstation.domain.charter.usage import text_hash
from cmworkstation.domain.charter.wanted import Wanted, changed, fields_in, table_of
from cmworkstation.domain.charter.words import Words, primary
from cmworkstation.domain.clock import Clock
from cmworkstation.domain.conversation import Changes
from cmworkstation.domain.errors import NotAllowed
from cmworkstation.domain.ids import AccountId, MessageId, OutboxId
from cmworkstation.domain.media import MediaFile
from cmworkstation.domain.profile import Act
from cmworkstation.domain.reply import Draft
from cmworkstation.services.acting import Acting
from cmworkstation.services.answers import first_name
from cmworkstation.services.charters import Charters
from cmworkstation.services.guide import EntryKind, readable
from cmworkstation.services.journal import Journal
from cmworkstation.store import conversation_list, messages, outbox
from cmworkstation.store.database import Workspace


@dataclass(frozen=True, slots=True)
class Made:
    """What the program makes of a sent reply, for a person to finish."""

    charter_id: str
    wanted: Wanted
    general: General


class Proposals:
    """Changes of what may be said, each into the draft of its charter."""

    def __init__(
        self,
        workspace: Workspace,
        charters: Charters,
        journal: Journal,
        clock: Clock,
        acting: Acting,
    ) -> None:
        """Take the workspace and its charters."""
        self._workspace = workspace
        self._charters = charters
        self._journal = journal
        self._clock = clock
        self._acting = acting

    # What a form begins with

    def approvers(self, charter_id: str) -> dict[str, str]:
        """Return the speakers of a charter's draft who may approve, with their names."""
        charter = read_charter(self._text(charter_id))
        return {one.id: one.name or one.id for one in charter.speakers if "approve" in one.may}

    def categories(self, charter_id: str) -> dict[str, Words]:
        """Return the categories of a charter's draft, with their labels."""
        return {one.id: one.label for one in read_charter(self._text(charter_id)).categories}

    def languages(self, charter_id: str) -> tuple[str, ...]:
        """Return the languages of a charter's draft, its default one first."""
        header = read_charter(self._text(charter_id)).header
        return tuple(dict.fromkeys((header.default_language, *header.languages)))

    def empty(self, charter_id: str, language: str) -> Made:
        """Return an answer in which nothing is filled in yet. Raises `NotAllowed`."""
        known = self.languages(charter_id)
        spoken = language if language in known else known[0]
        return Made(charter_id, Wanted("", spoken), General("", (), ()))

    def of_reply(self, outbox_id: OutboxId) -> Made:
        """Return what a reply of the outbox becomes as an answer for everybody. Raises `NotAllowed`, `KeyError`."""
        connection = self._workspace.read()
        row = outbox.row(connection, outbox_id)
        body = row.body
        for use in outbox.facts(connection, outbox_id):  # facts stay what they are: references
            body = body.replace(use.text, f"{{fact:{use.id}}}")
        return self._made(body, row.account_id, row.language, row.target_id, row.media)

    def of_message(self, message_id: MessageId) -> Made:
        """Return what a message of ours becomes as an answer for everybody. Raises `NotAllowed`, `KeyError`."""
        connection = self._workspace.read()
        ours = messages.message(connection, message_id)
        if not ours.ours:
            raise NotAllowed("not-ours")
        account_id = messages.account_of(connection, ours.conversation_id)
        asked = messages.newest_of_others(connection, ours.conversation_id)
        about = asked.id if asked else message_id
        sent = outbox.media_sent_as(connection, account_id, ours.remote_id)
        return self._made(ours.text, account_id, ours.language, about, sent)

    def of_draft(self, draft: Draft) -> Made:
        """Return an answer made of a reply that is being written. Raises `NotAllowed`, `KeyError`."""
        return self._made(
            draft.body, draft.account_id, draft.language, draft.target_id, draft.media
        )

    def for_question(self, message_id: MessageId) -> Made:
        """Return an empty answer to what somebody asked. Raises `NotAllowed`, `KeyError`."""
        connection = self._workspace.read()
        asked = messages.message(connection, message_id)
        account_id = messages.account_of(connection, asked.conversation_id)
        return self._made("", account_id, asked.language, message_id)

    # What a person does; all of it goes into the draft

    def propose(self, charter_id: str, wanted: Wanted) -> tuple[str, Changes]:
        """Put a new answer into the draft of a charter; return its name. Raises `NotAllowed`."""
        self._acting.require(Act.KEEP)
        text = self._text(charter_id)
        charter = read_charter(text)
        name = slug(wanted.title, (one.id for one in charter.answers))
        made = changed(Answer(id=name), wanted, charter.header.default_language)
        changes = self._write(
            charter_id, text, AddObject("answer", table_of(made)), "propose", name
        )
        return name, changes

    def change(self, charter_id: str, name: str, wanted: Wanted) -> Changes:
        """Let the draft say something else in one language of an answer; it waits for approval again."""
        self._acting.require(Act.KEEP)
        text, index, answer = self._answer(charter_id, name)
        default = read_charter(text).header.default_language
        made = replace(changed(answer, wanted, default), approved_by="", approved_on=None)
        return self._put(charter_id, text, index, answer, made, "change")

    def translate(self, charter_id: str, name: str, language: str, body: str) -> Changes:
        """Give an answer's draft a text in another language, made of the present text in the default one."""
        self._acting.require(Act.KEEP)
        text, index, answer = self._answer(charter_id, name)
        default = read_charter(text).header.default_language
        made = replace(
            answer,
            body={**answer.body, language: body},
            translated_from={
                **answer.translated_from,
                language: text_hash(answer.body.get(default, "")),
            },
        )
        made = replace(made, variables=fields_in(made), approved_by="", approved_on=None)
        return self._put(charter_id, text, index, answer, made, "translate")

    def retire(self, charter_id: str, name: str) -> Changes:
        """Let an answer rest from today on, once the draft is in force."""
        self._acting.require(Act.KEEP)
        text, index, answer = self._answer(charter_id, name)
        made = replace(answer, retired_on=self._today())
        return self._put(charter_id, text, index, answer, made, "retire")

    def bring_back(self, charter_id: str, name: str) -> Changes:
        """Let a retired answer work again, once the draft is in force."""
        self._acting.require(Act.KEEP)
        text, index, answer = self._answer(charter_id, name)
        made = replace(answer, retired_on=None)
        return self._put(charter_id, text, index, answer, made, "bring-back")

    def still_right(self, charter_id: str, kind: str, name: str, until: date) -> Changes:
        """Say that an entry was looked at today and holds until another day."""
        self._acting.require(Act.KEEP)
        if kind == EntryKind.FACT:
            text = self._text(charter_id)
            found = [one.id for one in read_charter(text).facts]
            if name not in found:
                raise NotAllowed("fact-unknown")
            at = found.index(name)
            changes = (
                SetField("fact", at, "checked_on", self._today()),
                SetField("fact", at, "expires_on", until),
            )
            return self._write(charter_id, text, changes, "still-right", name)
        text, index, answer = self._answer(charter_id, name)
        past = answer.valid_until is not None and answer.valid_until < self._today()
        made = replace(answer, review_by=until, valid_until=until if past else answer.valid_until)
        return self._put(charter_id, text, index, answer, made, "still-right")

    def approve(self, charter_id: str, name: str, speaker: str) -> Changes:
        """Say in the draft who stands for an answer. Raises `NotAllowed` for somebody who may not approve."""
        self._acting.require(Act.KEEP)
        text, index, answer = self._answer(charter_id, name)
        if speaker not in self.approvers(charter_id):
            raise NotAllowed("may-not-approve")
        made = replace(answer, approved_by=speaker, approved_on=self._today())
        return self._put(charter_id, text, index, answer, made, "approve")

    # Small steps

    def _made(
        self,
        text: str,
        account_id: AccountId,
        language: str,
        target: MessageId,
        files: Sequence[MediaFile] = (),
    ) -> Made:
        charter_id = self._charters.assignments().get(account_id, "")
        charter = read_charter(self._text(charter_id))
        connection = self._workspace.read()
        asked = messages.message(connection, target)
        spoken = primary(language or asked.language)
        if spoken not in charter.header.languages:
            spoken = charter.header.default_language
        names = {asked.author_name, first_name(asked.author_name)} if not asked.ours else set()
        signed = bool(charter.voice.signature.get(spoken))
        general = general_text(text, spoken, names, signed=signed)
        asks = () if asked.ours else questions(asked.text, spoken)
        question = without_greeting(asks[0].text) if asks else ""
        category = conversation_list.category(connection, asked.conversation_id)
        known = {one.id for one in charter.categories}
        wanted = Wanted(
            title=question,
            language=spoken,
            category=category if category in known else "",
            asks=(question,) if question else (),
            body=general.body if text else "",
            source=(asked.url,) if asked.url and not asked.ours else (),
            files=tuple(
                AnswerFile(one.hash, one.name, {spoken: one.alt} if one.alt else {})
                for one in files
            ),
        )
        return Made(charter_id, wanted, general)

    def _today(self) -> date:
        return self._clock.now().date()

    def _text(self, charter_id: str) -> str:
        """Return the text of a charter's draft, or of the version in force where there is none."""
        row = next((one for one in self._charters.listed() if one.id == charter_id), None)
        if row is None:
            raise NotAllowed("no-charter")
        if row.draft and readable(row.draft) is None:
            raise NotAllowed("draft-unreadable")
        return row.draft or row.source

    def _answer(self, charter_id: str, name: str) -> tuple[str, int, Answer]:
        text = self._text(charter_id)
        for index, answer in enumerate(read_charter(text).answers):
            if answer.id == name:
                return text, index, answer
        raise NotAllowed("answer-unknown")

    def _put(
        self, charter_id: str, text: str, index: int, before: Answer, after: Answer, act: str
    ) -> Changes:
        old, new = table_of(before), table_of(after)
        changes = tuple(
            SetField("answer", index, key, new.get(key))
            for key in dict.fromkeys((*old, *new))
            if old.get(key) != new.get(key)
        )
        return self._write(charter_id, text, changes, act, before.id)

    def _write(
        self, charter_id: str, text: str, change: Change | Sequence[Change], act: str, name: str
    ) -> Changes:
        changes = change if isinstance(change, Sequence) else (change,)
        self._charters.save_draft(charter_id, patch(text, changes).apply(text))
        with self._workspace.write(durable=True) as connection:
            self._journal.note(connection, f"guide.{act}", {"charter": charter_id, "entry": name})
        return Changes(charter=True)
