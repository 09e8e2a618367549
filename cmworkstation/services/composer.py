"""Writing a reply: counting as the server counts, checking by the charter."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from cmworkstation.domain import splitting
from cmworkstation.domain.account import NARROWNESS, Account, Capabilities, LengthRule
from cmworkstation.domain.charter.builtin import ALT_TEXT
from cmworkstation.domain.charter.facts import fact_findings, still_in
from cmworkstation.domain.charter.filling import Hole, holes
from cmworkstation.domain.charter.finding import (
    Context,
    Finding,
    MeasuredLength,
    Place,
    Severity,
    blocking,
)
from cmworkstation.domain.charter.model import by_id
from cmworkstation.domain.charter.usage import answer_hash, edited_words
from cmworkstation.domain.charter.words import Words
from cmworkstation.domain.clock import Clock
from cmworkstation.domain.errors import (
    IncompleteAnswer,
    NotAllowed,
    PlatformMissing,
    TooLong,
    Unreadable,
)
from cmworkstation.domain.fact import write_uses
from cmworkstation.domain.ids import DraftId
from cmworkstation.domain.media import Misfit, misfits, without_alt
from cmworkstation.domain.message import Recipients
from cmworkstation.domain.outcome import outcomes_of
from cmworkstation.domain.preview import Preview, preview
from cmworkstation.domain.profile import Act, refusal
from cmworkstation.domain.reply import Draft
from cmworkstation.domain.reply_window import ReplyWindow
from cmworkstation.domain.waiver import Agreement, Need, Waiver, need_of, read_reason
from cmworkstation.sdk.measure import measure
from cmworkstation.services.acting import Acting
from cmworkstation.services.answers import SIGNER, Answers, audience, signer_fields
from cmworkstation.services.charters import Charters, Governing
from cmworkstation.services.circumstances import Circumstances
from cmworkstation.services.context import Encounters
from cmworkstation.services.outbox.queueing import Checked
from cmworkstation.services.platforms import Platforms
from cmworkstation.services.questions import Questions
from cmworkstation.services.short_links import ShortLinks
from cmworkstation.services.waivers import Waivers, told
from cmworkstation.services.ways_out import WayOut, way_out
from cmworkstation.services.windows import window_of
from cmworkstation.store import accounts, conversation_list, messages, promises, settings
from cmworkstation.store.database import Workspace

SEEN_MOST = 64  # drafts whose findings are kept in mind, to know later which of them were mended

SECOND_MISSING = "second-missing"
WINDOW_CLOSED = "window-closed-"  # and what is still allowed
MANDATE = "core/mandate"  # a rule of the engine: whoever has no mandate asks somebody who has


@dataclass(frozen=True, slots=True)
class PartReview:
    """One part of a numbered thread as it will stand, and how long it is."""

    text: str
    length: MeasuredLength


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
    waivers: Mapping[Place, Waiver] = field(default_factory=dict)  # who spoke for which finding
    charter_id: str = ""
    window: ReplyWindow | None = None  # until when the platform takes it
    misfits: tuple[Misfit, ...] = ()  # files that cannot leave as they are
    parts: tuple[PartReview, ...] = ()  # of a draft that leaves as a numbered thread

    @property
    def pending(self) -> tuple[Finding, ...]:
        """Return the findings that keep the reply from leaving: nobody's word lets them pass yet."""
        return tuple(
            one
            for one in blocking(self.findings)
            if (waiver := self.waivers.get(one.place)) is None or not waiver.holds
        )

    @property
    def needs_override(self) -> bool:
        """Tell whether a person must give a reason for what the charter calls an error."""
        return any(need_of(one) is Need.REASON for one in self.pending)

    @property
    def warns(self) -> bool:
        """Tell whether something is sent as it is although the charter warns of it."""
        return any(one.severity is Severity.WARN for one in self.findings)


@dataclass(frozen=True, slots=True)
class Speaking:
    """Who speaks in a draft: the person, their mandates in words, and the charter with its version."""

    person: str = ""
    mandates: tuple[str, ...] = ()
    title: Words = field(default_factory=dict)
    version: str = ""


class Composer:
    """Everything about a draft that can be known without the network."""

    def __init__(
        self,
        workspace: Workspace,
        charters: Charters,
        answers: Answers,
        waivers: Waivers,
        platforms: Platforms,
        encounters: Encounters,
        circumstances: Circumstances,
        questions: Questions,
        short_links: ShortLinks,
        clock: Clock,
        acting: Acting,
    ) -> None:
        """Take the workspace, its charters with answers and waivers, whom an answer reaches, and what was before."""
        self._encounters = encounters
        self._circumstances = circumstances
        self._questions = questions
        self._short_links = short_links
        self._answers = answers
        self._workspace = workspace
        self._charters = charters
        self._waivers = waivers
        self._platforms = platforms
        self._clock = clock
        self._acting = acting
        self._seen: dict[DraftId, set[str]] = {}

    def review(self, draft: Draft, around: tuple[Finding, ...] = ()) -> Review:
        """Measure and check a draft; quick enough for every pause in typing.

        `around` is what `review_context` said of it: found more slowly, and weighed with the rest.
        """
        account = accounts.account(self._workspace.read(), draft.account_id)
        can = self._rules(account, draft)
        parts = self._parts(account, draft)
        length = max(
            (one.length for one in parts), key=_weight, default=self._length(account, draft)
        )
        governing = self._charters.governing(draft.account_id)
        findings = self._lint(governing, account, draft, length) if governing else ()
        findings += tuple(one for one in around if _still_there(one, draft.body))
        empty = tuple(holes(draft.body))
        known = self._waivers.standing(draft, blocking(findings))
        connection, now = self._workspace.read(), self._clock.now()
        window = window_of(connection, account, draft.target_id, draft.visibility, now)
        review = Review(
            length, can.length, findings, empty, waivers=known, window=window, parts=parts
        )
        role = () if self._acting.current().may(Act.SEND) else (refusal(Act.SEND),)
        reasons = [*role, *_reasons(draft, review)]
        if self._is_too_wide(draft):
            reasons.append("too-wide")
        if window is not None and window.closed:
            reasons.insert(0, f"{WINDOW_CLOSED}{window.after}")
        unfit = misfits(draft.media, can.media)
        reasons += [one.reason for one in unfit]
        reasons += self._encounters.too_often(draft)
        self._note_seen(draft, findings)
        if governing is None:
            return replace(review, reasons=tuple(reasons), misfits=unfit)
        header = governing.charter.header
        return replace(
            review,
            charter_hash=governing.hash,
            charter_id=header.id,
            reasons=tuple(reasons),
            misfits=unfit,
        )

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
        context = replace(self._context(governing, account, draft, None), surroundings=around)
        return governing.engine.lint_context(
            splitting.unmarked(draft.body), context.language, context
        )

    def split(self, draft: Draft) -> tuple[str, ...]:
        """Return the parts in which a text that is too long could leave; () where it fits, or cannot be cut."""
        account = accounts.account(self._workspace.read(), draft.account_id)
        can = self._rules(account, draft)
        rule = can.length
        whole = replace(draft, body=splitting.without_marks(draft.body))
        if not can.threads or rule.limit is None:
            return ()
        if not self._length(account, whole).over:
            return ()
        kept = [one.phrase for one in promises.of_draft(self._workspace.read(), draft.id)]
        before = self._before(account, draft)
        try:
            return splitting.split(
                whole.body,
                rule.limit,
                lambda part: measure(f"{before(part)}{part}", rule, draft.spoiler),
                kept,
            )
        except splitting.CannotSplit:
            return ()

    def way_out(self, draft: Draft, finding: Finding) -> WayOut:
        """Return what can be done about a finding here."""
        governing = self._charters.governing(draft.account_id)
        if governing is None:
            return WayOut()
        connection = self._workspace.read()
        return way_out(
            finding,
            draft,
            accounts.account(connection, draft.account_id),
            governing.charter,
            self._answers.language_of(draft),
            signer_fields(self._acting.current().name or settings.value(connection, SIGNER)),
            self._clock.now().date(),
            self._short_links.known(finding.match),
        )

    def speaking(self, draft: Draft) -> Speaking:
        """Return by which mandate the acting person speaks, and which version of the charter a draft is held to."""
        governing = self._charters.governing(draft.account_id)
        if governing is None:
            return Speaking()
        charter, me = governing.charter, self._acting.current()
        known = by_id(charter.speakers)
        mandates = sorted(me.speaks_for(charter.header.id))
        names = tuple(known[one].name or one for one in mandates if one in known)
        return Speaking(me.name, names, charter.header.title, charter.header.version)

    def hidden_cues(self) -> frozenset[str]:
        """Return the rules whose hints the acting person does not want to see."""
        stored = settings.value(self._workspace.read(), self._hidden_name(), "[]")
        return frozenset(str(one) for one in json.loads(stored))

    def hide_cue(self, rule: str) -> None:
        """Show the hints of a rule to the acting person no more."""
        self._put_hidden(self.hidden_cues() | {rule})

    def show_cues(self) -> None:
        """Show the acting person all hints again."""
        self._put_hidden(frozenset())

    def _put_hidden(self, rules: frozenset[str]) -> None:
        with self._workspace.write(durable=True) as connection:
            settings.put(connection, self._hidden_name(), json.dumps(sorted(rules)))

    def _hidden_name(self) -> str:
        return f"hidden_cues:{self._acting.id}"

    def preview(self, draft: Draft) -> Preview:
        """Return the draft as its network will show it."""
        connection = self._workspace.read()
        account = accounts.account(connection, draft.account_id)
        target = messages.message(connection, draft.target_id)
        threads = account.capabilities.facing(draft.visibility).threads
        parts = splitting.parts_of(draft.body) if threads else ()
        before = self._before(account, draft)
        return preview(
            account,
            target,
            [
                f"{before(one)}{one}"
                for one in splitting.numbered(parts) or (draft.body,)
                if one.strip()
            ],
            media=draft.media,
            spoiler=draft.spoiler,
            visibility=draft.visibility,
            recipients=self.recipients(draft),
        )

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

    def check_before_queue(
        self,
        draft: Draft,
        override: str = "",
        *,
        by_approval: bool = False,
        agreed: Agreement | None = None,
    ) -> Checked:
        """Refuse what may not leave. Raises `TooLong`, `IncompleteAnswer`, `NotAllowed`.

        `override` is a person's reason, as `read_reason` reads it, for every finding of level "error" for which
        none was given yet. `by_approval`: it leaves by others' word, so that whoever acts need not be one who sends,
        and what wants a second person waits for theirs; `agreed` is that word, once it is given.
        """
        done = self._questions.done(draft.target_id)
        review = self.review(draft, self.review_context(draft, done))
        if review.length.over:
            raise TooLong(over=review.length.over)
        if review.holes:
            raise IncompleteAnswer([hole.name for hole in review.holes])
        reasons = reasons_by_approval(review) if by_approval else review.reasons
        if reasons:
            raise NotAllowed(reasons[0])
        waivers = dict(review.waivers)
        pending = pending_by_approval(review) if by_approval else review.pending
        if pending and by_approval and not override:
            raise NotAllowed("override-missing")
        for finding in pending:
            waivers[finding.place] = self._waivers.made(
                draft, finding, read_reason(override), charter_hash=review.charter_hash
            )
        if agreed is not None:
            waivers = {at: self._waivers.seconded(one, agreed) for at, one in waivers.items()}
        outcomes = outcomes_of(review.findings, waivers, self._seen.pop(draft.id, set()))
        checked = Checked(
            review.charter_hash,
            _findings_json(review.findings, waivers),
            waivers=tuple(waivers.values()),
            outcomes=json.dumps({"charter": review.charter_id, "rules": outcomes})
            if outcomes
            else "{}",
            facts=write_uses(still_in(draft.facts, draft.body)),
        )
        answer = self._answers.answer(draft.account_id, draft.answer_id)
        if answer is None:
            return checked
        template = self._answers.fill(draft, answer.id).text.strip()
        return replace(
            checked,
            answer_hash=answer_hash(answer),
            edited_words=edited_words(template, draft.body),
        )

    def _rules(self, account: Account, draft: Draft) -> Capabilities:
        """Return what a draft's server allows of an answer like it, or of a post that begins a thread."""
        can = account.capabilities
        if can.post is None:
            return can.facing(draft.visibility)
        target = messages.message(self._workspace.read(), draft.target_id)
        return can.facing(draft.visibility, begins=target.begins)

    def _is_too_wide(self, draft: Draft) -> bool:
        """Tell whether more people could read the reply than the message that it answers."""
        target = messages.message(self._workspace.read(), draft.target_id)
        return NARROWNESS.index(draft.visibility) < NARROWNESS.index(target.visibility)

    def _parts(self, account: Account, draft: Draft) -> tuple[PartReview, ...]:
        """Return the parts of a draft that is cut, each with its number."""
        if not self._rules(account, draft).threads:
            return ()
        texts = splitting.numbered(splitting.parts_of(draft.body))
        return tuple(
            PartReview(one, self._length(account, replace(draft, body=one))) for one in texts
        )

    def _before(self, account: Account, draft: Draft) -> Callable[[str], str]:
        """Return what stands before a text of this draft when it leaves: whom it names, where it does not itself."""
        if not account.capabilities.mentions_in_text:
            return lambda _: ""
        target = messages.message(self._workspace.read(), draft.target_id)
        handle = "" if target.ours else target.author_handle
        return lambda text: f"{handle} " if handle and handle not in text else ""

    def _length(self, account: Account, draft: Draft) -> MeasuredLength:
        rule = self._rules(account, draft).length
        text = f"{self._before(account, draft)(draft.body)}{draft.body}"
        measured = measure(text, rule, draft.spoiler)
        return MeasuredLength(
            measured, rule.limit, max(0, measured - rule.limit) if rule.limit else 0
        )

    def _lint(
        self, governing: Governing, account: Account, draft: Draft, length: MeasuredLength
    ) -> tuple[Finding, ...]:
        standings = self._answers.standings(draft)
        context = self._context(governing, account, draft, length)
        stood = fact_findings(standings, draft.body, context.language)
        return (
            *governing.engine.lint(splitting.unmarked(draft.body), context.language, context),
            *stood,
        )

    def _context(
        self,
        governing: Governing,
        account: Account,
        draft: Draft,
        length: MeasuredLength | None,
    ) -> Context:
        category = conversation_list.category(self._workspace.read(), draft.conversation_id)
        return Context(
            language=self._answers.language_of(draft),
            visibility=audience(draft),
            platform=account.look,
            account=f"{account.look}:{account.handle}",
            category=category,
            length=length,
            interests=self._encounters.interests(draft),
            undescribed=len(without_alt(draft.media)) if account.capabilities.media.has_alt else 0,
            linked_facts=tuple(one.use.id for one in self._answers.standings(draft)),
            on=self._clock.now().date(),
            values=self._circumstances.of_reply(
                draft, governing.charter, self._acting.id, governing.engine.asked
            ),
        )

    def _note_seen(self, draft: Draft, findings: Sequence[Finding]) -> None:
        """Keep in mind which rules spoke while a draft was written."""
        if not findings:
            return
        if draft.id not in self._seen and len(self._seen) >= SEEN_MOST:
            del self._seen[next(iter(self._seen))]
        self._seen.setdefault(draft.id, set()).update(one.rule for one in findings)


def _weight(length: MeasuredLength) -> tuple[int, int]:
    return length.over, length.measured


def _still_there(finding: Finding, text: str) -> bool:
    """Tell whether what a finding points at still stands where it stood."""
    return text[finding.start : finding.end] == finding.match or finding.start == finding.end


def pending_by_approval(review: Review) -> tuple[Finding, ...]:
    """Return for what a reason is wanted of somebody who asks for approval: whose mandate it is, others say.

    What waits for a second person has its reason: whoever approves is that person.
    """
    return tuple(
        one for one in review.pending if one.rule != MANDATE and one.place not in review.waivers
    )


def reasons_by_approval(review: Review) -> tuple[str, ...]:
    """Return why nobody can be asked to approve a draft: others send it, and give the second person's word."""
    given_by_others = (refusal(Act.SEND), SECOND_MISSING)
    return tuple(one for one in review.reasons if one not in given_by_others)


def _reasons(draft: Draft, review: Review) -> list[str]:
    """Return why a draft cannot be sent, the weightiest reason first."""
    needs = {need_of(one) for one in review.pending}
    reasons = {
        "empty": not draft.body.strip(),
        "too-long": bool(review.length.over),
        "holes": bool(review.holes),
        "alt-missing": any(one.rule == ALT_TEXT for one in review.pending),
        "stopped": Need.CHANGE in needs,
        SECOND_MISSING: Need.SECOND in needs,
    }
    return [name for name, given in reasons.items() if given]


def _findings_json(findings: Sequence[Finding], waivers: Mapping[Place, Waiver]) -> str:
    """Return what is kept with the reply: each finding, and by whose word it was let pass, for which reason."""
    kept = []
    for one in findings:
        waiver = waivers.get(one.place)
        said = {
            "rule": one.rule,
            "severity": one.severity,
            "start": one.start,
            "end": one.end,
            "match": one.match,
            "override": waiver.reason.code if waiver else "",
        }
        kept.append(said | told(waiver) if waiver else said)
    return json.dumps(kept, ensure_ascii=False)
