"""Cycles of objects are collected on the thread of the window, and on no other.

Python looks for them on whichever thread happens to make the next object, and widgets are in such cycles: a widget
that ends on another thread than its own takes the program with it. Who runs threads beside a window lets nothing be
collected by itself, and calls `collect` from time to time.
"""

import gc


def collect() -> None:
    """Collect what is due by Python's own counts and thresholds: the oldest generation that has too many."""
    counts, limits = gc.get_count(), gc.get_threshold()
    due = [n for n, (count, limit) in enumerate(zip(counts, limits, strict=True)) if count > limit]
    if due:
        gc.collect(due[-1])
