"""What leaves the workspace: copies, pages, proof, tables."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cmworkstation.services.backups import Backups
    from cmworkstation.services.bundle import Bundles
    from cmworkstation.services.case_file import CaseFiles
    from cmworkstation.services.dates import Dates
    from cmworkstation.services.mailbox import Mailboxes
    from cmworkstation.services.proof import Proof
    from cmworkstation.services.site import Sites
    from cmworkstation.services.table_export import Tables
    from cmworkstation.services.taking_out import TakingOut
    from cmworkstation.services.workstation import Services


def backups(services: "Services") -> "Backups":
    """Copies of the workspace."""
    from cmworkstation.services.backups import Backups  # noqa: PLC0415 - when it is made

    return Backups(services.workspace, services.settings, services.clock)


def taking_out(services: "Services") -> "TakingOut":
    """Conversations for whoever has not this program."""
    from cmworkstation.services.taking_out import TakingOut  # noqa: PLC0415 - when it is made

    return TakingOut(
        services.workspace, services.views, services.profiles, services.acting, services.clock
    )


def sites(services: "Services") -> "Sites":
    """Readable pages of conversations."""
    from cmworkstation.services.site import Sites  # noqa: PLC0415 - when it is made

    return Sites(services.taking_out)


def mailboxes(services: "Services") -> "Mailboxes":
    """Conversations as mail."""
    from cmworkstation.services.mailbox import Mailboxes  # noqa: PLC0415 - when it is made

    return Mailboxes(services.taking_out)


def dates(services: "Services") -> "Dates":
    """What is due, as a calendar."""
    from cmworkstation.services.dates import Dates  # noqa: PLC0415 - when it is made

    return Dates(services, services.clock)


def proof(services: "Services") -> "Proof":
    """Why a reply was sent, and whether that is still what was written."""
    from cmworkstation.services.proof import Proof  # noqa: PLC0415 - when it is made

    return Proof(services.workspace, services.journal, services.profiles, services.packs)


def bundles(services: "Services") -> "Bundles":
    """Proof for whoever has not this program."""
    from cmworkstation.services.bundle import Bundles  # noqa: PLC0415 - when it is made

    return Bundles(
        services.workspace, services.proof, services.profiles, services.acting, services.clock
    )


def tables(services: "Services") -> "Tables":
    """Tables for other programs."""
    from cmworkstation.services.table_export import Tables  # noqa: PLC0415 - when it is made

    return Tables(services.workspace, services.clock)


def case_files(services: "Services") -> "CaseFiles":
    """Conversations with all that belongs to them, for somebody outside."""
    from cmworkstation.services.case_file import CaseFiles  # noqa: PLC0415 - when it is made

    return CaseFiles(
        services.workspace, services.proof, services.profiles, services.acting, services.clock
    )
