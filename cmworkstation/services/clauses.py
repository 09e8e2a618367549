"""The clause report: what of a charter in force was used in replies, set aside, or never touched."""

from collections.abc import Generator, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from cmworkstation.domain.ids import OutboxId
from cmworkstation.domain.progress import Progress
from cmworkstation.services.charters import Charters, Governing
from cmworkstation.store import clauses as table
from cmworkstation.store.clauses import Use
from cmworkstation.store.database import Workspace

SLICE = 500


class ClauseKind(StrEnum):
    """What a clause is."""

    RULE = "rule"
    ANSWER = "answer"
    FACT = "fact"
    CATEGORY = "category"
    APPROVAL = "approval"


@dataclass(frozen=True, slots=True)
class ClauseUse:
    """How one clause did: in which replies it was used, and in which of them it was set aside for a reason."""

    charter_id: str
    kind: ClauseKind
    id: str
    label: Mapping[str, str]
    replies: tuple[OutboxId, ...]  # the newest first
    overridden: tuple[OutboxId, ...]
    last_at: datetime | None

    @property
    def used(self) -> int:
        """Return in how many replies it was used."""
        return len(self.replies)


class Clauses:
    """Tells which clauses were used."""

    def __init__(self, workspace: Workspace, charters: Charters) -> None:
        """Take the workspace and its charters."""
        self._workspace = workspace
        self._charters = charters

    def report(self) -> Generator[Progress, None, tuple[ClauseUse, ...]]:
        """Return every clause of the charters that govern accounts, by charter and kind, most used first."""
        known = self._known()
        used: dict[tuple[str, ClauseKind, str], list[tuple[Use, bool]]] = {one: [] for one in known}
        at = done = 0
        while True:
            yield Progress(done, 0, "read")
            found = table.uses(self._workspace.read(), at, SLICE)
            for use in found:
                for key, overridden in _touched(use):
                    if key in used:
                        used[key].append((use, overridden))
            if len(found) < SLICE:
                break
            at, done = found[-1].place, done + len(found)
        rows = [_row(key, known[key], uses) for key, uses in used.items()]
        kinds = list(ClauseKind)
        rows.sort(key=lambda one: (one.charter_id, kinds.index(one.kind), -one.used, one.id))
        return tuple(rows)

    def _known(self) -> dict[tuple[str, ClauseKind, str], Mapping[str, str]]:
        found: dict[tuple[str, ClauseKind, str], Mapping[str, str]] = {}
        for account_id, charter_id in sorted(self._charters.assignments().items()):
            governing = self._charters.governing(account_id)
            if governing is not None:
                quiet = self._charters.governed_by(governing.hash)  # as written, at no crisis level
                found |= {(charter_id, kind, name): label for kind, name, label in _clauses(quiet)}
        return found


def _clauses(governing: Governing) -> list[tuple[ClauseKind, str, Mapping[str, str]]]:
    charter = governing.charter
    rules = {
        check.rule.id: check.rule.message
        for ring in governing.engine.rings.values()
        for check in ring.checks
    }
    return [
        *((ClauseKind.RULE, name, label) for name, label in rules.items()),
        *((ClauseKind.ANSWER, one.id, one.title) for one in charter.answers),
        *((ClauseKind.FACT, one.id, one.statement) for one in charter.facts),
        *((ClauseKind.CATEGORY, one.id, one.label) for one in charter.categories),
        *((ClauseKind.APPROVAL, one.id, {}) for one in charter.approvals),
    ]


def _touched(use: Use) -> list[tuple[tuple[str, ClauseKind, str], bool]]:
    named = [
        *((ClauseKind.RULE, one) for one in use.rules),
        *((ClauseKind.FACT, one) for one in use.facts),
        (ClauseKind.ANSWER, use.answer.removeprefix("answer:")),
        (ClauseKind.CATEGORY, use.category),
        (ClauseKind.APPROVAL, use.policy),
    ]
    return [
        ((use.charter_id, kind, name), kind is ClauseKind.RULE and name in use.overridden)
        for kind, name in named
        if name
    ]


def _row(
    key: tuple[str, ClauseKind, str], label: Mapping[str, str], uses: list[tuple[Use, bool]]
) -> ClauseUse:
    newest = sorted(uses, key=lambda one: one[0].at, reverse=True)
    return ClauseUse(
        *key,
        label,
        tuple(use.outbox_id for use, _ in newest),
        tuple(use.outbox_id for use, overridden in newest if overridden),
        newest[0][0].at if newest else None,
    )
