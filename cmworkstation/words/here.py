"""Why we are in a conversation, and with whom, in words."""

from collections.abc import Mapping
from datetime import datetime
from typing import Final

from cmworkstation import words
from cmworkstation.domain import foreign
from cmworkstation.domain.charter.surroundings import Arrival
from cmworkstation.i18n import N_, tr
from cmworkstation.services.here import Here
from cmworkstation.words import days, interests

BECAUSE: Final[Mapping[Arrival, str]] = {
    Arrival.MENTIONED: N_("You are here because they named us."),
    Arrival.ADDRESSED: N_("You are here because they wrote to us."),
    Arrival.HOST: N_("You are here because this began with us, or stands with us."),
    Arrival.PRESENT: N_("You are here because we spoke here before."),
    Arrival.UNINVITED: N_("Nobody invited us here."),
}


def because(found: Here) -> str:
    """Return why we are here; "" where nobody knows."""
    said = BECAUSE.get(found.arrival, "")
    return tr(said) if said else ""


def last(found: Here, now: datetime) -> str:
    """Return what was last said between us elsewhere, or that this is the first contact."""
    one = found.last
    if one is None:
        return tr("First contact.") if found.is_first else ""
    when, text = words.when(one.at, now), foreign.line(one.text, 120)
    if one.ours:
        return tr("Last, {when}, we: “{text}”").format(when=when, text=text)
    return tr("Last, {when}, they: “{text}”").format(when=when, text=text)


def bound(found: Here) -> str:
    """Return the interests that a reply has to name; "" for none."""
    said = "; ".join(interests.line(one, days.day(one.on_day)) for one in found.interests)
    return tr("Interest: {interests}").format(interests=foreign.line(said, 300)) if said else ""


def topics(found: Here) -> str:
    """Return what the person cares about; "" where nobody knows."""
    said = ", ".join(foreign.line(one, 60) for one in found.topics)
    return tr("Their subjects: {topics}").format(topics=said) if said else ""
