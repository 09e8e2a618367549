"""Who writes to us in the demonstration."""

import random
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import blake2b
from typing import Any

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
