"""Writing a reply: counting as the server counts, checking by the charter, approved answers."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from cmworkstation.domain.account import Account, LengthRule
from cmworkstation.domain.charter import answers as approved
from cmworkstation.domain.charter.answers import Filled, Hole
from cmworkstation.domain.charter.finding import Context, Finding, MeasuredLength, Severity
from cmworkstation.domain.clock import Clock
from cmworkstation.domain.errors import IncompleteAnswer, NotAllowed, TooLong
from cmworkstation.domain.ids import AccountId
from cmworkstation.domain.reply import Draft
from cmworkstation.sdk.measure import measure
from cmworkstation.services.charters import Charters, Governing
from cmworkstation.services.outbox import Checked
from cmworkstation.store import accounts, conversations, messages
from cmworkstation.store.database import Workspace


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
    reasons: tuple[str, ...] = field(default_factory=tuple)  # why it cannot be sent, as keys; empty when it can


class Composer:
    """Everything about a draft that can be known without the network."""

    def __init__(self, workspace: Workspace, charters: Charters, clock: Clock) -> None:
        """Take the workspace and its charters."""
        self._workspace = workspace
        self._charters = charters
        self._clock = clock

    def review(self, draft: Draft) -> Review:
        """Measure and check a draft; quick enough for every pause in typing."""
        account = accounts.account(self._workspace.read(), draft.account_id)
        rule = account.capabilities.length
        length = self._length(account, draft)
        governing = self._charters.governing(draft.account_id)
        findings = self._lint(governing, account, draft, length) if governing else ()
        holes = approved.holes(draft.body)
        reasons = tuple(self._reasons(draft, length, findings, holes))
        return Review(length, rule, findings, holes, governing.hash if governing else "", reasons)

    def check_before_queue(self, draft: Draft) -> Checked:
        """Refuse what may not leave. Raises `TooLong`, `IncompleteAnswer`, `NotAllowed`."""
        review = self.review(draft)
        if review.length.over:
            raise TooLong(over=review.length.over)
        if review.holes:
            raise IncompleteAnswer([hole.name for hole in review.holes])
        if review.reasons:
            raise NotAllowed(review.reasons[0])
        return Checked(review.charter_hash, _findings_json(review.findings))

    def answers(self, account_id: AccountId, query: str, language: str = "") -> tuple[AnswerChoice, ...]:
        """Return the approved answers that fit a query, best first; all of them for an empty one."""
        governing = self._charters.governing(account_id)
        if governing is None:
            return ()
        wanted = language or governing.charter.charter.default_language
        found = approved.find_answers(governing.charter, query, wanted, self._clock.now())
        return tuple(
            AnswerChoice(
                one.answer.id, one.title, one.preview, one.language, one.category, one.insertable, one.reason
            )
            for one in found
        )

    def fill(
        self, account_id: AccountId, answer_id: str, language: str = "", values: Mapping[str, str] | None = None
    ) -> Filled:
        """Return an approved answer with its variables put in; what is missing stays as holes."""
        governing = self._charters.governing(account_id)
        if governing is None:
            raise NotAllowed("no-charter")
        return approved.fill(
            governing.charter,
            answer_id,
            language or governing.charter.charter.default_language,
            values or {},
            self._clock.now(),
        )

    def language_of(self, draft: Draft) -> str:
        """Return the language to check a draft in: its own, its account's, or the charter's first."""
        governing = self._charters.governing(draft.account_id)
        known = governing.charter.charter.languages if governing else ()
        if draft.language and (not known or draft.language[:2] in known):
            return draft.language[:2]
        return governing.charter.charter.default_language if governing else ""

    def _length(self, account: Account, draft: Draft) -> MeasuredLength:
        rule = account.capabilities.length
        text = draft.body
        if account.capabilities.mentions_in_text:
            target = messages.message(self._workspace.read(), draft.target_id)
            if target.author_handle and target.author_handle not in text:
                text = f"{target.author_handle} {text}"
        measured = measure(text, rule, draft.spoiler)
        return MeasuredLength(measured, rule.limit, max(0, measured - rule.limit) if rule.limit else 0)

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
        draft: Draft, length: MeasuredLength, findings: Sequence[Finding], holes: Sequence[Hole]
    ) -> list[str]:
        reasons = []
        if not draft.body.strip():
            reasons.append("empty")
        if length.over:
            reasons.append("too-long")
        if holes:
            reasons.append("holes")
        if any(one.severity is Severity.STOP for one in findings):
            reasons.append("stopped")
        return reasons


def _findings_json(findings: Sequence[Finding]) -> str:
    return json.dumps(
        [{"rule": one.rule, "severity": one.severity, "start": one.start, "end": one.end, "match": one.match} for one in findings],
        ensure_ascii=False,
    )
