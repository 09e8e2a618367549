"""Items of a calendar in words: as they are written there, and as a screen reader says them."""

from typing import TYPE_CHECKING, Final

from cmworkstation.domain import foreign
from cmworkstation.i18n import N_, labelled, tr, trn
from cmworkstation.services.plan import Beside
from cmworkstation.words import operations

if TYPE_CHECKING:
    from cmworkstation.services.plan import Item, Plan

BESIDE: Final = {
    Beside.PLANNED: N_("leaves by itself"),
    Beside.PROMISE: N_("promise"),
    Beside.DIALOGUE: N_("dialogue"),
    Beside.RELATION: N_("relation"),
}


def kind(one: "Item") -> str:
    """Return what an item is."""
    if one.occurrence is not None:
        return operations.kind(one.occurrence.operation.kind)
    return tr(BESIDE[one.beside]) if one.beside is not None else ""


def label(one: "Item") -> str:
    """Return what is written on an item: its hour where it has one, and its title."""
    title = foreign.line(one.title, 80)
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
        return operations.heard(one.occurrence, theme, one.warnings)
    parts = [
        kind(one),
        foreign.line(one.title, 80),
        foreign.line(one.account, 40),
        tr("theme {theme}").format(theme=foreign.line(theme, 60)) if theme else "",
        operations.day(one.day),
    ]
    return ", ".join(filter(None, parts))


def row(one: "Item", plan: "Plan") -> tuple[str, str]:
    """Return an item as a row of a list: its day and title, and a softer line with the rest."""
    when = (
        operations.when(one.occurrence) if one.occurrence is not None else operations.day(one.day)
    )
    title = f"{when} · {foreign.line(one.title, 100)}"
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
    if one.warnings:
        parts.append(trn("{n} warning", "{n} warnings", one.warnings).format(n=one.warnings))
    return title, " · ".join(filter(None, parts))
