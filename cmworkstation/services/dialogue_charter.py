"""What charters say of dialogues: which crisis stops them, and how many own words whoever contributed is owed."""

from cmworkstation.domain.charter.model import by_id
from cmworkstation.domain.ids import AccountId
from cmworkstation.services.charters import Charters
from cmworkstation.services.crises import Crises

DIALOGUE = "dialogue"  # among what a crisis level stops


def paused(crises: Crises) -> str:
    """Return the level that stops dialogues at the moment, "" where none does."""
    for ladder in crises.ladders():
        level = by_id(ladder.levels).get(ladder.now.level) if ladder.now else None
        if level is not None and DIALOGUE in level.pauses:
            return level.id
    return ""


def own_words(charters: Charters, account_id: AccountId) -> int:
    """Return the fewest own words that an account's charter wants beside an approved text, 0 where it says none."""
    governing = charters.governing(account_id)
    answers = governing.charter.answers if governing is not None else ()
    wanted = [one.personal_words_min for one in answers if one.personal_words_min]
    return min(wanted, default=0)
