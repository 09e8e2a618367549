"""Texts that exist in several languages: a map from language code to text."""

from collections.abc import Mapping

Words = Mapping[str, str]
Lists = Mapping[str, tuple[str, ...]]
Names = tuple[str, ...]
Pairs = tuple[tuple[str, str], ...]
PairLists = Mapping[str, Pairs]
Channels = Mapping[str, Words]  # a platform or a visibility → texts by language
Examples = Lists | Names
Table = Mapping[str, object]
Files = tuple[Mapping[str, str | Words], ...]  # of each its hash, name and alt, see `attached`


def said(words: Words, language: str, default: str = "") -> str:
    """Return the text in `language`, else in `default`, else the first one there is, else ""."""
    for wanted in (language, primary(language), default):
        if words.get(wanted):
            return words[wanted]
    return next(iter(words.values()), "")


def primary(language: str) -> str:
    """Return the primary part of a language tag in lower case: "fr-CA" gives "fr"."""
    return language.replace("_", "-").split("-")[0].lower()
