"""The values of the fields of conditions, for approval policies, the triage and the rules of a charter alike.

A field that is missing is unknown. A condition that hangs on it is put to the person by the triage, is asked for by
an approval policy, and leaves a rule silent. Who `author` is hangs on what is looked at: whoever wrote the message for
the triage, whoever writes the reply for policies and rules; `author.hostile_7d` always tells of the message's author.

Unknown everywhere, as nothing here can tell it yet: `UNTOLD`. A detector that found nothing in a message is no answer
for the triage, which has a person to ask; for a reply it counts as a no, as it does for every rule that reads a text.
"""

import re
from collections.abc import Callable, Collection, Iterator, Mapping
from datetime import timedelta

from cmworkstation.domain.account import Account
from cmworkstation.domain.charter.about import topics_about
from cmworkstation.domain.charter.detect.language import language_of
from cmworkstation.domain.charter.levels import STATEMENT
from cmworkstation.domain.charter.model import Charter, by_id
from cmworkstation.domain.charter.signals import DETECTED, signals
from cmworkstation.domain.charter.usage import edited_words
from cmworkstation.domain.clock import Clock
from cmworkstation.domain.errors import NotAllowed
from cmworkstation.domain.message import Kind, Message
from cmworkstation.domain.profile import ProfileId
from cmworkstation.domain.reply import Draft
from cmworkstation.services.answers import Answers
from cmworkstation.store import accounts, conversation_list, crises, messages, profiles, triage
from cmworkstation.store import policy_values as table
from cmworkstation.store.database import Workspace

HOSTILE_DAYS = 7
HOSTILE = frozenset({"monitor", "moderate"})  # actions for messages that want nothing but to hurt
TO_US = frozenset({Kind.COMMENT, Kind.PRIVATE, Kind.REVIEW})
BLANK_MOST = 200  # characters of a blank of a holding statement, on average
NO_CRISIS = 0  # levels are declared by people
UNTOLD = frozenset(
    """baseline_1h negative_share_24h press_mentions_24h complaints_same_batch confirmed
    account_compromised waiting_h sources_failing mentions_24h query_1h query_baseline_1h""".split()
)

Values = Mapping[str, object]
Tellers = Mapping[str, Callable[[], object]]


class Circumstances:
    """Tells what is known of a message, or of a reply to one."""

    def __init__(self, workspace: Workspace, answers: Answers, clock: Clock) -> None:
        """Take the workspace, and the answers from which replies begin."""
        self._workspace = workspace
        self._answers = answers
        self._clock = clock

    def of_message(self, account: Account, message: Message, charter: Charter) -> Values:
        """Return what is known of a message for the triage; a category that nobody gave is unknown."""
        connection = self._workspace.read()
        language = language_of(message.text) or message.language[:2]
        facts: dict[str, object] = {
            "category": conversation_list.category(connection, message.conversation_id) or None,
            "visibility": "private" if message.visibility == "private" else "public",
            "language": language or None,
            "author.sent_count": conversation_list.person(connection, message.author_id).messages,
            **_told(self._common(account, message, charter)),
            **signals(charter, message.text, language),
        }
        return {name: value for name, value in facts.items() if value is not None}

    def of_reply(
        self, draft: Draft, charter: Charter, author: str, asked: Collection[str]
    ) -> dict[str, object]:
        """Return what is known of a reply by somebody's id, for the fields that are `asked` for.

        `category` is "" where nobody gave one. `lint.max` is for whoever has the findings.
        """
        if not asked:  # as for most charters at every pause in typing
            return {}
        connection = self._workspace.read()
        account = accounts.account(connection, draft.account_id)
        target = messages.message(connection, draft.target_id)
        tellers: Tellers = {
            **self._common(account, target, charter),
            "category": lambda: conversation_list.category(connection, draft.conversation_id),
            "visibility": lambda: draft.visibility.value,
            "language": lambda: self._answers.language_of(draft),
            "author.sent_count": lambda: table.sent_by(connection, author),
            "author.role": lambda: self._roles(author),
            "reply.topic": lambda: topics_about(
                charter,
                (target.title, target.text, draft.body),
                conversation_list.category(connection, draft.conversation_id),
            ),
            "reply.from_answer": lambda: bool(draft.answer_id),
            "reply.statement": lambda: self._statement(draft),
            "reply.edited_words": lambda: self._edited_words(draft),
            "reply.new_contact": lambda: not table.was_answered(connection, draft.target_id),
        }
        values = _told({name: tell for name, tell in tellers.items() if name in asked})
        if DETECTED.isdisjoint(asked):
            return values
        language = language_of(target.text) or target.language[:2]
        found = dict.fromkeys(DETECTED, False) | dict(signals(charter, target.text, language))
        return values | {name: value for name, value in found.items() if name in asked}

    def _common(self, account: Account, message: Message, charter: Charter) -> Tellers:
        """Return what is told alike of a message and of a reply to it."""
        connection, now = self._workspace.read(), self._clock.now()

        def came(hours: int) -> int:
            return table.came_since(connection, message.account_id, now - timedelta(hours=hours))

        return {
            "account": lambda: named(account),
            "platform": lambda: account.look,
            "crisis.level": lambda: self._level(charter),
            "author.hostile_7d": lambda: self._hostile(message, charter),
            "message.mentions_us": lambda: _names(account, message),
            "message.on_our_account": lambda: (
                message.kind in TO_US or messages.answers_us(connection, message)
            ),
            "message.age_h": lambda: (now - message.at).total_seconds() / 3600,
            "volume_1h": lambda: came(1),
            "volume_24h": lambda: came(24),
        }

    def _level(self, charter: Charter) -> int:
        """Return the number of the crisis level that holds under a charter."""
        level = crises.level(self._workspace.read(), charter.header.id)
        known = by_id(charter.crises)
        return known[level].level if level in known else NO_CRISIS

    def _hostile(self, message: Message, charter: Charter) -> int | None:
        """Return how many hostile messages somebody wrote lately, with this one; None where nobody can know."""
        others = triage.hostile_since(
            self._workspace.read(),
            message.author_id,
            message.conversation_id,
            self._clock.now() - timedelta(days=HOSTILE_DAYS),
            [one.id for one in charter.categories if one.action in HOSTILE],
        )
        return None if others is None else others + 1

    def _roles(self, profile_id: str) -> tuple[str, ...] | None:
        """Return the roles of whoever writes; None for somebody without a name."""
        try:
            return tuple(profiles.profile(self._workspace.read(), ProfileId(profile_id)).roles)
        except KeyError:
            return None

    def _edited_words(self, draft: Draft) -> int | None:
        """Return how many words of a reply do not stand in the answer that it began from; None without one."""
        if not draft.answer_id:
            return None
        try:
            templates = self._answers.templates(draft, draft.answer_id)
        except NotAllowed:  # the answer is in the charter no more: all words are the author's
            return edited_words("", draft.body)
        return min(edited_words(one.text.strip(), draft.body) for one in templates)

    def _statement(self, draft: Draft) -> str:
        """Return the holding statement that a reply is; "" for none, or where its blanks hold a text of their own."""
        if not draft.answer_id.startswith(STATEMENT):
            return ""
        try:
            filled = self._answers.fill(draft, draft.answer_id)
        except NotAllowed:
            return ""
        room = len(filled.text) + BLANK_MOST * len(filled.holes)
        return draft.answer_id.removeprefix(STATEMENT) if len(draft.body) <= room else ""


def named(account: Account) -> str:
    """Return an account as charters name it: its platform and its handle, without the server."""
    return f"{account.look}:{account.handle.lstrip('@').partition('@')[0] or account.handle}"


def _told(tellers: Tellers) -> dict[str, object]:
    told = {name: tell() for name, tell in tellers.items()}
    return {name: value for name, value in told.items() if value is not None}


def _names(account: Account, message: Message) -> bool:
    """Tell whether a message is addressed to us by name."""
    if message.kind is Kind.MENTION:
        return True
    words = re.findall(r"@[\w.-]+(?:@[\w.:-]+\w)?", message.text.lower())
    return any(one in words for one in _own_names(account))


def _own_names(account: Account) -> Iterator[str]:
    handle = account.handle.lower().lstrip("@")
    if handle:
        yield f"@{handle}"
        yield f"@{handle.partition('@')[0]}"
