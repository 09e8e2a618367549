"""The bundle's own script checks who signed what: versions, words on replies, and the end of the journal."""

import hashlib
import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from cmworkstation.services.workstation import Services
from cmworkstation.words.bundle import HtmlPages
from tests.services.approving import TWO, Town
from tests.services.conftest import World
from tests.services.test_bundle import forged, unpacked, verify
from tests.services.test_signatures import approved
from tests.services.test_versions import TEXT, Team
from tests.walking import walked

Row = dict[str, Any]


@pytest.fixture
def team(world: World) -> Services:
    world.clock.advance(60)
    made = Team(world.services)
    world.clock.advance(60)
    made.sign(made.submit(TEXT), made.second, made.owner)
    return made.services


@pytest.fixture
def town(world: World) -> Services:
    account = world.add_account()
    world.server.write("q1", "La piscine est-elle ouverte jeudi ?")
    world.poll(account)
    made = Town(world.services, account, TWO)
    approved(made)
    return made.services


def bundle(services: Services, folder: Path) -> Path:
    walked(services.bundles.write(folder / "all.proof.zip", HtmlPages()))
    return unpacked(folder / "all.proof.zip", folder / "b")


def altered(name: str, number: int, **changes: object) -> Callable[[Path], None]:
    """Return what changes one row of a file of a bundle."""

    def change(folder: Path) -> None:
        file = folder / "data" / name
        rows: list[Row] = [json.loads(line) for line in file.read_text("utf-8").splitlines()]
        rows[number].update(changes)
        file.write_text("".join(json.dumps(row) + "\n" for row in rows), "utf-8")

    return change


def test_every_signature_is_checked_and_every_key_is_named_to_be_asked_after(
    team: Services, tmp_path: Path
) -> None:
    status, said = verify(bundle(team, tmp_path))
    assert status == 0
    assert "3 signatures fit. Ask whoever signed whether this is their key:" in said
    for name, times in (("Karim Bel", 1), ("Odile Ferrand", 2)):
        who = team.profiles.by_name(name)
        assert who is not None
        (key,) = team.profiles.keys(who.id)
        groups = re.sub("(.{4})(?=.)", r"\1 ", key.fingerprint)
        assert f"  {name}: {groups} ({times})\n" in said


SIGN_OFFS: list[tuple[Row, str]] = [
    ({"words": "Lu trop vite"}, "what stands there now is not what was signed"),
    ({"at": 9_000_000_000_000}, "what stands there now is not what was signed"),
    ({"speaker": "nobody"}, "what stands there now is not what was signed"),
    ({"statement": ""}, "what stands there now is not what was signed"),
    ({"signature": ""}, "the signature is missing"),
    ({"signature": "AAAA"}, "what stands there now is not what was signed"),
    ({"signature": "", "profile_id": ""}, "the signature is missing"),
    ({"fingerprint": "ab"}, "the bundle has no such key"),
]


def test_an_altered_signature_under_a_version_is_named(team: Services, tmp_path: Path) -> None:
    bundle(team, tmp_path)
    for n, (changes, said) in enumerate(SIGN_OFFS):
        folder = unpacked(tmp_path / "all.proof.zip", tmp_path / str(n))
        lines = forged(folder, altered("signoffs.jsonl", 0, **changes)).splitlines()
        (line,) = [one for one in lines if one.startswith("- Signature of")]
        assert said in line


def test_a_version_that_says_other_than_what_was_signed_is_named(
    team: Services, tmp_path: Path
) -> None:
    folder = bundle(team, tmp_path)
    rows = (folder / "data" / "charters.jsonl").read_text("utf-8").splitlines()
    place = next(n for n, one in enumerate(rows) if json.loads(one)["charter_id"] == "test")
    said = forged(folder, altered("charters.jsonl", place, version="9.9"))
    assert "Signature of Karim Bel under version test 9.9" in said


WORDS: list[tuple[Row, str]] = [
    ({"words": "Pas relu."}, "what stands there now is not what was signed"),
    ({"body": "Autre texte"}, "what stands there now is not what was signed"),
    ({"kind": "decline"}, "what stands there now is not what was signed"),
    ({"kind": "void"}, "what stands there now is not what was signed"),
    ({"binding": "0"}, "what stands there now is not what was signed"),
    ({"signature": ""}, "the signature is missing"),
    ({"fingerprint": "ab"}, "the bundle has no such key"),
]


def test_an_altered_word_on_a_reply_is_named(town: Services, tmp_path: Path) -> None:
    whole = bundle(town, tmp_path)
    assert verify(whole)[0] == 0
    rows = (whole / "data" / "approval_acts.jsonl").read_text("utf-8").splitlines()
    place = next(n for n, one in enumerate(rows) if json.loads(one)["kind"] == "amend")
    for n, (changes, said) in enumerate(WORDS):
        folder = unpacked(tmp_path / "all.proof.zip", tmp_path / str(n))
        lines = forged(folder, altered("approval_acts.jsonl", place, **changes)).splitlines()
        (line,) = [one for one in lines if one.startswith("- Word of Omar Com")]
        assert said in line


def test_a_key_that_had_ended_and_a_key_that_was_changed_are_named(
    town: Services, tmp_path: Path
) -> None:
    folder = bundle(town, tmp_path)
    rows = [json.loads(one) for one in (folder / "data" / "keys.jsonl").read_text().splitlines()]
    acts = (folder / "data" / "approval_acts.jsonl").read_text("utf-8").splitlines()
    signer = next(json.loads(one)["fingerprint"] for one in acts if "amend" in one)
    place = next(n for n, one in enumerate(rows) if one["fingerprint"] == signer)
    ended = forged(folder, altered("keys.jsonl", place, ended_at=1))
    assert "the key of this signature had ended before" in ended
    other = forged(folder, altered("keys.jsonl", place, ended_at=None, public="AAAA"))
    assert f"the key {signer} is not the one that its fingerprint names" in other


def test_whoever_writes_the_bundle_signs_the_end_of_the_journal(
    team: Services, tmp_path: Path
) -> None:
    """A forger who cuts the journal's end and writes the manifest anew cannot sign it anew."""
    folder = bundle(team, tmp_path)

    def cut(place: Path) -> None:
        file = place / "data" / "journal.jsonl"
        lines = file.read_text("utf-8").splitlines(keepends=True)
        file.write_text("".join(lines[:-1]), "utf-8")
        manifest = json.loads((place / "manifest.json").read_text("utf-8"))
        manifest["journal"] = {"rows": len(lines) - 1, "last": json.loads(lines[-2])["hash"]}
        (place / "manifest.json").write_text(json.dumps(manifest), "utf-8")

    said = forged(folder, cut)
    assert "the last acts are missing" not in said, "the chain alone cannot tell"
    assert (
        "- manifest.signed, by Odile Ferrand: what stands there now is not what was signed." in said
    )


def test_a_changed_byte_of_the_seal_is_named(team: Services, tmp_path: Path) -> None:
    folder = bundle(team, tmp_path)
    file = folder / "manifest.signed"
    raw = file.read_bytes()
    for at in range(0, len(raw) - 1, 29):
        file.write_bytes(raw[:at] + bytes([raw[at] ^ 1]) + raw[at + 1 :])
        status, said = verify(folder)
        assert (status, "manifest.signed" in said) == (1, True), raw[at : at + 9]
    assert hashlib.sha256((folder / "manifest.json").read_bytes()).hexdigest() in raw.decode()


def test_without_anybody_entered_a_bundle_is_unsigned_and_whole(
    world: World, tmp_path: Path
) -> None:
    folder = bundle(world.services, tmp_path)
    assert not (folder / "manifest.signed").exists()
    assert verify(folder)[0] == 0
