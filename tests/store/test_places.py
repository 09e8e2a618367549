"""Places in the search index: small numbers in the order of time, each taken once."""

from collections.abc import Iterator
from datetime import UTC, timedelta
from pathlib import Path

import pytest

from cmworkstation.domain.query import Viewpoint, parse
from cmworkstation.store import finding, places
from cmworkstation.store.database import Workspace
from tests.store.builders import START, a_workspace, an_item, take


@pytest.fixture
def workspace(tmp_path: Path) -> Iterator[Workspace]:
    opened = a_workspace(tmp_path / "w", "Mairie")
    yield opened
    opened.close()


def stands(workspace: Workspace) -> list[tuple[str, int]]:
    return (
        workspace.read()
        .execute("SELECT remote_id, place FROM message ORDER BY place DESC")
        .fetchall()
    )


def found(workspace: Workspace, query: str, before: int | None = None) -> list[int]:
    hits = finding.messages(workspace.read(), parse(query), 7, before)
    return [hit.message_id for hit in hits]


def test_a_place_is_a_quarter_of_a_second_and_follows_the_time(workspace: Workspace) -> None:
    take(workspace, *(an_item(str(n), "Bonjour", n) for n in range(5)))
    rows = stands(workspace)
    assert [name for name, _ in rows] == [f"https://social.example/{n}" for n in (4, 3, 2, 1, 0)]
    assert rows[-1][1] == int(START.timestamp() * places.PER_SECOND)


def test_messages_of_one_moment_stand_one_above_the_other_and_all_are_found_page_by_page(
    workspace: Workspace,
) -> None:
    for page in range(5):
        names = [str(10 * page + n) for n in range(10)]
        take(workspace, *(an_item(name, "Bonjour", 3) for name in names))
    take(workspace, an_item("later", "Bonjour", 4))
    assert len({place for _, place in stands(workspace)}) == 51
    seen: list[int] = []
    while part := found(workspace, "bonjour", seen[-1] if seen else None):
        seen += part
    assert len(seen) == len(set(seen)) == 51


def test_who_stands_above_the_end_of_his_day_for_want_of_room_is_found_in_it_and_not_after(
    workspace: Workspace,
) -> None:
    day = START.date()
    minutes = (START.replace(hour=0) - START) // timedelta(minutes=1)
    late = [an_item(f"late {n}", "Bonjour", minutes - 1) for n in range(300)]
    take(workspace, *late)  # more than a minute has places
    take(workspace, an_item("next", "Bonjour", minutes + 1))
    connection = workspace.read()
    seen = Viewpoint(START, zone=UTC)
    assert finding.count(connection, parse(f"bonjour before:{day}"), viewpoint=seen) == 300
    assert finding.count(connection, parse(f"bonjour after:{day}"), viewpoint=seen) == 1
    ids = {one for part in finding.each(connection, parse("bonjour")) for one in part.ids}
    assert len(ids) == 301


def test_places_given_anew_are_in_the_order_of_ids(workspace: Workspace) -> None:
    take(workspace, *(an_item(str(n), "Bonjour", 9 - n) for n in range(9)))
    with workspace.write() as connection:
        places.let_go(connection)
        connection.execute("UPDATE message SET place = 1")
        places.anew(connection)
        again = connection.execute("SELECT place FROM message ORDER BY id").fetchall()
    assert again == sorted(again)
    assert len(set(again)) == 9
