"""Whether a text asks somebody for a favour: to share, to vote, to take part, to write about us."""

from cmworkstation.domain.charter.detect.favour_words import FAVOURS
from cmworkstation.domain.charter.text_view import folded, view_of


def solicits(text: str, language: str) -> bool:
    """Tell whether a text certainly asks for a favour; in other languages than French and English nobody knows."""
    pattern = FAVOURS.get(language)
    return bool(pattern and pattern.search(folded(view_of(text).lower)))
