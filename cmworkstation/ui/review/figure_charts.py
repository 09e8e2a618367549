"""What each figure of the history shows, made of what the services read."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from cmworkstation.domain import foreign
from cmworkstation.domain.ids import ConversationId
from cmworkstation.domain.reply_time import Bucket, Figure, place_among
from cmworkstation.i18n import number, tr
from cmworkstation.services.figures import Month, Waits, Week
from cmworkstation.ui.review import scales
from cmworkstation.ui.review.charts import Chart, Goal, Series, values
from cmworkstation.ui.review.figure_part import Behind, Shown
from cmworkstation.ui.widgets.number_table import MOST_LINES
from cmworkstation.words import in_language, review, times

MOST_DRAWN = 6  # channels or categories; the table has all of them


@dataclass(frozen=True, slots=True)
class Way:
    """How waits are looked at: by whom they are put together, in which steps, by which clock."""

    by: str = "all"
    weekly: bool = False
    wall: bool = False

    def period(self, begins: datetime) -> str:
        """Return the words of a month or a week."""
        return review.week(begins) if self.weekly else review.month(begins)

    def half(self, figure: Figure) -> float:
        """Return within how many seconds half of the waits ended."""
        return figure.wall_median if self.wall else figure.open_median

    def most(self, figure: Figure) -> float:
        """Return within how many seconds nine of ten ended."""
        return figure.wall_p90 if self.wall else figure.open_p90


def trend(title: str, waits: Waits, way: Way) -> Shown:
    """Return how waits went, month by month or week by week: a line each for half of them and for nine of ten.

    By channel or category there is one line for each: half of its waits.
    """
    first = min((one.begins for one in waits.periods), default=None)
    begins = [one for one in waits.spans if first is not None and one >= first]
    at = {(one.begins, one.key): one for one in waits.periods}
    lines: list[tuple[str, str, Callable[[Figure], float]]]
    if way.by == "all":
        lines = [
            (tr("Half within"), "", way.half),
            (tr("Nine of ten within"), "", way.most),
        ]
    else:
        busy = sorted(waits.whole, key=lambda one: -one.figure.n)[:MOST_DRAWN]
        lines = [(named(one), one.key, way.half) for one in busy]
    series = []
    for name, key, value in lines:
        row = [at.get((one, key)) for one in begins]
        numbers = [None if one is None else value(one.figure) for one in row]
        said = tuple("" if n is None else times.cell(n) for n in numbers)
        series.append(Series(name, values(numbers), said))
    most = max((n for one in series for n in one.values if n is not None), default=0)
    groups = tuple(way.period(one) for one in begins)
    newest = tuple(reversed(waits.periods))

    def behind_mark(group: int, n: int) -> Behind | None:
        return _behind(at.get((begins[group], lines[n][1])), way)

    return Shown(
        Chart(title, groups, tuple(series), scales.of_lengths(most)),
        (tr("Week of") if way.weekly else tr("Month"), *_heads()),
        tuple((_title(one, way), *_cells(one.figure, way)) for one in newest[:MOST_LINES]),
        behind_mark,
        lambda row: _behind(newest[row], way),
        lambda: review.months_table(waits.periods, weekly=way.weekly),
    )


def compared(title: str, waits: Waits, way: Way) -> Shown:
    """Return the waits of the whole time, channel by channel or category by category."""
    whole = sorted(waits.whole, key=lambda one: -one.figure.n)
    halves = [way.half(one.figure) for one in whole]
    mosts = [way.most(one.figure) for one in whole]
    columns = ((tr("Half within"), halves), (tr("Nine of ten within"), mosts))
    return Shown(
        Chart(
            title,
            tuple(named(one) for one in whole),
            tuple(Series(name, values(row), tuple(map(times.cell, row))) for name, row in columns),
        ),
        (tr("Channel") if way.by == "account" else tr("Category"), *_heads()),
        tuple((named(one), *_cells(one.figure, way)) for one in whole),
        lambda group, _: (named(whole[group]), lambda: whole[group].figure.conversations),
        lambda row: (named(whole[row]), lambda: whole[row].figure.conversations),
        lambda: review.months_table(whole),
    )


def spread(title: str, waits: Waits, way: Way) -> Shown:
    """Return how waits are spread, with what the charters promise; what came late is hatched."""
    buckets = waits.wall if way.wall else waits.opening
    counted = any(one.in_time or one.late for one in buckets)
    kinds: list[tuple[str, Callable[[Bucket], tuple[ConversationId, ...]]]] = [
        (tr("In time"), lambda one: one.in_time),
        (tr("Late"), lambda one: one.late),
    ]
    series = tuple(
        Series(
            name,
            tuple(float(len(of(one))) or None for one in buckets),
            tuple(number(len(of(one))) for one in buckets),
        )
        for name, of in kinds
    )
    goals = tuple(
        Goal(
            place_among(one.seconds),
            times.length(one.seconds),
        )
        for one in waits.promised
        if not (way.wall and one.opening)
    )
    lines = tuple(
        (review.upto(one), number(len(one.in_time)), number(len(one.late))) for one in buckets
    )

    def both(row: int) -> Behind:
        one = buckets[row]
        return review.upto(one), lambda: (*one.late, *one.in_time)

    return Shown(
        Chart(title, tuple(review.upto(one) for one in buckets), series, (), goals, tr("promised")),
        (tr("Waited"), *(name for name, _ in kinds)),
        lines if counted else (),
        lambda group, n: (
            f"{review.upto(buckets[group])} · {kinds[n][0]}",
            lambda: kinds[n][1](buckets[group]),
        ),
        both,
        lambda: review.spread_table(buckets),
    )


def volumes(
    title: str, weeks: Sequence[Week], behind: Callable[[Week], Sequence[ConversationId]]
) -> Shown:
    """Return how much was written, week by week."""
    columns = (
        (tr("By others"), [one.theirs for one in weeks]),
        (tr("By us"), [one.ours for one in weeks]),
        (tr("Conversations"), [one.conversations for one in weeks]),
    )
    series = tuple(Series(name, values(each), tuple(map(str, each))) for name, each in columns)
    most = max((n for _, each in columns for n in each), default=0)
    newest = tuple(reversed(weeks))

    def of(week: Week) -> Behind:
        title = tr("Week of {day}").format(day=review.week(week.begins))
        return title, lambda: behind(week)

    return Shown(
        Chart(
            title, tuple(review.week(one.begins) for one in weeks), series, scales.of_counts(most)
        ),
        (tr("Week of"), *(name for name, _ in columns)),
        tuple(
            (
                review.week(one.begins),
                number(one.theirs),
                number(one.ours),
                number(one.conversations),
            )
            for one in newest
        ),
        lambda group, _: of(weeks[group]),
        lambda row: of(newest[row]),
        lambda: review.weeks_table(weeks),
    )


def named(one: Month) -> str:
    """Return which channel or category a figure is about."""
    name = in_language(one.label) if one.label else one.key
    return foreign.line(name, 60) or tr("no category")


def _title(one: Month, way: Way) -> str:
    period = way.period(one.begins)
    return period if way.by == "all" else f"{period} · {named(one)}"


def _behind(one: Month | None, way: Way) -> Behind | None:
    return None if one is None else (_title(one, way), lambda: one.figure.conversations)


def _heads() -> tuple[str, ...]:
    return tr("Replies"), tr("Late"), tr("Half within"), tr("Nine of ten within")


def _cells(one: Figure, way: Way) -> tuple[str, ...]:
    return number(one.n), number(one.late), times.cell(way.half(one)), times.cell(way.most(one))
