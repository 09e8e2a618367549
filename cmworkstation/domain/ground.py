"""Where a workspace stands, and why it may only be read there."""

from collections.abc import Collection, Sequence
from enum import StrEnum

from cmworkstation.domain.values import dataclass


class ReadOnlyReason(StrEnum):
    """Why a workspace is opened to be read and nothing else."""

    IN_USE = "in-use"  # another process writes to it
    FOLDER = "folder"  # folder, file or medium cannot be written to
    COPY = "copy"  # a single file, such as a backup
    NETWORK = "network"  # a network drive, where two computers could write at once
    FULL = "full"  # there was no room even to open it
    WANTED = "wanted"  # a person asked for it


class GroundKind(StrEnum):
    """What a folder stands on."""

    GOOD = "good"
    NETWORK = (
        "network"  # refused: locks do not hold there, and two computers could send the same reply
    )
    CLOUD = "cloud"  # warned: a program copies files away and back while they are written
    WEAK = "weak"  # warned: FAT and exFAT keep no journal, a power cut can cost the whole file


@dataclass(frozen=True, slots=True)
class Ground:
    """The kind, and the name of what it is: "Dropbox", "nfs4", "exfat"."""

    kind: GroundKind = GroundKind.GOOD
    name: str = ""


# As Linux, macOS and Windows call them. What comes through FUSE is judged by what follows "fuse.".
NETWORK = frozenset(
    """
    9p acfs afpfs afs beegfs ceph cifs coda davfs davfs2 drvfs ftpfs gfs gfs2 gluster glusterfs
    gpfs grpcfuse gvfsd-fuse lustre moosefs ncp ncpfs nfs nfs3 nfs4 ocfs2 osxfs panfs prl_fs rclone remote s3fs
    smb smb2 smb3 smbfs sshfs vboxsf vmhgfs vmhgfs-fuse webdav webdavfs
    """.split()
)
WEAK = frozenset("exfat exfat-fuse fat fat32 msdos umsdos vfat".split())
CLOUD_FOLDERS = (  # the beginning of a folder's name, in lower letters, and whose it is
    ("dropbox", "Dropbox"),
    ("onedrive", "OneDrive"),
    ("google drive", "Google Drive"),
    ("googledrive", "Google Drive"),
    ("google-drive", "Google Drive"),
    ("my drive", "Google Drive"),
    ("mobile documents", "iCloud"),
    ("com~apple~clouddocs", "iCloud"),
    ("iclouddrive", "iCloud"),
    ("icloud drive", "iCloud"),
    ("nextcloud", "Nextcloud"),
    ("owncloud", "ownCloud"),
    ("pclouddrive", "pCloud"),
    ("pcloud drive", "pCloud"),
    ("pcloudsync", "pCloud"),
    ("pcloud sync", "pCloud"),
    ("kdrive", "kDrive"),
    ("proton drive", "Proton Drive"),
    ("synologydrive", "Synology Drive"),
    ("megasync", "MEGA"),
    ("cloudstorage", "CloudStorage"),  # of macOS: ~/Library/CloudStorage
)
# What such a program leaves in the folder that it watches; not what it keeps in the home folder, where every
# workspace of that person would be taken for one of theirs.
CLOUD_MARKERS = (
    (".dropbox.cache", "Dropbox"),
    (".849c9593-d756-4e56-8d6e-42412f2a707b", "OneDrive"),
    (".tmp.driveupload", "Google Drive"),
    (".tmp.drivedownload", "Google Drive"),
    (".nextcloudsync.log", "Nextcloud"),
    (".owncloudsync.log", "ownCloud"),
    (".sync_", "Nextcloud"),
    ("._sync_", "Nextcloud"),
    (".stfolder", "Syncthing"),
    (".seafile-data", "Seafile"),
)


def judge(file_system: str, parents: Sequence[tuple[str, Collection[str]]]) -> Ground:
    """Judge where a folder stands.

    `file_system` is the system's word for it, "" where unknown; `parents` are the folder and all above it, each with
    the names that lie in it and begin with a dot.
    """
    plain = file_system.lower()
    name = plain.removeprefix("fuse.").removeprefix("fuseblk.")
    if name in NETWORK:
        return Ground(GroundKind.NETWORK, name)
    for folder, inside in parents:
        for start, owner in CLOUD_FOLDERS:
            if _is_called(folder.lower(), start):
                return Ground(GroundKind.CLOUD, owner)
        for start, owner in CLOUD_MARKERS:
            if any(
                one == start or (start.endswith("_") and one.startswith(start)) for one in inside
            ):
                return Ground(GroundKind.CLOUD, owner)
    if name in WEAK:
        return Ground(GroundKind.WEAK, "exFAT" if name.startswith("exfat") else "FAT")
    return Ground()


def _is_called(folder: str, start: str) -> bool:
    """Tell whether a folder bears a name, alone or with what programs add: "Dropbox (Team)", "OneDrive - Ville"."""
    rest = folder.removeprefix(start)
    return rest != folder and (
        not rest or rest[0] in " -(_." or start in ("googledrive", "onedrive")
    )
