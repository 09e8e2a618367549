"""Proof on the command line: the dossier of a reply, a bundle, and what is wrong in words of either language."""

import json
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from cmworkstation.services.starters import DEMONSTRATION
from tests.builders_workspace import a_town
from tests.services.test_proof import BODY, a_sent_reply
from tests.test_cli import Run, run

__all__ = ["run"]


@pytest.fixture
def town(tmp_path: Path) -> Path:
    services = a_town(tmp_path / "town")
    charter, _ = services.charters.add_starter(DEMONSTRATION[0])
    for account in services.accounts.listed():
        services.charters.assign(account.id, charter)
    a_sent_reply(services)
    services.close()
    return tmp_path / "town"


@pytest.fixture
def here(run: Run, town: Path) -> Callable[..., Any]:
    def once(*words: str | Path) -> Any:
        return run(*words, "--workspace", town)

    return once


def test_a_dossier_is_shown_as_text_and_as_data(here: Callable[..., Any]) -> None:
    (reply,) = here("outbox", "--json").data
    said = here("dossier", reply["id"]).out
    assert BODY in said
    assert "Charter that held" in said
    french = here("dossier", reply["id"], "--lang", "fr").out
    assert "Charte en vigueur" in french
    data = here("dossier", reply["id"], "--json").data
    assert (data["body"], data["rules"]["whole"]) == (BODY, True)
    assert here("dossier", "nothing").status == 2


def test_a_bundle_is_written_compared_and_a_difference_ends_with_1(
    here: Callable[..., Any], tmp_path: Path
) -> None:
    said = here("bundle", tmp_path)
    assert said.status == 0
    (file,) = tmp_path.glob("*.proof.zip")
    assert f"{file}: " in said.out
    assert " 1 replies, " in said.out
    compared = here("bundle", file, "--compare")
    assert compared.status == 0
    assert compared.out.endswith("rows compared, 0 differences.\n")
    with zipfile.ZipFile(file) as archive:
        assert json.loads(archive.read("manifest.json"))["language"] == "en"
    (reply,) = here("outbox", "--json").data
    (first, *_) = here("inbox", "--json").data
    assert here("reply", str(first["id"]), "Bonjour et merci.").status == 0
    later = here("bundle", file, "--compare", "--json")
    assert later.status == 1
    assert ["replies", "not there"] in [[one[0], one[2]] for one in later.data["differences"]]
    assert reply["id"] not in [one[1] for one in later.data["differences"]]


def test_a_bundle_of_a_period_takes_days(here: Callable[..., Any], tmp_path: Path) -> None:
    said = here(
        "bundle", tmp_path / "b.zip", "--since", "2020-01-01", "--until", "2020-02-01", "--json"
    )
    assert (said.data["rows"]["messages"], said.data["rows"]["accounts"]) == (0, 3)
    assert here("bundle", tmp_path / "b.zip", "--since", "someday").status == 2


def test_verify_counts_the_replies_whose_charter_is_as_it_was(here: Callable[..., Any]) -> None:
    said = here("verify").out.splitlines()
    assert said[-1] == "The charter of 1 sent reply is as it was."
    assert "La charte de 1 réponse envoyée" in here("verify", "--lang", "fr").out


def test_what_is_no_bundle_is_said(here: Callable[..., Any], tmp_path: Path) -> None:
    (tmp_path / "x.zip").write_text("nothing")
    assert here("bundle", tmp_path / "x.zip", "--compare").status == 1
    assert here("bundle", tmp_path / "none.zip", "--compare").err.startswith(
        "This file is not there"
    )


def test_the_journal_is_listed_in_words(here: Callable[..., Any]) -> None:
    said = here("journal", "--limit", "2").out
    assert said.startswith("A reply was sent\n    ")
    assert "mis une réponse en file" in here("journal", "--lang", "fr").out
    assert here("journal", "--json").data["acts"][0]["kind"] == "reply.sent"
