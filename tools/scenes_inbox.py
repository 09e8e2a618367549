"""Scenes of the inbox: what a search can say, and keeping a view."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from cmworkstation.ui.inbox.view_dialog import ViewDialog

if TYPE_CHECKING:
    from tools.scenes import Stage

BEGUN = {"en": "label green before:", "fr": "étiquette avant:"}


def search_help(stage: "Stage") -> Iterator[str]:
    """What a search can say, below its field and where a view is kept."""
    stage.window.go("inbox")
    field = stage.inbox.list.search
    stage.window.act("inbox.search_help")
    stage.settle()
    yield ""
    help_ = stage.inbox.searching.help
    assert help_ is not None
    help_.hide()
    field.setText(BEGUN[stage.language])
    stage.window.act("views.save")
    stage.settle()
    yield "-view"
    dialog = stage.window.findChild(ViewDialog)
    assert dialog is not None
    dialog.show_help()
    stage.settle()
    yield "-in-view"
    dialog.reject()
