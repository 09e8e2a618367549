"""How the installation and its accounts do, at the command line. `cli` prints what it says.

cmworkstation doctor
"""

import sys
from argparse import Namespace
from dataclasses import asdict
from typing import TYPE_CHECKING

from cmworkstation import __version__, words
from cmworkstation.cli_copies import described
from cmworkstation.cli_said import Adding, Said
from cmworkstation.domain.gap import GapState
from cmworkstation.domain.ids import AccountId
from cmworkstation.i18n import tr, trn
from cmworkstation.words import of_accounts, problems
from cmworkstation.words import upkeep as upkeep_words

if TYPE_CHECKING:
    from cmworkstation.services.workstation import Services

FIXED_SQLITE = (3, 51, 3)  # the first version without the WAL-reset bug


def add_options(add: Adding) -> None:
    """Add the command."""
    add("doctor", tr("say how this installation and its accounts are doing"), doctor, reading=True)


def doctor(services: "Services", _options: Namespace) -> Said:
    """Say how the installation and the accounts are doing."""
    vault = services.vault.status()
    facts_of_copies, lines_of_copies = _copies(services)
    health = services.accounts.health()
    unsettled = _open_gaps(services)
    reminded = services.upkeep.look()
    facts = {
        "version": __version__,
        "python": sys.version.split()[0],
        "sqlite": services.workspace.sqlite_version(),
        "folder": str(services.folder),
        "keyring": vault.kind,
        "keyring_backend": vault.backend_name,
        "accounts": [
            {**asdict(one), "open_gaps": unsettled.get(one.account_id, 0)} for one in health
        ],
        "reminders": [{"charter": one.charter_id, **asdict(one.reminder)} for one in reminded],
    }
    lines = [
        f"CM Workstation {facts['version']}, Python {facts['python']}, SQLite {facts['sqlite']}",
        tr("Workspace: {folder}").format(folder=facts["folder"]),
        tr("Keyring: {state}").format(
            state=of_accounts.keyring_state(vault.kind, vault.backend_name)
        ),
    ]
    for one in health:
        read = (
            words.when(one.last_read_at, services.clock.now()) if one.last_read_at else tr("never")
        )
        trouble = f" – {problems.trouble(one.trouble, one.trouble_detail)}" if one.trouble else ""
        if one.announced:
            trouble += f" – {of_accounts.shortfall(one.announced, one.delivered)}"
        if n := unsettled.get(one.account_id, 0):
            gaps = trn("{n} gap is not filled yet", "{n} gaps are not filled yet", n)
            trouble += f" – {gaps.format(n=n)}"
        lines.append(
            tr("{account}: last read {when}").format(account=one.name, when=read) + trouble
        )
    lines += upkeep_words.report(reminded)
    status = int(bool(services.workspace.damage))
    return Said({**facts, **facts_of_copies}, (*lines, *lines_of_copies), status)


def _open_gaps(services: "Services") -> dict[AccountId, int]:
    """Return how many gaps of each account are not filled, those included that still go on."""
    return {
        account.id: sum(
            gap.state in (GapState.OPEN, GapState.FILLING)
            for gap in services.history.gaps(account.id)
        )
        for account in services.accounts.listed()
    }


def _copies(services: "Services") -> tuple[dict[str, object], list[str]]:
    """Return how the file and its copies are, as facts and in words."""
    copies = services.backups
    last, tried = copies.last(), copies.rehearsal()
    version = services.workspace.sqlite_version()
    free, needed = copies.room()
    now = services.clock.now()
    facts: dict[str, object] = {
        "backup": described(last) if last else None,
        "backup_folder": str(copies.folder()),
        "rehearsal": {"at": tried.at.isoformat(), "problems": list(tried.problems)}
        if tried
        else None,
        "damage": services.workspace.damage,
        "ended_badly": services.workspace.ended_badly,
        "free_bytes": free,
        "sqlite_wal_reset_fixed": tuple(int(part) for part in version.split(".")) >= FIXED_SQLITE,
    }
    lines = [
        tr("Last backup: {when}, {size}, in {folder}").format(
            when=words.when(last.made_at, now), size=words.size(last.size), folder=last.path.parent
        )
        if last
        else tr("Last backup: none yet. “cmworkstation backup” makes one."),
        tr("Last trial of a restore: {when}, {how}").format(
            when=words.when(tried.at, now), how=tr("all well") if tried.well else tried.problems[0]
        )
        if tried
        else tr("Last trial of a restore: none yet. “cmworkstation rehearse” makes one."),
        tr("Free on the disk of the backups: {free}").format(free=words.size(free)),
    ]
    if free < needed:
        lines.append(
            tr("That is too little for a backup: {needed} are needed.").format(
                needed=words.size(needed)
            )
        )
    if services.workspace.damage:
        lines.append(tr("The file is damaged: {what}").format(what=services.workspace.damage))
    if not facts["sqlite_wal_reset_fixed"]:
        lines.append(
            tr(
                "This SQLite can damage a file when two connections write at once (mended in 3.51.3);"
                " here one connection alone writes, and one program alone opens the workspace."
            )
        )
    return facts, lines
