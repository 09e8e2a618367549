"""Where the program keeps things on this system."""

import os
import sys
from pathlib import Path

from cmworkstation.store import database
from cmworkstation.store.version import SCHEMA

NAME = "cmworkstation"
FILE = database.FILE  # the one file of a workspace that matters
DATABASE = b"SQLite format 3\0"  # how such a file begins
HEAD = 100  # bytes before its first row
VERSION_AT = 60  # where its schema stands in them


def data_folder() -> Path:
    """Return the folder for workspaces: `CMW_DATA`, else what the system's customs say."""
    chosen = os.environ.get("CMW_DATA")
    if chosen:
        return Path(chosen)
    home = Path.home()
    if sys.platform == "darwin":
        return home / "Library" / "Application Support" / NAME
    if os.name == "nt":
        return Path(os.environ.get("LOCALAPPDATA", home / "AppData" / "Local")) / NAME
    return Path(os.environ.get("XDG_DATA_HOME") or home / ".local" / "share") / NAME


def own_workspace() -> Path:
    """Return the folder of the person's own workspace."""
    return data_folder() / "workspace"


def demo_workspace() -> Path:
    """Return the folder of the demonstration workspace."""
    return data_folder() / "demonstration"


def wants_update(place: Path) -> bool:
    """Tell whether a workspace of an older version lies there, which takes a while to bring up to date."""
    try:
        with (place / FILE).open("rb") as file:
            head = file.read(HEAD)
    except OSError:
        return False
    version = int.from_bytes(head[VERSION_AT : VERSION_AT + 4], "big")
    return head.startswith(DATABASE) and 0 < version < SCHEMA
