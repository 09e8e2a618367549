"""Replies and posts on their way, and what keeps them from leaving."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cmworkstation.services.brake import Brake
    from cmworkstation.services.by_hand import ByHand
    from cmworkstation.services.freezing import Freezing
    from cmworkstation.services.outbox.outbox import Outbox
    from cmworkstation.services.posting import Posting
    from cmworkstation.services.thawing import Thawing
    from cmworkstation.services.workstation import Services


def outbox(services: "Services") -> "Outbox":
    """Replies on their way."""
    from cmworkstation.services.outbox.outbox import Outbox  # noqa: PLC0415 - when it is made

    return Outbox(
        services.workspace,
        services.platforms,
        services.sync,
        services.journal,
        services.clock,
        services.composer.check_before_queue,
        services.acting,
        services.approval_gate,
        services.brake,
    )


def by_hand(services: "Services") -> "ByHand":
    """Replies that a person posts in the browser."""
    from cmworkstation.services.by_hand import ByHand  # noqa: PLC0415 - when it is made

    return ByHand(
        services.workspace,
        services.outbox,
        services.platforms,
        services.approval_gate,
        services.journal,
        services.clock,
        services.acting,
        services.brake,
    )


def posting(services: "Services") -> "Posting":
    """Posts of our own that answer nobody."""
    from cmworkstation.services.posting import Posting  # noqa: PLC0415 - when it is made

    return Posting(services.workspace, services.acting, services.clock)


def brake(services: "Services") -> "Brake":
    """What keeps anything from leaving: freezes, and drills."""
    from cmworkstation.services.brake import Brake  # noqa: PLC0415 - when it is made

    return Brake(services.workspace, services.acting, services.clock)


def freezing(services: "Services") -> "Freezing":
    """Stopping at once everything that leaves or acts by itself."""
    from cmworkstation.services.freezing import Freezing  # noqa: PLC0415 - when it is made

    return Freezing(
        services.workspace,
        services.brake,
        services.inbox_rule_runs,
        services.journal,
        services.acting,
        services.clock,
    )


def thawing(services: "Services") -> "Thawing":
    """What a freeze held back, and what people decide about it."""
    from cmworkstation.services.thawing import Thawing  # noqa: PLC0415 - when it is made

    return Thawing(
        services.workspace,
        services.brake,
        services.freezing,
        services.outbox,
        services.inbox_rule_runs,
        services.journal,
        services.acting,
        services.clock,
    )
