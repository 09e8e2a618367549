"""Tables of schema 7: watching, crises, dialogue, people, and what is planned, one module per subject.

Each module is one constant `TABLES`, statements parted by an empty line. They are applied in the order of `COMMUNITY`.
"""

from cmworkstation.store.community import people

COMMUNITY: tuple[str, ...] = (
    people.TABLES,  # contacts, relations
)
