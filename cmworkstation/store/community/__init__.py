"""Tables of schema 7: watching, crises, dialogue, people, and what is planned, one module per subject.

Each module is one constant `TABLES`, statements parted by an empty line. They are applied in the order of `COMMUNITY`:
what others name comes first.
"""

from cmworkstation.store.community.alerts import TABLES as ALERTS
from cmworkstation.store.community.dashboard import TABLES as DASHBOARD
from cmworkstation.store.community.desk import TABLES as DESK
from cmworkstation.store.community.dialogue import TABLES as DIALOGUE
from cmworkstation.store.community.freeze import TABLES as FREEZE
from cmworkstation.store.community.operations import TABLES as OPERATIONS
from cmworkstation.store.community.people import TABLES as PEOPLE
from cmworkstation.store.community.watch import TABLES as WATCH

COMMUNITY: tuple[str, ...] = (
    PEOPLE,
    DIALOGUE,
    WATCH,
    ALERTS,
    DASHBOARD,
    DESK,
    FREEZE,
    OPERATIONS,
)
