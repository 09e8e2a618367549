"""Checks on links and on fields that were left unfilled."""

import re
from collections.abc import Iterator
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
    r"(?<![\w./@-])(?:" + "|".join(map(re.escape, sorted(SHORTENERS))) + r")/[^\s<>\"]+", re.I
)
TRACKING = re.compile(
    r"(?:utm_\w+|fbclid|gclid|dclid|msclkid|igshid|igsh|mc_[ce]id|yclid|twclid|_hsenc|_hsmi|ref_src)\Z",
    re.I,
)
PLACEHOLDER = re.compile(r"\{\s?[^\W\d][\w:?-]{0,59}\s?\}")


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
    wanted = rule.class_

    def spans(page: Page) -> list[Span]:
        found = list(page.urls)
        if wanted in {"", "shorteners"} and "/" in page.letters:
            for match in BARE_SHORT.finditer(page.view.text):
                if not any(start <= match.start() < end for start, end in page.urls):
                    found.append(match.span())
        return found

    def find(page: Page) -> Iterator[Spot]:
        for start, end in spans(page):
            url = page.view.text[start:end]
            host = host_of(url)
            if belongs(host, own) and wanted != "tracking":
                continue
            if wanted in {"", "shorteners"} and host in SHORTENERS:
                yield Spot(start, end, fix="expand-link")
            elif wanted in {"", "http"} and url.lower().startswith("http://"):
                yield Spot(start, end, ((start, start + 4, "https"),), fix="replace")
            elif wanted in {"", "tracking"} and (clean := without_tracking(url)) != url:
                yield Spot(start, end, ((start, end, clean),), fix="replace")
            elif wanted == "others":
                yield Spot(start, end, values={"to": host})

    return find


MAKERS: Makers = {"link": link, "placeholder": placeholder}
