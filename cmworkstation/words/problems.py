"""Errors in words, for the window and the command line alike.

This is the only place that words an error. A sentence says what happened and what is safe; the hint says what
to do. No blame, no ids, no exception names.
"""

from collections.abc import Sequence
from datetime import datetime
from functools import singledispatch

from cmworkstation.domain import errors
from cmworkstation.domain.values import dataclass, replace
from cmworkstation.i18n import N_, tr, trn
from cmworkstation.words import moment, size

MEGABYTE = 10**6  # as file managers count


@dataclass(frozen=True, slots=True)
class Notice:
    """An error in words: what happened, what to do, and a command that helps ("" for none)."""

    text: str
    hint: str = ""
    command: str = ""
    kind: str = "error"  # "info", "warn" or "error"


@dataclass(frozen=True, slots=True)
class Wording:
    """What a notice says, before it is translated."""

    text: str
    hint: str = ""
    command: str = ""
    kind: str = "warn"


ERRORS: dict[str, Wording] = {
    "NotSignedIn": Wording(
        N_(
            "The server no longer accepts this account’s access. Drafts and queued replies are safe."
        ),
        N_("Sign in again; the queue then goes on by itself."),
        "accounts.sign_in",
    ),
    "NoUploadRight": Wording(
        N_("The server takes no files with this access. Nothing was published; your text is safe."),
        N_("Sign in again: the server then asks whether files are allowed, too."),
        "accounts.sign_in",
    ),
    "Refused": Wording(
        N_("The platform refused. Nothing was published."),
        N_("Read its reason, change the reply, send again."),
    ),
    "Gone": Wording(
        N_("What this answers no longer exists on the platform. Nothing was published."),
        N_("The text is kept; you can answer another message of the thread."),
    ),
    "TooLong": Wording(
        N_("The reply is too long for this platform. Nothing was published."),
        N_("Shorten it and send again."),
    ),
    "Duplicate": Wording(
        N_("The platform already holds this very answer here. Nothing was published twice."),
        N_("Look at the thread; change the text if a second answer is meant."),
    ),
    "BadAddress": Wording(
        N_("No server answers at this address."),
        N_("Check the spelling; copy it from the browser’s address bar."),
    ),
    "NotThisPlatform": Wording(
        N_("Something answers at this address, but not a server of this kind."),
        N_("Choose another platform, or check the address."),
    ),
    "PlatformMissing": Wording(
        N_(
            "The connector of this platform is not installed here. What it brought can be read and"
            " searched; queued replies wait."
        ),
        N_("Install it again, then start the program anew; the queue goes on by itself."),
    ),
    "VaultLocked": Wording(
        N_("Your system’s keyring is locked. Nothing was stored."),
        N_("Unlock it and try again, or keep the secret for this session only."),
    ),
    "VaultMissing": Wording(
        N_("This system has no keyring that the program trusts. Nothing was stored."),
        N_("Install one (GNOME Keyring or KWallet), or keep the secret for this session only."),
    ),
    "CharterInvalid": Wording(
        N_("This charter cannot be put in use yet. Your text is kept as a draft."),
        N_("The list of problems says where and why."),
        "charter.next_problem",
    ),
    "QueryError": Wording(
        N_("This search cannot be understood."),
        N_("Put words in quotes where they are meant as they stand."),
    ),
    "IncompleteAnswer": Wording(
        N_("A blank of the approved answer is still empty. Nothing was sent."),
        N_("Fill in the marked places."),
    ),
    "NotAllowed": Wording(N_("This is not possible here."), ""),
    "BadSignature": Wording(
        N_("This signature does not hold. Nothing was taken from it."),
        N_("Ask whoever gave it to you for a new one."),
    ),
    "FolderUnusable": Wording(
        N_("This folder cannot hold a workspace. Nothing was changed."),
        N_("Choose another folder, or look at its permissions and at the space on the disk."),
        kind="error",
    ),
    "FolderTooDeep": Wording(
        N_("The path of this folder is too long for a workspace. Nothing was changed."),
        N_("Choose a folder with a shorter path."),
        kind="error",
    ),
    "NetworkFolder": Wording(
        N_("This folder is on a network drive. No workspace was made there."),
        N_(
            "Two computers could send the same reply from there."
            " Choose a folder on this computer; copies for safety may lie on the network."
        ),
        kind="error",
    ),
    "BackupFailed": Wording(
        N_("It could not be written there. The workspace itself is safe."),
        N_("Look at the disk and its permissions, or choose another folder."),
    ),
    "BackupMissing": Wording(
        N_("This file is not there, or it may not be read. Nothing was changed."),
        N_("Look at its name; plug in the disk that it is on."),
    ),
    "WrongPassphrase": Wording(
        N_("This does not open the backup. Nothing was changed."),
        N_(
            "Look at capitals and at the language of the keyboard. A forgotten passphrase cannot be recovered by"
            " anybody."
        ),
    ),
    "BadKey": Wording(
        N_("This is no public key of age. Nothing was changed."),
        N_("A key to encrypt for begins with “age1”, one on each line; secret keys stay with you."),
    ),
    "PlaceAbsent": Wording(
        N_("The folder for backups is not there. The workspace itself is safe."),
        N_("Plug in the disk that it is on: the backup is made as soon as it is back."),
    ),
    "NoRoom": Wording(
        N_("The disk has too little room for this. Nothing was written."),
        N_("Free some space, or choose a folder on another disk."),
    ),
    "WorkspaceInUse": Wording(
        N_("Another window already works with this workspace."),
        N_("Go on there; here everything can be read and searched, and nothing is sent."),
        kind="info",
    ),
    "WorkspaceClosed": Wording(
        N_("This workspace was closed meanwhile. Nothing was changed."),
        N_("Open it again to go on."),
        kind="info",
    ),
    "OpenedReadOnly": Wording(
        N_("This workspace is open for reading only. Nothing was changed."),
        N_("Everything can be read and searched here; nothing is sent."),
        kind="info",
    ),
    "StorageFull": Wording(
        N_("The disk is full. Nothing was lost."),
        N_("Free some room; reading and searching go on, and work resumes by itself."),
        kind="error",
    ),
    "WorkspaceTooNew": Wording(
        N_("A newer version of CM Workstation made this workspace. It was left untouched."),
        N_("Install the newer version, or open another workspace."),
        kind="error",
    ),
    "UpdateStopped": Wording(
        N_("The update of the workspace was stopped. Everything is as it was before."),
        N_("Open the workspace again to update it; nothing that was written is lost."),
        kind="info",
    ),
    "Exercise": Wording(
        N_("An exercise goes on: nothing left this machine."),
        N_("What is to be sent waits until the exercise is over."),
        kind="info",
    ),
    "Offline": Wording(
        N_("No connection to the server. Nothing was lost."),
        N_(
            "Reading, searching, writing and queueing go on; the queue leaves when the network is back."
        ),
        kind="info",
    ),
    "Untrusted": Wording(
        N_(
            "The server’s certificate is not trusted. Nothing was sent to it, and nothing was lost."
        ),
        N_("Choose “Sign in again”: there it is explained, and you decide."),
        "accounts.sign_in",
    ),
    "RateLimited": Wording(
        N_("The server asks for a pause. Nothing was lost."),
        N_("The program waits and goes on by itself."),
        kind="info",
    ),
    "ServerTrouble": Wording(
        N_("The server answers, but not with what it should. Nothing was lost."),
        N_("The program tries again by itself."),
        kind="info",
    ),
    "Ambiguous": Wording(
        N_("The server did not say whether it took the reply."),
        N_("The program looks among your own posts before anything is sent again."),
    ),
    "StoreDamaged": Wording(
        N_("The workspace file is damaged. Nothing is written to it any more, and it is kept."),
        N_("Save what can be read into a new file, or restore the newest backup."),
        "workspace.rescue",
        kind="error",
    ),
    "NotAWorkspace": Wording(
        N_("The file is no workspace of CM Workstation. It was left untouched."),
        N_("Open another folder, or move this file away and start again."),
        kind="error",
    ),
    "BackupDamaged": Wording(
        N_(
            "This file is not one that the program wrote, or it was altered. Nothing was taken from it."
        ),
        N_("Choose another one; this one was left as it is."),
        kind="error",
    ),
    "ArchiveUnusable": Wording(
        N_("This is no archive that can be read here. Nothing was taken from it."),
        N_("Choose another file, or download it again."),
    ),
    "Unreadable": Wording(
        N_("An item from the platform could not be understood. It is kept in quarantine."),
        N_("The other items were read; an update of the program may understand it."),
        kind="info",
    ),
    "UserFixable": Wording(N_("This needs your attention."), ""),
    "Temporary": Wording(
        N_("A passing trouble. Nothing was lost."), N_("The program tries again."), kind="info"
    ),
    "Damaged": Wording(
        N_("Something is damaged; the program stopped before it could spread."), "", kind="error"
    ),
}


NO_WORKSPACE: dict[str, str] = {
    "empty": N_("The file is empty. It was left untouched."),
    "text": N_("The file is a text, not a workspace. It was left untouched."),
    "foreign": N_("The file belongs to another program. It was left untouched."),
}


# What an account's trouble is, beyond the class of the error, by its code.
TROUBLES: dict[str, str] = {
    "folder-missing": N_(
        "A folder that you chose no longer exists on the server. The others were read."
    ),
    "copy-missing": N_(
        "The folder for sent mail takes no copy of an answer; it may be full. The answer itself was sent."
    ),
}


# Why a signature does not hold.
SIGNATURES: dict[str, str] = {
    "unknown-key": N_("Nobody whom this workspace knows has this key. Nothing was taken from it."),
    "ended-key": N_("This key counts no more: it was replaced, or its owner left."),
    "wrong": N_("Something was changed after it was signed. Nothing was taken from it."),
    "no-card": N_("This is not a person’s card. Nothing was taken from it."),
    "another-key": N_("This card has another fingerprint. Nothing was taken from it."),
}


@singledispatch
def error(problem: BaseException) -> Notice:
    """Return an error in words; what is not one of ours is our bug, and says so neutrally."""
    return _by_class(problem)


def error_of(account: str, problem: BaseException) -> Notice:
    """Return an error in words that name the account that it concerns, by its short name."""
    said = error(problem)
    if isinstance(problem, errors.NotAllowed | errors.StorageFull):
        return said
    if isinstance(problem, errors.NotSignedIn):
        text = tr(
            "The server no longer accepts the access of “{account}”. Drafts and queued replies are safe."
        ).format(account=account)
    elif isinstance(problem, errors.WorkstationError):
        text = tr("{account}: {trouble}").format(account=account, trouble=said.text)
    else:
        return said
    return replace(said, text=text)


def silent(accounts: Sequence[str], since: datetime, now: datetime) -> Notice:
    """Return that a server gives no answer for these accounts, and since when."""
    text = trn(
        "“{accounts}” cannot be read since {when}: its server gives no good answer. Nothing was lost.",
        "“{accounts}” cannot be read since {when}: their server gives no good answer. Nothing was lost.",
        len(accounts),
    )
    names = tr("”, “").join(accounts)
    hint = tr("The program tries again by itself; the page “Intake” lists each try.")
    return Notice(text.format(accounts=names, when=moment(since, now)), hint, "", "warn")


def _by_class(problem: BaseException) -> Notice:
    for kind in type(problem).__mro__:
        wording = ERRORS.get(kind.__name__)
        if wording:
            return Notice(
                tr(wording.text),
                tr(wording.hint) if wording.hint else "",
                wording.command,
                wording.kind,
            )
    return Notice(
        tr("The program made a mistake. Your texts are saved."),
        tr(
            "Copy the report and send it to the makers; it holds no secrets and none of your messages."
        ),
        "app.copy_report",
        "error",
    )


@error.register
def _not_allowed(problem: errors.NotAllowed) -> Notice:
    return Notice(reason(problem.reason), "", "", "warn")


@error.register
def _bad_signature(problem: errors.BadSignature) -> Notice:
    known = ERRORS["BadSignature"]
    return Notice(tr(SIGNATURES.get(problem.reason, known.text)), tr(known.hint), "", "warn")


@error.register
def _not_a_workspace(problem: errors.NotAWorkspace) -> Notice:
    if problem.kind not in NO_WORKSPACE:
        return _by_class(problem)
    known = ERRORS["NotAWorkspace"]
    return Notice(tr(NO_WORKSPACE[problem.kind]), tr(known.hint), "", "error")


@error.register
def _unusable_archive(problem: errors.ArchiveUnusable) -> Notice:
    from cmworkstation.words import of_platforms  # noqa: PLC0415 - no start words an error

    known = (of_platforms.text(table, problem.reason) for table in ("UNUSABLE", "QUARANTINED"))
    said = next(filter(None, known), "")
    return Notice(tr(said), "", "", "warn") if said else _by_class(problem)


@error.register
def _no_room(problem: errors.NoRoom) -> Notice:
    if not problem.needed:
        return _by_class(problem)
    text = tr(
        "The disk has too little room: {needed} are needed, {free} are free. Nothing was written."
    )
    said = text.format(needed=size(problem.needed), free=size(problem.free))
    known = ERRORS["NoRoom"]
    return Notice(said, tr(known.hint), "", "warn")


@error.register
def _too_long(problem: errors.TooLong) -> Notice:
    if not problem.over:
        return _by_class(problem)
    text = trn("The reply is too long by {n}.", "The reply is too long by {n}.", problem.over)
    return Notice(text.format(n=problem.over), tr("Shorten it and send again."), "", "warn")


@error.register
def _refused(problem: errors.Refused) -> Notice:
    known = _by_class(problem)
    return replace(known, text=refusal(problem.code) or known.text)


@error.register
def _full(problem: errors.StorageFull) -> Notice:
    """Return that the disk is full, with what to do about it."""
    wording = ERRORS[errors.StorageFull.__name__]
    hint = tr(
        "The system lets nothing more be written: a limit of your user account, or a fault of the disk."
        " Reading and searching go on, and work resumes by itself."
    )
    if problem.wanted:
        hint = tr(
            "Free about {n} MB; reading and searching go on, and work resumes by itself."
        ).format(n=-(-problem.wanted // MEGABYTE))
    return Notice(tr(wording.text), hint, "", wording.kind)


def trouble(class_name: str, detail: str = "") -> str:
    """Return what is wrong with an account, by the class of its last error and its detail; "" for nothing."""
    from cmworkstation.words import of_platforms  # noqa: PLC0415 - no start words an error

    known = of_platforms.text("TROUBLES", detail) or TROUBLES.get(detail)
    return tr(known) if known else sentence(class_name)


def sentence(class_name: str) -> str:
    """Return what happened, for an error that is known by the name of its class; "" for none."""
    if not class_name:
        return ""
    wording = ERRORS.get(class_name)
    return tr(wording.text) if wording else tr("The program made a mistake. Your texts are saved.")


def refusal(code: str) -> str:
    """Return why a platform refused, "" where it says so itself."""
    from cmworkstation.words import of_platforms  # noqa: PLC0415 - no start words an error

    known = of_platforms.text("REFUSALS", code)
    return tr(known) if known else ""


def reason(key: str) -> str:
    """Return why something is not possible."""
    if key.startswith("ask-topic:"):
        from cmworkstation.words import relations  # noqa: PLC0415 - of such drafts alone

        return relations.unwanted(key.partition(":")[2])
    if key.startswith("ask-cap:"):
        from cmworkstation.words import relations  # noqa: PLC0415 - seldom needed

        return relations.too_often(key.partition(":")[2])
    from cmworkstation.words import reasons  # noqa: PLC0415 - long, and a start refuses nothing

    return tr(reasons.REASONS.get(key, ERRORS["NotAllowed"].text))
