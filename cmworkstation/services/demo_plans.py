"""What is planned in the demonstration, put in the way a person does it."""

import re
from collections.abc import Iterable, Sequence
from datetime import date, time, timedelta
from typing import Protocol

from cmworkstation.domain.operation import Kind, Operation, State, at_local, whole_days
from cmworkstation.domain.promise import day_in_words
from cmworkstation.domain.relay import Told
from cmworkstation.domain.values import replace
from cmworkstation.services.workstation import Services

SATURDAY = 5
_DAY = re.compile(r"\{day:(\d+)\}")


class Planned(Protocol):
    """One invented operation, on a weekday of a week from this one."""

    @property
    def kind(self) -> Kind:
        """What it is."""

    @property
    def title(self) -> str:
        """Its title."""

    @property
    def theme(self) -> str:
        """The title of its theme, "" for none."""

    @property
    def week(self) -> int:
        """The week, from this one."""

    @property
    def weekday(self) -> int:
        """From Monday."""

    @property
    def state(self) -> State:
        """How far it is."""

    @property
    def channels(self) -> tuple[str, ...]:
        """Names of accounts and other places."""

    @property
    def audience(self) -> str:
        """To whom."""

    @property
    def message(self) -> str:
        """What it says."""

    @property
    def details(self) -> str:
        """What else."""

    @property
    def hour(self) -> int:
        """When it begins, 0 for all day."""

    @property
    def lasts(self) -> int:
        """Days, or hours."""

    @property
    def rule(self) -> str:
        """How it repeats."""


def plan(services: Services, plans: Iterable[Planned], region: str) -> None:
    """Plan all of it, from the Monday of this week."""
    services.operations.choose_region(region)
    today = services.operations.today()
    monday = today - timedelta(today.weekday())
    made = [_operation(services, one, monday, today) for one in plans]
    services.operations.keep_many(made, "change")


def relay(services: Services, words: str, marks: Sequence[tuple[str, str, str]]) -> None:
    """Take a post of ours in as news, and say how it stands on some channels."""
    posts = services.relays.proposed_posts()
    found = next((one for one in posts if one.text.startswith(words)), None)
    if found is None:
        return
    news, _, _ = services.relays.add_post(found.id)
    channels = {one.name: one.id for one in services.operations.channels()}
    for name, told, why in marks:
        if name in channels:
            services.relays.mark(news.id, channels[name], Told(told), why)


def _operation(services: Services, one: Planned, monday: date, today: date) -> Operation:
    day = monday + timedelta(weeks=one.week, days=one.weekday)
    language = "en" if one.theme.isascii() or "season" in one.theme else "fr"

    def said(text: str) -> str:
        return _DAY.sub(lambda m: _saturday(int(m[1]), monday, language, today), text)

    topic = str(services.topics.make(one.theme)[0].id) if one.theme else ""
    if one.hour:
        starts_at = at_local(day, time(one.hour), "")
        ends_at = starts_at + timedelta(hours=one.lasts)
    else:
        starts_at, ends_at = whole_days(day, day + timedelta(one.lasts - 1), "")
    return replace(
        services.operations.new(day, one.kind, topic),
        title=one.title,
        starts_at=starts_at,
        ends_at=ends_at,
        all_day=not one.hour,
        message=said(one.message),
        details=said(one.details),
        audience=one.audience,
        channels=tuple(services.operations.channel(name)[0].id for name in one.channels),
        recurrence=one.rule,
        state=one.state,
    )


def _saturday(week: int, monday: date, language: str, today: date) -> str:
    return day_in_words(monday + timedelta(weeks=week, days=SATURDAY), language, today)
