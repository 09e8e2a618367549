"""Words about presence: names and what is missing about them, looks at names, and look-alikes."""

from collections.abc import Sequence
from typing import Final

from cmworkstation import words
from cmworkstation.domain import foreign
from cmworkstation.domain.handle_check import HandleCheck, Line, Result
from cmworkstation.domain.lookalike_names import Trick
from cmworkstation.domain.presence import Concern, Noted, Standing
from cmworkstation.i18n import N_, tr
from cmworkstation.words import days

STANDINGS: Final[dict[Standing, str]] = {
    Standing.RESERVED: N_("reserved"),
    Standing.OFFICIAL: N_("official"),
    Standing.DORMANT: N_("dormant"),
    Standing.LOST: N_("lost"),
    Standing.IMPERSONATED: N_("impersonated"),
    Standing.CLOSED: N_("closed"),
}
CONCERNS: Final[dict[Concern, str]] = {
    Concern.IMPERSONATED: N_("Somebody pretends to be us: report it"),
    Concern.LOST: N_("The name is lost: ask the platform for it"),
    Concern.RENEWAL_OVER: N_("To be renewed since {day}"),
    Concern.RENEWAL: N_("To be renewed by {day}"),
    Concern.NO_OWNER: N_("Nobody owns it"),
    Concern.NO_DEPUTY: N_("No second person"),
    Concern.NO_SECOND_FACTOR: N_("No second factor"),
    Concern.NO_RECOVERY: N_("No recovery contact"),
    Concern.NO_LINK_BACK: N_("No page of ours leads to it"),
    Concern.UNUSED: N_("Not used since {day}"),
    Concern.ROTATE: N_("Credentials to be changed since {day}"),
}
RESULTS: Final[dict[Result, str]] = {
    Result.FREE: N_("free"),
    Result.OURS: N_("ours"),
    Result.TAKEN: N_("taken"),
    Result.UNCLEAR: N_("unclear"),
}
TRICKS: Final[dict[Trick, str]] = {
    Trick.DOUBLED: N_("a letter doubled"),
    Trick.OMITTED: N_("a letter left out"),
    Trick.SWAPPED: N_("two letters swapped"),
    Trick.CONFUSED: N_("a letter that looks alike"),
    Trick.SCRIPT: N_("a letter of another script"),
    Trick.SEPARATED: N_("a sign between letters"),
    Trick.WORD: N_("a word added"),
    Trick.ENDING: N_("a name of the web"),
}
MORE_PLATFORMS: Final = {
    "domain": N_("name of the web"),
    "calendar": N_("calendar of events"),
}
PROPER: Final = {
    "tiktok": "TikTok",
    "github": "GitHub",
    "telegram": "Telegram",
    "matrix": "Matrix",
    "discourse": "Discourse",
    "lemmy": "Lemmy",
    "discord": "Discord",
    "hackernews": "Hacker News",
    "google": "Google",
}


def platform(key: str) -> str:
    """Return a platform's name as people know it; a word of one's own stays as it is."""
    if key in MORE_PLATFORMS:
        return tr(MORE_PLATFORMS[key])
    return PROPER.get(key) or words.platform(foreign.line(key, 60))


def standing(value: Standing) -> str:
    """Return what a name is to us."""
    return tr(STANDINGS[value])


def concern(noted: Noted) -> str:
    """Return what is missing or due."""
    return tr(CONCERNS[noted.concern]).format(day=days.day(noted.day) if noted.day else "")


def concerns(found: Sequence[Noted]) -> str:
    """Return all that is missing or due, on one line; "" for nothing."""
    return " · ".join(concern(one) for one in found)


def result(line: Line) -> str:
    """Return what is known of a name on a platform, with the day."""
    if line.registered:
        return tr("ours, by the register")
    return looked(line.last) if line.last is not None else tr("not looked up yet")


def looked(check: HandleCheck) -> str:
    """Return what was seen, and when."""
    said = tr(RESULTS[check.result])
    if check.result is Result.TAKEN and check.holder:
        said = tr("taken by {who}").format(who=foreign.line(check.holder, 80))
    return tr("{what}, {day}").format(what=said, day=days.day(check.on_day))


def trick(value: Trick) -> str:
    """Return how a look-alike is made."""
    return tr(TRICKS[value])
