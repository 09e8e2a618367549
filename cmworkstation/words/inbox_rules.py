"""Words about inbox rules: what they do, what they did, what they would do."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime

from cmworkstation import words
from cmworkstation.domain import foreign
from cmworkstation.domain.inbox_conditions import TOLD, Condition, Conditions
from cmworkstation.domain.inbox_rule import (
    Action,
    ActionKind,
    DryRun,
    Effect,
    Fired,
    InboxRule,
    Reach,
    RunDone,
    snooze_hours,
)
from cmworkstation.domain.query import Field
from cmworkstation.domain.query.names import VALUES, shown_value
from cmworkstation.i18n import N_, language, number, tr, trn

# What a rule is set to do.
ACTIONS: dict[ActionKind, str] = {
    ActionKind.LABEL: N_("Put on the label"),
    ActionKind.UNLABEL: N_("Take off the label"),
    ActionKind.TOPIC: N_("File under the topic"),
    ActionKind.ASSIGN: N_("Give to"),
    ActionKind.CATEGORY: N_("Put into the category"),
    ActionKind.DONE: N_("Mark as done"),
    ActionKind.NO_ANSWER: N_("No answer needed, because"),
    ActionKind.COLLEAGUE: N_("Let it wait for a colleague"),
    ActionKind.ASIDE: N_("Put aside, as"),
    ActionKind.SNOOZE: N_("Snooze"),
    ActionKind.MUTE: N_("Mute the conversation"),
    ActionKind.READ: N_("Mark as read"),
    ActionKind.NOTE: N_("Write an internal note"),
    ActionKind.NOTIFY: N_("Tell me at once"),
}
# What it did.
DONE: dict[ActionKind, str] = {
    ActionKind.LABEL: N_("put on the label {value}"),
    ActionKind.UNLABEL: N_("took off the label {value}"),
    ActionKind.TOPIC: N_("filed it under the topic {value}"),
    ActionKind.ASSIGN: N_("gave it to {value}"),
    ActionKind.CATEGORY: N_("put it into the category {value}"),
    ActionKind.DONE: N_("marked it as done"),
    ActionKind.NO_ANSWER: N_("needs no answer: {value}"),
    ActionKind.COLLEAGUE: N_("let it wait for a colleague"),
    ActionKind.ASIDE: N_("put it aside: {value}"),
    ActionKind.SNOOZE: N_("snoozed it {value}"),
    ActionKind.MUTE: N_("muted it"),
    ActionKind.READ: N_("marked it as read"),
    ActionKind.NOTE: N_("wrote the internal note “{value}”"),
    ActionKind.NOTIFY: N_("told of it"),
}
NEVER = N_(
    "Inbox rules sort what comes in: they label, assign, set aside and note. They never answer anybody and never act"
    " on a platform."
)
Name = Callable[[Action], str]  # what the value of an action is called: a person, a category


def plain(action: Action) -> str:
    """Return the value of an action as it stands, with spans in words."""
    if action.kind is not ActionKind.SNOOZE:
        return action.value
    return span(action.value)


def span(value: str) -> str:
    """Return for how long to snooze."""
    hours = snooze_hours(value)
    if hours is None:
        return tr("until somebody writes again")
    if hours % 24:
        return trn("for {n} hour", "for {n} hours", hours).format(n=hours)
    return trn("for {n} day", "for {n} days", hours // 24).format(n=hours // 24)


def titled(titles: Mapping[str, str]) -> Name:
    """Return what the value of an action is called, topics by their titles (id → title)."""

    def name(one: Action) -> str:
        return titles.get(one.value, one.value) if one.kind is ActionKind.TOPIC else plain(one)

    return name


def action(one: Action, name: Name = plain) -> str:
    """Return what a rule is set to do."""
    value = foreign.line(name(one), 80)
    if one.kind is ActionKind.NOTE:
        value = tr("“{text}”").format(text=value)
    return tr("{what} {value}").format(what=tr(ACTIONS[one.kind]), value=value).strip()


def done(effect: Effect, name: Name = plain) -> str:
    """Return what a rule did, and its name."""
    value = foreign.line(name(effect.action), 80)
    what = tr(DONE[effect.action.kind]).format(value=value)
    return tr("“{rule}” {what}").format(rule=foreign.line(effect.rule_name, 80), what=what)


def effect(one: Effect, now: datetime, name: Name = plain) -> str:
    """Return what a rule did, when, and whether it was taken back."""
    said = tr("{what}, {when}").format(what=done(one, name), when=words.when(one.at, now))
    return tr("{what} (taken back)").format(what=said) if one.undone_at else said


def sorted_by(effects: Sequence[Effect]) -> str:
    """Return which rules were at work, "" for none."""
    names = list(dict.fromkeys(one.rule_name for one in effects))
    if len(names) == 1:
        return tr("Sorted by the rule “{name}”").format(name=foreign.line(names[0], 60))
    return (
        trn("Sorted by {n} rule", "Sorted by {n} rules", len(names)).format(n=len(names))
        if names
        else ""
    )


def standing(rule: InboxRule) -> str:
    """Return whether a rule is on, and why the program turned it off."""
    if rule.enabled:
        return tr("On")
    if rule.why_off == "query":
        return tr("Off: what it looks for cannot be read any more")
    if rule.why_off:
        return tr("Off: it went wrong, and was stopped")
    return tr("Off")


def fired(found: Fired | None) -> str:
    """Return how often a rule did something within a week."""
    if found is None or not found.messages:
        return tr("nothing this week")
    return trn("{n} message this week", "{n} messages this week", found.messages).format(
        n=found.messages
    )


def dry_run(found: DryRun) -> str:
    """Return what a rule would find."""
    if not found.messages:
        return tr("It would find nothing here.")
    said = trn("It would find {n} message", "It would find {n} messages", found.messages)
    where = trn("in {n} conversation", "in {n} conversations", found.conversations)
    return tr("{messages} {conversations}.").format(
        messages=said.format(n=number(found.messages)),
        conversations=where.format(n=number(found.conversations)),
    )


def change(one: tuple[Action, int, int], name: Name = plain) -> str:
    """Return what one action would change, and where it is so already."""
    what, would, wont = action(one[0], name), one[1], one[2]
    if not wont:
        return tr("{what}: {n}").format(what=what, n=number(would))
    return tr("{what}: {n} to do, {m} done already").format(
        what=what, n=number(would), m=number(wont)
    )


def reach(found: Reach) -> str:
    """Return how much a rule finds among the newest messages."""
    return trn(
        "It finds {found} of the newest {n} message.",
        "It finds {found} of the newest {n} messages.",
        found.among,
    ).format(found=number(found.found), n=number(found.among))


def run_done(found: RunDone) -> str:
    """Return what an application to everything did."""
    return trn("{n} thing was changed.", "{n} things were changed.", found.effects).format(
        n=number(found.effects)
    )


# ------------------------------------------------------------------------------ conditions

FIELDS: dict[Field | None, str] = {
    None: N_("Words"),
    Field.FROM: N_("Written by"),
    Field.ACCOUNT: N_("Account"),
    Field.PLATFORM: N_("Network"),
    Field.LABEL: N_("Label"),
    Field.IS: N_("Standing"),
    Field.HAS: N_("It has"),
    Field.LANG: N_("Language"),
    Field.CATEGORY: N_("Category"),
    Field.ASSIGNEE: N_("In the hands of"),
}
EXAMPLES: dict[Field | None, str] = {
    None: N_("parcel"),
    Field.FROM: N_("a name or a handle"),
    Field.LANG: N_("fr"),
}
WANTED: dict[ActionKind, str] = {
    ActionKind.LABEL: N_("Orders/Delivery"),
    ActionKind.UNLABEL: N_("Orders/Delivery"),
    ActionKind.TOPIC: N_("a topic of the board, or a new one"),
    ActionKind.NO_ANSWER: N_("the reason"),
    ActionKind.ASIDE: N_("the reason, such as spam"),
    ActionKind.NOTE: N_("the words of the note"),
}


def field(one: Field | None) -> str:
    """Return what a condition is about."""
    return tr(FIELDS[one])


def example(one: Field | None) -> str:
    """Return what could stand in the value of a condition."""
    return tr(EXAMPLES[one]) if one in EXAMPLES else ""


def wanted(kind: ActionKind) -> str:
    """Return what could stand in the value of an action."""
    return tr(WANTED[kind]) if kind in WANTED else ""


def conditions(found: Conditions) -> str:
    """Return conditions in words, one on each line."""
    head = tr("Any one of these fits") if found.any_of else tr("All of these fit")
    lines = [condition(one) for one in found.rows]
    return "\n".join([head, *lines] if len(lines) > 1 else lines)


def condition(one: Condition) -> str:
    """Return one condition in words."""
    said = tr("{field} is not “{value}”") if one.negated else tr("{field} is “{value}”")
    if one.about is None:
        said = tr("It does not say “{value}”") if one.negated else tr("It says “{value}”")
    value = one.value
    if one.about in TOLD:
        value = shown_value(one.about, value, french=language() == "fr")
    return said.format(field=field(one.about), value=foreign.line(value, 80))


def told(one: Field) -> list[tuple[str, str]]:
    """Return the values that a field has of its own, with what they are called."""
    french = language() == "fr"
    return [(value, shown_value(one, value, french=french)) for value in VALUES[one]]
