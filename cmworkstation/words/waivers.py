"""Words about findings that are let pass: the reasons for it, and how rules do."""

from typing import TYPE_CHECKING

from cmworkstation.domain.charter.finding import Severity
from cmworkstation.i18n import N_, tr, trn

if TYPE_CHECKING:
    from cmworkstation.services.rule_health import Poor

REASONS: dict[str, str] = {
    "quoted": N_("It quotes somebody"),
    "false-positive": N_("The rule is mistaken here"),
    "legal-wording": N_("The law wants these words"),
    "person-asked": N_("The person asked for it"),
    "already-known": N_("It is public already"),
    "other": N_("Another reason"),
}
LEVELS: dict[Severity, str] = {
    Severity.CUE: N_("Hint"),
    Severity.WARN: N_("Warning"),
    Severity.ERROR: N_("Needs a reason"),
    Severity.STOP: N_("Stops the reply"),
}


def reason(code: str, words: str = "") -> str:
    """Return why a passage may stand, with the person's own words where there are any."""
    said = tr(REASONS.get(code, REASONS["other"]))
    return tr("{reason}: {words}").format(reason=said, words=words) if words else said


def level(severity: Severity) -> str:
    """Return how much a finding weighs."""
    return tr(LEVELS[severity])


def said_of_poor(poor: "Poor") -> list[str]:
    """Return, line by line, why a rule should be looked at and what could be changed."""
    health, proposal = poor.health, poor.proposal
    n = health.hits
    lines = [
        trn(
            "“{rule}” spoke in {n} reply and was useful in {share}.",
            "“{rule}” spoke in {n} replies and was useful in {share}.",
            n,
        ).format(rule=health.rule, n=n, share=f"{health.useful:.0%}")
    ]
    lines += [f"    “{one}”" for one in poor.passages]
    if proposal.lighter is None:
        lines.append("  " + tr("Proposal: take it out, since it is a hint already."))
    else:
        lighter = level(proposal.lighter)
        lines.append("  " + tr("Proposal: a lighter level, “{level}”.").format(level=lighter))
    if proposal.unless:
        phrases = ", ".join(f"“{one}”" for one in proposal.unless)
        lines.append("  " + tr("Proposal: exceptions for {phrases}.").format(phrases=phrases))
    else:
        lines.append(
            "  " + tr("Proposal: exceptions for what is right to say, once replies show some.")
        )
    return lines
