"""Lets the demonstration's people have prepared for a crisis."""

from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta

from cmworkstation.domain.errors import NotAllowed
from cmworkstation.services.workstation import Services


def call(services: Services, roster: Iterable[tuple[str, str, str, str]]) -> None:
    """Put people on the roster: name, what they are here, numbers, hours; each stands in for the one before."""
    before = None
    for name, part, phones, hours in roster:
        made = replace(services.roster.new(), name=name, part=part, phones=phones, hours=hours)
        services.roster.keep(made)
        if before is not None:
            services.roster.keep(replace(before, deputy_id=made.id))
        before = made


def play(
    services: Services,
    charter_id: str,
    learnt: Mapping[str, str],
    agreed: tuple[str, str, int],
) -> None:
    """Let a drill have been played under a charter, and talked over."""
    with suppress(NotAllowed):  # a charter without levels plays nothing
        services.exercises.begin(charter_id)
        services.exercises.carry_on()
        services.desk.note("L’accueil lit le premier message au téléphone")
        episode, _ = services.exercises.end()
        if episode is None:
            return
        services.debriefs.answer(episode.id, learnt, held=True)
        words, owner, days = agreed
        due = (services.clock.now() + timedelta(days=days)).astimezone().date()
        services.debriefs.agree(episode.id, words, owner, due)
