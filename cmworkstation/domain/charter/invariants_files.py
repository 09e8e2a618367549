"""Invariants of the files that go along with answers: whole entries, bytes that are here, words for each language."""

from collections.abc import Iterator, Mapping

from cmworkstation.domain.charter.attached import AnswerFile, files_of
from cmworkstation.domain.charter.clauses import Answer
from cmworkstation.domain.charter.inquiry import Inquiry
from cmworkstation.domain.charter.problems import Problem
from cmworkstation.domain.media import MOST_FILES, PICTURES


def check_files(ask: Inquiry, here: Mapping[str, str] | None) -> Iterator[Problem]:
    """Yield the problems of files; `here` are those whose bytes are known, hash → media type, None: nobody looked."""
    for index, answer in enumerate(ask.charter.answers):
        files = files_of(answer)
        for one in files:
            yield from _entry(ask, index, one)
            if here is not None and one.hash and one.hash not in here:
                name = one.name or one.hash[:12]
                yield ask.problem(
                    "answer", index, "attachments", "file-missing", "warning", name=name
                )
            elif here is not None and here.get(one.hash) in PICTURES:
                yield from _described(ask, index, answer, one)
        if len(files) > MOST_FILES:
            limit = str(MOST_FILES)
            yield ask.problem("answer", index, "attachments", "too-many-files", limit=limit)


def _entry(ask: Inquiry, index: int, one: AnswerFile) -> Iterator[Problem]:
    for name, value in (("hash", one.hash), ("name", one.name)):
        if not value:
            yield ask.problem("answer", index, "attachments", "missing", name=name)


def _described(ask: Inquiry, index: int, answer: Answer, one: AnswerFile) -> Iterator[Problem]:
    if ask.charter.voice.alt_text not in ("required", "reminded"):
        return
    for language, body in answer.body.items():
        if body and not one.is_described(language):
            yield ask.problem(
                "answer",
                index,
                "attachments",
                "file-undescribed",
                "warning",
                name=one.name,
                language=language,
            )
