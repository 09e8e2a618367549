"""The words that platforms and archives have of their own: one look for all of them.

Their modules are loaded when an error, a reason or a list is first put into words, which no start does.
"""

from types import ModuleType

from cmworkstation.words import (
    archives,
    bluesky,
    forum,
    github,
    google,
    hackernews,
    linkedin,
    matrix,
    meta,
    reddit,
    telegram,
    x,
)

MODULES: tuple[ModuleType, ...] = (
    *(bluesky, forum, github, google, hackernews, linkedin, matrix, meta, reddit, telegram, x),
    archives,
)


def text(table: str, key: str) -> str:
    """Return what one of them says under a key of a table ("REFUSALS", "TROUBLES" …), untranslated; "" for nothing."""
    return next((str(known[key]) for known in _tables(table) if key in known), "")


def wording(key: str) -> tuple[str, str] | None:
    """Return text and hint for what may happen while an account is added, untranslated; None for nothing."""
    found = next((known[key] for known in _tables("SIGNING_IN") if key in known), None)
    return None if found is None else (str(found[0]), str(found[1]))


def _tables(name: str) -> tuple[dict[str, str], ...]:
    return tuple(getattr(module, name, {}) for module in MODULES)
