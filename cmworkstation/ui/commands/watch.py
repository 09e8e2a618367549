"""What can be done in the watch."""

from typing import Final

from cmworkstation.i18n import N_
from cmworkstation.ui.commands.row import Command


def _row(name: str, title: str, icon: str = "", menu: str = "", help_: str = "") -> Command:
    return Command(f"watch.{name}", title, menu=menu, icon=icon, help=help_, page="watch", group=6)


WATCH: Final = (
    _row("mentions", N_("Mentions as a list"), "watch", "view"),
    _row("columns", N_("Mentions in columns"), "watch", "view"),
    _row("sources", N_("The sources of the watch"), "feed", "view"),
    _row(
        "new_query",
        N_("New query of the watch…"),
        "add",
        "conversation",
        N_("What to look for in feeds, pages, hashtags, searches and in your inbox."),
    ),
    _row("change_query", N_("Change this query…"), "edit"),
    _row("remove_query", N_("Remove this query"), "remove"),
    _row("new_source", N_("New source of the watch…"), "add", "conversation"),
    _row("change_source", N_("Change this source…"), "edit"),
    _row("remove_source", N_("Watch this source no more"), "remove"),
    _row("read_source", N_("Read this source now"), "refresh"),
    _row("read_all", N_("Read everything that is watched now"), "refresh"),
    Command(
        "watch.promote",
        N_("Bring this mention into the inbox"),
        ("Ctrl+Alt+Right", "P"),
        "list",
        "conversation",
        "inbox",
        help=N_("It becomes a thread that can be answered; each knows of the other."),
        group=6,
    ),
    Command(
        "inbox.mention",
        N_("Show the mention behind this conversation"),
        menu="conversation",
        icon="watch",
        page="inbox",
        help=N_("What the watch found, where, and by which query."),
        group=6,
    ),
    _row("aside", N_("Set these mentions aside"), "check"),
    _row("write", N_("Note and tags of this mention…"), "note"),
    _row("briefing", N_("Put this mention into a briefing…"), "newspaper"),
    _row("ask_people", N_("Put a question to people about this mention…"), "discuss"),
    _row("raise_level", N_("Raise the crisis level because of this mention…"), "crisis"),
    _row("category", N_("The category of this mention…"), "tag"),
    _row("reach", N_("How far the place of this mention reaches…"), "users"),
    _row("open", N_("Open this mention in the browser…"), "external"),
    _row("stance_for", N_("This mention is in favour")),
    _row("stance_neutral", N_("This mention is neutral")),
    _row("stance_against", N_("This mention is against")),
    _row("stance_asks", N_("This mention asks")),
    _row("stance_none", N_("Nobody says how this mention stands")),
    _row("save_table", N_("Save the mentions as a table"), "save"),
    _row("save_sources", N_("Save the sources of the watch as a table"), "save"),
)
