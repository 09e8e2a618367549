"""Looking back in words: verdicts, clauses, figures over time, and who waits now."""

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING

from cmworkstation import words
from cmworkstation.domain import foreign
from cmworkstation.domain.review import Sample, Sent, Verdict
from cmworkstation.domain.table import Cell, Table
from cmworkstation.i18n import N_, labelled, number, tr, trn
from cmworkstation.words import days, in_language, times

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cmworkstation.domain.reply_time import Bucket
    from cmworkstation.services.clauses import ClauseUse
    from cmworkstation.services.figures import Experience, Month, Week
    from cmworkstation.services.samples import Summary

VERDICTS: Mapping[Verdict, str] = {
    Verdict.OPEN: N_("not looked at yet"),
    Verdict.GOOD: N_("good"),
    Verdict.BETTER: N_("could be better"),
    Verdict.NOT_SENT: N_("should not have been sent"),
}
CLAUSES: Mapping[str, str] = {
    "rule": N_("Rules"),
    "answer": N_("Approved answers"),
    "fact": N_("Facts"),
    "category": N_("Categories"),
    "approval": N_("Approvals"),
}


def verdict(value: Verdict) -> str:
    """Return what is thought of a reply."""
    return tr(VERDICTS[value])


def month(begins: datetime) -> str:
    """Return a month: "Nov 2026"."""
    there = begins.astimezone()
    return f"{days.short_month(there.month)} {there.year}"


def month_of(name: str) -> str:
    """Return a month that is named as "2026-11"."""
    year, month = name.split("-")
    return f"{days.short_month(int(month))} {year}"


def week(begins: datetime) -> str:
    """Return a week by its Monday: "3 Nov"."""
    return days.short_of(begins)


def marks(sent: Sent) -> str:
    """Return what is special about a reply, in few words."""
    said = [
        tr("sent elsewhere") if sent.outbox_id is None else "",
        tr("with an exception") if sent.overridden else "",
        tr("with approval") if sent.approved else "",
        tr("late") if sent.late else "",
        tr("deleted") if sent.deleted else "",
        trn("{n} remark", "{n} remarks", sent.annotations).format(n=sent.annotations)
        if sent.annotations
        else "",
    ]
    return " · ".join(filter(None, said))


def row(sent: Sent, account: str, now: datetime) -> str:
    """Return the sentence that a screen reader says of a reply."""
    parts = (
        tr("To {who}").format(who=foreign.line(sent.to, 80) or tr("Somebody")),
        account,
        words.when(sent.at, now),
        foreign.line(sent.words, 200),
        marks(sent),
    )
    return ", ".join(filter(None, parts))


def progress(sample: Sample) -> str:
    """Return how far a sample is."""
    total = len(sample.items)
    done = tr("{done} of {total} looked at").format(done=sample.judged, total=total)
    return tr("{what}, closed").format(what=done) if sample.closed_at else done


def summary(one: "Summary") -> str:
    """Return what came of a sample. It is about replies, and never about who wrote them."""
    counts = one.sample.counts
    parts = [
        labelled(verdict(value), counts[value]) for value in Verdict if counts[value] or value.value
    ]
    now = trn(
        "The charter in force would say something of {n} of these replies",
        "The charter in force would say something of {n} of these replies",
        one.spoken_of,
    ).format(n=one.spoken_of)
    stops = trn("and would stop {n}.", "and would stop {n}.", one.stopped).format(n=one.stopped)
    return f"{month_of(one.sample.month)}. {', '.join(parts)}. {now} {stops}"


def experience(one: "Experience", now: datetime) -> list[tuple[str, str]]:
    """Return who waits now and what we owe, as (number, what it is)."""
    since = one.oldest_since
    waits = times.length((now - since).total_seconds()) if since else tr("nobody")
    return [
        (
            number(one.people),
            trn("person waits for us", "people wait for us", one.people)
            + " · "
            + trn("{n} conversation", "{n} conversations", one.waiting).format(
                n=number(one.waiting)
            ),
        ),
        (waits, tr("has waited longest")),
        (
            number(len(one.late) + len(one.soon)),
            tr("promises due, {n} of them late").format(n=number(len(one.late))),
        ),
        (number(len(one.thanks)), trn("thank-you owed", "thank-yous owed", len(one.thanks))),
    ]


def weeks_table(rows: "Sequence[Week]") -> Table:
    """Return what was written, week by week."""
    columns = ("week", "by_others", "by_us", "conversations")
    cells: list[tuple[Cell, ...]] = [
        (one.begins.astimezone().date(), one.theirs, one.ours, one.conversations) for one in rows
    ]
    return Table(columns, cells, len(cells))


def months_table(rows: "Sequence[Month]", *, weekly: bool = False) -> Table:
    """Return how long people waited, month by month or week by week; lengths in seconds."""
    columns = (
        "week" if weekly else "month",
        *"of replies late open_median_s open_p90_s wall_median_s wall_p90_s".split(),
    )
    cells: list[tuple[Cell, ...]] = [
        (
            one.begins.astimezone().date() if weekly else f"{one.begins.astimezone():%Y-%m}",
            in_language(one.label) if one.label else one.key,
            one.figure.n,
            one.figure.late,
            one.figure.open_median,
            one.figure.open_p90,
            one.figure.wall_median,
            one.figure.wall_p90,
        )
        for one in rows
    ]
    return Table(columns, cells, len(cells))


def upto(bucket: "Bucket") -> str:
    """Return how long the waits of a bucket were: "up to 2 h", "longer"."""
    if bucket.upto is None:
        return tr("longer")
    return tr("≤ {length}").format(length=times.length(bucket.upto))


def spread_table(rows: "Sequence[Bucket]") -> Table:
    """Return how waits are spread; lengths in seconds, nothing for those longer than all."""
    cells: list[tuple[Cell, ...]] = [(one.upto, len(one.in_time), len(one.late)) for one in rows]
    return Table(("up_to_s", "in_time", "late"), cells, len(cells))


def clauses_table(rows: "Sequence[ClauseUse]") -> Table:
    """Return the clause report."""
    columns = ("charter", "kind", "clause", "says", "used", "set_aside", "last_used")
    cells: list[tuple[Cell, ...]] = [
        (
            one.charter_id,
            one.kind.value,
            one.id,
            in_language(one.label) if one.label else "",
            one.used,
            len(one.overridden),
            one.last_at,
        )
        for one in rows
    ]
    return Table(columns, cells, len(cells))
