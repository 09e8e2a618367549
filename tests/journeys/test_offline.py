"""Without any network: everything but sending works, nothing even tries, and back online the queue leaves once."""

import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NoReturn

import pytest

from cmworkstation import cli, connectors
from cmworkstation.domain import errors
from cmworkstation.domain.approval import ActKind, State
from cmworkstation.domain.conversation import Status, View
from cmworkstation.domain.ids import ConversationId
from cmworkstation.domain.reply import OutboxRow, OutboxState
from cmworkstation.sdk.http import Http
from cmworkstation.services.approvals import Judgement
from cmworkstation.services.workstation import Services, open_services
from cmworkstation.vault import Vault
from cmworkstation.words import problems
from tests.clocks import SetClock
from tests.connectors.fake_mastodon import FakeMastodon
from tests.connectors.misbehaving import serving as serving_mastodon
from tests.journeys.platforms import Site, a_blog, a_feed, add_blog, add_feed, add_mastodon, serving
from tests.services.approving import BETTER, Town

PASSWORD = "abcd efgh ijkl mnop"
ROOT = Path(__file__).parents[2]


@pytest.fixture(autouse=True)
def _without_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let tries follow each other at once: how often counts here, not how long."""
    monkeypatch.setitem(Http.__init__.__kwdefaults__ or {}, "sleep", lambda _: None)


class Cable:
    """The network cable: pull it, and count who tries to get out."""

    def __init__(self, patch: pytest.MonkeyPatch) -> None:
        self._patch = patch
        self.tries = 0

    def pull(self) -> None:
        """From here on no socket reaches anything, not even this machine, and no name is known."""
        self.tries = 0
        for owner, name in (
            (socket.socket, "connect"),
            (socket.socket, "connect_ex"),
            (socket.socket, "sendto"),
            (socket, "getaddrinfo"),
            (socket, "create_connection"),
        ):
            self._patch.setattr(owner, name, self._no_way)

    def plug_in(self) -> None:
        """The network is back."""
        self._patch.undo()

    def _no_way(self, *_: object, **__: object) -> NoReturn:
        self.tries += 1
        raise OSError(101, "Network is unreachable")


@pytest.fixture
def cable() -> Iterator[Cable]:
    with pytest.MonkeyPatch.context() as patch:
        yield Cable(patch)


class Desk:
    """A workspace that can be closed and opened again; the keyring stays."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.clock = SetClock(datetime.now(UTC))
        self.vault = Vault(memory_only=True)
        self.services: Services = self.open()

    def open(self) -> Services:
        self.services = open_services(
            self.folder, connectors.loaders(), vault=self.vault, clock=self.clock
        )
        return self.services

    def restart(self) -> Services:
        self.services.close()
        return self.open()

    def read_all(self) -> dict[str, str]:
        """Poll every account; return name → trouble."""
        troubles = {}
        for account in self.services.accounts.listed():
            try:
                for _ in self.services.sync.poll(account.id):
                    pass
                troubles[account.name] = ""
            except errors.WorkstationError as error:
                troubles[account.name] = type(error).__name__
        return troubles

    def deliver_all(self) -> None:
        for rows in self.services.outbox.due().values():
            for outbox_id in rows:
                self.services.outbox.deliver(outbox_id)

    def state(self, row: OutboxRow) -> OutboxState:
        return self.services.outbox.row(row.id).state


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    made = Desk(tmp_path / "w")
    yield made
    assert made.services.inbox.recount() == []
    assert made.services.workspace.problems() == []
    made.services.close()


def test_the_whole_working_day_without_a_network(desk: Desk, cable: Cable) -> None:
    with serving_mastodon(FakeMastodon("mastodon")) as fake, serving(Site()) as site:
        site.routes["/feed"] = a_feed("Une fermeture exceptionnelle", "Un nouveau prêt")
        a_blog(site, password=PASSWORD)
        town = add_mastodon(desk.services, fake)
        add_feed(desk.services, f"{site.origin}/feed")
        add_blog(desk.services, site, PASSWORD)
        charter_id, _ = desk.services.charters.add_starter("mediatheques-ormaie")
        desk.services.charters.assign(town.id, charter_id)
        asked = fake.write("@alma@social.example Êtes-vous ouverts le samedi ?", language="fr")
        fake.write("@alma@social.example Merci pour l’exposition !", language="fr")
        assert set(desk.read_all().values()) == {""}

        cable.pull()
        services = desk.restart()  # open
        hits = services.inbox.search("ouverts samedi")  # search
        (hit,) = hits
        assert len(services.inbox.search("fermeture")) == 1
        thread = services.inbox.thread(hit.conversation_id)  # read
        services.inbox.mark_read(hit.conversation_id)
        assert "samedi" in thread.entries[0].message.text
        assert len(services.inbox.ids(View())) == 2
        draft = services.drafts.begin(hit.conversation_id)  # draft
        draft, _ = services.drafts.save(replace(draft, body="Oui !!! Dès 9 h."))
        services = desk.restart()
        draft = services.drafts.begin(hit.conversation_id)
        assert draft.body == "Oui !!! Dès 9 h."
        review = services.composer.review(replace(draft, body="Laissez-nous 5 étoiles !"))  # check
        assert review.reasons == ("stopped",)
        (answer, *_) = services.answers.found(town.id, "panne")
        assert services.answers.fill(draft, answer.id).text.startswith("Bonjour")
        row, _ = services.outbox.queue(replace(draft, body="Oui, dès 9 h."), hold_s=0)  # queue
        other = next(one for one in services.inbox.ids(View()) if one != hit.conversation_id)
        services.inbox.set_status([other], Status.NO_ANSWER, "a thank-you")
        assert services.journal.verify().problems == ()
        assert services.accounts.health()
        assert cable.tries == 0, "nothing of all this reached for the network"

        for _ in range(3):
            desk.deliver_all()
            assert set(desk.read_all().values()) == {"Offline"}
            desk.clock.advance(1000)
        services = desk.restart()
        assert desk.state(row) is OutboxState.LATER
        assert cable.tries > 0
        told = services.accounts.health()
        assert {one.trouble for one in told} == {"Offline"}
        assert {one.state for one in told} == {"trouble"}, "offline disconnects nobody"
        assert "Nothing was lost" in problems.error(errors.Offline()).text

        cable.plug_in()
        desk.clock.advance(1000)
        for _ in range(3):
            desk.deliver_all()
            assert set(desk.read_all().values()) == {""}
            desk.clock.advance(1000)
        assert desk.state(row) is OutboxState.SENT
        (created,) = fake.created
        assert created["in_reply_to_id"] == asked["id"]
        assert "Oui, dès 9 h." in created["content"]
        again = services.inbox.thread(hit.conversation_id)
        assert [entry.message.ours for entry in again.entries] == [False, True]


def test_a_reply_is_approved_without_a_network(desk: Desk, cable: Cable, tmp_path: Path) -> None:
    with serving_mastodon(FakeMastodon("mastodon")) as fake:
        account = add_mastodon(desk.services, fake)
        fake.write("@alma@social.example La piscine ouvre quand ?", language="fr")
        assert set(desk.read_all().values()) == {""}
        desk.vault.use_session_memory()

        cable.pull()
        services = desk.restart()
        town = Town(services, account)
        assert not services.outbox.rows()
        case = town.ask()
        services.approval_files.save_request(case.id, tmp_path / "a.cmwrequest")
        town.act_as(town.nadia)
        found = services.approval_files.open_request(tmp_path / "a.cmwrequest")
        said = Judgement(ActKind.AMEND, found.bound.binding, BETTER)
        services.approval_files.answer(found, said, tmp_path / "a.cmwanswer")
        town.act_as(town.author)
        _, row, signer, _ = services.approval_files.take_in(tmp_path / "a.cmwanswer", hold_s=0)
        assert row is not None
        assert (row.body, signer.name) == (BETTER, "Nadia Direction")
        assert cable.tries == 0, "nothing of all this reached for the network"
        desk.deliver_all()
        assert desk.state(row) is OutboxState.LATER

        cable.plug_in()
        for _ in range(3):
            desk.clock.advance(1000)
            desk.deliver_all()
        assert desk.state(row) is OutboxState.SENT
        (created,) = fake.created
        assert "mercredi" in created["content"]
        assert services.approvals.case(case.id).request.state is State.SENT


def test_the_lid_closed_in_the_middle_of_a_queue(desk: Desk, cable: Cable) -> None:
    with serving_mastodon(FakeMastodon("gotosocial")) as fake:
        add_mastodon(desk.services, fake)
        for n in range(6):
            fake.write(f"@alma@social.example Question {n} ?", by=f"person{n}@far.example")
        desk.read_all()
        rows = []
        for number in desk.services.inbox.ids(View()):
            draft = desk.services.drafts.begin(ConversationId(number))
            body = replace(draft, body=f"Réponse {number}.")
            rows.append(desk.services.outbox.queue(body, hold_s=0)[0])
        for row in rows[:3]:
            desk.services.outbox.deliver(row.id)
        cable.pull()
        desk.deliver_all()
        desk.restart()
        states = [desk.state(row) for row in rows]
        assert states == [OutboxState.SENT] * 3 + [OutboxState.LATER] * 3
        cable.plug_in()
        for _ in range(20):
            desk.clock.advance(120)
            desk.deliver_all()
        assert [desk.state(row) for row in rows] == [OutboxState.SENT] * 6
        targets = [one["in_reply_to_id"] for one in fake.created]
        assert len(targets) == len(set(targets)) == 6


def test_adding_an_account_without_a_network_says_so(desk: Desk, cable: Cable) -> None:
    cable.pull()
    assert {one.key for one in desk.services.signin.offers()} >= {"mastodon", "wordpress", "feed"}
    for platform in ("mastodon", "wordpress", "feed"):
        with pytest.raises(errors.Offline):
            desk.services.signin.find(platform, "https://social.example")
    assert desk.services.accounts.listed() == ()


# ------------------------------------------------------------------------------------------ the first start


def test_the_first_commands_of_a_fresh_profile_need_no_network(
    home: Path, cable: Cable, capsys: pytest.CaptureFixture[str]
) -> None:
    assert not list(home.rglob("workspace.db"))
    cable.pull()
    for argv in (["doctor"], ["inbox"], ["verify"], ["sync"], ["outbox", "--json"], ["demo"]):
        assert cli.main(argv) == 0, argv
        assert capsys.readouterr().err == ""
    assert cli.main(["search", "--demo", "bibliothèque"]) == 0
    assert cable.tries == 0
    assert len(list(home.rglob("workspace.db"))) == 2


WINDOW = """
import socket, sys
tries = []
def no_way(*args, **kwargs):
    tries.append(args)
    raise OSError(101, "Network is unreachable")
socket.socket.connect = socket.socket.connect_ex = no_way
socket.getaddrinfo = socket.create_connection = no_way
from cmworkstation import app
status = app.main(sys.argv[1:])
print(status, len(tries))
"""


@pytest.mark.parametrize("more", [[], ["--demo"]], ids=["own workspace", "demonstration"])
def test_the_first_window_of_a_fresh_profile_needs_no_network(
    home: Path, tmp_path: Path, more: list[str]
) -> None:
    picture = tmp_path / "first.png"
    ran = subprocess.run(
        [sys.executable, "-c", WINDOW, "--shot", str(picture), *more],
        capture_output=True,
        text=True,
        cwd=ROOT,
        timeout=100,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr
    assert ran.stdout.splitlines()[-1] == "0 0", ran.stdout + ran.stderr
    assert picture.read_bytes()[:4] == b"\x89PNG"


def test_a_pulled_cable_lets_nothing_through(cable: Cable) -> None:
    # A journey through a cable with a hole in it would prove nothing.
    with serving(Site(routes={"/": (200, "text/plain", b"here")})) as site:
        from urllib.request import urlopen

        with urlopen(site.origin, timeout=5) as page:
            assert page.read() == b"here"
        cable.pull()
        attempts: tuple[Callable[[], Any], ...] = (
            lambda: urlopen(site.origin, timeout=5),
            lambda: socket.getaddrinfo("localhost", 80),
            lambda: socket.create_connection(("127.0.0.1", 80)),
        )
        for attempt in attempts:
            with pytest.raises(OSError, match="unreachable"):
                attempt()
        assert cable.tries >= 3
