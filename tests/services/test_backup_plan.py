"""The plan of the backups: how often, how many, a second place that may be absent, and encryption."""

import json
import zipfile
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pyrage
import pytest

from cmworkstation.domain.backup import Backup, Every, Keep, Plan, Why, surplus
from cmworkstation.domain.errors import (
    BackupDamaged,
    BackupMissing,
    BadKey,
    NotAllowed,
    PlaceAbsent,
    WorkspaceTooNew,
    WrongPassphrase,
)
from cmworkstation.services import rehearsal
from cmworkstation.services.backups import MARK
from cmworkstation.services.rescue import Rescue
from cmworkstation.services.workstation import Services
from cmworkstation.store import sealed
from cmworkstation.store.names import FILE, OPENED
from cmworkstation.store.version import SCHEMA
from tests.builders_workspace import NOW, a_town, a_workstation
from tests.clocks import SetClock
from tests.walking import walked

WORDS = "quatre chevaux, une agrafe"
A_WORD = "wheelchair"  # of a message


@pytest.fixture
def services(tmp_path: Path):
    made = a_town(tmp_path / "w")
    made.settings.put("device", "this one")
    yield made
    made.close()


def clock_of(services: Services) -> SetClock:
    assert isinstance(services.clock, SetClock)
    return services.clock


@pytest.fixture(scope="module")
def lock() -> sealed.Lock:
    return sealed.lock(WORDS)


@pytest.fixture(scope="module")
def secret(lock: sealed.Lock) -> str:
    """Return the key that the passphrase opens: what makes the passphrase slow is paid for once."""
    return str(pyrage.passphrase.decrypt(lock.key, WORDS).decode())


@pytest.fixture
def locked(services: Services, lock: sealed.Lock, monkeypatch: pytest.MonkeyPatch) -> Services:
    """Return the workspace whose backups are encrypted; the slow making of the key is done once."""
    monkeypatch.setattr(sealed, "lock", lambda words, others=(): lock)
    services.backups.encrypt(WORDS)
    return services


# ------------------------------------------------------------------------------------- when and how many


def test_copies_are_due_as_often_as_planned(services: Services):
    copies, clock = services.backups, clock_of(services)
    assert copies.plan() == Plan()
    walked(copies.make(Why.DAILY))
    for every, length in (
        (Every.HOUR, 1),
        (Every.SIX_HOURS, 6),
        (Every.DAY, 24),
        (Every.WEEK, 168),
    ):
        copies.change(every, Keep.USUAL, None)
        clock.advance(hours=length - 0.5)
        assert not copies.is_due(), every
        clock.advance(hours=0.5)
        assert copies.is_due(), every
        walked(copies.make(Why.DAILY))
    copies.change(Every.NEVER, Keep.USUAL, None)
    clock.advance(days=400)
    assert not copies.is_due()


@pytest.mark.parametrize(("keep", "n"), [(Keep.FEW, 3), (Keep.USUAL, 9), (Keep.MANY, 51)])
def test_so_many_copies_are_kept_as_planned(keep: Keep, n: int):
    copies = [
        Backup(Path(f"{day}.db"), NOW - timedelta(days=day), 1, Why.DAILY, workspace="w")
        for day in range(400)
    ]
    assert len(copies) - len(surplus(copies, "w", keep)) == n


# ------------------------------------------------------------------------------------- the second place


def test_each_copy_goes_to_the_second_place_and_the_same_are_kept_there(
    services: Services, tmp_path: Path
):
    copies, usb = services.backups, tmp_path / "usb"
    copies.change(Every.DAY, Keep.FEW, usb)
    for _ in range(6):
        made = walked(copies.make_everywhere(Why.DAILY))
        there = copies.second()
        assert there is not None
        assert there.last is not None
        assert there.last.path.read_bytes() == made.path.read_bytes()
        clock_of(services).advance(days=1)
    assert len(list(usb.glob("*.db"))) == 3
    assert not copies.second_is_due()
    assert Rescue(tmp_path / "elsewhere").described(next(usb.glob("*.db"))).checked


def test_an_absent_disk_is_told_and_caught_up_when_it_is_back(services: Services, tmp_path: Path):
    copies, usb, away = services.backups, tmp_path / "usb", tmp_path / "unplugged"
    copies.change(Every.DAY, Keep.USUAL, usb)
    usb.rename(away)
    usb.mkdir()  # the empty place where the disk would be
    walked(copies.make_everywhere(Why.DAILY))
    there = copies.second()
    assert there is not None
    assert not there.there
    assert not copies.second_is_due()
    assert list(usb.iterdir()) == []
    with pytest.raises(PlaceAbsent):
        walked(copies.catch_up())
    usb.rmdir()
    away.rename(usb)
    assert copies.second_is_due()
    made = walked(copies.catch_up())
    assert made.path.parent == usb
    assert not copies.second_is_due()


def test_a_chosen_folder_that_is_gone_is_said_and_not_made_anew(services: Services, tmp_path: Path):
    services.backups.choose_folder(tmp_path / "disk")
    (tmp_path / "disk" / MARK).unlink()
    (tmp_path / "disk").rmdir()
    with pytest.raises(PlaceAbsent):
        walked(services.backups.make())
    assert not (tmp_path / "disk").exists()


def test_the_second_place_is_another_one(services: Services):
    for same in (services.backups.folder(), services.folder):
        with pytest.raises(NotAllowed, match="second-same"):
            services.backups.change(Every.DAY, Keep.USUAL, same)
    assert services.backups.plan().second is None


def test_nothing_is_caught_up_before_there_is_a_copy(services: Services, tmp_path: Path):
    services.backups.change(Every.DAY, Keep.USUAL, tmp_path / "usb")
    with pytest.raises(BackupMissing):
        walked(services.backups.catch_up())


# ------------------------------------------------------------------------------------- encryption


def test_an_encrypted_copy_says_nothing_and_its_passphrase_brings_it_back(
    locked: Services, tmp_path: Path
):
    made = walked(locked.backups.make())
    assert made.sealed
    assert made.checked
    assert locked.backups.listed() == (made,)
    content = made.path.read_bytes()
    assert A_WORD.encode() not in content
    assert WORDS.encode() not in content
    assert not list(tmp_path.rglob("*.part"))
    rescue = Rescue(tmp_path / "new")
    one = rescue.described(made.path)
    assert rescue.wants_passphrase(one)
    opened = walked(rescue.unlock(one, WORDS))
    with rescue.claimed():
        walked(rescue.restore(opened, NOW, keep=False))
        rescue.finish()
    assert not (tmp_path / "new" / OPENED).exists()
    with closing(a_workstation(tmp_path / "new")) as again:
        assert again.inbox.search(A_WORD)
        assert again.backups.plan().sealed  # goes on as before


def test_a_wrong_passphrase_is_said_and_leaves_nothing(locked: Services, tmp_path: Path):
    made = walked(locked.backups.make())
    rescue = Rescue(tmp_path / "new")
    for wrong in (WORDS.title(), str(pyrage.x25519.Identity.generate())):
        with pytest.raises(WrongPassphrase):
            walked(rescue.unlock(made, wrong))
    assert list((tmp_path / "new").iterdir()) == []


def test_the_passphrase_is_kept_nowhere(locked: Services, tmp_path: Path):
    walked(locked.backups.make())
    for file in (one for one in tmp_path.rglob("*") if one.is_file()):
        assert WORDS.encode() not in file.read_bytes(), file


def test_a_trial_of_an_encrypted_copy_wants_what_opens_it(
    locked: Services, tmp_path: Path, secret: str
):
    made = walked(locked.backups.make())
    done = walked(rehearsal.rehearse(made, NOW, near=tmp_path, secret=secret))
    assert done.well
    assert done.backup == made.path.name
    other = str(pyrage.x25519.Identity.generate())
    with pytest.raises(WrongPassphrase):
        walked(rehearsal.rehearse(made, NOW, near=tmp_path, secret=other))
    assert not list(tmp_path.glob("cmworkstation-rehearsal-*"))


def test_the_holder_of_another_key_opens_it_with_that(services: Services, tmp_path: Path):
    hers = pyrage.x25519.Identity.generate()
    services.backups.encrypt("", [str(hers.to_public())])
    made = walked(services.backups.make())
    rescue = Rescue(tmp_path / "new")
    assert not rescue.wants_passphrase(made)
    text = f"# created: today\n{hers}\n"
    assert walked(rescue.unlock(made, text)).path.exists()
    with pytest.raises(WrongPassphrase):
        walked(rescue.unlock(made, str(pyrage.x25519.Identity.generate())))
    with pytest.raises(WrongPassphrase):
        walked(rescue.unlock(made, WORDS))  # there is no passphrase


def test_the_tools_of_age_alone_open_it(
    locked: Services, tmp_path: Path, lock: sealed.Lock, secret: str
):
    made = walked(locked.backups.make())
    with zipfile.ZipFile(made.path) as archive:
        archive.extractall(tmp_path / "out")
    out = tmp_path / "out"
    assert (out / "key.age").read_bytes() == lock.key  # what the passphrase opens
    identity = pyrage.x25519.Identity.from_str(secret)
    plain = pyrage.decrypt((out / "workspace.db.age").read_bytes(), [identity])
    assert plain.startswith(b"SQLite format 3")
    readme = (out / "README.txt").read_text("utf-8")
    assert "age -d -i key.age" in readme
    assert "Personne ne peut retrouver" in readme


def test_what_is_no_public_key_is_refused(services: Services):
    for bad in ("age1nothing", str(pyrage.x25519.Identity.generate()), "ssh-ed25519 AAAA"):
        with pytest.raises(BadKey):
            services.backups.encrypt("", [bad])
    with pytest.raises(BadKey):
        services.backups.encrypt("", [" "])
    assert not services.backups.plan().sealed


def test_encryption_ends_for_what_comes(locked: Services):
    first = walked(locked.backups.make())
    locked.backups.encrypt_no_more()
    clock_of(locked).advance(minutes=1)
    second = walked(locked.backups.make())
    assert [one.sealed for one in (first, second)] == [True, False]
    assert locked.backups.listed() == (second, first)


@pytest.mark.parametrize("cut", [50, 2000, 40_000])
def test_a_truncated_copy_is_refused(locked: Services, tmp_path: Path, cut: int):
    made = walked(locked.backups.make())
    made.path.write_bytes(made.path.read_bytes()[:-cut])
    with pytest.raises(BackupDamaged):
        Rescue(tmp_path / "new").described(made.path)
    assert locked.backups.listed() == ()


def test_an_altered_copy_is_refused_when_it_is_opened(
    locked: Services, tmp_path: Path, secret: str
):
    made = walked(locked.backups.make())
    rescue = Rescue(tmp_path / "new")
    content = bytearray(made.path.read_bytes())
    content[len(content) // 2] ^= 1
    made.path.write_bytes(content)
    with pytest.raises(BackupDamaged):
        walked(rescue.unlock(made, secret))
    assert list((tmp_path / "new").iterdir()) == []


def rewritten(path: Path, **changes: object) -> None:
    """Change what an encrypted copy says of itself."""
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    parts["note.json"] = json.dumps(json.loads(parts["note.json"]) | changes).encode()
    with zipfile.ZipFile(path, "w") as archive:
        for name, body in parts.items():
            archive.writestr(name, body)


def test_a_note_that_was_altered_opens_nothing_else(locked: Services, tmp_path: Path, secret: str):
    made = walked(locked.backups.make())
    rewritten(made.path, sha256="0" * 64)
    with pytest.raises(BackupDamaged):
        walked(Rescue(tmp_path / "new").unlock(made, secret))
    rewritten(made.path, schema=SCHEMA + 1)
    with pytest.raises(WorkspaceTooNew):
        Rescue(tmp_path / "new").described(made.path)


def test_an_encrypted_copy_is_no_source_to_fill_gaps_from(locked: Services, tmp_path: Path):
    walked(locked.backups.make())
    folder = locked.folder
    locked.close()
    rescue = Rescue(folder)
    assert [one.sealed for one in rescue.listed()] == [True]
    result = walked(rescue.salvage(NOW))
    assert result.backup == ""
    rescue.withdraw()


def test_stopped_while_it_is_encrypted_it_leaves_nothing(locked: Services, tmp_path: Path):
    steps = [one.text for one in locked.backups.make()]
    before = sorted(tmp_path.rglob("*"))
    assert "seal" in steps
    clock_of(locked).advance(minutes=1)
    for until in ("copy", "check", "seal"):
        work = locked.backups.make()
        while next(work).text != until:
            pass
        work.close()
        assert sorted(tmp_path.rglob("*")) == before


def test_what_a_killed_copy_left_is_swept_away(locked: Services):
    left = [
        locked.folder / "workspace-20260101-000000.age.zip.plain.part",
        locked.backups.folder() / "workspace-20260101-000000.db.part",
    ]
    for one in left:
        one.parent.mkdir(exist_ok=True)
        one.write_bytes(b"x")
    walked(locked.backups.make())
    assert not [one for one in left if one.exists()]


def test_what_was_opened_for_a_restore_that_never_came_is_gone_at_the_next_start(
    services: Services,
):
    folder = services.folder
    services.close()
    (folder / OPENED).write_bytes((folder / FILE).read_bytes())
    a_workstation(folder).close()
    assert not (folder / OPENED).exists()


def test_the_plan_stays_on_its_machine(locked: Services, tmp_path: Path):
    from cmworkstation.services import exchange

    locked.backups.change(Every.WEEK, Keep.FEW, tmp_path / "usb")
    walked(exchange.export(locked.workspace, tmp_path / "all", folder=True))
    settings = (tmp_path / "all" / "tables" / "setting.jsonl").read_text("utf-8")
    assert "backup_plan" not in settings
    assert "backup_lock" not in settings
    assert replace(locked.backups.plan(), second=None) == Plan(
        Every.WEEK, Keep.FEW, None, sealed=True, passphrase=True
    )
