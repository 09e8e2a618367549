"""What is said of accounts of the AT Protocol: why a sign-in, an answer or an act was refused, and what is missing."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from cmworkstation.i18n import N_, tr

APP_PASSWORDS: Final = N_(
    "In Bluesky, open Settings › Privacy and security › App passwords, make one for “CM Workstation”,"
    " and paste it here."
)

# While an account is added, by code or by class and platform: what happened, what to do.
SIGNING_IN: Final = MappingProxyType(
    {
        "NotSignedIn bluesky": (
            N_("The server refused this handle and app password. Nothing was stored."),
            APP_PASSWORDS,
        ),
        "BadAddress bluesky": (
            N_("Nobody has this handle, and no server answers by this name."),
            N_(
                "Type the whole handle, such as “name.bsky.social”. Where your account lives on a server that the"
                " network does not know yet, type that server behind it."
            ),
        ),
        "NotThisPlatform bluesky": (
            N_("Something answers at this address, but it holds no accounts of this network."),
            N_("Type your handle, such as “name.bsky.social”."),
        ),
        "main-password": (
            N_(
                "This is the account’s own password. It was not stored, and the program signed out again."
            ),
            APP_PASSWORDS,
        ),
        "second-factor": (
            N_(
                "The server asks for a code by e-mail, since this is the account’s own password. Nothing was stored."
            ),
            APP_PASSWORDS,
        ),
        "account-takendown": (
            N_("The network’s moderators have suspended this account. Nothing was stored."),
            N_("Open it in Bluesky: there you read why, and can appeal."),
        ),
        "account-deactivated": (
            N_("This account is deactivated. Nothing was stored."),
            N_("Open it in Bluesky and activate it again, then come back."),
        ),
    }
)

# What an account's trouble is, by the detail of the error.
TROUBLES: Final = MappingProxyType(
    {
        "account-takendown": N_(
            "The network’s moderators have suspended this account; Bluesky says why. Drafts and queued replies are"
            " safe."
        ),
        "account-deactivated": N_(
            "This account is deactivated. Activate it in Bluesky; drafts and queued replies are safe."
        ),
    }
)

# Why the platform refused, by code.
REFUSALS: Final = MappingProxyType(
    {
        "reply-disabled": N_(
            "The author of this thread chose who may answer, and this account is not among them."
        ),
        "blocked": N_("This person and this account have blocked one another, or one has."),
        "not-permitted": N_(
            "The app password of this account may not read or send direct messages. Make a new one that may, and"
            " sign in again."
        ),
        "not-our-thread": N_(
            "Only whoever began a thread can hide an answer in it; somebody else began this one."
        ),
        "too-many-hidden": N_(
            "Three hundred answers are hidden below this post already; no more can be."
        ),
    }
)

QUARANTINED: Final = MappingProxyType(
    {
        "a notification without reason": N_("Something that every message has is missing in it."),
        "post without address or time": N_("Its address or its time is missing."),
        "message without conversation, id, time or sender": N_(
            "Something that every message has is missing in it."
        ),
    }
)


# What moderators, or the author, say of a post's content, by the network's own name for it.
LABELS: Final = MappingProxyType(
    {
        "!hide": N_("hidden by the moderators"),
        "!takedown": N_("taken down by the moderators"),
        "!warn": N_("the moderators ask for care"),
        "extremist": N_("extremism"),
        "gore": N_("violent pictures"),
        "graphic-media": N_("hard pictures"),
        "illicit": N_("illicit goods"),
        "impersonation": N_("pretends to be somebody else"),
        "inauthentic": N_("not a genuine account"),
        "intolerant": N_("intolerance"),
        "misleading": N_("misleading"),
        "nudity": N_("nudity"),
        "porn": N_("adult content"),
        "rude": N_("rude"),
        "scam": N_("scam"),
        "security": N_("a danger to your computer"),
        "self-harm": N_("self-harm"),
        "sensitive": N_("sensitive"),
        "sexual": N_("suggestive content"),
        "spam": N_("spam"),
        "threat": N_("threat"),
        "unsafe-link": N_("unsafe link"),
    }
)
LABELLED: Final = "labels: "  # before such names, where a warning stands on other platforms


def warning(spoiler: str) -> str:
    """Return the warning before a message: its author's words, or what it was labelled as."""
    if not spoiler.startswith(LABELLED):
        return tr("Warning by the author: {words}").format(words=spoiler)
    names = spoiler.removeprefix(LABELLED).split(", ")
    said = ", ".join(tr(LABELS[one]) if one in LABELS else one for one in names)
    return tr("Labelled by moderators or by its author: {words}").format(words=said)


def lacking(platform: str, settings: Mapping[str, str]) -> str:
    """Return what an account cannot do with its present app password, "" for nothing."""
    if platform != "bluesky" or settings.get("chat") != "no":
        return ""
    return tr(
        "Direct messages stay outside: this app password may not read them. One that is made with “Allow access to your"
        " direct messages” may."
    )
