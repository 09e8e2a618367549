"""Errors in words while an account is added: there is no queue yet, and nothing is tried again by itself."""

from cmworkstation.domain import errors, foreign
from cmworkstation.i18n import N_, tr
from cmworkstation.words.problems import Notice, Wording, error

# While an account is added there is no queue and no draft yet, and nothing is tried again by itself.
SIGNING_IN: dict[str, Wording] = {
    "NotSignedIn": Wording(
        N_("The server gave no access. Nothing was stored."),
        N_("Open the browser again and allow it, or paste a code instead."),
    ),
    "NotSignedIn password": Wording(
        N_("The site refused this user name and password. Nothing was stored."),
        N_("Make a new application password in WordPress › Users › Profile, then paste it here."),
    ),
    "NotSignedIn mail": Wording(
        N_("The server refused this user name and password. Nothing was stored."),
        N_(
            "Many providers want a password that is made for one program only:"
            " look for “application password” among the settings of your mailbox."
        ),
    ),
    "NotSignedIn token": Wording(
        N_("The platform did not take this token. Nothing was stored."),
        N_("Copy it once more, as a whole; it may also have ended."),
    ),
    "port-taken": Wording(
        N_("Another program on this computer listens where the browser should come back."),
        N_("Close it, then try again; or go back and paste the address instead."),
    ),
    "BadAddress mail": Wording(
        N_("No server of mail was found for this address."),
        N_(
            "Type the servers after it, such as “me@example.org imap.example.org smtp.example.org”,"
            " or the name of your provider: gandi, infomaniak, ovh."
        ),
    ),
    "NotThisPlatform mail": Wording(
        N_("Something answers there, but no server of mail."),
        N_("Check the names of the servers and the numbers behind them."),
    ),
    "microsoft-sign-in": Wording(
        N_("Microsoft takes no passwords from programs of mail any more. Nothing was stored."),
        N_("It wants a sign-in through its own pages, which this program does not offer yet."),
    ),
    "no-encryption": Wording(
        N_("The server offers no encryption. Nothing was sent to it."),
        N_("Your password would travel in plain words; ask for another server, or another port."),
    ),
    "no-sign-in": Wording(
        N_("The server that sends mail offers no sign-in. Nothing was stored."),
        N_("Check its name and port; 465 and 587 are usual."),
    ),
    "Refused": Wording(
        N_("The server refused. Nothing was stored."),
        N_("Check what you typed, then try again."),
    ),
    "application-passwords-disabled": Wording(
        N_("This site gives out no application passwords. Nothing was stored."),
        N_("Whoever looks after the site can switch them on; they need https."),
    ),
    "authorization-stripped": Wording(
        N_("The site’s web server keeps the password from WordPress. Nothing was stored."),
        N_("Whoever looks after the site must let the header “Authorization” through."),
    ),
    "Offline": Wording(
        N_("No connection to the server. Nothing was lost."),
        N_("Check the address and your connection, then try again."),
    ),
    "RateLimited": Wording(
        N_("The server asks for a pause. Nothing was lost."),
        N_("Try again in a few minutes."),
    ),
    "ServerTrouble": Wording(
        N_("The server answers, but not with what it should. Nothing was lost."),
        N_("Check the address, or try again in a few minutes."),
    ),
}


# Why a certificate is not trusted; {host} and {names} are foreign.
CERTIFICATES: dict[str, str] = {
    "self-signed": N_(
        "Nobody vouches for the certificate of {host} but itself. That is usual for a server of the house,"
        " and a bad sign for a provider’s."
    ),
    "unknown-issuer": N_(
        "The certificate of {host} was issued by somebody whom this computer does not know."
    ),
    "expired": N_(
        "The certificate of {host} has expired. Whoever looks after the server must renew it."
    ),
    "not-yet": N_("The certificate of {host} is not valid yet. Is this computer’s clock right?"),
    "name": N_(
        "The certificate that answers is made out to {names}, not to {host}. Where your provider gives one of these"
        " names, type that one instead."
    ),
    "changed": N_("The certificate of {host} is another one than you confirmed."),
    "other": N_("The certificate of {host} cannot be verified."),
}


def signing_in(problem: BaseException, way: str = "", platform: str = "") -> Notice:
    """Return an error in words while an account is added; `way` is how the platform signs in ("password" …)."""
    if isinstance(problem, errors.Untrusted):
        return Notice(certificate(problem), tr("Nothing was sent to it."), "", "warn")
    from cmworkstation.words import of_platforms  # noqa: PLC0415 - no start words an error

    kinds = [kind.__name__ for kind in type(problem).__mro__]
    code = str(getattr(problem, "code", "") or getattr(problem, "detail", ""))
    for key in (code, f"{kinds[0]} {platform}", f"{kinds[0]} {way}", *kinds):
        own = of_platforms.wording(key)
        wording = Wording(*own) if own else SIGNING_IN.get(key)
        if wording:
            return Notice(tr(wording.text), tr(wording.hint), "", wording.kind)
    return error(problem)


def certificate(problem: errors.Untrusted) -> str:
    """Return why a certificate is not trusted."""
    text = tr(CERTIFICATES.get(problem.reason, CERTIFICATES["other"]))
    names = ", ".join(foreign.line(name, 80) for name in problem.names[:6]) or "?"
    return text.format(host=foreign.line(problem.host, 80), names=names)
