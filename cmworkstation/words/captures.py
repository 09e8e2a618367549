"""Captured messages in words: by whom, when and from what."""

from collections.abc import Mapping
from datetime import datetime

from cmworkstation import words
from cmworkstation.domain import foreign
from cmworkstation.domain.capture import How, Provenance
from cmworkstation.i18n import N_, tr

FROM: Mapping[How, str] = {
    How.PASTE: N_("captured from a paste"),
    How.SCREENSHOT: N_("captured from a screenshot"),
    How.PAGE: N_("captured from a saved page"),
    How.MAIL: N_("captured from a mail"),
}


def provenance(one: Provenance, who: str, now: datetime) -> str:
    """Return how a message came here, in a line."""
    parts = (
        tr(FROM[one.how]),
        foreign.line(one.file, 60) if one.file else "",
        foreign.line(who, 60) if who else "",
        words.when(one.at, now),
    )
    return " · ".join(filter(None, parts))
