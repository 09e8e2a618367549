"""What we write as iCalendar is read by another program as what it was: any words, any time, any length."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from icalendar import Calendar

from cmworkstation.domain import calendar_file, foreign
from cmworkstation.domain.calendar_file import Entry

NOW = datetime(2026, 9, 14, 8, 30, tzinfo=UTC)
ZONES = ("UTC", "Europe/Paris", "America/Montreal", "Asia/Kathmandu", "Pacific/Chatham")
# Words as strangers write them: what iCalendar escapes, ends of lines, emoji of several signs, right to left.
PIECES = st.sampled_from(
    [
        "\\",
        "\\n",
        ";",
        ",",
        ":",
        '"',
        "\n",
        "\r\n",
        " ",
        "é",
        "🚲",
        "👩‍🚒",
        "שלום",
        "BEGIN:VEVENT",
        "x" * 90,
    ]
)
WORDS = st.lists(st.one_of(PIECES, st.text(max_size=12)), max_size=30).map("".join)
MOMENTS = st.datetimes(
    datetime.fromisoformat("1971-01-01"),
    datetime.fromisoformat("2199-12-31"),
    timezones=st.sampled_from(ZONES).map(ZoneInfo),
).map(lambda at: at.replace(microsecond=0, fold=0))
SLOW = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
DAYS = st.dates(date(1971, 1, 1), date(2199, 12, 30))


def read(entries: list[Entry], name: str = "Mairie") -> list[tuple[str, str, object]]:
    """Return (summary, description, start) as the other program reads them."""
    data = calendar_file.written(entries, NOW, name).encode("utf-8", "replace")
    assert all(len(line) <= 75 for line in data.split(b"\r\n"))
    return [
        (str(one["SUMMARY"]), str(one.get("DESCRIPTION", "")), one.decoded("DTSTART"))
        for one in Calendar.from_ical(data).walk("VEVENT")
    ]


@SLOW
@given(WORDS, WORDS, MOMENTS)
@example("a\\nb", "c\\\\;d\\,", datetime(2026, 3, 29, 2, 30, tzinfo=ZoneInfo("Europe/Paris")))
def test_any_words_and_any_moment_come_back_from_another_program(
    title: str, more: str, at: datetime
) -> None:
    (found,) = read([Entry("a@x.invalid", at, title, more)])
    shown = foreign.block(more, 1000, 20) if more else ""
    assert found[0] == foreign.line(title, 200)
    assert found[1] == shown
    assert found[2] == at.astimezone(UTC)


@SLOW
@given(st.lists(st.tuples(WORDS, DAYS, st.integers(1, 9)), max_size=4), WORDS)
def test_days_lengths_and_the_name_of_the_calendar_come_back(
    wanted: list[tuple[str, date, int]], name: str
) -> None:
    entries = [
        Entry(f"{n}@x.invalid", day, title, ends=day + timedelta(days=long))
        for n, (title, day, long) in enumerate(wanted)
    ]
    found = read(entries, name)
    assert [one[2] for one in found] == [day for _, day, _ in wanted]
    assert [one[0] for one in found] == [foreign.line(title, 200) for title, _, _ in wanted]


@SLOW
@given(WORDS, MOMENTS, st.sampled_from(ZONES[1:]))
def test_what_repeats_keeps_the_clock_of_its_zone(title: str, at: datetime, zone: str) -> None:
    from cmworkstation.domain.calendar_reading import described  # its zones are written with it

    entry = Entry("r@x.invalid", at, title, zone=zone, rule="FREQ=WEEKLY;COUNT=3")
    zones = described([zone], at.date(), at.date() + timedelta(days=30))
    data = calendar_file.written([entry], NOW, "Mairie", zones=zones).encode("utf-8", "replace")
    (one,) = Calendar.from_ical(data).walk("VEVENT")
    local = at.astimezone(ZoneInfo(zone)).replace(tzinfo=None)
    assert one.decoded("DTSTART").replace(tzinfo=None) == local
    assert f"DTSTART;TZID={zone}:" in data.decode().replace("\r\n ", "")
    assert one.decoded("RRULE")["COUNT"] == [3]
