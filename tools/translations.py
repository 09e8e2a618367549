"""The words of the program in other languages: gettext catalogues made from `tr`, `trn` and `N_` in the source.

    python3 dev.py fix                                   extract and compile, among other repairs
    .venv/bin/python tools/translations.py extract       source -> .po (new strings empty, dead ones gone)
    .venv/bin/python tools/translations.py merge FILE…   lines "English<TAB>French" -> .po; "one|many<TAB>un|plusieurs"
    .venv/bin/python tools/translations.py compile       .po -> .mo
    .venv/bin/python tools/translations.py check         exit 1 with a list of what is missing, dead or not compiled

The catalogues carry no dates and no line numbers, so that a change shows only what changed.
"""

import argparse
import io
import sys
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_file
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

from cmworkstation.domain.charter.problems import PROBLEM_WORDS_EN

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "cmworkstation"
LOCALES = PACKAGE / "resources" / "locale"
KEYWORDS: dict[str, tuple[int, ...] | None] = {"tr": None, "trn": (1, 2), "N_": None}
PLURALS = {"fr": "nplurals=2; plural=(n > 1);"}
# Any fixed moment: what counts is that it does not move.
NO_DATE = datetime(2026, 1, 1, tzinfo=UTC)
UNSTABLE = ("POT-Creation-Date", "PO-Revision-Date", "Generated-By")

# A text, or its singular and plural.
Words = str | tuple[str, ...] | list[str]


def main(words: Sequence[str]) -> int:
    """Run one step; return the exit status."""
    parser = argparse.ArgumentParser(prog="translations.py")
    parser.add_argument("step", choices=("extract", "merge", "compile", "check"))
    parser.add_argument("files", nargs="*", type=Path)
    options = parser.parse_args(list(words))
    if options.step == "check":
        problems = list(find_problems())
        print("\n".join(problems) or "The catalogues are complete.")
        return 1 if problems else 0
    for language in PLURALS:
        if options.step == "compile":
            mo_path(language).write_bytes(compiled(load(language)))
            continue
        catalogue = updated(language)
        if options.step == "merge":
            merge(catalogue, options.files)
        save(catalogue, language)
    return 0


def template() -> Catalog:
    """Return every text that the source marks, with the files in which it stands."""
    found = Catalog(project="cmworkstation", creation_date=NO_DATE)
    for path in sorted(PACKAGE.rglob("*.py")):
        place = path.relative_to(ROOT).as_posix()
        for line, text, comments, _context in extract_from_file(
            "python",
            path,
            keywords=KEYWORDS,
            comment_tags=("TRANSLATORS:",),
            strip_comment_tags=True,
        ):
            found.add(text, locations=[(place, line)], auto_comments=comments)
    # The domain may not mark its words; those of charter problems are a table that the window translates.
    for text in PROBLEM_WORDS_EN.values():
        found.add(text, locations=[("cmworkstation/domain/charter/problems.py", 1)])
    return found


def load(language: str) -> Catalog:
    """Return the catalogue as it stands in the tree, an empty one where there is none."""
    path = po_path(language)
    if path.exists():
        with path.open("rb") as file:
            catalogue = read_po(file, locale=language)
    else:
        catalogue = Catalog(locale=language)
    return with_fixed_head(catalogue, language)


def with_fixed_head(catalogue: Catalog, language: str) -> Catalog:
    """Take from the head of a catalogue whatever would change from day to day or from person to person."""
    catalogue.project, catalogue.version = "cmworkstation", "1"
    catalogue.msgid_bugs_address = catalogue.last_translator = catalogue.language_team = ""
    catalogue.creation_date = catalogue.revision_date = NO_DATE
    catalogue.header_comment = f"# CM Workstation: {language}"
    catalogue.fuzzy = False
    return catalogue


def updated(language: str) -> Catalog:
    """Return the catalogue with the texts of the source: new ones empty, dead ones gone."""
    catalogue = load(language)
    catalogue.update(template(), no_fuzzy_matching=True)
    catalogue.obsolete.clear()
    return with_fixed_head(catalogue, language)


def merge(catalogue: Catalog, files: Sequence[Path]) -> None:
    """Put translations from tab-separated lines into the catalogue; say which ones the source does not know."""
    known = {as_line(message.id): message for message in texts(catalogue)}
    taken = 0
    for path in files:
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
            if not line.strip() or line.startswith("#"):
                continue
            english, tab, translated = line.partition("\t")
            message = known.get(english)
            if not tab or message is None:
                print(f"{path.name}:{number}: not in the source: {english}", file=sys.stderr)
                continue
            words = translated.replace("\\n", "\n")
            message.string = tuple(words.split("|")) if message.pluralizable else words
            taken += 1
    print(f"{taken} translations taken.", file=sys.stderr)


def as_line(words: Words) -> str:
    """Return a text as it stands in a tab-separated line."""
    joined = words if isinstance(words, str) else "|".join(words)
    return joined.replace("\n", "\\n")


def save(catalogue: Catalog, language: str) -> None:
    """Write the .po file, sorted."""
    buffer = io.BytesIO()
    write_po(buffer, catalogue, sort_output=True, include_lineno=False, width=100)
    lines = buffer.getvalue().decode("utf-8").splitlines(keepends=True)
    path = po_path(language)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("".join(line for line in lines if not unstable(line)), encoding="utf-8")


def unstable(line: str) -> bool:
    """Tell whether a line of the head changes by itself."""
    return any(line.startswith(f'"{name}:') for name in UNSTABLE)


def compiled(catalogue: Catalog) -> bytes:
    """Return the bytes of the .mo file."""
    buffer = io.BytesIO()
    write_mo(buffer, catalogue)
    return buffer.getvalue()


def find_problems() -> Iterator[str]:
    """Yield, in words, every text without a translation, every dead one, and every stale .mo file."""
    wanted = {as_line(message.id) for message in texts(template())}
    for language in PLURALS:
        catalogue = load(language)
        present = {as_line(message.id): message for message in texts(catalogue)}
        for line in sorted(wanted):
            if line not in present or not is_translated(present[line]):
                yield f"{language}: no translation: {line}"
        for line in sorted(present.keys() - wanted):
            yield f"{language}: no longer in the source: {line}"
        path = mo_path(language)
        if not path.exists() or path.read_bytes() != compiled(catalogue):
            yield f"{language}: not compiled; run translations.py compile"


def is_translated(message: Message) -> bool:
    """Tell whether every form has words, and a person has looked at them."""
    forms = message.string if isinstance(message.string, tuple | list) else (message.string,)
    return all(forms) and len(forms) == (2 if message.pluralizable else 1) and not message.fuzzy


def texts(catalogue: Catalog) -> Iterator[Message]:
    """Yield the messages of a catalogue without its head."""
    return (message for message in catalogue if message.id)


def po_path(language: str) -> Path:
    """Return where the translations are edited."""
    return LOCALES / language / "LC_MESSAGES" / "cmworkstation.po"


def mo_path(language: str) -> Path:
    """Return where the program reads them."""
    return po_path(language).with_suffix(".mo")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
