"""A thread of forty messages in three branches stands in its exact order, each indented as far as it answers."""

from itertools import pairwise
from pathlib import Path
from typing import Any

from tests.builders_workspace import US, a_message, a_workstation, add_account, receive
from tests.ui.inbox.conftest import Scene, ended

BRANCHES = 3
COUNT = 40
DEEPEST = 4  # further down it says "in reply to" instead


def a_thread() -> tuple[list[Any], list[tuple[str, int]]]:
    """Return forty messages and what the time line should show: name and indentation, branch after branch.

    Each branch is a chain of answers; the messages of the branches arrive in turns.
    """
    head = a_message("m0", "The head of it all", 40, writer=US)
    items: list[Any] = [head]
    branches: list[list[str]] = [[] for _ in range(BRANCHES)]
    for n in range(1, COUNT):
        branch = branches[n % BRANCHES]
        parent = branch[-1] if branch else "m0"
        items.append(a_message(f"m{n}", f"Message number {n}", 40 - n, parent=parent))
        branch.append(f"m{n}")
    order = [branches[n % BRANCHES] for n in range(1, BRANCHES + 1)]
    shown = [("m0", 0)]
    for branch in order:
        shown += [(name, min(depth, DEEPEST)) for depth, name in enumerate(branch, 1)]
    return items, shown


def test_forty_messages_in_three_branches(tmp_path: Path, qtbot: Any) -> None:
    services = a_workstation(tmp_path / "w")
    items, shown = a_thread()
    (conversation,) = receive(services, add_account(services), items)
    scene = Scene(services, qtbot)
    try:
        scene.page.open_conversation(conversation)
        scene.settle()
        line = scene.page.thread_pane.line
        line.finish()
        cards = line.cards()
        found = [
            (one.entry.message.remote_id.rpartition("/")[2], min(one.entry.depth, DEEPEST))
            for one in cards
        ]
        assert found == shown
        tops = [one.y() for one in cards]
        assert tops == sorted(set(tops))
        lefts: dict[int, set[int]] = {}
        for card, (_, depth) in zip(cards, shown, strict=True):
            lefts.setdefault(depth, set()).add(card.x())
        assert [len(lefts[depth]) for depth in range(DEEPEST + 1)] == [1] * (DEEPEST + 1)
        steps = [lefts[depth].pop() for depth in range(DEEPEST + 1)]
        assert {after - before for before, after in pairwise(steps)} == {steps[1] - steps[0]}
        assert steps[1] > steps[0]
    finally:
        ended(scene)
