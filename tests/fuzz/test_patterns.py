"""No pattern that a charter may contain takes long: at random, with texts made to hurt each."""

from tests.fuzz.rounds import NIGHTLY, ends


def patterns():
    from tests.fuzz.patterns import try_all

    return [lambda seed=seed: try_all(seed, 10) for seed in range(4)]


def patterns_by_night():
    from tests.fuzz.patterns import try_all

    return [lambda seed=seed: try_all(seed, 100) for seed in range(40)]


def test_patterns_of_the_dialect_end_in_time_on_texts_made_to_hurt_them():
    # 40 patterns with 18 texts each; at 0.1 s, which none may take, that were 72 s.
    if NIGHTLY:
        ends(patterns_by_night, cpu_s=7_200)
    else:
        ends(patterns, cpu_s=40)
