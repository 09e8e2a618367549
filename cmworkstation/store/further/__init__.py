"""Tables of schema 9: what is said further once something went out, and where, one module per subject.

Each module is one constant `TABLES`, statements parted by an empty line. They are applied in the order of `FURTHER`:
what others name comes first.
"""

from cmworkstation.store.further.heard import TABLES as HEARD
from cmworkstation.store.further.mention_kinds import TABLES as MENTION_KINDS
from cmworkstation.store.further.post_places import TABLES as POST_PLACES
from cmworkstation.store.further.said_elsewhere import TABLES as SAID_ELSEWHERE
from cmworkstation.store.further.statement_uses import TABLES as STATEMENT_USES

FURTHER: tuple[str, ...] = (STATEMENT_USES, POST_PLACES, SAID_ELSEWHERE, HEARD, MENTION_KINDS)
