"""The page of the dashboard: tiles appear, every mark opens its rows, and remarks stand beside figures."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog

from cmworkstation.domain.contact import Matter
from cmworkstation.domain.conversation import View
from cmworkstation.domain.dashboard import REACH, Tile
from cmworkstation.domain.dashboard_report import Every, ReportPlan
from cmworkstation.domain.ids import ConversationId
from cmworkstation.domain.profile import ALL_ROLES
from cmworkstation.domain.voices import Relief
from cmworkstation.services.voiced import Burden
from cmworkstation.ui.contacts.writing import BeginForm
from cmworkstation.ui.dashboard.goal_dialog import GoalDialog
from cmworkstation.ui.dashboard.mentions_dialog import MentionsDialog
from cmworkstation.ui.dashboard.page import DashboardPage
from cmworkstation.ui.dashboard.report_dialog import ReportDialog
from cmworkstation.ui.dashboard.tile_card import shown_rows
from cmworkstation.ui.dashboard.tile_dialog import TileDialog
from cmworkstation.ui.dashboard.watch import ReportWatch
from cmworkstation.ui.presence.rows_dialog import RowsDialog
from cmworkstation.ui.review.behind import BehindDialog
from cmworkstation.ui.widgets.bars import UndoBar
from tests.builders_workspace import NOW
from tests.ui.inbox.conftest import Scene


@pytest.fixture
def page(town: Scene) -> Iterator[DashboardPage]:
    town.window.go("dashboard")
    found = town.window.page("dashboard")
    assert isinstance(found, DashboardPage)
    yield found
    for one in town.window.findChildren(QDialog):
        one.close()


def dialog(scene: Scene, kind: type[Any]) -> Any:
    scene.settle()
    (found,) = (one for one in scene.window.findChildren(kind) if one.isVisible())
    return found


def test_the_questions_stand_there_before_anything_was_read(town: Scene) -> None:
    town.window.go("dashboard")
    page = town.window.page("dashboard")
    assert isinstance(page, DashboardPage)
    assert list(page.board.cards) == list(town.services.dashboard.tiles())
    assert not any(card.card for card in page.board.cards.values())
    assert not page.reading.isHidden()
    town.settle()
    assert all(card.card for card in page.board.cards.values())
    assert page.reading.isHidden()
    assert page.stopper.isHidden()


def test_a_mark_opens_the_conversations_behind_it(town: Scene, page: DashboardPage) -> None:
    town.settle()
    card = page.board.cards[Tile.WAITING]
    assert card.card is not None
    assert card.figure.text() == card.card.figure
    late = next(n for n, row in enumerate(shown_rows(card.card)) if row.line.key == "late")
    card.chart.activated.emit(late, 0)
    behind: BehindDialog = dialog(town, BehindDialog)
    assert behind.list.count() == 1


def test_a_page_that_is_left_reads_no_more_and_reads_again_when_it_comes_back(
    town: Scene, page: DashboardPage
) -> None:
    jobs = list(page.board._jobs)
    town.window.go("inbox")
    assert jobs
    assert all(job.cancelled for job in jobs)
    town.settle()
    town.window.go("dashboard")
    town.settle()
    assert all(card.card for card in page.board.cards.values())


def test_a_longer_period_is_read_and_stays_when_the_page_is_built_anew(
    town: Scene, page: DashboardPage
) -> None:
    town.settle()
    town.window.act("dashboard.longer")
    town.settle()
    assert page.period.currentData() == 30
    assert page.board.span is not None
    assert page.board.span.until - page.board.span.since == timedelta(days=30)
    memory = page.memory()
    town.window.act("dashboard.shorter")
    page.recall(memory)
    assert page.period.currentData() == 30


def test_a_remark_is_added_beside_a_figure_removed_and_put_back(
    town: Scene, page: DashboardPage, qtbot: Any
) -> None:
    town.settle()
    page.board.open_table(Tile.ASKS)
    shown: TileDialog = dialog(town, TileDialog)
    qtbot.keyClicks(shown.words, "The pool was closed")
    shown.adder.click()
    town.settle()
    assert shown.list.count() == 1
    assert "1" in page.board.cards[Tile.ASKS].more.text()
    shown.list.setCurrentRow(0)
    shown.remover.click()
    town.settle()
    assert town.services.dashboard.remarks(town.services.dashboard.span(7)) == ()
    town.window.findChildren(UndoBar)[-1].undone.emit()
    town.settle()
    (one,) = town.services.dashboard.remarks(town.services.dashboard.span(7))
    assert one.words == "The pool was closed"


def test_a_line_of_the_table_opens_what_its_mark_opens(town: Scene, page: DashboardPage) -> None:
    town.settle()
    page.board.open_table(Tile.WAITING)
    shown: TileDialog = dialog(town, TileDialog)
    shown.part.table.cellActivated.emit(0, 0)
    behind: BehindDialog = dialog(town, BehindDialog)
    assert behind.list.count() == 1


def test_reach_shows_its_tiles_for_the_same_period(town: Scene, page: DashboardPage) -> None:
    town.settle()
    town.window.act("dashboard.reach")
    town.settle()
    assert tuple(page.reach.cards) == REACH
    assert all(card.card for card in page.reach.cards.values())
    assert page.reach.cards[Tile.BURDEN].card.rows == ()  # type: ignore[union-attr]


def test_mentions_stand_behind_what_watches_heard(town: Scene, page: DashboardPage) -> None:
    at = int((NOW - timedelta(hours=2)).timestamp() * 1000)
    with town.services.workspace.write() as connection:
        connection.execute(
            "INSERT INTO watch_source(id, kind, name, every_s, next_at, created_at)"
            " VALUES('s', 'feed', 'The Gazette', 60, 0, 0)"
        )
        connection.execute(
            "INSERT INTO mention(id, source_id, remote_id, story_id, at, seen_at, platform, title, changed_at)"
            " VALUES('m', 's', 'r', 'm', ?, ?, 'web', 'The fair moves', 0)",
            (at, at),
        )
    page.board.look()
    town.settle()
    card = page.board.cards[Tile.SOURCES]
    card.chart.activated.emit(0, 0)
    found: MentionsDialog = dialog(town, MentionsDialog)
    assert "The fair moves" in found.list.item(0).text()
    assert not found.opener.isEnabled()


def test_the_dashboard_is_saved_as_one_file_and_by_itself_into_a_folder(
    town: Scene, page: DashboardPage, tmp_path: Path
) -> None:
    town.settle()
    town.window.act("dashboard.save")
    report: ReportDialog = dialog(town, ReportDialog)
    for name, begins in (("a.html", "<!DOCTYPE html>"), ("a.md", "# "), ("a.csv", "tile,line")):
        report.write(tmp_path / name)
        town.settle()
        assert (tmp_path / name).read_text(encoding="utf-8").startswith(begins)
    assert report.keeper.isEnabled()
    report.every.setCurrentIndex(1)
    assert not report.keeper.isEnabled()
    report.choose(tmp_path)
    report.keeper.click()
    town.settle()
    plan = town.services.dashboard_reports.plan()
    assert (plan.every, plan.folder, plan.names) == (Every.DAY, tmp_path, False)


def test_a_report_that_is_due_is_written_while_the_program_runs(
    town: Scene, page: DashboardPage, tmp_path: Path
) -> None:
    town.settle()
    town.services.dashboard_reports.set_plan(ReportPlan(Every.WEEK, tmp_path))
    ReportWatch(town.window, town.services, town.window.jobs).pulse()
    town.settle()
    assert [one.name for one in tmp_path.glob("*.html")] == ["dashboard-2026-W35.html"]


def test_relief_is_proposed_and_a_person_decides(town: Scene, page: DashboardPage) -> None:
    town.settle()
    ana, nadia = (town.services.profiles.add(name, ALL_ROLES).id for name in ("Ana", "Nadia"))
    homes = [ConversationId(one) for one in town.services.inbox.ids(View())[:3]]

    def held() -> set[str]:
        return {row.assignee for row in town.services.inbox.rows(homes)}

    relief = Relief(ana, nadia, 0, tuple(homes))
    page.show_part("reach")
    town.settle()
    page.reach.reliefs._show(Burden((), (relief,), {ana: "Ana", nadia: "Nadia"}, everybodys=True))
    (button,) = page.reach.reliefs.buttons
    assert button.accessibleName() == "Hand 3 conversations of Ana to Nadia, who had none"
    assert held() == {""}
    button.click()
    town.settle()
    assert held() == {nadia}
    town.window.findChildren(UndoBar)[-1].undone.emit()
    town.settle()
    assert held() == {""}


def test_a_goal_for_new_voices_is_set_for_a_topic(town: Scene, page: DashboardPage) -> None:
    town.settle()
    topic, _ = town.services.topics.make("Benches")
    town.window.act("dashboard.goal")
    asked: GoalDialog = dialog(town, GoalDialog)
    asked.percent.setValue(45)
    asked.keeper.click()
    town.settle()
    assert town.services.voices.goals() == {topic.id: 45}
    assert page.part.key() == "reach"
    card = page.reach.cards[Tile.GOALS]
    assert card.card is not None
    assert [row.name for row in card.card.rows] == ["Benches"]


def test_people_from_where_we_hear_little_are_invited_one_by_one_if_they_said_so(
    town: Scene, page: DashboardPage
) -> None:
    services = town.services
    (omar,) = [one for one in services.erasures.people("omar") if one.handle.startswith("@omar")]
    card, _ = services.contacts.create(omar.id)
    services.contacts.note(card, region="Le Bois")
    town.window.act("dashboard.reach")
    town.settle()
    page.reach.invite_asked.emit()
    where: RowsDialog = dialog(town, RowsDialog)
    assert where.list.item(0).text() == "Region: Le Bois"
    where.list.itemActivated.emit(where.list.item(0))
    town.settle()
    who = next(one for one in town.window.findChildren(RowsDialog) if one is not where)
    assert who.list.isHidden()
    assert who.said.text().startswith("Nobody there said that they may be asked again.")
    who.reject()
    services.contacts.consent(card, Matter.NEXT, True, "by telephone")
    where.list.itemActivated.emit(where.list.item(0))
    town.settle()
    who = next(
        one for one in town.window.findChildren(RowsDialog) if one.isVisible() and one is not where
    )
    assert who.list.count() == 1
    assert "said so: by telephone" in who.list.item(0).data(Qt.ItemDataRole.AccessibleTextRole)
    who.list.itemActivated.emit(who.list.item(0))
    form = dialog(town, BeginForm)
    assert form.ticks
    form.reject()
