"""What time brings about in the presence register, as the state ring tells it once a day, in two languages."""

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Final

from cmworkstation.domain.charter.finding import Severity
from cmworkstation.domain.charter.state import Reminder
from cmworkstation.domain.charter.words import Words
from cmworkstation.domain.handle_check import HandleCheck, Result
from cmworkstation.domain.presence import DATED, Concern, Presence, concerns

RULE: Final = "presence/register"
LOOK_UP: Final = "look-up"
SEVERITIES: Final = {
    Concern.RENEWAL_OVER: Severity.ERROR,
    Concern.RENEWAL: Severity.WARN,
    Concern.ROTATE: Severity.CUE,
}
WORDS: Final[dict[str, Words]] = {
    Concern.RENEWAL_OVER: {
        "en": "“{name}” was to be renewed by this day. Renew it before somebody else takes it.",
        "fr": "«\u00a0{name}\u00a0» devait être renouvelé pour ce jour. Renouvelez-le avant qu’un autre ne le prenne.",
    },
    Concern.RENEWAL: {
        "en": "“{name}” has to be renewed by this day.",
        "fr": "«\u00a0{name}\u00a0» doit être renouvelé pour ce jour.",
    },
    Concern.ROTATE: {
        "en": "The credentials of “{name}” are a year old. Change them, and note it in the presence register.",
        "fr": "Les accès de «\u00a0{name}\u00a0» ont un an. Changez-les, et notez-le dans le registre de présence.",
    },
    LOOK_UP: {
        "en": "“{name}” should be looked up again: is it still free?",
        "fr": "«\u00a0{name}\u00a0» est à vérifier de nouveau\u00a0: est-il toujours libre\u202f?",
    },
}


def of_name(one: Presence, today: date) -> Iterator[Reminder]:
    """Yield what has a day of its own and is due about a name."""
    name = f"{one.handle} ({one.platform})"
    for noted in concerns(one, today):
        if noted.concern in DATED and noted.day is not None:
            yield Reminder(
                RULE,
                noted.concern,
                one.id,
                SEVERITIES[noted.concern],
                noted.day,
                _said(noted.concern, name),
            )


def to_look_up(latest: Iterable[HandleCheck], today: date) -> Iterator[Reminder]:
    """Yield the names whose last look is long ago; given the latest look at each."""
    for one in latest:
        if one.result is not Result.OURS and one.again_on <= today:
            name = f"{one.handle} ({one.platform})"
            yield Reminder(RULE, LOOK_UP, one.id, Severity.CUE, one.again_on, _said(LOOK_UP, name))


def _said(kind: str, name: str) -> Words:
    return {language: text.format(name=name) for language, text in WORDS[kind].items()}
