"""Which announcements of ours exist on one platform only: by their texts, and by the links from one to another."""

from collections.abc import Generator, Mapping, Sequence
from datetime import datetime

from cmworkstation.domain import similar
from cmworkstation.domain.ids import AccountId, MessageId
from cmworkstation.domain.progress import Progress
from cmworkstation.domain.values import dataclass


@dataclass(frozen=True, slots=True)
class Announcement:
    """A post of ours that answers nobody."""

    id: MessageId
    account_id: AccountId
    platform: str
    text: str
    at: datetime
    url: str = ""
    elsewhere: str = ""  # where it also exists, as a person said


def mirrored(
    posts: Sequence[Announcement],
) -> Generator[Progress, None, Mapping[MessageId, frozenset[str]]]:
    """Return for each post the other platforms that have it: the same text, much the same, or a link to it."""
    where = {one.id: one.platform for one in posts}
    found: dict[MessageId, set[str]] = {one.id: set() for one in posts}
    for ids in (yield from _together(posts)):
        platforms = {where[id_] for id_ in ids}
        for id_ in ids:
            found[id_] |= platforms - {where[id_]}
    return {id_: frozenset(others) for id_, others in found.items()}


def twins(
    posts: Sequence[Announcement],
) -> Generator[Progress, None, Mapping[MessageId, Mapping[AccountId, MessageId]]]:
    """Return for each post the other accounts that have it, in the same sense, and the earliest post there."""
    where = {one.id: one.account_id for one in posts}
    found: dict[MessageId, dict[AccountId, MessageId]] = {one.id: {} for one in posts}
    for ids in (yield from _together(posts)):
        first: dict[AccountId, MessageId] = {}
        for id_ in sorted(ids):  # ids are times
            first.setdefault(where[id_], id_)
        for id_ in ids:
            for account, other in first.items():
                if account != where[id_]:
                    found[id_][account] = min(other, found[id_].get(account, other))
    return found


def _together(
    posts: Sequence[Announcement],
) -> Generator[Progress, None, Sequence[Sequence[MessageId]]]:
    """Return which posts say the same."""
    together: list[Sequence[MessageId]] = []
    same: dict[str, list[MessageId]] = {}
    for one in posts:
        if text := " ".join(one.text.casefold().split()):
            same.setdefault(text, []).append(one.id)
    together.extend(same.values())
    grouped = yield from similar.groups([(one.id, one.text) for one in posts], fewest=2)
    together.extend([MessageId(id_) for id_ in group] for group in grouped)
    by_url = {one.url: one.id for one in posts if one.url}
    for one in posts:
        if "http" in one.text:
            linked = (by_url.get(word.rstrip(".,;)")) for word in one.text.split())
            together.extend([one.id, other] for other in linked if other is not None)
    return together
