"""Corrections in words: on the message that was wrong, on the one that corrects it, and above both."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from urllib.parse import urlsplit

from cmworkstation import words
from cmworkstation.domain import foreign
from cmworkstation.domain.correction import Candidate, Correction, Stage
from cmworkstation.domain.ids import MessageId
from cmworkstation.i18n import number, tr, trn

FIRST = 120  # letters of what was wrong


def banner(found: Sequence[Correction], now: datetime) -> str:
    """Return what stands above a thread; "" where nothing in it was corrected."""
    if not found:
        return ""
    last = found[-1]
    when = words.when(last.wrong_at, now)
    if last.stage is Stage.WRITING:
        return tr("A correction of what we said {when} is being written.").format(when=when)
    if last.stage is Stage.UNDER_WAY:
        return tr("A correction of what we said {when} is on its way.").format(when=when)
    if len(found) > 1:
        n = len(found)
        said = trn(
            "{n} message of ours was corrected here", "{n} messages of ours were corrected here", n
        )
        return tr("{said}, the last {when}.").format(
            said=said.format(n=number(n)), when=_then(last, now)
        )
    return tr("What we said {when} was wrong: it was corrected {then}.").format(
        when=when, then=_then(last, now)
    )


def lines(
    found: Sequence[Correction], message_id: MessageId, now: datetime
) -> Iterator[tuple[str, Correction, str]]:
    """Yield what is said on a message: "wrong" or "corrects", the correction, the words.

    What corrected it last comes first.
    """
    for one in reversed(found):
        if one.wrong_id == message_id:
            if one.address:
                said = tr("Corrected {when} at {host}.").format(
                    when=_then(one, now),
                    host=foreign.line(urlsplit(one.address).hostname or "", 80),
                )
            elif one.stage is Stage.SENT:
                said = tr("Corrected by what we said {when}.").format(when=_then(one, now))
            elif one.stage is Stage.UNDER_WAY:
                said = tr("Its correction is on its way.")
            else:
                said = tr("Its correction is being written.")
            yield "wrong", one, said
        elif one.reply_id == message_id:
            when = words.when(one.wrong_at, now)
            yield (
                "corrects",
                one,
                tr("Corrects what we said {when}.").format(when=when),
            )


def draft(one: Correction, now: datetime) -> str:
    """Return what stands above the text of a correction."""
    return about(tr("Corrects what we said {when}: “{text}”"), one.wrong_at, one.wrong_text, now)


def about(said: str, at: datetime, text: str, now: datetime) -> str:
    """Return a sentence with the time and the first words of a message put in."""
    return said.format(when=words.when(at, now), text=foreign.line(text, FIRST))


def candidate(one: Candidate, now: datetime) -> tuple[str, str]:
    """Return what a later message of ours says, and where and when."""
    where = tr("in this conversation") if one.is_here else ""
    place = f"{words.platform(one.platform)}, {foreign.line(one.account, 60)}"
    below = " · ".join(filter(None, (words.when(one.at, now), place, where)))
    return foreign.line(one.text, 2 * FIRST), below


def _then(one: Correction, now: datetime) -> str:
    return words.when(one.reply_at or one.wrong_at, now)
