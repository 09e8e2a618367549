"""How a person registers a client of his own with a platform, step by step.

One module per platform holds its steps as data, named in `GUIDES`; the wizard draws them, with links that open in
the browser and buttons that copy. A platform without steps here is explained in general words.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from cmworkstation.i18n import N_
from cmworkstation.words.own_client import (
    facebook,
    google_business,
    instagram,
    linkedin,
    reddit,
    threads,
    x,
    youtube,
)
from cmworkstation.words.own_client.guide import ClientGuide, Copied, Step

USUAL: Final = ClientGuide(
    intro=N_(
        "This platform lets no program in that it does not know. You register one of your own there, once; it belongs"
        " to you, and nobody stands between you and the platform."
    ),
    steps=(
        Step(N_("Open the platform’s pages for developers and register a new app or client.")),
        Step(N_("Where it asks for a redirect address, paste this one."), copied=Copied.REDIRECT),
        Step(N_("Where it asks for permissions, give it these."), copied=Copied.SCOPES),
        Step(N_("Copy the identifier and the secret that it shows into the fields below.")),
    ),
)
GUIDES: Final[Mapping[str, ClientGuide]] = MappingProxyType(
    {
        "facebook": facebook.GUIDE,
        "google_business": google_business.GUIDE,
        "instagram": instagram.GUIDE,
        "linkedin": linkedin.GUIDE,
        "reddit": reddit.GUIDE,
        "threads": threads.GUIDE,
        "x": x.GUIDE,
        "youtube": youtube.GUIDE,
    }
)


def guide(platform: str) -> ClientGuide:
    """Return the steps for a platform."""
    return GUIDES.get(platform, USUAL)
