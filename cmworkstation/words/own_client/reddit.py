"""How one gets an app of one's own at Reddit."""

from typing import Final

from cmworkstation.i18n import N_
from cmworkstation.words.own_client.guide import ClientGuide, Copied, Step

GUIDE: Final = ClientGuide(
    intro=N_(
        "Since November 2025, Reddit lets a program in only as an app that it has approved for somebody. If you have"
        " such an app, from before or by asking, it works here; nobody stands between you and Reddit."
    ),
    steps=(
        Step(
            N_(
                "Ask Reddit for access to its interface, saying that you answer for your own account and moderate your"
                " own communities, without gain. Skip this where you have an app."
            ),
            link="https://support.reddithelp.com/hc/en-us/articles/42728983564564",
        ),
        Step(
            N_("Once it is given, open your apps and create one of the type “installed app”."),
            link="https://www.reddit.com/prefs/apps",
        ),
        Step(
            N_("As its redirect address, paste this one; it must be the same to the letter."),
            copied=Copied.REDIRECT,
        ),
        Step(
            N_("Access will be asked for these; nothing needs to be typed for them."),
            copied=Copied.ASKED,
        ),
        Step(
            N_(
                "Copy the identifier, which stands below the name of the app, into the field below. An installed app"
                " has no secret; one of another type has, and wants it here."
            )
        ),
    ),
    secret_optional=True,
)
