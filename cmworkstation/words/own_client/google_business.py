"""How one gets a client of one's own at Google for the reviews of a business."""

from typing import Final

from cmworkstation.i18n import N_
from cmworkstation.words.own_client.guide import ClientGuide, Copied, Step
from cmworkstation.words.own_client.youtube import DESKTOP, PUBLISHED

GUIDE: Final = ClientGuide(
    intro=N_(
        "Google lets a program read and answer reviews only as part of a project that it has approved for this. You"
        " make one of your own and ask for the approval; that takes Google some days."
    ),
    steps=(
        Step(
            N_("Open the Google Cloud console and create a project; note its number."),
            link="https://console.cloud.google.com/projectcreate",
        ),
        Step(
            N_(
                "Ask for access to the Business Profile APIs, with that number, from an account that manages a verified"
                " business. Without the approval, every request is refused."
            ),
            link="https://developers.google.com/my-business/content/prereqs",
        ),
        Step(
            N_(
                "Once it is given, switch on the three APIs for the project: Google My Business, My Business Account"
                " Management, My Business Business Information."
            ),
            link="https://console.cloud.google.com/apis/library",
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
