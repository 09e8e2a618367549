"""Replies at the command line, and where each stands. `cli` prints what they say.

cmworkstation reply | outbox
"""

from argparse import Namespace
from dataclasses import asdict, replace
from typing import TYPE_CHECKING

from cmworkstation import words
from cmworkstation.cli_arguments import count
from cmworkstation.cli_said import Adding, Said, WrongUse, short, typed
from cmworkstation.domain.ids import ConversationId, DraftId, uuid7
from cmworkstation.domain.reply import PERSON_STATES
from cmworkstation.domain.splitting import marked
from cmworkstation.domain.waiver import REASONS
from cmworkstation.i18n import labelled, tr
from cmworkstation.words import states

if TYPE_CHECKING:
    from cmworkstation.services.workstation import Services


def add_options(add: Adding) -> None:
    """Add the two commands."""
    one = add("reply", tr("queue a reply to a conversation"), reply)
    one.add_argument("conversation", type=int)
    one.add_argument("text", help=tr("the reply; - reads it from standard input"))
    one.add_argument(
        "--now", action="store_true", help=tr("send at once instead of at the next sync")
    )
    one.add_argument(
        "--split", action="store_true", help=tr("as a numbered thread where it is too long")
    )
    one.add_argument(
        "--ask", action="store_true", help=tr("ask for the approval that the charter wants")
    )
    one.add_argument(
        "--because",
        default="",
        metavar="REASON",
        help=tr(
            "why it is right although the charter objects: {reasons}; “other” with your words, as in “other: …”"
        ).format(reasons=", ".join(REASONS)),
    )
    one = add("outbox", tr("show where every reply stands"), outbox, reading=True)
    one.add_argument("--limit", type=count, default=50)


def reply(services: "Services", options: Namespace) -> Said:
    """Queue a reply under the same checks as the window; a draft that somebody is writing there stays."""
    text = typed(options.text)
    try:
        draft = services.drafts.begin(ConversationId(options.conversation))
    except (KeyError, OverflowError):
        text = tr("There is no conversation {n}.")
        raise WrongUse(text.format(n=options.conversation)) from None
    own = replace(draft, id=DraftId(uuid7()), body=text, answer_id="", revision=0)
    if options.split and (parts := services.composer.split(own)):
        own = replace(own, body=marked(parts))
    if options.ask:
        case, _ = services.approvals.ask(own, override=options.because)
        return Said({"request": case.id}, (case.id,))
    row, _ = services.outbox.queue(own, hold_s=0 if options.now else 10, override=options.because)
    if options.now:
        services.outbox.deliver(row.id)
        row = services.outbox.row(row.id)
    said = labelled(states.state(row.state), short(row.url or row.id, 200))
    return Said(asdict(row), (said,), int(row.state in PERSON_STATES))


def outbox(services: "Services", options: Namespace) -> Said:
    """Print where every reply stands."""
    rows = services.outbox.rows(options.limit)
    lines = [
        f"{states.state(row.state):<28} {words.when(row.created_at, services.clock.now()):<16} {short(row.body, 70)}"
        for row in rows
    ]
    return Said([asdict(row) for row in rows], tuple(lines or [tr("The outbox is empty.")]))
