"""When no window can open, whoever started from an icon is told why and what to do."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMessageBox

from cmworkstation import app as program
from cmworkstation.services.workstation import open_services
from cmworkstation.store.version import SCHEMA
from cmworkstation.vault import Vault

SAID = {
    "en": ("A newer version of CM Workstation made this workspace.", "Install the newer version"),
    "fr": ("Une version plus récente de CM Workstation", "Installez la version"),
}


@pytest.fixture
def newer(tmp_path: Path) -> Path:
    folder = tmp_path / "w"
    open_services(folder, {}, vault=Vault(memory_only=True)).close()
    (file,) = folder.glob("*.db")
    with closing(sqlite3.connect(file)) as connection:
        connection.execute(f"PRAGMA user_version={SCHEMA + 1}")
    return folder


@pytest.mark.parametrize("language", ["en", "fr"])
def test_a_newer_workspace_is_told_in_a_box_and_on_the_error_stream(
    app, newer, monkeypatch, capsys, language
):
    shown = []

    def show(box: QMessageBox) -> int:
        shown.append((box.text(), box.informativeText(), box.textFormat()))
        return 0

    monkeypatch.setattr(QMessageBox, "exec", show)
    assert program.main(["--workspace", str(newer), "--lang", language]) == 1
    ((text, hint, kind),) = shown
    assert text.startswith(SAID[language][0])
    assert hint.startswith(SAID[language][1])
    assert kind == Qt.TextFormat.PlainText
    assert text in capsys.readouterr().err


def test_a_picture_waits_for_nobody(app, newer, monkeypatch, capsys, tmp_path):
    monkeypatch.setattr(QMessageBox, "exec", lambda _: pytest.fail("a box without anybody"))
    words = ["--workspace", str(newer), "--lang", "en", "--shot", str(tmp_path / "x.png")]
    assert program.main(words) == 1
    assert "newer version" in capsys.readouterr().err
