"""What is said elsewhere, and what rings."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cmworkstation.services.alerts import Alerts
    from cmworkstation.services.mentions import Mentions
    from cmworkstation.services.talk_places import TalkPlaces
    from cmworkstation.services.watch_sources import WatchSources
    from cmworkstation.services.watches import Watches
    from cmworkstation.services.watching import Watching
    from cmworkstation.services.workstation import Services


def alerts(services: "Services") -> "Alerts":
    """Alarms: spikes of what is said, and sources that fell silent; and values that hold now."""
    from cmworkstation.services.alerts import Alerts  # noqa: PLC0415 - when it is made

    return Alerts(
        services.workspace,
        services.accounts,
        services.platforms,
        services.charters,
        services.journal,
        services.acting,
        services.clock,
    )


def talk_places(services: "Services") -> "TalkPlaces":
    """Where people talk about us, and what we decided about it."""
    from cmworkstation.services.talk_places import TalkPlaces  # noqa: PLC0415 - when it is made

    return TalkPlaces(
        services.workspace, services.accounts, services.journal, services.acting, services.clock
    )


def watch_sources(services: "Services") -> "WatchSources":
    """Reading what is watched."""
    from cmworkstation.services.watch_sources import WatchSources  # noqa: PLC0415 - when it is made

    return WatchSources(services.workspace, services.platforms, services.accounts, services.clock)


def watches(services: "Services") -> "Watches":
    """Saved queries about what is said elsewhere, and the sources that they are asked of."""
    from cmworkstation.services.watches import Watches  # noqa: PLC0415 - when it is made

    return Watches(
        services.workspace,
        services.watch_sources,
        services.accounts,
        services.journal,
        services.clock,
        services.acting,
    )


def watching(services: "Services") -> "Watching":
    """Reading sources when they are due."""
    from cmworkstation.services.watching import Watching  # noqa: PLC0415 - when it is made

    return Watching(
        services.workspace,
        services.watch_sources,
        services.charters,
        services.media_map,
        services.clock,
    )


def mentions(services: "Services") -> "Mentions":
    """What was found, and what people make of it."""
    from cmworkstation.services.mentions import Mentions  # noqa: PLC0415 - when it is made

    return Mentions(
        services.workspace,
        services.captures,
        services.journal,
        services.clock,
        services.acting,
        services.charters,
    )
