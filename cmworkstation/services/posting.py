"""Posts of our own that answer nobody: a thread is begun here, and what is written there leaves as any reply.

At the head of such a thread stands a row of ours that no platform knows. A draft that answers it goes through the
charter, the approval and the outbox like every other; where only people begin threads, a person posts it there and
says where. So nothing about sending exactly once is different, and the dossier is where it always is.
"""

import json

from cmworkstation.domain.account import Account, TokenState, Visibility
from cmworkstation.domain.clock import Clock
from cmworkstation.domain.drill import PLATFORM
from cmworkstation.domain.errors import NotAllowed
from cmworkstation.domain.ids import AccountId, DraftId, uuid7
from cmworkstation.domain.message import NEW, Item, Kind, Writer
from cmworkstation.domain.profile import Act
from cmworkstation.domain.reply import Draft
from cmworkstation.services.acting import Acting
from cmworkstation.store import accounts, captures, intake, messages
from cmworkstation.store.database import Workspace
from cmworkstation.store.received import Clean, Raw


class Posting:
    """Begins threads."""

    def __init__(self, workspace: Workspace, acting: Acting, clock: Clock) -> None:
        """Take the workspace."""
        self._workspace = workspace
        self._acting = acting
        self._clock = clock

    def places(self) -> tuple[Account, ...]:
        """Return the accounts for which a post can be written; `Capabilities.posts` tells which leave by themselves."""
        found = accounts.all_accounts(self._workspace.read())
        return tuple(
            one
            for one in found
            if one.capabilities.answers
            and one.state is not TokenState.ARCHIVE
            and _widest(one) is not Visibility.PRIVATE
        )

    def begin(
        self, account_id: AccountId, title: str, language: str = "", place: str = ""
    ) -> Draft:
        """Return a draft of a post of our own.

        `title` says here what it is about, and heads the post where its platform wants that. It goes to `place`, by
        its name there, else where the account says.

        Raises `NotAllowed` where the account cannot say anything in public.
        """
        self._acting.require(Act.DRAFT)
        account = accounts.account(self._workspace.read(), account_id)
        played = account.platform == PLATFORM  # in a drill, of which nothing leaves
        if not played and account.id not in {one.id for one in self.places()}:
            raise NotAllowed("listening-only")
        with self._workspace.write(durable=True) as connection:
            number = accounts.number(connection, account.id)
            item = Item(
                remote_id=f"{NEW}{uuid7()}",
                native_id=place,  # until the post has a number of its own
                kind=Kind.POST,
                writer=Writer(
                    account.settings.get("writer_key", account.handle),
                    account.name,
                    account.handle,
                    is_us=True,
                ),
                at=self._clock.now(),
                title=" ".join(title.split())[:200],
                visibility=_widest(account),
                language=language,
                context=True,
            )
            payload = json.dumps({"id": item.remote_id, "title": item.title}, ensure_ascii=False)
            raw = Raw("new-post", item.remote_id, payload.encode(), (Clean(item, "", ""),))
            intake.take(connection, number, account.platform, [raw], item.at)
            stands = captures.stands(connection, number, item.remote_id)
            assert stands is not None
            head = messages.message(connection, stands)
        return Draft(
            id=DraftId(uuid7()),
            conversation_id=head.conversation_id,
            account_id=account.id,
            target_id=head.id,
            body="",
            visibility=head.visibility,
            language=language,
            seen_head=messages.head(self._workspace.read(), head.id),
        )


def _widest(account: Account) -> Visibility:
    known = account.capabilities.visibilities
    return next((one for one in Visibility if one in known), Visibility.PRIVATE)
