"""Values in words, for the window and the command line alike: errors, states, times.

This is the only place that words an error. A sentence says what happened and what is safe; the hint says what
to do. No blame, no ids, no exception names.
"""

import re
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from functools import singledispatch

from cmworkstation.domain import errors, foreign
from cmworkstation.domain.account import TokenState, Visibility
from cmworkstation.domain.budget import Budget
from cmworkstation.domain.conversation import Status
from cmworkstation.domain.ground import Ground, GroundKind, ReadOnlyReason
from cmworkstation.domain.message import Held, Recipients
from cmworkstation.domain.progress import Progress
from cmworkstation.domain.reply import OutboxState, StepNote
from cmworkstation.domain.values import dataclass, replace
from cmworkstation.i18n import N_, language, number, tr, trn

MEGABYTE = 10**6  # as file managers count
MOST_ADDRESSES = 3  # that are named in one sentence
LONG, SLICE = (
    40,
    re.compile(r".{20}(?=.)"),
)  # an address that is longer may be broken every so many letters


@dataclass(frozen=True, slots=True)
class Notice:
    """An error in words: what happened, what to do, and a command that helps ("" for none)."""

    text: str
    hint: str = ""
    command: str = ""
    kind: str = "error"  # "info", "warn" or "error"


@dataclass(frozen=True, slots=True)
class _Wording:
    text: str
    hint: str = ""
    command: str = ""
    kind: str = "warn"


ERRORS: dict[str, _Wording] = {
    "NotSignedIn": _Wording(
        N_(
            "The server no longer accepts this account’s access. Drafts and queued replies are safe."
        ),
        N_("Sign in again; the queue then goes on by itself."),
        "accounts.sign_in",
    ),
    "NoUploadRight": _Wording(
        N_("The server takes no files with this access. Nothing was published; your text is safe."),
        N_("Sign in again: the server then asks whether files are allowed, too."),
        "accounts.sign_in",
    ),
    "Refused": _Wording(
        N_("The platform refused. Nothing was published."),
        N_("Read its reason, change the reply, send again."),
    ),
    "Gone": _Wording(
        N_("What this answers no longer exists on the platform. Nothing was published."),
        N_("The text is kept; you can answer another message of the thread."),
    ),
    "TooLong": _Wording(
        N_("The reply is too long for this platform. Nothing was published."),
        N_("Shorten it and send again."),
    ),
    "Duplicate": _Wording(
        N_("The platform already holds this very answer here. Nothing was published twice."),
        N_("Look at the thread; change the text if a second answer is meant."),
    ),
    "BadAddress": _Wording(
        N_("No server answers at this address."),
        N_("Check the spelling; copy it from the browser’s address bar."),
    ),
    "NotThisPlatform": _Wording(
        N_("Something answers at this address, but not a server of this kind."),
        N_("Choose another platform, or check the address."),
    ),
    "PlatformMissing": _Wording(
        N_(
            "The connector of this platform is not installed here. What it brought can be read and"
            " searched; queued replies wait."
        ),
        N_("Install it again, then start the program anew; the queue goes on by itself."),
    ),
    "VaultLocked": _Wording(
        N_("Your system’s keyring is locked. Nothing was stored."),
        N_("Unlock it and try again, or keep the secret for this session only."),
    ),
    "VaultMissing": _Wording(
        N_("This system has no keyring that the program trusts. Nothing was stored."),
        N_("Install one (GNOME Keyring or KWallet), or keep the secret for this session only."),
    ),
    "CharterInvalid": _Wording(
        N_("This charter cannot be put in use yet. Your text is kept as a draft."),
        N_("The list of problems says where and why."),
        "charter.next_problem",
    ),
    "QueryError": _Wording(
        N_("This search cannot be understood."),
        N_("Put words in quotes where they are meant as they stand."),
    ),
    "IncompleteAnswer": _Wording(
        N_("A blank of the approved answer is still empty. Nothing was sent."),
        N_("Fill in the marked places."),
    ),
    "NotAllowed": _Wording(N_("This is not possible here."), ""),
    "BadSignature": _Wording(
        N_("This signature does not hold. Nothing was taken from it."),
        N_("Ask whoever gave it to you for a new one."),
    ),
    "FolderUnusable": _Wording(
        N_("This folder cannot hold a workspace. Nothing was changed."),
        N_("Choose another folder, or look at its permissions and at the space on the disk."),
        kind="error",
    ),
    "FolderTooDeep": _Wording(
        N_("The path of this folder is too long for a workspace. Nothing was changed."),
        N_("Choose a folder with a shorter path."),
        kind="error",
    ),
    "NetworkFolder": _Wording(
        N_("This folder is on a network drive. No workspace was made there."),
        N_(
            "Two computers could send the same reply from there."
            " Choose a folder on this computer; copies for safety may lie on the network."
        ),
        kind="error",
    ),
    "BackupFailed": _Wording(
        N_("It could not be written there. The workspace itself is safe."),
        N_("Look at the disk and its permissions, or choose another folder."),
    ),
    "BackupMissing": _Wording(
        N_("This file is not there, or it may not be read. Nothing was changed."),
        N_("Look at its name; plug in the disk that it is on."),
    ),
    "WrongPassphrase": _Wording(
        N_("This does not open the backup. Nothing was changed."),
        N_(
            "Look at capitals and at the language of the keyboard. A forgotten passphrase cannot be recovered by"
            " anybody."
        ),
    ),
    "BadKey": _Wording(
        N_("This is no public key of age. Nothing was changed."),
        N_("A key to encrypt for begins with “age1”, one on each line; secret keys stay with you."),
    ),
    "PlaceAbsent": _Wording(
        N_("The folder for backups is not there. The workspace itself is safe."),
        N_("Plug in the disk that it is on: the backup is made as soon as it is back."),
    ),
    "NoRoom": _Wording(
        N_("The disk has too little room for this. Nothing was written."),
        N_("Free some space, or choose a folder on another disk."),
    ),
    "WorkspaceInUse": _Wording(
        N_("Another window already works with this workspace."),
        N_("Go on there; here everything can be read and searched, and nothing is sent."),
        kind="info",
    ),
    "WorkspaceClosed": _Wording(
        N_("This workspace was closed meanwhile. Nothing was changed."),
        N_("Open it again to go on."),
        kind="info",
    ),
    "OpenedReadOnly": _Wording(
        N_("This workspace is open for reading only. Nothing was changed."),
        N_("Everything can be read and searched here; nothing is sent."),
        kind="info",
    ),
    "StorageFull": _Wording(
        N_("The disk is full. Nothing was lost."),
        N_("Free some room; reading and searching go on, and work resumes by itself."),
        kind="error",
    ),
    "WorkspaceTooNew": _Wording(
        N_("A newer version of CM Workstation made this workspace. It was left untouched."),
        N_("Install the newer version, or open another workspace."),
        kind="error",
    ),
    "UpdateStopped": _Wording(
        N_("The update of the workspace was stopped. Everything is as it was before."),
        N_("Open the workspace again to update it; nothing that was written is lost."),
        kind="info",
    ),
    "Exercise": _Wording(
        N_("An exercise goes on: nothing left this machine."),
        N_("What is to be sent waits until the exercise is over."),
        kind="info",
    ),
    "Offline": _Wording(
        N_("No connection to the server. Nothing was lost."),
        N_(
            "Reading, searching, writing and queueing go on; the queue leaves when the network is back."
        ),
        kind="info",
    ),
    "Untrusted": _Wording(
        N_(
            "The server’s certificate is not trusted. Nothing was sent to it, and nothing was lost."
        ),
        N_("Choose “Sign in again”: there it is explained, and you decide."),
        "accounts.sign_in",
    ),
    "RateLimited": _Wording(
        N_("The server asks for a pause. Nothing was lost."),
        N_("The program waits and goes on by itself."),
        kind="info",
    ),
    "ServerTrouble": _Wording(
        N_("The server answers, but not with what it should. Nothing was lost."),
        N_("The program tries again by itself."),
        kind="info",
    ),
    "Ambiguous": _Wording(
        N_("The server did not say whether it took the reply."),
        N_("The program looks among your own posts before anything is sent again."),
    ),
    "StoreDamaged": _Wording(
        N_("The workspace file is damaged. Nothing is written to it any more, and it is kept."),
        N_("Save what can be read into a new file, or restore the newest backup."),
        "workspace.rescue",
        kind="error",
    ),
    "NotAWorkspace": _Wording(
        N_("The file is no workspace of CM Workstation. It was left untouched."),
        N_("Open another folder, or move this file away and start again."),
        kind="error",
    ),
    "BackupDamaged": _Wording(
        N_(
            "This file is not one that the program wrote, or it was altered. Nothing was taken from it."
        ),
        N_("Choose another one; this one was left as it is."),
        kind="error",
    ),
    "ArchiveUnusable": _Wording(
        N_("This is no archive that can be read here. Nothing was taken from it."),
        N_("Choose another file, or download it again."),
    ),
    "Unreadable": _Wording(
        N_("An item from the platform could not be understood. It is kept in quarantine."),
        N_("The other items were read; an update of the program may understand it."),
        kind="info",
    ),
    "UserFixable": _Wording(N_("This needs your attention."), ""),
    "Temporary": _Wording(
        N_("A passing trouble. Nothing was lost."), N_("The program tries again."), kind="info"
    ),
    "Damaged": _Wording(
        N_("Something is damaged; the program stopped before it could spread."), "", kind="error"
    ),
}

# While an account is added there is no queue and no draft yet, and nothing is tried again by itself.
SIGNING_IN: dict[str, _Wording] = {
    "NotSignedIn": _Wording(
        N_("The server gave no access. Nothing was stored."),
        N_("Open the browser again and allow it, or paste a code instead."),
    ),
    "NotSignedIn password": _Wording(
        N_("The site refused this user name and password. Nothing was stored."),
        N_("Make a new application password in WordPress › Users › Profile, then paste it here."),
    ),
    "NotSignedIn mail": _Wording(
        N_("The server refused this user name and password. Nothing was stored."),
        N_(
            "Many providers want a password that is made for one program only:"
            " look for “application password” among the settings of your mailbox."
        ),
    ),
    "NotSignedIn token": _Wording(
        N_("The platform did not take this token. Nothing was stored."),
        N_("Copy it once more, as a whole; it may also have ended."),
    ),
    "port-taken": _Wording(
        N_("Another program on this computer listens where the browser should come back."),
        N_("Close it, then try again; or go back and paste the address instead."),
    ),
    "BadAddress mail": _Wording(
        N_("No server of mail was found for this address."),
        N_(
            "Type the servers after it, such as “me@example.org imap.example.org smtp.example.org”,"
            " or the name of your provider: gandi, infomaniak, ovh."
        ),
    ),
    "NotThisPlatform mail": _Wording(
        N_("Something answers there, but no server of mail."),
        N_("Check the names of the servers and the numbers behind them."),
    ),
    "microsoft-sign-in": _Wording(
        N_("Microsoft takes no passwords from programs of mail any more. Nothing was stored."),
        N_("It wants a sign-in through its own pages, which this program does not offer yet."),
    ),
    "no-encryption": _Wording(
        N_("The server offers no encryption. Nothing was sent to it."),
        N_("Your password would travel in plain words; ask for another server, or another port."),
    ),
    "no-sign-in": _Wording(
        N_("The server that sends mail offers no sign-in. Nothing was stored."),
        N_("Check its name and port; 465 and 587 are usual."),
    ),
    "Refused": _Wording(
        N_("The server refused. Nothing was stored."),
        N_("Check what you typed, then try again."),
    ),
    "application-passwords-disabled": _Wording(
        N_("This site gives out no application passwords. Nothing was stored."),
        N_("Whoever looks after the site can switch them on; they need https."),
    ),
    "authorization-stripped": _Wording(
        N_("The site’s web server keeps the password from WordPress. Nothing was stored."),
        N_("Whoever looks after the site must let the header “Authorization” through."),
    ),
    "Offline": _Wording(
        N_("No connection to the server. Nothing was lost."),
        N_("Check the address and your connection, then try again."),
    ),
    "RateLimited": _Wording(
        N_("The server asks for a pause. Nothing was lost."),
        N_("Try again in a few minutes."),
    ),
    "ServerTrouble": _Wording(
        N_("The server answers, but not with what it should. Nothing was lost."),
        N_("Check the address, or try again in a few minutes."),
    ),
}

NO_WORKSPACE: dict[str, str] = {
    "empty": N_("The file is empty. It was left untouched."),
    "text": N_("The file is a text, not a workspace. It was left untouched."),
    "foreign": N_("The file belongs to another program. It was left untouched."),
}

# Why a certificate is not trusted; {host} and {names} are foreign.
CERTIFICATES: dict[str, str] = {
    "self-signed": N_(
        "Nobody vouches for the certificate of {host} but itself. That is usual for a server of the house,"
        " and a bad sign for a provider’s."
    ),
    "unknown-issuer": N_(
        "The certificate of {host} was issued by somebody whom this computer does not know."
    ),
    "expired": N_(
        "The certificate of {host} has expired. Whoever looks after the server must renew it."
    ),
    "not-yet": N_("The certificate of {host} is not valid yet. Is this computer’s clock right?"),
    "name": N_(
        "The certificate that answers is made out to {names}, not to {host}. Where your provider gives one of these"
        " names, type that one instead."
    ),
    "changed": N_("The certificate of {host} is another one than you confirmed."),
    "other": N_("The certificate of {host} cannot be verified."),
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

STATES: dict[OutboxState, str] = {
    OutboxState.HELD: N_("about to be sent"),
    OutboxState.QUEUED: N_("queued"),
    OutboxState.SENDING: N_("being sent"),
    OutboxState.SENT: N_("sent"),
    OutboxState.REFUSED: N_("refused by the platform"),
    OutboxState.LATER: N_("tried again later"),
    OutboxState.UNKNOWN: N_("unclear, being looked up"),
    OutboxState.ASK: N_("unclear: please look"),
    OutboxState.MOVED: N_("stopped: the thread moved on"),
    OutboxState.MISSED: N_("its time has passed"),
    OutboxState.BY_HAND: N_("to be posted by hand"),
    OutboxState.DROPPED: N_("taken back"),
}

NOTES: dict[StepNote, str] = {
    StepNote.THAWED: N_("kept after a freeze"),
    StepNote.EXERCISE: N_("an exercise: it left nowhere"),
    StepNote.UNDONE: N_("undone"),
    StepNote.TAKEN_BACK: N_("taken back to be edited"),
    StepNote.DROPPED: N_("given up by a person"),
    StepNote.WANTED: N_("at a person’s wish"),
    StepNote.NOT_THERE_PERSON: N_("a person looked: it is not there"),
    StepNote.FOUND_PERSON: N_("a person looked: it is there"),
    StepNote.MOVED: N_("the thread moved on"),
    StepNote.WINDOW: N_("the reply window of the platform closed"),
    StepNote.MISSED: N_("its planned time had passed"),
    StepNote.APPROVAL_VOID: N_("not as it was approved; it waits for approval again"),
    StepNote.PART_MISSING: N_("the part before it is not in the thread"),
    StepNote.INTERRUPTED: N_("the program ended in the middle"),
    StepNote.FOUND: N_("found among your own posts"),
    StepNote.NOT_THERE_YET: N_("not among your own posts yet"),
    StepNote.SAME_KEY: N_(
        "not among your own posts; sent again under the same key, which the server takes once only"
    ),
    StepNote.THREE_LOOKS: N_("not among your own posts after three looks; sent again"),
    StepNote.CANNOT_TELL: N_("this platform cannot tell"),
    StepNote.RESTORED: N_("from a restored backup; looked up before anything is sent"),
    StepNote.REFUSED_IN_DOUBT: N_("refused, but an earlier attempt may still arrive"),
    StepNote.TAKEN_BY_HAND: N_("a person posts it by hand; the program does not send it"),
    StepNote.HANDED_OUT: N_("copied, to be posted by hand"),
    StepNote.POSTED: N_("a person posted it by hand"),
    StepNote.NOT_POSTED: N_("a person did not post it"),
    StepNote.NOT_AFTER_ALL: N_(
        "it was not posted after all, or elsewhere: back in a person’s hands"
    ),
}

# Proper nouns, the same in every language; where people write somewhere else, what that is.
PLATFORMS = {
    "mastodon": "Mastodon",
    "gotosocial": "GoToSocial",
    "pleroma": "Pleroma",
    "akkoma": "Akkoma",
    "snac": "snac",
    "pixelfed": "Pixelfed",
    "wordpress": "WordPress",
    "instagram": "Instagram",
    "facebook": "Facebook",
    "bluesky": "Bluesky",
    "discourse": "Discourse",
    "lemmy": "Lemmy",
    "matrix": "Matrix",
    "linkedin": "LinkedIn",
    "youtube": "YouTube",
    "google_business": "Google Business",
    "reddit": "Reddit",
    "threads": "Threads",
    "twitter": "X",
    "x": "X",
    "github": "GitHub",
    "telegram": "Telegram",
    "hackernews": "Hacker News",
}
PLACES = {
    "feed": N_("feed"),
    "rss": N_("feed"),
    "email": N_("e-mail"),
    "demo": N_("demonstration"),
    "web": N_("web"),
}

STATUSES: dict[Status, str] = {
    Status.WAITING_US: N_("Waiting for us"),
    Status.WAITING_THEM: N_("Waiting for them"),
    Status.WAITING_COLLEAGUE: N_("Waiting for a colleague"),
    Status.SNOOZED: N_("Snoozed"),
    Status.DONE: N_("Done"),
    Status.NO_ANSWER: N_("No answer needed"),
    Status.ASIDE: N_("Aside"),
    Status.TO_READ: N_("To read"),
}

VISIBILITIES: dict[Visibility, str] = {
    Visibility.PUBLIC: N_("public"),
    Visibility.UNLISTED: N_("public, not listed"),
    Visibility.FOLLOWERS: N_("followers only"),
    Visibility.PRIVATE: N_("private"),
}

HELD: dict[Held, str] = {
    Held.NO: "",
    Held.HOLD: N_("waiting for approval"),
    Held.SPAM: N_("spam"),
    Held.TRASH: N_("in the bin"),
    Held.HIDDEN: N_("hidden"),
}

TOKENS: dict[TokenState, str] = {
    TokenState.VALID: N_("connected"),
    TokenState.EXPIRING: N_("access ends soon"),
    TokenState.TROUBLE: N_("in trouble, tried again"),
    TokenState.DEAD: N_("sign in again"),
    TokenState.PAUSED: N_("paused"),
    TokenState.ARCHIVE: N_("archive, not connected"),
}

FOLDERS: dict[str, str] = {  # what folders of a mailbox are for
    "inbox": N_("Inbox"),
    "sent": N_("sent mail"),
    "junk": N_("junk"),
    "trash": N_("bin"),
    "archive": N_("archive"),
    "all": N_("all mail"),
}

POST_PLACES: dict[str, str] = {  # what becomes of an article
    "publish": N_("Published at once on the site"),
    "draft": N_("Kept among the drafts of the site, for its editors"),
}
POST_PLACE_EXAMPLES: dict[str, str] = {  # how a place is called where a person has to name it
    "telegram": N_("@name_of_your_channel"),
    "reddit": N_("r/your_community"),
    "lemmy": N_("community@lemmy.example"),
}

# How the system's keyring stands, by `VaultStatus.kind`.
KEYRING: dict[str, str] = {
    "ready": N_("ready"),
    "locked": N_("locked"),
    "missing": N_("none that the program trusts"),
    "session": N_("secrets are kept for this session only"),
}


# What an account is read for, by the name that its connector gives a list.
STREAMS: dict[str, str] = {
    "": N_("the whole account"),
    "notifications": N_("mentions and replies"),
    "captures": N_("what was captured by hand"),
    "conversations": N_("private messages"),
    "comments": N_("comments"),
    "changes": N_("changes to comments"),
    "entries": N_("entries"),
    "updates": N_("messages"),
    "main": N_("messages"),
    "repositories": N_("list of repositories"),
    "answers": N_("new messages"),
    "broken": N_("messages"),
    "cut": N_("messages"),
    "history": N_("older messages"),
    "archive": N_("an imported archive"),
}
# The same of lists that a person's server names, by what stands before the colon.
NAMED_STREAMS: dict[str, str] = {
    "mail": N_("folder {name}"),
    "changes": N_("changes in {name}"),
}

# Why an item waits in quarantine, by the short technical text that a connector gives.
QUARANTINED: dict[str, str] = {
    "not JSON": N_("It is cut or damaged, so that it cannot be read."),
    "JSONDecodeError": N_("It is cut or damaged, so that it cannot be read."),
    "UnicodeDecodeError": N_("It is cut or damaged, so that it cannot be read."),
    "not an object": N_("It has another form than the messages of this platform."),
    "no status": N_("The message that it tells of is missing in it."),
    "no id": N_("It has no id, so that it cannot be told from other messages."),
    "an entry without identity": N_("It has no id, so that it cannot be told from other messages."),
    "status without address or time": N_("Its address or its time is missing."),
    "a comment without number or date": N_("Its number or its date is missing."),
    "a message without number or date": N_("Its number or its date is missing."),
    "a post without number or date": N_("Its number or its date is missing."),
    "a review without name or date": N_("Its number or its date is missing."),
    "an unknown kind of entry": N_("This version of the program does not know what it is."),
    "a message without a date": N_("Its date is missing."),
    "half a message": N_("It is cut or damaged, so that it cannot be read."),
    "no mail": N_("It is no letter, or has no beginning."),
    "no header": N_("It is no letter, or has no beginning."),
    "an article without number or date": N_("Its number or its date is missing."),
    "IntegrityError": N_("It was understood, but it contradicts what is stored already."),
    "KeyError": N_("Something that every message has is missing in it."),
}
NOT_UNDERSTOOD = N_("Its form is not one that this version of the program knows.")


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


def keyring_state(kind: str, backend: str) -> str:
    """Return how the system's keyring stands, with the name of a trusted one."""
    state = tr(KEYRING[kind])
    return state if kind == "missing" or not backend else f"{state} ({backend})"


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


def signing_in(problem: BaseException, way: str = "", platform: str = "") -> Notice:
    """Return an error in words while an account is added; `way` is how the platform signs in ("password" …)."""
    if isinstance(problem, errors.Untrusted):
        return Notice(certificate(problem), tr("Nothing was sent to it."), "", "warn")
    from cmworkstation.words import of_platforms  # noqa: PLC0415 - no start words an error

    kinds = [kind.__name__ for kind in type(problem).__mro__]
    code = str(getattr(problem, "code", "") or getattr(problem, "detail", ""))
    for key in (code, f"{kinds[0]} {platform}", f"{kinds[0]} {way}", *kinds):
        own = of_platforms.wording(key)
        wording = _Wording(*own) if own else SIGNING_IN.get(key)
        if wording:
            return Notice(tr(wording.text), tr(wording.hint), "", wording.kind)
    return error(problem)


def recipients(found: Recipients) -> str:
    """Return whom an answer goes to, and that this is somebody else than the sender where it is."""
    if not found.to:
        return tr("The message names nobody who could get an answer.")
    text = tr("The answer goes to {who}.")
    if found.instead_of:
        text = tr("The answer goes to {who}, not to the sender {sender}.")
    text = text.format(who=_addresses(found.to), sender=_addresses((found.instead_of,)))
    if not found.copies:
        return text
    copies = trn("A copy goes to {who}.", "Copies go to {who}.", len(found.copies))
    return f"{text} {copies.format(who=_addresses(found.copies))}"


def _addresses(addresses: Sequence[str]) -> str:
    """Return the first of these foreign addresses, whole: what is cut could be what matters."""
    shown = [
        SLICE.sub("\\g<0>\u200b", foreign.line(one, 400)) if len(one) > LONG else foreign.line(one)
        for one in addresses[:MOST_ADDRESSES]
    ]
    names, more = ", ".join(shown), len(addresses) - len(shown)
    if not more:
        return names
    return trn("{names} and {n} more", "{names} and {n} more", more).format(names=names, n=more)


def certificate(problem: errors.Untrusted) -> str:
    """Return why a certificate is not trusted."""
    text = tr(CERTIFICATES.get(problem.reason, CERTIFICATES["other"]))
    names = ", ".join(foreign.line(name, 80) for name in problem.names[:6]) or "?"
    return text.format(host=foreign.line(problem.host, 80), names=names)


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


def state(value: OutboxState) -> str:
    """Return where a reply stands."""
    return tr(STATES[value])


def platform(look: str) -> str:
    """Return a platform's name as people know it; `look` is the key of the platform or of a server's software."""
    if look in PLACES:
        return tr(PLACES[look])
    return PLATFORMS.get(look, look[:1].upper() + look[1:])


def note(value: str) -> str:
    """Return why a reply took a step: a `StepNote` or the class name of an error; "" for no reason."""
    return tr(NOTES[StepNote(value)]) if value in set(StepNote) else sentence(value)


def status(value: Status) -> str:
    """Return where a conversation stands."""
    return tr(STATUSES[value])


def visibility(value: Visibility) -> str:
    """Return who can read a message."""
    return tr(VISIBILITIES[value])


def held(value: Held) -> str:
    """Return where a message stands in moderation; "" when it is simply published."""
    return tr(HELD[value]) if HELD[value] else ""


def shortfall(announced: int, delivered: int) -> str:
    """Return that a server sent fewer items than it announced, with both numbers."""
    return tr("The server announced {announced} items and sent {delivered}.").format(
        announced=announced, delivered=delivered
    )


def stream(name: str) -> str:
    """Return what was read; a name that only a connector knows is returned as it is, foreign text."""
    kind, colon, which = name.partition(":")
    if colon and (known := _named_stream(kind)):
        return tr(known).format(name=which)
    return tr(STREAMS[name]) if name in STREAMS else name


def _named_stream(kind: str) -> str:
    from cmworkstation.words import of_platforms  # noqa: PLC0415 - no start names a list

    return NAMED_STREAMS.get(kind) or of_platforms.text("STREAMS", kind)


def quarantine_reason(reason: str) -> str:
    """Return why an item could not be understood, for the short technical text that is kept with it."""
    from cmworkstation.words import of_platforms  # noqa: PLC0415 - no start words a reason

    kinds = (reason, reason.rpartition(": ")[2])
    own = (of_platforms.text("QUARANTINED", one) for one in kinds)
    known = next(filter(None, (*own, *map(QUARANTINED.get, kinds))), "")
    return tr(known or NOT_UNDERSTOOD)


def budget(value: Budget, now: datetime) -> str:
    """Return what a server still allows us, until when, and how much of that is kept for replies."""
    if not value.limit or value.remaining is None or value.reset_at is None:
        return ""
    same_day = value.reset_at.astimezone().date() == now.astimezone().date()
    until = f"{value.reset_at.astimezone():%H:%M}" if same_day else when(value.reset_at, now)
    said = (
        tr("Reading pauses until {when}: the {left} requests that are left are kept for replies.")
        if value.is_low()
        else tr("{left} of {limit} requests left until {when}; {kept} are kept for replies.")
    )
    left, kept = value.remaining, value.reserve()
    return said.format(left=left, limit=value.limit, when=until, kept=kept)


def token(value: TokenState) -> str:
    """Return how an account's access stands."""
    return tr(TOKENS[value])


def folder(title: str, role: str) -> str:
    """Return a folder of a mailbox by its name, with what it is for."""
    if role == "inbox":
        return tr(FOLDERS[role])
    what = tr(FOLDERS[role]) if role in FOLDERS else ""
    return f"{title} ({what})" if what and what.casefold() != title.casefold() else title


def post_place(title: str, role: str) -> str:
    """Return where a post of ours may go, as people call it."""
    return tr(POST_PLACES[role]) if role in POST_PLACES else title


def post_place_example(platform: str) -> str:
    """Return how the name of a place looks on a platform where it is typed, "" where it is chosen."""
    return tr(POST_PLACE_EXAMPLES[platform]) if platform in POST_PLACE_EXAMPLES else ""


def in_language(texts: Mapping[str, str]) -> str:
    """Return a charter's text in the person's language, else in the first that it has."""
    return texts.get(language()) or next(iter(texts.values()), "")


def no_copy() -> str:
    """Return that no copy could be written, before the reason."""
    return tr("No backup could be made. The workspace itself is safe.")


STEPS = {
    "watch": N_("Reading what is watched"),
    "copy": N_("Copying"),
    "check": N_("Checking"),
    "write": N_("Writing"),
    "read": N_("Reading"),
    "seal": N_("Encrypting"),
    "merge": N_("Filling gaps from the newest backup"),
    "mend": N_("Mending"),
    "open": N_("Opening"),
    "similar": N_("Comparing"),
    "update": N_("Updating"),
    "rules": N_("Looking through the messages"),
    "fetch": N_("Fetching"),
    "history": N_("Looking back"),
    "ledger": N_("Reading the intake ledger"),
    "export": N_("Exporting"),
    "erase": N_("Erasing"),
    "save": N_("Saving"),
    "count": N_("Counting"),
    "archive": N_("Importing"),
}


def progress(step: Progress) -> str:
    """Return how far long work is: "Copying 40 %", or "Fetching: 1,200" where nobody knows the end."""
    said = tr(STEPS[step.text]) if step.text in STEPS else ""
    if step.total:
        return tr("{what} {n} %").format(what=said, n=100 * step.done // step.total).strip()
    if not step.done:
        return f"{said} …".strip()
    return tr("{what}: {n}").format(what=said, n=number(step.done)) if said else number(step.done)


def salvaged(
    saved: Mapping[str, int],
    filled: Mapping[str, int],
    copy: str,
    husks: int,
    journal: Sequence[str],
) -> list[str]:
    """Return what came out of a damaged file, a sentence each."""
    read, added = saved.get("message", 0), filled.get("message", 0)
    lines = [
        trn("{n} message could be read.", "{n} messages could be read.", read).format(n=read),
        tr("Drafts read: {drafts}; replies read: {replies}.").format(
            drafts=saved.get("draft", 0), replies=saved.get("outbox", 0)
        ),
    ]
    if copy:
        text = trn(
            "{n} more came from the backup {file}.", "{n} more came from the backup {file}.", added
        )
        lines.append(text.format(n=added, file=copy))
    else:
        lines.append(tr("There was no backup to fill the gaps from."))
    if husks:
        text = trn(
            "{n} message is known by its place only; it is read again from its platform.",
            "{n} messages are known by their place only; they are read again from their platforms.",
            husks,
        )
        lines.append(text.format(n=husks))
    if journal:
        text = trn(
            "The journal has a break at {n} place; that stays visible.",
            "The journal has breaks at {n} places; that stays visible.",
            len(journal),
        )
        lines.append(text.format(n=len(journal)))
    return lines


def size(n: int) -> str:
    """Return a number of bytes in the unit that people read: "712 kB", "3.4 MB"."""
    for unit, step in ((N_("{n} GB"), 1e9), (N_("{n} MB"), 1e6)):
        if n >= step:
            number = f"{n / step:.1f}"
            return tr(unit).format(n=number.replace(".", ",") if language() == "fr" else number)
    return tr("{n} kB").format(n=max(1, round(n / 1000)))


def when(at: datetime, now: datetime) -> str:
    """Return a time as people say it: "today 14:05", "yesterday 9:30", "Fri 3 Oct", "3 Oct 2025"."""
    local, today = at.astimezone(), now.astimezone()
    days = (today.date() - local.date()).days
    clock = f"{local:%H:%M}"
    if days == 0:
        return tr("today {time}").format(time=clock)
    if days == 1:
        return tr("yesterday {time}").format(time=clock)
    if days == -1:
        return tr("tomorrow {time}").format(time=clock)
    months = tr("Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec").split()
    weekdays = tr("Mon Tue Wed Thu Fri Sat Sun").split()
    if abs(days) < 180:  # noqa: PLR2004 - half a year: the weekday still helps, the year does not
        return f"{weekdays[local.weekday()]} {local.day} {months[local.month - 1]}"
    return f"{local.day} {months[local.month - 1]} {local.year}"


def at(moment: datetime, now: datetime) -> str:
    """Return when something will happen, within a sentence: "at 14:05", "tomorrow 09:30", "Fri 3 Oct"."""
    local, today = moment.astimezone(), now.astimezone()
    if local.date() == today.date():
        return tr("at {time}").format(time=f"{local:%H:%M}")
    if (local.date() - today.date()).days == 1:
        return tr("tomorrow {time}").format(time=f"{local:%H:%M}")
    return when(moment, now)


def exactly(at: datetime) -> str:
    """Return a time to the second with its date, for whoever hovers over a short one."""
    local = at.astimezone()
    if language() == "fr":
        return f"{local:%d/%m/%Y %H:%M:%S}"
    return f"{local:%d %b %Y %H:%M:%S}"


def moment(at: datetime, now: datetime) -> str:
    """Return a time with its hour, however long ago: "today 14:05", "Fri 3 Oct, 14:05"."""
    said, clock = when(at, now), f"{at.astimezone():%H:%M}"
    return said if said.endswith(clock) else f"{said}, {clock}"


def span(length: timedelta) -> str:
    """Return a length of time in one unit: "less than a minute", "5 min", "3 h", "2 days"."""
    minutes = int(abs(length).total_seconds() // 60)
    if minutes < 1:
        return tr("less than a minute")
    if minutes < 60:  # noqa: PLR2004
        return trn("{n} min", "{n} min", minutes).format(n=minutes)
    if minutes < 48 * 60:
        return trn("{n} h", "{n} h", minutes // 60).format(n=minutes // 60)
    return trn("{n} day", "{n} days", minutes // 1440).format(n=minutes // 1440)
