"""How moderating is called, what it brings about, and what is said when it was done."""

from types import MappingProxyType
from typing import Final

from cmworkstation.domain.account import ModerationAct
from cmworkstation.i18n import N_

# What the act brings about stands first; who is meant is said below it.
CONSEQUENCES: Final = MappingProxyType(
    {
        ModerationAct.SPAM: N_("Nobody sees this message any more: it is called spam."),
        ModerationAct.TRASH: N_("The message is deleted for everybody: it goes to the bin."),
        ModerationAct.HIDE: N_("Only its author still sees this message."),
        ModerationAct.REPORT: N_("The moderators of the platform are told of this message."),
        ModerationAct.MUTE: N_("What this person writes does not reach this account any more."),
        ModerationAct.BLOCK: N_("This person can neither read nor answer this account any more."),
        ModerationAct.DELETE: N_("The message is deleted for everybody, for good."),
        ModerationAct.LOCK: N_("Nobody can answer in this conversation any more."),
    }
)
# Where staff silence people, they do it for everybody.
ON_A_FORUM: Final = MappingProxyType(
    {ModerationAct.BLOCK: N_("This person can write nothing on the forum any more.")}
)
# A mailbox is ours alone: nothing changes for whoever wrote.
IN_A_MAILBOX: Final = MappingProxyType(
    {
        ModerationAct.SPAM: N_(
            "The message leaves the mailbox’s inbox: it goes to its junk folder."
        ),
        ModerationAct.TRASH: N_("The message leaves the mailbox’s inbox: it goes to its bin."),
    }
)
# In a room, people are put out of it, and an invitation waits like a message.
IN_A_ROOM: Final = MappingProxyType(
    {
        ModerationAct.DELETE: N_(
            "The message is deleted for everybody in the room; an invitation is declined."
        ),
        ModerationAct.BLOCK: N_(
            "This person is banned from the room: they can neither read nor write there any more."
        ),
    }
)
BACK: Final = N_("You can take it back here.")
NO_WAY_BACK: Final = N_("It cannot be taken back from here, only on the platform.")
