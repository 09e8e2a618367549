"""The pages of a case file: HTML that loads nothing, runs nothing and can be printed; and the same as JSON Lines."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Final

from cmworkstation import words
from cmworkstation.domain import foreign
from cmworkstation.domain.account import Visibility
from cmworkstation.domain.bundle import Said
from cmworkstation.domain.case_file import Case, Contents, Head, Wanted
from cmworkstation.i18n import N_, language, tr, trn
from cmworkstation.words import dossier as dossiers
from cmworkstation.words import states
from cmworkstation.words.bundle import text_of, whole_of

# Qt's printer knows no variables, so colours stand where they are used; paper is white.
STYLE: Final = """
body { font-family: sans-serif; font-size: 15px; color: #1D1F21; background: #FFFFFF; max-width: 52em;
  margin: 2em auto; padding: 0 1em; overflow-wrap: anywhere; }
h1 { font-size: 24px; } h2 { font-size: 19px; margin-top: 32px; } .head { font-size: 15px; margin: 10px 0 2px 0; }
.soft { color: #5A5F66; font-size: 12px; margin: 5px 0; }
.words { white-space: pre-wrap; margin: 5px 0; }
.ours { background: #E6EEFA; padding: 8px; margin: 10px 0; }
.theirs { background: #F2F2EF; padding: 8px; margin: 10px 0; }
.internal { background: #FFF6D6; color: #5C4400; padding: 8px; margin: 10px 0; }
li { margin: 0 0 3px 0; }
"""


FORMS: Final = {"html": N_("Page (HTML)"), "pdf": N_("PDF"), "jsonl": N_("JSON Lines")}


def contents(held: Contents, wanted: Wanted, forms: Sequence[str]) -> str:
    """Return what a case file will hold, what it leaves out, and about how large it will be."""
    inside = [
        trn("{n} message", "{n} messages", held.messages).format(n=held.messages),
        trn("{n} dossier", "{n} dossiers", held.dossiers).format(n=held.dossiers),
    ]
    out: list[str] = []
    if held.internal:
        internal = trn("{n} internal note", "{n} internal notes", held.internal)
        (inside if wanted.notes else out).append(internal.format(n=held.internal))
    if not wanted.names:
        out.append(tr("names, handles and addresses on the web of private persons"))
    said = [tr("Inside: {what}.").format(what=", ".join(inside))]
    said.append(
        tr("Left out: {what}.").format(what=", ".join(out)) if out else tr("Nothing is left out.")
    )
    sizes = [f"{tr(FORMS[one])} {words.size(held.size(one))}" for one in forms]
    if sizes:
        said.append(tr("About: {sizes}.").format(sizes=", ".join(sizes)))
    return " ".join(said)


class HtmlCase:
    """Puts a case file into words, in the language that is spoken now."""

    def person(self, number: int) -> str:
        """Return what a private person is called whose name is left out."""
        return tr("Person {n}").format(n=number)

    def top(self, head: Head) -> str:
        """Return how the page begins."""
        title = text_of(tr("Case file"))
        made = tr("Made {when}").format(when=words.exactly(head.made_at))
        facts = [
            tr("{what}, by {name}").format(what=made, name=head.by) if head.by else made,
            trn("{n} conversation", "{n} conversations", head.conversations).format(
                n=head.conversations
            ),
            tr("with internal notes: not for those outside")
            if head.wanted.notes
            else tr("without internal notes"),
        ]
        if not head.wanted.names:
            facts.append(tr("private persons are numbered"))
        return (
            f'<!DOCTYPE html>\n<html lang="{language()}">\n<head>\n<meta charset="utf-8">\n'
            '<meta http-equiv="Content-Security-Policy"'
            " content=\"default-src 'none'; style-src 'unsafe-inline'\">\n"
            f"<title>{title}</title>\n<style>{STYLE}</style>\n</head>\n<body>\n<h1>{title}</h1>\n"
            f'<p class="soft">{text_of(" · ".join(facts))}</p>\n'
        )

    def case(self, one: Case) -> str:
        """Return one conversation."""
        title = foreign.line(one.title, 160) or tr("Conversation")
        parts = [
            f"<h2><bdi>{text_of(title)}</bdi></h2>",
            f'<p class="soft">{text_of(foreign.line(one.account, 80))}</p>',
        ]
        for said in one.said:
            parts += _message(said)
        for note in one.notes:
            parts.append(
                f'<div class="internal"><p class="soft"><b>{text_of(tr("internal"))}</b> ·'
                f" {text_of(' · '.join(filter(None, (foreign.line(note.by, 80), _time(note.at)))))}</p>"
                f'<div class="words" dir="auto">{_lines(note.words)}</div></div>'
            )
        return "\n".join(parts) + "\n"

    def end(self) -> str:
        """Return how the page ends."""
        return "</body>\n</html>\n"

    def lines(self, one: Case) -> Sequence[str]:
        """Return one conversation as JSON Lines: itself, its messages with their dossiers, its notes."""
        head = {"kind": "conversation", "id": one.id, "account": one.account, "title": one.title}
        rows: list[dict[str, object]] = [head]
        rows += [{"kind": "message", "conversation": one.id, **asdict(said)} for said in one.said]
        rows += [{"kind": "internal", "conversation": one.id, **asdict(note)} for note in one.notes]
        return [json.dumps(row, ensure_ascii=False, default=_plain) for row in rows]


def _message(said: Said) -> Iterator[str]:
    yield f'<div class="{"ours" if said.ours else "theirs"}">'
    who = " ".join(part for part in (said.author, said.handle) if part) or tr("Somebody")
    facts = (_time(said.at), states.visibility(Visibility(said.visibility)))
    yield (
        f'<p class="soft"><b><bdi>{text_of(foreign.line(who, 200))}</bdi></b> ·'
        f" {text_of(' · '.join(facts))}</p>"
    )
    if said.spoiler:
        yield f'<p class="soft"><bdi>{text_of(foreign.line(said.spoiler, 300))}</bdi></p>'
    yield f'<div class="words" dir="auto">{_lines(said.text)}</div>'
    if said.deleted_at:
        gone = tr("Deleted {when}").format(when=_time(said.deleted_at))
        yield f'<p class="soft">{text_of(gone)}</p>'
    for at, text in said.before:
        before = tr("Before {when}").format(when=_time(at))
        yield f'<p class="soft">{text_of(before)}</p><div class="words" dir="auto">{_lines(text)}</div>'
    if said.url:
        yield f'<p class="soft">{text_of(foreign.line(said.url, 500))}</p>'
    if said.dossier is not None:
        yield f'<p class="head"><b>{text_of(tr("Dossier of this reply"))}</b></p><ul>'
        for section in dossiers.sections(said.dossier):
            for line in section.lines:
                yield f"<li><b>{text_of(section.title)}</b> {_lines(line)}</li>"
        yield "</ul>"
    yield "</div>"


def _lines(text: str) -> str:
    """Return all of a text with its line ends; words without end get places to break at."""
    broken = foreign.LONG_WORD.sub("\\1\u200b", whole_of(text))
    return text_of(broken).replace("\n", "<br>")


def _time(at: datetime) -> str:
    """Return a time exactly, also one that this machine's clock cannot tell."""
    try:
        return words.exactly(at)
    except (OverflowError, ValueError):
        return at.isoformat(timespec="minutes")


def _plain(value: object) -> object:
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, timedelta):
        return value.total_seconds()
    return list(value) if isinstance(value, set | frozenset | tuple) else str(value)
