"""Tables of schema 7: watching, crises, dialogue, people, and what is planned, one module per subject.

Each module is one constant `TABLES`, statements parted by an empty line. They are applied in the order of `COMMUNITY`.
"""

from cmworkstation.store.community import freeze

COMMUNITY: tuple[str, ...] = (freeze.TABLES,)
