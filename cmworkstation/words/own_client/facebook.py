"""How one gets an app of one's own at Meta, and a token for a Page of Facebook."""

from typing import Final

from cmworkstation.i18n import N_
from cmworkstation.words.own_client.guide import ClientGuide, Copied, Step

GUIDE: Final = ClientGuide(
    intro=N_(
        "Facebook lets a program in only as an app that somebody registered. You register one of your own: it stays in"
        " development, reaches the Pages of its own people, and nobody stands between you and Facebook. It takes about"
        " a quarter of an hour, once."
    ),
    steps=(
        Step(
            N_(
                "Sign in at Meta for Developers with the account that looks after the Page, and create an app. Where it"
                " asks for a use case, choose the one to manage everything on your Page."
            ),
            link="https://developers.facebook.com/apps/",
        ),
        Step(
            N_(
                "In the app, open App settings › Basic. Copy the App ID and the App secret into the fields below."
            )
        ),
        Step(
            N_(
                "Open the Graph API Explorer, choose your app, choose “User token”, and add these permissions. Leave"
                " “pages_messaging” out if you do not answer messages here."
            ),
            link="https://developers.facebook.com/tools/explorer/",
            copied=Copied.SCOPES,
        ),
        Step(
            N_(
                "Press “Generate Access Token”, choose the Page, and copy the token. You paste it in the next step;"
                " this program makes a lasting one of it."
            )
        ),
    ),
    id_label=N_("App ID"),
    secret_label=N_("App secret"),
)
