"""A reply of ours that may have been published: how it is recognised among our own posts.

Servers change what we wrote. Of a faithful one the same words are asked for. Others make pictures of emoticons,
take Markdown for a command, or keep the people named at the beginning beside the text: there, only what no
server changes is compared. To miss our reply would be worse than to take a twin of it for it: it would be sent
twice.
"""

import re
from dataclasses import dataclass
from datetime import datetime

from cmworkstation.sdk import html

LEADING_NAMES = re.compile(r"^\s*(?:@[\w.-]+(?:@[\w.-]+(?::\d+)?)?\s+)+")
# ":-)", "<3", ">:-(", "8-D", ":beer:"
EMOTICON = re.compile(r"[:;=<>}]+(?:[^\w\s]|[dpox3](?!\w)){1,3}|[8xb]-?[()d|]|:\w+:")
SIGN = re.compile(r"[^\w\s]|_")


@dataclass(frozen=True, slots=True)
class Sought:
    """What it says, and since when it can exist."""

    words: str
    since: datetime | None
    changed: bool = False  # by servers that are not faithful

    @classmethod
    def saying(cls, text: str, since: datetime | None, *, changed: bool = False) -> "Sought":
        """Look for a text; with `changed`, on a server that may have changed its form."""
        known = (
            since.replace(microsecond=0) if since else None
        )  # platforms keep whole seconds at best
        return cls(_compared(text, changed=changed), known, changed)

    def is_older(self, at: datetime | None) -> bool:
        """Tell whether something was written before our reply can have been."""
        return self.since is not None and at is not None and at < self.since

    def is_said_by(self, found: str) -> bool:
        """Tell whether the HTML of a post says the same."""
        said = html.to_text(html.clean(found))
        return _compared(said, changed=self.changed) == self.words


def _compared(text: str, *, changed: bool) -> str:
    if not changed:
        return html.words_for_match(text)
    words = html.words_for_match(LEADING_NAMES.sub("", text, count=1)).split()
    # Single letters and figures are words as well: "at 8" is not "at 9".
    plain = (SIGN.sub("", word) for word in words if not EMOTICON.fullmatch(word))
    return " ".join(filter(None, plain))
