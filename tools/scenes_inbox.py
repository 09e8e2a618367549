"""Scenes of the inbox: what a search can say, keeping a view, much at once, and whom we muted or blocked."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QMenu

from cmworkstation.domain.account import ModerationAct
from cmworkstation.domain.progress import Progress
from cmworkstation.ui.inbox.moderated_dialog import ModeratedDialog
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


def many(stage: "Stage") -> Iterator[str]:
    """All of a view selected, the orders to choose from, a round under way, and the people who were blocked."""
    stage.window.go("inbox")
    stage.inbox.searching.leave(focus=False)
    stage.inbox.room.reading = False
    stage.inbox.room.fit()
    stage.window.act("inbox.select_all")
    stage.settle()
    bar = stage.inbox.rounds.bar
    bar.begin(50_000)
    bar.show_progress(Progress(13_000, 50_000, "conversations"))
    yield "-round"
    bar.hide()
    stage.inbox.list.select_row(0)
    stage.window.act("inbox.orders")
    yield "-orders"
    for menu in stage.inbox.list.findChildren(QMenu):
        menu.close()
    services = stage.services
    able = [
        message
        for one in stage.inbox.model.ids()
        if (message := services.inbox.newest_of_others(one)) is not None
        and ModerationAct.BLOCK in services.moderation.possible(message.id)
    ]
    for message, act in zip(able, (ModerationAct.BLOCK, ModerationAct.MUTE), strict=False):
        if act in services.moderation.possible(message.id):
            services.moderation.act(message.id, act)
    stage.window.act("moderate.people")
    stage.settle()
    yield "-people"
    dialog = stage.window.findChild(ModeratedDialog)
    assert dialog is not None
    dialog.reject()
