"""Who may import whom: the contracts of pyproject.toml hold, and each of them bites."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import grimp
import pytest

ROOT = Path(__file__).resolve().parents[2]
LINT = (
    "import sys; from importlinter.cli import lint_imports; sys.exit(lint_imports(no_cache=True))"
)

# One import for each contract that it must break.
PLANTED = {
    "domain/planted.py": "import cmworkstation.i18n\nimport sqlite3\nimport requests\nimport keyring\nimport smtplib\n"
    "import pyrage\nimport snowballstemmer\nimport readability\nimport icalendar\n",
    "services/planted.py": "import PySide6.QtCore\nfrom cmworkstation.i18n import tr\n",
    "services/planted_too.py": "import cmworkstation.services.turn\n",
    "sdk/planted.py": "import cmworkstation.domain.note\n",
    "services/turn.py": "import cmworkstation.services.planted_too\n",
    "archives/planted.py": "import cmworkstation.store.database\n",
    "connectors/planted.py": "import cmworkstation.connectors.planted_too\nimport cmworkstation.services.outbox\n",
    "connectors/planted_too.py": "import cmworkstation.domain\n",
    "ui/planted.py": "import cmworkstation.store.database\nimport requests\n",
}
OUTSIDE_THE_WINDOW = (
    *("requests", "urllib3", "imapclient", "imaplib", "smtplib"),
    *("keyring", "sqlite3", "sqlite_utils"),
)
SENDERS = {
    f"cmworkstation.{name}"
    for name in "services.outbox services.composer services.drafts services.sync store.outbox store.drafts".split()
}
BELOW_THE_WINDOW = ("sdk", "vault", "store", "connectors", "archives")


def lint_imports(folder: Path) -> str:
    done = subprocess.run(
        [sys.executable, "-c", LINT],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(folder), "COLUMNS": "200"},
        capture_output=True,
        text=True,
        check=False,
    )
    return done.stdout + done.stderr


def verdicts(report: str) -> dict[str, str]:
    return dict(re.findall(r"^(.+?) (KEPT|BROKEN)\b", report, flags=re.MULTILINE))


def test_every_contract_is_kept():
    report = lint_imports(ROOT)
    found = verdicts(report)
    assert found, report
    assert "BROKEN" not in found.values(), report


def test_every_contract_bites(tmp_path):
    shutil.copytree(
        ROOT / "cmworkstation",
        tmp_path / "cmworkstation",
        ignore=shutil.ignore_patterns("__pycache__", "resources"),
    )
    shutil.copytree(
        ROOT / "cmworkstation/resources",
        tmp_path / "cmworkstation/resources",
        ignore=lambda _folder, names: [name for name in names if not name.endswith(".py")],
    )
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    for name, text in PLANTED.items():
        (tmp_path / "cmworkstation" / name).write_text(
            f'"""Planted."""\n\n{text}', encoding="utf-8"
        )
    report = lint_imports(tmp_path)
    found = verdicts(report)
    assert found, report
    assert [name for name, verdict in found.items() if verdict != "BROKEN"] == [], report


@pytest.fixture(scope="module")
def graph() -> grimp.ImportGraph:
    return grimp.build_graph(
        "cmworkstation",
        include_external_packages=True,
        exclude_type_checking_imports=False,
        cache_dir=None,
    )


def test_the_window_does_not_even_name_types_of_the_lower_rooms(graph):
    """The contracts look at run-time imports; here those for the type checker count as well."""
    window = {m for m in graph.modules if m.startswith("cmworkstation.ui")}
    fenced = tuple(f"cmworkstation.{name}" for name in BELOW_THE_WINDOW)
    seen = [
        (module, imported)
        for module in sorted(window)
        for imported in sorted(graph.find_modules_directly_imported_by(module))
        if imported in OUTSIDE_THE_WINDOW or imported.startswith(fenced)
    ]
    assert seen == []


def test_what_sends_cannot_reach_internal_notes(graph):
    """A note for colleagues can never leak into a reply: the sender has no way to it."""
    notes = {m for m in graph.modules if m.rpartition(".")[2] in ("note", "notes", "note_card")}
    assert len(notes) >= 3
    senders = {m for m in graph.modules if m in SENDERS or m.startswith("cmworkstation.connectors")}
    assert senders > SENDERS
    leaks = [
        (sender, note)
        for sender in senders
        for note in notes
        if graph.find_shortest_chain(importer=sender, imported=note)
    ]
    assert leaks == []
