"""What is said of accounts of YouTube and of a Google business: why a sign-in, an answer or an act was refused."""

from types import MappingProxyType
from typing import Final

from cmworkstation.i18n import N_

# While an account is added, by code or by class and platform: what happened, what to do.
SIGNING_IN: Final = MappingProxyType(
    {
        **{
            f"NotSignedIn {platform}": (
                N_("Google gave no access. Nothing was stored."),
                N_(
                    "Check the client ID and the secret, then allow access in the browser once more."
                ),
            )
            for platform in ("youtube", "google_business")
        },
        "no-channel": (
            N_("This Google account has no channel. Nothing was stored."),
            N_("Go back, and choose the account of the channel in the browser."),
        ),
        "no-location": (
            N_("No verified business was found by this name. Nothing was stored. There are:"),
            N_("Go back and type one of these."),
        ),
        "no-refresh-token": (
            N_("Google gave access for an hour only. Nothing was stored."),
            N_("Take this program’s access away at myaccount.google.com, then allow it once more."),
        ),
        "api-disabled": (
            N_("The project may not use this interface of Google yet. Nothing was stored."),
            N_("Switch it on in the console, as the guide says, and wait some minutes."),
        ),
    }
)

# Why the platform refused, by code.
REFUSALS: Final = MappingProxyType(
    {
        "commentsDisabled": N_("Comments are switched off below this video."),
        "quotaExceeded": N_(
            "The project’s allowance for today is used up. It begins anew at midnight in California."
        ),
        "ineligibleAccount": N_("This Google account may not comment."),
        "insufficientPermissions": N_("The access of this account does not allow it."),
        "forbidden": N_("The channel does not allow this."),
        "processingFailure": N_("YouTube could not carry it out. Try again later."),
        "api-disabled": N_("The project may not use this interface of Google."),
        "answered-already": N_(
            "Somebody has answered this review in other words. Sending would replace that answer; look at it first."
        ),
    }
)
