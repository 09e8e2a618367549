"""Where things stand in a charter's text: the line of each object and of each of its keys."""

import re
from dataclasses import dataclass, field

HEADER = re.compile(r"\s*(\[\[?)\s*([\w.\"' -]+?)\s*\]\]?\s*(?:#.*)?$")
KEY = re.compile(r"\s*([\w-]+|\"[^\"]*\"|'[^']*')\s*[.=]")
TRIPLE = re.compile(r"\"\"\"|'''")


@dataclass(frozen=True, slots=True)
class Block:
    """One `[section]` or `[[section]]` and the lines of its first-level keys."""

    line: int
    keys: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Places:
    """The blocks of a text by section name, in their order."""

    blocks: dict[str, list[Block]]

    def line(self, section: str, index: int = 0, key: str = "") -> int:
        """Return the line of a key, else of its object, else of its section, else 1."""
        found = self.blocks.get(section, [])
        if not found:
            return 1
        block = found[index] if index < len(found) else found[0]
        return block.keys.get(key, block.line)


def places_of(source: str) -> Places:
    """Scan a TOML text; strings over several lines are skipped, so that their words are not taken for keys."""
    blocks: dict[str, list[Block]] = {"": [Block(1)]}
    here = blocks[""][0]
    closing = ""
    for number, line in enumerate(source.split("\n"), 1):
        if closing:
            closing = "" if closing in line else closing
            continue
        header = HEADER.match(line)
        if header and "=" not in line:
            here = Block(number)
            blocks.setdefault(header[2].strip("\"'"), []).append(here)
            continue
        key = KEY.match(line)
        if key:
            here.keys.setdefault(key[1].strip("\"'"), number)
        triple = TRIPLE.search(line)
        if triple and line.count(triple[0]) % 2:
            closing = triple[0]
    return Places(blocks)
