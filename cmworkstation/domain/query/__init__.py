"""The language in which a person says what to look for: `parse` reads it, `printed` writes it again.

    late parcel             both words, without regard to accents and capitals
    "late parcel"           these words in this order
    biblio*                 any ending
    -spam                   without this word
    a or b                  either; `or` binds its two neighbours before anything else
    (a b) or c              parentheses
    from:nadia  label:"to check"  is:unread  before:2026-11  after:7d

Every field and value has an English and a French name, and both are always understood (`names`). A conversation
matches when one of its messages matches the whole query; what belongs to the conversation (its account, labels,
standing) is true of each of its messages. No character of a person's text is ever part of another language.
"""

from cmworkstation.domain.query.parsing import MOST_LETTERS, MOST_TERMS, parse
from cmworkstation.domain.query.printing import printed
from cmworkstation.domain.query.terms import (
    AFTER,
    BEFORE,
    ON,
    And,
    Field,
    Named,
    Node,
    Not,
    Or,
    Query,
    Told,
    When,
    Words,
    leaves,
)
from cmworkstation.domain.query.viewpoint import Viewpoint, here

__all__ = [
    "AFTER",
    "BEFORE",
    "MOST_LETTERS",
    "MOST_TERMS",
    "ON",
    "And",
    "Field",
    "Named",
    "Node",
    "Not",
    "Or",
    "Query",
    "Told",
    "Viewpoint",
    "When",
    "Words",
    "here",
    "leaves",
    "parse",
    "printed",
]
