"""Contacts and relations at the command line. `cli` prints what it says.

cmworkstation contacts [list | card | owed | make | link | merge | split | suggest | close | cards]
"""

from argparse import Namespace
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

from cmworkstation.cli_files import write_csv
from cmworkstation.cli_said import Adding, Said, unknown
from cmworkstation.domain import foreign
from cmworkstation.domain.contact import Card, ContactId, Side
from cmworkstation.domain.ids import AuthorId
from cmworkstation.i18n import N_, tr, trn
from cmworkstation.services.address_cards import Out
from cmworkstation.services.relations import Person
from cmworkstation.words import platform, when
from cmworkstation.words import relations as words

if TYPE_CHECKING:
    from cmworkstation.services.workstation import Services

ACTS = ("list", "card", "owed", "make", "link", "merge", "split", "suggest", "close", "cards")


def add_options(add: Adding) -> None:
    """Add what contacts are asked for with."""
    one = add(
        "contacts", tr("people over all networks, and what we owe them"), contacts, reading=True
    )
    one.add_argument("act", nargs="?", default="list", choices=ACTS)
    one.add_argument(
        "what", nargs="?", default="", help=tr("words to find, a contact, an author, or a project")
    )
    one.add_argument("other", nargs="?", default="", help=tr("the author or contact that joins it"))
    one.add_argument("--evidence", default="", help=tr("how we know that it is one person"))
    one.add_argument(
        "--give",
        nargs="*",
        default=[],
        metavar="KIND:ID=SIDE",
        help=tr("to whom something of the merged card goes: first, second or both"),
    )
    one.add_argument(
        "--vcf", metavar="FILE", help=tr("write contact cards (vCard), of words or of all")
    )
    one.add_argument("--csv", metavar="FILE", help=tr("write it as a table"))


@unknown(N_("There is nothing called “{id}”."), "what")
def contacts(services: "Services", options: Namespace) -> Said:
    """List people, show one, or say who is one person. Raises `NotAllowed`, `KeyError`."""
    if options.csv:
        write_csv(services, Path(options.csv), services.relations.table())
    acts: dict[str, Callable[[Services, Namespace], Said]] = {
        "list": _listed,
        "owed": _owed,
        "close": _closed,
        "make": _made,
        "split": _split,
        "suggest": _suggested,
        "cards": _cards,
    }
    if options.act in acts:
        return acts[options.act](services, options)
    wanted = ContactId(options.what)
    if options.act == "link":
        services.contacts.link(wanted, AuthorId(_number(options.other)), options.evidence)
    elif options.act == "merge":
        other = ContactId(options.other)
        wanted, _ = services.contacts.merge(wanted, other, options.evidence)
    return _card(services, wanted)


def _listed(services: "Services", options: Namespace) -> Said:
    found = services.relations.people(options.what)
    lines = [_line(one) for one in found] or [tr("No contact yet.")]
    return Said({"contacts": [_facts(one.card) for one in found]}, tuple(lines))


def _closed(services: "Services", options: Namespace) -> Said:
    services.relations.close_project(options.what)
    return Said({"project": options.what}, (tr("The project is closed."),))


def _made(services: "Services", options: Namespace) -> Said:
    made, _ = services.contacts.create(AuthorId(_number(options.what)))
    return _card(services, made)


def _split(services: "Services", options: Namespace) -> Said:
    book, wanted = services.contacts, ContactId(options.what)
    added = book.added(book.card(wanted).id)
    decisions = {}
    for one in options.give:
        key, _, side = one.partition("=")
        kind, _, name = key.partition(":")
        if side not in set(Side):
            raise KeyError(one)
        decisions[kind, name] = Side(side)
    left = [one for one in added if one.key not in decisions]
    if left:
        lines = [tr("Say with --give to whom each of these goes:")]
        lines += [f"{one.kind}:{one.id}  {words.added(one)}" for one in left]
        return Said({"added": [asdict(one) for one in left]}, tuple(lines), 1)
    (first, second), _ = book.split(wanted, decisions)
    facts = {"contacts": [_facts(book.card(one)) for one in (first, second)]}
    return Said(facts, tuple(f"{one}  {book.called(one)}" for one in (first, second)))


def _suggested(services: "Services", options: Namespace) -> Said:
    found = services.contacts.suggestions(ContactId(options.what))
    lines = [
        f"{one.author_id}  {foreign.line(one.name, 40)} · {platform(one.platform)} · {words.reason(one.why, one.about)}"
        for one in found
    ]
    none = tr("No other name looks like theirs.")
    return Said({"suggestions": [asdict(one) for one in found]}, tuple(lines) or (none,))


def _owed(services: "Services", _options: Namespace) -> Said:
    now = services.clock.now()
    found = [(row, debt) for row in services.relations.rows() for debt in row.debts]
    lines = [
        f"{foreign.line(row.card.called, 40)} · {foreign.line(row.relation.project, 40)}: {words.debt(debt, now)}"
        for row, debt in found
    ]
    facts = [
        {"contact": row.card.id, "project": row.relation.project, **asdict(debt)}
        for row, debt in found
    ]
    late = any(debt.is_late(now) for _, debt in found)
    none = tr("Nothing is owed to anybody.")
    return Said({"owed": facts}, tuple(lines) or (none,), int(late))


def _card(services: "Services", wanted: ContactId) -> Said:
    card = services.contacts.card(wanted)
    now = services.clock.now()
    given = services.relations.given(card.authors)
    rows = services.relations.of_contact(card.id)
    lines = [f"{card.id}  {foreign.line(card.called, 80)}"]
    lines.append(words.counters(given.given, given.asked))
    lines += [
        f"  {one.author_id}  {platform(one.platform)} · {foreign.line(one.handle or one.name, 60)}"
        f" · {foreign.line(one.evidence, 80)}"
        for one in card.identities
    ]
    for row in rows:
        lines.append(
            f"  {foreign.line(row.relation.project, 60)}: {words.phase(row.standing.phase)}."
            f" {words.why(row.standing, now, services.relations.limits())}"
        )
        lines += [f"    {words.debt(one, now)}" for one in row.debts]
    lines += [
        f"  {when(one.at, now)}  {words.moment(one)}"
        for one in services.contacts.moments(card.id, 20)
    ]
    return Said(_facts(card), tuple(lines))


def _line(one: Person) -> str:
    standing = " · ".join(
        words.stands(row.relation.project, row.standing.phase, row.light) for row in one.rows
    )
    return f"{one.card.id}  {foreign.line(one.card.called, 40):<32} {standing}"


def _facts(card: Card) -> dict[str, object]:
    return asdict(card)


def _number(text: str) -> int:
    if not text.isdecimal():
        raise KeyError(text)
    return int(text)


def _cards(services: "Services", options: Namespace) -> Said:
    """Write the cards of a contact, or of all that words find, without mail, declared things and notes."""
    found = [one.id for one in services.contacts.listed(options.what)]
    if not found and options.what:
        found = [services.contacts.card(ContactId(options.what)).id]
    file = Path(options.vcf or "contacts.vcf")
    n = services.address_cards.write(file, found, Out(), platform)
    text = trn("{n} card was saved.", "{n} cards were saved.", n).format(n=n)
    return Said({"file": str(file), "cards": n}, (text,))
