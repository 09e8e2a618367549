"""Asks: which of our messages ask somebody for something, and how often one person is asked, over all networks."""

from datetime import datetime, timedelta

from cmworkstation.domain.asking import Ask, Cap, How, free_from, refused, within
from cmworkstation.domain.clock import Clock
from cmworkstation.domain.contact import Consent, Matter
from cmworkstation.domain.conversation import Changes
from cmworkstation.domain.errors import NotAllowed
from cmworkstation.domain.folding import fold
from cmworkstation.domain.ids import AuthorId, DraftId, uuid7
from cmworkstation.domain.profile import Act
from cmworkstation.domain.reply import Draft
from cmworkstation.domain.values import dataclass
from cmworkstation.services.acting import Acting
from cmworkstation.services.charters import Charters
from cmworkstation.services.journal import Journal
from cmworkstation.store import asks as table
from cmworkstation.store import contacts, messages, settings
from cmworkstation.store.database import Workspace

MOST, DAYS = "asks_most", "asks_days"  # settings; a charter that says it comes first
USUAL = Cap(3, 90)
LARGEST = 1000
UNWANTED = "ask-topic:"  # the reason why an ask may not leave, with the topics they said no to
TOO_OFTEN = "ask-cap:"  # the reason why an ask may not leave, with the days of the others


@dataclass(frozen=True, slots=True)
class AskLook:
    """What a draft is as an ask: `ask` where it is marked as one, and what this person was asked before."""

    ask: Ask | None
    earlier: tuple[Ask, ...]  # in the period, without this one
    cap: Cap
    free_from: datetime | None  # from when on one more is possible, None where it is now
    unwanted: tuple[str, ...] = ()  # topics that it is about and of which they do not want to hear

    @property
    def is_too_many(self) -> bool:
        """Tell whether the draft may not leave as an ask."""
        return self.ask is not None and self.free_from is not None


class Asks:
    """The asks of this workspace."""

    def __init__(
        self,
        workspace: Workspace,
        charters: Charters,
        journal: Journal,
        acting: Acting,
        clock: Clock,
    ) -> None:
        """Take the workspace, and the charters that may say how often."""
        self._workspace = workspace
        self._charters = charters
        self._journal = journal
        self._acting = acting
        self._clock = clock

    # How often

    def cap(self) -> Cap:
        """Return how often one person may be asked: as the strictest charter says, or as it is set."""
        connection = self._workspace.read()
        found = []
        for account_id in self._charters.assignments():
            governing = self._charters.governing(account_id)
            said = governing.charter.relation.maintain if governing else {}
            most, days = said.get("asks_max"), said.get("asks_days")
            if isinstance(most, int) and isinstance(days, int):
                found.append(Cap(most, days))
        if found:
            return min(found, key=lambda cap: (cap.most / max(cap.days, 1), cap.most))
        most_set = settings.value(connection, MOST, str(USUAL.most))
        days_set = settings.value(connection, DAYS, str(USUAL.days))
        if not (most_set.isdecimal() and days_set.isdecimal()):
            return USUAL
        return Cap(int(most_set), int(days_set))

    def set_cap(self, cap: Cap) -> Changes:
        """Set how often one person may be asked where no charter says it. Raises `NotAllowed` ("ask-number")."""
        self._acting.require(Act.KEEP)
        if not (1 <= cap.most <= LARGEST and 1 <= cap.days <= LARGEST):
            raise NotAllowed("ask-number")
        with self._workspace.write(durable=True) as connection:
            settings.put(connection, MOST, str(cap.most))
            settings.put(connection, DAYS, str(cap.days))
            self._journal.note(connection, "ask.cap", {"most": cap.most, "days": cap.days})
        return Changes(contacts=True, drafts=True)

    def of_person(self, author_id: AuthorId, days: int | None = None) -> tuple[Ask, ...]:
        """Return what a person was asked for, under all their names; within so many days, or the cap's period."""
        now = self._clock.now()
        since = now - timedelta(days=self.cap().days if days is None else days)
        return table.made(self._workspace.read(), self.names(author_id), since)

    def names(self, author_id: AuthorId) -> tuple[AuthorId, ...]:
        """Return all authors that are the same person."""
        connection = self._workspace.read()
        contact_id = contacts.of_author(connection, author_id)
        return contacts.authors(connection, contact_id) if contact_id else (author_id,)

    # A draft

    def look(self, draft: Draft) -> AskLook:
        """Return what a draft is as an ask, and what its reader was asked before."""
        connection, cap, now = self._workspace.read(), self.cap(), self._clock.now()
        own = table.of_draft(connection, draft.id)
        target = messages.message(connection, draft.target_id)
        asked = () if target.ours else self.of_person(target.author_id)
        earlier = tuple(one for one in within(asked, cap, now) if own is None or one.id != own.id)
        unwanted: tuple[str, ...] = ()
        if not target.ours:
            said = f"{own.words if own else ''} {draft.body}"
            unwanted = refused(said, self.said_no(target.author_id))
        return AskLook(own, earlier, cap, free_from(earlier, cap, now), unwanted)

    def said_no(self, author_id: AuthorId) -> tuple[str, ...]:
        """Return the topics of which a person does not want to hear, whatever their name; () where nobody knows."""
        connection = self._workspace.read()
        contact_id = contacts.of_author(connection, author_id)
        if not contact_id:
            return ()
        last: dict[str, Consent] = {}
        for one in contacts.consents(connection, contact_id):
            if one.topic and one.ended_at is None and one.matter is Matter.OTHERS:
                last[fold(one.topic)] = one
        return tuple(one.topic for one in last.values() if not one.granted)

    def too_often(self, draft: Draft) -> str:
        """Return why a draft may not leave as an ask; "" where it may.

        `TOO_OFTEN` with the days of the others, or `UNWANTED` with topics of which they said no.
        """
        if table.of_draft(self._workspace.read(), draft.id) is None:
            return ""
        found = self.look(draft)
        if found.unwanted:
            return UNWANTED + ", ".join(found.unwanted)
        if not found.is_too_many:
            return ""
        return TOO_OFTEN + " ".join(one.at.date().isoformat() for one in found.earlier)

    def mark(self, draft: Draft, words: str = "", relation_id: str = "") -> tuple[Ask, Changes]:
        """Mark a draft as an ask. Raises `NotAllowed` where it answers one of ours ("ask-ours")."""
        self._acting.require(Act.DRAFT)
        known = table.of_draft(self._workspace.read(), draft.id)
        if known is not None:
            return known, Changes()
        target = messages.message(self._workspace.read(), draft.target_id)
        if target.ours:
            raise NotAllowed("ask-ours")
        how = How.FORM if relation_id else How.DRAFT
        return self.note(target.author_id, words, how, relation_id=relation_id, draft_id=draft.id)

    def unmark(self, draft_id: DraftId) -> Changes:
        """Say that a draft asks for nothing after all."""
        self._acting.require(Act.DRAFT)
        with self._workspace.write(durable=True) as connection:
            known = table.of_draft(connection, draft_id)
            if known is None:
                return Changes()
            table.remove(connection, known.id)
            self._journal.note(connection, "ask.unmark", {"ask": known.id})
        return Changes(contacts=True, drafts=True)

    def note(
        self,
        author_id: AuthorId,
        words: str,
        how: How,
        *,
        relation_id: str = "",
        draft_id: str = "",
        at: datetime | None = None,
    ) -> tuple[Ask, Changes]:
        """Note that somebody is asked for something: by a draft, or now and in another way.

        What is asked by a draft counts once that is on its way; what was asked elsewhere counts at once. Raises
        `NotAllowed` ("ask-cap:…") for one ask too many that has no draft to wait in.
        """
        self._acting.require(Act.DRAFT)
        now = self._clock.now()
        if not draft_id:
            asked = self.of_person(author_id)
            if free_from(asked, self.cap(), now) is not None:
                days = " ".join(one.at.date().isoformat() for one in asked)
                raise NotAllowed(TOO_OFTEN + days)
        new = Ask(
            uuid7(), author_id, at or now, how, " ".join(words.split()), relation_id, draft_id
        )
        with self._workspace.write(durable=True) as connection:
            table.add(connection, new, self._acting.id)
            told = {"ask": new.id, "author": author_id, "how": how.value}
            self._journal.note(connection, "ask.mark", told)
        return new, Changes(contacts=True, drafts=True)
