"""Conversations whose messages name no parent: each is joined to the one that stands next to it in the archive.

The neighbour is named in what is kept, so that a message alone says where it belongs; and the neighbour that comes
after it in the archive, the older one as a rule, since that is what an earlier archive has as well.
"""

from collections.abc import Callable, Iterator

from cmworkstation.archives.jsons import Found


def linked(
    messages: Iterator[Found], name_of: Callable[[object], str]
) -> Iterator[tuple[Found, str]]:
    """Yield each value with the name of its neighbour, "" for the last; what has no name is no neighbour."""
    waiting: list[Found] = []
    for found in messages:
        name = "" if found.problem else name_of(found.value)
        if name:
            yield from ((one, name) for one in waiting)
            waiting = []
        waiting.append(found)
    yield from ((one, "") for one in waiting)
