"""What the crisis desk measures beyond numbers of messages, and what it does on a machine whose clock is wrong."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from cmworkstation.domain.debrief import Uttered
from cmworkstation.domain.ids import ConversationId
from cmworkstation.services.workstation import Services
from cmworkstation.words import desk as words
from tests.builders_alerts import ring
from tests.builders_workspace import NOW, a_message, a_workstation, add_account, receive
from tests.clocks import SetClock
from tests.services.test_crises import LEVELS, WHY
from tests.ui.composer.conftest import CHARTER

BATCH = LEVELS.replace('action = "reply"', 'action = "restore"', 1).replace(
    'enter_by = ["desk", "head"]',
    'enter_by = ["desk", "head"]\ntriggers = ["complaints_same_batch >= 3", "query_1h >= 3 * query_baseline_1h"]',
)
COMPLAINED = (
    "There is glass in my sack of oats number 24, the brown one",
    "My sack of oats number 25 has glass in it, the brown one too",
    "Glass in the brown sack of oats!",
    "The parcel came two weeks late and nobody answers the telephone",
)


@pytest.fixture
def clock() -> SetClock:
    return SetClock(NOW)


@pytest.fixture
def services(tmp_path: Path, clock: SetClock) -> Iterator[Services]:
    made = a_workstation(tmp_path / "w", clock)
    text = CHARTER + BATCH
    charter, _ = made.charters.save(text)
    made.charters.assign(add_account(made).id, charter)
    yield made
    assert made.journal.verify().problems == ()
    made.close()


def complain(services: Services, *texts: str) -> list[int]:
    account = services.accounts.listed()[0]
    items = [a_message(f"c{n}", text, 1 + n / 100) for n, text in enumerate(texts)]
    homes = receive(services, account, items)
    for home in homes:
        services.triage.choose(ConversationId(home), "complaint")
    return homes


def measured(services: Services) -> dict[str, object]:
    live = services.triggers.look("shop")
    assert live is not None
    return dict(live.values)


def test_complaints_that_say_much_the_same_are_counted_together(services: Services) -> None:
    assert measured(services)["complaints_same_batch"] == 0
    complain(services, *COMPLAINED)
    assert measured(services)["complaints_same_batch"] == 3
    live = services.triggers.look("shop")
    assert live is not None
    assert live.proposal is not None
    assert (
        words.trigger(live.proposal)
        == "Complaints of a day that say much the same: 3, counts from 3"
    )


def test_complaints_that_have_nothing_in_common_are_one_each(services: Services) -> None:
    complain(services, COMPLAINED[0], COMPLAINED[3])
    assert measured(services)["complaints_same_batch"] == 1


def test_the_loudest_query_of_the_watch_speaks_for_a_level(
    services: Services, clock: SetClock
) -> None:
    assert "query_1h" not in measured(services)  # nothing is watched
    clock.advance(hours=3)
    ring(services)
    clock.set(NOW + timedelta(hours=1))
    values = measured(services)
    assert values["query_1h"] == 18
    assert values["query_baseline_1h"] == 3
    live = services.triggers.look("shop")
    assert live is not None
    assert live.proposal is not None


def test_a_crisis_of_one_charter_asks_nobody_of_another_one(services: Services) -> None:
    (mine,) = complain(services, COMPLAINED[0])
    other = add_account(services, "Elsewhere")
    receive(services, other, [a_message("e", "When do you open?", 2)])
    assert len(services.desk.questions()) == 2
    services.crises.declare("shop", "watch", WHY)
    assert [one.id for one in services.desk.questions(services.desk.current())] == [mine]


def test_a_crisis_begun_on_a_machine_whose_clock_is_a_day_ahead_takes_the_time_that_it_took(
    services: Services, clock: SetClock
) -> None:
    services.desk.pulse()
    clock.set(NOW + timedelta(days=1))  # wrong, and nobody knows
    services.desk.pulse()
    services.crises.declare("shop", "storm", WHY)
    clock.advance(minutes=10)
    services.desk.note("We close until noon")
    clock.set(NOW + timedelta(minutes=11))  # put right
    services.desk.pulse()
    clock.advance(minutes=20)
    services.desk.note("We open again")
    services.crises.declare("shop", "", "The bridge is open again")
    found = services.debriefs.of(services.desk.episodes()[0].id)
    kinds = [one.kind for one in found.log]
    assert kinds == ["crisis.declare", "crisis.note", "crisis.clock", "crisis.note", "crisis.end"]
    assert [one.behind for one in found.log] == [False, False, True, False, False]
    assert found.figures.length == pytest.approx(timedelta(minutes=30), abs=timedelta(minutes=2))


def test_what_was_agreed_is_reminded_of_once_a_day_from_the_day_before(
    services: Services, clock: SetClock
) -> None:
    services.crises.declare("shop", "storm", WHY)
    services.crises.declare("shop", "", "The bridge is open again")
    (episode,) = services.desk.episodes()
    due = NOW.date() + timedelta(days=3)
    services.debriefs.agree(
        episode.id, "Print the roster", "Ada", date(due.year, due.month, due.day)
    )
    assert services.debriefs.remind() == ()
    clock.advance(days=2)
    assert [one.words for one in services.debriefs.remind()] == ["Print the roster"]
    assert services.debriefs.remind() == ()
    clock.advance(days=1)
    (agreed,) = services.debriefs.remind()
    clock.advance(days=1)
    services.debriefs.done(agreed.id)
    assert services.debriefs.remind() == ()


def test_the_report_says_what_was_said_where_and_to_whom(
    services: Services, clock: SetClock
) -> None:
    (home,) = complain(services, COMPLAINED[0])
    services.crises.declare("shop", "watch", WHY)
    draft = replace(services.drafts.begin(ConversationId(home)), body="We look into it today.")
    row, _ = services.by_hand.begin(draft)
    services.by_hand.hand_out(row.id)
    clock.advance(minutes=2)
    services.by_hand.posted(row.id, nowhere=True)
    (episode,) = services.desk.episodes()
    (said,) = services.debriefs.of(episode.id).uttered
    name = services.accounts.listed()[0].name
    assert said == Uttered(clock.now(), name, row.target_author, "We look into it today.")
