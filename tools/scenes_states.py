"""Pictures of who has what, labels and snoozing."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from cmworkstation.ui.inbox.labels_dialog import LabelsDialog

if TYPE_CHECKING:
    from tools.scenes import Stage


def states(stage: "Stage") -> Iterator[str]:
    """The list with labels and assignees, the cards, many selected, and the labels themselves."""
    stage.window.go("inbox")
    page = stage.inbox
    page.list.select_row(0)
    stage.settle()
    yield ""
    for name, ask in (
        ("-label", page.row_acts.ask_labels),
        ("-snooze", page.row_acts.ask_snooze),
        ("-assign", page.row_acts.ask_assignee),
    ):
        ask()
        stage.settle()
        yield name
        page.row_acts.chooser.hide()
    for _ in range(3):
        page.list.extend_by(1)
    yield "-many"
    page.list.select_row(0)
    stage.window.act("inbox.labels")
    stage.settle()
    yield "-manager"
    for dialog in stage.window.findChildren(LabelsDialog):
        dialog.accept()
