"""An act on very many conversations goes in slices: each is whole, it can be stopped, and all of it taken back."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest

from cmworkstation.domain.conversation import Changes, Status, View
from cmworkstation.domain.errors import StorageFull
from cmworkstation.domain.ids import ConversationId
from cmworkstation.services.deciding import Undo
from cmworkstation.services.rounds import Round
from cmworkstation.services.workstation import Services
from tests.builders_workspace import a_workstation, add_account, many

MANY, SIZE = 60, 25


@pytest.fixture
def services(tmp_path: Path) -> Iterator[Services]:
    opened = a_workstation(tmp_path / "w")
    many(opened, add_account(opened), MANY)
    yield opened
    opened.close()


def standing(services: Services, status: Status) -> list[int]:
    return list(services.inbox.ids(View(status=status)))


def ended(steps: Iterator[Any]) -> tuple[list[Any], Any]:
    """Walk to the end; return the steps and the result."""
    told = []
    while True:
        try:
            told.append(next(steps))
        except StopIteration as end:
            return told, end.value


def test_every_conversation_is_acted_on_and_one_undo_takes_all_of_it_back(
    services: Services,
) -> None:
    before = standing(services, Status.WAITING_US)
    services.inbox.mark_read(ConversationId(before[0]), read=True)
    rows = services.inbox.rows(before)

    def act(part: Sequence[int]) -> tuple[Changes, Undo]:
        return services.inbox.set_status(part, Status.DONE, read=True)

    told, carried = ended(Round().steps(before, act, SIZE))
    assert [(one.done, one.total) for one in told] == [(25, 60), (50, 60), (60, 60)]
    assert len(carried) == MANY
    assert carried.changes.conversations == set(before)
    assert standing(services, Status.WAITING_US) == []
    ended(Round.back(carried.undos, services.inbox.undo_status))
    assert services.inbox.rows(before) == rows
    assert services.inbox.recount() == []


def test_what_was_done_before_it_was_stopped_stays_and_can_be_taken_back(
    services: Services,
) -> None:
    before = standing(services, Status.WAITING_US)
    under_way = Round()

    def act(part: Sequence[int]) -> tuple[Changes, Undo]:
        under_way.stop()
        return services.inbox.set_status(part, Status.DONE)

    _, carried = ended(under_way.steps(before, act, SIZE))
    assert carried.stopped
    assert len(carried) == SIZE
    assert standing(services, Status.WAITING_US) == before[SIZE:]
    ended(Round.back(carried.undos, services.inbox.undo_status))
    assert standing(services, Status.WAITING_US) == before


def test_a_slice_that_fails_ends_it_with_what_was_done_before(services: Services) -> None:
    before = standing(services, Status.WAITING_US)
    parts: list[int] = []

    def act(part: Sequence[int]) -> tuple[Changes, Undo]:
        parts.append(len(part))
        if len(parts) == 2:
            raise StorageFull
        return services.inbox.set_status(part, Status.DONE)

    _, carried = ended(Round().steps(before, act, SIZE))
    assert isinstance(carried.error, StorageFull)
    assert not carried.stopped
    assert parts == [SIZE, SIZE]
    assert len(standing(services, Status.DONE)) == SIZE == len(carried)
