"""The rules that hold under a charter: its own, and those of its packs with what it changes in them."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from cmworkstation.domain.charter.clauses import Rule
from cmworkstation.domain.charter.model import Charter, Pack, Use
from cmworkstation.domain.charter.shapes import shape_of

BUILTIN_PACK = "core"


def rules_in_force(charter: Charter, packs: Mapping[str, Pack]) -> Iterator[Rule]:
    """Yield every rule with its full name ("pack/rule"; a charter's own rules keep their id)."""
    for use in charter.uses:
        pack = packs.get(use.pack)
        for rule in pack.rules if pack else ():
            changed = changed_rule(rule, f"{use.pack}/{rule.id}", use)
            if changed:
                yield replace(changed, lang=changed.lang or (pack.lang if pack else ""))
    yield from charter.rules


def changed_rule(rule: Rule, name: str, use: Use) -> Rule | None:
    """Return a pack's rule as this charter wants it, None where it is switched off."""
    if name in use.off:
        return None
    rule = replace(rule, id=name, severity=use.severity.get(name, rule.severity))
    more = use.extend.get(name)
    return extended(rule, more) if isinstance(more, Mapping) else rule


def extended(rule: Rule, more: Mapping[str, object]) -> Rule:
    """Return the rule with lists made longer, texts joined, and single values replaced."""
    shape = shape_of(Rule)
    changes: dict[str, Any] = {}
    for key, value in more.items():
        slot = shape.get(key)
        if slot is None or not slot.fits(value) or key in {"id", "kind"}:
            continue
        changes[slot.attribute] = _joined(getattr(rule, slot.attribute), value)
    return replace(rule, **changes)


def _joined(old: object, new: object) -> object:
    if isinstance(old, tuple) and isinstance(new, tuple):
        return old + new
    if isinstance(old, Mapping) and isinstance(new, Mapping):
        return {**old, **new}
    return new


def switched(rule: Rule, charter: Charter) -> Rule | None:
    """Return a built-in rule as the charter's uses want it, None where it is switched off."""
    for use in charter.uses:
        if rule.id in use.off:
            return None
        if rule.id in use.severity:
            rule = replace(rule, severity=use.severity[rule.id])
    return rule
