"""What can be done about what is planned."""

from typing import Final

from cmworkstation.i18n import N_
from cmworkstation.ui.commands.row import Command


def _row(name: str, title: str, icon: str = "", menu: str = "") -> Command:
    return Command(f"operations.{name}", title, menu=menu, icon=icon, page="operations", group=4)


OPERATIONS: Final = (
    _row("time_line", N_("What is planned, as a time line by theme"), "calendar", menu="view"),
    _row("calendar", N_("What is planned, as a calendar"), menu="view"),
    _row("list", N_("What is planned, as a list"), menu="view"),
    _row("checks", N_("What does not hold together in what is planned"), "warn", menu="view"),
    _row("relays", N_("Which news reached which channels"), "outbox", menu="view"),
    _row("add", N_("Plan an operation"), "add"),
    _row("change", N_("Open the chosen operation"), "edit"),
    _row("earlier", N_("Move the chosen operation a day earlier"), "left"),
    _row("later", N_("Move the chosen operation a day later"), "right"),
    _row("agreed", N_("The chosen operation is agreed")),
    _row("ready", N_("The chosen operation is ready"), "check"),
    _row("done", N_("The chosen operation is done"), "done"),
    _row("drop", N_("Drop the chosen operation"), "close"),
    _row("remove", N_("Take the chosen operation out"), "remove"),
    _row("back", N_("Show earlier weeks"), "left"),
    _row("today", N_("Show the weeks around today"), "calendar"),
    _row("forward", N_("Show later weeks"), "right"),
    _row("week", N_("Show a few weeks of what is planned")),
    _row("month", N_("Show a month of what is planned")),
    _row("quarter", N_("Show a quarter of what is planned")),
    _row("import", N_("Take a calendar file in"), "download"),
    _row("region", N_("Choose whose holidays are shown among what is planned"), "calendar"),
    _row("print", N_("Print what is planned, or save it as a PDF"), "print"),
    _row("save_table", N_("Save what is planned as a table"), "save"),
    _row("behind", N_("Show what the chosen remark is about"), "search"),
    _row("dismiss", N_("Dismiss the chosen remark, or let it stand again"), "close"),
    _row("limits", N_("From when on something does not hold together"), "settings"),
    _row("save_checks", N_("Save the remarks as a table"), "save"),
    _row("news", N_("Add news to the relay matrix"), "add"),
    _row("draft", N_("Write the chosen news for the chosen channel"), "edit"),
    _row("told", N_("The chosen news is said on the chosen channel"), "check"),
    _row("adapted", N_("The chosen news is said there in other words")),
    _row("not_here", N_("The chosen news is not said there, and why"), "close"),
    _row("unmark", N_("Take back what was noted of the chosen news"), "undo"),
    _row("look_there", N_("Look at the chosen news on the chosen channel"), "external"),
    _row("close_news", N_("The chosen news is relayed enough, or again"), "done"),
    _row("remove_news", N_("Take the chosen news out of the matrix"), "remove"),
    _row("save_relays", N_("Save the relay matrix as a table"), "save"),
)
