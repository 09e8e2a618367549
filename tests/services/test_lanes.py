"""Many lanes at once on one workspace: accounts are read, somebody types and decides, replies leave; all adds up."""

import threading
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace

import pytest

from cmworkstation.domain.account import Account
from cmworkstation.domain.conversation import Order, Status, View
from cmworkstation.domain.ids import ConversationId
from cmworkstation.domain.reply import OutboxState
from cmworkstation.sdk.connector import Page, Target
from cmworkstation.sdk.http import Http
from tests.pretend import PretendConnector, _raw
from tests.services.conftest import World

ACCOUNTS = 4
QUESTIONS = 120  # per account


class Own(PretendConnector):
    """Brings the questions that were asked of this very account, in small pages."""

    def __init__(self, settings: Mapping[str, str], secret: Mapping[str, str], http: Http) -> None:
        super().__init__(settings, secret, http)
        self._name = settings.get("name", "")

    def fetch(self, cursors: Mapping[str, str]) -> Iterator[Page]:
        mine = [one for one in self.server.posts if one["id"].startswith(f"{self._name}-")]
        for start in range(int(cursors.get("posts", "0")), len(mine), 7):
            part = mine[start : start + 7]
            yield Page("posts", tuple(map(_raw, part)), str(start + len(part)))

    def thread(self, target: Target) -> Page:
        here = [one for one in self.server.posts if one["id"] == target.remote_id]
        ours = [one for one in self.server.published if one["parent"] == target.remote_id]
        return Page("", tuple(map(_raw, [*here, *ours])), "")


@pytest.fixture
def accounts(world: World) -> list[Account]:
    world.kind = Own
    made = [world.add_account(f"compte{n}") for n in range(ACCOUNTS)]
    for account in made:
        with world.services.workspace.write() as connection:
            connection.execute(
                "UPDATE account SET settings=? WHERE id=?",
                (f'{{"name": "{account.name}"}}', account.id),
            )
        for n in range(QUESTIONS):
            world.server.write(f"{account.name}-{n}", f"Question {n} ?", minutes=n)
    return made


def at_once(*works: Callable[[], object]) -> None:
    """Run each work on a thread of its own, all begun together; raise what any of them raised."""
    begin = threading.Barrier(len(works))
    raised: list[BaseException] = []

    def run(work: Callable[[], object]) -> None:
        begin.wait()
        try:
            work()
        except BaseException as error:  # noqa: BLE001 - raised again below, on the test's own thread
            raised.append(error)

    threads = [threading.Thread(target=run, args=(work,)) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
        assert not thread.is_alive(), "the lanes wait for each other"
    if raised:
        raise raised[0]


def test_lanes_and_a_person_at_once_lose_and_double_nothing(
    world: World, accounts: list[Account]
) -> None:
    services = world.services
    read_all = threading.Event()
    queued: list[str] = []
    decided: list[int] = []

    def reading(account: Account) -> Callable[[], None]:
        def work() -> None:
            for _ in range(3):
                world.poll(account)

        return work

    def typing() -> None:
        while len(queued) < 12:
            for number in services.inbox.ids(View(order=Order.NEWEST), 3):
                draft = services.drafts.begin(ConversationId(number))
                for body in ("R", "Rép", f"Réponse {number}."):
                    draft, _ = services.drafts.save(replace(draft, body=body))
                row, _ = services.outbox.queue(draft, hold_s=0)
                queued.append(row.id)
                services.inbox.mark_read(ConversationId(number))
                services.inbox.set_status([number], Status.SNOOZED)
        read_all.set()

    def deciding() -> None:
        while not (read_all.is_set() and decided):
            for number in services.inbox.ids(View(order=Order.LONGEST_WAIT), 2):
                if services.inbox.rows([number])[0].status is Status.WAITING_US:
                    _, undo = services.inbox.set_status([number], Status.DONE)
                    services.inbox.undo_status(undo)
                    decided.append(number)
            services.inbox.counts()
            services.inbox.search("question")
            services.accounts.health()

    at_once(*map(reading, accounts), typing, deciding)
    at_once(
        *(
            lambda account=account: [
                services.outbox.deliver(row) for row in services.outbox.due().get(account.id, ())
            ]
            for account in accounts
        ),
        *map(reading, accounts),
    )
    read = services.workspace.read()
    assert read.execute("SELECT count(*) FROM raw_item").fetchone()[0] >= ACCOUNTS * QUESTIONS
    asked = read.execute("SELECT account_no, remote_id FROM message WHERE NOT ours").fetchall()
    assert len(asked) == len(set(asked)) == ACCOUNTS * QUESTIONS
    sent = [one for one in services.outbox.rows() if one.state is OutboxState.SENT]
    assert len(sent) == len(queued) >= 12
    assert set(Counter(one["parent"] for one in world.server.published).values()) == {1}
    assert decided
    assert services.workspace.problems() == []
    assert services.journal.verify().rows >= len(queued) * 2


def test_two_lanes_that_deliver_the_same_reply_send_it_once(
    world: World, accounts: list[Account]
) -> None:
    for account in accounts:
        world.poll(account)
    services = world.services
    for round_ in range(10):
        number = services.inbox.ids(View())[round_]
        draft = services.drafts.begin(ConversationId(number))
        row, _ = services.outbox.queue(replace(draft, body=f"Réponse {round_}."), hold_s=0)
        at_once(*(lambda: services.outbox.deliver(row.id) for _ in range(5)))  # noqa: B023
        assert services.outbox.row(row.id).state is OutboxState.SENT
        assert len(world.server.published) == round_ + 1
