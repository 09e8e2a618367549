"""The outbox page in a real window, over a server that does as it is told."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from cmworkstation.domain.account import Idempotency
from tests.ui.inbox.conftest import ended
from tests.ui.outbox.outbox import Outbox


@pytest.fixture
def idempotency() -> Idempotency:
    return Idempotency.RECONCILE


@pytest.fixture
def page(qtbot: Any, tmp_path: Path, idempotency: Idempotency) -> Iterator[Outbox]:
    made = Outbox(tmp_path / "w", qtbot, idempotency)
    yield made
    ended(made)
