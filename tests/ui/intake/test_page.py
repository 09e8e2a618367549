"""The intake page: nothing that came in is out of sight, and what could not be understood can be acted on."""

import json
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QFileDialog, QLabel, QPlainTextEdit, QPushButton

from cmworkstation.domain.account import Account, Idempotency
from cmworkstation.domain.conversation import Changes, View
from cmworkstation.domain.errors import BackupFailed, ServerTrouble
from cmworkstation.domain.ledger import Tally
from cmworkstation.store import accounts, intake, ledger
from cmworkstation.store.received import Raw
from cmworkstation.ui.intake.lines import LINE
from cmworkstation.ui.intake.page import IntakePage
from cmworkstation.ui.intake.phrases import Line
from cmworkstation.ui.live import Live
from tests.clocks import SetClock
from tests.pretend import START
from tests.services.conftest import World
from tests.ui.inbox.conftest import Scene, ended

WHOLE = {"id": "w", "text": "Are you open?", "parent": "", "at": START.isoformat(), "by": "nadia"}
HOSTILE = "<img src='file:///etc/hostname'><b>bold</b>\u202egnp.exe " + "w" * 60_000 + "\u0301" * 90


class Intake(Scene):
    """The window at the intake, over a server that does as it is told."""

    def __init__(self, folder: Path, qtbot: Any) -> None:
        self.world = World(folder, SetClock(START), Idempotency.RECONCILE)
        self.account = self.world.add_account()
        super().__init__(self.world.services, qtbot)

    @property
    def intake(self) -> IntakePage:
        self.window.go("intake")
        self.settle()
        page = self.window.page("intake")
        assert isinstance(page, IntakePage)
        return page

    def part(self, key: str) -> IntakePage:
        page = self.intake
        self.window.act(f"intake.{key}")
        self.settle()
        return page

    def poll(self, error: bool = False) -> None:
        """Read the account as the pulse does, and let the pages hear of it."""
        self.world.server.fetch_error = ServerTrouble() if error else None
        with suppress(ServerTrouble):
            self.world.poll(self.account)
        self.tell()

    def tell(self) -> None:
        self.window.apply_changes(Changes(readings=True))
        self.window.set_counts(self.services.inbox.counts())
        self.settle()

    def fill(self, count: int, account: Account | None = None) -> None:
        with self.services.workspace.write() as connection:
            number = accounts.number(connection, (account or self.account).id)
            for _ in range(count):
                ledger.record(connection, number, "posts", START, START, Tally(2, 1, 0, 1))

    def broken(self, *payloads: bytes, reason: str = "not JSON", name: str = "b") -> None:
        with self.services.workspace.write() as connection:
            number = accounts.number(connection, self.account.id)
            raws = [
                Raw("post", f"{name}{n}", one, problem=reason) for n, one in enumerate(payloads)
            ]
            intake.take(connection, number, "pretend", raws, START)
        self.tell()

    def lines(self, part: str = "readings") -> list[Line]:
        view = getattr(self.intake, part).list
        return [view.lines.index(n).data(LINE) for n in range(view.lines.rowCount())]

    def words(self) -> str:
        QApplication.processEvents()
        found = self.intake.findChildren(QLabel)
        return "\n".join(one.text() for one in found if one.isVisible())

    def press(self, words: str) -> None:
        found = [one for one in self.intake.findChildren(QPushButton) if one.isVisible()]
        next(one for one in found if one.text().strip() == words).click()
        self.settle()

    def badge(self) -> int:
        return self.window._rail._buttons["intake"]._count


@pytest.fixture
def scene(qtbot: Any, tmp_path: Path) -> Iterator[Intake]:
    made = Intake(tmp_path / "w", qtbot)
    yield made
    ended(made)


# ------------------------------------------------------------------------------------------- the ledger


def test_before_the_first_reading_the_page_says_what_will_stand_there(scene):
    assert "Nothing was read yet" in scene.words()
    assert "Each reading of an account leaves a line here." in scene.words()
    scene.part("quarantine")
    assert "Everything that came in was understood" in scene.words()
    assert scene.badge() == 0


def test_an_empty_intake_keeps_the_focus_on_its_parts_and_not_on_the_rail(scene):
    for part in ("readings", "days", "quarantine"):
        page = scene.part(part)
        scene.window.go("inbox")
        scene.window.go("intake")
        scene.settle()
        assert scene.window.focusWidget() is page.parts.current(), part
    scene.part("readings")
    scene.fill(3)
    scene.tell()
    scene.window.go("inbox")
    assert scene.intake.isAncestorOf(scene.window.focusWidget())
    assert scene.window.focusWidget() is scene.intake.readings.list


def test_each_reading_is_a_line_in_words_and_numbers(scene):
    for n in range(3):
        scene.world.server.write(f"q{n}", minutes=n)
    scene.poll()
    whole, first = scene.lines()
    assert first.numbers == (3, 3, 0, 0, 0)
    assert first.title == "Mairie · posts"
    assert whole.counted == "read to the end"
    scene.poll()
    scene.poll()
    assert scene.lines()[0].counted == "read to the end 3 times"


def test_trouble_is_said_in_words_and_can_be_looked_at_alone(scene):
    scene.world.server.write("q")
    scene.poll()
    scene.poll(error=True)
    scene.intake.trouble.setChecked(True)
    scene.settle()
    (line,) = scene.lines()
    assert line.trouble == "The server answers, but not with what it should. Nothing was lost."
    assert "ServerTrouble" not in line.spoken
    scene.window.act("intake.trouble")
    scene.settle()
    assert len(scene.lines()) > 1


def test_less_than_announced_is_said_with_both_numbers(scene):
    with scene.services.workspace.write() as connection:
        ledger.record(connection, 1, "posts", START, START, Tally(9, 9), announced=12)
    (line,) = scene.lines()
    assert line.trouble == "The server announced 12 items and sent 9."
    assert "announced 12 items and sent 9" in scene.words(), (
        "the chosen line is said below the list"
    )


def test_older_lines_come_when_somebody_scrolls_to_the_end(scene):
    scene.fill(250)
    assert len(scene.lines()) == 100
    view = scene.intake.readings.list
    for _ in range(4):
        view.scrollToBottom()
        scene.settle()
    assert len(scene.lines()) == 250
    keys = [one.key for one in scene.lines()]
    assert keys == sorted(keys, reverse=True)
    assert len(set(keys)) == 250


def test_nothing_moves_while_somebody_reads_further_down(scene):
    scene.fill(90)
    view = scene.intake.readings.list
    view.verticalScrollBar().setValue(400)
    before = [one.key for one in scene.lines()]
    scene.fill(5)
    scene.window.apply_changes(Changes(readings=True))
    scene.settle()
    page = scene.window.page("intake")
    assert view.verticalScrollBar().value() == 400
    assert [view.lines.index(n).data(LINE).key for n in range(view.lines.rowCount())] == before
    assert page._newer.isVisible()
    page._newer.click()
    scene.settle()
    assert len(scene.lines()) == 95
    assert not page._newer.isVisible()


def test_one_account_can_be_looked_at_alone(scene):
    other = scene.world.add_account("Other")
    scene.fill(3)
    scene.fill(2, other)
    scene.intake.show_account(other.id)
    scene.settle()
    assert scene.intake.account.currentText() == "Other"
    view = scene.intake.readings.list
    assert view.lines.rowCount() == 2


def test_the_days_are_added_up_by_account(scene):
    scene.fill(4)
    scene.broken(b"{")
    page = scene.part("days")
    (line,) = scene.lines("days")
    assert line.title == "Today · Mairie"
    assert line.numbers == (8, 4, 0, 4, 0)
    assert line.when == "4 readings"
    assert page.parts.key() == "days"


def test_the_ledger_is_exported_as_the_filters_show_it(scene, tmp_path, monkeypatch):
    asked = [tmp_path / "l.csv", tmp_path / "nowhere" / "l.csv"]
    monkeypatch.setattr(
        QFileDialog, "open", lambda dialog: dialog.fileSelected.emit(str(asked.pop(0)))
    )
    scene.fill(3)
    scene.poll(error=True)
    scene.intake.trouble.setChecked(True)
    scene.settle()
    scene.intake._export()
    scene.settle()
    assert (tmp_path / "l.csv").read_text(encoding="utf-8-sig").count("\n") == 2
    failed: list[Exception] = []
    monkeypatch.setattr(scene.window, "failed", failed.append)
    scene.intake._export()
    scene.settle()
    assert [type(one) for one in failed] == [BackupFailed]


# ------------------------------------------------------------------------------------------- quarantine


def test_what_could_not_be_understood_is_counted_on_the_rail_and_said_in_words(scene):
    scene.broken(b'{"id": "1", "text": "Hello', b'{"text": "?"}')
    assert scene.badge() == 2
    scene.part("quarantine")
    said = scene.words()
    assert "2 items could not be understood" in said
    assert "It is cut or damaged, so that it cannot be read." in said
    assert "not JSON" not in said
    field = scene.intake.quarantine.detail.raw.field
    assert '"text": "?"' in field.toPlainText()


def test_an_item_is_shown_laid_out_as_received_and_as_bytes(scene):
    payload = json.dumps(WHOLE).encode()
    scene.broken(payload, reason="no id")
    page = scene.part("quarantine")
    raw = page.quarantine.detail.raw
    assert raw.field.toPlainText().splitlines()[1] == '  "id": "w",'
    for way, beginning in (("received", '{"id": "w", "text"'), ("bytes", "000000  7b 22")):
        raw.ways.choose(way)
        raw.ways.chosen.emit(way)
        assert raw.field.toPlainText().startswith(beginning)
    page.quarantine.copy()
    assert QGuiApplication.clipboard().text() == payload.decode()


def test_hostile_bytes_are_shown_and_obeyed_in_nothing(scene):
    scene.broken(json.dumps({"id": HOSTILE, "text": HOSTILE}).encode(), name=HOSTILE[:80])
    scene.broken(b"\xff\x00" * 40_000, name="<img src=x>")
    page = scene.part("quarantine")
    for n in range(2):
        page.quarantine.list.setCurrentIndex(page.quarantine.list.lines.index(n))
        scene.settle()
        assert len(page.quarantine.detail.raw.field.toPlainText()) < 25_000
        assert page.quarantine.detail.raw.cut.isVisible()
        assert "\u202e" not in scene.words()
    labels = [one for one in page.findChildren(QLabel) if one.isVisible() and one.text()]
    assert all(one.textFormat() == Qt.TextFormat.PlainText for one in labels if "<" in one.text())
    assert isinstance(page.quarantine.detail.raw.field, QPlainTextEdit)


def test_the_saved_file_holds_the_very_bytes(scene, tmp_path):
    payload = bytes(range(256)) * 3
    scene.broken(payload)
    page = scene.part("quarantine")
    page.quarantine.save()
    scene.settle()
    page.quarantine.save_to(page.quarantine._item.payload, str(tmp_path / "item.bin"))
    assert (tmp_path / "item.bin").read_bytes() == payload


def test_what_is_understood_now_comes_into_the_inbox(scene):
    scene.broken(json.dumps(WHOLE).encode(), b"{still cut")
    scene.part("quarantine")
    scene.press("Try all again")
    assert scene.window.status._said.text() == "1 item is understood now. 1 item still waits."
    assert len(scene.lines("quarantine")) == 1
    scene.window.set_counts(scene.services.inbox.counts())
    assert scene.badge() == 1
    scene.window.go("inbox")
    scene.settle()
    assert "Nadia" in scene.authors()


def test_only_the_chosen_items_are_tried_and_the_button_says_how_many(scene):
    second = {**WHOLE, "id": "x"}
    scene.broken(json.dumps(WHOLE).encode(), json.dumps(second).encode(), b"{cut")
    page = scene.part("quarantine")
    page.quarantine.list.clearSelection()
    page.quarantine.list.setCurrentIndex(page.quarantine.list.lines.index(0))
    page.quarantine.list.selectAll()
    scene.settle()
    assert page.quarantine.detail.again.text() == "Try 3 items again"
    page.quarantine.list.clearSelection()
    page.quarantine.list.setCurrentIndex(page.quarantine.list.lines.index(1))
    scene.settle()
    assert scene.window.act("intake.try_again")
    scene.settle()
    assert len(scene.lines("quarantine")) == 2


def test_what_is_set_aside_is_counted_no_more_and_can_be_had_back(scene):
    scene.broken(b"{cut", b"[1,")
    page = scene.part("quarantine")
    page.quarantine.list.selectAll()
    scene.settle()
    assert scene.window.act("intake.set_aside")
    scene.settle()
    scene.tell()
    assert scene.badge() == 0
    assert "Nothing waits here" in scene.words()
    assert scene.window.act("app.undo")
    scene.settle()
    scene.tell()
    assert scene.badge() == 2
    scene.press("Set aside" if len(page.quarantine.waiting()) == 1 else "Set 2 items aside")
    page.aside.setChecked(True)
    scene.settle()
    page.quarantine.list.selectAll()
    scene.settle()
    assert "You set it aside. Its bytes are kept." in scene.words()
    assert scene.window.act("intake.put_back")
    scene.settle()
    assert len(page.quarantine.all_waiting()) == 2


def test_another_language_keeps_part_account_and_filter(scene):
    scene.fill(2)
    page = scene.part("days")
    page.trouble.setChecked(True)
    page.account.setCurrentIndex(1)
    scene.window.set_language("fr")
    scene.settle()
    page = scene.window.page("intake")
    assert page.parts.key() == "days"
    assert page.trouble.isChecked()
    assert page.account.currentIndex() == 1
    assert page.trouble.text() == "Ennuis seulement"


def test_a_second_window_can_look_and_not_act(scene, qtbot, tmp_path):
    scene.broken(b"{cut")
    scene.services.read_only = True
    page = scene.part("quarantine")
    scene.settle()
    assert not page._all.isEnabled()
    assert not page.quarantine.detail.again.isEnabled()
    assert not scene.window.can("intake.set_aside")
    assert scene.window.can("intake.save")


def test_trying_again_shows_how_far_it_is_and_can_be_stopped(scene):
    items = [json.dumps({**WHOLE, "id": f"m{n}"}).encode() for n in range(30)]
    scene.broken(*items)
    page = scene.part("quarantine")
    page.quarantine.try_all()
    assert page.quarantine.retrying.isVisible()
    assert page.quarantine.retrying.bar.maximum() == 30
    assert not page.quarantine.detail.again.isEnabled()
    page.quarantine.retrying.stop()
    scene.settle()
    assert not page.quarantine.retrying.isVisible()
    waiting = scene.services.inbox.counts().quarantined
    understood = len(scene.services.inbox.ids(View(status=None)))
    assert waiting + understood == 30, "each item is in one of the two places"
    page.quarantine.try_all()
    scene.settle()
    assert scene.services.inbox.counts().quarantined == 0


def test_another_version_of_the_program_tries_by_itself_and_only_once(scene, monkeypatch):
    live = Live(scene.window, scene.services, scene.window.jobs)
    scene.broken(json.dumps(WHOLE).encode(), b"{cut")
    live._understand_after_update()
    scene.settle()
    assert scene.badge() == 1
    scene.broken(json.dumps({**WHOLE, "id": "x"}).encode(), name="c")
    live._understand_after_update()
    scene.settle()
    assert scene.services.inbox.counts().quarantined == 2, "this version tried already"
    monkeypatch.setattr("cmworkstation.ui.live.__version__", "99.0")
    live._understand_after_update()
    scene.settle()
    assert scene.services.inbox.counts().quarantined == 1
