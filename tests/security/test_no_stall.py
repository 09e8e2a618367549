"""No message can freeze the window: what a widget lays out is bounded, whatever was sent.

How long it takes is measured by `dev.py bench`; here is what keeps it so.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtGui import QTextTable
from PySide6.QtWidgets import QLabel, QPushButton

from bench import hostile
from cmworkstation.domain import foreign
from cmworkstation.domain.conversation import View
from cmworkstation.domain.ids import ConversationId
from cmworkstation.ui.inbox.entry import EntryCard
from cmworkstation.ui.inbox.whole_text import WholeText
from tests.ui.inbox.conftest import Scene, ended

WORST = list(hostile.posts())


@pytest.fixture
def scene(qtbot: Any, tmp_path: Path) -> Iterator[Scene]:
    services, _ = hostile.filled(tmp_path)
    made = Scene(services, qtbot)
    yield made
    ended(made)


def cards(scene: Scene) -> Iterator[tuple[str, EntryCard]]:
    ids = sorted(scene.services.inbox.ids(View(status=None)))
    for name, id_ in zip(WORST, ids, strict=True):
        scene.page.open_conversation(ConversationId(id_))
        scene.settle()
        yield name, scene.page.thread_pane.line.cards()[0]


@pytest.mark.fault("F20")
def test_what_a_message_lays_out_is_bounded(scene: Scene) -> None:
    for name, card in cards(scene):
        assert card.body is not None
        document = card.body.document()
        assert document.characterCount() <= foreign.LONGEST_TEXT + 150, name
        assert document.blockCount() <= foreign.MOST_LINES, name
        frames = document.rootFrame().childFrames()
        assert not any(isinstance(frame, QTextTable) for frame in frames), name
        longest = max(map(len, card.body.toPlainText().replace("\u200b", " ").split()), default=0)
        assert longest <= foreign.LONGEST_MARKED_WORD, name
        for label in card.findChildren(QLabel):
            assert len(label.text()) <= 1_600, name
        assert len(card.accessibleName()) <= 2_000, name
        assert len(card.body.accessibleName()) <= 250, name


def test_a_long_message_says_so_and_all_of_it_can_be_read(scene: Scene) -> None:
    long = set()
    for name, card in cards(scene):
        offers = [one for one in card.findChildren(QPushButton) if one.text() == "Show all of it"]
        assert bool(offers) == foreign.is_long(card.message.text), name
        if not offers:
            continue
        long.add(name)
        offers[0].click()
        dialog = scene.window.findChild(WholeText)
        assert isinstance(dialog, WholeText)
        blocks = dialog.field.toPlainText().split("\n")
        assert len(blocks) <= foreign.MOST_BLOCKS, name
        assert max(map(len, blocks)) <= foreign.LONGEST_BLOCK, name
        assert "".join("".join(blocks).replace("\u200b", "").split()) == "".join(
            foreign.cleaned(card.message.text).split()
        ), name
        dialog.close()
        scene.settle()
    assert {"a word of 1,000,000 letters", "60,000 letters", "20,000 lines", "40,000 cells"} <= long


def test_a_message_of_usual_length_offers_nothing(scene: Scene) -> None:
    assert not foreign.is_long("Good evening, when do you open? " * 60)
    assert not foreign.is_long("https://a.example/" + "x" * 400)


@pytest.mark.parametrize(
    "text",
    [
        "w" * 400_000,
        "a b\n" * 100_000,
        "e\u0301" * 200_000,
        "👩\u200d👧" * 100_000,
        "\u202b" * 400_000,
    ],
    ids=["word", "lines", "marks", "emoji", "directions"],
)
def test_text_of_any_size_leaves_the_door_bounded(text: str) -> None:
    for shown, most in ((foreign.block(text), 20_200), (foreign.whole(text), 302_000)):
        assert len(shown) <= most
        assert max(map(len, shown.replace("\u200b", " ").split()), default=0) <= 200
    assert len(foreign.line(text, 200)) <= 202
    assert len(foreign.tooltip(text)) < 8_000
    assert foreign.block(text).count("\n") < 2_000
    assert foreign.whole(text).count("\n") <= foreign.MOST_BLOCKS


def test_many_emoji_are_cut_sooner_since_each_takes_longer() -> None:
    assert len(foreign.block("👧 " * 20_000)) <= 20_002
    assert len(foreign.block("👧" * 20_000)) <= 5_050
    assert foreign.is_long("👧" * 6_000)
    assert not foreign.is_long("👧 " * 2_000)


def test_a_chain_of_joined_emoji_is_cut_and_families_are_not() -> None:
    family = "👨\u200d👩\u200d👧\u200d👦"
    assert foreign.line(family) == family
    chain = foreign.line("👩" + "\u200d👧" * 100, 300)
    assert "👩" + "\u200d👧" * 10 in chain
    assert "👩" + "\u200d👧" * 11 not in chain
