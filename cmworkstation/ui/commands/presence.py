"""What can be done about presence."""

from typing import Final

from cmworkstation.i18n import N_
from cmworkstation.ui.commands.row import Command


def _row(name: str, title: str, icon: str = "", menu: str = "") -> Command:
    return Command(f"presence.{name}", title, menu=menu, icon=icon, page="presence", group=3)


PRESENCE: Final = (
    _row("register", N_("The register of names"), "presence", menu="accounts"),
    _row("names", N_("Look names up on all platforms"), "search", menu="accounts"),
    _row("dependence", N_("How much we depend on each platform"), menu="accounts"),
    _row("map", N_("The media map"), menu="accounts"),
    _row("add", N_("Add a name to the register"), "add"),
    _row("take_accounts", N_("Take our accounts into the register"), "accounts"),
    _row("change", N_("Change the chosen name"), "edit"),
    _row("open", N_("Open the chosen name in the browser"), "external"),
    _row("look_up", N_("Look-alikes of the chosen name")),
    _row("rotated", N_("The credentials of the chosen name were changed today"), "key"),
    _row("report", N_("Report an impersonation"), "flag"),
    _row("farewell", N_("Retire the chosen name with a farewell")),
    _row("remove", N_("Take the chosen name out of the register"), "remove"),
    _row("official", N_("List of official accounts for the website"), "web", menu="accounts"),
    _row("save_table", N_("Save the register as a table"), "save"),
    _row("open_name", N_("Open the name that is looked up in the browser"), "external"),
    _row("free", N_("The name that is looked up is free")),
    _row("ours", N_("The name that is looked up is ours")),
    _row("taken", N_("The name that is looked up is taken")),
    _row("unclear", N_("Of the name that is looked up nothing is clear")),
    _row("save_names", N_("Save the names as a table"), "save"),
    _row("closing", N_("What if an account closed tomorrow?"), menu="accounts"),
    _row("audience", N_("Enter how many people follow each account"), "users", menu="accounts"),
    _row("save_dependence", N_("Save the dependence as a table"), "save"),
)
