"""Stopping everything at once, and what becomes of what was held back. No single letter freezes."""

from typing import Final

from cmworkstation.i18n import N_
from cmworkstation.ui.commands.row import Command


def _thaw(name: str, title: str, keys: tuple[str, ...], icon: str, help_: str = "") -> Command:
    return Command(
        f"thaw.{name}", title, keys, "page:thaw", "workspace", icon, help_, page="thaw", group=5
    )


FREEZE: Final = (
    Command(
        "freeze.now",
        N_("Freeze everything now"),
        ("Ctrl+Alt+Pause",),
        menu="workspace",
        icon="freeze",
        help=N_(
            "Nothing leaves and nothing acts by itself from this moment on. The reason is asked afterwards."
        ),
        group=4,
    ),
    Command(
        "freeze.part",
        N_("Freeze a part…"),
        menu="workspace",
        icon="freeze",
        help=N_("One platform, one account, or what carries one label or is of one topic."),
        group=4,
    ),
    Command(
        "freeze.reason",
        N_("Why it is frozen…"),
        menu="workspace",
        icon="edit",
        group=4,
    ),
    Command(
        "freeze.go_on",
        N_("Frozen by mistake: go on as before"),
        menu="workspace",
        icon="undo",
        help=N_("Within a minute, and as long as nothing was decided."),
        group=4,
    ),
    Command(
        "go.thaw",
        N_("Thaw…"),
        ("Alt+Pause", "G, J"),
        "list thread",
        "workspace",
        "thaw",
        N_("What is frozen, what was held back, and what becomes of each."),
        action="go.page",
        args=("thaw",),
        group=4,
    ),
    _thaw("lift", N_("Lift the freeze"), (), "thaw"),
    _thaw("keep", N_("Keep: it leaves"), ("Shift+F7", "Y"), "good"),
    _thaw("amend", N_("Change it first"), ("Shift+F2", "M"), "edit"),
    _thaw("drop", N_("Do not send it…"), ("Shift+F9", "D"), "remove"),
    _thaw(
        "let_out",
        N_("Let it leave while the rest stays frozen…"),
        (),
        "send",
        N_("For a statement to the public; who may approve says why."),
    ),
    _thaw("take_back", N_("Take the decision back"), ("Ctrl+F7", "U"), "undo"),
    _thaw("open_thread", N_("Show the conversation of what was held back"), (), "open"),
)
