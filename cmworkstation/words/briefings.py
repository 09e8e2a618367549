"""A briefing for colleagues in words, and as the files in which it leaves: page, Markdown, feed, mail.

Private persons are called "Person 1" throughout a briefing, and what they could be reached by is taken out of their
words, unless somebody gave a reason to name them. One and the same list of blocks is shown, printed and written.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime
from email import policy
from email.message import EmailMessage
from email.utils import format_datetime
from html import escape
from urllib.parse import quote
from xml.etree import ElementTree as ET

from cmworkstation import words
from cmworkstation.domain import foreign
from cmworkstation.domain.alert import AlertKind
from cmworkstation.domain.briefing import (
    Block,
    Briefing,
    Department,
    Gathered,
    Item,
    Line,
    Part,
    Sketch,
)
from cmworkstation.domain.dashboard import Span
from cmworkstation.domain.dashboard_report import Every
from cmworkstation.domain.expert import redacted
from cmworkstation.domain.mention import Stance
from cmworkstation.domain.promise import PromiseState
from cmworkstation.domain.pseudonyms import Pseudonyms
from cmworkstation.domain.table import markdown
from cmworkstation.i18n import N_, labelled, language, tr, trn
from cmworkstation.words import days
from cmworkstation.words.alerts import KINDS
from cmworkstation.words.dashboard import span_words
from cmworkstation.words.debriefs import as_html, as_markdown

LONGEST_LINK = 1800  # characters; programs of mail cut longer ones
POLICY = policy.SMTP.clone(cte_type="8bit", max_line_length=78)
TITLES: dict[Part, str] = {
    Part.CHOSEN: N_("Chosen for you"),
    Part.RISKS: N_("What could become a problem"),
    Part.MENTIONS: N_("What is said about us elsewhere"),
    Part.ASKS: N_("What people ask"),
    Part.PROMISES: N_("What was promised"),
    Part.PRAISE: N_("Thanks and praise"),
    Part.ASKING: N_("What we ask people: please pass it on"),
    Part.CHANGED: N_("What changed thanks to people"),
}
PROMISED: dict[str, str] = {
    "late": N_("late since {day}"),
    PromiseState.OPEN: N_("due on {day}"),
    PromiseState.KEPT: N_("kept"),
    PromiseState.WONT: N_("told that it will not be"),
    PromiseState.BROKEN: N_("not kept"),
}
STANCES: dict[str, str] = {
    Stance.FOR: N_("in favour"),
    Stance.AGAINST: N_("against"),
    Stance.ASKS: N_("asks"),
}
EVERY: dict[Every, str] = {
    Every.NEVER: N_("on request"),
    Every.DAY: N_("every day"),
    Every.WEEK: N_("every week"),
}


class BriefingPages:
    """Puts briefings into the words of the language that is spoken now."""

    def lines(self, found: Gathered, sketch: Sketch, by: str) -> tuple[Line, ...]:
        """Return the words of a briefing."""
        return tuple(_lines(found, sketch, by))

    def files(self, one: Briefing, feed: Sequence[Briefing]) -> dict[str, str]:
        """Return the files of a briefing by their endings."""
        return {
            ".html": as_html(one.blocks),
            ".md": _markdown(one.blocks),
            ".xml": as_feed(one.department, feed),
        }


def title(department: str, span: Span) -> str:
    """Return what a briefing is called."""
    return tr("Briefing for {department}, {period}").format(
        department=foreign.line(department, 80), period=span_words(span.since, span.until)
    )


def _lines(found: Gathered, sketch: Sketch, by: str) -> Iterator[Line]:
    others = Pseudonyms(found.people, lambda n: tr("Person {n}").format(n=n))
    clean: Callable[[str], str] = (
        str if sketch.names else lambda text: redacted(text, others.without)
    )
    yield "title", title(found.department.name, found.span), ""
    yield "soft", _head(found, sketch, by), ""
    if sketch.intro.strip():
        yield "text", foreign.block(sketch.intro, 4000, 80), ""
    items = found.wanted(sketch)
    for part in Part:
        mine = [one for one in items if one.part is part]
        if mine:
            yield "head", tr(TITLES[part]), ""
            for one in mine:
                said = item(one, found.made_at, clean, others if not sketch.names else None)
                yield "item", said, one.key
    if not items:
        yield "text", tr("Nothing of this period needs you."), ""
    if found.capped and any(one.part is Part.ASKS for one in items):
        yield "soft", tr("More was asked than could be compared: the newest was."), ""


def _head(found: Gathered, sketch: Sketch, by: str) -> str:
    made = tr("Made {when}").format(when=words.exactly(found.made_at))
    who = tr("by {name}").format(name=foreign.line(by, 80)) if by else tr("by itself")
    named = (
        tr("with names, because: {why}").format(why=foreign.line(sketch.names, 200))
        if sketch.names
        else tr("without the names of private persons")
    )
    return f"{made} · {who} · {named}"


def item(
    one: Item,
    now: datetime,
    clean: Callable[[str], str] = str,
    others: Pseudonyms | None = None,
) -> str:
    """Return one thing: what was said, then by whom, where and how it stands; `clean` takes persons out of words."""
    said = clean(_said(one))
    about = _about(one, now, others)
    note = labelled(tr("Note"), clean(foreign.block(one.note, 1000, 20))) if _is_noted(one) else ""
    return "\n".join(filter(None, (said, about, note)))


def _is_noted(one: Item) -> bool:
    return bool(one.note) and one.part not in (Part.CHANGED, Part.ASKING)


def _said(one: Item) -> str:
    if one.part is Part.RISKS:
        return _risk(one)
    if one.part is Part.CHANGED:
        return labelled(foreign.line(one.note, 120), foreign.block(one.words, 400, 12))
    if one.part in (Part.ASKS, Part.PROMISES, Part.ASKING):
        return foreign.block(one.words, 400, 12)
    return tr("“{words}”").format(words=foreign.block(one.words, 400, 12)) if one.words else ""


def _risk(one: Item) -> str:
    if one.kind == "late":
        return trn(
            "{n} conversation is past its time.",
            "{n} conversations are past their time.",
            one.times,
        ).format(n=one.times)
    if one.kind.startswith("level:"):
        level = tr("A crisis of level {n} holds").format(n=one.kind.partition(":")[2])
        return labelled(level, foreign.line(one.words, 200)) if one.words else level
    kind = tr(KINDS[AlertKind(one.kind)])
    return f"{kind} · {one.words}" if one.words else kind


def _about(one: Item, now: datetime, others: Pseudonyms | None) -> str:
    parts = [_who(one, others)] if one.who is not None else []
    if one.place:
        parts.append(words.platform(one.place))
    parts += _standing(one)
    if one.at is not None and one.part not in (Part.ASKS, Part.ASKING):
        parts.append(words.when(one.at, now))
    if one.address and (others is None or one.part is Part.ASKING):  # where we ask names nobody
        parts.append(foreign.line(one.address, 200))
    return " · ".join(parts)


def _who(one: Item, others: Pseudonyms | None) -> str:
    if one.who is None:
        return ""
    return others.of(one.who.key) if others else foreign.line(one.who.name or one.who.handle, 60)


def _standing(one: Item) -> list[str]:
    """Return how often something was said, or what became of it."""
    if one.part is Part.ASKS:
        times = trn("asked {n} time", "asked {n} times", one.times).format(n=one.times)
        open_ = trn("{n} without an answer", "{n} without an answer", one.open).format(n=one.open)
        return [times, open_ if one.open else tr("all answered")]
    if one.part is Part.PROMISES:
        day = days.day_of(one.due) if one.due else ""
        return [tr(PROMISED[one.kind]).format(day=day)]
    if one.part is Part.ASKING:
        day = days.day_of(one.due) if one.due else ""
        until = tr("answers until {day}").format(day=day) if day else tr("without an end yet")
        return [*filter(None, [foreign.line(one.note, 120)]), until]
    if one.part is Part.CHANGED:
        wrote = trn("{n} person wrote about it", "{n} people wrote about it", one.times)
        return [wrote.format(n=one.times)] if one.times else []
    found = [tr(STANCES[one.kind])] if one.kind in STANCES else []
    if one.part is Part.MENTIONS and one.times > 1:
        found.append(trn("told {n} time", "told {n} times", one.times).format(n=one.times))
    return found


# The ways out


def as_feed(department: str, briefings: Sequence[Briefing]) -> str:
    """Return briefings, the newest first, as a feed (RSS 2.0) that any reader can follow in the folder."""
    root = ET.Element("rss", version="2.0")
    channel = ET.SubElement(root, "channel")
    name = tr("Briefing for {department}").format(department=foreign.line(department, 80))
    for tag, text in (
        ("title", name),
        ("link", "about:blank"),
        ("description", tr("What colleagues should know, without the names of private persons.")),
        ("language", language()),
    ):
        ET.SubElement(channel, tag).text = text
    for one in briefings:
        entry = ET.SubElement(channel, "item")
        ET.SubElement(entry, "title").text = _title_of(one)
        ET.SubElement(entry, "guid", isPermaLink="false").text = f"urn:uuid:{one.id}"
        ET.SubElement(entry, "pubDate").text = format_datetime(one.made_at)
        ET.SubElement(entry, "description").text = _body(one.blocks)
    ET.indent(root)
    return '<?xml version="1.0" encoding="utf-8"?>\n' + ET.tostring(root, encoding="unicode") + "\n"


def _title_of(one: Briefing) -> str:
    return next((text for kind, text in one.blocks if kind == "title"), one.department)


def _body(blocks: Iterable[Block]) -> str:
    """Return blocks as the HTML of a feed's entry."""
    tags = {"head": "h2", "title": "h1"}
    return "".join(
        f"<{tags.get(kind, 'p')}>{escape(text).replace(chr(10), '<br>')}</{tags.get(kind, 'p')}>"
        for kind, text in blocks
        if kind != "title"
    )


def _markdown(blocks: Iterable[Block]) -> str:
    """Return blocks as Markdown, what is said of an item on lines of its own."""
    return "".join(
        "- " + "  \n  ".join(markdown(line) for line in text.split("\n")) + "\n"
        if kind == "item"
        else as_markdown([(kind, text)])
        for kind, text in blocks
    )


def as_text(blocks: Iterable[Block]) -> str:
    """Return blocks as plain text for a mail."""
    found: list[str] = []
    for kind, text in blocks:
        if kind == "head":
            found += ["", text, "-" * min(len(text), 70)]
        elif kind == "item":
            found.append("- " + text.replace("\n", "\n  "))
        elif kind != "title":
            found += ["", text]
    return "\n".join(found).strip() + "\n"


def as_mail(one: Briefing, to: Department) -> bytes:
    """Return a briefing as a mail that a program of mail opens as a draft: text, and the same as a page."""
    mail = EmailMessage(policy=POLICY)
    mail["Subject"] = _title_of(one)
    if to.address:
        mail["To"] = to.address
    mail["X-Unsent"] = "1"  # it is for a person to send it
    mail.set_content(as_text(one.blocks))
    mail.add_alternative(as_html(one.blocks), subtype="html")
    return mail.as_bytes()


def mail_link(one: Briefing, to: Department) -> str:
    """Return a link that opens a briefing in the program of mail, "" where it would be cut."""
    body = quote(as_text(one.blocks).replace("\n", "\r\n"))
    link = f"mailto:{quote(to.address, safe='@.+')}?subject={quote(_title_of(one))}&body={body}"
    return link if len(link) <= LONGEST_LINK else ""


def standing(one: Briefing, now: datetime) -> str:
    """Return a briefing that went out in a line."""
    named = tr("with names") if one.names else ""
    by_clock = "" if one.by else tr("by itself")
    return " · ".join(filter(None, (words.when(one.made_at, now), by_clock, named)))


def about(one: Department) -> str:
    """Return a department in a line: how often, what of, where to."""
    parts = [tr(EVERY[one.every])]
    if one.query:
        parts.append(foreign.line(one.query, 60))
    if one.address:
        parts.append(foreign.line(one.address, 60))
    return " · ".join(parts)
