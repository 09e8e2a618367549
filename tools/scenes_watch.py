"""Pictures of the watch: mentions as a list and in columns, the forms, the sources, and what is there before any."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from cmworkstation.domain.watch import WatchQuery
from tools.scenes_presence import close, wait

if TYPE_CHECKING:
    from tools.scenes import Stage

TYPED = {
    "en": WatchQuery("", "Bags that do not open", "oats near/6 (bag or bags or open) lang:en"),
    "fr": WatchQuery("", "Fermeture", "médiathèque proche/8 (ferme ou fermeture) langue:fr"),
}


def watch(stage: "Stage") -> Iterator[str]:
    """The page in all its parts, and what opens from it."""
    services = stage.services
    page = stage.page("watch")
    wait(stage)
    rumour = next(one for one in services.watches.queries() if one.name.startswith("Rumeur"))
    page.mentions.choose_query(rumour.id)
    wait(stage)
    yield ""
    page.mentions.choose_query("")
    wait(stage)
    yield "-all"
    page.acts.write_query(TYPED[stage.language])
    wait(stage)
    yield "-query"
    close(stage)
    page.show_part("columns")
    wait(stage)
    yield "-columns"
    page.show_part("sources")
    wait(stage)
    yield "-sources"
    page.acts.add_source()
    stage.settle()
    yield "-source"
    close(stage)
