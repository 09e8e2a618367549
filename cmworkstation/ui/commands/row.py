"""A command: one action of the program as a row of data.

Commands know no widget. A page says which of its functions answers which command:

    window.register("inbox", {"next": self._next}, enabled={"next": self._has_rows})

so that the row `inbox.next` in the menu, the palette, the cheat sheet and the key table all lead there.

Keys without Ctrl, Alt or a function key are *bare*: they act only in widgets that a page attached to one of
the command's contexts (`window.attach(table, "list")`), never in a text field, and a person can switch the
letters among them off. All other keys act in the whole window, so every command with a bare key has one of those too.
"""

from typing import Final

from cmworkstation.domain.values import dataclass

MENUS: Final = (
    "file",
    "edit",
    "view",
    "conversation",
    "answer",
    "accounts",
    "charter",
    "workspace",
    "help",
)


@dataclass(frozen=True, slots=True)
class Command:
    """One row. `title` and `help` are marked by N_ and translated where they are shown."""

    id: str  # "area.name"
    title: str
    keys: tuple[str, ...] = ()  # Qt's portable text: "Ctrl+Shift+R", "J", "G, I"
    context: str = "global"  # where bare keys act: words out of list, thread, composer, page:<key>
    menu: str = ""  # one of MENUS, "" for none
    icon: str = ""
    help: str = ""
    action: str = ""  # the registered name that answers, the id when empty
    args: tuple[object, ...] = ()
    page: str = ""  # the page to bring to the front first
    palette: bool = True
    group: int = 0  # a menu draws a line between groups

    @property
    def target(self) -> str:
        """The registered name that answers."""
        return self.action or self.id


def is_bare(key: str) -> bool:
    """Tell whether a key has neither Ctrl nor Alt nor is a function key, so that typing could mean it."""
    first = key.split(", ", maxsplit=1)[0]
    return not ("Ctrl+" in first or "Alt+" in first or is_function_key(first))


def is_function_key(key: str) -> bool:
    """Tell whether a key is F1 to F35, with or without Shift."""
    last = key.removeprefix("Shift+")
    return last[:1] == "F" and last[1:].isdecimal()


def is_letter(key: str) -> bool:
    """Tell whether a bare key types a character: those can be switched off."""
    return is_bare(key) and all(len(part.removeprefix("Shift+")) == 1 for part in key.split(", "))
