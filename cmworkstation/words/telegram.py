"""What is said of Telegram: how a bot is signed in, why something was refused, and what a bot does not hear."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from cmworkstation.domain.account import ModerationAct
from cmworkstation.i18n import N_, tr

TOKENS: Final = N_(
    "In Telegram, write to @BotFather, send “/newbot”, and paste here the token that he gives you. Then add the bot to"
    " your groups, as an administrator where it shall moderate."
)
ELSEWHERE: Final = N_(
    "Another program reads this bot’s messages, so that none come here. Stop it, or make a bot for this program alone."
)
WEBHOOK: Final = N_(
    "This bot hands its messages to a web address (a webhook), so that none come here. Whoever set that up can take it"
    " away; or make a bot for this program alone."
)

# While an account is added, by code or by class and platform: what happened, what to do.
SIGNING_IN: Final = MappingProxyType(
    {
        "NotSignedIn telegram": (
            N_("Telegram knows no bot with this token. Nothing was stored."),
            TOKENS,
        ),
        "webhook-set": (N_("This bot belongs to another program. Nothing was stored."), WEBHOOK),
    }
)

# What an account's trouble is, by the detail of the error.
TROUBLES: Final = MappingProxyType({"read-elsewhere": ELSEWHERE, "webhook-set": WEBHOOK})

# Why the platform refused, by code.
REFUSALS: Final = MappingProxyType(
    {
        "read-elsewhere": ELSEWHERE,
        "webhook-set": WEBHOOK,
        "bot-blocked": N_("This person has blocked the bot."),
        "person-gone": N_("This person’s account was deleted."),
        "not-begun": N_("A bot writes in private only to people who wrote to it first."),
        "bot-removed": N_("The bot is no longer a member of this group."),
        "bot-rights": N_(
            "The bot has no right to do that there. An administrator of the group can give it."
        ),
        "is-administrator": N_("This person looks after the group; a bot cannot do that to them."),
        "too-old": N_("This message can no longer be deleted: it is too old, or of another kind."),
        "not-in-private": N_("In a private conversation nobody can be muted or kept out."),
        "file-gone": N_("The server no longer has this file, or it is too large for bots."),
    }
)

QUARANTINED: Final = MappingProxyType(
    {
        "a message without number, conversation or date": N_(
            "Something that every message has is missing in it."
        )
    }
)

# What moderating brings about in a group.
IN_A_GROUP: Final = MappingProxyType(
    {
        ModerationAct.MUTE: N_("This person can read the group but write nothing in it any more."),
        ModerationAct.BLOCK: N_(
            "This person is thrown out of the group and cannot come back; what they wrote may go with them."
        ),
    }
)


def lacking(settings: Mapping[str, str]) -> str:
    """Return what a bot does not hear, "" for nothing."""
    if settings.get("sees_all") == "yes":
        return ""
    return tr(
        "In groups this bot hears only what names or answers it. It hears everything where it is an administrator, or"
        " once @BotFather has switched its privacy mode off."
    )
