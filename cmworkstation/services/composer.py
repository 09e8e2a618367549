"""Writing a reply: counting as the server counts, checking by the charter, approved answers."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from cmworkstation.domain.account import NARROWNESS, Account, LengthRule
from cmworkstation.domain.charter.answers import find_answers
from cmworkstation.domain.charter.filling import Filled, Hole, body_in, fill, holes
from cmworkstation.domain.charter.finding import Context, Finding, MeasuredLength, Severity
from cmworkstation.domain.clock import Clock
from cmworkstation.domain.errors import (
    IncompleteAnswer,
    NotAllowed,
    PlatformMissing,
    TooLong,
    Unreadable,
)
from cmworkstation.domain.ids import AccountId
from cmworkstation.domain.message import Recipients
from cmworkstation.domain.profile import Act, refusal
from cmworkstation.domain.reply import Draft
from cmworkstation.sdk.measure import measure
from cmworkstation.services.acting import Acting
from cmworkstation.services.charters import Charters, Governing
from cmworkstation.services.outbox import Checked
from cmworkstation.services.platforms import Platforms
from cmworkstation.store import accounts, conversations, messages, settings
from cmworkstation.store.database import Workspace

SIGNER = "signer"  # name of the setting that holds who signs
OVERRIDES = ("quoted", "false-positive", "legal-wording", "person-asked", "already-known", "other")


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


@dataclass(frozen=True, slots=True)
class Review:
    """What is to be said of a draft before it is sent."""

    length: MeasuredLength
    rule: LengthRule
    findings: tuple[Finding, ...] = ()
    holes: tuple[Hole, ...] = ()
    charter_hash: str = ""
    reasons: tuple[str, ...] = field(
        default_factory=tuple
    )  # why it cannot be sent, as keys; empty when it can

    @property
    def needs_override(self) -> bool:
        """Tell whether a person must give a reason for what the charter calls an error."""
        return any(one.severity is Severity.ERROR for one in self.findings)


class Composer:
    """Everything about a draft that can be known without the network."""

    def __init__(
        self,
        workspace: Workspace,
        charters: Charters,
        platforms: Platforms,
        clock: Clock,
        acting: Acting,
    ) -> None:
        """Take the workspace and its charters, and who knows whom an answer reaches."""
        self._workspace = workspace
        self._charters = charters
        self._platforms = platforms
        self._clock = clock
        self._acting = acting

    def review(self, draft: Draft) -> Review:
        """Measure and check a draft; quick enough for every pause in typing."""
        account = accounts.account(self._workspace.read(), draft.account_id)
        rule = account.capabilities.length
        length = self._length(account, draft)
        governing = self._charters.governing(draft.account_id)
        findings = self._lint(governing, account, draft, length) if governing else ()
        empty = tuple(holes(draft.body))
        role = () if self._acting.current().may(Act.SEND) else (refusal(Act.SEND),)
        reasons = [*role, *self._reasons(draft, length, findings, empty)]
        if self._is_too_wide(draft):
            reasons.append("too-wide")
        digest = governing.hash if governing else ""
        return Review(length, rule, findings, empty, digest, tuple(reasons))

    def recipients(self, draft: Draft) -> Recipients | None:
        """Return whom a reply reaches where the message that it answers names them, else None."""
        connection = self._workspace.read()
        account = accounts.account(connection, draft.account_id)
        try:
            kind = self._platforms.kind(account.platform)
        except PlatformMissing:
            return None
        from cmworkstation.sdk.connector import NamesRecipients, RawItem  # noqa: PLC0415 - loaded with the connector by now

        received = messages.received(connection, draft.target_id)
        if received is None or not issubclass(kind, NamesRecipients):
            return None
        try:
            return kind.recipients(account.settings, RawItem(*received))
        except Unreadable:
            return None

    def check_before_queue(self, draft: Draft, override: str = "") -> Checked:
        """Refuse what may not leave. Raises `TooLong`, `IncompleteAnswer`, `NotAllowed`.

        `override` is the reason code with which a person lets findings of level "error" pass.
        """
        review = self.review(draft)
        if review.length.over:
            raise TooLong(over=review.length.over)
        if review.holes:
            raise IncompleteAnswer([hole.name for hole in review.holes])
        if review.reasons:
            raise NotAllowed(review.reasons[0])
        if review.needs_override and override not in OVERRIDES:
            raise NotAllowed("override-missing")
        return Checked(review.charter_hash, _findings_json(review.findings, override))

    def answers(
        self, account_id: AccountId, query: str, language: str = "", category: str = ""
    ) -> tuple[AnswerChoice, ...]:
        """Return the approved answers that fit a query, best first; all of them for an empty one."""
        governing = self._charters.governing(account_id)
        if governing is None:
            return ()
        charter = governing.charter
        wanted = language or charter.header.default_language
        found = find_answers(charter, query, wanted, self._clock.now().date(), category=category)
        labels = {one.id: one.label for one in charter.categories}
        return tuple(
            AnswerChoice(
                id=one.answer.id,
                title=_first(one.answer.asks, wanted) or one.answer.id,
                preview=body_in(one.answer, wanted, charter.header.default_language).strip(),
                language=wanted,
                category=labels.get(one.answer.category, {}).get(wanted, one.answer.category),
                insertable=one.insertable,
                reason=one.reason,
            )
            for one in found
        )

    def fill(self, draft: Draft, answer_id: str, language: str = "") -> Filled:
        """Return an approved answer for this draft; what nobody but the person can know stays as a blank.

        The first name of the person who is answered, and the signer's own name, are put in where they are
        known. Raises `NotAllowed` when there is no such answer.
        """
        governing = self._charters.governing(draft.account_id)
        charter = governing.charter if governing else None
        answer = (
            next((one for one in charter.answers if one.id == answer_id), None) if charter else None
        )
        if charter is None or answer is None:
            raise NotAllowed("no-charter")
        target = messages.message(self._workspace.read(), draft.target_id)
        signer = settings.value(self._workspace.read(), SIGNER)
        return fill(
            answer,
            language or self.language_of(draft),
            {name: first_name(target.author_name) for name in ("prenom", "first_name")},
            facts=charter.facts,
            voice=charter.voice,
            signer=signer_fields(signer),
            on=self._clock.now().date(),
            default_language=charter.header.default_language,
        )

    def language_of(self, draft: Draft) -> str:
        """Return the language to check a draft in: its own, its account's, or the charter's first."""
        governing = self._charters.governing(draft.account_id)
        known = governing.charter.header.languages if governing else ()
        if draft.language and (not known or draft.language[:2] in known):
            return draft.language[:2]
        return governing.charter.header.default_language if governing else ""

    def _is_too_wide(self, draft: Draft) -> bool:
        """Tell whether more people could read the reply than the message that it answers."""
        target = messages.message(self._workspace.read(), draft.target_id)
        return NARROWNESS.index(draft.visibility) < NARROWNESS.index(target.visibility)

    def _length(self, account: Account, draft: Draft) -> MeasuredLength:
        rule = account.capabilities.length
        text = draft.body
        if account.capabilities.mentions_in_text:
            target = messages.message(self._workspace.read(), draft.target_id)
            if target.author_handle and target.author_handle not in text:
                text = f"{target.author_handle} {text}"
        measured = measure(text, rule, draft.spoiler)
        return MeasuredLength(
            measured, rule.limit, max(0, measured - rule.limit) if rule.limit else 0
        )

    def _lint(
        self, governing: Governing, account: Account, draft: Draft, length: MeasuredLength
    ) -> tuple[Finding, ...]:
        language = self.language_of(draft)
        category = conversations.category(self._workspace.read(), draft.conversation_id)
        context = Context(
            language=language,
            visibility="private" if draft.visibility == "private" else "public",
            platform=account.look,
            account=f"{account.look}:{account.handle}",
            category=category,
            length=length,
            on=self._clock.now().date(),
        )
        return governing.engine.lint(draft.body, language, context)

    @staticmethod
    def _reasons(
        draft: Draft, length: MeasuredLength, findings: Sequence[Finding], empty: Sequence[Hole]
    ) -> list[str]:
        reasons = []
        if not draft.body.strip():
            reasons.append("empty")
        if length.over:
            reasons.append("too-long")
        if empty:
            reasons.append("holes")
        if any(one.severity is Severity.STOP for one in findings):
            reasons.append("stopped")
        return reasons


def _findings_json(findings: Sequence[Finding], override: str) -> str:
    """Return what is kept with the reply: each finding, and the reason for which an error was let pass."""
    kept = [
        {
            "rule": one.rule,
            "severity": one.severity,
            "start": one.start,
            "end": one.end,
            "match": one.match,
            "override": override if one.severity is Severity.ERROR else "",
        }
        for one in findings
    ]
    return json.dumps(kept, ensure_ascii=False)


def first_name(name: str) -> str:
    """Return what to greet somebody with: the first word of a name that looks like a person's, or ""."""
    word = name.strip().split(" ")[0].strip(",.") if name.strip() else ""
    return word if word.isalpha() and word[:1].isupper() and len(word) > 1 else ""


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


def _first(lists: Mapping[str, Sequence[str]], language: str) -> str:
    """Return the first sample question in a language, else in any."""
    for found in (lists.get(language), *lists.values()):
        if found:
            return found[0]
    return ""
