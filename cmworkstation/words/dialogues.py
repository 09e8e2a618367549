"""Dialogues in words: states, stances, where contributions came from, figures and tables."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime

from cmworkstation import words
from cmworkstation.domain.dialogue import (
    Contribution,
    Contributor,
    Dialogue,
    DialogueState,
    Figures,
    How,
    Place,
    PlaceId,
    PlaceState,
    Poll,
    Stance,
)
from cmworkstation.domain.profile import ProfileId
from cmworkstation.domain.table import Cell, Table
from cmworkstation.i18n import N_, labelled, number, tr, trn
from cmworkstation.words import days

STATES = {
    DialogueState.IDEA: N_("idea"),
    DialogueState.APPROVED: N_("approved"),
    DialogueState.OPEN: N_("open for answers"),
    DialogueState.CLOSED: N_("being evaluated"),
    DialogueState.ANSWERED: N_("answered"),
}
ROLES = {
    DialogueState.IDEA: "soft",
    DialogueState.APPROVED: "accent",
    DialogueState.OPEN: "accent",
    DialogueState.CLOSED: "warn",
    DialogueState.ANSWERED: "good",
}
STANCES = {
    Stance.NONE: N_("not marked"),
    Stance.FOR: N_("for"),
    Stance.AGAINST: N_("against"),
    Stance.MIXED: N_("for and against"),
    Stance.IDEA: N_("an idea"),
    Stance.QUESTION: N_("a question"),
}
HOWS = {
    How.THREAD: N_("below the question"),
    How.FILED: N_("filed by hand"),
    How.CAPTURED: N_("captured"),
    How.POLL: N_("poll"),
    How.ENTERED: N_("entered by hand"),
}
PLACES = {
    PlaceState.WAITING: N_("not asked yet"),
    PlaceState.DRAFT: N_("a draft is ready"),
    PlaceState.ON_ITS_WAY: N_("on its way"),
    PlaceState.ASKED: N_("asked"),
}


def state(one: Dialogue) -> str:
    """Return where a dialogue stands."""
    return tr(STATES[one.state])


def standing(one: Dialogue, now: datetime) -> str:
    """Return a dialogue in a line."""
    parts = [state(one)]
    if one.state is DialogueState.OPEN and one.ends_at is not None:
        if one.ends_at < now:
            parts.append(tr("its time is over: close it"))
        else:
            parts.append(tr("until {day}").format(day=words.when(one.ends_at, now)))
    elif one.answered_at is not None:
        parts.append(words.when(one.answered_at, now))
    if one.audience:
        parts.append(one.audience)
    return " · ".join(parts)


def place(one: Place, now: datetime) -> str:
    """Return how far the question is in a place."""
    if one.filed:
        return tr("a thread that was filed")
    said = tr(PLACES[one.state])
    if one.asked_at is not None:
        said = tr("asked {when}").format(when=words.when(one.asked_at, now))
    return said if one.account_id is not None else f"{said} · {tr('by hand')}"


def contribution(
    one: Contribution,
    places: Mapping[PlaceId, Place],
    now: datetime,
    names: Mapping[ProfileId, str] | None = None,
) -> str:
    """Return who said something, where it came from and what people here say of it, in a line."""
    where = places[one.place_id].name if one.place_id in places else ""
    parts = [one.who or tr("somebody"), where, tr(HOWS[one.how]), words.when(one.at, now)]
    if one.votes is not None:
        parts[0] = trn("{n} vote", "{n} votes", one.votes).format(n=number(one.votes))
        parts[-1:] = [days.day_of(one.at), *provenance(one, names or {})]
    if one.stance is not Stance.NONE:
        parts.append(tr(STANCES[one.stance]))
    if one.theme:
        parts.append(one.theme)
    if one.left_out:
        parts.append(tr("does not count: {why}").format(why=one.left_out))
    return " · ".join(part for part in parts if part)


def provenance(one: Contribution | Poll, names: Mapping[ProfileId, str]) -> list[str]:
    """Return from where the result of a poll is known, and who noted it (profile → name)."""
    found = [tr("source: {source}").format(source=one.source)] if one.source else []
    if name := names.get(ProfileId(one.by), ""):
        found.append(tr("noted by {name}").format(name=name))
    return found


def poll(one: Poll, places: Mapping[PlaceId, Place], names: Mapping[ProfileId, str]) -> str:
    """Return the head of a poll's result: how many votes, where, from which source, on which day, noted by whom."""
    where = places[one.place_id].name if one.place_id in places else ""
    parts = [
        trn("{n} vote", "{n} votes", one.total).format(n=number(one.total)),
        where,
        *provenance(one, names),
        days.day_of(one.at),
    ]
    if one.left_out:
        parts.append(tr("does not count: {why}").format(why=one.left_out))
    return " · ".join(part for part in parts if part)


def choice(one: Poll, n: int) -> str:
    """Return the votes of one choice with their share of the poll."""
    if not one.total:
        return number(n)
    return tr("{n} ({share}%)").format(n=number(n), share=round(100 * n / one.total))


def in_brief(
    found: Sequence[Poll], places: Mapping[PlaceId, Place], names: Mapping[ProfileId, str]
) -> str:
    """Return the results of polls as lines beside what people said, "" for none."""
    lines = []
    for one in found:
        if not one.left_out:
            said = ", ".join(f"{name} {choice(one, n)}" for name, n in one.choices)
            lines.append(f"{labelled(poll(one, places, names), said)}")
    return "\n".join(lines)


def votes_in(lines: Iterable[str]) -> list[tuple[str, int]]:
    """Return choices with their votes, as people write them: "Saturday = 34"; -1 where no number stands."""
    found = []
    for line in lines:
        if line.strip():
            name, _, n = line.rpartition("=")
            found.append((name.strip(), int(n.strip()) if n.strip().isdecimal() else -1))
    return found


def summary(found: Figures) -> str:
    """Return what contributions come to, in a sentence."""
    parts = []
    if found.contributions:
        people = trn("{n} person", "{n} people", found.people).format(n=number(found.people))
        said = trn("{n} contribution", "{n} contributions", found.contributions)
        contributions = said.format(n=number(found.contributions))
        parts.append(tr("{people} in {said}").format(people=people, said=contributions))
    if votes := sum(found.votes.values()):
        cast = trn("{n} vote of polls", "{n} votes of polls", votes)
        if parts:
            cast = trn("beside them {n} vote of polls", "beside them {n} votes of polls", votes)
        parts.append(cast.format(n=number(votes)))
    if found.left_out:
        out = trn("{n} does not count", "{n} do not count", found.left_out)
        parts.append(out.format(n=number(found.left_out)))
    if found.erased:
        gone = trn("{n} person was erased", "{n} people were erased", found.erased)
        parts.append(gone.format(n=number(found.erased)))
    return " · ".join(parts) or tr("Nobody has said anything yet.")


def contributor(one: Contributor, now: datetime, *, decided: bool) -> str:
    """Return whether somebody who contributed was told, in a line."""
    if one.why_not:
        said = tr("not told: {why}").format(why=one.why_not)
    elif one.told_at is not None:
        said = tr("told {when}").format(when=words.when(one.told_at, now))
        if one.told_how:
            said = f"{said} ({one.told_how})"
    elif one.on_its_way:
        said = tr("an answer is on its way")
    else:
        said = tr("must still be told") if decided else tr("will be told")
    n = one.contributions
    parts = [said, trn("{n} contribution", "{n} contributions", n).format(n=number(n))]
    if one.platform:
        parts.append(words.platform(one.platform))
    return " · ".join(parts)


def table(
    said: Sequence[Contribution],
    places: Mapping[PlaceId, Place],
    names: Mapping[ProfileId, str] | None = None,
) -> Table:
    """Return contributions as a table, with where each came from; `names` are those of profiles, by id."""
    by = names or {}
    heads = (
        *(N_("who"), N_("platform"), N_("place"), N_("how"), N_("time"), N_("words")),
        *(N_("stance"), N_("theme"), N_("votes"), N_("does not count"), N_("address")),
        *(N_("source"), N_("noted by")),
    )

    def rows() -> Iterator[Sequence[Cell]]:
        for one in said:
            where = places[one.place_id].name if one.place_id in places else ""
            platform = words.platform(one.platform) if one.platform else ""
            yield (
                *(one.who, platform, where, tr(HOWS[one.how]), one.at, one.words),
                *(tr(STANCES[one.stance]), one.theme, one.votes, one.left_out, one.url),
                *(one.source, by.get(ProfileId(one.by), "")),
            )

    return Table(tuple(map(tr, heads)), rows(), len(said))
