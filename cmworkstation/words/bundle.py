"""The pages of a compliance bundle: HTML that loads nothing, runs nothing, and shows strangers' words as they are."""

from collections.abc import Iterator, Sequence
from html import escape

from cmworkstation import words
from cmworkstation.domain import foreign
from cmworkstation.domain.account import Visibility
from cmworkstation.domain.bundle import Compared, Conversation, Period, Said, Summary, Written
from cmworkstation.i18n import N_, language, tr, trn
from cmworkstation.words import dossier as dossiers
from cmworkstation.words import states

LONGEST = 200_000  # characters of one message; data/messages.jsonl has all of it
PARTS = {
    "conversations": N_("Conversations"),
    "messages": N_("Messages"),
    "revisions": N_("Earlier states of messages"),
    "replies": N_("Replies"),
    "approvals": N_("Requests for approval"),
    "waivers": N_("Exceptions"),
    "charters": N_("Versions of charters"),
    "people": N_("People"),
    "journal": N_("Acts of the journal"),
}
STYLE = """
:root { color-scheme: light dark; --line: #ccc; --soft: #666; --ours: #eef3ff; }
@media (prefers-color-scheme: dark) { :root { --line: #444; --soft: #aaa; --ours: #1d2740; } }
body { font: 16px/1.5 system-ui, sans-serif; max-width: 52rem; margin: 2rem auto; padding: 0 1rem; }
h1 { font-size: 1.5rem; } h2 { font-size: 1.15rem; margin-top: 2rem; }
table { border-collapse: collapse; width: 100%; }
td, th { text-align: left; padding: .3rem .6rem; border-bottom: 1px solid var(--line); vertical-align: top; }
td, p, li, div { overflow-wrap: anywhere; }
.soft { color: var(--soft); font-size: .9rem; }
.words { white-space: pre-wrap; }
article { border: 1px solid var(--line); border-radius: 8px; padding: .8rem 1rem; margin: 1rem 0; }
article.ours { background: var(--ours); }
details { margin-top: .6rem; } summary { cursor: pointer; }
"""


class HtmlPages:
    """Puts a bundle into words, in the language that is spoken now."""

    @property
    def language(self) -> str:
        """The language of the pages."""
        return language()

    def index(self, summary: Summary, part: Sequence[Conversation], number: int, of: int) -> str:
        """Return a page of the index; the first one tells the summary."""
        body = list(_summary(summary)) if number == 1 else []
        body.append(f"<h2>{text_of(tr('Conversations'))}</h2>")
        body.append("<table>")
        body += [_row(one, summary) for one in part]
        body.append("</table>")
        if of > 1:
            names = ["index.html", *(f"index-{n}.html" for n in range(2, of + 1))]
            links = " · ".join(
                f'<a href="{name}">{n}</a>' if n != number else f"<b>{n}</b>"
                for n, name in enumerate(names, 1)
            )
            body.append(f"<p>{links}</p>")
        return _page(tr("Compliance bundle"), body)

    def conversation(self, one: Conversation, said: Sequence[Said]) -> str:
        """Return the page of a conversation."""
        body = [
            f'<p class="soft">{text_of(one.account)} · <a href="index.html">{text_of(tr("All conversations"))}</a></p>'
        ]
        for message in said:
            body += _message(message)
        return _page(one.title or one.author or tr("Conversation"), body)


def written(done: Written, file: str) -> str:
    """Return what was written."""
    acts = done.counts["journal"]
    text = trn(
        "{file}: {messages} messages, {replies} replies, {n} act of the journal",
        "{file}: {messages} messages, {replies} replies, {n} acts of the journal",
        acts,
    )
    return text.format(
        file=foreign.line(file, 200),
        messages=done.counts["messages"],
        replies=done.counts["replies"],
        n=acts,
    )


def compared(found: Compared) -> list[str]:
    """Return how a bundle stands to this workspace."""
    n = len(found.differences)
    if not n:
        text = trn(
            "{n} row compared, 0 differences.", "{n} rows compared, 0 differences.", found.rows
        )
        return [text.format(n=found.rows), *dossiers.unfit(found.signatures.misfits)]
    told = {
        "different": tr("{file}, {row}: here it says something else"),
        "not here": tr("{file}, {row}: not in this workspace"),
        "not there": tr("{file}, {row}: not in the bundle"),
    }
    head = trn("{n} difference:", "{n} differences:", n).format(n=n)
    return [
        head,
        *(f"- {told[what].format(file=file, row=row)}" for file, row, what in found.differences),
        *dossiers.unfit(found.signatures.misfits),
    ]


def _summary(summary: Summary) -> Iterator[str]:
    made = tr("Made {when}").format(when=words.exactly(summary.made_at))
    made = tr("{what}, by {name}").format(what=made, name=summary.by) if summary.by else made
    yield f"<p>{text_of(made)} · {text_of(period(summary.period))}</p>"
    how = tr(
        "Every file is named with its SHA-256 in manifest.json. To check all of it, with Python and without the"
        " program that made it, unpack the bundle and run:"
    )
    yield f"<p>{text_of(how)} <code>python3 verify.py</code></p>"
    yield "<table>"
    for key, title in PARTS.items():
        yield f"<tr><td>{text_of(tr(title))}</td><td>{summary.counts.get(key, 0)}</td></tr>"
    yield "</table>"
    if summary.charters:
        yield f"<h2>{text_of(tr('Versions of charters'))}</h2><table>"
        for name, version, digest in summary.charters:
            yield f"<tr><td>{text_of(name)}</td><td>{text_of(version)}</td><td><code>{text_of(digest)}</code></td></tr>"
        yield "</table>"
    last = tr("Hash of the journal’s last act: {hash}").format(hash=summary.last_hash)
    yield f'<p class="soft">{text_of(last)}</p>'


def period(value: Period) -> str:
    """Return from when to when a bundle is."""
    if value.since is None and value.until is None:
        return tr("from the beginning")
    if value.until is None and value.since is not None:
        return tr("since {when}").format(when=words.exactly(value.since))
    if value.since is None and value.until is not None:
        return tr("until {when}").format(when=words.exactly(value.until))
    assert value.since is not None
    assert value.until is not None
    text = tr("from {since} to {until}")
    return text.format(since=words.exactly(value.since), until=words.exactly(value.until))


def _row(one: Conversation, summary: Summary) -> str:
    del summary
    title = foreign.line(one.title or one.author, 160) or tr("Conversation")
    link = f'<a href="conversation-{one.id}.html">{text_of(title)}</a>'
    cells = (
        link,
        text_of(foreign.line(one.author, 80)),
        text_of(one.account),
        words.exactly(one.at),
    )
    return f"<tr>{''.join(f'<td>{cell}</td>' for cell in cells)}</tr>"


def _message(said: Said) -> Iterator[str]:
    yield '<article class="ours">' if said.ours else "<article>"
    who = " ".join(part for part in (said.author, said.handle) if part)
    facts = (words.exactly(said.at), states.visibility(Visibility(said.visibility)))
    yield f'<p class="soft"><b><bdi>{text_of(foreign.line(who, 200))}</bdi></b> · {" · ".join(map(text_of, facts))}</p>'
    if said.spoiler:
        yield f'<p class="soft"><bdi>{text_of(foreign.line(said.spoiler, 300))}</bdi></p>'
    yield f'<div class="words" dir="auto">{text_of(whole_of(said.text))}</div>'
    if said.deleted_at:
        gone = tr("Deleted {when}").format(when=words.exactly(said.deleted_at))
        yield f'<p class="soft">{text_of(gone)}</p>'
    for at, text in said.before:
        before = tr("Before {when}").format(when=words.exactly(at))
        yield f'<details><summary>{text_of(before)}</summary><div class="words" dir="auto">'
        yield f"{text_of(whole_of(text))}</div></details>"
    if said.url:
        yield f'<p class="soft">{text_of(foreign.line(said.url, 500))}</p>'
    if said.dossier is not None:
        yield f"<details><summary>{text_of(tr('Dossier of this reply'))}</summary>"
        for section in dossiers.sections(said.dossier):
            lines = "".join(
                f'<li class="words">{text_of(whole_of(line))}</li>' for line in section.lines
            )
            yield f"<h3>{text_of(section.title)}</h3><ul>{lines}</ul>"
        yield "</details>"
    yield "</article>"


def _page(title: str, body: Sequence[str]) -> str:
    shown = text_of(foreign.line(title, 200))
    # The policy lets a page load and run nothing at all, whatever stands in it.
    return (
        f'<!DOCTYPE html>\n<html lang="{language()}">\n<head>\n<meta charset="utf-8">\n'
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n"
        '<meta name="viewport" content="width=device-width">\n'
        f"<title>{shown}</title>\n<style>{STYLE}</style>\n</head>\n<body>\n<h1>{shown}</h1>\n"
        + "\n".join(body)
        + "\n</body>\n</html>\n"
    )


def whole_of(text: str) -> str:
    """Return a text without signs that disturb a page, cut where it is endless."""
    return foreign.cleaned(text[:LONGEST], keep="\n\t")


def text_of(text: str) -> str:
    """Return a text as HTML shows it, character by character."""
    return escape(text, quote=True)
