"""What is said of accounts of Reddit: why a sign-in, an answer or an act was refused."""

from types import MappingProxyType
from typing import Final

from cmworkstation.i18n import N_

# While an account is added, by code or by class and platform: what happened, what to do.
SIGNING_IN: Final = MappingProxyType(
    {
        "NotSignedIn reddit": (
            N_("Reddit gave no access. Nothing was stored."),
            N_(
                "Check the identifier, the secret and the redirect address, and whether Reddit has approved your app."
            ),
        ),
        "access-for-a-day": (
            N_("Reddit gave access for a short time only. Nothing was stored."),
            N_(
                "Allow access in the browser once more; if it stays so, look at the type of your app."
            ),
        ),
    }
)

# Why the platform refused, by code.
REFUSALS: Final = MappingProxyType(
    {
        "THREAD_LOCKED": N_("This conversation is locked: nobody can answer in it."),
        "TOO_OLD": N_("This conversation is archived: nobody can answer in it any more."),
        "DELETED_COMMENT": N_("This comment was deleted."),
        "DELETED_LINK": N_("This post was deleted."),
        "USER_BLOCKED": N_("This person is blocked, or has blocked this account."),
        "SUBREDDIT_NOTALLOWED": N_("This community does not let this account write."),
        "BANNED_FROM_SUBREDDIT": N_("This account is banned from this community."),
        "private": N_("This community is closed to this account."),
        "banned": N_("Reddit has closed this community."),
        "quarantined": N_("This community is under quarantine: open it once in the browser."),
        "nobody-to-block": N_("Nobody stands behind this message whom one could block."),
        "unblock-there": N_("Reddit takes this back only in the settings of your account there."),
    }
)
