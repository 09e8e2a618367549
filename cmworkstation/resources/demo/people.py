"""Who speaks in the demonstration: our nine accounts, and the people who write to them."""

import random
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import blake2b
from typing import Any


@dataclass(frozen=True, slots=True)
class DemoAccount:
    """One of our accounts: how it looks, whose it is, and which charter governs it."""

    key: str  # the address to type: "ormaie-mastodon"
    look: str  # the imitated platform
    name: str
    handle: str
    host: str
    colour: int
    organisation: str
    language: str
    charter: str
    share: (
        int  # how many of the older conversations it gets, compared with the others of its language
    )
    faults: str = ""  # what goes wrong there from the beginning (see the connector)


ORMAIE = "Médiathèques du Pays d’Ormaie"
FENNICK = "Fennick Lane Oat Co-operative"
_FR, _EN = ("fr", "mediatheques-ormaie"), ("en", "fennick-lane")

ACCOUNTS = (
    DemoAccount(
        "ormaie-mastodon",
        "mastodon",
        "Ormaie · Mastodon",
        "@lecture@social.ormaie.example",
        "social.ormaie.example",
        0,
        ORMAIE,
        *_FR,
        22,
    ),
    DemoAccount(
        "ormaie-facebook",
        "facebook",
        "Ormaie · Facebook",
        "MediathequesOrmaie",
        "pages.example",
        1,
        ORMAIE,
        *_FR,
        25,
    ),
    DemoAccount(
        "ormaie-instagram",
        "instagram",
        "Ormaie · Instagram",
        "@mediatheques.ormaie",
        "photos.example",
        4,
        ORMAIE,
        *_FR,
        20,
    ),
    DemoAccount(
        "ormaie-email",
        "email",
        "Ormaie · Courriel",
        "contact@mediatheques-ormaie.example",
        "mediatheques-ormaie.example",
        2,
        ORMAIE,
        *_FR,
        22,
    ),
    DemoAccount(
        "ormaie-wordpress",
        "wordpress",
        "Ormaie · Carnet",
        "carnet.mediatheques-ormaie.example",
        "carnet.mediatheques-ormaie.example",
        5,
        ORMAIE,
        *_FR,
        11,
    ),
    DemoAccount(
        "fennick-mastodon",
        "mastodon",
        "Fennick Lane · Mastodon",
        "@fennicklane@oats.example",
        "oats.example",
        3,
        FENNICK,
        *_EN,
        25,
    ),
    DemoAccount(
        "fennick-instagram",
        "instagram",
        "Fennick Lane · Instagram",
        "@fennick.lane.oats",
        "photos.example",
        6,
        FENNICK,
        *_EN,
        28,
        "cut",  # so that quarantine has something to show
    ),
    DemoAccount(
        "fennick-bluesky",
        "bluesky",
        "Fennick Lane · Bluesky",
        "@fennicklane.sky.example",
        "sky.example",
        7,
        FENNICK,
        *_EN,
        22,
    ),
    DemoAccount(
        "fennick-email",
        "email",
        "Fennick Lane · Email",
        "hello@fennicklane.example",
        "fennicklane.example",
        8,
        FENNICK,
        *_EN,
        25,
    ),
)

SERVERS = ("pixels.example", "mast.example", "papier.example", "hedgerow.example", "lane.example")


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who writes to us, with their habits."""

    name: str
    first: str  # "" for a pseudonym: nobody is greeted by half a joke
    slug: str
    server: str
    style: str  # neat, straight (typewriter apostrophes), lower, hasty (typing slips)

    def handle(self, look: str) -> str:
        """Return the name they go by on a platform."""
        if look == "mastodon":
            return f"@{self.slug.replace('.', '_')}@{self.server}"
        if look == "instagram":
            return f"@{self.slug}"
        if look == "bluesky":
            return f"@{self.slug.replace('.', '-')}.sky.example"
        if look in ("email", "wordpress"):
            return (
                f"{self.slug}@boite.example" if self.server < "n" else f"{self.slug}@post.example"
            )
        return self.slug


def crowd(cast: Mapping[str, Any], language: str, chance: random.Random) -> list[Person]:
    """Return the people of one language; the first ones write more often."""
    styles = {
        "fr": ("straight", "straight", "neat", "lower", "hasty"),
        "en": ("neat", "neat", "lower", "hasty"),
    }
    pairs = [(first, last) for first in cast["first"] for last in cast["last"]]
    chance.shuffle(pairs)
    named = [
        _person(f"{first} {last}", first, styles[language], chance) for first, last in pairs[:380]
    ]
    nicked = [_person(nick, "", styles[language], chance) for nick in cast["nick"]]
    people = named + nicked
    chance.shuffle(people)
    return people


def pest(name: str) -> Person:
    """Return a sender of advertising."""
    plain = re.sub(r"[^a-z0-9]+", "-", name.casefold()).strip("-")
    return Person(name, "", plain, "ads.example", "neat")


def _person(name: str, first: str, styles: tuple[str, ...], chance: random.Random) -> Person:
    plain = unicodedata.normalize("NFKD", name.casefold()).encode("ascii", "ignore").decode()
    slug = re.sub(r"[^a-z0-9]+", ".", plain).strip(".")
    return Person(name, first, slug, chance.choice(SERVERS), chance.choice(styles))


def number(*parts: object) -> str:
    """Return a long number that always comes out the same for the same parts, as platforms use for ids."""
    text = "/".join(str(part) for part in parts)
    return str(int.from_bytes(blake2b(text.encode(), digest_size=7).digest()) + 10**16)
