"""The pages of a readable site: HTML that runs nothing and loads nothing but the pictures beside it.

Every word that somebody else wrote passes `line` or `words_of`, and nothing else makes HTML of it.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from cmworkstation import words
from cmworkstation.domain import foreign
from cmworkstation.domain.case_file import Internal
from cmworkstation.domain.taking_out import (
    Door,
    Front,
    Line,
    Listing,
    Piece,
    Register,
    Row,
    Share,
    Whole,
)
from cmworkstation.i18n import labelled, language, number, tr, trn
from cmworkstation.words.bundle import text_of, whole_of
from cmworkstation.words.review import month_of

SHOWN: Final = frozenset(("png", "jpg", "gif", "webp", "bmp"))
LANGUAGE = re.compile(r"[a-z]{2,3}")
STYLE: Final = """
:root { color-scheme: light dark; --ground: #fbfbf9; --text: #1d1f21; --soft: #595e66; --line: #d4d4ce; --link: #0b57a4;
  --ours: #e6eefa; --internal: #fff6d6; }
@media (prefers-color-scheme: dark) { :root { --ground: #16181b; --text: #e6e6e3; --soft: #a4a9b0; --line: #3c4046;
  --link: #8ab8f5; --ours: #1c2a40; --internal: #3a3213; } }
body { font: 17px/1.55 system-ui, sans-serif; color: var(--text); background: var(--ground); max-width: 50rem;
  margin: 1.5rem auto 4rem; padding: 0 1rem; overflow-wrap: anywhere; }
a { color: var(--link); } a:focus-visible { outline: 3px solid var(--link); outline-offset: 2px; }
h1 { font-size: 1.6rem; line-height: 1.25; } h2 { font-size: 1.2rem; margin-top: 2.2rem; }
article h2 { font-size: 1rem; margin: 0 0 .3rem; }
nav { margin: .8rem 0; } .soft { color: var(--soft); font-size: .9rem; }
ul.rows { list-style: none; padding: 0; } ul.rows li { padding: .55rem 0; border-bottom: 1px solid var(--line); }
ul.doors { padding: 0; list-style: none; display: flex; flex-wrap: wrap; gap: .3rem 1.1rem; }
.words { white-space: pre-wrap; }
article { border: 1px solid var(--line); border-radius: 8px; padding: .8rem 1rem; margin: 1rem 0; }
article.ours { background: var(--ours); } article.internal { background: var(--internal); }
img { max-width: 100%; height: auto; border-radius: 6px; } figure { margin: .7rem 0 0; }
"""


class HtmlSite:
    """Puts a site into words, in the language that is spoken now."""

    def person(self, number: int) -> str:
        """Return what a private person is called whose name is left out."""
        return tr("Person {n}").format(n=number)

    def front(self, one: Front) -> str:
        """Return the first page."""
        facts = [tr("Made {when}").format(when=words.exactly(one.made_at))]
        if one.by:
            facts.append(tr("by {name}").format(name=foreign.line(one.by, 80)))
        body = [
            f'<p class="soft">{text_of(" · ".join(facts))}</p>',
            f"<p>{text_of(_held(one))}</p>",
            f"<p>{text_of(share(one.share))}</p>",
        ]
        months = [Door(month_of(door.name), door.page, door.n) for door in one.months]
        for title, doors in (
            (tr("By month"), months),
            (tr("By account"), one.accounts),
            (tr("By person"), one.people),
            (tr("By word"), one.words),
        ):
            if doors:
                body += [f"<h2>{text_of(title)}</h2>", _doors(doors, "")]
        hint = tr("The search of your browser (Ctrl+F) finds words on each page.")
        body.append(f'<p class="soft">{text_of(hint)}</p>')
        return _page(tr("Conversations"), body)

    def listing(self, one: Listing) -> str:
        """Return a list of conversations."""
        title = month_of(one.name) if one.month else one.name
        body = ['<ul class="rows">', *map(_row, one.rows), "</ul>"]
        if len(one.pages) > 1:
            body.append(_numbers(one.pages, one.number))
        return _page(title, [_back(), *body])

    def register(self, one: Register) -> str:
        """Return a page of people or words."""
        kind = tr("By person") if one.people else tr("By word")
        body = [_back(), _doors(one.doors, "../"), '<ul class="rows">']
        for entry in one.entries:
            links = " · ".join(
                f'<a href="../conversations/{id_}.html"><bdi>{line(title, 70) or text_of(tr("Conversation"))}</bdi></a>'
                for id_, title in entry.found
            )
            name = line(entry.name, 80) or text_of(tr("Somebody"))
            body.append(f"<li><b><bdi>{name}</bdi></b><br>{links}</li>")
        return _page(labelled(kind, one.name), [*body, "</ul>"])

    def conversation(self, one: Whole, month: str, files: Mapping[str, str]) -> str:
        """Return a conversation."""
        facts = [one.account, tr("private") if one.private else ""]
        month_link = f'<a href="../months/{month}.html">{text_of(month_of(month))}</a>'
        body = [
            _back(month_link),
            f'<p class="soft">{" · ".join(line(fact, 120) for fact in facts if fact)}</p>',
        ]
        who = {it.key: it.who or it.handle for it in one.lines}
        for it in one.lines:
            body += _message(it, who.get(it.parent, ""), files)
        for draft in one.drafts:
            body += _internal(draft, tr("Draft, never sent"))
        for note in one.notes:
            body += _internal(note, tr("Internal note"))
        return _page(one.title or tr("Conversation"), body)


def line(text: str, most: int) -> str:
    """Return foreign text as HTML of one line."""
    return text_of(foreign.line(text, most))


def words_of(text: str) -> str:
    """Return all of a foreign text as HTML, with its line ends."""
    return text_of(whole_of(text))


def share(one: Share) -> str:
    """Return what goes along and what stays, in a sentence or two."""
    inside = [
        *([tr("internal notes")] if one.notes else []),
        *([tr("drafts that were never sent")] if one.drafts else []),
    ]
    out = [
        *([] if one.notes else [tr("internal notes")]),
        *([] if one.drafts else [tr("drafts that were never sent")]),
        *([] if one.names else [tr("names, handles and addresses on the web of private persons")]),
    ]
    said = tr("Inside, and not for those outside: {what}.").format(what=", ".join(inside))
    left = tr("Left out: {what}.").format(what=", ".join(out))
    return " ".join(([said] if inside else []) + ([left] if out else []))


def _held(one: Front) -> str:
    homes = trn("{n} conversation", "{n} conversations", one.conversations)
    said = trn("{n} message", "{n} messages", one.messages)
    return f"{homes.format(n=number(one.conversations))}, {said.format(n=number(one.messages))}"


def _message(one: Line, answers: str, files: Mapping[str, str]) -> Iterator[str]:
    kind = ' class="ours"' if one.ours else ""
    yield f'<article id="m{one.id}"{kind}>'
    yield f"<h2><bdi>{line(one.who or one.handle, 120) or text_of(tr('Somebody'))}</bdi></h2>"
    facts = [
        line(one.handle, 120),
        text_of(_time(one)),
        text_of(tr("private")) if one.private else "",
    ]
    if answers:
        facts.append(text_of(tr("to {name}")).format(name=f"<bdi>{line(answers, 80)}</bdi>"))
    yield f'<p class="soft">{" · ".join(filter(None, facts))}</p>'
    if one.deleted_at is not None:
        yield f'<p class="soft">{text_of(tr("Its author deleted this message."))}</p>'
    if one.spoiler:
        yield f"<p><b><bdi>{line(one.spoiler, 300)}</bdi></b></p>"
    if one.title:
        yield f"<p><b><bdi>{line(one.title, 300)}</bdi></b></p>"
    said = f' lang="{one.language}"' if LANGUAGE.fullmatch(one.language) else ""
    yield f'<div class="words" dir="auto"{said}>{words_of(one.text)}</div>'
    for piece in one.pieces:
        yield _piece(piece, files[piece.hash])
    for name in one.elsewhere:
        text = tr("File that stayed on its server: {name}")
        yield f'<p class="soft">{text_of(text).format(name=f"<bdi>{line(name, 160)}</bdi>")}</p>'
    if one.url.startswith(("https://", "http://")):
        link = f'<a href="{text_of(whole_of(one.url))}" rel="noreferrer nofollow">'
        yield f'<p class="soft">{link}{text_of(tr("On its platform"))}</a></p>'
    yield "</article>"


def _piece(piece: Piece, place: str) -> str:
    said = line(piece.alt or piece.name, 1500)
    if place.rpartition(".")[2] in SHOWN:
        return f'<figure><img src="../{place}" alt="{said}"></figure>'
    return f'<p><a href="../{place}" download>{said or text_of(tr("File"))}</a></p>'


def _internal(one: Internal, kind: str) -> Iterator[str]:
    yield f'<article class="internal"><h2>{text_of(kind)}</h2>'
    facts = (line(one.by, 80), text_of(words.exactly(one.at)))
    yield f'<p class="soft">{" · ".join(filter(None, facts))}</p>'
    yield f'<div class="words" dir="auto">{words_of(one.words)}</div></article>'


def _row(one: Row) -> str:
    title = line(one.title, 140) or text_of(tr("Conversation"))
    n = trn("{n} message", "{n} messages", one.messages).format(n=number(one.messages))
    facts = [
        text_of(words.exactly(one.at)),
        *(f"<bdi>{line(name, 60)}</bdi>" for name in one.people if name),
        line(one.account, 80),
        text_of(n),
        text_of(tr("private")) if one.private else "",
    ]
    return (
        f'<li><a href="../conversations/{one.id}.html"><bdi>{title}</bdi></a><br>'
        f'<span class="soft">{" · ".join(filter(None, facts))}</span></li>'
    )


def _doors(doors: Sequence[Door], up: str) -> str:
    items = "".join(
        f'<li><a href="{up}{door.page}"><bdi>{line(door.name, 100)}</bdi></a>'
        f' <span class="soft">({number(door.n)})</span></li>'
        for door in doors
    )
    return f'<ul class="doors">{items}</ul>'


def _numbers(pages: Sequence[str], here: int) -> str:
    links = " · ".join(
        f'<a href="../{page}">{n}</a>' if n != here else f'<b aria-current="page">{n}</b>'
        for n, page in enumerate(pages, 1)
    )
    return f'<nav aria-label="{text_of(tr("Pages"))}">{links}</nav>'


def _back(more: str = "") -> str:
    home = f'<a href="../index.html">{text_of(tr("All conversations"))}</a>'
    ways = " · ".join(filter(None, (home, more)))
    return f'<nav aria-label="{text_of(tr("Ways back"))}">{ways}</nav>'


def _time(one: Line) -> str:
    try:
        return words.exactly(one.at)
    except (OverflowError, ValueError):
        return one.at.isoformat(timespec="minutes")


def _page(title: str, body: Sequence[str]) -> str:
    shown = line(title, 200)
    # The policy lets a page run nothing and load nothing but the pictures that lie beside it.
    policy = "default-src 'none'; style-src 'unsafe-inline'; img-src 'self' file:"
    return (
        f'<!DOCTYPE html>\n<html lang="{language()}">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">\n'
        '<meta name="viewport" content="width=device-width">\n<meta name="robots" content="noindex">\n'
        '<meta name="referrer" content="no-referrer">\n'
        f"<title>{shown}</title>\n<style>{STYLE}</style>\n</head>\n<body>\n<main>\n<h1><bdi>{shown}</bdi></h1>\n"
        + "\n".join(body)
        + "\n</main>\n</body>\n</html>\n"
    )
