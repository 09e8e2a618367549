"""Whom we left in silence, in words."""

from collections.abc import Sequence
from datetime import datetime

from cmworkstation import words
from cmworkstation.domain import foreign
from cmworkstation.i18n import number, tr, trn
from cmworkstation.services.silences import Left, Silent


def line(one: Silent, now: datetime) -> str:
    """Return how somebody was left."""
    when = words.when(one.since, now)
    if one.left is Left.NEWS:
        return tr("without news of {project} since {when}").format(
            project=foreign.line(one.about, 60), when=when
        )
    return tr("never answered, wrote first {when}").format(when=when)


def said(left: Sequence[Silent]) -> str:
    """Return what is to be known before a letter to many goes to them; "" where nobody was left."""
    never = sum(one.left is Left.ANSWER for one in left)
    parts = []
    if never:
        parts.append(
            trn(
                "{n} of these people wrote to us before and never had an answer.",
                "{n} of these people wrote to us before and never had an answer.",
                never,
            ).format(n=number(never))
        )
    if owed := len(left) - never:
        parts.append(
            trn(
                "{n} of them is without the news that we owe.",
                "{n} of them are without the news that we owe.",
                owed,
            ).format(n=number(owed))
        )
    if parts:
        parts.append(
            tr("After a silence write to them alone first, or say in their text that it was long.")
        )
    return " ".join(parts)
