"""Tables of schema 8: what is told on to colleagues, and what follows from what was said, one module per subject.

Each module is one constant `TABLES`, statements parted by an empty line. They are applied in the order of `TELLING`:
what others name comes first.
"""

from cmworkstation.store.telling.briefing import TABLES as BRIEFING
from cmworkstation.store.telling.correction import TABLES as CORRECTION
from cmworkstation.store.telling.experience import TABLES as EXPERIENCE
from cmworkstation.store.telling.planned import TABLES as PLANNED
from cmworkstation.store.telling.polls import TABLES as POLLS
from cmworkstation.store.telling.topic_consent import TABLES as TOPIC_CONSENT

TELLING: tuple[str, ...] = (EXPERIENCE, PLANNED, BRIEFING, POLLS, CORRECTION, TOPIC_CONSENT)
