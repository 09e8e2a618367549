"""The benchmarks: the same corpus each time, and rows that say what they measured."""

from itertools import islice

from bench.__main__ import intake, queries
from bench.corpus import Corpus
from bench.workspace import opened


def test_the_corpus_is_the_same_each_time() -> None:
    assert list(islice(Corpus(500).items(), 50)) == list(islice(Corpus(500).items(), 50))


def test_a_small_run_fills_every_field(tmp_path) -> None:
    rows = [intake(tmp_path / "w", 400)]
    services = opened(tmp_path / "w")
    rows += queries(services)
    services.close()
    assert all(row.name and row.unit and row.aim and row.how for row in rows)
    assert all(row.value > 0 for row in rows)
