"""Choices of the person that belong to a workspace: how long undo lasts, what happens after sending."""

from math import isnan

from cmworkstation.domain.conversation import Changes
from cmworkstation.store import settings
from cmworkstation.store.database import Workspace

HOLD = "undo_seconds"
USUAL_HOLD_S = 10.0
IS_DEMO = "is_demo"  # the demonstration, which is made anew every day
AFTER_SENDING = "after_sending"  # "stay", "next" or "list"


class Settings:
    """Settings of this workspace, as text. Never a secret."""

    def __init__(self, workspace: Workspace) -> None:
        """Take the workspace."""
        self._workspace = workspace

    def value(self, name: str, default: str = "") -> str:
        """Return a setting."""
        return settings.value(self._workspace.read(), name, default)

    def put(self, name: str, new: str) -> Changes:
        """Change a setting."""
        with self._workspace.write(durable=True) as connection:
            settings.put(connection, name, new)
        return Changes()

    def hold_seconds(self) -> float:
        """Return how long a reply can be undone: 0 to 120 seconds, 10 unless chosen otherwise."""
        try:
            chosen = float(self.value(HOLD, "10"))
        except ValueError:
            return USUAL_HOLD_S
        return USUAL_HOLD_S if isnan(chosen) else min(120.0, max(0.0, chosen))
