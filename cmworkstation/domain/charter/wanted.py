"""What a person fills in for an answer, and the answer that comes of it."""

from dataclasses import dataclass, replace
from datetime import date

from cmworkstation.domain.charter.attached import AnswerFile, written
from cmworkstation.domain.charter.clauses import Answer
from cmworkstation.domain.charter.proposal import variables_of
from cmworkstation.domain.charter.shapes import shape_of
from cmworkstation.domain.charter.usage import text_hash


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a person fills in for a new answer, or a changed one: its texts and variants by language."""

    title: str
    language: str
    category: str = ""
    folder: str = ""
    asks: tuple[str, ...] = ()
    body: str = ""
    short: str = ""  # for `channel`
    channel: str = ""
    valid_from: date | None = None
    valid_until: date | None = None
    review_by: date | None = None
    source: tuple[str, ...] = ()
    files: tuple[AnswerFile, ...] | None = None  # None: as they are


def changed(answer: Answer, wanted: Wanted, default: str) -> Answer:
    """Return an answer with what a person filled in for one language."""
    language = wanted.language
    variants = {one: dict(texts) for one, texts in answer.variants.items()}
    if wanted.channel and wanted.short.strip():
        variants.setdefault(wanted.channel, {})[language] = wanted.short
    made = replace(
        answer,
        title={**answer.title, language: wanted.title},
        category=wanted.category,
        folder=wanted.folder,
        asks={**answer.asks, language: wanted.asks} if wanted.asks else answer.asks,
        body={**answer.body, language: wanted.body},
        variants=variants,
        valid_from=wanted.valid_from,
        valid_until=wanted.valid_until,
        review_by=wanted.review_by,
        source=wanted.source,
        attachments=answer.attachments if wanted.files is None else written(wanted.files),
    )
    if language != default and answer.translated_from.get(language):
        now = text_hash(made.body.get(default, ""))
        made = replace(made, translated_from={**made.translated_from, language: now})
    return replace(made, variables=fields_in(made))


def fields_in(answer: Answer) -> tuple[str, ...]:
    """Return the fields of all texts; those that the author declared keep how they were declared."""
    declared = {name.rstrip("?"): name for name in answer.variables}
    texts = [*answer.body.values(), *(t for one in answer.variants.values() for t in one.values())]
    return tuple(declared.get(name.rstrip("?"), name) for name in variables_of(*texts))


def table_of(answer: Answer) -> dict[str, object]:
    """Return an answer as the table that a charter's text has of it."""
    shape = shape_of(Answer)
    wanted = {key: getattr(answer, slot.attribute) for key, slot in shape.items()}
    return {key: value for key, value in wanted.items() if value != shape[key].default}
