"""Pictures of alarms and of the places where people talk."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QApplication, QDialog

from cmworkstation.domain.alert import AlertKind, AlertState

if TYPE_CHECKING:
    from tools.scenes import Stage


def alerts(stage: "Stage") -> Iterator[str]:
    """The page in both its parts, with and without anything in it, and what opens from it."""
    services, window = stage.services, stage.window
    page = stage.page("watch")
    found = services.alerts.listed()
    spike = next(one for one in found if one.kind is AlertKind.SPIKE)
    page.show_alert(spike.id)
    _wait(stage)
    yield ""
    window.act("watch.alert_rows")
    _wait(stage)
    yield "-rows"
    _close(stage)
    window.act("watch.alert_close")
    stage.settle()
    yield "-put-away"
    page.alarms.popover.close_up()
    page.alarms.detail.verticalScrollBar().setValue(10_000)
    stage.settle()
    yield "-numbers"
    page.show_alert(next(one for one in found if one.kind is AlertKind.SILENT).id)
    _wait(stage)
    yield "-silent"
    page.show_part("places")
    _wait(stage)
    yield "-places"
    page.places.verticalScrollBar().setValue(10_000)
    stage.settle()
    yield "-places-below"
    page.places.table.setCurrentCell(len(page.places.shown) - 1, 0)
    window.act("watch.place_listen")
    stage.settle()
    yield "-decide"
    page.places.popover.close_up()
    with services.workspace.write() as connection:
        connection.execute("UPDATE alert SET state=?", (AlertState.CLOSED,))
    page.show_part("alarms")
    _wait(stage)
    yield "-none"


def _wait(stage: "Stage") -> None:
    """Let the lanes finish."""
    for _ in range(200):
        stage.settle()
        if not stage.window.jobs.busy():
            break
        QApplication.processEvents()
    stage.settle()


def _close(stage: "Stage") -> None:
    for dialog in stage.window.findChildren(QDialog):
        dialog.close()
    QApplication.processEvents()
    stage.settle()
