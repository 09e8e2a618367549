"""What a reply is about: the values of the field `reply.topic`, of which a reply can have several."""

from collections.abc import Iterable, Iterator

from cmworkstation.domain.charter.conditions import RULE_FIELDS, BadCondition, literals, parse
from cmworkstation.domain.charter.lexicon import tokens_of
from cmworkstation.domain.charter.model import Category, Charter, by_id
from cmworkstation.domain.charter.rules.context_texts import topics_in, topics_of
from cmworkstation.domain.charter.text_view import view_of

FIELD = "reply.topic"


def topics_about(charter: Charter, texts: Iterable[str], category: str = "") -> tuple[str, ...]:
    """Return the topics that texts speak of by their words, and those of their category; () where none is met.

    Looked for is what speakers and contacts are named for, and what a condition of the charter names besides. A
    category is a topic by its id, and stands for the topics that its label names.
    """
    known = tuple(dict.fromkeys((*topics_of(charter), *_named_in_conditions(charter))))
    given = by_id(charter.categories).get(category)
    more = _words_of(given) if given else ()
    found = topics_in((word for text in (*texts, *more) for word in _words(text)), known)
    return (*found, category) if category and category not in found else found


def _words_of(category: Category) -> tuple[str, ...]:
    return (category.id.replace("-", " ").replace("_", " "), *category.label.values())


def _words(text: str) -> Iterable[str]:
    return tokens_of(view_of(text).lower).words


def _named_in_conditions(charter: Charter) -> Iterator[str]:
    conditions = [one.when for one in charter.approvals] + [one.when for one in charter.rules]
    for text in filter(lambda one: FIELD in one, conditions):
        try:
            tree = parse(text, RULE_FIELDS)
        except BadCondition:  # it holds nowhere
            continue
        yield from (word for name, word in literals(tree) if name == FIELD)
