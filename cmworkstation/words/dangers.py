"""What is said where a message speaks of acute danger: what to do first, and whom to turn to."""

from collections.abc import Mapping

from cmworkstation.domain import foreign
from cmworkstation.domain.charter.clauses import Contact
from cmworkstation.domain.charter.detect.danger_words import EMERGENCY, HARM, THREAT, VIOLENCE
from cmworkstation.domain.emergency import Number
from cmworkstation.i18n import N_, tr
from cmworkstation.words import in_language

HEADS: Mapping[str, str] = {
    HARM: N_("This person may want to harm themselves"),
    VIOLENCE: N_("Somebody may be suffering violence"),
    THREAT: N_("This may be a threat against people"),
    EMERGENCY: N_("This may be an emergency"),
}
FIRST: Mapping[str, str] = {
    HARM: N_(
        "Call the number below before you write. Then answer at once, in private where you can: say that you have read"
        " it, that it matters, and give the number. Do not leave it to a template, and do not delete it."
    ),
    VIOLENCE: N_(
        "Do not answer in public: whoever hurts them may read it. Call the number below, then write in private where"
        " you can. Keep the message as it is."
    ),
    THREAT: N_(
        "Do not answer. Keep the message as it is, tell those whom it threatens, and call the number below."
    ),
    EMERGENCY: N_(
        "Call the number below first, with the place if the message names it. Then say in one sentence that help was"
        " called."
    ),
}
REACHES: Mapping[str, str] = {
    "suicide": N_("suicide prevention, day and night"),
    "listeners": N_("Samaritans, day and night"),
    "ambulance": N_("ambulance"),
    "fire": N_("fire brigade"),
    "police": N_("police"),
    "women": N_("violence against women"),
    "children": N_("children in danger"),
    "emergency": N_("emergency services"),
}


def head(kind: str) -> str:
    """Return what it may be, in few words."""
    return tr(HEADS[kind])


def first(kind: str) -> str:
    """Return what to do before anything is written."""
    return tr(FIRST[kind])


def number(one: Number) -> str:
    """Return a public number and whom it reaches."""
    return tr("{number} ({who})").format(number=one.number, who=tr(REACHES[one.reaches]))


def contact(one: Contact) -> str:
    """Return a contact of the charter with its ways."""
    ways = [foreign.line(way, 60) for way in (one.phone, one.email) if way]
    name = foreign.line(in_language(one.function) or one.id, 80)
    return " · ".join([name, *ways])
