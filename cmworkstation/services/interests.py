"""Interests between us and a person: entered, ended, added up; whoever has one gets its label in every reply."""

from dataclasses import dataclass
from datetime import date

from cmworkstation.domain.clock import Clock
from cmworkstation.domain.conversation import Changes
from cmworkstation.domain.errors import NotAllowed
from cmworkstation.domain.ids import AuthorId, uuid7
from cmworkstation.domain.interest import CURRENCY, KINDS, Interest, YearSum, current, year_sum
from cmworkstation.domain.profile import Act
from cmworkstation.services.acting import Acting
from cmworkstation.services.journal import Journal
from cmworkstation.store import interests as table
from cmworkstation.store.database import Workspace

MOST_CENTS = 10**12


@dataclass(frozen=True, slots=True)
class Standing:
    """What there is between us and a person today."""

    interests: tuple[Interest, ...]
    this_year: YearSum


class Interests:
    """The interests of this workspace."""

    def __init__(
        self, workspace: Workspace, journal: Journal, acting: Acting, clock: Clock
    ) -> None:
        """Take the workspace."""
        self._workspace = workspace
        self._journal = journal
        self._acting = acting
        self._clock = clock

    def of(self, author_id: AuthorId) -> Standing:
        """Return the interests that hold with a person, and the sum of this calendar year."""
        found = table.of_author(self._workspace.read(), author_id)
        today = self._clock.now().date()
        return Standing(current(found, today), year_sum(found, today.year))

    def kinds(self, author_id: AuthorId) -> tuple[str, ...]:
        """Return the kinds of interest that a reply to a person must name."""
        return tuple(sorted({one.kind for one in self.of(author_id).interests}))

    def add(
        self,
        author_id: AuthorId,
        kind: str,
        words: str = "",
        value_cents: int | None = None,
        on_day: date | None = None,
    ) -> tuple[Interest, Changes]:
        """Enter an interest. Raises `NotAllowed` for an unknown kind or a value that is none."""
        self._acting.require(Act.DRAFT)
        if kind not in KINDS:
            raise NotAllowed("interest-kind")
        if value_cents is not None and not 0 <= value_cents <= MOST_CENTS:
            raise NotAllowed("interest-value")
        new = Interest(
            id=uuid7(),
            author_id=author_id,
            kind=kind,
            words=words.strip(),
            value_cents=value_cents,
            currency=CURRENCY if value_cents is not None else "",
            on_day=on_day or self._clock.now().date(),
            by=self._acting.id,
        )
        with self._workspace.write(durable=True) as connection:
            table.add(connection, new)
            self._journal.note(
                connection,
                "interest.add",
                {"interest": new.id, "person": author_id, "kind": kind, "cents": value_cents},
            )
        return new, Changes(drafts=True)

    def remove(self, interest_id: str) -> Changes:
        """Take back an interest that was entered by mistake."""
        return self._change(interest_id, "interest.remove")

    def end(self, interest_id: str) -> Changes:
        """Say that an interest does not hold any longer; what was given still counts in its year."""
        return self._change(interest_id, "interest.end")

    def resume(self, interest_id: str) -> Changes:
        """Let an interest hold again that was ended by mistake."""
        return self._change(interest_id, "interest.resume")

    def _change(self, interest_id: str, act: str) -> Changes:
        self._acting.require(Act.DRAFT)
        with self._workspace.write(durable=True) as connection:
            if act == "interest.remove":
                table.remove(connection, interest_id)
            else:
                at = self._clock.now() if act == "interest.end" else None
                table.end(connection, interest_id, at)
            self._journal.note(connection, act, {"interest": interest_id})
        return Changes(drafts=True)
