"""How one gets a client of one's own at Google for the comments of a YouTube channel."""

from typing import Final

from cmworkstation.i18n import N_
from cmworkstation.words.own_client.guide import ClientGuide, Copied, Step

PUBLISHED: Final = N_(
    "Among the audience settings, publish the app. While it is in testing, Google ends the access every seven days."
    " Google warns that it has not verified the app: it is yours, and you may go on."
)
DESKTOP: Final = N_(
    "Under Clients, create one of the type “Desktop app”, and copy its client ID and client secret into the fields"
    " below. It needs no redirect address: the browser comes back to this computer by itself."
)

GUIDE: Final = ClientGuide(
    intro=N_(
        "YouTube lets a program in only as part of a Google project. You make one of your own: it costs nothing, has"
        " its own daily allowance, and nobody stands between you and YouTube."
    ),
    steps=(
        Step(
            N_("Open the Google Cloud console and create a project."),
            link="https://console.cloud.google.com/projectcreate",
        ),
        Step(
            N_("Switch on the YouTube Data API v3 for it."),
            link="https://console.cloud.google.com/apis/library/youtube.googleapis.com",
        ),
        Step(
            N_(
                "Open the Google Auth platform and fill in the name of the app and your address. Under data access, add"
                " this scope."
            ),
            link="https://console.cloud.google.com/auth/overview",
            copied=Copied.SCOPES,
        ),
        Step(PUBLISHED, link="https://console.cloud.google.com/auth/audience"),
        Step(DESKTOP, link="https://console.cloud.google.com/auth/clients"),
    ),
)
