"""What a person asks for all day: the inbox page, a long thread, the searches; in the store, in CPU time."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from statistics import median

from bench import corpus, workspace
from bench.rows import Row, below
from cmworkstation.domain.conversation import View
from cmworkstation.domain.ids import ConversationId
from cmworkstation.services.workstation import Services

TIMES = 31
AIM_MS = 2.0
NEWEST = 50


@dataclass(frozen=True, slots=True)
class Search:
    """A search by its name and as a person types it."""

    name: str
    query: str


def searches() -> tuple[Search, ...]:
    """Return the searches, made from the words and people of the corpus."""
    words, people = corpus.words(), corpus.people()
    common = words[20]  # in about one message of ten
    return (
        Search("search, rare word", words[-9]),
        Search("search, common word", common),
        Search("search, commonest word", words[0]),
        Search("search, phrase", f'"{words[0]} {words[1]}"'),
        Search("search, prefix", f"{common[:3]}*"),
        Search("search, prefix of four", f"{common[:4]}*"),  # longer than the index of prefixes
        Search("search, account and word", f"account:{workspace.NAMES[1]} {common}"),
        Search("search, author and word", f'from:"{people[0].name}" {common}'),
    )


def long_thread(services: Services) -> ConversationId:
    """Return the conversation whose length is nearest to the longest of the corpus."""
    found = services.workspace.read().execute(
        "SELECT id FROM conversation ORDER BY abs(messages - ?), id LIMIT 1", (corpus.LONGEST,)
    )
    return ConversationId(found.fetchone()[0])


def measure(services: Services, times: int = TIMES) -> list[Row]:
    """Ask for each list several times."""
    inbox = services.inbox
    thread = long_thread(services)
    asks: list[tuple[str, str, Callable[[], Sequence[object]]]] = [
        ("inbox page", "conversations", lambda: inbox.rows(inbox.ids(View(), NEWEST))),
        ("thread", "messages", lambda: inbox.thread(thread).entries),
    ]
    asks += [(one.name, "hits", partial(inbox.search, one.query, NEWEST)) for one in searches()]
    return [_row(name, ask, what, times) for name, what, ask in asks]


def _row(name: str, ask: Callable[[], Sequence[object]], what: str, times: int) -> Row:
    found: Sequence[object] = ()
    spent: list[float] = []
    for _ in range(times):
        begin = time.thread_time()
        found = ask()
        spent.append((time.thread_time() - begin) * 1000)
    how = f"query and values, {len(found)} {what}; median of {times}, the first took {spent[0]:.2f}"
    return below(f"{name}: store", median(spent), "ms CPU", AIM_MS, how)
