"""Connectors that nobody has seen work with their platform itself, and people's word that one does.

Such a connector was written from the platform's documentation and tried against a fake of it. It is marked wherever it
is offered or used, until somebody of this workspace says that it works; the word can be taken back.
"""

from cmworkstation.domain.conversation import Changes
from cmworkstation.domain.errors import PlatformMissing
from cmworkstation.domain.profile import Act
from cmworkstation.services.acting import Acting
from cmworkstation.services.journal import Journal
from cmworkstation.services.platforms import Platforms
from cmworkstation.store import settings
from cmworkstation.store.database import Workspace

CONFIRMED = "confirmed_platforms"  # keys of platforms, parted by spaces


class Trials:
    """What is experimental here."""

    def __init__(
        self, workspace: Workspace, platforms: Platforms, journal: Journal, acting: Acting
    ) -> None:
        """Take where people's word is kept."""
        self._workspace = workspace
        self._platforms = platforms
        self._journal = journal
        self._acting = acting

    def title(self, platform: str) -> str:
        """Return an experimental platform's name, "" where the connector is none, or is not installed."""
        try:
            card = self._platforms.kind(platform).manifest
        except PlatformMissing:
            return ""
        return card.title if card.experimental else ""

    def confirmed(self, platform: str) -> bool:
        """Tell whether somebody here said that it works."""
        return platform in settings.value(self._workspace.read(), CONFIRMED).split()

    def unconfirmed(self, platform: str) -> str:
        """Return the name of a platform whose mark stays, "" for any other."""
        return "" if self.confirmed(platform) else self.title(platform)

    def confirm(self, platform: str, *, works: bool = True) -> Changes:
        """Note that a connector works with its platform itself, or take that back."""
        self._acting.require(Act.KEEP)
        with self._workspace.write(durable=True) as connection:
            known = set(settings.value(connection, CONFIRMED).split())
            changed = known | {platform} if works else known - {platform}
            if changed != known:
                settings.put(connection, CONFIRMED, " ".join(sorted(changed)))
                kind = "platform.confirm" if works else "platform.doubt"
                self._journal.note(connection, kind, {"platform": platform})
        return Changes(accounts=True)
