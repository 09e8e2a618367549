"""Writing a reply: counting as the server counts, checking by the charter."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from cmworkstation.domain.account import NARROWNESS, Account, LengthRule
from cmworkstation.domain.charter.facts import fact_findings, still_in
from cmworkstation.domain.charter.filling import Hole, holes
from cmworkstation.domain.charter.finding import Context, Finding, MeasuredLength, Severity
from cmworkstation.domain.charter.usage import answer_hash, edited_words
from cmworkstation.domain.clock import Clock
from cmworkstation.domain.errors import (
    IncompleteAnswer,
    NotAllowed,
    PlatformMissing,
    TooLong,
    Unreadable,
)
from cmworkstation.domain.fact import write_uses
from cmworkstation.domain.message import Recipients
from cmworkstation.domain.reply import Draft
from cmworkstation.sdk.measure import measure
from cmworkstation.services.answers import Answers, audience
from cmworkstation.services.charters import Charters, Governing
from cmworkstation.services.context import Encounters
from cmworkstation.services.outbox import Checked
from cmworkstation.services.platforms import Platforms
from cmworkstation.store import accounts, conversations, messages
from cmworkstation.store.database import Workspace

OVERRIDES = ("quoted", "false-positive", "legal-wording", "person-asked", "already-known", "other")


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
        answers: Answers,
        platforms: Platforms,
        encounters: Encounters,
        clock: Clock,
    ) -> None:
        """Take the workspace, its charters and their answers, who knows whom an answer reaches, and what was before."""
        self._encounters = encounters
        self._answers = answers
        self._workspace = workspace
        self._charters = charters
        self._platforms = platforms
        self._clock = clock

    def review(self, draft: Draft) -> Review:
        """Measure and check a draft; quick enough for every pause in typing."""
        account = accounts.account(self._workspace.read(), draft.account_id)
        rule = account.capabilities.length
        length = self._length(account, draft)
        governing = self._charters.governing(draft.account_id)
        findings = self._lint(governing, account, draft, length) if governing else ()
        empty = tuple(holes(draft.body))
        reasons = list(self._reasons(draft, length, findings, empty))
        if self._is_too_wide(draft):
            reasons.append("too-wide")
        digest = governing.hash if governing else ""
        return Review(length, rule, findings, empty, digest, tuple(reasons))

    def review_context(
        self, draft: Draft, questions_done: tuple[str, ...] = ()
    ) -> tuple[Finding, ...]:
        """Hold a draft against its message, its person and what was said before; on a reading lane, up to 50 ms.

        `questions_done` are questions of the message that a person ticked off.
        """
        governing = self._charters.governing(draft.account_id)
        if governing is None or not draft.body.strip():
            return ()
        account = accounts.account(self._workspace.read(), draft.account_id)
        around = self._encounters.surroundings(draft, governing, account, questions_done)
        context = replace(self._context(account, draft, None), surroundings=around)
        return governing.engine.lint_context(draft.body, context.language, context)

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
        stored = _findings_json(review.findings, override)
        facts = write_uses(still_in(draft.facts, draft.body))
        answer = self._answers.answer(draft.account_id, draft.answer_id)
        if answer is None:
            return Checked(review.charter_hash, stored, facts=facts)
        template = self._answers.fill(draft, answer.id).text.strip()
        edited = edited_words(template, draft.body)
        return Checked(review.charter_hash, stored, answer_hash(answer), edited, facts)

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
        context = self._context(account, draft, length)
        stood = fact_findings(self._answers.standings(draft), draft.body, context.language)
        return (*governing.engine.lint(draft.body, context.language, context), *stood)

    def _context(self, account: Account, draft: Draft, length: MeasuredLength | None) -> Context:
        category = conversations.category(self._workspace.read(), draft.conversation_id)
        return Context(
            language=self._answers.language_of(draft),
            visibility=audience(draft),
            platform=account.look,
            account=f"{account.look}:{account.handle}",
            category=category,
            length=length,
            linked_facts=tuple(one.use.id for one in self._answers.standings(draft)),
            on=self._clock.now().date(),
        )

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
