"""The mail connector's rules, each against a server on loopback that behaves as one."""

import re
import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from email import policy as email_policy
from email.message import EmailMessage

import pytest

from cmworkstation.connectors import mail
from cmworkstation.connectors.mail import MailConnector
from cmworkstation.domain import errors
from cmworkstation.domain.account import ModerationAct, Visibility
from cmworkstation.domain.message import Held, Item, Recipients
from cmworkstation.sdk.connector import Content, Found, RawItem, Target
from cmworkstation.sdk.http import Http
from cmworkstation.sdk.shapes import pack
from cmworkstation.sdk.testing import (
    AnsweringConformance,
    HistoryConformance,
    Stage,
    quick_http,
    read_all,
    read_history,
    read_raw,
)
from cmworkstation.sdk.troubles import CUT
from tests.connectors.fake_mail import PASSWORD, US, FakeMail, a_message, serving


@pytest.fixture
def server() -> Iterator[FakeMail]:
    with serving(FakeMail()) as fake:
        yield fake


@pytest.fixture
def connect(server: FakeMail) -> Iterator["Connect"]:
    made = Connect(server)
    yield made
    made.close()


class Connect:
    """Makes connectors, and closes them at the end."""

    def __init__(self, server: FakeMail) -> None:
        self._server = server
        self._made: list[MailConnector] = []
        self.http: Http | None = None

    def __call__(self, password: str = PASSWORD, **more: str) -> MailConnector:
        settings = {
            "mail": US,
            "user": US,
            "imap": f"none://127.0.0.1:{self._server.imap_port}",
            "smtp": f"none://127.0.0.1:{self._server.smtp_port}",
            "copies": "server" if self._server.saves else "self",
            "sent": "Sent",
            "junk": "Junk",
            "trash": "Trash",
            **more,
        }
        self._made.append(
            MailConnector(settings, {"password": password}, self.http or quick_http())
        )
        return self._made[-1]

    def close(self) -> None:
        for one in self._made:
            one.close()


def target(item: Item, **settings: str) -> Target:
    return Target(
        item.remote_id, item.native_id, item.writer.handle, item.visibility, settings=settings
    )


def content(text: str = "Dès 9 h.") -> Content:
    return Content(text, Visibility.PRIVATE, "fr", created_at=datetime.now(UTC))


def texts(items: list[Item]) -> list[str]:
    return [item.text for item in items]


def gone(connector: MailConnector, cursors: dict[str, str]) -> list[str]:
    found: list[str] = []
    for page in connector.fetch(dict(cursors)):
        cursors[page.stream] = page.cursor
        found += page.gone
    return found


# ------------------------------------------------------------------------------------------- what all show


class MailStage(Stage):
    secrets = (PASSWORD,)

    def __init__(self, server: FakeMail) -> None:
        self._server = server
        self._connect = Connect(server)

    def connector(self) -> MailConnector:
        return self._connect()

    def close(self) -> None:
        self._connect.close()

    def write(self, text: str) -> None:
        self._server.receive(text)

    def write_strangely(self) -> None:
        self._server.inbox.put(b"\r\n\r\n")

    def trouble(self, name: str) -> None:
        self._server.trouble = self._server.send_trouble = name

    def reply_trouble(self, name: str, *, stored: bool) -> None:
        self._server.send_trouble, self._server.stored = name, stored

    def published(self) -> int:
        return len(self._server.sent)

    def files(self) -> list[tuple[str, bytes]]:
        """Read what was enclosed with the standard library's eyes."""
        message = message_from_bytes(self._server.sent[-1], policy=email_policy.default)
        enclosed = list(message.iter_attachments())
        assert [one.get_filename() for one in enclosed] == ["plan 0.png", "plan 1.png"]
        return [(str(one["Content-Description"]), one.get_content()) for one in enclosed]


class TestConformance(HistoryConformance, AnsweringConformance):
    both = ("401", "403", "404", "422", "429 seconds", "500", "html", "empty", CUT)
    troubles = (*both, "cut json", "other shape")
    reply_troubles = (*both, "503")

    @pytest.fixture
    def stage(self) -> Iterator[MailStage]:
        with serving(FakeMail(saves=True)) as server:
            stage = MailStage(server)
            yield stage
            stage.close()


# ---------------------------------------------------------------------------------------- adding an account


def typed(server: FakeMail) -> str:
    return f"{US} imap://127.0.0.1:{server.imap_port} smtp://127.0.0.1:{server.smtp_port}"


def test_servers_that_a_person_types_are_tried(server: FakeMail):
    ports = f"{US} localhost:{server.imap_port} localhost:{server.smtp_port}"
    found = MailConnector.find(quick_http(), ports)
    assert found.settings["imap"] == f"none://localhost:{server.imap_port}"
    assert found.settings["smtp"] == f"none://localhost:{server.smtp_port}"
    assert (found.title, found.settings["user"]) == (US, US)
    answer = {"user": f" {US} ", "password": PASSWORD}
    made = MailConnector.finish(quick_http(), found, None, answer)
    connector = MailConnector(made.settings, made.secret, quick_http())
    identity = connector.check()
    connector.close()
    assert identity.handle == US
    assert identity.settings["sent"] == "Sent"
    assert identity.capabilities.visibilities == (Visibility.PRIVATE,)
    assert not identity.capabilities.own_list_complete  # who copies by himself cannot know


@pytest.mark.parametrize("answer", [{}, {"user": US}, {"password": "x"}])
@pytest.mark.shows("revoked token")
def test_without_name_and_password_nobody_is_signed_in(answer: dict[str, str]):
    with pytest.raises(errors.NotSignedIn):
        MailConnector.finish(quick_http(), Found("", "", ""), None, answer)


@pytest.mark.shows("revoked token")
def test_a_wrong_password_is_no_sign_in(connect: Connect):
    with pytest.raises(errors.NotSignedIn):
        connect("wrong").check()


def test_a_password_that_the_sender_refuses_is_no_sign_in(server: FakeMail, connect: Connect):
    server.send_trouble = "401"
    with pytest.raises(errors.NotSignedIn):
        connect().check()


def test_our_name_is_that_of_the_last_message_we_sent(server: FakeMail, connect: Connect):
    server.receive("x", folder="Sent", From=f"Mairie d’Ormaie <{US}>")
    assert connect().check().settings["name"] == "Mairie d’Ormaie"


def test_the_servers_limit_bounds_what_an_answer_may_hold(server: FakeMail, connect: Connect):
    server.size = 90_000
    assert connect().check().capabilities.length.limit == 30_000


# -------------------------------------------------------------------------------------------------- reading


def test_reading_leaves_no_trace(server: FakeMail, connect: Connect):
    server.receive("Bonjour")
    cursors: dict[str, str] = {}
    connector = connect()
    item = read_all(connector, cursors)[0]
    connector.thread(target(item))
    said = " ".join(server.said)
    assert "SELECT" not in said
    assert re.findall(r"BODY(?!\.PEEK|STRUCTURE)", said) == []
    assert [one.flags for one in server.inbox.kept] == [set()]


def test_a_message_is_what_it_says(server: FakeMail, connect: Connect):
    server.receive(
        "Bonjour\n> avant\n> encore\noui ?",
        Subject="Réponse",
        Message_ID="<b@x.test>",
        In_Reply_To="<a@x.test>",
        References="<r@x.test> <a@x.test>",
    )
    (item,) = read_all(connect(), {})
    assert (item.title, item.remote_id) == ("Réponse", "<b@x.test>")
    assert (item.parent_id, item.thread_id) == ("<a@x.test>", "<r@x.test>")
    assert (item.writer.key, item.writer.name) == ("zoe@voisin.test", "Zoé Petit")
    assert item.visibility is Visibility.PRIVATE
    assert "<blockquote><p>avant<br>encore</p></blockquote>" in item.html
    assert not item.context


def test_what_we_sent_from_anywhere_is_ours(server: FakeMail, connect: Connect):
    server.receive("Oui", folder="Sent", From=f"Mairie <{US}>", To="zoe@voisin.test")
    (item,) = read_all(connect(), {})
    assert item.writer.is_us


@pytest.mark.parametrize(
    "headers",
    [{"Auto_Submitted": "auto-replied"}, {"Precedence": "bulk"}, {"List_Id": "<l.voisin.test>"}],
)
def test_nobody_waits_for_an_answer_to_machines_and_lists(
    server: FakeMail, connect: Connect, headers: dict[str, str]
):
    server.receive("Je suis absente", **headers)
    raws = read_raw(connect(), {})
    assert [item.context for raw in raws for item in connect().parse(raw)] == [True]
    wanted = connect(lists="1")
    assert [item.context for raw in raws for item in wanted.parse(raw)] == [False]


def test_a_report_of_failure_is_told_under_the_answer_that_did_not_arrive(
    server: FakeMail, connect: Connect
):
    report = (
        b"From: MAILER-DAEMON@ormaie.test\r\nTo: %s\r\nAuto-Submitted: auto-replied\r\n"
        b"Message-ID: <dsn@ormaie.test>\r\nDate: %s\r\nSubject: Undelivered\r\n"
        b'Content-Type: multipart/report; report-type=delivery-status; boundary="x"\r\n\r\n'
        b"--x\r\nContent-Type: text/plain\r\n\r\nIt could not be delivered.\r\n"
        b"--x\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; m\r\n\r\n"
        b"Final-Recipient: rfc822; zoe@voisin.test\r\nAction: failed\r\nStatus: 5.1.1\r\n"
        b"--x\r\nContent-Type: text/rfc822-headers\r\n\r\nMessage-ID: <k@ormaie.test>\r\n"
        b"--x--\r\n"
    )
    now = datetime.now(UTC).strftime("%a, %d %b %Y %H:%M:%S +0000")
    server.inbox.put(report % (US.encode(), now.encode()))
    (item,) = read_all(connect(), {})
    assert item.parent_id == "<k@ormaie.test>"
    assert not item.context


@pytest.mark.shows("clock skew")
def test_a_senders_clock_may_be_wrong_by_some_days_only(server: FakeMail, connect: Connect):
    now = datetime.now(UTC).replace(microsecond=0)
    told = {"1": now - timedelta(days=1), "2": now - timedelta(days=4000)}
    for name, at in told.items():
        date = at.strftime("%a, %d %b %Y %H:%M:%S +0000")
        server.inbox.put(a_message(name, Date=date), now)
    times = {item.text: item.at for item in read_all(connect(), {})}
    assert times == {"1": told["1"], "2": now}


def test_a_new_account_begins_with_the_newest(
    server: FakeMail, connect: Connect, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(mail, "FIRST", 3)
    for n in range(7):
        server.receive(f"message {n}")
    assert texts(read_all(connect(), {})) == ["message 4", "message 5", "message 6"]


def test_messages_come_in_pages_of_limited_size(
    server: FakeMail, connect: Connect, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(mail, "PAGE_MESSAGES", 2)
    for n in range(5):
        server.receive(f"message {n}")
    pages = [page for page in connect().fetch({}) if page.stream == "mail:INBOX"]
    assert [len(page.items) for page in pages] == [2, 2, 1]
    assert [page.announced for page in pages] == [2, 2, 1]


@pytest.mark.shows("pages that overlap or skip")
def test_many_messages_are_asked_for_in_lines_that_servers_take(
    server: FakeMail, connect: Connect, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(mail, "AT_A_TIME", 40)
    monkeypatch.setattr("cmworkstation.sdk.imap.AT_ONCE", 30)
    for n in range(130):
        server.receive(f"message {n}")
    found = [item.text for item in read_all(connect(), {}) if not item.context]
    assert found == [f"message {n}" for n in range(130)]
    assert max(len(line) for line in server.said if line.startswith("UID FETCH")) < 200
    pages, _ = read_history(connect(), since=None)
    raws = [raw for page in pages for raw in page.items]
    assert len({raw.native_id for raw in raws}) == len(raws) == 130


def test_folders_are_chosen_by_the_person(server: FakeMail, connect: Connect):
    server.receive("dans la boîte")
    server.receive("à part", folder="Projets &- co")
    assert texts(read_all(connect(), {})) == ["dans la boîte"]
    both = connect(folders="INBOX\nProjets & co")
    assert texts(read_all(both, {})) == ["dans la boîte", "à part"]
    listed = {one.name: (one.role, one.chosen) for one in both.folders()}
    assert listed["INBOX"] == ("inbox", True)
    assert listed["Projets & co"] == ("", True)
    assert listed["Junk"] == ("junk", False)


def test_a_chosen_folder_that_is_missing_is_told_after_the_others_were_read(
    server: FakeMail, connect: Connect
):
    server.receive("Bonjour")
    found: list[RawItem] = []
    pages = connect(folders="Ancien\nINBOX").fetch({})
    with pytest.raises(errors.Refused) as raised:
        found.extend(item for page in pages for item in page.items)
    assert (raised.value.code, raised.value.words) == ("folder-missing", "Ancien")
    assert len(found) == 1


def test_of_a_big_message_only_the_words_are_read(
    server: FakeMail, connect: Connect, monkeypatch: pytest.MonkeyPatch
):
    message = EmailMessage()
    message["From"], message["To"] = "zoe@voisin.test", US
    message["Message-ID"], message["Subject"] = "<big@voisin.test>", "Le plan"
    message["Date"] = datetime.now(UTC)
    message.set_content("Voici le plan.")
    message.add_alternative("<p>Voici le plan.</p>", subtype="html")
    message.add_attachment(bytes(90_000), maintype="application", subtype="pdf", filename="p.pdf")
    server.inbox.put(message.as_bytes().replace(b"\n", b"\r\n"))
    monkeypatch.setattr(mail, "SMALL", 10_000)
    (raw,) = read_raw(connect(), {})
    assert len(raw.payload) < 5_000
    (item,) = connect().parse(raw)
    assert (item.title, item.text) == ("Le plan", "Voici le plan.")
    (file,) = item.attachments
    assert (file.title, file.kind) == ("p.pdf", "file")
    assert 89_000 < file.size < 93_000
    assert b"".join(connect().attachment(target(item), file.url)) == bytes(90_000)
    with pytest.raises(errors.Gone):
        list(connect().attachment(target(item), f"{file.url}9"))


def test_files_come_in_pieces_whatever_their_packing(
    server: FakeMail, connect: Connect, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("cmworkstation.sdk.lightmail.PIECE", 1000)
    message = EmailMessage()
    message["From"], message["Message-ID"] = "zoe@voisin.test", "<files@voisin.test>"
    message["Date"] = datetime.now(UTC)
    message.set_content("Voici.")
    data = bytes(range(256)) * 20
    message.add_attachment(data, maintype="image", subtype="png", filename="a.png")
    message.add_attachment("une ligne\n" * 400, filename="b.txt", cte="quoted-printable")
    server.inbox.put(message.as_bytes().replace(b"\n", b"\r\n"))
    (item,) = read_all(connect(), {})
    picture, text = item.attachments
    assert (picture.kind, text.kind) == ("image", "file")
    pieces = list(connect().attachment(target(item), picture.url))
    assert len(pieces) > 1
    assert b"".join(pieces) == data
    assert (
        b"".join(connect().attachment(target(item), text.url)).split() == [b"une", b"ligne"] * 400
    )


def test_old_mail_is_fetched_when_a_person_asks(
    server: FakeMail, connect: Connect, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(mail, "PAGE_MESSAGES", 2)
    now = datetime.now(UTC)
    for days in (400, 300, 200, 100, 1):
        at = now - timedelta(days=days)
        date = at.strftime("%a, %d %b %Y %H:%M:%S +0000")
        server.inbox.put(a_message(f"{days}", Date=date), at)
    since, until = now - timedelta(days=310), now - timedelta(days=90)
    pages, floor = read_history(connect(), since=since, until=until)
    found = [item.text for page in pages for raw in page.items for item in connect().parse(raw)]
    assert (found, floor) == (["100", "300", "200"], None)


# -------------------------------------------------------------------------- what changes behind our back

CAN = {
    "all": "IDLE ENABLE CONDSTORE QRESYNC MOVE",
    "condstore": "ENABLE CONDSTORE",
    "nothing": "IDLE",
}


@pytest.fixture(params=CAN, ids=list(CAN))
def some_server(request: pytest.FixtureRequest, server: FakeMail) -> FakeMail:
    server.can = CAN[request.param]
    return server


@pytest.mark.shows("deleted thread")
def test_messages_that_are_nowhere_are_gone(some_server: FakeMail, connect: Connect):
    for n in range(4):
        some_server.receive(f"message {n}", Message_ID=f"<{n}@x.test>")
    cursors: dict[str, str] = {}
    read_all(connect(), cursors)
    some_server.inbox.drop(2)
    some_server.inbox.drop(4)
    assert gone(connect(), cursors) == ["<1@x.test>", "<3@x.test>"]
    assert gone(connect(), cursors) == []


@pytest.mark.parametrize(("folder", "held"), [("Junk", Held.SPAM), ("Trash", Held.TRASH)])
def test_a_message_in_junk_or_bin_is_held_until_it_comes_back(
    some_server: FakeMail, connect: Connect, folder: str, held: Held
):
    one = some_server.receive("Bonjour")
    cursors: dict[str, str] = {}
    first = read_raw(connect(), cursors)
    some_server.boxes[folder].put(some_server.inbox.drop(one.uid).raw, one.at)
    (item,) = read_all(connect(), cursors)
    assert item.held is held
    some_server.inbox.put(some_server.boxes[folder].drop(1).raw, one.at)
    back = read_raw(connect(), cursors)
    assert [item.held for raw in back for item in connect().parse(raw)] == [Held.NO]
    assert not {raw.payload for raw in first} & {raw.payload for raw in back}


def test_a_message_that_is_filed_elsewhere_stays_what_it_is(
    some_server: FakeMail, connect: Connect
):
    one = some_server.receive("Bonjour")
    cursors: dict[str, str] = {}
    (item,) = read_all(connect(), cursors)
    some_server.boxes["Projets &- co"].put(some_server.inbox.drop(one.uid).raw, one.at)
    assert gone(connect(), cursors) == []
    assert [raw.native_id for raw in connect().thread(target(item)).items] == ["7:1:Projets & co"]


@pytest.mark.fault("F22")
def test_the_mark_of_deletion_is_believed_and_taken_back(some_server: FakeMail, connect: Connect):
    one = some_server.receive("Bonjour", Message_ID="<1@x.test>")
    cursors: dict[str, str] = {}
    first = read_raw(connect(), cursors)
    some_server.inbox.mark(one.uid, "\\Deleted")
    assert gone(connect(), cursors) == ["<1@x.test>"]
    some_server.inbox.mark(one.uid, "\\Deleted", off=True)
    (again,) = read_raw(connect(), cursors)
    assert again.payload != first[0].payload
    assert read_raw(connect(), cursors) == []


def test_a_mailbox_that_did_not_change_is_asked_little(server: FakeMail, connect: Connect):
    server.receive("Bonjour")
    cursors: dict[str, str] = {}
    connector = connect()
    read_all(connector, cursors)
    server.said.clear()
    assert list(connector.fetch(cursors)) == []
    assert {line.split(" ")[0] for line in server.said} == {"EXAMINE"}


@pytest.mark.fault("F22")
@pytest.mark.shows("ids that change")
def test_numbers_that_begin_anew_bring_nothing_twice(some_server: FakeMail, connect: Connect):
    for n in range(3):
        some_server.receive(f"message {n}")
    cursors: dict[str, str] = {}
    items = read_all(connect(), cursors)
    some_server.inbox.number_anew()
    some_server.receive("message 3")
    assert texts(read_all(connect(), cursors)) == ["message 3"]
    assert read_raw(connect(), cursors) == []
    # What was known by its old number is found by its name.
    thread = connect().thread(target(items[0]))
    assert [raw.native_id for raw in thread.items] == ["8:100:INBOX"]


# ------------------------------------------------------------------------------------------------ answering


@pytest.fixture
def question(server: FakeMail, connect: Connect) -> Target:
    server.receive(
        "À quelle heure ?",
        Subject="Horaires",
        Message_ID="<q@voisin.test>",
        References="<r@voisin.test>",
        Reply_To="Accueil <accueil@voisin.test>",
    )
    return target(read_all(connect(), {})[-1])


def test_an_answer_has_the_right_headers_and_one_copy(
    server: FakeMail, connect: Connect, question: Target
):
    connector = connect(name="Mairie d’Ormaie")
    sent = connector.reply(question, content("Dès 9 h.\n.\nBien à vous"), once_key="0198-a")
    assert sent.remote_id == "<0198-a@ormaie.test>"
    assert server.envelopes == [(US, ["accueil@voisin.test"])]
    (raw,) = server.sent
    assert [one.raw for one in server.boxes["Sent"].kept] == [raw]
    assert server.boxes["Sent"].kept[0].flags == {"\\Seen"}
    assert server.inbox.kept[0].flags == {"\\Answered"}
    (item,) = read_all(connect(), {"mail:INBOX": '{"validity": 7, "next": 9}'})[-1:]
    assert (item.parent_id, item.thread_id) == ("<q@voisin.test>", "<r@voisin.test>")
    assert (item.title, item.text) == ("Re: Horaires", "Dès 9 h.\n.\nBien à vous")
    assert (item.writer.name, item.writer.is_us) == ("Mairie d’Ormaie", True)


def test_in_a_drill_nothing_goes_out_and_nothing_is_put_away(
    server: FakeMail, connect: Connect, question: Target
):
    connect.http = Http(may_write=lambda: False)
    exercised = connect()
    with pytest.raises(errors.Exercise):
        exercised.reply(question, content(), once_key="0198-a")
    with pytest.raises(errors.Exercise):
        exercised.moderate(question, ModerationAct.SPAM)
    assert (server.envelopes, server.sent) == ([], [])
    assert server.inbox.kept[0].flags == set()


@pytest.mark.parametrize("sender", [US, "no-reply@ormaie.test", "wordpress@ormaie.test"])
def test_who_writes_through_a_form_is_the_one_who_is_answered(
    server: FakeMail, connect: Connect, sender: str
):
    server.receive(
        "Depuis le site", From=f"Site <{sender}>", Reply_To="Nour Haddad <nour@voisin.test>"
    )
    (item,) = read_all(connect(), {})
    assert (item.writer.key, item.writer.name) == ("nour@voisin.test", "Nour Haddad")
    assert not item.writer.is_us
    connect().reply(target(item), content(), once_key="k")
    assert server.envelopes == [(US, ["nour@voisin.test"])]


@pytest.mark.parametrize(
    ("headers", "told"),
    [
        ({}, Recipients(("zoe@voisin.test",))),
        (
            {"From": "noreply@shop.example", "Reply_To": "orders@shop.example"},
            Recipients(("orders@shop.example",), (), "noreply@shop.example"),
        ),
        (
            {"Reply_To": "Zoé <elsewhere@other.example>"},
            Recipients(("elsewhere@other.example",), (), "zoe@voisin.test"),
        ),
        (
            {"Reply_To": "list@voisin.test, ZOE@voisin.test"},
            Recipients(("list@voisin.test", "ZOE@voisin.test")),
        ),
        (
            {"Reply_To": "list@voisin.test", "Cc": "zoe@voisin.test, bo@voisin.test"},
            Recipients(("list@voisin.test",), ("zoe@voisin.test", "bo@voisin.test")),
        ),
        ({"From": US, "Reply_To": "nour@voisin.test"}, Recipients(("nour@voisin.test",))),
        ({"From": US, "To": "nour@voisin.test"}, Recipients(("nour@voisin.test",))),
    ],
    ids=["writer", "shop", "trap", "list with", "list", "form", "ours"],
)
def test_whom_an_answer_reaches_is_told_before_and_is_who_gets_it(
    server: FakeMail, connect: Connect, headers: dict[str, str], told: Recipients
):
    server.receive("Une question", **headers)
    connector = connect()
    (raw,) = read_raw(connector, {})
    (item,) = connector.parse(raw)
    assert MailConnector.recipients({"mail": US}, raw) == told
    connector.reply(target(item), content(), once_key="k")
    assert server.envelopes == [(US, [*told.to, *told.copies])]


def test_a_message_that_names_nobody_is_told_to_reach_nobody():
    message = a_message("Bonjour", From="", Cc="bo@voisin.test")
    raw = RawItem("message", "1:1:INBOX", pack({"size": len(message)}) + b"\n" + message)
    assert MailConnector.recipients({"mail": US}, raw) == Recipients(())


@pytest.mark.fault("F11")
@pytest.mark.shows("duplicate refusal")
def test_an_answer_that_left_is_not_sent_again(
    server: FakeMail, connect: Connect, question: Target
):
    first = connect().reply(question, content(), once_key="k")
    again = connect().reply(question, content(), once_key="k")
    assert again.remote_id == first.remote_id
    assert (len(server.sent), len(server.boxes["Sent"].kept)) == (1, 1)


def test_a_copy_that_fails_is_made_at_the_next_reading(
    server: FakeMail, connect: Connect, question: Target
):
    server.refuse_append = True
    connector = connect()
    sent = connector.reply(question, content(), once_key="k")
    assert (sent.remote_id, len(server.sent)) == ("<k@ormaie.test>", 1)
    assert server.boxes["Sent"].kept == []
    server.refuse_append = False
    read_all(connector, {})
    read_all(connector, {})
    assert [one.raw for one in server.boxes["Sent"].kept] == server.sent


def test_a_copy_that_is_named_to_another_connector_is_put_away_once(
    server: FakeMail, connect: Connect, question: Target
):
    server.refuse_append = True
    first = connect()
    sent = first.reply(question, content(), once_key="k")
    assert sent.raw is not None
    other = connect()
    assert other.lacks_copy(sent.native_id)
    server.refuse_append = False
    for _ in range(2):
        other.keep([sent.raw, sent.raw, RawItem("own-reply", "", b"{}")])
        read_all(other, {})
    read_all(first, {})
    assert [one.raw for one in server.boxes["Sent"].kept] == server.sent


def test_only_a_copy_that_is_not_there_is_said_to_lack(
    server: FakeMail, connect: Connect, question: Target
):
    sent = connect().reply(question, content(), once_key="k")
    assert not connect().lacks_copy(sent.native_id)
    found = connect().find_sent(
        question, content(), once_key="k", since=datetime.now(UTC) - timedelta(days=1)
    )
    assert found is not None
    assert not connect().lacks_copy(found.native_id)
    assert connect(copies="self").lacks_copy("0:0:Sent")
    assert not connect(copies="server").lacks_copy("0:0:Sent")


def test_a_mailbox_that_cannot_take_the_copy_is_read_all_the_same(
    server: FakeMail, connect: Connect, question: Target
):
    server.refuse_append = True
    connector = connect()
    connector.reply(question, content(), once_key="k")
    pages = connector.fetch({})
    assert texts([one for raw in next(pages).items for one in connector.parse(raw)]) == [
        "À quelle heure ?"
    ]
    with pytest.raises(errors.Refused) as raised:
        list(pages)
    assert (raised.value.code, raised.value.words) == ("copy-missing", "[OVERQUOTA] Full")


def test_a_folder_for_sent_mail_is_made_where_there_is_none(
    server: FakeMail, connect: Connect, question: Target
):
    del server.boxes["Sent"]
    connect(sent="").reply(question, content(), once_key="k")
    assert [one.raw for one in server.boxes["Sent"].kept] == server.sent


def test_a_provider_that_keeps_what_we_send_gets_no_second_copy(
    server: FakeMail, connect: Connect, question: Target
):
    server.saves = True
    connect().reply(question, content(), once_key="k")
    assert len(server.boxes["Sent"].kept) == 1
    assert not [line for line in server.said if line.startswith("APPEND")]


@pytest.mark.fault("F11")
def test_without_a_copy_doubt_stays_doubt(server: FakeMail, connect: Connect, question: Target):
    server.send_trouble, server.stored = CUT, True
    connector = connect()
    with pytest.raises(errors.Ambiguous):
        connector.reply(question, content(), once_key="k")
    since = datetime.now(UTC) - timedelta(days=1)
    assert connector.find_sent(question, content(), once_key="k", since=since) is None
    assert server.boxes["Sent"].kept == []


@pytest.mark.fault("F9")
def test_a_line_that_breaks_before_the_end_of_the_message_sent_nothing(
    server: FakeMail, connect: Connect, question: Target, monkeypatch: pytest.MonkeyPatch
):
    def broken(_: object) -> None:
        raise errors.ServerTrouble("the connection broke")

    monkeypatch.setattr("cmworkstation.sdk.smtp.reach", broken)
    with pytest.raises(errors.Offline):
        connect().reply(question, content(), once_key="k")
    assert server.sent == []


def test_when_one_recipient_is_refused_nothing_is_sent(
    server: FakeMail, connect: Connect, question: Target
):
    server.send_trouble = "404"
    with pytest.raises(errors.Refused) as raised:
        connect().reply(question, content(), once_key="k")
    assert raised.value.code == "smtp-550"
    assert "No such person" in raised.value.words
    assert server.sent == []


def test_a_mailbox_out_of_reach_means_that_nothing_was_sent(
    server: FakeMail, connect: Connect, question: Target
):
    server.trouble = CUT
    with pytest.raises(errors.Offline):
        connect().reply(question, content(), once_key="k")
    assert server.sent == []


@pytest.mark.shows("lost parent")
def test_what_is_gone_cannot_be_answered(server: FakeMail, connect: Connect, question: Target):
    server.inbox.drop(1)
    with pytest.raises(errors.Gone):
        connect().reply(question, content(), once_key="k")
    assert connect().thread(question).gone == (question.remote_id,)
    assert server.sent == []


# --------------------------------------------------------------------------------------------- moderating


def test_messages_are_moved_to_junk_and_back(server: FakeMail, connect: Connect, question: Target):
    connector = connect()
    assert connector.check().capabilities.moderation
    connector.moderate(question, ModerationAct.SPAM)
    connector.moderate(question, ModerationAct.SPAM)
    assert [len(server.boxes[name].kept) for name in ("INBOX", "Junk")] == [0, 1]
    (raw,) = connector.thread(question).items
    assert [item.held for item in connector.parse(raw)] == [Held.SPAM]
    connector.moderate(question, ModerationAct.RESTORE)
    (raw,) = connector.thread(replace(question, settings={"held": "spam"})).items
    assert [item.held for item in connector.parse(raw)] == [Held.NO]
    assert b'"turn"' in raw.payload
    with pytest.raises(errors.Refused):
        connector.moderate(question, ModerationAct.HOLD)


# ------------------------------------------------------------------------------------------------ listening


@pytest.fixture
def quickly(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a listener notice at once that nobody wants it any more."""
    monkeypatch.setattr("cmworkstation.sdk.imap_line.PULSE_S", 0.02)


@pytest.mark.usefixtures("quickly")
def test_new_mail_is_heard_of_at_once(server: FakeMail, connect: Connect):
    heard, stop = threading.Event(), threading.Event()
    connector = connect()
    thread = threading.Thread(target=connector.listen, args=(heard.set, stop.is_set))
    thread.start()
    until = time.monotonic() + 10
    while "IDLE" not in server.said and time.monotonic() < until:
        time.sleep(0.01)
    server.receive("Bonjour")
    assert heard.wait(10)
    stop.set()
    thread.join(10)
    assert not thread.is_alive()


def test_a_listener_says_again_that_it_is_there(server: FakeMail, connect: Connect):
    turns = iter([False] * 8)
    connector = connect()
    connector._box.listen("INBOX", lambda: None, lambda: next(turns, True), reissue_s=0.0)
    assert server.said.count("IDLE") > 1


def test_a_server_that_cannot_call_says_so(server: FakeMail, connect: Connect):
    server.can = ""
    with pytest.raises(errors.Refused) as raised:
        connect().listen(lambda: None, lambda: True)
    assert raised.value.code == "no-push"


@pytest.mark.usefixtures("quickly")
def test_a_listener_notices_that_the_line_was_cut(connect: Connect):
    with serving(FakeMail()) as server:
        connector = Connect(server)()
        calls = iter([False, False])

        def stopped() -> bool:
            if next(calls, None) is None:
                connector.close()
            return False

        with pytest.raises(errors.Temporary):
            connector.listen(lambda: None, stopped)


# ------------------------------------------------------------------------------------------------- safety


@pytest.mark.parametrize("kind", ["imap", "smtp"])
def test_no_password_goes_to_another_machine_in_plain_words(connect: Connect, kind: str):
    connector = connect(**{kind: "none://mail.ormaie.test:143"})
    with pytest.raises(errors.BadAddress):
        connector.check()


def test_a_stranger_cannot_write_commands_by_his_message_id(server: FakeMail, connect: Connect):
    strange = '<a" OR ALL {9}\r\nx@y>'
    assert connect().thread(Target(strange, "7:99:INBOX", "", Visibility.PRIVATE)).gone == (
        strange,
    )
    plain = a_message("Bonjour", Message_ID="<plain@x.test>")
    server.inbox.put(plain.replace(b"<plain@x.test>", b'<a"%b\\{9}@x.test>'))
    (item,) = read_all(connect(), {})
    assert item.remote_id == '<a"%b\\{9}@x.test>'
    assert len(connect().thread(replace(target(item), native_id="1:1:INBOX")).items) == 1


def test_a_message_without_a_name_is_found_again(some_server: FakeMail, connect: Connect):
    one = some_server.receive("Bonjour", Message_ID="")
    cursors: dict[str, str] = {}
    (item,) = read_all(connect(), cursors)
    some_server.boxes["Projets &- co"].put(some_server.inbox.drop(one.uid).raw, one.at)
    assert gone(connect(), cursors) == []
    assert len(connect().thread(target(item)).items) == 1
