"""A client that a person registered: its secret in the keyring alone, its address where the browser comes back to."""

import socket
from collections.abc import Mapping
from dataclasses import replace
from typing import ClassVar

import pytest

from cmworkstation.domain.errors import Refused
from cmworkstation.sdk.connector import (
    Authorisation,
    Credentials,
    Found,
    Manifest,
    OwnClient,
    SignIn,
)
from cmworkstation.sdk.http import Http
from cmworkstation.services.signin import NOBODY_LISTENS, SignedIn
from cmworkstation.store import settings
from tests.pretend import PretendConnector
from tests.services.conftest import World

CANARY = "canary-91f3-of-the-client"


class Own(PretendConnector):
    """Wants a client of one's own."""

    manifest: ClassVar[Manifest] = replace(
        PretendConnector.manifest,
        sign_in=SignIn.BROWSER,
        own_client=OwnClient(("read", "write")),
        experimental=True,
    )
    began: ClassVar[list[tuple[str, Mapping[str, str]]]] = []

    @classmethod
    def begin(cls, http: Http, found: Found, redirect_uri: str) -> Authorisation:
        cls.began.append((redirect_uri, found.private))
        return Authorisation(f"{redirect_uri}?code=abc&state=s1", "s1")

    @classmethod
    def finish(
        cls,
        http: Http,
        found: Found,
        authorisation: Authorisation | None,
        answer: Mapping[str, str],
    ) -> Credentials:
        return Credentials({"token": "good"})


@pytest.fixture
def own(world: World, monkeypatch: pytest.MonkeyPatch) -> World:
    monkeypatch.setattr(Own, "began", [])
    world.kind = Own
    return world


def registered(monkeypatch: pytest.MonkeyPatch, redirect: str) -> None:
    client = OwnClient(("read",), redirect)
    monkeypatch.setattr(Own, "manifest", replace(Own.manifest, own_client=client))


def found_with_client(world: World, secret: str = CANARY, redirect: str = "") -> Found:
    found = world.services.signin.find("pretend", "pretend.example")
    return world.services.signin.with_client(found, "client-7", secret, redirect)


def signed_in(world: World, found: Found) -> SignedIn:
    return world.services.signin.finish("pretend", found, None, {"code": "abc"})


def test_the_client_s_secret_goes_to_the_keyring_alone_and_its_id_into_the_settings(
    own: World,
) -> None:
    found = found_with_client(own)
    assert CANARY not in repr(found)
    account, _ = own.services.signin.add(signed_in(own, found))
    assert own.vault.secrets(account.id, "pretend") == {"token": "good", "client_secret": CANARY}
    assert own.services.accounts.one(account.id).settings["client_id"] == "client-7"
    own.services.workspace.close()
    kept = b"".join(one.read_bytes() for one in own.folder.rglob("*") if one.is_file())
    assert CANARY.encode() not in kept
    own.open()


def test_the_offer_says_what_to_register(own: World) -> None:
    (offer,) = own.services.signin.offers()
    assert (offer.own_client, offer.scopes, offer.redirect) == (True, ("read", "write"), "")
    assert (offer.has_secret, offer.experimental) == (True, True)


def test_a_new_client_takes_the_place_of_the_old_one_when_signing_in_again(own: World) -> None:
    account, _ = own.services.signin.add(signed_in(own, found_with_client(own)))
    found = own.services.signin.find("pretend", "pretend.example")
    another = own.services.signin.with_client(found, "client-8", "new secret", of=account)
    own.services.signin.renew(account.id, signed_in(own, another))
    assert own.services.accounts.one(account.id).settings["client_id"] == "client-8"
    assert own.vault.secrets(account.id, "pretend")["client_secret"] == "new secret"


def test_an_empty_secret_means_the_present_one_and_never_that_of_another_client(own: World) -> None:
    account, _ = own.services.signin.add(signed_in(own, found_with_client(own)))
    found = own.services.signin.find("pretend", "pretend.example")
    same = own.services.signin.with_client(found, "client-7", of=account)
    assert dict(same.private) == {"client_secret": CANARY}
    assert dict(own.services.signin.with_client(found, "client-8", of=account).private) == {}
    assert dict(own.services.signin.with_client(found, "client-7").private) == {}


def test_the_browser_comes_back_to_the_very_address_that_was_registered(
    own: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    registered(monkeypatch, f"http://127.0.0.1:{port}/back")
    started = own.services.signin.start_browser("pretend", found_with_client(own))
    started.cancel()
    assert Own.began[-1][0] == f"http://127.0.0.1:{port}/back"
    assert not started.pastes


def test_a_port_that_another_program_has_is_told(
    own: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        registered(monkeypatch, f"http://127.0.0.1:{taken.getsockname()[1]}/back")
        with pytest.raises(Refused) as refused:
            own.services.signin.start_browser("pretend", found_with_client(own))
    assert refused.value.code == "port-taken"


def test_where_no_platform_comes_back_to_this_machine_the_person_pastes_the_address(
    own: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    registered(monkeypatch, "https://localhost/")
    started = own.services.signin.start_browser("pretend", found_with_client(own))
    assert started.pastes
    own.services.signin.start_browser(
        "pretend", found_with_client(own, redirect="https://ormaie.test/back")
    )
    assert [one for one, _ in Own.began] == ["https://localhost/", "https://ormaie.test/back"]


def test_an_address_can_be_pasted_where_a_loopback_is_registered_too(own: World) -> None:
    started = own.services.signin.start_browser("pretend", found_with_client(own), paste=True)
    assert started.pastes
    assert Own.began[-1][0] == NOBODY_LISTENS


# ------------------------------------------------------------------------------------------ what nobody saw


def test_an_experimental_platform_stays_so_until_somebody_says_that_it_works(own: World) -> None:
    trials = own.services.trials
    assert trials.unconfirmed("pretend") == "Pretend"
    trials.confirm("pretend")
    assert (trials.unconfirmed("pretend"), trials.title("pretend")) == ("", "Pretend")
    trials.confirm("pretend", works=False)
    assert trials.unconfirmed("pretend") == "Pretend"
    kinds = [one.kind for one in own.services.journal.acts()]
    assert kinds == ["platform.doubt", "platform.confirm"]


def test_a_word_that_changes_nothing_is_not_written_down(own: World) -> None:
    own.services.trials.confirm("pretend", works=False)
    assert own.services.journal.acts() == ()
    assert settings.value(own.services.workspace.read(), "confirmed_platforms") == ""


def test_a_platform_that_is_not_installed_is_no_experiment(own: World) -> None:
    assert own.services.trials.unconfirmed("telegraph") == ""
