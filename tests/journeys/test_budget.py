"""What a server allows: however often a person asks to read now, replies go first and no limit is run into."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from cmworkstation import connectors
from cmworkstation.domain.conversation import View
from cmworkstation.domain.ids import ConversationId
from cmworkstation.domain.reply import OutboxState
from cmworkstation.services.workstation import Services, open_services
from cmworkstation.vault import Vault
from tests.clocks import SetClock
from tests.connectors.fake_mastodon import FakeMastodon
from tests.connectors.misbehaving import Reply, serving
from tests.journeys.platforms import add_mastodon

LIMIT = 120
WINDOW = timedelta(minutes=5)


class Metered(FakeMastodon):
    """Allows so many requests per window, says what is left, and refuses what is more."""

    clock: SetClock
    left = LIMIT
    reset_at = datetime.min.replace(tzinfo=UTC)
    refused = 0

    def answer(
        self, verb: str, target: str, headers: Mapping[str, str], body: bytes
    ) -> Reply | None:
        now = self.clock.now()
        if now >= self.reset_at:
            self.left, self.reset_at = LIMIT, now + WINDOW
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
            "X-RateLimit-Limit": str(LIMIT),
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
