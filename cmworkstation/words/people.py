"""People and their roles in words."""

from collections.abc import Iterable

from cmworkstation.domain import foreign
from cmworkstation.domain.profile import Act, Profile, Role, in_groups, refusal
from cmworkstation.i18n import N_, tr

ROLES: dict[Role, str] = {
    Role.READER: N_("reader"),
    Role.DRAFTER: N_("drafter"),
    Role.SPOKESPERSON: N_("spokesperson"),
    Role.APPROVER: N_("approver"),
    Role.KEEPER: N_("keeper of the charter"),
}
MEANS: dict[Role, str] = {
    Role.READER: N_("Reads and searches everything; changes nothing."),
    Role.DRAFTER: N_("Writes drafts and asks for approval; sends nothing."),
    Role.SPOKESPERSON: N_("Writes and sends replies, and moderates."),
    Role.APPROVER: N_("Approves what others wrote, never what is their own."),
    Role.KEEPER: N_("Edits and publishes the charter; looks after people and accounts."),
}
# What somebody with a role can do instead of what they may not.
INSTEAD: dict[Act, str] = {
    Act.DRAFT: N_("You can read and search."),
    Act.SEND: N_("Ask for approval."),
    Act.APPROVE: N_("Ask an approver."),
    Act.KEEP: N_("Ask a keeper of the charter."),
}


def role(value: Role) -> str:
    """Return a role."""
    return tr(ROLES[value])


def roles(values: Iterable[Role]) -> str:
    """Return roles in the order of what they allow: "drafter, approver"."""
    held = set(values)
    return ", ".join(role(one) for one in Role if one in held)


def means(value: Role) -> str:
    """Return what a role lets somebody do."""
    return tr(MEANS[value])


def why_not(profile: Profile, act: Act) -> str:
    """Return why this person may not do something and what to do instead; "" when they may."""
    if profile.may(act):
        return ""
    if not profile.id:
        return tr("Nobody is chosen to act here. Choose “Act as…” first.")
    said = tr("Your role is {roles}.").format(roles=roles(profile.roles))
    return f"{said} {tr(INSTEAD[act])}" if act in INSTEAD else tr(refusal(act))


def acting(profile: Profile) -> str:
    """Return who acts, for the line at the foot of the window; "" where nobody was entered."""
    if profile.id:
        return foreign.line(profile.name, 60)
    return "" if profile.may(Act.KEEP) else tr("Nobody acts")


def fingerprint(value: str) -> str:
    """Return a key's fingerprint in groups, as two people compare it."""
    return in_groups(value)
