"""What the intake page says of readings and days: pure functions over values."""

from dataclasses import dataclass
from datetime import date, datetime

from PySide6.QtCore import QDate, QLocale

from cmworkstation import i18n, words
from cmworkstation.domain import foreign
from cmworkstation.domain.account import Account
from cmworkstation.domain.ledger import DayTotal, Reading, Tally
from cmworkstation.i18n import N_, tr, trn
from cmworkstation.words import of_accounts, problems

HEADS = (N_("Seen"), N_("New items"), N_("Changed"), N_("Skipped"), N_("Failed"))


@dataclass(frozen=True, slots=True)
class Line:
    """One row of the page, in words."""

    key: object
    colour: int
    title: str
    when: str
    numbers: tuple[int, ...]  # in the order of `HEADS`, () where nothing was counted
    counted: str  # the numbers in words, for where columns have no room
    trouble: str = ""
    tone: str = "soft"
    exact: str = ""  # the times to the second

    @property
    def spoken(self) -> str:
        """Return the row as one sentence, for a screen reader and for the line below the list."""
        parts = (self.title, self.exact or self.when, self.counted, self.trouble)
        return ", ".join(part.rstrip(".") for part in parts if part) + "."


def of_reading(one: Reading, account: Account | None, now: datetime) -> Line:
    """Return a line of the ledger."""
    name = foreign.line(account.name) if account else tr("a removed account")
    idle = not one.tally.seen and not one.error
    return Line(
        key=one.id,
        colour=account.colour if account else 0,
        title=f"{name} · {foreign.line(of_accounts.stream(one.stream), 60)}",
        when=_when(one, now),
        numbers=() if idle or one.error else _numbers(one.tally),
        counted=_counted(one, idle=idle),
        trouble=trouble(one),
        tone="error"
        if one.error and not _passes(one.error)
        else "warn"
        if one.is_trouble
        else "soft",
        exact=_exact(one),
    )


def of_day(one: DayTotal, account: Account | None, today: date) -> Line:
    """Return what an account brought on a day."""
    name = foreign.line(account.name) if account else tr("a removed account")
    said = []
    if one.failures:
        said.append(
            trn("{n} reading failed", "{n} readings failed", one.failures).format(n=one.failures)
        )
    if one.tally.failed:
        said.append(not_understood(one.tally.failed))
    if one.missing:
        said.append(
            trn(
                "{n} item was announced and not sent",
                "{n} items were announced and not sent",
                one.missing,
            ).format(n=one.missing)
        )
    polls = trn("{n} reading", "{n} readings", one.polls).format(n=one.polls)
    return Line(
        key=(one.day, one.account_id),
        colour=account.colour if account else 0,
        title=f"{day(one.day, today)} · {name}",
        when=polls,
        numbers=_numbers(one.tally),
        counted=" · ".join(counts(one.tally)),
        trouble=" · ".join(said),
        tone="warn" if said else "soft",
        exact=polls,
    )


def day(value: date, today: date) -> str:
    """Return a day as people say it: "today", "yesterday", "Thursday 26 November"."""
    back = (today - value).days
    if back == 0:
        return tr("Today")
    if back == 1:
        return tr("Yesterday")
    locale = QLocale(i18n.language())
    pattern = "dddd d MMMM"
    said = str(locale.toString(QDate(value.year, value.month, value.day), pattern))
    return said[:1].upper() + said[1:]


def trouble(one: Reading) -> str:
    """Return what went wrong with a reading, "" for nothing."""
    parts = []
    if one.error:
        parts.append(problems.sentence(one.error))
    if one.is_short and one.announced is not None:
        parts.append(of_accounts.shortfall(one.announced, one.tally.seen))
    if one.tally.failed:
        parts.append(not_understood(one.tally.failed))
    return " ".join(parts)


def not_understood(n: int) -> str:
    """Return how many items could not be understood."""
    return trn("{n} item could not be understood", "{n} items could not be understood", n).format(
        n=n
    )


def counts(tally: Tally) -> tuple[str, ...]:
    """Return what was counted, in words; what is nought is left out, but not what was seen."""
    found = [trn("{n} seen", "{n} seen", tally.seen).format(n=tally.seen)]
    for n, said in (
        (tally.new, trn("{n} new item", "{n} new items", tally.new)),
        (tally.changed, trn("{n} changed", "{n} changed", tally.changed)),
        (tally.skipped, trn("{n} skipped", "{n} skipped", tally.skipped)),
        (tally.failed, trn("{n} failed", "{n} failed", tally.failed)),
    ):
        if n:
            found.append(said.format(n=n))
    return tuple(found)


def _counted(one: Reading, *, idle: bool) -> str:
    if one.error:
        return trn("failed {n} time", "failed {n} times", one.polls).format(n=one.polls)
    if idle:
        if one.stream:
            return tr("nothing new")
        return trn("read to the end", "read to the end {n} times", one.polls).format(n=one.polls)
    return " · ".join(counts(one.tally))


def _numbers(tally: Tally) -> tuple[int, ...]:
    return (tally.seen, tally.new, tally.changed, tally.skipped, tally.failed)


def _when(one: Reading, now: datetime) -> str:
    begun, ended = words.when(one.started_at, now), words.when(one.ended_at, now)
    if one.polls == 1 or begun == ended:
        return ended if one.polls > 1 else begun
    if one.started_at.astimezone().date() == one.ended_at.astimezone().date() and " " in ended:
        ended = f"{one.ended_at.astimezone():%H:%M}"
    return tr("{begin} to {end}").format(begin=begun, end=ended)


def _exact(one: Reading) -> str:
    begun, ended = words.exactly(one.started_at), words.exactly(one.ended_at)
    return begun if begun == ended else tr("{begin} to {end}").format(begin=begun, end=ended)


def _passes(error: str) -> bool:
    """Tell whether a trouble passes by itself."""
    wording = problems.ERRORS.get(error)
    return wording is not None and wording.kind == "info"
