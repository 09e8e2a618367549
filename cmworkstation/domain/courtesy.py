"""Whether a message is a closing courtesy and no more: "Merci beaucoup !", "Great, thank you", a thumb up.

Such a message asks for nothing, so that it need not bring a settled conversation back to those that wait. Only what is
made of known courtesies from beginning to end is one: a question mark, a link, a digit, a negative word, a dot-dot-dot,
an unknown word or sign, and the message waits as ever. Silent when unsure: to miss a "merci" costs a glance, to take a
question for one would lose it.
"""

import re
import unicodedata
from functools import cache, lru_cache

from cmworkstation.domain.courtesy_words import (
    ENGLISH_FOR,
    ENGLISH_FOR_DEEDS,
    FRENCH_FOR,
    NEGATIVE,
    NO_NAMES,
    STRONG,
    THANKS,
    WEAK,
)

MOST_WORDS = 12
LONGEST = 200  # characters; whatever is longer is not looked at
LONGEST_PHRASE = 6  # words

_MENTION = re.compile(r"(?<!\w)@\w[\w.-]*(?:@[\w.:-]*\w)?")
_SMILEY = re.compile(r"(?<!\w)(?:[:;=]-?[)D]|\^\^|<3+)(?!\w)")
_QUOTED = re.compile(
    r"(?m)^(?:>|(?:le|on|am) .{4,200}(?:écrit|wrote|schrieb)\s*:\s*$)", re.IGNORECASE
)
_WORD = re.compile(r"[^\W\d_]+")
_KISSES = re.compile(r"^x+$")
_INNOCENT = frozenset(" \t\r\n,.!;:-–—'’~\u00a0\u202f")
_JOINERS = re.compile("[\ufe0e\ufe0f\u200d\u200b\u2060\U0001f3fb-\U0001f3ff]")
_HEARTS = frozenset("❤♥💙💚💛🧡💜🖤🤍🤎💖💗💓💕💞💘💝🩷🩵🫶")
_SAYS_ALL = _HEARTS | frozenset("👍👌")
_KIND = _SAYS_ALL | frozenset("🙏🙂😊☺😀😃😄😁🥰😍🤗😘😉🤝🙌🎉✨🌸🌷🌹💐🌺🌻🌼☀🌞💪🥳✅👏⭐🌟😇🍀")


def is_closing_courtesy(text: str) -> bool:
    """Tell whether a message is a closing courtesy, and says nothing else."""
    if _begins_otherwise(text):
        return False
    text = _own_words(text)
    if not text or len(text) > LONGEST or text.count(" ") > 2 * MOST_WORDS:
        return False
    bare = _JOINERS.sub("", _MENTION.sub(" ", text))
    smiled = _SMILEY.search(bare) is not None
    bare = _SMILEY.sub(" ", bare)
    if ".." in bare or "…" in bare:
        return False
    others = _WORD.sub("", bare)
    signs = [one for one in others if one not in _INNOCENT]
    if any(
        one not in _KIND for one in signs
    ):  # digits, question marks, links and quotes among them
        return False
    words = _WORD.findall(bare)
    if not words:
        return bool(smiled and "<3" in text) or any(one in _SAYS_ALL for one in signs)
    return len(words) <= MOST_WORDS and _is_made_of_courtesies(words)


def _begins_otherwise(text: str) -> bool:
    """Tell whether already the first word shows that it is none: so it is with most of what comes in."""
    if not text[:1].isalpha():
        return False  # a mention, a smiley or a sign stands before it
    first = _WORD.match(text)
    if first is None or _JOINERS.match(text, first.end()):
        return False
    return first.end() > LONGEST or not _may_begin(first.group())


@lru_cache(maxsize=4096)
def _may_begin(word: str) -> bool:
    return _fold(word) in _first_words()


@lru_cache(maxsize=1)
def _first_words() -> frozenset[str]:
    return frozenset(
        phrase.partition(" ")[0] for phrase, weight in _phrases_of_all().items() if weight != "for"
    )


def _own_words(text: str) -> str:
    """Return a text without the lines that repeat what it answers, as mails do."""
    if len(text) <= LONGEST and ">" not in text:
        return text
    head = _QUOTED.split(text[: 4 * LONGEST], maxsplit=1)[0]
    return head if len(head) < len(text) else text


def _is_made_of_courtesies(words: list[str]) -> bool:
    """Tell whether words can be read as courtesies one after the other, one of them strong."""
    folded = [_fold(one) for one in words]
    if any(one in NEGATIVE for one in folded):
        return False
    n = len(words)
    # From the end: what can be made of the rest, as (with a strong phrase, without one), where a name may come or not.
    known = _phrases_of_all()

    @cache
    def reads(at: int, strong: bool, thanked: bool) -> bool:
        if at == n:
            return strong
        for size in range(min(LONGEST_PHRASE, n - at), 0, -1):
            phrase = " ".join(folded[at : at + size])
            weight = known.get(phrase)
            if weight is None or (weight == "for" and not strong):
                continue
            thanks = phrase in THANKS or (thanked and weight == "weak")
            if reads(at + size, strong or weight == "strong", thanks):
                return True
        return thanked and _may_be_name(words[at], folded[at]) and reads(at + 1, strong, False)

    return reads(0, False, False)


def _may_be_name(word: str, folded: str) -> bool:
    return len(word) > 1 and word[0].isupper() and not word.isupper() and folded not in NO_NAMES


@lru_cache(maxsize=1)
def _phrases_of_all() -> dict[str, str]:
    """Return each phrase with its weight: "strong", "weak", or "for", which needs thanks before it."""
    known = dict.fromkeys(WEAK, "weak") | dict.fromkeys(ENGLISH_FOR_DEEDS, "for")
    for whose, nouns, more in (FRENCH_FOR, ENGLISH_FOR):
        for begin in whose:
            for noun in nouns:
                known[f"{begin} {noun}"] = "for"
        known |= dict.fromkeys(more, "for")
    return known | dict.fromkeys(STRONG, "strong")


def _fold(word: str) -> str:
    """Return a word without accents and capitals, its letters not drawn out: "MERCIIII" is "merci"."""
    plain = unicodedata.normalize("NFKD", word.casefold())
    plain = "".join(one for one in plain if not unicodedata.combining(one))
    if _KISSES.match(plain):
        return plain[:3]
    return re.sub(r"(\w)\1{2,}", r"\1", plain)
