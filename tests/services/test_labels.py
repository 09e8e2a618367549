"""Labels: a tree of words that can be renamed, joined and removed without losing who carried them."""

from pathlib import Path

import pytest

from cmworkstation.domain.conversation import Order, Status, View
from cmworkstation.domain.errors import NotAllowed
from cmworkstation.domain.label import Shape, clean_path
from cmworkstation.services.workstation import Services
from tests.builders_workspace import a_message, a_workstation, add_account, many, receive


@pytest.fixture
def services(tmp_path: Path):
    made = a_workstation(tmp_path / "w")
    yield made
    assert made.inbox.recount() == []
    assert made.workspace.problems() == []
    assert made.journal.verify().problems == ()
    made.close()


def paths(services: Services) -> list[str]:
    return [one.path for one in services.labels.listed()]


def carried(services: Services, one: int) -> list[str]:
    return [label.path for label in services.inbox.rows([one])[0].labels]


def test_making_a_label_makes_those_above_it_and_knows_it_again(services: Services) -> None:
    made, changes = services.labels.make(" Voirie / Éclairage  public ")
    assert changes.labels
    assert paths(services) == ["Voirie", "Voirie/Éclairage public"]
    assert services.labels.make("voirie/eclairage PUBLIC")[0] == made
    first, second = services.labels.listed()
    assert (first.colour, first.shape) != (second.colour, second.shape)


@pytest.mark.parametrize("path", ["", " / ", "\u202e\x00", "a/b/c/d/e/f/g"])
def test_a_path_without_a_name_or_too_deep_is_refused(services: Services, path: str) -> None:
    with pytest.raises(NotAllowed, match="label-name"):
        services.labels.make(path)


def test_a_name_has_nothing_in_it_that_is_not_seen() -> None:
    assert clean_path("Voi\u202erie\n / \u200bÉclairage") == "Voirie/Éclairage"


def test_those_below_follow_a_new_name_and_history_keeps_the_number(services: Services) -> None:
    (one,) = receive(services, add_account(services), [a_message("q", "Un lampadaire clignote")])
    deep = services.labels.make("Voirie/Éclairage")[0]
    services.labels.put_on([one], [deep.id])
    top = services.labels.find("voirie")
    assert top is not None
    changes, undo = services.labels.rename(top.id, "Ville/Routes")
    assert changes.conversations == {one}
    assert paths(services) == ["Ville", "Ville/Routes", "Ville/Routes/Éclairage"]
    assert carried(services, one) == ["Ville/Routes/Éclairage"]
    act = next(one for one in services.journal.acts() if one.kind == "conversation.label")
    assert act.payload is not None
    assert act.payload["on"] == [deep.id]
    services.labels.take_back(undo)
    assert paths(services) == ["Voirie", "Voirie/Éclairage"]


def test_a_name_that_is_taken_or_below_itself_is_refused(services: Services) -> None:
    one, other = services.labels.make("Voirie")[0], services.labels.make("Fête")[0]
    with pytest.raises(NotAllowed, match="label-taken"):
        services.labels.rename(one.id, "FETE")
    with pytest.raises(NotAllowed, match="label-below-itself"):
        services.labels.rename(one.id, "Voirie/Voirie")
    below = services.labels.make("Fête/Nuit")[0]
    with pytest.raises(NotAllowed, match="label-below-itself"):
        services.labels.join(other.id, below.id)
    services.labels.rename(one.id, "voirie")
    assert "voirie" in paths(services)


def test_two_labels_become_one_with_all_below_and_one_undo(services: Services) -> None:
    found = many(services, add_account(services), 9)
    put, make = services.labels.put_on, services.labels.make
    put(found[:6], [make("Routes")[0].id])
    put(found[:2], [make("Routes/Éclairage")[0].id])
    put(found[7:8], [make("Routes/Trottoirs")[0].id])
    put(found[4:9], [make("Voirie")[0].id])
    put(found[:1], [make("Voirie/Eclairage")[0].id])
    before = [carried(services, one) for one in found]
    old, home = services.labels.find("Routes"), services.labels.find("Voirie")
    assert old is not None
    assert home is not None
    _, undo = services.labels.join(old.id, home.id)
    assert paths(services) == ["Voirie", "Voirie/Eclairage", "Voirie/Trottoirs"]
    assert carried(services, found[0]) == ["Voirie", "Voirie/Eclairage"]
    assert carried(services, found[7]) == ["Voirie", "Voirie/Trottoirs"]
    assert len(services.inbox.ids(View(status=None, labels=(home.id,)))) == 9
    services.labels.take_back(undo)
    assert [carried(services, one) for one in found] == before


def test_a_removed_label_comes_back_with_whoever_carried_it(services: Services) -> None:
    found = many(services, add_account(services), 5)
    label = services.labels.make("Fête/Nuit", 3, Shape.STAR)[0]
    services.labels.put_on(found, [label.id])
    top = services.labels.find("Fête")
    assert top is not None
    changes, undo = services.labels.remove(top.id)
    assert changes.conversations == set(found)
    assert paths(services) == []
    assert carried(services, found[0]) == []
    services.labels.take_back(undo)
    assert services.inbox.rows(found[:1])[0].labels == (label,)
    assert len(services.inbox.ids(View(status=None, labels=(label.id,)))) == 5


def test_a_label_lists_all_that_carry_it_or_one_below_it_the_newest_first(
    services: Services,
) -> None:
    mairie, blog = add_account(services), add_account(services, "Carnet")
    found = many(services, mairie, 30)
    elsewhere = receive(services, blog, [a_message("z", "Ailleurs", 0.5)])
    top, below = services.labels.make("Voirie")[0], services.labels.make("Voirie/Éclairage")[0]
    services.labels.put_on(found[::2], [top.id])
    services.labels.put_on([*found[::3], *elsewhere], [below.id])
    services.inbox.set_status(found[:10], Status.DONE)
    ids = services.labels.with_those_below(top.id)
    assert ids == (top.id, below.id)
    carrying = {*found[::2], *found[::3], *elsewhere}
    newest = [one for one in services.inbox.ids(View(status=None)) if one in carrying]
    view = View(status=None, labels=ids)
    assert list(services.inbox.ids(view)) == newest
    assert list(services.inbox.ids(view, 7)) == newest[:7]
    only = View(status=None, labels=ids, account_id=blog.id)
    assert list(services.inbox.ids(only)) == elsewhere
    for order in Order:
        listed = services.inbox.ids(View(status=None, labels=ids, order=order))
        assert sorted(listed) == sorted(carrying)
    assert services.inbox.counts().by_label[top.id] == len([*found[10::2]])


def test_what_a_label_copies_is_noticed_when_it_is_wrong(services: Services) -> None:
    (one,) = receive(services, add_account(services), [a_message("q", "Bonjour")])
    services.labels.put_on([one], [services.labels.make("Voirie")[0].id])
    with services.workspace.write() as connection:
        connection.execute("UPDATE conversation_label SET status=3")
    assert services.inbox.recount() == [f"labels of conversation {one}"]
    with services.workspace.write() as connection:
        connection.execute("UPDATE conversation_label SET status=0")
