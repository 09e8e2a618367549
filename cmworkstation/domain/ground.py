"""Where a workspace stands, and why it may only be read there."""

from enum import StrEnum


class ReadOnlyReason(StrEnum):
    """Why a workspace is opened to be read and nothing else."""

    IN_USE = "in-use"  # another process writes to it
    FOLDER = "folder"  # folder, file or medium cannot be written to
    COPY = "copy"  # a single file, such as a backup
    NETWORK = "network"  # a network drive, where two computers could write at once
    FULL = "full"  # there was no room even to open it
    WANTED = "wanted"  # a person asked for it
