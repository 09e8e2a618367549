"""Alarms over a whole workspace: spikes with their cause, sources that fall silent, clocks that jump."""

import random
import shutil
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from cmworkstation.domain.account import Account, TokenState
from cmworkstation.domain.alert import (
    INBOX,
    QUIET,
    Alert,
    AlertKind,
    AlertState,
    Live,
    Series,
    SeriesKind,
)
from cmworkstation.domain.ledger import Tally
from cmworkstation.domain.message import Writer
from cmworkstation.services.alerts import Alerts
from cmworkstation.services.workstation import Services
from cmworkstation.store import accounts, ledger
from cmworkstation.words import alerts as words
from tests.builders_workspace import a_workstation, add_account, receive
from tests.clocks import SetClock
from tests.store.builders import an_item

NOW = datetime(2026, 9, 3, 14, 0, tzinfo=UTC)  # a Thursday
HOUR = timedelta(hours=1)


class Desk:
    """A workstation with one account, to which a few people write every hour of nine weeks."""

    def __init__(self, folder: Path) -> None:
        self.clock = SetClock(NOW)
        self.services: Services = a_workstation(folder, self.clock)
        self.n = 0
        self.prefix = "old"
        self.account = next(iter(self.services.accounts.listed()), None) or self.fill()
        self.prefix = "new"
        self.alerts = self.fresh()

    def fill(self) -> Account:
        self.account = add_account(self.services)
        self.write(
            [
                NOW - timedelta(weeks=9) + HOUR * n + timedelta(minutes=m)
                for n in range(9 * 7 * 24)
                for m in (10, 25, 40)
            ]
        )
        self.read()
        return self.account

    def fresh(self) -> Alerts:
        made = self.services.alerts
        return Alerts(
            made._workspace,
            made._accounts,
            made._platforms,
            made._charters,
            made._journal,
            made._acting,
            made._clock,
            UTC,
        )

    def write(
        self, times: list[datetime], text: str = "Bonjour, la piscine est ouverte ?", one: str = ""
    ) -> None:
        items = []
        for at in times:
            self.n += 1
            who = one or f"person{self.n % 40}"
            url = f"https://social.example/@{who}"
            items.append(
                an_item(
                    f"{self.prefix}{self.n}",
                    text,
                    (at - datetime(2026, 9, 1, 9, 0, tzinfo=UTC)).total_seconds() / 60,
                    writer=Writer(url, who, f"@{who}@social.example"),
                )
            )
        receive(self.services, self.account, items)

    def spread(self, n: int, **how: str) -> None:
        """Let `n` messages come in during the last half hour."""
        self.write(
            [
                self.clock.now() - timedelta(minutes=25) + timedelta(seconds=n * 40 % 1400)
                for n in range(n)
            ],
            **how,
        )

    def read(
        self, error: str = "", *, of: Account | None = None, tally: Tally | None = None
    ) -> None:
        """Read an account, well or with an error."""
        now = self.clock.now()
        with self.services.workspace.write() as connection:
            number = accounts.number(connection, (of or self.account).id)
            ledger.record(connection, number, "", now, now, tally or Tally(), error=error)

    def minutes(self, n: int, error: str = "", tally: Tally | None = None) -> list[AlertKind]:
        """Let time go by, reading every minute and looking every five; return what rang."""
        rang = []
        for minute in range(n):
            self.clock.advance(minutes=1)
            self.read(error, tally=tally)
            if minute % 5 == 4:
                rang += [one.kind for one in self.alerts.look().rang]
        return rang


@pytest.fixture(scope="module")
def quiet(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("quiet") / "w"
    Desk(folder).services.close()
    return folder


@pytest.fixture
def desk(tmp_path: Path, quiet: Path) -> Iterator[Desk]:
    shutil.copytree(quiet, tmp_path / "w")
    made = Desk(tmp_path / "w")
    yield made
    assert made.services.journal.verify().problems == ()
    made.services.close()


def test_a_quiet_workspace_rings_nothing(desk: Desk) -> None:
    assert desk.alerts.look().rang == ()
    assert desk.alerts.listed() == ()


def test_a_spike_rings_once_with_its_cause_and_the_rows_behind_it(desk: Desk) -> None:
    desk.clock.advance(minutes=45)
    desk.spread(12, text="Bonjour")
    desk.spread(24, text="L’eau du robinet est rouge rue Haute")
    news = desk.alerts.look()
    (alert,) = news.rang
    assert (alert.kind, alert.series) == (
        AlertKind.SPIKE,
        Series(SeriesKind.ACCOUNT, desk.account.id),
    )
    assert (alert.usual, alert.alarm) == (3, 14)
    assert alert.value >= 36
    assert set(alert.cause.terms) == {"eau", "robinet", "rouge", "rue", "haute"}
    assert (alert.cause.place, alert.cause.authors) == ("mastodon", 36)
    behind = desk.alerts.rows(alert.id)
    assert len(behind) == alert.value
    assert behind[0].key == alert.cause.first
    assert news.changes.alarms
    assert desk.alerts.look().rang == ()  # neither again, nor for the whole inbox
    assert desk.fresh().look().rang == ()  # nor after a restart
    assert desk.alerts.unseen() == 1


def test_a_spike_is_over_when_it_is_calm_again_and_cools_down(desk: Desk) -> None:
    desk.clock.advance(minutes=45)
    desk.spread(30)
    desk.alerts.look()
    desk.clock.advance(minutes=75)
    (over,) = desk.alerts.look().over
    assert over.ended_at == desk.clock.now()
    assert over.state is AlertState.NEW  # a person has not seen it yet
    desk.spread(30)
    assert desk.alerts.look().rang == ()
    desk.clock.advance(hours=8)
    desk.spread(30)
    assert len(desk.alerts.look().rang) == 1


def test_a_spike_of_one_account_is_of_a_lower_kind(desk: Desk) -> None:
    desk.clock.advance(minutes=45)
    desk.spread(30, one="angry")
    (alert,) = desk.alerts.look().rang
    assert alert.kind is AlertKind.ONE_ACCOUNT
    assert alert.cause.share > 0.8
    assert alert.cause.terms == ()  # what one account says is its own affair
    made = round(alert.cause.share * alert.value)
    said = words.headline(alert, desk.clock.now())
    assert f"One account alone made {made} of {alert.value:.0f}: this is no crowd." in said
    assert alert.kind in QUIET  # shown, and told to nobody who looks elsewhere


def test_messages_that_lie_about_their_time_count_when_they_come(desk: Desk) -> None:
    desk.clock.advance(minutes=45)
    desk.write([datetime(1970, 1, 1, 0, 0, n, tzinfo=UTC) for n in range(15)])
    desk.write([datetime(2031, 1, 1, 0, 0, n, tzinfo=UTC) for n in range(15)])
    desk.clock.advance(minutes=15)
    (alert,) = desk.alerts.look().rang
    assert alert.value >= 30
    assert len(desk.alerts.rows(alert.id)) == alert.value


def test_old_messages_that_are_fetched_now_are_no_spike(desk: Desk) -> None:
    chance = random.Random(1)
    desk.write([NOW - timedelta(days=chance.randrange(2, 50)) for _ in range(300)])
    assert desk.alerts.look().rang == ()


def test_a_spike_while_the_program_was_closed_rings_at_the_next_start(desk: Desk) -> None:
    desk.clock.advance(minutes=45)
    desk.spread(30)
    desk.clock.advance(hours=10)
    (alert,) = desk.fresh().look().rang
    assert alert.since < desk.clock.now() - 9 * HOUR
    assert len(desk.alerts.rows(alert.id)) == alert.value


def test_a_source_that_is_dead_for_three_periods_rings_once_daily_and_is_closed_when_back(
    desk: Desk,
) -> None:
    desk.alerts.look()
    assert desk.minutes(175, "ServerTrouble") == []  # it is read once an hour
    assert desk.minutes(10, "ServerTrouble") == [AlertKind.SILENT]
    (alert,) = desk.alerts.listed()
    assert (alert.trouble, alert.since) == ("ServerTrouble", NOW)
    reminded: list[Alert] = []
    for _ in range(3 * 24 * 6):
        desk.clock.advance(minutes=10)
        desk.read("ServerTrouble")
        news = desk.alerts.look()
        assert [one for one in news.rang if one.kind is AlertKind.SILENT] == []
        reminded += news.reminded
    assert len(reminded) == 3
    desk.clock.advance(minutes=10)
    desk.read(tally=Tally(seen=1, new=1))
    (over,) = desk.alerts.look().over
    assert (over.id, over.state) == (alert.id, AlertState.CLOSED)
    assert desk.alerts.listed() == ()


def test_a_source_that_fails_for_a_moment_rings_nothing(desk: Desk) -> None:
    desk.alerts.look()
    assert desk.minutes(2, "ServerTrouble") + desk.minutes(30) == []


def test_one_look_of_a_command_reckons_with_tries_alone(desk: Desk) -> None:
    for _ in range(2):
        desk.read("ServerTrouble")
        assert desk.fresh().look(once=True).rang == ()
    desk.read("ServerTrouble")
    assert [one.kind for one in desk.fresh().look(once=True).rang] == [AlertKind.SILENT]


def test_an_account_whose_access_ended_is_silent(desk: Desk) -> None:
    with desk.services.workspace.write() as connection:
        accounts.set_state(connection, desk.account.id, TokenState.DEAD)
    (alert,) = desk.fresh().look(once=True).rang
    assert (alert.kind, alert.trouble) == (AlertKind.SILENT, "NotSignedIn")


def test_a_source_that_changed_its_format_is_told(desk: Desk) -> None:
    desk.alerts.look()
    assert desk.minutes(5, tally=Tally(seen=4, failed=4)) == [AlertKind.UNREADABLE]
    assert desk.minutes(5, tally=Tally(seen=4, new=4)) == []
    assert desk.alerts.listed() == ()


def test_a_source_that_answers_and_brings_nothing_where_it_usually_does_is_told(
    desk: Desk,
) -> None:
    desk.alerts.look()
    rang = [kind for _ in range(25) for kind in desk.minutes(60)]
    assert rang == [AlertKind.DRY]
    (alert,) = desk.alerts.listed()
    assert alert.usual == 72
    desk.spread(3)
    assert [one.id for one in desk.alerts.look().over] == [alert.id]


@pytest.mark.parametrize("jump", [timedelta(days=2), timedelta(days=-2), timedelta(days=400)])
def test_a_clock_that_jumps_rings_nothing(desk: Desk, jump: timedelta) -> None:
    desk.alerts.look()
    desk.read("Temporary")
    desk.read("Temporary")
    desk.read("Temporary")
    desk.clock.set(desk.clock.now() + jump)
    assert desk.alerts.look().rang == ()
    for _ in range(12):
        desk.clock.advance(minutes=5)
        desk.read()
        assert desk.alerts.look().rang == ()
    desk.clock.set(desk.clock.now() - jump)
    assert desk.minutes(60) == []


def test_a_machine_that_slept_rings_nothing(desk: Desk) -> None:
    desk.alerts.look()
    desk.read("Temporary")
    desk.read("Temporary")
    desk.read("Temporary")
    desk.clock.advance(hours=9)
    assert desk.alerts.look().rang == ()


def test_without_any_network_one_alarm_stands_for_all_accounts(desk: Desk) -> None:
    others = [add_account(desk.services, f"Other {n}", handle=f"@o{n}") for n in range(3)]
    desk.alerts.look()
    rang: list[Alert] = []
    for _ in range(240):
        desk.clock.advance(minutes=1)
        for account in (desk.account, *others):
            desk.read("Offline", of=account)
        rang += desk.alerts.look().rang
    assert [(one.kind, one.series) for one in rang] == [(AlertKind.OFFLINE, INBOX)]


def test_what_people_make_of_alarms_is_kept(desk: Desk) -> None:
    desk.clock.advance(minutes=45)
    desk.spread(30)
    (alert,) = desk.alerts.look().rang
    desk.alerts.see([alert.id])
    assert desk.alerts.unseen() == 0
    desk.alerts.close([alert.id], "Une coupure d’eau, annoncée.")
    assert desk.alerts.listed() == ()
    (closed,) = desk.alerts.listed(closed=True)
    assert (closed.state, closed.note) == (AlertState.CLOSED, "Une coupure d’eau, annoncée.")
    desk.alerts.reopen([alert.id])
    desk.alerts.note(alert.id, "Encore.")
    assert [one.note for one in desk.alerts.listed()] == ["Encore."]
    rows = list(desk.alerts.table().rows)
    assert rows[0][0] == "spike"
    assert "alert.close" in {one.kind for one in desk.services.journal.acts(5)}


def test_live_values_are_named_as_triggers_name_them(desk: Desk) -> None:
    desk.clock.advance(minutes=45)
    desk.spread(17)
    found = desk.alerts.live_values()
    assert set(found) == set(Live)
    assert (found[Live.VOLUME_1H].value, found[Live.VOLUME_1H].alarm) == (17, 14)
    assert found[Live.BASELINE_1H].value == 3
    assert found[Live.VOLUME_24H].of == 0
    assert found[Live.NEGATIVE_SHARE_24H].value == 0
    assert found[Live.PRESS_MENTIONS_24H].value is None  # nobody watches any press
    mine = desk.alerts.live_values(Series(SeriesKind.ACCOUNT, desk.account.id))
    assert mine[Live.VOLUME_24H].value == found[Live.VOLUME_24H].value


def test_the_curve_of_a_series_knows_what_was_usual(desk: Desk) -> None:
    points = desk.alerts.points(INBOX, hours=24)
    assert len(points) == 24
    assert {(one.count, one.usual, one.alarm, one.known) for one in points} == {(3, 3, 14, True)}
