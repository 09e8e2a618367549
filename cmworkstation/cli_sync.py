"""Everything that is due, once: accounts are read, what is owed leaves, the clock is looked at. `cli` prints it.

cmworkstation sync
"""

from argparse import Namespace
from collections.abc import Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING

from cmworkstation import (
    cli_briefing,
    cli_crisis,
    cli_dashboard,
    cli_dialogue,
    cli_leaving,
    cli_watch,
)
from cmworkstation.cli_history import look_back
from cmworkstation.cli_said import Adding, Said, no_account, short
from cmworkstation.domain.account import TokenState
from cmworkstation.domain.reply import PERSON_STATES
from cmworkstation.i18n import labelled, tr
from cmworkstation.words import alerts as alarm_words
from cmworkstation.words import of_accounts, problems, states

if TYPE_CHECKING:
    from cmworkstation.services.workstation import Services


def add_options(add: Adding) -> None:
    """Add the command."""
    one = add("sync", tr("read all accounts once and carry out what the outbox owes"), sync)
    one.add_argument("--account", default="", help=tr("name, handle or id of one account"))


def sync(services: "Services", options: Namespace) -> Said:
    """Read accounts and deliver what is due."""
    if services.backups.check_is_due():
        services.backups.check()
    services.freezing.settle()
    services.thawing.carry_out()
    results = []
    status = 0
    chosen = services.accounts.listed()
    if options.account:
        one = services.accounts.by_name(options.account)
        if one is None:
            raise no_account(options.account)
        chosen = (one,)
    for account in chosen:
        result = {"account": account.name, "read": 0, "trouble": ""}
        results.append(result)
        if account.state in (TokenState.PAUSED, TokenState.ARCHIVE):
            result["trouble"] = of_accounts.token(account.state)
            continue
        try:
            for progress in services.sync.poll(account.id):
                result["read"] = progress.done
        except Exception as error:  # noqa: BLE001 - one broken account never stops the others
            result["trouble"] = problems.sentence(type(error).__name__)
            status = 1
            continue
        look_back(services, account, None)  # what goes wrong there is tried again the next time
    watched, said, troubled = _read_watch(services, options)
    status = status or troubled

    cli_dialogue.gather(services)
    cli_leaving.renew(services)
    delivered = []
    for due in services.outbox.due().values():
        for outbox_id in due:
            services.outbox.deliver(outbox_id)
            delivered.append(services.outbox.row(outbox_id))
            status = 1 if delivered[-1].state in PERSON_STATES else status
    lines = [
        tr("{account}: {trouble}").format(account=one["account"], trouble=one["trouble"])
        if one["trouble"]
        else tr("{account}: {n} items read").format(account=one["account"], n=one["read"])
        for one in results
    ]
    lines += [
        tr("{account}: {trouble}").format(
            account=one.name, trouble=of_accounts.shortfall(one.announced, one.delivered)
        )
        for one in services.accounts.health()
        if one.announced and one.account_id in {account.id for account in chosen}
    ]
    lines += said
    lines += [labelled(states.state(row.state), short(row.body)) for row in delivered]
    lines += _look_for_alarms(services)
    lines += cli_crisis.remind(services)
    lines += _report(services)
    lines += _brief(services)
    facts = {
        "accounts": results,
        "watch": watched,
        "outbox": [asdict(row) for row in delivered],
    }
    return Said(facts, tuple(lines), status)


def _read_watch(
    services: "Services", options: Namespace
) -> tuple[list[dict[str, object]], list[str], int]:
    """Read what is watched and due, where all accounts are read."""
    if options.account:
        return [], [], 0
    return cli_watch.read_due(services)


def _look_for_alarms(services: "Services") -> list[str]:
    """Look once for what rings, and return that in words."""
    found = services.alerts.look(once=True)
    said = alarm_words.news(found, dict(services.alerts.names()), services.clock.now())
    return [said] if said else []


def _report(services: "Services") -> Sequence[str]:
    """Write the report of the dashboard that the clock asks for, where one is."""
    if services.dashboard_reports.due() is None:
        return ()
    return cli_dashboard.write_due(services)


def _brief(services: "Services") -> Sequence[str]:
    """Write the briefings that the clock asks for, where some are."""
    if services.read_only or not services.briefings.due():
        return ()
    return cli_briefing.write_due(services)
