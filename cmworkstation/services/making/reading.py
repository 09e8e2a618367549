"""Accounts: adding them, reading them, what was missed and what is older."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cmworkstation.services.archive_import import ArchiveImports
    from cmworkstation.services.gaps import Gaps
    from cmworkstation.services.history import History
    from cmworkstation.services.push import Push
    from cmworkstation.services.signin import SignIns
    from cmworkstation.services.sync import Sync
    from cmworkstation.services.trials import Trials
    from cmworkstation.services.workstation import Services


def signin(services: "Services") -> "SignIns":
    """Adding accounts."""
    from cmworkstation.services.signin import SignIns  # noqa: PLC0415 - when it is made

    return SignIns(
        services.workspace,
        services.platforms,
        services.accounts,
        services.vault,
        services.schedule,
        services.journal,
        services.clock,
        services.acting,
    )


def sync(services: "Services") -> "Sync":
    """Reading accounts and threads."""
    from cmworkstation.services.sync import Sync  # noqa: PLC0415 - when it is made

    deadlines = services.charters.deadlines
    return Sync(
        services.workspace,
        services.platforms,
        services.schedule,
        services.clock,
        deadlines,
        services.gaps,
        services.inbox_rule_runs.on_intake,
    )


def gaps(services: "Services") -> "Gaps":
    """Intervals in which accounts were not read."""
    from cmworkstation.services.gaps import Gaps  # noqa: PLC0415 - when it is made

    return Gaps(services.workspace, services.platforms, services.clock)


def history(services: "Services") -> "History":
    """Filling gaps, and fetching older messages."""
    from cmworkstation.services.history import History  # noqa: PLC0415 - when it is made

    return History(
        services.workspace, services.platforms, services.sync, services.gaps, services.clock
    )


def push(services: "Services") -> "Push":
    """Servers that call when something is new."""
    from cmworkstation.services.push import Push  # noqa: PLC0415 - when it is made

    return Push(services.platforms, services.accounts, services.schedule)


def archive_imports(services: "Services") -> "ArchiveImports":
    """Archives that platforms gave people."""
    from cmworkstation.services.archive_import import ArchiveImports  # noqa: PLC0415 - when it is made

    return ArchiveImports(
        services.workspace,
        services.accounts,
        services.sync,
        services.journal,
        services.acting,
        services.clock,
    )


def trials(services: "Services") -> "Trials":
    """Connectors that nobody has seen work with their platform itself."""
    from cmworkstation.services.trials import Trials  # noqa: PLC0415 - when it is made

    return Trials(services.workspace, services.platforms, services.journal, services.acting)
