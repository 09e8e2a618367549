"""Settings: kept across a restart, and never a value that would take undo away by accident."""

from pathlib import Path

import pytest

from cmworkstation.services.settings import HOLD
from tests.builders_workspace import a_workstation


def test_a_choice_is_there_after_a_restart(tmp_path: Path) -> None:
    services = a_workstation(tmp_path / "w")
    assert services.settings.value("signer", "nobody") == "nobody"
    services.settings.put("signer", "Lise 🌻")
    services.settings.put("signer", "Lise Amar")
    services.close()
    services = a_workstation(tmp_path / "w")
    assert services.settings.value("signer") == "Lise Amar"
    services.close()


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        (None, 10),
        ("0", 0),
        ("30", 30),
        ("2.5", 2.5),
        ("-5", 0),
        ("1000", 120),
        ("inf", 120),
        ("ten", 10),
        ("", 10),
        ("nan", 10),
    ],
)
def test_how_long_a_reply_can_be_undone(tmp_path: Path, text: str | None, seconds: float) -> None:
    services = a_workstation(tmp_path / "w")
    if text is not None:
        services.settings.put(HOLD, text)
    assert services.settings.hold_seconds() == seconds
    services.close()
