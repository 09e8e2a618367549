"""Reply windows of replies: how long their platform still lets them be sent."""

from datetime import datetime

from cmworkstation.domain.account import Account, Visibility
from cmworkstation.domain.reply_window import ReplyWindow, reply_window
from cmworkstation.store import conversation_list, messages
from cmworkstation.store.database import Connection


def window_of(
    connection: Connection,
    account: Account,
    target_id: int,
    visibility: Visibility,
    now: datetime,
) -> ReplyWindow | None:
    """Return how a reply to a message stands to its window, None where its account has none."""
    rules = account.capabilities.windows
    if not rules:
        return None
    home = messages.message(connection, target_id).conversation_id
    return reply_window(rules, visibility, conversation_list.theirs_at(connection, home), now)
