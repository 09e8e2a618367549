"""Putting a message or a mention into the next briefing of a department."""

from collections.abc import Mapping
from functools import partial
from typing import TYPE_CHECKING, cast

from cmworkstation.domain.briefing import PickId
from cmworkstation.domain.ids import MessageId
from cmworkstation.i18n import tr
from cmworkstation.ui.asking.department_form import ask_department
from cmworkstation.ui.asking.form import CHOICE, MANY, Field, Form

if TYPE_CHECKING:
    from cmworkstation.services.workstation import Services
    from cmworkstation.ui.main_window import MainWindow

UNDO_S = 10.0


def ask_pick(
    window: "MainWindow", *, message_id: MessageId | None = None, mention_id: str = ""
) -> Form:
    """Ask for which department, and why; where nobody is briefed yet, ask for a department first."""
    services = cast("Services", window.services)
    departments = services.briefings.departments()
    if not departments:
        again = partial(ask_pick, window, message_id=message_id, mention_id=mention_id)
        return ask_department(window, None, lambda _: again())

    def act(values: Mapping[str, str]) -> None:
        pick, changes = services.briefings.pick(
            values["department"],
            message_id=message_id,
            mention_id=mention_id,
            note=values["note"],
        )
        window.jobs.emit_changes(changes)
        window.undo(tr("It stands in the next briefing."), UNDO_S, partial(back, pick.id))

    def back(pick_id: PickId) -> None:
        window.jobs.emit_changes(services.briefings.unpick(pick_id))

    form = Form(
        window,
        tr("Put into a briefing"),
        [
            Field(
                "department",
                tr("For whom"),
                departments[0].id,
                CHOICE,
                choices=tuple((one.id, one.name) for one in departments),
            ),
            Field("note", tr("Why they should read it"), "", MANY),
        ],
        act,
        button=tr("Put it in"),
    )
    form.open()
    return form
