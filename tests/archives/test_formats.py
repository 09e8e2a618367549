"""Every kind of archive: recognised by itself, counted exactly, taken in once, and never twice."""

from collections.abc import Callable
from pathlib import Path

import pytest

from cmworkstation import archives
from tests.archives import samples
from tests.archives.conftest import Importing
from tests.archives.samples import Sample

MAKERS = pytest.mark.parametrize("make", samples.ALL, ids=lambda one: one.__name__)
Make = Callable[[Path], Sample]


@MAKERS
def test_an_archive_is_recognised_and_counted_exactly(
    make: Make, tmp_path: Path, importing: Importing
) -> None:
    sample = make(tmp_path)
    assert archives.found(sample.path) == (sample.format,)
    found = importing.count(sample)
    assert (found.messages, found.ours, found.private, found.unreadable) == (
        sample.messages,
        sample.ours,
        sample.private,
        sample.unreadable,
    )
    assert importing.rows("SELECT count(*) FROM account") == [(0,)], "counting stores nothing"


@MAKERS
def test_importing_twice_adds_nothing(make: Make, tmp_path: Path, importing: Importing) -> None:
    sample = make(tmp_path)
    done = importing.take(sample).done
    assert (done.tally.new, done.tally.failed) == (sample.messages, sample.unreadable)
    stored = "SELECT count(*), sum(ours), sum(unread), sum(NOT history) FROM message WHERE native_id <> ''"
    assert importing.rows(stored) == [(sample.messages, sample.ours, 0, 0)]
    assert importing.rows("SELECT count(*) FROM message WHERE native_id = ''") == [
        (sample.stand_ins,)
    ]
    joined = importing.rows("SELECT count(DISTINCT conversation_id) FROM message")
    assert joined == [(sample.conversations,)]
    before = importing.rows("SELECT * FROM message ORDER BY id")
    raws = importing.rows("SELECT count(*) FROM raw_item")
    again = importing.take(sample).done
    assert (again.tally.new, again.tally.changed) == (0, 0)
    assert importing.rows("SELECT * FROM message ORDER BY id") == before
    assert importing.rows("SELECT count(*) FROM raw_item") == raws
    assert importing.rows("SELECT count(*) FROM account") == [(1,)]
    assert len(importing.services.archive_imports.unreadable(again)) == sample.unreadable


@MAKERS
def test_stopped_after_each_page_an_import_goes_on_where_it_was(
    make: Make, tmp_path: Path, importing: Importing, monkeypatch: pytest.MonkeyPatch
) -> None:
    sample = make(tmp_path)
    monkeypatch.setattr("cmworkstation.services.archive_import.PAGE", 2)
    for _ in range(50):
        steps = importing.begin(sample)
        next(steps)
        if next(steps, None) is None:
            break
        steps.close()
    else:
        pytest.fail("it does not come to its end")
    (done,) = importing.services.archive_imports.listed()
    assert done.state == "done"
    assert (done.tally.new, done.tally.failed) == (sample.messages, sample.unreadable)
    assert importing.rows("SELECT count(*) FROM message WHERE native_id <> ''") == [
        (sample.messages,)
    ]


def test_the_columns_of_a_table_kept_by_hand_in_french_are_understood(tmp_path: Path) -> None:
    path = tmp_path / "sondage.csv"
    path.write_text(
        "Quand;Qui;Quoi;Lien\n03/02/2026 14:05;Amélie;Ouvert dimanche ?;https://ville.example/1\n"
    )
    guess = archives.preview(path).guess
    named = {one: guess[one] for one in ("text", "date", "author", "permalink")}
    assert named == {"text": "Quoi", "date": "Quand", "author": "Qui", "permalink": "Lien"}
    assert guess["date_format"] == "%d/%m/%Y %H:%M"
