"""What a server allows us to ask in a while, and how much of that is kept for replies."""

from datetime import datetime

from cmworkstation.domain.values import dataclass

SHARE_FOR_REPLIES = 0.1
LEAST_FOR_REPLIES = 5


@dataclass(frozen=True, slots=True)
class Budget:
    """What the server last said of its rate limit; None where it said nothing."""

    limit: int | None = None
    remaining: int | None = None
    reset_at: datetime | None = None

    def reserve(self, share: float = SHARE_FOR_REPLIES) -> int:
        """Return how many requests are kept: a share of all, at least five, at most half of a small allowance."""
        limit = self.limit or 0
        return min(max(LEAST_FOR_REPLIES, int(limit * share)), max(limit // 2, int(limit * share)))

    def is_low(self, share: float = SHARE_FOR_REPLIES) -> bool:
        """Tell whether what is left should be kept for replies."""
        if not self.limit or self.remaining is None:
            return False
        return self.remaining <= self.reserve(share)
