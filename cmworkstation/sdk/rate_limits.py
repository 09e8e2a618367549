"""Rate limits in the answers of servers: how much is left, and how long to wait."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

from cmworkstation.domain.budget import Budget
from cmworkstation.sdk.answer import Answer, error_in

LONGEST_PAUSE_S = 900.0
USUAL_PAUSE_S = 60.0
LONGEST_NUMBER = 20  # digits
LIMIT_NAMES = ("x-ratelimit-limit", "ratelimit-limit", "x-rate-limit-limit")
REMAINING_NAMES = ("x-ratelimit-remaining", "ratelimit-remaining", "x-rate-limit-remaining")
RESET_NAMES = ("x-ratelimit-reset", "ratelimit-reset", "x-rate-limit-reset")


def budget_in(headers: Mapping[str, str], now: datetime) -> Budget | None:
    """Return what an answer says of our rate limit, None where it says nothing."""
    limit, remaining = _first(headers, LIMIT_NAMES), _first(headers, REMAINING_NAMES)
    if not limit and not remaining:
        return None
    reset = parse_reset(_first(headers, RESET_NAMES), now)
    return Budget(whole(limit), whole(remaining), reset)


def pause_in(headers: Mapping[str, str], now: datetime, otherwise: float = USUAL_PAUSE_S) -> float:
    """Return for how many seconds an answer asks us to wait, in whatever form; never more than a quarter of an hour.

    `otherwise` where it does not say.
    """
    asked = parse_retry_after(headers.get("retry-after", ""), now)
    if asked is None:
        reset = parse_reset(_first(headers, RESET_NAMES), now)
        asked = (reset - now).total_seconds() if reset else otherwise
    return min(LONGEST_PAUSE_S, max(1.0, asked))


def parse_retry_after(value: str, now: datetime) -> float | None:
    """Return the seconds of a Retry-After header (seconds or an HTTP date), None when it says nothing."""
    value = value.strip()
    if not value:
        return None
    try:
        return max(0.0, float(value))
    except ValueError:
        pass
    try:
        at = parsedate_to_datetime(value)
    except (ValueError, TypeError):
        return None
    at = at if at.tzinfo else at.replace(tzinfo=UTC)
    return max(0.0, (at - now).total_seconds())


def parse_reset(value: str, now: datetime) -> datetime | None:
    """Return when a rate limit begins anew: from epoch seconds, seconds left, or an ISO-8601 time."""
    value = value.strip()
    if not value:
        return None
    try:
        number = float(value)
    except ValueError:
        try:
            at = datetime.fromisoformat(value)
        except ValueError:
            return None
        return at if at.tzinfo else at.replace(tzinfo=UTC)
    epoch_from = 1_000_000_000  # smaller numbers are seconds that are left
    try:
        return (
            datetime.fromtimestamp(number, UTC)
            if number > epoch_from
            else now + timedelta(seconds=number)
        )
    except (OverflowError, ValueError, OSError):
        return None


def wait_in(answer: Answer) -> float:
    """Return the seconds to wait that an error body names, where no header does."""
    found = error_in(answer)
    more = found.get("extras")
    seconds = more.get("wait_seconds") if isinstance(more, dict) else None
    if isinstance(ms := found.get("retry_after_ms"), int | float):
        seconds = ms / 1000
    return float(seconds) if isinstance(seconds, int | float) else USUAL_PAUSE_S


def _first(headers: Mapping[str, str], names: Sequence[str]) -> str:
    return next((headers[name] for name in names if headers.get(name)), "")


def whole(text: str) -> int | None:
    """Return the number that a header begins with, None where it is none."""
    digits = text.split(",", maxsplit=1)[0].split(";", maxsplit=1)[0].strip()
    return (
        int(digits)
        if digits.isascii() and digits.isdecimal() and len(digits) < LONGEST_NUMBER
        else None
    )
