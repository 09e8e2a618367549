"""A day with a mailbox: read, answered, answered again; what goes wrong, and where no secret is found after it."""

import logging
from base64 import b64encode
from collections.abc import Iterator
from contextlib import closing, suppress
from dataclasses import replace
from datetime import UTC, datetime
from email.message import EmailMessage
from pathlib import Path

import pytest

from cmworkstation import cli, workspaces
from cmworkstation.domain import errors
from cmworkstation.domain.account import Account
from cmworkstation.domain.conversation import Status, View
from cmworkstation.domain.ids import ConversationId
from cmworkstation.domain.reply import OutboxRow, OutboxState
from cmworkstation.sdk.troubles import CUT
from cmworkstation.services.workstation import Services
from cmworkstation.words import problems
from tests.connectors.fake_mail import PASSWORD, US, FakeMail, serving
from tests.journeys.canary import hits
from tests.test_vault import Backend, use


@pytest.fixture
def server() -> Iterator[FakeMail]:
    with serving(FakeMail()) as fake:
        yield fake


@pytest.fixture
def services(home: Path) -> Iterator[Services]:
    use(Backend())
    with closing(workspaces.open_own(home / "data" / "workspace")) as made:
        yield made


def add(services: Services, server: FakeMail) -> Account:
    typed = f"{US} localhost:{server.imap_port} localhost:{server.smtp_port}"
    found = services.signin.find("mail", typed)
    signed = services.signin.finish("mail", found, None, {"user": US, "password": PASSWORD})
    return services.signin.add(signed, name="Courrier")[0]


def poll(services: Services, account: Account) -> None:
    for _ in services.sync.poll(account.id):
        pass


def answer(services: Services, conversation: ConversationId, text: str) -> OutboxRow:
    draft = replace(services.drafts.begin(conversation), body=text)
    row, _ = services.outbox.queue(draft, hold_s=0)
    services.outbox.send_now(row.id)
    services.outbox.deliver(row.id)
    return services.outbox.row(row.id)


def only_conversation(services: Services) -> ConversationId:
    (found,) = services.inbox.ids(View(status=None))
    return ConversationId(found)


def test_a_question_is_answered_once_and_its_thread_goes_on(services: Services, server: FakeMail):
    account = add(services, server)
    server.receive("À quelle heure ?", Message_ID="<q@voisin.test>", Subject="Horaires")
    poll(services, account)
    conversation = only_conversation(services)
    row = answer(services, conversation, "Dès 9 h.")
    assert row.state is OutboxState.SENT
    assert len(server.sent) == 1
    assert [one.raw for one in server.boxes["Sent"].kept] == server.sent
    poll(services, account)
    assert only_conversation(services) == conversation
    server.receive(
        "Et le samedi ?",
        Message_ID="<m@voisin.test>",
        In_Reply_To=row.remote_id,
        References=f"<q@voisin.test> {row.remote_id}",
    )
    poll(services, account)
    thread = services.inbox.thread(only_conversation(services))
    assert [(one.message.text, one.message.ours) for one in thread.entries] == [
        ("À quelle heure ?", False),
        ("Dès 9 h.", True),
        ("Et le samedi ?", False),
    ]
    assert list(services.inbox.ids(View(status=Status.WAITING_US))) == [conversation]
    assert services.inbox.recount() == []


def test_a_copy_that_could_not_be_put_away_is_put_there_by_the_next_run(
    home: Path, services: Services, server: FakeMail
):
    account = add(services, server)
    server.receive("À quelle heure ?", Message_ID="<q@voisin.test>")
    poll(services, account)
    server.refuse_append = True
    row = answer(services, only_conversation(services), "Dès 9 h.")
    assert (row.state, server.boxes["Sent"].kept) == (OutboxState.SENT, [])
    services.close()
    with closing(workspaces.open_own(home / "data" / "workspace")) as again:
        with pytest.raises(errors.Refused):  # said again by every run until it is there
            poll(again, account)
        server.refuse_append = False
        for _ in range(3):
            poll(again, account)
    assert [one.raw for one in server.boxes["Sent"].kept] == server.sent
    assert len(server.sent) == 1


def test_a_copy_that_was_put_away_and_deleted_there_by_its_owner_does_not_come_back(
    home: Path, services: Services, server: FakeMail
):
    account = add(services, server)
    server.receive("À quelle heure ?", Message_ID="<q@voisin.test>")
    poll(services, account)
    answer(services, only_conversation(services), "Dès 9 h.")
    (copy,) = server.boxes["Sent"].kept
    server.boxes["Sent"].drop(copy.uid)
    services.close()
    with closing(workspaces.open_own(home / "data" / "workspace")) as again:
        poll(again, account)
    assert server.boxes["Sent"].kept == []


def test_a_message_that_came_meanwhile_stops_the_answer(services: Services, server: FakeMail):
    account = add(services, server)
    server.receive("À quelle heure ?", Message_ID="<q@voisin.test>")
    poll(services, account)
    conversation = only_conversation(services)
    draft = replace(services.drafts.begin(conversation), body="Dès 9 h.")
    row, _ = services.outbox.queue(draft, hold_s=0)
    server.receive("Non, c’est bon.", Message_ID="<n@voisin.test>", In_Reply_To="<q@voisin.test>")
    services.outbox.deliver(row.id)
    assert services.outbox.row(row.id).state is OutboxState.MOVED
    assert server.sent == []


def test_what_was_deleted_elsewhere_is_told_until_it_comes_back(
    services: Services, server: FakeMail
):
    account = add(services, server)
    one = server.receive("Bonjour", Message_ID="<1@voisin.test>")
    poll(services, account)
    conversation = only_conversation(services)
    server.inbox.drop(one.uid)
    poll(services, account)
    (entry,) = services.inbox.thread(conversation).entries
    assert entry.message.deleted_at is not None
    server.inbox.put(one.raw, one.at)
    poll(services, account)
    (entry,) = services.inbox.thread(only_conversation(services)).entries
    assert entry.message.deleted_at is None


def test_a_file_of_a_message_is_saved_as_it_was_sent(
    services: Services, server: FakeMail, tmp_path: Path
):
    account = add(services, server)
    message = EmailMessage()
    message["From"], message["To"] = "Zoé <zoe@voisin.test>", US
    message["Message-ID"], message["Date"] = "<f@voisin.test>", datetime.now(UTC)
    message.set_content("Voici le plan.")
    data = bytes(range(256)) * 4000
    name = "../plan\u202efdp.exe"
    message.add_attachment(data, maintype="application", subtype="pdf", filename=name)
    server.inbox.put(message.as_bytes().replace(b"\n", b"\r\n"))
    poll(services, account)
    (entry,) = services.inbox.thread(only_conversation(services)).entries
    (file,) = entry.message.attachments
    steps = list(services.attachments.save_into(entry.message, file, tmp_path))
    assert steps[-1].done == len(data)
    (path,) = tmp_path.iterdir()
    assert path.read_bytes() == data
    assert path.parent == tmp_path
    assert "\u202e" not in path.name


def test_a_folder_that_went_away_is_told_and_the_others_are_read(
    services: Services, server: FakeMail
):
    account = add(services, server)
    services.accounts.choose_folders(account.id, ["INBOX", "Projets & co"])
    server.receive("Bonjour")
    del server.boxes["Projets &- co"]
    with pytest.raises(errors.Refused):
        poll(services, account)
    assert len(services.inbox.ids(View())) == 1
    (health,) = services.accounts.health()
    said = problems.trouble(health.trouble, health.trouble_detail)
    assert said.startswith("A folder that you chose no longer exists")


@pytest.mark.fault("F16")
def test_no_secret_of_a_mailbox_is_anywhere_but_in_the_keyring(
    home: Path,
    tmp_path: Path,
    server: FakeMail,
    services: Services,
    capsys: pytest.CaptureFixture[str],
    caplog: pytest.LogCaptureFixture,
):
    caplog.set_level(logging.DEBUG)
    said: list[str] = []

    def note(error: BaseException) -> None:
        said.append(f"{error!r} {error} {vars(error)} {error.__cause__!r} {error.__context__!r}")

    account = add(services, server)
    server.receive("À quelle heure ?", Message_ID="<q@voisin.test>")
    poll(services, account)
    conversation = only_conversation(services)
    for trouble in ("401", "403", "429 seconds", "500", "html", "cut json", CUT):
        server.receive("Encore une question")
        server.trouble = trouble
        services.platforms.forget(account.id)
        with pytest.raises(errors.WorkstationError) as raised:
            poll(services, account)
        note(raised.value)
    server.trouble = ""
    for trouble in ("401", "403", "429 seconds", CUT):
        server.send_trouble = trouble
        with suppress(errors.NotAllowed):
            row = answer(services, conversation, f"Dès {trouble} h.")
            said += [str(row), str(services.outbox.steps(row.id))]
    said += [repr(services.accounts.health()), repr(services.vault), repr(services.platforms)]
    said += [repr(one) for one in services.journal.acts()]
    services.close()
    folder = home / "data" / "workspace"
    for argv in (["inbox"], ["outbox"], ["doctor"]):
        cli.main([*argv, "--workspace", str(folder)])
    out, err = capsys.readouterr()
    packed = b64encode(f"\0{US}\0{PASSWORD}".encode()).decode()
    texts = {"log": caplog.text, "diary": "\n".join([*said, out, err])}
    assert any(line == "AUTH" for line in server.said)
    assert len(said) > 12
    assert hits([PASSWORD, packed], [home, tmp_path], texts) == []
