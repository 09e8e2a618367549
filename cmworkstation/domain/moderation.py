"""What can be done to somebody else's message, as it stands."""

from cmworkstation.domain.account import Account, ModerationAct
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
ASKED = (  # what takes something from a person is asked about first
    ModerationAct.SPAM,
    ModerationAct.TRASH,
    ModerationAct.HIDE,
    ModerationAct.REPORT,
    ModerationAct.MUTE,
    ModerationAct.BLOCK,
)


def undoing(act: ModerationAct, before: Held, account: Account) -> ModerationAct | None:
    """Return what takes an act back on a message that stood at `before`, None where the server has nothing.

    What was held back and went to the bin has no way back: to restore it would be to publish it.
    """
    stands = AFTER.get(act)
    return next(
        (
            one
            for one in account.capabilities.moderation
            if stands is not None and AFTER.get(one) is before and stands in STANDS[one]
        ),
        None,
    )


def possible(message: Message, account: Account) -> tuple[ModerationAct, ...]:
    """Return the acts that make sense for a message as it stands, among those that the server allows."""
    if message.ours or message.deleted_at:
        return ()
    allowed = account.capabilities.moderation
    return tuple(act for act in allowed if message.held in STANDS.get(act, tuple(Held)))
