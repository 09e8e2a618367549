"""What an answer rests on, in the words of its charter: "contact:mill" is the mill, "fact:opening" what it states."""

from cmworkstation.domain.charter.clauses import Answer
from cmworkstation.domain.charter.model import Charter
from cmworkstation.domain.charter.words import Words


def sources_of(answer: Answer, charter: Charter) -> tuple[Words, ...]:
    """Return the sources of an answer by their names, by language; free words as they are, under ""."""
    names: dict[str, Words] = {
        **{f"contact:{one.id}": one.function for one in charter.contacts},
        **{f"fact:{one.id}": one.statement for one in charter.facts},
        **{f"answer:{one.id}": one.title for one in charter.answers},
        **{f"statement:{one.id}": one.title for one in charter.statements},
    }
    return tuple(names.get(one) or {"": one.partition(":")[2] or one} for one in answer.source)
