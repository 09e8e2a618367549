"""The demonstration workspace at the command line. `cli` prints what it says.

cmworkstation demo
"""

from argparse import Namespace
from typing import TYPE_CHECKING

from cmworkstation.cli_said import Adding, Said
from cmworkstation.domain.conversation import Status
from cmworkstation.i18n import tr

if TYPE_CHECKING:
    from cmworkstation.services.workstation import Services


def add_options(add: Adding) -> None:
    """Add the command."""
    add("demo", tr("make the demonstration workspace and say what is in it"), demo)


def demo(services: "Services", _options: Namespace) -> Said:
    """Say what the demonstration holds and where it is."""
    counts = services.inbox.counts()
    facts = {
        "folder": str(services.folder),
        "accounts": len(services.accounts.listed()),
        "conversations": sum(counts.by_status.values()),
        "waiting": counts.by_status.get(Status.WAITING_US, 0),
    }
    text = tr(
        "Demonstration in {folder}: {accounts} accounts, {conversations} conversations, {waiting} waiting."
    )
    return Said(facts, (text.format(**facts),))
