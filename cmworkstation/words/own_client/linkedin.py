"""How one gets an app of one's own at LinkedIn."""

from typing import Final

from cmworkstation.i18n import N_
from cmworkstation.words.own_client.guide import ClientGuide, Copied, Step

GUIDE: Final = ClientGuide(
    intro=N_(
        "LinkedIn lets a program read and answer comments only as the app of a company that it has examined. If yours"
        " has one, or asks for one, it works here; otherwise, answer by hand, in the browser."
    ),
    steps=(
        Step(
            N_("Create an app for the page of your company, and have the page confirm it."),
            link="https://www.linkedin.com/developers/apps",
        ),
        Step(
            N_(
                "Among its products, ask for the Community Management API. LinkedIn examines the company; at first few"
                " requests are allowed in a day."
            )
        ),
        Step(
            N_(
                "Among its settings for sign-in, add this redirect address. No page needs to stand there; any https"
                " address of your own will do as well."
            ),
            copied=Copied.REDIRECT,
        ),
        Step(
            N_("Access will be asked for these; nothing needs to be typed for them."),
            copied=Copied.ASKED,
        ),
        Step(N_("Copy the client ID and the secret that it shows into the fields below.")),
    ),
)
