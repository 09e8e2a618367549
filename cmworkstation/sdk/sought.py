"""A reply of ours that may have been published: how it is recognised among our own posts."""

import re
from dataclasses import dataclass
from datetime import datetime

from cmworkstation.sdk import html

LEADING_NAMES = re.compile(r"^\s*(?:@[\w.-]+(?:@[\w.-]+(?::\d+)?)?\s+)+")


@dataclass(frozen=True, slots=True)
class Sought:
    """What it says, whatever the platform did to its form, and since when it can exist."""

    digest: str
    since: datetime | None
    names_may_go: bool = False

    @classmethod
    def saying(cls, text: str, since: datetime | None, *, names_may_go: bool = False) -> "Sought":
        """Look for a text; with `names_may_go` the people named at its beginning do not count.

        Some servers keep these names beside the text, and give it back without them.
        """
        known = (
            since.replace(microsecond=0) if since else None
        )  # platforms keep whole seconds at best
        said = LEADING_NAMES.sub("", text, count=1) if names_may_go else text
        return cls(html.normalise_for_match(said), known, names_may_go)

    def is_older(self, at: datetime | None) -> bool:
        """Tell whether something was written before our reply can have been."""
        return self.since is not None and at is not None and at < self.since

    def is_said_by(self, found: str) -> bool:
        """Tell whether the HTML of a post says the same."""
        text = html.to_text(html.clean(found))
        said = LEADING_NAMES.sub("", text, count=1) if self.names_may_go else text
        return html.normalise_for_match(said) == self.digest
