"""Which approval policy of a charter holds for a reply, and whose word it wants."""

from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date

from cmworkstation.domain.charter.conditions import BadCondition, decide, fields_of, parse
from cmworkstation.domain.charter.model import Approval, Charter, Speaker, by_id
from cmworkstation.domain.charter.words import Words

HOLDING = "holding:"


@dataclass(frozen=True, slots=True)
class Policy:
    """Who must agree to a reply before it leaves. Never its author, whether or not the charter says so."""

    id: str
    need: int
    speakers: tuple[str, ...] = ()
    statement: str = ""  # what may be said while the approval is late
    note: Words = field(default_factory=dict)


def policy_for(
    charter: Charter, values: Mapping[str, object], on: date, account: str = ""
) -> Policy | None:
    """Return the policy of the reply's category, else the first whose condition holds; None where none does.

    A condition that hangs on a value nobody knows may hold: of such policies and the first that surely holds, the one
    that wants the word of the most people counts. So what is unknown asks for approval, and never spares it.
    """
    named = by_id(charter.categories).get(str(values.get("category") or ""))
    policies = by_id(charter.approvals)
    chosen = policies.get(named.approval) if named and named.approval else None
    if chosen is None:
        chosen = _first(charter.approvals, values)
    if chosen is None:
        return None
    speakers = by_id(charter.speakers)
    names = (_standing(name, speakers, on, account) for name in chosen.by)
    return Policy(
        id=chosen.id,
        need=max(0, chosen.need),
        speakers=tuple(dict.fromkeys(filter(None, names))),
        statement=chosen.if_late.removeprefix(HOLDING),
        note=chosen.note,
    )


def deputy_of(charter: Charter, speaker: str, on: date, account: str = "") -> str:
    """Return the speaker who stands in for another one now, "" where the charter names none."""
    speakers = by_id(charter.speakers)
    named = speakers[speaker].deputy if speaker in speakers else ""
    return _standing(named, speakers, on, account) if named and named != speaker else ""


def asked_by(charter: Charter) -> frozenset[str]:
    """Return the fields that the conditions of a charter's policies ask for."""
    asked: set[str] = set()
    for one in charter.approvals:
        with suppress(BadCondition):
            asked |= set(fields_of(parse(one.when))) if one.when else set()
    return frozenset(asked)


def _first(policies: Iterable[Approval], values: Mapping[str, object]) -> Approval | None:
    possible = []
    for one in policies:
        holds = _holds(one, values)
        if holds is not False:
            possible.append(one)
        if holds:
            break
    return max(possible, key=lambda one: one.need, default=None)


def _holds(policy: Approval, values: Mapping[str, object]) -> bool | None:
    """Tell whether a policy is for this reply; None where nobody can know."""
    if not policy.when:
        return True
    try:
        return decide(parse(policy.when), values)
    except BadCondition:  # no version in force has one; if it had, somebody else reads the reply
        return None


def _standing(
    name: str, speakers: Mapping[str, Speaker], on: date, account: str, passed: tuple[str, ...] = ()
) -> str:
    """Return the speaker, or the deputy where the mandate is over, not begun, or not for this account."""
    if name not in speakers or name in passed:
        return ""
    one = speakers[name]
    begun = one.valid_from is None or one.valid_from <= on
    over = one.valid_until is not None and one.valid_until < on
    here = not one.accounts or not account or account in one.accounts
    if begun and not over and here:
        return name
    return _standing(one.deputy, speakers, on, account, (*passed, name))
