"""What is planned, and where we are present."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cmworkstation.services.calendar_import import CalendarImports
    from cmworkstation.services.dependence import Dependence
    from cmworkstation.services.handles import Handles
    from cmworkstation.services.media_map import MediaMap
    from cmworkstation.services.operations import Operations
    from cmworkstation.services.plan import Plans
    from cmworkstation.services.presence import PresenceRegister
    from cmworkstation.services.relays import Relays
    from cmworkstation.services.tied_relations import TiedRelations
    from cmworkstation.services.workstation import Services


def operations(services: "Services") -> "Operations":
    """What is planned, by theme."""
    from cmworkstation.services.operations import Operations  # noqa: PLC0415 - when it is made

    return Operations(
        services.workspace,
        services.accounts,
        services.topics,
        services.settings,
        services.journal,
        services.acting,
        services.clock,
    )


def plans(services: "Services") -> "Plans":
    """What a calendar shows."""
    from cmworkstation.services.plan import Plans  # noqa: PLC0415 - when it is made

    return Plans(services)


def tied_relations(services: "Services") -> "TiedRelations":
    """Whom operations are for."""
    from cmworkstation.services.tied_relations import TiedRelations  # noqa: PLC0415 - when it is made

    return TiedRelations(services.workspace, services.relations)


def calendar_imports(services: "Services") -> "CalendarImports":
    """Calendar files that others made."""
    from cmworkstation.services.calendar_import import CalendarImports  # noqa: PLC0415 - when it is made

    return CalendarImports(
        services.workspace, services.operations, services.journal, services.acting, services.clock
    )


def relays(services: "Services") -> "Relays":
    """Whether our news reached each of our channels."""
    from cmworkstation.services.relays import Relays  # noqa: PLC0415 - when it is made

    return Relays(
        services.workspace,
        services.operations,
        services.dependence,
        lambda: services.drafts,
        lambda: services.posting,
        services.journal,
        services.acting,
        services.clock,
    )


def presence(services: "Services") -> "PresenceRegister":
    """Which names are ours, who holds the keys, and what is missing."""
    from cmworkstation.services.presence import PresenceRegister  # noqa: PLC0415 - when it is made

    return PresenceRegister(
        services.workspace,
        services.accounts,
        lambda: services.drafts,
        services.journal,
        services.acting,
        services.clock,
    )


def handles(services: "Services") -> "Handles":
    """Where names were looked up, and what was found."""
    from cmworkstation.services.handles import Handles  # noqa: PLC0415 - when it is made

    return Handles(services.workspace, services.journal, services.acting, services.clock)


def dependence(services: "Services") -> "Dependence":
    """How much we depend on each platform."""
    from cmworkstation.services.dependence import Dependence  # noqa: PLC0415 - when it is made

    return Dependence(
        services.workspace,
        services.accounts,
        services.platforms,
        services.gaps,
        services.journal,
        services.acting,
        services.clock,
    )


def media_map(services: "Services") -> "MediaMap":
    """Where accounts stand in time, place and way of speaking."""
    from cmworkstation.services.media_map import MediaMap  # noqa: PLC0415 - when it is made

    return MediaMap(
        services.workspace, services.accounts, services.platforms, services.journal, services.acting
    )
