"""How one gets an app of one's own at X."""

from typing import Final

from cmworkstation.i18n import N_
from cmworkstation.words.own_client.guide import ClientGuide, Copied, Step

GUIDE: Final = ClientGuide(
    intro=N_(
        "X lets a program in only as an app that somebody registered, and takes money for each post and message that"
        " is read or written. You register one of your own, with credits that you buy beforehand and a limit that you"
        " set; nobody stands between you and X."
    ),
    steps=(
        Step(
            N_(
                "Sign in to the developer console of X and create an app. Buy credits, and set a limit to what it may"
                " spend in a month: X stops there."
            ),
            link="https://console.x.com/",
        ),
        Step(
            N_(
                "In the app, set up user authentication. Permissions: read, write and private messages. Type: Native"
                " App."
            )
        ),
        Step(N_("Where it asks for a callback address, paste this one."), copied=Copied.REDIRECT),
        Step(
            N_("Access will be asked for these; nothing needs to be typed for them."),
            copied=Copied.ASKED,
        ),
        Step(
            N_(
                "Copy the client ID of OAuth 2.0 into the field below. A native app has no secret; one of another type"
                " has, and wants it here."
            )
        ),
        Step(
            N_(
                "Since 2026, X lets such an app answer only those who mention the account. The rest is read here and"
                " answered by hand."
            ),
            link="https://docs.x.com/changelog",
        ),
    ),
    secret_optional=True,
)
