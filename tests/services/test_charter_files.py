"""A signed version goes to another workspace as a file: verified there, and refused when a byte of it changed."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from cmworkstation.domain.charter.lifecycle import State
from cmworkstation.domain.errors import BadSignature, NotAllowed, WorkstationError
from cmworkstation.domain.profile import Profile, Role
from cmworkstation.services.workstation import Services
from cmworkstation.store import profiles as people
from tests.builders_workspace import NOW, a_workstation
from tests.services.test_versions import TEXT

USES = TEXT + '[[use]]\npack = "fr-base"\nversion = "1"\n'


@pytest.fixture
def here(tmp_path: Path) -> Iterator[Services]:
    made = a_workstation(tmp_path / "here")
    made.profiles.add("Odile Ferrand", [Role.KEEPER, Role.APPROVER], [("test", "boss")])
    made.profiles.add("Karim Bel", [Role.APPROVER])
    yield made
    made.close()


@pytest.fixture
def there(tmp_path: Path, here: Services) -> Iterator[Services]:
    """Another workspace, whose keeper knows the two people of the first one and their keys."""
    made = a_workstation(tmp_path / "there")
    keeper = made.profiles.add("Tess Hollow", [Role.KEEPER])
    assert made.profiles.current() == keeper
    with made.workspace.write(durable=True) as connection:
        for one in here.profiles.listed():
            people.add(
                connection, Profile(one.id, one.name, one.roles, one.mandates, local=False), NOW
            )
            (key,) = here.profiles.keys(one.id)
            people.add_key(connection, one.id, key.fingerprint, key.public, NOW)
    yield made
    made.close()


def signed(services: Services, text: str = USES, by: int = 2) -> str:
    row, _ = services.versions.submit(text)
    for one in services.profiles.listed()[:by]:
        services.profiles.switch_to(one.id)
        services.versions.sign_off(row.version.hash, "Relu.")
    services.profiles.switch_to(services.profiles.listed()[0].id)
    return row.version.hash


def test_a_version_is_verified_elsewhere_and_holds_there_from_the_same_moment(
    here: Services, there: Services
) -> None:
    digest = signed(here)
    row, changes = there.charter_files.take_in(here.charter_files.written(digest))
    assert changes.charter
    assert row.state is State.IN_FORCE
    assert row.version.effective_from == here.versions.row(digest).version.effective_from
    assert there.versions.source(digest) == USES
    assert [one.words for one in row.sign_offs] == ["Relu.", "Relu."]
    assert there.charter_files.written(digest) == here.charter_files.written(digest)
    assert "charter.import" in [one.kind for one in there.journal.acts()]


def test_too_few_signatures_wait_for_the_others(here: Services, there: Services) -> None:
    digest = signed(here, by=1)
    row, _ = there.charter_files.take_in(here.charter_files.written(digest))
    assert row.state is State.REVIEW
    here.profiles.switch_to(here.profiles.listed()[1].id)
    here.versions.sign_off(digest)
    row, _ = there.charter_files.take_in(here.charter_files.written(digest))
    assert row.state is State.IN_FORCE, "the same version with one signature more"
    assert len(row.sign_offs) == 2


def test_a_changed_byte_is_refused_wherever_it_stands(here: Services, there: Services) -> None:
    whole = here.charter_files.written(signed(here))
    said = json.loads(whole)

    def refused(**changes: object) -> type[WorkstationError]:
        with pytest.raises((BadSignature, NotAllowed)) as found:
            there.charter_files.take_in(json.dumps(said | changes))
        return type(found.value)

    assert refused(source=said["source"].replace("jamais", "Jamais")) is NotAllowed
    assert refused(hash="0" * 64) is NotAllowed
    assert refused(starts_at=0) is BadSignature
    pack = said["packs"]["fr-base"]
    assert refused(packs={"fr-base": pack.replace("warn", "cue", 1)}) is BadSignature
    assert refused(packs={}) is BadSignature
    first = said["sign_offs"][0]
    for key, value in (("words", "Lu."), ("at", first["at"] + 1), ("speaker", "other"), ("by", "nobody"),
                       ("key", "0" * 32), ("signature", first["signature"][:-4] + "AAA=")):  # fmt: skip
        assert refused(sign_offs=[first | {key: value}]) is BadSignature, key
    assert refused(sign_offs=[]) is NotAllowed
    assert there.versions.listed("test") == ()
    assert [one.kind for one in there.journal.acts() if "charter" in one.kind] == []


@pytest.mark.parametrize(
    "text",
    ["", "[]", "{}", "nope", '{"format": "cmw-charter-version/1"}', "[" * 100_000,
     json.dumps({"format": "cmw-charter-version/1", "source": "x", "hash": "y", "starts_at": 10**30,
                 "made_by": "", "packs": {}, "holidays": {}, "sign_offs": []})],
)  # fmt: skip
def test_what_is_no_such_file_is_refused(there: Services, text: str) -> None:
    with pytest.raises(NotAllowed, match="not-a-version-file"):
        there.charter_files.take_in(text)


def test_a_version_that_was_withdrawn_does_not_come_back_with_an_old_file(
    here: Services, there: Services
) -> None:
    file = here.charter_files.written(signed(here))
    row, _ = there.charter_files.take_in(file)
    there.versions.withdraw(row.version.hash, "A mistake.")
    with pytest.raises(NotAllowed, match="version-known"):
        there.charter_files.take_in(file)
    assert there.versions.row(row.version.hash).state is State.WITHDRAWN


def test_a_signature_that_ended_here_does_not_come_back_with_a_file(here: Services) -> None:
    digest = signed(here, by=1)
    file = here.charter_files.written(digest)
    here.versions.send_back(digest, "Not yet.")
    with pytest.raises(NotAllowed, match="signature-ended"):
        here.charter_files.take_in(file)


def test_only_a_keeper_takes_a_version_in(here: Services, there: Services) -> None:
    file = here.charter_files.written(signed(here))
    here.profiles.switch_to(here.profiles.listed()[1].id)
    with pytest.raises(NotAllowed, match="role-keep"):
        here.charter_files.take_in(file)
