"""Approvals at a shell: asked for, listed, saved, answered on another machine, taken in; nothing leaves around them."""

import json
from pathlib import Path
from typing import Any

import pytest

from cmworkstation import cli, workspaces
from cmworkstation.services.workstation import Services, open_services
from cmworkstation.vault import Vault
from tests.builders_workspace import NOW, a_message, add_account, receive
from tests.clocks import SetClock
from tests.services.approving import BETTER, ONE, TEXT, Town

PUBLIC = ONE.replace("visibility == public or visibility == unlisted", "visibility != private")
VAULTS: dict[Path, Vault] = {}


def opened(folder: Path, **_: object) -> Services:
    vault = VAULTS.setdefault(folder, Vault(memory_only=True))
    vault.use_session_memory()
    return open_services(folder, {}, vault=vault, clock=SetClock(NOW))


@pytest.fixture
def town(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a workspace of a town hall; each machine keeps its own keyring between two commands."""
    monkeypatch.setattr(workspaces, "open_own", opened)
    folder = tmp_path / "town"
    services = opened(folder)
    account = add_account(services, "Mairie")
    receive(services, account, [a_message("q", "La piscine est-elle ouverte ?", 3)])
    Town(services, account, PUBLIC)
    services.close()
    return folder


def run(capsys: pytest.CaptureFixture[str], folder: Path, *words: str, status: int = 0) -> Any:
    assert cli.main([words[0], "--workspace", str(folder), "--json", *words[1:]]) == status
    said = capsys.readouterr()
    return json.loads(said.out) if status == 0 else said.err


def test_a_reply_goes_its_whole_way_at_the_shell(
    capsys: pytest.CaptureFixture[str], town: Path
) -> None:
    refused = run(capsys, town, "reply", "1", TEXT, "--as", "Omar Com", status=1)
    assert "The charter wants somebody else to agree first" in refused
    asked = run(capsys, town, "reply", "1", TEXT, "--ask", "--as", "Anton Author")["request"]
    (one,) = run(capsys, town, "approvals", "--as", "Nadia Direction")["approvals"]
    assert (one["id"], one["state"], one["waits_for_you"]) == (asked, "open", True)
    refused = run(capsys, town, "approve", asked, "--as", "Anton Author", status=1)
    assert refused
    run(capsys, town, "approve", asked, "--change", "Mercredi.", "--as", "Nadia Direction")
    assert run(capsys, town, "outbox") == []
    refused = run(capsys, town, "approve", asked, "--as", "Omar Com", status=1)
    assert "This request is over" in refused


def test_a_request_is_answered_from_a_file(
    capsys: pytest.CaptureFixture[str], town: Path, tmp_path: Path
) -> None:
    asked = run(capsys, town, "reply", "1", TEXT, "--ask", "--as", "Anton Author")["request"]
    request, answer = tmp_path / "a.cmwrequest", tmp_path / "a.cmwanswer"
    saving = ("approvals", "--save", asked, "--to", str(request), "--as", "Anton Author")
    run(capsys, town, *saving)
    amending = ("approve", str(request), "--amend", BETTER, "--as", "Nadia Direction")
    assert run(capsys, town, *amending)["answer"] == str(answer)
    raw = answer.read_bytes()
    answer.write_bytes(raw.replace(b"mercredi", b"dimanche"))
    refused = run(capsys, town, "approve", str(answer), "--as", "Anton Author", status=1)
    assert "changed after it was signed" in refused
    assert run(capsys, town, "outbox") == []
    answer.write_bytes(raw)
    taken = run(capsys, town, "approve", str(answer), "--as", "Anton Author")
    assert (taken["state"], taken["by"]) == ("approved", "Nadia Direction")
    (row,) = run(capsys, town, "outbox")
    assert row["body"] == BETTER
    refused = run(capsys, town, "approve", str(answer), "--as", "Anton Author", status=1)
    assert "taken in already" in refused


def test_a_strangers_request_wants_its_fingerprint_compared(
    capsys: pytest.CaptureFixture[str], town: Path, tmp_path: Path
) -> None:
    asked = run(capsys, town, "reply", "1", TEXT, "--ask", "--as", "Anton Author")["request"]
    request = tmp_path / "a.cmwrequest"
    run(capsys, town, "approvals", "--save", asked, "--to", str(request), "--as", "Anton Author")
    other = tmp_path / "other"
    services = opened(other)
    services.profiles.add("Dora Directrice", ["keeper", "approver"])  # type: ignore[list-item]
    services.close()
    assert "Nobody whom this workspace knows" in run(
        capsys, other, "approve", str(request), status=1
    )
    mark = json.loads(request.read_text())["key"]
    answered = run(capsys, other, "approve", str(request), "--fingerprint", mark)
    refused = run(capsys, town, "approve", answered["answer"], "--as", "Anton Author", status=1)
    assert "Nobody whom this workspace knows" in refused
    missing = run(capsys, town, "approve", str(tmp_path / "no.cmwanswer"), status=1)
    assert missing
