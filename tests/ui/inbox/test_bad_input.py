"""Messages that no well-meaning program would send: shown in list, thread and search, answered, and exported."""

import csv
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QTextEdit

from cmworkstation.domain import filenames
from cmworkstation.domain.errors import Refused
from cmworkstation.domain.message import Attachment, Item, Message, Writer
from cmworkstation.domain.table import Format
from cmworkstation.services.attachments import is_picture
from cmworkstation.ui.inbox.attachment_box import AttachmentBox
from cmworkstation.ui.widgets.pictures import decode
from tests import pictures
from tests.builders_workspace import a_message, a_workstation, add_account, receive
from tests.ui.composer.conftest import HERE
from tests.ui.inbox.conftest import Scene

FIRST, LAST = datetime(1, 1, 1, tzinfo=UTC), datetime(9999, 12, 31, 23, 59, 59, tzinfo=UTC)
NAMELESS = Writer("https://far.example/0", "", "")
MEGABYTE = "kestrel " * 131_072


def by(name: str) -> Writer:
    return Writer(f"https://far.example/{name}", name, f"@{name.lower()}@far.example")


def file(name: str, type_: str = "image/png", kind: str = "image") -> Attachment:
    return Attachment(kind, f"https://far.example/{name}", title=name, size=999, type=type_)


BAD: dict[str, Item] = {
    "huge": a_message("huge", "Heron huge", 2, writer=by("Huge"), attachments=(file("huge"),)),
    "liar": a_message("liar", "Heron liar", 3, writer=by("Liar"), attachments=(file("liar"),)),
    "torn": a_message("torn", "Heron torn", 4, writer=by("Torn"), attachments=(file("torn"),)),
    "path": a_message(
        "path",
        "Heron path",
        5,
        writer=by("Path"),
        attachments=(file("../../..\\..\\etc/passwd\x00.sh", "text/plain", "file"),),
    ),
    "long": a_message("long", MEGABYTE, 6, writer=by("Long")),
    "first": replace(a_message("first", "Heron first", writer=by("First")), at=FIRST),
    "last": replace(a_message("last", "Heron last", writer=by("Last")), at=LAST),
    "edited": replace(a_message("edited", "Heron edited", 7, writer=by("Edited")), edited_at=LAST),
    "nobody": a_message("nobody", "Heron nobody", 8, writer=NAMELESS),
    "empty": a_message("empty", "", 9, writer=by("Empty")),
    "nothing": a_message("nothing", "", 10, writer=replace(NAMELESS, key="")),
}
BYTES = {
    "huge": pictures.huge_png(),
    "liar": b"MZ\x90\x00This program cannot be run in DOS mode.",
    "torn": pictures.drawn()[:40],
}


class Sack:
    """Stands for the network: hands out the bytes of a file, as the service does."""

    def picture(self, message: Message, one: Attachment) -> bytes:
        del message
        found = BYTES[one.title]
        if not is_picture(found):
            raise Refused("no picture", code="no-picture")
        return found


@pytest.fixture
def zone(request: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """East of Greenwich the last day ends beyond the calendar, west of it the first begins before."""
    name = getattr(request, "param", "Europe/Paris")
    monkeypatch.setenv("TZ", name)
    time.tzset()
    yield name
    monkeypatch.undo()
    time.tzset()


@pytest.fixture
def scene(zone: str, a_scene: Callable[..., Scene], tmp_path: Path) -> Scene:
    del zone
    services = a_workstation(tmp_path / "w")
    account = add_account(services, "Town", capabilities=HERE)
    for item in BAD.values():
        receive(services, account, [item])
    services.__dict__["attachments"] = Sack()
    return a_scene(services)


@pytest.mark.parametrize("zone", ["Europe/Paris", "America/New_York"], indirect=True)
def test_every_message_is_in_the_list_and_can_be_opened_answered_and_left(scene: Scene) -> None:
    scene.window.grab()
    for row in range(len(BAD)):
        scene.page.list.select_row(row)
        scene.settle()
        scene.page.thread_pane.line.finish()
        scene.window.grab()
        (card,) = scene.page.thread_pane.line.cards()
        assert 0 < card.height() < 100_000
        assert scene.window.act("inbox.reply")
        scene.settle()
        composer = scene.page.composer
        assert composer is not None
        assert not composer.isHidden()
        composer.editor.setPlainText("Thank you.")
        composer.look()
        composer.preview.toggle()
        scene.window.grab()
        composer.leave()
    assert len(scene.services.drafts.listed()) == len(BAD)


def test_a_picture_that_cannot_be_borne_is_words_and_never_a_picture(scene: Scene) -> None:
    for name in ("Huge", "Liar", "Torn"):
        scene.open(name)
        (box,) = scene.page.thread_pane.line.findChildren(AttachmentBox)
        box.show_button.click()
        scene.settle()
        assert not box._picture.isVisible()
        assert box.trouble.isVisible()
        assert box.trouble.text()
        with pytest.raises(Refused):
            decode(BYTES[name.lower()])


def test_a_name_with_path_parts_is_a_name_and_leads_nowhere(scene: Scene, tmp_path: Path) -> None:
    scene.open("Path")
    (box,) = scene.page.thread_pane.line.findChildren(AttachmentBox)
    scene.window.grab()
    name = filenames.of(BAD["path"].attachments[0])
    assert (tmp_path / name).resolve().parent == tmp_path.resolve()
    assert "\x00" not in name
    assert box.isVisible()


def test_a_megabyte_is_found_and_its_beginning_is_shown(scene: Scene) -> None:
    scene.open("Long")
    (card,) = scene.page.thread_pane.line.cards()
    shown = max(len(one.toPlainText()) for one in card.findChildren(QTextEdit))
    assert 0 < shown < 30_000
    assert scene.services.inbox.search_count("kestrel") == 1


def test_search_shows_them_all_whenever_they_were_written(scene: Scene) -> None:
    scene.page.list.search.setText("heron")
    results = scene.page.results
    said = [name for name, item in BAD.items() if item.text.startswith("Heron")]
    scene.qtbot.waitUntil(lambda: results.model.rowCount() == len(said))
    scene.window.grab()
    assert scene.services.inbox.search_count("heron before:1980-01-01") == 1
    later = scene.services.inbox.search_count("heron after:2026-01-01")
    assert later == len(said) - 1, "what claims to be of the future stands where it came"


def test_all_of_them_are_exported(scene: Scene, tmp_path: Path) -> None:
    tables, target = scene.services.tables, tmp_path / "table.csv"
    for _ in tables.write(tables.conversations(), target, Format.CSV):
        pass
    with target.open(encoding="utf-8-sig", newline="") as lines:
        rows = list(csv.DictReader(lines))
    assert len(rows) == len(BAD)
    assert {one["last_at"][:4] for one in rows} >= {"0002", "9998"}
