"""What was agreed to be said, at the command line. `cli` prints what it says.

cmworkstation answers
"""

from argparse import Namespace
from typing import TYPE_CHECKING

from cmworkstation.cli_arguments import count
from cmworkstation.cli_said import Adding, Said, short
from cmworkstation.domain import foreign
from cmworkstation.domain.charter.words import said
from cmworkstation.i18n import language, tr
from cmworkstation.words import guide

if TYPE_CHECKING:
    from cmworkstation.services.workstation import Services


def add_options(add: Adding) -> None:
    """Add the command."""
    one = add(
        "answers", tr("find what was agreed to be said, by a person’s words"), answers, reading=True
    )
    one.add_argument("query", nargs="*", help=tr("words of the question; none list everything"))
    one.add_argument("--due", action="store_true", help=tr("only what asks for somebody"))
    one.add_argument("--limit", type=count, default=50)


def answers(services: "Services", options: Namespace) -> Said:
    """Print answers, statements and facts, the best first; exit status 1 when something that is due was asked for."""
    now, spoken = services.clock.now(), language()
    among = services.guide.due() if options.due else services.guide.entries()
    found = services.guide.search(" ".join(options.query), among)[: options.limit]
    lines = []
    for one in found:
        state = guide.needs(one) if options.due else guide.state(one.state)
        lines.append(
            f"{short(one.title(spoken), 60):<60} {short(state, 24):<24} {guide.place(one)}"
        )
        if options.query and (text := said(one.texts, spoken, one.default_language)):
            lines += [f"    {line}" for line in foreign.block(text.strip()).split("\n")]
            lines += [f"    {guide.use(one.use, now)}", ""]
    facts = [
        {
            "charter": one.charter_id,
            "kind": one.kind.value,
            "id": one.id,
            "title": one.title(spoken),
            "state": one.state.value,
            "needs": [need.value for need in one.needs],
            "texts": dict(one.texts),
            "uses": one.use.count if one.use else 0,
        }
        for one in found
    ]
    nothing = tr("Nothing is due.") if options.due else tr("Nothing fits these words.")
    return Said(facts, tuple(lines or [nothing]), int(options.due and bool(found)))
