"""Pictures of messages: only when asked for, only pictures, and never with our credentials."""

import pytest

from cmworkstation.domain.errors import BadAddress, Gone, Refused
from cmworkstation.domain.ids import AccountId
from cmworkstation.resources.demo import pictures as drawn
from cmworkstation.services.pictures import is_picture
from tests.builders_workspace import a_workstation, add_account
from tests.loopback import listening

PNG = drawn.draw("https://media.example/1/a.jpg")


class Site:
    """A server with a picture, pages that say they are one, and a memory of who asked how."""

    def __init__(self):
        self.url = ""
        self.asked: list[tuple[str, str]] = []

    def answer(self, _verb, target, headers, _body):
        self.asked.append((target, headers.get("Authorization", "")))
        found = {"/cat.png": PNG, "/page.png": b"<html>", "/cat.svg": b"<svg onload='x()'/>"}
        body = found.get(target, b"")
        return (200 if body else 404), {"Content-Type": "image/png"}, body


@pytest.fixture
def site():
    made = Site()
    with listening(made.answer) as made.url:
        yield made


@pytest.fixture
def services(tmp_path):
    made = a_workstation(tmp_path / "w")
    yield made
    made.close()


def test_a_picture_on_the_accounts_own_server_is_read_without_credentials(services, site):
    account = add_account(services, server=site.url)
    services.vault.keep(account.id, account.platform, {"token": "canary-token"})
    assert services.pictures.fetch(account.id, f"{site.url}/cat.png") == PNG
    assert site.asked == [("/cat.png", "")]


@pytest.mark.parametrize("path", ["/page.png", "/cat.svg"])
def test_what_only_calls_itself_a_picture_is_refused(services, site, path):
    account = add_account(services, server=site.url)
    with pytest.raises(Refused):
        services.pictures.fetch(account.id, site.url + path)


def test_a_picture_that_is_gone_is_said_to_be_gone(services, site):
    account = add_account(services, server=site.url)
    with pytest.raises(Gone):
        services.pictures.fetch(account.id, f"{site.url}/none.png")


@pytest.mark.parametrize(
    "url", ["http://media.example/cat.png", "file:///etc/hostname", "data:image/png;base64,xx", ""]
)
def test_an_unsafe_address_is_not_asked(services, site, url):
    account = add_account(services, server="https://social.example")
    with pytest.raises(BadAddress):
        services.pictures.fetch(account.id, url)


def test_a_stranger_cannot_name_an_address_in_the_private_network(services, site):
    account = add_account(services, server="https://social.example")
    with pytest.raises(BadAddress):
        services.pictures.fetch(account.id, site.url.replace("http:", "https:") + "/cat.png")
    assert site.asked == []


def test_an_account_whose_address_only_begins_alike_opens_no_door(services, site):
    account = add_account(services, server=site.url[:-1])
    with pytest.raises(BadAddress):
        services.pictures.fetch(account.id, f"{site.url}/cat.png")
    assert site.asked == []


def test_an_unknown_account_is_a_key_error(services):
    with pytest.raises(KeyError):
        services.pictures.fetch(AccountId("nobody"), "https://media.example/cat.png")


def test_what_is_a_picture_is_known_by_its_beginning():
    assert is_picture(PNG)
    assert is_picture(b"RIFF1234WEBPVP8 ")
    assert not is_picture(b"RIFF1234WAVEfmt ")
    assert not is_picture(b"")


def test_the_demonstration_draws_the_same_picture_for_the_same_address():
    assert drawn.draw("https://media.example/1/a.jpg") == PNG
    assert drawn.draw("https://media.example/2/a.jpg") != PNG
