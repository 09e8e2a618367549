"""How one gets an app of one's own at Meta for Threads."""

from typing import Final

from cmworkstation.i18n import N_
from cmworkstation.words.own_client.guide import ClientGuide, Copied, Step

GUIDE: Final = ClientGuide(
    intro=N_(
        "Threads lets a program in only as an app that somebody registered. You register one of your own: it stays in"
        " development, works for its own testers, and nobody stands between you and Threads."
    ),
    steps=(
        Step(
            N_(
                "Sign in at Meta for Developers and create an app. Where it asks for a use case, choose access to the"
                " Threads API."
            ),
            link="https://developers.facebook.com/apps/",
        ),
        Step(
            N_(
                "In the app, open App settings › Basic. Copy the Threads app ID and the Threads app secret into the"
                " fields below; they are not those of the whole app."
            )
        ),
        Step(
            N_("Among the permissions of the use case, add these."), copied=Copied.SCOPES_BY_COMMA
        ),
        Step(
            N_(
                "Among its settings, add this redirect address; give it for uninstalling and deleting, too. No page"
                " needs to stand there; any https address of your own will do as well."
            ),
            copied=Copied.REDIRECT,
        ),
        Step(
            N_(
                "Under App roles › Roles, add your account as a Threads tester, and accept the invitation in Threads,"
                " under Settings › Account › Website permissions."
            ),
            link="https://www.threads.com/settings/website_permissions",
        ),
    ),
    id_label=N_("Threads app ID"),
    secret_label=N_("Threads app secret"),
)
