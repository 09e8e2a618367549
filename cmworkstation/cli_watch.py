"""The watch without a window: `watch list | sources | blind | add | query | try | run | promote | export`."""

from argparse import Namespace
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Final

from cmworkstation import words as all_words
from cmworkstation.cli_files import walk
from cmworkstation.cli_said import Adding, Said, unknown
from cmworkstation.domain import foreign
from cmworkstation.domain.errors import QueryError
from cmworkstation.domain.mention import Mention
from cmworkstation.domain.table import Format
from cmworkstation.domain.watch import SourceKind, SourceState, WatchQuery, WatchSource
from cmworkstation.i18n import N_, labelled, tr, trn
from cmworkstation.words import in_language
from cmworkstation.words import query as query_words
from cmworkstation.words import watching as words

if TYPE_CHECKING:
    from cmworkstation.services.workstation import Services

TABLES: Final[Mapping[str, Format]] = {
    ".md": Format.MARKDOWN,
    ".jsonl": Format.JSON_LINES,
}
TROUBLED: Final = frozenset({SourceState.FAILING, SourceState.GONE, SourceState.CHANGED})
MOST: Final = 100_000  # rows of a table


def add_options(add: Adding) -> None:
    """Add the command."""
    one = add("watch", tr("what is said about us elsewhere"), act, reading=True)
    one.add_argument("act", nargs="?", default="list", choices=tuple(ACTS))
    one.add_argument("what", nargs="?", default="", help=tr("an address, a query, a name or an id"))
    one.add_argument("--name", default="", help=tr("what a query or a source is called"))
    one.add_argument(
        "--kind",
        default=SourceKind.FEED.value,
        choices=[kind.value for kind in SourceKind if kind is not SourceKind.INBOX],
        help=tr("what a new source is"),
    )
    one.add_argument("--account", default="", help=tr("the account through which it is read"))
    one.add_argument(
        "--everything", action="store_true", help=tr("keep all that the new source brings")
    )
    one.add_argument("--limit", type=int, default=20)
    one.add_argument("--to", type=Path, metavar="FILE", help=tr("write it into this file"))


@unknown(N_("Nothing, or more than one, is called “{name}”."))
def act(services: "Services", options: Namespace) -> Said:
    """Do what was asked. Raises `KeyError` where nothing, or more than one thing, is called so."""
    try:
        return ACTS[options.act](services, options)
    except QueryError as error:
        said = query_words.problem(options.what, error)
        facts = {"error": error.code, "at": error.at, "length": error.length}
        return Said(facts, (options.what, " " * error.at + "^", said), 2)


def read_due(services: "Services") -> tuple[list[dict[str, object]], list[str], int]:
    """Read the sources that are due, for `sync`; return facts, lines and the exit status."""
    due = [one.id for one in services.watches.sources() if one.enabled and _is_due(one, services)]
    facts: list[dict[str, object]] = []
    lines: list[str] = []
    status = 0
    for source_id in due:
        run = services.watching.run(source_id)
        facts.append(_source(run.source) | {"new": run.new})
        if run.source.state in TROUBLED:
            status = 1
            lines.append(_line_of_source(run.source, services))
        elif run.new:
            said = trn("{name}: {n} new mention", "{name}: {n} new mentions", run.new)
            lines.append(said.format(name=words.source_name(run.source), n=run.new))
    return facts, lines, status


def _is_due(source: WatchSource, services: "Services") -> bool:
    return source.next_at is None or source.next_at <= services.clock.now()


def _list(services: "Services", options: Namespace) -> Said:
    query_id = _query(services, options.what).id if options.what else ""
    found = services.mentions.listed(query_id=query_id, limit=options.limit)
    names = {one.id: words.source_name(one) for one in services.watches.sources()}
    now = services.clock.now()
    lines: list[str] = []
    for one in found:
        lines.append(foreign.line(f"{one.title} {one.text}".strip(), 100))
        lines.append(f"  {words.below(one, names.get(one.source_id, ''), now)}  [{one.id}]")
    queries = {query.id: query.name for query in services.watches.queries()}
    facts = {"mentions": [_mention(one, queries) for one in found]}
    return Said(facts, tuple(lines) or (tr("Nothing was found yet"),))


def _sources(services: "Services", options: Namespace) -> Said:
    del options
    found = services.watches.sources()
    lines = tuple(_line_of_source(one, services) for one in found)
    bad = any(one.state in TROUBLED for one in found)
    facts = {"sources": [_source(one) for one in found]}
    return Said(facts, lines or (tr("No source is read yet"),), int(bad))


def _queries(services: "Services", options: Namespace) -> Said:
    """List the queries, or keep one more: `watch query "piscine near/5 travaux" --name Piscine`."""
    if options.what:
        name = options.name or options.what[:60]
        kept, _ = services.watches.keep_query(WatchQuery("", name, options.what))
        return Said({"query": kept.id, "name": kept.name}, (tr("Kept: {name}").format(name=name),))
    unread = services.mentions.unread()
    found = services.watches.queries()
    lines = tuple(
        f"{foreign.line(one.name, 30):<30} {unread.get(one.id, 0):>5}  {foreign.line(one.query, 100)}"
        for one in found
    )
    facts = {
        "queries": [
            {"id": one.id, "name": one.name, "query": one.query, "new": unread.get(one.id, 0)}
            for one in found
        ]
    }
    return Said(facts, lines or (tr("Nothing is watched yet"),))


def _try(services: "Services", options: Namespace) -> Said:
    found = services.watches.try_out(options.what, options.limit)
    lines = [words.trial(found.matched, found.looked)]
    lines += [foreign.line(one.text, 100) for one in found.examples]
    return Said({"matched": found.matched, "looked": found.looked}, tuple(lines))


def _add(services: "Services", options: Namespace) -> Said:
    account_id = ""
    if options.account:
        account = services.accounts.by_name(options.account)
        if account is None:
            raise KeyError(options.account)
        account_id = account.id
    kept, _ = services.watches.add_source(
        SourceKind(options.kind),
        options.what,
        account_id=account_id,
        name=options.name,
        everything=options.everything,
    )
    said = tr("Watched from now on: {name}").format(name=words.source_name(kept))
    return Said(_source(kept), (said,))


def _run(services: "Services", options: Namespace) -> Said:
    """Read one source now, or all that are on."""
    sources = [one for one in services.watches.sources() if one.enabled]
    if options.what:
        sources = [_chosen(sources, options.what)]
    facts: list[dict[str, object]] = []
    lines: list[str] = []
    for source in sources:
        run = services.watching.run(source.id)
        facts.append(_source(run.source) | {"looked": run.looked, "new": run.new})
        said = trn("{name}: {n} new mention", "{name}: {n} new mentions", run.new)
        lines.append(said.format(name=words.source_name(run.source), n=run.new))
        if run.source.state in TROUBLED:
            lines.append("  " + words.source_state(run.source, services.clock.now()))
    bad = any(one["state"] in TROUBLED for one in facts)
    return Said({"sources": facts}, tuple(lines), int(bad))


def _blind(services: "Services", options: Namespace) -> Said:
    del options
    now = services.clock.now()
    found = services.watches.blind_spots()
    lines = [
        labelled(
            all_words.platform(one.look) if one.look else tr("Behind a sign-in"),
            words.unseen(one, now),
        )
        for one in found
    ]
    return Said({"unseen": [{"platform": one.look, "why": one.why} for one in found]}, tuple(lines))


def _promote(services: "Services", options: Namespace) -> Said:
    conversation, _ = services.mentions.promote(options.what)
    said = tr("It is conversation {n} of the inbox now.").format(n=conversation)
    return Said({"conversation": int(conversation)}, (said,))


def _export(services: "Services", options: Namespace) -> Said:
    query_id = _query(services, options.what).id if options.what else ""
    found = services.mentions.listed(query_id=query_id, folded=False, limit=MOST)
    named = {id_: in_language(one) for id_, one in services.mentions.categories().items()}
    table = services.mentions.table([one.id for one in found], named)
    if not options.to:
        return _list(services, options)
    form = TABLES.get(options.to.suffix.lower(), Format.CSV)
    n = walk(services.tables.write(table, options.to, form))
    said = trn("{file}: {n} row", "{file}: {n} rows", n).format(file=options.to, n=n)
    return Said({"file": str(options.to), "rows": n, "columns": list(table.columns)}, (said,))


def _query(services: "Services", name: str) -> WatchQuery:
    listed = services.watches.queries()
    named = [one for one in listed if name in (one.id, one.name)]
    named = named or [one for one in listed if one.name.casefold() == name.casefold()]
    if len(named) != 1:
        raise KeyError(name)
    return named[0]


def _chosen(sources: list[WatchSource], name: str) -> WatchSource:
    named = [one for one in sources if name in (one.id, one.name, one.target)]
    if len(named) != 1:
        raise KeyError(name)
    return named[0]


def _line_of_source(one: WatchSource, services: "Services") -> str:
    state = words.source_state(one, services.clock.now())
    return f"{words.source_name(one)} ({tr(words.KINDS[one.kind])}): {state}"


def _source(one: WatchSource) -> dict[str, object]:
    return {
        "id": one.id,
        "name": one.name,
        "kind": one.kind.value,
        "target": one.target,
        "state": one.state.value,
        "why": one.why,
        "left_out": one.left_out,
        "read_at": one.fetched_at.isoformat() if one.fetched_at else None,
        "next_at": one.next_at.isoformat() if one.next_at else None,
    }


def _mention(one: Mention, queries: Mapping[str, str]) -> dict[str, object]:
    return {
        "id": one.id,
        "at": one.at.isoformat(),
        "seen_at": one.seen_at.isoformat(),
        "platform": one.platform,
        "author": one.author_name,
        "handle": one.author_handle,
        "title": one.title,
        "text": one.text,
        "address": one.address,
        "state": one.state.value,
        "stance": one.stance.value,
        "stance_by": one.stance_how.value,
        "category": one.category,
        "category_by": one.category_how.value,
        "reach": one.reach.value,
        "reach_by": one.reach_how.value,
        "copies": one.copies,
        "conversation": one.conversation_id,
        "queries": [queries[query] for query in one.queries if query in queries],
        "tags": list(one.tags),
    }


ACTS: Final[Mapping[str, Callable[["Services", Namespace], Said]]] = {
    "list": _list,
    "sources": _sources,
    "query": _queries,
    "try": _try,
    "add": _add,
    "run": _run,
    "blind": _blind,
    "promote": _promote,
    "export": _export,
}
