"""What is said of accounts on forums (Discourse, Lemmy): signing in, refusals, what was flagged."""

from types import MappingProxyType
from typing import Final

from cmworkstation.domain.message import FLAGGED
from cmworkstation.i18n import N_, tr
from cmworkstation.words import bluesky

# While an account is added, by code or by class and platform: what happened, what to do.
SIGNING_IN: Final = MappingProxyType(
    {
        "NotSignedIn discourse": (
            N_("The forum did not accept this. Nothing was stored."),
            N_(
                "Copy all of the text that the forum shows, and paste it here; each one opens only this sign-in."
                " A key of staff needs the user name that it was made for."
            ),
        ),
        "NotThisPlatform discourse": (
            N_("Something answers at this address, but it is no Discourse forum."),
            N_("Copy the address of one of its topics from the browser."),
        ),
        "NotSignedIn lemmy": (
            N_("The server refused this user name and password. Nothing was stored."),
            N_("Type them as on the server’s own page."),
        ),
        "NotThisPlatform lemmy": (
            N_("Something answers at this address, but it is no Lemmy server."),
            N_("Type the server where your account lives, such as “lemmy.example”."),
        ),
        "second-factor-digits": (
            N_("The server asks for the six digits of your second factor. Nothing was stored."),
            N_("Type them behind the password, after a space."),
        ),
        "second-factor-wrong": (
            N_("The server did not accept the six digits. Nothing was stored."),
            N_("They change every half minute: type the ones that are shown now."),
        ),
        "not-yet-approved": (
            N_("The server’s staff have not approved this account yet. Nothing was stored."),
            N_("Come back when they have."),
        ),
        "not-verified": (
            N_("The e-mail address of this account is not confirmed yet. Nothing was stored."),
            N_("Open the link in the server’s e-mail, then come back."),
        ),
        "account-banned": (
            N_("This account is banned on its server, or was deleted. Nothing was stored."),
            N_("The server’s own page says why."),
        ),
    }
)

# Why a platform refused, by code.
REFUSALS: Final = MappingProxyType(
    {
        "post-no-place": N_(
            "No place was chosen for posts of this account. Choose one with “Where posts go…” of the account."
        ),
        "too-short": N_("The forum wants longer posts than this one."),
        "waits-for-approval": N_("Nobody sees this post before it is approved. Approve it first."),
        "comment-locked": N_("This post or comment is closed: nobody can answer it any more."),
        "too-deep": N_("The thread is too deep: answer a comment further up."),
        "banned-here": N_("This account is banned in this community."),
        "language": N_("This community does not take posts in this language."),
        "slurs": N_("The server does not take one of the words."),
        "not-a-moderator": N_("Only moderators of this community can do that."),
    }
)

QUARANTINED: Final = MappingProxyType(
    {
        "a notification of a new kind": N_(
            "The platform tells of something that this version of the program does not know."
        ),
        "a post without number, place, date or author": N_(
            "Something that every message has is missing in it."
        ),
        "a waiting post without number, date or words": N_(
            "Something that every message has is missing in it."
        ),
        "a comment without number, address, date or author": N_(
            "Something that every message has is missing in it."
        ),
    }
)


def warning(spoiler: str) -> str:
    """Return the warning before a message: what readers flagged it as, or what stands there on other platforms."""
    if not spoiler.startswith(FLAGGED):
        return bluesky.warning(spoiler)
    said = spoiler.removeprefix(FLAGGED).strip()
    return (
        tr("Flagged by readers: {words}").format(words=said) if said else tr("Flagged by readers")
    )
