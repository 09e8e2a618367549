"""A charter as it holds at a crisis level: its reply times, its approval, and its holding statements as answers.

What a level pauses and who speaks at it is told by the rules of the context ring, which know the level by its id.
"""

from dataclasses import replace

from cmworkstation.domain.charter.clauses import Answer, Crisis, Statement
from cmworkstation.domain.charter.clockwork import target_for
from cmworkstation.domain.charter.model import Approval, Category, Charter, Target, by_id

STATEMENT = "statement:"  # before the id of a holding statement that is offered as an answer
POLICY = "crisis-"  # before the id of a level, as the name of its approval policy
ASKS = {"fr": "Message d’attente", "en": "Holding statement"}


def at_level(charter: Charter, level: str) -> Charter:
    """Return a charter as it holds at a level; as it is, where it knows no such level."""
    crisis = by_id(charter.crises).get(level)
    if crisis is None:
        return charter
    strict = frozenset(one.id for one in charter.approvals if one.need > 1)
    approvals, categories = charter.approvals, charter.categories
    if crisis.approval:
        approvals = _approvals(charter, crisis, strict)
        categories = tuple(_freed(one, strict) for one in categories)
    return replace(
        charter,
        targets=_targets(charter, crisis),
        approvals=approvals,
        categories=categories,
        answers=(*_statements(charter, crisis), *charter.answers),
    )


def statements_at(charter: Charter, level: str) -> tuple[Statement, ...]:
    """Return the holding statements of a level; those that name none are for all of them."""
    return tuple(one for one in charter.statements if not one.levels or level in one.levels)


def _targets(charter: Charter, crisis: Crisis) -> tuple[Target, ...]:
    """Return the level's reply times first; its clock holds for all of them, where it names one."""

    def timed(target: Target) -> Target:
        return replace(target, clock=crisis.clock) if crisis.clock else target

    own = [
        timed(
            replace(
                target_for(charter, category, "public") or Target(),
                category=category,
                visibility="",
                first_reply=length,
            )
        )
        for category, length in crisis.targets.items()
    ]
    return (*own, *map(timed, charter.targets))


def _approvals(charter: Charter, crisis: Crisis, strict: frozenset[str]) -> tuple[Approval, ...]:
    """Return the policies with the level's own before all that ask for fewer people.

    A holding statement that whoever approves at this level approved beforehand needs no second word of theirs, as
    long as nothing but its blanks was filled in.
    """
    first = [one for one in charter.approvals if one.id in strict]
    rest = [one for one in charter.approvals if one.id not in strict]
    agreed = [
        one.id for one in statements_at(charter, crisis.id) if one.approved_by == crisis.approval
    ]
    when = (
        f"not (reply.statement in [{', '.join(agreed)}] and reply.edited_words == 0)"
        if agreed
        else ""
    )
    own = Approval(
        id=f"{POLICY}{crisis.id}", when=when, need=1, by=(crisis.approval,), not_author=True
    )
    return (*first, own, *rest)


def _freed(category: Category, strict: frozenset[str]) -> Category:
    """Return a category without a policy of its own that would ask for less than the level does."""
    if not category.approval or category.approval in strict:
        return category
    return replace(category, approval="")


def _statements(charter: Charter, crisis: Crisis) -> tuple[Answer, ...]:
    return tuple(
        Answer(
            id=f"{STATEMENT}{one.id}",
            title={
                language: f"{ASKS.get(language, ASKS['en'])} · "
                f"{one.title.get(language) or one.id.replace('-', ' ')}"
                for language in one.body
            },
            body=one.body,
            variants=one.variants,
            variables=one.variables,
            valid_until=one.valid_until,
            approved_by=one.approved_by,
            approved_on=one.approved_on,
            during=(crisis.id,),
            note=one.note,
        )
        for one in statements_at(charter, crisis.id)
    )
