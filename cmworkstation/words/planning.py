"""Items of a calendar in words: as they are written there, and as a screen reader says them."""

from typing import TYPE_CHECKING, Final

from cmworkstation.domain import foreign
from cmworkstation.domain.operation import LinkKind
from cmworkstation.i18n import N_, labelled, tr, trn
from cmworkstation.services.plan import Beside
from cmworkstation.words import operations, states

if TYPE_CHECKING:
    from cmworkstation.services.plan import Item, Plan
    from cmworkstation.services.plan_parts import Part

BESIDE: Final = {
    Beside.PLANNED: N_("leaves by itself"),
    Beside.PROMISE: N_("promise"),
    Beside.DIALOGUE: N_("dialogue"),
    Beside.RELATION: N_("relation"),
    Beside.AGREED: N_("agreed after a crisis"),
}


PARTS: Final = {
    LinkKind.DRAFT: N_("draft"),
    LinkKind.OUTBOX: N_("leaves by itself"),
    LinkKind.ANSWER: N_("approved answer"),
}


def kind(one: "Item") -> str:
    """Return what an item is."""
    if one.occurrence is not None:
        return operations.kind(one.occurrence.operation.kind)
    return tr(BESIDE[one.beside]) if one.beside is not None else ""


def label(one: "Item") -> str:
    """Return what is written on an item: its hour where it has one, and its title."""
    title = foreign.line(one.title, 80)
    if one.several:
        return several(one.several)
    if one.occurrence is None:
        return labelled(kind(one), title)
    mine = one.occurrence.operation
    mark = "✓ " if mine.state == "done" else ""
    if mine.all_day:
        return f"{mark}{title}"
    return f"{mark}{operations.clock(one.occurrence)} {title}"


def heard(one: "Item", plan: "Plan") -> str:
    """Return what a screen reader says of an item."""
    theme = plan.themes.get(one.topic_id, "")
    if one.occurrence is not None:
        said = operations.heard(one.occurrence, theme, one.warnings)
        return f"{said}, {tied(one.tied)}" if one.tied else said
    parts = [
        several(one.several) if one.several else kind(one),
        foreign.line(one.title, 80),
        foreign.line(one.account, 40),
        tr("theme {theme}").format(theme=foreign.line(theme, 60)) if theme else "",
        operations.day(one.day),
    ]
    return ", ".join(filter(None, parts))


def several(n: int) -> str:
    """Return how much leaves by itself on a day."""
    return trn("{n} text leaves by itself", "{n} texts leave by themselves", n).format(n=n)


def tied(n: int) -> str:
    """Return how much belongs to an operation."""
    return trn("{n} text belongs to it", "{n} texts belong to it", n).format(n=n)


def part(one: "Part") -> str:
    """Return what belongs to an operation, or may, as a line: what it is, how far, how it begins."""
    title = foreign.line(one.title, 80)
    if not title:
        return labelled(tr(PARTS[one.link.kind]), tr("it is no longer there"))
    kind_ = tr(PARTS[one.link.kind])
    how = [states.state(one.state)] if one.state is not None else []
    if one.at is not None:
        how.append(operations.day(one.at.astimezone().date()))
    how.append(foreign.line(one.account, 40))
    return labelled(kind_, f"{title} ({', '.join(filter(None, how))})" if any(how) else title)


def row(one: "Item", plan: "Plan") -> tuple[str, str]:
    """Return an item as a row of a list: its day and title, and a softer line with the rest."""
    when = (
        operations.when(one.occurrence) if one.occurrence is not None else operations.day(one.day)
    )
    named = several(one.several) if one.several else foreign.line(one.title, 100)
    title = f"{when} · {named}"
    theme = foreign.line(plan.themes.get(one.topic_id, ""), 60)
    parts = [kind(one), theme or tr("no theme")]
    if one.occurrence is not None:
        mine = one.occurrence.operation
        names = [plan.channels[each].name for each in mine.channels if each in plan.channels]
        parts += [operations.state(mine), ", ".join(foreign.line(name, 40) for name in names[:4])]
        if mine.recurrence:
            parts.append(operations.repeats(mine))
    else:
        parts.append(foreign.line(one.account, 40))
        if one.belongs:
            parts.append(tr("part of “{title}”").format(title=foreign.line(one.belongs, 40)))
    if one.tied:
        parts.append(tied(one.tied))
    if one.warnings:
        parts.append(trn("{n} warning", "{n} warnings", one.warnings).format(n=one.warnings))
    return title, " · ".join(filter(None, parts))
