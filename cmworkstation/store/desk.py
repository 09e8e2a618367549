"""Times of crisis and drills, the roster, calls, and what was learnt afterwards."""

import json
import sqlite3
from collections.abc import Mapping, Sequence
from datetime import date, datetime

from cmworkstation.domain.clock import from_ms, to_ms
from cmworkstation.domain.debrief import Action
from cmworkstation.domain.episode import Episode
from cmworkstation.domain.ids import uuid7
from cmworkstation.domain.roster import Call, Person

EPISODE = (
    "id, charter_id, drill_id, began_n, began_at, ended_n, ended_at, update_at, told_at, query"
)
PERSON = "id, name, part, phones, deputy_id, hours, note, place"
CALL = "id, person_id, at, pass_at, outcome, settled_at, episode_id"
ACTION = "id, episode_id, words, owner, due_on, done_at, why"
PASSED = "passed"


# Times of crisis


def follow(connection: sqlite3.Connection, charter_id: str, at: datetime, *, holds: bool) -> None:
    """Begin a time of crisis with the first level that is declared, and end it with the last; within the declaration.

    A drill goes on until somebody ends it.
    """
    running = current(connection, charter_id)
    if holds and running is None:
        begin(connection, charter_id, at)
    elif not holds and running is not None and not running.drill:
        end(connection, running.id, at)


def begin(
    connection: sqlite3.Connection, charter_id: str, at: datetime, *, drill_id: str = ""
) -> str:
    """Begin one with the newest act of the journal; return its id."""
    new = uuid7()
    connection.execute(
        "INSERT INTO crisis_episode(id, charter_id, drill_id, began_n, began_at) VALUES(?,?,?,?,?)",
        (new, charter_id, drill_id, _newest_act(connection), to_ms(at)),
    )
    return new


def end(connection: sqlite3.Connection, episode_id: str, at: datetime) -> None:
    """End one with the newest act of the journal."""
    connection.execute(
        "UPDATE crisis_episode SET ended_n=?, ended_at=?, update_at=NULL WHERE id=?",
        (_newest_act(connection), to_ms(at), episode_id),
    )


def current(connection: sqlite3.Connection, charter_id: str = "") -> Episode | None:
    """Return the one that is going on, under a charter or any; the latest."""
    row = connection.execute(
        f"SELECT {EPISODE} FROM crisis_episode WHERE ended_at IS NULL AND (?1 = '' OR charter_id = ?1)"
        " ORDER BY began_n DESC LIMIT 1",
        (charter_id,),
    ).fetchone()
    return _episode(row) if row else None


def episodes(connection: sqlite3.Connection) -> tuple[Episode, ...]:
    """Return all of them, the latest first."""
    rows = connection.execute(
        f"SELECT {EPISODE} FROM crisis_episode ORDER BY began_n DESC, id DESC"
    )
    return tuple(map(_episode, rows))


def episode(connection: sqlite3.Connection, episode_id: str) -> Episode:
    """Return one. Raises `KeyError`."""
    row = connection.execute(
        f"SELECT {EPISODE} FROM crisis_episode WHERE id=?", (episode_id,)
    ).fetchone()
    if row is None:
        raise KeyError(episode_id)
    return _episode(row)


def promise_update(connection: sqlite3.Connection, episode_id: str, at: datetime | None) -> None:
    """Keep when we said that we would speak again; nobody was reminded of that yet."""
    connection.execute(
        "UPDATE crisis_episode SET update_at=?, told_at=NULL WHERE id=?",
        (to_ms(at) if at else None, episode_id),
    )


def told(connection: sqlite3.Connection, episode_id: str, at: datetime) -> None:
    """Keep that somebody was reminded at a moment."""
    connection.execute("UPDATE crisis_episode SET told_at=? WHERE id=?", (to_ms(at), episode_id))


def choose_query(connection: sqlite3.Connection, episode_id: str, query: str) -> None:
    """Keep which conversations belong to one."""
    connection.execute("UPDATE crisis_episode SET query=? WHERE id=?", (query, episode_id))


def _newest_act(connection: sqlite3.Connection) -> int:
    return int(connection.execute("SELECT coalesce(max(n), 0) FROM journal").fetchone()[0])


def _episode(row: Sequence[object]) -> Episode:
    id_, charter_id, drill_id, began_n, began_at, ended_n, ended_at, update_at, told_at, query = row
    return Episode(
        str(id_),
        str(charter_id),
        str(drill_id),
        int(str(began_n)),
        from_ms(int(str(began_at))),
        None if ended_n is None else int(str(ended_n)),
        _at(ended_at),
        _at(update_at),
        _at(told_at),
        str(query),
    )


def _at(ms: object) -> datetime | None:
    return None if ms is None else from_ms(int(str(ms)))


# The roster


def people(connection: sqlite3.Connection) -> tuple[Person, ...]:
    """Return the roster in its order."""
    rows = connection.execute(f"SELECT {PERSON} FROM roster ORDER BY place, id")
    return tuple(Person(*row) for row in rows)


def put_person(connection: sqlite3.Connection, one: Person) -> None:
    """Keep somebody as they are now."""
    connection.execute(
        f"INSERT INTO roster({PERSON}) VALUES(?,?,?,?,?,?,?,?) ON CONFLICT(id) DO UPDATE SET name=excluded.name,"
        " part=excluded.part, phones=excluded.phones, deputy_id=excluded.deputy_id, hours=excluded.hours,"
        " note=excluded.note, place=excluded.place",
        (one.id, one.name, one.part, one.phones, one.deputy_id, one.hours, one.note, one.place),
    )


def remove_person(connection: sqlite3.Connection, person_id: str) -> None:
    """Take somebody out, from where they stood in for others too."""
    connection.execute("DELETE FROM roster WHERE id=?", (person_id,))
    connection.execute("UPDATE roster SET deputy_id='' WHERE deputy_id=?", (person_id,))


def calls(connection: sqlite3.Connection, episode_id: str) -> tuple[Call, ...]:
    """Return the calls of a time of crisis, the oldest first."""
    rows = connection.execute(
        f"SELECT {CALL} FROM crisis_call WHERE episode_id=? ORDER BY at, id", (episode_id,)
    )
    return tuple(map(_call, rows))


def call(connection: sqlite3.Connection, call_id: str) -> Call:
    """Return one call. Raises `KeyError`."""
    row = connection.execute(f"SELECT {CALL} FROM crisis_call WHERE id=?", (call_id,)).fetchone()
    if row is None:
        raise KeyError(call_id)
    return _call(row)


def put_call(connection: sqlite3.Connection, one: Call) -> None:
    """Keep a call as it stands."""
    connection.execute(
        f"INSERT INTO crisis_call({CALL}) VALUES(?,?,?,?,?,?,?) ON CONFLICT(id) DO UPDATE SET"
        " outcome=excluded.outcome, settled_at=excluded.settled_at",
        (
            *(one.id, one.person_id, to_ms(one.at), to_ms(one.pass_at), one.outcome),
            *(to_ms(one.settled_at) if one.settled_at else None, one.episode_id),
        ),
    )


def unanswered(connection: sqlite3.Connection, now: datetime) -> tuple[Call, ...]:
    """Return the calls whose time is over without a word of what became of them, the oldest first."""
    rows = connection.execute(
        f"SELECT {CALL} FROM crisis_call WHERE settled_at IS NULL AND pass_at <= ? ORDER BY at, id",
        (to_ms(now),),
    )
    return tuple(map(_call, rows))


def _call(row: Sequence[object]) -> Call:
    id_, person_id, at, pass_at, outcome, settled_at, episode_id = row
    moments = (from_ms(int(str(at))), from_ms(int(str(pass_at))))
    return Call(str(id_), str(person_id), *moments, str(outcome), _at(settled_at), str(episode_id))


# Debriefs


def answers(
    connection: sqlite3.Connection, episode_id: str
) -> tuple[dict[str, str], datetime | None]:
    """Return what was answered to the questions of a debrief, and when it was held."""
    row = connection.execute(
        "SELECT answers, held_at FROM debrief WHERE episode_id=?", (episode_id,)
    ).fetchone()
    if row is None:
        return {}, None
    try:
        found = json.loads(row[0])
    except ValueError:
        found = {}
    return {str(key): str(value) for key, value in found.items()}, _at(row[1])


def put_answers(
    connection: sqlite3.Connection,
    episode_id: str,
    given: Mapping[str, str],
    held_at: datetime | None,
    by: str,
) -> None:
    """Keep the answers of a debrief."""
    connection.execute(
        "INSERT INTO debrief(episode_id, answers, held_at, profile_id) VALUES(?,?,?,?) ON CONFLICT(episode_id)"
        " DO UPDATE SET answers=excluded.answers, held_at=excluded.held_at, profile_id=excluded.profile_id",
        (
            episode_id,
            json.dumps(dict(given), ensure_ascii=False, sort_keys=True),
            to_ms(held_at) if held_at else None,
            by,
        ),
    )


def actions(connection: sqlite3.Connection, episode_id: str = "") -> tuple[Action, ...]:
    """Return what was agreed in a debrief, or in all, the first due first."""
    rows = connection.execute(
        f"SELECT {ACTION} FROM debrief_action WHERE ?1 = '' OR episode_id = ?1 ORDER BY due_on, id",
        (episode_id,),
    )
    return tuple(
        Action(id_, of, said, owner, date.fromisoformat(due), _at(done), why)
        for id_, of, said, owner, due, done, why in rows
    )


def put_action(connection: sqlite3.Connection, one: Action) -> None:
    """Keep something that was agreed as it stands."""
    connection.execute(
        f"INSERT INTO debrief_action({ACTION}) VALUES(?,?,?,?,?,?,?) ON CONFLICT(id) DO UPDATE SET"
        " words=excluded.words, owner=excluded.owner, due_on=excluded.due_on, done_at=excluded.done_at,"
        " why=excluded.why",
        (
            *(one.id, one.episode_id, one.words, one.owner, one.due_on.isoformat()),
            *(to_ms(one.done_at) if one.done_at else None, one.why),
        ),
    )
