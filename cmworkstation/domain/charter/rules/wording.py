"""Checks on words: terms, swap, if-then, require, consistency, and patterns."""

import re
from collections.abc import Iterator

from cmworkstation.domain.charter.clauses import Rule
from cmworkstation.domain.charter.dialect import first_letters
from cmworkstation.domain.charter.lexicon import Lexicon, longest
from cmworkstation.domain.charter.model import Charter
from cmworkstation.domain.charter.page import Page, Spot
from cmworkstation.domain.charter.rules.kinds import Finder, Makers

EDGE = 80  # characters that count as the start or the end of a text
GROUPS = {
    "tu": ("tu", "toi", "te", "tes", "ta"),
    "vous": ("vous", "votre", "vos"),
    "je": ("je", "j'", "mon", "ma", "mes"),
    "nous": ("nous", "notre", "nos"),
    "i": ("i", "my"),
    "we": ("we", "our", "us"),
}
SIGNS = re.compile(r"[?!]")
CAPITAL = re.compile(r"(?<!\\)[A-ZÀ-Þ]")


def terms(rule: Rule, _charter: Charter, lexicon: Lexicon, _language: str) -> Finder:
    """A listed word or phrase occurs."""
    slot, unless = lexicon.add(rule.terms), lexicon.add(rule.unless)
    delete = rule.fix == "delete"

    def find(page: Page) -> Iterator[Spot]:
        found = page.hits.get(slot)
        if found:
            for start, end in longest(found, page.hits.get(unless, ())):
                yield Spot(start, end, ((start, end, ""),) if delete else ())

    return find


def swap(rule: Rule, _charter: Charter, lexicon: Lexicon, _language: str) -> Finder:
    """A phrase that has a better one; a `{date}` in the better one must be filled by a person."""
    slots = [(lexicon.add([old]), new) for old, new in rule.swaps]
    unless = lexicon.add(rule.unless)

    def find(page: Page) -> Iterator[Spot]:
        better = {span: new for slot, new in slots for span in page.hits.get(slot, ())}
        for start, end in longest(better, page.hits.get(unless, ())) if better else ():
            new = better[start, end]
            if page.view.text[start].isupper() and not page.view.text[start : start + 2].isupper():
                new = new[:1].upper() + new[1:]
            fix = rule.fix or ("turn-into-follow-up" if "{" in new else "replace")
            yield Spot(start, end, ((start, end, new),), values={"to": new}, fix=fix)

    return find


def preferred(rule: Rule, _charter: Charter, lexicon: Lexicon, _language: str) -> Finder:
    """A word for which the charter prefers another; the preference may be a description, so no edit."""
    slots = [(lexicon.add([old]), new) for old, new in rule.swaps]

    def find(page: Page) -> Iterator[Spot]:
        better = {span: new for slot, new in slots for span in page.hits.get(slot, ())}
        for start, end in longest(better) if better else ():
            yield Spot(start, end, values={"to": better[start, end]})

    return find


def pattern(rule: Rule, _charter: Charter, lexicon: Lexicon, _language: str) -> Finder:
    """A pattern of the dialect occurs; case never matters."""
    unless = lexicon.add(rule.unless)
    cased = bool(CAPITAL.search(rule.pattern))
    needed = frozenset(
        "".join(first_letters(rule.pattern)).lower()
    )  # refuses what is outside the dialect
    compiled = re.compile(rule.pattern, re.IGNORECASE if cased else 0)

    def find(page: Page) -> Iterator[Spot]:
        if needed and needed.isdisjoint(page.letters):
            return
        text = page.view.text if cased else page.view.lower
        spans = [one.span() for one in compiled.finditer(text) if one.end() > one.start()]
        for start, end in longest(spans, page.hits.get(unless, ())) if spans else ():
            yield Spot(start, end, pattern_edits(rule.fix, page.view.text, start, end))

    return find


def pattern_edits(fix: str, text: str, start: int, end: int) -> tuple[tuple[int, int, str], ...]:
    """Return the edits of the fixes that a machine can carry out on a matched passage."""
    if fix == "squeeze":
        signs = SIGNS.findall(text[start:end])
        return ((start, end, "?" if "?" in signs else "!"),) if signs else ()
    new = {"delete": "", "mask": "[…]", "lowercase": text[start:end].lower()}.get(fix)
    return () if new is None else ((start, end, new),)


def if_then(rule: Rule, _charter: Charter, lexicon: Lexicon, _language: str) -> Finder:
    """A phrase without another one that must come with it."""
    cause, needed = lexicon.add(rule.if_terms), lexicon.add(rule.then_terms)
    unless = lexicon.add(rule.unless)

    def find(page: Page) -> Iterator[Spot]:
        found = page.hits.get(cause)
        if found and not page.hits.get(needed):
            for start, end in longest(found, page.hits.get(unless, ()))[:1]:
                yield Spot(start, end)

    return find


def require(rule: Rule, _charter: Charter, lexicon: Lexicon, _language: str) -> Finder:
    """Something that must be there is missing, at the start, at the end or anywhere."""
    some = lexicon.add(rule.any_)
    every = [lexicon.add([term]) for term in rule.all_]

    def there(page: Page, slot: int) -> bool:
        length = len(page.view.text)
        spans = page.hits.get(slot, ())
        if rule.where == "start":
            return any(start <= EDGE for start, _ in spans)
        if rule.where == "end":
            return any(end >= length - EDGE for _, end in spans)
        return bool(spans)

    def find(page: Page) -> Iterator[Spot]:
        missing = [n for n, slot in enumerate(every) if not there(page, slot)]
        if page.tokens.words and (missing or (rule.any_ and not there(page, some))):
            at = len(page.view.text) if rule.where == "end" else 0
            wanted = rule.all_[missing[0]] if missing else rule.any_[0]
            yield Spot(at, at, values={"to": wanted})

    return find


def consistency(rule: Rule, _charter: Charter, lexicon: Lexicon, _language: str) -> Finder:
    """Two ways of speaking that do not go together, such as tu and vous; the rarer one is shown."""
    pairs = rule.pairs or (("tu", "vous"),)
    slots = [
        (lexicon.add(GROUPS.get(one, (one,))), lexicon.add(GROUPS.get(two, (two,))))
        for one, two in pairs
    ]
    unless = lexicon.add(rule.unless)

    def find(page: Page) -> Iterator[Spot]:
        excused = page.hits.get(unless, ())
        for one, two in slots:
            first = longest(page.hits.get(one, ()), excused)
            second = longest(page.hits.get(two, ()), excused)
            if first and second:
                start, end = min(first, second, key=len)[0]
                yield Spot(start, end)

    return find


MAKERS: Makers = {
    "terms": terms,
    "swap": swap,
    "preferred": preferred,
    "regex": pattern,
    "if-then": if_then,
    "require": require,
    "consistency": consistency,
}
