"""What is said of Hacker News: what to listen for, and what stands in the way."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from cmworkstation.i18n import N_

ADDRESS: Final = N_(
    "Words to listen for, such as “your project”, the name of your site, or the address of an entry there; several are"
    " parted by commas. Words in quotes are meant as they stand."
)
SIGNING_IN: Final = MappingProxyType(
    {
        "BadAddress hackernews": (
            N_("There is nothing to listen for, too much, or no such entry."),
            N_("Type up to ten words, names of sites or addresses of entries, parted by commas."),
        ),
    }
)
REFUSALS: Final[Mapping[str, str]] = MappingProxyType({})
QUARANTINED: Final = MappingProxyType(
    {
        "an entry without number, author or date": N_(
            "Something that every message has is missing in it."
        )
    }
)
STREAMS: Final = MappingProxyType({"search": N_("search for “{name}”")})
