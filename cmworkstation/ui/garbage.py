"""Cycles of objects are collected on the thread of the window, and on no other.

Python looks for them on whichever thread happens to make the next object, and widgets are in such cycles: a widget
that ends on another thread than its own takes the program with it. Who runs threads beside a window lets nothing be
collected by itself, and calls `collect` from time to time.
"""

import gc

YOUNGEST, OLDEST = 0, 2  # generations of Python's collector
GROWN = 1.25  # times as many old objects as were left by the last look at all of them


class Collector:
    """Collects when Python would: by its counts, its limits, and how many old objects there are."""

    def __init__(self) -> None:
        """Begin with what is there now."""
        gc.disable()
        self._left = 0

    def collect(self) -> None:
        """Collect what is due: the oldest generation of which there is too much."""
        counts, limits = gc.get_count(), gc.get_threshold()
        due = [n for n in range(len(counts)) if counts[n] > limits[n]]
        if YOUNGEST not in due:  # little was made since
            return
        if OLDEST in due and self._old() <= GROWN * self._left:
            due.remove(OLDEST)
        gc.collect(due[-1])
        if OLDEST in due:
            self._left = self._old()

    @staticmethod
    def _old() -> int:
        return len(gc.get_objects(generation=OLDEST))
