"""One example for each thing that a query can say, as a person would type it; the names are those of `names`."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from cmworkstation.domain.query import names
from cmworkstation.domain.query.moments import Moment
from cmworkstation.domain.query.printing import named, printed
from cmworkstation.domain.query.terms import Field, Leaf, Named, Query, Told, When


class Sign(StrEnum):
    """What a query says without a field."""

    BOTH = "both"
    QUOTES = "quotes"
    STAR = "star"
    MINUS = "minus"
    OR = "or"
    GROUP = "group"


SIGNS: Mapping[Sign, tuple[str, str]] = {  # in English and in French
    Sign.BOTH: ("late parcel", "colis retard"),
    Sign.QUOTES: ('"late parcel"', '"colis en retard"'),
    Sign.STAR: ("biblio*", "biblio*"),
    Sign.MINUS: ("-thanks", "-merci"),
    Sign.OR: ("parcel or letter", "colis ou lettre"),
    Sign.GROUP: ("(parcel letter) or late", "(colis lettre) ou retard"),
}
FIELDS: Mapping[Field, Leaf] = {
    Field.FROM: Named(Field.FROM, "nadia", open_end=True),
    Field.ACCOUNT: Named(Field.ACCOUNT, "mairie", open_end=True),
    Field.PLATFORM: Named(Field.PLATFORM, "mastodon", open_end=True),
    Field.LABEL: Named(Field.LABEL, "urgent", open_end=True),
    Field.IS: Told(Field.IS, "unread"),
    Field.HAS: Told(Field.HAS, "picture"),
    Field.BEFORE: When(Field.BEFORE, Moment(2026, 11)),
    Field.AFTER: When(Field.AFTER, Moment(ago=7, unit="d")),
    Field.ON: When(Field.ON, Moment(name="yesterday")),
    Field.LANG: Named(Field.LANG, "fr", open_end=True),
    Field.CLAUSE: Named(Field.CLAUSE, "tone", open_end=True),
    Field.STAGE: Told(Field.STAGE, "failed"),
    Field.ASSIGNEE: Named(Field.ASSIGNEE, "me", open_end=True),
    Field.CATEGORY: Named(Field.CATEGORY, "question", open_end=True),
    Field.IN: Told(Field.IN, "notes"),
}
FROM_HERE = (
    Field.ACCOUNT,
    Field.LABEL,
    Field.CATEGORY,
)  # what is called otherwise in every workspace


@dataclass(frozen=True, slots=True)
class Example:
    """What may be typed, and all names under which its field is known."""

    about: Field | Sign
    text: str
    names: tuple[str, ...] = ()


def examples(
    values: Callable[[Field, str], Iterable[str]] = lambda _field, _begun: (), *, french: bool
) -> tuple[Example, ...]:
    """Return an example of each sign and field; `values` gives names of this workspace, which then stand in them."""
    signs = [Example(sign, both[french]) for sign, both in SIGNS.items()]
    return (*signs, *(_of_field(one, values, french=french) for one in FIELDS))


def _of_field(
    field: Field, values: Callable[[Field, str], Iterable[str]], *, french: bool
) -> Example:
    here = next(iter(values(field, "")), "") if field in FROM_HERE else ""
    if here:
        name = names.shown_field(field, french=french)
        text = f"{name}:{named(here, open_end=' ' not in here)}"
    elif field is Field.ASSIGNEE:
        text = f"{names.shown_field(field, french=french)}:{names.PERSONS['me'][french][0]}"
    else:
        text = printed(Query(FIELDS[field]), french=french)
    english, other = names.FIELDS[field]
    return Example(field, text, tuple(dict.fromkeys((*english, *other))))


def inserted(text: str, caret: int, example: str) -> tuple[str, int]:
    """Return a query with an example put in at the caret, set off by spaces, and where the caret is then.

    It takes the place of the same field that was begun there: `before:` becomes `before:2026-11`.
    """
    before, after = text[:caret], text[caret:]
    begun = before.rsplit(maxsplit=1)[-1].lstrip("-(") if before[-1:].strip() else ""
    if ":" in begun and names.field_of(begun.split(":")[0]) is _field(example):
        before = before.removesuffix(begun)
    gap = " " if before and not before[-1].isspace() and before[-1] not in "(-" else ""
    put = f"{before}{gap}{example} "
    return put + after.lstrip(), len(put)


def _field(example: str) -> Field | None:
    name, colon, _ = example.partition(":")
    return names.field_of(name) if colon else None
