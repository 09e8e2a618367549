"""Acts of the journal in words: what was done, by whom, and about what."""

from collections.abc import Callable, Mapping
from datetime import datetime

from cmworkstation import words
from cmworkstation.domain import foreign
from cmworkstation.domain.profile import in_groups
from cmworkstation.i18n import N_, tr

KINDS: Mapping[str, str] = {
    "account.add": N_("added an account"),
    "account.remove": N_("removed an account"),
    "account.renew": N_("signed in again"),
    "archive.import": N_("imported an archive"),
    "platform.confirm": N_("confirmed that a connector works with its platform"),
    "platform.doubt": N_("took that back"),
    "conversation.status": N_("settled a conversation"),
    "conversation.assign": N_("gave a conversation to somebody"),
    "conversation.label": N_("put labels on a conversation, or took them off"),
    "conversation.mute": N_("muted a conversation, or let it speak again"),
    "conversation.snooze": N_("put a conversation out of the way for a while"),
    "label.make": N_("made a label"),
    "label.look": N_("gave a label another look"),
    "label.rename": N_("renamed a label"),
    "label.join": N_("joined two labels"),
    "label.remove": N_("removed a label"),
    "label.undo": N_("took back what was done with a label"),
    "conversation.undo": N_("took that back"),
    "operation.add": N_("planned an operation"),
    "operation.change": N_("changed an operation"),
    "operation.move": N_("moved an operation"),
    "operation.theme": N_("gave an operation another theme"),
    "operation.state": N_("said how far an operation is"),
    "operation.import": N_("took an operation in from a calendar file"),
    "operation.remove": N_("took an operation out"),
    "operation.undo": N_("took back what was done with operations"),
    "operation.dismiss": N_("dismissed a remark about what is planned, or took that back"),
    "channel.make": N_("named a channel without an account"),
    "channel.remove": N_("took a channel without an account out"),
    "relay.news": N_("took news into the relay matrix, or changed it"),
    "relay.remove": N_("took news out of the relay matrix"),
    "relay.mark": N_("said how news stands on a channel"),
    "topic.make": N_("opened a topic"),
    "topic.change": N_("changed a topic"),
    "topic.state": N_("moved a topic on"),
    "topic.remove": N_("removed a topic"),
    "topic.back": N_("brought a topic back"),
    "topic.file": N_("filed conversations under a topic, or took them out"),
    "topic.spare": N_("said that somebody need not be told"),
    "topic.told": N_("a topic was told back to everybody"),
    "message.moderate": N_("moderated a message"),
    "quarantine.aside": N_("set an item aside that could not be understood"),
    "quarantine.back": N_("put such an item back"),
    "note.write": N_("wrote an internal note"),
    "note.change": N_("edited an internal note"),
    "note.remove": N_("removed an internal note"),
    "note.back": N_("put an internal note back"),
    "reply.queue": N_("put a reply into the outbox"),
    "reply.sent": N_("a reply was sent"),
    "reply.back": N_("took a reply back"),
    "reply.drop": N_("gave a reply up"),
    "reply.missed": N_("the planned time of a reply had passed"),
    "reply.send-now": N_("sent a reply at once"),
    "reply.send-again": N_("sent a reply again"),
    "capture.keep": N_("captured a message by hand"),
    "capture.undo": N_("took a captured message back"),
    "reply.by-hand": N_("took a reply to post it by hand"),
    "reply.posted": N_("posted a reply by hand"),
    "reply.confirmed": N_("confirmed that a reply had arrived"),
    "charter.save": N_("put a charter in use"),
    "charter.assign": N_("let a charter govern an account"),
    "charter.submit": N_("submitted a version of a charter"),
    "charter.sign": N_("signed a version of a charter"),
    "charter.approve": N_("a version of a charter was approved"),
    "charter.schedule": N_("set the day from which a charter holds"),
    "charter.send-back": N_("sent a version of a charter back"),
    "charter.withdraw": N_("withdrew a version of a charter"),
    "charter.import": N_("took in a version of a charter"),
    "contact.make": N_("made a contact of somebody who writes to us"),
    "contact.link": N_("linked another name to a contact"),
    "contact.unlink": N_("took a name off a contact"),
    "contact.note": N_("noted something about a contact"),
    "contact.topic": N_("noted a topic that somebody declared"),
    "contact.topic-off": N_("took a declared topic out"),
    "contact.consent": N_("noted what somebody agreed to"),
    "contact.merge": N_("merged two contacts"),
    "contact.split": N_("took a merge of two contacts back"),
    "profile.add": N_("entered a person"),
    "profile.change": N_("changed a person’s roles or mandates"),
    "profile.end": N_("let a person leave"),
    "profile.key": N_("replaced a person’s key"),
    "profile.act-as": N_("let another person act"),
    "approval.ask": N_("asked for approval"),
    "approval.approve": N_("approved a reply"),
    "approval.amend": N_("approved a reply with changes"),
    "approval.choose": N_("approved one of the variants"),
    "approval.ask-change": N_("asked for a change"),
    "approval.decline": N_("declined a reply"),
    "approval.delegate": N_("passed an approval on"),
    "approval.take-back": N_("took an approval back"),
    "approval.renew": N_("asked for approval again"),
    "approval.withdraw": N_("withdrew a request for approval"),
    "approval.void": N_("an approval became void"),
    "approval.sent": N_("an approved reply was sent"),
    "interest.add": N_("noted what ties us to a person"),
    "interest.end": N_("noted that such a tie has ended"),
    "interest.resume": N_("noted that such a tie holds again"),
    "interest.remove": N_("took such a tie out"),
    "presence.add": N_("entered a name into the presence register"),
    "presence.change": N_("changed a name of the presence register"),
    "presence.remove": N_("took a name out of the presence register"),
    "presence.undo": N_("took back a change of the presence register"),
    "presence.place": N_("placed an account on the media map"),
    "presence.reachable": N_("noted where people can be reached as well"),
    "presence.mirrored": N_("noted where announcements exist as well"),
    "handle.check": N_("noted whether a name is free"),
    "handle.undo": N_("took back such a note"),
    "audience.count": N_("entered how many people follow an account"),
    "spelling.words": N_("changed the list of own words"),
    "waiver.add": N_("let a passage stand although the charter objects"),
    "waiver.confirm": N_("confirmed such an exception"),
    "waiver.unconfirm": N_("took the confirmation of such an exception back"),
    "waiver.withdraw": N_("took such an exception back"),
    "alert.close": N_("put alarms away"),
    "place.decide": N_("decided about a place where people talk"),
    "crisis.declare": N_("declared a crisis level"),
    "crisis.end": N_("declared that the crisis is over"),
    "promise.note": N_("noted a promise by hand"),
    "promise.forget": N_("took a noted promise out"),
    "person.erase": N_("erased a person"),
    "person.tell": N_("wrote down what is known of a person"),
    "hold.begin": N_("put a legal hold on something"),
    "hold.end": N_("ended a legal hold"),
    "retention.set": N_("decided how long something is kept"),
    "retention.remove": N_("took out how long something is kept"),
    "retention.run": N_("let go of what is older than is kept"),
    "promise.broken": N_("noted a promise as broken"),
    "promise.withdrawn": N_("withdrew a promise"),
    "promise.kept": N_("noted a promise as kept"),
    "promise.wont": N_("noted that a promise will not be kept"),
    "promise.put-off": N_("put a promise off"),
    "promise.back": N_("took that back"),
    "triage.walk": N_("triaged a conversation"),
    "triage.undo": N_("took that back"),
    "inbox-rule.keep": N_("kept an inbox rule"),
    "inbox-rule.on": N_("turned an inbox rule on"),
    "inbox-rule.off": N_("turned an inbox rule off"),
    "inbox-rule.move": N_("moved an inbox rule"),
    "inbox-rule.remove": N_("removed an inbox rule"),
    "inbox-rule.back": N_("brought an inbox rule back"),
    "inbox-rule.apply": N_("applied an inbox rule to what was there"),
    "inbox-rule.undo": N_("took back what an inbox rule did"),
    "dashboard.note": N_("noted something beside a figure"),
    "dashboard.note-remove": N_("removed a remark beside a figure"),
    "dashboard.note-back": N_("put a remark beside a figure back"),
    "dashboard.goal": N_("set a goal for new voices"),
    "annotation.add": N_("noted something about a message"),
    "annotation.remove": N_("removed such a note"),
    "annotation.back": N_("took that back"),
    "sample.draw": N_("drew the sample of a month"),
    "sample.judge": N_("looked at a reply of a sample"),
    "sample.close": N_("closed the sample of a month"),
    "sample.open": N_("opened the sample of a month again"),
    "workspace.restored": N_("the workspace was restored from a backup"),
    "workspace.salvaged": N_("the workspace was saved from a damaged file"),
}
TOLD = (
    "why",
    "word",
    "words",
    "path",
    "from",
    "body",
    "version",
    "handle",
    "address",
    "category",
    "level",
)  # what of an act is shown, in this order
SHORT = 90


def kind(value: str) -> str:
    """Return what was done; the short name that is stored, where this version does not know it."""
    return tr(KINDS[value]) if value in KINDS else value


def about(payload: Mapping[str, object] | None, name_of: Callable[[str], str]) -> str:
    """Return what an act was about: whom, which key, why; foreign words are made fit to be shown."""
    if payload is None:
        return tr("its words were erased")
    parts = []
    if isinstance(payload.get("profile"), str):
        parts.append(str(payload.get("name") or name_of(str(payload["profile"]))))
    if isinstance(payload.get("key"), str):
        parts.append(in_groups(str(payload["key"])))
    parts += [str(payload[name]) for name in TOLD if isinstance(payload.get(name), str)]
    return " · ".join(foreign.line(one, SHORT) for one in parts if one.strip())


def line(
    n: int,
    at: str,
    kind_: str,
    by: str,
    payload: Mapping[str, object] | None,
    name_of: Callable[[str], str],
) -> str:
    """Return an act on two lines: what was done and by whom, then when and about what."""
    who = foreign.line(name_of(by), 60) if by else ""
    what = tr("{name} {what}").format(name=who, what=kind(kind_)) if who else kind(kind_)
    try:
        when = words.exactly(datetime.fromisoformat(at))
    except ValueError:
        when = at
    more = " · ".join(part for part in (f"{n}", when, about(payload, name_of)) if part)
    return f"{what[:1].upper()}{what[1:]}\n{more}"
