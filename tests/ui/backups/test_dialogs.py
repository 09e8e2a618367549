"""Copies in the window: made, tried, restored with a restart, and a damaged file saved; nothing is ever deleted."""

import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import shiboken6
from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QApplication

from cmworkstation import app as program
from cmworkstation.domain.backup import Why
from cmworkstation.domain.clock import SystemClock
from cmworkstation.domain.conversation import Status, View
from cmworkstation.domain.errors import NoRoom, StoreDamaged
from cmworkstation.domain.ids import ConversationId
from cmworkstation.domain.reply import OutboxState
from cmworkstation.services import exchange
from cmworkstation.services.rescue import Rescue
from cmworkstation.services.workstation import Services
from cmworkstation.store.database import FILE
from cmworkstation.ui.backups import acts
from cmworkstation.ui.backups.damaged import HELP, READ_ONLY, SALVAGE, DamagedDialog
from cmworkstation.ui.backups.dialog import BackupsDialog
from cmworkstation.ui.backups.import_dialog import ImportDialog
from cmworkstation.ui.backups.keeper import AGAIN_S, FIRST_S, LOOK_S, Keeper
from cmworkstation.ui.backups.restore_wizard import CHANGES, READY, RestoreWizard
from cmworkstation.ui.main_window import MainWindow
from cmworkstation.ui.notices import DAMAGED
from cmworkstation.ui.taking_out.export_dialog import CheckDialog, ExportDialog
from tests.builders_workspace import a_town
from tests.clocks import SetClock
from tests.ui.inbox.conftest import Scene, ended


@pytest.fixture
def town(qtbot: Any, tmp_path: Path) -> Iterator[Scene]:
    scene = Scene(a_town(tmp_path / "w"), qtbot)
    yield scene
    ended(scene)


def a_copy(services: Services) -> Path:
    for _ in services.backups.make():
        pass
    return services.backups.listed()[0].path


def write_a_draft(services: Services, text: str) -> None:
    (home, *_) = services.inbox.ids(View(status=Status.WAITING_US))
    services.drafts.save(replace(services.drafts.begin(ConversationId(home)), body=text))


def words_of(items: Any) -> list[str]:
    return [items.item(n).text() for n in range(items.count())]


def test_a_copy_is_made_and_tried_from_the_list(town: Scene):
    town.window.act("workspace.backups")
    (dialog,) = town.window.findChildren(BackupsDialog)
    assert "no backup" in dialog._last.text()
    assert not dialog.restore.isEnabled()
    dialog.now.click()
    town.settle()
    (row,) = words_of(dialog.copies)
    assert "16 messages · opened and counted · made by you" in row
    assert "Last backup: today" in dialog._last.text()
    dialog.trial.click()
    town.settle()
    assert "16 messages in 6 conversations, all found" in dialog._trial.text()
    dialog.close()


def test_a_copy_that_was_spoilt_fails_its_trial_and_the_restore(town: Scene):
    copy = a_copy(town.services)
    copy.write_bytes(copy.read_bytes()[:-4096])
    told: list[str] = []
    town.window.reopen_wanted.connect(lambda: told.append("again"))
    dialog = BackupsDialog(town.window)
    dialog.rehearse()
    town.settle()
    assert "failed" in dialog._trial.text()
    dialog.close()
    town.window.act("workspace.restore")
    (wizard,) = town.window.findChildren(RestoreWizard)
    wizard.forward()
    town.settle()
    wizard.forward()
    town.settle()
    assert "This file is not one that the program wrote" in wizard._trouble.text()
    assert wizard._steps.currentIndex() == CHANGES or not wizard.isHidden()
    wizard.reject()
    town.settle()
    assert told == []


def test_a_restore_says_what_is_lost_and_keeps_it_when_asked(town: Scene):
    a_copy(town.services)
    write_a_draft(town.services, "Written after the backup")
    town.window.act("workspace.restore")
    (wizard,) = town.window.findChildren(RestoreWizard)
    wizard.forward()
    town.settle()
    assert wizard._steps.currentIndex() == CHANGES
    said = " ".join(words_of(wizard.changes))
    assert "Written after the backup – it is kept" in said
    assert "The present file is kept" in said
    wizard.keep.setChecked(False)
    assert "Written after the backup – lost" in " ".join(words_of(wizard.changes))
    wizard.keep.setChecked(True)
    wizard.forward()
    town.settle()
    assert wizard._steps.currentIndex() == READY
    assert not list(
        town.services.folder.glob("workspace-before-restore-*")
    )  # nothing was changed yet
    with town.qtbot.waitSignal(town.window.reopen_wanted):
        wizard.forward()
    town.window.close()
    town.services.close()
    again = a_reader(town.services.folder)
    assert [one.body for one in again.drafts.listed()] == ["Written after the backup"]
    assert list(again.folder.glob("workspace-before-restore-*.db"))
    again.close()


def a_reader(folder: Path) -> Services:
    from tests.builders_workspace import a_workstation

    return a_workstation(folder)


def test_a_restore_that_is_left_changes_nothing(town: Scene):
    a_copy(town.services)
    town.window.act("workspace.restore")
    (wizard,) = town.window.findChildren(RestoreWizard)
    for _ in range(2):
        wizard.forward()
        town.settle()
    wizard.reject()
    town.settle()
    assert {one.name for one in town.services.folder.glob("workspace.*")} <= {
        "workspace.db",
        "workspace.db-wal",
        "workspace.db-shm",
        "workspace.lock",
        "workspace.ballast",
    }


def test_damage_in_use_shows_a_band_and_the_way_out(town: Scene):
    clock = town.services.clock
    assert isinstance(clock, SetClock)
    keeper = Keeper(town.window, town.services, town.window.jobs)
    assert not town.window.can("workspace.rescue")
    town.services.workspace.stop_writing("found")
    keeper.pulse()
    assert DAMAGED in town.window._states
    assert town.window.can("workspace.rescue")
    town.window.act("workspace.rescue")
    (dialog,) = town.window.findChildren(DamagedDialog)
    assert dialog.choices[SALVAGE].isChecked()
    dialog.forward()
    town.settle()
    assert "16 messages could be read." in words_of(dialog.result_list)
    with town.qtbot.waitSignal(town.window.reopen_wanted):
        dialog.forward()


def test_a_copy_for_help_and_reading_only_are_offered(town: Scene, tmp_path: Path):
    dialog = DamagedDialog(
        Rescue(town.services.folder), town.window.jobs, town.services.clock.now, town.window
    )
    told: list[str] = []
    dialog.open_read_only.connect(lambda: told.append("read-only"))
    assert set(dialog.choices) == {SALVAGE, "restore", READ_ONLY, HELP}
    assert not any("delete" in one.text().lower() for one in dialog.choices.values())
    dialog.save_for_help(str(tmp_path / "stick"))
    town.settle()
    assert "Saved as" in dialog._said.text()
    (copy,) = (tmp_path / "stick").glob("*.db")
    assert copy.read_bytes() == (town.services.folder / FILE).read_bytes()
    dialog.choices[READ_ONLY].setChecked(True)
    dialog.forward()
    assert told == ["read-only"]


def test_a_copy_a_day_is_made_by_itself_when_nothing_is_under_way(town: Scene):
    services, clock = town.services, town.services.clock
    assert isinstance(clock, SetClock)
    services.settings.put("device", "this one")  # somebody has worked here
    keeper = Keeper(town.window, services, town.window.jobs)
    keeper.pulse()
    assert not town.window.jobs.busy()  # not while the start has better things to do
    for day in range(2):
        clock.advance(FIRST_S + LOOK_S)
        keeper.pulse()
        town.settle()
        clock.advance(LOOK_S)
        keeper.pulse()
        town.settle()
        assert [one.why for one in services.backups.listed()] == [Why.DAILY] * (day + 1)
        clock.advance(days=1)


def test_after_an_end_without_warning_the_pages_are_looked_at(town: Scene):
    services, clock = town.services, town.services.clock
    assert isinstance(clock, SetClock)
    services.workspace.ended_badly = True
    connection = services.workspace.read()
    root = connection.execute(
        "SELECT rootpage FROM sqlite_schema WHERE name='revision'"
    ).fetchone()[0]
    services.workspace.close()
    with services.workspace.file.open("r+b") as file:
        file.seek((root - 1) * 4096)
        file.write(bytes(4096))
    again = a_reader(services.folder)  # reading and writing go on as long as nobody meets that page
    again.workspace.ended_badly = True
    keeper = Keeper(town.window, again, town.window.jobs)
    keeper.pulse()  # at once, and not when there is time
    town.settle()
    assert again.workspace.damage
    keeper.pulse()
    assert DAMAGED in town.window._states
    again.close()


def test_a_copy_that_fails_is_told_once(town: Scene, monkeypatch: pytest.MonkeyPatch):
    services, clock = town.services, town.services.clock
    assert isinstance(clock, SetClock)
    services.settings.put("device", "this one")
    keeper = Keeper(town.window, services, town.window.jobs)

    def full(*_: object, **__: object) -> None:
        raise NoRoom(5_000_000, 7)

    monkeypatch.setattr(services.backups, "make", full)
    for _ in range(3):
        clock.advance(AGAIN_S + LOOK_S)
        keeper.pulse()
        town.settle()
    (bar,) = [bar for _, bar in town.window._bars]
    assert bar.accessibleName() == "No backup could be made. The workspace itself is safe."
    assert "5.0 MB are needed" in bar.accessibleDescription()


def test_everything_goes_out_and_an_archive_comes_in(town: Scene, tmp_path: Path):
    archive = tmp_path / "all.zip"
    town.window.act("workspace.export")
    (export,) = town.window.findChildren(ExportDialog)
    export.write_to(str(archive))
    town.settle()
    told = words_of(export.said)
    assert told[:2] == [
        "Exported to all.zip",
        "The export is whole: every file is as it was written.",
    ]
    assert exchange.digest(archive) in told[-1].replace(" ", "")
    export.close()
    write_a_draft(town.services, "Not in the archive")
    acts.take_in_from(town.window, str(archive))
    (dialog,) = town.window.findChildren(ImportDialog)
    assert "16 messages" in words_of(dialog.said)[0]
    with town.qtbot.waitSignal(town.window.reopen_wanted, timeout=10_000):
        dialog.forward()
    town.settle()
    town.window.close()
    town.services.close()
    again = a_reader(town.services.folder)
    assert again.drafts.listed() == ()
    assert list(again.folder.glob("workspace-before-import-*.db"))
    again.close()


def test_replies_that_were_on_their_way_are_told_before_the_workspace_of_an_archive_is_opened(
    town: Scene, tmp_path: Path
):
    services, archive = town.services, tmp_path / "all.zip"
    (home, *_) = services.inbox.ids(View(status=Status.WAITING_US))
    services.outbox.queue(replace(services.drafts.begin(ConversationId(home)), body="Oui, lundi."))
    for _ in exchange.export(services.workspace, archive):
        pass
    acts.take_in_from(town.window, str(archive))
    (dialog,) = town.window.findChildren(ImportDialog)
    with town.qtbot.assertNotEmitted(town.window.reopen_wanted):
        dialog.forward()
        town.settle()
    told = words_of(dialog.said)[-1]
    assert told.startswith("1 reply was on its way.")
    assert "in the outbox as unclear" in told
    assert dialog.next.isEnabled()
    with town.qtbot.waitSignal(town.window.reopen_wanted, timeout=10_000):
        dialog.next.click()
    town.window.close()
    town.services.close()
    again = a_reader(services.folder)
    assert [one.state for one in again.outbox.rows()] == [OutboxState.UNKNOWN]
    again.close()


def test_a_folder_goes_out_and_is_checked_and_a_changed_file_is_named(town: Scene, tmp_path: Path):
    export = ExportDialog(town.window)
    export.folder.setChecked(True)
    place = tmp_path / "out"
    place.mkdir()
    export.write_into(str(place))
    town.settle()
    (made,) = place.iterdir()
    export.write_into(str(place))
    town.settle()
    assert sorted(one.name for one in place.iterdir()) == [made.name, f"{made.name}-2"]
    export.close()
    (made / "README.txt").write_text("Pay here", encoding="utf-8")
    town.window.act("workspace.check_export")
    (check,) = town.window.findChildren(CheckDialog)
    check.check(str(made / "manifest.json"))
    town.settle()
    assert words_of(check.said)[:2] == [
        "The export is not whole: 1 file is not as it was written.",
        "README.txt: other bytes than were written",
    ]
    check.check(str(tmp_path / "nowhere.zip"))
    town.settle()
    assert "This file is not there" in words_of(check.said)[0]
    check.close()


def test_an_archive_that_is_none_is_refused_in_words(town: Scene, tmp_path: Path):
    (tmp_path / "all.zip").write_text("Bonjour", encoding="utf-8")
    acts.take_in_from(town.window, str(tmp_path / "all.zip"))
    (dialog,) = town.window.findChildren(ImportDialog)
    assert not dialog.next.isEnabled()
    assert "This file is not one that the program wrote" in dialog._trouble.text()
    dialog.reject()
    town.settle()


# ------------------------------------------------------------------------------------- the whole program


def play(monkeypatch: pytest.MonkeyPatch, *turns: Callable[[], object]) -> None:
    """Let functions of the test stand for the turns of the application's loop."""
    left = list(turns)

    def turn(*_: object) -> int:
        left.pop(0)()
        QApplication.processEvents()
        return 0

    monkeypatch.setattr(QApplication, "exec", turn)


def window_of() -> MainWindow:
    return next(
        one
        for one in QApplication.topLevelWidgets()
        if isinstance(one, MainWindow) and one.isVisible()
    )


def is_gone(window: MainWindow) -> bool:
    return not shiboken6.isValid(window) or not window.isVisible()


def close_all(qtbot: Any) -> None:
    for one in QApplication.topLevelWidgets():
        if isinstance(one, MainWindow):
            qtbot.waitUntil(lambda window=one: not window.jobs.busy(), timeout=10_000)
            one.close()
            one.deleteLater()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


@pytest.fixture
def quiet(monkeypatch: pytest.MonkeyPatch, qapp: Any) -> None:
    """Let the window stand still, and put back what the program changes of the interpreter."""
    monkeypatch.setattr(program, "after_first_paint", lambda *_: None)
    monkeypatch.setattr(sys, "excepthook", sys.excepthook)


def test_the_window_opens_again_after_a_restore(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, qtbot: Any, quiet: None
):
    services = a_town(tmp_path / "w")
    a_copy(services)
    write_a_draft(services, "Only in the present file")
    services.close()
    seen: list[int] = []

    def restore() -> None:
        window = window_of()
        seen.append(len(window.services.drafts.listed()))  # type: ignore[attr-defined]
        rescue = Rescue(tmp_path / "w")
        for _ in rescue.restore(rescue.listed()[0], SystemClock().now(), keep=False):
            pass
        window.reopen_wanted.emit()
        qtbot.waitUntil(lambda: is_gone(window), timeout=10_000)
        seen.append(len(window_of().services.drafts.listed()))  # type: ignore[attr-defined]
        close_all(qtbot)

    play(monkeypatch, restore)
    assert program.main(["--workspace", str(tmp_path / "w")]) == 0
    assert seen == [1, 0]


def test_what_a_damaged_file_does_not_take_goes_into_the_repaired_one(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, qtbot: Any, quiet: None
):
    services = a_town(tmp_path / "w")
    a_copy(services)
    services.close()
    bodies: list[str] = []

    def repair() -> None:
        window = window_of()
        before: Any = window.services
        before.workspace.stop_writing("found")
        with pytest.raises(StoreDamaged):
            write_a_draft(before, "Typed while the file was damaged")
        rescue = Rescue(tmp_path / "w")
        for _ in rescue.salvage(SystemClock().now()):
            pass
        window.reopen_wanted.emit()
        qtbot.waitUntil(lambda: is_gone(window), timeout=10_000)
        after: Any = window_of().services
        bodies.extend(one.body for one in after.drafts.listed())
        close_all(qtbot)

    play(monkeypatch, repair)
    assert program.main(["--workspace", str(tmp_path / "w")]) == 0
    assert bodies == ["Typed while the file was damaged"]


def test_a_damaged_file_leads_to_the_choices_at_the_start(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, qtbot: Any, quiet: None
):
    services = a_town(tmp_path / "w")
    a_copy(services)
    services.close()
    file = tmp_path / "w" / FILE
    file.write_bytes(bytes(4096) + file.read_bytes()[4096:])
    seen: list[int] = []

    def choose() -> None:
        dialog = next(
            one for one in QApplication.topLevelWidgets() if isinstance(one, DamagedDialog)
        )
        dialog.forward()
        qtbot.waitUntil(lambda: dialog.result_list.count() > 0, timeout=10_000)
        dialog.forward()

    def look() -> None:
        seen.append(len(window_of().services.inbox.ids(View(status=None))))  # type: ignore[attr-defined]
        close_all(qtbot)

    play(monkeypatch, choose, look)
    assert program.main(["--workspace", str(tmp_path / "w")]) == 0
    assert seen == [6]
    assert list((tmp_path / "w").glob("workspace-damaged-*.db"))
