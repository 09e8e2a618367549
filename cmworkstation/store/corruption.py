"""Which errors of SQLite mean that a file is not what was written, and which only that something is in the way."""

import sqlite3

CODES = frozenset({11, 26})  # SQLITE_CORRUPT, SQLITE_NOTADB: the low byte of an extended code


def is_corruption(error: BaseException) -> bool:
    """Tell whether an error means that the file is damaged."""
    code = getattr(error, "sqlite_errorcode", None)
    if code is not None:
        return (code & 0xFF) in CODES
    # A text that is none is met by Python's own binding, which has no code for it.
    return _is_no_text(error)


def detail(error: BaseException) -> str:
    """Return what is wrong in SQLite's words; those about a text would quote it, and it may be anybody's."""
    return "a text that is none" if _is_no_text(error) else str(error)


def _is_no_text(error: BaseException) -> bool:
    return isinstance(error, sqlite3.OperationalError) and "decode to UTF-8" in str(error)
