"""Every connector that begins threads shows so by the chapter of the conformance kit."""

import ast
from pathlib import Path

import pytest

from cmworkstation import connectors
from cmworkstation.domain.account import Visibility
from cmworkstation.sdk.begun import title_of
from cmworkstation.sdk.connector import Connector, HasPlaces, Target

HERE = Path(__file__).parent
KINDS: dict[str, type[Connector]] = {key: load() for key, load in connectors.loaders().items()}
BEGINNING = [
    key
    for key, kind in KINDS.items()
    if kind.manifest.capabilities.posts or issubclass(kind, HasPlaces)
]


@pytest.mark.parametrize("key", BEGINNING)
def test_whatever_begins_threads_is_tested_with_the_chapter_for_posts(key: str) -> None:
    tree = ast.parse((HERE / f"test_{key}.py").read_text(encoding="utf-8"))
    bases = {
        base.id
        for one in tree.body
        if isinstance(one, ast.ClassDef)
        for base in one.bases
        if isinstance(base, ast.Name)
    }
    assert "PostingConformance" in bases


def test_most_platforms_where_people_post_are_among_them() -> None:
    named = "mastodon bluesky wordpress matrix discourse lemmy telegram reddit x threads facebook linkedin"
    assert set(named.split()) <= set(BEGINNING)


@pytest.mark.parametrize(
    ("title", "text", "head"),
    [
        ("The bridge", "It is closed.", "The bridge"),
        ("", "It is closed.\nUntil nine.", "It is closed."),
        ("", "The bridge over the river is closed", "The bridge over…"),
    ],
)
def test_a_post_is_headed_by_its_subject_or_by_how_it_begins(
    title: str, text: str, head: str
) -> None:
    target = Target("new:1", "", "", Visibility.PUBLIC, settings={"title": title})
    assert title_of(target, text, 20) == head


@pytest.mark.parametrize(
    ("key", "typed", "place"),
    [
        ("telegram", "https://t.me/ormaie", "@ormaie"),
        ("telegram", "-1001000000003", "-1001000000003"),
        ("telegram", "Ormaie news", ""),
        ("reddit", "/r/ormaie/", "r/ormaie"),
        ("reddit", "what is this?", ""),
        ("lemmy", "!fennick@lemmy.example", "fennick@lemmy.example"),
        ("lemmy", "fennick", ""),
        ("discourse", " 5 ", "5"),
        ("discourse", "News", ""),
        ("matrix", "!hall:server.example", "!hall:server.example"),
        ("matrix", "#hall:server.example", ""),
        ("wordpress", "draft", "draft"),
        ("wordpress", "trash", ""),
    ],
)
def test_a_place_is_read_as_people_type_it(key: str, typed: str, place: str) -> None:
    kind = KINDS[key]
    assert issubclass(kind, HasPlaces)
    assert kind.place_of(typed) == place
