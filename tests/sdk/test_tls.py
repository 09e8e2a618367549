"""A line to a server of mail: nothing is said before it is encrypted and checked, and nobody can stretch it.

The certificates beside this file belong to nobody; their keys protect nothing.
"""

import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path

import pytest

from cmworkstation.domain import errors
from cmworkstation.sdk import imap_line, smtp, tls
from cmworkstation.sdk.tls import Place, Security, Wire
from tests.loopback import talking

CERTIFICATES = Path(__file__).parent / "certificates"


@pytest.fixture(autouse=True)
def issuer(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Let this computer know the issuer of these certificates, and no other."""
    monkeypatch.setenv("SSL_CERT_FILE", str(CERTIFICATES / "issuer.pem"))
    tls._checking.cache_clear()
    yield
    tls._checking.cache_clear()


class Server:
    """Greets behind a certificate; keeps what was said to it in plain words, and in confidence."""

    def __init__(self, certificate: str, security: Security) -> None:
        self.context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self.context.load_cert_chain(CERTIFICATES / f"{certificate}.pem")
        self.security = security
        self.extra = b""  # said together with the word that encryption may begin
        self.plain: list[bytes] = []
        self.secret: list[bytes] = []

    def talk(self, line: socket.socket) -> None:
        if self.security is Security.STARTTLS:
            line.sendall(b"* OK ready\r\n")
            self.plain.append(line.recv(1000))
            line.sendall(b"s OK go on\r\n" + self.extra)
        with self.context.wrap_socket(line, server_side=True) as safe:
            safe.sendall(b"* OK ready\r\n")
            while said := safe.recv(1000):
                self.secret.append(said)


@contextmanager
def serving(certificate: str, security: Security = Security.TLS) -> Iterator[tuple[Server, Place]]:
    server = Server(certificate, security)
    with talking(server.talk) as port:
        yield server, Place("localhost", port, security)


def fingerprint(certificate: str) -> str:
    pem = (CERTIFICATES / f"{certificate}.pem").read_text()
    digest = sha256(ssl.PEM_cert_to_DER_cert(pem[: pem.index("-----END") + 25])).hexdigest().upper()
    return ":".join(digest[at : at + 2] for at in range(0, 64, 2))


@pytest.mark.parametrize("security", [Security.TLS, Security.STARTTLS])
def test_a_server_that_somebody_known_vouches_for_is_spoken_to(security: Security):
    with serving("good", security) as (_, place):
        wire = tls.connect(place, imap_line.agree, within_s=10)
        assert wire.readline() == b"* OK ready\r\n"
        wire.close()


@pytest.mark.parametrize("security", [Security.TLS, Security.STARTTLS])
@pytest.mark.parametrize(
    ("certificate", "reason"),
    [
        ("self-signed", "self-signed"),
        ("expired", "expired"),
        ("not-yet", "not-yet"),
        ("other-name", "name"),
    ],
)
def test_what_is_wrong_with_a_certificate_is_told_and_nothing_is_said(
    certificate: str, reason: str, security: Security
):
    with serving(certificate, security) as (server, place):
        with pytest.raises(errors.Untrusted) as raised:
            tls.connect(place, imap_line.agree, within_s=10)
        assert raised.value.reason == reason
        assert raised.value.fingerprint == fingerprint(certificate)
        assert raised.value.host == "localhost"
    assert server.secret == []
    assert set(server.plain) <= {b"s STARTTLS\r\n"}
    names = ("mail.ormaie.test", "imap.ormaie.test") if reason == "name" else ()
    assert raised.value.names == names


def test_an_issuer_that_nobody_knows_is_told(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.delenv("SSL_CERT_FILE")
    tls._checking.cache_clear()
    with serving("good") as (_, place), pytest.raises(errors.Untrusted) as raised:
        tls.connect(place, imap_line.agree, within_s=10)
    assert raised.value.reason == "unknown-issuer"


@pytest.mark.parametrize("certificate", ["self-signed", "expired", "other-name"])
def test_a_certificate_that_a_person_confirmed_is_known_again(certificate: str):
    with serving(certificate) as (_, place):
        pins = (fingerprint("good"), fingerprint(certificate))
        tls.connect(place, imap_line.agree, pins, 10).close()


def test_another_certificate_than_the_confirmed_one_is_not_spoken_to():
    with serving("self-signed") as (server, place), pytest.raises(errors.Untrusted) as raised:
        tls.connect(place, imap_line.agree, (fingerprint("expired"),), 10)
    assert raised.value.reason == "changed"
    assert server.secret == []


def test_a_server_that_got_a_good_certificate_meanwhile_is_trusted():
    with serving("good") as (_, place):
        tls.connect(place, imap_line.agree, (fingerprint("self-signed"),), 10).close()


def test_words_slipped_in_before_the_encryption_end_the_connection():
    with serving("good", Security.STARTTLS) as (server, place):
        server.extra = b"* OK [CAPABILITY IMAP4rev1] slipped in\r\n"
        with pytest.raises(errors.ServerTrouble):
            tls.connect(place, imap_line.agree, within_s=10)
    assert server.secret == []


@pytest.mark.parametrize("agree", [imap_line.agree, smtp.agree], ids=["imap", "smtp"])
def test_without_encryption_nothing_goes_on(agree: tls.Upgrade):
    def refuse(line: socket.socket) -> None:
        line.sendall(b"* OK ready\r\n" if agree is imap_line.agree else b"220 ready\r\n")
        while said := line.recv(1000):
            if said.startswith(b"EHLO"):
                line.sendall(b"250-here\r\n250 SIZE 1000\r\n")
            else:
                line.sendall(b"s BAD no\r\n" if agree is imap_line.agree else b"502 no\r\n")

    with talking(refuse) as port, pytest.raises(errors.Refused) as raised:
        tls.connect(Place("localhost", port, Security.STARTTLS), agree, within_s=10)
    assert raised.value.code == "no-encryption"


@pytest.mark.parametrize("host", ["mail.ormaie.test", "192.0.2.7", "127.0.0.1.ormaie.test"])
def test_plain_words_go_to_this_machine_only(host: str):
    with pytest.raises(errors.BadAddress):
        tls.connect(Place(host, 143, Security.NONE), imap_line.agree)


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1"])
def test_nobody_who_listens_is_offline(host: str):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]
    with pytest.raises(errors.Offline):
        tls.connect(Place(host, port), imap_line.agree, within_s=5)
    with pytest.raises(errors.Offline):
        tls.connect(Place("mail.ormaie.test", 993), imap_line.agree, within_s=5)


def test_a_server_that_speaks_plainly_where_it_should_not_is_no_secure_connection():
    with (
        talking(lambda line: line.sendall(b"* OK hello\r\n")) as port,
        pytest.raises(errors.Offline),
    ):
        tls.connect(Place("localhost", port), imap_line.agree, within_s=10)


@contextmanager
def a_wire() -> Iterator[tuple[Wire, socket.socket]]:
    here, there = socket.socketpair()
    wire = Wire(here)
    yield wire, there
    wire.close()
    there.close()


def test_a_server_that_drips_does_not_hold_us_beyond_the_deadline():
    with a_wire() as (wire, there):
        over = threading.Event()

        def drip() -> None:
            while not over.wait(0.01):
                there.sendall(b"x")

        thread = threading.Thread(target=drip)
        thread.start()
        wire.allow(0.2)
        with pytest.raises(errors.ServerTrouble):
            wire.readline()
        over.set()
        thread.join()


def test_an_answer_without_end_is_given_up():
    with a_wire() as (wire, there):
        there.sendall(b"x" * 5000)
        wire.allow(5, 1000)
        with pytest.raises(errors.ServerTrouble):
            wire.readline()
    with a_wire() as (wire, _):
        wire.allow(5, 1000)
        with pytest.raises(errors.ServerTrouble):  # before a byte of it is waited for
            wire.read(10**12)
    with a_wire() as (wire, there):
        there.sendall(b"x" * 5000)
        with pytest.raises(errors.ServerTrouble):
            wire.readline(100)


def test_what_the_other_side_hung_up_on_is_short():
    with a_wire() as (wire, there):
        there.sendall(b"one\r\ntw")
        there.shutdown(socket.SHUT_WR)
        assert wire.readline() == b"one\r\n"
        assert wire.read(10) == b"tw"
        assert wire.readline() == b""
        with pytest.raises(errors.ServerTrouble):
            wire.wait(1)


def test_waiting_ends_when_something_is_said():
    with a_wire() as (wire, there):
        assert wire.wait(0.01) is False
        there.sendall(b"* 1 EXISTS\r\n")
        assert wire.wait(30) is True
        assert wire.has_line()
        assert wire.wait(30) is True  # it is still there to be read


@pytest.mark.parametrize(
    "text", ["tls://imap.example.org:993", "starttls://[::1]:1143", "none://localhost:10143"]
)
def test_places_are_kept_as_text(text: str):
    assert str(Place.read(text)) == text


@pytest.mark.parametrize("text", ["", "tls://", "tls://host", "ftp://host:1", "tls://host:x"])
def test_what_is_no_place_is_refused(text: str):
    with pytest.raises(errors.BadAddress):
        Place.read(text)
