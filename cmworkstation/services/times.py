"""How long people wait: replies are measured when they were sent, and summed up by channel and by category.

Measuring can be done at any time and over again: a reply is measured once, from the messages of its thread.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from cmworkstation.domain.charter.clockwork import Clock as CharterClock
from cmworkstation.domain.charter.detect.language import language_of
from cmworkstation.domain.charter.detect.questions import questions
from cmworkstation.domain.charter.model import Charter
from cmworkstation.domain.charter.overlay import rules_in_force
from cmworkstation.domain.clock import Clock
from cmworkstation.domain.conversation import Changes, Status
from cmworkstation.domain.ids import AccountId
from cmworkstation.domain.reply_time import (
    Figure,
    Kind,
    Measured,
    ReplyTime,
    Said,
    Span,
    figure,
    measure,
)
from cmworkstation.domain.table import Cell, Table
from cmworkstation.services.charters import Charters, Governing
from cmworkstation.services.deadlines import set_due
from cmworkstation.store import accounts, conversations, due_times, pauses, times
from cmworkstation.store.database import Workspace
from cmworkstation.store.times import Sent, Turn

DATE = "{date}"
COLUMNS = tuple(
    "kind account category visibility clock asked_at answered_at due_at late open_s wall_s conversation".split()
)
KINDS = (Kind.FIRST, Kind.NEXT, Kind.RESOLUTION)


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the table: what was measured, of which channel or category ("" for all of them), its figure."""

    kind: Kind
    by: str  # "all", "account" or "category"
    key: str
    label: Mapping[str, str]
    figure: Figure


class Times:
    """Measures replies and sums them up."""

    def __init__(self, workspace: Workspace, charters: Charters, clock: Clock) -> None:
        """Take the workspace and its charters."""
        self._workspace = workspace
        self._charters = charters
        self._clock = clock

    def keep_up(self) -> Changes:
        """Measure what was sent and has not been measured; a stall leaves its conversation waiting for us."""
        waiting = times.unmeasured(self._workspace.read())
        stalled: set[int] = set()
        if not waiting:
            return Changes()
        with self._workspace.write() as connection:
            for sent in waiting:
                thread = times.turns(connection, sent.conversation_id, sent.message_id)
                governing = self._governing(sent)
                told = self._said(thread, governing)
                if told[-1][0] is Said.STALL:
                    times.mark_stall(connection, sent.message_id)
                    stalled.add(sent.conversation_id)
                paused = pauses.of_conversation(connection, sent.conversation_id)
                found = measure(told, _ended(paused, told))
                private = thread[-1].private
                times.keep(
                    connection,
                    (self._row(sent, one, governing, private, told[-1][1]) for one in found),
                )
            if stalled:
                conversations.refresh(connection, stalled)
                still = [one for one, *_ in due_times.waiting_without_due(connection, stalled)]
                conversations.set_status(connection, still, Status.WAITING_US)
                for account_id in {sent.account_id for sent in waiting}:
                    set_due(connection, self._charters.deadlines, account_id, still)
        return Changes(conversations=frozenset(stalled))

    def measured(self, days: int = 90) -> tuple[ReplyTime, ...]:
        """Return the replies of the last days that ended a wait."""
        until = self._clock.now() + timedelta(minutes=1)
        return times.measured(self._workspace.read(), until - timedelta(days=days), until)

    def lines(self, days: int = 90) -> tuple[Line, ...]:
        """Return the table: everything together, then by channel, then by category."""
        found = self.measured(days)
        listed = {one.id: one for one in accounts.all_accounts(self._workspace.read())}
        labels = self._labels({one.account_id for one in found})
        lines: list[Line] = []
        for kind in KINDS:
            of_kind = [one for one in found if one.kind is kind]
            lines += _lines(kind, "all", of_kind, lambda _: "", lambda _: {})
            lines += _lines(
                kind,
                "account",
                of_kind,
                lambda one: one.account_id,
                lambda key: {"": listed[AccountId(key)].name if key in listed else key},
            )
            lines += _lines(
                kind, "category", of_kind, lambda one: one.category, lambda key: labels.get(key, {})
            )
        return tuple(lines)

    def table(self, days: int = 90) -> Table:
        """Return the replies one by one, for other programs; lengths in seconds."""
        names = {one.id: one.name for one in accounts.all_accounts(self._workspace.read())}
        rows: list[tuple[Cell, ...]] = [
            (
                one.kind.value,
                names.get(one.account_id, one.account_id),
                one.category,
                one.visibility,
                one.clock,
                one.asked_at,
                one.answered_at,
                one.due_at,
                one.late,
                one.open_s,
                one.wall_s,
                one.conversation_id,
            )
            for one in self.measured(days)
        ]
        return Table(COLUMNS, rows, len(rows))

    def _labels(self, of: set[AccountId]) -> dict[str, Mapping[str, str]]:
        found: dict[str, Mapping[str, str]] = {}
        for account_id in of:
            governing = self._charters.governing(account_id)
            if governing is not None:
                found |= {one.id: one.label for one in governing.charter.categories}
        return found

    def _said(
        self, thread: Sequence[Turn], governing: Governing | None
    ) -> list[tuple[Said, datetime]]:
        vague = self._vague_rules(governing.charter) if governing else frozenset()
        return [(_said(one, vague), one.at) for one in thread]

    def _vague_rules(self, charter: Charter) -> frozenset[str]:
        """Return the names of the rules that find words such as "soon", for which they would like a date."""
        packs = {pack.id: pack for pack in self._charters.packs()}
        return frozenset(
            rule.id
            for rule in rules_in_force(charter, packs)
            if rule.kind == "swap" and any(DATE in instead for _, instead in rule.swaps)
        )

    def _governing(self, sent: Sent) -> Governing | None:
        """Return the charter by which a reply was sent, else the one that governs its account now."""
        if sent.charter_hash:
            return self._charters.governed_by(sent.charter_hash)
        return self._charters.governing(sent.account_id)

    @staticmethod
    def _row(
        sent: Sent,
        one: Measured,
        governing: Governing | None,
        private: bool,
        answered_at: datetime,
    ) -> ReplyTime:
        visibility = "private" if private else "public"
        clock, open_s = "wall", 0.0
        due: datetime | None = None
        if governing is not None:
            counted = CharterClock(governing.charter, governing.clock.frozen)
            category = sent.category or "*"
            for span in one.spans:
                clock, passed = counted.elapsed(category, visibility, *span)
                open_s += passed
            promised = counted.deadline(
                category, visibility, one.asked_at, resolution=one.kind is Kind.RESOLUTION
            )
            due = promised.due_at if promised else None
        wall_s = sum((end - start).total_seconds() for start, end in one.spans)
        return ReplyTime(
            sent.outbox_id,
            one.kind,
            sent.conversation_id,
            sent.account_id,
            sent.category,
            visibility,
            clock,
            one.asked_at,
            answered_at,
            due,
            round(wall_s),
            round(open_s if governing is not None else wall_s),
        )


def _ended(
    paused: Sequence[tuple[datetime, datetime | None]], told: Sequence[tuple[Said, datetime]]
) -> list[Span]:
    """Return pauses with their ends: by hand, by what they wrote next, or by the reply that is measured."""
    last = told[-1][1]
    return [
        (
            begun,
            min([ended or last, *(at for said, at in told if said is Said.THEIRS and at > begun)]),
        )
        for begun, ended in paused
        if begun < last
    ]


def _said(turn: Turn, vague: frozenset[str]) -> Said:
    if not turn.ours:
        return Said.THEIRS
    if turn.stall:
        return Said.STALL
    if turn.dated:
        return Said.DATED
    if vague and any(one.get("rule") in vague for one in json.loads(turn.findings)):
        return Said.STALL
    language = turn.language[:2] or language_of(turn.text)
    return Said.QUESTION if questions(turn.text, language) else Said.ANSWER


def _lines(
    kind: Kind,
    by: str,
    found: Sequence[ReplyTime],
    key_of: Callable[[ReplyTime], str],
    label_of: Callable[[str], Mapping[str, str]],
) -> list[Line]:
    groups: dict[str, list[ReplyTime]] = {}
    for one in found:
        groups.setdefault(key_of(one), []).append(one)
    lines = []
    for key, group in sorted(groups.items()):
        summed = figure(group)
        if summed is not None:
            lines.append(Line(kind, by, key, label_of(key), summed))
    return lines
