"""The store of the reference workspace: searches, lists, a thread, standings, intake and size, in CPU time."""

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import partial
from statistics import median

from bench import connector, corpus, lists, million
from bench.grades import Grade
from bench.million import Scale
from cmworkstation.cli_files import walk
from cmworkstation.domain.conversation import Status, View
from cmworkstation.domain.inbox_rule import Action, ActionKind, DryRun, InboxRule
from cmworkstation.domain.message import Item
from cmworkstation.services.workstation import Services

TIMES = 31
NEWEST = 50
BUSY = timedelta(seconds=20)  # between two messages of what comes in
MANY = 1_000  # conversations that are settled at once
RAW = ("raw_item", "raw_block", "sqlite_autoindex_raw_item_1")


@dataclass(frozen=True, slots=True)
class Search:
    """A search by its name and as a person types it."""

    name: str
    query: str


def searches(scale: Scale) -> tuple[Search, ...]:
    """Return the sixteen searches, made from the words and people of the corpus."""
    common, twelve, five, one, seldom = (
        word_in(scale, share) for share in (0.29, 0.12, 0.05, 0.01, 0.001)
    )
    most = corpus.words()[0], corpus.words()[1]
    people = corpus.people(scale.people)
    frequent, rare = people[0].handle, people[scale.people // 2].handle
    account = million.account_names()[1]
    return (
        Search("order number", corpus.order_number(123)),
        Search("word, 0.1 %", seldom),
        Search("word, 1 %", one),
        Search("word, 5 %", five),
        Search("word, 12 %", twelve),
        Search("word, 29 %", common),
        Search("two words", f"{five} {twelve}"),
        Search("phrase, common", f'"{most[0]} {most[1]}"'),
        Search("phrase of frequent words", f'"{five} {twelve}"'),
        Search("prefix, 4 letters", f"{five[:4]}*"),
        Search("prefix, 3 letters", f"{five[:3]}*"),
        Search("prefix, 2 letters", f"{five[:2]}*"),
        Search("frequent author, word 5 %", f'from:"{frequent}" {five}'),
        Search("seldom author, commonest word", f'from:"{rare}" {most[0]}'),
        Search("one month, word 5 %", f"after:2025-03-01 before:2025-04-01 {five}"),
        Search("account, word 5 %", f'account:"{account}" {five}'),
    )


def word_in(scale: Scale, share: float) -> str:
    """Return a word of five letters or more that about this share of the messages have."""
    vocabulary = corpus.words()
    total = sum(1 / (rank + 2) for rank in range(len(vocabulary)))
    drawn = (6 + scale.corpus().most_words) / 2
    ranks = range(len(vocabulary))
    wanted = min(ranks, key=lambda rank: abs(1 - (1 - 1 / (rank + 2) / total) ** drawn - share))
    long = (word for word in vocabulary[wanted:] if len(word) > 4)
    return next(long)


def searched(services: Services, scale: Scale, times: int = TIMES) -> list[Grade]:
    """Search, the newest fifty."""
    rows = []
    for one in searches(scale):
        ask = partial(services.inbox.search, one.query, NEWEST)
        spent, first, found = _asked(ask, times)
        how = f"{len(found)} hits; median of {times}, the first {first:.2f}"
        rows.append(Grade(f"search: {one.name}", spent, "ms CPU", 5, 1.5, how))
    return rows


def listed(services: Services, times: int = TIMES) -> list[Grade]:
    """Look at the first page of every view and account, and at a long thread."""
    inbox = services.inbox
    pages = {f"view {one.name}": View(one) for one in Status if one is not Status.ASIDE}
    pages["unread"] = View(None, unread_only=True)
    pages |= {f"account {one.name}": View(account_id=one.id) for one in services.accounts.listed()}
    pages |= {f"label {n}": View(None, labels=(n,)) for n in range(1, million.LABELS + 1)}
    pages["assignee"] = View(None, assignee=million.ME)
    pages["assignee, waiting"] = View(assignee=million.ME)
    pages["nobody's, waiting"] = View(assignee="")
    taken: dict[str, tuple[float, int]] = {}
    firsts: list[float] = []
    for name, view in pages.items():
        ask: Callable[[], Sequence[object]] = lambda v=view: inbox.rows(inbox.ids(v, NEWEST))  # type: ignore[misc]  # noqa: E731
        spent, first, found = _asked(ask, times)
        firsts.append(first)
        taken[name] = spent, len(found)
    worst = max(taken, key=lambda name: taken[name])
    middle = median(spent for spent, _ in taken.values())
    kinds = ", ".join(
        f"{kind} {max(taken[name] for name in taken if name.startswith(kind))[0]:.2f}"
        for kind in ("view", "account", "label", "assignee", "nobody")
    )
    how = (
        f"the worst of {len(taken)}, {worst}, {taken[worst][1]} rows; the worst of each kind: {kinds};"
        f" half of all below {middle:.2f}, of the first looks below {median(firsts):.2f}"
    )
    thread = lists.long_thread(services)
    spent, _, entries = _asked(lambda: inbox.thread(thread).entries, times)
    return [
        Grade("inbox page", taken[worst][0], "ms CPU", 1, 0.25, how),
        Grade("thread, store", spent, "ms CPU", 2, 0.3, f"{len(entries)} messages"),
    ]


def _asked(
    ask: Callable[[], Sequence[object]], times: int
) -> tuple[float, float, Sequence[object]]:
    """Return the median and the first milliseconds of CPU, and what was found."""
    spent: list[float] = []
    found: Sequence[object] = ()
    for _ in range(times):
        begin = time.thread_time()
        found = ask()
        spent.append((time.thread_time() - begin) * 1000)
    return median(spent), spent[0], found


def settled(services: Services, many: int = MANY) -> list[Grade]:
    """Mark many conversations done at once, and take it back."""
    chosen = services.inbox.ids(View(), many)
    begin = time.thread_time()
    _, undo = services.inbox.set_status(chosen, Status.DONE)
    done = time.thread_time()
    services.inbox.undo_status(undo)
    back = time.thread_time()
    how = f"{len(chosen)} conversations, one transaction each, with the journal"
    return [
        Grade("mark 1,000 done", (done - begin) * 1000, "ms CPU", 150, 60, how),
        Grade("take it back", (back - done) * 1000, "ms CPU", 150, 60, how),
    ]


def dry_run(services: Services, scale: Scale) -> list[Grade]:
    """Ask what a rule would do to everything: one that finds an eighth of it and changes each conversation thrice."""
    actions = (
        Action(ActionKind.LABEL, "Bench"),
        Action(ActionKind.ASSIGN, million.ME),
        Action(ActionKind.DONE),
    )
    rule = InboxRule("bench", "Bench", word_in(scale, 0.12), actions)
    steps = services.inbox_rule_runs.dry_run(rule)
    spent: list[float] = []
    begin = time.thread_time()
    while True:
        at = time.thread_time()
        try:
            next(steps)
        except StopIteration as end:
            found: DryRun = end.value
            break
        finally:
            spent.append(time.thread_time() - at)
    how = (
        f"{found.messages:,} messages in {found.conversations:,} conversations, {len(actions)} actions, {len(spent)}"
        f" steps after which it can be cancelled, the longest {max(spent) * 1000:.0f} ms"
    )
    return [Grade("rule dry run", time.thread_time() - begin, "s CPU", 10, 3, how)]


def taken_in(services: Services, scale: Scale, pages: int = 300) -> list[Grade]:
    """Take in pages of a hundred of what is new, and large ones of years before, on top of everything."""
    new = scale.corpus(seed=8, size=(pages + million.ACCOUNTS) * 100, first=scale.messages)
    wanted = replace(new, step=BUSY).pages(100)
    whole = ((no, items) for no, items in wanted if len(items) == 100)
    cpu, wall, messages = _stored(services, whole, pages)
    rate = messages / sum(cpu)
    worst = sorted(wall)[int(len(wall) * 0.99)] * 1000
    size = (pages // 10 + million.ACCOUNTS) * million.IMPORT_PAGE
    old = scale.corpus(seed=9, size=size, first=2 * scale.messages)
    large = replace(old, since=corpus.START - million.SPAN, step=million.SPAN / size)
    bulk_cpu, _, bulk = _stored(services, large.pages(million.IMPORT_PAGE), pages)
    ms = sorted(one * 1000 for one in cpu)
    how = f"{len(cpu)} pages of 100: parse, clean, raw copy, ledger, index, counters, deadlines"
    calm = f"wall; CPU: median {median(ms):.1f}, 99th percentile {ms[int(len(ms) * 0.99)]:.1f}"
    return [
        Grade("intake, pages of 100", rate, "messages/CPU s", 5_000, 8_000, how, low=False),
        Grade("page of 100 searchable, p99", worst, "ms", 120, 30, calm),
        Grade(
            "bulk import",
            bulk / sum(bulk_cpu),
            "messages/CPU s",
            15_000,
            25_000,
            f"{bulk:,} messages by the same path, up to {million.IMPORT_PAGE:,} in a page",
            low=False,
        ),
    ]


def _stored(
    services: Services, pages: Iterator[tuple[int, list[Item]]], most: int
) -> tuple[list[float], list[float], int]:
    """Return the seconds of CPU and of the clock of each page, and the number of messages."""
    accounts = services.accounts.listed()
    connectors = {one.id: services.platforms.connector(one) for one in accounts}
    cpu: list[float] = []
    wall: list[float] = []
    messages = 0
    for _, (account_no, items) in zip(range(most), pages, strict=False):
        account = accounts[account_no - 1]
        page, now = connector.page_of(items), services.clock.now()
        begin, at = time.thread_time(), time.perf_counter()
        services.sync.store_page(account, connectors[account.id], page, now)
        cpu.append(time.thread_time() - begin)
        wall.append(time.perf_counter() - at)
        messages += len(items)
    return cpu, wall, messages


def sized(services: Services) -> list[Grade]:
    """Say how much of the file a message takes, its raw copy apart."""
    reader = services.workspace.read()
    pages = dict(
        reader.execute("SELECT name, sum(pgsize) FROM dbstat WHERE aggregate=TRUE GROUP BY 1")
    )
    messages, letters = reader.execute("SELECT count(*), avg(length(text)) FROM message").fetchone()
    raw = sum(pages.pop(name) for name in RAW)
    largest = sorted(pages.items(), key=lambda one: -one[1])[:8]
    how = (
        f"{messages:,} messages of {letters:.0f} characters; raw copies {raw / messages:.0f} more; "
        + ", ".join(f"{name} {size / messages:.0f}" for name, size in largest)
    )
    return [Grade("size on disk", sum(pages.values()) / messages, "bytes/message", 900, 520, how)]


def depended(services: Services, times: int = 5) -> list[Grade]:
    """Measure the five figures of dependence, read on a lane, and what an account would take with it."""
    looks, closings, alone = [], [], []
    for _ in range(times):
        before = time.process_time()
        walk(services.dependence.figures())
        alone.append(time.process_time() - before)
        before = time.process_time()
        seen = walk(services.dependence.look())
        looks.append(time.process_time() - before)
        account = services.dependence.accounts()[0]
        before = time.process_time()
        found = services.dependence.closing(account.id, seen)
        closings.append(1000 * (time.process_time() - before))
    how = f"{len(seen.reach.wrote):,} people and accounts of a year, best of {times}"
    lost = f"{len(found.people):,} people, {len(found.lost):,} of them lost, best of {times}"
    shown = f"for the dashboard, best of {times}"
    return [
        Grade("dependence: the five figures alone", min(alone), "s CPU", 1, 0.5, shown),
        Grade("dependence: everybody they are about", min(looks), "s CPU", 3, 1, how),
        Grade("dependence: an account that closes", min(closings), "ms CPU", 500, 100, lost),
    ]
