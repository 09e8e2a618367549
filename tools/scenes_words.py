"""Scenes of the words of a reply and of the person who gets it: spelling, and an interest."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tools.scenes import Stage

SOUGHT = {"en": "oats", "fr": "carte"}
WRITTEN = {
    "en": "Hi! The adress is on the packet, and we recieve new oats tomorow.",
    "fr": "Bonjour ! L’acueil vous repondra demainn, et la carte est gratuite pour les enfents.",
}
GIVEN = {"en": "two tickets for the fair", "fr": "deux places pour la fête"}


def words(stage: "Stage") -> Iterator[str]:
    """Wrong words in a reply, and a gift to the person who gets it."""
    pane = stage.compose(SOUGHT[stage.language], WRITTEN[stage.language])
    target = stage.inbox.thread_pane.line.current()
    interests = stage.services.interests
    interests.add(target.author_id, "gift", GIVEN[stage.language], 84_000)
    stage.inbox.beside.interests_changed()
    pane.spelling.look()
    stage.settle()
    pane.spelling.look()
    stage.settle()
    yield ""
    stage.inbox.context.interests.add()
    stage.settle()
    yield "-interest"
    for one in interests.of(target.author_id).interests:
        interests.remove(one.id)
