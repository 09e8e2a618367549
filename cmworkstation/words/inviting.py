"""Inviting in words: from where, how few we speak with there, and who may be asked."""

from cmworkstation import words
from cmworkstation.domain import foreign
from cmworkstation.domain.contact import Card, Matter
from cmworkstation.domain.inviting import Group, Sort
from cmworkstation.i18n import N_, number, tr, trn
from cmworkstation.services.inviting import Invitable
from cmworkstation.words.guide import language_name

SORTS = {
    Sort.REGION: N_("Region: {value}"),
    Sort.LANGUAGE: N_("Language: {value}"),
    Sort.PLATFORM: N_("Platform: {value}"),
}
FEW = N_(
    "From here fewer people had a word from us in this period than elsewhere, of those who have a card. Regions and"
    " languages are those that people declared."
)
NOWHERE = N_(
    "Nowhere do we speak with fewer people than elsewhere, as far as cards tell. Regions and languages are those that"
    " people declared: enter on their cards what they tell you."
)


def group(one: Group) -> str:
    """Return of which region, language or platform people are."""
    said = words.platform(one.value) if one.sort is Sort.PLATFORM else foreign.line(one.value, 60)
    if one.sort is Sort.LANGUAGE:
        said = language_name(one.value)
    return tr(SORTS[one.sort]).format(value=said)


def spoken(one: Group) -> str:
    """Return with how many of them we spoke."""
    text = trn(
        "We spoke with {some} of {n} person whom we know there",
        "We spoke with {some} of {n} people whom we know there",
        len(one.people),
    )
    return text.format(some=number(one.spoken), n=number(len(one.people)))


def people(found: Invitable) -> str:
    """Return that each is asked alone, who is left out and why, and what one can do where nobody may be asked."""
    if not found.agreed:
        return tr(
            "Nobody there said that they may be asked again. Ask it in an answer to them, and enter what they say on"
            " their card: “Being asked again”. Whoever has not said so is not listed here."
        )
    parts = [
        tr("They said that they may be asked again. Each is written to alone, and may say no.")
    ]
    if found.asked_enough:
        text = trn(
            "{n} person agreed and was asked as often as one may be, over all networks: not now.",
            "{n} people agreed and were asked as often as one may be, over all networks: not now.",
            found.asked_enough,
        )
        parts.append(text.format(n=number(found.asked_enough)))
    if found.unreachable:
        text = trn(
            "Of {n} person who agreed no name on a network is known.",
            "Of {n} people who agreed no name on a network is known.",
            found.unreachable,
        )
        parts.append(text.format(n=number(found.unreachable)))
    return " ".join(parts)


def card(one: Card) -> str:
    """Return on which networks somebody is, and where they said that they may be asked."""
    said = [held for held in one.consents if held.matter is Matter.NEXT and held.ended_at is None]
    names = ", ".join(dict.fromkeys(words.platform(name.platform) for name in one.identities))
    where = foreign.line(said[-1].source, 80) if said else ""
    return " · ".join(filter(None, (names, tr("said so: {where}").format(where=where))))
