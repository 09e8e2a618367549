"""Round values for the lines across a chart."""

from typing import Final

from cmworkstation.i18n import number
from cmworkstation.words import times

MINUTE, HOUR, DAY = 60, 3600, 86400
LENGTHS: Final = (
    *(n * MINUTE for n in (1, 2, 5, 10, 15, 30)),
    *(n * HOUR for n in (1, 2, 3, 4, 6, 8, 12, 16)),
    *(n * DAY for n in (1, 2, 3, 4, 7, 14, 28, 56, 112, 224, 448, 896)),
)
LINES: Final = 4
Axis = tuple[tuple[float, str], ...]


def of_lengths(most: float) -> Axis:
    """Return lines at round lengths of time, the last of them at or above `most` seconds."""
    step = next((one for one in LENGTHS if one * LINES >= most), LENGTHS[-1])
    return tuple((n * step, times.length(n * step)) for n in range(1, _lines(most, step) + 1))


def of_counts(most: float) -> Axis:
    """Return lines at round numbers, the last of them at or above `most`."""
    tens = 1
    while tens * 10 * LINES <= most:
        tens *= 10
    step = next(n * tens for n in (1, 2, 5, 10) if n * tens * LINES >= most)
    return tuple((k * step, number(k * step)) for k in range(1, _lines(most, step) + 1))


def _lines(most: float, step: float) -> int:
    return max(1, -int(-most // step))
