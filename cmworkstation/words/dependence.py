"""Words about how much we depend on platforms, and what would be lost with one."""

from datetime import datetime
from typing import TYPE_CHECKING, Final

from cmworkstation import words
from cmworkstation.domain import foreign
from cmworkstation.domain.dependence import Band, Figure, Part
from cmworkstation.i18n import N_, labelled, language, number, tr, trn
from cmworkstation.words import gaps as gap_words
from cmworkstation.words import presence

if TYPE_CHECKING:
    from cmworkstation.services.depending import Action, Closing, Look, Saved
    from cmworkstation.services.reach import Known

PARTS: Final[dict[Part, str]] = {
    Part.INBOUND: N_("Messages to us, 90 days"),
    Part.AUDIENCE: N_("Audience"),
    Part.PEOPLE: N_("People reached only there"),
    Part.ANNOUNCEMENTS: N_("Announcements only there"),
    Part.HISTORY: N_("History not saved, days"),
}
BANDS: Final[dict[Band, str]] = {
    Band.RED: N_("too dependent"),
    Band.WATCH: N_("to be watched"),
    Band.CALM: N_("calm"),
    Band.NOTHING: N_("nothing to lose"),
    Band.UNKNOWN: N_("unknown"),
}
ACTIONS: Final[dict[str, str]] = {
    "fetch": N_("Fetch its older messages"),
    "export": N_("Export the workspace"),
    "invite": N_("Invite a person to a second channel"),
    "register": N_("Register a name elsewhere"),
    "count": N_("Enter how many people follow it"),
    "mirror": N_("See what was announced only there"),
}
WHY: Final[dict[str, str]] = {
    "hand": N_("noted by hand"),
    "account": N_("wrote to us there as well"),
    "name": N_("same name and handle there"),
}


def part(value: Part) -> str:
    """Return what a figure is about."""
    return tr(PARTS[value])


def band(value: Band) -> str:
    """Return how a figure is to be taken."""
    return tr(BANDS[value])


def effective(figure: Figure) -> str:
    """Return the effective number of platforms, "unknown" where nobody can tell."""
    if figure.effective is None:
        return band(figure.band)
    said = one_decimal(figure.effective)
    return tr("{n}, as far as known").format(n=said) if figure.unknown else said


def headline(look: "Look") -> str:
    """Return the worst of the five in one sentence."""
    worst = look.headline
    if worst is None or worst.top is None or worst.effective is None:
        return tr("Nothing is known yet. Read the accounts, and enter how many people follow them.")
    said = tr("As if on {n} platforms, by the worst of five: {part}. {top} has {share} %.").format(
        n=one_decimal(worst.effective),
        part=part(worst.part),
        top=presence.platform(worst.top.platform),
        share=percent(worst.share(worst.top.platform)),
    )
    blind = [part(one.part) for one in look.figures if one.band is Band.UNKNOWN]
    if blind:
        said += " " + tr("Unknown: {what}.").format(what=", ".join(blind))
    return said


def status(look: "Look") -> str:
    """Return what the status bar says, "" where nothing is known."""
    worst = look.headline
    if worst is None or worst.effective is None:
        return ""
    return tr("As if on {n} platforms").format(n=one_decimal(worst.effective))


def amount(figure: Figure, platform: str) -> str:
    """Return how much of something is on a platform."""
    found = next((one for one in figure.amounts if one.platform == platform), None)
    if found is None or found.n is None:
        return tr("unknown")
    said = number(round(found.n))
    return tr("at least {n}").format(n=said) if found.at_least else said


def share(figure: Figure, platform: str) -> str:
    """Return the share of a platform, "–" where there is none."""
    found = figure.share(platform)
    return "–" if found is None else tr("{n} %").format(n=percent(found))


def percent(value: float | None) -> str:
    """Return a share as a whole number of per cent; a little is not nothing."""
    if value is None:
        return "–"
    return "<1" if 0 < value < 0.005 else str(round(100 * value))  # noqa: PLR2004 - half a per cent


def one_decimal(value: float) -> str:
    """Return a number with one place behind the point, as the language writes it."""
    said = f"{value:.1f}"
    return said.replace(".", ",") if language() == "fr" else said


def person(one: "Known", now: datetime) -> str:
    """Return a person on one line: who, where else, and when they wrote last."""
    who = foreign.line(one.name, 60) or tr("Somebody")
    handle = foreign.line(one.handle, 60)
    said = f"{who} · {handle}" if handle and handle != who else who
    said = tr("{who}, last {when}").format(who=said, when=words.when(one.last_at, now))
    if not one.elsewhere:
        return tr("{who}: only there").format(who=said)
    where = ", ".join(presence.platform(place) for place in one.elsewhere)
    return tr("{who}: also on {where} ({why})").format(who=said, where=where, why=tr(WHY[one.why]))


def saved(one: "Saved", now: datetime) -> str:
    """Return how much of an account's history is here, the account named."""
    return labelled(foreign.line(one.account.name, 60), saved_parts(one, now))


def saved_parts(one: "Saved", now: datetime) -> str:
    """Return how much of an account's history is here."""
    parts = [gap_words.depth(one.depth, now)]
    if one.gaps:
        parts.append(
            trn(
                "{n} gap that nothing filled, {days} days",
                "{n} gaps that nothing filled, {days} days",
                one.gaps,
            ).format(n=one.gaps, days=one_decimal(one.gap_days))
        )
    if one.days_before is None:
        parts.append(tr("what was before is unknown: enter when the account was made"))
    elif one.days_before:
        parts.append(
            trn(
                "{n} day before that is not here",
                "{n} days before that are not here",
                round(one.days_before),
            ).format(n=number(round(one.days_before)))
        )
    if one.files:
        parts.append(
            trn(
                "files of {n} message stay on its server",
                "files of {n} messages stay on its server",
                one.files,
            ).format(n=number(one.files))
        )
    return " · ".join(parts)


def closing(found: "Closing") -> str:
    """Return in one paragraph what would be lost with an account."""
    lost, people = len(found.lost), len(found.people)
    said = [
        trn(
            "Of {all} person who wrote there within a year, {n} could not be reached any more.",
            "Of {all} people who wrote there within a year, {n} could not be reached any more.",
            people,
        ).format(all=number(people), n=number(lost)),
    ]
    for n, text in (
        (
            len(found.promises),
            trn("{n} promise is open.", "{n} promises are open.", len(found.promises)),
        ),
        (
            len(found.waiting),
            trn(
                "{n} conversation waits for us, of {all} in all.",
                "{n} conversations wait for us, of {all} in all.",
                len(found.waiting),
            ),
        ),
        (
            len(found.announcements),
            trn(
                "{n} announcement exists only there.",
                "{n} announcements exist only there.",
                len(found.announcements),
            ),
        ),
    ):
        if n:
            said.append(text.format(n=number(n), all=number(found.threads)))
    return " ".join(said)


def action(value: "Action") -> str:
    """Return what can be done."""
    return tr(ACTIONS[value])
