"""Relations that an operation is for: chosen in its form, seen on the card of the person, ended with its end.

A tie is a link of the operation to a relation, so that an operation that ends owes a goodbye to exactly these people.
"""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from cmworkstation.domain.operation import Link, LinkKind, Operation
from cmworkstation.domain.relation import OPEN, RelationId
from cmworkstation.domain.values import dataclass

if TYPE_CHECKING:
    from cmworkstation.services.relations import Relations, Row
    from cmworkstation.store.database import Workspace

MOST = 300  # relations that are offered beside those that are tied


@dataclass(frozen=True, slots=True)
class Tied:
    """A relation that an operation is for, or may be."""

    link: Link
    row: "Row"
    tied: bool


class TiedRelations:
    """Looks them up, on the reading lane or where a form is opened."""

    def __init__(self, workspace: "Workspace", relations: "Relations") -> None:
        """Take the relations."""
        self._workspace = workspace
        self._relations = relations

    def offered(self, one: Operation) -> tuple[Tied, ...]:
        """Return the relations that an operation is for, then those that are open, by the person's name."""
        mine = {link.target for link in one.links if link.kind is LinkKind.RELATION}
        rows = sorted(self._relations.rows(), key=lambda row: row.card.called.casefold())
        found = [
            Tied(Link(LinkKind.RELATION, row.relation.id), row, row.relation.id in mine)
            for row in rows
        ]
        tied = [each for each in found if each.tied]
        free = [each for each in found if not each.tied and each.row.standing.phase in OPEN]
        return (*tied, *free[:MOST])

    def operations(self, *relations: RelationId) -> Mapping[RelationId, tuple[Operation, ...]]:
        """Return relation → the operations that are for it, the next first; none stands for one without any."""
        from cmworkstation.store import operations  # noqa: PLC0415 - a card without operations reads none

        wanted = set(relations)
        found: dict[RelationId, list[Operation]] = {}
        for one in operations.listed(self._workspace.read()):
            for link in one.links:
                if link.kind is LinkKind.RELATION and link.target in wanted:
                    found.setdefault(RelationId(link.target), []).append(one)
        return {
            id_: tuple(sorted(some, key=lambda one: one.starts_at)) for id_, some in found.items()
        }
