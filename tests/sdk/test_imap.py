"""A mailbox in front of servers that answer anything: one of our errors, or an answer; never anything else."""

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cmworkstation.domain import errors
from cmworkstation.sdk import imap
from cmworkstation.sdk.imap import Mailbox
from cmworkstation.sdk.tls import Place

PASSWORD = "très-secret"
ODD = [b"* ", b"FETCH", b"(", b")", b'"', b"UID", b" 1", b"{3}\r\n", b"{99999999999}\r\n", b"NIL", b"[", b"]",
       b"BODY[]", b"FLAGS", b"\\Seen", b"INTERNALDATE", b"\r\n", b"\x00", b"\xff", b"* 1 FETCH (UID 1 FLAGS ())\r\n",
       b"* SEARCH 1 2\r\n", b"* VANISHED (EARLIER) 1:9\r\n", b"* BYE\r\n", b"+ \r\n", b"BODYSTRUCTURE"]  # fmt: skip


class Scripted:
    """A wire at whose end everybody is let in, and everything else is answered as the test says."""

    def __init__(self, answer: Callable[[bytes], bytes]) -> None:
        self._answer = answer
        self._heard = bytearray(b"* OK ready\r\n")

    def allow(self, *_: object) -> None:
        """Time does not matter here."""

    def sendall(self, data: bytes) -> None:
        tag, _, command = data.strip().partition(b" ")
        verb = command.split(b" ")[0].upper()
        if verb == b"CAPABILITY":
            said = b"* CAPABILITY IMAP4rev1 AUTH=PLAIN ENABLE CONDSTORE QRESYNC\r\n"
        elif verb == b"AUTHENTICATE":
            self._tag = tag
            self._heard += b"+ \r\n"
            return
        elif not command:
            if hasattr(self, "_tag"):
                self._heard += self._tag + b" OK in\r\n"
                del self._tag
            return
        else:
            said = b"* ENABLED QRESYNC\r\n" if verb == b"ENABLE" else self._answer(command)
        self._heard += said if said.startswith(b"TAG") else said + tag + b" OK done\r\n"
        self._heard = bytearray(bytes(self._heard).replace(b"TAG", tag))

    def readline(self, *_: object) -> bytes:
        end = self._heard.find(b"\n") + 1 or len(self._heard)
        return self.read(end)

    def read(self, size: int) -> bytes:
        if size > 10**9:
            raise errors.ServerTrouble("an answer without end")
        taken = bytes(self._heard[:size])
        del self._heard[:size]
        return taken

    def close(self) -> None:
        """Hang up."""


def mailbox(monkeypatch: pytest.MonkeyPatch, answer: Callable[[bytes], bytes]) -> Mailbox:
    monkeypatch.setattr("cmworkstation.sdk.tls.connect", lambda *_: Scripted(answer))
    return Mailbox(Place("localhost", 1), "us", PASSWORD)


USES: dict[str, Callable[[Mailbox], object]] = {
    "heads": lambda box: box.heads([1, 2]),
    "messages": lambda box: box.messages([1, 2]),
    "structure": lambda box: box.structure(1),
    "section": lambda box: box.section(1, "1.2", 100),
    "search": lambda box: box.search("ALL"),
    "changed": lambda box: box.changed_since([1, 2, 3], 7),
    "folders": lambda box: box.folders(),
    "examine": lambda box: box.examine("INBOX"),
}


@pytest.mark.parametrize("use", USES)
def test_babble_is_trouble_or_an_answer(use: str):
    @given(st.lists(st.sampled_from(ODD), max_size=12).map(b"".join) | st.binary(max_size=60))
    def babble(said: bytes) -> None:
        with pytest.MonkeyPatch.context() as patch:
            box = mailbox(patch, lambda _: said + b"\r\n")
            told = ""
            try:
                USES[use](box)
            except errors.WorkstationError as error:
                told = f"{error!r} {vars(error)} {error.__context__!r}"
            assert PASSWORD not in told

    babble()


@pytest.mark.parametrize(
    ("said", "error"),
    [
        ("NO [AUTHENTICATIONFAILED] no", errors.NotSignedIn),
        ("NO [UNAVAILABLE] later", errors.RateLimited),
        ("NO [INUSE] later", errors.RateLimited),
        ("NO [LIMIT] later", errors.RateLimited),
        ("NO [NONEXISTENT] none", errors.Gone),
        ("NO [TRYCREATE] none", errors.Gone),
        ("NO [NOPERM] no", errors.Refused),
        ("NO [OVERQUOTA] full", errors.Refused),
        ("NO [SERVERBUG] oops", errors.ServerTrouble),
        ("NO no", errors.Refused),
        ("BAD what", errors.ServerTrouble),
    ],
)
def test_what_a_server_says_becomes_the_right_error(
    monkeypatch: pytest.MonkeyPatch, said: str, error: type[errors.WorkstationError]
):
    box = mailbox(monkeypatch, lambda _: f"TAG {said} {PASSWORD}\r\n".encode())
    with pytest.raises(error) as raised:
        box.search("ALL")
    assert type(raised.value) is error
    assert PASSWORD not in f"{vars(raised.value)}"


def test_a_line_that_never_ends_is_not_waited_for(monkeypatch: pytest.MonkeyPatch):
    box = mailbox(monkeypatch, lambda _: b"* 1 FETCH (UID 1 BODY[] {99999999999}\r\n")
    with pytest.raises(errors.ServerTrouble):
        box.messages([1])


def test_nested_answers_end_in_trouble(monkeypatch: pytest.MonkeyPatch):
    deep = b"* 1 FETCH (UID 1 BODYSTRUCTURE " + b"(" * 50_000 + b")" * 50_000 + b")\r\n"
    box = mailbox(monkeypatch, lambda _: deep)
    with pytest.raises(errors.ServerTrouble):
        box.structure(1)


@pytest.mark.parametrize("criteria", ["ALL\r\nx LOGOUT", "HEADER X été", "ALL\0"])
def test_criteria_cannot_be_commands(monkeypatch: pytest.MonkeyPatch, criteria: str):
    asked: list[bytes] = []

    def answer(command: bytes) -> bytes:
        asked.append(command)
        return b""

    assert mailbox(monkeypatch, answer).search(criteria) == []
    assert asked == []


@pytest.mark.parametrize(
    ("name", "marks", "role"),
    [
        ("Sent", set(), "sent"),
        ("INBOX.Éléments envoyés", set(), "sent"),
        ("Gesendet", {"sent"}, "sent"),
        ("[Gmail]/Spam", {"junk"}, "junk"),
        ("[Gmail]/Tous les messages", {"all"}, "all"),
        ("Corbeille", set(), "trash"),
        ("Clients", set(), ""),
    ],
)
def test_what_folders_are_for(name: str, marks: set[str], role: str):
    assert imap._role(name, marks) == role
