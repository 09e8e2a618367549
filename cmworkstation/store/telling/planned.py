"""What leaves at a time is found by that time: a calendar asks for a few weeks of it."""

TABLES = """
CREATE INDEX outbox_scheduled ON outbox(scheduled_at) WHERE scheduled_at IS NOT NULL;
"""
