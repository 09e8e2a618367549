"""What can be done to somebody else's message, as it stands."""

from collections.abc import Collection
from dataclasses import dataclass

from cmworkstation.domain.account import Account, ModerationAct
from cmworkstation.domain.ids import AccountId, AuthorId, MessageId
from cmworkstation.domain.message import Held, Message

STANDS = {
    ModerationAct.APPROVE: (Held.HOLD, Held.SPAM),
    ModerationAct.HOLD: (Held.NO,),
    ModerationAct.SPAM: (Held.NO, Held.HOLD),
    ModerationAct.TRASH: (Held.NO, Held.HOLD, Held.SPAM, Held.HIDDEN),
    ModerationAct.RESTORE: (Held.SPAM, Held.TRASH, Held.HIDDEN),
    ModerationAct.HIDE: (Held.NO,),
}

AFTER = {  # where a message stands once an act was carried out; acts on people leave it where it is
    ModerationAct.APPROVE: Held.NO,
    ModerationAct.RESTORE: Held.NO,
    ModerationAct.HOLD: Held.HOLD,
    ModerationAct.SPAM: Held.SPAM,
    ModerationAct.TRASH: Held.TRASH,
    ModerationAct.HIDE: Held.HIDDEN,
}
PEOPLE = {  # acts on people, and what takes each of them back
    ModerationAct.MUTE: ModerationAct.UNMUTE,
    ModerationAct.BLOCK: ModerationAct.UNBLOCK,
}
ASKED = (  # what takes something from a person is asked about first
    ModerationAct.SPAM,
    ModerationAct.TRASH,
    ModerationAct.HIDE,
    ModerationAct.REPORT,
    ModerationAct.MUTE,
    ModerationAct.BLOCK,
    ModerationAct.DELETE,
    ModerationAct.LOCK,
)


@dataclass(frozen=True, slots=True)
class Moderated:
    """A person of whom an act is in force for an account; `message_id` is one of theirs, by which to reach them."""

    account_id: AccountId
    author_id: AuthorId
    name: str
    handle: str
    message_id: MessageId
    act: ModerationAct


def undoing(act: ModerationAct, before: Held, account: Account) -> ModerationAct | None:
    """Return what takes an act back on a message that stood at `before`, None where the server has nothing.

    What was held back and went to the bin has no way back: to restore it would be to publish it.
    """
    if act in PEOPLE:
        return PEOPLE[act] if PEOPLE[act] in account.capabilities.moderation else None
    if act is ModerationAct.TRASH and account.capabilities.trash_is_final:
        return None
    if act is ModerationAct.LOCK:
        unlock = ModerationAct.UNLOCK
        return unlock if unlock in account.capabilities.moderation else None
    stands = AFTER.get(act)
    return next(
        (
            one
            for one in account.capabilities.moderation
            if stands is not None and AFTER.get(one) is before and stands in STANDS[one]
        ),
        None,
    )


def possible(
    message: Message, account: Account, in_force: Collection[ModerationAct] = ()
) -> tuple[ModerationAct, ...]:
    """Return the acts that make sense for a message as it stands, among those that the server allows.

    `in_force` are the acts on its author that hold: whoever is blocked can be unblocked, and the other way round.
    """
    if message.ours or message.deleted_at:
        return ()
    out = {back if act not in in_force else act for act, back in PEOPLE.items()}
    if account.capabilities.trash_is_final and message.held is Held.TRASH:
        out.add(ModerationAct.RESTORE)
    allowed = (act for act in account.capabilities.moderation if act not in out)
    return tuple(act for act in allowed if message.held in STANDS.get(act, tuple(Held)))
