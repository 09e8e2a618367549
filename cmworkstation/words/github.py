"""What is said of GitHub: how to sign in, why a sign-in, an answer or an act was refused, and what is missing."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from cmworkstation.i18n import N_, tr

TOKENS: Final = N_(
    "In GitHub, open Settings › Developer settings › Personal access tokens, make one for “CM Workstation”, and"
    " paste it here. A classic one needs “public_repo” (“repo” where repositories are private) and “notifications”;"
    " a fine-grained one needs to read and write issues, pull requests and discussions."
)
CLIENT_PAGE: Final = "/settings/applications/new"
CLIENTS: Final = N_(
    "In GitHub, open Settings › Developer settings › OAuth Apps › New OAuth App. Type any address of yours as homepage"
    " and as callback, tick “Enable Device Flow”, and copy the “Client ID” here. It is no secret."
)
ADDRESS: Final = N_(
    "A repository, such as “owner/name”; an owner, such as “owner”, for all of theirs; or “notifications” for what"
    " is written to you anywhere. For an installation of your own, the whole address."
)

# While an account is added, by code or by class and platform: what happened, what to do.
SIGNING_IN: Final = MappingProxyType(
    {
        "NotSignedIn github": (N_("GitHub refused this token. Nothing was stored."), TOKENS),
        "BadAddress github": (
            N_("This is no address of a repository or of an owner."),
            N_("Type it as “owner/name”, or copy it from the browser’s address bar."),
        ),
        "NotThisPlatform github": (
            N_("Something answers at this address, but no GitHub."),
            N_("Check the address of your installation."),
        ),
        "repository-missing": (
            N_("Nobody has a repository of this name, or this access may not see it."),
            N_("Check the name; where it is private, let the token see it, then try again."),
        ),
        "token-rights": (
            N_("This token may not read that. Nothing was stored."),
            N_(
                "Notifications can only be read with a classic token or a code; give the token its rights, or use one."
            ),
        ),
        "code-expired": (
            N_("The code was not typed in time. Nothing was stored."),
            N_("Ask for a new code, and type it while it lasts."),
        ),
        "code-refused": (
            N_("The access was refused on the page. Nothing was stored."),
            N_("Ask for a new code where that was a mistake, or paste a token instead."),
        ),
        "client-missing": (
            N_("To sign in with a code, the program needs a “Client ID”. Nothing was stored."),
            CLIENTS,
        ),
        "client-unknown": (
            N_("GitHub does not know this “Client ID”. Nothing was stored."),
            N_("Copy it again from the page of your OAuth App."),
        ),
        "device_flow_disabled": (
            N_("This OAuth App may not sign in with a code. Nothing was stored."),
            N_("Tick “Enable Device Flow” on its page in GitHub, then try again."),
        ),
    }
)

# Why the platform refused, by code.
REFUSALS: Final = MappingProxyType(
    {
        "token-rights": N_(
            "This account’s token may not do that. Give it more rights on GitHub, or sign in again with another one."
        ),
        "archived": N_("The repository is archived: nothing in it can be answered or changed."),
        "locked": N_(
            "The conversation is locked: only those who look after the repository answer."
        ),
        "saml": N_(
            "The organisation wants its own sign-in for this token. In GitHub, open the token and choose “Configure"
            " SSO”."
        ),
        "not-minimisable": N_("Only comments can be hidden, not what a conversation begins with."),
        "not-deletable": N_("A pull request and its reviews cannot be deleted by anybody."),
        "not-lockable": N_("Discussions can only be locked on GitHub itself."),
        "repository-missing": N_(
            "Nobody has a repository of this name, or this access may not see it."
        ),
    }
)

QUARANTINED: Final = MappingProxyType(
    {"an entry without place or time": N_("Its place or its time is missing.")}
)

# What is read, by what stands before the colon.
STREAMS: Final = MappingProxyType(
    {
        "issues": N_("issues and pull requests of {name}"),
        "comments": N_("comments in {name}"),
        "remarks": N_("comments on changes in {name}"),
        "discussions": N_("discussions of {name}"),
    }
)


def lacking(settings: Mapping[str, str]) -> str:
    """Return what an account cannot do with its token, "" for nothing that is known."""
    if settings.get("rights") == "read":
        return tr(
            "Nothing can be answered with this token: it lacks the scope “public_repo”. Everything can be read."
        )
    if settings.get("rights") == "talk" and settings.get("place") != "notifications":
        return tr(
            "Comments can be written but not moderated: that is for those who may write to it."
        )
    return ""
