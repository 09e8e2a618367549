"""Checks on links and on fields that were left unfilled."""

import re
from collections.abc import Iterator, Mapping
from typing import Protocol
from urllib.parse import urlsplit, urlunsplit

from cmworkstation.domain.charter.clauses import Rule
from cmworkstation.domain.charter.lexicon import Lexicon, Span
from cmworkstation.domain.charter.model import Charter
from cmworkstation.domain.charter.page import Page, Spot
from cmworkstation.domain.charter.rules.kinds import Finder, Makers

SHORTENERS = frozenset(
    """bit.ly t.co tinyurl.com ow.ly goo.gl lnkd.in is.gd buff.ly cutt.ly rebrand.ly urlz.fr
    shorturl.at tiny.cc rb.gy t.ly v.gd dlvr.it""".split(),
)
BARE_SHORT = re.compile(
    r"(?<![\w./@-])(?:" + "|".join(map(re.escape, sorted(SHORTENERS))) + r")/[^\s<>\"]+",
    re.IGNORECASE,
)
TRACKING = re.compile(
    r"(?:utm_\w+|fbclid|gclid|dclid|msclkid|igshid|igsh|mc_[ce]id|yclid|twclid|_hsenc|_hsmi|ref_src)\Z",
    re.IGNORECASE,
)
PLACEHOLDER = re.compile(r"\{\s?[^\W\d][\w:?-]{0,59}(?:\|[^{}|\n]{0,80})?\s?\}")


def placeholder(_rule: Rule, _charter: Charter, _lexicon: Lexicon, _language: str) -> Finder:
    """A field such as `{prenom}` was left in."""

    def find(page: Page) -> Iterator[Spot]:
        if "{" in page.letters:
            for match in PLACEHOLDER.finditer(page.view.text):
                yield Spot(*match.span())

    return find


def host_of(url: str) -> str:
    """Return the host of an address in lower case, without "www."; "" where there is none."""
    try:
        host = urlsplit(url if "//" in url else "//" + url).hostname or ""
    except ValueError:
        return ""
    return host.removeprefix("www.")


def belongs(host: str, domains: tuple[str, ...]) -> bool:
    """Tell whether a host is one of the domains or under one of them."""
    return any(host == one.lower() or host.endswith("." + one.lower()) for one in domains)


def without_tracking(url: str) -> str:
    """Return the address without the parameters that follow people around."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return url
    kept = [one for one in parts.query.split("&") if not TRACKING.match(one.partition("=")[0])]
    return urlunsplit(parts._replace(query="&".join(kept)))


def link(rule: Rule, charter: Charter, _lexicon: Lexicon, _language: str) -> Finder:
    """A link of the sort that the rule names: `class` is shorteners, http, tracking or others."""
    own = charter.links.allow + rule.allow
    judges = [
        judge for name, judge in JUDGES.items() if rule.class_ in {"", name} and name != "others"
    ]
    if rule.class_ == "others":
        judges = [JUDGES["others"]]

    def spans(page: Page) -> list[Span]:
        bare: list[Span] = []
        if rule.class_ in {"", "shorteners"} and "/" in page.letters:
            bare = [one.span() for one in BARE_SHORT.finditer(page.view.text)]
        return [*page.urls, *(one for one in bare if not _inside(one[0], page.urls))]

    def find(page: Page) -> Iterator[Spot]:
        for span in spans(page):
            url = page.view.text[span[0] : span[1]]
            ours = belongs(host_of(url), own)
            spots = (judge(url, span, ours=ours) for judge in judges)
            yield from (one for one in spots if one)

    return find


def _inside(at: int, spans: tuple[Span, ...]) -> bool:
    return any(start <= at < end for start, end in spans)


def _shortened(url: str, span: Span, *, ours: bool) -> Spot | None:
    return Spot(*span, fix="expand-link") if host_of(url) in SHORTENERS and not ours else None


def _unencrypted(url: str, span: Span, *, ours: bool) -> Spot | None:
    if ours or not url.lower().startswith("http://"):
        return None
    return Spot(*span, ((span[0], span[0] + 4, "https"),), fix="replace")


def _followed(url: str, span: Span, *, ours: bool) -> Spot | None:  # noqa: ARG001 - ours or not
    clean = without_tracking(url)
    return Spot(*span, ((*span, clean),), fix="replace") if clean != url else None


def _elsewhere(url: str, span: Span, *, ours: bool) -> Spot | None:
    return None if ours else Spot(*span, values={"to": host_of(url)})


class Judge(Protocol):
    """Looks at one link; says a spot or nothing."""

    def __call__(self, url: str, span: Span, *, ours: bool) -> Spot | None:
        """Return the spot, None when the link is in order."""


JUDGES: Mapping[str, Judge] = {
    "shorteners": _shortened,
    "http": _unencrypted,
    "tracking": _followed,
    "others": _elsewhere,
}
MAKERS: Makers = {"link": link, "placeholder": placeholder}
