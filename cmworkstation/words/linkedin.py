"""What is said of accounts of LinkedIn: why a sign-in, an answer or an act was refused."""

from types import MappingProxyType
from typing import Final

from cmworkstation.i18n import N_

_VERSION: Final = N_(
    "LinkedIn has switched off the version of its interface that this program speaks. A newer program speaks a newer"
    " one."
)

# While an account is added, by code or by class and platform: what happened, what to do.
SIGNING_IN: Final = MappingProxyType(
    {
        "NotSignedIn linkedin": (
            N_("LinkedIn gave no access. Nothing was stored."),
            N_(
                "Check the client ID and the secret, and that the address that you pasted is whole."
            ),
        ),
        "BadAddress linkedin": (
            N_("This is no page of a company."),
            N_("Type it as it stands in the browser: “linkedin.com/company/your-company”."),
        ),
        "no-organisation": (
            N_(
                "You do not administer the company that you named. Nothing was stored. You do these:"
            ),
            N_("Go back and name one of these, or sign in as its administrator."),
        ),
        "NONEXISTENT_VERSION": (_VERSION, N_("Look for an update of this program.")),
    }
)

# Why the platform refused, by code.
REFUSALS: Final = MappingProxyType(
    {
        "ACCESS_DENIED": N_(
            "Your app at LinkedIn may not do this, or you do not administer the company any more."
        ),
        "NONEXISTENT_VERSION": _VERSION,
    }
)
