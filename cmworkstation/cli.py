"""The workstation without a window: the same services, for shells and scripts.

    cmworkstation demo | sync | history | inbox | search | answers | reply | outbox | promises | times | rules | doctor
    cmworkstation approvals | approve | verify | journal | dossier | bundle | people
    cmworkstation dashboard | reach | export-table | figures | case-file | media | archive
    cmworkstation presence | dependence | media-map
    cmworkstation backup | backup-plan | rehearse | restore | salvage | export | verify-export | import
    cmworkstation freeze | thaw | drill
    cmworkstation site | mailbox | calendar | platforms | by-hand | capture | person | hold | retention
    cmworkstation watch | alerts | places

Every command that shows something takes `--json`. Exit status: 0 done, 1 something wants a person, 2 wrong use.

A subject is a module of its own (`cli_*`), loaded only for its commands: it adds them with their options, and carries
them out. Here the command line is read, the workspace opened, and what was said printed.
"""

import argparse
import json
import sys
import traceback
from collections.abc import Sequence
from datetime import datetime
from importlib import import_module
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Final, NoReturn

from cmworkstation import __version__, i18n
from cmworkstation.cli_said import Run, Said, WrongUse, short
from cmworkstation.domain.errors import StoreDamaged, WorkstationError
from cmworkstation.domain.progress import Progress, Told
from cmworkstation.i18n import tr
from cmworkstation.words import problems, steps

if TYPE_CHECKING:
    from cmworkstation.services.workstation import Services

SUBJECTS: Final = {
    "cli_demo": ("demo",),
    "cli_sync": ("sync",),
    "cli_history": ("history",),
    "cli_inbox": ("inbox", "assign", "label", "snooze"),
    "cli_find": ("search", "find", "views"),
    "cli_reply": ("reply", "outbox"),
    "cli_notes": ("thread", "note"),
    "cli_batch": ("similar",),
    "cli_doctor": ("doctor",),
    "cli_answers": ("answers",),
    "cli_times": ("times",),
    "cli_crisis": ("crisis",),
    "cli_addenda": ("addenda",),
    "cli_freeze": ("freeze", "thaw", "drill"),
    "cli_promises": ("promises",),
    "cli_contacts": ("contacts",),
    "cli_operations": ("operations",),
    "cli_rules": ("rules",),
    "cli_proof": ("verify", "journal", "dossier", "bundle"),
    "cli_people": ("people",),
    "cli_charter": ("charter",),
    "cli_approvals": ("approvals", "approve"),
    "cli_review": ("export-table", "figures", "case-file"),
    "cli_dashboard": ("dashboard", "reach"),
    "cli_briefing": ("briefing",),
    "cli_by_hand": ("platforms", "by-hand", "capture"),
    "cli_copies": ("backup", "backup-plan", "rehearse", "restore", "salvage"),
    "cli_exchange": ("export", "verify-export", "import"),
    "cli_leaving": ("site", "mailbox", "calendar"),
    "cli_inbox_rules": ("inbox-rules",),
    "cli_archive": ("archive",),
    "cli_media": ("media",),
    "cli_alerts": ("alerts", "places"),
    "cli_dialogue": ("topics", "dialogues", "experts"),
    "cli_erasing": ("person", "hold", "retention"),
    "cli_presence": ("presence", "dependence", "media-map"),
    "cli_watch": ("watch",),
}  # the commands that each adds, in the order of the help


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; return the exit status."""
    i18n.use_language()
    given = list(sys.argv[1:] if argv is None else argv)
    if asked := _language(given):  # first, so that what cannot be understood is said in it as well
        i18n.use_language(asked)
    options = _parser(subjects(given)).parse_args(given)
    if not all(_is_text(word) for word in given):
        return _wrong_use(tr("What was typed is not text in UTF-8."))
    if options.outside:
        return _outside(options)
    try:
        services = _open(options)
    except Exception as error:  # noqa: BLE001 - a person at a shell gets a sentence, whatever happened
        return _complain(error)
    try:
        status = _run(services, options)
    except BrokenPipeError:
        return 0
    except Exception as error:  # noqa: BLE001
        damaged = services.workspace.notice(error)
        return _complain(StoreDamaged(services.workspace.damage) if damaged else error)
    finally:
        services.close()
    return status


def subjects(given: Sequence[str]) -> Sequence[str]:
    """Return the modules that a command line needs: one where its first word is a command, else all, for the help."""
    named = [module for module, commands in SUBJECTS.items() if given and given[0] in commands]
    return named or tuple(SUBJECTS)


def _run(services: "Services", options: argparse.Namespace) -> int:
    """Run a command on behalf of whoever is named."""
    if options.acting:
        from cmworkstation import cli_people  # noqa: PLC0415 - for whoever names somebody

        if not cli_people.act_as(services, options.acting):
            said = tr("Nobody, or more than one, is called “{name}” here.")
            raise WrongUse(said.format(name=short(options.acting)))
    return _say(options, options.run(services, options))


def _outside(options: argparse.Namespace) -> int:
    """Run a command that works on a workspace that nobody has open."""
    from cmworkstation.services import places  # noqa: PLC0415 - for these commands only

    usual = places.demo_workspace() if options.demo else places.own_workspace()
    try:
        said = options.run(options.workspace or usual, options)
    except Exception as error:  # noqa: BLE001 - a person at a shell gets a sentence, whatever happened
        return _complain(error)
    return _say(options, said)


def _language(given: Sequence[str]) -> str:
    """Return the language that `--lang` names, "" where it names none of ours."""
    named = [after for before, after in pairwise(given) if before == "--lang"]
    named += [word.partition("=")[2] for word in given if word.startswith("--lang=")]
    return next((one for one in named if one in i18n.LANGUAGES), "")


class _Parser(argparse.ArgumentParser):
    """Says in one sentence what it does not understand."""

    def error(self, message: str) -> NoReturn:
        """Leave with status 2."""
        text = tr("This command cannot be understood: {what}. “{help}” says what there is.")
        self.exit(2, text.format(what=message, help=f"{self.prog} --help") + "\n")


def _parser(modules: Sequence[str]) -> argparse.ArgumentParser:
    parser = _Parser(
        prog="cmworkstation",
        description=tr("One inbox, one charter and one composer, on your own machine."),
    )
    parser.add_argument("--version", action="version", version=__version__)
    shared = _Parser(add_help=False)
    shared.add_argument("--workspace", type=Path, help=tr("folder of the workspace"))
    shared.add_argument("--demo", action="store_true", help=tr("use the demonstration workspace"))
    shared.add_argument("--lang", choices=i18n.LANGUAGES, default="")
    shared.add_argument(
        "--as",
        dest="acting",
        default="",
        metavar=tr("NAME"),
        help=tr("who acts, of the people entered on this machine"),
    )
    shared.add_argument("--json", action="store_true", help=tr("print data for a program to read"))
    commands = parser.add_subparsers(dest="command", required=True, metavar="command")

    def add(
        name: str, help_: str, run: Run, *, reading: bool = False, outside: bool = False
    ) -> argparse.ArgumentParser:
        made = commands.add_parser(name, parents=[shared], help=help_, description=help_)
        made.set_defaults(run=run, reading=reading, outside=outside)
        return made

    for module in modules:
        import_module(f"cmworkstation.{module}").add_options(add)
    return parser


def _open(options: argparse.Namespace) -> "Services":
    from cmworkstation import workspaces  # noqa: PLC0415 - `--help` needs none of it
    from cmworkstation.services import places  # noqa: PLC0415

    if options.demo or options.command == "demo":
        return workspaces.open_demo(options.workspace or places.demo_workspace())
    folder = options.workspace or places.own_workspace()
    try:
        return workspaces.open_own(folder, told=_said_once())
    except WorkstationError as error:
        why = workspaces.why_only_read(error)
        if why is None or not options.reading:
            raise
        return workspaces.open_own(folder, read_only=True, why=why)


def _said_once() -> Told:
    """Say on the error stream how far the update of an older workspace is; Ctrl+C leaves it as it was."""
    before = [""]

    def told(step: Progress) -> None:
        text = steps.progress(step)
        if text != before[0]:
            before[0] = text
            sys.stderr.write(f"{text}\n")

    return told


def _complain(error: Exception) -> int:
    if isinstance(error, WrongUse):
        return _wrong_use(str(error))
    notice = problems.error(error)
    if isinstance(error, WorkstationError):
        sys.stderr.write(f"{notice.text} {notice.hint}".strip() + "\n")
        return 1
    # The text of a foreign error may hold anything: its kind and its place are enough to find it.
    place = traceback.extract_tb(error.__traceback__)[-1]
    where = f"{type(error).__name__}, {Path(place.filename).name}:{place.lineno}"
    sys.stderr.write(f"{notice.text} ({where})\n")
    return 1


def _wrong_use(text: str) -> int:
    sys.stderr.write(f"{text}\n")
    return 2


def _is_text(word: str) -> bool:
    """Tell whether a word of the command line is text: bytes of another encoding arrive as half characters."""
    try:
        word.encode()
    except UnicodeEncodeError:
        return False
    return True


def _say(options: argparse.Namespace, said: Said) -> int:
    """Print what a command found; return its status."""
    if options.json:
        sys.stdout.write(json.dumps(said.facts, ensure_ascii=False, indent=1, default=_json) + "\n")
    else:
        sys.stdout.write("\n".join(said.lines) + "\n")
    return said.status


def _json(value: object) -> str:
    return value.isoformat() if isinstance(value, datetime) else str(value)
