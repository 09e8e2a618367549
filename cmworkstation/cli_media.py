"""Commands for the media library: what there is, what it shows, what holds it. `cli` prints what they say.

cmworkstation media list | add | describe | remove
"""

from argparse import Namespace
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Final

from cmworkstation.cli_said import Adding, Said, unknown
from cmworkstation.domain import foreign
from cmworkstation.i18n import N_, labelled, language, tr
from cmworkstation.words import library as words

if TYPE_CHECKING:
    from cmworkstation.services.library import LibraryFile
    from cmworkstation.services.workstation import Services

SHORT = 8  # characters of a hash by which a file is named at least


def add_options(add: Adding) -> None:
    """Add what the media library is asked for with."""
    one = add("media", tr("the pictures and files of this workspace"), run, reading=True)
    one.add_argument("act", choices=tuple(ACTS))
    words_help = tr("words to search for; for one file its name or the beginning of its hash")
    one.add_argument("words", nargs="?", default="", help=words_help)
    one.add_argument("--file", type=Path, help=tr("the file to take in"))
    one.add_argument("--text", default="", help=tr("what it shows"))
    one.add_argument("--in", dest="language", default="", help=tr("the language of the text"))


@unknown(N_("No file, or more than one, is called “{name}”."), "words")
def run(services: "Services", options: Namespace) -> Said:
    """Do what was asked. Raises `KeyError` where no file, or more than one, is called so."""
    return ACTS[options.act](services, options)


def found(services: "Services", name: str) -> "LibraryFile":
    """Return the file of a name or of the beginning of a hash. Raises `KeyError`, also where two are called so."""
    listed = services.library.files()
    named = [one for one in listed if len(name) >= SHORT and one.file.hash.startswith(name)]
    named = named or [one for one in listed if one.file.name == name]
    if len(named) != 1:
        raise KeyError(name)
    return named[0]


def _list(services: "Services", options: Namespace) -> Said:
    """Say which files there are, those that have the words that were given."""
    listed = services.library.files(options.words)
    lines = [line for one in listed for line in _lines(one)]
    return Said({"files": [_facts(one) for one in listed]}, tuple(lines) or (tr("No files here."),))


def _add(services: "Services", options: Namespace) -> Said:
    if options.file is None:
        raise KeyError("")
    kept = services.media.take(options.file)
    return _now(services, kept.hash)


def _describe(services: "Services", options: Namespace) -> Said:
    one = found(services, options.words)
    services.library.describe(one.file.hash, options.language or language(), options.text)
    return _now(services, one.file.hash)


def _remove(services: "Services", options: Namespace) -> Said:
    one = found(services, options.words)
    services.library.remove(one.file.hash)
    return Said({"removed": one.file.hash}, (tr("Removed from the library."),))


def _now(services: "Services", hash_: str) -> Said:
    one = next(one for one in services.library.files() if one.file.hash == hash_)
    return Said(_facts(one), _lines(one))


def _lines(one: "LibraryFile") -> tuple[str, ...]:
    name = foreign.line(one.file.name, 60)
    head = f"{one.file.hash[:SHORT]}  {name} · {words.about(one.file)} · {words.uses(one)}"
    alts = one.alts or ({"": one.file.alt} if one.file.alt else {})
    said = (labelled(spoken, alt) if spoken else alt for spoken, alt in alts.items())
    return (head, *(f"  {foreign.line(line, 200)}" for line in said))


def _facts(one: "LibraryFile") -> dict[str, object]:
    file = one.file
    return {
        "hash": file.hash,
        "name": file.name,
        "type": file.type,
        "bytes": file.size,
        "width": file.width,
        "height": file.height,
        "descriptions": dict(one.alts),
        "described_last": file.alt,
        "drafts": one.drafts,
        "replies": one.replies,
        "charter_texts": one.charters,
    }


ACTS: Final[Mapping[str, Callable[["Services", Namespace], Said]]] = {
    "list": _list,
    "add": _add,
    "describe": _describe,
    "remove": _remove,
}
