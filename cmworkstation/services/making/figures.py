"""Looking back: waits, numbers, the dashboard, briefings."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cmworkstation.services.briefings import Briefings
    from cmworkstation.services.dashboard import Dashboard
    from cmworkstation.services.dashboard_reports import DashboardReports
    from cmworkstation.services.figures import FigureBook
    from cmworkstation.services.inviting import Inviting
    from cmworkstation.services.review import Review
    from cmworkstation.services.samples import Samples
    from cmworkstation.services.times import Times
    from cmworkstation.services.voices import VoiceBook
    from cmworkstation.services.workstation import Services


def times(services: "Services") -> "Times":
    """How long people wait."""
    from cmworkstation.services.times import Times  # noqa: PLC0415 - when it is made

    return Times(services.workspace, services.charters, services.clock)


def review(services: "Services") -> "Review":
    """What we said, and what is thought of it."""
    from cmworkstation.services.review import Review  # noqa: PLC0415 - when it is made

    return Review(
        services.workspace, services.charters, services.journal, services.acting, services.clock
    )


def samples(services: "Services") -> "Samples":
    """A few replies of each month, to be gone through."""
    from cmworkstation.services.samples import Samples  # noqa: PLC0415 - when it is made

    return Samples(
        services.workspace, services.review, services.journal, services.acting, services.clock
    )


def figures(services: "Services") -> "FigureBook":
    """Waits and numbers over time, for charts; and who waits now."""
    from cmworkstation.services.figures import FigureBook  # noqa: PLC0415 - when it is made

    return FigureBook(services.workspace, services.charters, services.clock)


def voices(services: "Services") -> "VoiceBook":
    """Whether we speak with more than the usual few."""
    from cmworkstation.services.voices import VoiceBook  # noqa: PLC0415 - when it is made

    return VoiceBook(
        services.workspace, services.charters, services.journal, services.acting, services.clock
    )


def inviting(services: "Services") -> "Inviting":
    """Whom we may invite from where we hear little."""
    from cmworkstation.services.inviting import Inviting  # noqa: PLC0415 - when it is made

    return Inviting(services.workspace, services.contacts, services.asks, services.clock)


def dashboard(services: "Services") -> "Dashboard":
    """What we heard, what we did, what changed."""
    from cmworkstation.services.dashboard import Dashboard  # noqa: PLC0415 - when it is made
    from cmworkstation.services.reach_tiles import ReachTiles  # noqa: PLC0415 - when it is made
    from cmworkstation.services.tiles import Tiles  # noqa: PLC0415 - when it is made

    reach = ReachTiles(services.voices, services.clock)
    tiles = Tiles(
        services.workspace,
        services.figures,
        services.promises,
        reach,
        services.dependence,
        services.topics,
        services.clock,
    )
    return Dashboard(
        services.workspace, tiles, reach, services.journal, services.acting, services.clock
    )


def dashboard_reports(services: "Services") -> "DashboardReports":
    """The dashboard as a file, at a person's word or by the clock."""
    from cmworkstation.services.dashboard_reports import DashboardReports  # noqa: PLC0415 - when it is made

    return DashboardReports(
        services.dashboard, services.settings, services.acting, services.brake, services.clock
    )


def briefings(services: "Services") -> "Briefings":
    """What colleagues are told."""
    from cmworkstation.services.briefings import Briefings  # noqa: PLC0415 - when it is made

    return Briefings(
        services.workspace,
        services.journal,
        services.clock,
        services.acting,
        services.brake,
        lambda: services.alerts,
        services.category_labels,
    )
