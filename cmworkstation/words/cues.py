"""Cues while somebody writes, in words; and the sentence that tells somebody of what others were invited to."""

from datetime import datetime
from typing import Final

from cmworkstation import words
from cmworkstation.domain import foreign
from cmworkstation.domain.invitation import Invitation, To
from cmworkstation.i18n import number, tr, trn
from cmworkstation.services.cues import Cue

FROM = 3  # times, this one included, from which an answer for everybody is proposed
LONGEST = 120

TELLING: Final = {  # in the language of the reply, which is not that of the window
    "en": {
        To.DIALOGUE: "By the way: we are asking people “{title}”. You are welcome to answer, too.",
        To.PROJECT: "By the way: others take part in “{title}”. If you wish, you may, too.",
        To.EVENT: "By the way: “{title}” is planned, and you are welcome.",
    },
    "fr": {
        To.DIALOGUE: (
            "Au passage\u00a0: nous posons la question «\u00a0{title}\u00a0». Votre réponse est bienvenue aussi."
        ),
        To.PROJECT: (
            "Au passage\u00a0: d’autres participent à «\u00a0{title}\u00a0». Si vous le voulez, vous aussi."
        ),
        To.EVENT: "Au passage\u00a0: «\u00a0{title}\u00a0» est prévu, et vous y êtes bienvenu.",
    },
}


def times(one: Cue) -> str:
    """Return how often this text goes out today; "" for the first time."""
    if one.times < 2:  # noqa: PLR2004 - the first time nobody is told
        return ""
    n = one.times - 1
    text = trn(
        "This text, or nearly this one, went out {n} time today already.",
        "This text, or nearly this one, went out {n} times today already.",
        n,
    ).format(n=number(n))
    if one.same_person:
        said = trn(
            "{n} of them into this conversation.",
            "{n} of them into this conversation.",
            one.same_person,
        )
        text = f"{text} {said.format(n=number(one.same_person))}"
    if one.times >= FROM:
        public = tr("An answer that everybody sees would spare the next one the question.")
        text = f"{text} {public}"
    return text


def invited(one: Invitation, now: datetime) -> str:
    """Return to what others were invited, and whether this person wishes to hear of it."""
    title = foreign.line(one.title, LONGEST)
    if one.to is To.DIALOGUE:
        said = tr("Others were invited to answer “{title}”.").format(title=title)
    elif one.to is To.PROJECT:
        said = tr("Others were invited to take part in “{title}”.").format(title=title)
    else:
        said = tr("Others are invited to “{title}”.").format(title=title)
    if one.until is not None:
        until = tr("Open until {when}.").format(when=words.when(one.until, now))
        said = f"{said} {until.replace('..', '.')}"  # a day may end in a short month
    wishes = (
        tr("They wish to hear of this topic.")
        if one.wished
        else tr("It is their topic; nobody asked whether they wish to hear of it.")
    )
    return f"{said} {wishes}"


def telling(one: Invitation, language: str) -> str:
    """Return the sentence that tells them, in the language of a reply; English where we have none in it."""
    said = TELLING.get(language[:2].casefold(), TELLING["en"])[one.to]
    return said.format(title=foreign.line(one.title, LONGEST).rstrip(" ?!."))
