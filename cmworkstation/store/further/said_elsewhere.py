"""A correction that was not written here as one: another message of ours says it, or what stands at an address.

Such a row has neither draft nor reply of the outbox: `said_id` is the message of ours, or `address` where the
correction stands, and `said_at` when it was posted there.
"""

TABLES = """
ALTER TABLE correction ADD COLUMN said_id INTEGER REFERENCES message(id);

ALTER TABLE correction ADD COLUMN address TEXT NOT NULL DEFAULT '';

ALTER TABLE correction ADD COLUMN said_at INTEGER;

CREATE INDEX correction_said ON correction(said_id) WHERE said_id IS NOT NULL
"""
