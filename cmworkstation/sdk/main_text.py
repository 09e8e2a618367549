"""The main text of a web page, without menus, banners and footers: found by readability-lxml.

The page comes from a stranger: it was downloaded by `Http` within a limit of size, and nothing of it is run or loaded.
"""

import re

from cmworkstation.domain.errors import NotThisPlatform, ServerTrouble
from cmworkstation.domain.values import dataclass
from cmworkstation.sdk import html
from cmworkstation.sdk.answer import Answer

MAX_BYTES = 3 * 2**20
MOST_TAGS = 60_000  # a page with more is no page that people read
FEWEST_LETTERS = 40  # what is shorter is no main text
UNREAD = (
    "script style template noscript svg nav footer aside head".split()
)  # of no page the main text
TITLE = re.compile(r"<title[^>]{0,200}>([^<]{0,500})", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class MainText:
    """What a page says."""

    title: str
    paragraphs: tuple[str, ...]


def main_text(answer: Answer) -> MainText:
    """Return the main text of a page.

    Raises `NotThisPlatform` for what is no page, and `ServerTrouble` for one that says nothing.
    """
    kind = answer.headers.get("content-type", "text/html")
    if not any(one in kind for one in ("html", "text/plain", "xml")):
        raise NotThisPlatform("no web page")
    source = answer.text()
    if source.count("<") > MOST_TAGS:
        raise ServerTrouble("too many tags")
    if "plain" in kind:
        found = MainText("", _paragraphs(source))
    else:
        title = TITLE.search(source)
        said = " ".join(html.to_text(html.clean(title[1])).split()) if title else ""
        found = MainText(said, _found(source))
    if not found.paragraphs:
        raise ServerTrouble("a page without text")
    return found


def _found(source: str) -> tuple[str, ...]:
    from lxml.html import document_fromstring, tostring  # noqa: PLC0415 - slow imports that only watched pages need
    from readability import Document  # noqa: PLC0415

    try:
        page = document_fromstring(source)
        for element in list(page.iter(*UNREAD)):
            element.drop_tree()
        whole = tostring(page, encoding="unicode")
    except Exception:  # noqa: BLE001 - it raises whatever comes of a broken page
        whole = source
    try:
        best = Document(whole).summary(html_partial=True)
    except Exception:  # noqa: BLE001 - as above
        best = ""
    paragraphs = _paragraphs(html.to_text(html.clean(best)))
    if sum(map(len, paragraphs)) >= FEWEST_LETTERS:
        return paragraphs
    # Of what is nested too deeply the reader of pages keeps the outside only.
    return next(
        (there for one in (whole, source) if (there := _paragraphs(html.to_text(html.clean(one))))),
        (),
    )


def _paragraphs(text: str) -> tuple[str, ...]:
    lines = (" ".join(line.split()) for line in text.splitlines())
    return tuple(dict.fromkeys(filter(None, lines)))
