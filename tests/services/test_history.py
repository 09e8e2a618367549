"""Gaps are listed and filled; older messages are fetched as deep as the platform goes, and wait for nobody."""

from collections.abc import Generator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from cmworkstation.domain import errors
from cmworkstation.domain.account import Account, TokenState
from cmworkstation.domain.conversation import Status, View
from cmworkstation.domain.gap import Cause, DepthState, Gap, GapState, How
from cmworkstation.domain.ids import ConversationId
from cmworkstation.sdk.connector import HISTORY, Page
from tests.pretend import PretendConnector
from tests.services.archive import START, ArchiveConnector, archived, minutes, read, settle
from tests.services.conftest import World
from tests.walking import walked

EVERYTHING = View(status=None)
THREE_DAYS = timedelta(days=3)


@pytest.fixture
def archive(world: World) -> World:
    ArchiveConnector.reset()
    world.kind = ArchiveConnector
    return world


@pytest.fixture
def account(archive: World) -> Account:
    archive.server.write("q0", "Ouvert lundi ?")
    made = archive.add_account("mairie")
    read(archive, made)
    return made


def texts(world: World, status: Status | None = None) -> set[str]:
    return {
        row.snippet
        for row in world.services.inbox.rows(world.services.inbox.ids(View(status=status)))
    }


def only_gap(world: World, account: Account) -> Gap:
    (gap,) = world.services.history.gaps(account.id)
    return gap


def ended_gap(world: World, account: Account) -> Gap:
    (gap,) = (gap for gap in world.services.history.gaps(account.id) if gap.until is not None)
    return gap


def oldest_stored(world: World) -> datetime:
    (at,) = (
        world.services.workspace.read()
        .execute("SELECT min(at) FROM message WHERE NOT ours AND NOT context")
        .fetchone()
    )
    return datetime.fromtimestamp(at / 1000, UTC)


# ------------------------------------------------------------------------------------------------ finding gaps


def test_the_clock_moves_three_days_and_exactly_that_interval_is_listed_and_asked_for(
    archive: World, account: Account
) -> None:
    archive.clock.set(START + THREE_DAYS)
    read(archive, account)
    gap = only_gap(archive, account)
    assert (gap.since, gap.until) == (START, START + THREE_DAYS)
    assert (gap.cause, gap.state) == (Cause.ASLEEP, GapState.OPEN)
    settle(archive, account)
    assert set(ArchiveConnector.asked) == {(START, START + THREE_DAYS)}
    gap = only_gap(archive, account)
    assert (gap.state, gap.how, gap.missing) == (GapState.FILLED, How.ASKED, 0)


def test_what_reading_on_did_not_bring_comes_when_the_interval_is_asked_for(
    archive: World, account: Account
) -> None:
    archive.clock.advance(days=3)
    archived(archive, name="lost", text="Et le dimanche ?", minutes=minutes(days=1))
    archive.server.write("q1", "Et mardi ?", minutes=minutes(days=2))
    read(archive, account)
    assert texts(archive) == {"Ouvert lundi ?", "Et mardi ?"}
    settle(archive, account)
    assert texts(archive, Status.WAITING_US) == {"Ouvert lundi ?", "Et mardi ?", "Et le dimanche ?"}
    gap = only_gap(archive, account)
    assert (gap.state, gap.how, gap.seen, gap.missing) == (GapState.FILLED, How.ASKED, 3, 1)
    (row,) = [
        one
        for one in archive.services.inbox.rows(archive.services.inbox.ids(EVERYTHING))
        if one.snippet == "Et le dimanche ?"
    ]
    assert row.unread == 1, "it was written after the account was added: somebody waits"
    assert row.waiting_since == START + timedelta(days=1)


@pytest.mark.parametrize(
    ("minutes_", "is_gap"), [(14.9, False), (15, False), (15.1, True), (60 * 24 * 365, True)]
)
def test_a_gap_is_longer_than_a_quarter_of_an_hour(
    archive: World, account: Account, minutes_: float, is_gap: bool
) -> None:
    archive.clock.advance(minutes=minutes_)
    read(archive, account)
    assert len(archive.services.history.gaps(account.id)) == is_gap


def test_an_hour_of_readings_that_bring_nothing_is_no_gap(archive: World, account: Account) -> None:
    for _ in range(60):
        archive.clock.advance(minutes=1)
        read(archive, account)
    assert archive.services.history.gaps(account.id) == ()


def closed(world: World, _: Account) -> None:
    world.clock.advance(days=1)
    world.restart()


def suspended(world: World, _: Account) -> None:
    world.clock.set(world.clock.now() + timedelta(days=1))


def held_back(world: World, _: Account) -> None:
    world.clock.advance(days=1)


def paused(world: World, account: Account) -> None:
    world.services.accounts.pause(account.id, paused=True)
    world.clock.advance(days=1)
    world.services.accounts.pause(account.id, paused=False)


def failing(error: errors.WorkstationError) -> Any:
    def fail(world: World, account: Account) -> None:
        for _ in range(24):
            world.clock.advance(minutes=10)
            world.server.fetch_error = error
            with pytest.raises(type(error)):
                read(world, account)
        world.server.fetch_error = None
        world.clock.advance(minutes=10)

    fail.__name__ = type(error).__name__
    return fail


@pytest.mark.parametrize(
    ("silence", "cause", "trouble"),
    [
        (closed, Cause.CLOSED, ""),
        (suspended, Cause.ASLEEP, ""),
        (held_back, Cause.WAITED, ""),
        (paused, Cause.PAUSED, ""),
        (failing(errors.Offline()), Cause.OFFLINE, "Offline"),
        (failing(errors.NotSignedIn()), Cause.SIGNED_OUT, "NotSignedIn"),
        (failing(errors.ServerTrouble()), Cause.TROUBLE, "ServerTrouble"),
    ],
)
def test_a_gap_says_why_nothing_was_read(
    archive: World, account: Account, silence: Any, cause: Cause, trouble: str
) -> None:
    before = archive.clock.now()
    silence(archive, account)
    going_on = only_gap(archive, account)
    assert (going_on.id, going_on.until, going_on.state) == (0, None, GapState.OPEN)
    assert (going_on.since, going_on.cause, going_on.trouble) == (before, cause, trouble)
    read(archive, account)
    gap = only_gap(archive, account)
    assert (gap.since, gap.until) == (before, archive.clock.now())
    assert (gap.cause, gap.trouble) == (cause, trouble)


def test_three_days_closed_and_offline_at_the_start_were_closed(
    archive: World, account: Account
) -> None:
    closed(archive, account)
    archive.server.fetch_error = errors.Offline()
    with pytest.raises(errors.Offline):
        read(archive, account)
    archive.server.fetch_error = None
    archive.clock.advance(minutes=2)
    read(archive, account)
    assert only_gap(archive, account).cause is Cause.CLOSED


def test_a_platform_that_cannot_be_asked_is_read_on_from_its_cursor(world: World) -> None:
    world.server.write("q0")
    account = world.add_account("mairie")
    read(world, account)
    world.clock.advance(days=1)
    world.server.write("q1", minutes=minutes(hours=5))
    read(world, account)
    gap = only_gap(world, account)
    assert (gap.state, gap.how) == (GapState.FILLED, How.CURSOR)
    assert world.services.history.due() == []
    assert not world.services.history.depth(account.id).can_ask
    assert PretendConnector is world.kind


# ----------------------------------------------------------------------------------------------- filling gaps


def test_what_the_platform_keeps_no_longer_cannot_be_filled_and_says_from_when_it_keeps(
    archive: World, account: Account
) -> None:
    archive.clock.advance(days=3)
    kept = START + timedelta(days=2)
    ArchiveConnector.kept_from = kept
    archive.server.write("q1", minutes=minutes(days=2))
    read(archive, account)
    settle(archive, account)
    gap = ended_gap(archive, account)
    assert (gap.state, gap.kept_from) == (GapState.UNFILLABLE, kept)
    assert archive.services.history.unsettled() == {}


def test_a_platform_that_lists_all_it_ever_had_leaves_no_doubt(archive: World) -> None:
    account = archive.add_account("mairie")
    read(archive, account)
    archive.clock.advance(days=3)
    archive.server.write("q1", minutes=minutes(days=2))
    read(archive, account)
    settle(archive, account)
    assert ended_gap(archive, account).state is GapState.FILLED


def test_trouble_while_a_gap_is_filled_is_tried_again_with_patience(
    archive: World, account: Account
) -> None:
    archive.clock.advance(days=1)
    read(archive, account)
    ArchiveConnector.trouble = errors.ServerTrouble()
    tries = 0
    for _ in range(3600):
        for account_id in archive.services.history.due():
            tries += 1
            with pytest.raises(errors.ServerTrouble):
                archive.services.history.step(account_id)
        archive.clock.advance(1)
    assert 5 <= tries <= 12
    assert ended_gap(archive, account).state is GapState.OPEN
    assert archive.services.history.unsettled() == {account.id: 1}
    assert archive.services.accounts.one(account.id).state is TokenState.VALID
    ArchiveConnector.trouble = None
    archive.clock.advance(1000)
    settle(archive, account)
    assert ended_gap(archive, account).state is GapState.FILLED


def test_a_server_that_asks_for_patience_gets_it(archive: World, account: Account) -> None:
    archive.clock.advance(days=1)
    read(archive, account)
    ArchiveConnector.trouble = errors.RateLimited(retry_after=300)
    (account_id,) = archive.services.history.due()
    with pytest.raises(errors.RateLimited):
        archive.services.history.step(account_id)
    archive.clock.advance(299)
    assert archive.services.history.due() == []
    archive.clock.advance(2)
    assert archive.services.history.due() == [account.id]


def test_filling_goes_on_after_a_restart_where_it_was(archive: World, account: Account) -> None:
    archive.clock.advance(days=3)
    for n in range(35):
        archived(archive, name=f"lost{n}", text=f"Perdu {n} ?", minutes=minutes(hours=n + 1))
    read(archive, account)
    for _ in range(2):
        archive.services.history.step(account.id)
    assert ended_gap(archive, account).state is GapState.FILLING
    assert ended_gap(archive, account).missing == 20
    archive.restart()
    settle(archive, account)
    gap = ended_gap(archive, account)
    assert (gap.state, gap.missing, gap.seen) == (GapState.FILLED, 35, 36)


def test_a_history_that_turns_in_a_circle_is_given_up_for_a_while(
    archive: World, account: Account
) -> None:
    class Circle(ArchiveConnector):
        def history(
            self, *, since: datetime | None, until: datetime, cursor: str
        ) -> Generator[Page, None, datetime | None]:
            self.asked.append((since, until))
            yield Page(HISTORY, (), {"": "a", "a": "b", "b": "a"}[cursor])
            return None

    archive.clock.advance(days=1)
    read(archive, account)
    archive.kind = Circle
    archive.services.platforms.forget(account.id)
    filling = archive.services.history.fill(ended_gap(archive, account).id)
    assert [next(filling).done, next(filling).done] == [0, 0]
    with pytest.raises(errors.ServerTrouble):
        next(filling)
    assert len(Circle.asked) == 3


# -------------------------------------------------------------------------------------------- older messages


def old_ones(world: World, n: int, days: int = 730) -> None:
    """Let the platform hold messages from before the account was added, evenly spread over `days`."""
    for i in range(n):
        world.server.write(
            f"old{i}", f"Ancienne question {i} ?", minutes=-minutes(days=days) * (n - i) / n
        )
    world.server.posts.sort(key=lambda post: post["at"])


@pytest.fixture
def with_two_years(archive: World, account: Account, monkeypatch: pytest.MonkeyPatch) -> World:
    """Hold two years of older messages behind the cursor of reading."""
    old_ones(archive, 45)
    first = len(archive.server.posts)
    with archive.services.workspace.write() as connection:
        connection.execute("UPDATE cursor SET value=?", (str(first),))
    return archive


def test_two_years_are_fetched_and_the_oldest_date_shown_is_the_oldest_stored(
    with_two_years: World, account: Account
) -> None:
    world = with_two_years
    before = world.services.history.depth(account.id)
    assert before.can_ask
    assert before.oldest_at == START
    steps = list(world.services.history.deepen(account.id, None))
    assert [step.done for step in steps] == sorted(step.done for step in steps)
    depth = world.services.history.depth(account.id)
    assert depth.state is DepthState.DONE
    assert depth.oldest_at == oldest_stored(world) == START - timedelta(days=730)
    assert depth.complete_from == depth.oldest_at
    assert depth.nothing_older
    assert depth.new == 45
    assert len(texts(world)) == 46


def test_older_messages_wait_for_nobody_and_are_found(
    with_two_years: World, account: Account
) -> None:
    world = with_two_years
    unread = world.services.inbox.counts().unread
    changes = walked(world.services.history.deepen(account.id, None))
    assert changes.new_messages == 0, "nobody is told of them"
    assert texts(world, Status.WAITING_US) == {"Ouvert lundi ?"}
    assert world.services.inbox.counts().unread == unread
    rows = world.services.inbox.rows(world.services.inbox.ids(View(status=Status.DONE)))
    assert len(rows) == 45
    assert {(row.unread, row.waiting_since, row.due_at) for row in rows} == {(0, None, None)}
    assert len(world.services.inbox.search("ancienne", 100)) == 45


def test_somebody_who_goes_on_in_an_old_conversation_waits_from_then_on(
    with_two_years: World, account: Account
) -> None:
    world = with_two_years
    for _ in world.services.history.deepen(account.id, None):
        pass
    world.clock.advance(minutes=5)
    world.server.write("new", "Toujours pas de réponse ?", "old3", minutes=4)
    read(world, account)
    (row,) = [
        one
        for one in world.services.inbox.rows(
            world.services.inbox.ids(View(status=Status.WAITING_US))
        )
        if one.messages == 2
    ]
    assert row.waiting_since == START + timedelta(minutes=4)
    assert row.unread == 1


def test_an_old_message_joins_a_conversation_without_making_it_overdue(archive: World) -> None:
    archive.server.write("q0", "Encore moi.", "old", minutes=1)
    archive.clock.advance(minutes=2)
    account = archive.add_account("mairie")
    read(archive, account)
    archived(archive, name="old", text="Il y a un an ?", minutes=-minutes(days=365))
    for _ in archive.services.history.deepen(account.id, None):
        pass
    (row,) = archive.services.inbox.rows(archive.services.inbox.ids(EVERYTHING))
    assert row.messages == 2
    assert row.status is Status.WAITING_US
    assert row.waiting_since == START + timedelta(minutes=1)
    assert row.unread == 1


def test_an_old_conversation_can_be_answered(with_two_years: World, account: Account) -> None:
    world = with_two_years
    for _ in world.services.history.deepen(account.id, None):
        pass
    (found,) = {hit.conversation_id for hit in world.services.inbox.search('"question 7"', 10)}
    draft = world.services.drafts.begin(ConversationId(found))
    row, _ = world.services.outbox.queue(
        replace(draft, body="Bonjour, pardon pour l’attente."), hold_s=0
    )
    world.services.outbox.deliver(row.id)
    assert len(world.server.published) == 1


def test_a_year_is_asked_for_and_no_more_and_what_came_is_not_asked_for_again(
    with_two_years: World, account: Account
) -> None:
    world = with_two_years
    since = START - timedelta(days=365)
    for _ in world.services.history.deepen(account.id, since):
        pass
    midnight = since.replace(hour=0)
    assert set(ArchiveConnector.asked) == {(midnight, START)}
    depth = world.services.history.depth(account.id)
    assert (depth.complete_from, depth.nothing_older) == (midnight, False)
    assert depth.oldest_at == oldest_stored(world)
    ArchiveConnector.asked.clear()
    assert not world.services.history.want(account.id, START - timedelta(days=30))
    assert world.services.history.due() == []
    for _ in world.services.history.deepen(account.id, None):
        pass
    assert set(ArchiveConnector.asked) == {(None, midnight)}
    assert len(texts(world)) == 46


def test_stopped_it_keeps_what_came_and_the_same_wish_goes_on_there(
    with_two_years: World, account: Account
) -> None:
    world = with_two_years
    walk = world.services.history.deepen(account.id, None)
    next(walk)
    walk.close()
    world.services.history.stop(account.id)
    assert world.services.history.due() == []
    depth = world.services.history.depth(account.id)
    assert (depth.state, depth.new) == (DepthState.STOPPED, 9)
    assert depth.oldest_at == oldest_stored(world)
    assert depth.complete_from is None
    for _ in world.services.history.deepen(account.id, None):
        pass
    assert world.services.history.depth(account.id).new == 45
    assert len(texts(world)) == 46


def test_a_wish_survives_a_restart_and_goes_on_by_itself(
    with_two_years: World, account: Account
) -> None:
    world = with_two_years
    world.services.history.want(account.id, None)
    world.services.history.step(account.id)
    world.restart()
    assert world.services.history.depth(account.id).state is DepthState.WANTED
    settle(world, account)
    assert world.services.history.depth(account.id).state is DepthState.DONE
    assert len(texts(world)) == 46


def test_what_waits_today_is_read_before_it_could_be_filed_as_history(archive: World) -> None:
    archive.server.write("q0", "Ouvert lundi ?", minutes=-60)
    account = archive.add_account("mairie")
    archive.services.history.want(account.id, None)
    assert archive.services.history.due() == []
    assert list(archive.services.history.deepen(account.id, None)) == []
    read(archive, account)
    settle(archive, account)
    assert archive.services.history.depth(account.id).state is DepthState.DONE
    assert texts(archive, Status.WAITING_US) == {"Ouvert lundi ?"}


def test_one_page_at_a_time_with_a_pause_between(with_two_years: World, account: Account) -> None:
    world = with_two_years
    world.services.history.want(account.id, None)
    assert world.services.history.due() == [account.id]
    assert world.services.history.due() == [], "a step is under way"
    world.services.history.step(account.id)
    assert world.services.history.due() == []
    world.clock.advance(1)
    assert world.services.history.due() == [account.id]


@pytest.mark.parametrize("state", [TokenState.PAUSED, TokenState.DEAD])
def test_an_account_that_is_not_read_is_not_asked(
    with_two_years: World, account: Account, state: TokenState
) -> None:
    world = with_two_years
    world.services.history.want(account.id, None)
    with world.services.workspace.write() as connection:
        connection.execute("UPDATE account SET state=?", (state,))
    assert world.services.history.due() == []


def test_what_was_edited_meanwhile_is_a_revision_and_what_was_deleted_a_tombstone(
    archive: World, account: Account
) -> None:
    archive.server.write("q1", "Ouvert mardi ?", minutes=1)
    archive.clock.advance(minutes=2)
    read(archive, account)
    archive.server.posts[0] = {**archive.server.posts[0], "text": "Ouvert lundi matin ?"}
    ArchiveConnector.gone = ("q1",)
    archive.clock.advance(days=1)
    read(archive, account)
    with archive.services.workspace.write() as connection:
        connection.execute("UPDATE gap SET since=since - 120000")
    settle(archive, account)
    by_id = {
        entry.message.remote_id: entry.message
        for status in Status
        for id_ in archive.services.inbox.ids(View(status=status))
        for entry in archive.services.inbox.thread(ConversationId(id_)).entries
    }
    assert (by_id["q0"].text, by_id["q0"].revisions) == ("Ouvert lundi matin ?", 1)
    assert by_id["q1"].deleted_at is not None


def test_looking_back_is_no_reading(with_two_years: World, account: Account) -> None:
    world = with_two_years
    read_at = next(one.last_read_at for one in world.services.accounts.health())
    world.clock.advance(minutes=10)
    for _ in world.services.history.deepen(account.id, None):
        pass
    assert next(one.last_read_at for one in world.services.accounts.health()) == read_at
    lines = world.services.accounts.ledger(account.id)
    assert [line.tally.new for line in lines if line.stream == HISTORY] == [6, 10, 10, 10, 9]
