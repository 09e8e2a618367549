"""What a file is, from its first bytes, without opening it as a database and without touching it."""

from pathlib import Path

from cmworkstation.domain.errors import NotAWorkspace, WorkspaceTooNew
from cmworkstation.store.version import APPLICATION_ID, SCHEMA

MAGIC = b"SQLite format 3\0"
HEAD = 100
PROBE = 4096
CONTROL = bytes(set(range(32)) - {9, 10, 12, 13})


def look(path: Path) -> None:
    """Return when this can be a workspace of ours, whole or damaged.

    Raises `NotAWorkspace` for an empty file, a text, or the database of another program, and `WorkspaceTooNew`.
    What begins with none of these is taken for a damaged workspace: zeros and noise may once have been ours.
    """
    try:
        with path.open("rb") as file:
            head = file.read(PROBE)
    except IsADirectoryError as error:
        raise NotAWorkspace("unknown") from error
    if not head:
        raise NotAWorkspace("empty")
    if not head.startswith(MAGIC):
        if _is_text(head):
            raise NotAWorkspace("text", "a text, not a database")
        return
    if _has_log(path):
        return  # the head in the file may be older than the one in the log
    application = int.from_bytes(head[68:72], "big")
    version = int.from_bytes(head[60:64], "big")
    if len(head) >= HEAD and application != APPLICATION_ID:
        raise NotAWorkspace("foreign", "the file belongs to another program")
    if version > SCHEMA:
        raise WorkspaceTooNew(version, SCHEMA)


def _has_log(path: Path) -> bool:
    log = path.with_name(path.name + "-wal")
    return log.exists() and log.stat().st_size > 0


def _is_text(head: bytes) -> bool:
    """Tell whether these bytes are what an editor would show as words."""
    if head.translate(None, CONTROL) != head:
        return False
    try:
        head[:-4].decode()  # a letter may be cut at the end
    except UnicodeDecodeError:
        return False
    return True
