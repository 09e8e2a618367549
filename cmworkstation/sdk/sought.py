"""A reply of ours that may have been published: how it is recognised among our own posts."""

from dataclasses import dataclass
from datetime import datetime

from cmworkstation.sdk import html


@dataclass(frozen=True, slots=True)
class Sought:
    """What it says, whatever the platform did to its form, and since when it can exist."""

    digest: str
    since: datetime | None

    @classmethod
    def saying(cls, text: str, since: datetime | None) -> "Sought":
        """Look for a text; platforms keep whole seconds at best."""
        known = since.replace(microsecond=0) if since else None
        return cls(html.normalise_for_match(text), known)

    def is_older(self, at: datetime | None) -> bool:
        """Tell whether something was written before our reply can have been."""
        return self.since is not None and at is not None and at < self.since

    def is_said_by(self, found: str) -> bool:
        """Tell whether the HTML of a post says the same."""
        return html.normalise_for_match(html.to_text(html.clean(found))) == self.digest
