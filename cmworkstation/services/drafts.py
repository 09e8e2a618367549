"""Drafts of replies: begun, kept at every pause in typing, never lost.

What a full disk refuses stays in memory, takes the place of what is stored, and is saved once there is room.
"""

from dataclasses import replace

from cmworkstation.domain.account import NARROWNESS, Account, Visibility
from cmworkstation.domain.clock import Clock
from cmworkstation.domain.conversation import Changes
from cmworkstation.domain.errors import NotAllowed, StorageFull, StoreDamaged
from cmworkstation.domain.ids import ConversationId, DraftId, MessageId, uuid7
from cmworkstation.domain.message import Message
from cmworkstation.domain.profile import Act
from cmworkstation.domain.reply import Draft, DraftRevision
from cmworkstation.services.acting import Acting
from cmworkstation.store import accounts, drafts, messages, promises
from cmworkstation.store.database import Connection, Workspace


class Drafts:
    """The drafts of this workspace."""

    def __init__(self, workspace: Workspace, clock: Clock, acting: Acting) -> None:
        """Take the workspace."""
        self._workspace = workspace
        self._clock = clock
        self._acting = acting
        self._unsaved: dict[DraftId, Draft] = {}

    def begin(
        self,
        conversation_id: ConversationId,
        target_id: MessageId | None = None,
        *,
        private: bool = False,
        another: bool = False,
        by_hand: bool = False,
    ) -> Draft:
        """Return the draft in this conversation, or a fresh one that is stored at its first save.

        It answers `target_id`, or else the newest message by somebody else. Its visibility is that of the
        message it answers, or narrower; with `private` the narrowest. With `another` it is a fresh one beside
        those that are there; `by_hand`: a person will post it, also where the account only listens. Raises
        `NotAllowed` where the account cannot reply, or not in private.
        """
        self._acting.require(Act.DRAFT)
        connection = self._workspace.read()
        account = accounts.account(connection, messages.account_of(connection, conversation_id))
        if private and Visibility.PRIVATE not in account.capabilities.visibilities:
            raise NotAllowed("no-private" if account.capabilities.answers else "listening-only")
        for known in () if another else self.of_conversation(conversation_id):
            if target_id in (None, known.target_id):
                return replace(known, visibility=Visibility.PRIVATE) if private else known
        target = (
            messages.message(connection, target_id)
            if target_id is not None
            else default_target(connection, conversation_id)
        )
        if not (account.capabilities.answers or by_hand):
            raise NotAllowed("listening-only")
        return Draft(
            id=DraftId(uuid7()),
            conversation_id=conversation_id,
            account_id=account.id,
            target_id=target.id,
            body="",
            visibility=Visibility.PRIVATE if private else narrow(account, target.visibility),
            language=target.language,
            spoiler=target.spoiler,
            seen_head=messages.head(connection, target.id),
        )

    def of_conversation(self, conversation_id: ConversationId) -> tuple[Draft, ...]:
        """Return the drafts in a conversation, as they were last typed."""
        stored = drafts.of_conversation(self._workspace.read(), conversation_id)
        ids = {one.id for one in stored}
        unsaved = [
            one
            for one in self.unsaved()
            if one.conversation_id == conversation_id and one.id not in ids
        ]
        return (*(self._unsaved.get(one.id, one) for one in stored), *unsaved)

    def unsaved(self) -> tuple[Draft, ...]:
        """Return the drafts that a full disk or a damaged file refused; they exist in memory only."""
        return tuple(self._unsaved.values())

    def listed(self) -> tuple[Draft, ...]:
        """Return all drafts, the latest first."""
        return drafts.all_drafts(self._workspace.read())

    def save(self, draft: Draft) -> tuple[Draft, Changes]:
        """Keep a draft on the disk, surely; an empty one that was never stored is not.

        It goes where the message it answers is now: conversations join when what is above them arrives.
        Raises `StorageFull` and `StoreDamaged`; the draft is then kept in memory and not lost while the program runs.
        """
        self._acting.require(Act.DRAFT)
        if not draft.body.strip() and not draft.media and draft.revision == 0:
            self._unsaved.pop(draft.id, None)
            return draft, Changes()
        try:
            with self._workspace.write(durable=True) as connection:
                kept = _at_home(connection, draft)
                revision = drafts.save(connection, kept, self._clock.now(), self._acting.id)
        except (StorageFull, StoreDamaged):
            self._unsaved[draft.id] = draft
            raise
        self._unsaved.pop(draft.id, None)
        changed = Changes(drafts=True, conversations=frozenset({kept.conversation_id}))
        first = draft.revision == 0
        return replace(kept, revision=revision), changed if first else Changes(drafts=True)

    def save_unsaved(self) -> Changes:
        """Save what a full disk refused. Raises `StorageFull` while there is still no room."""
        changes = Changes()
        for draft in self.unsaved():
            changes |= self.save(draft)[1]
        return changes

    def forget_unsaved(self, draft_id: DraftId) -> None:
        """Let go of a draft in memory: it was queued, or discarded."""
        self._unsaved.pop(draft_id, None)

    def discard(self, draft_id: DraftId) -> Changes:
        """Take a draft off the table; its revisions stay and `restore` brings it back."""
        self._acting.require(Act.DRAFT)
        with self._workspace.write(durable=True) as connection:
            try:
                gone = drafts.draft(connection, draft_id)
            except KeyError:
                self.forget_unsaved(draft_id)
                return Changes()
            drafts.discard(connection, draft_id)
            promises.gone_with_draft(connection, draft_id)
        self.forget_unsaved(draft_id)
        return Changes(drafts=True, conversations=frozenset({gone.conversation_id}))

    def rename(self, draft: Draft, name: str) -> tuple[Draft, Changes]:
        """Give a draft a name by which people tell it from others; an empty one is not stored yet."""
        self._acting.require(Act.DRAFT)
        return self.save(replace(draft, name=" ".join(name.split())))

    def restore(self, draft: Draft) -> Changes:
        """Put a discarded draft back."""
        self._acting.require(Act.DRAFT)
        with self._workspace.write(durable=True) as connection:
            kept = _at_home(connection, draft)
            drafts.save(connection, kept, self._clock.now(), self._acting.id)
            promises.back_with_draft(connection, draft.id)
        return Changes(drafts=True, conversations=frozenset({kept.conversation_id}))

    def revisions(self, draft_id: DraftId) -> tuple[DraftRevision, ...]:
        """Return the earlier states of a draft, newest first."""
        return drafts.revisions(self._workspace.read(), draft_id)

    def visibilities(self, draft: Draft) -> tuple[Visibility, ...]:
        """Return the visibilities a person may choose: never wider than the message that is answered."""
        connection = self._workspace.read()
        account = accounts.account(connection, draft.account_id)
        target = messages.message(connection, draft.target_id)
        floor = NARROWNESS.index(target.visibility)
        return tuple(
            one for one in account.capabilities.visibilities if NARROWNESS.index(one) >= floor
        )


def _at_home(connection: Connection, draft: Draft) -> Draft:
    home = messages.message(connection, draft.target_id).conversation_id
    return replace(draft, conversation_id=home)


def narrow(account: Account, parent: Visibility) -> Visibility:
    """Return the visibility of a reply: the parent's, or the next narrower one the server knows.

    Answers on the fediverse are customarily not pushed into public time lines: a public message is answered
    "unlisted" where the server has it.
    """
    known = account.capabilities.visibilities
    wanted = (
        Visibility.UNLISTED
        if parent is Visibility.PUBLIC and Visibility.UNLISTED in known
        else parent
    )
    for one in NARROWNESS[NARROWNESS.index(wanted) :]:
        if one in known:
            return one
    return parent


def default_target(connection: Connection, conversation_id: ConversationId) -> Message:
    """Return the message that a reply answers when the person chose none: the newest by somebody else."""
    newest = messages.newest_of_others(connection, conversation_id)
    if newest is not None:
        return newest
    return messages.thread(connection, conversation_id).entries[-1].message
