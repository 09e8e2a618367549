"""The page for visitors, from a text or from the version in force."""

from collections.abc import Callable, Mapping
from typing import Final

from cmworkstation.domain.charter.publicpage import PublicPage, as_html, as_markdown, public_page
from cmworkstation.domain.charter.reading import read_charter
from cmworkstation.domain.charter.visitors import visitors
from cmworkstation.domain.charter.writing import charter_hash
from cmworkstation.services.versions import Versions

FORMATS: Final[Mapping[str, Callable[[PublicPage], str]]] = {"html": as_html, "md": as_markdown}
LANGUAGES: Final[Mapping[str, str]] = {"en": "English", "fr": "Français"}


class PublicPages:
    """Makes pages; nothing is kept."""

    def __init__(self, versions: Versions) -> None:
        """Take the versions, to know since when one holds."""
        self._versions = versions

    def languages(self, source: str) -> tuple[str, ...]:
        """Return the languages of a charter, its default first. Raises `CharterInvalid`."""
        head = read_charter(source).header
        return tuple(dict.fromkeys((head.default_language, *head.languages)))

    def page(self, source: str, language: str) -> PublicPage:
        """Return the page for visitors. Raises `CharterInvalid`."""
        charter = read_charter(source)
        try:
            row = self._versions.row(charter_hash(source))
        except KeyError:
            since = None
        else:
            since = row.version.effective_from
        return public_page(visitors(charter, language, since.date() if since else None))

    def in_force(self, charter_id: str) -> str:
        """Return the text that is in force. Raises `KeyError` where none is."""
        holding = self._versions.in_force(charter_id)
        if holding is None:
            raise KeyError(charter_id)
        return self._versions.source(holding.hash)
