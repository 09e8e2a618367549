"""The command for archives that platforms give people: what a file holds, and taking it in. `cli` prints it.

cmworkstation archive FILE
"""

import json
from argparse import Namespace
from pathlib import Path
from typing import TYPE_CHECKING

from cmworkstation.cli_arguments import count
from cmworkstation.cli_files import walk
from cmworkstation.cli_said import Adding, Said, unknown
from cmworkstation.domain import foreign
from cmworkstation.domain.archive import Contents
from cmworkstation.i18n import N_, tr
from cmworkstation.words import archives as said_of
from cmworkstation.words import of_accounts

if TYPE_CHECKING:
    from cmworkstation.domain.account import Account
    from cmworkstation.services.workstation import Services


def add_options(add: Adding) -> None:
    """Add what the import of an archive is asked for with."""
    one = add("archive", tr("import what a platform gave you as your archive"), run)
    one.add_argument("file", type=Path, help=tr("the file or the folder, as the platform gave it"))
    one.add_argument("--take", action="store_true", help=tr("take it in, where it belongs"))
    one.add_argument("--into", default="", help=tr("name, handle or id of one account"))
    one.add_argument("--new", default="", metavar=tr("NAME"), help=tr("as a new account"))
    one.add_argument("--format", default="", help=tr("which one, where a file holds several"))
    one.add_argument(
        "--mine", nargs="*", default=[], help=tr("addresses that are yours, for files of mail")
    )
    one.add_argument("--columns", default="", help=tr("what the columns of a table mean, as JSON"))
    one.add_argument("--limit", type=count, default=20)


@unknown(N_("There is no account called “{name}”."), "into")
def run(services: "Services", options: Namespace) -> Said:
    """Say what a file or folder holds; with an account, or `--new`, take it in. Raises `KeyError`: no such account."""
    imports = services.archive_imports
    formats = imports.formats(options.file)
    format_ = options.format or formats[0]
    chosen = _options(services, format_, options)
    found = walk(imports.count(options.file, format_, chosen))
    homes = imports.homes(found)
    lines = list(said_of.contents(found))
    facts: dict[str, object] = {"contents": _facts(found), "formats": list(formats)}
    if not (options.into or options.new or options.take):
        lines += _offers(homes)
        facts["accounts"] = [one.name for one in homes]
        return Said(facts, tuple(lines))
    account = _account(services, options, homes)
    done = walk(
        imports.run(
            options.file,
            found,
            chosen,
            account_id=account.id if account else None,
            name=options.new if isinstance(options.new, str) else "",
        )
    )
    lines.append(tr("As “{account}”:").format(account=foreign.line(done.account.name, 60)))
    lines += said_of.outcome(done.done)
    left = imports.unreadable(done.done)
    lines += [
        f"  {foreign.line(one.native_id or one.kind, 80)}: {of_accounts.quarantine_reason(one.reason)}"
        for one in left[: options.limit]
    ]
    tally = done.done.tally
    facts["result"] = {
        "account": done.account.name,
        "new": tally.new,
        "known": tally.skipped,
        "failed": tally.failed,
        "unreadable": [
            {"name": one.native_id, "reason": of_accounts.quarantine_reason(one.reason)}
            for one in left
        ],
    }
    return Said(facts, tuple(lines), 1 if tally.failed else 0)


def _options(services: "Services", format_: str, options: Namespace) -> dict[str, str]:
    """Return how to read a format: as it was offered, with what was typed."""
    imports = services.archive_imports
    known = dict(imports.preview(options.file).guess) if format_ == "table" else {}
    known |= {} if known else imports.options(format_)
    typed = json.loads(options.columns) if options.columns else {}
    known |= {str(key): str(value) for key, value in typed.items()}
    if options.mine:
        known["addresses"] = " ".join(options.mine)
    return known


def _account(
    services: "Services", options: Namespace, homes: "tuple[Account, ...]"
) -> "Account | None":
    """Return as which account to take it in, None for a new one. Raises `KeyError`."""
    if options.into:
        one = services.accounts.by_name(options.into)
        if one is None:
            raise KeyError(options.into)
        return one
    return None if options.new else next(iter(homes), None)


def _offers(homes: "tuple[Account, ...]") -> list[str]:
    names = [tr("“{name}”").format(name=foreign.line(one.name, 60)) for one in homes]
    lines = [tr("Nothing was taken in yet.")]
    if names:
        lines.append(tr("It may belong to {accounts}.").format(accounts=", ".join(names)))
    lines.append(tr("--take takes it in, --into NAME as that account, --new NAME as a new one."))
    return lines


def _facts(found: Contents) -> dict[str, object]:
    return {
        "format": found.format,
        "platform": found.platform,
        "owner": found.owner.handle or found.owner.name,
        "messages": found.messages,
        "ours": found.ours,
        "private": found.private,
        "unreadable": found.unreadable,
        "since": found.since.isoformat() if found.since else None,
        "until": found.until.isoformat() if found.until else None,
    }
