"""The example charters that ship with the program: whoever puts a file there has it offered."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass

from cmworkstation import resources

ENDING = ".charter.toml"
DEMONSTRATION = ("mediatheques-ormaie", "fennick-lane")  # those that the demonstration puts in use


@dataclass(frozen=True, slots=True)
class Starter:
    """One example, by its name for `Charters.add_starter`, as a person chooses it."""

    name: str
    id: str  # of the charter that it becomes
    title: Mapping[str, str]
    organisation: str
    language: str


def starters() -> tuple[Starter, ...]:
    """Return all examples. Only the head of each is read."""
    found = []
    for name in resources.listed("charters", ENDING):
        text = resources.text("charters", name + ENDING)
        head = tomllib.loads(text[: text.index("\n[", text.index("[charter]") + 1) + 1])["charter"]
        found.append(
            Starter(
                name,
                head["id"],
                head["title"],
                head.get("organisation", ""),
                head["default_language"],
            )
        )
    return tuple(found)
