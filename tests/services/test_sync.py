"""Reading accounts: nothing lost to one bad item, one bad page or one bad account; trouble said in plain words."""

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any, ClassVar

import pytest

from cmworkstation import i18n
from cmworkstation.domain import errors
from cmworkstation.domain.account import Account, AccountHealth, TokenState
from cmworkstation.domain.budget import Budget
from cmworkstation.domain.conversation import Status, View
from cmworkstation.domain.ids import ConversationId
from cmworkstation.domain.message import Item
from cmworkstation.domain.reply import OutboxState
from cmworkstation.sdk.connector import Identity, Page, RawItem, Target
from cmworkstation.sdk.http import Http
from cmworkstation.services.schedule import LONGEST_WAIT_S, Schedule
from cmworkstation.words import of_accounts, problems
from tests.clocks import SetClock
from tests.pretend import START, PretendConnector, _raw
from tests.services.conftest import World
from tests.walking import walked

EVERYTHING = View(status=None)


def health(world: World, account: Account) -> AccountHealth:
    return next(one for one in world.services.accounts.health() if one.account_id == account.id)


def texts(world: World) -> list[str]:
    found = [
        entry.message.text
        for id_ in world.services.inbox.ids(EVERYTHING)
        for entry in world.services.inbox.thread(ConversationId(id_)).entries
    ]
    return sorted(found)


def read_what_is_due(world: World) -> list[str]:
    """Do what the pulse of the window does once; return the names of the accounts that could not be read."""
    failed = []
    for account_id in world.services.schedule.due():
        try:
            for _ in world.services.sync.poll(account_id):
                pass
        except Exception:  # noqa: BLE001 - the pulse survives anything
            failed.append(world.services.accounts.one(account_id).name)
    return failed


class Picky(PretendConnector):
    """Brings all posts in one page and stumbles over what `stumble` names."""

    stumble: ClassVar[dict[str, str]] = {}  # id of a post → how

    def fetch(self, cursors: Mapping[str, str]) -> Iterator[Page]:
        start = int(cursors.get("posts", "0"))
        found = self.server.posts[start:]
        if found:
            yield Page("posts", tuple(map(_raw, found)), str(start + len(found)))

    def parse(self, raw: RawItem) -> Sequence[Item]:
        how = self.stumble.get(raw.native_id, "")
        if how == "unreadable":
            raise errors.Unreadable("no time")
        if how == "bug":
            raise KeyError("created_at")
        if how == "too deep":
            raise RecursionError
        (item,) = super().parse(raw)
        worse: dict[str, dict[str, Any]] = {
            "half a letter": {"text": "Bonjour \ud83d"},
            "half a letter in its name": {"remote_id": "q0\ud83d"},
            "half a letter in its author": {"writer": replace(item.writer, name="N\udfff")},
            "no text at all": {"text": None},
            "no time": {"at": None},
        }
        return (replace(item, **worse.get(how, {})),)


@pytest.fixture
def picky(world: World) -> World:
    Picky.stumble = {}
    world.kind = Picky
    return world


HOW = (
    "unreadable",
    "bug",
    "too deep",
    "half a letter",
    "half a letter in its name",
    "half a letter in its author",
    "no text at all",
    "no time",
)


# ------------------------------------------------------------------------------------------- one bad item


@pytest.mark.parametrize("how", HOW)
def test_the_first_of_fifty_items_is_bad_and_forty_nine_arrive(picky: World, how: str) -> None:
    Picky.stumble = {"q0": how}
    for n in range(50):
        picky.server.write(f"q{n}", f"Question {n} ?", minutes=n)
    account = picky.add_account()
    picky.poll(account)
    assert texts(picky) == sorted(f"Question {n} ?" for n in range(1, 50))
    (kept,) = picky.services.accounts.quarantine(account.id)
    assert json.loads(kept.payload)["text"] == "Question 0 ?"
    assert health(picky, account).quarantined == 1
    assert health(picky, account).trouble == ""
    tally = picky.services.accounts.ledger(account.id)[-1].tally
    assert (tally.seen, tally.new, tally.failed) == (50, 49, 1)
    picky.server.write("q50", "Question 50 ?", minutes=50)
    picky.poll(account)
    assert "Question 50 ?" in texts(picky), "the cursor went on behind the bad item"


@pytest.mark.parametrize("how", HOW)
def test_what_is_still_bad_stays_aside_when_it_is_tried_again(picky: World, how: str) -> None:
    Picky.stumble = {"q0": how, "q1": "bug"}
    picky.server.write("q0", "Question 0 ?")
    picky.server.write("q1", "Question 1 ?", minutes=1)
    account = picky.add_account()
    picky.poll(account)
    del Picky.stumble["q1"]
    tally, changes = walked(picky.services.sync.understand_again(account.id))
    assert (tally.seen, tally.new, tally.failed) == (2, 1, 1)
    assert changes.new_messages == 1
    assert texts(picky) == ["Question 1 ?"]
    Picky.stumble.clear()
    assert walked(picky.services.sync.understand_again(account.id))[0].new == 1
    assert picky.services.accounts.quarantine(account.id) == ()
    assert texts(picky) == ["Question 0 ?", "Question 1 ?"]


def test_a_bad_item_in_a_thread_does_not_hide_its_answers(picky: World) -> None:
    picky.server.write("q0", "Question 0 ?")
    account = picky.add_account()
    picky.poll(account)
    (conversation,) = picky.services.inbox.ids(EVERYTHING)
    Picky.stumble = {"r1": "half a letter"}
    picky.server.write("r1", "Moi aussi.", "q0", minutes=1)
    picky.server.write("r2", "Et moi.", "q0", minutes=2)
    picky.services.sync.refresh_thread(ConversationId(conversation))
    assert texts(picky) == ["Et moi.", "Question 0 ?"]
    assert health(picky, account).quarantined == 1


# ------------------------------------------------------------------------------------------- one bad page


class Stumbling(PretendConnector):
    """Reads two pages of ten and then raises `trouble`, as long as there is any."""

    trouble: ClassVar[Exception | None] = None
    asked: ClassVar[list[str]] = []

    def fetch(self, cursors: Mapping[str, str]) -> Iterator[Page]:
        self.asked.append(cursors.get("posts", ""))
        for read, page in enumerate(super().fetch(cursors), start=1):
            yield page
            if read == 2 and self.trouble:
                raise self.trouble


TROUBLES = (
    errors.Offline("no connection"),
    errors.ServerTrouble("not JSON"),
    errors.RateLimited(retry_after=120),
    errors.NotSignedIn("401"),
    errors.Refused(code="403", words="Not for you"),
    errors.VaultLocked("refused a moment ago"),
    KeyError("created_at"),
    RecursionError(),
)


@pytest.fixture
def stumbling(world: World) -> World:
    Stumbling.trouble = None
    Stumbling.asked = []
    world.kind = Stumbling
    return world


@pytest.mark.fault("F9", "F10")
@pytest.mark.parametrize("trouble", TROUBLES, ids=lambda one: type(one).__name__)
def test_trouble_while_reading_keeps_the_pages_before_and_goes_on_behind_them(
    stumbling: World, trouble: Exception
) -> None:
    for n in range(35):
        stumbling.server.write(f"q{n}", f"Question {n} ?", minutes=n)
    account = stumbling.add_account()
    Stumbling.trouble = trouble
    with pytest.raises(type(trouble)):
        stumbling.poll(account)
    assert len(texts(stumbling)) == 20
    told = health(stumbling, account)
    assert told.trouble == type(trouble).__name__
    assert told.state is TokenState.TROUBLE
    assert stumbling.services.accounts.ledger(account.id)[0].error == type(trouble).__name__
    Stumbling.trouble = None
    stumbling.poll(account)
    assert Stumbling.asked == ["", "20"]
    assert len(texts(stumbling)) == 35
    assert health(stumbling, account).trouble == ""
    assert health(stumbling, account).state is TokenState.VALID


@pytest.mark.fault("F10")
@pytest.mark.parametrize("trouble", TROUBLES, ids=lambda one: type(one).__name__)
@pytest.mark.parametrize("language", ["en", "fr"])
def test_trouble_is_told_in_a_sentence_of_the_persons_language(
    stumbling: World, trouble: Exception, language: str
) -> None:
    for n in range(25):
        stumbling.server.write(f"q{n}", minutes=n)
    account = stumbling.add_account()
    Stumbling.trouble = trouble
    with suppress(Exception):
        stumbling.poll(account)
    i18n.use_language(language)
    said = problems.sentence(health(stumbling, account).trouble)
    assert said.endswith(".")
    assert type(trouble).__name__ not in said
    i18n.use_language("fr" if language == "en" else "en")
    assert problems.sentence(health(stumbling, account).trouble) != said


@pytest.mark.fault("F10")
@pytest.mark.parametrize("only_once", [True, False])
def test_what_a_server_gives_only_once_is_on_the_disk_before_the_next_page_is_asked_for(
    world: World, only_once: bool
) -> None:
    class Forgetful(PretendConnector):
        def fetch(self, cursors: Mapping[str, str]) -> Iterator[Page]:
            yield Page("main", (), "1", only_once=only_once)
            found = world.services.workspace._writer.execute("PRAGMA synchronous").fetchone()
            full.append(found[0])

    full: list[int] = []
    account = world.add_account()
    world.kind = Forgetful
    world.services.platforms.forget(account.id)
    world.poll(account)
    assert full == [2 if only_once else 1]  # FULL and NORMAL


def test_one_broken_account_never_stops_the_others(stumbling: World) -> None:
    for n in range(25):
        stumbling.server.write(f"q{n}", f"Question {n} ?", minutes=n)

    class Broken(Stumbling):
        def fetch(self, cursors: Mapping[str, str]) -> Iterator[Page]:
            if self.name == "Blog":
                raise KeyError("id")
            yield from PretendConnector.fetch(self, cursors)

        def __init__(self, settings: Mapping[str, str], secret: Mapping[str, str], http: Http):
            super().__init__(settings, secret, http)
            self.name = settings.get("name", "")

        def check(self) -> Identity:
            return super().check()

    stumbling.kind = Broken
    first, broken, last = (stumbling.add_account(name) for name in ("Mairie", "Blog", "Musée"))
    with stumbling.services.workspace.write() as connection:
        connection.execute(
            "UPDATE account SET settings=? WHERE id=?", ('{"name": "Blog"}', broken.id)
        )
    stumbling.services.accounts.follow_all()
    for _ in range(3):
        assert read_what_is_due(stumbling) in ([], ["Blog"])
        stumbling.clock.advance(120)
    for good in (first, last):
        assert len(stumbling.services.inbox.ids(View(account_id=good.id))) == 25
        assert health(stumbling, good).last_read_at is not None
        assert health(stumbling, good).trouble == ""
    assert health(stumbling, broken).trouble == "KeyError"
    assert health(stumbling, broken).last_read_at is None
    assert health(stumbling, broken).next_read_at is not None, "it is tried again"


# ------------------------------------------------------------------------------------ progress and cancel


def test_progress_counts_items_and_stopping_keeps_whole_pages(world: World) -> None:
    for n in range(35):
        world.server.write(f"q{n}", minutes=n)
    account = world.add_account()
    assert world.services.schedule.due() == [account.id]
    reading = world.services.sync.poll(account.id)
    assert [next(reading).done, next(reading).done] == [10, 20]
    reading.close()
    assert len(texts(world)) == 20
    told = health(world, account)
    assert told.trouble == "", "stopping is no trouble"
    assert told.next_read_at is not None
    assert told.next_read_at - world.clock.now() < timedelta(seconds=70)
    assert [one.done for one in world.services.sync.poll(account.id)] == [10, 15]
    assert len(texts(world)) == 35


# ----------------------------------------------------------------------------- announced and delivered


class Announcing(PretendConnector):
    """Says how many posts it will send, and keeps some back."""

    missing: ClassVar[int] = 2

    def fetch(self, cursors: Mapping[str, str]) -> Iterator[Page]:
        start = int(cursors.get("posts", "0"))
        found = self.server.posts[start:]
        sent = found[: len(found) - self.missing]
        if found:
            yield Page("posts", tuple(map(_raw, sent)), str(start + len(sent)), len(found))


def test_less_than_announced_is_a_warning_with_both_numbers(world: World) -> None:
    Announcing.missing = 2
    world.kind = Announcing
    for n in range(50):
        world.server.write(f"q{n}", minutes=n)
    account = world.add_account()
    world.poll(account)
    told = health(world, account)
    assert (told.announced, told.delivered) == (50, 48)
    assert of_accounts.shortfall(50, 48) == "The server announced 50 items and sent 48."
    i18n.use_language("fr")
    assert of_accounts.shortfall(50, 48) == "Le serveur a annoncé 50 éléments et en a envoyé 48."
    Announcing.missing = 0
    world.clock.advance(60)
    world.poll(account)
    told = health(world, account)
    assert (told.announced, told.delivered) == (0, 0), "the rest came: the warning is over"
    assert len(texts(world)) == 50


def test_an_announced_page_that_comes_empty_is_a_warning_too(world: World) -> None:
    world.kind = Announcing
    account = world.add_account()
    Announcing.missing = 0
    world.poll(account)
    Announcing.missing = 2
    world.server.write("q0")
    world.server.write("q1")
    world.clock.advance(60)
    world.poll(account)
    assert (health(world, account).announced, health(world, account).delivered) == (2, 0)


# ---------------------------------------------------------------------------------- threads as they are now


def test_edits_and_a_deletion_are_kept_as_revisions_and_a_tombstone(world: World) -> None:
    world.server.write("q0", "Ouvert lundi ?")
    world.server.write("r1", "Moi aussi.", "q0", minutes=1)
    account = world.add_account()
    world.poll(account)
    (found,) = world.services.inbox.ids(EVERYTHING)
    conversation = ConversationId(found)
    for text in ("Ouvert mardi ?", "Ouvert mercredi ?"):
        world.server.posts[0]["text"] = text
        changes = world.services.sync.refresh_thread(conversation)
        assert conversation in changes.conversations
        assert changes.new_messages == 0
    world.server.deleted.add("r1")
    world.services.sync.refresh_thread(conversation)
    first, second = (entry.message for entry in world.services.inbox.thread(conversation).entries)
    assert first.text == "Ouvert mercredi ?"
    assert [one.text for one in world.services.inbox.revisions(first.id)] == [
        "Ouvert lundi ?",
        "Ouvert mardi ?",
    ]
    assert first.deleted_at is None
    assert second.deleted_at == world.clock.now()
    said_before = [one.text for one in world.services.inbox.revisions(second.id)]
    assert "Moi aussi." in [second.text, *said_before], "what was deleted there stays readable here"


def test_what_a_thread_no_longer_shows_is_not_deleted_without_the_servers_word(
    world: World,
) -> None:
    world.server.write("q0", "Ouvert lundi ?")
    world.server.write("r1", "Moi aussi.", "q0", minutes=1)
    account = world.add_account()
    world.poll(account)

    class Forgetful(PretendConnector):
        def thread(self, target: Target) -> Page:
            return Page("", (_raw(self.server.posts[0]),), "")

    world.kind = Forgetful
    world.services.platforms.forget(account.id)
    (found,) = world.services.inbox.ids(EVERYTHING)
    world.services.sync.refresh_thread(ConversationId(found))
    assert all(
        entry.message.deleted_at is None
        for entry in world.services.inbox.thread(ConversationId(found)).entries
    )


def test_reading_a_thread_again_finds_what_a_poll_has_not_brought_yet(world: World) -> None:
    world.server.write("q0", "Ouvert lundi ?")
    account = world.add_account()
    world.poll(account)
    (found,) = world.services.inbox.ids(EVERYTHING)
    world.server.write("r1", "Personne ne sait ?", "q0", minutes=5)
    assert world.services.sync.refresh_thread(ConversationId(found)).new_messages == 1
    world.poll(account)
    assert texts(world) == ["Ouvert lundi ?", "Personne ne sait ?"]


def test_trouble_with_a_thread_changes_nothing(world: World) -> None:
    world.server.write("q0", "Ouvert lundi ?")
    world.poll(world.add_account())
    (found,) = world.services.inbox.ids(EVERYTHING)
    world.server.script.append("offline")
    with pytest.raises(errors.Offline):
        world.services.sync.refresh_thread(ConversationId(found))
    assert texts(world) == ["Ouvert lundi ?"]


# ------------------------------------------------------------------------------------ the state of access


class Guarded(PretendConnector):
    """Says 401 to reading, and to the question who we are, as long as it is told to."""

    reading: ClassVar[list[errors.WorkstationError]] = []  # what happens to the next polls
    dead: ClassVar[bool] = False

    def fetch(self, cursors: Mapping[str, str]) -> Iterator[Page]:
        if self.dead:
            raise errors.NotSignedIn("401")
        if self.reading:
            raise self.reading.pop(0)
        yield from super().fetch(cursors)

    def check(self) -> Identity:
        if self.dead:
            raise errors.NotSignedIn("401")
        return super().check()


@pytest.fixture
def guarded(world: World) -> World:
    Guarded.reading = []
    Guarded.dead = False
    world.kind = Guarded
    return world


@pytest.mark.fault("F10")
def test_a_server_that_was_away_for_a_moment_disconnects_nobody(guarded: World) -> None:
    account = guarded.add_account()
    Guarded.reading = [errors.RateLimited("503", retry_after=30), errors.ServerTrouble("503")]
    for _ in range(2):
        with pytest.raises(errors.Temporary):
            guarded.poll(account)
        assert health(guarded, account).state is TokenState.TROUBLE
    guarded.server.write("q0")
    guarded.poll(account)
    assert health(guarded, account).state is TokenState.VALID
    assert len(texts(guarded)) == 1


@pytest.mark.fault("F10", "F17")
def test_one_401_is_not_believed_while_the_server_still_knows_us(guarded: World) -> None:
    account = guarded.add_account()
    Guarded.reading = [errors.NotSignedIn("401")]
    with pytest.raises(errors.NotSignedIn):
        guarded.poll(account)
    assert health(guarded, account).state is TokenState.TROUBLE
    assert guarded.services.schedule.next_at(account.id) is not None, "it is read again"
    guarded.poll(account)
    assert health(guarded, account).state is TokenState.VALID


@pytest.mark.fault("F10", "F17")
@pytest.mark.parametrize(
    "puzzle",
    [errors.Offline(), errors.ServerTrouble(), KeyError("id")],
    ids=lambda one: type(one).__name__,
)
def test_a_401_that_cannot_be_asked_about_disconnects_nobody(
    guarded: World, puzzle: Exception
) -> None:
    class Puzzling(Guarded):
        def check(self) -> Identity:
            raise puzzle

    account = guarded.add_account()
    guarded.kind = Puzzling
    guarded.services.platforms.forget(account.id)
    Guarded.reading = [errors.NotSignedIn("401")]
    with pytest.raises(errors.NotSignedIn):
        guarded.poll(account)
    assert health(guarded, account).state is TokenState.TROUBLE
    assert health(guarded, account).trouble == "NotSignedIn"
    guarded.poll(account)
    assert health(guarded, account).state is TokenState.VALID


@pytest.mark.fault("F10")
def test_ten_failures_of_one_kind_are_one_line(guarded: World) -> None:
    account = guarded.add_account()
    Guarded.reading = [errors.ServerTrouble("503") for _ in range(10)]
    for _ in range(10):
        guarded.clock.advance(60)
        with pytest.raises(errors.ServerTrouble):
            guarded.poll(account)
    (line,) = guarded.services.accounts.ledger(account.id)
    assert (line.polls, line.error) == (10, "ServerTrouble")
    assert [one.kind for one in guarded.services.journal.acts()] == ["account.add"]


@pytest.mark.fault("F17")
def test_a_revoked_access_keeps_the_queue_and_signing_in_again_lets_it_go(guarded: World) -> None:
    guarded.server.write("q0", "Ouvert lundi ?")
    account = guarded.add_account()
    guarded.poll(account)
    (found,) = guarded.services.inbox.ids(EVERYTHING)
    draft = guarded.services.drafts.begin(ConversationId(found))
    row, _ = guarded.services.outbox.queue(replace(draft, body="Oui."), hold_s=0)
    Guarded.dead = True
    for _ in range(3):
        with pytest.raises(errors.NotSignedIn):
            guarded.poll(account)
    told = health(guarded, account)
    assert (told.state, told.trouble, told.queued) == (TokenState.DEAD, "NotSignedIn", 1)
    assert told.next_read_at is None, "a dead access is not tried again and again"
    assert problems.error(errors.NotSignedIn()).command == "accounts.sign_in"
    guarded.clock.advance(3600)
    assert guarded.services.outbox.due() == {}
    assert guarded.server.requests == 0
    Guarded.dead = False
    signin = guarded.services.signin
    found_there = signin.find("pretend", "pretend.example")
    guarded.services.signin.renew(account.id, signin.finish("pretend", found_there, None, {}))
    assert health(guarded, account).state is TokenState.VALID
    assert guarded.services.schedule.due() == [account.id]
    for rows in guarded.services.outbox.due().values():
        for outbox_id in rows:
            guarded.services.outbox.deliver(outbox_id)
    assert guarded.services.outbox.row(row.id).state is OutboxState.SENT
    assert [post["text"] for post in guarded.server.published] == ["Oui."]


@pytest.mark.parametrize("trouble", [None, errors.ServerTrouble("503")], ids=["good", "bad"])
def test_what_a_person_paused_while_it_was_read_stays_paused(
    guarded: World, trouble: errors.WorkstationError | None
) -> None:
    for n in range(15):
        guarded.server.write(f"q{n}", minutes=n)
    guarded.server.fetch_error = trouble
    account = guarded.add_account()
    reading = guarded.services.sync.poll(account.id)
    next(reading)
    guarded.services.accounts.pause(account.id, paused=True)
    with suppress(errors.ServerTrouble):
        for _ in reading:
            pass
    assert guarded.services.accounts.one(account.id).state is TokenState.PAUSED
    guarded.clock.advance(3600)
    assert guarded.services.schedule.due() == []


# ------------------------------------------------------------------------------------------------ rhythm


@pytest.fixture
def schedule(clock: SetClock) -> Schedule:
    made = Schedule(clock)
    made.follow("a", 60)  # type: ignore[arg-type]
    made.follow("b", 60)  # type: ignore[arg-type]
    return made


def wait_of(schedule: Schedule, clock: SetClock, name: str = "a") -> float:
    at = schedule.next_at(name)  # type: ignore[arg-type]
    assert at is not None
    return (at - clock.now()).total_seconds()


def test_a_new_account_is_read_at_once_and_by_one_lane_only(schedule: Schedule) -> None:
    assert schedule.due() == ["a", "b"]
    assert schedule.due() == []


def test_polls_are_spread_around_their_rhythm(schedule: Schedule, clock: SetClock) -> None:
    waits = set()
    for _ in range(50):
        schedule.succeeded("a")  # type: ignore[arg-type]
        waits.add(wait_of(schedule, clock))
    assert 54 <= min(waits) < 59
    assert 61 < max(waits) <= 66


@pytest.mark.fault("F10")
def test_back_off_grows_with_each_failure_up_to_a_quarter_of_an_hour(
    schedule: Schedule, clock: SetClock
) -> None:
    longest = []
    for _ in range(14):
        schedule.failed("a")  # type: ignore[arg-type]
        longest.append(wait_of(schedule, clock))
        assert 2 <= longest[-1] <= min(LONGEST_WAIT_S, 2 * 2 ** len(longest))
    assert max(longest) > 60
    schedule.succeeded("a")  # type: ignore[arg-type]
    schedule.failed("a")  # type: ignore[arg-type]
    assert wait_of(schedule, clock) <= 4, "one good reading and the patience begins anew"
    assert wait_of(schedule, clock, "b") == 0, "the other account has its own rhythm"


@pytest.mark.fault("F10")
@pytest.mark.parametrize(("asked", "at_least"), [(120.0, 120.0), (7200.0, LONGEST_WAIT_S)])
def test_the_pause_that_a_server_asks_for_is_kept(
    schedule: Schedule, clock: SetClock, asked: float, at_least: float
) -> None:
    schedule.failed("a", asked)  # type: ignore[arg-type]
    assert at_least <= wait_of(schedule, clock) <= LONGEST_WAIT_S


@pytest.mark.fault("F13")
def test_a_jump_of_the_wall_clock_moves_no_poll(schedule: Schedule, clock: SetClock) -> None:
    schedule.due()
    schedule.succeeded("a")  # type: ignore[arg-type]
    clock.set(clock.now() + timedelta(days=3))
    assert schedule.due() == []
    clock.advance(70)
    assert schedule.due() == ["a"]


def test_read_now_hurries_and_leaving_ends(schedule: Schedule, clock: SetClock) -> None:
    schedule.due()
    schedule.failed("a")  # type: ignore[arg-type]
    schedule.succeeded("b")  # type: ignore[arg-type]
    schedule.hurry("b")  # type: ignore[arg-type]
    assert schedule.due() == ["b"]
    schedule.hurry()
    assert schedule.due() == ["a", "b"]
    schedule.leave("a")  # type: ignore[arg-type]
    schedule.failed("a")  # type: ignore[arg-type]
    assert schedule.next_at("a") is None  # type: ignore[arg-type]
    clock.advance(3600)
    assert schedule.due() == ["b"]


@pytest.mark.fault("F10")
def test_reading_now_does_not_break_into_a_pause_that_the_server_asked_for(
    schedule: Schedule, clock: SetClock
) -> None:
    schedule.due()
    schedule.failed("a", 120.0)  # type: ignore[arg-type]
    schedule.succeeded("b", 300.0)  # type: ignore[arg-type]
    for _ in range(12):
        schedule.hurry()
        assert schedule.due() == []
        clock.advance(9)
    clock.advance(20)
    schedule.hurry()
    assert schedule.due() == ["a"]
    clock.advance(180)
    schedule.hurry("b")  # type: ignore[arg-type]
    assert schedule.due() == ["b"]


class Limited(PretendConnector):
    """A server that counts requests."""

    remaining: ClassVar[int] = 300

    def __init__(self, settings: Mapping[str, str], secret: Mapping[str, str], http: Http):
        super().__init__(settings, secret, http)
        self._http = http

    def fetch(self, cursors: Mapping[str, str]) -> Iterator[Page]:
        reset = datetime(2026, 9, 1, 9, 10, tzinfo=UTC)
        self._http._budgets[0] = Budget(300, self.remaining, reset)
        yield from super().fetch(cursors)


@pytest.mark.parametrize(("remaining", "waits"), [(31, False), (30, True), (0, True)])
def test_the_last_tenth_of_the_budget_belongs_to_replies(
    world: World, remaining: int, waits: bool
) -> None:
    assert START.minute == 0
    Limited.remaining = remaining
    world.kind = Limited
    world.server.write("q0")
    account = world.add_account()
    world.poll(account)
    at = world.services.schedule.next_at(account.id)
    assert at is not None
    assert (at >= START + timedelta(minutes=10)) == waits
    (found,) = world.services.inbox.ids(View(status=Status.WAITING_US))
    draft = world.services.drafts.begin(ConversationId(found))
    row, _ = world.services.outbox.queue(replace(draft, body="Oui."), hold_s=0)
    assert world.services.outbox.due() == {account.id: [row.id]}, "a reply does not wait"


# ----------------------------------------------------------------------- a mistake of ours while sending


class Mistaken(PretendConnector):
    """Raises what no connector may raise."""

    def thread(self, target: Target) -> Page:
        raise KeyError("descendants")


def test_a_mistake_in_reading_the_thread_does_not_hold_a_reply_for_ever(world: World) -> None:
    world.server.write("q0", "Ouvert lundi ?")
    world.kind = Mistaken
    account = world.add_account()
    world.poll(account)
    (found,) = world.services.inbox.ids(EVERYTHING)
    draft = world.services.drafts.begin(ConversationId(found))
    row, _ = world.services.outbox.queue(replace(draft, body="Oui."), hold_s=0)
    world.services.outbox.deliver(row.id)
    assert world.services.outbox.row(row.id).state is OutboxState.SENT
    assert len(world.server.published) == 1


def test_a_mistake_in_looking_leaves_the_doubt_and_looks_again_later(world: World) -> None:
    class Blind(PretendConnector):
        def find_sent(self, *args: object, **kwargs: object) -> None:
            raise KeyError("uri")

    world.server.write("q0", "Ouvert lundi ?")
    world.kind = Blind
    world.poll(world.add_account())
    (found,) = world.services.inbox.ids(EVERYTHING)
    draft = world.services.drafts.begin(ConversationId(found))
    row, _ = world.services.outbox.queue(replace(draft, body="Oui."), hold_s=0)
    world.server.script.append("stored")
    world.services.outbox.deliver(row.id)
    world.clock.advance(200)
    world.services.outbox.deliver(row.id)
    assert world.services.outbox.row(row.id).state is OutboxState.UNKNOWN
    assert world.services.outbox.due() == {}, "not again in the next second"
    world.kind = PretendConnector
    world.services.platforms.forget(row.account_id)
    world.clock.advance(600)
    world.services.outbox.deliver(row.id)
    assert world.services.outbox.row(row.id).state is OutboxState.SENT
    assert len(world.server.published) == 1
