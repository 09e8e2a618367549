"""The page about what is planned: time line, calendar and list show one plan, and moves can be taken back."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtWidgets import QDialog

from cmworkstation.domain.conversation import View
from cmworkstation.domain.ids import ConversationId
from cmworkstation.domain.operation import Kind, LinkKind, State
from cmworkstation.domain.relay import Told
from cmworkstation.ui.composer.popovers import WordsPopover
from cmworkstation.ui.crisis.paper import PaperDialog
from cmworkstation.ui.operations.checks_pane import LimitsDialog
from cmworkstation.ui.operations.form import OperationForm
from cmworkstation.ui.operations.import_dialog import ImportDialog, look_at
from cmworkstation.ui.operations.news_dialog import NewsDialog
from cmworkstation.ui.operations.page import OperationsPage
from cmworkstation.ui.operations.region import RegionDialog
from cmworkstation.ui.presence.rows_dialog import RowsDialog
from cmworkstation.ui.widgets.bars import UndoBar
from tests.services.test_operations import planned
from tests.ui.inbox.conftest import Scene

ALT = Qt.KeyboardModifier.AltModifier
LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def page(town: Scene) -> Iterator[OperationsPage]:
    roads, _ = town.services.topics.make("Roads")
    planned(town.services, 2, "Works begin", topic_id=str(roads.id))
    planned(town.services, 5, "Fair", Kind.EVENT, audience="Families")
    town.window.go("operations")
    town.settle()
    found = town.window.page("operations")
    assert isinstance(found, OperationsPage)
    yield found
    for one in town.window.findChildren(QDialog):
        one.close()


def undo(scene: Scene) -> None:
    scene.window.findChildren(UndoBar)[-1].undone.emit()
    scene.settle()


def dialog(scene: Scene, kind: type[Any]) -> Any:
    scene.settle()
    (found,) = (one for one in scene.window.findChildren(kind) if one.isVisible())
    return found


def in_days(scene: Scene, title: str) -> int:
    one = next(one for one in scene.services.operations.listed() if one.title == title)
    day = one.starts_at.astimezone().date() + timedelta(one.starts_at.astimezone().hour > 12)
    return (day - scene.services.operations.today()).days


def first_cell(page: OperationsPage) -> Told:
    return page.relays.rows[0].cells[0].told


def choose(page: OperationsPage, title: str) -> str:
    assert page.pane.plan is not None
    key = next(one.key for one in page.pane.plan.items if one.title == title)
    page.pane.choose(key)
    return key


def test_the_three_views_show_the_same_and_a_screen_reader_hears_it(
    town: Scene, page: OperationsPage
) -> None:
    choose(page, "Works begin")
    assert page.pane.time_line.accessibleDescription().startswith(
        "post, Works begin, theme Roads, "
    )
    assert page.pane.month.accessibleDescription() == page.pane.time_line.accessibleDescription()
    page.show_part("list")
    town.settle()
    rows = page.pane.list
    heard = rows.currentItem().data(Qt.ItemDataRole.AccessibleTextRole)
    assert heard == page.pane.time_line.accessibleDescription()
    assert rows.count() == 2


@pytest.mark.parametrize("view", ["time_line", "calendar", "list"])
def test_alt_and_an_arrow_move_what_is_chosen_and_it_can_be_taken_back(
    town: Scene, page: OperationsPage, qtbot: Any, view: str
) -> None:
    page.show_part(view)
    town.settle()
    choose(page, "Fair")
    before = in_days(town, "Fair")
    front = page.pane.front()
    front.setFocus()
    qtbot.keyClick(front, Qt.Key.Key_Right, ALT)
    town.settle()
    assert in_days(town, "Fair") == before + 1
    undo(town)
    assert in_days(town, "Fair") == before


def test_alt_and_down_on_the_time_line_change_the_theme(
    town: Scene, page: OperationsPage, qtbot: Any
) -> None:
    choose(page, "Works begin")
    qtbot.keyClick(page.pane.time_line, Qt.Key.Key_Down, ALT)
    town.settle()
    (one,) = (one for one in town.services.operations.listed() if one.title == "Works begin")
    assert one.topic_id == ""
    undo(town)
    assert town.services.operations.one(one.id).topic_id != ""


@pytest.mark.parametrize("view", ["time_line", "calendar"])
def test_dragging_moves_by_the_days_that_it_is_dragged(
    town: Scene, page: OperationsPage, qtbot: Any, view: str
) -> None:
    page.show_part(view)
    page.pane.set_zoom("week")
    town.settle()
    key = choose(page, "Works begin")
    canvas = page.pane.time_line if view == "time_line" else page.pane.month
    canvas.resize(1200, 600)
    canvas.arrange()
    box = canvas.place_of(key)
    at = box.topLeft().toPoint() + QPoint(8, 8)
    other = canvas.day_at(box.topLeft() + QPoint(8, 8))
    assert other is not None
    step = next(n for n in range(1, 400) if canvas.day_at(QPointF(at + QPoint(n, 0))) != other)
    before = in_days(town, "Works begin")
    qtbot.mousePress(canvas, LEFT, pos=at)
    qtbot.mouseMove(canvas, at + QPoint(step + 12, 0))
    qtbot.mouseRelease(canvas, LEFT, pos=at + QPoint(step + 12, 0))
    town.settle()
    assert in_days(town, "Works begin") == before + 1


def test_an_operation_is_planned_and_changed_in_the_form(
    town: Scene, page: OperationsPage, qtbot: Any
) -> None:
    town.window.act("operations.add")
    form: OperationForm = dialog(town, OperationForm)
    qtbot.mouseClick(form.doer, LEFT)
    assert form.trouble.isVisible()
    qtbot.keyClicks(form.title, "Letter")
    form.theme_.setEditText("Water")
    qtbot.keyClicks(form.more, "paper bulletin, market stall")
    form.kind.setCurrentIndex(form.kind.findData(Kind.NEWSLETTER))
    qtbot.mouseClick(form.doer, LEFT)
    town.settle()
    (one,) = (one for one in town.services.operations.listed() if one.title == "Letter")
    names = {each.id: each.name for each in town.services.operations.channels()}
    assert [names[each] for each in one.channels] == ["paper bulletin", "market stall"]
    assert town.services.operations.theme_names()[one.topic_id] == "Water"
    assert one.all_day
    choose(page, "Letter")
    town.window.act("operations.change")
    form = dialog(town, OperationForm)
    form.state.setCurrentIndex(form.state.findData(State.DROPPED))
    qtbot.mouseClick(form.doer, LEFT)
    assert form.trouble.isVisible(), "it is dropped for a reason"
    qtbot.keyClicks(form.why, "no money")
    qtbot.mouseClick(form.doer, LEFT)
    town.settle()
    assert town.services.operations.one(one.id).state is State.DROPPED
    undo(town)
    assert town.services.operations.one(one.id).state is State.IDEA


def test_what_other_pages_planned_appears_and_is_not_moved_here(
    town: Scene, page: OperationsPage
) -> None:
    home = ConversationId(next(iter(town.services.inbox.ids(View(status=None)))))
    first = town.services.inbox.thread(home)
    (day, *_) = town.services.promises.days(first.account_id).open
    town.services.promises.note(home, "We tell you more", day)
    page.pane.look()
    town.settle()
    choose(page, "We tell you more")
    item = page.pane.item()
    assert item is not None
    assert not item.can_move
    town.window.act("operations.later")
    town.settle()
    assert [one.title for one in page.pane.plan.items if one.beside] == ["We tell you more"]  # type: ignore[union-attr]
    town.window.act("operations.change")
    town.settle()
    assert town.window.current_key() == "inbox"


def test_a_remark_opens_what_it_is_about_and_is_dismissed_with_a_reason(
    town: Scene, page: OperationsPage, qtbot: Any
) -> None:
    planned(town.services, 5, "Concert", audience="Families")
    page.show_part("checks")
    town.settle()
    checks = page.checks
    at = next(n for n in range(checks.list.count()) if "Families" in checks.list.item(n).text())
    checks.list.setCurrentRow(at)
    town.window.act("operations.behind")
    rows: RowsDialog = dialog(town, RowsDialog)
    assert {rows.list.item(n).text() for n in range(rows.list.count())} == {"Fair", "Concert"}
    rows.close()
    n = checks.list.count()
    town.window.act("operations.dismiss")
    town.settle()
    asked = next(one for one in town.window.findChildren(WordsPopover) if one.isVisible())
    qtbot.keyClicks(asked.words, "Two halls")
    qtbot.keyClick(asked.words, Qt.Key.Key_Return)
    town.settle()
    assert checks.list.count() == n - 1
    undo(town)
    assert checks.list.count() == n
    town.window.act("operations.limits")
    limits: LimitsDialog = dialog(town, LimitsDialog)
    limits.boxes["per_week"].setValue(9)
    limits._keep()
    town.settle()
    assert town.services.operations.limits().per_week == 9


def test_news_is_taken_in_and_its_gaps_are_settled(
    town: Scene, page: OperationsPage, qtbot: Any
) -> None:
    page.show_part("relays")
    town.settle()
    town.window.act("operations.news")
    news: NewsDialog = dialog(town, NewsDialog)
    news.part.choose("page")
    news._show("page")
    qtbot.mouseClick(news.take, LEFT)
    assert news.trouble.isVisible()
    qtbot.keyClicks(news.title, "Fair")
    qtbot.keyClicks(news.url, "https://town.example/fair")
    qtbot.mouseClick(news.take, LEFT)
    town.settle()
    relays = page.relays
    (row,) = relays.rows
    gaps = len(row.gaps)
    assert gaps == len(row.cells)
    town.window.act("operations.told")
    town.settle()
    assert len(relays.rows[0].gaps) == gaps - 1
    assert first_cell(page) is Told.DONE
    undo(town)
    assert len(relays.rows[0].gaps) == gaps
    town.window.act("operations.not_here")
    town.settle()
    asked = next(one for one in town.window.findChildren(WordsPopover) if one.isVisible())
    qtbot.keyClicks(asked.words, "Nobody is there")
    qtbot.keyClick(asked.words, Qt.Key.Key_Return)
    town.settle()
    assert first_cell(page) is Told.NOT_HERE
    assert "Nobody is there" in relays.said.text()


def test_from_a_gap_a_draft_is_begun_in_the_composer(town: Scene, page: OperationsPage) -> None:
    town.services.relays.add_page("Fair", "https://town.example/fair")
    page.show_part("relays")
    town.settle()
    town.window.act("operations.draft")
    town.settle()
    assert town.window.current_key() == "inbox"
    assert any("https://town.example/fair" in one.body for one in town.services.drafts.listed())
    town.window.go("operations")
    town.settle()
    assert first_cell(page) is Told.BEGUN


def test_a_calendar_file_is_shown_before_it_is_taken_in_and_can_be_taken_back(
    town: Scene, page: OperationsPage, qtbot: Any, tmp_path: Path
) -> None:
    day = town.services.operations.today() + timedelta(4)
    file = tmp_path / "town.ics"
    event = f"BEGIN:VEVENT\r\nUID:a\r\nDTSTART;VALUE=DATE:{day:%Y%m%d}\r\nSUMMARY:Market\r\nEND:VEVENT\r\n"
    lost = "BEGIN:VEVENT\r\nUID:b\r\nSUMMARY:Lost\r\nEND:VEVENT\r\n"
    file.write_bytes(f"BEGIN:VCALENDAR\r\n{event}{lost}END:VCALENDAR\r\n".encode())
    look_at(town.window, file)
    shown: ImportDialog = dialog(town, ImportDialog)
    assert [shown.list.item(n).text() for n in range(shown.list.count())] == ["Lost", "Market"]
    assert len(town.services.operations.listed()) == 2
    qtbot.mouseClick(shown.take, LEFT)
    town.settle()
    assert len(town.services.operations.listed()) == 3
    undo(town)
    assert len(town.services.operations.listed()) == 2


def test_an_empty_plan_says_what_to_do(town: Scene, page: OperationsPage) -> None:
    for one in town.services.operations.listed():
        town.services.operations.remove(one.id)
    page.pane.look()
    town.settle()
    assert page.pane.empty.isVisible()
    assert page.first_focus().isEnabled()


def test_texts_are_tied_in_the_form_and_opening_one_leads_there(
    town: Scene, page: OperationsPage, qtbot: Any
) -> None:
    home = ConversationId(int(town.services.inbox.ids(View())[0]))
    draft = town.services.drafts.begin(home)
    town.services.drafts.save(replace(draft, body="The works begin on Monday."))
    choose(page, "Works begin")
    town.window.act("operations.change")
    form: OperationForm = dialog(town, OperationForm)
    row = next(
        n for n in range(form.parts.count()) if "The works begin" in form.parts.item(n).text()
    )
    form.parts.item(row).setCheckState(Qt.CheckState.Checked)
    qtbot.mouseClick(form.doer, LEFT)
    town.settle()
    (one,) = (one for one in town.services.operations.listed() if one.title == "Works begin")
    assert [link.kind for link in one.links] == [LinkKind.DRAFT]
    choose(page, "Works begin")
    chosen = page.pane.item()
    assert chosen is not None
    assert chosen.tied == 1
    town.window.act("operations.change")
    form = dialog(town, OperationForm)
    assert form.parts.item(0).checkState() is Qt.CheckState.Checked
    assert not form.open_part.isEnabled()
    form.parts.setCurrentRow(0)
    qtbot.mouseClick(form.open_part, LEFT)
    town.settle()
    assert town.window.current_key() == "inbox"


def test_whose_holidays_are_shown_is_chosen_and_what_nobody_knows_is_said(
    town: Scene, page: OperationsPage, qtbot: Any
) -> None:
    del page
    town.window.act("operations.region")
    form: RegionDialog = dialog(town, RegionDialog)
    form.region.setEditText("Atlantis")
    form._keep()
    assert form.trouble.isVisible()
    form.region.setEditText("gb-sct")
    form._keep()
    town.settle()
    assert town.services.operations.region() == "GB-SCT"


def test_a_plan_stands_on_paper_with_weeks_across_and_themes_down(
    town: Scene, page: OperationsPage, tmp_path: Path
) -> None:
    town.services.operations.keep(
        replace(town.services.operations.new(), title="<b>Bold</b> & more")
    )
    page.pane.look()
    town.settle()
    town.window.act("operations.print")
    paper: PaperDialog = dialog(town, PaperDialog)
    for name in ("plan.pdf", "plan.html", "plan.md"):
        paper.write(tmp_path / name)
    town.settle()
    html = (tmp_path / "plan.html").read_text(encoding="utf-8")
    assert "<table" in html
    assert "&lt;b&gt;Bold&lt;/b&gt; &amp; more" in html
    assert "Works begin" in (tmp_path / "plan.md").read_text(encoding="utf-8")
    assert (tmp_path / "plan.pdf").read_bytes().startswith(b"%PDF")
