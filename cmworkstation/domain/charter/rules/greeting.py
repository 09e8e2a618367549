"""The check that a first reply greets a person whose name is known, where people are used to it."""

from collections.abc import Iterator

from cmworkstation.domain.charter.clauses import Rule
from cmworkstation.domain.charter.detect.greeting import (
    Greets,
    beginning,
    greeting_of,
    names,
)
from cmworkstation.domain.charter.lexicon import Lexicon
from cmworkstation.domain.charter.model import Charter
from cmworkstation.domain.charter.page import Page, Spot
from cmworkstation.domain.charter.rules.kinds import Finder, Makers

# Where people greet one another in writing. Elsewhere a reply stands below a handle, and a greeting is odd.
GREETED = ("email", "mail", "facebook", "instagram", "google_business", "linkedin", "wordpress")
FEW = 7  # words; whoever writes fewer answers as one speaks


def greeting(_rule: Rule, charter: Charter, _lexicon: Lexicon, _language: str) -> Finder:
    """The first reply to a person whose name is known greets nobody, or says hello and no more."""
    policy = charter.voice.greeting

    def find(page: Page) -> Iterator[Spot]:
        around = page.context.surroundings
        person, text = around.person, page.view.text
        if not person or policy == "never" or len(page.tokens.words) < FEW:
            return
        if not around.is_first and policy != "always":
            return
        found = greeting_of(text)
        if found.greets is Greets.SOMEBODY or names(text, person):
            return
        begun = beginning(person, page.language)
        if found.greets is Greets.UNNAMED:
            said = f"{text[found.start : found.end]} {person}"
            put = ((found.end, found.name_end, f" {person}"),)
            yield Spot(found.start, found.name_end, put, values={"to": said})
        elif begun:
            is_letter = "\n" in text.strip() or page.context.platform in {"email", "mail"}
            gap = "\n\n" if is_letter else "\n"
            yield Spot(0, 0, ((0, 0, begun + gap),), values={"to": begun.rstrip(",")})

    return find


MAKERS: Makers = {"greeting": greeting}
