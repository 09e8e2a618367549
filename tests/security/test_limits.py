"""What servers ask for and what they refuse: waits are kept, capped and shown, and nobody else waits with them."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path

import pytest

from cmworkstation import connectors
from cmworkstation.domain.account import Account, TokenState
from cmworkstation.domain.conversation import View
from cmworkstation.domain.errors import (
    NotSignedIn,
    RateLimited,
    Refused,
    ServerTrouble,
    WorkstationError,
)
from cmworkstation.domain.ids import ConversationId
from cmworkstation.domain.reply import OutboxState
from cmworkstation.sdk.http import Http
from cmworkstation.services.workstation import Services, open_services
from cmworkstation.vault import Vault
from tests.clocks import SetClock
from tests.connectors.fake_mastodon import FakeMastodon
from tests.connectors.misbehaving import Reply
from tests.connectors.misbehaving import serving as serving_mastodon
from tests.journeys.platforms import Site, a_feed, add_feed, add_mastodon, serving

pytestmark = pytest.mark.fault("F10")
NOW = datetime(2026, 9, 1, 9, 0, tzinfo=UTC)
QUARTER = 900.0


class Strict(FakeMastodon):
    """Answers everything about an account with one status, while it is set."""

    verdict: tuple[int, dict[str, str]] | None = None
    asked = 0

    def answer(
        self, verb: str, target: str, headers: Mapping[str, str], body: bytes
    ) -> Reply | None:
        self.asked += 1
        if self.verdict and target.startswith("/api/v1"):
            status, more = self.verdict
            return status, {"Content-Type": "application/json", **more}, b'{"error": "no"}'
        return super().answer(verb, target, headers, body)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> SetClock:
    monkeypatch.setitem(Http.__init__.__kwdefaults__ or {}, "sleep", lambda _: None)
    return SetClock(NOW)


@pytest.fixture
def services(tmp_path: Path, clock: SetClock) -> Iterator[Services]:
    vault = Vault(memory_only=True)
    made = open_services(tmp_path / "w", connectors.loaders(), vault=vault, clock=clock)
    yield made
    made.close()


@pytest.fixture
def strict() -> Iterator[Strict]:
    with serving_mastodon(Strict("mastodon")) as made:
        assert isinstance(made, Strict)
        yield made


@pytest.fixture
def feed() -> Iterator[Site]:
    with serving(Site()) as made:
        made.routes["/feed"] = a_feed("One entry")
        yield made


def poll(services: Services, account: Account) -> None:
    for _ in services.sync.poll(account.id):
        pass


def wait_of(services: Services, account: Account) -> float | None:
    """Return the seconds until an account is read again, as the status area shows it."""
    (found,) = [one for one in services.accounts.health() if one.account_id == account.id]
    return (found.next_read_at - NOW).total_seconds() if found.next_read_at else None


HTTP_DATE = format_datetime(NOW + timedelta(seconds=90), usegmt=True)
PAST = format_datetime(NOW - timedelta(days=1), usegmt=True)
FAR = format_datetime(NOW + timedelta(days=4000), usegmt=True)
# (status, headers of the answer, error, least and longest wait in seconds; None: not read again)
VERDICTS = [
    (429, {"Retry-After": "7"}, RateLimited, 7, QUARTER),
    (429, {"Retry-After": "120"}, RateLimited, 120, 120),
    (429, {"Retry-After": "0"}, RateLimited, 1, 4),
    (429, {"Retry-After": "-5"}, RateLimited, 1, 4),
    (429, {"Retry-After": HTTP_DATE}, RateLimited, 90, 90),
    (429, {"Retry-After": PAST}, RateLimited, 1, 4),
    (429, {"Retry-After": FAR}, RateLimited, QUARTER, QUARTER),
    (429, {"Retry-After": "1000000000"}, RateLimited, QUARTER, QUARTER),
    (429, {"Retry-After": "1e400"}, RateLimited, QUARTER, QUARTER),
    (429, {"Retry-After": "nan"}, RateLimited, 1, 4),
    (429, {"Retry-After": "soon"}, RateLimited, 60, 60),
    (429, {}, RateLimited, 60, 60),
    (429, {"X-RateLimit-Reset": "2026-09-01T09:05:00Z"}, RateLimited, 300, 300),
    (429, {"X-RateLimit-Reset": "9999-01-01T00:00:00Z"}, RateLimited, QUARTER, QUARTER),
    (503, {"Retry-After": "30"}, RateLimited, 30, 30),
    (500, {}, ServerTrouble, 2, 4),
    (502, {}, ServerTrouble, 2, 4),
    (503, {}, ServerTrouble, 2, 4),
    (504, {}, ServerTrouble, 2, 4),
    (403, {}, Refused, 2, 4),
    (401, {}, NotSignedIn, None, None),
]  # fmt: skip


@pytest.mark.parametrize(("status", "headers", "error", "least", "longest"), VERDICTS)
def test_an_account_waits_as_it_was_told_and_the_others_go_on(
    services: Services,
    strict: Strict,
    feed: Site,
    status: int,
    headers: dict[str, str],
    error: type[WorkstationError],
    least: float | None,
    longest: float | None,
) -> None:
    limited, free = add_mastodon(services, strict), add_feed(services, f"{feed.origin}/feed")
    strict.verdict = (status, headers)
    with pytest.raises(error):
        poll(services, limited)
    wait = wait_of(services, limited)
    if least is None or longest is None:
        assert wait is None
        assert services.accounts.one(limited.id).state is TokenState.DEAD
        asked = strict.asked
        assert limited.id not in services.schedule.due(), "no loop of 401"
        assert strict.asked == asked
    else:
        assert wait is not None
        assert least - 1 <= wait <= max(longest, 4.001)
    poll(services, free)
    assert len(services.inbox.ids(View(status=None))) == 1
    assert services.accounts.one(free.id).state is TokenState.VALID


def test_a_pause_is_kept_also_when_a_person_asks_to_read_now(
    services: Services, strict: Strict, feed: Site
) -> None:
    limited, free = add_mastodon(services, strict), add_feed(services, f"{feed.origin}/feed")
    services.schedule.due()
    strict.verdict = (429, {"Retry-After": "600"})
    with pytest.raises(RateLimited):
        poll(services, limited)
    services.schedule.hurry()
    assert services.schedule.due() == [free.id]


def test_a_reply_waits_with_its_account_and_the_others_leave(
    services: Services, strict: Strict, clock: SetClock
) -> None:
    with serving_mastodon(FakeMastodon("mastodon")) as second:
        accounts = [add_mastodon(services, strict, "One"), add_mastodon(services, second, "Two")]
        rows = []
        for server, account in zip((strict, second), accounts, strict=True):
            server.write("@alma@social.example Are you open?", at=NOW - timedelta(hours=1))
            poll(services, account)
            view = View(account_id=account.id)
            draft = services.drafts.begin(ConversationId(services.inbox.ids(view)[0]))
            row, _ = services.outbox.queue(replace(draft, body="Yes, we are."), hold_s=0)
            services.outbox.send_now(row.id)
            rows.append(row)
        strict.verdict = (429, {"Retry-After": "1000000000"})
        for row in rows:
            services.outbox.deliver(row.id)
        held, sent = (services.outbox.row(row.id) for row in rows)
        assert held.state is OutboxState.LATER
        assert held.not_before == NOW + timedelta(seconds=QUARTER)
        assert sent.state is OutboxState.SENT
        strict.verdict = None
        clock.advance(minutes=16)
        services.outbox.deliver(held.id)
        assert services.outbox.row(held.id).state is OutboxState.SENT
        assert len(strict.created) == 1


def test_next_pages_elsewhere_are_not_followed(services: Services) -> None:
    with serving(Site()) as stranger:

        class Luring(FakeMastodon):
            def _page(self, path, found, query, number):
                status, _, page = super()._page(path, found, query, number)
                where = f"{stranger.origin}{path}"
                links = f'<{where}?max_id=9>; rel="next", <{where}?min_id=9>; rel="prev"'
                return status, {"Link": links}, page

        with serving_mastodon(Luring("mastodon")) as luring:
            account = add_mastodon(services, luring)
            luring.write("@alma@social.example Are you open?", at=NOW - timedelta(hours=1))
            for _ in range(2):
                poll(services, account)
        assert len(services.inbox.ids(View(status=None))) == 1
        assert stranger.requests == []
