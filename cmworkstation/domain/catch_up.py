"""What happened while nobody looked: what came, what is late, what broke."""

from dataclasses import dataclass
from datetime import datetime

from cmworkstation.domain.ids import AccountId


@dataclass(frozen=True, slots=True)
class CatchUp:
    """The time from when the program was last open until now, in numbers."""

    since: datetime
    until: datetime
    came: tuple[tuple[AccountId, int], ...] = ()  # messages by others, the busiest account first
    waiting: int = 0  # conversations in which somebody wrote since and that wait for us
    late: int = 0  # those that are late now …
    late_since: int = 0  # … of which became late since
    promises: int = 0  # open ones whose day is over
    owed: int = 0  # news, thanks and goodbyes that people wait for
    approvals: int = 0  # requests that wait for somebody's word
    handed: int = 0  # what colleagues handed to the acting person since, and is not settled
    givers: tuple[str, ...] = ()  # their names, whoever did so last first
    sent: int = 0  # replies that left since
    unsent: int = 0  # replies that wait for a person's decision
    troubled: tuple[AccountId, ...] = ()  # accounts that ask for somebody
    gaps: int = 0  # intervals that nobody read yet
    unread: int = 0  # items that came since and could not be understood

    @property
    def messages(self) -> int:
        """How many messages came."""
        return sum(n for _, n in self.came)

    @property
    def is_quiet(self) -> bool:
        """Tell whether there is nothing to say."""
        late = self.late or self.promises or self.owed or self.approvals or self.handed
        return not (self.came or late or self.sent or self.unsent or self.troubled or self.unread)
