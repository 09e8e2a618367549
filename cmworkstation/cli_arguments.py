"""Kinds of arguments that several commands take: what a person typed becomes a number, a day, a moment."""

import argparse
from datetime import UTC, date, datetime

from cmworkstation.i18n import tr

MOST = 1_000_000  # rows, months …: nobody means more, and no file has room for larger numbers
EVERYTHING = datetime.min.replace(tzinfo=UTC)  # as old as a platform has it


def count(text: str) -> int:
    """Return how many rows a person wants to see."""
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError(tr("“{text}” is not a number from 1 on").format(text=text))
    return min(int(text), MOST)


def since(text: str) -> datetime:
    """Return the day from which a person wants to have everything."""
    if text.casefold() in ("all", tr("all")):
        return EVERYTHING
    try:
        return datetime.fromisoformat(text).astimezone()
    except ValueError:
        said = tr("“{text}” is neither a day such as 2024-03-31 nor “all”").format(text=text)
        raise argparse.ArgumentTypeError(said) from None


def day(text: str) -> date:
    """Return a day that a person typed."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        said = tr("“{text}” is not a day such as 2026-03-31").format(text=text)
        raise argparse.ArgumentTypeError(said) from None
