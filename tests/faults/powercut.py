"""A disk that loses its power: what a recording leaves on it when the current goes.

What was synced is there. Of all that came after, the disk has kept what it pleased: everything, nothing, a
beginning, or a choice, in any order, and of a write any of its sectors. A file that was made or deleted since the
last sync of the folder may be there or not.
"""

import random
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from tests.faults.recorder import Act

SECTOR = 512
MOODS = ("everything", "nothing", "beginning", "choice")


@dataclass
class _File:
    """One file: what the disk has for certain, and what it was asked since."""

    safe: bytearray = field(default_factory=bytearray)
    asked: list[Act] = field(default_factory=list)


class Disk:
    """Takes the acts of a recording one after the other."""

    def __init__(self) -> None:
        """Begin with an empty folder."""
        # Name → what may stand under it, the newest last; None: nothing.
        self._names: dict[str, list[_File | None]] = {}

    def take(self, act: Act) -> None:
        """Carry out one act."""
        history = self._names.setdefault(act.name, [None])
        match act.kind:
            case "open":
                if history[-1] is None:
                    history.append(_File())
            case "delete":
                history.append(None)
                if act.at:
                    self._sync_folder()
            case "write" | "truncate":
                self._file(act.name).asked.append(act)
            case "sync":
                file = self._file(act.name)
                for one in file.asked:
                    _carry_out(file.safe, one)
                file.asked.clear()
                if act.at:
                    self._sync_folder()

    def after_a_cut(self, drawn: random.Random) -> dict[str, bytes]:
        """Return file name → content, as the disk may look when the power comes back."""
        left = {}
        for name, history in sorted(self._names.items()):
            file = drawn.choice(history) if len(history) > 1 else history[0]
            if file is not None:
                left[name] = bytes(_image(file, drawn))
        return left

    def _sync_folder(self) -> None:
        for history in self._names.values():
            del history[:-1]

    def _file(self, name: str) -> _File:
        file = self._names[name][-1]
        assert file is not None, f"{name} is not open"
        return file


def cut_points(acts: Sequence[Act], count: int, drawn: random.Random) -> list[int]:
    """Return where the power goes: before or behind a sync, just behind a mark, anywhere, in equal shares."""
    places: dict[str, list[int]] = {"sync": [], "mark": [], "": list(range(len(acts)))}
    for n, act in enumerate(acts):
        if act.kind in places:
            places[act.kind] += [n, n + 1] if act.kind == "sync" else [n + 1]
    kinds = [kind for kind in places if places[kind]]
    return sorted(drawn.choice(places[kinds[n % len(kinds)]]) for n in range(count))


def lay(files: dict[str, bytes], folder: Path) -> None:
    """Write the files that a cut left into a folder."""
    folder.mkdir(parents=True)
    for name, content in files.items():
        (folder / name).write_bytes(content)


def _image(file: _File, drawn: random.Random) -> bytearray:
    content = bytearray(file.safe)
    asked = list(file.asked)
    mood = drawn.choice(MOODS)
    if mood == "nothing":
        asked = []
    elif mood == "beginning":
        asked = asked[: drawn.randrange(len(asked) + 1)]
    elif mood == "choice":
        asked = [one for one in asked if drawn.random() < drawn.choice((0.2, 0.5, 0.9))]
        drawn.shuffle(asked)
    for one in asked:
        for part in _torn(one, drawn) if mood == "choice" else [one]:
            _carry_out(content, part)
    return content


def _torn(act: Act, drawn: random.Random) -> list[Act]:
    """Return the sectors of a write that reached the disk."""
    if act.kind != "write" or drawn.random() < 0.5:
        return [act]
    parts = []
    at = act.at
    while at < act.at + len(act.data):
        end = min((at // SECTOR + 1) * SECTOR, act.at + len(act.data))
        if drawn.random() < 0.7:
            parts.append(Act("write", act.name, at, act.data[at - act.at : end - act.at]))
        at = end
    return parts


def _carry_out(content: bytearray, act: Act) -> None:
    if act.kind == "truncate":
        del content[act.at :]
        return
    content.extend(bytes(max(0, act.at - len(content))))
    content[act.at : act.at + len(act.data)] = act.data
