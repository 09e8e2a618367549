"""What the crisis desk shows, read at once on the reading lane."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from cmworkstation.domain.conversation import Conversation
from cmworkstation.domain.crisis_log import LogLine
from cmworkstation.domain.debrief import Action
from cmworkstation.domain.episode import Episode
from cmworkstation.domain.roster import Call, Person
from cmworkstation.domain.values import dataclass
from cmworkstation.i18n import language
from cmworkstation.words import crises

if TYPE_CHECKING:
    from cmworkstation.domain.freeze import Brakes
    from cmworkstation.services.addenda import Said
    from cmworkstation.services.crises import Ladder
    from cmworkstation.services.exercises import Round
    from cmworkstation.services.statements import Ready
    from cmworkstation.services.triggers import Live
    from cmworkstation.services.workstation import Services


@dataclass(frozen=True, slots=True)
class Shown:
    """The whole desk at one moment."""

    now: datetime
    ladders: "tuple[Ladder, ...]"
    live: "tuple[Live, ...]"
    episode: Episode | None
    quiet_since: datetime | None
    statements: "tuple[Ready, ...]"
    uttered: "tuple[Said, ...]"
    people: tuple[Person, ...]  # in the order in which to call
    on_call: frozenset[str]
    calls: tuple[Call, ...]
    following: Person | None
    log: tuple[LogLine, ...]
    questions: tuple[Conversation, ...]
    past: tuple[Episode, ...]
    owed: tuple[Action, ...]
    behind: timedelta | None
    brakes: "Brakes"
    round: "Round | None"
    exercise: bool

    @property
    def ladder(self) -> "Ladder | None":
        """Return the levels where the highest one holds, else the first there are."""
        held = [one for one in self.ladders if one.now]
        best = max(held, key=lambda one: one.now.number if one.now else 0, default=None)
        return best or (self.ladders[0] if self.ladders else None)

    def level_name(self, level: str) -> str:
        """Return what a level is called by the charter that knows it."""
        for one in self.ladders:
            if level in {each.id for each in one.levels}:
                return crises.name(one.charter, level)
        return level


def _questions(services: "Services", episode: Episode | None) -> tuple[Conversation, ...]:
    found = services.desk.questions(episode)
    if episode is None or not episode.drill:
        return found
    settled = services.exercises.settled(episode)
    return tuple(one for one in found if one.id not in settled)


def gather(services: "Services") -> Shown:
    """Read everything."""
    ladders = services.crises.ladders()
    looks = (services.triggers.look(one.charter.header.id) for one in ladders)
    episode = services.desk.current()
    episodes = services.desk.episodes()
    latest = episode or (episodes[0] if episodes else None)
    return Shown(
        now=services.clock.now(),
        ladders=ladders,
        live=tuple(one for one in looks if one is not None),
        episode=episode,
        quiet_since=services.desk.quiet_since(),
        statements=services.statements.listed(language()),
        uttered=services.addenda.said(episode.began_at if episode else None),
        people=services.roster.ladder(),
        on_call=services.roster.on_call(),
        calls=services.roster.calls(),
        following=services.roster.following(),
        log=services.desk.log(latest) if latest else (),
        questions=_questions(services, episode),
        past=tuple(one for one in episodes if not one.open),
        owed=services.debriefs.owed(),
        behind=services.desk.behind(),
        brakes=services.freezing.standing(),
        round=services.exercises.round(),
        exercise=services.drills.current() is not None,
    )
