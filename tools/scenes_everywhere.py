"""Pictures of one conversation of the demonstration on each of the platforms where little happens."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tools.scenes import Stage

SOUGHT = {
    "en": {
        "threads": "hob pinhead Character",
        "x": "cycle lane hare parking",
        "x-private": "standing order flat",
        "reddit": "cement soup fridge",
        "lemmy": "publish price per tonne",
        "telegram": "Marlsea bus stop jars",
    },
    "fr": {
        "discourse": "exemplaires octobre onze livres",
        "discourse-flagged": "livres reliés cuir",
        "matrix": "clés du garage jeudi",
        "github": "index reconstruit chaque nuit",
        "youtube": "classe de LSF",
        "reviews": "horaires affichés pluie",
        "linkedin": "contractuels permis",
    },
}


def everywhere(stage: "Stage") -> Iterator[str]:
    """One conversation of each, with the composer where an answer waits."""
    for name, words in SOUGHT[stage.language].items():
        stage.open(words)
        yield f"-{name}"
    words = SOUGHT[stage.language]["x" if stage.language == "en" else "reviews"]
    stage.compose(words, "Hello! 👋" if stage.language == "en" else "Bonjour Nadège,")
    yield "-composer"
    pane = stage.inbox.views.bar.verticalScrollBar()
    pane.setValue(pane.maximum())
    yield "-accounts"
