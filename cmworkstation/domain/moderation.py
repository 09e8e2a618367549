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


def possible(message: Message, account: Account) -> tuple[ModerationAct, ...]:
    """Return the acts that make sense for a message as it stands, among those that the server allows."""
    if message.ours or message.deleted_at:
        return ()
    allowed = account.capabilities.moderation
    return tuple(act for act in allowed if message.held in STANDS.get(act, tuple(Held)))
