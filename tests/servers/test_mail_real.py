"""The mail connector against Dovecot and Postfix: read, answered, listened to, and never sent twice."""

import smtplib
import ssl
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from pathlib import Path
from urllib.parse import urlsplit

import imapclient
import pytest

from cmworkstation.connectors.mail import MailConnector
from cmworkstation.domain import errors
from cmworkstation.domain.account import ModerationAct, Visibility
from cmworkstation.domain.message import Held, Item
from cmworkstation.sdk.connector import Content, Target
from cmworkstation.sdk.testing import quick_http, read_all, read_history, read_raw
from tests.servers.running import RunningServer

pytestmark = [pytest.mark.servers, pytest.mark.timeout(120)]

WITHIN_S = 20.0
_numbers = iter(range(1, 10_000))


class Box:
    """A mailbox on the server, as another program of the same person sees it."""

    def __init__(self, server: RunningServer, who: str) -> None:
        self.address = f"{who}@example.test"
        self._who = who
        self._server = server
        self.port = int(urlsplit(server.base_url).port or 0)
        self._context = ssl.create_default_context(cafile=str(server.folder / "cert.pem"))
        self.client = imapclient.IMAPClient("localhost", self.port + 1, ssl_context=self._context)
        self.client.login(self.address, server.passwords[who])

    def send(self, to: str, text: str, **headers: str) -> str:
        """Send a message and return its id."""
        message = EmailMessage()
        message["From"], message["To"] = f"{self._who.title()} <{self.address}>", to
        message["Message-ID"] = f"<{next(_numbers)}.{time.time_ns()}@{self._who}.test>"
        message["Subject"] = "Une question"
        message["Date"] = datetime.now(UTC)
        for name, value in headers.items():
            message[name.replace("_", "-")] = value
        message.set_content(text)
        with smtplib.SMTP("localhost", self.port + 2, timeout=20) as line:
            line.starttls(context=self._context)
            line.login(self.address, self._server.passwords[self._who])
            line.send_message(message)
        return str(message["Message-ID"])

    def ids(self, folder: str, part: str = "") -> list[str]:
        """Return the Message-IDs in a folder that hold a text."""
        self.client.select_folder(folder, readonly=True)
        found = self.client.fetch(self.client.search(), ["BODY.PEEK[HEADER.FIELDS (MESSAGE-ID)]"])
        names = [
            bytes(value[b"BODY[HEADER.FIELDS (MESSAGE-ID)]"]).decode().split()[-1]
            for value in found.values()
        ]
        return [name for name in names if part in name]

    def uid(self, folder: str, message_id: str) -> int:
        """Return the number of a message; the folder is left open for changes."""
        self.client.select_folder(folder)
        (found,) = self.client.search(["HEADER", "MESSAGE-ID", message_id])
        return int(found)


@pytest.fixture
def alice(mail_server: RunningServer) -> Iterator[Box]:
    box = Box(mail_server, "alice")
    yield box
    box.client.logout()


@pytest.fixture
def bob(mail_server: RunningServer) -> Iterator[Box]:
    box = Box(mail_server, "bob")
    yield box
    box.client.logout()


def fingerprint(server: RunningServer) -> str:
    """Return the fingerprint as the person who looks after the server sees it."""
    from hashlib import sha256

    pem = (server.folder / "cert.pem").read_text()
    digest = sha256(ssl.PEM_cert_to_DER_cert(pem)).hexdigest().upper()
    return ":".join(digest[at : at + 2] for at in range(0, 64, 2))


def settings_of(server: RunningServer, who: str, ports: tuple[int, int] = (1, 2)) -> dict[str, str]:
    port = int(urlsplit(server.base_url).port or 0)
    http = quick_http()
    http.trusted = (fingerprint(server),)
    typed = f"{who}@example.test localhost:{port + ports[0]} localhost:{port + ports[1]}"
    found = MailConnector.find(http, typed)
    answer = {"user": f"{who}@example.test", "password": server.passwords[who]}
    made = MailConnector.finish(http, found, None, answer)
    connector = MailConnector(made.settings, made.secret, http)
    identity = connector.check()
    connector.close()
    return {**made.settings, **identity.settings}


@pytest.fixture
def connector(mail_server: RunningServer) -> Iterator[MailConnector]:
    settings = settings_of(mail_server, "alice")
    secret = {"password": mail_server.passwords["alice"]}
    made = MailConnector(settings, secret, quick_http())
    yield made
    made.close()


@pytest.fixture
def cursors(connector: MailConnector) -> dict[str, str]:
    """Where reading stands, with what other tests left behind already read."""
    known: dict[str, str] = {}
    read_raw(connector, known)
    return known


def wait_for(true: Callable[[], object]) -> None:
    until = time.monotonic() + WITHIN_S
    while not true():
        if time.monotonic() > until:
            pytest.fail("it did not come to pass")
        time.sleep(0.05)


def read(connector: MailConnector, cursors: dict[str, str], name: str) -> Item:
    """Read until a message is there."""
    return read_these(connector, cursors, [name])[0]


def read_these(
    connector: MailConnector, cursors: dict[str, str], names: Sequence[str]
) -> list[Item]:
    """Read until some messages are there."""
    found: dict[str, Item] = {}

    def there() -> bool:
        found.update((one.remote_id, one) for one in read_all(connector, cursors))
        return set(names) <= set(found)

    wait_for(there)
    return [found[name] for name in names]


def gone(connector: MailConnector, cursors: dict[str, str]) -> list[str]:
    found: list[str] = []
    for page in connector.fetch(dict(cursors)):
        cursors[page.stream] = page.cursor
        found += page.gone
    return found


def target(item: Item, **settings: str) -> Target:
    return Target(
        item.remote_id, item.native_id, item.writer.handle, item.visibility, settings=settings
    )


def content(text: str) -> Content:
    return Content(text, Visibility.PRIVATE, "fr", created_at=datetime.now(UTC))


@pytest.mark.parametrize("ports", [(0, 2), (1, 2)], ids=["starttls", "tls"])
def test_a_certificate_that_nobody_vouches_for_is_explained_and_confirmed(
    mail_server: RunningServer, ports: tuple[int, int]
):
    port = int(urlsplit(mail_server.base_url).port or 0)
    typed = f"alice@example.test localhost:{port + ports[0]} localhost:{port + ports[1]}"
    with pytest.raises(errors.Untrusted) as raised:
        MailConnector.find(quick_http(), typed)
    assert raised.value.reason == "self-signed"
    assert raised.value.host == "localhost"
    assert raised.value.fingerprint == fingerprint(mail_server)
    settings = settings_of(mail_server, "alice", ports)
    assert settings["pins"] == fingerprint(mail_server)
    assert (settings["sent"], settings["junk"], settings["trash"]) == ("Sent", "Junk", "Trash")
    other = {**settings, "pins": ":".join(["00"] * 32)}
    with pytest.raises(errors.Untrusted) as raised:
        MailConnector(other, {"password": "x"}, quick_http()).check()
    assert raised.value.reason == "changed"


@pytest.mark.parametrize("server", ["imap", "smtp"])
def test_a_wrong_password_is_told(mail_server: RunningServer, server: str):
    settings = settings_of(mail_server, "alice")
    made = MailConnector(settings, {"password": "wrong"}, quick_http())
    with pytest.raises(errors.NotSignedIn) as raised:
        made._box.sign_in() if server == "imap" else made._carrier.check()
    made.close()
    assert "wrong" not in repr(raised.value) + str(raised.value.__context__)


def test_a_thread_is_read_without_a_trace(
    connector: MailConnector, cursors: dict[str, str], alice: Box, bob: Box
):
    first = bob.send(alice.address, "Bonjour, à quelle heure ouvrez-vous ? 🦊")
    one = read(connector, cursors, first)
    assert one.text == "Bonjour, à quelle heure ouvrez-vous ? 🦊"
    assert (one.writer.name, one.writer.key) == ("Bob", "bob@example.test")
    second = bob.send(alice.address, "Je précise.", In_Reply_To=first, References=first)
    two = read(connector, cursors, second)
    assert (two.parent_id, two.thread_id) == (first, first)
    raws = connector.thread(target(one)).items
    names = [item.remote_id for raw in raws for item in connector.parse(raw)]
    assert names == [first, second]
    flags = alice.client.get_flags([alice.uid("INBOX", first)])
    assert not any(b"\\Seen" in found for found in flags.values())


def test_new_mail_is_heard_of_at_once(
    mail_server: RunningServer, connector: MailConnector, alice: Box, bob: Box
):
    heard, stop = threading.Event(), threading.Event()
    thread = threading.Thread(target=connector.listen, args=(heard.set, stop.is_set))
    thread.start()
    time.sleep(0.5)
    heard.clear()
    bob.send(alice.address, "Êtes-vous là ?")
    assert heard.wait(WITHIN_S)
    stop.set()
    thread.join(WITHIN_S)
    assert not thread.is_alive()


def test_what_other_programs_do_is_noticed(
    connector: MailConnector, cursors: dict[str, str], alice: Box, bob: Box
):
    names = [bob.send(alice.address, f"message {n}") for n in range(4)]
    read_these(connector, cursors, names)
    expunged, spam, marked, filed = names
    alice.client.delete_messages([alice.uid("INBOX", expunged)])
    alice.client.expunge()
    alice.client.move([alice.uid("INBOX", spam)], "Junk")
    alice.client.move([alice.uid("INBOX", filed)], "Archive")
    alice.client.add_flags([alice.uid("INBOX", marked)], [b"\\Deleted"])
    changes: list[tuple[str, Held]] = []
    vanished: list[str] = []
    for page in connector.fetch(dict(cursors)):
        cursors[page.stream] = page.cursor
        vanished += page.gone
        items = [item for raw in page.items for item in connector.parse(raw)]
        changes += [(item.remote_id, item.held) for item in items]
    assert sorted(vanished) == sorted([expunged, marked])
    assert changes == [(spam, Held.SPAM)]
    alice.client.remove_flags([alice.uid("INBOX", marked)], [b"\\Deleted"])
    alice.client.move([alice.uid("Junk", spam)], "INBOX")
    back = read_all(connector, cursors)
    assert {item.remote_id: item.held for item in back} == {marked: Held.NO, spam: Held.NO}
    assert gone(connector, cursors) == []


def test_numbers_that_begin_anew_bring_nothing_twice(mail_server: RunningServer, alice: Box):
    settings = {**settings_of(mail_server, "alice"), "folders": "Clients d’ici"}
    secret = {"password": mail_server.passwords["alice"]}
    connector = MailConnector(settings, secret, quick_http())
    raws = [_written(f"<{n}.{time.time_ns()}@bob.test>", f"message {n}") for n in range(3)]
    alice.client.create_folder("Clients d’ici")
    for raw in raws[:2]:
        alice.client.append("Clients d’ici", raw)
    cursors: dict[str, str] = {}
    first = [one for one in read_all(connector, cursors) if one.text.startswith("message")]
    assert [one.text for one in first] == ["message 0", "message 1"]
    # A folder made anew has another UIDVALIDITY, and its messages have other numbers.
    alice.client.delete_folder("Clients d’ici")
    alice.client.create_folder("Clients d’ici")
    for raw in (raws[1], raws[0], raws[2]):
        alice.client.append("Clients d’ici", raw)
    assert [one.text for one in read_all(connector, cursors)] == ["message 2"]
    assert read_raw(connector, cursors) == []
    (raw_item,) = connector.thread(target(first[0])).items
    assert raw_item.native_id != first[0].native_id
    assert connector.parse(raw_item)[0].remote_id == first[0].remote_id
    connector.close()
    alice.client.delete_folder("Clients d’ici")


def _written(name: str, text: str) -> bytes:
    message = EmailMessage()
    message["From"], message["To"] = "Bob <bob@example.test>", "alice@example.test"
    message["Message-ID"], message["Date"] = name, datetime.now(UTC)
    message.set_content(text)
    return message.as_bytes()


def test_an_answer_lands_once_and_once_among_sent_mail(
    connector: MailConnector, cursors: dict[str, str], alice: Box, bob: Box
):
    name = bob.send(alice.address, "À quelle heure ?", Reply_To="Bob <bob@example.test>")
    item = read(connector, cursors, name)
    key = f"key-{time.time_ns()}"
    sent = connector.reply(target(item), content("Dès 9 h.\n.\n🦊"), once_key=key)
    assert sent.remote_id == f"<{key}@example.test>"
    wait_for(lambda: bob.ids("INBOX", key))
    assert bob.ids("INBOX", key) == [sent.remote_id]
    assert alice.ids("Sent", key) == [sent.remote_id]
    flags = alice.client.get_flags([alice.uid("INBOX", name)])
    assert any(b"\\Answered" in found for found in flags.values())
    bob.client.select_folder("INBOX", readonly=True)
    (uid,) = bob.client.search(["HEADER", "MESSAGE-ID", sent.remote_id])
    head = bob.client.fetch([uid], ["BODY.PEEK[HEADER]"])[uid][b"BODY[HEADER]"].decode()
    assert f"In-Reply-To: {name}" in head
    assert "Subject: Re: Une question" in head
    ours = read(connector, cursors, sent.remote_id)
    assert (ours.writer.is_us, ours.parent_id) == (True, name)
    since = datetime.now(UTC) - timedelta(hours=1)
    found = connector.find_sent(target(item), content("x"), once_key=key, since=since)
    assert found is not None
    again = connector.reply(target(item), content("Dès 9 h."), once_key=key)
    assert again.remote_id == found.remote_id
    time.sleep(0.5)
    assert bob.ids("INBOX", key) == [sent.remote_id]
    assert alice.ids("Sent", key) == [sent.remote_id]


def test_an_answer_to_nobody_is_refused(
    connector: MailConnector, cursors: dict[str, str], alice: Box, bob: Box
):
    name = bob.send(alice.address, "Répondez ailleurs", Reply_To="nobody@example.test")
    item = read(connector, cursors, name)
    with pytest.raises(errors.Refused) as raised:
        connector.reply(target(item), content("Bonjour"), once_key=f"none-{time.time_ns()}")
    assert raised.value.code == "smtp-550"
    assert "nobody@example.test" in raised.value.words


def test_messages_are_moved_to_junk_and_back(
    connector: MailConnector, cursors: dict[str, str], alice: Box, bob: Box
):
    name = bob.send(alice.address, "Gagnez un four")
    item = read(connector, cursors, name)
    connector.moderate(target(item), ModerationAct.SPAM)
    assert alice.ids("Junk", name) == [name]
    connector.moderate(target(item), ModerationAct.RESTORE)
    assert alice.ids("INBOX", name) == [name]


def test_a_big_message_is_read_by_its_words_and_its_file_on_demand(
    connector: MailConnector, cursors: dict[str, str], alice: Box
):
    message = EmailMessage()
    message["From"], message["To"] = "Bob <bob@example.test>", alice.address
    message["Message-ID"] = f"<big-{time.time_ns()}@bob.test>"
    message["Subject"], message["Date"] = "Le plan", datetime.now(UTC)
    message.set_content("Voici le plan.")
    message.add_alternative("<p>Voici le plan.</p>", subtype="html")
    data = bytes(range(256)) * 8000
    message.add_attachment(data, maintype="application", subtype="pdf", filename="plan été.pdf")
    alice.client.append("INBOX", message.as_bytes())
    item = read(connector, cursors, message["Message-ID"])
    assert item.text == "Voici le plan."
    (file,) = item.attachments
    assert file.title == "plan été.pdf"
    assert abs(file.size - len(data)) < len(data) // 20
    assert b"".join(connector.attachment(target(item), file.url)) == data


def test_old_mail_is_found_by_its_days(
    connector: MailConnector, cursors: dict[str, str], alice: Box
):
    old = datetime(2019, 5, 4, 12, tzinfo=UTC)
    message = EmailMessage()
    message["From"], message["To"] = "Bob <bob@example.test>", alice.address
    message["Message-ID"], message["Subject"] = f"<old-{time.time_ns()}@bob.test>", "Jadis"
    message["Date"] = old
    message.set_content("Il y a longtemps.")
    alice.client.append("INBOX", message.as_bytes(), msg_time=old)
    pages, floor = read_history(
        connector, since=old - timedelta(days=1), until=old + timedelta(days=1)
    )
    found = [
        item.remote_id for page in pages for raw in page.items for item in connector.parse(raw)
    ]
    assert message["Message-ID"] in found
    assert floor is None
    assert all(page.items for page in pages)


def test_no_password_is_in_any_file_of_a_log(
    mail_server: RunningServer, connector: MailConnector, caplog: pytest.LogCaptureFixture
):
    caplog.set_level("DEBUG")
    connector.check()
    read_all(connector, {})
    for who in ("alice", "bob"):
        assert mail_server.passwords[who] not in caplog.text
    assert Path(mail_server.folder).is_dir()
