"""Crisis levels at the command line."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import MemoryKeyring
from tests.services.test_crises import LEVELS, WHY
from tests.test_cli import run
from tests.ui.composer.conftest import CHARTER, a_shop

__all__ = ["run"]


@pytest.fixture
def here(run: Any, tmp_path: Path, memory_keyring: MemoryKeyring) -> Callable[..., Any]:
    services = a_shop(tmp_path / "shop")
    services.charters.save(CHARTER + LEVELS)
    services.close()

    def once(*words: str) -> Any:
        return run(*words, "--workspace", tmp_path / "shop")

    return once


def test_a_level_is_declared_listed_and_ended(here: Callable[..., Any]) -> None:
    assert here("crisis").status == 0
    assert here("crisis", "declare", "shop", "storm").status == 1  # no reason
    declared = here("crisis", "declare", "shop", "storm", "--why", WHY)
    assert declared.status == 1  # something wants a person
    assert "Storm (level 2)" in declared.out
    (charter,) = here("crisis", "--json").data["charters"]
    assert (charter["holds"], charter["why"], charter["levels"]) == (
        "storm",
        WHY,
        ["watch", "storm"],
    )
    assert here("crisis", "end", "shop", "--why", "The bridge is open again").status == 0
    assert here("crisis", "declare", "nowhere", "storm", "--why", WHY).status == 1
