"""Word lists for spelling, made from Hunspell dictionaries: every form of every word, sorted and packed.

    .venv/bin/python tools/spelling_words.py fr FOLDER/fr.aff FOLDER/fr.dic
    .venv/bin/python tools/spelling_words.py en FOLDER/en_GB.aff FOLDER/en_GB.dic

Elided articles ("l'", "d'") are not written out: who looks a word up takes them off. The dictionaries are those
of Debian's `hunspell-fr-classical` (Dicollecte, MPL 2.0) and `hunspell-en-gb` (LGPL).
"""

import re
import sys
import unicodedata
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

OUT = Path(__file__).resolve().parent.parent / "cmworkstation" / "resources" / "spelling"
HEAD_WORDS = 4  # "SFX A Y 12" heads what "SFX A strip add condition" says
TWICE = 2  # suffixes may stand on suffixes, not more


@dataclass(frozen=True, slots=True)
class Affix:
    """One way in which a flag changes a word."""

    strip: str
    add: str
    condition: re.Pattern[str]
    flags: tuple[str, ...]


@dataclass(slots=True)
class Grammar:
    """What an .aff file says of words."""

    long: bool = False
    bare: str = ""  # flag of a word that is none without an affix
    forbidden: str = ""
    suffixes: dict[str, list[Affix]] = field(default_factory=dict)
    prefixes: dict[str, list[Affix]] = field(default_factory=dict)

    def flags(self, text: str) -> tuple[str, ...]:
        """Return the flags that a text stands for."""
        step = 2 if self.long else 1
        return tuple(text[at : at + step] for at in range(0, len(text), step))


def grammar_of(path: Path) -> Grammar:
    """Read an .aff file."""
    grammar = Grammar()
    for line in path.read_text(encoding="utf-8").splitlines():
        words = line.split()
        match words[:1]:
            case ["FLAG"]:
                grammar.long = words[1] == "long"
            case ["NEEDAFFIX"]:
                grammar.bare = words[1]
            case ["FORBIDDENWORD"]:
                grammar.forbidden = words[1]
            case ["SFX" | "PFX"] if len(words) > HEAD_WORDS:
                _take(grammar, words)
    return grammar


def _take(grammar: Grammar, words: list[str]) -> None:
    kind, flag, strip, add, condition = words[:5]
    added, _, more = add.partition("/")
    ends = kind == "SFX"
    pattern = f"{condition}$" if ends else f"^{condition}"
    table = grammar.suffixes if ends else grammar.prefixes
    table.setdefault(flag, []).append(
        Affix(
            "" if strip == "0" else strip,
            "" if added == "0" else added,
            re.compile(pattern),
            grammar.flags(more),
        )
    )


def forms(grammar: Grammar, word: str, flags: tuple[str, ...], depth: int = 0) -> Iterator[str]:
    """Yield a word and all that its flags make of it."""
    if grammar.forbidden and grammar.forbidden in flags:
        return
    if not (grammar.bare and grammar.bare in flags):
        yield word
        for flag in flags:
            for one in grammar.prefixes.get(flag, ()):
                if "'" not in one.add and word.startswith(one.strip) and one.condition.search(word):
                    yield one.add + word[len(one.strip) :]
    if depth == TWICE:
        return
    rest = tuple(flag for flag in flags if flag in grammar.prefixes)
    for flag in flags:
        for one in grammar.suffixes.get(flag, ()):
            if word.endswith(one.strip) and one.condition.search(word):
                stem = word[: len(word) - len(one.strip)] if one.strip else word
                yield from forms(grammar, stem + one.add, (*one.flags, *rest), depth + 1)


def main(name: str, aff: str, dic: str) -> None:
    """Write one packed list."""
    grammar = grammar_of(Path(aff))
    found: set[str] = set()
    for line in Path(dic).read_text(encoding="utf-8").splitlines()[1:]:
        entry = line.split("\t")[0].split(" ")[0]
        word, _, flags = entry.partition("/")
        found.update(forms(grammar, word, grammar.flags(flags)))
    kept = {unicodedata.normalize("NFC", one.replace("’", "'")) for one in found}
    kept = {one for one in kept if one and one[0].isalpha()}
    OUT.mkdir(exist_ok=True)
    # The index is searched by bytes, so that is how it is sorted.
    packed = b"\n" + b"\n".join(sorted(one.encode() for one in kept)) + b"\n"
    (OUT / f"{name}.words.z").write_bytes(zlib.compress(packed, 9))
    print(f"{name}: {len(kept)} forms, {len(packed)} bytes")


if __name__ == "__main__":
    main(*sys.argv[1:])
