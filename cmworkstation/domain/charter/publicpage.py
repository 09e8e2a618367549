"""The public page: blocks first, then HTML in one file or Markdown. Every foreign text is escaped in both.

The HTML has no script, nothing that is fetched from anywhere, headings in order, its language, colours with contrast
by day and by night, and prints well.
"""

import html
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from cmworkstation.domain.charter.publicwords import PLATFORMS, phrases
from cmworkstation.domain.charter.visitors import Ground, Hours, Promise, Visitors
from cmworkstation.domain.charter.words import primary

MARKDOWN_SIGNS: Final = re.compile(r"([\\`*_{}\[\]<>()#+\-.!|~=:@/&])")
HIDDEN: Final = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]"
)
EN_ORDINAL: Final = "{day} {month} {year}"


@dataclass(frozen=True, slots=True)
class Block:
    """One section of the page: a heading, sentences, and a list of (lead, text)."""

    key: str
    title: str
    sentences: tuple[str, ...] = ()
    points: tuple[tuple[str, str], ...] = ()
    after: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PublicPage:
    """The page before it becomes HTML or Markdown; all its texts are plain."""

    language: str
    title: str
    organisation: str
    line: str
    blocks: tuple[Block, ...]
    footer: str
    contents: str
    colon: str


def public_page(known: Visitors) -> PublicPage:
    """Return the page for visitors, in the language of `known`."""
    said = phrases(primary(known.language))
    line = said["version"].format(number=known.version)
    if known.since:
        line += ", " + said["since"].format(date=_date(known.since, known.language))
    blocks = tuple(one for one in _blocks(known, said) if one.sentences or one.points)
    return PublicPage(
        language=primary(known.language),
        title=known.title or known.organisation,
        organisation=known.organisation,
        line=line,
        blocks=blocks,
        footer=said["footer"],
        contents=said["contents"],
        colon=said["colon"],
    )


def _blocks(known: Visitors, said: Mapping[str, str]) -> Iterator[Block]:
    yield Block("principles", said["principles"], (), tuple(("", one) for one in known.principles))
    yield Block("ways", said["ways"], (), tuple(("", one) for one in known.ways))
    accounts = tuple((PLATFORMS.get(one, one), handle) for one, handle in known.accounts)
    yield Block("accounts", said["accounts"], (said["accounts-note"],) * bool(accounts), accounts)
    yield Block("times", said["times"], (), tuple(_promise(one, said) for one in known.promises))
    yield _hours(known.hours, said)
    grounds = tuple((one.ground, _ground(one, said)) for one in known.grounds)
    yield Block("moderation", said["moderation"], (), grounds)
    appeal = tuple(said["appeal-text"].format(address=one) for one in known.appeal)
    yield Block("appeal", said["appeal"], appeal)
    labels = tuple(
        (label, ", ".join(said[one] for one in when if one in said)) for label, when in known.labels
    )
    yield Block("labels", said["labels"], (), labels)
    kept = tuple((said[what], _count(said[unit], n)) for what, n, unit in known.kept)
    yield Block("kept", said["kept"], (), kept)


def _promise(one: Promise, said: Mapping[str, str]) -> tuple[str, str]:
    lead = one.messages or said["others"]
    if one.side:
        lead += f" ({said[one.side]})"
    if one.unit == "d" and one.open_time:
        return lead, _count(said["open-d"], one.amount)
    how = said["open" if one.open_time else "always"]
    return lead, f"{_count(said[one.unit], one.amount)}, {how}"


def _hours(hours: tuple[Hours, ...], said: Mapping[str, str]) -> Block:
    names = said["days"].split()
    points: list[tuple[str, str]] = []
    notes: dict[str, None] = {}
    for one in hours:
        for first, last, intervals in one.days:
            day = names[first]
            if last != first:
                day = said["between"].format(first=names[first], last=names[last])
            times = said["and"].join(f"{begin}\u2013{end}" for begin, end in intervals)
            points.append((day[:1].upper() + day[1:], times))
        zone = one.timezone.rpartition("/")[2].replace("_", " ")
        notes[said["timezone"].format(zone=zone)] = None
        if one.holidays:
            notes[said["holidays"]] = None
    return Block("hours", said["hours"], (), tuple(points), tuple(notes) if points else ())


def _ground(one: Ground, said: Mapping[str, str]) -> str:
    parts = [said[one.action]] if one.action else []
    if one.notice and one.action != "keep":
        parts.append(said["notice"])
    if one.ladder:
        steps = ", ".join(step.replace("-", " ") for step in one.ladder)
        parts.append(said["ladder"].format(steps=steps))
    return " ".join(parts)


def _count(forms: str, n: int) -> str:
    one, _, many = forms.partition("|")
    return (one if n == 1 else many).format(n=n)


def _date(day: date, language: str) -> str:
    said = phrases(primary(language))
    number = "1er" if day.day == 1 and primary(language) == "fr" else str(day.day)
    return EN_ORDINAL.format(day=number, month=said["months"].split()[day.month - 1], year=day.year)


# Markdown


def as_markdown(page: PublicPage) -> str:
    """Return the page as Markdown; signs of foreign texts are escaped, so that they stay what they are."""
    lines = [f"# {_md(page.title)}", ""]
    if page.organisation and page.organisation != page.title:
        lines += [f"**{_md(page.organisation)}**", ""]
    lines += [f"*{_md(page.line)}*", ""]
    for block in page.blocks:
        lines += [f"## {_md(block.title)}", ""]
        for one in block.sentences:
            lines += [_md(one), ""]
        for lead, text in block.points:
            bold = f"**{_md(lead)}**{page.colon if text else ''}" if lead else ""
            lines.append(f"- {bold}{_md(text)}")
        lines += [""] * bool(block.points)
        for one in block.after:
            lines += [_md(one), ""]
    return "\n".join([*lines, "---", "", _md(page.footer), ""])


def _md(text: str) -> str:
    return MARKDOWN_SIGNS.sub(r"\\\1", _one_line(text))


def _one_line(text: str) -> str:
    return " ".join(HIDDEN.sub("", text).split(" ")).replace("\n", " ").replace("\t", " ").strip()


# HTML

STYLE: Final = """
:root {
  color-scheme: light dark;
  --ground: #fdfcfa; --text: #1d1d1f; --soft: #55555c; --line: #d9d6d0; --accent: #0b5a7a;
}
@media (prefers-color-scheme: dark) {
  :root { --ground: #17181a; --text: #ececee; --soft: #b4b4bc; --line: #3a3b40; --accent: #7cc4e4; }
}
* { box-sizing: border-box; }
body { margin: 0; background: var(--ground); color: var(--text); font: 1.0625rem/1.6 system-ui, sans-serif; }
main { max-width: 44rem; margin: 0 auto; padding: 2.5rem 1.25rem 4rem; }
h1 { font-size: 2rem; line-height: 1.2; margin: 0 0 .5rem; }
h2 {
  font-size: 1.25rem; line-height: 1.3; margin: 2.5rem 0 .75rem; padding-top: 1rem;
  border-top: 1px solid var(--line);
}
p, ul, dl { margin: 0 0 1rem; }
ul { padding-left: 1.25rem; }
li { margin-bottom: .375rem; }
nav ul { list-style: none; padding: 0; display: flex; flex-wrap: wrap; gap: .25rem 1.25rem; }
a { color: var(--accent); }
dt { font-weight: 600; }
dd { margin: 0 0 .75rem; }
.soft, footer { color: var(--soft); }
footer { margin-top: 3rem; padding-top: 1rem; border-top: 1px solid var(--line); font-size: .9375rem; }
@media print {
  body { background: #fff; color: #000; font-size: 11pt; }
  nav { display: none; }
  main { max-width: none; padding: 0; }
  h2 { break-after: avoid; }
  li, dd { break-inside: avoid; }
}
""".strip()


def as_html(page: PublicPage) -> str:
    """Return the page as one HTML file."""
    body = "\n".join(_html_block(block) for block in page.blocks)
    links = "\n".join(
        f'<li><a href="#{block.key}">{_h(block.title)}</a></li>' for block in page.blocks
    )
    who = ""
    if page.organisation and page.organisation != page.title:
        who = f"<p>{_h(page.organisation)}</p>\n"
    return f"""<!DOCTYPE html>
<html lang="{_h(page.language)}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="referrer" content="no-referrer">
<title>{_h(page.title)}</title>
<style>
{STYLE}
</style>
</head>
<body>
<main>
<header>
<h1>{_h(page.title)}</h1>
{who}<p class="soft">{_h(page.line)}</p>
</header>
<nav aria-label="{_h(page.contents)}">
<ul>
{links}
</ul>
</nav>
{body}
<footer>{_h(page.footer)}</footer>
</main>
</body>
</html>
"""


def _html_block(block: Block) -> str:
    parts = [
        f'<section aria-labelledby="{block.key}">',
        f'<h2 id="{block.key}">{_h(block.title)}</h2>',
    ]
    parts += [f"<p>{_h(one)}</p>" for one in block.sentences]
    if block.points and all(lead for lead, _ in block.points):
        parts.append("<dl>")
        parts += [f"<dt>{_h(lead)}</dt>\n<dd>{_h(text)}</dd>" for lead, text in block.points]
        parts.append("</dl>")
    elif block.points:
        parts.append("<ul>")
        parts += [f"<li>{_h(text)}</li>" for _, text in block.points]
        parts.append("</ul>")
    parts += [f'<p class="soft">{_h(one)}</p>' for one in block.after]
    return "\n".join([*parts, "</section>"])


def _h(text: str) -> str:
    return html.escape(HIDDEN.sub("", text).replace("\n", " ").strip(), quote=True)
