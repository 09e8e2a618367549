"""Names and words without regard to accents and capitals, as the search index compares them."""

import unicodedata


def fold(text: str) -> str:
    """Return a text without accents and capitals."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    return "".join(char for char in plain if not unicodedata.combining(char))
