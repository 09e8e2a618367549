"""How the rules of the charters do, at the command line. `cli` prints what it says.

cmworkstation rules
"""

from argparse import Namespace
from dataclasses import asdict
from typing import TYPE_CHECKING

from cmworkstation.cli_said import Adding, Said, short
from cmworkstation.i18n import tr
from cmworkstation.words.waivers import said_of_poor

if TYPE_CHECKING:
    from cmworkstation.services.workstation import Services


def add_options(add: Adding) -> None:
    """Add the command."""
    add(
        "rules",
        tr("say how the rules of the charters do, and which to look at"),
        rules,
        reading=True,
    )


def rules(services: "Services", _options: Namespace) -> Said:
    """Print how often each rule was heeded, and what could be changed about those that seldom are."""
    listed, poor = services.rule_health.listed(), services.rule_health.poor()
    lines = [
        f"{one.useful:>5.0%} {one.hits:>6}  {short(one.charter_id, 24):<24} {short(one.rule, 40)}"
        for one in listed
    ]
    for one in poor:
        lines += ["", *said_of_poor(one)]
    facts = {"rules": [asdict(one) for one in listed], "look_at": [asdict(one) for one in poor]}
    nothing = tr("No rule has spoken of a reply that was sent yet.")
    return Said(facts, tuple(lines or [nothing]))
