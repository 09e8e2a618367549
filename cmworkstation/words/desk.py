"""The crisis desk in words: triggers with their values, the log, the roster, and what is due."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from cmworkstation import words
from cmworkstation.domain import foreign
from cmworkstation.domain.charter.model import Charter
from cmworkstation.domain.crisis_log import LogLine
from cmworkstation.domain.freeze import ScopeKind
from cmworkstation.domain.roster import WEEK, Call, Person, read_hours
from cmworkstation.domain.statement_slots import SIGNED_BY, Blank
from cmworkstation.domain.triggers import Part, Trigger
from cmworkstation.i18n import N_, labelled, tr, trn
from cmworkstation.words import crises, journal, times

if TYPE_CHECKING:
    from cmworkstation.services.exercises import Round

Block = tuple[str, str]  # "title", "head", "text", "soft" or "item", and its words

MEASURED: Mapping[str, str] = {
    "volume_1h": N_("Messages in the last hour"),
    "baseline_1h": N_("Usual for this hour"),
    "volume_24h": N_("Messages in 24 hours"),
    "negative_share_24h": N_("Complaints and attacks, of what was sorted in 24 hours"),
    "press_mentions_24h": N_("Stories in feeds and pages in 24 hours"),
    "mentions_24h": N_("Stories that watches found in 24 hours"),
    "complaints_same_batch": N_("Complaints of a day that say much the same"),
    "query_1h": N_("The loudest query of the watch in an hour"),
    "query_baseline_1h": N_("Usual for this query in an hour"),
    "confirmed": N_("Confirmed danger"),
    "account_compromised": N_("An account in other hands"),
    "waiting_h": N_("Longest wait of a person"),
    "sources_failing": N_("Sources that cannot be read"),
    "crisis.level": N_("Level that holds"),
}
COMPARED: Mapping[str, str] = {
    ">=": N_("{what}: {now}, counts from {limit}"),
    ">": N_("{what}: {now}, counts above {limit}"),
    "<=": N_("{what}: {now}, counts up to {limit}"),
    "<": N_("{what}: {now}, counts below {limit}"),
    "!=": N_("{what}: {now}, counts unless it is {limit}"),
}
IS = N_("{what}: {now}, counts when it is {limit}")
OUTCOMES: Mapping[str, str] = {
    "": N_("called, no word yet"),
    "reached": N_("reached"),
    "not-reached": N_("not reached"),
    "passed": N_("no word in time, passed on"),
}
REASONS: Mapping[str, str] = {
    "calm": N_("Ready. It is used once a level holds."),
    "level": N_("Not for the level that holds."),
    "expired": N_("Expired. Nobody can use it; renew it in the charter."),
    "not-approved": N_("Nobody approved it. It cannot be used."),
}
CHECKLIST: tuple[str, ...] = (
    N_("Freeze everything: nothing more leaves from here."),
    N_("From a clean machine, change the password, and end all other sessions on the platform."),
    N_("Turn the second factor on again, with new recovery codes."),
    N_("Take away the access of programs and of people you do not know."),
    N_("Look through what was posted, sent and changed; keep pictures before you delete anything."),
    N_("Report it to the platform, and to the police where money or threats are at stake."),
    N_("Say on another channel which account is not you at present."),
    N_("Sign in here again, and look at the outbox item by item before you thaw it."),
    N_("Tell those who were written to in your name."),
)


def measured(name: str) -> str:
    """Return what a field of a condition measures."""
    return tr(MEASURED[name]) if name in MEASURED else foreign.line(name, 40)


def value(name: str, amount: object) -> str:
    """Return a value as people read it; a dash where nobody knows."""
    if amount is None:
        return "–"
    if isinstance(amount, bool):
        return tr("yes") if amount else tr("no")
    if name == "negative_share_24h" and isinstance(amount, int | float):
        return f"{amount * 100:.0f} %".replace(" ", "\u202f")
    if name == "waiting_h" and isinstance(amount, int | float):
        return times.length(amount * 3600)
    if isinstance(amount, float):
        return f"{amount:.0f}" if amount == int(amount) else f"{amount:.1f}"
    return foreign.line(str(amount), 60)


def part(one: Part, trigger: Trigger) -> str:
    """Return one comparison as a sentence: what it is now, and from where on it counts."""
    if not trigger.text:
        said = tr("“{word}”: {n} messages in 24 hours, counts from {limit}")
        return said.format(word=foreign.line(one.field, 40), n=one.value, limit=one.limit)
    now = value(one.field, one.value)
    if not one.op:
        return tr("{what}: {now}").format(what=measured(one.field), now=now)
    limit = value(one.field, one.limit)
    said = tr(COMPARED.get(one.op, IS))
    return said.format(what=measured(one.field), now=now, limit=limit)


def trigger(one: Trigger) -> str:
    """Return a trigger with all its values in one line."""
    return " · ".join(part(each, one) for each in one.parts)


def met(one: Trigger) -> str:
    """Return whether a trigger is met."""
    return {True: tr("met"), False: tr("not met"), None: tr("not known")}[one.met]


def proposal(charter: Charter, one: Trigger) -> str:
    """Return that a level is due by what is measured; declaring it is for people."""
    said = tr("What is measured speaks for {level} (level {n}). Nothing was declared by itself.")
    return said.format(level=crises.name(charter, one.level), n=one.number)


def round_(going_on: "Round", now: datetime) -> str:
    """Return how an exercise stands: the stop-watch, what came, and when the next message comes."""
    watch = times.length((now - going_on.drill.began_at).total_seconds())
    said = tr("EXERCISE, for {time}. {came} of {all} messages came in.").format(
        time=watch, came=going_on.came, all=len(going_on.script.lines)
    )
    if going_on.next_at is None:
        return tr("{sentence} That was the last one.").format(sentence=said)
    return said


def calm(since: datetime | None, now: datetime) -> str:
    """Return that there is no crisis, and since when."""
    if since is None:
        return tr("No crisis. There never was one here.")
    return tr("No crisis. Level 0 since {when}.").format(when=words.moment(since, now))


def update(at: datetime | None, now: datetime) -> str:
    """Return how long it is until we speak again, or since we should have."""
    if at is None:
        return tr("No next word to the public is promised.")
    when = words.moment(at, now)
    if at > now:
        length = times.length((at - now).total_seconds())
        return tr("Next word to the public {when}, in {length}").format(when=when, length=length)
    length = times.length((now - at).total_seconds())
    return tr("Next word to the public was due {when}: late by {length}").format(
        when=when, length=length
    )


def due(at: datetime, *, over: bool) -> str:
    """Return that the next word to the public is due soon, or was."""
    said = (
        tr("The public was to hear from us at {time}. Speak, or say when you will.")
        if over
        else tr("The public hears from us again at {time}. Prepare what to say.")
    )
    return said.format(time=f"{at.astimezone():%H:%M}")


def on_call(people: Iterable[Person]) -> str:
    """Return who is on call, in one line."""
    names = ", ".join(foreign.line(one.name, 40) for one in people)
    return tr("On call now: {names}").format(names=names) if names else tr("Nobody is on call now.")


def hours_of(typed: str) -> str:
    """Return hours on call in the person's language; as they were typed where nobody understands them."""
    try:
        spans = read_hours(typed)
    except ValueError:
        return foreign.line(typed, 80)
    said = [
        " ".join(filter(None, (_weekdays(days), f"{_clock(begins)}–{_clock(ends)}")))
        for days, begins, ends in spans
    ]
    return "; ".join(said) if said else tr("at all times")


def _weekdays(days: Collection[int]) -> str:
    """Return days as runs: "Mon–Fri, Sun"; "" for all of them."""
    if len(days) == len(WEEK):
        return ""
    names = tr("Mon Tue Wed Thu Fri Sat Sun").split()
    runs: list[list[int]] = []
    for day in sorted(days):
        if runs and runs[-1][-1] == day - 1:
            runs[-1].append(day)
        else:
            runs.append([day])
    return ", ".join(
        names[run[0]] if len(run) == 1 else f"{names[run[0]]}–{names[run[-1]]}" for run in runs
    )


def _clock(minute: int) -> str:
    return f"{minute // 60:02}:{minute % 60:02}"


def person(one: Person, *, now: bool, deputy: str) -> str:
    """Return somebody of the roster with everything that one needs to call them."""
    head = foreign.line(one.name, 60)
    if one.part:
        head = f"{head} · {foreign.line(one.part, 60)}"
    numbers = " / ".join(foreign.line(each, 40) for each in one.numbers) or tr("no number")
    hours = hours_of(one.hours)
    tail = [tr("on call now") if now else tr("not on call now"), hours]
    if deputy:
        tail.append(tr("deputy: {name}").format(name=foreign.line(deputy, 40)))
    if one.note:
        tail.append(foreign.line(one.note, 120))
    return f"{head}\n{numbers}\n{' · '.join(tail)}"


def call_list(
    people: Sequence[Person], on_call_now: Collection[str], now: datetime
) -> Iterator[Block]:
    """Yield the roster as it is printed, with every number."""
    names = {one.id: one.name for one in people}
    yield "title", tr("Call list")
    yield (
        "soft",
        tr("As of {when}. Keep it where it can be read without a network.").format(
            when=words.dated(now)
        ),
    )
    for n, one in enumerate(people, 1):
        head, *rest = person(
            one, now=one.id in on_call_now, deputy=names.get(one.deputy_id, "")
        ).split("\n")
        yield "head", f"{n}. {head}"
        for each in rest:
            yield "item", each


def call(one: Call, name: str, now: datetime) -> str:
    """Return what became of a call."""
    who = foreign.line(name, 60) or tr("Somebody who left the roster")
    said = f"{words.moment(one.at, now)} · {who} · {tr(OUTCOMES.get(one.outcome, OUTCOMES['']))}"
    if one.settled_at is None and one.pass_at > now:
        left = times.length((one.pass_at - now).total_seconds())
        return tr("{call}; passes on in {length}").format(call=said, length=left)
    return said


def passed(person_: Person | None, following: Person | None) -> str:
    """Return that a call passed on, and to whom."""
    who = foreign.line(person_.name, 40) if person_ else tr("Somebody who left the roster")
    if following is None:
        return tr("No word from {who}. Everybody on the roster was called.").format(who=who)
    number = next(iter(following.numbers), "")
    name = foreign.line(following.name, 40)
    said = (
        tr("No word from {who}. Call {name} next: {number}")
        if number
        else tr("No word from {who}. Call {name} next.")
    )
    return said.format(who=who, name=name, number=foreign.line(number, 40))


def clock(behind: timedelta | None) -> str:
    """Return that this machine's clock is behind what servers say, "" where it is not."""
    if behind is None:
        return ""
    length = times.length(behind.total_seconds())
    return tr(
        "This machine’s clock is behind a server’s by {length} or more. The log keeps the order in which things"
        " happened; its times may be wrong."
    ).format(length=length)


def line(
    one: LogLine,
    name_of: Callable[[str], str],
    on_roster: Callable[[str], str],
    level_name: Callable[[str], str] = str,
) -> str:
    """Return what happened, in one sentence without its time."""
    what = _what(one, on_roster, level_name)
    who = foreign.line(name_of(one.by), 60) if one.by else ""
    said = tr("{what} ({who})").format(what=what, who=who) if who else what
    if one.behind:
        said = tr("{line} The clock had been set back before this.").format(line=_ended(said))
    return said


def _ended(said: str) -> str:
    return said if said.endswith((".", "!", "?")) else f"{said}."


def _what(one: LogLine, on_roster: Callable[[str], str], level_name: Callable[[str], str]) -> str:
    if one.erased:
        return tr("{what}; its words were erased").format(what=journal.kind(one.kind))
    facts = {key: foreign.line(str(kept), 300) for key, kept in one.facts.items()}
    if facts.get("level"):
        facts["level"] = level_name(facts["level"])
    if one.kind in ("crisis.call", "crisis.called"):
        facts["who"] = foreign.line(on_roster(facts.get("person", "")), 60)
    teller = TELLERS.get(one.kind)
    if teller is not None:
        return teller(facts, one.facts)
    about = journal.about(one.facts, lambda _: "")
    return (
        labelled(_begun(journal.kind(one.kind)), about) if about else _begun(journal.kind(one.kind))
    )


Shown = Mapping[str, str]  # facts, fit to be shown
Facts = Mapping[str, object]


def _noted(shown: Shown, facts: Facts) -> str:
    head = tr("Decision: {words}") if facts.get("decision") else tr("Note: {words}")
    return head.format(words=shown.get("words", ""))


def _level(shown: Shown, _: Facts) -> str:
    level = shown.get("level") or tr("normal")
    return tr("Level {level}: {why}").format(level=level, why=shown.get("why", ""))


def _update(shown: Shown, _: Facts) -> str:
    at = _moment(shown.get("next", ""))
    if not at:
        return tr("No next word to the public is promised any more")
    return tr("Next word to the public promised for {when}").format(when=at)


def _late(shown: Shown, _: Facts) -> str:
    said = tr("The word to the public promised for {when} was late")
    return said.format(when=_moment(shown.get("due", "")))


def _called(shown: Shown, _: Facts) -> str:
    who = shown.get("who") or tr("somebody who left the roster")
    outcome = tr(OUTCOMES.get(shown.get("outcome", ""), OUTCOMES[""]))
    return tr("Call to {who}: {outcome}").format(who=who, outcome=outcome)


def _jumped(shown: Shown, _: Facts) -> str:
    try:
        seconds = float(shown.get("seconds", "0"))
    except ValueError:
        seconds = 0.0
    said = (
        tr("The clock jumped ahead by {length}")
        if seconds > 0
        else tr("The clock was set back by {length}")
    )
    return said.format(length=times.length(abs(seconds)))


def _used(shown: Shown, _: Facts) -> str:
    n = int(shown.get("accounts", "0")) if shown.get("accounts", "").isdecimal() else 0
    said = trn(
        "Statement “{name}” went to {n} account", "Statement “{name}” went to {n} accounts", n
    )
    return said.format(name=shown.get("title") or shown.get("statement", ""), n=n)


def _overtaken(shown: Shown, _: Facts) -> str:
    said = tr("Statement “{name}” is overtaken").format(name=shown.get("title", ""))
    return labelled(said, shown["changed"]) if shown.get("changed") else said


def _added(shown: Shown, _: Facts) -> str:
    n = int(shown.get("accounts", "0")) if shown.get("accounts", "").isdecimal() else 0
    said = trn(
        "Addendum to “{name}” went to {n} account", "Addendum to “{name}” went to {n} accounts", n
    ).format(name=shown.get("title", ""), n=n)
    return labelled(said, shown["changed"]) if shown.get("changed") else said


def _put_away(shown: Shown, _: Facts) -> str:
    return tr("Addendum to “{name}” thrown away").format(name=shown.get("title", ""))


def _brought_back(shown: Shown, _: Facts) -> str:
    return tr("Addendum to “{name}” brought back").format(name=shown.get("title", ""))


def _froze(shown: Shown, _: Facts) -> str:
    whole = shown.get("scope", ScopeKind.ALL) == ScopeKind.ALL
    said = tr("Froze everything") if whole else tr("Froze a part: {what}")
    said = said.format(what=shown.get("key", ""))
    return labelled(said, shown["why"]) if shown.get("why") else said


def _known(shown: Shown, facts: Facts) -> str:
    if "account_compromised" in facts:
        if facts["account_compromised"]:
            return tr("An account is in other hands")
        return tr("No account is in other hands any more")
    if shown.get("confirmed"):
        return tr("Confirmed: {what}").format(what=shown["confirmed"])
    return tr("Nothing is confirmed any more")


TELLERS: Mapping[str, Callable[[Shown, Facts], str]] = {
    "crisis.note": _noted,
    "crisis.declare": _level,
    "crisis.end": _level,
    "crisis.update": _update,
    "crisis.update-late": _late,
    "crisis.call": _called,
    "crisis.called": _called,
    "crisis.clock": _jumped,
    "crisis.known": _known,
    "statement.use": _used,
    "statement.overtaken": _overtaken,
    "statement.addendum": _added,
    "statement.addendum-drop": _put_away,
    "statement.addendum-back": _brought_back,
    "freeze.begin": _froze,
}


def _begun(said: str) -> str:
    return said[:1].upper() + said[1:]


def _moment(text: str) -> str:
    try:
        return f"{datetime.fromisoformat(text).astimezone():%H:%M}"
    except ValueError:
        return ""


def blank(one: Blank) -> str:
    """Return what a blank of a statement asks for."""
    return tr("Who signs: first name and name") if one.name == SIGNED_BY else one.label
