"""What is planned: kept, moved, checked, taken back, and carried along wherever a workspace goes."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, time, timedelta
from pathlib import Path

import pytest

from cmworkstation.domain.coherence import Check, Finding
from cmworkstation.domain.errors import NotAllowed
from cmworkstation.domain.operation import Kind, Operation, State, at_local, whole_days
from cmworkstation.services.operations import Operations
from cmworkstation.services.workstation import Services
from tests.builders_workspace import a_workstation, add_account

PARIS = "Europe/Paris"


@pytest.fixture
def services(tmp_path: Path) -> Iterator[Services]:
    made = a_workstation(tmp_path / "w")
    yield made
    assert made.journal.verify().problems == ()
    made.close()


@pytest.fixture
def operations(services: Services) -> Operations:
    return services.operations


def planned(
    services: Services, in_days: int, title: str, kind: Kind = Kind.POST, **more: object
) -> Operation:
    """Keep a whole-day operation so many days from today."""
    day = services.operations.today() + timedelta(in_days)
    starts, ends = whole_days(day, day, PARIS)
    one = services.operations.new(day, kind)
    one = replace(one, title=title, starts_at=starts, ends_at=ends, zone=PARIS, **more)  # type: ignore[arg-type]
    services.operations.keep(one)
    return services.operations.one(one.id)


def of(found: tuple[Finding, ...], check: Check) -> list[Finding]:
    return [one for one in found if one.check is check]


def test_an_operation_is_kept_as_it_is_and_its_changes_can_be_looked_at_and_taken_back(
    services: Services, operations: Operations
) -> None:
    topic, _ = services.topics.make("Roads")
    bulletin, _ = operations.channel("paper bulletin")
    one = planned(services, 3, "  Mill  Lane ", topic_id=topic.id, channels=(bulletin.id,))
    assert (one.title, one.channels, one.topic_id) == ("Mill Lane", (bulletin.id,), topic.id)
    _, undo = operations.keep(replace(one, message="It opens on Monday."))
    (before,) = operations.history(one.id)
    assert (before.before.message, before.act) == ("", "change")
    operations.take_back(undo)
    assert operations.one(one.id).message == ""
    _, gone = operations.remove(one.id)
    with pytest.raises(KeyError):
        operations.one(one.id)
    operations.take_back(gone)
    assert operations.one(one.id).title == "Mill Lane"


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"title": " "}, "operation-title"),
        ({"zone": "Mars/Olympus"}, "operation-zone"),
        ({"url": "javascript:alert(1)"}, "operation-url"),
        ({"recurrence": "FREQ=SECONDLY"}, "operation-recurrence"),
        ({"state": State.DROPPED}, "operation-why"),
        ({"ends_at": at_local(date(2001, 1, 1), time(1), PARIS)}, "operation-end"),
    ],
)
def test_what_cannot_be_is_refused_with_a_reason(
    services: Services, change: dict[str, object], reason: str
) -> None:
    one = planned(services, 1, "Fair")
    with pytest.raises(NotAllowed) as refused:
        services.operations.keep(replace(one, **change))  # type: ignore[arg-type]
    assert str(refused.value) == reason


def test_one_time_of_a_series_that_is_moved_becomes_an_operation_of_its_own(
    services: Services, operations: Operations
) -> None:
    series = planned(services, 0, "Market", Kind.EVENT, recurrence="FREQ=WEEKLY")
    today = operations.today()
    second = operations.occurrences(today, today + timedelta(20))[1]
    _, undo = operations.move(second.key, 2)
    days = [(one.day - today).days for one in operations.occurrences(today, today + timedelta(20))]
    assert days == [0, 9, 14]
    operations.take_back(undo)
    found = operations.occurrences(today, today + timedelta(20))
    assert [(one.day - today).days for one in found] == [0, 7, 14]
    assert {one.operation.id for one in found} == {series.id}


def test_what_is_done_or_dropped_is_not_moved(services: Services, operations: Operations) -> None:
    one = planned(services, 1, "Fair")
    operations.set_state(one.id, State.DONE)
    with pytest.raises(NotAllowed, match="operation-settled"):
        operations.move(one.id, 1)


def test_three_weeks_without_a_word_about_an_active_theme_are_a_gap(
    services: Services, operations: Operations
) -> None:
    topic, _ = services.topics.make("Roads")
    before = planned(services, 1, "Works begin", topic_id=topic.id)
    after = planned(services, 25, "Works end", topic_id=topic.id)
    (gap, rest) = of(operations.findings(), Check.THEME_GAP)
    assert gap.about == (before.id, after.id)
    assert (gap.n, gap.topic_id) == (3, topic.id)
    assert rest.about == (after.id,)  # and after the last one nothing follows
    operations.dismiss(gap, "The road sleeps then")
    assert of(operations.findings(), Check.THEME_GAP) == [rest]
    kept = of(operations.findings(dismissed=True), Check.THEME_GAP)
    assert [one.why for one in kept] == ["The road sleeps then", ""]
    operations.dismiss(gap, "")
    assert of(operations.findings(), Check.THEME_GAP) == [gap, rest]
    operations.keep(replace(before, title="Works start"))
    operations.move(after.id, -14)
    assert gap not in operations.findings(), "other times are another finding"


def test_differing_dates_prices_and_places_of_one_thing_are_found_with_what_each_says(
    services: Services, operations: Operations
) -> None:
    topic, _ = services.topics.make("Fair")
    one = planned(
        services,
        2,
        "Winter fair",
        Kind.NEWSLETTER,
        topic_id=topic.id,
        details="Winter fair on 5 December, 5 €, Mill Hall.",
    )
    two = planned(
        services,
        9,
        "The winter fair",
        topic_id=topic.id,
        details="Come on 6 December, 7 €, to the Mill Hall.",
    )
    (found,) = of(operations.findings(), Check.FACTS_DIFFER)
    assert found.about == (one.id, two.id)
    assert [(each.one, each.two) for each in found.said] == [
        ("5 December", "6 December"),
        ("5 €", "7 €"),
    ]
    operations.keep(replace(two, details="Come on 5 December, 5 €, to the Mill Hall."))
    assert of(operations.findings(), Check.FACTS_DIFFER) == []


@pytest.mark.parametrize(
    ("one", "two", "apart"),
    [
        ("The bridge is open to cars", "The bridge is closed to cars", True),
        ("Le pont est ouvert aux voitures", "Le pont est fermé aux voitures", True),
        ("Entry is free for children", "Entry is free for children under ten", False),
        ("The pool reopens on 5 December", "The pool reopens on 8 December", True),
        ("Le marché n’aura pas lieu samedi", "Le marché aura lieu samedi", True),
        ("We plant trees", "We mend roofs", False),
    ],
)
def test_key_messages_of_one_week_that_contradict_one_another_are_found(
    services: Services, one: str, two: str, apart: bool
) -> None:
    topic, _ = services.topics.make("Town")
    monday = 7 - services.operations.today().weekday()
    planned(services, monday, "Bulletin", topic_id=topic.id, message=one)
    planned(services, monday + 2, "Poster", topic_id=topic.id, message=two)
    found = of(services.operations.findings(), Check.CONTRADICTION)
    assert bool(found) is apart


def test_a_coupon_that_ends_before_its_newsletter_goes_out_is_found(
    services: Services, operations: Operations
) -> None:
    topic, _ = services.topics.make("Pool")
    coupon = planned(services, 2, "Two swims for one", Kind.COUPON, topic_id=topic.id)
    letter = planned(
        services,
        5,
        "Pool news",
        Kind.NEWSLETTER,
        topic_id=topic.id,
        details="With it: two swims for one until Friday.",
    )
    (found,) = of(operations.findings(), Check.COUPON_OVER)
    assert found.about == (coupon.id, letter.id)
    operations.move(letter.id, -4)
    assert of(operations.findings(), Check.COUPON_OVER) == []


def test_an_event_is_announced_in_time_late_or_nowhere(
    services: Services, operations: Operations
) -> None:
    topic, _ = services.topics.make("Library")
    event = planned(services, 10, "Reading night", Kind.EVENT, topic_id=topic.id)
    (silent,) = of(operations.findings(), Check.EVENT_SILENT)
    assert silent.about == (event.id,)
    post = planned(services, 7, "Reading night: come!", topic_id=topic.id)
    assert of(operations.findings(), Check.EVENT_SILENT) == []
    (late,) = of(operations.findings(), Check.EVENT_LATE)
    assert (late.about, late.n) == ((event.id, post.id), 3)
    operations.move(post.id, -5)
    assert of(operations.findings(), Check.EVENT_LATE) == []


def test_two_things_for_the_same_people_on_one_day_clash_and_four_in_a_week_tire_them(
    services: Services, operations: Operations
) -> None:
    monday = 7 - operations.today().weekday()
    one = planned(services, monday, "Pool", audience="Families")
    two = planned(services, monday, "Library", audience="families ")
    (clash,) = of(operations.findings(), Check.SAME_AUDIENCE)
    assert set(clash.about) == {one.id, two.id}
    assert of(operations.findings(), Check.FATIGUE) == []
    for n in (1, 2):
        planned(services, monday + n, f"More {n}", audience="Families")
    (tired,) = of(operations.findings(), Check.FATIGUE)
    assert tired.n == 4
    operations.set_limits(replace(operations.limits(), per_week=4))
    assert of(operations.findings(), Check.FATIGUE) == []


def test_what_is_said_on_one_channel_alone_and_a_channel_that_falls_silent_are_found(
    services: Services, operations: Operations
) -> None:
    topic, _ = services.topics.make("Water")
    paper, _ = operations.channel("Paper bulletin")
    stall, _ = operations.channel("Market stall")
    one = planned(
        services, 1, "Water off", topic_id=topic.id, channels=(paper.id,), state=State.AGREED
    )
    (alone,) = of(operations.findings(), Check.ONE_CHANNEL)
    assert alone.about == (one.id,)
    (silent,) = of(operations.findings(), Check.CHANNEL_SILENT)
    assert silent.channel == paper.id
    planned(services, 2, "Water off on Monday", topic_id=topic.id, channels=(stall.id,))
    assert of(operations.findings(), Check.ONE_CHANNEL) == []


def test_what_was_dropped_or_cancelled_counts_for_nothing(
    services: Services, operations: Operations
) -> None:
    one = planned(services, 1, "Pool", audience="Families")
    two = planned(services, 1, "Library", audience="Families")
    assert of(operations.findings(), Check.SAME_AUDIENCE)
    operations.set_state(two.id, State.DROPPED, "no money")
    assert of(operations.findings(), Check.SAME_AUDIENCE) == []
    operations.keep(replace(one, cancelled=True))
    assert operations.findings() == ()


def test_channels_are_accounts_that_can_speak_and_places_that_have_none(
    services: Services, operations: Operations
) -> None:
    account = add_account(services, "Mairie", platform="mastodon")
    paper, _ = operations.channel("Paper bulletin")
    assert [one.name for one in operations.channels()] == ["Mairie", "Paper bulletin"]
    assert operations.channel("mairie")[0].id == account.id
    assert operations.channel(" PAPER  bulletin")[0] == paper
    operations.remove_channel(paper.id)
    assert [one.name for one in operations.channels()] == ["Mairie"]


def test_holidays_are_those_of_the_region_that_was_chosen(operations: Operations) -> None:
    first, last = date(2026, 12, 20), date(2027, 1, 5)
    assert operations.holidays(first, last) == frozenset()
    operations.choose_region("FR")
    assert operations.holidays(first, last) == {date(2026, 12, 25), date(2027, 1, 1)}
    with pytest.raises(NotAllowed, match="operation-region"):
        operations.choose_region("Atlantis")


def test_the_table_has_names_for_themes_and_channels(
    services: Services, operations: Operations
) -> None:
    topic, _ = services.topics.make("Roads")
    paper, _ = operations.channel("Paper bulletin")
    planned(services, 1, "Works", topic_id=topic.id, channels=(paper.id,))
    table = operations.table()
    (row,) = table.rows
    said = dict(zip(table.columns, row, strict=True))
    assert (said["theme"], said["channels"], said["kind"]) == ("Roads", "Paper bulletin", "post")
