"""How far back everything reaches, and what was not read. `cli` prints what it says.

cmworkstation history
"""

from argparse import Namespace
from dataclasses import asdict
from datetime import datetime
from typing import TYPE_CHECKING

from cmworkstation.cli_arguments import EVERYTHING, since
from cmworkstation.cli_said import Adding, Said, no_account
from cmworkstation.domain.account import AT_REST
from cmworkstation.i18n import labelled, tr
from cmworkstation.words import gaps as gap_words
from cmworkstation.words import problems

if TYPE_CHECKING:
    from cmworkstation.domain.account import Account
    from cmworkstation.services.workstation import Services


def add_options(add: Adding) -> None:
    """Add the command."""
    one = add(
        "history",
        tr("say what was not read, fill it, and fetch older messages"),
        history,
        reading=True,
    )
    one.add_argument("--account", default="", help=tr("name, handle or id of one account"))
    one.add_argument(
        "--since",
        type=since,
        default=None,
        help=tr("fetch older messages back to a day such as 2024-03-31, or “all”"),
    )


def history(services: "Services", options: Namespace) -> Said:
    """Fill gaps, fetch older messages where asked to, and say how far back everything reaches."""
    chosen = services.accounts.listed()
    if options.account:
        one = services.accounts.by_name(options.account)
        if one is None:
            raise no_account(options.account)
        chosen = (one,)
    if services.read_only and options.since is not None:
        raise services.workspace.refusal()
    now = services.clock.now()
    facts, lines, status = [], [], 0
    for account in chosen:
        trouble = "" if services.read_only else look_back(services, account, options.since)
        status = 1 if trouble else status
        depth, gaps = services.history.depth(account.id), services.history.gaps(account.id)
        facts.append(
            {
                "account": account.name,
                "depth": asdict(depth),
                "gaps": [asdict(gap) for gap in gaps],
                "trouble": trouble,
            }
        )
        lines.append(labelled(account.name, gap_words.depth(depth, now)))
        lines += [
            f"  {one}" for one in (gap_words.looking_back(depth), problems.sentence(trouble)) if one
        ]
        lines += [
            f"  {gap_words.time(gap, now)} ({gap_words.cause(gap)}): {gap_words.standing(gap, now)}"
            for gap in gaps
        ]
    return Said(facts, tuple(lines), status)


def look_back(services: "Services", account: "Account", back_to: datetime | None) -> str:
    """Ask an account's platform for what is missing; return the class name of what went wrong."""
    if account.state in AT_REST:
        return ""
    try:
        for _ in services.history.fill_all(account.id):
            pass
        if back_to is not None and services.history.depth(account.id).can_ask:
            wanted = None if back_to == EVERYTHING else back_to
            for _ in services.history.deepen(account.id, wanted):
                pass
    except Exception as error:  # noqa: BLE001 - one broken account never stops the others
        return type(error).__name__
    return ""
