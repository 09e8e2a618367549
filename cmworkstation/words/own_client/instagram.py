"""How one gets an app of one's own at Meta for a professional account of Instagram."""

from typing import Final

from cmworkstation.i18n import N_
from cmworkstation.words.own_client.guide import ClientGuide, Copied, Step

GUIDE: Final = ClientGuide(
    intro=N_(
        "Instagram lets programs answer for professional accounts only, and only as an app that somebody registered."
        " You register one of your own: it stays in development, and nobody stands between you and Instagram."
    ),
    steps=(
        Step(
            N_(
                "In Instagram, make the account a professional one, if it is not: Settings › Account type and tools."
            )
        ),
        Step(
            N_(
                "Sign in at Meta for Developers and create an app. Where it asks for a use case, choose the one for"
                " messages and content on Instagram."
            ),
            link="https://developers.facebook.com/apps/",
        ),
        Step(
            N_(
                "In the app, open the API setup with Instagram login. Copy the Instagram app ID and the Instagram app"
                " secret into the fields below; they are not those of the whole app."
            )
        ),
        Step(N_("Add these permissions there."), copied=Copied.SCOPES_BY_COMMA),
        Step(
            N_(
                "Under the business login settings, add this redirect address. No page needs to stand there; any https"
                " address of your own will do as well."
            ),
            copied=Copied.REDIRECT,
        ),
        Step(
            N_(
                "Under App roles › Roles, add your account as an Instagram tester, and accept the invitation in"
                " Instagram, under Settings › Website permissions › Apps and websites."
            )
        ),
    ),
    id_label=N_("Instagram app ID"),
    secret_label=N_("Instagram app secret"),
)
