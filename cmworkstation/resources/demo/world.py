"""Everything that happens in the demonstration, as seen from one reference time."""

from datetime import UTC, datetime
from functools import lru_cache

from cmworkstation.resources.demo.accounts import ACCOUNTS
from cmworkstation.resources.demo.everyday import Everyday
from cmworkstation.resources.demo.threads import Talk, handwritten, texts

WRITTEN = ("open_fr.toml", "open_en.toml", "further_fr.toml", "further_en.toml", "coming.toml")
EVERYDAY = {"fr": 1090, "en": 850}  # older conversations by language
ANY_TIME = datetime(2026, 11, 24, 10, 0, tzinfo=UTC)


@lru_cache(maxsize=1)
def generate(now: datetime) -> dict[str, tuple[Talk, ...]]:
    """Return account key → its conversations, in the order in which they began.

    The same time gives the same texts; numbers and standings are the same for every time.
    """
    by_key = {one.key: one for one in ACCOUNTS}
    cast = texts("cast.toml")
    talks = [talk for name in WRITTEN for talk in handwritten(name, by_key, now)]
    for language, count in EVERYDAY.items():
        ours = [one for one in ACCOUNTS if one.share and one.language == language]
        topics = texts(f"talk_{language}.toml")["topic"]
        talks += Everyday(language, ours, cast[language], topics, now).talks(count)
    talks.sort(key=lambda talk: talk.posts[0].at)
    return {key: tuple(talk for talk in talks if talk.account == key) for key in by_key}
