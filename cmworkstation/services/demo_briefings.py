"""Who is briefed in the demonstration, and what was chosen for them; it goes the way that it goes for a person."""

from collections.abc import Iterable, Sequence
from typing import Protocol

from cmworkstation.domain.briefing import Department, DepartmentId
from cmworkstation.domain.ids import MessageId
from cmworkstation.services.workstation import Services


class Briefed(Protocol):
    """A department."""

    @property
    def name(self) -> str:
        """Its name."""

    @property
    def address(self) -> str:
        """Its address of mail."""

    @property
    def query(self) -> str:
        """What concerns it, as a search."""

    @property
    def of(self) -> str:
        """Words by which a message is found that somebody chose for it."""

    @property
    def why(self) -> str:
        """Why they chose it."""

    @property
    def watches(self) -> Sequence[str]:
        """Names of the saved queries that concern it."""


def brief(services: Services, briefed: Iterable[Briefed]) -> None:
    """Enter the departments, and choose a message of others for each."""
    queries = services.watches.queries()
    for one in briefed:
        made, _ = services.briefings.keep_department(
            Department(
                DepartmentId(""),
                one.name,
                one.address,
                one.query,
                tuple(each.id for each in queries if each.name in one.watches),
            )
        )
        found = (hit for hit in services.inbox.search(one.of, 20) if not hit.ours)
        if (hit := next(found, None)) is not None:
            services.briefings.pick(made.id, message_id=MessageId(hit.message_id), note=one.why)
