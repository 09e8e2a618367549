"""The whole of a dialogue as a document in Markdown: asked what, where, what was said, decided, and who was told."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime

from cmworkstation import words
from cmworkstation.domain.dialogue import (
    Contribution,
    Contributor,
    Dialogue,
    Place,
    PlaceId,
    Poll,
    Stance,
    figures,
    polls,
)
from cmworkstation.domain.profile import ProfileId
from cmworkstation.domain.table import markdown
from cmworkstation.i18n import number, tr
from cmworkstation.words import dialogues as wording


def dossier(
    one: Dialogue,
    places: Sequence[Place],
    said: Sequence[Contribution],
    people: Sequence[Contributor],
    now: datetime,
    names: Mapping[ProfileId, str] | None = None,
) -> str:
    """Return a dialogue as Markdown; `names` are those of profiles, by id."""
    return "\n\n".join(_parts(one, places, said, people, now, names or {})) + "\n"


def _parts(
    one: Dialogue,
    places: Sequence[Place],
    said: Sequence[Contribution],
    people: Sequence[Contributor],
    now: datetime,
    names: Mapping[ProfileId, str],
) -> Iterator[str]:
    yield f"# {_text(one.question)}"
    yield f"*{wording.standing(one, now)}*"
    for title, text in (
        (tr("Why"), one.why),
        (tr("Whom it concerns"), one.audience),
        (tr("Rules of moderation"), one.rules),
    ):
        if text:
            yield f"**{title}**: {_text(text)}"
    by_id = {place.id: place for place in places}
    yield "## " + tr("Where it was asked")
    yield "\n".join(
        f"- {_text(place.name)}: {_text(wording.place(place, now))}" for place in places
    ) or tr("nowhere yet")
    found = figures(said)
    yield "## " + tr("What people said")
    yield wording.summary(found)
    counts = [
        *(
            (tr(wording.STANCES[key]), n)
            for key, n in found.stances.items()
            if key is not Stance.NONE
        ),
        *found.themes.items(),
        *((by_id[key].name, n) for key, n in found.places.items() if key in by_id),
    ]
    if counts:
        rows = "\n".join(f"| {_text(name)} | {number(n)} |" for name, n in counts)
        yield f"| | {tr('people')} |\n|---|---|\n{rows}"
    spoken = [each for each in said if each.votes is None]
    if spoken:
        yield "\n".join(
            f"- {_text(each.words) or '—'}  \n  *{_text(wording.contribution(each, by_id, now))}*"
            for each in spoken
        )
    yield from _polls(polls(said), by_id, names)
    if one.synthesis:
        yield "## " + tr("Synthesis")
        yield _text(one.synthesis)
    if one.decision:
        yield "## " + (tr("Why nothing changed") if one.unchanged else tr("Decision"))
        yield _text(one.decision)
        if one.decided_at is not None:
            yield words.exactly(one.decided_at)
    if people and one.decided_at is not None:
        yield "## " + tr("Who was told")
        yield "\n".join(
            f"- {_text(each.name)}: {_text(wording.contributor(each, now, decided=True))}"
            for each in people
        )


def _polls(
    found: Sequence[Poll], places: Mapping[PlaceId, Place], names: Mapping[ProfileId, str]
) -> Iterator[str]:
    """Yield the results of polls, told apart from what people said."""
    if not found:
        return
    yield "## " + tr("Polls")
    yield tr("Votes are shown beside people, never among them: nobody knows who they are.")
    for one in found:
        yield f"*{_text(wording.poll(one, places, names))}*"
        rows = "\n".join(f"| {_text(name)} | {wording.choice(one, n)} |" for name, n in one.choices)
        yield f"| | {tr('votes')} |\n|---|---|\n{rows}"


def _text(text: str) -> str:
    return "\n\n".join(markdown(part) for part in text.split("\n\n"))
