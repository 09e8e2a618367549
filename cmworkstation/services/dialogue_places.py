"""Where the question of a dialogue is put, and which threads belong to it.

It leaves by the ordinary way, as a post of ours that begins a thread, or as an answer in one; or a person puts it there
by hand and says so.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING

from cmworkstation.domain.asking import How
from cmworkstation.domain.clock import Clock, from_ms, to_ms
from cmworkstation.domain.conversation import Changes
from cmworkstation.domain.dialogue import DialogueId, DialogueState, Place, PlaceId, PlaceState
from cmworkstation.domain.errors import NotAllowed
from cmworkstation.domain.ids import AccountId, ConversationId, uuid7
from cmworkstation.domain.profile import Act
from cmworkstation.domain.reply import Draft
from cmworkstation.domain.values import replace
from cmworkstation.services.acting import Acting
from cmworkstation.services.dialogues import LIVE
from cmworkstation.services.journal import Journal
from cmworkstation.store import accounts, contributions, dialogues, messages
from cmworkstation.store.database import Workspace

if TYPE_CHECKING:
    from cmworkstation.services.asks import Asks
    from cmworkstation.services.drafts import Drafts
    from cmworkstation.services.posting import Posting


class DialoguePlaces:
    """The places of dialogues."""

    def __init__(
        self,
        workspace: Workspace,
        journal: Journal,
        clock: Clock,
        acting: Acting,
        drafts: "Callable[[], Drafts]",
        posting: "Callable[[], Posting]",
        asks: "Callable[[], Asks]",
        paused: Callable[[], str],
    ) -> None:
        """Take how drafts begin, what counts asks, and what tells which crisis level stops dialogues ("" for none)."""
        self._workspace = workspace
        self._journal = journal
        self._clock = clock
        self._acting = acting
        self._drafts = drafts
        self._posting = posting
        self._asks = asks
        self._paused = paused

    def add(
        self,
        dialogue_id: DialogueId,
        *,
        account_id: AccountId | None = None,
        name: str = "",
        words: str = "",
        conversation_id: ConversationId | None = None,
        filed: bool = False,
    ) -> tuple[Place, Changes]:
        """Add a place in which the question is put, or file a thread that belongs to it (`filed`).

        An account begins a thread, or asks in `conversation_id`; what is no account has a name. Raises
        `NotAllowed` ("dialogue-place"), `KeyError`.
        """
        self._acting.require(Act.DRAFT)
        now = from_ms(to_ms(self._clock.now()))
        with self._workspace.write(durable=True) as connection:
            parent = dialogues.dialogue(connection, dialogue_id)
            if conversation_id is not None and account_id is None:
                account_id = messages.account_of(connection, conversation_id)
            number, called = None, " ".join(name.split())
            if account_id is not None:
                number = accounts.number(connection, account_id)
                called = called or accounts.account(connection, account_id).name
            if not called:
                raise NotAllowed("dialogue-place")
            if filed and any(
                one.conversation_id == conversation_id
                for one in dialogues.places(connection, dialogue_id)
            ):
                raise NotAllowed("dialogue-filed")
            new = Place(
                PlaceId(uuid7()),
                dialogue_id,
                called,
                filed=filed,
                account_id=account_id,
                conversation_id=conversation_id,
                words=words.strip(),
            )
            dialogues.add_place(connection, new, number, self._acting.id, now)
            if filed and parent.state in LIVE:
                contributions.gather(connection, new, None, now)
            self._journal.note(
                connection, "dialogue.place", {"dialogue": dialogue_id, "place": new.id}
            )
        return dialogues.place(self._workspace.read(), new.id), Changes(topics=True)

    def remove(self, place_id: PlaceId) -> Changes:
        """Remove a place in which nobody was asked and nobody said anything yet. Raises `NotAllowed`, `KeyError`."""
        self._acting.require(Act.DRAFT)
        with self._workspace.write(durable=True) as connection:
            one = dialogues.place(connection, place_id)
            said = contributions.listed(connection, one.dialogue_id)
            asked = one.state is not PlaceState.WAITING and not one.filed
            if asked or any(each.place_id == place_id for each in said):
                raise NotAllowed("dialogue-asked")
            dialogues.remove_places(connection, [place_id])
        return Changes(topics=True)

    def ask(self, place_id: PlaceId) -> tuple[Draft, Changes]:
        """Begin the draft that puts the question in a place; it leaves by the ordinary way, once.

        Where it answers somebody, it is an ask of that person: it counts, and waits where they were asked often enough.

        Raises `NotAllowed`: where it is there or on its way already, where no account can, before it is open, and while
        a crisis stops dialogues.
        """
        self._acting.require(Act.DRAFT)
        connection = self._workspace.read()
        one = dialogues.place(connection, place_id)
        parent = dialogues.dialogue(connection, one.dialogue_id)
        if parent.state is not DialogueState.OPEN:
            raise NotAllowed("dialogue-not-open")
        if self._paused():
            raise NotAllowed("dialogue-crisis")
        if one.state is not PlaceState.WAITING:
            raise NotAllowed("dialogue-asked-there")
        if one.account_id is None:
            raise NotAllowed("dialogue-by-hand")
        if one.conversation_id is None:
            begun = self._posting().begin(one.account_id, parent.question)
        else:
            begun = self._drafts().begin(one.conversation_id, another=True)
        now = from_ms(to_ms(self._clock.now()))
        draft, changes = self._drafts().save(
            replace(begun, body=one.words or parent.question, name=one.name)
        )
        with self._workspace.write(durable=True) as writing:
            new = replace(one, draft_id=draft.id, begun_at=now)
            new = replace(new, conversation_id=draft.conversation_id, message_id=draft.target_id)
            dialogues.change_place(writing, new)
        target = messages.message(self._workspace.read(), draft.target_id)
        if one.conversation_id is not None and not target.ours:
            _, marked = self._asks().note(
                target.author_id, parent.question, How.DIALOGUE, draft_id=draft.id
            )
            changes |= marked
        return draft, changes | Changes(topics=True)

    def asked_by_hand(
        self, place_id: PlaceId, conversation_id: ConversationId | None = None, address: str = ""
    ) -> Changes:
        """Say that the question was put in a place by hand, now; its answers come in `conversation_id`, if any.

        Raises `NotAllowed`, `KeyError`.
        """
        self._acting.require(Act.DRAFT)
        now = from_ms(to_ms(self._clock.now()))
        with self._workspace.write(durable=True) as connection:
            one = dialogues.place(connection, place_id)
            if dialogues.dialogue(connection, one.dialogue_id).state is not DialogueState.OPEN:
                raise NotAllowed("dialogue-not-open")
            if one.state is not PlaceState.WAITING:
                raise NotAllowed("dialogue-asked-there")
            home = conversation_id or one.conversation_id
            new = replace(one, conversation_id=home, address=address.strip(), asked_at=now)
            dialogues.change_place(connection, new)
            facts = {"dialogue": one.dialogue_id, "place": place_id, "by_hand": True}
            self._journal.note(connection, "dialogue.ask", facts)
        return Changes(topics=True)
