"""What a message itself tells for conditions: whether it asks something, shows personal data, speaks of acute danger.

Detectors can miss things, so that a signal is given or unknown and never denied: that nothing was found is no answer.
"""

from collections.abc import Mapping

from cmworkstation.domain.charter.clauses import Rule
from cmworkstation.domain.charter.detect.danger import danger
from cmworkstation.domain.charter.detect.questions import questions
from cmworkstation.domain.charter.finding import Context
from cmworkstation.domain.charter.lexicon import Lexicon
from cmworkstation.domain.charter.model import Charter
from cmworkstation.domain.charter.page import page_of
from cmworkstation.domain.charter.rules.personal import pii

DETECTED = frozenset(
    {"signal.question", "signal.personal_data", "signal.danger"}
)  # what is looked for


def signals(charter: Charter, text: str, language: str) -> Mapping[str, bool]:
    """Return the signals that are found in a message, by the fields of conditions."""
    found = {}
    if questions(text, language):
        found["signal.question"] = True
    find = pii(Rule(kind="pii"), charter, Lexicon(), language)
    if any(True for _ in find(page_of(text, language, Context(), Lexicon()))):
        found["signal.personal_data"] = True
    if danger(text, language):
        found["signal.danger"] = True
    return found
