"""Where the program keeps things on this system."""

import os
import sys
from pathlib import Path

from cmworkstation.store import database

NAME = "cmworkstation"
FILE = database.FILE  # the one file of a workspace that matters


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
