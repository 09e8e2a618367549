"""Words about what time alone brings about: what ran out, what will, and who waits for thanks."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from cmworkstation import words
from cmworkstation.domain import foreign
from cmworkstation.domain.charter.state import Reminder
from cmworkstation.domain.presence_reminders import RULE
from cmworkstation.i18n import tr, trn
from cmworkstation.words import days

if TYPE_CHECKING:
    from cmworkstation.services.upkeep import Reminded

EXPIRY = "core/expiry"
REGISTER = RULE


def line(reminder: Reminder) -> str:
    """Return one reminder on one line, with its day."""
    said = foreign.line(words.in_language(reminder.message), 300)
    return tr("{day}: {what}").format(day=days.day(reminder.at), what=said)


def news(found: Sequence["Reminded"]) -> str:
    """Return what whoever keeps the charters is told once a day, "" for nothing."""
    if len(found) == 1:
        return line(found[0].reminder)
    kinds = [one.reminder.kind for one in found if one.reminder.rule == EXPIRY]
    over = sum(kind.endswith("-over") for kind in kinds)
    return " ".join(
        said.format(n=n)
        for n, said in (
            (
                over,
                trn(
                    "{n} entry of a charter is out of date.",
                    "{n} entries of charters are out of date.",
                    over,
                ),
            ),
            (
                len(kinds) - over,
                trn(
                    "{n} entry of a charter runs out soon.",
                    "{n} entries of charters run out soon.",
                    len(kinds) - over,
                ),
            ),
            (_thanks(found), thanks(_thanks(found))),
            (_names(found), names(_names(found))),
        )
        if n
    )


def thanks(n: int) -> str:
    """Return how many wait for thanks."""
    return trn("{n} person waits for thanks.", "{n} people wait for thanks.", n).format(n=n)


def names(n: int) -> str:
    """Return how many reminders there are of the presence register."""
    return trn(
        "{n} reminder of the presence register.", "{n} reminders of the presence register.", n
    ).format(n=n)


def report(found: Sequence["Reminded"]) -> list[str]:
    """Return the lines for a report on everything: numbers for conversations and promises, a line for each entry."""
    lines = []
    silent = sum(one.reminder.rule == "core/silence" for one in found)
    promised = sum(one.reminder.rule == "core/promise" for one in found)
    if silent:
        said = trn(
            "{n} conversation has waited too long or was left.",
            "{n} conversations have waited too long or were left.",
            silent,
        )
        lines.append(said.format(n=silent))
    if promised:
        lines.append(
            trn(
                "{n} promise is late or falls due.", "{n} promises are late or fall due.", promised
            ).format(n=promised)
        )
    if n := _thanks(found):
        lines.append(thanks(n))
    for one in found:
        if one.reminder.rule == EXPIRY:
            title = foreign.line(words.in_language(one.title), 60)
            lines.append(f"{title} – {line(one.reminder)}")
        elif one.reminder.rule == RULE:
            lines.append(line(one.reminder))
    return lines


def _thanks(found: Sequence["Reminded"]) -> int:
    return sum(one.reminder.rule == "core/no-thanks" for one in found)


def _names(found: Sequence["Reminded"]) -> int:
    return sum(one.reminder.rule == RULE for one in found)
