"""Pictures of what is planned: time line, calendar, list, checks, relays, and what opens from them."""

from collections.abc import Iterator
from datetime import timedelta
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QApplication, QDialog

from cmworkstation.resources.demo import plans
from cmworkstation.services import demo_plans
from cmworkstation.ui.operations.import_dialog import ImportDialog

if TYPE_CHECKING:
    from tools.scenes import Stage

EVENT = """BEGIN:VEVENT
UID:{uid}@town.example
DTSTART;TZID=Europe/Paris:{day:%Y%m%d}T{hour:02}0000
DTEND;TZID=Europe/Paris:{day:%Y%m%d}T{hour:02}3000
SUMMARY:{title}
{more}END:VEVENT
"""


def operations(stage: "Stage") -> Iterator[str]:
    """The page in all its parts, and what opens from it."""
    services = stage.services
    page = stage.page("operations")
    for one in services.operations.listed():
        services.operations.remove(one.id)
    page.show_part("time_line")
    _wait(stage)
    yield "-none"
    demo_plans.plan(services, plans.PLANS, plans.HOLIDAYS)
    page.show_part("time_line")
    _wait(stage)
    page.pane.time_line.setFocus()
    stage.settle()
    yield ""
    for zoom, part, name in (
        ("quarter", "time_line", "-quarter"),
        ("month", "calendar", "-calendar"),
        ("month", "list", "-list"),
        ("month", "checks", "-checks"),
        ("month", "relays", "-relays"),
    ):
        page.pane.set_zoom(zoom)
        page.show_part(part)
        _wait(stage)
        yield name
    page.show_part("list")
    _wait(stage)
    mine = [one for one in page.pane.plan.items if one.can_move]
    page.pane.choose(mine[len(mine) // 2].key)
    for command, name in (
        ("change", "-form"),
        ("behind", "-behind"),
        ("limits", "-limits"),
        ("region", "-region"),
        ("print", "-print"),
        ("news", "-news"),
    ):
        stage.window.act(f"operations.{command}")
        _wait(stage)
        yield name
        _close(stage)
    found = services.calendar_imports.look_at(_file(stage), "mairie.ics")
    ImportDialog(stage.window, found).open()
    stage.settle()
    yield "-import"
    _close(stage)


def _file(stage: "Stage") -> bytes:
    day = stage.services.operations.today() + timedelta(9)
    french = stage.language == "fr"
    rows = (
        ("a", "Marché de Noël" if french else "Winter market", "RRULE:FREQ=WEEKLY;COUNT=4\n"),
        ("b", "Conseil municipal" if french else "Town council", ""),
        ("c", "Rappel" if french else "Reminder", "RRULE:FREQ=SECONDLY\n"),
    )
    events = [
        EVENT.format(uid=uid, day=day + timedelta(n), hour=10 + n, title=title, more=more)
        for n, (uid, title, more) in enumerate(rows)
    ]
    lost = "BEGIN:VEVENT\nUID:d\nSUMMARY:Atelier\nEND:VEVENT\n"
    return f"BEGIN:VCALENDAR\n{''.join(events)}{lost}END:VCALENDAR\n".encode()


def _wait(stage: "Stage") -> None:
    """Let the lanes finish."""
    for _ in range(200):
        stage.settle()
        if not stage.window.jobs.busy():
            break
        QApplication.processEvents()
    stage.settle()


def _close(stage: "Stage") -> None:
    for one in stage.window.findChildren(QDialog):
        one.close()
    stage.settle()
