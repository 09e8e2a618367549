"""Our accounts in the demonstration: those of two invented organisations, on every platform that the program serves."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class DemoAccount:
    """One of our accounts: how it looks, whose it is, and which charter governs it."""

    key: str  # the address to type: "ormaie-mastodon"
    look: str  # the imitated platform
    name: str
    handle: str
    host: str
    colour: int  # no two accounts of one organisation have the same
    organisation: str
    language: str
    charter: str
    # How many of the older conversations it gets, compared with the others of its language. 0 where little happens:
    # what is there was written one by one.
    share: int = 0
    faults: str = ""  # what goes wrong there from the beginning (see the connector)


ORMAIE = "Médiathèques du Pays d’Ormaie"
FENNICK = "Fennick Lane Oat Co-operative"


def _ormaie(
    look: str, title: str, handle: str, host: str, colour: int, share: int = 0
) -> DemoAccount:
    return DemoAccount(
        f"ormaie-{look}",
        look,
        f"Ormaie · {title}",
        handle,
        host,
        colour,
        ORMAIE,
        "fr",
        "mediatheques-ormaie",
        share,
    )


def _fennick(
    look: str, title: str, handle: str, host: str, colour: int, share: int = 0, faults: str = ""
) -> DemoAccount:
    return DemoAccount(
        f"fennick-{look}",
        look,
        f"Fennick Lane · {title}",
        handle,
        host,
        colour,
        FENNICK,
        "en",
        "fennick-lane",
        share,
        faults,
    )


ACCOUNTS = (
    _ormaie(
        "mastodon", "Mastodon", "@lecture@social.ormaie.example", "social.ormaie.example", 0, 22
    ),
    _ormaie("facebook", "Facebook", "MediathequesOrmaie", "pages.example", 1, 25),
    _ormaie("instagram", "Instagram", "@mediatheques.ormaie", "photos.example", 4, 20),
    _ormaie(
        "email",
        "Courriel",
        "contact@mediatheques-ormaie.example",
        "mediatheques-ormaie.example",
        2,
        22,
    ),
    _ormaie(
        "wordpress",
        "Carnet",
        "carnet.mediatheques-ormaie.example",
        "carnet.mediatheques-ormaie.example",
        5,
        11,
    ),
    _ormaie("discourse", "Forum", "mediatheques", "forum.ormaie.example", 3),
    _ormaie(
        "matrix", "Bénévoles", "@mediatheques:salons.ormaie.example", "salons.ormaie.example", 6
    ),
    _ormaie("github", "Catalogue", "ormaie/catalogue", "code.example", 7),
    _ormaie("youtube", "Vidéos", "@contes.ormaie", "videos.example", 8),
    _ormaie("google_business", "Avis (Trévon)", "Médiathèque de Trévon", "avis.example", 9),
    _ormaie("linkedin", "LinkedIn", "mediatheques-ormaie", "metiers.example", 10),
    _fennick("mastodon", "Mastodon", "@fennicklane@oats.example", "oats.example", 3, 25),
    # One message arrives cut off, so that quarantine has something to show.
    _fennick("instagram", "Instagram", "@fennick.lane.oats", "photos.example", 6, 28, "cut"),
    _fennick("bluesky", "Bluesky", "@fennicklane.sky.example", "sky.example", 7, 22),
    _fennick("email", "Email", "hello@fennicklane.example", "fennicklane.example", 8, 25),
    _fennick("threads", "Threads", "@fennick.lane.oats", "strands.example", 9),
    _fennick("x", "X", "@fennicklane", "crossing.example", 10),
    _fennick("reddit", "Reddit", "u/fennicklane", "boards.example", 11),
    _fennick("lemmy", "Lemmy", "@fennicklane@pantry.example", "pantry.example", 0),
    _fennick("telegram", "Telegram", "@fennicklane_bot", "courier.example", 2),
)
