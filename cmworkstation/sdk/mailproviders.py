"""Providers of mail as they are known: their servers, and what a person should know of their passwords.

From the help pages that they publish. A place that changed is noticed when it is tried.
"""

import re
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Provider:
    """What is known of a provider: its own domains, its servers, its habits."""

    domains: tuple[str, ...]
    imap: str
    smtp: str
    imap_port: int = 993
    smtp_port: int = 465
    saves: bool = False
    hint: str = ""
    short_user: bool = False  # the name without the domain signs in


APP = "app-password"
PROVIDERS: dict[str, Provider] = {
    "gmail": Provider(
        ("gmail.com", "googlemail.com"), "imap.gmail.com", "smtp.gmail.com", saves=True, hint=APP
    ),
    "fastmail": Provider(
        ("fastmail.com", "fastmail.fm"), "imap.fastmail.com", "smtp.fastmail.com", hint=APP
    ),
    "ovh": Provider(("ovh.net", "ovh.fr"), "ssl0.ovh.net", "ssl0.ovh.net"),
    "infomaniak": Provider(
        ("ik.me", "etik.com", "infomaniak.com"),
        "mail.infomaniak.com",
        "mail.infomaniak.com",
        hint=APP,
    ),
    "gandi": Provider(("gandi.net",), "mail.gandi.net", "mail.gandi.net"),
    "free": Provider(("free.fr",), "imap.free.fr", "smtp.free.fr"),
    "orange": Provider(("orange.fr", "wanadoo.fr"), "imap.orange.fr", "smtp.orange.fr"),
    "laposte": Provider(("laposte.net",), "imap.laposte.net", "smtp.laposte.net"),
    "sfr": Provider(("sfr.fr", "neuf.fr"), "imap.sfr.fr", "smtp.sfr.fr"),
    "yahoo": Provider(
        ("yahoo.com", "yahoo.fr"), "imap.mail.yahoo.com", "smtp.mail.yahoo.com", hint=APP
    ),
    "icloud": Provider(
        ("icloud.com", "me.com", "mac.com"),
        "imap.mail.me.com",
        "smtp.mail.me.com",
        smtp_port=587,
        hint=APP,
        short_user=True,
    ),
    "gmx": Provider(("gmx.fr", "gmx.com"), "imap.gmx.com", "mail.gmx.com"),
    "proton": Provider(
        ("proton.me", "protonmail.com", "pm.me"),
        "127.0.0.1",
        "127.0.0.1",
        1143,
        1025,
        saves=True,
        hint="bridge",
    ),
}
# They take no password from a program of mail any more.
MICROSOFT = re.compile(
    r"^(?:outlook|hotmail|live|msn)\.[a-z.]+$|(?:^|\.)(?:outlook|office365)\.com$"
)
