"""Approved answers and facts for a reply: found, filled with what is known, and looked at again."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from cmworkstation.domain.charter.answers import (
    Suggestion,
    find_answers,
    suggest_answers,
    title_of,
)
from cmworkstation.domain.charter.automatic import NAMES, Occasion, automatic_values
from cmworkstation.domain.charter.clauses import Answer, Fact
from cmworkstation.domain.charter.detect.greeting import greetable
from cmworkstation.domain.charter.facts import (
    Standing,
    fact_hash,
    fact_text,
    find_facts,
    joined,
    standings,
    still_in,
)
from cmworkstation.domain.charter.filling import Filled, body_in, fill
from cmworkstation.domain.charter.model import Charter, by_id
from cmworkstation.domain.charter.words import said
from cmworkstation.domain.clock import Clock
from cmworkstation.domain.errors import NotAllowed
from cmworkstation.domain.fact import FactUse
from cmworkstation.domain.ids import AccountId
from cmworkstation.domain.reply import Draft
from cmworkstation.services.acting import Acting
from cmworkstation.services.answer_files import Attached, attached
from cmworkstation.services.brake import Brake
from cmworkstation.services.charters import Charters
from cmworkstation.store import accounts, messages, settings
from cmworkstation.store.database import Workspace

FACT = "fact:"  # begins the id of a fact among the choices
SIGNER = "signer"  # name of the setting that holds who signs


@dataclass(frozen=True, slots=True)
class AnswerChoice:
    """One approved answer as the response guide offers it."""

    id: str
    title: str
    preview: str
    language: str
    category: str
    insertable: bool
    reason: str = ""  # why it cannot be inserted: "expired", "not-yet" …
    matched: tuple[str, ...] = ()  # words of it, folded, for which it was found
    files: tuple[Attached, ...] = ()


class Answers:
    """What may be said by the charters, for the composer."""

    def __init__(
        self,
        workspace: Workspace,
        charters: Charters,
        clock: Clock,
        acting: Acting,
        brake: Brake,
    ) -> None:
        """Take the workspace and its charters, and who writes."""
        self._brake = brake
        self._acting = acting
        self._workspace = workspace
        self._charters = charters
        self._clock = clock

    def found(
        self,
        account_id: AccountId,
        query: str,
        language: str = "",
        category: str = "",
        channels: Sequence[str] = (),
    ) -> tuple[AnswerChoice, ...]:
        """Return the approved answers that fit a query, best first; all of them for an empty one.

        Facts that fit follow them: they are put in by reference. Where one of `channels` has a text of its own,
        that is the one shown.
        """
        governing = self._charters.governing(account_id)
        if governing is None:
            return ()
        charter, today = governing.charter, self._clock.now().date()
        wanted = language or charter.header.default_language
        found = find_answers(charter, query, wanted, today, governing.crisis, category)
        return (
            *(self._choice(account_id, charter, one, wanted, channels) for one in found),
            *(_fact_choice(*one, wanted) for one in find_facts(charter, query, wanted, today)),
        )

    def fitting(self, draft: Draft) -> tuple[AnswerChoice, ...]:
        """Return the few answers that surely fit the message that a draft answers; none when in doubt."""
        governing = self._charters.governing(draft.account_id)
        if governing is None:
            return ()
        charter, language = governing.charter, self.language_of(draft)
        asked = messages.message(self._workspace.read(), draft.target_id)
        found = suggest_answers(
            charter,
            f"{asked.title}\n{asked.text}",
            language,
            self._clock.now().date(),
            governing.crisis,
        )
        channels = self.channels(draft)
        return tuple(
            self._choice(draft.account_id, charter, one, language, channels) for one in found
        )

    def offered(self, draft: Draft, query: str = "") -> tuple[AnswerChoice, ...]:
        """Return what may be put into a draft by a person's words; without any, what fits its message comes first."""
        language, channels = self.language_of(draft), self.channels(draft)
        found = self.found(draft.account_id, query, language, "", channels)
        if query:
            return found
        fitting = self.fitting(draft)
        first = {one.id for one in fitting}
        return (*fitting, *(one for one in found if one.id not in first))

    def channels(self, draft: Draft) -> tuple[str, ...]:
        """Return the names of texts made for where a draft will go: its platform, then who can read it."""
        account = accounts.account(self._workspace.read(), draft.account_id)
        return (account.look, account.platform, audience(draft))

    def fill(self, draft: Draft, answer_id: str, language: str = "") -> Filled:
        """Return an approved answer for this draft; what nobody but the person can know stays as a blank.

        What the program knows is put in: the first name of the person who is answered, the account, the date,
        opening hours, our site, and the signer's own name. "fact:" and a name give a fact. Raises `NotAllowed`
        when there is no such answer, or the fact may not be put in.
        """
        governing = self._charters.governing(draft.account_id)
        if governing is None:
            raise NotAllowed("no-charter")
        charter, spoken = governing.charter, language or self.language_of(draft)
        if answer_id.startswith(FACT):
            return self._stated(charter, answer_id.removeprefix(FACT), spoken)
        answer = self.answer(draft.account_id, answer_id)
        if answer is None:
            raise NotAllowed("answer-unknown")
        return self._filled(charter, answer, draft, spoken, self.channels(draft))

    def templates(self, draft: Draft, answer_id: str) -> tuple[Filled, ...]:
        """Return an answer in each of its texts, for here and for other places, as `fill` does. Raises `NotAllowed`."""
        governing = self._charters.governing(draft.account_id)
        answer = self.answer(draft.account_id, answer_id)
        if governing is None or answer is None:
            raise NotAllowed("answer-unknown")
        spoken, charter = self.language_of(draft), governing.charter
        places = (self.channels(draft), (), *((one,) for one in answer.variants))
        return tuple(self._filled(charter, answer, draft, spoken, one) for one in places)

    def signer(self) -> str:
        """Return the name with which whoever acts signs."""
        return self._acting.current().name or settings.value(self._workspace.read(), SIGNER)

    def charter_of(self, account_id: AccountId) -> Charter | None:
        """Return the charter in force for an account, as it holds at the crisis level of the moment."""
        governing = self._charters.governing(account_id)
        return governing.charter if governing else None

    def _filled(
        self,
        charter: Charter,
        answer: Answer,
        draft: Draft,
        spoken: str,
        channels: Sequence[str],
    ) -> Filled:
        if not answer.during:  # what was agreed for a crisis is what it is for
            self._brake.require_free(draft.account_id, draft.conversation_id, "frozen-answers")
        return fill(
            answer,
            spoken,
            automatic_values(charter, self._occasion(draft), spoken),
            facts=charter.facts,
            voice=charter.voice,
            signer=signer_fields(self.signer()),
            on=self._clock.now().date(),
            default_language=charter.header.default_language,
            channels=channels,
        )

    def files_of(self, draft: Draft, answer_id: str) -> tuple[Attached, ...]:
        """Return the files that go along with an answer to a draft, as the answer describes them in its language."""
        governing = self._charters.governing(draft.account_id)
        answer = self.answer(draft.account_id, answer_id)
        if governing is None or answer is None:
            return ()
        language = self.language_of(draft)
        return self._attached(draft.account_id, governing.charter, answer, language)

    def known_of(self, draft: Draft) -> dict[str, str]:
        """Return the values of the variables that fill themselves, also where no charter governs."""
        governing = self._charters.governing(draft.account_id)
        occasion = self._occasion(draft)
        if governing is not None:
            return automatic_values(governing.charter, occasion, self.language_of(draft))
        plain = {
            "first_name": occasion.first_name,
            "handle": occasion.handle,
            "account": occasion.account,
        }
        return {name: plain[what] for what in plain for name in NAMES[what]}

    def standings(self, draft: Draft) -> tuple[Standing, ...]:
        """Return the facts that a draft states, and what has become of each."""
        governing = self._charters.governing(draft.account_id)
        facts = governing.charter.facts if governing else ()
        uses = still_in(draft.facts, draft.body)
        return standings(uses, facts, self._clock.now().date(), draft.body)

    def _stated(self, charter: Charter, fact_id: str, language: str) -> Filled:
        fact = by_id(charter.facts).get(fact_id)
        text, reason = fact_text(fact, language, self._clock.now().date())
        if fact is None or reason == "unknown":
            raise NotAllowed("fact-unknown")
        if reason == "expired":
            raise NotAllowed("fact-expired")
        text = text or next(iter(fact.statement.values()), "")
        return Filled(text, facts=(FactUse(fact_id, text, fact_hash(fact)),))

    def answer(self, account_id: AccountId, answer_id: str) -> Answer | None:
        """Return an answer of the charter of an account, None where it has none of that name."""
        governing = self._charters.governing(account_id) if answer_id else None
        return by_id(governing.charter.answers).get(answer_id) if governing else None

    def _attached(
        self, account_id: AccountId, charter: Charter, answer: Answer, language: str
    ) -> tuple[Attached, ...]:
        if not answer.attachments:
            return ()
        connection = self._workspace.read()
        rules = accounts.account(connection, account_id).capabilities.media
        return attached(connection, charter, answer, language, rules)

    def _choice(
        self,
        account_id: AccountId,
        charter: Charter,
        one: Suggestion,
        language: str,
        channels: Sequence[str],
    ) -> AnswerChoice:
        default = charter.header.default_language
        labels = {category.id: category.label for category in charter.categories}
        return AnswerChoice(
            id=one.answer.id,
            title=title_of(one.answer, language, default),
            preview=body_in(one.answer, language, default, channels).strip(),
            language=language,
            category=labels.get(one.answer.category, {}).get(language, one.answer.category),
            insertable=one.insertable,
            reason=one.reason,
            matched=one.matched,
            files=self._attached(account_id, charter, one.answer, language),
        )

    def _occasion(self, draft: Draft) -> Occasion:
        connection = self._workspace.read()
        target = messages.message(connection, draft.target_id)
        account = accounts.account(connection, draft.account_id)
        return Occasion(
            "" if target.ours else first_name(target.author_name),
            "" if target.ours else target.author_handle,
            account.name or account.handle,
            self._clock.now().date(),
        )

    def language_of(self, draft: Draft) -> str:
        """Return the language to check a draft in: its own, its account's, or the charter's first."""
        governing = self._charters.governing(draft.account_id)
        known = governing.charter.header.languages if governing else ()
        if draft.language and (not known or draft.language[:2] in known):
            return draft.language[:2]
        return governing.charter.header.default_language if governing else ""


def first_name(name: str) -> str:
    """Return what to greet somebody with: the first word of a name that looks like a person's, or ""."""
    found = greetable(name)
    return found if name.strip().startswith(found) else ""


def signer_fields(name: str) -> dict[str, str]:
    """Return the fields by which signatures name the person at the keyboard, from a full name."""
    parts = name.split()
    if not parts:
        return {}
    initials = "".join(part[0] for part in parts)
    return {
        "prenom_agent": parts[0],
        "prenom": parts[0],
        "first_name": parts[0],
        "nom": parts[-1],
        "last_name": parts[-1],
        "name": name,
        "initiales": initials,
        "initials": initials,
    }


def with_facts(draft: Draft, filled: Filled) -> Draft:
    """Return a draft that also stands on the facts of a text that was put into it."""
    return replace(draft, facts=joined(draft.facts, filled.facts))


def _fact_choice(fact: Fact, matched: tuple[str, ...], reason: str, language: str) -> AnswerChoice:
    text = said(fact.statement, language)
    return AnswerChoice(
        id=FACT + fact.id,
        title=text,
        preview=f"{text}\n\n{fact.source}",
        language=language,
        category="",
        insertable=not reason,
        reason=f"fact-{reason}" if reason else "",
        matched=matched,
    )


def audience(draft: Draft) -> str:
    """Return "private" or "public": for whom a draft is."""
    return "private" if draft.visibility == "private" else "public"
