"""What is said of accounts of Matrix: why a sign-in, an answer or an act was refused, and of rooms that need words."""

from types import MappingProxyType
from typing import Final

from cmworkstation.i18n import N_, tr
from cmworkstation.words import forum

ADDRESS: Final = N_(
    "Your whole name, such as “@name:server.example”. The homeserver is found by it; you may also type it behind the"
    " name."
)
PASSWORD: Final = N_(
    "The password of your account on its homeserver. It is not kept: the program signs in as a device of its own,"
    " which you can sign out in your Matrix client at any time."
)

# While an account is added, by code or by class and platform: what happened, what to do.
SIGNING_IN: Final = MappingProxyType(
    {
        "NotSignedIn matrix": (
            N_("The homeserver refused this name and password. Nothing was stored."),
            N_("Type the name that stands in front of the server, or all of it, and try again."),
        ),
        "BadAddress matrix": (
            N_("No homeserver answers by this name."),
            N_(
                "Type your whole name, such as “@name:server.example”; where that is not enough, the address of the"
                " homeserver behind it."
            ),
        ),
        "NotThisPlatform matrix": (
            N_("Something answers at this address, but it is no homeserver of Matrix."),
            N_("Type the address of the homeserver behind your name."),
        ),
        "no-password-login": (
            N_(
                "This homeserver lets people sign in on its own page only, and this program cannot do that yet. Nothing"
                " was stored."
            ),
            N_("An account on a homeserver that takes passwords can be added."),
        ),
        "matrix-deactivated": (
            N_("This account was closed on its homeserver. Nothing was stored."),
            N_("Ask whoever looks after the homeserver."),
        ),
        "matrix-locked": (
            N_("The homeserver has locked this account. Nothing was stored."),
            N_("Ask whoever looks after the homeserver."),
        ),
    }
)

# What an account's trouble is, by the detail of the error.
TROUBLES: Final = MappingProxyType(
    {
        "matrix-deactivated": N_("This account was closed on its homeserver. What is here stays."),
        "matrix-locked": N_(
            "The homeserver has locked this account; whoever looks after it knows why. Drafts and queued replies are"
            " safe."
        ),
    }
)

# Why the platform refused, by code.
REFUSALS: Final = MappingProxyType(
    {
        "encrypted-room": N_(
            "This room is encrypted, and this program cannot write into it: nothing was sent. Answer in your Matrix"
            " client."
        ),
        "no-direct-chat": N_(
            "There is no direct chat with this person yet. Begin one in your Matrix client, without encryption, or"
            " answer in the room."
        ),
        "not-joined": N_("This is an invitation: approve it to join the room, then write there."),
        "M_FORBIDDEN": N_(
            "This account may not do that in this room, or is no longer in it. A moderator of the room can change that."
        ),
        "M_CONSENT_NOT_GIVEN": N_(
            "The homeserver wants its terms accepted first: open it in your Matrix client."
        ),
        "M_USER_SUSPENDED": N_(
            "The homeserver has suspended this account: it can read, not write."
        ),
        "M_RESOURCE_LIMIT_EXCEEDED": N_("The homeserver has reached a limit of its own."),
    }
)

QUARANTINED: Final = MappingProxyType(
    {
        "event without id, sender, time or room": N_(
            "Something that every message has is missing in it."
        ),
        "message without words": N_("There are no words in it, and no file."),
        "invitation without room, sender or time": N_(
            "Something that every invitation has is missing in it."
        ),
    }
)

# What a message is, where it has no words of its own.
NOTICE: Final = "notice: "  # before such names, where a warning stands on other platforms
NOTICES: Final = MappingProxyType(
    {
        "encrypted": N_(
            "Encrypted: this program cannot read it, and sends nothing here. Open it in your Matrix client."
        ),
        "invitation": N_(
            "An invitation to a room. To join it, approve it; to decline it, delete it."
        ),
        "moved": N_("This room goes on in another one. Join it in your Matrix client."),
    }
)


def warning(spoiler: str) -> str:
    """Return what stands before a message: what it is, how it was labelled, or its author's warning."""
    known = NOTICES.get(spoiler.removeprefix(NOTICE)) if spoiler.startswith(NOTICE) else None
    return tr(known) if known else forum.warning(spoiler)
