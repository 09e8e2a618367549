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
from cmworkstation.domain.gap import Cause, Depth, DepthState, Gap, GapState, How
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

REASONS: dict[str, str] = {
    "view-empty": N_("A saved view needs a name and something to look for."),
    "inbox-rule-name": N_("An inbox rule needs a name."),
    "inbox-rule-conditions": N_("Say which messages the rule is for: one condition at least."),
    "inbox-rule-actions": N_("Say what the rule does: one action at least."),
    "inbox-rule-many-actions": N_("That is more than one rule should do. Make two of it."),
    "inbox-rule-value": N_("One of the actions lacks what it needs: a label, a person, a reason…"),
    "inbox-rule-standings": N_(
        "A conversation stands in one place: done, no answer, waiting, aside or snoozed. Choose one of them."
    ),
    "inbox-rule-much": N_(
        "This rule finds a great part of what comes in. Nothing was turned on; look at a dry run first."
    ),
    "inbox-rule-moved-on": N_("Somebody changed this since then. It stays as it is."),
    "inbox-rule-text": N_("This is no text with inbox rules. Nothing was taken in."),
    "department-name": N_("A department needs a name."),
    "department-twice": N_("There is a department of this name already."),
    "department-address": N_("This is no address of mail. Correct it, or leave it empty."),
    "department-parts": N_("Choose at least one thing that the briefing tells."),
    "briefing-names": N_("Say in a few words why private persons are named in it."),
    "watch-name": N_("A query or a source of the watch needs a name."),
    "watch-again": N_("This is watched already."),
    "watch-target": N_("Say what to watch: a hashtag, an account’s name or words to look for."),
    "watch-account": N_("Choose one of your accounts through which this is read."),
    "watch-secret": N_(
        "This address holds a password or a key, which the watch does not keep. Add it as an account: what comes into"
        " the inbox is watched as well."
    ),
    "watch-promote": N_("A mention becomes a thread of the inbox by being brought there."),
    "watch-not-promoted": N_("This mention was not brought into the inbox from here."),
    "approval-needed": N_(
        "The charter wants somebody else to agree first. Ask for approval in the composer; nothing was sent."
    ),
    "approval-not-needed": N_("The charter asks nobody’s approval for this reply. It can be sent."),
    "approval-author": N_(
        "Nobody approves what they wrote themselves. Somebody else has to read it."
    ),
    "approval-not-yours": N_(
        "The charter does not name you for this reply. A keeper can give you the mandate."
    ),
    "approval-given-away": N_("You handed this one to your deputy, whose word is awaited now."),
    "approval-closed": N_("This request is over; nothing was changed."),
    "approval-changed": N_(
        "Something changed since you looked. Read it again, then decide; nothing was approved."
    ),
    "approval-twice": N_("You agreed to this already. Somebody else has to read it, too."),
    "approval-words": N_("Say in a few words why, so that its author can go on."),
    "approval-no-deputy": N_("The charter names no deputy for your mandate."),
    "approval-no-variant": N_("This is none of the texts to choose from."),
    "approval-same": N_("The text is as it was. Change it, or approve it as it is."),
    "approval-same-variants": N_("Two of the texts are the same. Change one, or leave it out."),
    "approval-damaged": N_(
        "This request was altered in the file. It approves nothing; ask again for approval."
    ),
    "request-not-yours": N_("Only its author saves a request as a file."),
    "file-broken": N_(
        "This file is not as it was signed: it was changed or cut on its way. Nothing was taken from it."
    ),
    "file-too-large": N_("This file is far larger than any request or answer. Nothing was read."),
    "file-other": N_(
        "A request is opened and an answer is taken in: this file is the other one of the two."
    ),
    "answer-unknown-request": N_("This answer belongs to no request of this workspace."),
    "answer-replayed": N_("This answer was taken in already. Nothing was counted twice."),
    "answer-old": N_("This answer is older than its request. Nothing was taken from it."),
    "answer-void": N_(
        "The request is void meanwhile: what would be sent is not what was approved. Ask again."
    ),
    "answer-closed": N_("The request is over meanwhile. Nothing was taken from this answer."),
    "answer-changed": N_(
        "The answer is about something else than what stands there now: the text, the thread or the"
        " charter changed. Send a new request."
    ),
    "answer-author": N_("Whoever signed this wrote the reply themselves, and cannot approve it."),
    "answer-not-theirs": N_(
        "Whoever signed this has no mandate of the charter to approve this reply."
    ),
    "answer-twice": N_("Whoever signed this agreed already. Somebody else has to read it, too."),
    "empty": N_("There is no text to send yet."),
    "too-long": N_("The reply is too long."),
    "ask-number": N_("Give a number from 1 to 1000."),
    "ask-ours": N_("This answers a message of ours; nobody is asked for anything."),
    "relation-name": N_("Choose the name to which it is written: they have several."),
    "relation-project": N_("Say what the project is called."),
    "relation-post": N_(
        "Whoever helps is not obliged to write about it. Take that condition out, or note the paid contract."
    ),
    "relation-nowhere": N_(
        "Nobody of this name has written to us yet, so there is nothing to answer."
    ),
    "relation-why": N_("Say why this is left out."),
    "relation-open": N_(
        "Something of the goodbye is still open: do it, or say why it is left out."
    ),
    "relation-left": N_("Somebody is left without a goodbye: do it, or say why it is left out."),
    "contact-evidence": N_("Say how you know that this is the same person: a text or an address."),
    "contact-linked": N_("This name belongs to another contact. Merge the two contacts instead."),
    "contact-ours": N_("This is an account of ours, and not a contact."),
    "contact-last": N_("A contact keeps at least one name."),
    "contact-topic": N_("Say what the topic is."),
    "wish-topic": N_("Say of which topic."),
    "contact-consent": N_("Say where they said so."),
    "contact-same": N_("This is one contact already."),
    "contact-whole": N_("This contact was not merged."),
    "contact-split": N_("Say of everything that was added to the merged card to whom it goes."),
    "interest-kind": N_("This kind of interest is not known."),
    "interest-value": N_("The value is no amount of money."),
    "presence-name": N_("Say on which platform, and under which name."),
    "presence-address": N_("The address begins with https:// or http://."),
    "presence-day": N_("This day has not come yet."),
    "presence-count": N_("This is no number of people on a day that has come."),
    "presence-no-account": N_(
        "No account of this workspace speaks there. Copy the text, and post it by hand."
    ),
    "place-reason": N_("Say why in a few words: whoever reads it in a year wants to know."),
    "presence-no-post": N_(
        "No post of ours is known there under which a farewell could stand. Copy the text, and post it by hand."
    ),
    "holes": N_("A blank is still empty."),
    "stopped": N_(
        "A rule of the charter stops this reply, whoever sends it. Change the text, or the charter."
    ),
    "second-missing": N_(
        "A rule of the charter stops this reply until a second person confirms it, or the text changes."
    ),
    "second-self": N_(
        "The second word must be another person’s, of somebody here who may approve."
    ),
    "words-missing": N_("Say in your own words why, in 15 characters at least."),
    "note-empty": N_("Write something first."),
    "note-too-long": N_("A note holds 20,000 characters at most. Longer texts belong into a file."),
    "not-your-note": N_("Only whoever wrote a note edits or removes it."),
    "promise-given": N_("This promise was given already. Close it in the ledger, with a reason."),
    "promise-closed": N_("This promise is closed already."),
    "annotation-empty": N_("Write what you want to note."),
    "sample-empty": N_("Nothing was sent from here in this month."),
    "sample-closed": N_("This sample is closed already."),
    "sample-unfinished": N_("Some replies of this sample have not been looked at yet."),
    "report-folder": N_("Choose a folder for the reports that is there."),
    "promise-why-missing": N_("Say why, in 10 characters at least."),
    "crisis-unknown": N_("The charter in force knows no such crisis level."),
    "crisis-same": N_("This level holds already."),
    "crisis-mandate": N_("The charter names others for this step. Ask one of them."),
    "crisis-why": N_("Say why, in 10 characters at least. The reason is kept."),
    "drill-in-crisis": N_("A crisis level holds. A drill is played in calm times."),
    "desk-words": N_("Write what was decided, or what is to be remembered."),
    "roster-name": N_("Say who it is."),
    "roster-hours": N_(
        "These hours cannot be read. Write them like mon-fri 08:00-18:00; sat 10:00-12:00, or leave them empty."
    ),
    "roster-unknown": N_("This person is not on the roster any more."),
    "call-settled": N_("It was said before what became of this call."),
    "statement-unknown": N_("The charter in force has no such statement."),
    "statement-not-approved": N_("Nobody approved this statement. It cannot be used."),
    "statement-expired": N_(
        "This statement has expired. Renew it in the charter, or take another one."
    ),
    "statement-calm": N_(
        "A holding statement is used once a crisis level holds. Declare one first."
    ),
    "statement-level": N_("This statement is not for the level that holds. Take another one."),
    "statement-mandate": N_(
        "Only whoever may speak in a crisis, and approve, lets it out while all else is frozen."
    ),
    "statement-blank": N_("The statement has no such blank. Write name=words."),
    "statement-nowhere": N_("Choose at least one account."),
    "statement-out": N_(
        "These very words went to this account within the last hour. Nothing left twice."
    ),
    "debrief-early": N_("The crisis is still going on. The debrief is held once it is over."),
    "action-words": N_("Say what is to be done, and who does it."),
    "category-unknown": N_("The charter in force has no such category."),
    "promise-words": N_("Say what was promised."),
    "promise-day": N_("You are closed on that day, or it is over. Choose an open day ahead."),
    "promise-nobody": N_(
        "Nobody but us wrote in this conversation: a promise needs somebody to hear it."
    ),
    "promise-reply": N_("That reply is not one that arrived in this conversation."),
    "promise-not-late": N_("Its day is not over yet. Put it off, or say that it will not be kept."),
    "nothing-to-waive": N_("Nothing keeps this passage from being sent."),
    "too-wide": N_("More people could read this reply than the message that it answers."),
    "override-missing": N_("The charter wants a reason before this is sent."),
    "window-closed-nothing": N_(
        "The time in which this platform lets you answer is over. Nothing can be sent until the person writes again."
    ),
    "window-closed-public": N_(
        "The time for a private answer is over on this platform. A public answer is still possible."
    ),
    "window-closed-template": N_(
        "The time for a free answer is over on this platform. Only a template that it approved can be sent there,"
        " until the person writes again."
    ),
    "batch-too-many": N_(
        "That is more people than one batch may have. Leave some out, or raise the limit in Preferences."
    ),
    "batch-nobody": N_("Nobody is left here who can be answered."),
    "batch-identical": N_(
        "Two people would get the very same words. Use a name or several wordings, or change one by hand:"
        " the same answer to many reads as spam."
    ),
    "batch-unseen": N_(
        "Not every text was shown as it is now. Go through them once before they leave."
    ),
    "alt-missing": N_(
        "The charter wants every picture described for those who cannot see it. Describe it below the text."
    ),
    "media-none": N_("This platform takes no files with a reply. Take them out."),
    "media-too-many": N_("There are more files than this server takes with one reply."),
    "media-type": N_("This server does not take this kind of file."),
    "media-too-big": N_("A file is larger than this server takes."),
    "media-too-many-pixels": N_("A picture has more pixels than this server takes."),
    "media-total": N_("The files together are larger than this server takes."),
    "alt-too-long": N_("A description of a picture is longer than this server takes."),
    "media-folder": N_("This is a folder. Choose the files in it."),
    "media-gone": N_("This file is not there any more."),
    "media-unreadable": N_("This file cannot be read."),
    "media-device": N_("This is no file but a device or a pipe."),
    "media-empty": N_("This file is empty."),
    "media-large": N_("This file is larger than 40 MB."),
    "media-program": N_("This kind of file can run a program. It is not sent from here."),
    "media-lies": N_("This file is not what its name says. Give it its right name first."),
    "media-uncleaned": N_(
        "What this kind of picture tells of its place cannot be taken out here. Save it as JPEG or PNG first."
    ),
    "media-pixels": N_("This picture has more than 64 million pixels. Make it smaller first."),
    "media-broken": N_("This picture is broken or cut off."),
    "archive-large": N_("These files are larger together than a charter may carry: 200 MB."),
    "archive-broken": N_(
        "This file is not a charter with its files, or not a whole one. Nothing was taken in."
    ),
    "archive-changed": N_(
        "A file in it is not the one that the charter names. Nothing was taken in; ask for the charter anew."
    ),
    "archive-uncleaned": N_(
        "A picture in it tells of its maker or its place: this program did not write it. Nothing was taken in."
    ),
    "archive-of-text": N_(
        "This is a charter that nobody signed. Open it on the charter page instead."
    ),
    "archive-of-version": N_(
        "This is a signed version. Take it in under “Versions” of the charter page."
    ),
    "media-in-use": N_("A draft, a reply or a charter needs this file."),
    "already-on-its-way": N_("This very reply is on its way already."),
    "frozen": N_("Everything is frozen there. Nothing was done."),
    "frozen-answers": N_("Approved answers are frozen there. Write this one in words of its own."),
    "frozen-batch": N_(
        "It is frozen there: a batch leaves after the thaw only. It stays as it is."
    ),
    "reply-frozen": N_("It is frozen. Nothing of this reply leaves before the thaw."),
    "reply-undecided": N_("A freeze held this reply back. Decide about it under “Thaw”."),
    "reply-exercise": N_("An exercise goes on. Nothing leaves before it is over."),
    "exercise": N_("An exercise goes on. Nothing was done on the platform."),
    "freeze-unknown": N_("This freeze is over already."),
    "freeze-too-late": N_(
        "More than a minute has passed, or something was decided. Thaw it, and decide about each reply."
    ),
    "thaw-new-time": N_("The time of this reply has passed. Say when it is to leave."),
    "thaw-why": N_("Say why, in a few words; it is kept."),
    "not-frozen": N_("Nothing holds this reply back."),
    "freeze-scope": N_("There is no platform, account, label or topic of that name here."),
    "drill-file": N_(
        "This file cannot be read. Each line is a JSON object with “writer” and “text”."
    ),
    "no-drill": N_("No exercise goes on."),
    "drill-goes-on": N_("An exercise goes on already."),
    "not-by-hand": N_("This reply is not in your hands: the program sends it, or it is done."),
    "posted-seen": N_("It was seen on its platform: it is posted. Delete it there if it must go."),
    "posted-long-ago": N_("It was said to be posted more than a week ago; that stays as it is."),
    "posted-goes-on": N_("A later part of it is posted. Say of that one first that it is not."),
    "posted-used": N_(
        "Something was made of it since: an answer, a note or a promise. It stays as it is; write a new reply."
    ),
    "captured-before": N_("This was captured before. Look at it, or capture it all the same."),
    "capture-platform": N_("Say on which platform it stands, or where you found it."),
    "capture-author": N_("Say who wrote it."),
    "capture-text": N_("Type what it says, or add its picture."),
    "capture-zone": N_("Say in which time zone this time is meant."),
    "capture-future": N_(
        "This time is still to come. Look at the day, the hour and the time zone."
    ),
    "capture-kind": N_("Only saved pages (.html), mails (.eml) and pictures can be captured."),
    "capture-unreadable": N_("Nothing could be read in this. Copy its words instead."),
    "capture-elsewhere": N_("The message that it answers stands on another platform."),
    "capture-used": N_("Something was made of it since. It can be settled, but not taken back."),
    "look-first": N_("Look on the platform first whether this reply stands there already."),
    "part-before": N_("Post the part before it first."),
    "address-unclear": N_(
        "This is no address of the web. Copy it from the browser’s address line."
    ),
    "address-of-theirs": N_(
        "This is the address of the message you answer. Copy that of your own reply, or say that it has none."
    ),
    "correct-ours": N_("Only what we said ourselves can be corrected."),
    "listening-only": N_("This account only listens: nothing can be answered from here."),
    "not-supported": N_("This server does not let this account do that."),
    "no-private": N_("This server knows no private answers."),
    "account-exists": N_(
        "This account is here already. Where its access has ended, choose “Sign in again” beside it."
    ),
    "erase-us": N_("This is one of our own identities: it goes with its account."),
    "erase-held": N_("A legal hold keeps this. Whoever set it can end it; then it can be erased."),
    "erase-on-its-way": N_(
        "A reply to this person has not left yet. Wait until it has, or drop it in the outbox; then erase."
    ),
    "erase-handle": N_("Give the person’s handle once more, with --handle, to be sure."),
    "hold-why": N_("Say in a few words why this must be kept: the case, the request, the date."),
    "retention-months": N_("Choose between 1 and 600 months."),
    "reason-missing": N_("Say in a few words why no answer is needed."),
    "maybe-out": N_(
        "An earlier attempt may still arrive on the platform. Wait until this is clear; your text is safe."
    ),
    "too-late": N_("It is too late for this: the reply has left or is leaving."),
    "not-in-doubt": N_("There is no doubt about this reply."),
    "cannot-look": N_("This platform does not let the program look; only you can."),
    "address-missing": N_("Paste the address of the published reply."),
    "another-account": N_(
        "You signed in as somebody else. Nothing was changed; sign in as the account itself."
    ),
    "archive-account": N_("Nothing is connected here: what this account holds came from files."),
    "archive-of-another": N_("This archive is of another account. Nothing was taken from it."),
    "no-folder": N_("Choose at least one of them."),
    "place-unclear": N_("This is not how a place is called on this platform."),
    "version-signed": N_("This very text is signed already."),
    "not-in-review": N_(
        "This version is not in review (any more). Look at the versions of the charter."
    ),
    "not-in-force": N_("Only a version that is in force, or will be, can be withdrawn."),
    "signed-already": N_("You have signed this version already."),
    "signatures-needed": N_(
        "Other people have to sign this version. Submit it to review; nothing was changed."
    ),
    "no-version": N_("There is no such version of this charter."),
    "no-such-charter": N_("There is no such charter here."),
    "which-charter": N_("Say which charter is meant, by its id."),
    "version-known": N_("This version is here already. Nothing was changed."),
    "signature-ended": N_(
        "A signature in this file counts no more here: the version came back since. Ask for a new one."
    ),
    "not-a-version-file": N_("This file holds no version of a charter. Nothing was taken in."),
    "version-file-changed": N_(
        "This file was changed after it was written. Ask for it again; nothing was taken in."
    ),
    "no-signatures": N_(
        "Nobody signed the version in this file. Open its charter as a text instead."
    ),
    "no-charter": N_("No charter governs this account."),
    "answer-unknown": N_("The charter has no such answer."),
    "may-not-approve": N_("This role may not approve by the charter."),
    "not-ours": N_("Only a message of your own becomes an answer."),
    "fact-unknown": N_("The charter has no such fact."),
    "fact-expired": N_("This fact is out of date. Check it on the charter page before you say it."),
    "draft-unreadable": N_(
        "The draft of this charter cannot be read. Mend it on the charter page, then do this again."
    ),
    "triage-unfinished": N_(
        "Questions of the triage are still open. Answer them, or choose a category."
    ),
    "triage-unknown-category": N_("The charter has no such category. Choose one of its own."),
    "backup-under-way": N_("A backup is being made already."),
    "folder-not-empty": N_("There is a workspace in this folder already. It was left untouched."),
    "passphrases-differ": N_("The two passphrases differ, or are empty. Nothing was changed."),
    "second-same": N_(
        "Copies go into this folder already. Choose another one, on another disk where there is one."
    ),
    "folder-has-files": N_(
        "There are files in this folder already. Nothing was written; choose an empty one, or a new name."
    ),
    "role-read": N_("Your role does not let you read this."),
    "role-draft": N_("Your role does not let you write replies."),
    "role-send": N_("Your role does not let you send. Ask for approval."),
    "role-approve": N_("Your role does not let you approve."),
    "role-keep": N_("Only a keeper of the charter can change this."),
    "role-missing": N_("Choose at least one role."),
    "keeper-missing": N_(
        "Somebody here must be a keeper of the charter. Give that role to another person first."
    ),
    "mandate-unclear": N_("A mandate is written as charter:speaker."),
    "name-missing": N_("A person needs a name."),
    "card-known": N_("This person is known here already."),
    "card-unknown": N_("Nobody with this card is known here yet."),
    "card-own": N_("This is the card of somebody who works on this machine."),
    "not-here": N_("This person does not work on this machine, or has left."),
    "past": N_("That moment is over. Choose a later one."),
    "promise-missing": N_("Nothing is promised in this conversation."),
    "label-name": N_("A label needs a name, and stands below at most five others."),
    "label-unknown": N_("There is no label of this name."),
    "operation-day": N_("This day cannot be read; it is written as friday or 2026-10-02."),
    "operation-file": N_("Name the calendar file."),
    "operation-title": N_("An operation needs a title."),
    "operation-end": N_("It ends before it begins."),
    "operation-year": N_("Nothing is planned for that year: look at the date."),
    "operation-zone": N_("There is no time zone of this name."),
    "operation-why": N_("Say in a few words why."),
    "operation-url": N_("An address of the web begins with https://."),
    "operation-recurrence": N_("This repetition cannot be read; choose another."),
    "operation-settled": N_("It is done or dropped, so it stays where it is. Open it again first."),
    "operation-region": N_(
        "Nobody knows the holidays of this region; it is written as FR or FR-57."
    ),
    "operation-limits": N_("These numbers are between 1 and 60."),
    "operation-channel": N_("A channel needs a name."),
    "calendar-changed": N_("Something changed since this was shown. Look at the file again."),
    "relay-news": N_("News needs a title."),
    "relay-why": N_("Say in a few words why it is not said there."),
    "relay-known": N_("This news is in the matrix already."),
    "topic-title": N_("A topic needs a title."),
    "topic-taken": N_("There is a topic of this title already."),
    "topic-decision": N_("Write down what was decided first: it is what people are told."),
    "topic-untold": N_("Somebody who wrote about this has not been told yet."),
    "topic-why": N_("Say in a few words why this person cannot or need not be told."),
    "dialogue-question": N_("Write the question first."),
    "dialogue-why": N_(
        "Say why this is asked: people will want to know, and so will whoever agrees."
    ),
    "dialogue-nowhere": N_("Add a place in which the question is put."),
    "dialogue-place": N_("A place needs a name or an account."),
    "dialogue-filed": N_("This thread is part of the dialogue already."),
    "dialogue-ends": N_("It must end after it begins."),
    "dialogue-asked": N_("People were asked already: this cannot be changed any more."),
    "dialogue-asked-there": N_("The question is there already, or on its way."),
    "dialogue-not-open": N_("This dialogue is not open."),
    "dialogue-by-hand": N_("No account of ours speaks there: put the question there by hand."),
    "dialogue-no-post": N_(
        "No post of ours is known on this account. Choose a thread, or ask by hand."
    ),
    "dialogue-crisis": N_("A crisis level that stops dialogues is in force."),
    "dialogue-state": N_("This dialogue stands elsewhere by now. Look again."),
    "dialogue-decision": N_("Write down first what was decided, or why nothing changed."),
    "dialogue-untold": N_(
        "Not everybody who contributed was told. Tell them, or say of each why not."
    ),
    "dialogue-words": N_("Write down what was said."),
    "cards-nobody": N_("Nobody of these may go into a file: they said no to a card being kept."),
    "cards-file": N_("This is no file of contact cards."),
    "dialogue-poll-source": N_(
        "Say from where the result is known: a ballot box, a meeting, a page."
    ),
    "dialogue-poll-day": N_("That day is still to come."),
    "dialogue-poll": N_("A poll needs its choices, each with a number of votes."),
    "dialogue-why-out": N_("Say in a few words why this does not count."),
    "dialogue-nobody": N_("This person did not contribute."),
    "batch-personal": N_("Each answer needs a few words of its own beside the common text."),
    "expert-nothing": N_("Nobody else wrote here: there is nothing to ask an expert about."),
    "expert-name": N_("Say who is asked."),
    "expert-question": N_("Write the question to the expert first."),
    "expert-address": N_("This is no address of mail."),
    "expert-day": N_("Write a day as 2027-01-31, or leave it empty."),
    "expert-closed": N_("This question is answered or withdrawn already."),
    "expert-empty": N_("No answer was found in it: only what the expert was asked."),
    "expert-file": N_("An answer is a mail (.eml) or a text (.txt, .md)."),
    "expert-unknown": N_("Nothing in it says to which question it belongs. Choose the question."),
    "label-taken": N_("There is a label of this name. Join the two instead."),
    "label-below-itself": N_("A label cannot stand below itself."),
    "own-key": N_("Nobody replaces a key of their own. Ask another keeper of the charter."),
    "why-missing": N_("Say in a few words why."),
    "nobody-signs": N_("A signature needs a name. Enter yourself under “People” first."),
    "key-lost": N_(
        "Your key is not in this machine’s keyring. Another keeper of the charter can make you a new one."
    ),
    "not-a-demonstration": N_(
        "This folder holds real work; the demonstration needs a folder of its own."
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

CAUSES: dict[Cause, str] = {
    Cause.CLOSED: N_("the program was closed"),
    Cause.ASLEEP: N_("the computer slept, or its clock was set"),
    Cause.CLOCK: N_("the computer’s clock was set back"),
    Cause.PAUSED: N_("paused by you"),
    Cause.OFFLINE: N_("no connection"),
    Cause.SIGNED_OUT: N_("the access had ended"),
    Cause.TROUBLE: N_("the server was in trouble"),
    Cause.WAITED: N_("the program waited, to leave room for replies"),
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
    return tr(REASONS.get(key, ERRORS["NotAllowed"].text))


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


def gap_time(gap: Gap, now: datetime) -> str:
    """Return when nothing was read: "yesterday 18:02 to today 9:05", "since today 8:40"."""
    if gap.until is None:
        return tr("since {since}").format(since=moment(gap.since, now))
    first, last = gap.since.astimezone(), gap.until.astimezone()
    until = f"{last:%H:%M}" if first.date() == last.date() else moment(gap.until, now)
    return tr("{since} to {until}").format(since=moment(gap.since, now), until=until)


def gap_cause(gap: Gap) -> str:
    """Return why nothing was read."""
    return tr(CAUSES[gap.cause])


def gap_standing(gap: Gap, now: datetime) -> str:
    """Return whether a gap is filled, and by what."""
    if gap.state is GapState.OPEN and gap.until is None:
        text = tr("goes on; it is filled after the next reading")
    elif gap.state is GapState.OPEN:
        text = tr("not filled yet: the platform is asked again for exactly this time")
    elif gap.state is GapState.FILLING:
        text = trn(
            "being filled: {n} missing message so far",
            "being filled: {n} missing messages so far",
            gap.missing,
        )
    elif gap.state is GapState.UNFILLABLE:
        text = tr("cannot be filled: the platform shows nothing from before {when}")
    elif gap.how is How.CURSOR:
        text = tr("filled: read on from where reading had stopped")
    elif not gap.missing:
        text = tr("filled: asked again for exactly this time, nothing was missing")
    else:
        text = trn(
            "filled: asked again for exactly this time, {n} missing message came",
            "filled: asked again for exactly this time, {n} missing messages came",
            gap.missing,
        )
    return text.format(n=gap.missing, when=moment(gap.kept_from, now) if gap.kept_from else "")


def depth(value: Depth, now: datetime) -> str:
    """Return how far back an account's messages reach: "Read since today 9:00 · history back to 3 Mar 2024"."""
    if value.read_from is None:
        return tr("Not read yet")
    parts = [tr("Read since {when}").format(when=when(value.read_from, now))]
    if value.oldest_at is not None:
        parts.append(tr("history back to {when}").format(when=when(value.oldest_at, now)))
    if value.nothing_older:
        parts.append(tr("the platform shows nothing older"))
    elif value.complete_from is not None:
        parts.append(tr("complete from {when} on").format(when=when(value.complete_from, now)))
    return " · ".join(parts)


def looking_back(value: Depth) -> str:
    """Return how fetching older messages stands; "" when nobody asked for any."""
    if value.state is DepthState.IDLE:
        return ""
    came = trn("{n} older message came", "{n} older messages came", value.new).format(n=value.new)
    if value.state is DepthState.WANTED:
        waits = sentence(value.trouble)
        return tr("Fetching older messages: {n} so far").format(n=value.new) + (
            f". {waits}" if waits else "…"
        )
    if value.state is DepthState.STOPPED:
        return tr("Stopped by you; {came}").format(came=came)
    return came[:1].upper() + came[1:]


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
