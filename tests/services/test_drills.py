"""A drill: invented messages come in, everything is played through, and nothing leaves by any way."""

from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest

from cmworkstation.domain.account import Account
from cmworkstation.domain.conversation import Status, View
from cmworkstation.domain.drill import MARK, PLATFORM, Injected
from cmworkstation.domain.errors import Exercise, NotAllowed
from cmworkstation.domain.ids import ConversationId
from cmworkstation.domain.reply import OutboxState, StepNote
from cmworkstation.store import figures
from tests.loopback import listening
from tests.services.conftest import World
from tests.services.test_freezing import queue_in, rounds
from tests.services.test_outbox import account, queue, state

__all__ = ["account"]


@dataclass
class Site:
    """A server that says yes to everything, and what it was asked."""

    origin: str = ""
    seen: list[str] = field(default_factory=list)


@pytest.fixture
def site() -> Iterator[Site]:
    made = Site()

    def answer(verb: str, target: str, *_: object) -> tuple[int, dict[str, str], bytes]:
        made.seen.append(f"{verb} {target}")
        return 200, {"Content-Type": "application/json"}, b"{}"

    with listening(answer) as origin:
        made.origin = origin
        yield made


def invented(count: int) -> list[Injected]:
    return [
        Injected(str(n), f"Personne {n}", f"Le pont est-il fermé ? ({n})") for n in range(count)
    ]


def in_drill(world: World, account: Account, count: int = 30) -> list[int]:
    world.services.drills.begin("Pont", account.id)
    world.services.drills.inject(invented(count))
    homes = world.services.inbox.ids(View(status=None))
    return [one for one in homes if world.services.drills.is_exercise(one)]


def test_a_drill_of_thirty_messages_calls_nobody(world: World, account: Account) -> None:
    real = queue(world)
    homes = in_drill(world, account)
    assert len(homes) == 30
    rows = [queue_in(world, one, f"Réponse {n}.") for n, one in enumerate(homes)]
    before = world.server.requests
    rounds(world)
    assert (world.server.requests, world.server.published) == (before, [])
    assert {state(world, one) for one in rows} == {OutboxState.DROPPED}
    assert world.services.outbox.steps(rows[0].id)[-1].note == StepNote.EXERCISE
    assert state(world, real) is OutboxState.HELD
    world.services.drills.end()
    rounds(world)
    assert [one["text"] for one in world.server.published] == [real.body]


def test_what_was_invented_says_so_in_its_words_and_in_whose_it_is(
    world: World, account: Account
) -> None:
    home = ConversationId(in_drill(world, account, 1)[0])
    (entry,) = world.services.inbox.thread(home).entries
    assert entry.message.text == f"[{MARK}] Le pont est-il fermé ? (0)"
    assert entry.message.author_name.startswith(f"[{MARK}]")
    assert world.services.accounts.one(entry.message.account_id).platform == PLATFORM


def test_after_a_drill_nobody_waits_for_it_and_it_counts_nowhere(
    world: World, account: Account
) -> None:
    before = world.services.inbox.counts()
    home = in_drill(world, account, 3)[0]
    row = queue_in(world, home, "Nous regardons.")
    world.services.drills.end()
    after = world.services.inbox.counts()
    waits = Status.WAITING_US
    assert (after.by_status[waits], after.unread) == (before.by_status[waits], before.unread)
    now = world.clock.now()
    since, until = now.replace(year=2020), now.replace(year=2030)
    written = figures.written(world.services.workspace.read(), since, until)
    assert (written.theirs, written.ours) == (1, 0)
    rounds(world)
    assert (state(world, row), world.server.published) == (OutboxState.DROPPED, [])


def test_what_was_played_tells_when_each_message_was_answered(
    world: World, account: Account
) -> None:
    homes = in_drill(world, account, 2)
    world.clock.advance(90)
    answered = homes[-1]
    queue_in(world, answered, "Nous regardons.")
    drill, _ = world.services.drills.end()
    played = world.services.drills.played(drill.id)
    assert len(played) == 2
    (one,) = [each for each in played if each.answered_at is not None]
    assert (one.conversation_id, one.answer) == (answered, "Nous regardons.")
    assert one.answered_at is not None
    assert (one.answered_at - one.came_at).total_seconds() == 90


def test_a_drill_outlives_the_program_and_there_is_one_at_a_time(
    world: World, account: Account
) -> None:
    row = queue(world)
    drill, _ = world.services.drills.begin("Pont")
    world.restart()
    rounds(world)
    assert (state(world, row), world.server.published) == (OutboxState.HELD, [])
    assert world.services.freezing.standing().drill == drill.id
    with pytest.raises(NotAllowed, match="drill-goes-on"):
        world.services.drills.begin("Encore")
    world.services.drills.end()
    with pytest.raises(NotAllowed, match="no-drill"):
        world.services.drills.inject(invented(1))


def test_a_statement_is_not_let_out_in_a_drill(world: World, account: Account) -> None:
    row = queue(world)
    world.services.drills.begin("Pont")
    world.services.freezing.freeze()
    world.services.thawing.let_out(row.id, "Premier mot")
    rounds(world)
    assert (state(world, row), world.server.published) == (OutboxState.HELD, [])


@pytest.mark.parametrize("verb", ["post", "put", "delete", "upload", "send_file"])
def test_the_network_layer_refuses_whatever_writes(
    world: World, account: Account, site: Site, verb: str
) -> None:
    http = world.services.platforms.http(site.origin)
    made = http.with_credentials(bearer="secret")
    world.services.drills.begin("Pont")
    given: dict[str, tuple[object, ...]] = {"upload": ({}, []), "send_file": ("text/plain", b"x")}
    for one in (http, made):
        with pytest.raises(Exercise):
            getattr(one, verb)("/x", *given.get(verb, ()))
    assert site.seen == []


def test_reading_and_renewing_go_on_in_a_drill(world: World, account: Account, site: Site) -> None:
    http = world.services.platforms.http(site.origin)
    world.services.drills.begin("Pont")
    assert http.get("/x").status == 200
    assert http.post("/token", form={"grant_type": "refresh_token"}, asks=True).status == 200
    with pytest.raises(Exercise):
        http.post("/x", json={})
    world.services.drills.end()
    assert http.post("/x", json={}).status == 200
