"""The monthly samples of sent replies, and what was thought of each."""

import json
import sqlite3
from datetime import datetime

from cmworkstation.domain.clock import from_ms, to_ms
from cmworkstation.domain.ids import OutboxId
from cmworkstation.domain.profile import ProfileId
from cmworkstation.domain.review import Sample, SampleId, SampleItem, Stratum, Verdict
from cmworkstation.domain.sampling import Candidate

_SAMPLE = "id, month, seed, profile_id, made_at, closed_at"


def candidates(
    connection: sqlite3.Connection, since: datetime, until: datetime
) -> list[Candidate[Stratum]]:
    """Return the replies that were sent from here in a period, each with the group it stands for."""
    rows = connection.execute(
        "SELECT o.id, o.profile_id, c.category,"
        " EXISTS (SELECT 1 FROM waiver w WHERE w.outbox_id = o.id AND w.outbox_id <> '' AND w.dropped_at IS NULL)"
        " FROM outbox o INDEXED BY outbox_sent JOIN conversation c ON c.id = o.conversation_id"
        " WHERE o.state = 'sent' AND o.sent_at >= ? AND o.sent_at < ? ORDER BY o.sent_at, o.id",
        (to_ms(since), to_ms(until)),
    )
    return [
        Candidate(id_, Stratum(ProfileId(by), category, bool(overridden)))
        for id_, by, category, overridden in rows
    ]


def add(connection: sqlite3.Connection, sample: Sample) -> None:
    """Keep a new sample with its replies."""
    connection.execute(
        f"INSERT INTO review_sample({_SAMPLE}) VALUES(?,?,?,?,?,NULL)",
        (sample.id, sample.month, sample.seed, sample.by, to_ms(sample.made_at)),
    )
    connection.executemany(
        "INSERT INTO review_item(sample_id, n, outbox_id, stratum) VALUES(?,?,?,?)",
        [(sample.id, one.n, one.outbox_id, _stored(one.stratum)) for one in sample.items],
    )


def listed(connection: sqlite3.Connection) -> tuple[Sample, ...]:
    """Return all samples, the latest month first."""
    rows = connection.execute(f"SELECT {_SAMPLE} FROM review_sample ORDER BY month DESC").fetchall()
    return tuple(_sample(connection, row) for row in rows)


def of_month(connection: sqlite3.Connection, month: str) -> Sample | None:
    """Return the sample of a month, None where none was drawn."""
    query = f"SELECT {_SAMPLE} FROM review_sample WHERE month=?"
    row = connection.execute(query, (month,)).fetchone()
    return None if row is None else _sample(connection, row)


def sample(connection: sqlite3.Connection, sample_id: SampleId) -> Sample:
    """Return one sample. Raises `KeyError`."""
    query = f"SELECT {_SAMPLE} FROM review_sample WHERE id=?"
    row = connection.execute(query, (sample_id,)).fetchone()
    if row is None:
        raise KeyError(sample_id)
    return _sample(connection, row)


def judge(connection: sqlite3.Connection, sample_id: SampleId, item: SampleItem) -> None:
    """Keep what was thought of one reply."""
    connection.execute(
        "UPDATE review_item SET verdict=?, words=?, profile_id=?, at=? WHERE sample_id=? AND n=?",
        (
            item.verdict,
            item.words,
            item.by,
            None if item.at is None else to_ms(item.at),
            sample_id,
            item.n,
        ),
    )


def close(connection: sqlite3.Connection, sample_id: SampleId, at: datetime | None) -> None:
    """Say that a sample was gone through, or, with None, that it is open again."""
    connection.execute(
        "UPDATE review_sample SET closed_at=? WHERE id=?", (to_ms(at) if at else None, sample_id)
    )


def _sample(connection: sqlite3.Connection, row: tuple[object, ...]) -> Sample:
    id_, month, seed, by, made_at, closed_at = row
    items = connection.execute(
        "SELECT n, outbox_id, stratum, verdict, words, profile_id, at FROM review_item WHERE sample_id=? ORDER BY n",
        (id_,),
    )
    return Sample(
        SampleId(str(id_)),
        str(month),
        int(str(seed)),
        ProfileId(str(by)),
        from_ms(int(str(made_at))),
        None if closed_at is None else from_ms(int(str(closed_at))),
        tuple(
            SampleItem(
                n,
                OutboxId(outbox_id),
                _read(stratum),
                Verdict(verdict),
                words,
                ProfileId(judge_),
                None if at is None else from_ms(at),
            )
            for n, outbox_id, stratum, verdict, words, judge_, at in items
        ),
    )


def _stored(stratum: Stratum) -> str:
    return json.dumps([stratum.profile_id, stratum.category, int(stratum.overridden)])


def _read(text: str) -> Stratum:
    by, category, overridden = json.loads(text)
    return Stratum(ProfileId(by), category, bool(overridden))
