"""The shape of a guide to an own client: what it says, and what it lets people open and copy."""

from dataclasses import dataclass
from enum import StrEnum

from cmworkstation.i18n import N_


class Copied(StrEnum):
    """What a step shows and lets people copy; the connector's manifest has the value."""

    REDIRECT = "redirect"  # the address that the browser comes back to
    SCOPES = "scopes"  # one after another, parted by spaces
    SCOPES_BY_COMMA = "scopes by comma"
    ASKED = "asked"  # the same scopes, told and not copied: the program asks for them by itself


@dataclass(frozen=True, slots=True)
class Step:
    """One thing to do; all words but addresses are marked for translation."""

    text: str
    link: str = ""  # opens in the browser
    copied: Copied | None = None


@dataclass(frozen=True, slots=True)
class ClientGuide:
    """All that is said before the fields, and what those are called."""

    intro: str
    steps: tuple[Step, ...]
    id_label: str = N_("Client ID")
    secret_label: str = N_("Client secret")
    secret_optional: bool = False
