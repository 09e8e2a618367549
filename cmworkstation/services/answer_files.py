"""The files of an approved answer as they would go along with a reply: what is here, and what keeps it from leaving."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from cmworkstation.domain.account import MediaRules
from cmworkstation.domain.charter.attached import AnswerFile, files_of
from cmworkstation.domain.charter.clauses import Answer
from cmworkstation.domain.charter.model import Charter
from cmworkstation.domain.media import MediaFile, misfits, wanted_of
from cmworkstation.store import media
from cmworkstation.store.database import Connection

MISSING, UNDESCRIBED = "file-missing", "file-undescribed"


@dataclass(frozen=True, slots=True)
class Attached:
    """A file of an answer. Without `file` its bytes are not on this machine.

    `wrong` is the reason for which it cannot leave as it is, "" for none, and `where` the accounts of which this is
    said where it does not hold for all. `shrinks`: it is made smaller when it is put into a reply.
    """

    name: str
    file: MediaFile | None = None
    wrong: str = ""
    where: tuple[str, ...] = ()
    shrinks: bool = False


def attached(
    connection: Connection,
    charter: Charter,
    answer: Answer,
    language: str,
    rules: MediaRules | None = None,
) -> tuple[Attached, ...]:
    """Return the files of an answer in their order, described in a language, held against a server's rules."""
    default = charter.header.default_language
    found = [_found(connection, one, language, default) for one in files_of(answer)]
    asked = charter.voice.alt_text in ("required", "reminded")
    if rules is not None:
        asked = asked and rules.has_alt
        found = _held_against(found, rules)
    return tuple(
        replace(one, wrong=UNDESCRIBED)
        if asked and not one.wrong and one.file and one.file.is_picture and not one.file.alt.strip()
        else one
        for one in found
    )


def in_all(files: Iterable[tuple[str, Sequence[Attached]]]) -> tuple[Attached, ...]:
    """Return the files of one answer as several accounts would send them: each with the first thing that is wrong."""
    every = list(files)
    merged = []
    for same in zip(*(found for _, found in every), strict=True):
        wrong = next((one.wrong for one in same if one.wrong), "")
        where = tuple(
            name
            for (name, _), one in zip(every, same, strict=True)
            if wrong and one.wrong == wrong and wrong != MISSING
        )
        shrinks = any(one.shrinks for one in same)
        merged.append(
            replace(
                same[0],
                wrong=wrong,
                where=where if len(where) < len(same) else (),
                shrinks=shrinks,
            )
        )
    return tuple(merged)


def _found(connection: Connection, one: AnswerFile, language: str, default: str) -> Attached:
    try:
        file = media.file(connection, one.hash)
    except KeyError:
        return Attached(one.name or one.hash[:12], None, MISSING)
    return Attached(
        one.name or file.name, replace(file, alt=one.described(language, default) or file.alt)
    )


def _held_against(found: Sequence[Attached], rules: MediaRules) -> list[Attached]:
    here = [n for n, one in enumerate(found) if one.file is not None]
    files = [one.file for one in found if one.file is not None]
    wrong: dict[int, str] = {}
    for one in misfits(files, rules):
        places = range(len(files)) if one.reason == "media-none" else (one.place,)
        for place in places:
            if place < len(files):
                wrong.setdefault(here[place], one.reason)
    made = list(found)
    for n, reason in wrong.items():
        file = found[n].file
        shrinks = file is not None and wanted_of(file, rules) is not None
        smaller = shrinks and reason in ("media-too-big", "media-too-many-pixels")
        made[n] = replace(found[n], wrong="" if smaller else reason, shrinks=smaller)
    return made
