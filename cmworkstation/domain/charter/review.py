"""How the entries of the response guide are doing: in force or not, and what asks for somebody."""

from datetime import date, timedelta
from enum import StrEnum

from cmworkstation.domain.charter.clauses import Answer, Fact, Statement
from cmworkstation.domain.charter.facts import FactState, fact_state
from cmworkstation.domain.charter.usage import text_hash

REVIEW_SOON = timedelta(days=14)


class EntryState(StrEnum):
    """Where an entry stands."""

    DRAFT = "draft"  # not in force, or nobody approved it: it is not offered
    APPROVED = "approved"
    SOON = "soon"  # a fact that expires within a month
    DUE = "due"  # its day of review is past
    EXPIRED = "expired"
    NOT_YET = "not-yet"
    RETIRED = "retired"


class Need(StrEnum):
    """Why somebody should look at an entry."""

    EXPIRED = "expired"
    REVIEW = "review"  # its day of review is past, or comes within two weeks
    STALE = "stale"  # the text that a translation was made of has changed
    UNAPPROVED = "unapproved"


def answer_state(answer: Answer, on: date, *, in_force: bool) -> EntryState:
    """Return where an answer stands on a day."""
    if answer.retired_on and answer.retired_on <= on:
        return EntryState.RETIRED
    if not in_force or not answer.approved_by:
        return EntryState.DRAFT
    if answer.valid_until and answer.valid_until < on:
        return EntryState.EXPIRED
    if answer.valid_from and answer.valid_from > on:
        return EntryState.NOT_YET
    if answer.review_by and answer.review_by < on:
        return EntryState.DUE
    return EntryState.APPROVED


def answer_needs(answer: Answer, on: date, default_language: str) -> tuple[Need, ...]:
    """Return why somebody should look at an answer; nobody needs to at one that is retired."""
    if answer.retired_on and answer.retired_on <= on:
        return ()
    needs = (
        (Need.EXPIRED, answer.valid_until is not None and answer.valid_until < on),
        (Need.REVIEW, answer.review_by is not None and answer.review_by - on <= REVIEW_SOON),
        (Need.STALE, bool(stale_languages(answer, default_language))),
        (Need.UNAPPROVED, not answer.approved_by),
    )
    return tuple(need for need, is_so in needs if is_so)


def stale_languages(answer: Answer, default_language: str) -> tuple[str, ...]:
    """Return the languages whose text was translated from another one than the default language has now."""
    now = text_hash(answer.body.get(default_language, ""))
    return tuple(
        language
        for language, source in answer.translated_from.items()
        if language != default_language and answer.body.get(language) and source != now
    )


def entry_state_of_fact(fact: Fact, on: date, *, in_force: bool) -> EntryState:
    """Return where a fact stands on a day."""
    if not in_force:
        return EntryState.DRAFT
    return {FactState.EXPIRED: EntryState.EXPIRED, FactState.SOON: EntryState.SOON}.get(
        fact_state(fact, on), EntryState.APPROVED
    )


def fact_needs(fact: Fact, on: date) -> tuple[Need, ...]:
    """Return why somebody should look at a fact."""
    state = fact_state(fact, on)
    if state is FactState.EXPIRED:
        return (Need.EXPIRED,)
    return (Need.REVIEW,) if state is FactState.SOON else ()


def statement_state(statement: Statement, on: date, *, in_force: bool) -> EntryState:
    """Return where a statement for a crisis stands on a day."""
    if not in_force or not statement.approved_by:
        return EntryState.DRAFT
    over = statement.valid_until is not None and statement.valid_until < on
    return EntryState.EXPIRED if over else EntryState.APPROVED


def statement_needs(statement: Statement, on: date) -> tuple[Need, ...]:
    """Return why somebody should look at a statement for a crisis: it has run out, or does within two weeks."""
    until = statement.valid_until
    needs = (
        (Need.EXPIRED, until is not None and until < on),
        (Need.REVIEW, until is not None and on <= until <= on + REVIEW_SOON),
        (Need.UNAPPROVED, not statement.approved_by),
    )
    return tuple(need for need, is_so in needs if is_so)
