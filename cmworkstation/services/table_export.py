"""Tables for other programs: one row per conversation, or whatever a page shows, as CSV, Markdown or JSON Lines.

A table is written in slices, whole or not at all. docs/table-export.md says what stands in each column.
"""

import csv
import io
import json
from collections.abc import Generator, Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import Final

from cmworkstation.domain.clock import Clock
from cmworkstation.domain.conversation import View
from cmworkstation.domain.progress import Progress
from cmworkstation.domain.table import Cell, Format, Table, markdown, plain, said
from cmworkstation.killpoint import reach
from cmworkstation.services.whole_file import whole_file
from cmworkstation.store import conversation_list
from cmworkstation.store import conversation_table as source
from cmworkstation.store.database import Workspace

SLICE: Final = 500
BOM: Final = "\ufeff"  # tells a spreadsheet that a file is UTF-8
Steps = Generator[Progress, None, int]


class Tables:
    """Writes tables. Run the generators on a lane."""

    def __init__(self, workspace: Workspace, clock: Clock) -> None:
        """Take the workspace."""
        self._workspace = workspace
        self._clock = clock

    def conversations(self, wanted: View | Sequence[int] | None = None) -> Table:
        """Return one row per conversation: those of a view or a list of ids in its order, or all, the oldest first."""
        connection = self._workspace.read()
        if wanted is None:
            ids: Sequence[int] = source.all_conversations(connection)
        elif isinstance(wanted, View):
            ids = conversation_list.ids(connection, wanted)
        else:
            ids = wanted

        def rows() -> Iterator[Sequence[Cell]]:
            for at in range(0, len(ids), SLICE):
                yield from source.conversations(self._workspace.read(), ids[at : at + SLICE])

        return Table(source.CONVERSATION, rows(), len(ids))

    def write(self, table: Table, target: Path, form: Format) -> Steps:
        """Write a table; return how many rows it has. Closing the generator leaves nothing.

        Raises `BackupFailed` when it cannot be written there, and `NoRoom`.
        """
        return write(table, target, form)

    def write_file(self, target: Path, content: bytes) -> None:
        """Write a small file, such as a drawn chart, whole or not at all. Raises `BackupFailed`, `NoRoom`."""
        write_whole(target, content)


def write_whole(target: Path, content: bytes) -> None:
    """Write a small file whole or not at all. Raises `BackupFailed` and `NoRoom`."""
    with whole_file(target) as partial:
        partial.write_bytes(content)


def write(table: Table, target: Path, form: Format) -> Steps:
    """Write a table, as `Tables.write` does."""
    done = 0
    with (
        whole_file(target) as partial,
        partial.open("w", encoding="utf-8", errors="replace", newline="") as file,
    ):
        file.write(_head(table.columns, form))
        rows = iter(table.rows)
        while part := list(islice(rows, SLICE)):
            file.write("".join(_line(table.columns, row, form) for row in part))
            done += len(part)
            reach("file.slice")
            yield Progress(done, max(done, table.total), "write")
    return done


def as_text(table: Table, form: Format = Format.CSV) -> str:
    """Return a small table as text, without the mark that a file begins with."""
    rows = (_line(table.columns, row, form) for row in table.rows)
    return _head(table.columns, form).removeprefix(BOM) + "".join(rows)


def _head(columns: Sequence[str], form: Format) -> str:
    if form is Format.MARKDOWN:
        return f"{_bars(columns)}|{'---|' * len(columns)}\n"
    return "" if form is Format.JSON_LINES else BOM + _csv(columns, form)


def _line(columns: Sequence[str], row: Sequence[Cell], form: Format) -> str:
    if form is Format.JSON_LINES:
        cells = dict(zip(columns, map(plain, row), strict=True))
        return json.dumps(cells, ensure_ascii=False, separators=(",", ":")) + "\n"
    if form is Format.MARKDOWN:
        return _bars(row)
    return _csv([said(cell) for cell in row], form)


def _bars(cells: Sequence[Cell]) -> str:
    return "".join(f"| {markdown(one)} " for one in cells) + "|\n"


def _csv(cells: Sequence[object], form: Format) -> str:
    out = io.StringIO()  # with this line end, a lone carriage return is quoted as well
    separator = ";" if form is Format.SEMICOLONS else ","
    csv.writer(out, delimiter=separator, lineterminator="\r\n").writerow(cells)
    return out.getvalue()
