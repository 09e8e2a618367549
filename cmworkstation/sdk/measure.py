"""Measuring a text as its server measures it, so that "too long" is said before sending and not after.

Four units cover nearly all platforms: code points, UTF-16 units, UTF-8 bytes and grapheme clusters (what a person
takes for one sign); X weighs (`sdk.weighted`). On top of them, a server may count every link alike and shorten
mentions.
"""

import re
from functools import lru_cache
from typing import Any

from cmworkstation.domain.account import LengthRule, Unit

# A scheme, a host with a known-looking top-level domain, then whatever is not space; closing marks stay outside.
URL = re.compile(
    r"https?://(?:[^\s@/?#:]+@)?(?:[^\s./?#:\[\]()<>\"'«»]+\.)+[^\W\d_]{2,}(?::\d+)?(?:[/?#][^\s<>\"«»]*)?",
    re.IGNORECASE,
)
TRAILING = ".,;:!?'\"…"
MENTION = re.compile(r"(?<![\w/@])(@[\w.-]*\w)@[\w.-]+\.\w+(?::\d+)?")


def measure(text: str, rule: LengthRule, spoiler: str = "") -> int:
    """Return the length of a reply in the rule's unit; the content warning counts where the server counts it."""
    counted = text
    if rule.url_cost is not None:
        counted = _links(rule.unit).sub(_placeholder(rule.url_cost), counted)
    if rule.short_mentions:
        counted = MENTION.sub(r"\1", counted)
    total = count(counted, rule.unit)
    if rule.counts_spoiler and spoiler:
        total += count(spoiler, rule.unit)
    # Where a limit of bytes stands beside that of the units, a text of heavy units is as long as its bytes.
    return (
        max(total, -(-count(counted, Unit.UTF8) // rule.unit_bytes)) if rule.unit_bytes else total
    )


def over(text: str, rule: LengthRule, spoiler: str = "") -> int:
    """Return by how many units a reply is too long, 0 when it fits or no limit is known."""
    return max(0, measure(text, rule, spoiler) - rule.limit) if rule.limit is not None else 0


def count(text: str, unit: Unit) -> int:
    """Return how many units a text has."""
    if unit is Unit.GRAPHEMES:
        return graphemes(text)
    if unit is Unit.EMOJI_BYTES:
        return sum(
            count(one, Unit.UTF8) if _emoji().search(one) else len(one) for one in _signs(text)
        )
    if unit is Unit.WEIGHTED:
        from cmworkstation.sdk.weighted import weight  # noqa: PLC0415 - only X counts so

        return weight(text)
    if unit is Unit.UTF16:
        return len(text.encode("utf-16-le", "surrogatepass")) // 2
    if unit is Unit.UTF8:
        return len(text.encode("utf-8", "surrogatepass"))
    return len(text)


def graphemes(text: str) -> int:
    """Return the number of extended grapheme clusters (UAX 29)."""
    if text.isascii() and "\r" not in text:
        return len(text)
    return len(_cluster().findall(text))


def _links(unit: Unit) -> re.Pattern[str]:
    if unit is not Unit.WEIGHTED:
        return URL
    from cmworkstation.sdk import weighted  # noqa: PLC0415 - as above

    return weighted.URL


def _signs(text: str) -> list[str]:
    return list(text) if text.isascii() else _cluster().findall(text)


@lru_cache(maxsize=1)
def _cluster() -> Any:  # noqa: ANN401 - a pattern of the library `regex`
    import regex  # noqa: PLC0415 - a slow import that only writing needs

    return regex.compile(r"\X")


@lru_cache(maxsize=1)
def _emoji() -> Any:  # noqa: ANN401 - as above
    import regex  # noqa: PLC0415 - as above

    # Digits and the like are emoji as well, by the letter of the standard: only with the sign that makes them one.
    return regex.compile(
        r"(?![\x00-\xff]$)[\p{Extended_Pictographic}\p{Regional_Indicator}\u20e3\ufe0f]"
    )


def _placeholder(cost: int) -> Any:  # noqa: ANN401 - a function for re.sub
    def put(match: re.Match[str]) -> str:
        found = match.group(0)
        kept = found.rstrip(TRAILING)
        while kept.endswith(")") and kept.count("(") < kept.count(")"):
            kept = kept[:-1]
        return "x" * cost + found[len(kept) :]

    return put
