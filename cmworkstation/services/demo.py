"""Filling a workspace with the demonstration: through the same door as real platforms."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Protocol

from cmworkstation.domain.conversation import Order, Status, View
from cmworkstation.domain.errors import NotAllowed
from cmworkstation.domain.ids import ConversationId
from cmworkstation.domain.progress import Progress
from cmworkstation.services.starters import DEMONSTRATION
from cmworkstation.services.workstation import Services
from cmworkstation.store import conversation_list, conversations, database

STANDING = {
    "done": Status.DONE,
    "no-answer": Status.NO_ANSWER,
    "snoozed": Status.SNOOZED,
    "aside": Status.ASIDE,
}


class DemoAccount(Protocol):
    """What the demonstration says of one of its accounts."""

    @property
    def key(self) -> str:
        """Its name within the demonstration."""

    @property
    def name(self) -> str:
        """The short name beside its colour."""

    @property
    def colour(self) -> int:
        """Which of the twelve colours."""

    @property
    def faults(self) -> str:
        """What goes wrong there from the beginning, "" for nothing."""

    @property
    def charter(self) -> str:
        """The id of its charter, "" for none."""


def populate(
    services: Services,
    accounts: Iterable[DemoAccount],
    standings: Mapping[str, tuple[str, str]],
    now: datetime,
) -> Iterator[Progress]:
    """Fill an empty workspace: charters, accounts, three months of messages, and how they stand.

    `standings` maps the permanent id of a conversation's first message to ("done" | "no-answer" | "snoozed",
    reason).
    """
    chosen = list(accounts)
    for starter in DEMONSTRATION:
        services.charters.add_starter(starter)
    for done, one in enumerate(chosen, start=1):
        found = services.signin.find("demo", f"{one.key}#{one.faults}")
        found = replace(
            found, settings={**found.settings, "account": one.key, "now": now.isoformat()}
        )
        signed = services.signin.finish("demo", found, None, {})
        account, _ = services.signin.add(signed, name=one.name, colour=one.colour)
        if one.charter:
            services.charters.assign(account.id, one.charter)
        for _ in services.sync.poll(account.id):
            pass
        yield Progress(done, len(chosen), "demo")
    _stand(services, standings, now)


def _stand(services: Services, standings: Mapping[str, tuple[str, str]], now: datetime) -> None:
    """Give conversations the standing they would have after three months of work, and mark old ones read."""
    with services.workspace.write() as connection:
        for remote_id, (standing, reason) in standings.items():
            home = conversation_list.conversation_of(connection, remote_id)
            if home is not None:
                conversations.set_status(connection, [home], STANDING[standing], reason)
        conversations.mark_old_read(connection, now - timedelta(hours=18))


def forget(folder: Path) -> None:
    """Delete a demonstration that is closed; whatever else a person keeps in its folder stays."""
    database.erase(folder)


def write_examples(services: Services) -> None:
    """Leave a few drafts and replies on their way, so that every place has something to show."""
    waiting = services.inbox.ids(View(order=Order.NEWEST), 40)
    texts = {
        "fr": "Bonjour, merci de votre message. Je vérifie auprès de la collègue concernée et ",
        "en": "Hello, thank you for writing. I am asking the mill and ",
    }
    left = 2
    for conversation_id in list(waiting)[6::3]:
        try:
            draft = services.drafts.begin(ConversationId(conversation_id))
        except NotAllowed:
            continue
        language = draft.language[:2] if draft.language[:2] in texts else "en"
        services.drafts.save(replace(draft, body=texts[language]))
        left -= 1
        if not left:
            return
