"""Files of messages: only when asked for, only to where a person said, and never with our credentials."""

from dataclasses import replace
from typing import Any

import pytest

from cmworkstation.domain.conversation import View
from cmworkstation.domain.errors import BadAddress, Gone, Refused, ServerTrouble
from cmworkstation.domain.ids import AccountId, ConversationId
from cmworkstation.domain.message import Attachment, Message, attachment_kind
from cmworkstation.resources.demo import papers
from cmworkstation.resources.demo import pictures as drawn
from cmworkstation.services import attachments
from cmworkstation.services.attachments import free_name, is_picture, mark_as_foreign
from cmworkstation.services.workstation import Services
from tests.builders_workspace import a_message, a_workstation, add_account, receive
from tests.loopback import listening

PNG = drawn.draw("https://media.example/1/a.jpg")


class Site:
    """A server with a picture, pages that say they are one, and a memory of who asked how."""

    def __init__(self):
        self.url = ""
        self.asked: list[tuple[str, str]] = []

    def answer(self, _verb, target, headers, _body):
        self.asked.append((target, headers.get("Authorization", "")))
        if target == "/moved.png":
            return 302, {"Location": f"{self.url}/cat.png"}, b""
        if target == "/round.png":
            return 302, {"Location": f"{self.url}/round.png"}, b""
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


@pytest.fixture
def folder(tmp_path):
    made = tmp_path / "saved"
    made.mkdir()
    return made


def a_message_with(services: Services, server: str, *files: Attachment) -> Message:
    """Return a message with files, as the store keeps it."""
    account = add_account(services, server=server)
    services.vault.keep(account.id, account.platform, {"token": "canary-token"})
    receive(services, account, [a_message("m1", "Look", 1, attachments=files)])
    conversation = ConversationId(services.inbox.ids(View())[0])
    return services.inbox.thread(conversation).entries[0].message


def picture(services: Services, server: str, url: str) -> bytes:
    one = Attachment("image", url)
    return services.attachments.picture(a_message_with(services, server, one), one)


def names(folder) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


# ------------------------------------------------------------------------------------------------- showing


@pytest.mark.parametrize("path", ["/cat.png", "/moved.png"])
def test_a_picture_on_the_accounts_own_server_is_read_without_credentials(services, site, path):
    assert picture(services, site.url, site.url + path) == PNG
    assert site.asked[-1] == ("/cat.png", "")


@pytest.mark.parametrize("path", ["/page.png", "/cat.svg"])
def test_what_only_calls_itself_a_picture_is_refused(services, site, path):
    with pytest.raises(Refused):
        picture(services, site.url, site.url + path)


def test_a_picture_that_is_gone_is_said_to_be_gone(services, site):
    with pytest.raises(Gone):
        picture(services, site.url, f"{site.url}/none.png")


def test_a_picture_that_leads_in_a_circle_is_given_up(services, site):
    with pytest.raises(ServerTrouble):
        picture(services, site.url, f"{site.url}/round.png")
    assert len(site.asked) == 6


@pytest.mark.parametrize(
    "url", ["http://media.example/cat.png", "file:///etc/hostname", "data:image/png;base64,xx", ""]
)
def test_an_unsafe_address_is_not_asked(services, url):
    with pytest.raises(BadAddress):
        picture(services, "https://social.example", url)


def test_a_stranger_cannot_name_an_address_in_the_private_network(services, site):
    with pytest.raises(BadAddress):
        picture(
            services, "https://social.example", site.url.replace("http:", "https:") + "/cat.png"
        )
    assert site.asked == []


def test_an_account_whose_address_only_begins_alike_opens_no_door(services, site):
    with pytest.raises(BadAddress):
        picture(services, site.url[:-1], f"{site.url}/cat.png")
    assert site.asked == []


def test_an_unknown_account_is_a_key_error(services):
    one = Attachment("image", "https://media.example/cat.png")
    message = a_message_with(services, "https://social.example", one)
    with pytest.raises(KeyError):
        services.attachments.picture(replace(message, account_id=AccountId("nobody")), one)


def test_what_is_a_picture_is_known_by_its_beginning():
    assert is_picture(PNG)
    assert is_picture(b"RIFF1234WEBPVP8 ")
    assert not is_picture(b"RIFF1234WAVEfmt ")
    assert not is_picture(b"")


@pytest.mark.parametrize(
    ("type_", "kind"),
    [
        ("image/PNG", "image"),
        ("image/svg+xml", "file"),
        ("video/mp4", "video"),
        ("text/html", "file"),
        ("", "file"),
    ],
)
def test_the_kind_of_a_file_follows_from_its_type(type_, kind):
    assert attachment_kind(type_) == kind


def test_the_demonstration_draws_the_same_picture_for_the_same_address():
    assert drawn.draw("https://media.example/1/a.jpg") == PNG
    assert drawn.draw("https://media.example/2/a.jpg") != PNG
    assert papers.write("https://media.example/2/plan.pdf").startswith(b"%PDF-1.4")


# ------------------------------------------------------------------------------------------------- saving


class Postman:
    """Stands for a connector that has its own way to a file."""

    pieces: Any = (b"one ", b"two")
    asked: Any = None

    def __init__(self, *_):
        pass

    def attachment(self, target, url):
        type(self).asked = (target.remote_id, url)
        yield from self.pieces

    def close(self):
        pass


@pytest.fixture
def postman(services, monkeypatch):
    kind = type("Sack", (Postman,), {})
    monkeypatch.setattr(services.platforms, "kind", lambda _: kind)
    monkeypatch.setattr(services.platforms, "known", lambda: ("pretend", "demo", "mastodon"))
    return kind


PLAN = Attachment("file", "part:2", title="../plan.pdf", size=7)


def test_a_file_is_written_in_pieces_and_counted(services, postman, folder):
    message = a_message_with(services, "https://mail.example", PLAN)
    steps = list(services.attachments.save(message, PLAN, folder / "plan.pdf"))
    assert [(step.done, step.total) for step in steps] == [(4, 7), (7, 7)]
    assert (folder / "plan.pdf").read_bytes() == b"one two"
    assert postman.asked == (message.remote_id, "part:2")
    assert names(folder) == ["plan.pdf"]


def test_what_stands_there_is_replaced_only_when_that_was_said(services, postman, folder):
    message = a_message_with(services, "https://mail.example", PLAN)
    (folder / "plan.pdf").write_text("mine")
    with pytest.raises(FileExistsError):
        list(services.attachments.save(message, PLAN, folder / "plan.pdf"))
    assert (folder / "plan.pdf").read_text() == "mine"
    list(services.attachments.save(message, PLAN, folder / "plan.pdf", over=True))
    assert (folder / "plan.pdf").read_bytes() == b"one two"


def test_a_link_that_lies_in_wait_is_replaced_and_not_followed(services, postman, folder, tmp_path):
    message = a_message_with(services, "https://mail.example", PLAN)
    (tmp_path / "secret").write_text("mine")
    (folder / "plan.pdf").symlink_to(tmp_path / "secret")
    list(services.attachments.save(message, PLAN, folder / "plan.pdf", over=True))
    assert (tmp_path / "secret").read_text() == "mine"
    assert not (folder / "plan.pdf").is_symlink()


@pytest.mark.parametrize("over", [False, True])
def test_a_file_that_is_stopped_or_breaks_off_leaves_nothing(services, postman, folder, over):
    def broken():
        yield b"one"
        raise ServerTrouble

    message = a_message_with(services, "https://mail.example", PLAN)
    if over:
        (folder / "plan.pdf").write_text("mine")
    before = names(folder)
    steps = services.attachments.save(message, PLAN, folder / "plan.pdf", over=over)
    next(steps)
    steps.close()
    assert names(folder) == before
    postman.pieces = broken()
    with pytest.raises(ServerTrouble):
        list(services.attachments.save(message, PLAN, folder / "plan.pdf", over=over))
    assert names(folder) == before


def test_a_file_without_end_is_stopped_at_the_limit(services, postman, folder, monkeypatch):
    monkeypatch.setattr(attachments, "MOST_SAVED", 1000)
    postman.pieces = (bytes(100) for _ in iter(int, 1))
    message = a_message_with(services, "https://mail.example", PLAN)
    with pytest.raises(Refused) as caught:
        list(services.attachments.save(message, PLAN, folder / "plan.pdf"))
    assert caught.value.code == "too-large"
    huge = replace(PLAN, size=10_000)
    with pytest.raises(Refused):
        list(services.attachments.save(message, huge, folder / "plan.pdf"))
    assert names(folder) == []


def test_files_of_one_name_each_get_a_name_that_is_free(services, postman, folder):
    (folder / "plan.pdf").write_text("mine")
    message = a_message_with(services, "https://mail.example", PLAN)
    for one in (PLAN, replace(PLAN, url="part:3"), replace(PLAN, url="part:4", title="CON")):
        list(services.attachments.save_into(message, one, folder))
    assert names(folder) == ["_CON", "plan (2).pdf", "plan (3).pdf", "plan.pdf"]
    assert (folder / "plan.pdf").read_text() == "mine"
    assert free_name(folder, "other.pdf") == "other.pdf"


def test_a_file_from_the_web_is_saved_without_credentials(services, site, folder):
    one = Attachment("image", f"{site.url}/moved.png")
    message = a_message_with(services, site.url, one)
    list(services.attachments.save(message, one, folder / "cat.png"))
    assert (folder / "cat.png").read_bytes() == PNG
    assert {token for _, token in site.asked} == {""}


def test_a_saved_file_carries_the_mark_of_the_web_where_the_system_knows_it(folder):
    file = folder / "plan.pdf"
    mark_as_foreign(file, "win32")
    assert [path.read_text() for path in folder.iterdir()] == ["[ZoneTransfer]\nZoneId=3\n"]
    mark_as_foreign(folder / "other.pdf", "linux")
    assert len(names(folder)) == 1
    mark_as_foreign(folder / "no such" / "plan.pdf", "win32")
