"""Backups from before an erasure: listed with what they may hold, kept by default, deleted when somebody says so."""

from datetime import timedelta
from pathlib import Path

import pytest

from cmworkstation.domain.backup import Backup
from cmworkstation.domain.erasure import Way
from cmworkstation.services.older_copies import LetGo
from cmworkstation.services.workstation import Services
from tests.builders_workspace import a_town, a_workstation
from tests.clocks import SetClock
from tests.walking import walked


@pytest.fixture
def services(tmp_path: Path):
    made = a_town(tmp_path / "w")
    made.settings.put("device", "this one")
    yield made
    made.close()


def wait(services: Services, hours: int = 1) -> None:
    assert isinstance(services.clock, SetClock)
    services.clock.advance(timedelta(hours=hours).total_seconds())


def a_copy(services: Services, folder: Path | None = None) -> Backup:
    wait(services)
    return walked(services.backups.make(folder=folder))


def erase(services: Services, name: str, called: str = "Somebody") -> None:
    wait(services)
    (one, *_) = services.erasures.people(name)
    walked(services.erasures.erase(one.id, Way.ERASE, called))


def test_copies_from_before_are_listed_with_how_many_were_erased_since(services: Services) -> None:
    assert services.older_copies.listed() == ()
    first = a_copy(services)
    assert services.older_copies.listed() == ()
    erase(services, "elise", "Somebody 1")
    second = a_copy(services)
    assert [one.backup.path for one in services.older_copies.listed()] == [first.path]
    assert services.older_copies.has_newer()
    erase(services, "omar", "Somebody 2")
    found = services.older_copies.listed()
    assert [(one.backup.path, one.erased) for one in found] == [(second.path, 1), (first.path, 2)]
    assert not services.older_copies.has_newer()


def test_what_is_chosen_goes_and_a_newer_copy_is_made_first(services: Services) -> None:
    first, second = a_copy(services), a_copy(services)
    erase(services, "elise")
    done = walked(services.older_copies.let_go([second.path]))
    assert (done.gone, done.size, done.stayed) == (1, second.size, 0)
    assert done.made is not None
    assert done.made.path.exists()
    assert not second.path.exists()
    assert first.path.exists(), "nobody chose it"
    assert [one.backup.path for one in services.older_copies.listed()] == [first.path]
    again = walked(services.older_copies.let_go([first.path]))
    assert again.made is None, "there is a newer one"
    assert services.older_copies.listed() == ()
    told = services.workspace.read().execute("SELECT payload FROM journal_payload").fetchall()
    assert sum('"copies":1' in one for (one,) in told) == 2


def test_what_is_no_older_copy_is_never_deleted(services: Services, tmp_path: Path) -> None:
    a_copy(services)
    erase(services, "elise")
    newer = a_copy(services)
    mine = tmp_path / "letter.db"
    mine.write_text("mine")
    assert walked(services.older_copies.let_go([newer.path, mine])) == LetGo(0, 0, 0)
    assert newer.path.exists()
    assert mine.exists()


def test_copies_of_another_workspace_in_the_same_folder_are_not_ours(
    services: Services, tmp_path: Path
) -> None:
    services.backups.choose_folder(tmp_path / "disk")
    other = a_workstation(tmp_path / "other")
    other.settings.put("device", "this one")
    theirs = walked(other.backups.make(folder=tmp_path / "disk"))
    other.close()
    wait(services)
    ours = a_copy(services)
    erase(services, "elise")
    assert [one.backup.path for one in services.older_copies.listed()] == [ours.path]
    assert theirs.path.exists()


def test_the_second_place_is_looked_into_where_it_is_there(
    services: Services, tmp_path: Path
) -> None:
    plan = services.backups.plan()
    services.backups.change(plan.every, plan.keep, tmp_path / "far")
    a_copy(services)
    wait(services)
    walked(services.backups.catch_up())
    erase(services, "elise")
    assert [one.second for one in services.older_copies.listed()].count(True) == 1
    assert not services.older_copies.second_is_away()
    (tmp_path / "far").rename(tmp_path / "gone")
    assert services.older_copies.second_is_away()
    assert [one.second for one in services.older_copies.listed()] == [False]
