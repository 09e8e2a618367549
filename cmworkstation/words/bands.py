"""What stands above every page while it holds: a workspace that is only read, a locked keyring, weak ground."""

from cmworkstation.domain import errors
from cmworkstation.domain.ground import Ground, GroundKind, ReadOnlyReason
from cmworkstation.i18n import N_, tr
from cmworkstation.words.problems import Notice

READ_ONLY: dict[ReadOnlyReason, str] = {
    ReadOnlyReason.IN_USE: N_(
        "Read only: another window works with this workspace. Everything can be read and searched here."
    ),
    ReadOnlyReason.FOLDER: N_(
        "Read only: this folder cannot be written to. Everything can be read and searched; nothing is sent or kept."
    ),
    ReadOnlyReason.COPY: N_(
        "Read only: this is a copy in a single file. Everything can be read and searched; nothing is sent or kept."
    ),
    ReadOnlyReason.NETWORK: N_(
        "Read only: this folder is on a network drive, where two computers could send the same reply."
        " Copy it to this computer to work with it."
    ),
    ReadOnlyReason.FULL: N_(
        "Read only: the disk is full. Nothing was lost. Free some room and open the workspace again."
    ),
    ReadOnlyReason.WANTED: N_(
        "Read only, as you asked. Everything can be read and searched; nothing is sent or kept."
    ),
}


def read_only(reason: ReadOnlyReason) -> Notice:
    """Return why a workspace is only read, for the band above its pages."""
    return Notice(tr(READ_ONLY[reason]), "", "", "info")


def keyring(problem: BaseException) -> Notice:
    """Return that accounts cannot be read for want of their secrets, and how to go on."""
    if isinstance(problem, errors.VaultLocked):
        return Notice(
            tr("Your system’s keyring is locked: accounts are not read, and nothing is sent."),
            tr("Reading, searching and writing go on. Unlock the keyring, then read the accounts."),
            "app.refresh",
            "warn",
        )
    return Notice(
        tr("The keyring with your accounts’ access is not there: nothing is read or sent."),
        tr(
            "Reading, searching and writing go on. Start GNOME Keyring or KWallet, then read the accounts;"
            " or sign in again and keep the access for this session only."
        ),
        "app.refresh",
        "warn",
    )


def ground(found: Ground) -> Notice:
    """Return what is wrong with where a workspace stands; empty where nothing is."""
    if found.kind is GroundKind.CLOUD:
        return Notice(
            tr("{program} copies this folder while CM Workstation works in it.").format(
                program=found.name
            ),
            tr(
                "That can damage the workspace, or let a second computer send the same reply."
                " Better: a folder outside {program}; the daily copies may lie in it."
            ).format(program=found.name),
            "app.stay_here",
            "warn",
        )
    if found.kind is GroundKind.WEAK:
        return Notice(
            tr("This drive is formatted as {name}, which keeps no journal.").format(
                name=found.name
            ),
            tr(
                "A cable pulled at the wrong moment can cost the whole workspace."
                " Better: a folder on the computer’s own disk."
            ),
            "app.stay_here",
            "warn",
        )
    return Notice("")
