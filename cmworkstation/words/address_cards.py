"""Words about contact cards as files: what goes out, who stays out, and what a file would bring."""

from collections.abc import Callable

from cmworkstation import words
from cmworkstation.domain import foreign
from cmworkstation.domain.contact import ContactId
from cmworkstation.i18n import number, tr, trn
from cmworkstation.services.address_cards import Here, Left, Looked, Proposal


def going(found: Left) -> str:
    """Return how many cards go out, and how many people stay out."""
    n = len(found.entries)
    said = trn("{n} card goes into the file.", "{n} cards go into the file.", n).format(n=number(n))
    if not found.refused:
        return said
    out = trn(
        "{n} person said no to a card being kept, and stays out.",
        "{n} people said no to a card being kept, and stay out.",
        found.refused,
    )
    return f"{said} {out.format(n=number(found.refused))}"


def looked(found: Looked) -> str:
    """Return what a file holds and how much of it would change anything."""
    n, new = len(found.proposals), sum(one.brings for one in found.proposals)
    said = trn("{n} card in the file.", "{n} cards in the file.", n).format(n=number(n))
    brings = trn("{n} has names to link.", "{n} have names to link.", new).format(n=number(new))
    parts = [said, brings if new else tr("None has a name to link.")]
    if found.broken:
        broken = trn("{n} could not be read.", "{n} could not be read.", found.broken)
        parts.append(broken.format(n=number(found.broken)))
    if found.more:
        more = trn("{n} more is left out.", "{n} more are left out.", found.more)
        parts.append(more.format(n=number(found.more)))
    return " ".join(parts)


def here(one: Here) -> str:
    """Return one name with its network."""
    return f"{words.platform(one.platform)} · {foreign.line(one.handle or one.name, 60)}"


def proposal(one: Proposal, called: Callable[[ContactId], str]) -> str:
    """Return what taking a card in would do."""
    if not one.here:
        return tr("Nobody wrote to us under these names.")
    if len(one.contacts) > 1:
        names = ", ".join(sorted(foreign.line(called(each), 60) for each in one.contacts))
        return tr("These names are several contacts: {names}. Merge them by hand.").format(
            names=names
        )
    home = next(iter(one.contacts), None)
    new = ", ".join(here(each) for each in one.new)
    if home is None:
        return tr("Becomes a contact with: {names}").format(names=new)
    name = foreign.line(called(home), 60)
    if not new:
        return tr("Is the contact {name} already.").format(name=name)
    return tr("Links to the contact {name}: {names}").format(name=name, names=new)
