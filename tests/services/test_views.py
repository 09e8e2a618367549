"""Saved views: kept, counted, moved, taken back, and carried to another workspace as text."""

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from cmworkstation.domain.errors import NotAllowed, QueryError
from cmworkstation.services.workstation import Services
from tests.builders_workspace import a_workstation, add_account, receive
from tests.store.builders import an_item


@pytest.fixture
def services(tmp_path: Path) -> Iterator[Services]:
    made = a_workstation(tmp_path / "w")
    receive(made, add_account(made), [an_item("1", "A late parcel"), an_item("2", "Opening hours")])
    yield made
    made.close()


def names(services: Services) -> list[str]:
    return [one.name for one in services.views.listed()]


def test_a_view_lists_and_counts_its_conversations(services: Services) -> None:
    late = services.views.add("Late  parcels ", "late parcel")
    every = services.views.add("New", "is:new")
    assert services.views.counts() == {late.id: 1, every.id: 2}
    (home,) = services.views.ids(late.query)
    assert services.inbox.rows([home])[0].title == "A late parcel"
    assert names(services) == ["Late parcels", "New"]


def test_a_view_is_renamed_moved_removed_and_put_back(services: Services) -> None:
    one, _, three = (services.views.add(name, "parcel") for name in "abc")
    services.views.move(three.id, -1)
    assert names(services) == ["a", "c", "b"]
    services.views.move(one.id, -1)
    assert names(services) == ["a", "c", "b"], "there is no room above the first"
    gone, order = services.views.remove(three.id)
    assert names(services) == ["a", "b"]
    services.views.put_back(gone, order)
    assert names(services) == ["a", "c", "b"]


def test_what_cannot_be_asked_is_not_kept(services: Services) -> None:
    with pytest.raises(QueryError):
        services.views.add("x", "is:purple")
    for name, query in (("", "parcel"), ("x", " ?! ")):
        with pytest.raises(NotAllowed):
            services.views.add(name, query)
    assert names(services) == []


def test_views_leave_as_text_and_come_back_the_same(services: Services, tmp_path: Path) -> None:
    services.views.add("Retards : à voir", 'est:non-lu "colis en retard" -de:omar')
    services.views.add("name: trap # x", "(a or b) label:c/d")
    text = services.views.export()
    other = a_workstation(tmp_path / "o")
    try:
        taken = other.views.take_in("\ufeff# our views\n\n" + text)
        assert (len(taken.new), taken.unread) == (2, ())
        assert other.views.export() == text
        assert other.views.take_in(text).new == (), "and not twice"
        assert other.views.take_in("name: x\nquery: is:purple\nwhat\nname: y").unread == (2, 3, 4)
    finally:
        other.close()
    (first, _) = services.views.listed()
    assert services.views.export(first.id) == text[: text.index("\n\n") + 1]


def unknown(services: Services, text: str) -> list[tuple[str, str, tuple[str, ...]]]:
    return [(str(one.field), one.name, one.near) for one in services.finding.unknown(text)]


def test_a_name_that_nothing_has_is_told_with_near_ones(services: Services) -> None:
    services.labels.make("Boutique/Retours")
    assert unknown(services, "label:retours from:nadia assignee:me parcel is:new") == []
    assert unknown(services, "label:boutiqe") == [
        ("label", "boutiqe", ("Boutique", "Boutique/Retours"))
    ]
    (account,) = services.accounts.listed()
    assert unknown(services, "parcel -(account:nowhere or label:boutique)")[0][:2] == (
        "account",
        "nowhere",
    )
    assert unknown(services, f"account:{account.name[:-1]}x") == [
        ("account", f"{account.name[:-1]}x", (account.name,))
    ]
    assert unknown(services, "from:nobodyatall category:zzz") == [
        ("from", "nobodyatall", ()),
        ("category", "zzz", ()),
    ]
    assert unknown(services, 'from:"nadja"') == [("from", "nadja", ("Nadia Perrault",))]


def test_a_search_is_given_up_when_somebody_types_on(services: Services) -> None:
    endless = "WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n) SELECT max(x) FROM n"
    looks: list[int] = []

    def typed_on() -> bool:
        looks.append(1)
        return len(looks) > 3

    def look() -> object:
        return services.workspace.read().execute(endless).fetchone()

    assert services.finding.until(typed_on, look) is None
    found = services.finding.until(lambda: False, lambda: services.inbox.search("parcel"))
    assert found is not None
    assert len(found) == 1
    assert services.inbox.search_count("parcel") == 1, "and the next one runs undisturbed"
    with pytest.raises(sqlite3.OperationalError):
        services.finding.until(lambda: False, lambda: services.workspace.read().execute("SELECT x"))
