"""Adding an account and renewing its access: the secret goes to the keyring alone, and the old one is kept until
the new one is safe."""

import threading
from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any, ClassVar
from urllib.request import urlopen

import pytest

from cmworkstation.domain.account import TokenState
from cmworkstation.domain.errors import (
    BadAddress,
    NotAllowed,
    NotSignedIn,
    Offline,
    PlatformMissing,
    RateLimited,
    Refused,
    ServerTrouble,
    VaultLocked,
    VaultMissing,
)
from cmworkstation.sdk.connector import Authorisation, Credentials, Found, Manifest, SignIn
from cmworkstation.sdk.http import Http
from cmworkstation.services.signin import PASTE, SignedIn
from cmworkstation.vault import Vault
from tests.pretend import PretendConnector
from tests.services.conftest import World
from tests.test_vault import Backend, Breaking, use

CANARY = "canary-5b0c77-of-the-sign-in"


class Renewing(PretendConnector):
    """Gives what `secret` says, and can be signed in to in the browser."""

    manifest: ClassVar[Manifest] = replace(PretendConnector.manifest, sign_in=SignIn.BROWSER)
    secret: ClassVar[dict[str, str]] = {}
    refuses: ClassVar[bool] = False
    redirects: ClassVar[list[str]] = []

    @classmethod
    def begin(cls, http: Http, found: Found, redirect_uri: str) -> Authorisation:
        cls.redirects.append(redirect_uri)
        if cls.refuses:
            raise Refused(code="422", words="Redirect not allowed")
        return Authorisation(f"{redirect_uri}?code=abc&state=s1", "s1")

    @classmethod
    def finish(
        cls,
        http: Http,
        found: Found,
        authorisation: Authorisation | None,
        answer: Mapping[str, str],
    ) -> Credentials:
        return Credentials(dict(cls.secret), {"client_id": answer.get("code", "")})


@pytest.fixture
def renewing(world: World) -> World:
    Renewing.secret = {"token": "good", "refresh_token": "first"}
    Renewing.refuses = False
    Renewing.redirects = []
    world.kind = Renewing
    return world


def signed_in(world: World, handle: str = "") -> SignedIn:
    found = world.services.signin.find("pretend", "pretend.example")
    signed = world.services.signin.finish("pretend", found, None, {})
    if handle:
        signed = replace(signed, identity=replace(signed.identity, handle=handle))
    return signed


# ---------------------------------------------------------------------------------------------- the steps


def test_the_wizard_offers_what_can_be_added(world: World) -> None:
    offers = world.services.signin.offers()
    assert [(one.key, one.title, one.sign_in) for one in offers] == [("pretend", "Pretend", "none")]


def test_a_wrong_address_is_refused_before_anything_is_stored(world: World) -> None:
    with pytest.raises(BadAddress):
        world.services.signin.find("pretend", "nowhere.example")
    with pytest.raises(PlatformMissing):
        world.services.signin.find("telegraph", "nowhere.example")
    assert world.services.accounts.listed() == ()


def test_a_wrong_password_is_refused_before_anything_is_stored(world: World) -> None:
    found = world.services.signin.find("pretend", "pretend.example")
    with pytest.raises(NotSignedIn):
        world.services.signin.finish("pretend", found, None, {"password": "wrong"})
    assert world.services.accounts.listed() == ()
    assert world.services.journal.acts() == ()


def test_the_browser_comes_back_to_this_machine_and_the_code_is_taken(renewing: World) -> None:
    found = renewing.services.signin.find("pretend", "pretend.example")
    started = renewing.services.signin.start_browser("pretend", found)
    assert started.url.startswith("http://127.0.0.1:")
    answer: list[Mapping[str, str]] = []
    waiting = threading.Thread(target=lambda: answer.append(started.wait()))
    waiting.start()
    with urlopen(started.url, timeout=5) as page:
        assert page.status == 200
        assert "abc" not in page.read().decode() + page.url
    waiting.join(5)
    assert answer == [{"code": "abc", "state": "s1"}]


def test_a_sign_in_that_is_given_up_ends_its_waiting(renewing: World) -> None:
    found = renewing.services.signin.find("pretend", "pretend.example")
    started = renewing.services.signin.start_browser("pretend", found)
    started.cancel()
    with pytest.raises(NotSignedIn):
        started.wait()


def test_a_server_that_refuses_to_begin_leaves_no_listener_behind(renewing: World) -> None:
    Renewing.refuses = True
    found = renewing.services.signin.find("pretend", "pretend.example")
    with pytest.raises(Refused):
        renewing.services.signin.start_browser("pretend", found)
    # `_nothing_left` in tests/conftest.py fails this test when the listener's thread goes on.
    assert not [one for one in threading.enumerate() if "serve_forever" in one.name]


def test_pasting_a_code_needs_no_listener(renewing: World) -> None:
    found = renewing.services.signin.find("pretend", "pretend.example")
    before = threading.active_count()
    started = renewing.services.signin.start_browser("pretend", found, paste=True)
    assert threading.active_count() == before
    assert (Renewing.redirects, dict(started.wait())) == ([PASTE], {})
    started.cancel()


# -------------------------------------------------------------------------------------- where secrets stay


@pytest.mark.fault("F16")
def test_the_secret_is_in_the_keyring_and_nowhere_in_the_workspace(renewing: World) -> None:
    Renewing.secret = {"token": "good", "refresh_token": CANARY}
    backend = use(Backend())
    renewing.vault = Vault()
    renewing.restart()
    account, changes = renewing.services.signin.add(signed_in(renewing), name=" Ville ")
    assert changes.accounts
    assert account.name == "Ville"
    assert CANARY in backend.entries.values()
    renewing.services.workspace.close()
    for file in renewing.folder.rglob("*"):
        assert not file.is_file() or CANARY.encode() not in file.read_bytes()
    renewing.open()
    assert renewing.vault.secrets(account.id, "pretend")["refresh_token"] == CANARY


@pytest.mark.fault("F16")
@pytest.mark.parametrize("problem", [VaultLocked, VaultMissing])
def test_without_a_keyring_nothing_is_added_until_the_person_chose(
    renewing: World, problem: type[Exception], monkeypatch: pytest.MonkeyPatch
) -> None:
    vault = Vault()

    def refuse(*_: Any) -> None:
        raise problem

    monkeypatch.setattr(vault, "probe", refuse)
    renewing.vault = vault
    renewing.restart()
    signed = signed_in(renewing)
    with pytest.raises(problem):
        renewing.services.signin.add(signed)
    assert renewing.services.accounts.listed() == ()
    vault.use_session_memory()
    account, _ = renewing.services.signin.add(signed)
    assert vault.secrets(account.id, "pretend") == Renewing.secret


@pytest.mark.fault("F16")
def test_an_account_that_cannot_be_stored_leaves_no_secret_behind(
    renewing: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    backend = use(Backend())
    renewing.vault = Vault()
    renewing.restart()
    signed = signed_in(renewing)

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("cmworkstation.store.accounts.add", full)
    with pytest.raises(OSError, match="space"):
        renewing.services.signin.add(signed)
    assert backend.entries == {}
    assert renewing.services.accounts.listed() == ()


# ------------------------------------------------------------------------------------------- the same again


def test_the_same_account_is_not_added_twice(world: World) -> None:
    account = world.add_account()
    with pytest.raises(NotAllowed, match="account-exists"):
        world.services.signin.add(signed_in(world, account.handle.upper()))
    assert len(world.services.accounts.listed()) == 1
    world.services.signin.add(signed_in(world, "@musee@pretend.example"))
    assert len(world.services.accounts.listed()) == 2
    world.services.accounts.remove(account.id)
    world.services.signin.add(signed_in(world))
    assert len(world.services.accounts.listed()) == 2


def test_the_same_feed_is_not_added_twice(world: World) -> None:
    def a_feed(url: str) -> SignedIn:
        signed = signed_in(world)
        return replace(
            signed,
            identity=replace(signed.identity, handle="", name="Journal"),
            found=replace(signed.found, settings={"url": url}),
        )

    world.services.signin.add(a_feed("https://pretend.example/feed"))
    with pytest.raises(NotAllowed, match="account-exists"):
        world.services.signin.add(a_feed("https://pretend.example/feed"))
    world.services.signin.add(a_feed("https://pretend.example/comments"))
    assert len(world.services.accounts.listed()) == 2


# ------------------------------------------------------------------------------------------- a new access


@pytest.mark.fault("F17")
@pytest.mark.parametrize("empty", [{"refresh_token": ""}, {}], ids=["empty", "absent"])
def test_an_empty_refresh_token_never_replaces_a_stored_one(
    renewing: World, empty: dict[str, str]
) -> None:
    account, _ = renewing.services.signin.add(signed_in(renewing))
    Renewing.secret = {"token": "good", "extra": "new", **empty}
    renewing.services.signin.renew(account.id, signed_in(renewing))
    assert renewing.vault.secrets(account.id, "pretend") == {
        "token": "good",
        "refresh_token": "first",
        "extra": "new",
    }
    Renewing.secret = {"token": "good", "refresh_token": "second"}
    renewing.services.signin.renew(account.id, signed_in(renewing))
    assert renewing.vault.secrets(account.id, "pretend")["refresh_token"] == "second"


@pytest.mark.fault("F17")
@pytest.mark.parametrize("changes", range(10))
def test_an_interrupted_renewal_leaves_an_access_that_works(renewing: World, changes: int) -> None:
    backend = Breaking()
    use(backend)
    renewing.vault = Vault()
    renewing.restart()
    account, _ = renewing.services.signin.add(signed_in(renewing))
    old = dict(Renewing.secret)
    Renewing.secret = {"token": "good", "refresh_token": "second" * 200}
    signed = signed_in(renewing)
    backend.left = changes
    interrupted = False
    try:
        renewing.services.signin.renew(account.id, signed)
    except VaultMissing:
        interrupted = True
    assert interrupted or changes >= 5
    backend.left = 10**6
    renewing.vault = Vault()
    renewing.restart()
    assert renewing.vault.secrets(account.id, "pretend") in (old, Renewing.secret)
    renewing.poll(account)
    assert renewing.services.accounts.one(account.id).state is TokenState.VALID


@pytest.mark.fault("F17")
def test_the_new_access_is_stored_before_the_old_one_is_dropped(renewing: World) -> None:
    class Ordered(Backend):
        def __init__(self) -> None:
            super().__init__()
            self.steps: list[str] = []

        def set_password(self, service: str, username: str, password: str) -> None:
            self.steps.append(f"set {password}" if username != "kinds" else "turn")
            super().set_password(service, username, password)

        def delete_password(self, service: str, username: str) -> None:
            self.steps.append(f"drop {self.entries.get((service, username), '')}")
            super().delete_password(service, username)

    backend = Ordered()
    use(backend)
    renewing.vault = Vault()
    renewing.restart()
    account, _ = renewing.services.signin.add(signed_in(renewing))
    backend.steps.clear()
    Renewing.secret = {"token": "good", "refresh_token": "second"}
    renewing.services.signin.renew(account.id, signed_in(renewing))
    steps = backend.steps
    assert steps.index("set second") < steps.index("turn") < steps.index("drop first")


@pytest.mark.fault("F17")
def test_a_renewal_by_somebody_else_changes_nothing(renewing: World) -> None:
    account, _ = renewing.services.signin.add(signed_in(renewing))
    Renewing.secret = {"token": "good", "refresh_token": "of somebody else"}
    with pytest.raises(NotAllowed, match="another-account"):
        renewing.services.signin.renew(account.id, signed_in(renewing, "@musee@pretend.example"))
    assert renewing.vault.secrets(account.id, "pretend")["refresh_token"] == "first"
    assert renewing.services.accounts.one(account.id).settings == account.settings
    assert [act.kind for act in renewing.services.journal.acts()] == ["account.add"]
    renewing.services.signin.renew(account.id, signed_in(renewing, account.handle))
    assert renewing.vault.secrets(account.id, "pretend")["refresh_token"] == "of somebody else"


def test_nothing_of_a_sign_in_shows_its_secret(renewing: World) -> None:
    Renewing.secret = {"token": "good", "refresh_token": CANARY}
    signed = signed_in(renewing)
    assert CANARY not in f"{signed!r} {signed.credentials!r} {renewing.vault!r}"


# ------------------------------------------------------------------------------------- a code to type elsewhere


class ByCode(PretendConnector):
    """Shows a code, and answers each question with the next of `answers`; then it gives access."""

    manifest: ClassVar[Manifest] = replace(PretendConnector.manifest, sign_in=SignIn.DEVICE)
    answers: ClassVar[list[Exception]] = []
    asked: ClassVar[int] = 0

    @classmethod
    def begin(cls, http: Http, found: Found, redirect_uri: str) -> Authorisation:
        ends = http.now() + timedelta(minutes=15)
        return Authorisation(
            "https://pretend.example/device", "", {"device_code": CANARY}, "AB-CD", 0.0, ends
        )

    @classmethod
    def finish(
        cls,
        http: Http,
        found: Found,
        authorisation: Authorisation | None,
        answer: Mapping[str, str],
    ) -> Credentials:
        assert authorisation is not None
        assert authorisation.private == {"device_code": CANARY}
        cls.asked += 1
        if cls.answers:
            raise cls.answers.pop(0)
        return Credentials({"token": "good"})


@pytest.fixture
def by_code(world: World) -> World:
    ByCode.answers, ByCode.asked = [], 0
    world.kind = ByCode
    return world


def test_a_code_is_asked_about_until_it_was_typed_whatever_the_network_does(by_code: World) -> None:
    ByCode.answers = [
        RateLimited("authorization_pending", retry_after=0.0),
        Offline(),
        ServerTrouble(),
        RateLimited("slow_down", retry_after=0.01),
    ]
    signin = by_code.services.signin
    found = signin.find("pretend", "pretend.example")
    started = signin.start_code("pretend", found)
    assert (started.code, started.pastes) == ("AB-CD", False)
    assert CANARY not in repr(started.authorisation)
    signed = signin.finish_code("pretend", found, started)
    assert signed.credentials.secret == {"token": "good"}
    assert ByCode.asked == 5


@pytest.mark.parametrize("error", [NotSignedIn("code-refused"), Refused(code="x")])
def test_a_code_that_was_refused_is_asked_about_no_more(by_code: World, error: Exception) -> None:
    ByCode.answers = [error]
    signin = by_code.services.signin
    found = signin.find("pretend", "pretend.example")
    with pytest.raises(type(error)):
        signin.finish_code("pretend", found, signin.start_code("pretend", found))
    assert ByCode.asked == 1


def test_a_code_that_has_ended_or_was_given_up_is_asked_about_no_more(by_code: World) -> None:
    signin = by_code.services.signin
    found = signin.find("pretend", "pretend.example")
    started = signin.start_code("pretend", found)
    by_code.clock.advance(minutes=15)
    with pytest.raises(NotSignedIn, match="code-expired"):
        signin.finish_code("pretend", found, started)
    again = signin.start_code("pretend", found)
    again.cancel()
    with pytest.raises(NotSignedIn, match="cancelled"):
        signin.finish_code("pretend", found, again)
    assert ByCode.asked == 0
