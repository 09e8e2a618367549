"""What a server allows: however often a person asks to read now, replies go first and no limit is run into."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from cmworkstation import connectors
from cmworkstation.domain.budget import Budget
from cmworkstation.domain.conversation import View
from cmworkstation.domain.ids import ConversationId
from cmworkstation.domain.reply import OutboxState
from cmworkstation.services.workstation import Services, open_services
from cmworkstation.vault import Vault
from cmworkstation.words import of_accounts
from tests.clocks import SetClock
from tests.connectors.fake_mastodon import FakeMastodon
from tests.connectors.misbehaving import Reply, serving
from tests.journeys.platforms import add_mastodon

LIMIT = 120
WINDOW = timedelta(minutes=5)


class Metered(FakeMastodon):
    """Allows so many requests per window, says what is left, and refuses what is more."""

    clock: SetClock
    allowed = LIMIT
    left = LIMIT
    reset_at = datetime.min.replace(tzinfo=UTC)
    refused = 0

    def answer(
        self, verb: str, target: str, headers: Mapping[str, str], body: bytes
    ) -> Reply | None:
        now = self.clock.now()
        if now >= self.reset_at:
            self.left, self.reset_at = self.allowed, now + WINDOW
        self.left -= 1
        if self.left < 0:
            self.refused += 1
            return 429, {"Content-Type": "application/json", **self._said()}, b"{}"
        found = super().answer(verb, target, headers, body)
        assert found is not None
        status, more, payload = found
        return status, {**more, **self._said()}, payload

    def _said(self) -> dict[str, str]:
        return {
            "X-RateLimit-Limit": str(self.allowed),
            "X-RateLimit-Remaining": str(max(0, self.left)),
            "X-RateLimit-Reset": self.reset_at.isoformat().replace("+00:00", "Z"),
        }


@pytest.fixture
def clock() -> SetClock:
    return SetClock(datetime.now(UTC))


@pytest.fixture
def services(tmp_path: Path, clock: SetClock) -> Iterator[Services]:
    vault = Vault(memory_only=True)
    made = open_services(tmp_path / "w", connectors.loaders(), vault=vault, clock=clock)
    yield made
    made.close()


@pytest.mark.fault("F10")
def test_three_hundred_requests_to_read_now_and_every_reply_leaves_at_once(
    services: Services, clock: SetClock
) -> None:
    with serving(Metered("mastodon", domain="social.example")) as fake:
        assert isinstance(fake, Metered)
        fake.clock = clock
        account = add_mastodon(services, fake)
        for n in range(6):
            fake.write(f"@alma@social.example Question {n} ?", by=f"person{n}@far.example")
        polls = 0
        for turn in range(300):
            services.schedule.hurry()  # somebody keeps F5 pressed
            for account_id in services.schedule.due():
                polls += 1
                for _ in services.sync.poll(account_id):
                    pass
            if turn % 50 == 49:
                number = services.inbox.ids(View())[0]
                draft = services.drafts.begin(ConversationId(number))
                row, _ = services.outbox.queue(replace(draft, body=f"Answer {turn}."), hold_s=0)
                assert services.outbox.due() == {account.id: [row.id]}
                services.outbox.deliver(row.id)
                assert services.outbox.row(row.id).state is OutboxState.SENT, turn
            clock.advance(2)
        assert fake.refused == 0
        assert len(fake.created) == 6
        assert 50 < polls < 200, "reading went on as far as the server allows"


@pytest.mark.parametrize("flavour", ["mastodon", "gotosocial"])
def test_looking_up_what_a_page_answers_leaves_the_share_of_replies_alone_and_loses_nothing(
    services: Services, clock: SetClock, flavour: str
) -> None:
    with serving(Metered(flavour, domain="social.example")) as fake:
        assert isinstance(fake, Metered)
        fake.clock, fake.allowed = clock, 40
        account = add_mastodon(services, fake)
        for _ in services.sync.poll(account.id):
            pass
        for n in range(
            90
        ):  # each mention answers a message of its own, which costs a request to see
            above = fake.write(f"Thought {n}.", by=f"host{n}@far.example")
            fake.write(f"@alma@social.example Question {n} ?", by=f"guest{n}@far.example", to=above)
        budget = Budget(40)
        lowest, polls = 40, 0
        while len(services.inbox.ids(View(), 500)) < 90:
            clock.advance(WINDOW.total_seconds() + 1)
            for _ in services.sync.poll(account.id):
                pass
            polls += 1
            lowest = min(lowest, fake.left)
            assert polls < 20, "reading goes on with each new allowance"
        assert fake.refused == 0
        assert lowest >= budget.reserve() - 1, "the list itself may take one of them"
        assert polls > 2, "one allowance does not reach for all of it"
        rows = services.inbox.rows(services.inbox.ids(View(), 500))
        assert {row.messages for row in rows} == {2}, "each question stands below what it answers"
        assert {row.snippet.split()[-2] for row in rows} == {str(n) for n in range(90)}


def test_what_is_left_and_what_is_kept_is_said_of_the_account(
    services: Services, clock: SetClock
) -> None:
    with serving(Metered("mastodon", domain="social.example")) as fake:
        assert isinstance(fake, Metered)
        fake.clock = clock
        account = add_mastodon(services, fake)
        for _ in services.sync.poll(account.id):
            pass
        (health,) = services.accounts.health()
        budget = health.budget
        assert budget is not None
        assert (budget.limit, budget.remaining, budget.reset_at) == (
            LIMIT,
            fake.left,
            fake.reset_at,
        )
        assert f"{fake.left} of 120 requests left until" in of_accounts.budget(budget, clock.now())
        assert "12 are kept for replies." in of_accounts.budget(budget, clock.now())
        low = of_accounts.budget(replace(budget, remaining=12), clock.now())
        assert low.startswith("Reading pauses until")
        assert "the 12 requests that are left are kept for replies" in low
        clock.advance(WINDOW.total_seconds() + 1)
        (health,) = services.accounts.health()
        assert health.budget is None, "what was said of a time that is over says nothing of now"
