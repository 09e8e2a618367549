"""Messages alike on the command line."""

from pathlib import Path

from cmworkstation import workspaces
from tests.store.builders import an_item, take
from tests.test_cli import run
from tests.test_cli_people import here, town

__all__ = ["here", "run", "town"]


def test_groups_of_messages_alike_are_listed(here, town: Path) -> None:
    services = workspaces.open_own(town)
    for n in range(4):
        take(services.workspace, an_item(f"s{n}", f"La patinoire ouvrira-t-elle le {n} mai ?", n))
    services.close()
    said = here("similar", "--json")
    assert said.status == 0
    (group,) = [one for one in said.data["groups"] if "patinoire" in one["text"]]
    assert len(group["conversations"]) == 4
    assert "4 messages: La patinoire" in here("similar").out
    assert here("similar", "--fewest", "40").status == 0
