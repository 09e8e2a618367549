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
"""

import argparse
import json
import sys
import traceback
from collections.abc import Callable, Sequence
from dataclasses import asdict, replace
from datetime import UTC, date, datetime
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

from cmworkstation import __version__, i18n, words
from cmworkstation.domain.account import AT_REST, TokenState
from cmworkstation.domain.conversation import Order, Status, View
from cmworkstation.domain.errors import QueryError, StoreDamaged, WorkstationError
from cmworkstation.domain.gap import GapState
from cmworkstation.domain.ids import AccountId, ConversationId, DraftId, uuid7
from cmworkstation.domain.profile import Role
from cmworkstation.domain.progress import Progress, Told
from cmworkstation.domain.reply import PERSON_STATES
from cmworkstation.domain.splitting import marked
from cmworkstation.domain.table import Format, Table
from cmworkstation.domain.waiver import REASONS
from cmworkstation.i18n import labelled, tr, trn
from cmworkstation.words import gaps as gap_words
from cmworkstation.words import times as spans
from cmworkstation.words.waivers import said_of_poor

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

    from cmworkstation.domain.account import Account
    from cmworkstation.services.workstation import Services

MOST = 1_000_000  # rows, months …: nobody means more, and no file has room for larger numbers
EVERYTHING = datetime.min.replace(tzinfo=UTC)  # as old as a platform has it
STANDINGS = tuple(one.name.lower().replace("_", "-") for one in Status)
VIEW_ACTS = ("list", "add", "remove", "export", "import")
VERSION_ACTS = (
    "versions",
    "diff",
    "impact",
    "publish",
    "sign",
    "send-back",
    "withdraw",
    "export",
    "take-in",
)
READING = (
    "history",
    "inbox",
    "thread",
    "search",
    "find",
    "views",
    "answers",
    "outbox",
    "journal",
    "dossier",
    "bundle",
    "doctor",
    "rules",
    "inbox-rules",
    "promises",
    "contacts",
    "operations",
    "crisis",
    "freeze",
    "thaw",
    "approvals",
    "times",
    "backup",
    "rehearse",
    "export",
    "site",
    "mailbox",
    "calendar",
    "export-table",
    "figures",
    "dashboard",
    "reach",
    "case-file",
    "media",
    "presence",
    "dependence",
    "media-map",
    "watch",
    "platforms",
    "topics",
    "dialogues",
    "experts",
)  # go on beside an open window, read-only


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; return the exit status."""
    i18n.use_language()
    given = list(sys.argv[1:] if argv is None else argv)
    if asked := _language(given):  # first, so that what cannot be understood is said in it as well
        i18n.use_language(asked)
    options = _parser().parse_args(given)
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


def _run(services: "Services", options: argparse.Namespace) -> int:
    """Run a command on behalf of whoever is named."""
    if options.acting:
        from cmworkstation import cli_people  # noqa: PLC0415 - for whoever names somebody

        if not cli_people.act_as(services, options.acting):
            said = tr("Nobody, or more than one, is called “{name}” here.")
            return _wrong_use(said.format(name=_short(options.acting)))
    status: int = options.run(services, options)
    return status


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


def _parser() -> argparse.ArgumentParser:
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
        name: str, help_: str, run: Callable[..., int] | None = None
    ) -> argparse.ArgumentParser:
        made = commands.add_parser(name, parents=[shared], help=help_, description=help_)
        made.set_defaults(run=run, outside=None)
        return made

    add("demo", tr("make the demonstration workspace and say what is in it"), demo)
    one = add("sync", tr("read all accounts once and carry out what the outbox owes"), sync)
    one.add_argument("--account", default="", help=tr("name, handle or id of one account"))
    one = add("history", tr("say what was not read, fill it, and fetch older messages"), history)
    one.add_argument("--account", default="", help=tr("name, handle or id of one account"))
    one.add_argument(
        "--since",
        type=_since,
        default=None,
        help=tr("fetch older messages back to a day such as 2024-03-31, or “all”"),
    )
    _add_inbox(add)
    one = add("search", tr("search all messages"), search)
    one.add_argument("query", nargs="+")
    one.add_argument("--limit", type=_count, default=20)
    _add_find(add)
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
    _add_deciding(add)
    one = add("thread", tr("show a conversation, with the notes of colleagues"), thread)
    one.add_argument("conversation", type=int)
    one = add("note", tr("keep an internal note about a conversation"), note)
    one.add_argument("conversation", type=int)
    one.add_argument("text", help=tr("the note; - reads it from standard input"))
    one.add_argument(
        "--message", type=int, default=0, help=tr("id of the message that it is about")
    )
    one = add("similar", tr("list groups of waiting messages that ask much the same"), similar)
    one.add_argument("--fewest", type=_count, default=3, help=tr("messages that make a group"))
    one = add("outbox", tr("show where every reply stands"), outbox)
    one.add_argument("--limit", type=_count, default=50)
    add("verify", tr("check the file, the search index, the counters and the journal"), verify)
    add("doctor", tr("say how this installation and its accounts are doing"), doctor)
    _add_charter(add)
    _add_proof(add)
    _add_approvals(add)
    _add_review(add)
    _add_copies(add)
    _add_inbox_rules(add("inbox-rules", tr("rules that sort what comes in"), inbox_rules))
    _add_files(add)
    return _add_presence(add, parser)


def _add_charter(add: Callable[..., argparse.ArgumentParser]) -> None:
    """Add what concerns the charter: what was agreed and what was promised."""
    one = add("answers", tr("find what was agreed to be said, by a person’s words"), answers)
    one.add_argument("query", nargs="*", help=tr("words of the question; none list everything"))
    one.add_argument("--due", action="store_true", help=tr("only what asks for somebody"))
    one.add_argument("--limit", type=_count, default=50)
    one = add("times", tr("say how long people waited for our replies"), times)
    one.add_argument("--days", type=int, default=90, help=tr("replies of so many days"))
    one.add_argument("--csv", type=Path, help=tr("write the replies one by one into this file"))
    from cmworkstation import cli_crisis  # noqa: PLC0415 - as for rules

    cli_crisis.add_options(
        add("crisis", tr("say which crisis level holds; declare one, or end it"), crisis)
    )
    from cmworkstation import cli_freeze  # noqa: PLC0415 - as for rules

    cli_freeze.add_options(add, freeze, thaw, drill)
    from cmworkstation.cli_promises import add_options  # noqa: PLC0415 - as for rules

    add_options(
        add("promises", tr("list what was promised, note it, and what became of it"), promises)
    )
    from cmworkstation.cli_contacts import add_options as contact_options  # noqa: PLC0415 - as for rules

    contact_options(add("contacts", tr("people over all networks, and what we owe them"), contacts))
    from cmworkstation import cli_operations  # noqa: PLC0415 - as for rules

    cli_operations.add_options(
        add(
            "operations",
            tr("what is planned by theme: list, add, import, export, check"),
            operations,
        )
    )
    add("rules", tr("say how the rules of the charters do, and which to look at"), rules)


def _add_find(add: Callable[..., argparse.ArgumentParser]) -> None:
    """Add the commands for searching."""
    one = add("find", tr("search with fields, or count what is found"), find)
    one.add_argument("query", nargs="+")
    one.add_argument("--limit", type=_count, default=20)
    one.add_argument("--count", action="store_true", help=tr("say only how many there are"))
    one = add("views", tr("list, add, remove, export or import saved views"), find)
    one.add_argument("act", nargs="?", default="list", choices=VIEW_ACTS)
    one.add_argument("words", nargs="*", metavar="NAME QUERY")


def _add_proof(add: Callable[..., argparse.ArgumentParser]) -> None:
    """Add what concerns people, and what proves what they did."""
    one = add("journal", tr("show who did what, the newest first"), journal)
    one.add_argument("--limit", type=_count, default=50)
    one = add("dossier", tr("show why, by whom and under which charter a reply was sent"), dossier)
    one.add_argument("reply", help=tr("id of the reply, as “outbox --json” lists it"))
    one = add("bundle", tr("write a bundle that proves what was said, why and by whom"), bundle)
    one.add_argument("file", type=Path, help=tr("the bundle, or a folder for it"))
    one.add_argument("--since", type=_since, help=tr("first day, such as 2024-03-31"))
    one.add_argument("--until", type=_since, help=tr("first day that is not in it any more"))
    one.add_argument(
        "--compare", action="store_true", help=tr("read a bundle and compare it with the workspace")
    )
    one = add("people", tr("show who works here; enter somebody, give or take in a card"), people)
    one.add_argument("--add", default="", metavar=tr("NAME"), help=tr("enter a person"))
    one.add_argument("--role", action="append", default=[], choices=[str(one) for one in Role])
    one.add_argument(
        "--speaks", action="append", default=[], help=tr("a mandate, as charter:speaker")
    )
    one.add_argument("--card", type=Path, help=tr("write the card of whoever acts to this file"))
    one.add_argument("--take-in", type=Path, help=tr("the card of a colleague"))
    one.add_argument(
        "--fingerprint", default="", help=tr("the fingerprint that you compared with them")
    )
    _add_versions(add("charter", tr("versions of a charter: compare, try, publish, show"), charter))


def _add_versions(one: argparse.ArgumentParser) -> None:
    """Add what the versions of a charter are asked for with."""
    one.add_argument("act", choices=VERSION_ACTS)
    one.add_argument("charter", nargs="?", default="", help=tr("id; not needed where there is one"))
    one.add_argument("--file", type=Path, help=tr("a text, instead of the draft that is kept here"))
    one.add_argument(
        "--from", dest="old", default="", help=tr("number or hash; else what is in force")
    )
    one.add_argument("--version", dest="new", default="", help=tr("number or hash of a version"))
    one.add_argument("--number", default="", help=tr("another number than the one proposed"))
    one.add_argument("--day", type=_day, default=None, help=tr("in force from, as 2026-03-31"))
    one.add_argument("--sign", action="store_true", help=tr("sign what was submitted at once"))
    one.add_argument("--why", default="", help=tr("a reason, or a word with the signature"))
    one.add_argument("--public", action="store_true", help=tr("the page for visitors"))
    one.add_argument("--format", choices=("html", "md"), default="html")
    one.add_argument("--in", dest="language", default="", help=tr("language of the page"))
    one.add_argument("--to", type=Path, help=tr("the file; the standard output when left out"))


def _add_review(add: Callable[..., argparse.ArgumentParser]) -> None:
    """Add what concerns looking back."""
    one = add("export-table", tr("write a table for other programs"), export_table)
    one.add_argument("table", choices=("conversations", "waits", "volumes", "clauses"))
    one.add_argument("--to", type=Path, required=True, help=tr("the file to write"))
    one.add_argument("--format", choices=("csv", "csv-semicolons", "jsonl"), default="csv")
    one.add_argument("--query", default="", help=tr("only conversations in which this is found"))
    one = add("figures", tr("who waits now, and how long people waited over time"), figures)
    one.add_argument("--kind", choices=("first", "next", "resolution"), default="first")
    one.add_argument("--by", choices=("all", "account", "category"), default="all")
    one.add_argument("--months", type=_count, default=12)
    one.add_argument("--weeks", type=_count, default=12)
    _add_dashboard(add)
    _add_briefing(add)
    one = add("case-file", tr("write conversations with their dossiers to one file"), case_file)
    one.add_argument("conversation", type=int, nargs="+")
    one.add_argument(
        "--to", type=Path, required=True, help=tr("the file to write; .html or .jsonl")
    )
    one.add_argument("--notes", action="store_true", help=tr("with internal notes"))
    one.add_argument("--no-names", action="store_true", help=tr("number private persons"))


def _add_dashboard(add: Callable[..., argparse.ArgumentParser]) -> None:
    """Add what we heard and did, and with whom we speak."""
    for name, said in (
        ("dashboard", tr("what we heard, what we did, what changed")),
        ("reach", tr("with whom we speak, and how people are treated")),
    ):
        one = add(name, said, dashboard)
        one.add_argument("--days", type=_count, default=7)
        for form in ("html", "markdown", "csv"):
            one.add_argument(f"--{form}", type=Path, help=tr("write it to this file instead"))
        one.add_argument("--names", action="store_true", help=tr("with private persons' names"))


def _add_briefing(add: Callable[..., argparse.ArgumentParser]) -> None:
    """Add what colleagues should know."""
    one = add("briefing", tr("what colleagues should know, without names"), briefing)
    one.add_argument(
        "department", nargs="?", default="", help=tr("whose briefing; none lists them")
    )
    one.add_argument("--days", type=_count, default=0, help=tr("of so many days up to now"))
    one.add_argument("--to", type=Path, help=tr("the folder to write its files into"))


def _add_approvals(add: Callable[..., argparse.ArgumentParser]) -> None:
    """Add what concerns approvals."""
    one = add("approvals", tr("list what waits for whose word"), approvals)
    one.add_argument("--save", default="", metavar="ID", help=tr("save a request as a signed file"))
    one.add_argument("--to", type=Path, help=tr("the file to write"))
    one = add("approve", tr("answer a request for approval, or take in a signed answer"), approve)
    one.add_argument("what", help=tr("a .cmwrequest or .cmwanswer file, or the id of a request"))
    one.add_argument("--to", type=Path, help=tr("the file to write"))
    one.add_argument(
        "--fingerprint", default="", help=tr("the fingerprint that you compared with them")
    )
    how = one.add_mutually_exclusive_group()
    how.add_argument("--amend", default="", metavar="TEXT", help=tr("approve this text instead"))
    how.add_argument(
        "--choose", default="", choices=("A", "B", "C"), help=tr("approve one of the texts")
    )
    how.add_argument("--change", default="", metavar="WORDS", help=tr("ask for a change"))
    how.add_argument("--decline", default="", metavar="WORDS", help=tr("decline, and say why"))
    how.add_argument("--delegate", action="store_true", help=tr("hand it to the deputy"))


def _add_inbox_rules(one: argparse.ArgumentParser) -> None:
    """Add what inbox rules are asked for with."""
    from cmworkstation.cli_inbox_rules import ACTS  # noqa: PLC0415 - as below

    one.add_argument("act", choices=tuple(ACTS))
    one.add_argument("rule", nargs="?", default="", help=tr("name or id of a rule"))
    one.add_argument("--file", type=Path, help=tr("the file; the standard ones when left out"))
    one.add_argument(
        "--anyway", action="store_true", help=tr("also where it finds much of what comes in")
    )


def _add_files(add: Callable[..., argparse.ArgumentParser]) -> None:
    """Add what the media library and archives are asked for with."""
    from cmworkstation.cli_media import ACTS  # noqa: PLC0415 - as below

    _add_archive(add("archive", tr("import what a platform gave you as your archive"), archive))
    one = add("media", tr("the pictures and files of this workspace"), media)
    one.add_argument("act", choices=tuple(ACTS))
    words_help = tr("words to search for; for one file its name or the beginning of its hash")
    one.add_argument("words", nargs="?", default="", help=words_help)
    one.add_argument("--file", type=Path, help=tr("the file to take in"))
    one.add_argument("--text", default="", help=tr("what it shows"))
    one.add_argument("--in", dest="language", default="", help=tr("the language of the text"))


def _add_archive(one: argparse.ArgumentParser) -> None:
    """Add what the import of an archive is asked for with."""
    one.add_argument("file", type=Path, help=tr("the file or the folder, as the platform gave it"))
    one.add_argument("--take", action="store_true", help=tr("take it in, where it belongs"))
    one.add_argument("--into", default="", help=tr("name, handle or id of one account"))
    one.add_argument("--new", default="", metavar=tr("NAME"), help=tr("as a new account"))
    one.add_argument("--format", default="", help=tr("which one, where a file holds several"))
    one.add_argument(
        "--mine", nargs="*", default=[], help=tr("addresses that are yours, for files of mail")
    )
    one.add_argument("--columns", default="", help=tr("what the columns of a table mean, as JSON"))
    one.add_argument("--limit", type=_count, default=20)


def _add_presence(
    add: Callable[..., argparse.ArgumentParser], parser: argparse.ArgumentParser
) -> argparse.ArgumentParser:
    """Add the commands about people, names and platforms; return what they are part of."""
    from cmworkstation import cli_alerts, cli_dialogue, cli_erasing, cli_presence, cli_watch  # noqa: PLC0415 - as below

    cli_alerts.add_options(add, presence)
    cli_dialogue.add_options(add, presence)
    cli_erasing.add_options(add, erasing)
    cli_presence.add_options(add, presence)
    cli_watch.add_options(add, presence)
    return parser


def _add_by_hand(add: Callable[..., argparse.ArgumentParser]) -> None:
    """Add what people do where no program can."""
    from cmworkstation import cli_by_hand  # noqa: PLC0415 - as for rules

    cli_by_hand.arguments(lambda name, help_: add(name, help_, by_hand))


def _add_copies(add: Callable[..., argparse.ArgumentParser]) -> None:
    """Add what concerns copies of the workspace, and what people do by hand."""
    _add_by_hand(add)
    one = add("backup", tr("back up the workspace, open the backup and count it"), backup)
    one.add_argument("--to", type=Path, help=tr("another folder, for this backup alone"))
    from cmworkstation import cli_copies  # noqa: PLC0415 - as for rules

    cli_copies.add_plan(
        add("backup-plan", tr("show or change when, where and how backups are made"), backup_plan)
    )
    one = add("rehearse", tr("try a restore aside, without touching anything"), rehearse)
    one.add_argument("copy", type=Path, nargs="?", help=tr("the backup; the newest when left out"))
    one.add_argument("--key", type=Path, help=tr("a file with the passphrase or the secret key"))
    one = add("restore", tr("put a backup in the place of the workspace"))
    one.set_defaults(outside="restore")
    one.add_argument("copy", type=Path, help=tr("the backup"))
    one.add_argument("--key", type=Path, help=tr("a file with the passphrase or the secret key"))
    one.add_argument("--into", type=Path, help=tr("a folder that has no workspace yet"))
    one.add_argument(
        "--only-copy",
        action="store_true",
        help=tr("take over no drafts and replies of the present workspace"),
    )
    one = add("salvage", tr("save what can be read of a damaged workspace"))
    one.set_defaults(outside="salvage")

    one = add("export", tr("write everything but secrets to an archive"), export)
    one.add_argument("file", type=Path, help=tr("the archive, or a folder for it"))
    one.add_argument("--folder", action="store_true", help=tr("as a folder of files, not a ZIP"))
    one = add("verify-export", tr("compare an export with what was written, without importing it"))
    one.set_defaults(outside="verify_export")
    one.add_argument("file", type=Path, help=tr("the archive, or its folder"))
    one = add("import", tr("make a workspace of an archive"))
    one.set_defaults(outside="take_in")
    one.add_argument("file", type=Path, help=tr("the archive, or its folder"))
    one.add_argument("--into", type=Path, help=tr("another folder"))
    one.add_argument(
        "--replace", action="store_true", help=tr("set the present workspace aside and keep it")
    )
    _add_leaving(add)


def _add_leaving(add: Callable[..., argparse.ArgumentParser]) -> None:
    """Add what leaves for people without this program."""
    from cmworkstation import cli_leaving  # noqa: PLC0415 - as for rules

    cli_leaving.add_site(add("site", tr("write conversations as pages to read"), leaving))
    cli_leaving.add_mailbox(add("mailbox", tr("write conversations as mail (mbox)"), leaving))
    cli_leaving.add_calendar(add("calendar", tr("write what is due as a calendar"), leaving))


def leaving(services: "Services", options: argparse.Namespace) -> int:
    """Write a site, a mailbox or a calendar."""
    from cmworkstation import cli_find, cli_leaving  # noqa: PLC0415 - for these commands only

    try:
        said = getattr(cli_leaving, options.command)(services, options)
    except QueryError as error:
        return cli_find.unclear(options.query, error)
    return _say(options, said.facts, said.lines)


def _outside(options: argparse.Namespace) -> int:
    """Run a command that works on a workspace that nobody has open."""
    from cmworkstation import cli_copies  # noqa: PLC0415 - for these commands only
    from cmworkstation.services import places  # noqa: PLC0415

    usual = places.demo_workspace() if options.demo else places.own_workspace()
    try:
        said = getattr(cli_copies, options.outside)(options.workspace or usual, options)
    except Exception as error:  # noqa: BLE001 - a person at a shell gets a sentence, whatever happened
        return _complain(error)
    return _say(options, said.facts, said.lines) or said.status


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
        if why is None or options.command not in READING:
            raise
        return workspaces.open_own(folder, read_only=True, why=why)


def _said_once() -> Told:
    """Say on the error stream how far the update of an older workspace is; Ctrl+C leaves it as it was."""
    before = [""]

    def told(step: Progress) -> None:
        text = words.progress(step)
        if text != before[0]:
            before[0] = text
            sys.stderr.write(f"{text}\n")

    return told


def demo(services: "Services", options: argparse.Namespace) -> int:
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
    return _say(options, facts, [text.format(**facts)])


def sync(services: "Services", options: argparse.Namespace) -> int:
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
            return _no_account(options.account)
        chosen = (one,)
    for account in chosen:
        result = {"account": account.name, "read": 0, "trouble": ""}
        results.append(result)
        if account.state in (TokenState.PAUSED, TokenState.ARCHIVE):
            result["trouble"] = words.token(account.state)
            continue
        try:
            for progress in services.sync.poll(account.id):
                result["read"] = progress.done
        except Exception as error:  # noqa: BLE001 - one broken account never stops the others
            result["trouble"] = words.sentence(type(error).__name__)
            status = 1
            continue
        _look_back(services, account, None)  # what goes wrong there is tried again the next time
    from cmworkstation import cli_dialogue, cli_leaving  # noqa: PLC0415 - for this command only

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
            account=one.name, trouble=words.shortfall(one.announced, one.delivered)
        )
        for one in services.accounts.health()
        if one.announced and one.account_id in {account.id for account in chosen}
    ]
    lines += said
    lines += [labelled(words.state(row.state), _short(row.body)) for row in delivered]
    lines += _look_for_alarms(services)
    lines += _remind(services)
    lines += _report(services)
    lines += _brief(services)
    facts = {
        "accounts": results,
        "watch": watched,
        "outbox": [_plain(row) for row in delivered],
    }
    return _say(options, facts, lines) or status


def _read_watch(
    services: "Services", options: argparse.Namespace
) -> tuple[list[dict[str, object]], list[str], int]:
    """Read what is watched and due, where all accounts are read."""
    if options.account:
        return [], [], 0
    from cmworkstation import cli_watch  # noqa: PLC0415 - as below

    return cli_watch.read_due(services)


def _look_for_alarms(services: "Services") -> list[str]:
    """Look once for what rings, and return that in words."""
    from cmworkstation.words import alerts as alarm_words  # noqa: PLC0415 - for this command only

    found = services.alerts.look(once=True)
    said = alarm_words.news(found, dict(services.alerts.names()), services.clock.now())
    return [said] if said else []


def _remind(services: "Services") -> list[str]:
    """Return what the crisis desk has to say by now: a word that is due, a call that passed on, what a drill plays."""
    from cmworkstation import cli_crisis  # noqa: PLC0415 - for this command only

    return cli_crisis.remind(services)


def _report(services: "Services") -> Sequence[str]:
    """Write the report of the dashboard that the clock asks for, where one is."""
    if services.dashboard_reports.due() is None:
        return ()
    from cmworkstation import cli_dashboard  # noqa: PLC0415 - for whoever wants a report

    return cli_dashboard.write_due(services)


def _brief(services: "Services") -> Sequence[str]:
    """Write the briefings that the clock asks for, where some are."""
    if services.read_only or not services.briefings.due():
        return ()
    from cmworkstation import cli_briefing  # noqa: PLC0415 - for whoever is briefed

    return cli_briefing.write_due(services)


def history(services: "Services", options: argparse.Namespace) -> int:
    """Fill gaps, fetch older messages where asked to, and say how far back everything reaches."""
    chosen = services.accounts.listed()
    if options.account:
        one = services.accounts.by_name(options.account)
        if one is None:
            return _no_account(options.account)
        chosen = (one,)
    if services.read_only and options.since is not None:
        raise services.workspace.refusal()
    now = services.clock.now()
    facts, lines, status = [], [], 0
    for account in chosen:
        trouble = "" if services.read_only else _look_back(services, account, options.since)
        status = 1 if trouble else status
        depth, gaps = services.history.depth(account.id), services.history.gaps(account.id)
        facts.append(
            {
                "account": account.name,
                "depth": _plain(depth),
                "gaps": [_plain(gap) for gap in gaps],
                "trouble": trouble,
            }
        )
        lines.append(labelled(account.name, gap_words.depth(depth, now)))
        lines += [
            f"  {one}" for one in (gap_words.looking_back(depth), words.sentence(trouble)) if one
        ]
        lines += [
            f"  {gap_words.time(gap, now)} ({gap_words.cause(gap)}): {gap_words.standing(gap, now)}"
            for gap in gaps
        ]
    return _say(options, facts, lines) or status


def _look_back(services: "Services", account: "Account", since: datetime | None) -> str:
    """Ask an account's platform for what is missing; return the class name of what went wrong."""
    if account.state in AT_REST:
        return ""
    try:
        for _ in services.history.fill_all(account.id):
            pass
        if since is not None and services.history.depth(account.id).can_ask:
            wanted = None if since == EVERYTHING else since
            for _ in services.history.deepen(account.id, wanted):
                pass
    except Exception as error:  # noqa: BLE001 - one broken account never stops the others
        return type(error).__name__
    return ""


def inbox(services: "Services", options: argparse.Namespace) -> int:
    """List who is waiting."""
    account = services.accounts.by_name(options.account) if options.account else None
    if options.account and account is None:
        return _no_account(options.account)
    order = Order.LONGEST_WAIT if options.longest else Order(options.order)
    from cmworkstation import cli_inbox  # noqa: PLC0415 - for these commands only

    if not services.read_only:
        services.snoozes.wake()
    view = View(account_id=account.id if account else None, order=order)
    view = cli_inbox.narrowed(services, view, options)
    rows = services.inbox.rows(services.inbox.ids(view, options.limit))
    names = {one.id: one.name for one in services.accounts.listed()}
    lines = [
        f"{row.id:>6}  {words.when(row.last_at, services.clock.now()):<16} {names.get(row.account_id, ''):<24} "
        f"{_short(row.author_name, 24):<24} {_short(row.words, 70)} {cli_inbox.marks(services, row)}".rstrip()
        for row in rows
    ]
    return _say(options, [_plain(row) for row in rows], lines or [tr("Nobody is waiting.")])


def deciding(services: "Services", options: argparse.Namespace) -> int:
    """Assign, label or snooze conversations."""
    from cmworkstation import cli_inbox  # noqa: PLC0415 - for these commands only

    acts = {"assign": cli_inbox.assign, "label": cli_inbox.label, "snooze": cli_inbox.snooze}
    said = acts[options.command](services, options)
    return _say(options, said.facts, said.lines)


def _add_inbox(add: "Callable[..., argparse.ArgumentParser]") -> None:
    one = add("inbox", tr("list who is waiting"), inbox)
    one.add_argument("--label", default="", help=tr("what carries a label, or one below it"))
    one.add_argument("--assignee", default="", help=tr("what somebody has in hand; - is nobody"))
    one.add_argument("--status", default="", choices=("", *STANDINGS), help=tr("where it stands"))
    one.add_argument("--limit", type=_count, default=20)
    one.add_argument("--longest", action="store_true", help=tr("the longest wait first"))
    one.add_argument(
        "--order", choices=tuple(Order), default=Order.NEWEST, help=tr("what comes first")
    )
    one.add_argument("--account", default="", help=tr("name, handle or id of one account"))


def _add_deciding(add: "Callable[..., argparse.ArgumentParser]") -> None:
    one = add("assign", tr("give conversations to somebody"), deciding)
    one.add_argument("to", help=tr("name or id of a person; - is nobody"))
    one.add_argument("conversations", type=int, nargs="+")
    one.add_argument("--word", default="", help=tr("what they should know"))
    one.add_argument("--wait", action="store_true", help=tr("it waits for them"))
    one = add("label", tr("put labels on conversations, or list all labels"), deciding)
    one.add_argument("conversations", type=int, nargs="*")
    one.add_argument(
        "--on", action="append", default=[], help=tr("a label, such as Roads/Lighting")
    )
    one.add_argument("--off", action="append", default=[], help=tr("a label to take off"))
    one = add("snooze", tr("put conversations out of the way for a while"), deciding)
    one.add_argument("until", help=tr("a moment such as “tomorrow 9:00”, or “reply”"))
    one.add_argument("conversations", type=int, nargs="+")


def search(services: "Services", options: argparse.Namespace) -> int:
    """Print the newest messages that match."""
    query = " ".join(options.query)
    try:
        hits = services.inbox.search(query, options.limit)
    except QueryError as error:
        from cmworkstation.cli_find import unclear  # noqa: PLC0415 - for this case only

        return unclear(query, error)
    lines = [
        f"{hit.conversation_id:>6}  {words.when(hit.at, services.clock.now()):<16} {_short(hit.author_name, 24):<24} "
        + _short(hit.snippet.replace("\x02", "").replace("\x03", ""), 90)
        for hit in hits
    ]
    return _say(options, [_plain(hit) for hit in hits], lines or [tr("Nothing was found.")])


def find(services: "Services", options: argparse.Namespace) -> int:
    """Search, or see to the saved views."""
    from cmworkstation import cli_find  # noqa: PLC0415 - for these commands only

    given = options.query if options.command == "find" else options.words
    if options.command == "views" and options.act == "add" and not given[1:]:
        return _wrong_use(tr("Give the view a name, and then what it looks for."))
    try:
        said = (cli_find.find if options.command == "find" else cli_find.views)(services, options)
    except QueryError as error:
        first = 0 if options.command == "find" else 1  # the name of a view comes before its query
        return cli_find.unclear(" ".join(given[first:]), error)
    except KeyError:
        return _wrong_use(
            tr("There is no saved view “{name}”.").format(name=_short(" ".join(given)))
        )
    _say(options, said.facts, said.lines)
    return said.status


def reply(services: "Services", options: argparse.Namespace) -> int:
    """Queue a reply under the same checks as the window; a draft that somebody is writing there stays."""
    try:
        text = sys.stdin.read() if options.text == "-" else options.text
    except UnicodeDecodeError:
        return _wrong_use(tr("What was typed is not text in UTF-8."))
    try:
        draft = services.drafts.begin(ConversationId(options.conversation))
    except (KeyError, OverflowError):
        return _wrong_use(tr("There is no conversation {n}.").format(n=options.conversation))
    own = replace(draft, id=DraftId(uuid7()), body=text, answer_id="", revision=0)
    if options.split and (parts := services.composer.split(own)):
        own = replace(own, body=marked(parts))
    if options.ask:
        case, _ = services.approvals.ask(own, override=options.because)
        return _say(options, {"request": case.id}, [case.id])
    row, _ = services.outbox.queue(own, hold_s=0 if options.now else 10, override=options.because)
    if options.now:
        services.outbox.deliver(row.id)
        row = services.outbox.row(row.id)
    said = labelled(words.state(row.state), _short(row.url or row.id, 200))
    return _say(options, _plain(row), [said]) or int(row.state in PERSON_STATES)


def thread(services: "Services", options: argparse.Namespace) -> int:
    """Show a conversation with its internal notes."""
    return _of_conversation(services, options)


def note(services: "Services", options: argparse.Namespace) -> int:
    """Keep an internal note."""
    return _of_conversation(services, options)


def _of_conversation(services: "Services", options: argparse.Namespace) -> int:
    from cmworkstation import cli_notes  # noqa: PLC0415 - for these commands only

    act = {"thread": cli_notes.thread, "note": cli_notes.note}[options.command]
    try:
        said = act(services, options)
    except UnicodeDecodeError:
        return _wrong_use(tr("What was typed is not text in UTF-8."))
    except (KeyError, OverflowError):
        return _wrong_use(tr("There is no conversation {n}.").format(n=options.conversation))
    return _say(options, said.facts, said.lines)


def outbox(services: "Services", options: argparse.Namespace) -> int:
    """Print where every reply stands."""
    rows = services.outbox.rows(options.limit)
    lines = [
        f"{words.state(row.state):<28} {words.when(row.created_at, services.clock.now()):<16} {_short(row.body, 70)}"
        for row in rows
    ]
    return _say(options, [_plain(row) for row in rows], lines or [tr("The outbox is empty.")])


def answers(services: "Services", options: argparse.Namespace) -> int:
    """Print answers, statements and facts, the best first; exit status 1 when something that is due was asked for."""
    from cmworkstation.domain import foreign  # noqa: PLC0415
    from cmworkstation.domain.charter.words import said  # noqa: PLC0415
    from cmworkstation.words import guide  # noqa: PLC0415 - for this command only

    now, spoken = services.clock.now(), i18n.language()
    among = services.guide.due() if options.due else services.guide.entries()
    found = services.guide.search(" ".join(options.query), among)[: options.limit]
    lines = []
    for one in found:
        state = guide.needs(one) if options.due else guide.state(one.state)
        lines.append(
            f"{_short(one.title(spoken), 60):<60} {_short(state, 24):<24} {guide.place(one)}"
        )
        if options.query and (text := said(one.texts, spoken, one.default_language)):
            lines += [f"    {line}" for line in foreign.block(text.strip()).split("\n")]
            lines += [f"    {guide.use(one.use, now)}", ""]
    facts = [
        {
            "charter": one.charter_id,
            "kind": one.kind.value,
            "id": one.id,
            "title": one.title(spoken),
            "state": one.state.value,
            "needs": [need.value for need in one.needs],
            "texts": dict(one.texts),
            "uses": one.use.count if one.use else 0,
        }
        for one in found
    ]
    nothing = tr("Nothing is due.") if options.due else tr("Nothing fits these words.")
    return _say(options, facts, lines or [nothing]) or int(options.due and bool(found))


def crisis(services: "Services", options: argparse.Namespace) -> int:
    """Print the crisis levels and which of them holds, exit status 1 when one does."""
    from cmworkstation import cli_crisis  # noqa: PLC0415 - for this command only

    said = cli_crisis.crisis(services, options)
    return _say(options, said.facts, said.lines) or said.status


def freeze(services: "Services", options: argparse.Namespace) -> int:
    """Stop everything at once, or a part of it."""
    from cmworkstation import cli_freeze  # noqa: PLC0415 - for this command only

    said = cli_freeze.freeze(services, options)
    return _say(options, said.facts, said.lines) or said.status


def thaw(services: "Services", options: argparse.Namespace) -> int:
    """Print what a freeze holds back, exit status 1 when there is any; lift it, or decide about a reply."""
    from cmworkstation import cli_freeze  # noqa: PLC0415 - for this command only

    said = cli_freeze.thaw(services, options)
    return _say(options, said.facts, said.lines) or said.status


def drill(services: "Services", options: argparse.Namespace) -> int:
    """Begin, fill and end exercises, exit status 1 while one goes on."""
    from cmworkstation import cli_freeze  # noqa: PLC0415 - for this command only

    said = cli_freeze.drill(services, options)
    return _say(options, said.facts, said.lines) or said.status


def promises(services: "Services", options: argparse.Namespace) -> int:
    """Print the promise ledger, exit status 1 when something is late; note a promise, or what became of it."""
    from cmworkstation import cli_promises  # noqa: PLC0415 - for this command only

    if options.csv:
        _write_table(services, Path(options.csv), services.promises.table())
    try:
        said = cli_promises.promises(services, options)
    except KeyError:
        return _wrong_use(tr("There is nothing called “{id}”.").format(id=_short(options.what)))
    return _say(options, said.facts, said.lines) or said.status


def contacts(services: "Services", options: argparse.Namespace) -> int:
    """Print people over all networks, or what is owed to them: exit status 1 when something is late."""
    from cmworkstation import cli_contacts  # noqa: PLC0415 - for this command only

    if options.csv:
        _write_table(services, Path(options.csv), services.relations.table())
    try:
        said = cli_contacts.contacts(services, options)
    except KeyError:
        return _wrong_use(tr("There is nothing called “{id}”.").format(id=_short(options.what)))
    return _say(options, said.facts, said.lines) or said.status


def operations(services: "Services", options: argparse.Namespace) -> int:
    """Print what is planned, or change it; exit status 1 where something does not hold together or is missing."""
    from cmworkstation import cli_operations  # noqa: PLC0415 - for this command only

    if options.csv:
        _write_table(services, Path(options.csv), services.operations.table())
    said = cli_operations.operations(services, options)
    return _say(options, said.facts, said.lines) or said.status


def _write_table(services: "Services", file: Path, table: Table) -> None:
    from cmworkstation.cli_copies import walk  # noqa: PLC0415 - for whoever wants a file

    walk(services.tables.write(table, file, Format.CSV))


def times(services: "Services", options: argparse.Namespace) -> int:
    """Print how long people waited: number, late ones, median and 90th percentile, in open time and by the clock."""
    if not services.read_only:
        services.times.keep_up()
    if options.csv:
        _write_table(services, options.csv, services.times.table(options.days))
    found = services.times.lines(options.days)
    rows = [
        (
            spans.of_line(one),
            str(one.figure.n),
            str(one.figure.late),
            spans.length(one.figure.open_median),
            spans.length(one.figure.open_p90),
            spans.length(one.figure.wall_median),
            spans.length(one.figure.wall_p90),
        )
        for one in found
    ]
    heads = (
        *(tr("of"), tr("replies"), tr("late"), tr("median, open"), tr("9 of 10, open")),
        *(tr("median, clock"), tr("9 of 10, clock")),
    )
    lines = [
        f"{_short(row[0], 44):<44} " + " ".join(f"{one:>16}" for one in row[1:])
        for row in (heads, *rows)
    ]
    facts = {"times": [_plain(one) for one in found]}
    return _say(options, facts, lines if found else [tr("No reply was measured in this time.")])


def rules(services: "Services", options: argparse.Namespace) -> int:
    """Print how often each rule was heeded, and what could be changed about those that seldom are."""
    listed, poor = services.rule_health.listed(), services.rule_health.poor()
    lines = [
        f"{one.useful:>5.0%} {one.hits:>6}  {_short(one.charter_id, 24):<24} {_short(one.rule, 40)}"
        for one in listed
    ]
    for one in poor:
        lines += ["", *said_of_poor(one)]
    facts = {"rules": [_plain(one) for one in listed], "look_at": [_plain(one) for one in poor]}
    return _say(options, facts, lines or [tr("No rule has spoken of a reply that was sent yet.")])


def backup(services: "Services", options: argparse.Namespace) -> int:
    """Write a copy of the workspace."""
    from cmworkstation import cli_copies  # noqa: PLC0415 - for this command only

    said = cli_copies.backup(services, options)
    return _say(options, said.facts, said.lines) or said.status


def backup_plan(services: "Services", options: argparse.Namespace) -> int:
    """Show or change the plan of the backups."""
    from cmworkstation import cli_copies  # noqa: PLC0415 - for this command only

    said = cli_copies.plan(services, options)
    return _say(options, said.facts, said.lines)


def rehearse(services: "Services", options: argparse.Namespace) -> int:
    """Try a restore aside."""
    from cmworkstation import cli_copies  # noqa: PLC0415 - for this command only

    said = cli_copies.rehearse(services, options)
    return _say(options, said.facts, said.lines) or said.status


def export(services: "Services", options: argparse.Namespace) -> int:
    """Write everything but secrets to an archive."""
    from cmworkstation import cli_copies  # noqa: PLC0415 - for this command only

    said = cli_copies.export(services, options)
    return _say(options, said.facts, said.lines) or said.status


def verify(services: "Services", options: argparse.Namespace) -> int:
    """Check everything that can be checked; 1 when anything is wrong."""
    from cmworkstation import cli_proof  # noqa: PLC0415 - for this command only

    said = cli_proof.verify(services, options)
    return _say(options, said.facts, said.lines) or said.status


def journal(services: "Services", options: argparse.Namespace) -> int:
    """List who did what."""
    from cmworkstation import cli_proof  # noqa: PLC0415 - for this command only

    said = cli_proof.journal(services, options)
    return _say(options, said.facts, said.lines)


def dossier(services: "Services", options: argparse.Namespace) -> int:
    """Show why, by whom, when and under which charter a reply was sent."""
    from cmworkstation import cli_proof  # noqa: PLC0415 - for this command only

    try:
        said = cli_proof.dossier(services, options)
    except KeyError:
        return _wrong_use(tr("There is no reply “{id}”.").format(id=_short(options.reply)))
    return _say(options, said.facts, said.lines)


def bundle(services: "Services", options: argparse.Namespace) -> int:
    """Write a compliance bundle, or compare one with the workspace."""
    from cmworkstation import cli_proof  # noqa: PLC0415 - for this command only

    said = cli_proof.bundle(services, options)
    return _say(options, said.facts, said.lines) or said.status


def inbox_rules(services: "Services", options: argparse.Namespace) -> int:
    """List inbox rules, try, switch and carry them."""
    from cmworkstation import cli_inbox_rules  # noqa: PLC0415 - for this command only

    try:
        said = cli_inbox_rules.run(services, options)
    except KeyError:
        return _wrong_use(
            tr("No inbox rule, or more than one, is called “{name}”.").format(
                name=_short(options.rule)
            )
        )
    return _say(options, said.facts, said.lines)


def archive(services: "Services", options: argparse.Namespace) -> int:
    """Say what an archive of a platform holds, and take it in."""
    from cmworkstation import cli_archive  # noqa: PLC0415 - for this command only

    try:
        said = cli_archive.run(services, options)
    except KeyError:
        return _no_account(options.into)
    return _say(options, said.facts, said.lines) or said.status


def media(services: "Services", options: argparse.Namespace) -> int:
    """List the files of this workspace, take one in, describe it, let go of it."""
    from cmworkstation import cli_media  # noqa: PLC0415 - for this command only

    try:
        said = cli_media.run(services, options)
    except KeyError:
        named = _short(options.words)
        return _wrong_use(tr("No file, or more than one, is called “{name}”.").format(name=named))
    return _say(options, said.facts, said.lines)


def presence(services: "Services", options: argparse.Namespace) -> int:
    """Say which names are ours, how much we depend on platforms, or where accounts stand; change that."""
    try:
        said = options.subject(services, options)
    except KeyError as error:
        named = _short(str(error.args[0]))
        return _wrong_use(tr("Nothing, or more than one, is called “{name}”.").format(name=named))
    return _say(options, said.facts, said.lines) or said.status


def erasing(services: "Services", options: argparse.Namespace) -> int:
    """Say what is known of people, what must be kept and how long; or erase it."""
    from cmworkstation import cli_erasing  # noqa: PLC0415 - for these commands only

    try:
        said = cli_erasing.act(services, options)
    except KeyError as error:
        return _wrong_use(
            tr("There is nobody and nothing with the id {id}.").format(id=error.args[0])
        )
    return _say(options, said.facts, said.lines) or said.status


def by_hand(services: "Services", options: argparse.Namespace) -> int:
    """Show platforms, post answers and capture messages by hand."""
    from cmworkstation import cli_by_hand  # noqa: PLC0415 - for these commands only

    act = {
        "platforms": cli_by_hand.platforms,
        "by-hand": cli_by_hand.by_hand,
        "capture": cli_by_hand.capture,
    }[options.command]
    try:
        said = act(services, options)
    except UnicodeDecodeError:
        return _wrong_use(tr("What was typed is not text in UTF-8."))
    except (KeyError, ValueError, OverflowError):
        named = options.name if options.command == "by-hand" else options.source
        return _wrong_use(tr("Nothing here is called “{name}”.").format(name=_short(named)))
    return _say(options, said.facts, said.lines)


def export_table(services: "Services", options: argparse.Namespace) -> int:
    """Write a table for other programs to a file."""
    from cmworkstation import cli_find, cli_review  # noqa: PLC0415 - for this command only

    try:
        said = cli_review.export_table(services, options)
    except QueryError as error:
        return cli_find.unclear(options.query, error)
    return _say(options, said.facts, said.lines)


def figures(services: "Services", options: argparse.Namespace) -> int:
    """Say who waits now, how long people waited, and how much was written."""
    from cmworkstation import cli_review  # noqa: PLC0415 - for this command only

    said = cli_review.figures(services, options)
    return _say(options, said.facts, said.lines)


def dashboard(services: "Services", options: argparse.Namespace) -> int:
    """Say or write what we heard and did, or with whom we speak."""
    from cmworkstation import cli_dashboard  # noqa: PLC0415 - for this command only

    said = getattr(cli_dashboard, options.command)(services, options)
    return _say(options, said.facts, said.lines)


def briefing(services: "Services", options: argparse.Namespace) -> int:
    """Say who is briefed, or make the briefing of a department."""
    from cmworkstation import cli_briefing  # noqa: PLC0415 - for this command only

    try:
        said = cli_briefing.briefing(services, options)
    except KeyError:
        named = _short(options.department)
        return _wrong_use(tr("Nothing here is called “{name}”.").format(name=named))
    return _say(options, said.facts, said.lines)


def case_file(services: "Services", options: argparse.Namespace) -> int:
    """Write conversations with all that belongs to them to one file."""
    from cmworkstation import cli_review  # noqa: PLC0415 - for this command only

    if options.to.suffix not in cli_review.CASE_FORMS:
        text = tr("A case file ends in {ends}, and “{name}” does not.")
        ends = ", ".join(cli_review.CASE_FORMS)
        return _wrong_use(text.format(ends=ends, name=_short(options.to.name)))
    try:
        said = cli_review.case_file(services, options)
    except KeyError as error:
        return _wrong_use(tr("There is no conversation {id}.").format(id=error.args[0]))
    return _say(options, said.facts, said.lines)


def approvals(services: "Services", options: argparse.Namespace) -> int:
    """List what waits for whose word, and save a request as a file where asked to."""
    from cmworkstation import cli_approvals  # noqa: PLC0415 - for this command only

    said = cli_approvals.approvals(services, options)
    return _say(options, said.facts, said.lines)


def approve(services: "Services", options: argparse.Namespace) -> int:
    """Answer a request, or take in an answer."""
    from cmworkstation import cli_approvals  # noqa: PLC0415 - for this command only

    said = cli_approvals.approve(services, options)
    return _say(options, said.facts, said.lines)


def similar(services: "Services", options: argparse.Namespace) -> int:
    """List groups of waiting messages that ask much the same."""
    from cmworkstation import cli_batch  # noqa: PLC0415 - for this command only

    said = cli_batch.similar(services, options)
    return _say(options, said.facts, said.lines)


def people(services: "Services", options: argparse.Namespace) -> int:
    """List who works here, and enter somebody or give and take cards where asked to."""
    from cmworkstation import cli_people  # noqa: PLC0415 - for this command only

    said = cli_people.people(services, options)
    return _say(options, said.facts, said.lines)


def charter(services: "Services", options: argparse.Namespace) -> int:
    """List, compare, try, publish, sign, withdraw or export versions of a charter."""
    from cmworkstation import cli_charter  # noqa: PLC0415 - for this command only

    said = cli_charter.charter(services, options)
    return _say(options, said.facts, said.lines) or said.status


def doctor(services: "Services", options: argparse.Namespace) -> int:
    """Say how the installation and the accounts are doing."""
    from cmworkstation import cli_copies  # noqa: PLC0415 - for this command only
    from cmworkstation.words import upkeep as upkeep_words  # noqa: PLC0415

    vault = services.vault.status()
    copies = cli_copies.health(services)
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
            {**_plain(one), "open_gaps": unsettled.get(one.account_id, 0)} for one in health
        ],
        "reminders": [{"charter": one.charter_id, **_plain(one.reminder)} for one in reminded],
    }
    lines = [
        f"CM Workstation {facts['version']}, Python {facts['python']}, SQLite {facts['sqlite']}",
        tr("Workspace: {folder}").format(folder=facts["folder"]),
        tr("Keyring: {state}").format(state=words.keyring_state(vault.kind, vault.backend_name)),
    ]
    for one in health:
        read = (
            words.when(one.last_read_at, services.clock.now()) if one.last_read_at else tr("never")
        )
        trouble = f" – {words.trouble(one.trouble, one.trouble_detail)}" if one.trouble else ""
        if one.announced:
            trouble += f" – {words.shortfall(one.announced, one.delivered)}"
        if n := unsettled.get(one.account_id, 0):
            gaps = trn("{n} gap is not filled yet", "{n} gaps are not filled yet", n)
            trouble += f" – {gaps.format(n=n)}"
        lines.append(
            tr("{account}: last read {when}").format(account=one.name, when=read) + trouble
        )
    lines += upkeep_words.report(reminded)
    return _say(options, {**facts, **copies.facts}, [*lines, *copies.lines]) or copies.status


def _open_gaps(services: "Services") -> dict[AccountId, int]:
    """Return how many gaps of each account are not filled, those included that still go on."""
    return {
        account.id: sum(
            gap.state in (GapState.OPEN, GapState.FILLING)
            for gap in services.history.gaps(account.id)
        )
        for account in services.accounts.listed()
    }


def _complain(error: Exception) -> int:
    notice = words.error(error)
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


def _no_account(name: str) -> int:
    return _wrong_use(tr("There is no account called “{name}”.").format(name=_short(name)))


def _count(text: str) -> int:
    """Return how many rows a person wants to see."""
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError(tr("“{text}” is not a number from 1 on").format(text=text))
    return min(int(text), MOST)


def _since(text: str) -> datetime:
    """Return the day from which a person wants to have everything."""
    if text.casefold() in ("all", tr("all")):
        return EVERYTHING
    try:
        return datetime.fromisoformat(text).astimezone()
    except ValueError:
        said = tr("“{text}” is neither a day such as 2024-03-31 nor “all”").format(text=text)
        raise argparse.ArgumentTypeError(said) from None


def _day(text: str) -> date:
    """Return a day that a person typed."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        said = tr("“{text}” is not a day such as 2026-03-31").format(text=text)
        raise argparse.ArgumentTypeError(said) from None


def _is_text(word: str) -> bool:
    """Tell whether a word of the command line is text: bytes of another encoding arrive as half characters."""
    try:
        word.encode()
    except UnicodeEncodeError:
        return False
    return True


def _say(options: argparse.Namespace, data: object, lines: Sequence[str]) -> int:
    if options.json:
        sys.stdout.write(json.dumps(data, ensure_ascii=False, indent=1, default=_json) + "\n")
    else:
        sys.stdout.write("\n".join(lines) + "\n")
    return 0


def _plain(value: "DataclassInstance") -> dict[str, object]:
    return asdict(value)


def _json(value: object) -> str:
    return value.isoformat() if isinstance(value, datetime) else str(value)


def _short(text: str, width: int = 60) -> str:
    from cmworkstation.domain import foreign  # noqa: PLC0415

    return foreign.line(text, width)
