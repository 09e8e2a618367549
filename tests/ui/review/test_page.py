"""The page of history in a real window."""

import csv
import json
from collections.abc import Callable, Iterator
from itertools import pairwise
from pathlib import Path
from threading import Event
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent

from cmworkstation.domain.case_file import Wanted
from cmworkstation.domain.conversation import View
from cmworkstation.domain.progress import Progress
from cmworkstation.domain.review import Verdict
from cmworkstation.domain.table import Format, Table
from cmworkstation.services.case_file import CaseFiles
from cmworkstation.services.clauses import ClauseKind
from cmworkstation.services.workstation import Services
from cmworkstation.ui.inbox.page import InboxPage
from cmworkstation.ui.review.behind import BehindDialog
from cmworkstation.ui.review.case_dialog import CaseDialog
from cmworkstation.ui.review.page import ReviewPage
from cmworkstation.ui.review.printing import Paper, write_pdf
from cmworkstation.ui.widgets import table_saver
from cmworkstation.ui.widgets.table_saver import write_table
from cmworkstation.words.case_file import HtmlCase
from tests.builders_workspace import NOW, a_town
from tests.ui.inbox.conftest import Scene
from tests.walking import walked


@pytest.fixture
def services(tmp_path: Path) -> Services:
    """The town, in which one answer of ours was sent from here and the others elsewhere."""
    made = a_town(tmp_path / "w")
    with made.workspace.write() as connection:
        connection.execute(
            "INSERT INTO outbox(id, conversation_id, account_no, target_id, body, body_digest, visibility, once_key,"
            " state, created_at, sent_at, remote_id) SELECT 'here', m.conversation_id, m.account_no, p.id, m.text, 'x',"
            " 'public', 'k', 'sent', m.at, m.at, m.remote_id FROM message m JOIN message p ON p.remote_id = m.parent_id"
            " WHERE m.ours AND NOT m.context LIMIT 1"
        )
    return made


def review(scene: Scene, part: str = "replies") -> ReviewPage:
    scene.window.act("go.review")
    page = scene.window.page("review")
    assert isinstance(page, ReviewPage)
    scene.window.act(f"review.{part}")
    scene.settle()
    return page


def test_what_we_said_is_listed_filtered_noted_and_taken_back(
    a_scene: Callable[..., Scene], services: Services
) -> None:
    scene = a_scene(services)
    pane = review(scene).replies
    rows = pane.model.rows
    assert len(rows) > 1
    assert [one.key for one in rows] == sorted((one.key for one in rows), reverse=True)
    at = next(n for n, one in enumerate(rows) if one.outbox_id)
    pane.list.setCurrentIndex(pane.model.index(at))
    scene.settle()
    assert pane.can("dossier")
    said = pane.model.data(pane.model.index(at), Qt.ItemDataRole.AccessibleTextRole)
    assert said.startswith("To ")
    pane._annotate(rows[at], "Say when the doors open.")
    scene.settle()
    pane.filters.ticks["annotated"].setChecked(True)
    scene.settle()
    assert [one.key for one in pane.model.rows] == [rows[at].key]
    (note,) = services.review.annotations(pane.model.rows[0])
    pane._remove(note)
    scene.settle()
    assert pane.stack.currentIndex() == 1
    services.review.put_back(note.id)
    pane.look()
    scene.settle()
    assert len(pane.model.rows) == 1


def test_what_cannot_be_read_in_a_query_is_pointed_at_and_the_list_stays(
    a_scene: Callable[..., Scene], services: Services
) -> None:
    scene = a_scene(services)
    pane = review(scene).replies
    before = [one.key for one in pane.model.rows]
    pane.filters.search.setText("museum befor:2026")
    pane.filters.changed.emit()
    scene.settle()
    unclear = pane.filters.unclear
    assert unclear.isVisibleTo(pane)
    assert unclear.said.text().startswith("“befor:” is no field.")
    assert unclear.place.accessibleName() == "befor:"
    assert [one.key for one in pane.model.rows] == before
    pane.filters.search.setText("befo")
    assert "before:" not in pane.filters.completion.texts()
    pane.filters.search.textEdited.emit("befo")
    assert "before:" in pane.filters.completion.texts()
    pane.filters.search.clear()
    pane.look()
    scene.settle()
    assert not unclear.isVisibleTo(pane)


def test_a_remark_found_from_the_inbox_leads_to_its_reply_in_the_history(
    a_scene: Callable[..., Scene], services: Services
) -> None:
    scene = a_scene(services)
    rows = review(scene).replies.model.rows
    services.review.annotate(rows[-1], "Kinder, please: zebra words")
    services.review.annotate(rows[0], "Another zebra")
    scene.window.act("go.inbox")
    inbox = scene.window.page("inbox")
    assert isinstance(inbox, InboxPage)
    inbox.list.search.setText("zebra")
    inbox.list.search.returnPressed.emit()
    scene.settle()
    found = inbox.results.elsewhere
    said = [found.item(n).text() for n in range(found.count())]
    assert said == [
        "Remark on what we said · Another zebra",
        "Remark on what we said · Kinder, please: zebra words",
    ]
    found.itemActivated.emit(found.item(1))
    scene.settle()
    assert scene.window.current_key() == "review"
    pane = review(scene).replies
    chosen = pane.sent()
    assert chosen is not None
    assert chosen.key == rows[-1].key
    assert [one.key for one in pane.model.rows] == [rows[0].key, rows[-1].key]


def test_a_month_is_gone_through_by_keys_and_closed(
    a_scene: Callable[..., Scene], services: Services
) -> None:
    scene = a_scene(services)
    pane = review(scene, "sample").sample
    assert pane.stack.currentIndex() == 1
    month = f"{NOW.astimezone():%Y-%m}"
    pane.month.setCurrentIndex(pane.month.findData(month))
    pane.draw()
    scene.settle()
    assert pane.sample is not None
    assert pane.sample.month == month
    assert not pane.closer.isEnabled()
    pane.words.setText("Shorter.")
    pane.judge(Verdict.BETTER)
    scene.settle()
    assert services.samples.listed()[0].items[0].words == "Shorter."
    pane._back(pane.sample, pane.sample.items[0], 0)
    assert services.samples.listed()[0].judged == 1
    pane.close_sample()
    scene.settle()
    assert "could be better: 1" in pane.said.text()
    assert not pane.buttons[Verdict.GOOD].isEnabled()


def test_a_point_opens_the_conversations_behind_it_and_a_table_has_its_numbers(
    a_scene: Callable[..., Scene], services: Services, tmp_path: Path
) -> None:
    scene = a_scene(services)
    pane = review(scene, "figures").figures
    chart = pane.weeks.chart
    newest = chart.chart.series[0].said[-1]
    assert int(newest) > 0
    assert pane.weeks.table.item(0, 1).text() == newest  # type: ignore[union-attr]
    assert pane.tiles[0].text().split("\n")[0] != "0"
    chart.setFocus()
    chart.keyPressEvent(_key(Qt.Key.Key_End))
    assert newest in chart.accessibleDescription()
    chart.keyPressEvent(_key(Qt.Key.Key_Return))
    scene.settle()
    (dialog,) = scene.window.findChildren(BehindDialog)
    assert dialog.list.count() > 0
    dialog.opener.click()
    scene.settle()
    assert scene.window.current_key() == "inbox"
    target = tmp_path / "weeks.svg"
    pane.weeks.write_picture(target)
    scene.settle()
    assert target.read_bytes().lstrip().startswith(b"<?xml")
    write_table(scene.window, pane, pane.weeks.make, tmp_path / "weeks.csv", Format.CSV)
    scene.settle()
    with (tmp_path / "weeks.csv").open(encoding="utf-8-sig", newline="") as file:
        assert list(csv.DictReader(file))[-1]["by_others"] == newest


def _key(key: Qt.Key) -> QKeyEvent:
    return QKeyEvent(QKeyEvent.Type.KeyPress, key, Qt.KeyboardModifier.NoModifier)


def test_clauses_say_what_was_never_touched(
    a_scene: Callable[..., Scene], services: Services
) -> None:
    charter, _ = services.charters.add_starter("fennick-lane")
    services.charters.assign(services.accounts.listed()[0].id, charter)
    scene = a_scene(services)
    pane = review(scene, "clauses").clauses
    assert not pane.shown
    pane.which.choose("never")
    pane._fill()
    known = services.charters.governing(services.accounts.listed()[0].id)
    assert known is not None
    names = {one.id for one in pane.shown if one.kind is ClauseKind.CATEGORY}
    assert names == {one.id for one in known.charter.categories}
    assert pane.table.rowCount() == len(pane.shown)
    assert "used 0" in pane.said.text()


def a_case_dialog(scene: Scene) -> CaseDialog:
    """Open a case file of everything that the history shows."""
    pane = review(scene).replies
    pane.list.selectAll()
    pane.acts["case_file"]()
    scene.settle()
    (dialog,) = scene.window.findChildren(CaseDialog)
    return dialog


def test_a_case_file_says_what_it_holds_leaves_out_and_about_how_large_it_will_be(
    a_scene: Callable[..., Scene], services: Services, tmp_path: Path
) -> None:
    scene = a_scene(services)
    services.review.annotate(review(scene).replies.model.rows[0], "Only for us.")
    dialog = a_case_dialog(scene)
    connection = services.workspace.read()
    homes = dialog._homes
    held = services.case_files.contents(homes)
    (messages,) = connection.execute(
        "SELECT count(*) FROM message WHERE conversation_id IN (SELECT value FROM json_each(?))",
        (json.dumps(list(homes)),),
    ).fetchone()
    assert (held.messages, held.dossiers, held.internal) == (messages, 1, 1)
    said = dialog.inside.text()
    assert said.startswith(f"Inside: {messages} messages, 1 dossier. Left out: 1 internal note.")
    assert said.endswith(" kB.")
    dialog.notes.setChecked(True)
    dialog.unnamed.setChecked(True)
    scene.settle()
    assert f"{messages} messages, 1 dossier, 1 internal note." in dialog.inside.text()
    assert "Left out: names, handles" in dialog.inside.text()
    dialog.unnamed.setChecked(False)
    scene.settle()
    assert "Nothing is left out." in dialog.inside.text()
    for form in ("html", "jsonl", "pdf"):
        for name, box in dialog.forms.items():
            box.setChecked(name == form)
        dialog.write_to(tmp_path / f"case.{form}")
        scene.settle()
        told = (tmp_path / f"case.{form}").stat().st_size
        assert told / 4 < held.size(form) < told * 4
    for box in dialog.forms.values():
        box.setChecked(False)
    assert not dialog.writer.isEnabled()


def test_every_conversation_of_a_case_file_can_be_looked_at_before(
    a_scene: Callable[..., Scene], services: Services
) -> None:
    scene = a_scene(services)
    dialog = a_case_dialog(scene)
    look = dialog.preview
    count = len(dialog._homes)
    assert count > 1
    seen = []
    for n in range(count):
        assert look.said.text().startswith(f"Conversation {n + 1} of {count}, “")
        seen.append(look.paper.pixmap().toImage())
        assert look.after.isEnabled() is (n < count - 1)
        look.after.click()
        scene.settle()
    assert all(one != other for one, other in pairwise(seen))
    look.before.click()
    scene.settle()
    assert look.home == count - 2
    assert look.paper.pixmap().toImage() == seen[-2]


def test_a_case_file_is_written_in_several_forms_at_once_and_over_nothing_that_is_there(
    a_scene: Callable[..., Scene], services: Services, tmp_path: Path
) -> None:
    scene = a_scene(services)
    dialog = a_case_dialog(scene)
    for box in dialog.forms.values():
        box.setChecked(True)
    dialog.write_to(tmp_path / "case")
    scene.settle()
    assert dialog.said.text().startswith("Saved: case.html (")
    assert sorted(one.name for one in tmp_path.glob("case.*")) == [
        "case.html",
        "case.jsonl",
        "case.pdf",
    ]
    assert (tmp_path / "case.pdf").read_bytes().startswith(b"%PDF-")
    lines = (tmp_path / "case.jsonl").read_text(encoding="utf-8").splitlines()
    assert sum(json.loads(line)["kind"] == "conversation" for line in lines) == len(dialog._homes)
    before = (tmp_path / "case.pdf").read_bytes()
    dialog.write_to(tmp_path / "case.html")
    scene.settle()
    assert dialog.said.text() == (
        "case.pdf is there already: choose another name. Nothing was written."
    )
    assert (tmp_path / "case.pdf").read_bytes() == before
    dialog.write_to(tmp_path / "none" / "case.html")
    scene.settle()
    assert not dialog.said.text().startswith("Saved")
    assert dialog.writer.isEnabled()


def test_a_case_file_of_many_conversations_is_stopped_in_the_middle_and_leaves_nothing(
    a_scene: Callable[..., Scene],
    services: Services,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    scene = a_scene(services)
    dialog = a_case_dialog(scene)
    stopped, begun = Event(), Event()
    gathered = CaseFiles._case

    def held_up(*given: Any) -> Any:
        if begun.is_set():
            stopped.wait(5)  # the second is not read before the person has pressed
        begun.set()
        return gathered(*given)

    def stop(_lane: str, step: Progress) -> None:
        if step.done == 1:
            assert dialog.working.isVisibleTo(dialog)
            assert not dialog.writer.isEnabled()
            dialog.working.stopper.click()
            stopped.set()

    monkeypatch.setattr(CaseFiles, "_case", held_up)
    scene.window.jobs.progress.connect(stop)
    dialog.write_to(tmp_path / "out.html")
    scene.settle()
    assert stopped.is_set()
    assert not dialog.said.isVisibleTo(dialog)
    assert [one.name for one in tmp_path.glob("out*")] == []
    assert dialog.writer.isEnabled()


def test_a_pdf_that_is_stopped_leaves_nothing(
    a_scene: Callable[..., Scene], services: Services, tmp_path: Path
) -> None:
    a_scene(services)
    homes = list(services.inbox.ids(View(status=None)))
    files = services.case_files
    paper = Paper(HtmlCase(), files.head(homes, Wanted()))
    folder = tmp_path / "out"
    folder.mkdir()
    steps = write_pdf(folder / "case.pdf", paper, files.cases(homes, Wanted(), HtmlCase()))
    next(steps)
    steps.close()
    assert list(folder.iterdir()) == []
    cases = files.cases(homes, Wanted(), HtmlCase())
    assert walked(write_pdf(folder / "case.pdf", paper, cases)) >= len(homes)


def test_a_table_that_takes_long_shows_how_far_it_is_and_is_stopped_without_a_trace(
    a_scene: Callable[..., Scene],
    services: Services,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    scene = a_scene(services)
    monkeypatch.setattr(table_saver, "PATIENCE_MS", 0)
    going = Event()

    def rows() -> Iterator[tuple[int]]:
        for n in range(2_000):
            if n == 1_500:
                going.wait(5)
            yield (n,)

    made = Table(("n",), rows(), 2_000)
    page = review(scene)
    write_table(scene.window, page, lambda: made, tmp_path / "long.csv", Format.CSV)

    def shown() -> list[table_saver._Saving]:
        every = scene.window.findChildren(table_saver._Saving)
        return [one for one in every if one.isVisible()]

    scene.qtbot.waitUntil(lambda: bool(shown()))
    (saving,) = shown()
    scene.qtbot.waitUntil(lambda: "%" in saving.working._said.text())
    saving.working.stopper.click()
    going.set()
    scene.settle()
    assert shown() == []
    assert list(tmp_path.glob("long*")) == []
    write_table(
        scene.window, page, lambda: Table(("n",), [(1,)], 1), tmp_path / "short.csv", Format.CSV
    )
    scene.settle()
    assert (tmp_path / "short.csv").exists()
    assert shown() == []
