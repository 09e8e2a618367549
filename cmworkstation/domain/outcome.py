"""What became of a rule's findings: was it worth speaking? Counted once per rule and reply that was sent."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from cmworkstation.domain.charter.finding import Finding, Place
from cmworkstation.domain.waiver import Waiver

ENOUGH = 20  # replies before a rule is judged
USEFUL = 0.6  # share below which it should be looked at


class Outcome(StrEnum):
    """How a rule that spoke while a reply was written ended."""

    FIXED = "fixed"  # the text was changed
    AS_IS = "as-is"  # sent with it
    WAIVED = "waived"  # sent with it, for a reason
    FALSE_POSITIVE = "false-positive"  # sent with it: the rule was mistaken


@dataclass(frozen=True, slots=True)
class Health:
    """How a rule did so far."""

    charter_id: str
    rule: str
    counts: Mapping[Outcome, int]

    @property
    def hits(self) -> int:
        """Return in how many replies the rule spoke."""
        return sum(self.counts.values())

    @property
    def useful(self) -> float:
        """Return the share of replies in which it was worth speaking: the text changed, or a reason was given."""
        worth = self.counts.get(Outcome.FIXED, 0) + self.counts.get(Outcome.WAIVED, 0)
        return worth / self.hits if self.hits else 1.0

    @property
    def is_poor(self) -> bool:
        """Tell whether the rule should be looked at."""
        return self.hits >= ENOUGH and self.useful < USEFUL


def outcomes_of(
    standing: Iterable[Finding], waivers: Mapping[Place, Waiver], seen: Collection[str]
) -> dict[str, Outcome]:
    """Return rule → outcome for a reply that leaves with the findings `standing`, after rules `seen` spoke."""
    found = dict.fromkeys(seen, Outcome.FIXED)
    for one in standing:
        waiver = waivers.get(one.place)
        if waiver is None:
            now = Outcome.AS_IS
        elif waiver.reason.code == "false-positive":
            now = Outcome.FALSE_POSITIVE
        else:
            now = Outcome.WAIVED
        before = found.get(one.rule, Outcome.FIXED)
        # A rule may point at several places: what speaks most against it counts.
        found[one.rule] = max(before, now, key=list(Outcome).index)
    return found
