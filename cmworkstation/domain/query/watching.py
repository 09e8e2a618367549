"""Saved queries about what is said elsewhere: the language of searches, with what a watch needs besides.

    piscine fermée          both words, in any form of theirs: "les piscines sont fermées" too
    "piscine fermée"        these words in this order, exactly so but for accents and capitals
    piscine near/5 travaux  at most five words between them (`proche/5`)
    piscine not natation    without this word (`sauf`, or a minus)
    piscine and travaux     as if they stood side by side (`et`)
    lang:fr  source:gazette  platform:mastodon  from:nadia
    #piscine  @mairie       a hashtag, a name that is called

A query must ask for something; what it rules out is not enough.
"""

import re

from cmworkstation.domain.errors import QueryError
from cmworkstation.domain.folding import fold
from cmworkstation.domain.query import names
from cmworkstation.domain.query.parsing import Dialect, parse
from cmworkstation.domain.query.terms import And, Field, Named, Node, Not, Or, leaves

WATCH = Dialect(names.watch_field_of, names.WATCH_SIGNS, wider=True)
LANGUAGE = re.compile("[a-z]{2,3}")
# As people call them; of others they type the two letters.
LANGUAGES = {
    "french": "fr",
    "francais": "fr",
    "english": "en",
    "anglais": "en",
    "german": "de",
    "allemand": "de",
    "spanish": "es",
    "espagnol": "es",
    "italian": "it",
    "italien": "it",
    "dutch": "nl",
    "neerlandais": "nl",
    "portuguese": "pt",
    "portugais": "pt",
}


def parse_watch(text: str) -> Node:
    """Return what a saved query asks for. Raises `QueryError`."""
    node = parse(text, WATCH).node
    if node is None:
        raise QueryError("nothing-asked", 0, len(text))
    for leaf in leaves(node):
        if isinstance(leaf, Named) and leaf.field is Field.LANG and not language(leaf.name):
            place = text.find(leaf.name)
            raise QueryError("no-language", max(place, 0), len(leaf.name))
    if not _asks(node):
        raise QueryError("only-not", 0, len(text))
    return node


def language(name: str) -> str:
    """Return the code of a language by its name or code, "" for none."""
    plain = fold(name)
    return LANGUAGES.get(plain) or (plain if LANGUAGE.fullmatch(plain) else "")


def _asks(node: Node) -> bool:
    """Tell whether something must be there for a text to match."""
    if isinstance(node, Not):
        return False
    if isinstance(node, And):
        return any(map(_asks, node.parts))
    return all(map(_asks, node.parts)) if isinstance(node, Or) else True
