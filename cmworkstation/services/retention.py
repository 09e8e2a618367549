"""How long what came in is kept: rules by kind and account, shown before they are carried out.

What a legal hold keeps stays, and what is still open: it is counted and named instead.
"""

from collections.abc import Generator, Iterable, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

from cmworkstation.domain.charter.visitors import TERM
from cmworkstation.domain.clock import Clock, to_ms
from cmworkstation.domain.conversation import Changes
from cmworkstation.domain.errors import NotAllowed
from cmworkstation.domain.ids import AccountId, AuthorId, ConversationId, uuid7
from cmworkstation.domain.profile import Act
from cmworkstation.domain.progress import Progress
from cmworkstation.domain.retention import LEAST, MOST, Due, Kept, RetentionRule, before
from cmworkstation.killpoint import reach
from cmworkstation.services.acting import Acting
from cmworkstation.services.brake import Brake
from cmworkstation.services.charters import Charters
from cmworkstation.services.erasures import Erasures, Name
from cmworkstation.services.journal import Journal
from cmworkstation.store import erasing, mention_ages
from cmworkstation.store import retention as table
from cmworkstation.store.database import Workspace

DAYS = {"day": 1, "week": 7, "month": 365 / 12, "year": 365}
SLICE = 200  # conversations, copies or people of one transaction
OF_CHARTER = {  # what a charter calls it → our kind
    "messages": Kept.PUBLIC,
    "private_messages": Kept.PRIVATE,
    "contacts_inactive": Kept.CONTACTS,
}


@dataclass(slots=True)
class Cleared:
    """What a run took out, by rule, and what changed."""

    counts: dict[str, int] = field(default_factory=dict)
    changes: Changes = field(default_factory=Changes)
    paused: bool = False  # a freeze came meanwhile: what is left goes after it


Steps: TypeAlias = Generator[Progress, None, Cleared]


def _months(term: str) -> int:
    """Return a term of a charter ("24 months") in whole months, 0 where it names none."""
    found = TERM.fullmatch(term.strip())
    if found is None:
        return 0
    days = int(found[1]) * DAYS[found[2]]
    return round(days * 12 / 365) or 1


class Retention:
    """The rules of a workspace, and carrying them out."""

    def __init__(
        self,
        workspace: Workspace,
        charters: Charters,
        erasures: Erasures,
        brake: Brake,
        journal: Journal,
        acting: Acting,
        clock: Clock,
    ) -> None:
        """Take the workspace, the charters that promise something, and what erases people."""
        self._brake = brake
        self._workspace = workspace
        self._charters = charters
        self._erasures = erasures
        self._journal = journal
        self._acting = acting
        self._clock = clock

    def rules(self) -> tuple[RetentionRule, ...]:
        """Return all rules."""
        return table.listed(self._workspace.read())

    def promised(self) -> dict[Kept, int]:
        """Return what the charters in force promise, in months: the shortest of each kind."""
        found: dict[Kept, int] = {}
        for row in self._charters.listed():
            terms = self._charters.governed_by(row.hash).charter.retention
            for name, kind in OF_CHARTER.items():
                months = _months(str(getattr(terms, name)))
                if months:
                    found[kind] = min(months, found.get(kind, months))
        return found

    def set(
        self, kind: Kept, months: int, account_id: AccountId | None = None, *, enabled: bool
    ) -> Changes:
        """Make the rule of a kind, for an account or for all. Raises `NotAllowed` outside 1 to 600 months."""
        self._acting.require(Act.KEEP)
        if not LEAST <= months <= MOST:
            raise NotAllowed("retention-months")
        old = [one for one in self.rules() if (one.kind, one.account_id) == (kind, account_id)]
        new = RetentionRule(
            uuid7(),
            kind,
            months,
            account_id,
            enabled,
            old[0].ran_at if old else None,
            old[0].done if old else 0,
        )
        with self._workspace.write(durable=True) as connection:
            table.put(connection, new, self._acting.id, self._clock.now())
            self._journal.note(
                connection,
                "retention.set",
                {
                    "kind": kind.value,
                    "months": months,
                    "account": account_id or "",
                    "enabled": enabled,
                },
            )
        return Changes()

    def remove(self, rule_id: str) -> Changes:
        """Take a rule out: what it was about is kept from now on."""
        self._acting.require(Act.KEEP)
        with self._workspace.write(durable=True) as connection:
            if table.remove(connection, rule_id):
                self._journal.note(connection, "retention.remove", {"rule": rule_id})
        return Changes()

    def due(self) -> tuple[Due, ...]:
        """Return what each rule would take out now; nothing is changed. Reads a lot: on a lane."""
        return tuple(self._due(one)[0] for one in self.rules())

    def carry_out(self, name: Name, rules: Iterable[RetentionRule] | None = None) -> Steps:
        """Carry out rules, all where none are named, in slices that are whole; what went stays gone when it stops.

        `name` makes a name for whoever becomes nobody.
        """
        self._acting.require(Act.KEEP)
        return self._carry_out(name, self.rules() if rules is None else tuple(rules))

    def daily(self, name: Name) -> Steps:
        """Carry out what a person switched on, at most once a day; and end erasures that an end interrupted.

        While anything is frozen nothing goes by itself: what it was about may be needed. What a person does goes on.
        """
        self._erasures.finish_begun()
        if self._brake.is_anything_frozen():
            return self._carry_out(name, ())
        today = self._clock.now().date()
        wanted = [
            one
            for one in self.rules()
            if one.enabled and (one.ran_at is None or one.ran_at.date() < today)
        ]
        return self._carry_out(name, wanted, by_itself=True)

    def _carry_out(
        self, name: Name, rules: Iterable[RetentionRule], *, by_itself: bool = False
    ) -> Steps:
        cleared = Cleared()
        for rule in rules:
            _, ids = self._due(rule)
            done = 0
            for start in range(0, len(ids), SLICE):
                yield Progress(start, len(ids), "erase", cleared.changes)
                part = ids[start : start + SLICE]
                done += self._slice(rule, part, name, cleared, by_itself=by_itself)
                if cleared.paused:
                    break
            with self._workspace.write(durable=True) as connection:
                if not cleared.paused:
                    table.note_run(connection, rule.id, self._clock.now(), done)
                if done:
                    self._journal.note(
                        connection,
                        "retention.run",
                        {"kind": rule.kind.value, "months": rule.months, "count": done},
                    )
            cleared.counts[rule.id] = done
            if cleared.paused:
                break
        if any(cleared.counts.values()):
            with self._workspace.write() as connection:
                erasing.scrub(connection)
            self._workspace.scrub()
        return cleared

    def _slice(
        self,
        rule: RetentionRule,
        ids: list[int],
        name: Name,
        cleared: Cleared,
        *,
        by_itself: bool,
    ) -> int:
        with self._workspace.write(durable=True) as connection:
            if by_itself and self._brake.is_anything_frozen():
                cleared.paused = True
                return 0
            if rule.id not in {one.id for one in table.listed(connection)}:
                return 0  # somebody took it out meanwhile
            still = frozenset(self._due(rule, ids)[1])  # something was held, opened or said since
            ids = [one for one in ids if one in still]
            if rule.kind is Kept.CONTACTS:
                done, changes = self._erasures.forget([AuthorId(one) for one in ids], name)
                cleared.changes |= changes
                return done
            if rule.kind is Kept.COPIES:
                erasing.drop_raws(connection, ids)
            elif rule.kind is Kept.MENTIONS:
                mention_ages.drop(connection, ids)
                cleared.changes |= Changes(mentions=True)
            else:
                at = to_ms(self._clock.now())
                copies: set[int] = set()
                for one in ids:
                    copies |= erasing.empty_conversation(connection, one, at)
                erasing.drop_raws(connection, copies)
                limit = before(self._clock.now(), rule.months)
                erasing.drop_left_drafts(connection, before=to_ms(limit))
                cleared.changes |= Changes(
                    conversations=frozenset(map(ConversationId, ids)), drafts=True
                )
            reach("retention.slice")
        return len(ids)

    def _due(
        self, rule: RetentionRule, among: Sequence[int] | None = None
    ) -> tuple[Due, list[int]]:
        connection = self._workspace.read()
        limit = before(self._clock.now(), rule.months)
        if rule.kind is Kept.COPIES:
            ids, oldest = table.copies(connection, rule, limit, among)
            return Due(rule, len(ids), oldest), ids
        if rule.kind is Kept.MENTIONS:
            ids, oldest, held = mention_ages.due(connection, limit, among)
            return Due(rule, len(ids), oldest, held), ids
        if rule.kind is Kept.CONTACTS:
            ids, oldest, held = table.contacts(connection, rule, limit, among)
            return Due(rule, len(ids), oldest, held), ids
        ids, oldest, held, still = table.conversations(connection, rule, limit, among)
        return Due(rule, len(ids), oldest, held, still), ids
