"""The life of a version: draft, in review, approved; in force and superseded by the clock alone; withdrawn.

What is written down is a status, two moments and the order of approval. Everything else follows from the clock, so
that all machines that hold the same rows say the same.

    draft ── submit ──▶ review ── last signature ──▶ approved ── its moment ──▶ in force ── a newer ──▶ superseded
      ▲                   │ send back                  │ withdraw                └── withdraw ──▶ withdrawn
      └───────────────────┘                            ▼
                                                    withdrawn; the text goes on as a draft with a new number
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from cmworkstation.domain.errors import NotAllowed

REASON_MIN = 3  # letters: shorter is no reason


class Status(StrEnum):
    """What is written down of a version."""

    DRAFT = "draft"  # was in review and came back; its text stays readable
    REVIEW = "review"
    APPROVED = "approved"


class State(StrEnum):
    """What a version is at a moment."""

    DRAFT = "draft"
    REVIEW = "review"
    APPROVED = "approved"  # comes into force later
    IN_FORCE = "in-force"
    SUPERSEDED = "superseded"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class Version:
    """One version: immutable text under `hash`, and what became of it.

    `starts_at` is the moment that was signed, None for "with the last signature". `turn` counts approvals of the
    charter: of two versions for the same moment the one that was approved later holds.
    """

    hash: str
    charter_id: str
    number: str
    status: Status
    created_at: datetime
    starts_at: datetime | None = None
    effective_from: datetime | None = None
    withdrawn_at: datetime | None = None
    turn: int = 0
    base: str = ""
    made_by: str = ""
    why: str = ""


def in_force(versions: Iterable[Version], at: datetime) -> Version | None:
    """Return the version of one charter that holds at a moment, past or future, as far as is decided now."""
    holding = [
        one
        for one in versions
        if one.status is Status.APPROVED
        and one.effective_from is not None
        and one.effective_from <= at
        and (one.withdrawn_at is None or one.withdrawn_at > at)
    ]
    return max(holding, key=lambda one: (one.effective_from, one.turn), default=None)


def state_of(version: Version, versions: Iterable[Version], now: datetime) -> State:
    """Return what a version is at `now`, among all versions of its charter."""
    if version.status is not Status.APPROVED or version.effective_from is None:
        return State.REVIEW if version.status is Status.REVIEW else State.DRAFT
    if version.withdrawn_at is not None and version.withdrawn_at <= now:
        return State.WITHDRAWN
    if version.effective_from > now:
        return State.APPROVED
    holding = in_force(versions, now)
    return State.IN_FORCE if holding and holding.hash == version.hash else State.SUPERSEDED


def submitted(version: Version, versions: Iterable[Version], now: datetime) -> Version:
    """Return a version in review. Raises `NotAllowed` for a text that is signed already."""
    known = next((one for one in versions if one.hash == version.hash), None)
    if known is not None and state_of(known, versions, now) in {State.APPROVED, State.IN_FORCE}:
        raise NotAllowed("version-signed")
    return replace(
        version, status=Status.REVIEW, effective_from=None, withdrawn_at=None, turn=0, why=""
    )


def sent_back(version: Version, why: str) -> Version:
    """Return a version that goes back to be worked on. Raises `NotAllowed`."""
    if version.status is not Status.REVIEW:
        raise NotAllowed("not-in-review")
    return replace(version, status=Status.DRAFT, why=a_reason(why))


def scheduled(version: Version, starts_at: datetime | None, now: datetime) -> Version:
    """Return a version in review with another moment; those who signed signed the former one. Raises `NotAllowed`."""
    if version.status is not Status.REVIEW:
        raise NotAllowed("not-in-review")
    if starts_at is not None and starts_at <= now:
        starts_at = None
    return replace(version, starts_at=starts_at)


def approved(version: Version, versions: Iterable[Version], signed_at: datetime) -> Version:
    """Return a version that has all its signatures, the last one of `signed_at`. Raises `NotAllowed`."""
    if version.status is not Status.REVIEW:
        raise NotAllowed("not-in-review")
    starts = max(version.starts_at or signed_at, signed_at)
    turn = max((one.turn for one in versions), default=0) + 1
    return replace(version, status=Status.APPROVED, effective_from=starts, turn=turn)


def withdrawn(version: Version, versions: Iterable[Version], now: datetime, why: str) -> Version:
    """Return a version that no longer holds, or never will. Raises `NotAllowed`."""
    if state_of(version, versions, now) not in {State.APPROVED, State.IN_FORCE}:
        raise NotAllowed("not-in-force")
    return replace(version, withdrawn_at=now, why=a_reason(why))


def a_reason(why: str) -> str:
    """Return a reason without spaces around it. Raises `NotAllowed` when there is none."""
    why = why.strip()
    if len(why) < REASON_MIN:
        raise NotAllowed("why-missing")
    return why
