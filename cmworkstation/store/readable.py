"""Reading a damaged table as far as it goes."""

import sqlite3
from collections.abc import Generator, Iterator, Sequence

BATCH = 500
PROBES = 9  # how often a gap is halved in search of readable pages within it

Rows = list[tuple[object, ...]]


def scan(
    old: sqlite3.Connection, query: str, given: Sequence[object] = ()
) -> Generator[Rows, None, str]:
    """Yield rows in batches until there are no more or they cannot be read; return what stopped it, "" for the end."""
    rows: Rows = []
    count = 0
    stopped = ""
    try:
        for row in old.execute(query, given):
            rows.append(row)
            count += 1
            if len(rows) >= BATCH:
                yield rows
                rows = []
    except sqlite3.Error as error:
        stopped = str(error) or type(error).__name__
    if stopped:
        # Python's cursor steps on before it hands a row out: the last one before the gap is lost with the step.
        rows += _one_more(old, f"{query} LIMIT 1 OFFSET {count}", given)
    if rows:
        yield rows
    return stopped


def by_key(
    old: sqlite3.Connection, query: str, key: Sequence[str], gaps: list[str]
) -> Iterator[Rows]:
    """Yield the rows of an ordered table or index from its beginning, and from its end where that is not all of it."""
    for order in ("ASC", "DESC"):
        stopped = yield from scan(
            old, f"{query} ORDER BY {', '.join(f'{one} {order}' for one in key)}"
        )
        if not stopped:
            return
        gaps.append(stopped)


def by_rowid(old: sqlite3.Connection, table: str, names: str, gaps: list[str]) -> Iterator[Rows]:
    """Yield the rows of a table from both ends of each gap, and from the middle of gaps, without their rowid."""
    todo = [(-(1 << 62), 1 << 62, 0)]
    while todo:
        low, high, depth = todo.pop()
        for order in ("ASC", "DESC"):
            rows = scan(
                old,
                f"SELECT rowid, {names} FROM {table} WHERE rowid BETWEEN ? AND ? ORDER BY rowid {order}",
                (low, high),
            )
            stopped = ""
            while True:
                try:
                    found = next(rows)
                except StopIteration as end:
                    stopped = end.value
                    break
                reached = int(str(found[-1][0]))
                low, high = (reached + 1, high) if order == "ASC" else (low, reached - 1)
                yield [row[1:] for row in found]
            if not stopped:
                break
            gaps.append(stopped)
        else:
            middle = (low + high) // 2
            if low < high and depth < PROBES:
                todo += [(low, middle, depth + 1), (middle + 1, high, depth + 1)]


def _one_more(old: sqlite3.Connection, query: str, given: Sequence[object]) -> Rows:
    try:
        return old.execute(query, given).fetchall()
    except sqlite3.Error:
        return []
