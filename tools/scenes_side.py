"""Scenes of the side bar: many saved views, labels one below another, colleagues and accounts."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from cmworkstation.domain.label import Shape
from cmworkstation.ui.inbox.view_keys import OF_VIEWS

if TYPE_CHECKING:
    from tools.scenes import Stage

KEPT = {
    "en": ("Late and unread", "With a question", "Long waits this week", "Pictures", "Night shift"),
    "fr": ("En retard, non lus", "Avec une question", "Attentes de la semaine", "Photos", "Nuit"),
}
QUERIES = {
    "en": ("is:late is:unread", "has:question", "is:late", "has:attachment", "is:new"),
    "fr": (
        "est:en-retard est:non-lu",
        "avec:question",
        "est:en-retard",
        "avec:question est:en-retard",
        "est:nouveau",
    ),
}
PATHS = {
    "en": (
        *(
            "Roads",
            "Roads/Lighting",
            "Roads/Works",
            "Roads/Works/Bridge",
            "Schools",
            "Schools/Meals",
        ),
        *("Library", "Library/Opening hours", "Fair", "Press", "Waste/Collection days"),
    ),
    "fr": (
        *("Voirie", "Voirie/Éclairage", "Voirie/Travaux", "Voirie/Travaux/Pont", "Écoles"),
        *("Écoles/Cantine", "Médiathèque", "Médiathèque/Horaires d’ouverture", "Foire", "Presse"),
    ),
}


def side(stage: "Stage") -> Iterator[str]:
    """Show the side bar full, and with a section folded."""
    many(stage)
    yield ""
    folded(stage)
    yield "-folded"
    stage.inbox.views.bar.setExpanded(stage.inbox.views.bar.lines.heading(OF_VIEWS).index(), True)


def many(stage: "Stage") -> None:
    """Fill every section, and list a label."""
    services, shapes = stage.services, list(Shape)
    for name, query in zip(KEPT[stage.language], QUERIES[stage.language], strict=True):
        services.views.add(name, query)
    rows = list(stage.inbox.model.ids())
    made = []
    for n, path in enumerate(PATHS[stage.language]):
        made.append(services.labels.make(path, n % 12, shapes[n % len(shapes)])[0])
    for n, label in enumerate(made):
        stage.tell(services.labels.put_on(rows[n % 5 : n % 5 + 1 + n % 3], [label.id])[0])
    stage.inbox.saved.load()
    stage.inbox.saved._count()
    stage.inbox.listing.load_labels()
    stage.settle()
    stage.inbox.listing.pick_view(f"label:{made[3].id}")
    stage.settle()


def folded(stage: "Stage") -> None:
    """Fold the views, so that the rest is in sight, and stand on a heading."""
    bar = stage.inbox.views.bar
    bar.setExpanded(bar.lines.heading(OF_VIEWS).index(), False)
    bar.go_to(OF_VIEWS)
    stage.settle()
