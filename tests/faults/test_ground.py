"""F21: network drives are refused, cloud folders and FAT are warned about, odd paths hold a workspace."""

import os
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QApplication, QPushButton

from cmworkstation import cli, workspaces
from cmworkstation.app import build_window
from cmworkstation.domain.errors import FolderTooDeep, NetworkFolder, OpenedReadOnly
from cmworkstation.domain.ground import GroundKind, ReadOnlyReason, judge
from cmworkstation.services import ground
from cmworkstation.services.workstation import Services
from cmworkstation.store.database import FILE
from cmworkstation.ui.live import Live
from cmworkstation.ui.preferences import Preferences
from cmworkstation.ui.state_bands import StateBand

pytestmark = pytest.mark.fault("F21")

MOUNTINFO = r"""
22 27 0:20 / /proc rw,nosuid - proc proc rw
27 1 254:1 / / rw,relatime - ext4 /dev/vda1 rw
31 27 0:26 / /home rw shared:1 - btrfs /dev/sdb1 rw,compress=zstd
40 31 0:40 / /home/lea/mairie rw,relatime - cifs //serveur/partage rw,vers=3.1.1
41 31 0:41 / /home/lea/mon\040disque rw - fuse.sshfs lea@hote: rw
42 27 0:42 / /mnt/nas rw - nfs4 10.0.0.2:/vol rw
43 27 8:17 / /media/cle rw - vfat /dev/sdc1 rw
44 27 8:18 / /media/carte rw - exfat /dev/sdc2 rw
45 27 8:19 / /media/ntfs rw - fuseblk /dev/sdc3 rw
46 27 0:46 / /mnt/c rw - 9p C:\134 rw
47 42 0:47 / /mnt/nas rw - ext4 /dev/sdd1 rw
48 27 0:48 / /run/user/1000/gvfs rw - fuse.gvfsd-fuse gvfsd-fuse rw
garbage that nobody understands
"""
MOUNT = """
/dev/disk3s1s1 on / (apfs, sealed, local, read-only, journaled)
/dev/disk3s5 on /System/Volumes/Data (apfs, local, journaled, nobrowse)
//lea@serveur._smb._tcp.local/Partage on /Volumes/Partage (smbfs, nodev, nosuid, mounted by lea)
/dev/disk5s1 on /Volumes/CLE USB (msdos, local, nodev, nosuid, noowners)
nas:/vol on /Volumes/nas (nfs, nodev, nosuid)
"""


@pytest.mark.parametrize(
    ("place", "kind"),
    [
        ("/home/lea/.local/share/w", "btrfs"),
        ("/home/lea/mairie", "cifs"),
        ("/home/lea/mairie/a/b", "cifs"),
        ("/home/lea/mairie-2", "btrfs"),
        ("/home/lea/mon disque/w", "fuse.sshfs"),
        ("/mnt/nas/w", "ext4"),  # what was mounted there last
        ("/media/cle/w", "vfat"),
        ("/media/carte", "exfat"),
        ("/mnt/c/Users", "9p"),
        ("/run/user/1000/gvfs/smb-share", "fuse.gvfsd-fuse"),
        ("/etc", "ext4"),
        ("/", "ext4"),
    ],
)
def test_linux_names_the_file_system_of_a_place(place: str, kind: str) -> None:
    assert ground.from_mountinfo(MOUNTINFO, place) == kind


@pytest.mark.parametrize(
    ("place", "kind"),
    [
        ("/Users/lea/Library", "apfs"),
        ("/Volumes/Partage/w", "smbfs"),
        ("/Volumes/CLE USB/w", "msdos"),
        ("/Volumes/nas/w", "nfs"),
    ],
)
def test_macos_names_the_file_system_of_a_place(place: str, kind: str) -> None:
    assert ground.from_mount(MOUNT, place) == kind


def test_a_system_that_names_none_is_trusted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ground, "MOUNTS", Path("/nowhere/at/all"))
    assert ground.file_system(Path("/home/lea")) == ""
    assert judge("", []).kind is GroundKind.GOOD


@pytest.mark.parametrize(
    "name",
    "nfs nfs4 cifs smb3 smbfs 9p fuse.sshfs fuse.rclone fuse.s3fs fuse.gvfsd-fuse davfs afpfs ceph lustre "
    "fuse.glusterfs vboxsf fuse.vmhgfs-fuse prl_fs webdav remote NFS".split(),
)
def test_network_file_systems_are_known(name: str) -> None:
    assert judge(name, [("w", ())]).kind is GroundKind.NETWORK


@pytest.mark.parametrize(
    "name", "ext4 btrfs xfs zfs f2fs apfs hfs NTFS ReFS tmpfs overlay fuseblk ecryptfs".split()
)
def test_file_systems_of_this_computer_are_good(name: str) -> None:
    assert judge(name, [("w", (".cache", ".dropbox", ".pcloud"))]).kind is GroundKind.GOOD


@pytest.mark.parametrize(
    ("system", "name"),
    [
        ("vfat", "FAT"),
        ("msdos", "FAT"),
        ("FAT32", "FAT"),
        ("exfat", "exFAT"),
        ("fuse.exfat-fuse", "exFAT"),
    ],
)
def test_drives_without_a_journal_are_warned_about(system: str, name: str) -> None:
    assert judge(system, [("w", ())]) == (found := judge(system, []))
    assert (found.kind, found.name) == (GroundKind.WEAK, name)


@pytest.mark.parametrize(
    ("path", "owner"),
    [
        ("/home/lea/Dropbox/w", "Dropbox"),
        ("/home/lea/Dropbox (Mairie)/w", "Dropbox"),
        ("C:/Users/lea/OneDrive/w", "OneDrive"),
        ("C:/Users/lea/OneDrive - Ville d’Ormaie/w", "OneDrive"),
        ("/Users/lea/Library/CloudStorage/OneDrive-Ville/w", "OneDrive"),
        (
            "/Users/lea/Library/CloudStorage/GoogleDrive-lea@ormaie.example/My Drive/w",
            "Google Drive",
        ),
        ("G:/My Drive/w", "Google Drive"),
        ("/home/lea/Google Drive/w", "Google Drive"),
        ("/Users/lea/Library/Mobile Documents/com~apple~CloudDocs/w", "iCloud"),
        ("C:/Users/lea/iCloudDrive/w", "iCloud"),
        ("/home/lea/Nextcloud/w", "Nextcloud"),
        ("/home/lea/nextcloud2/w", ""),
        ("/home/lea/ownCloud/w", "ownCloud"),
        ("/home/lea/pCloudDrive/w", "pCloud"),
        ("/home/lea/kDrive/w", "kDrive"),
        ("/home/lea/Documents/w", ""),
        ("/home/lea/dropboxes/w", ""),
        ("/home/lea/Livres/w", ""),
    ],
)
def test_cloud_folders_are_known_by_their_names(path: str, owner: str) -> None:
    parents = [(part, ()) for part in reversed(path.split("/"))]
    found = judge("ext4", parents)
    assert found.name == owner
    assert found.kind is (GroundKind.CLOUD if owner else GroundKind.GOOD)


@pytest.mark.parametrize(
    ("inside", "owner"),
    [
        (".dropbox.cache", "Dropbox"),
        (".sync_1f2e3d4c5b6a.db", "Nextcloud"),
        (".nextcloudsync.log", "Nextcloud"),
        (".tmp.drivedownload", "Google Drive"),
        (".849C9593-D756-4E56-8D6E-42412F2A707B", "OneDrive"),
        (".stfolder", "Syncthing"),
        (".dropbox", ""),  # in the home of everybody who has Dropbox
        (".synced", ""),
        (".cache", ""),
    ],
)
def test_cloud_folders_are_known_by_what_lies_in_them(
    tmp_path: Path, inside: str, owner: str
) -> None:
    (tmp_path / "Travail" / "deep").mkdir(parents=True)
    (tmp_path / "Travail" / inside).mkdir()
    assert ground.look(tmp_path / "Travail" / "deep" / "w").name == owner


@pytest.fixture
def on_a_network(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ground, "file_system", lambda _: "nfs4")


def test_no_workspace_is_made_on_a_network_drive(
    on_a_network: None, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(NetworkFolder):
        workspaces.open_own(tmp_path / "w")
    assert not (tmp_path / "w").exists()
    assert cli.main(["inbox", "--workspace", str(tmp_path / "w")]) == 1
    said = capsys.readouterr().err
    assert "network drive" in said
    assert "Choose a folder on this computer" in said


def test_a_workspace_that_was_moved_to_a_network_drive_is_only_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    workspaces.open_own(tmp_path / "w").close()
    monkeypatch.setattr(ground, "file_system", lambda _: "cifs")
    with pytest.raises(OpenedReadOnly) as refused:
        workspaces.open_own(tmp_path / "w")
    why = workspaces.why_only_read(refused.value)
    assert why is ReadOnlyReason.NETWORK
    with closing(workspaces.open_own(tmp_path / "w", read_only=True, why=why)) as services:
        assert services.inbox.counts().outbox == 0


# --------------------------------------------------------------------------------------- odd paths


@pytest.mark.parametrize(
    "name",
    [
        "🦊 boîte à idées 📮",
        "ünïcödé – “quotes” & l’apostrophe",
        "مجلد العمل",
        "a b%20c#d?e&f=g;h",
        "e\u0301te\u0301",
        "-rf",
        "x" * 200,
        os.fsdecode(b"latin-\xe9t\xe9"),
    ],
    ids=["emoji", "quotes", "arabic", "address", "combining", "option", "long", "no utf-8"],
)
def test_a_workspace_stands_in_any_folder(name: str, tmp_path: Path) -> None:
    _works_in(tmp_path / name)


def below(folder: Path, length: int) -> Path:
    """Return a folder whose path has so many bytes."""
    while (left := length - len(os.fsencode(folder)) - 1) > 0:
        folder /= "e" * (left if left < 150 else 100)
    return folder


@pytest.mark.parametrize("length", [260, 300, 504 - len(f"/{FILE}")])
def test_a_workspace_stands_deep(length: int, tmp_path: Path) -> None:
    folder = below(tmp_path, length)
    assert len(os.fsencode(folder)) == length
    _works_in(folder)


@pytest.mark.parametrize("length", [505 - len(f"/{FILE}"), 1000, 3000])
def test_a_folder_that_is_too_deep_is_refused_and_nothing_is_made(
    length: int, tmp_path: Path
) -> None:
    folder = below(tmp_path, length)
    with pytest.raises(FolderTooDeep):
        workspaces.open_own(folder)
    assert list(tmp_path.iterdir()) == []


def _works_in(folder: Path) -> None:
    with closing(workspaces.open_own(folder)) as services:
        services.settings.put("signer", "Mairie")
        services.storage.prepare()
    with closing(workspaces.open_own(folder)) as services:
        assert services.settings.value("signer") == "Mairie"
        assert services.workspace.problems() == []
        with closing(workspaces.open_own(folder, read_only=True)) as reader:
            assert reader.settings.value("signer") == "Mairie"
    assert (folder / FILE).stat().st_size


# ------------------------------------------------------------------------------------------ the window


def _shown(services: Services, qtbot: Any) -> tuple[Any, Any]:
    window = build_window(services, Preferences(volatile=True), theme="light")
    window.show()
    live = Live(window, services, window.jobs)
    live.start()
    live._timer.stop()
    qtbot.waitUntil(lambda: not window.jobs.busy(), timeout=10_000)
    QApplication.processEvents()
    return window, [one for one in window.findChildren(StateBand) if one.isVisible()]


def _closed(window: Any, services: Services, qtbot: Any) -> None:
    qtbot.waitUntil(lambda: not window.jobs.busy(), timeout=10_000)
    QApplication.processEvents()
    window.close()
    window.deleteLater()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    services.close()


def test_the_window_warns_of_a_cloud_folder_until_a_person_stays(
    tmp_path: Path, qtbot: Any, qapp: QApplication
) -> None:
    folder = tmp_path / "Dropbox" / "w"
    services = workspaces.open_own(folder)
    window, (band,) = _shown(services, qtbot)
    assert band.accessibleName() == "Dropbox copies this folder while CM Workstation works in it."
    (button,) = band.findChildren(QPushButton)
    assert button.text() == "Keep the workspace in this folder"
    assert window.can("app.stay_here")
    button.click()
    assert not window.can("app.stay_here")
    _closed(window, services, qtbot)

    services = workspaces.open_own(folder)
    window, bands = _shown(services, qtbot)
    assert bands == [], "said once, decided once"
    _closed(window, services, qtbot)
    services = workspaces.open_own(tmp_path / "w")
    window, bands = _shown(services, qtbot)
    assert bands == []
    _closed(window, services, qtbot)
