"""Which keys lead to which command: one of three sets, and what a person changed of it.

"Workstation" is what the rows of `ui/commands` say. "Mail" names what differs for those who come from a mail
program in the browser; "Classic" has no single letters at all. A person's own changes lie over the set and are
kept by the command's id, so that they outlive new commands and new keys of the sets.

On an AZERTY keyboard the digits of the top row need Shift: pressing Ctrl and the key of "1" says "Ctrl+&".
Each Ctrl+digit and Alt+digit therefore has a second form. "Ctrl+-" is left to zooming out: account 6 is
reached there by Ctrl+Shift+6, the number pad or the list of accounts.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from cmworkstation.domain.values import dataclass, field
from cmworkstation.i18n import N_
from cmworkstation.ui.commands import BY_ID, COMMANDS, Command, is_bare, is_letter
from cmworkstation.ui.preferences import Preferences

Keys = tuple[str, ...]

_AZERTY: Final = dict(zip("1234567890", "&É\"'(-È_ÇÀ", strict=True))
TAKEN: Final = frozenset({"Ctrl+-"})

SETS: Final = {"workstation": N_("Workstation"), "mail": N_("Mail"), "classic": N_("Classic")}
SET_WORD: Final = "keys/set"
OWN_WORD: Final = "keys/own"
MOST: Final = 5  # keys of one command
SEQUENCE: Final = 2  # keys pressed one after the other

# Only what differs from the rows. "!" stands alone on a French keyboard; "[", "]" and "#" would want AltGr there,
# so each of them has another key beside it.
_MAIL: Final[Mapping[str, Keys]] = {
    "inbox.moderate": ("Ctrl+Shift+M", "!"),
    "inbox.next_unread": ("Ctrl+Alt+Down", "Shift+J"),
    "inbox.done_next": ("Ctrl+Shift+E", "Shift+E", "]"),
    "inbox.range_next": ("Alt+Shift+Down",),  # Shift+J is the next unread here
    "inbox.range_previous": ("Alt+Shift+Up",),
}
_CLASSIC: Final[Mapping[str, Keys]] = {
    "inbox.done": ("Ctrl+E", "Delete"),
    "inbox.mark_unread": ("Ctrl+Shift+U", "Ctrl+U"),
    "inbox.next_unread": ("Ctrl+Alt+Down", "Ctrl+J"),
}


def forms(key: str) -> tuple[str, ...]:
    """Return a key and the form it takes on a French keyboard."""
    head, plus, last = key.rpartition("+")
    if plus and head in {"Ctrl", "Alt"} and last in _AZERTY:
        other = f"{head}+{_AZERTY[last]}"
        return (key,) if other in TAKEN else (key, other)
    return (key,)


class Refused(StrEnum):
    """Why a key cannot be given to a command."""

    ALTGR = "altgr"  # Ctrl+Alt and a character is AltGr on many keyboards: it types something
    TYPES = "types"  # a bare key for a command that acts everywhere would swallow what is written
    RESERVED = "reserved"  # Tab and the like walk through the window
    UNKNOWN = "unknown"
    MOST = "most"


_RESERVED: Final = frozenset({"Tab", "Shift+Tab", "Backtab", "Shift+Backtab", "Space"})


@dataclass(frozen=True, slots=True)
class Keymap:
    """A set by its name, and a person's changes of it: command id → keys, () for none."""

    name: str = "workstation"
    own: Mapping[str, Keys] = field(default_factory=lambda: MappingProxyType({}))

    def of(self, command: Command) -> Keys:
        """Return the keys of a command, the most usual form first."""
        return self.own[command.id] if command.id in self.own else of_set(self.name, command)

    def changed(self, command: Command) -> bool:
        """Tell whether a person gave this command other keys than the set has."""
        return command.id in self.own

    def given(self, command: Command, keys: Sequence[str]) -> "Keymap":
        """Return a map in which a command has these keys; what equals the set is no change."""
        own = {id_: known for id_, known in self.own.items() if id_ != command.id}
        if tuple(keys) != of_set(self.name, command):
            own[command.id] = tuple(dict.fromkeys(keys))
        return Keymap(self.name, own)

    def taken_by(self, command: Command, key: str) -> list[Command]:
        """Return the other commands to which a key leads already where `command` would hear it."""
        return [
            other
            for other in COMMANDS
            if other.id != command.id
            and _meet(command, key, other)
            and any(collide(key, one) for one in self.of(other))
        ]


def of_set(name: str, command: Command) -> Keys:
    """Return the keys that a set gives a command."""
    if name == "mail":
        return _MAIL.get(command.id, command.keys)
    if name == "classic":
        return _CLASSIC.get(command.id, tuple(key for key in command.keys if not is_letter(key)))
    return command.keys


def refusal(command: Command, key: str, have: Sequence[str] = ()) -> Refused | None:
    """Return why `key` cannot be given to `command`, None when it can."""
    parts = key.split(", ")
    if not key or len(parts) > SEQUENCE or any("Unknown" in part for part in parts):
        return Refused.UNKNOWN
    if any(part in _RESERVED for part in parts):
        return Refused.RESERVED
    if any("Ctrl+Alt+" in part and len(part.rpartition("+")[2]) <= 1 for part in parts):
        return Refused.ALTGR
    if is_bare(key) and command.context == "global":
        return Refused.TYPES
    if len(have) >= MOST and key not in have:
        return Refused.MOST
    return None


def _meet(one: Command, key: str, other: Command) -> bool:
    """Tell whether a key of one command could be heard where the other's are."""
    if not is_bare(key):
        return True
    return bool(set(one.context.split()) & set(other.context.split()))


def collide(one: str, other: str) -> bool:
    """Tell whether two keys are the same, or one begins the other."""
    return any(
        mine == theirs or mine.startswith(theirs + ", ") or theirs.startswith(mine + ", ")
        for mine in forms(one)
        for theirs in forms(other)
    )


# --- the map in use -------------------------------------------------------------------------------

_current = Keymap()


def current() -> Keymap:
    """Return the map in use."""
    return _current


def use(wanted: Keymap) -> None:
    """Let this map lead from now on; windows that are up must be built anew."""
    global _current  # noqa: PLW0603 - one keyboard, one map, as with the theme
    _current = wanted


def read(preferences: Preferences) -> Keymap:
    """Return what a person chose. What cannot be understood of it is left out."""
    name = preferences.word(SET_WORD, "workstation")
    try:
        found = json.loads(preferences.word(OWN_WORD, "{}"))
    except ValueError:
        found = {}
    own = {
        id_: tuple(keys)
        for id_, keys in (found.items() if isinstance(found, dict) else ())
        if id_ in BY_ID and _are_keys(BY_ID[id_], keys)
    }
    return Keymap(name if name in SETS else "workstation", own)


def keep(preferences: Preferences, wanted: Keymap) -> None:
    """Remember a choice for the next start."""
    preferences.set_word(SET_WORD, wanted.name)
    own = {id_: list(keys) for id_, keys in sorted(wanted.own.items())}
    preferences.set_word(OWN_WORD, json.dumps(own, ensure_ascii=True))


def _are_keys(command: Command, found: object) -> bool:
    if not isinstance(found, list) or len(found) > MOST:
        return False
    return all(isinstance(key, str) and refusal(command, key) is None for key in found)


def doubles(
    wanted: Keymap, commands: Iterable[Command] = COMMANDS
) -> dict[tuple[str, str], set[str]]:
    """Return the keys that would mean two things in one place: (place, key) → command ids (aim: none)."""
    return {
        (command.id, key): {command.id, *(one.id for one in others)}
        for command in commands
        for key in wanted.of(command)
        if (others := wanted.taken_by(command, key))
    }
