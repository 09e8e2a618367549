"""Scenes of searching: what is offered and what is unclear, and searches that are kept."""

from typing import TYPE_CHECKING

from cmworkstation.ui.inbox.saved_views import SAVED

if TYPE_CHECKING:
    from tools.scenes import Stage

UNCLEAR = {"en": "is:unread befor:2026 has", "fr": "est:non-lu avan:2026 av"}
KEPT = {
    "en": (("Late and unread", "is:late is:unread"), ("With a question", "has:question is:new")),
    "fr": (("En retard", "est:en-retard"), ("Avec une question", "avec:question est:nouveau")),
}


def searching(stage: "Stage") -> None:
    """Type a search of which a part is unclear, with fields offered for its last word."""
    field = stage.inbox.list.search
    field.setFocus()
    field.setText(UNCLEAR[stage.language])
    field.textEdited.emit(field.text())
    stage.inbox.searching.search(field.text())
    stage.settle()


def kept(stage: "Stage") -> None:
    """Keep two searches, and list one."""
    for name, query in KEPT[stage.language]:
        stage.services.views.add(name, query)
    saved = stage.inbox.saved
    saved.load()
    saved._count()
    stage.settle()
    stage.inbox.listing.pick_view(f"{SAVED}{stage.services.views.listed()[1].id}")
    stage.settle()
