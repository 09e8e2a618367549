"""The report after a crisis or a drill: as Markdown, and as a page that loads nothing and can be printed."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from html import escape
from itertools import groupby
from typing import TYPE_CHECKING

from cmworkstation import words
from cmworkstation.domain import foreign
from cmworkstation.domain.debrief import QUESTIONS, Action, Figures, Uttered
from cmworkstation.domain.drill import Played
from cmworkstation.domain.table import markdown
from cmworkstation.i18n import N_, labelled, language, tr
from cmworkstation.words import days, desk
from cmworkstation.words.case_file import STYLE
from cmworkstation.words.desk import Block

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
    if found.addenda:
        lines.insert(-3, tr("Addenda to statements: {n}").format(n=found.addenda))
    return lines


def action_words(one: Action) -> str:
    """Return what was agreed, and by whom."""
    return f"{foreign.line(one.words, 60)} ({foreign.line(one.owner, 40)})"


def action(one: Action, now: datetime) -> str:
    """Return what was agreed, by whom, until when, and what became of it."""
    said = tr("{words}: {owner}, by {day}").format(
        words=foreign.line(one.words, 200),
        owner=foreign.line(one.owner, 60),
        day=days.day(one.due_on),
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
    played: Sequence[Played] = (),
) -> Iterator[Block]:
    """Yield the report piece by piece."""
    episode = debrief.episode
    title = tr("EXERCISE: report of the drill") if episode.drill else tr("Report of the crisis")
    yield "title", title
    until = words.dated(episode.ended_at) if episode.ended_at else tr("still going on")
    yield "soft", tr("From {begin} to {end}").format(begin=words.dated(episode.began_at), end=until)
    yield "head", tr("Figures")
    for said in figures(debrief.figures, level_name):
        yield "item", said
    if played:
        yield "head", tr("Messages of the exercise")
        for said in _answered(played):
            yield "item", said
        for each in played:
            yield "item", _played(each, episode.began_at)
    yield "head", tr("What happened")
    log = (
        f"{one.at.astimezone():%H:%M:%S} · {desk.line(one, name_of, on_roster, level_name)}"
        for one in debrief.log
    )
    for said, group in groupby(log):  # one act on ten accounts is one line
        times = len(list(group))
        yield "item", f"{said} × {times}" if times > 1 else said
    if debrief.uttered:
        yield "head", tr("What we said")
        for said in _said(debrief.uttered):
            yield "item", said
    yield "head", tr("What was talked over")
    yield from _talked_over(debrief.answers)
    yield "head", tr("What was agreed")
    for agreed in debrief.actions:
        yield "item", action(agreed, now)
    if not debrief.actions:
        yield "soft", tr("Nothing yet.")


def _talked_over(answers: Mapping[str, str]) -> Iterator[Block]:
    for key in QUESTIONS:
        if answers.get(key):
            yield "text", tr(ASKED[key])
            yield "text", foreign.block(answers[key], 4000, 60)
    if not any(answers.values()):
        yield "soft", tr("Nothing yet.")


def _said(uttered: Sequence[Uttered]) -> Iterator[str]:
    """Yield what was said, the same words on several accounts once."""
    for (to, text), group in groupby(uttered, key=lambda one: (one.to, one.words)):
        among = list(group)
        names = ", ".join(dict.fromkeys(foreign.line(one.account, 40) for one in among))
        head = f"{among[0].at.astimezone():%H:%M} · {names}"
        if among[0].adds_to:
            added = tr("Addendum to “{title}”").format(title=foreign.line(among[0].adds_to, 80))
            head = f"{head} · {added}"
        if among[0].changed:
            changed = tr("Changed: {what}").format(what=foreign.line(among[0].changed, 160))
            head = f"{head} · {changed}"
        if to:
            head = f"{head} · {tr('To {who}').format(who=foreign.line(to, 60))}"
        yield labelled(head, foreign.line(text, 2_000))


def _answered(played: Sequence[Played]) -> list[str]:
    waits = sorted(one.answered_at - one.came_at for one in played if one.answered_at)
    lines = [tr("Answered: {n} of {all}").format(n=len(waits), all=len(played))]
    if waits:
        lines.append(
            tr("Half of the answers within {median}, the longest after {longest}").format(
                median=minutes(waits[(len(waits) - 1) // 2]), longest=minutes(waits[-1])
            )
        )
    return lines


def _played(one: Played, began: datetime) -> str:
    after = minutes(one.came_at - began)
    words_ = foreign.line(one.text, 120)
    if one.answered_at is None:
        return tr("after {time} · not answered · {words}").format(time=after, words=words_)
    wait = minutes(one.answered_at - one.came_at)
    return tr("after {time} · answered within {wait} · {words}").format(
        time=after, wait=wait, words=words_
    )


def as_markdown(found: Iterable[Block]) -> str:
    """Return a report as Markdown; no word of it is taken for a mark."""
    marks = {"title": "# ", "head": "\n## ", "item": "- ", "text": "\n", "soft": ""}
    return "".join(f"{marks[kind]}{markdown(said)}\n" for kind, said in found)


def as_html(found: Iterable[Block]) -> str:
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
