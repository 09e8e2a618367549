"""Patterns that a charter may contain, at random and made worse step by step, held against texts made to hurt them.

`python -m tests.fuzz.patterns SEED SECONDS` prints the worst that were found, in CPU time on 10,000 characters.
"""

import random
import re
import sys
import time
from collections.abc import Iterator

from cmworkstation.domain.charter.dialect import BadPattern, check_pattern

SIZE = 10_000
LONGEST = 120
KEPT = 40
SAMPLES = {
    **{letter: letter for letter in "abc1 é"},
    ".": "a1 b",
    r"\w": "ab1",
    r"\d": "1",
    r"\s": " ",
    r"\W": " ",
    r"\S": "ab1",
    r"\D": "ab ",
    "[ab]": "ab",
    "[a-z]": "abc",
    "[^a]": "b1 ",
    "[^b]": "a1 ",
    "[a1 ]": "a1 ",
    r"[^\s]": "ab1",
}
ATOM = re.compile(r"\[[^\]]*\]|\\.|\(\?:|.")
REPEATS = re.compile(r"\{[^}]*\}\??|\?")
WIDTHS = (1, 2, 3, 5, 8, 10, 15, 19, 20, 21, 40, 100, 200)


def accepted(chance: random.Random) -> Iterator[str]:
    """Yield patterns of the dialect; the caller may send back those that hurt most by `chance`."""
    while True:
        pattern = _sequence(chance, 0)
        try:
            check_pattern(pattern)
        except BadPattern:
            continue
        if len(pattern) <= LONGEST:
            yield pattern


def worse(chance: random.Random, pattern: str) -> str:
    """Return a pattern with something put in, taken out or doubled; the same one where that is not accepted."""
    at = chance.randrange(len(pattern) + 1)
    end = min(len(pattern), at + chance.randrange(1, 5))
    made = chance.choice(
        (
            pattern[:at] + _piece(chance, 1) + pattern[at:],
            pattern[:at] + pattern[end:],
            pattern[:at] + pattern[at:end] * 2 + pattern[end:],
        )
    )
    try:
        check_pattern(made)
    except BadPattern:
        return pattern
    return made if len(made) <= LONGEST else pattern


def texts(chance: random.Random, pattern: str) -> Iterator[str]:
    """Yield texts that almost match: repeats of what the pattern's pieces match, with a wrong end or none."""
    pieces = [one for one in ATOM.findall(REPEATS.sub("", pattern)) if one in SAMPLES] or ["a"]
    for unit in ("a", "ab", "a1 ", "1", " ", "a" * 199 + "!"):
        yield (unit * SIZE)[:SIZE]
    for _ in range(4):
        unit = "".join(
            chance.choice(SAMPLES[one]) * chance.choice((1, 1, 2, 5, 20)) for one in pieces
        )
        for made in (unit[:-1] or unit, unit + "!", chance.choice(unit)):
            yield (made * SIZE)[:SIZE]


def try_all(seed: int, count: int) -> None:
    """Run some patterns over their texts; whoever calls limits the time."""
    chance = random.Random(seed)
    found = accepted(chance)
    for _ in range(count):
        pattern = next(found)
        for _ in range(3):
            pattern = worse(chance, pattern)
        compiled = re.compile(pattern, re.IGNORECASE)
        for text in texts(chance, pattern):
            for _ in compiled.finditer(text):
                pass


def _sequence(chance: random.Random, depth: int) -> str:
    return "".join(_piece(chance, depth) for _ in range(chance.choice((1, 1, 2, 2, 3, 3, 4, 5, 6))))


def _piece(chance: random.Random, depth: int) -> str:
    kind = chance.random()
    if depth < 3 and kind < 0.25:
        branches = "|".join(
            _sequence(chance, depth + 1) for _ in range(chance.choice((1, 2, 2, 3)))
        )
        return f"{chance.choice(('(', '(?:'))}{branches}){chance.choice(('', '', '?'))}"
    if kind < 0.3:
        return chance.choice((r"\b", "^", "$", r"\B"))
    return chance.choice(list(SAMPLES)) + _repeat(chance)


def _repeat(chance: random.Random) -> str:
    kind = chance.random()
    if kind < 0.55:
        return "" if kind < 0.45 else "?"
    most = chance.choice(WIDTHS)
    least = min(chance.choice((0, 0, 1, 1, 2, most)), most)
    return f"{{{least},{most}}}{chance.choice(('', '', '?'))}"


def main(seed: int, seconds: float) -> None:
    """Look for the worst, starting again and again from the worst so far."""
    chance = random.Random(seed)
    found, pool, tried = accepted(chance), list[tuple[float, str]](), 0
    end = time.thread_time() + seconds
    while time.thread_time() < end:
        fresh = not pool or chance.random() < 0.25
        pattern = next(found) if fresh else worse(chance, chance.choice(pool)[1])
        compiled, worst = re.compile(pattern, re.IGNORECASE), 0.0
        for text in texts(chance, pattern):
            begin = time.thread_time()
            for _ in compiled.finditer(text):
                pass
            worst = max(worst, time.thread_time() - begin)
        tried += 1
        pool = sorted([*pool, (worst, pattern)], reverse=True)[:KEPT]
    print(f"{tried} patterns")
    for worst, pattern in pool[:8]:
        print(f"{worst * 1000:.0f} ms  work {check_pattern(pattern).work}  {pattern!r}")


if __name__ == "__main__":
    main(int(sys.argv[1]), float(sys.argv[2]))
