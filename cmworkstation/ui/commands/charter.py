"""What can be done with the charter."""

from typing import Final

from cmworkstation.i18n import N_
from cmworkstation.ui.commands.row import Command

CHARTER: Final = (
    Command(
        "charter.open",
        N_("Open a charter…"),
        ("Ctrl+O",),
        menu="charter",
        icon="open",
        page="charter",
    ),
    Command("charter.new", N_("New charter…"), menu="charter", icon="add", page="charter"),
    Command("charter.save", N_("Save the charter"), ("Ctrl+S",), menu="charter", icon="save"),
    Command(
        "charter.publish",
        N_("Publish the charter…"),
        ("Ctrl+Shift+N",),
        menu="charter",
        icon="check",
        page="charter",
    ),
    Command(
        "charter.versions",
        N_("Versions of the charter…"),
        (),
        menu="charter",
        icon="history",
        page="charter",
    ),
    Command(
        "charter.visitors",
        N_("Page for visitors…"),
        (),
        menu="charter",
        icon="public",
        page="charter",
    ),
    Command("charter.check", N_("Check the charter"), ("F9",), menu="charter", icon="shield"),
    Command(
        "charter.export",
        N_("Save a copy of the charter…"),
        ("Ctrl+Shift+D",),
        menu="charter",
        icon="download",
    ),
    Command(
        "charter.find",
        N_("Search in the charter"),
        menu="charter",
        icon="search",
        page="charter",
    ),
    Command(
        "charter.forms", N_("Forms of the charter"), menu="charter", icon="edit", page="charter"
    ),
    Command(
        "charter.source", N_("Text of the charter"), menu="charter", icon="file", page="charter"
    ),
    Command(
        "charter.try", N_("Try the charter on a text"), menu="charter", icon="demo", page="charter"
    ),
    Command(
        "charter.running_out",
        N_("What of the charter runs out"),
        menu="charter",
        icon="hourglass",
        page="charter",
    ),
    Command(
        "charter.next_problem",
        N_("Next problem in the charter"),
        ("F4",),
        menu="charter",
        icon="finding",
        group=1,
    ),
    Command(
        "charter.previous_problem",
        N_("Previous problem in the charter"),
        ("Shift+F4",),
        menu="charter",
        group=1,
    ),
)
