"""The workstation without a window: every command, in both languages, and one clear sentence for whatever is wrong."""

import argparse
import io
import json
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from importlib import import_module
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from cmworkstation import cli, workspaces
from cmworkstation.domain import errors
from cmworkstation.domain.account import Account, Capabilities, Visibility
from cmworkstation.domain.conversation import View
from cmworkstation.domain.ids import ConversationId
from cmworkstation.domain.message import Kind
from cmworkstation.domain.reply_time import Kind as Kind_
from cmworkstation.domain.reply_time import ReplyTime
from cmworkstation.resources.demo.accounts import ACCOUNTS
from cmworkstation.sdk.connector import Page
from cmworkstation.services.workstation import Services, open_services
from cmworkstation.store import times
from cmworkstation.store.database import FILE, Workspace
from cmworkstation.store.version import SCHEMA
from cmworkstation.vault import Vault
from cmworkstation.words import of_accounts
from tests.builders_workspace import HOSTILE, NOW, a_message, a_town, a_workstation, receive
from tests.clocks import SetClock
from tests.pretend import START, PretendConnector, PretendServer
from tests.services.archive import ArchiveConnector
from tests.services.test_times import OFFICE

COMMANDS = ("sync", "history", "inbox", "search", "answers", "reply", "outbox", "verify", "doctor")
WORDS = {"search": ["parcel"], "answers": ["oats"], "reply": ["1", "Hello."]}
READING = ("history", "inbox", "search", "answers", "outbox", "doctor")


class Result(NamedTuple):
    """What a shell sees of a command."""

    status: int
    out: str
    err: str

    @property
    def data(self) -> Any:
        return json.loads(self.out)


Run = Callable[..., Result]


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Run:
    """Return a function that runs one command as a shell would."""

    def once(*argv: str | Path) -> Result:
        try:
            status = cli.main([str(one) for one in argv])
        except SystemExit as end:
            status = int(end.code or 0)
        out, err = capsys.readouterr()
        return Result(status, out, err)

    return once


def a_sentence(result: Result) -> str:
    """Return what a failed command said: one line, no traceback, nothing on standard output."""
    assert result.out == ""
    assert result.err.endswith("\n")
    assert result.err.count("\n") == 1, result.err
    assert "Traceback" not in result.err
    assert result.status in (1, 2)
    return result.err.strip()


@pytest.fixture
def town(tmp_path: Path) -> Path:
    """Return a folder with a workspace in it: three accounts, one conversation of each kind."""
    a_town(tmp_path / "town").close()
    return tmp_path / "town"


@pytest.fixture
def pretend(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> PretendServer:
    """Make the program's own workspace one with an account on the pretend platform, "Mairie"."""
    clock = SetClock(NOW)
    server = PretendServer(clock)
    PretendConnector.server = server
    vault = Vault(memory_only=True)

    def open_own(folder: Path, *, read_only: bool = False, told: object = None) -> Services:
        del told
        kinds = {"pretend": lambda: PretendConnector, "broken": lambda: Broken}
        return open_services(folder, kinds, vault=vault, clock=clock, read_only=read_only)

    monkeypatch.setattr(workspaces, "open_own", open_own)
    monkeypatch.setenv("CMW_DATA", str(tmp_path / "data"))
    with closing(open_own(own(tmp_path))) as services:
        add(services, "pretend", "Mairie")
    return server


def own(tmp_path: Path) -> Path:
    return tmp_path / "data" / "workspace"


def add(services: Services, platform: str, name: str) -> Account:
    found = services.signin.find(platform, "pretend.example")
    signed = services.signin.finish(platform, found, None, {})
    signed = replace(signed, identity=replace(signed.identity, handle=f"@{name}"))
    return services.signin.add(signed, name=name)[0]


class Broken(PretendConnector):
    """Raises what no connector may raise."""

    def fetch(self, cursors: Mapping[str, str]) -> Iterator[Page]:
        raise KeyError("id")


# ----------------------------------------------------------------------------------------- demonstration


@pytest.fixture(scope="module")
def demonstration(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with the demonstration, made once."""
    folder = tmp_path_factory.mktemp("demo") / "w"
    workspaces.open_demo(folder, now=datetime.now(UTC)).close()
    return folder


def test_reply_times_are_told_and_written_as_a_table(run: Run, tmp_path: Path) -> None:
    with closing(a_town(tmp_path / "w")) as services:
        draft = services.drafts.begin(ConversationId(services.inbox.ids(View())[0]))
        row, _ = services.outbox.queue(replace(draft, body="Yes."), hold_s=600)
        waited = ReplyTime(
            row.id, Kind_.FIRST, row.conversation_id, row.account_id, "", "public", "wall",
            *(datetime.now(UTC) - timedelta(hours=3), datetime.now(UTC) - timedelta(hours=1)),
            None, 7200, 5400,
        )  # fmt: skip
        with services.workspace.write() as connection:
            times.keep(connection, [waited])
    told = run("times", "--workspace", tmp_path / "w", "--csv", tmp_path / "t.csv")
    assert told.status == 0
    assert re.search(r"^First reply +1 +0 +1 h 30 +1 h 30 +2 h +2 h$", told.out, re.MULTILINE)
    assert (tmp_path / "t.csv").read_text(encoding="utf-8").count("\n") == 2
    found = run("times", "--workspace", tmp_path / "w", "--json").data["times"]
    assert [one["figure"]["open_median"] for one in found] == [5400.0] * 3
    none = run("times", "--workspace", tmp_path / "w", "--days", "0")
    assert none.out.strip() == "No reply was measured in this time."


@pytest.mark.parametrize(
    "words",
    [("promises", "--csv"), ("times", "--csv"), ("charter", "export", "fennick-lane", "--to")],
    ids=["promises", "times", "charter"],
)
def test_a_place_that_takes_no_file_is_told_in_a_sentence(
    run: Run, demonstration: Path, tmp_path: Path, words: tuple[str, ...]
) -> None:
    there = tmp_path / "no such folder" / "x"
    done = run(words[0], "--workspace", str(demonstration), "--demo", *words[1:], str(there))
    assert "could not be written" in a_sentence(done)


def test_demo_says_what_it_holds(run: Run, demonstration: Path) -> None:
    result = run("demo", "--workspace", demonstration, "--json")
    assert result.status == 0
    assert result.data["folder"] == str(demonstration)
    assert result.data["accounts"] == len(ACCOUNTS)
    assert result.data["conversations"] > 1900
    assert result.data["waiting"] > 10
    said = run("demo", "--workspace", demonstration)
    assert f"{result.data['waiting']} waiting." in said.out


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_works_on_the_demonstration_in_both_languages(
    run: Run, demonstration: Path, tmp_path: Path, command: str
) -> None:
    if command == "reply":
        # What it queues, a `sync` after it would send.
        demonstration = shutil.copytree(demonstration, tmp_path / "w")
        shown = run("inbox", "--demo", "--workspace", demonstration, "--json").data
        rest = [str(shown[0]["id"]), "Un instant, je me renseigne. / One moment, I am asking."]
    else:
        rest = WORDS.get(command, [])
    place = ("--demo", "--workspace", demonstration)
    results = {}
    for language in ("en", "fr"):
        given = [*rest[:1], *(f"{one} {language}" for one in rest[1:])]
        result = run(command, *given, *place, "--lang", language)
        assert (result.status, result.err) == (0, ""), result
        assert result.out.strip()
        results[language] = result.out
        machine = run(command, *given, "?", *place, "--json") if command == "search" else None
        assert machine is None or machine.data
    if command in ("verify", "doctor", "sync", "reply"):
        assert results["en"] != results["fr"]
    assert "\x1b" not in results["en"]


def test_a_folder_of_real_work_is_never_made_a_demonstration(run: Run, town: Path) -> None:
    before = (town / FILE).read_bytes()
    said = a_sentence(run("demo", "--workspace", town))
    assert said.startswith("This folder holds real work")
    assert (town / FILE).read_bytes() == before


def test_neither_is_one_whose_accounts_were_all_removed(
    run: Run, pretend: PretendServer, tmp_path: Path
) -> None:
    pretend.write("q", "Ouvert lundi ?")
    run("sync")
    with closing(workspaces.open_own(own(tmp_path))) as services:
        services.accounts.remove(services.accounts.listed()[0].id)
    assert "real work" in a_sentence(run("demo", "--workspace", own(tmp_path)))
    assert len(run("search", "lundi", "--json").data) == 1


# ------------------------------------------------------------------------------------------------- reading


def test_inbox_lists_who_is_waiting(run: Run, town: Path) -> None:
    result = run("inbox", "--workspace", town, "--json")
    assert result.status == 0
    assert {"id", "account_id", "author_name", "snippet", "last_at", "unread"} <= set(
        result.data[0]
    )
    assert [one["last_at"] for one in result.data] == sorted(
        (one["last_at"] for one in result.data), reverse=True
    )
    lines = run("inbox", "--workspace", town).out.splitlines()
    assert len(lines) == len(result.data)
    assert "Nadia Perrault" in lines[0]
    oldest_first = run("inbox", "--workspace", town, "--longest", "--json").data
    waits = [one["waiting_since"] for one in oldest_first]
    assert waits == sorted(waits)
    due = run("inbox", "--workspace", town, "--order", "due", "--json").data
    assert [one["id"] for one in due] != [one["id"] for one in result.data]
    assert run("inbox", "--workspace", town, "--order", "closing", "--json").data == result.data
    assert len(run("inbox", "--workspace", town, "--limit", "2", "--json").data) == 2


def test_inbox_of_one_account(run: Run, town: Path) -> None:
    everything = run("inbox", "--workspace", town, "--json").data
    for typed in ("Médiathèques", "médiathèques"):
        chosen = run("inbox", "--workspace", town, "--account", typed, "--json").data
        assert [one["account_id"] for one in chosen] == ["account-Médiathèques"]
        assert len(chosen) < len(everything)


@pytest.mark.parametrize("command", ["inbox", "sync"])
@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("en", "There is no account called “Marie”."),
        ("fr", "Aucun compte ne s’appelle «\u00a0Marie\u00a0»."),
    ],
)
def test_a_misspelt_account_is_said_and_not_taken_for_all(
    run: Run, town: Path, command: str, language: str, sentence: str
) -> None:
    result = run(command, "--workspace", town, "--account", "Marie", "--lang", language)
    assert a_sentence(result) == sentence
    assert result.status == 2


def test_strangers_cannot_write_to_the_terminal(run: Run, tmp_path: Path) -> None:
    with closing(a_workstation(tmp_path / "w")) as services:
        account = _an_account(services)
        evil = replace(HOSTILE, name="\x1b[31mred\x07\nline two \u202etrick")
        receive(
            services, account, [a_message("q", "parcel \x1b]0;title\x07 \u202e x", writer=evil)]
        )
    for command in ("inbox", "search"):
        out = run(command, *WORDS.get(command, []), "--workspace", tmp_path / "w").out
        assert len(out.splitlines()) == 1
        assert not {"\x1b", "\x07", "\u202e"} & set(out)


def test_search_finds_without_accents_and_says_when_it_does_not(run: Run, town: Path) -> None:
    result = run("search", "mediatheque", "tilleuls", "--workspace", town, "--json")
    assert result.data == []
    (hit,) = run("search", "celle", "du", "CENTRE", "--workspace", town, "--json").data
    assert "centre" in hit["snippet"]
    assert run("search", "zzzz", "--workspace", town).out == "Nothing was found.\n"
    assert run("search", "zzzz", "--workspace", town, "--lang", "fr").out.startswith("Rien")
    assert run("search", '"', "*", "--workspace", town).status == 0
    unclear = run("search", "late", "is:purple", "--workspace", town)
    assert unclear.status == 2
    assert unclear.err.splitlines()[:2] == ["late is:purple", " " * 8 + "^" * 6]


def test_an_empty_workspace_speaks(run: Run, tmp_path: Path) -> None:
    said = {
        command: run(command, "--workspace", tmp_path / "new").out
        for command in ("inbox", "outbox", "verify", "doctor")
    }
    assert said["inbox"] == "Nobody is waiting.\n"
    assert said["outbox"] == "The outbox is empty.\n"
    assert said["verify"].startswith("All is well")
    assert f"Workspace: {tmp_path / 'new'}" in said["doctor"]


# ------------------------------------------------------------------------------------------- sync and sending


def test_sync_reads_and_says_how_much(run: Run, pretend: PretendServer) -> None:
    for n in range(25):
        pretend.write(f"q{n}", f"Question {n} ?", minutes=n)
    result = run("sync", "--json")
    assert result.status == 0
    assert result.data == {
        "accounts": [{"account": "Mairie", "read": 25, "trouble": ""}],
        "watch": [],
        "outbox": [],
    }
    assert run("sync").out == "Mairie: 0 items read\n"
    assert len(run("inbox", "--limit", "100", "--json").data) == 25


@pytest.mark.parametrize("language", ["en", "fr"])
def test_sync_goes_on_behind_a_broken_account(
    run: Run, pretend: PretendServer, tmp_path: Path, language: str
) -> None:
    with closing(workspaces.open_own(own(tmp_path))) as services:
        add(services, "broken", "Blog")
        add(services, "pretend", "Musée")
    pretend.write("q", "Ouvert lundi ?")
    result = run("sync", "--lang", language)
    assert (result.status, result.err) == (1, "")
    lines = dict(re.split(r"\s*: ", line, maxsplit=1) for line in result.out.splitlines())
    assert set(lines) == {"Mairie", "Blog", "Musée"}
    assert "1" in lines["Musée"]
    assert "KeyError" not in lines["Blog"]
    assert lines["Blog"].endswith(".")
    data = run("sync", "--json").data["accounts"]
    assert [bool(one["trouble"]) for one in data] == [False, True, False]
    assert ("made a mistake" in lines["Blog"]) == (language == "en")


def test_sync_reads_no_paused_account(run: Run, pretend: PretendServer, tmp_path: Path) -> None:
    with closing(workspaces.open_own(own(tmp_path))) as services:
        services.accounts.pause(services.accounts.listed()[0].id, paused=True)
    pretend.write("q")
    result = run("sync")
    assert (result.status, result.out) == (0, "Mairie: paused\n")
    assert run("inbox", "--json").data == []


def test_trouble_of_an_account_is_told_by_sync_and_by_doctor(
    run: Run, pretend: PretendServer
) -> None:
    pretend.fetch_error = errors.NotSignedIn("401")
    result = run("sync")
    assert result.status == 1
    assert "no longer accepts" in result.out
    assert "no longer accepts" in run("doctor").out
    (told,) = run("doctor", "--json").data["accounts"]
    assert (told["name"], told["trouble"]) == ("Mairie", "NotSignedIn")


def conversation(run: Run) -> str:
    return str(run("inbox", "--json").data[0]["id"])


def test_a_reply_waits_for_the_next_sync_and_leaves_once(
    run: Run, pretend: PretendServer, tmp_path: Path
) -> None:
    pretend.write("q", "Ouvert lundi ?")
    run("sync")
    result = run("reply", conversation(run), "Oui, dès 9 h.", "--json")
    assert result.status == 0
    assert (result.data["state"], result.data["body"]) == ("held", "Oui, dès 9 h.")
    assert pretend.published == []
    pretend.clock.advance(11)
    assert "sent: Oui, dès 9 h." in run("sync").out
    run("sync")
    assert [one["text"] for one in pretend.published] == ["Oui, dès 9 h."]
    (row,) = run("outbox", "--json").data
    assert (row["state"], row["remote_id"]) == ("sent", "ours-0")
    assert run("outbox", "--lang", "fr").out.startswith("envoyé")


def test_a_reply_now_says_where_it_stands(run: Run, pretend: PretendServer) -> None:
    pretend.write("q", "Ouvert lundi ?")
    run("sync")
    assert run("reply", conversation(run), "Oui.", "--now").out == (
        "sent: https://pretend.example/ours-0\n"
    )
    pretend.write("q2", "Et mardi ?", minutes=5)
    run("sync")
    pretend.script.append("lost")
    assert run("reply", conversation(run), "Oui aussi.", "--now").out.startswith("unclear")


@pytest.mark.parametrize(("fate", "status"), [("refused", 1), ("offline", 0), ("ok", 0)])
def test_a_script_can_tell_when_a_reply_wants_a_person(
    run: Run, pretend: PretendServer, fate: str, status: int
) -> None:
    pretend.write("q", "Ouvert lundi ?")
    run("sync")
    pretend.script.append(fate)
    assert run("reply", conversation(run), "Oui.", "--now").status == status
    if fate == "refused":
        assert run("outbox").out.startswith("refused by the platform")
        pretend.script.append("refused")
        run("reply", conversation(run), "Oui, aussi lundi.")
        pretend.clock.advance(20)
        assert run("sync").status == 1


def test_a_long_reply_comes_through_standard_input(
    run: Run, pretend: PretendServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    pretend.write("q", "Ouvert lundi ?")
    run("sync")
    text = "Bonjour,\n\noui — dès 9 h 😀\n" * 50
    monkeypatch.setattr(sys, "stdin", io.StringIO(text))
    assert run("reply", conversation(run), "-", "--json").data["body"] == text


def test_a_reply_leaves_the_draft_that_somebody_is_writing(
    run: Run, pretend: PretendServer, tmp_path: Path
) -> None:
    pretend.write("q", "Ouvert lundi ?")
    run("sync")
    with closing(workspaces.open_own(own(tmp_path))) as services:
        found = ConversationId(services.inbox.ids(View())[0])
        services.drafts.save(replace(services.drafts.begin(found), body="Je réfléch"))
    assert run("reply", str(found), "Oui.").status == 0
    with closing(workspaces.open_own(own(tmp_path))) as services:
        assert [one.body for one in services.drafts.listed()] == ["Je réfléch"]


# -------------------------------------------------------------------------------------------- verify, doctor


@pytest.mark.parametrize(
    ("statement", "named"),
    [
        ("UPDATE journal SET head=replace(head, 'account', 'acount')", "Act 1 of the journal"),
        ("UPDATE journal_payload SET payload='{}'", "The words of act 1 of the journal"),
        ("UPDATE tally SET total=total+1", "tally"),
        ("UPDATE conversation SET unread=unread+1", "numbers of conversation"),
        ("INSERT INTO message_fts(message_fts) VALUES('delete-all')", "search index"),
    ],
)
def test_verify_names_what_is_wrong(
    run: Run, pretend: PretendServer, tmp_path: Path, statement: str, named: str
) -> None:
    pretend.write("q", "Ouvert lundi ?")
    run("sync")
    assert run("verify").status == 0
    with closing(Workspace(own(tmp_path))) as workspace, workspace.write() as connection:
        connection.execute(statement)
    result = run("verify")
    assert result.status == 1
    assert any(named in line and line != named for line in result.out.splitlines())
    data = run("verify", "--json").data
    kinds = ("file", "counters", "journal")
    assert [kind for kind in kinds if data[kind]] == [
        "journal"
        if "journal SET" in statement or "payload SET" in statement
        else "counters"
        if statement.startswith("UPDATE")
        else "file"
    ]


def test_doctor_says_how_the_keyring_stands(run: Run, town: Path) -> None:
    # The keyring of the tests is none of those that may be trusted.
    data = run("doctor", "--workspace", town, "--json").data
    assert (data["keyring"], len(data["accounts"])) == ("missing", 3)
    said = run("doctor", "--workspace", town, "--lang", "fr").out
    assert "Mairie" in said
    assert "jamais" in said


def test_doctor_says_what_of_a_charter_is_out_of_date(run: Run, town: Path) -> None:
    assert run("doctor", "--workspace", town, "--json").data["reminders"] == []
    services = open_services(town, {})
    ended = (
        "\n[[fact]]\nid = 'old'\nstatement.fr = 'Ouvert'\nsource = 'x'\nexpires_on = 2020-01-01\n"
    )
    services.charters.save(OFFICE + ended)
    services.close()
    (told,) = run("doctor", "--workspace", town, "--json").data["reminders"]
    assert (told["charter"], told["kind"], told["subject"]) == ("office", "fact-over", "old")
    said = run("doctor", "--workspace", town, "--lang", "fr").out
    said = said.replace("\u202f", " ").replace("\u00a0", " ")
    assert "1 janv. 2020" in said
    assert "Le fait « old » a expiré." in said


# ------------------------------------------------------------------------------------------ gaps and depth


@pytest.fixture
def archive(pretend: PretendServer, monkeypatch: pytest.MonkeyPatch) -> PretendServer:
    """Let the pretend platform keep two years of older messages, one a month, and be asked for them."""
    ArchiveConnector.reset()
    monkeypatch.setattr(ArchiveConnector, "fetch", Late.fetch)
    monkeypatch.setattr(f"{__name__}.PretendConnector", ArchiveConnector)
    for month in range(24):
        days = timedelta(days=30 * (24 - month))
        pretend.write(
            f"old{month}", f"Ancienne {month} ?", minutes=(NOW - START - days).total_seconds() / 60
        )
    return pretend


class Late(PretendConnector):
    """Reads what is written after the first day of this test only."""

    def fetch(self, cursors: Mapping[str, str]) -> Iterator[Page]:
        yield Page("posts", (), "1")


def test_history_says_how_far_back_an_account_reaches_and_fetches_more(
    run: Run, archive: PretendServer
) -> None:
    assert run("history").out == "Mairie: Not read yet\n"
    run("sync")
    assert "Read since today" in run("history").out
    said = run("history", "--since", "2025-11-01").out
    assert "older messages came" in said
    assert "complete from" in said
    (one,) = run("history", "--since", "all", "--json").data
    assert one["depth"]["nothing_older"]
    assert datetime.fromisoformat(one["depth"]["oldest_at"]) == NOW - timedelta(days=720)
    assert one["depth"]["state"] == "done"
    assert len(run("search", "Ancienne", "--limit", "99", "--json").data) == 24
    assert run("inbox", "--json").data == []
    assert "la plateforme ne montre rien de plus ancien" in run("history", "--lang", "fr").out


@pytest.mark.parametrize("since", ["yesterday", "2024-13-01", "", "31/03/2024"])
def test_history_asks_for_a_day_that_is_one(run: Run, pretend: PretendServer, since: str) -> None:
    result = run("history", "--since", since)
    assert result.status == 2
    assert "2024-03-31" in a_sentence(result)


def test_gaps_are_listed_by_history_counted_by_doctor_and_filled_by_sync(
    run: Run, archive: PretendServer
) -> None:
    run("sync")
    clock = archive.clock
    clock.advance(days=3)
    (one,) = run("history", "--json").data
    (gap,) = one["gaps"]
    assert (gap["cause"], gap["until"], gap["state"]) == ("closed", None, "open")
    assert "1 gap is not filled yet" in run("doctor").out
    assert run("doctor", "--json").data["accounts"][0]["open_gaps"] == 1
    run("sync")
    (one,) = run("history", "--json").data
    (gap,) = one["gaps"]
    assert datetime.fromisoformat(gap["until"]) - datetime.fromisoformat(gap["since"]) == timedelta(
        days=3
    )
    assert (gap["state"], gap["how"]) == ("filled", "asked")
    assert run("doctor", "--json").data["accounts"][0]["open_gaps"] == 0
    said = run("history", "--lang", "fr").out
    assert "le programme était fermé" in said
    assert "rien ne manquait" in said


# ------------------------------------------------------------------------------------------------ bad input


@pytest.mark.parametrize(
    "argv",
    [
        [],
        ["frobnicate"],
        ["inbox", "--limit", "many"],
        ["inbox", "--limit", "0"],
        ["inbox", "--limit", "-3"],
        ["inbox", "--limit", "٣x"],
        ["inbox", "--nonsense"],
        ["inbox", "--lang", "tlh"],
        ["search"],
        ["search", "\udcff\udcfe"],
        ["reply"],
        ["reply", "abc", "Hello."],
        ["reply", "99999", "Hello."],
        ["reply", "9" * 30, "Hello."],
        ["reply", "1", ""],
        ["reply", "1", "  \n"],
        ["reply", "1", "caf\udce9"],
        ["reply", "1", "Hello {name}, we open at nine."],
    ],
    ids=lambda argv: " ".join(argv).encode("ascii", "replace").decode()[:40] or "nothing",
)
@pytest.mark.parametrize("language", ["en", "fr"])
def test_what_cannot_be_understood_gets_one_sentence(
    run: Run, town: Path, argv: list[str], language: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LANG", "fr_FR.UTF-8" if language == "fr" else "C.UTF-8")
    monkeypatch.setenv("LC_ALL", "fr_FR.UTF-8" if language == "fr" else "C.UTF-8")
    before = (town / FILE).read_bytes()
    place = ["--workspace", str(town)] if argv else []
    assert len(a_sentence(run(*argv, *place))) > 15
    assert (town / FILE).read_bytes() == before


@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize("kind", ["a file", "below a file"])
def test_a_folder_that_cannot_be_one_is_said(
    run: Run, tmp_path: Path, command: str, kind: str
) -> None:
    (tmp_path / "file").write_text("mine")
    folder = tmp_path / "file" if kind == "a file" else tmp_path / "file" / "below"
    said = a_sentence(run(command, *WORDS.get(command, []), "--workspace", folder))
    assert said.startswith("This folder cannot hold a workspace.")
    assert (tmp_path / "file").read_text() == "mine"


@pytest.mark.parametrize("command", COMMANDS)
def test_what_is_no_workspace_is_refused_and_left_as_it_is(
    run: Run, tmp_path: Path, command: str
) -> None:
    (tmp_path / FILE).write_bytes(b"recipes\n" * 500)
    said = a_sentence(run(command, *WORDS.get(command, []), "--workspace", tmp_path))
    assert "is a text, not a workspace" in said
    assert (tmp_path / FILE).read_bytes() == b"recipes\n" * 500


@pytest.mark.parametrize("command", [*COMMANDS, "demo"])
@pytest.mark.parametrize(
    ("language", "begins"),
    [
        ("en", "A newer version of CM Workstation made this workspace. It was left untouched."),
        ("fr", "Cet espace de travail"),
    ],
)
def test_a_workspace_of_a_newer_version_is_refused_and_left_untouched(
    run: Run, town: Path, command: str, language: str, begins: str
) -> None:
    with closing(Workspace(town)) as workspace:
        workspace._writer.execute(f"PRAGMA user_version={SCHEMA + 1}")
    lock = town / "workspace.lock"
    before = {one: one.read_bytes() for one in town.rglob("*") if one != lock}
    result = run(command, *WORDS.get(command, []), "--workspace", town, "--lang", language)
    said = a_sentence(result)
    assert result.status == 1
    if language == "en":
        assert said.startswith(begins)
    else:
        assert said != run(command, *WORDS.get(command, []), "--workspace", town).err.strip()
    assert {one: one.read_bytes() for one in town.rglob("*") if one != lock} == before


def test_what_a_rule_of_the_charter_stops_is_said(
    run: Run, pretend: PretendServer, tmp_path: Path
) -> None:
    pretend.write("q", "Ouvert lundi ?")
    run("sync")
    with closing(workspaces.open_own(own(tmp_path))) as services:
        charter_id, _ = services.charters.add_starter("mediatheques-ormaie")
        services.charters.assign(services.accounts.listed()[0].id, charter_id)
    said = a_sentence(run("reply", conversation(run), "Laissez-nous 5 étoiles !"))
    assert said.startswith("A rule of the charter stops this reply, whoever sends it.")
    assert run("outbox", "--json").data == []


def test_what_the_charter_objects_to_leaves_a_shell_with_a_reason_only(
    run: Run, pretend: PretendServer, tmp_path: Path
) -> None:
    pretend.write("q", "Are your oats gluten free?")
    run("sync")
    with closing(workspaces.open_own(own(tmp_path))) as services:
        charter_id, _ = services.charters.add_starter("fennick-lane")
        services.charters.assign(services.accounts.listed()[0].id, charter_id)
    wrong = ("reply", conversation(run), "Yes, our oats are gluten free.")
    assert a_sentence(run(*wrong)) == "The charter wants a reason before this is sent."
    said = a_sentence(run(*wrong, "--because", "other: no time"))
    assert said == "Say in your own words why, in 15 characters at least."
    assert run("outbox", "--json").data == []
    assert run(*wrong, "--because", "other: certified last month").status == 0
    assert len(run("outbox", "--json").data) == 1
    assert "No rule has spoken" in run("rules").out


def test_a_feed_cannot_be_answered_from_a_shell(run: Run, tmp_path: Path) -> None:
    with closing(a_workstation(tmp_path / "w")) as services:
        account = _an_account(services, can_reply=False)
        (found,) = receive(services, account, [a_message("a", "News", kind=Kind.ARTICLE)])
    said = a_sentence(run("reply", str(found), "Hello.", "--workspace", tmp_path / "w"))
    assert said == "This account only listens: nothing can be answered from here."


def test_a_mistake_of_the_program_is_a_sentence_without_anybodys_words(
    run: Run, town: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise ValueError("Bearer canary-of-a-token and the words of a person")

    monkeypatch.setattr("cmworkstation.services.inbox.Inbox.search", broken)
    said = a_sentence(run("search", "x", "--workspace", town))
    assert said.startswith("The program made a mistake.")
    assert "ValueError, test_cli.py:" in said
    assert "canary" not in said


# --------------------------------------------------------------------------------------- beside a window


@contextmanager
def opened_elsewhere(folder: Path) -> Iterator[None]:
    """Hold the workspace open in another process, as a window does."""
    program = (
        "import sys; from pathlib import Path; from cmworkstation.store.database import Workspace;"
        "w = Workspace(Path(sys.argv[1])); print('open', flush=True); sys.stdin.read(); w.close()"
    )
    with subprocess.Popen(
        [sys.executable, "-c", program, str(folder)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=Path(__file__).parents[1],
    ) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "open\n"
        try:
            yield
        finally:
            holder.communicate("")


def test_beside_an_open_window_all_can_be_read_and_nothing_is_sent(run: Run, town: Path) -> None:
    with opened_elsewhere(town):
        for command in READING:
            result = run(command, *WORDS.get(command, []), "--workspace", town)
            assert (result.status, result.err) == (0, ""), command
        assert len(run("inbox", "--workspace", town, "--json").data) > 2
        for command in set(COMMANDS) - set(READING):
            said = a_sentence(run(command, *WORDS.get(command, []), "--workspace", town))
            assert said.startswith("Another window already works with this workspace.")
        assert run("outbox", "--workspace", town, "--json").data == []
    assert run("verify", "--workspace", town).status == 0, "free again when the window is closed"


def test_the_program_itself_answers_to_its_name(town: Path) -> None:
    ran = subprocess.run(
        [sys.executable, "-m", "cmworkstation", "inbox", "--workspace", str(town), "--json"],
        capture_output=True,
        cwd=Path(__file__).parents[1],
        check=False,
    )
    assert (ran.returncode, ran.stderr) == (0, b"")
    assert json.loads(ran.stdout.decode())


def _an_account(services: Services, *, can_reply: bool = True) -> Account:
    from tests.builders_workspace import add_account

    public = (Visibility.PUBLIC,)
    return add_account(
        services, capabilities=Capabilities(can_reply=can_reply, visibilities=public)
    )


@pytest.mark.parametrize("asked", [["--lang", "fr"], ["--lang=fr"]])
def test_what_cannot_be_understood_is_said_in_the_language_asked_for(
    run: Run, town: Path, asked: list[str]
) -> None:
    result = run("history", "--workspace", town, "--since", "hier", *asked)
    assert result.status == 2
    assert result.err.startswith("Cette commande")


def test_doctor_words_the_keyring(run: Run, town: Path) -> None:
    assert "missing fail" not in run("doctor", "--workspace", town, "--lang", "fr").out
    assert of_accounts.keyring_state("ready", "SecretService").endswith("(SecretService)")
    assert set(of_accounts.KEYRING) == {"ready", "locked", "missing", "session"}


def test_each_subject_adds_the_commands_that_lead_to_it_and_no_others():
    """A command is looked for in the one module that `SUBJECTS` names, so both must say the same."""
    for module, commands in cli.SUBJECTS.items():
        added: list[str] = []

        def add(name, *_, to=added, **__):
            to.append(name)
            return argparse.ArgumentParser()

        import_module(f"cmworkstation.{module}").add_options(add)
        assert tuple(added) == commands
