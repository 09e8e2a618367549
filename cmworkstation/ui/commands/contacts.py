"""What can be done with contacts and relations."""

from typing import Final

from cmworkstation.i18n import N_
from cmworkstation.ui.commands.row import Command


def _row(name: str, title: str, icon: str = "", menu: str = "") -> Command:
    return Command(f"contacts.{name}", title, menu=menu, icon=icon, page="contacts", group=5)


CONTACTS: Final = (
    _row("people", N_("The list of contacts"), "users", menu="conversation"),
    _row("card", N_("The card of a contact"), "user"),
    _row("owed", N_("What we owe people"), "hourglass", menu="conversation"),
    _row("search", N_("Search the contacts"), "search"),
    _row("new", N_("Make a contact"), "add", menu="conversation"),
    _row("open", N_("Open the card of the chosen contact"), "user"),
    _row("save_table", N_("Save the contacts as a table"), "save"),
    _row("save_cards", N_("Save the chosen contacts as cards (vCard)"), "save"),
    _row("take_cards", N_("Take in contact cards (vCard)"), "folder"),
    _row("save_card", N_("Save this contact as a card (vCard)"), "save"),
    _row("change", N_("Change what is noted about the contact"), "edit"),
    _row("link", N_("Link another name to the contact"), "link"),
    _row("unlink", N_("Take the chosen name off the contact"), "remove"),
    _row("merge", N_("Merge the contact with another"), "users"),
    _row("split", N_("Take the merge of the contact back"), "undo"),
    _row("known", N_("Everything that is known of the contact"), "eye"),
    _row("wish", N_("Note of which topic the contact wishes to hear"), "edit"),
    _row("wish_off", N_("Take back what the contact said of a topic"), "remove"),
    _row("topics", N_("Show one topic of the contact over time, or all"), "filter"),
    _row("begin", N_("Begin a relation with the contact"), "add"),
    _row("go_on", N_("The form of the chosen relation"), "edit"),
    _row("write", N_("Write to the contact in the chosen relation"), "reply"),
    _row("happened", N_("Note what happened in the chosen relation"), "note"),
    _row("end", N_("End the chosen relation"), "done"),
    _row("reopen", N_("Let the chosen relation go on"), "refresh"),
    _row("operation", N_("Open the operation of the chosen relation"), "calendar"),
    _row("open_owed", N_("Open the card of whom we owe something"), "user"),
    _row("write_owed", N_("Write to whom we owe something"), "reply"),
    _row("cap", N_("How often people may be asked"), "settings"),
    _row("close_project", N_("Close a project with a goodbye to everybody"), "done"),
)
