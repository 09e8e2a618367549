"""Queries in words: what is unclear in one."""

from cmworkstation.domain import foreign
from cmworkstation.domain.errors import QueryError
from cmworkstation.domain.found import Place, Unknown
from cmworkstation.domain.query import Field
from cmworkstation.domain.query.examples import Example, Sign
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
    "mixed": N_("“and” and “or” stand side by side. Put parentheses around what belongs together."),
    "near-number": N_("Say how many words may stand between, up to 50: near/5."),
    "near-what": N_("On both sides of “{part}” stand words, or a choice of words in parentheses."),
    "no-language": N_("“{part}” is no language: fr, en or their names are."),
    "only-not": N_("This only rules out. Say as well what should be there."),
    "nothing-asked": N_("This asks for nothing yet. Name at least one word."),
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
HELP = {
    Sign.BOTH: N_("Both words, in any order. Accents and capitals do not matter."),
    Sign.QUOTES: N_("These words one after the other, as they stand."),
    Sign.STAR: N_("Words that begin so."),
    Sign.MINUS: N_("Without this. The minus also stands before a field or a parenthesis."),
    Sign.OR: N_("One or the other; “or” joins what stands right beside it."),
    Sign.GROUP: N_("Parentheses hold together what belongs together."),
    Field.FROM: N_("Who wrote it: a name or an address."),
    Field.ACCOUNT: N_("Came to this account of ours."),
    Field.PLATFORM: N_("On this network."),
    Field.LABEL: N_("Carries this label, or one below it."),
    Field.IS: N_("How it stands: unread, late, mine, snoozed, muted, private…"),
    Field.HAS: N_("What comes with it: a picture, a link, a question, a draft…"),
    Field.BEFORE: N_("Before a day, a month or a year."),
    Field.AFTER: N_("From then on; “7d” is seven days ago."),
    Field.ON: N_("On this day, in this month or this year."),
    Field.LANG: N_("Written in this language."),
    Field.CLAUSE: N_("A reply that this clause of the charter had a say in."),
    Field.STAGE: N_("Has a reply that stands so: draft, queued, sent, failed…"),
    Field.ASSIGNEE: N_("Who takes care of it: me, nobody, or a name."),
    Field.CATEGORY: N_("What the triage says it is about."),
    Field.IN: N_("Where to look: messages, replies, notes, answers or people."),
}


def problem(text: str, found: QueryError) -> str:
    """Return what is unclear in the text of a query."""
    part = text[found.at : found.at + found.length][:SHOWN]
    return tr(PROBLEMS[found.code]).format(
        part="".join(c if c.isprintable() else " " for c in part)
    )


def missing(one: Unknown) -> str:
    """Return that nothing has this name."""
    return tr(MISSING[one.field]).format(name=foreign.line(one.name, SHOWN))


def help_line(one: Example) -> str:
    """Return what an example asks for, and under which other names its field is known."""
    said = tr(HELP[one.about])
    shown = one.text.split(":", maxsplit=1)[0]
    others = ", ".join(f"{name}:" for name in one.names if name != shown)
    return f"{said} " + tr("Also: {names}").format(names=others) if others else said


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
