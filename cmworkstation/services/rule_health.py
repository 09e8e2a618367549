"""How the rules of the charters do: which are heeded, and which should be looked at, with two proposals each."""

from collections import Counter
from dataclasses import dataclass

from cmworkstation.domain.charter.finding import Severity
from cmworkstation.domain.outcome import Health, Outcome
from cmworkstation.domain.waiver import passage_from
from cmworkstation.services.charters import Charters
from cmworkstation.store import outcomes as table
from cmworkstation.store.database import Workspace

PASSAGES = 5


@dataclass(frozen=True, slots=True)
class Proposal:
    """What could be changed in a charter about a rule that is seldom useful."""

    lighter: (
        Severity | None
    )  # the next lighter level; None for a cue, which could only be switched off
    unless: tuple[str, ...]  # phrases with the words beside what the rule points at


@dataclass(frozen=True, slots=True)
class Poor:
    """A rule that should be looked at: how it did, the passages concerned, and what could be changed."""

    health: Health
    passages: tuple[str, ...]
    proposal: Proposal


class RuleHealth:
    """What became of the rules' findings in the replies that were sent."""

    def __init__(self, workspace: Workspace, charters: Charters) -> None:
        """Take the workspace."""
        self._workspace = workspace
        self._charters = charters

    def listed(self) -> tuple[Health, ...]:
        """Return how each rule did that ever spoke, those that should be looked at first."""
        known = {one.value for one in Outcome}
        found = [
            Health(charter, rule, {Outcome(one): n for one, n in counts.items() if one in known})
            for (charter, rule), counts in table.counted(self._workspace.read()).items()
        ]
        return tuple(sorted(found, key=lambda one: (not one.is_poor, one.useful, -one.hits)))

    def poor(self) -> tuple[Poor, ...]:
        """Return the rules that are seldom useful, each with proposals."""
        levels = self._levels()
        found = []
        for health in self.listed():
            if not health.is_poor:
                continue
            stored = table.passages(
                self._workspace.read(), health.charter_id, health.rule, PASSAGES
            )
            passages = [passage_from(health.rule, one) for one in stored]
            beside = Counter(
                phrase
                for one in passages
                for phrase in (f"{one.before} {one.match}", f"{one.match} {one.after}")
                if phrase.strip() != one.match
            )
            level = levels.get((health.charter_id, health.rule), Severity.WARN)
            found.append(
                Poor(
                    health,
                    tuple(" ".join(filter(None, (p.before, p.match, p.after))) for p in passages),
                    Proposal(
                        list(Severity)[level.rank - 1] if level.rank else None,
                        tuple(phrase.strip() for phrase, _ in beside.most_common(2)),
                    ),
                )
            )
        return tuple(found)

    def _levels(self) -> dict[tuple[str, str], Severity]:
        """Return the level of each rule of the charters in use."""
        found: dict[tuple[str, str], Severity] = {}
        for account_id, charter_id in self._charters.assignments().items():
            governing = self._charters.governing(account_id)
            for ring in governing.engine.rings.values() if governing else ():
                for check in ring.checks:
                    found[charter_id, check.rule.id] = check.severity
        return found
