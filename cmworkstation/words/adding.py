"""What the wizard says of each platform while an account is added: what for, which address, where a secret comes from.

Each table has one row per platform; what has none is said as for most.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from cmworkstation.i18n import N_, tr
from cmworkstation.words import bluesky, github, hackernews, matrix, telegram

EXPERIMENTAL: Final = N_(
    "Experimental: nobody has confirmed yet that it works with {platform} itself."
)

# In which order platforms are offered: where most people write to a town hall, a shop or an association comes first.
ORDER: Final = (
    *("mail", "facebook", "instagram", "google_business", "linkedin", "x", "youtube", "threads"),
    *("wordpress", "mastodon", "bluesky", "telegram", "discourse", "reddit", "matrix", "lemmy"),
    *("github", "feed", "hackernews"),
)

# One line that says what an account there does here.
WHAT_FOR: Final[Mapping[str, str]] = MappingProxyType(
    {
        "bluesky": N_("Mentions, replies, quotes and direct messages, wherever your account lives"),
        "facebook": N_("Comments, mentions and messages of a Page, through an app of your own"),
        "google_business": N_("Reviews of your business, through a Google project of your own"),
        "instagram": N_(
            "Comments, tags and messages of a professional account, through an app of your own"
        ),
        "threads": N_("Replies and mentions, through an app of your own"),
        "linkedin": N_(
            "Comments on the page of your company, through an app of your own that LinkedIn has examined"
        ),
        "reddit": N_(
            "Your inbox, and the communities that you moderate, through an app of your own that Reddit has approved"
        ),
        "x": N_(
            "Mentions, replies and private messages, through an app of your own that you pay X for"
        ),
        "youtube": N_("Comments on your channel, through a Google project of your own"),
        "demo": N_("Invented people, for trying things out"),
        "discourse": N_("A forum: topics, private messages, and what waits for its moderators"),
        "feed": N_("Read RSS, Atom and JSON feeds; nothing can be answered"),
        "github": N_("Issues, pull requests and discussions: read, answer, hide, lock"),
        "hackernews": N_(
            "What is said of you there; read only, since nobody can answer by program"
        ),
        "lemmy": N_("Replies, mentions and private messages in communities of the fediverse"),
        "mail": N_("A mailbox: read and answer, at Gmail, Fastmail, Gandi, OVH and most others"),
        "mastodon": N_(
            "Mentions, replies and private messages; also GoToSocial, Pleroma, Pixelfed, snac"
        ),
        "matrix": N_("Rooms and direct chats that are not encrypted: read, answer, keep order"),
        "telegram": N_("A bot in your groups, below your channel, and in private conversations"),
        "wordpress": N_("Comments on your own site: read, answer, approve, hold"),
    }
)

# What to type as the address.
ADDRESSES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "bluesky": N_(
            "Your handle, such as “name.bsky.social”. The server of your account is found by it."
        ),
        "facebook": N_("The Page as it stands in the browser, such as “facebook.com/your.page”."),
        "google_business": N_(
            "The name of the business as Google shows it. Where there is only one, leave it as “my business”."
        ),
        "discourse": N_("The address of the forum, or of any of its pages."),
        "feed": N_("The address of the site or of its feed; a feed is discovered by itself."),
        "github": github.ADDRESS,
        "hackernews": hackernews.ADDRESS,
        "lemmy": N_("The server where your account lives; “@name@server” will do."),
        "linkedin": N_(
            "The page of the company as it stands in the browser, such as “linkedin.com/company/your-company”."
        ),
        "mail": N_(
            "Your e-mail address; its servers are looked for. You may also type them behind it, such as"
            " “me@example.org imap.example.org smtp.example.org”, or the name of your provider."
        ),
        "matrix": matrix.ADDRESS,
    }
)

USERS: Final[Mapping[str, str]] = MappingProxyType({"bluesky": N_("Handle")})
PASSWORDS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "bluesky": N_("App password"),
        "discourse": N_("Key"),
        "lemmy": N_("Password"),
        "mail": N_("Password"),
        "matrix": N_("Password"),
    }
)

# What a person should know of the password, sentence by sentence; by platform, or by platform and what is known of
# the provider.
PASSWORD_HELP: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "bluesky": (
            bluesky.APP_PASSWORDS,
            N_("Tick “Allow access to your direct messages” there, if those are to be read here."),
            N_("Your own password is never needed."),
        ),
        "discourse": (
            N_(
                "Let the forum make a key for you in the browser: it shows a text, which you paste."
            ),
            N_(
                "Or type the key that the forum’s staff made for your user name, under Admin › API keys."
            ),
        ),
        "matrix": (matrix.PASSWORD,),
        "lemmy": (
            N_(
                "Lemmy knows no passwords for programs. Yours is sent to your server once, in exchange for a key of its"
                " own, and is not kept."
            ),
            N_("With two-factor sign-in, type the six digits behind the password, after a space."),
        ),
        "mail": (
            N_(
                "The user name is most often the whole address. Where your provider lets you make a password for this"
                " program only, prefer it."
            ),
        ),
        "mail app-password": (
            N_(
                "Your provider wants a password that is made for this program only: look for “application password”"
                " among the settings of your mailbox, and paste it here."
            ),
        ),
        "mail bridge": (
            N_(
                "Proton’s Bridge must run on this computer; it shows the user name and the password to type here."
            ),
        ),
        "wordpress": (
            N_(
                "In WordPress, open Users › Profile › Application Passwords, give it the name “CM Workstation”,"
                " and paste the new password here. Your own password is never needed."
            ),
        ),
    }
)

TOKENS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "facebook": N_("Access token"),
        "github": N_("Personal access token"),
        "telegram": N_("Token of the bot"),
    }
)  # what people call the token, else “Token”
# Where to get the token.
TOKEN_HELP: Final[Mapping[str, str]] = MappingProxyType(
    {
        "facebook": N_(
            "The token that the Graph API Explorer made, as the guide says. It lasts an hour; with the secret of your"
            " app, this program makes a lasting one of it, for this Page alone."
        ),
        "github": github.TOKENS,
        "telegram": telegram.TOKENS,
    }
)
# Where to register the client by which a code is asked for, and the page for it on the platform's server.
CLIENT_PAGES: Final[Mapping[str, str]] = MappingProxyType({"github": github.CLIENT_PAGE})
CLIENT_HELP: Final[Mapping[str, str]] = MappingProxyType({"github": github.CLIENTS})


def works_for_me(title: str) -> str:
    """Return the act by which a person takes that mark away."""
    return tr("It works with {platform}").format(platform=title)


def experimental(title: str) -> str:
    """Return that nobody has seen a platform's connector work with the platform itself."""
    return tr(EXPERIMENTAL).format(platform=title)


def place(platform: str, title: str) -> tuple[int, str]:
    """Return where a platform stands among those that are offered; what has no place comes last, by its title."""
    return (ORDER.index(platform) if platform in ORDER else len(ORDER), title.casefold())


def what_for(platform: str, otherwise: str) -> str:
    """Return one line that says what a platform's account does here."""
    return tr(WHAT_FOR[platform]) if platform in WHAT_FOR else otherwise


def address_help(platform: str) -> str:
    """Return what to type as the address."""
    usual = N_("As you type it in the browser. It is tried before you go on.")
    return tr(ADDRESSES.get(platform, usual))


def user(platform: str) -> str:
    """Return what a platform calls the name that goes with a password."""
    usual = N_("User name")
    return tr(USERS.get(platform, usual))


def password(platform: str) -> str:
    """Return what a platform calls the password that a program gets."""
    usual = N_("Application password")
    return tr(PASSWORDS.get(platform, usual))


def password_help(platform: str, hint: str) -> str:
    """Return what a person should know of the password; `hint` is what is known of the provider."""
    usual = (N_("Make a password for this program only, where you can, and paste it here."),)
    said = PASSWORD_HELP.get(f"{platform} {hint}") or PASSWORD_HELP.get(platform, usual)
    return "\n".join(map(tr, said))


def token(platform: str) -> str:
    """Return what a platform calls the one text that it gives for this program."""
    usual = N_("Token")
    return tr(TOKENS.get(platform, usual))


def token_help(platform: str) -> str:
    """Return where to get the token."""
    usual = N_("The platform gives it out among its settings for developers. Paste it here.")
    return tr(TOKEN_HELP.get(platform, usual))


def client(platform: str) -> str:
    """Return what a platform calls the client by which a code is asked for."""
    return "Client ID" if platform == "github" else tr("Client id")


def client_page(platform: str, server: str) -> str:
    """Return the address of the page where it is registered, "" where that is not known."""
    return f"{server}{CLIENT_PAGES[platform]}" if platform in CLIENT_PAGES else ""


def client_help(platform: str) -> str:
    """Return where to register it."""
    usual = N_("You register it among the platform’s settings for developers. It is no secret.")
    return tr(CLIENT_HELP.get(platform, usual))


def lacking(platform: str, settings: Mapping[str, str]) -> str:
    """Return what an account cannot do with the access that it was given, "" for nothing that is known."""
    known = {"github": github.lacking, "telegram": telegram.lacking}.get(platform)
    return known(settings) if known else bluesky.lacking(platform, settings)
