"""Tables for other programs: cells that no spreadsheet takes for a formula."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

Cell = str | int | float | bool | datetime | date | None
FORMULA = (
    "=",
    "+",
    "-",
    "@",
    "\t",
    "\r",
    "\n",
    "＝",
    "＋",
    "－",
    "＠",
)  # some read the wide ones, too


MARKS = "\\`*_[]<>#|~"  # of Markdown


class Format(StrEnum):
    """How a table is written out."""

    CSV = "csv"
    SEMICOLONS = "csv-semicolons"  # as spreadsheets want it where the comma stands in numbers
    JSON_LINES = "jsonl"
    MARKDOWN = "md"


@dataclass(frozen=True, slots=True)
class Table:
    """Names of columns, and rows with as many cells."""

    columns: tuple[str, ...]
    rows: Iterable[Sequence[Cell]]
    total: int = 0  # rows, where it is known


def harmless(text: str) -> str:
    """Return a text that no spreadsheet takes for a formula: other people's words may begin like one."""
    return f"'{text}" if text.startswith(FORMULA) else text


def plain(cell: Cell) -> str | int | float | bool | None:
    """Return a cell as JSON has it; times in UTC to the second."""
    if isinstance(cell, datetime):
        return cell.isoformat(timespec="seconds")
    if isinstance(cell, date):
        return cell.isoformat()
    return cell


def markdown(cell: Cell) -> str:
    """Return a cell as a table of Markdown has it: on one line, and nothing in it is taken for a mark."""
    text = "" if (value := plain(cell)) is None else str(value).replace("\x00", "")
    return " ".join("".join(f"\\{one}" if one in MARKS else one for one in text).split())


def said(cell: Cell) -> str | int | float:
    """Return a cell as CSV has it: nothing is empty, yes is 1, and text is harmless."""
    value = plain(cell)
    if value is None:
        return ""
    if isinstance(value, bool):
        return int(value)
    return harmless(value.replace("\x00", "")) if isinstance(value, str) else value
