"""Access that ends by itself: renewed before it is used, stored before anything else, and a person is asked last."""

import threading
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any, ClassVar

import pytest

from cmworkstation.domain.account import Account, TokenState
from cmworkstation.domain.conversation import View
from cmworkstation.domain.errors import (
    Ambiguous,
    NotSignedIn,
    Offline,
    Refused,
    ServerTrouble,
    VaultLocked,
)
from cmworkstation.domain.ids import ConversationId
from cmworkstation.domain.reply import OutboxState
from cmworkstation.sdk.connector import Credentials, Found, Identity
from cmworkstation.sdk.http import Http
from cmworkstation.services import renewal
from cmworkstation.vault import Vault
from tests.pretend import START, PretendConnector
from tests.services.conftest import World
from tests.test_vault import Backend, use

HOUR = timedelta(hours=1)
pytestmark = pytest.mark.fault("F17")


class Authority:
    """A server that rotates: each renewal makes the old access and the old refresh token worthless."""

    def __init__(self) -> None:
        self.access, self.refresh = "access-0", "refresh-0"
        self.ends = START + HOUR
        self.turn = 0
        self.asked: list[str] = []  # the refresh tokens that came
        self.lose: list[Exception] = []  # answers that get lost after the server did its work
        self.old_until_used = True  # the old refresh token works until the new access was used
        self.empty_refresh = False
        self.dead = False
        self._before = ""

    def renew(self, refresh: str, now: datetime) -> dict[str, str]:
        self.asked.append(refresh)
        good = refresh == self.refresh or (self.old_until_used and refresh == self._before != "")
        if self.dead or not good:
            raise Refused("400", code="invalid_grant")
        self.turn += 1
        self._before = refresh
        self.access, self.refresh = f"access-{self.turn}", f"refresh-{self.turn}"
        if self.empty_refresh:
            self.refresh = refresh
        self.ends = now + HOUR
        if self.lose:
            raise self.lose.pop(0)
        return {
            "token": self.access,
            "refresh_token": "" if self.empty_refresh else self.refresh,
            "ends_at": str(int(self.ends.timestamp())),
        }

    def use(self, access: str, now: datetime) -> None:
        if self.dead or access != self.access or now >= self.ends:
            raise NotSignedIn("401")
        self._before = ""


class Expiring(PretendConnector):
    """Its access ends after an hour."""

    authority: ClassVar[Authority]
    refreshing: ClassVar[bool] = True

    def __init__(self, settings: Mapping[str, str], secret: Mapping[str, str], http: Http) -> None:
        super().__init__(settings, {}, http)
        self._secret, self._clock = secret, http

    @classmethod
    def finish(cls, http, found: Found, authorisation, answer) -> Credentials:
        one = cls.authority
        more = {"refresh_token": one.refresh} if cls.refreshing else {}
        return Credentials({"token": one.access, "ends_at": str(int(one.ends.timestamp())), **more})

    def check(self) -> Identity:
        self.authority.use(self._secret["token"], self._clock.now())
        return super().check()

    def fetch(self, cursors):
        self.authority.use(self._secret["token"], self._clock.now())
        yield from super().fetch(cursors)

    def thread(self, target):
        self.authority.use(self._secret["token"], self._clock.now())
        return super().thread(target)

    def ends_at(self) -> datetime | None:
        ends = self._secret.get("ends_at", "")
        return datetime.fromtimestamp(int(ends), UTC) if ends else None

    def renewable(self) -> bool:
        return bool(self._secret.get("refresh_token"))

    def renew(self) -> Credentials:
        found = self.authority.renew(self._secret["refresh_token"], self._clock.now())
        return Credentials(found)


@pytest.fixture
def authority() -> Authority:
    Expiring.authority = Authority()
    Expiring.refreshing = True
    return Expiring.authority


@pytest.fixture
def expiring(world: World, authority: Authority) -> World:
    world.kind = Expiring
    return world


def kept(world: World, account: Account) -> dict[str, str]:
    return world.vault.secrets(account.id, "pretend")


def state(world: World, account: Account) -> TokenState:
    return world.services.accounts.one(account.id).state


def test_access_is_renewed_before_it_ends_and_nobody_notices(
    expiring: World, authority: Authority
) -> None:
    account = expiring.add_account()
    expiring.poll(account)
    assert authority.asked == []
    expiring.clock.advance(minutes=59, seconds=30)
    expiring.poll(account)
    assert authority.asked == ["refresh-0"]
    assert kept(expiring, account)["refresh_token"] == "refresh-1"
    assert kept(expiring, account)["token"] == "access-1"
    assert state(expiring, account) is TokenState.VALID
    for _ in range(5):
        expiring.clock.advance(minutes=59, seconds=10)
        expiring.poll(account)
    assert authority.asked == [f"refresh-{n}" for n in range(6)]


def noting(steps: list[str], name: str, real: Callable[..., Any]) -> Callable[..., Any]:
    def noted(*given: Any, **more: Any) -> Any:
        steps.append(name)
        return real(*given, **more)

    return noted


def test_the_new_token_is_stored_before_anything_uses_it(
    expiring: World, authority: Authority, monkeypatch: pytest.MonkeyPatch
) -> None:
    account = expiring.add_account()
    steps: list[str] = []
    for kind, name in ((Vault, "keep"), (Authority, "use")):
        monkeypatch.setattr(kind, name, noting(steps, name, getattr(kind, name)))
    expiring.clock.advance(hours=2)
    expiring.poll(account)
    assert steps[:2] == ["keep", "use"]


def test_an_empty_refresh_token_replaces_nothing(expiring: World, authority: Authority) -> None:
    account = expiring.add_account()
    authority.empty_refresh = True
    for _ in range(3):
        expiring.clock.advance(hours=2)
        expiring.poll(account)
    assert kept(expiring, account)["refresh_token"] == "refresh-0"
    assert authority.asked == ["refresh-0"] * 3


@pytest.mark.parametrize("lost", [ServerTrouble("x"), Ambiguous("x"), Offline("x")], ids=repr)
def test_an_answer_that_was_lost_is_asked_for_once_more_with_the_old_token(
    expiring: World, authority: Authority, lost: Exception
) -> None:
    account = expiring.add_account()
    expiring.clock.advance(hours=2)
    authority.lose = [lost]
    expiring.poll(account)
    assert authority.asked == ["refresh-0", "refresh-0"]
    assert kept(expiring, account)["refresh_token"] == "refresh-2"
    assert state(expiring, account) is TokenState.VALID


def test_a_server_that_cannot_be_reached_disconnects_nobody(
    expiring: World, authority: Authority
) -> None:
    account = expiring.add_account()
    expiring.clock.advance(hours=2)
    authority.lose = [Offline(), Offline()]
    authority.old_until_used = True
    with pytest.raises(Offline):
        expiring.poll(account)
    assert state(expiring, account) is TokenState.TROUBLE
    assert kept(expiring, account)["refresh_token"] == "refresh-0", "nothing was lost"
    expiring.clock.advance(minutes=20)
    expiring.poll(account)
    assert state(expiring, account) is TokenState.VALID


def a_queued_reply(world: World, account: Account) -> str:
    world.server.write("q", "Ouvert lundi ?")
    world.poll(account)
    conversation = ConversationId(world.services.inbox.ids(View())[0])
    draft = replace(world.services.drafts.begin(conversation), body="Oui, dès dix heures.")
    row, _ = world.services.outbox.queue(draft, hold_s=0)
    world.services.outbox.send_now(row.id)
    return str(row.id)


def test_a_lost_answer_to_a_strict_server_ends_in_one_question_and_keeps_the_queue(
    expiring: World, authority: Authority
) -> None:
    account = expiring.add_account()
    row = a_queued_reply(expiring, account)
    authority.old_until_used = False
    expiring.clock.advance(hours=2)
    authority.lose = [ServerTrouble("x")]
    with pytest.raises(NotSignedIn):
        expiring.poll(account)
    assert state(expiring, account) is TokenState.DEAD
    asked = len(authority.asked)
    assert asked <= 4
    expiring.clock.advance(hours=5)
    for _ in range(20):
        assert expiring.services.schedule.due() == []
        assert expiring.services.outbox.due() == {}
    assert len(authority.asked) == asked, "no loop of 401"
    assert expiring.services.outbox.row(row).state in (OutboxState.QUEUED, OutboxState.LATER)  # type: ignore[arg-type]
    (health,) = expiring.services.accounts.health()
    assert (health.trouble, health.queued) == ("NotSignedIn", 1)
    # The person signs in again: the queue goes on by itself.
    authority.ends = expiring.clock.now() + HOUR
    found = expiring.services.signin.find("pretend", "pretend.example")
    signed = expiring.services.signin.finish("pretend", found, None, {})
    expiring.services.signin.renew(account.id, signed)
    expiring.clock.advance(seconds=1)
    assert row in expiring.services.outbox.due()[account.id]
    expiring.services.outbox.deliver(row)  # type: ignore[arg-type]
    assert expiring.services.outbox.row(row).state is OutboxState.SENT  # type: ignore[arg-type]


def test_access_that_was_taken_away_early_is_renewed_without_a_question(
    expiring: World, authority: Authority
) -> None:
    account = expiring.add_account()
    expiring.poll(account)
    authority.access = "another"
    with pytest.raises(NotSignedIn):
        expiring.poll(account)
    assert state(expiring, account) is TokenState.TROUBLE
    assert authority.asked == ["refresh-0"]
    expiring.poll(account)
    assert state(expiring, account) is TokenState.VALID


def test_access_that_only_a_person_can_prolong_is_announced(
    expiring: World, authority: Authority
) -> None:
    Expiring.refreshing = False
    authority.ends = START + timedelta(days=10)
    account = expiring.add_account()
    expiring.poll(account)
    assert state(expiring, account) is TokenState.VALID
    expiring.clock.advance(days=8)
    expiring.poll(account)
    assert state(expiring, account) is TokenState.EXPIRING
    expiring.clock.advance(days=3)
    with pytest.raises(NotSignedIn):
        expiring.poll(account)
    assert state(expiring, account) is TokenState.DEAD
    assert authority.asked == []


def test_a_keyring_that_cannot_store_the_new_token_loses_nothing(
    expiring: World, authority: Authority, monkeypatch: pytest.MonkeyPatch
) -> None:
    account = expiring.add_account()
    expiring.clock.advance(hours=2)
    real = Vault.keep

    def locked(*_: object) -> None:
        raise VaultLocked("locked")

    monkeypatch.setattr(Vault, "keep", locked)
    expiring.poll(account)
    assert state(expiring, account) is TokenState.VALID
    assert kept(expiring, account)["refresh_token"] == "refresh-0"
    monkeypatch.setattr(Vault, "keep", real)
    expiring.services.platforms.forget(account.id)
    expiring.poll(account)
    assert kept(expiring, account)["refresh_token"] == "refresh-1", "stored as soon as it could be"
    assert authority.asked == ["refresh-0"]


def test_two_lanes_renew_once(expiring: World, authority: Authority) -> None:
    account = expiring.add_account()
    expiring.clock.advance(hours=2)
    found: list[str] = []
    gate = threading.Barrier(4)

    def ask() -> None:
        gate.wait()
        connector = expiring.services.platforms.connector(account)
        assert isinstance(connector, Expiring)
        found.append(connector._secret["token"])

    lanes = [threading.Thread(target=ask) for _ in range(4)]
    for one in lanes:
        one.start()
    for one in lanes:
        one.join(10)
    assert found == ["access-1"] * 4
    assert authority.asked == ["refresh-0"]


class Killed(BaseException):
    """The process ends here."""


PLACES = ("renewal.answered", "renewal.kept", "renewal.lost")


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("strict", [False, True], ids=["lenient", "strict"])
def test_killed_at_every_step_the_next_start_goes_on_or_asks_once(
    expiring: World,
    authority: Authority,
    monkeypatch: pytest.MonkeyPatch,
    place: str,
    strict: bool,
) -> None:
    use(Backend())
    expiring.vault = Vault()
    expiring.restart()
    account = expiring.add_account()
    authority.old_until_used = not strict
    authority.lose = [ServerTrouble("x")] if place == "renewal.lost" else []
    expiring.clock.advance(hours=2)
    passed: list[str] = []

    def reach(name: str) -> None:
        passed.append(name)
        if name == place:
            raise Killed

    monkeypatch.setattr(renewal, "reach", reach)
    with pytest.raises(Killed):
        expiring.poll(account)
    assert passed[-1] == place
    monkeypatch.setattr(renewal, "reach", lambda _: None)
    expiring.vault = Vault()  # a new process knows what the keyring holds
    expiring.restart()
    assert kept(expiring, account)["refresh_token"] in ("refresh-0", "refresh-1")
    lost = strict and place != "renewal.kept"
    if lost:  # the server took the old token away, and the new one never arrived
        with pytest.raises(NotSignedIn):
            expiring.poll(account)
        assert state(expiring, account) is TokenState.DEAD
    else:
        expiring.poll(account)
        assert state(expiring, account) is TokenState.VALID
