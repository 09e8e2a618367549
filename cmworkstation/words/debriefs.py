"""The report after a crisis or a drill: as Markdown, and as a page that loads nothing and can be printed."""

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime, timedelta
from html import escape
from typing import TYPE_CHECKING

from cmworkstation.domain import foreign
from cmworkstation.domain.debrief import QUESTIONS, Action, Figures
from cmworkstation.domain.table import markdown
from cmworkstation.i18n import N_, language, tr
from cmworkstation.words import desk, guide
from cmworkstation.words.case_file import STYLE

if TYPE_CHECKING:
    from cmworkstation.services.debriefs import Debrief

ASKED: Mapping[str, str] = {
    "noticed": N_("How did we notice, and how long did that take?"),
    "decided": N_("Who decided what, and was it clear who may?"),
    "said": N_("What did we say, was it right, and did it come in time?"),
    "stopped": N_("What had to stop, and did it?"),
    "people": N_("How are the people: those concerned, and our own?"),
    "keep": N_("What do we keep?"),
    "change": N_("What do we change?"),
}
Block = tuple[str, str]  # "title", "head", "text", "soft" or "item", and its words


def minutes(length: timedelta | None) -> str:
    """Return a length of time to the minute, a dash where it never came to that."""
    if length is None:
        return "–"
    hours, rest = divmod(int(length.total_seconds()) // 60, 60)
    if hours:
        return tr("{h} h {m:02} min").format(h=hours, m=rest)
    return tr("{m} min").format(m=rest)


def figures(found: Figures, level_name: Callable[[str], str]) -> list[str]:
    """Return the figures, a line each."""
    lines = [tr("Length: {span}").format(span=minutes(found.length))]
    lines += [
        tr("Level “{level}” after {span}").format(level=level_name(level), span=minutes(after))
        for level, after in found.to_level.items()
    ]
    lines += [
        tr("Everything stopped after {span}").format(span=minutes(found.to_freeze)),
        tr("First statement after {span}").format(span=minutes(found.to_statement)),
        tr("Statements: {n}, words to the public that came late: {late}").format(
            n=found.statements, late=found.updates_late
        ),
        tr("Answers sent: {n}").format(n=found.answers),
        tr("Calls: {n}, reached: {reached}").format(n=found.calls, reached=found.reached),
        tr("Decisions and notes: {n}, promises noted: {promises}").format(
            n=found.decisions, promises=found.promises
        ),
    ]
    return lines


def action(one: Action, now: datetime) -> str:
    """Return what was agreed, by whom, until when, and what became of it."""
    said = tr("{words}: {owner}, by {day}").format(
        words=foreign.line(one.words, 200),
        owner=foreign.line(one.owner, 60),
        day=guide.day(one.due_on),
    )
    if one.done_at is None:
        late = one.due_on < now.astimezone().date()
        became = tr("late") if late else tr("open")
    elif one.why:
        became = tr("will not be done: {why}").format(why=foreign.line(one.why, 120))
    else:
        became = tr("done")
    return f"{said} · {became}"


def blocks(
    debrief: "Debrief",
    now: datetime,
    level_name: Callable[[str], str],
    name_of: Callable[[str], str],
    on_roster: Callable[[str], str],
) -> Iterator[Block]:
    """Yield the report piece by piece."""
    episode = debrief.episode
    title = tr("EXERCISE: report of the drill") if episode.drill else tr("Report of the crisis")
    yield "title", title
    until = _stamp(episode.ended_at) if episode.ended_at else tr("still going on")
    yield "soft", tr("From {begin} to {end}").format(begin=_stamp(episode.began_at), end=until)
    yield "head", tr("Figures")
    for said in figures(debrief.figures, level_name):
        yield "item", said
    yield "head", tr("What happened")
    for one in debrief.log:
        said = desk.line(one, name_of, on_roster)
        yield "item", f"{one.at.astimezone():%H:%M:%S} · {said}"
    yield "head", tr("What was talked over")
    for key in QUESTIONS:
        answer = debrief.answers.get(key, "")
        if answer:
            yield "text", tr(ASKED[key])
            yield "text", foreign.block(answer, 4000, 60)
    if not any(debrief.answers.values()):
        yield "soft", tr("Nothing yet.")
    yield "head", tr("What was agreed")
    for each in debrief.actions:
        yield "item", action(each, now)
    if not debrief.actions:
        yield "soft", tr("Nothing yet.")


def as_markdown(found: Iterator[Block]) -> str:
    """Return a report as Markdown; no word of it is taken for a mark."""
    marks = {"title": "# ", "head": "\n## ", "item": "- ", "text": "\n", "soft": ""}
    return "".join(f"{marks[kind]}{markdown(said)}\n" for kind, said in found)


def as_html(found: Iterator[Block]) -> str:
    """Return a report as one page."""
    tags = {"title": "h1", "head": "h2", "item": "p", "text": "p", "soft": "p"}
    body = []
    for kind, said in found:
        tag, class_ = tags[kind], ' class="soft"' if kind == "soft" else ""
        body.append(f"<{tag}{class_}>{escape(said).replace(chr(10), '<br>')}</{tag}>")
    return (
        f'<!doctype html>\n<html lang="{language()}"><head><meta charset="utf-8"><title>{escape(tr("Report"))}</title>'
        f"<style>{STYLE}</style></head><body>\n" + "\n".join(body) + "\n</body></html>\n"
    )


def _stamp(at: datetime) -> str:
    return f"{at.astimezone():%Y-%m-%d %H:%M}"
