"""Commands about messages alike. `cli` prints what they say.

cmworkstation similar
"""

from argparse import Namespace
from typing import TYPE_CHECKING

from cmworkstation.cli_arguments import count
from cmworkstation.cli_said import Adding, Said
from cmworkstation.domain import foreign
from cmworkstation.i18n import tr, trn

if TYPE_CHECKING:
    from cmworkstation.services.workstation import Services


def add_options(add: Adding) -> None:
    """Add what groups of messages are asked for with."""
    one = add("similar", tr("list groups of waiting messages that ask much the same"), similar)
    one.add_argument("--fewest", type=count, default=3, help=tr("messages that make a group"))


def similar(services: "Services", options: Namespace) -> Said:
    """Return groups of waiting conversations that ask much the same, the largest first."""
    work = services.batches.groups(options.fewest)
    while True:
        try:
            next(work)
        except StopIteration as end:
            groups: tuple[tuple[int, ...], ...] = end.value
            break
    facts, lines = [], []
    for one in groups:
        words = [row.words for row in services.inbox.rows(one[:1])]
        text = foreign.line(words[0], 120) if words else ""
        facts.append({"conversations": list(one), "text": text})
        n = trn("{n} message", "{n} messages", len(one)).format(n=len(one))
        lines.append(f"{n}: {text}  ({', '.join(map(str, one))})")
    return Said({"groups": facts}, tuple(lines) or (tr("Nothing that waits is alike."),))
