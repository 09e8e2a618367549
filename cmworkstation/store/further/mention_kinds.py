"""What kind of thing a mention is by the charter, and how far the place reaches where it was said.

`mention.reach` is what a person said of this mention, `watch_source.reach` what they said of its source; `reach_place`
is what such a place usually reaches, found when the mention was. The first of them that is not empty holds.
"""

TABLES = """
ALTER TABLE mention ADD COLUMN category TEXT NOT NULL DEFAULT '';

ALTER TABLE mention ADD COLUMN category_how TEXT NOT NULL DEFAULT '';

ALTER TABLE mention ADD COLUMN reach TEXT NOT NULL DEFAULT '';

ALTER TABLE mention ADD COLUMN reach_place TEXT NOT NULL DEFAULT '';

ALTER TABLE watch_source ADD COLUMN reach TEXT NOT NULL DEFAULT '';

UPDATE mention SET reach_place = 'network' WHERE platform IN ('feed', 'page')
"""
