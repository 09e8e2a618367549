"""What is planned on paper: weeks across, themes down, and below it what does not hold together."""

from collections.abc import Iterator
from datetime import date, timedelta
from html import escape
from typing import TYPE_CHECKING

from cmworkstation.domain import foreign
from cmworkstation.i18n import language, tr
from cmworkstation.words import days, operations, planning
from cmworkstation.words.desk import Block

if TYPE_CHECKING:
    from cmworkstation.services.plan import Plan

WEEK = timedelta(days=7)
ACROSS = 6  # weeks side by side on a sheet, at most; the next ones stand below
STYLE = """body{font-family:sans-serif;font-size:11px;color:#111}
h1{font-size:17px;margin:0 0 2px}h2{font-size:13px;margin:12px 0 4px}
p{margin:1px 0 3px}.soft{color:#555}table{border-collapse:collapse;margin-bottom:10px}
th,td{border:1px solid #999;padding:4px;text-align:left;vertical-align:top}th{background:#eee}"""


def blocks(plan: "Plan") -> list[Block]:
    """Return a plan as it is read: theme by theme, in the order of time, then the remarks."""
    found: list[Block] = [("title", tr("What is planned")), ("soft", _span(plan))]
    for lane in plan.lanes():
        found.append(("head", _theme(plan, lane)))
        for one in plan.items:
            if one.topic_id == lane:
                title, below = planning.row(one, plan)
                found += [("item", title), ("soft", below)]
    remarks = list(_remarks(plan))
    if remarks:
        found.append(("head", tr("What does not hold together")))
        found += [("item", one) for one in remarks]
    return found


def as_html(plan: "Plan") -> str:
    """Return a plan as a page for paper that lies across."""
    body = [
        f"<h1>{escape(tr('What is planned'))}</h1>",
        f'<p class="soft">{escape(_span(plan))}</p>',
    ]
    weeks = []
    day = plan.first - timedelta(plan.first.weekday())
    while day <= plan.last:
        weeks.append(day)
        day += WEEK
    sheets = -(-len(weeks) // ACROSS)
    across = -(-len(weeks) // max(1, sheets))
    parts = (weeks[n : n + across] for n in range(0, len(weeks), across))
    body += [_table(plan, part, across) for part in parts]
    remarks = list(_remarks(plan))
    if remarks:
        body.append(f"<h2>{escape(tr('What does not hold together'))}</h2>")
        body += [f"<p>{escape(one)}</p>" for one in remarks]
    return (
        f'<!doctype html>\n<html lang="{language()}"><head><meta charset="utf-8">'
        f"<title>{escape(tr('What is planned'))}</title><style>{STYLE}</style></head><body>\n"
        + "\n".join(body)
        + "\n</body></html>\n"
    )


def _table(plan: "Plan", weeks: list[date], across: int) -> str:
    wide = 84 // across
    heads = "".join(
        f'<th width="{wide}%">{escape(days.short(one))}<br>'
        f"{escape(tr('week {n}').format(n=one.isocalendar().week))}</th>"
        for one in weeks
    )
    rows = [f'<tr><th width="16%">{escape(tr("Theme"))}</th>{heads}</tr>']
    for lane in plan.lanes():
        if not any(_cell(plan, lane, one) for one in weeks):
            continue
        cells = "".join(f"<td>{_cell(plan, lane, one) or '&nbsp;'}</td>" for one in weeks)
        rows.append(f"<tr><th>{escape(_theme(plan, lane))}</th>{cells}</tr>")
    return f'<table width="{16 + wide * len(weeks)}%" cellspacing="0">{"".join(rows)}</table>'


def _cell(plan: "Plan", lane: str, monday: date) -> str:
    lines = []
    for one in plan.items:
        if one.topic_id == lane and one.day < monday + WEEK and one.last_day >= monday:
            mark = "⚠ " if one.warnings else ""
            when = days.short(one.day)
            if one.last_day > one.day:
                when = f"{when}–{days.short(one.last_day)}"
            lines.append(f"<p><b>{escape(when)}</b> {escape(mark + planning.label(one))}</p>")
    return "".join(lines)


def _theme(plan: "Plan", lane: str) -> str:
    return foreign.line(plan.themes.get(lane, ""), 60) or tr("No theme")


def _span(plan: "Plan") -> str:
    return tr("{first} to {last}").format(
        first=operations.day(plan.first), last=operations.day(plan.last, year=True)
    )


def _remarks(plan: "Plan") -> Iterator[str]:
    themes, channels = plan.themes, {id_: one.name for id_, one in plan.channels.items()}
    for one in plan.findings:
        yield operations.finding(one, themes, channels)
