"""Why something is not possible, by the key that `NotAllowed` carries: one sentence each, without blame.

Few are ever said, so that the table is read when the first is (`problems.reason`).
"""

from cmworkstation.i18n import N_

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
    "place-left": N_("This post has left, or is on its way: its place cannot be changed any more."),
    "addendum-early": N_(
        "Nothing of this statement is out yet. Change it in the outbox, or wait until it has left."
    ),
    "addendum-why": N_("Say what has changed."),
    "addendum-posted": N_("This addendum was posted, or thrown away. Begin another one."),
    "addendum-twice": N_("Another addendum to this statement is being written."),
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
    "correct-earlier": N_("A correction comes after what it corrects. Choose a later one."),
    "correct-twice": N_("This is noted as its correction already."),
    "correct-address": N_("This is no address of a page. It begins with https://."),
    "correct-day": N_("Say on which day it was posted there."),
    "correct-none": N_("Choose the message that corrects it, or give an address."),
    "correct-reply": N_(
        "This correction is a reply of its own: throw its draft away, or leave it."
    ),
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
