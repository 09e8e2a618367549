"""Inbox rules at work: on what comes in, in the very transaction that stores it; and by hand on what is here.

A rule sees messages and changes what stands around them; what it changes makes no message, so that no rule ever sets
another one off. Whatever goes wrong with a rule turns that rule off and stops nothing else.
"""

from collections.abc import Callable, Generator, Iterable, Sequence
from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING

from cmworkstation.domain.clock import Clock
from cmworkstation.domain.conversation import Changes
from cmworkstation.domain.errors import Damaged, NotAllowed, QueryError, StorageFull
from cmworkstation.domain.ids import ConversationId, uuid7
from cmworkstation.domain.inbox_rule import (
    SAMPLE,
    Action,
    ActionKind,
    DryRun,
    Effect,
    InboxRule,
    Reach,
    RunDone,
)
from cmworkstation.domain.message import Message
from cmworkstation.domain.profile import Act
from cmworkstation.domain.progress import Progress
from cmworkstation.domain.query import Viewpoint, parse
from cmworkstation.domain.query.viewpoint import CategoryLabels
from cmworkstation.domain.topic import named
from cmworkstation.killpoint import reach
from cmworkstation.services.acting import Acting
from cmworkstation.services.deadlines import Deadlines, set_due
from cmworkstation.services.journal import Journal
from cmworkstation.store import (
    accounts,
    finding,
    freezes,
    inbox_acts,
    inbox_effects,
    inbox_rules,
    messages,
    topics,
)
from cmworkstation.store.database import Connection, Workspace

if TYPE_CHECKING:
    from cmworkstation.services.brake import Brake

FIRST = 50  # messages that a dry run shows
UNREADABLE = "query"  # why a rule is off: its query cannot be read
FAILED = "failed"  # it went wrong while it worked
SLICE = 200  # effects that are taken back in one transaction


class InboxRuleRuns:
    """Runs inbox rules, and takes back what they did."""

    def __init__(
        self,
        workspace: Workspace,
        deadlines: Callable[[], Deadlines],
        journal: Journal,
        clock: Clock,
        acting: Acting,
        brake: "Brake",
        categories: Callable[[], CategoryLabels] = dict,
    ) -> None:
        """Take the workspace; `deadlines` says until when to answer, which a rule's category may change."""
        self._workspace = workspace
        self._deadlines = deadlines
        self._journal = journal
        self._clock = clock
        self._acting = acting
        self._brake = brake
        self._categories = categories

    # ------------------------------------------------------------------------------ on what comes in

    def on_intake(self, connection: Connection, message_ids: Sequence[int]) -> Changes:
        """Run all rules that are on over messages that came in, in the transaction that stores them."""
        homes = inbox_effects.incoming(connection, message_ids)
        changes = Changes()
        for rule in inbox_rules.rules(connection, enabled=True) if homes else ():
            reach("rules.before-rule")
            found: list[tuple[int, int]] = []
            try:
                with self._workspace.write(intake=True):
                    wanted = [message_id for message_id, _ in homes]
                    matching = finding.matching(
                        connection, parse(rule.query), wanted, self._seen_by(rule)
                    )
                    found = [one for one in homes if one[0] in matching]
                    free = self._free(connection, rule, found) if found else found
                    changes |= self._carry_out(connection, rule, free)[1]
            except (StorageFull, Damaged):
                raise
            except QueryError:
                inbox_rules.switch(connection, rule.id, on=False, why_off=UNREADABLE)
            except Exception as error:  # noqa: BLE001 - one rule must not keep messages from coming in
                why = f"{FAILED} {type(error).__name__}"
                inbox_rules.switch(connection, rule.id, on=False, why_off=why)
                found = []
            if rule.last and found:
                over = {message_id for message_id, _ in found}
                homes = [one for one in homes if one[0] not in over]
        reach("rules.after-all")
        return changes

    def _free(
        self, connection: Connection, rule: InboxRule, found: Sequence[tuple[int, int]]
    ) -> list[tuple[int, int]]:
        """Return on which messages a rule may act now; the others wait until a freeze is over and somebody decides."""
        if not self._brake.holding(connection):
            return list(found)
        free: list[tuple[int, int]] = []
        for message_id, home in found:
            account_id = messages.message(connection, message_id).account_id
            frozen = self._brake.number(account_id, home, connection)
            if frozen is None:
                free.append((message_id, home))
            else:
                freezes.keep_from_rule(connection, rule.id, [(message_id, home)], frozen)
        return free

    def make_up_for(
        self, connection: Connection, not_done: Sequence[tuple[str, int, int]], run: str = ""
    ) -> Changes:
        """Do what rules did not do while they stood still: rule, message, conversation. Within a transaction."""
        changes = Changes()
        for rule_id, message_id, home in not_done:
            try:
                rule = inbox_rules.rule(connection, rule_id)
            except KeyError:  # removed since
                continue
            changes |= self._carry_out(connection, rule, [(message_id, home)], run)[1]
        self._set_due(connection, changes.conversations)
        return changes

    def _seen_by(self, rule: InboxRule) -> Viewpoint:
        """Return from where a rule asks: "mine" is whoever keeps the rule, whoever works when a message comes in."""
        return Viewpoint(self._clock.now(), rule.by, categories=self._categories)

    def _carry_out(
        self,
        connection: Connection,
        rule: InboxRule,
        found: Iterable[tuple[int, int]],
        run: str = "",
    ) -> tuple[int, Changes]:
        """Do what a rule says to messages that it found; return how many things changed, and where."""
        now = self._clock.now()
        touched: set[int] = set()
        rung: set[int] = set()
        count = 0
        for message_id, conversation_id in found:
            for action in rule.actions:
                if action.kind is ActionKind.NOTIFY and run:
                    continue  # nobody is told of what came long ago
                place = inbox_acts.Place(conversation_id, message_id, now, rule.by)
                before = inbox_acts.do(connection, action, place)
                if before is None:
                    continue
                home = (conversation_id, message_id)
                inbox_effects.add(connection, rule, home, (action, before), now, run)
                touched.add(conversation_id)
                count += 1
                if action.kind is ActionKind.NOTIFY:
                    rung.add(conversation_id)
        files = bool(count) and any(one.kind is ActionKind.TOPIC for one in rule.actions)
        where = frozenset(touched)
        return count, Changes(conversations=where, alerts=frozenset(rung), topics=files)

    def _set_due(self, connection: Connection, touched: Iterable[int]) -> None:
        """Work out deadlines again where a category may have changed them; the intake does so by itself."""
        wanted = list(touched)
        for account_id in accounts.ids_by_number(connection).values():
            set_due(connection, self._deadlines(), account_id, wanted)

    # ------------------------------------------------------------------------------ on what is here

    def reach(self, rule: InboxRule) -> Reach:
        """Tell how much a rule finds among the newest messages. Raises `QueryError`."""
        connection = self._workspace.read()
        newest = inbox_effects.newest(connection, SAMPLE)
        found = finding.matching(connection, parse(rule.query), newest, self._seen_by(rule))
        return Reach(len(found), len(newest))

    def dry_run(self, rule: InboxRule) -> Generator[Progress, None, DryRun]:
        """Say what a rule, as it is written, would do to everything that is here. Raises `QueryError`.

        Nothing is changed, and the rule need not be kept yet.
        """
        connection = self._workspace.read()
        rule, unopened = self._in_ids(connection, rule)
        seen: set[int] = set()
        count = 0
        first: list[int] = []
        counts = dict.fromkeys(rule.actions, (0, 0))
        for slice_ in finding.each(connection, parse(rule.query), self._seen_by(rule)):
            found = inbox_effects.incoming(connection, slice_.ids)
            count += len(found)
            first = sorted((*first, *(one for one, _ in found)), reverse=True)[:FIRST]
            fresh = {home for _, home in found} - seen
            seen |= fresh
            for action, (would, wont) in counts.items():
                per_message = action.kind in inbox_acts.OF_A_MESSAGE
                over = [one for one, _ in found] if per_message else sorted(fresh)
                n = len(over)
                if action not in unopened:  # under a topic that is not there yet, nothing stands
                    n = inbox_acts.would_change(connection, action, over)
                counts[action] = (would + n, wont + len(over) - n)
            yield _progress(slice_)
        changes = tuple((one, would, wont) for one, (would, wont) in counts.items())
        return DryRun(count, len(seen), tuple(first), changes)

    @staticmethod
    def _in_ids(connection: Connection, rule: InboxRule) -> tuple[InboxRule, frozenset[Action]]:
        """Return a rule whose topics are known by id, and what it would file under topics that nobody opened yet."""
        known = topics.listed(connection, removed=True)
        ids = {one.id for one in known}
        actions: list[Action] = []
        unopened = set()
        for one in rule.actions:
            if one.kind is ActionKind.TOPIC and one.value not in ids:
                found = named((each for each in known if each.removed_at is None), one.value)
                if found is None:
                    unopened.add(one)
                else:
                    one = Action(one.kind, found.id)  # noqa: PLW2901 - the same action
            actions.append(one)
        return replace(rule, actions=tuple(actions)), frozenset(unopened)

    def apply(self, rule_id: str) -> Generator[Progress, None, RunDone]:
        """Do what a rule says to everything that is here, slice by slice; closing it leaves whole slices.

        Raises `KeyError`, `QueryError` and `NotAllowed`.
        """
        self._acting.require(Act.KEEP)
        return self._apply(inbox_rules.rule(self._workspace.read(), rule_id))

    def _apply(self, rule: InboxRule) -> Generator[Progress, None, RunDone]:
        query, run = parse(rule.query), uuid7()
        done = RunDone(run)
        with self._workspace.write(durable=True) as connection:
            self._journal.note(
                connection, "inbox-rule.apply", {"rule": rule.id, "name": rule.name, "run": run}
            )
        for slice_ in finding.each(self._workspace.read(), query, self._seen_by(rule)):
            with self._workspace.write(durable=True) as connection:
                found = inbox_effects.incoming(connection, slice_.ids)
                count, changes = self._carry_out(connection, rule, found, run)
                if any(one.kind is ActionKind.CATEGORY for one in rule.actions):
                    self._set_due(connection, changes.conversations)
                reach("rules.slice-applied")
            done = RunDone(
                run,
                done.messages + len(found),
                done.effects + count,
                done.conversations | changes.conversations,
            )
            yield _progress(slice_)
        return done

    def messages(self, wanted: Iterable[int]) -> tuple[Message, ...]:
        """Return the messages that a dry run shows; those that are gone since are left out."""
        connection = self._workspace.read()
        found = []
        for message_id in wanted:
            with suppress(KeyError):
                found.append(messages.message(connection, message_id))
        return tuple(found)

    # ------------------------------------------------------------------------------ taking back

    def undo_run(self, run: str) -> Generator[Progress, None, RunDone]:
        """Take back what an application did, where it still stands so; slice by slice, the latest first."""
        self._acting.require(Act.KEEP)
        return self._undo_run(run)

    def _undo_run(self, run: str) -> Generator[Progress, None, RunDone]:
        total = inbox_effects.count_of_run(self._workspace.read(), run)
        done, below, seen = RunDone(run), (1 << 63) - 1, 0
        while effects := inbox_effects.of_run(self._workspace.read(), run, below, SLICE):
            with self._workspace.write(durable=True) as connection:
                back = self._take_back(connection, effects)
                if not done.messages and not done.effects:
                    self._journal.note(connection, "inbox-rule.undo", {"run": run})
            below = effects[-1].id
            seen += len(effects)
            homes = {one.conversation_id for one in back}
            done = RunDone(run, 0, done.effects + len(back), done.conversations | homes)
            yield Progress(seen, total, "rules")
        return done

    def undo_effect(self, effect_id: int) -> Changes:
        """Take back one thing that a rule did. Raises `NotAllowed` where something else stands there now."""
        self._acting.require(Act.DRAFT)
        with self._workspace.write(durable=True) as connection:
            effect = inbox_effects.effect(connection, effect_id)
            if effect.undone_at is not None or not self._take_back(connection, [effect]):
                raise NotAllowed("inbox-rule-moved-on")
            self._journal.note(
                connection,
                "inbox-rule.undo",
                {"rule": effect.rule_id, "conversation": effect.conversation_id},
            )
        files = effect.action.kind is ActionKind.TOPIC
        return Changes(conversations=frozenset({effect.conversation_id}), topics=files)

    def _take_back(self, connection: Connection, effects: Sequence[Effect]) -> list[Effect]:
        now = self._clock.now()
        back = [one for one in effects if inbox_acts.undo(connection, one, now)]
        inbox_effects.mark_undone(connection, [one.id for one in back], now)
        if any(one.action.kind is ActionKind.CATEGORY for one in back):
            self._set_due(connection, {one.conversation_id for one in back})
        return back

    # ------------------------------------------------------------------------------ why did this happen

    def of_conversation(self, conversation_id: ConversationId) -> tuple[Effect, ...]:
        """Return what rules did to a conversation, the latest first, each with the rule's name at that time."""
        return inbox_effects.of_conversation(self._workspace.read(), conversation_id)

    def of_rule(self, rule_id: str, limit: int = 200) -> tuple[Effect, ...]:
        """Return what a rule did, the latest first."""
        return inbox_effects.of_rule(self._workspace.read(), rule_id, limit)


def _progress(slice_: finding.Slice) -> Progress:
    return Progress(round(100 * slice_.share), 100, "rules")
