"""The seeds of a row: those that once failed (`seeds.toml`), then fresh ones up to a count."""

import os
import tomllib
from pathlib import Path

FILE = Path(__file__).with_name("seeds.toml")
FIRST = 100  # fresh seeds count from here
ASKED = "FAULT_SEEDS"  # environment: these seeds alone, as in FAULT_SEEDS=17,18


def known() -> dict[str, list[int]]:
    """Return row → the seeds that failed once, in the order of their discovery."""
    kept = tomllib.loads(FILE.read_text(encoding="utf-8"))
    return {row: [int(one["seed"]) for one in failures] for row, failures in kept.items()}


def of(row: str, count: int) -> list[int]:
    """Return `count` fresh seeds behind the known ones of a row, or the seeds that the environment asks for."""
    asked = [int(one) for one in os.environ.get(ASKED, "").split(",") if one]
    old = known().get(row, [])
    return asked or [*old, *(seed for seed in range(FIRST, FIRST + count) if seed not in old)]
