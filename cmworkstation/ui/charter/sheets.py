"""All sections, in the order in which the page lists them."""

from collections.abc import Mapping
from typing import Final

from cmworkstation.ui.charter import sheets_people, sheets_rules, sheets_texts, sheets_time
from cmworkstation.ui.charter.fields import Sheet

SHEETS: Final[tuple[Sheet, ...]] = (
    sheets_people.HEADER,
    sheets_people.PRINCIPLES,
    sheets_people.VOICE,
    sheets_people.AUDIENCES,
    sheets_people.SPEAKERS,
    sheets_time.CALENDARS,
    sheets_time.CATEGORIES,
    sheets_time.TRIAGE,
    sheets_time.STEPS,
    sheets_time.TARGETS,
    sheets_people.APPROVALS,
    sheets_rules.USES,
    sheets_rules.RULES,
    sheets_texts.FACTS,
    sheets_texts.CLAIMS,
    sheets_texts.ANSWERS,
    sheets_texts.DISCLOSURES,
    sheets_texts.MODERATION,
    sheets_time.CRISES,
    sheets_texts.STATEMENTS,
    sheets_texts.CONTACTS,
    sheets_texts.RELATION,
    sheets_time.RETENTION,
    sheets_rules.LINKS,
)
BY_SECTION: Final[Mapping[str, Sheet]] = {one.section: one for one in SHEETS}
