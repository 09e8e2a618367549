"""Mentions: kept once, folded into stories, counted by hour."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from cmworkstation.domain.mention import Mention, MentionState, address_digest, sketch
from cmworkstation.domain.watch import SourceKind, SourceState, WatchQuery, WatchSource
from cmworkstation.store import mentions, watches
from cmworkstation.store.database import Workspace
from tests.store.builders import a_workspace

START = datetime(2026, 9, 1, 9, 0, tzinfo=UTC)
TEXT = "La piscine municipale ferme ses portes tout l’hiver pour des travaux, annonce la mairie ce matin."


@pytest.fixture
def workspace(tmp_path: Path) -> Iterator[Workspace]:
    made = a_workspace(tmp_path, "Mairie")
    with made.write() as connection:
        watches.put_query(connection, WatchQuery("q", "Pool", "piscine"), "", START)
        watches.put_query(connection, WatchQuery("r", "Works", "travaux"), "", START)
        watches.put_source(connection, WatchSource("s", SourceKind.FEED, "Gazette"), "", START)
    yield made
    made.close()


def a_mention(name: str, minutes: float = 0, **changes: object) -> Mention:
    at = START + timedelta(minutes=minutes)
    one = Mention(
        *(name, "s", name, name, at, at, "feed"), text=TEXT, author_key=name, queries=("q",)
    )
    return replace(one, **changes)  # type: ignore[arg-type]


def keep(workspace: Workspace, *all_: Mention) -> list[bool]:
    with workspace.write() as connection:
        return [
            mentions.add(connection, one, address_digest(one.address), sketch(one.text))
            for one in all_
        ]


def test_what_comes_twice_is_kept_once_with_the_queries_of_both_times(workspace: Workspace) -> None:
    assert keep(workspace, a_mention("a"), a_mention("a", queries=("r",))) == [True, False]
    (one,) = mentions.listed(workspace.read())
    assert one.queries == ("q", "r")


def test_a_story_is_known_by_its_address_and_by_a_text_that_was_edited_a_little(
    workspace: Workspace,
) -> None:
    keep(workspace, a_mention("a", address="https://www.gazette.example/pool?utm_source=x"))
    connection = workspace.read()
    same = address_digest("http://gazette.example/pool/")
    assert mentions.story_of(connection, same, (), "", START) == "a"
    edited = TEXT.replace("ce matin", "ce soir").upper()
    assert mentions.story_of(connection, "", sketch(edited), edited, START) == "a"
    other = "Le marché de Noël ouvre samedi sur la place, avec trente exposants et un manège."
    assert mentions.story_of(connection, "", sketch(other), other, START) == ""
    assert mentions.story_of(connection, "", sketch(TEXT), TEXT, START + timedelta(days=1)) == ""


def test_hours_count_mentions_stories_and_authors(workspace: Workspace) -> None:
    keep(
        workspace,
        a_mention("a", 0, author_key="nadia"),
        a_mention("b", 59, author_key="nadia", story_id="a"),
        a_mention("c", 60, author_key="nadia", queries=("r",)),
        a_mention("d", 130, author_key="", queries=("q", "r")),
        a_mention("e", 140, author_key=""),
    )
    connection, until = workspace.read(), START + timedelta(hours=9)
    found = mentions.hours(connection, START, until, query_id="q")
    assert [(one.start, one.mentions, one.stories, one.authors) for one in found] == [
        (START, 2, 1, 1),
        (START + timedelta(hours=2), 2, 2, 2),
    ]
    assert sum(one.mentions for one in mentions.hours(connection, START, until, source_id="s")) == 5
    (first,) = mentions.loudest(connection, START, until)
    assert (first.author_key, first.mentions) == ("nadia", 3)


def test_of_a_story_one_is_listed_when_folded_and_pages_go_on_behind_the_last(
    workspace: Workspace,
) -> None:
    keep(workspace, a_mention("a"), a_mention("b", 1, story_id="a"), a_mention("c", 2))
    connection = workspace.read()
    assert [one.id for one in mentions.listed(connection, query_id="q", folded=True)] == ["c", "a"]
    assert [one.copies for one in mentions.of_story(connection, "a")] == [2, 2]
    (first,) = mentions.listed(connection, limit=1)
    assert [one.id for one in mentions.listed(connection, after=(first.at, first.id))] == ["b", "a"]
    with workspace.write() as writing:
        mentions.set_state(writing, ["c"], MentionState.ASIDE, START)
        mentions.set_tags(writing, "a", ["Works", "pool"], START)
    assert mentions.counts(connection, [MentionState.NEW]) == {"q": 2}
    assert mentions.mention(connection, "a").tags == ("Works", "pool")


def test_a_source_is_due_again_after_it_was_read_and_says_how_it_did(workspace: Workspace) -> None:
    (one,) = watches.due(workspace.read(), START)
    later = START + timedelta(minutes=30)
    with workspace.write() as connection:
        read = replace(one, state=SourceState.WELL, next_at=later, fetched_at=START, cursor="{}")
        watches.note_read(connection, read)
    assert watches.due(workspace.read(), START) == ()
    (there,) = watches.due(workspace.read(), later)
    assert (there.fetched_at, there.state, there.cursor) == (START, SourceState.WELL, "{}")
