"""The list of official accounts for visitors: a page, a part of a page, JSON, Markdown, text, and rel="me" links.

Only what is official and has an address of the web is named, with nothing of who owns it.
"""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from html import escape
from typing import Final

from cmworkstation.domain.presence import Presence, Standing
from cmworkstation.domain.promise import whole_day
from cmworkstation.domain.values import dataclass

WORDS: Final[Mapping[str, Mapping[str, str]]] = {
    "en": {
        "title": "Our official accounts",
        "lead": "We speak under these names and no others. Whatever else bears our name is not ours.",
        "as_of": "As of {day}",
        "verified": "verified",
    },
    "fr": {
        "title": "Nos comptes officiels",
        "lead": "Nous parlons sous ces noms, et sous aucun autre. Tout autre compte à notre nom n’est pas le nôtre.",
        "as_of": "À jour au {day}",
        "verified": "vérifié",
    },
}


@dataclass(frozen=True, slots=True)
class Official:
    """One line of the list."""

    platform: str  # as people call it
    handle: str
    address: str
    purpose: str = ""
    verification: str = ""


def official(register: Iterable[Presence], named: Callable[[str], str]) -> tuple[Official, ...]:
    """Return what may be published, by the names of the platforms."""
    found = [
        Official(named(one.platform), one.handle, one.address, one.purpose, one.verification)
        for one in register
        if one.status is Standing.OFFICIAL and is_web(one.address)
    ]
    return tuple(sorted(found, key=lambda one: (one.platform.casefold(), one.handle.casefold())))


def is_web(address: str) -> bool:
    """Tell whether an address is one of the web that may stand in a page."""
    return address.startswith(("https://", "http://")) and not any(one.isspace() for one in address)


def as_fragment(found: Sequence[Official], language: str, day: date) -> str:
    """Return a part of a page: a list with rel="me" links, without styles and scripts."""
    words = _words(language)
    items = "".join(
        f'  <li><a rel="me" href="{escape(one.address)}">{escape(one.platform)}'
        f" · {escape(one.handle)}</a>{_more_html(one, words)}</li>\n"
        for one in found
    )
    return (
        f'<section lang="{escape(language)}">\n <h2>{escape(words["title"])}</h2>\n'
        f" <p>{escape(words['lead'])}</p>\n <ul>\n{items} </ul>\n"
        f' <p><time datetime="{day.isoformat()}">{escape(_as_of(language, day))}</time></p>\n</section>\n'
    )


def as_page(found: Sequence[Official], language: str, day: date) -> str:
    """Return a whole page that asks no server for anything."""
    title = escape(_words(language)["title"])
    head = (
        f'<!doctype html>\n<html lang="{escape(language)}">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{title}</title>\n{as_links(found, language, day)}"
        "<style>body{font:1rem/1.5 system-ui,sans-serif;max-width:40rem;margin:2rem auto;padding:0 1rem}</style>\n"
    )
    return f"{head}</head>\n<body>\n{as_fragment(found, language, day)}</body>\n</html>\n"


def as_links(found: Sequence[Official], language: str, day: date) -> str:
    """Return the links for the head of a page by which the accounts can show that the page is theirs."""
    del language, day
    return "".join(f'<link rel="me" href="{escape(one.address)}">\n' for one in found)


def as_json(found: Sequence[Official], language: str, day: date) -> str:
    """Return the list for other programs."""
    words = _words(language)
    accounts = [
        {
            "platform": one.platform,
            "handle": one.handle,
            "url": one.address,
            "purpose": one.purpose,
            "verification": one.verification if is_web(one.verification) else "",
        }
        for one in found
    ]
    told = {"title": words["title"], "as_of": day.isoformat(), "accounts": accounts}
    return json.dumps(told, ensure_ascii=False, indent=1) + "\n"


def as_markdown(found: Sequence[Official], language: str, day: date) -> str:
    """Return the list as Markdown."""
    words = _words(language)
    items = [
        f"- [{_md(one.platform)} · {_md(one.handle)}](<{one.address.replace('>', '%3E')}>)"
        + (f": {_md(one.purpose)}" if one.purpose else "")
        for one in found
    ]
    lines = [f"## {words['title']}", "", words["lead"], "", *items, "", _as_of(language, day)]
    return "\n".join(lines) + "\n"


def as_text(found: Sequence[Official], language: str, day: date) -> str:
    """Return the list as plain text."""
    words = _words(language)
    items = [f"{one.platform} · {one.handle}\n  {one.address}" for one in found]
    return "\n".join([words["title"], words["lead"], "", *items, "", _as_of(language, day)]) + "\n"


FORMS: Final[Mapping[str, Callable[[Sequence[Official], str, date], str]]] = {
    "html": as_page,
    "fragment": as_fragment,
    "json": as_json,
    "markdown": as_markdown,
    "text": as_text,
    "links": as_links,
}
ENDINGS: Final[Mapping[str, str]] = {
    "html": ".html",
    "fragment": ".html",
    "json": ".json",
    "markdown": ".md",
    "text": ".txt",
    "links": ".html",
}


def _words(language: str) -> Mapping[str, str]:
    return WORDS.get(language, WORDS["en"])


def _as_of(language: str, day: date) -> str:
    return _words(language)["as_of"].format(day=whole_day(day, language))


def _more_html(one: Official, words: Mapping[str, str]) -> str:
    said = f" – {escape(one.purpose)}" if one.purpose else ""
    if is_web(one.verification):
        said += f' (<a href="{escape(one.verification)}">{escape(words["verified"])}</a>)'
    return said


def _md(text: str) -> str:
    return "".join(f"\\{one}" if one in "\\`*_[]<>#|" else one for one in text)
