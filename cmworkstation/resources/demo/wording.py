"""How texts of the demonstration get their names, their typography and their slips."""

import random
import re
from collections.abc import Mapping

THIN = "\u202f"  # narrow no-break space, as French wants it before : ; ! ?
VOWELS = "AEIOUÉÈÊÀÂÎÔÛaeiouéèêàâîôû"
MONTHS = {
    "fr": "janvier février mars avril mai juin juillet août septembre octobre novembre décembre".split(),
    "en": "January February March April May June July August September October November December".split(),
}

_ELISION = re.compile(r"\b([Dd]|[Qq]u)e \{(ville|auteur|collegue|agent)\}")
_FRENCH_BEFORE = re.compile(r" ([:;!?»])")
_FRENCH_HOURS = re.compile(r"(\d) (h|€|%|°)")
_HOURS_MINUTES = re.compile(r"(\bh) (\d\d\b)")
_STRAIGHT = str.maketrans({"’": "'"})


def fill(text: str, slots: Mapping[str, str]) -> str:
    """Put names into a text; French “de” and “que” are shortened before a vowel."""
    if "{" not in text:
        return text

    def shorten(match: re.Match[str]) -> str:
        value = slots[match[2]]
        return f"{match[1]}’{value}" if value[0] in VOWELS else f"{match[1]}e {value}"

    return _ELISION.sub(shorten, text).format_map(slots)


def day(month: int, number: int, language: str) -> str:
    """Return a date as people write it: "1er mars", "14 March"."""
    if language == "fr":
        return f"{'1er' if number == 1 else number}\u00a0{MONTHS['fr'][month - 1]}"
    return f"{number} {MONTHS['en'][month - 1]}"


def french(text: str) -> str:
    """Return a French text of ours with the no-break spaces that its typography asks for."""
    text = _FRENCH_BEFORE.sub(THIN + r"\1", text).replace("« ", f"«{THIN}")
    return _HOURS_MINUTES.sub(rf"\1{THIN}\2", _FRENCH_HOURS.sub(rf"\1{THIN}\2", text))


def habit(text: str, style: str, chance: random.Random) -> str:
    """Return a text as somebody with this habit would have typed it."""
    if style == "neat":
        return text
    text = text.translate(_STRAIGHT)
    if style == "lower" and text[:1].isalpha() and not text[:2].isupper():
        return text[0].lower() + text[1:].rstrip(".")
    if style == "hasty" and chance.random() < 0.5:  # noqa: PLR2004 - every other message
        return _slip(text, chance)
    return text


def _slip(text: str, chance: random.Random) -> str:
    """Swap two letters in the middle of a long word."""
    words = list(re.finditer(r"(?<![\w/:.@{«-])[a-zéèêàç]{6,}(?![\w/:.@])", text))
    if not words:
        return text
    word = chance.choice(words)
    at = word.start() + chance.randrange(1, len(word[0]) - 2)
    return text[:at] + text[at + 1] + text[at] + text[at + 2 :]


def capital(text: str) -> str:
    """Return a text with its first letter in upper case."""
    return text[:1].upper() + text[1:]
