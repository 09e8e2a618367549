"""What is said of accounts of X: why a sign-in, an answer or an act was refused."""

from types import MappingProxyType
from typing import Final

from cmworkstation.i18n import N_

# While an account is added, by code or by class and platform: what happened, what to do.
SIGNING_IN: Final = MappingProxyType(
    {
        "NotSignedIn x": (
            N_("X gave no access. Nothing was stored."),
            N_(
                "Check the client ID and the secret. X wants the browser’s answer within half a minute: then allow"
                " access once more."
            ),
        ),
        "no-lasting-access": (
            N_("X gave access for two hours only. Nothing was stored."),
            N_(
                "In your app, allow what the guide names, then allow access in the browser once more."
            ),
        ),
        "no-credits": (
            N_("Your app has no credits left. Nothing was stored."),
            N_("Buy some in the developer console, then go on."),
        ),
    }
)

# Why the platform refused, by code.
REFUSALS: Final = MappingProxyType(
    {
        "no-credits": N_(
            "The credits of your app at X are used up. Buy some in the developer console; it goes on then."
        ),
        "not-mentioned": N_(
            "X lets a program answer only somebody who mentions this account. Answer this one by hand, in the browser."
        ),
        "client-forbidden": N_(
            "Your app at X may not do this. Its plan or its permissions lack it."
        ),
        "not-authorized-for-resource": N_("X does not show this to this account."),
        "invalid-request": N_("X did not understand this request."),
    }
)
