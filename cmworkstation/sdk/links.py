"""Links that a server announces: in the Link header (RFC 8288), and by <link> in a page."""

import re
from dataclasses import dataclass
from html.parser import HTMLParser

ENTRY = re.compile(r"<([^<>]*)>([^<]*)")
RELATION = re.compile(r";\s*rel\s*=\s*(?:\"([^\"]*)\"|([^\s;,\"]+))", re.IGNORECASE)
LOOKED_AT = 500_000  # characters of a page


@dataclass(frozen=True, slots=True)
class Link:
    """One link: where to, in which relations, to what kind of document."""

    url: str
    relations: frozenset[str]
    type: str = ""


def in_header(header: str) -> list[Link]:
    """Return the links of a Link header; what is malformed is left out."""
    found = []
    for url, rest in ENTRY.findall(header):
        relation = RELATION.search(rest)
        if relation:
            names = (relation[1] or relation[2]).lower().split()
            found.append(Link(url, frozenset(names)))
    return found


def in_page(html: str) -> list[Link]:
    """Return the links that a page announces, in their order."""
    reader = _Reader()
    reader.feed(html[:LOOKED_AT])
    return reader.found


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[Link] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        facts = {name: value or "" for name, value in attrs}
        if tag == "link" and facts.get("href"):
            relations = frozenset(facts.get("rel", "").lower().split())
            kind = facts.get("type", "").split(";")[0].strip().lower()
            self.found.append(Link(facts["href"], relations, kind))
