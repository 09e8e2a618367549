"""Which category of the charter a text seems to belong to, by what the charter itself goes by; silent when unsure."""

from cmworkstation.domain.charter.model import Charter, by_id
from cmworkstation.domain.charter.shingles import likeness, shingles
from cmworkstation.domain.charter.signals import signals
from cmworkstation.domain.charter.triage import suggestion

ALIKE = 0.6  # share of runs of words that a text has in common with an example of a category


def guessed(charter: Charter, text: str, language: str) -> str:
    """Return the id of a category, "" where nothing speaks for one.

    A question of the triage speaks for one where the text itself answers it with yes and that leads straight to the
    category; so does an example that the category gives, in words that are nearly the same.
    """
    known, facts = by_id(charter.categories), signals(charter, text, language)
    for step in charter.triage.steps:
        category = step.yes.removeprefix("=")
        if step.yes.startswith("=") and category in known and suggestion(step, facts):
            return category
    runs = shingles(text)
    for one in charter.categories if runs else ():
        for examples in one.examples.values():
            if any(likeness(runs, shingles(example)) >= ALIKE for example in examples):
                return one.id
    return ""
