"""Crisis levels at the command line. `cli` prints what it says.

cmworkstation crisis [list | declare | end]
"""

from argparse import ArgumentParser, Namespace
from typing import TYPE_CHECKING

from cmworkstation.cli_copies import Said
from cmworkstation.i18n import tr
from cmworkstation.words import crises as words

if TYPE_CHECKING:
    from cmworkstation.services.crises import Ladder
    from cmworkstation.services.workstation import Services

ACTS = ("list", "declare", "end")


def add_options(one: ArgumentParser) -> None:
    """Add what the levels are asked for with."""
    one.add_argument("act", nargs="?", default="list", choices=ACTS)
    one.add_argument("charter", nargs="?", default="", help=tr("id of the charter"))
    one.add_argument("level", nargs="?", default="", help=tr("id of the level, as listed"))
    one.add_argument("--why", default="", help=tr("the reason, which is kept"))


def crisis(services: "Services", options: Namespace) -> Said:
    """List the levels and which holds, declare one, or say that it is over. Raises `NotAllowed`."""
    if options.act != "list":
        level = options.level if options.act == "declare" else ""
        services.crises.declare(options.charter, level, options.why)
    ladders = services.crises.ladders()
    lines = [line for one in ladders for line in _lines(services, one)]
    facts = {
        "charters": [
            {
                "charter": one.charter.header.id,
                "holds": one.now.level if one.now else "",
                "since": one.now.since if one.now else None,
                "why": one.now.why if one.now else "",
                "levels": [each.id for each in one.levels],
                "may": sorted(one.may),
            }
            for one in ladders
        ]
    }
    nothing = tr("No charter in force knows crisis levels.")
    return Said(facts, tuple(lines or [nothing]), int(any(one.now for one in ladders)))


def _lines(services: "Services", one: "Ladder") -> list[str]:
    at, charter = services.clock.now(), one.charter
    now = (
        words.holds(charter, one.now, services.profiles.name, at)
        if one.now
        else tr("{charter}: normal").format(charter=charter.header.id)
    )
    others = tr("not by you")
    listed = [
        f"  {each.level}  {each.id:<16} {words.name(charter, each.id)}"
        + ("" if each.id in one.may else f"  ({others})")
        for each in one.levels
    ]
    return [now, *([f"  {one.now.why}"] if one.now else []), *listed]
