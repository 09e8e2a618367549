"""The page about presence: what a person does in each part, and that every figure opens what stands behind it."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QDesktopServices, QGuiApplication
from PySide6.QtWidgets import QDialog, QPushButton

from cmworkstation.domain.dependence import Part
from cmworkstation.domain.handle_check import Result
from cmworkstation.domain.media_map import Time
from cmworkstation.domain.presence import Concern, Standing
from cmworkstation.ui.presence.audience_dialog import AudienceDialog
from cmworkstation.ui.presence.closing_dialog import ClosingDialog
from cmworkstation.ui.presence.form import PresenceForm
from cmworkstation.ui.presence.page import PresencePage
from cmworkstation.ui.presence.rows_dialog import RowsDialog
from cmworkstation.ui.presence.texts import TextDialog
from cmworkstation.ui.widgets.bars import UndoBar
from tests.ui.inbox.conftest import Scene


@pytest.fixture
def page(town: Scene) -> Iterator[PresencePage]:
    town.window.go("presence")
    town.settle()
    found = town.window.page("presence")
    assert isinstance(found, PresencePage)
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


def titles(page: PresencePage) -> list[str]:
    rows = page.register_.list
    return [rows.item(n).text() for n in range(rows.count())]


def dependence(scene: Scene, page: PresencePage) -> None:
    page.show_part("dependence")
    scene.settle()
    assert page.dependence.seen is not None


def test_an_empty_register_offers_the_accounts(town: Scene, page: PresencePage) -> None:
    assert titles(page) == []
    town.window.act("presence.take_accounts")
    town.settle()
    assert len(titles(page)) == 3
    assert any("Pixelfed" in one for one in titles(page))
    undo(town)
    assert titles(page) == []


def test_a_name_is_added_changed_taken_out_and_undone(
    town: Scene, page: PresencePage, qtbot: Any
) -> None:
    town.window.act("presence.add")
    form: PresenceForm = dialog(town, PresenceForm)
    form.platform.setCurrentIndex(form.platform.findData("instagram"))
    qtbot.keyClicks(form.fields["handle"], "lamaison")
    qtbot.keyClicks(form.fields["renews_on"], "31/02/2027")
    qtbot.mouseClick(form.doer, Qt.MouseButton.LeftButton)
    assert form.trouble.isVisible()
    form.fields["renews_on"].setText("15/01/2027")
    qtbot.mouseClick(form.doer, Qt.MouseButton.LeftButton)
    town.settle()
    (row,) = town.services.presence.rows()
    assert (row.presence.platform, row.presence.handle) == ("instagram", "lamaison")
    assert str(row.presence.renews_on) == "2027-01-15"
    town.window.act("presence.remove")
    town.settle()
    assert town.services.presence.rows() == ()
    undo(town)
    assert town.services.presence.rows()[0].presence == row.presence
    town.window.act("presence.rotated")
    town.settle()
    assert town.services.presence.one(row.presence.id).rotated_on is not None
    undo(town)
    assert town.services.presence.one(row.presence.id).rotated_on is None


def test_what_is_missing_stands_below_the_name_in_words(town: Scene, page: PresencePage) -> None:
    town.window.act("presence.take_accounts")
    town.settle()
    said = page.register_.list.item(0).data(Qt.ItemDataRole.AccessibleTextRole)
    assert "No second person" in said
    concerns = [noted.concern for noted in town.services.presence.rows()[0].concerns]
    assert Concern.NO_DEPUTY in concerns


def test_the_list_for_the_website_is_copied_in_each_form_and_language(
    town: Scene, page: PresencePage, qtbot: Any
) -> None:
    town.window.act("presence.take_accounts")
    town.window.act("presence.official")
    shown: TextDialog = dialog(town, TextDialog)
    shown.form.setCurrentIndex(shown.form.findData("links"))
    qtbot.mouseClick(shown.copy, Qt.MouseButton.LeftButton)
    assert 'rel="me"' in QGuiApplication.clipboard().text()
    shown.form.setCurrentIndex(shown.form.findData("text"))
    shown.language.setCurrentIndex(shown.language.findData("fr"))
    assert "comptes officiels" in shown.text.toPlainText()


def test_an_impersonation_is_reported_and_a_name_of_ours_is_not(
    town: Scene, page: PresencePage
) -> None:
    register = town.services.presence
    register.add_accounts()
    false = replace(register.new("instagram", "mairie_fr"), status=Standing.IMPERSONATED)
    register.keep(false)
    page.show_part("register")
    page.register_.choose(false.id)
    town.window.act("presence.report")
    assert "mairie_fr" in dialog(town, TextDialog).text.toPlainText()
    dialog(town, TextDialog).close()
    page.register_.choose(register.rows()[1].presence.id)
    town.window.act("presence.report")
    town.settle()
    assert not [one for one in town.window.findChildren(TextDialog) if one.isVisible()]


def test_a_farewell_becomes_a_draft_in_the_inbox(
    town: Scene, page: PresencePage, qtbot: Any
) -> None:
    register = town.services.presence
    register.add_accounts()
    page.show_part("register")
    mine = next(row for row in register.rows() if row.account == "Mairie")
    page.register_.choose(mine.presence.id)
    town.window.act("presence.farewell")
    shown: TextDialog = dialog(town, TextDialog)
    prepare = shown.findChild(QPushButton, "prepare")
    qtbot.mouseClick(prepare, Qt.MouseButton.LeftButton)
    town.settle()
    assert [one.body for one in town.services.drafts.listed()] == [
        register.farewell(mine.presence.id, "en")
    ]
    assert town.window.current_key() == "inbox"


def test_a_name_is_opened_in_the_browser_and_what_was_seen_is_logged(
    town: Scene, page: PresencePage, monkeypatch: pytest.MonkeyPatch, qtbot: Any
) -> None:
    opened: list[str] = []
    monkeypatch.setattr(
        QDesktopServices, "openUrl", lambda url: opened.append(QUrl(url).toString())
    )
    page.look_up("lamaison")
    town.settle()
    wanted = next(
        n for n in range(page.names.list.count()) if "TikTok" in page.names.list.item(n).text()
    )
    page.names.list.setCurrentRow(wanted)
    town.window.act("presence.open_name")
    assert opened == ["https://www.tiktok.com/@lamaison"]
    town.window.act("presence.taken")
    town.settle()
    qtbot.keyClicks(QGuiApplication.focusObject(), "Bob")
    qtbot.keyClick(QGuiApplication.focusObject(), Qt.Key.Key_Return)
    town.settle()
    (check,) = town.services.handles.history("tiktok", "lamaison")
    assert (check.result, check.holder) == (Result.TAKEN, "Bob")
    assert page.names.chosen() == ("tiktok", "lamaison")
    undo(town)
    assert town.services.handles.history("tiktok", "lamaison") == ()


def test_look_alikes_are_listed_and_logged_on_the_platform_that_is_chosen(
    town: Scene, page: PresencePage
) -> None:
    page.look_up("lamaison")
    page.names.kind.choose("alike")
    page.names.platform.setCurrentIndex(page.names.platform.findData("tiktok"))
    page.names.look()
    names = [page.names.list.item(n).text() for n in range(page.names.list.count())]
    assert {"llamaison", "la_maison", "lamaison_officiel", "lamaison.fr"} <= set(names)
    page.names.list.setCurrentRow(names.index("la_maison"))
    town.window.act("presence.free")
    town.settle()
    (check,) = town.services.handles.history("tiktok", "la_maison")
    assert check.result is Result.FREE


@pytest.mark.parametrize("part", [Part.PEOPLE, Part.ANNOUNCEMENTS, Part.HISTORY])
def test_a_figure_opens_the_rows_behind_it(town: Scene, page: PresencePage, part: Part) -> None:
    dependence(town, page)
    seen = page.dependence.seen
    assert seen is not None
    figure = seen.figure(part)
    platform = next((n for n, one in enumerate(seen.platforms) if figure.share(one)), 0)
    page.dependence.table.cellActivated.emit(platform, list(Part).index(part) + 1)
    shown: RowsDialog = dialog(town, RowsDialog)
    expected = figure.known[0].n if figure.total else None
    if part is not Part.HISTORY and expected is not None:
        counted = next(one.n for one in figure.amounts if one.platform == seen.platforms[platform])
        assert shown.list.count() == counted
    assert shown.list.count() >= 1


def test_an_audience_is_entered_and_the_figure_follows(
    town: Scene, page: PresencePage, qtbot: Any
) -> None:
    dependence(town, page)
    town.window.act("presence.audience")
    form: AudienceDialog = dialog(town, AudienceDialog)
    first, second, *_ = form.fields.values()
    qtbot.keyClicks(first, "many")
    qtbot.mouseClick(form.keep, Qt.MouseButton.LeftButton)
    assert form.trouble.isVisible()
    first.setText("1 200")
    second.setText("300")
    qtbot.mouseClick(form.keep, Qt.MouseButton.LeftButton)
    town.settle()
    assert page.dependence.seen is not None
    figure = page.dependence.seen.figure(Part.AUDIENCE)
    assert [one.n for one in figure.known] == [1200, 300]
    assert len(figure.unknown) == 1


def test_the_bars_are_walked_and_opened_by_the_keyboard_and_speak(
    town: Scene, page: PresencePage, qtbot: Any
) -> None:
    dependence(town, page)
    chart = page.dependence.chart
    assert "%" in chart.accessibleDescription()
    before = chart.accessibleDescription()
    chart.setFocus()
    qtbot.keyClick(chart, Qt.Key.Key_Down)
    qtbot.keyClick(chart, Qt.Key.Key_Right)
    assert chart.accessibleDescription() != before
    with qtbot.waitSignal(chart.activated):
        qtbot.keyClick(chart, Qt.Key.Key_Return)


def test_whose_account_closes_is_first_that_of_the_worst_figure_then_what_a_person_chose(
    town: Scene, page: PresencePage, qtbot: Any
) -> None:
    dependence(town, page)
    seen, account = page.dependence.seen, page.dependence.account
    assert seen is not None
    assert seen.headline is not None
    assert seen.headline.top is not None
    first = town.services.accounts.one(account.currentData())
    assert (first.look or first.platform) == seen.headline.top.platform
    account.setFocus()
    key = Qt.Key.Key_Down if account.currentIndex() == 0 else Qt.Key.Key_Up
    qtbot.keyClick(account, key)
    other = account.currentData()
    assert other != first.id
    page.dependence.look()
    town.settle()
    assert account.currentData() == other


def test_the_status_bar_says_on_how_many_platforms_we_are_and_leads_there(
    town: Scene, page: PresencePage, qtbot: Any
) -> None:
    dependence(town, page)
    said = town.window.status.dependence
    assert said.accessibleName().startswith("As if on ")
    town.window.go("inbox")
    said.click()
    town.settle()
    assert town.window.current_key() == "presence"
    assert page.part.key() == "dependence"


def test_an_account_that_closes_shows_people_and_an_invitation_is_a_draft(
    town: Scene, page: PresencePage, qtbot: Any
) -> None:
    town.services.presence.add_accounts()
    dependence(town, page)
    page.dependence.account.setCurrentIndex(0)
    town.window.act("presence.closing")
    shown: ClosingDialog = dialog(town, ClosingDialog)
    lost = shown.list.count()
    assert lost >= 1
    qtbot.mouseClick(shown.marker, Qt.MouseButton.LeftButton)
    qtbot.keyClicks(QGuiApplication.focusObject(), "her newsletter")
    qtbot.keyClick(QGuiApplication.focusObject(), Qt.Key.Key_Return)
    town.settle()
    assert shown.list.count() == lost - 1
    qtbot.mouseClick(shown.inviter, Qt.MouseButton.LeftButton)
    town.settle()
    assert len(town.services.drafts.listed()) == 1
    assert town.services.outbox.rows() == ()
    assert town.window.current_key() == "inbox"


def test_an_account_is_placed_on_the_map_by_the_keyboard_and_put_back(
    town: Scene, page: PresencePage, qtbot: Any
) -> None:
    page.show_part("map")
    town.settle()
    qtbot.keyClick(page.map.chart, Qt.Key.Key_Down)
    second = town.services.media_map.points()[1]
    assert page.map.chosen() == second.subject
    assert second.name in page.map.chart.accessibleDescription()
    assert "ahead of time" in page.map.missing.text()
    page.map.time.setCurrentIndex(page.map.time.findData(Time.PREDICTIVE))
    town.settle()
    assert town.services.media_map.points()[1].axes.time is Time.PREDICTIVE
    assert "ahead of time" not in page.map.missing.text()
    undo(town)
    assert town.services.media_map.points()[1].axes == second.axes


def test_without_accounts_every_part_says_what_to_do(town: Scene, page: PresencePage) -> None:
    for one in town.services.accounts.listed():
        town.services.accounts.remove(one.id)
    for part in ("register", "names", "dependence", "map"):
        page.show_part(part)
        town.settle()
    assert "empty" in page.map.missing.text()
    assert page.dependence.seen is None
    assert not page.dependence.simulator.isEnabled()


def test_what_platforms_say_of_their_audience_is_filled_in_and_kept_by_a_person(
    town: Scene, page: PresencePage, monkeypatch: pytest.MonkeyPatch, qtbot: Any
) -> None:
    service = town.services.dependence
    monkeypatch.setattr(service, "can_ask", lambda one: one.name == "Mairie")
    monkeypatch.setattr(service, "ask", lambda _: 77)
    town.window.act("presence.audience")
    form: AudienceDialog = dialog(town, AudienceDialog)
    qtbot.mouseClick(form.asker, Qt.MouseButton.LeftButton)
    town.settle()
    assert [one.text() for one in form.fields.values()].count("77") == 1
    assert service.counts() == {}
    qtbot.mouseClick(form.keep, Qt.MouseButton.LeftButton)
    town.settle()
    assert [rows[-1][1] for rows in service.counts().values()] == [77]


def test_the_promises_that_would_be_lost_are_listed_and_lead_to_their_conversation(
    town: Scene, page: PresencePage
) -> None:
    account = town.services.dependence.accounts()[0]
    charter, _ = town.services.charters.add_starter("mediatheques-ormaie")
    town.services.charters.assign(account.id, charter)
    day = town.services.promises.days(account.id).open[0]
    home = town.services.dependence.threads_of(account.id)[0]
    town.services.promises.note(home, "the timetable of the bus", day)
    dependence(town, page)
    town.window.act("presence.closing")
    shown: ClosingDialog = dialog(town, ClosingDialog)
    press = next(one for one in shown.findChildren(QPushButton) if "1 open promise" in one.text())
    press.click()
    rows: RowsDialog = dialog(town, RowsDialog)
    assert rows.list.item(0).text() == "the timetable of the bus"
    rows.list.itemActivated.emit(rows.list.item(0))
    town.settle()
    assert town.window.current_key() == "inbox"
