"""The triage in words: what the program knew, what a category asks for, and the way a message went."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from cmworkstation.domain.charter.model import Category, by_id
from cmworkstation.domain.triage_walk import KeptAnswer, KeptWalk
from cmworkstation.i18n import N_, tr, trn
from cmworkstation.words import in_language, when

ACTIONS = {
    "reply": N_("Answer"),
    "restore": N_("Put it right"),
    "fix-facts": N_("Correct the facts"),
    "thank": N_("Thank"),
    "dialogue": N_("Enter into dialogue"),
    "monitor": N_("Watch, do not feed it"),
    "moderate": N_("Moderate"),
    "escalate": N_("Alert those in charge"),
    "handover": N_("Hand over"),
    "none": N_("Do nothing"),
}
# (field, value) → what was found; for other values of a field, see `because`.
FOUND = {
    ("message.mentions_us", True): N_("the message names us"),
    ("message.mentions_us", False): N_("the message does not name us"),
    ("message.on_our_account", True): N_("it stands on our account"),
    ("message.on_our_account", False): N_("it does not stand on our account"),
    ("signal.question", True): N_("it asks a question"),
    ("signal.personal_data", True): N_("it shows personal data"),
    ("signal.danger", True): N_("it speaks of a danger"),
    ("visibility", "public"): N_("it is public"),
    ("visibility", "private"): N_("it is private"),
}
NAMES = {
    "category": N_("category"),
    "account": N_("account"),
    "platform": N_("platform"),
    "language": N_("language"),
}


def action(name: str) -> str:
    """Return what a category asks for."""
    return tr(ACTIONS[name]) if name in ACTIONS else name


def because(facts: Iterable[tuple[str, object]]) -> str:
    """Return on which facts the program answered: "the message names us"."""
    return ", ".join(_fact(field, value) for field, value in facts)


def _fact(field: str, value: object) -> str:
    if (field, value) in FOUND:
        return tr(FOUND[field, value])
    if field == "author.sent_count" and isinstance(value, int):
        return trn("{n} message by this person", "{n} messages by this person", value).format(
            n=value
        )
    if field == "author.hostile_7d" and isinstance(value, int):
        return trn(
            "{n} hostile message by this person in 7 days, this one included",
            "{n} hostile messages by this person in 7 days, this one included",
            value,
        ).format(n=value)
    if field == "message.age_h" and isinstance(value, int | float):
        hours = int(value)
        return trn("it is {n} hour old", "it is {n} hours old", hours).format(n=hours)
    name = tr(NAMES[field]) if field in NAMES else field
    return tr("{name}: {value}").format(name=name, value=value)


def yes_no(*, yes: bool) -> str:
    """Return an answer."""
    return tr("Yes") if yes else tr("No")


def category(categories: Iterable[Category], name: str) -> str:
    """Return what a category is called; its id where the charter knows it no more."""
    known = by_id(tuple(categories)).get(name)
    return (in_language(known.label) if known else "") or name


def by(walk: KeptWalk, names: Mapping[str, str], now: datetime) -> str:
    """Return who walked, and when."""
    who = names.get(walk.profile_id, "")
    at = when(walk.at, now)
    if not walk.path:
        if who:
            return tr("Chosen by hand by {who}, {when}").format(who=who, when=at)
        return tr("Chosen by hand, {when}").format(when=at)
    if who:
        return tr("Triaged by {who}, {when}").format(who=who, when=at)
    return tr("Triaged {when}").format(when=at)


def answer(one: KeptAnswer) -> str:
    """Return one answer of a way in one line."""
    said = tr("{question} {answer}").format(
        question=one.ask or one.step, answer=yes_no(yes=one.yes)
    )
    if not one.by_program:
        return said
    return tr("{answer}, by the program: {facts}").format(answer=said, facts=because(one.because))
