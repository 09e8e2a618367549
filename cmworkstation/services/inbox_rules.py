"""Inbox rules as people keep them: written, ordered, switched, carried from one workspace to another as text.

Who may not keep the charter sees them and changes none.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from cmworkstation.domain import inbox_rule_text
from cmworkstation.domain.clock import Clock
from cmworkstation.domain.conversation import Changes
from cmworkstation.domain.errors import NotAllowed, QueryError
from cmworkstation.domain.ids import uuid7
from cmworkstation.domain.inbox_rule import ActionKind, Fired, InboxRule, checked, in_order, moved
from cmworkstation.domain.profile import Act
from cmworkstation.domain.query import parse
from cmworkstation.services.acting import Acting
from cmworkstation.services.charters import Charters
from cmworkstation.services.inbox_rule_runs import InboxRuleRuns
from cmworkstation.services.journal import Journal
from cmworkstation.store import inbox_effects, inbox_rules, labels, topics
from cmworkstation.store.database import Connection, Workspace

if TYPE_CHECKING:
    from cmworkstation.services.topics import Topics

A_WEEK = timedelta(days=7)


class InboxRules:
    """The list of inbox rules."""

    def __init__(
        self,
        workspace: Workspace,
        runs: InboxRuleRuns,
        charters: Callable[[], Charters],
        journal: Journal,
        clock: Clock,
        acting: Acting,
        topics: Callable[[], "Topics"],
    ) -> None:
        """Take the workspace; `runs` says how much a rule would touch, `charters` which categories there are.

        `topics` opens those under which a rule files and that are not there yet.
        """
        self._workspace = workspace
        self._runs = runs
        self._charters = charters
        self._journal = journal
        self._clock = clock
        self._acting = acting
        self._topics = topics

    def listed(self) -> tuple[InboxRule, ...]:
        """Return the rules in the order in which they apply."""
        return inbox_rules.rules(self._workspace.read())

    def rule(self, rule_id: str) -> InboxRule:
        """Return a rule, also one that was removed. Raises `KeyError`."""
        return inbox_rules.rule(self._workspace.read(), rule_id)

    def revision(self, rule_id: str, n: int) -> InboxRule:
        """Return a rule as it was when it did something. Raises `KeyError`."""
        return inbox_rules.revision(self._workspace.read(), rule_id, n)

    def fired(self) -> Mapping[str, Fired]:
        """Return how often each rule did something within a week."""
        return inbox_effects.fired(self._workspace.read(), self._clock.now() - A_WEEK)

    def keep(self, rule: InboxRule) -> tuple[InboxRule, Changes]:
        """Keep a rule, new where it has no id; one that does other things than before is another revision.

        Raises `NotAllowed` ("inbox-rule-…") for a rule that cannot work, and `QueryError`.
        """
        self._acting.require(Act.KEEP)
        wanted = checked(rule)
        parse(wanted.query)
        with self._workspace.write(durable=True) as connection:
            wanted, opened = self._with_topics(connection, wanted)
            there = inbox_rules.rules(connection)
            before = next((one for one in there if one.id == wanted.id), None)
            if before is None:
                kept = replace(wanted, id=uuid7(), revision=1, position=len(there), enabled=False)
            else:
                again = wanted.says_other(before)
                kept = replace(
                    wanted,
                    revision=before.revision + again,
                    position=before.position,
                    enabled=before.enabled,
                )
            kept = replace(kept, by=self._acting.id, why_off="")
            inbox_rules.put(connection, kept, self._clock.now())
            self._renumber(connection)
            self._note(connection, "keep", kept)
            return inbox_rules.rule(connection, kept.id), Changes(inbox_rules=True, topics=opened)

    def _with_topics(self, connection: Connection, rule: InboxRule) -> tuple[InboxRule, bool]:
        """Return a rule whose topics are known by id, and whether one was opened: titles change, ids do not."""
        known = {one.id for one in topics.listed(connection, removed=True)}
        opened = False
        actions = []
        for one in rule.actions:
            if one.kind is ActionKind.TOPIC and one.value not in known:
                topic, changes = self._topics().make(one.value)
                opened = opened or changes.topics
                one = replace(one, value=topic.id)  # noqa: PLW2901 - the same action
            actions.append(one)
        return replace(rule, actions=tuple(dict.fromkeys(actions))), opened

    def switch(self, rule_id: str, *, on: bool, anyway: bool = False) -> Changes:
        """Turn a rule on or off.

        Raises `QueryError`, and `NotAllowed` ("inbox-rule-much") where it finds more of the newest messages than
        it should, unless a person said so (`anyway`).
        """
        self._acting.require(Act.KEEP)
        rule = self.rule(rule_id)
        if on and self._runs.reach(rule).is_much and not anyway:
            raise NotAllowed("inbox-rule-much")
        with self._workspace.write(durable=True) as connection:
            inbox_rules.switch(connection, rule_id, on=on)
            self._note(connection, "on" if on else "off", rule)
        return Changes(inbox_rules=True)

    def move(self, rule_id: str, before: str = "", folder: str = "") -> Changes:
        """Put a rule into a folder and before another one, or at the folder's end."""
        self._acting.require(Act.KEEP)
        with self._workspace.write(durable=True) as connection:
            there = inbox_rules.rules(connection)
            inbox_rules.place(connection, moved(there, rule_id, before, folder))
            self._note(connection, "move", inbox_rules.rule(connection, rule_id))
        return Changes(inbox_rules=True)

    def duplicate(self, rule_id: str, name: str) -> tuple[InboxRule, Changes]:
        """Make a rule like another, turned off, under a new name."""
        self._acting.require(Act.KEEP)
        return self.keep(replace(self.rule(rule_id), id="", name=name))

    def remove(self, rule_id: str) -> Changes:
        """Take a rule out of the list; what it did stays, and still names it."""
        self._acting.require(Act.KEEP)
        with self._workspace.write(durable=True) as connection:
            inbox_rules.remove(connection, rule_id, self._clock.now())
            self._note(connection, "remove", inbox_rules.rule(connection, rule_id))
        return Changes(inbox_rules=True)

    def bring_back(self, rule_id: str) -> Changes:
        """Put a removed rule back where it stood."""
        self._acting.require(Act.KEEP)
        with self._workspace.write(durable=True) as connection:
            inbox_rules.remove(connection, rule_id, None)
            self._renumber(connection)
            self._note(connection, "back", inbox_rules.rule(connection, rule_id))
        return Changes(inbox_rules=True)

    def export(self, wanted: Sequence[str] = ()) -> str:
        """Return these rules, or all, as a text that `take_in` reads, here or in another workspace."""
        rules = [one for one in self.listed() if not wanted or one.id in wanted]
        titles = self.topics(removed=True)
        return inbox_rule_text.written(_titled(one, titles) for one in rules)

    def take_in(self, text: str) -> tuple[tuple[InboxRule, ...], Changes]:
        """Add the rules of a text behind those that are here, all turned off.

        Raises `NotAllowed` ("inbox-rule-text", or as `keep`) and `QueryError`; then nothing is added.
        """
        self._acting.require(Act.KEEP)
        found = inbox_rule_text.read(text)
        with self._workspace.write(durable=True):
            kept = tuple(self.keep(one)[0] for one in found)
        return kept, Changes(inbox_rules=True, topics=True)

    def unreadable(self, query: str) -> QueryError | None:
        """Return what is wrong with a query, None where nothing is."""
        try:
            parse(query)
        except QueryError as error:
            return error
        return None

    def categories(self) -> Mapping[str, Mapping[str, str]]:
        """Return what the categories of the charters that govern are called, by id and language."""
        return self._charters().category_labels()

    def labels(self) -> tuple[str, ...]:
        """Return the paths of the labels that there are."""
        return tuple(one.path for one in labels.all_labels(self._workspace.read()))

    def topics(self, *, removed: bool = False) -> Mapping[str, str]:
        """Return the titles of the topics under which a rule can file, by id."""
        return {one.id: one.title for one in self._topics().listed(removed=removed)}

    def _renumber(self, connection: Connection) -> None:
        inbox_rules.place(connection, in_order(inbox_rules.rules(connection)))

    def _note(self, connection: Connection, what: str, rule: InboxRule) -> None:
        facts = {"rule": rule.id, "name": rule.name, "revision": rule.revision}
        self._journal.note(connection, f"inbox-rule.{what}", facts)


def _titled(rule: InboxRule, titles: Mapping[str, str]) -> InboxRule:
    """Return a rule that names its topics by their titles: an id says nothing in another workspace."""
    actions = tuple(
        replace(one, value=titles.get(one.value, one.value))
        if one.kind is ActionKind.TOPIC
        else one
        for one in rule.actions
    )
    return replace(rule, actions=actions)
