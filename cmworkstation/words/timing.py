"""When a planned reply leaves, in words."""

from datetime import datetime

from cmworkstation import words
from cmworkstation.domain import foreign
from cmworkstation.domain.crowding import Clash, Crowd
from cmworkstation.domain.slot import IfMissed, Named, Slot, zone_of
from cmworkstation.i18n import N_, tr

IF_MISSED: dict[IfMissed, str] = {
    IfMissed.ASK: N_("Ask me what to do"),
    IfMissed.SEND: N_("Send it as soon as possible"),
    IfMissed.DROP: N_("Make it a draft again"),
}
ODD: dict[Named, str] = {
    Named.SKIPPED: N_(
        "That hour does not exist: the clock is put forward. It leaves an hour later."
    ),
    Named.TWICE: N_("That hour comes twice: the clock is put back. It leaves the first time."),
}
FIRST_WORDS = 60


def planned(slot: Slot, now: datetime) -> str:
    """Return when a reply leaves and what if that time passes."""
    said = tr("It leaves {when}; until then it can be taken back.").format(when=when(slot, now))
    return f"{said} {if_passed(slot.if_missed)}"


def brief(slot: Slot, now: datetime) -> str:
    """Return when a reply leaves in a few words."""
    return tr("leaves {when}").format(when=words.moment(slot.at, now))


def when(slot: Slot, now: datetime) -> str:
    """Return a planned moment as people say it here, and in its own zone where that has another time."""
    here = words.moment(slot.at, now)
    there = slot.at.astimezone(zone_of(slot.zone))
    if not slot.zone or there.utcoffset() == slot.at.astimezone().utcoffset():
        return here
    return tr("{here} ({there} in {zone})").format(
        here=here, there=f"{there:%H:%M}", zone=city(slot.zone)
    )


def if_passed(policy: IfMissed) -> str:
    """Return what becomes of a reply whose time passes while nothing can leave."""
    return {
        IfMissed.ASK: tr("If its time passes while nothing can leave, you are asked."),
        IfMissed.SEND: tr(
            "If its time passes while nothing can leave, it leaves as soon as it can."
        ),
        IfMissed.DROP: tr("If its time passes while nothing can leave, it becomes a draft again."),
    }[policy]


def city(zone: str) -> str:
    """Return a time zone as people read it: "Paris (Europe)"."""
    area, _, place = zone.partition("/")
    return f"{place.replace('_', ' ')} ({area})" if place else zone


def crowd(found: Crowd, now: datetime) -> str:
    """Return one reason against a planned moment."""
    first = foreign.line(found.other.body, FIRST_WORDS)
    at = words.moment(found.other.at, now)
    if found.why is Clash.ALIKE:
        return tr("Says much the same as “{words}”, {when}.").format(words=first, when=at)
    return tr("“{words}” leaves within the same hour, {when}.").format(words=first, when=at)
