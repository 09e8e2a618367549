"""What is said of accounts of Facebook, Instagram and Threads: why a sign-in, an answer or an act was refused."""

from types import MappingProxyType
from typing import Final

from cmworkstation.i18n import N_

_OWN_APP: Final = N_(
    "Check the identifier and the secret of your app, and that the token or the address that you pasted is new and"
    " whole."
)

# While an account is added, by code or by class and platform: what happened, what to do.
SIGNING_IN: Final = MappingProxyType(
    {
        **{
            f"NotSignedIn {platform}": (
                N_("Meta did not take this. Nothing was stored."),
                _OWN_APP,
            )
            for platform in ("facebook", "instagram", "threads")
        },
        "BadAddress facebook": (
            N_("This is no name of a Page."),
            N_("Type it as it stands in the browser: “facebook.com/your.page”."),
        ),
        "page-not-found": (
            N_("This token is for other Pages; the one that you named is not among them:"),
            N_("Go back and name one of these, or make a token with this Page chosen."),
        ),
        "permission-missing": (
            N_("The token lacks a permission. Nothing was stored."),
            N_("Make a new one with all the permissions that the guide lists, and paste it."),
        ),
    }
)

# Why the platform refused, by code.
REFUSALS: Final = MappingProxyType(
    {
        "window-over": N_(
            "The time in which Meta lets this message be answered is over. Once the person writes again, it opens anew."
        ),
        "permission-missing": N_(
            "The access of this account lacks a permission for this. Sign in again with all the permissions that the"
            " guide lists."
        ),
        "blocked-for-policy": N_(
            "Meta has barred this account from it for a while, for its rules of use. It says more in the app."
        ),
        "person-unavailable": N_("This person takes no messages at the moment."),
        "author-hidden": N_(
            "Meta hides from this app who wrote this. Once it has reviewed your app, it shows it."
        ),
        "comment-hidden": N_("A hidden comment cannot be answered. Show it first."),
        "too-many-links": N_("Threads takes five links at most. Leave some out."),
        "publishing-limit": N_(
            "This account has published as many answers today as the platform takes."
        ),
    }
)
