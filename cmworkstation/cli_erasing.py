"""Erasing at the command line: who is known, what must be kept, and how long. `cli` prints what it says.

cmworkstation person | hold | retention
"""

from argparse import Namespace
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

from cmworkstation import words
from cmworkstation.cli_files import walk
from cmworkstation.cli_said import Adding, Said, unknown
from cmworkstation.domain.erasure import Way
from cmworkstation.domain.errors import NotAllowed
from cmworkstation.domain.ids import AccountId, AuthorId, ConversationId
from cmworkstation.domain.retention import Kept
from cmworkstation.i18n import N_, tr
from cmworkstation.words import erasures as wordings

if TYPE_CHECKING:
    from cmworkstation.services.workstation import Services


def add_options(add: Adding) -> None:
    """Add the three commands with what they are asked for with."""
    one = add("person", tr("find a person, say what is known of them, or erase them"), person)
    one.add_argument("words", nargs="?", default="", help=tr("the beginning of a name or handle"))
    one.add_argument("--id", type=int, default=0, help=tr("id of the person, as listed"))
    one.add_argument("--tell", type=Path, help=tr("write everything that is known into this file"))
    ways = tuple(way.value for way in Way)
    one.add_argument("--let-go", choices=ways, help=tr("erase or anonymise; there is no way back"))
    one.add_argument("--handle", default="", help=tr("the person’s handle once more, to be sure"))
    one.add_argument(
        "--copies", action="store_true", help=tr("list the backups from before an erasure")
    )
    one.add_argument(
        "--drop-copy",
        action="append",
        type=Path,
        help=tr("delete such a backup; there is no way back"),
    )
    one = add("hold", tr("keep a person or a conversation from being erased, or list holds"), hold)
    one.add_argument("--person", type=int, default=0, help=tr("id of the person"))
    one.add_argument("--conversation", type=int, default=0, help=tr("id of the conversation"))
    one.add_argument("--why", default="", help=tr("the reason, which is kept"))
    one.add_argument("--end", default="", help=tr("id of a hold that is over"))
    one = add(
        "retention", tr("say how long things are kept and what is older; let it go"), retention
    )
    kinds = tuple(kind.value for kind in Kept)
    one.add_argument("--set", dest="kind", choices=kinds, help=tr("make the rule of this kind"))
    one.add_argument("--months", type=int, default=0, help=tr("how long it is kept"))
    one.add_argument("--account", default="", help=tr("name of an account; none: for all"))
    one.add_argument("--daily", action="store_true", help=tr("carry it out every day"))
    one.add_argument("--remove", default="", help=tr("id of a rule that no longer holds"))
    one.add_argument("--let-go", action="store_true", help=tr("let go of what is older, now"))


@unknown(N_("There is nobody and nothing with the id {id}."))
def person(services: "Services", options: Namespace) -> Said:
    """List people; of one of them say what is known, write it down, or erase it."""
    erasures = services.erasures
    if options.copies or options.drop_copy:
        return _copies(services, options)
    if not options.id:
        found = erasures.everyone(options.words)
        lines = [f"{one.id:>8}  {'  '.join(wordings.contact(one))}" for one in found]
        nothing = tr("Nobody is called so.")
        return Said({"people": [asdict(one) for one in found]}, tuple(lines or [nothing]))
    author_id = AuthorId(options.id)
    known = erasures.known(author_id)
    facts: dict[str, object] = {"known": asdict(known)}
    lines = [text for text, _ in wordings.known(known)]
    if options.tell:
        facts["told"] = walk(erasures.tell(options.tell, author_id, wordings.told))
        lines.append(tr("Written to {file}.").format(file=options.tell))
    if options.let_go:
        if options.handle.strip().casefold() != (known.handle or known.name).strip().casefold():
            raise NotAllowed("erase-handle")
        name = wordings.pseudonym(erasures.next_number())
        receipt = walk(erasures.erase(author_id, Way(options.let_go), name))
        facts["erased"] = {"messages": receipt.messages, "called": receipt.erased.name}
        lines = [text for text, _ in wordings.erased(receipt)]
    return Said(facts, tuple(lines))


def _copies(services: "Services", options: Namespace) -> Said:
    """Delete backups from before an erasure, and list those there are."""
    lines = []
    if options.drop_copy:
        chosen = [one.absolute() for one in options.drop_copy]
        lines.append(wordings.let_go(walk(services.older_copies.let_go(chosen))))
    found = services.older_copies.listed()
    lines += [
        f"{one.backup.path}  {words.size(one.backup.size)}  {wordings.still_holds(one)}"
        for one in found
    ]
    facts = [
        {"path": str(one.backup.path), "size": one.backup.size, "erased": one.erased}
        for one in found
    ]
    return Said({"copies": facts}, tuple(lines or [tr("No backup is older than an erasure.")]))


@unknown(N_("There is nobody and nothing with the id {id}."))
def hold(services: "Services", options: Namespace) -> Said:
    """List what is under a legal hold; begin one, or end it."""
    erasures = services.erasures
    if options.person:
        erasures.hold_person(AuthorId(options.person), options.why)
    elif options.conversation:
        erasures.hold_conversation(ConversationId(options.conversation), options.why)
    if options.end:
        erasures.end_hold(options.end)
    now, name = services.clock.now(), services.profiles.name
    found = erasures.holds()
    lines = [f"{one.id}  {'  '.join(wordings.hold(one, name(one.by), now))}" for one in found]
    nothing = tr("Nothing is under a legal hold.")
    return Said({"holds": [asdict(one) for one in found]}, tuple(lines or [nothing]))


@unknown(N_("There is nobody and nothing with the id {id}."))
def retention(services: "Services", options: Namespace) -> Said:
    """List the rules with what they would let go of; change them, or carry them out."""
    rules = services.retention
    account = _account(services, options.account) if options.account else None
    if options.kind:
        rules.set(Kept(options.kind), options.months, account, enabled=options.daily)
    if options.remove:
        rules.remove(options.remove)
    facts: dict[str, object] = {}
    lines: list[str] = []
    if options.let_go:
        cleared = walk(rules.carry_out(wordings.pseudonym))
        facts["gone"] = cleared.counts
        lines.append(wordings.gone(sum(cleared.counts.values())))
    due = rules.due()
    facts["rules"] = [
        asdict(one.rule) | {"due": one.count, "held": one.held, "open": one.open} for one in due
    ]
    lines += [
        f"{one.rule.id}  {tr(wordings.KINDS[one.rule.kind])}: {wordings.months(one.rule.months)};"
        f" {tr('Would go now: {what}').format(what=wordings.due(one))}"
        for one in due
    ]
    return Said(facts, tuple(lines or [tr("Everything is kept for ever.")]))


def _account(services: "Services", name: str) -> AccountId:
    found = services.accounts.by_name(name)
    if found is None:
        raise KeyError(name)
    return found.id
