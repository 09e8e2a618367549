"""What people say to a question of ours: gathered with where it came from, marked by hand, and answered one by one."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from cmworkstation.domain.batch import Batch
from cmworkstation.domain.clock import Clock, from_ms, to_ms
from cmworkstation.domain.conversation import Changes
from cmworkstation.domain.dialogue import (
    Contribution,
    ContributionId,
    Contributor,
    DialogueId,
    DialogueState,
    Figures,
    How,
    PlaceId,
    Stance,
    Voice,
    figures,
)
from cmworkstation.domain.errors import NotAllowed
from cmworkstation.domain.folding import fold
from cmworkstation.domain.ids import AccountId, uuid7
from cmworkstation.domain.profile import Act
from cmworkstation.domain.values import dataclass, replace
from cmworkstation.services.acting import Acting
from cmworkstation.services.journal import Journal
from cmworkstation.store import contributions, dialogues
from cmworkstation.store.database import Workspace

if TYPE_CHECKING:
    from cmworkstation.services.batches import Batches

SHORTEST = 3
LEAST_PERSONAL = 3  # words of one's own to whoever contributed, where the charter says nothing
GATHERED = (DialogueState.OPEN, DialogueState.CLOSED)


@dataclass(frozen=True, slots=True)
class MarkUndo:
    """How to take back what was said of contributions, or that some were entered in the place of others."""

    before: tuple[Contribution, ...] = ()
    entered: tuple[ContributionId, ...] = ()
    replaced: tuple[Contribution, ...] = ()


class Contributions:
    """The contributions to dialogues."""

    def __init__(
        self,
        workspace: Workspace,
        journal: Journal,
        clock: Clock,
        acting: Acting,
        batches: "Callable[[], Batches]",
        personal: Callable[[AccountId], int],
    ) -> None:
        """Take the way of answering many; `personal`: how many own words an account's charter wants (0: nothing)."""
        self._workspace = workspace
        self._journal = journal
        self._clock = clock
        self._acting = acting
        self._batches = batches
        self._personal = personal

    def gather(self) -> Changes:
        """Take in what people wrote by now in every dialogue that is open, or closed and not yet answered."""
        now, new = self._clock.now(), 0
        connection = self._workspace.read()
        live = [one for one in dialogues.listed(connection) if one.state in GATHERED]
        if not live:
            return Changes()
        with self._workspace.write() as writing:
            for one in live:
                until = one.closed_at or one.ends_at
                for place in dialogues.places(writing, one.id):
                    new += contributions.gather(writing, place, until, now)
        return Changes(topics=new > 0)

    def listed(self, dialogue_id: DialogueId) -> tuple[Contribution, ...]:
        """Return everything that was said, the earliest first."""
        return contributions.listed(self._workspace.read(), dialogue_id)

    def figures(self, dialogue_id: DialogueId) -> Figures:
        """Return what it comes to, in people and not in posts."""
        return figures(self.listed(dialogue_id))

    def themes(self, dialogue_id: DialogueId) -> tuple[str, ...]:
        """Return the themes that were given in a dialogue."""
        return tuple(sorted({one.theme for one in self.listed(dialogue_id) if one.theme}))

    def mark(
        self,
        dialogue_id: DialogueId,
        wanted: Sequence[ContributionId],
        *,
        stance: Stance | None = None,
        theme: str | None = None,
        left_out: str | None = None,
    ) -> tuple[Changes, MarkUndo]:
        """Say what contributions want, what they are about, or why they do not count ("" takes that back).

        Raises `NotAllowed` ("dialogue-why-out").
        """
        self._acting.require(Act.DRAFT)
        chosen = set(wanted)
        before = tuple(one for one in self.listed(dialogue_id) if one.id in chosen)
        new = before
        if stance is not None:
            new = tuple(replace(one, stance=stance) for one in new)
        if theme is not None:
            about = self._theme(dialogue_id, theme)
            new = tuple(replace(one, theme=about) for one in new)
        if left_out is not None:
            reason = " ".join(left_out.split())
            if left_out and len(reason) < SHORTEST:
                raise NotAllowed("dialogue-why-out")
            new = tuple(replace(one, left_out=reason) for one in new)
        with self._workspace.write(durable=True) as connection:
            contributions.mark(connection, new)
            facts = {"dialogue": dialogue_id, "contributions": sorted(chosen)}
            self._journal.note(connection, "dialogue.mark", facts)
        return Changes(topics=True), MarkUndo(before)

    def _theme(self, dialogue_id: DialogueId, typed: str) -> str:
        """Return a theme as it is called in a dialogue already, whatever the case and accents that were typed."""
        clean = " ".join(typed.split())
        known = (one for one in self.themes(dialogue_id) if fold(one) == fold(clean))
        return next(known, clean)

    def enter(
        self,
        place_id: PlaceId,
        words: str,
        who: str = "",
        *,
        stance: Stance = Stance.NONE,
        theme: str = "",
        at: datetime | None = None,
    ) -> tuple[Changes, MarkUndo]:
        """Enter what somebody said on paper, at the counter or by telephone. Raises `NotAllowed`, `KeyError`."""
        self._acting.require(Act.DRAFT)
        if len(words.strip()) < SHORTEST:
            raise NotAllowed("dialogue-words")
        return self._enter(
            place_id,
            [
                (How.ENTERED, words.strip(), " ".join(who.split()), None),
            ],
            at,
            stance,
            " ".join(theme.split()),
        )

    def enter_poll(
        self,
        place_id: PlaceId,
        votes: Sequence[tuple[str, int]],
        source: str,
        at: datetime | None = None,
    ) -> tuple[Changes, MarkUndo]:
        """Enter the result of a poll that was held elsewhere: each choice with its votes, and from where it is known.

        An earlier result of that place from the same source is replaced. Raises `NotAllowed` ("dialogue-poll",
        "dialogue-poll-source", "dialogue-poll-day" for one that is still to come), `KeyError`.
        """
        self._acting.require(Act.DRAFT)
        known_from = " ".join(source.split())
        if len(known_from) < SHORTEST:
            raise NotAllowed("dialogue-poll-source")
        if at is not None and at > self._clock.now():
            raise NotAllowed("dialogue-poll-day")
        clean = [(" ".join(choice.split()), n) for choice, n in votes]
        if not clean or any(not choice or n < 0 for choice, n in clean):
            raise NotAllowed("dialogue-poll")
        said = [(How.POLL, choice, "", n) for choice, n in clean]
        return self._enter(place_id, said, at, source=known_from)

    def _enter(
        self,
        place_id: PlaceId,
        said: Sequence[tuple[How, str, str, int | None]],
        at: datetime | None,
        stance: Stance = Stance.NONE,
        theme: str = "",
        source: str = "",
    ) -> tuple[Changes, MarkUndo]:
        now = from_ms(to_ms(self._clock.now()))
        with self._workspace.write(durable=True) as connection:
            place = dialogues.place(connection, place_id)
            if dialogues.dialogue(connection, place.dialogue_id).state not in GATHERED:
                raise NotAllowed("dialogue-not-open")
            known = contributions.listed(connection, place.dialogue_id)
            old: tuple[Contribution, ...] = ()
            if said[0][0] is How.POLL:
                same = source.casefold()
                old = tuple(
                    one
                    for one in known
                    if one.place_id == place_id
                    and one.how is How.POLL
                    and one.source.casefold() in ("", same)
                )
                contributions.remove(connection, [one.id for one in old])
            new = [
                Contribution(
                    *(ContributionId(uuid7()), place.dialogue_id, place_id, how, at or now),
                    who=who,
                    words=words,
                    votes=votes,
                    source=source,
                    stance=stance,
                    theme=theme,
                )
                for how, words, who, votes in said
            ]
            for one in new:
                contributions.add(connection, one, self._acting.id, now)
            facts = {"dialogue": place.dialogue_id, "contributions": [one.id for one in new]}
            self._journal.note(connection, "dialogue.enter", facts)
        return Changes(topics=True), MarkUndo((), tuple(one.id for one in new), old)

    def take_back(self, undo: MarkUndo) -> Changes:
        """Let contributions be as before; what was entered is gone, what it replaced is back. Raises `NotAllowed`."""
        self._acting.require(Act.DRAFT)
        with self._workspace.write(durable=True) as connection:
            contributions.remove(connection, undo.entered)
            for one in undo.replaced:
                contributions.add(connection, one, one.by, self._clock.now())
            contributions.mark(connection, undo.before)
            ids = sorted((*undo.entered, *(one.id for one in undo.before)))
            self._journal.note(connection, "dialogue.mark-back", {"contributions": ids})
        return Changes(topics=True)

    # What became of it

    def contributors(self, dialogue_id: DialogueId) -> tuple[Contributor, ...]:
        """Return who contributed by name, whoever must still be told first.

        Told is whom we answered after the decision: below their own words, or in a thread that is theirs alone.
        """
        connection = self._workspace.read()
        decided_at = dialogues.dialogue(connection, dialogue_id).decided_at
        return contributions.contributors(connection, dialogue_id, decided_at)

    def tell(
        self, dialogue_id: DialogueId, voices: Sequence[Voice], body: str
    ) -> tuple[Batch, Changes]:
        """Begin an answer to each of these people, in their own thread; it needs own words for everybody.

        It leaves by the ordinary way of a batch. Raises `NotAllowed` where nothing is decided, or nobody is left.
        """
        self._acting.require(Act.DRAFT)
        connection = self._workspace.read()
        if dialogues.dialogue(connection, dialogue_id).decided_at is None:
            raise NotAllowed("dialogue-decision")
        people = {
            one.voice: one
            for one in self.contributors(dialogue_id)
            if one.is_open and not one.on_its_way and one.message_id is not None
        }
        chosen = [people[one] for one in dict.fromkeys(voices) if one in people]
        if not chosen:
            raise NotAllowed("batch-nobody")
        wanted = [one.conversation_id for one in chosen if one.conversation_id is not None]
        places = dialogues.places(connection, dialogue_id)
        asked = {one.account_id for one in places if one.account_id is not None}
        least = max((self._personal(one) for one in asked), default=0) or LEAST_PERSONAL
        to = [one.message_id for one in chosen if one.message_id is not None]
        return self._batches().begin(wanted, body, to=to, personal=least)

    def told(self, dialogue_id: DialogueId, voice: Voice, how: str) -> Changes:
        """Say how somebody was told otherwise: by telephone, by letter; "" takes it back. Raises `NotAllowed`."""
        return self._told(dialogue_id, voice, "told", how)

    def spare(self, dialogue_id: DialogueId, voice: Voice, why: str) -> Changes:
        """Say why somebody is not told; "" takes it back. Raises `NotAllowed` ("topic-why")."""
        return self._told(dialogue_id, voice, "spared", why)

    def _told(self, dialogue_id: DialogueId, voice: Voice, how: str, words: str) -> Changes:
        self._acting.require(Act.DRAFT)
        said = " ".join(words.split())
        if words and len(said) < SHORTEST:
            raise NotAllowed("topic-why")
        person = next((one for one in self.contributors(dialogue_id) if one.voice == voice), None)
        if person is None:
            raise NotAllowed("dialogue-nobody")
        with self._workspace.write(durable=True) as connection:
            if dialogues.dialogue(connection, dialogue_id).decided_at is None:
                raise NotAllowed("dialogue-decision")
            contributions.tell(
                connection,
                dialogue_id,
                person,
                how if said else "",
                said,
                by=self._acting.id,
                at=self._clock.now(),
            )
            facts = {"dialogue": dialogue_id, "voice": voice, "how": how, "undone": not said}
            if person.author_id is None:  # a name on paper stays out of the journal
                facts = {"dialogue": dialogue_id, "how": how, "undone": not said}
            self._journal.note(connection, "dialogue.told", facts)
        return Changes(topics=True)
