"""A start: what was loaded and done when the first inbox is on the screen, rows and all."""

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from tests.builders_workspace import a_town

ROOT = Path(__file__).parents[2]
# Ends at the first paint, and tells what there is by then.
START = """
import json, linecache, os, sys, threading
from cmworkstation import app

painted, threads = [], set()
build = app.build_window

def watched(*words, **more):
    from cmworkstation.ui.inbox import listing
    listing.FIRST = 3  # so that there is a rest of the list to be read on a lane
    window = build(*words, **more)
    delegate = type(window.page("inbox").list.table.itemDelegate())
    paint = delegate.paint
    def paint_and_tell(self, painter, option, index):
        painted.append(index.row())
        threads.update(one.name for one in threading.enumerate())
        paint(self, painter, option, index)
    delegate.paint = paint_and_tell
    return window

def end(window, services):
    print(json.dumps({
        "rows": sorted(set(painted)),
        "asked_of_lanes": window.jobs.busy(),
        "threads": sorted(threads),
        "sources_read": [name for name in linecache.cache if "cmworkstation" in name],
        "modules": sorted(sys.modules),
    }), flush=True)
    os._exit(0)

app.build_window = watched
app.after_first_paint = end
app.main(["--workspace", sys.argv[1], "--lang", "en"])
"""


@pytest.fixture(scope="module")
def start(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, Any]:
    """Start the program in an interpreter of its own, up to the first painted inbox."""
    home = tmp_path_factory.mktemp("start")
    a_town(home / "town").close()
    done = subprocess.run(
        [sys.executable, "-c", START, str(home / "town")],
        cwd=ROOT,
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen", "XDG_CONFIG_HOME": str(home / "config")},
        capture_output=True,
        text=True,
        check=True,
    )
    found: dict[str, Any] = json.loads(done.stdout)
    return found


# What a start may import, by package. Whoever adds a module to a start pays for it at every start: have it imported
# where it is first needed (docs/architecture.md, "A start"), or name it here.
OURS = {
    "cmworkstation": "app i18n killpoint vault workspaces",
    "cmworkstation.connectors": "",
    "cmworkstation.domain": """
        account alike budget clock conversation errors folding foreign ground ids label
        ledger media message note person profile progress reply reply_window
        saved_view snooze values
    """,
    "cmworkstation.resources": "",
    "cmworkstation.services": """
        accounts acting deciding ground inbox journal labels making places platforms renewal
        schedule settings storage views workstation
    """,
    "cmworkstation.services.making": "inbox",
    "cmworkstation.store": """
        accounts approval_marks closing conversation_list conversations corruption database decisions
        interruptions journal labels ledger merged_lists messages names notes opening
        paragraphs pauses places profiles promises raw_blocks room settings slices snoozes
        version views words
    """,
    "cmworkstation.ui": """
        dispatch endings garbage icons jobs keymap keys main_window meanwhile menus notices
        page pages preferences rail sheet state_bands status theme
    """,
    "cmworkstation.ui.commands": " ".join(
        one.stem for one in (ROOT / "cmworkstation/ui/commands").glob("[a-z]*.py")
    ),
    "cmworkstation.ui.inbox": """
        answering asking beside columns deciding differences learner likeness
        list_model list_pane listing long_threads opening page parts phrases room
        row_delegate row_sheet ahead saved_views selection_bar side_bar side_delegate side_lines
        side_rows standings thread_pane view_keys views_menu
        views_pane wide
    """,
    "cmworkstation.ui.widgets": """
        stamps bars empty fields label_marks labels people sizes viewports
    """,
    "cmworkstation.words": "bands of_accounts people problems standing states steps times windows",
}
# Of other people's, these take long, and the first inbox needs none of them.
SLOW = (
    "asyncio concurrent.futures cryptography decimal difflib email.message feedparser hashlib holidays"
    " html.entities http.client imapclient keyring nh3 qtawesome rapidfuzz regex requests sqlite_utils ssl"
    " unittest urllib3 urllib.request xml zoneinfo"
).split()


def test_the_first_painted_inbox_has_its_rows(start: Mapping[str, Any]) -> None:
    assert start["rows"] == [0, 1, 2]


def test_no_lane_began_before_it_was_painted(start: Mapping[str, Any]) -> None:
    assert start["asked_of_lanes"]
    assert start["threads"] == ["MainThread"]


def test_modules_are_imported_without_reading_their_source(start: Mapping[str, Any]) -> None:
    assert start["sources_read"] == []


def test_a_command_is_answered_before_what_comes_later_was_built(a_window, qtbot):
    window = a_window(shown=False)
    asked: list[str] = []
    with window.building("inbox"):
        window.later(lambda: window.register("late", {"act": lambda: asked.append("late")}))
    assert window.can("late.act")
    assert window.act("late.act")
    window.go("outbox")
    assert not window.can("late.act")
    assert asked == ["late"]


def test_a_start_imports_nothing_that_the_first_inbox_does_not_need(
    start: Mapping[str, Any],
) -> None:
    named = {
        f"{package}.{name}" if name else package
        for package, names in OURS.items()
        for name in ("", *names.split())
    }
    loaded = {name for name in start["modules"] if name.partition(".")[0] == "cmworkstation"}
    assert loaded - named == set()
    assert [name for name in SLOW if name in start["modules"]] == []


@pytest.mark.parametrize("package", OURS)
def test_what_a_start_may_import_is_what_it_imports(start: Mapping[str, Any], package: str) -> None:
    loaded = set(start["modules"])
    assert {name for name in OURS[package].split() if f"{package}.{name}" not in loaded} == set()
