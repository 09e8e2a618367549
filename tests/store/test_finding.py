"""Finding: thirty queries with exactly what they find, in both languages, and that every way of asking agrees."""

import random
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from cmworkstation.domain.account import Visibility
from cmworkstation.domain.conversation import Order, Status
from cmworkstation.domain.message import Attachment, Item, Writer
from cmworkstation.domain.query import Query, Viewpoint, parse, printed
from cmworkstation.store import conversation_list, conversations, finding
from cmworkstation.store.database import Workspace
from tests.store.builders import START, US, a_workspace, an_item, take

OMAR = Writer("https://social.example/@omar", "Omar Haddad", "@omar@social.example")
LABELS = {"praise": {"en": "Praise and thanks", "fr": "Compliments"}}
NOW = Viewpoint(START + timedelta(days=40), "profile-ines", categories=lambda: LABELS)
PICTURE = Attachment("image", "https://social.example/a.png", alt="a shop")


def library() -> tuple[tuple[Item, ...], tuple[Item, ...]]:
    """Return what was written to the town (a…) and to the library (k…)."""
    day = 24 * 60
    town = (
        an_item("a", "Une impression de Déjà vu au musée ?", 0, language="fr"),
        an_item("b", "The late parcel came", day, writer=OMAR, language="en"),
        an_item("c", "A parcel, not late: https://shop.example", 2 * day, language="en"),
        an_item("d", "Merci pour la réponse", 3 * day, parent="b", writer=US, language="fr"),
        an_item("e", "Photo of the parcel", 30 * day, attachments=(PICTURE,), writer=OMAR),
    )
    books = (
        an_item("k", "Bibliothèques et bibliothécaires", 39 * day, language="fr-FR"),
        an_item("l", "Secret parcel", 35 * day, visibility=Visibility.PRIVATE, writer=OMAR),
    )
    return town, books


@pytest.fixture
def workspace(tmp_path: Path) -> Iterator[Workspace]:
    opened = a_workspace(tmp_path / "w", "Mairie", "Livres")
    town, books = library()
    take(opened, *town, minutes=60 * 24 * 60)
    take(opened, *books, account=2, minutes=60 * 24 * 60)
    with opened.write() as connection:
        homes = dict(
            connection.execute("SELECT native_id, conversation_id FROM message").fetchall()
        )
        connection.execute(
            "INSERT INTO label(id, path, folded, created_at) VALUES(1, 'Boutique/Retours', 'boutique/retours', 0)"
        )
        connection.execute("INSERT INTO conversation_label VALUES(?, 1, 0, 0)", (homes["c"],))
        connection.execute(
            "INSERT INTO profile(id, name, roles, created_at) VALUES('profile-ines', 'Inès Roux', '', 0)"
        )
        connection.execute(
            "UPDATE conversation SET assignee='profile-ines', category='praise' WHERE id=?",
            (homes["a"],),
        )
        conversations.set_status(connection, [homes["k"]], Status.DONE)
        conversations.mark_read(connection, homes["a"], read=True)
        connection.execute(
            "INSERT INTO note(id, conversation_id, body, created_at) VALUES('n', ?, 'x', 0)",
            (homes["e"],),
        )
    yield opened
    opened.close()


EXPECTED = [
    ("deja vu", "a"),
    ("DÉJÀ VU", "a"),
    ('"late parcel"', "b"),
    ("late parcel", "cb"),
    ("biblio*", "k"),
    ("biblio", ""),
    ("parcel -late", "le"),
    ('parcel -"late parcel"', "lec"),
    ("musee or photo", "ea"),
    ("parcel (secret or photo)", "le"),
    ("-parcel", "kda"),
    ("from:omar", "leb"),
    ('from:"Nadia Perrault" parcel', "c"),
    ("-from:omar parcel", "c"),
    ("account:livres", "kl"),
    ("account:nowhere parcel", ""),
    ("platform:mastodon secret", "l"),
    ("label:boutique", "c"),
    ("label:retours", "c"),
    ("label:tours", ""),
    ("parcel -label:boutique", "leb"),
    ("is:done", "k"),
    ("is:open", "a"),
    ("is:new parcel", "lec"),
    ("is:private", "l"),
    ("is:mine", "a"),
    ("is:unassigned parcel", "lecb"),
    ("is:waiting", "db"),
    ("is:reply", "d"),
    ("in:replies merci", "d"),
    ("in:notes merci", ""),
    ("assignee:ines", "a"),
    ("assignee:nobody is:reply", "d"),
    ("category:praise", "a"),
    ('category:"praise and thanks"', "a"),
    ("category:compliments", "a"),
    ("category:blame", ""),
    ("has:attachment", "e"),
    ("has:picture parcel", "e"),
    ("has:link", "c"),
    ("has:question", "a"),
    ("has:note", "e"),
    ("has:label or has:note", "ec"),
    ("lang:fr", "kda"),
    ("before:2026-09-02", "a"),
    ("after:2026-10", "kle"),
    ("on:2026-09-03", "c"),
    ("after:2d", "k"),
    ("is:new -(label:retours or from:omar)", ""),
]


def found(workspace: Workspace, query: Query) -> str:
    connection = workspace.read()
    hits = finding.messages(connection, query, viewpoint=NOW)
    assert finding.count(connection, query, viewpoint=NOW) == len(hits)
    names = dict(connection.execute("SELECT id, native_id FROM message").fetchall())
    return "".join(names[hit.message_id] for hit in hits)


@pytest.mark.parametrize(("text", "expected"), EXPECTED, ids=[text for text, _ in EXPECTED])
def test_a_query_finds_exactly_these_in_either_language(
    workspace: Workspace, text: str, expected: str
) -> None:
    query = parse(text)
    assert found(workspace, query) == expected
    assert found(workspace, parse(printed(query, french=True))) == expected


def some_query(chance: random.Random) -> Query:
    texts = [text for text, _ in EXPECTED]
    one, two = chance.sample(texts, 2)
    return parse(chance.choice([f"({one}) or ({two})", f"{one} {two}", f"({one}) -({two})", one]))


def test_every_way_of_asking_agrees(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    """Newest first, among given ones, in slices, by conversation, with a short list and without."""
    connection = workspace.read()
    homes = dict(connection.execute("SELECT id, conversation_id FROM message").fetchall())
    chance = random.Random(7)
    some = 0
    for _ in range(120):
        query = some_query(chance)
        ids = [hit.message_id for hit in finding.messages(connection, query, 99, viewpoint=NOW)]
        some += bool(ids)
        assert ids == sorted(ids, reverse=True)
        assert finding.matching(connection, query, list(homes), NOW) == set(ids), printed(query)
        slices = list(finding.each(connection, query, NOW))
        assert [id_ for one in slices for id_ in one.ids] == ids, printed(query)
        listed = finding.conversations(connection, query, viewpoint=NOW)
        assert set(listed) == {homes[id_] for id_ in ids}, printed(query)
        assert finding.conversation_count(connection, query, viewpoint=NOW) == len(listed)
        monkeypatch.setattr(finding, "FEW", 0)
        again = finding.messages(connection, query, 99, viewpoint=NOW)
        assert [hit.message_id for hit in again] == ids, printed(query)
        assert finding.count(connection, query, viewpoint=NOW) == len(ids), printed(query)
        assert finding.conversation_count(connection, query, viewpoint=NOW) == len(listed)
        monkeypatch.undo()
    assert some > 60


def test_finds_go_on_page_by_page_and_lists_have_their_order(workspace: Workspace) -> None:
    connection = workspace.read()
    query = parse("parcel")
    first = finding.messages(connection, query, 2)
    rest = finding.messages(connection, query, 9, first[-1].message_id)
    assert len({hit.message_id for hit in (*first, *rest)}) == 4 == len(first) + len(rest)
    newest = finding.conversations(connection, query)
    waits = finding.conversations(connection, parse("is:new"), Order.LONGEST_WAIT)
    rows = {int(row.id): row for row in conversation_list.rows(connection, list(newest))}
    ages = [rows[id_].last_at for id_ in newest if id_ in rows]
    assert ages == sorted(ages, reverse=True)
    since = [row.waiting_since for row in conversation_list.rows(connection, list(waits))]
    assert since == sorted(since, key=lambda at: at or START)


def test_nothing_asked_is_nothing_found(workspace: Workspace) -> None:
    connection, nothing = workspace.read(), parse("  ?! ")
    assert finding.messages(connection, nothing) == ()
    assert finding.count(connection, nothing) == 0
    assert list(finding.conversations(connection, nothing)) == []
    assert replace(nothing) == Query()
