"""Exercises: a drill that plays a script of invented messages by the clock, at the crisis desk, and its report.

That nothing leaves is the work of `drills`. Here is what comes in when, and that the level is what it was before,
once it is over.
"""

import json
import tomllib
from datetime import datetime, timedelta
from pathlib import Path

from cmworkstation import resources
from cmworkstation.domain.charter.hours import read_duration
from cmworkstation.domain.clock import Clock
from cmworkstation.domain.conversation import Changes
from cmworkstation.domain.drill import MARK, Drill, Injected, Played
from cmworkstation.domain.episode import UNITS, Episode
from cmworkstation.domain.errors import NotAllowed
from cmworkstation.domain.ids import ConversationId
from cmworkstation.domain.profile import Act
from cmworkstation.domain.values import dataclass
from cmworkstation.services.acting import Acting
from cmworkstation.services.charters import Charters
from cmworkstation.services.crises import Crises
from cmworkstation.services.desk import Desk
from cmworkstation.services.drills import Drills
from cmworkstation.services.journal import Journal
from cmworkstation.store import crises, settings
from cmworkstation.store import desk as table
from cmworkstation.store.database import Workspace

SCRIPT = "drill_script"  # the setting with what is being played
SHIPPED = ("starter",)
MOST = 500  # messages of a script
OVER = "exercise"


@dataclass(frozen=True, slots=True)
class Line:
    """One message of a script, and how long after the beginning it comes."""

    after: timedelta
    message: Injected


@dataclass(frozen=True, slots=True)
class Script:
    """What is played: a title by language, what is going on, and the messages in the order of their coming."""

    title: dict[str, str]
    about: dict[str, str]
    lines: tuple[Line, ...]
    source: str  # the text that it was read from


@dataclass(frozen=True, slots=True)
class Round:
    """How an exercise stands: since when, how much came of how much, and when the next one comes."""

    drill: Drill
    script: Script
    came: int
    next_at: datetime | None


class Exercises:
    """Plays drills."""

    def __init__(
        self,
        workspace: Workspace,
        drills: Drills,
        crises_: Crises,
        charters: Charters,
        desk: Desk,
        journal: Journal,
        acting: Acting,
        clock: Clock,
    ) -> None:
        """Take the drills, which keep everything from leaving, and the desk."""
        self._workspace = workspace
        self._drills = drills
        self._crises = crises_
        self._charters = charters
        self._desk = desk
        self._journal = journal
        self._acting = acting
        self._clock = clock

    @staticmethod
    def script(name: str = SHIPPED[0]) -> Script:
        """Return a shipped script."""
        return read_script(resources.text("drills", f"{name}.drill.toml"))

    def begin(self, charter_id: str, script: Script | None = None) -> tuple[Drill, Changes]:
        """Begin to play, under a charter that knows crisis levels. Raises `NotAllowed`.

        Nobody plays while a level holds or a crisis goes on ("drill-in-crisis").
        """
        self._acting.require(Act.SEND)
        if self._crises.declared() or self._desk.current() is not None:
            raise NotAllowed("drill-in-crisis")
        if self._crises.ladder(charter_id) is None:
            raise NotAllowed("crisis-unknown")
        played = script or self.script()
        like = next(
            (id_ for id_, of in self._charters.assignments().items() if of == charter_id), None
        )
        title = next(iter(played.title.values()), SHIPPED[0])
        drill, changes = self._drills.begin(title, like)
        with self._workspace.write(durable=True) as connection:
            id_ = table.begin(connection, charter_id, drill.began_at, drill_id=drill.id)
            table.choose_query(connection, id_, f"account:{MARK}")
            settings.put(connection, SCRIPT, _kept(drill, played))
        return drill, changes | Changes(desk=True)

    def round(self) -> Round | None:
        """Return how the exercise stands that is being played, None where none is."""
        drill = self._drills.current()
        found = self._playing(drill)
        if drill is None or found is None:
            return None
        script, came = found
        left = script.lines[came:]
        return Round(drill, script, came, drill.began_at + left[0].after if left else None)

    def end(self) -> tuple[Episode | None, Changes]:
        """End what is played: the level is what it was before, and nobody waits. Raises `NotAllowed` ("no-drill")."""
        self._acting.require(Act.SEND)
        episode = self._desk.current()
        _, changes = self._drills.end()
        if episode is None or not episode.drill:
            return None, changes
        now = self._clock.now()
        with self._workspace.write(durable=True) as connection:
            held = crises.declared(connection, episode.charter_id)
            if held is not None:
                crises.put(connection, episode.charter_id, None)
                facts = {
                    "charter": episode.charter_id,
                    "level": "",
                    "from": held.level,
                    "why": OVER,
                }
                self._journal.note(connection, "crisis.end", facts)
            table.end(connection, episode.id, now)
            settings.put(connection, SCRIPT, "")
        return self._desk.episode(episode.id), changes | Changes(desk=True, charter=True)

    def played(self, episode: Episode) -> tuple[Played, ...]:
        """Return what came in during an exercise, and what became of it."""
        return self._drills.played(episode.drill_id) if episode.drill else ()

    def settled(self, episode: Episode) -> frozenset[ConversationId]:
        """Return the conversations of an exercise in which everything was answered: no platform says so of them."""
        played = self.played(episode)
        left = {one.conversation_id for one in played if one.answered_at is None}
        return frozenset(one.conversation_id for one in played) - left

    # What the clockwork does

    def carry_on(self) -> Changes:
        """Let the messages come in whose time has come."""
        drill = self._drills.current()
        found = self._playing(drill)
        if drill is None or found is None:
            return Changes()
        script, came = found
        passed = self._clock.now() - drill.began_at
        due = [one for one in script.lines[came:] if one.after <= passed]
        if not due:
            return Changes()
        changes = self._drills.inject([one.message for one in due])
        with self._workspace.write(durable=True) as connection:
            settings.put(connection, SCRIPT, _kept(drill, script, came + len(due)))
        return changes | Changes(desk=True)

    def _playing(self, drill: Drill | None) -> tuple[Script, int] | None:
        kept = settings.value(self._workspace.read(), SCRIPT)
        if drill is None or not kept:
            return None
        told = json.loads(kept)
        if told["drill"] != drill.id:
            return None
        return read_script(told["script"]), int(told["came"])


def read_script(text: str) -> Script:
    """Return a script of a file. Raises `NotAllowed` ("drill-file")."""
    try:
        told = tomllib.loads(text)
        lines = [
            Line(
                _length(str(one["after"])),
                Injected(
                    str(one.get("id") or n),
                    str(one["writer"]),
                    str(one["text"]),
                    key=str(one.get("key", "")),
                    under=str(one.get("under", "")),
                    language=str(one.get("language", "")),
                ),
            )
            for n, one in enumerate(told["message"][:MOST])
        ]
        found = Script(
            dict(told["title"]), dict(told.get("about", {})), tuple(sorted(lines, key=_when)), text
        )
    except (tomllib.TOMLDecodeError, KeyError, TypeError, ValueError, AttributeError):
        raise NotAllowed("drill-file") from None
    if not found.lines:
        raise NotAllowed("drill-file")
    return found


def of_file(path: Path) -> Script:
    """Return the script of a file. Raises `NotAllowed`, `OSError`."""
    return read_script(path.read_text(encoding="utf-8", errors="replace"))


def _kept(drill: Drill, script: Script, came: int = 0) -> str:
    told = {"drill": drill.id, "came": came, "script": script.source}
    return json.dumps(told, ensure_ascii=False)


def _when(one: Line) -> timedelta:
    return one.after


def _length(text: str) -> timedelta:
    amount, unit = read_duration(text)
    return timedelta(**{UNITS[unit]: amount})
