"""Posts of our own that begin a thread: where they go, and what heads them, as every connector reads it."""

from cmworkstation.domain.errors import Refused
from cmworkstation.sdk.connector import Target

NO_PLACE = "post-no-place"


def place_of(target: Target) -> str:
    """Return where a post goes. Raises `Refused` where nobody chose a place: nothing was asked of the network."""
    place = target.settings.get("place", "")
    if not place:
        raise Refused("no place was chosen", code=NO_PLACE)
    return place


def title_of(target: Target, text: str, longest: int) -> str:
    """Return what heads a post, at most `longest` characters: its subject, else how its text begins."""
    said = " ".join(target.settings.get("title", "").split())
    said = said or " ".join(text.strip().partition("\n")[0].split())
    if len(said) <= longest:
        return said
    return said[: longest - 1].rpartition(" ")[0].rstrip(" ,;:–-") + "…"
