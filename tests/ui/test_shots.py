"""The pictures of the program: every scene in every look, and a clear end for a name that no scene has."""

import pytest
from PySide6.QtGui import QImage

from tools import scenes, shots


@pytest.fixture(autouse=True)
def _platform_put_back(monkeypatch):
    """Put back the choice of the screen, which the tool changes for its whole process."""
    monkeypatch.setenv("QT_QPA_PLATFORM", "offscreen")


def test_the_first_start_is_pictured_in_every_look(qapp, tmp_path):
    assert shots.main([str(tmp_path), "--only", "first"]) == 0
    made = {one.name for one in tmp_path.iterdir()}
    pages = ("inbox", "outbox", "charter", "accounts", "intake")
    assert made == {f"first-{page}-{look}.png" for page in pages for look in shots.LOOKS}
    for look in shots.LOOKS:
        picture = QImage(str(tmp_path / f"first-inbox-{look}.png"))
        assert (picture.width(), picture.height()) == look.size


def test_four_looks_show_both_themes_languages_sizes_and_widths():
    for part in ("theme", "language", "zoom", "size"):
        assert len({getattr(look, part) for look in shots.LOOKS}) == 2
    assert set(shots.LOOKS) <= set(shots.ALL_LOOKS)
    assert len(set(shots.ALL_LOOKS)) == 12
    assert {look.theme for look in shots.SHARP_LOOKS} == {"dark-contrast", "light-contrast"}
    assert len({look.zoom for look in shots.SHARP_LOOKS}) == 2


def test_a_name_that_no_scene_has_ends_with_an_error(qapp, tmp_path, capsys):
    assert shots.main([str(tmp_path), "--only", "nowhere"]) == 1
    assert "No scene" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


def test_scenes_of_all_troupes_have_names_of_their_own():
    names = [name for troupe in scenes.TROUPES for name in troupe.scenes]
    assert len(names) == len(set(names))
