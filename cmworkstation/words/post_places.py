"""Where a post of ours goes, in words."""

from datetime import datetime

from cmworkstation import words
from cmworkstation.domain import foreign
from cmworkstation.domain.account import Folder
from cmworkstation.domain.post_place import Placed
from cmworkstation.i18n import tr
from cmworkstation.words.of_accounts import post_place


def named(one: Folder) -> str:
    """Return a place as people call it."""
    return post_place(foreign.line(one.title or one.name, 120), one.role)


def line(one: Placed) -> str:
    """Return where a post goes, as it stands above its text."""
    if not one.place.name:
        return tr("No place is chosen: a person posts it.")
    if one.own:
        return tr("Goes to {place}, this post alone").format(place=named(one.place))
    return tr("Goes to {place}, as all posts of this account").format(place=named(one.place))


def lost(one: Placed, now: datetime) -> str:
    """Return that the server did not list the place, "" where it did or was never asked."""
    if not one.lost or one.asked_at is None:
        return ""
    when = words.when(one.asked_at, now)
    return tr("The server did not list this place when it was asked {when}.").format(when=when)


def default(one: Folder | None) -> str:
    """Return the first choice: where posts of the account go anyway."""
    if one is None or not one.name:
        return tr("As the account says: nowhere, a person posts it")
    return tr("As the account says: {place}").format(place=named(one))
