"""What was said to everybody and what is added to it, at the command line. `cli` prints what it says.

cmworkstation addenda [list] [--since DAY] [--to FILE]
cmworkstation addenda show | write | post | drop | back ID
"""

from argparse import Namespace
from pathlib import Path
from typing import TYPE_CHECKING, Final

from cmworkstation.cli_arguments import EVERYTHING, since
from cmworkstation.cli_files import walk
from cmworkstation.cli_said import Adding, Said, WrongUse, unknown
from cmworkstation.domain import foreign
from cmworkstation.domain.ids import AccountId
from cmworkstation.domain.statement_use import UseState
from cmworkstation.domain.table import Format
from cmworkstation.i18n import N_, tr, trn
from cmworkstation.words import addenda as words
from cmworkstation.words import problems

if TYPE_CHECKING:
    from collections.abc import Callable

    from cmworkstation.domain.account import Account
    from cmworkstation.domain.statement_use import Overtaken, Use
    from cmworkstation.services.addenda import Said as Uttered
    from cmworkstation.services.workstation import Services

SHORT: Final = 8  # last letters of an id, by which one is named
ACTS: Final = ("list", "show", "write", "post", "drop", "back")
TABLES: Final = {".md": Format.MARKDOWN, ".jsonl": Format.JSON_LINES}


def add_options(add: Adding) -> None:
    """Add the command."""
    one = add(
        "addenda",
        tr("say what was said to everybody in a crisis, and what is added to it"),
        addenda,
        reading=True,
    )
    one.add_argument("act", nargs="?", default="list", choices=ACTS)
    one.add_argument(
        "use", nargs="?", default="", metavar="ID", help=tr("statement or addendum, as listed")
    )
    one.add_argument(
        "--since", type=since, help=tr("list from this day on, or “all”; else the last three days")
    )
    one.add_argument("--changed", default="", metavar=tr("WORDS"), help=tr("what has changed"))
    one.add_argument("--words", default="", metavar=tr("WORDS"), help=tr("what we add"))
    one.add_argument(
        "--on",
        action="append",
        default=[],
        metavar="ACCOUNT",
        help=tr("post it on this account; else where the statement stands"),
    )
    one.add_argument(
        "--own", action="store_true", help=tr("as a post of its own, not under the statement")
    )
    one.add_argument("--place", default="", help=tr("the place there, for a post of its own"))
    one.add_argument("--reason", default="", help=tr("why it may stand, as code: words"))
    one.add_argument("--to", type=Path, metavar="FILE", help=tr("write it into this file"))


@unknown(N_("Nothing that was said is called “{id}”, or more than one."), "use")
def addenda(services: "Services", options: Namespace) -> Said:
    """Do what was asked. Raises `KeyError` where nothing, or more than one, is called so."""
    acts = {"show": _show, "write": _write, "post": _post, "drop": _drop, "back": _back}
    if options.act == "list":
        return _list(services, options)
    return acts[options.act](services, options)


def _list(services: "Services", options: Namespace) -> Said:
    """Print what was said, the latest first, addenda below theirs; 1 where something is overtaken."""
    found = services.addenda.said(options.since)
    if options.to:
        return _written(services, found, options.to)
    now, names = services.clock.now(), _names(services)
    lines = []
    for one in found:
        head, *more = words.row(one.use, one.overtaken, names, now).split("\n")
        begin = "  + " if one.use.adds_to else ""
        lines += [f"{begin}{one.use.id[-SHORT:]}  {head}"]
        lines += [f"{' ' * len(begin)}          {each}" for each in more]
    facts = {"said": [_facts(one.use, one) for one in found]}
    overtaken = any(one.overtaken for one in found)
    return Said(facts, (*lines, words.sentence(found)), int(overtaken))


def _written(services: "Services", found: "tuple[Uttered, ...]", target: Path) -> Said:
    table = words.table(found, _names(services))
    form = TABLES.get(target.suffix.lower(), Format.CSV)
    n = walk(services.tables.write(table, target, form))
    said = trn("{file}: {n} row", "{file}: {n} rows", n).format(file=target, n=n)
    return Said({"file": str(target), "rows": n, "columns": list(table.columns)}, (said,))


def _show(services: "Services", options: Namespace) -> Said:
    """Print one with all its words and posts, and what was added to it; or write that into a file."""
    one = _one(services, options.use)
    root = services.addenda.root(one.id)
    seen = {each.use.id: each for each in services.addenda.said(EVERYTHING)}
    parts = (
        [one] if one.adds_to else [one, *(u.use for u in seen.values() if u.use.adds_to == one.id)]
    )
    now, names = services.clock.now(), _names(services)
    pages = [words.whole(each, _overtaken(seen, each), names, now) for each in parts]
    text = "\n\n".join(pages)
    if options.to is not None:
        services.tables.write_file(options.to, f"{text}\n".encode())
        return Said({"file": str(options.to)}, (str(options.to),))
    facts = _facts(one, seen.get(one.id)) | {
        "statement": root.id,
        "added": [_facts(each, seen.get(each.id)) for each in parts[1:]],
    }
    return Said(facts, tuple(text.split("\n")))


def _write(services: "Services", options: Namespace) -> Said:
    """Begin an addendum, or go on with the one that is being written; what is not given stays."""
    use = _one(services, options.use)
    known = services.addenda.written(use.id)
    begin = services.addenda.opening(use.id)
    text = options.words or (known.words if known else "")
    if text and not text.startswith(begin.strip()):
        text = f"{begin}{text}"
    changed = options.changed or (known.changed if known else "")
    one, _ = services.addenda.keep(use.id, changed, text)
    said = tr("{id}: the addendum is kept, and waits beside its statement.")
    return Said(_facts(one), (said.format(id=one.id[-SHORT:]), one.words))


def _post(services: "Services", options: Namespace) -> Said:
    """Post the addendum that is being written; 1 where an account would not take it."""
    one = services.addenda.written(_one(services, options.use).id)
    if one is None:
        raise KeyError(options.use)
    where = _where(services, one, options.on)
    places = services.post_places.on(where, options.place)
    left = services.addenda.post(
        one.id, where, own=options.own, places=places, override=options.reason
    )
    facts = {
        "queued": left.queued,
        "asked": left.asked,
        "by_hand": left.by_hand,
        "failed": [id_ for id_, _ in left.failed],
    }
    line = tr("Queued: {queued}, asked for a word: {asked}, by hand: {hand}, failed: {failed}")
    said = line.format(
        queued=len(left.queued),
        asked=left.asked,
        hand=len(left.by_hand),
        failed=len(left.failed),
    )
    wrong = [problems.error(error).text for _, error in left.failed]
    return Said(facts, (said, *wrong), int(bool(left.failed)))


def _drop(services: "Services", options: Namespace) -> Said:
    one = services.addenda.written(_one(services, options.use).id)
    if one is None:
        raise KeyError(options.use)
    services.addenda.drop(one.id)
    said = tr("The addendum is thrown away. To take that back: addenda back {id}")
    return Said({"dropped": one.id}, (said.format(id=one.id),))


def _back(services: "Services", options: Namespace) -> Said:
    one = services.addenda.one(
        options.use
    )  # thrown away, so it is not listed: its whole id is wanted
    services.addenda.bring_back(one.id)
    said = tr("{id}: the addendum is kept, and waits beside its statement.")
    return Said({"back": one.id}, (said.format(id=one.id[-SHORT:]),))


def _one(services: "Services", named: str) -> "Use":
    """Return the statement or addendum of an id, or of its last letters. Raises `KeyError`."""
    uses = (each.use for each in services.addenda.said(EVERYTHING))
    found = [one for one in uses if named and one.id.endswith(named)]
    if len(found) != 1:
        raise KeyError(named)
    return found[0]


def _where(services: "Services", one: "Use", named: list[str]) -> list[AccountId]:
    """Return the accounts that are named, else those on which the statement stands."""
    able = services.addenda.places(one.id)
    if not named:
        return [account.id for account, there in able if there]
    return [_account([account for account, _ in able], each).id for each in named]


def _account(able: "list[Account]", named: str) -> "Account":
    wanted = named.casefold()
    found = [one for one in able if wanted in (one.name.casefold(), one.handle.casefold(), one.id)]
    if len(found) != 1:
        said = tr("None of the accounts of this charter, or more than one, is called “{name}”.")
        raise WrongUse(said.format(name=foreign.line(named, 60)))
    return found[0]


def _names(services: "Services") -> "Callable[[AccountId], str]":
    known = {one.id: one.name for one in services.accounts.listed()}
    return lambda account_id: known.get(account_id, tr("removed account"))


def _facts(one: "Use", seen: "Uttered | None" = None) -> dict[str, object]:
    found = seen.overtaken if seen else None
    return {
        "id": one.id,
        "adds_to": one.adds_to,
        "charter": one.charter_id,
        "title": one.title,
        "language": one.language,
        "state": one.state.value,
        "at": one.at if one.state is UseState.WRITTEN else one.out_at,
        "changed": one.changed,
        "words": one.said,
        "posts": [
            {"account": post.account_id, "stage": post.stage.value, "url": post.url}
            for post in one.posts
        ],
        "overtaken": found.why.value if found else "",
    }


def _overtaken(seen: "dict[str, Uttered]", one: "Use") -> "Overtaken | None":
    return seen[one.id].overtaken if one.id in seen else None
