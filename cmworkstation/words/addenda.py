"""Statements that are out, and what is added to them, in words."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from cmworkstation import words
from cmworkstation.domain import foreign
from cmworkstation.domain.ids import AccountId
from cmworkstation.domain.statement_use import Overtaken, Stage, Use, UseState, Why
from cmworkstation.domain.table import Cell, Table
from cmworkstation.i18n import N_, labelled, tr, trn
from cmworkstation.words import waivers

if TYPE_CHECKING:
    from cmworkstation.domain.charter.finding import Finding
    from cmworkstation.services.addenda import Said
    from cmworkstation.services.speaking import Prepared

STAGES = {
    Stage.SENT: N_("out"),
    Stage.UNDER_WAY: N_("on its way"),
    Stage.BY_HAND: N_("to be posted by hand"),
    Stage.ASKED: N_("waits for a word"),
    Stage.GONE: N_("given up"),
}
OVERTAKEN = {
    Why.CHANGED: N_(
        "Overtaken since {when}: the facts have changed, and what we add is not out yet."
    ),
    Why.ADDED: N_("Overtaken since {when}: what we added holds."),
    Why.NEWER: N_("Overtaken since {when}: a newer statement is out."),
    Why.LEVEL: N_("Another level holds since {when}. Does it still say what holds?"),
}
FIRST = 160  # letters of what was said
LONGEST = 300  # of what has changed


def title(one: Use) -> str:
    """Return what a use is called: its statement, or that it adds to one."""
    named = foreign.line(one.title, 80) or one.statement_id.replace("-", " ").capitalize()
    return tr("Addendum to “{title}”").format(title=named) if one.adds_to else named


def row(
    one: Use, found: Overtaken | None, name_of: Callable[[AccountId], str], now: datetime
) -> str:
    """Return a statement or an addendum as a row of the desk."""
    if one.state is UseState.WRITTEN:
        head = tr("{title} · being written").format(title=title(one))
    else:
        head = f"{words.moment(one.out_at, now)} · {title(one)}"
    lines = [head]
    if one.changed:
        lines.append(tr("Changed: {what}").format(what=foreign.line(one.changed, FIRST)))
    if one.said:
        lines.append(foreign.line(one.said, FIRST))
    if one.posts:
        lines.append(stages(one, name_of))
    if found is not None:
        lines.append(overtaken(found, now))
    return "\n".join(lines)


def whole(
    one: Use, found: Overtaken | None, name_of: Callable[[AccountId], str], now: datetime
) -> str:
    """Return a statement or an addendum with all its words, and where each of its posts stands."""
    written = one.state is UseState.WRITTEN
    when = tr("being written") if written else words.dated(one.out_at)
    lines = [f"{title(one)} · {when}"]
    if one.changed:
        lines.append(tr("Changed: {what}").format(what=foreign.line(one.changed, LONGEST)))
    lines += ["", foreign.block(one.said), ""]
    for post in one.posts:
        said = labelled(foreign.line(name_of(post.account_id), 60), tr(STAGES[post.stage]))
        lines.append(" ".join(filter(None, (said, foreign.line(post.url, 300)))))
    if found is not None:
        lines.append(overtaken(found, now))
    return "\n".join(lines).rstrip()


def table(found: "Sequence[Said]", name_of: Callable[[AccountId], str]) -> Table:
    """Return what was said as a table: a row for each post, and one for an addendum that is being written."""
    columns = tuple(
        "id adds_to charter title changed words account stage at address overtaken".split()
    )
    rows: list[tuple[Cell, ...]] = []
    for each in found:
        one, why = each.use, each.overtaken.why.value if each.overtaken else ""
        head = (one.id, one.adds_to, one.charter_id, one.title, one.changed)
        for post in one.posts:
            place = (name_of(post.account_id), post.stage.value, post.sent_at, post.url)
            rows.append((*head, post.text or one.said, *place, why))
        if not one.posts:
            rows.append((*head, one.said, "", one.state.value, one.at, "", why))
    return Table(columns, rows, len(rows))


def sentence(found: "Sequence[Said]") -> str:
    """Return how many statements are out, and how many of them were overtaken."""
    out = [one for one in found if one.use.is_out and not one.use.adds_to]
    if not found:
        return tr("Nothing was said to everybody.")
    said = trn("{n} statement is out.", "{n} statements are out.", len(out)).format(n=len(out))
    late = sum(one.overtaken is not None for one in out)
    if not late:
        return said
    if len(out) == 1:
        more = tr("It is overtaken.")
        return f"{said} {more}"
    more = trn("{n} of them is overtaken.", "{n} of them are overtaken.", late).format(n=late)
    return f"{said} {more}"


def stages(one: Use, name_of: Callable[[AccountId], str]) -> str:
    """Return how far each post is, those that are alike together."""
    found: dict[Stage, list[str]] = {}
    for post in one.posts:
        found.setdefault(post.stage, []).append(foreign.line(name_of(post.account_id), 40))
    return " · ".join(
        tr("{names}: {stage}").format(
            names=", ".join(dict.fromkeys(names)), stage=tr(STAGES[stage])
        )
        for stage, names in found.items()
    )


def overtaken(found: Overtaken, now: datetime) -> str:
    """Return what overtook a statement."""
    return tr(OVERTAKEN[found.why]).format(when=words.moment(found.at, now))


def as_sent(one: Use, now: datetime) -> str:
    """Return what stands above a statement as it was sent."""
    said = tr("“{title}”, {when}. It stays as it was sent; what we add is a post of its own.")
    return said.format(title=title(one), when=words.moment(one.out_at, now))


def place(name: str, *, there: bool) -> str:
    """Return an account on which can be added to a statement."""
    called = foreign.line(name, 60)
    return called if there else tr("{name} (the statement is not out there)").format(name=called)


def remark(one: "Finding") -> str:
    """Return what the charter remarks, and how much that weighs."""
    said = words.in_language(one.message).replace("{match}", foreign.line(one.match, 60))
    return labelled(waivers.level(one.severity), said)


def lengths(prepared: "Sequence[Prepared]") -> str:
    """Return how long it is on each account, and where a person posts it."""
    parts = [
        f"{foreign.line(one.account.name, 40)}: {one.length}"
        + (f" / {one.limit}" if one.limit else "")
        for one in prepared
    ]
    return " · ".join(parts)
