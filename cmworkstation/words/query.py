"""Queries in words: what is unclear in one."""

from cmworkstation.domain import foreign
from cmworkstation.domain.errors import QueryError
from cmworkstation.domain.found import Place, Unknown
from cmworkstation.domain.query import Field
from cmworkstation.i18n import N_, tr

PROBLEMS = {
    "unknown-field": N_(
        "“{part}” is no field. Put words in quotes to look for them as they stand."
    ),
    "no-value": N_("After “{part}” comes what to look for."),
    "unknown-value": N_("“{part}” is none of the values of this field."),
    "no-date": N_("“{part}” is no date: 2026-11-03, 2026-11, yesterday or 7d are."),
    "group-open": N_("This parenthesis is not closed."),
    "group-not-open": N_("This parenthesis closes none."),
    "group-empty": N_("Nothing stands in these parentheses."),
    "group-deep": N_("Too many parentheses stand within each other."),
    "too-long": N_("This search is too long: everything from here on is too much."),
    "too-many": N_("This search has too many words: everything from “{part}” on is too much."),
}
MISSING = {
    Field.FROM: N_("Nobody called “{name}” wrote."),
    Field.ACCOUNT: N_("There is no account “{name}”."),
    Field.PLATFORM: N_("There is no account on “{name}”."),
    Field.LABEL: N_("There is no label “{name}”."),
    Field.ASSIGNEE: N_("Nobody here is called “{name}”."),
    Field.CATEGORY: N_("There is no category “{name}”."),
}
SHOWN = 40  # characters of what is unclear


def problem(text: str, found: QueryError) -> str:
    """Return what is unclear in the text of a query."""
    part = text[found.at : found.at + found.length][:SHOWN]
    return tr(PROBLEMS[found.code]).format(
        part="".join(c if c.isprintable() else " " for c in part)
    )


def missing(one: Unknown) -> str:
    """Return that nothing has this name."""
    return tr(MISSING[one.field]).format(name=foreign.line(one.name, SHOWN))


PLACES = {
    Place.NOTE: N_("Internal note"),
    Place.REMARK: N_("Remark on what we said"),
    Place.UNSENT: N_("Not sent"),
    Place.ANSWER: N_("Response guide"),
    Place.PERSON: N_("Person"),
}


def place(found: Place) -> str:
    """Return where something was found."""
    return tr(PLACES[found])


def unmarked(snippet: str) -> str:
    """Return the words of a snippet without the marks of its finds."""
    return snippet.replace("\x02", "").replace("\x03", "")
