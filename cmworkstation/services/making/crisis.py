"""Crises and their drills."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cmworkstation.services.addenda import Addenda
    from cmworkstation.services.crises import Crises
    from cmworkstation.services.dangers import Dangers
    from cmworkstation.services.debriefs import Debriefs
    from cmworkstation.services.desk import Desk
    from cmworkstation.services.drills import Drills
    from cmworkstation.services.exercises import Exercises
    from cmworkstation.services.roster import Roster
    from cmworkstation.services.speaking import Speaking
    from cmworkstation.services.statements import Statements
    from cmworkstation.services.triggers import Triggers
    from cmworkstation.services.workstation import Services


def crises(services: "Services") -> "Crises":
    """Which crisis level holds, and who may change it."""
    from cmworkstation.services.crises import Crises  # noqa: PLC0415 - when it is made

    return Crises(
        services.workspace,
        services.charters,
        services.snoozes,
        services.sync,
        services.journal,
        services.acting,
        services.clock,
    )


def triggers(services: "Services") -> "Triggers":
    """What is measured against what a charter calls a crisis."""
    from cmworkstation.services.triggers import Triggers  # noqa: PLC0415 - when it is made

    return Triggers(
        *(services.workspace, services.crises, services.journal, services.acting, services.clock),
        lambda: services.alerts,
    )


def desk(services: "Services") -> "Desk":
    """Times of crisis, their log, and when we speak again."""
    from cmworkstation.services.desk import Desk  # noqa: PLC0415 - when it is made

    return Desk(
        services.workspace,
        services.inbox,
        services.views,
        services.journal,
        services.acting,
        services.clock,
    )


def statements(services: "Services") -> "Statements":
    """Holding statements, and posting them."""
    from cmworkstation.services.statements import Statements  # noqa: PLC0415 - when it is made

    return Statements(
        services.workspace,
        services.crises,
        services.desk,
        services.answers,
        services.posting,
        services.drills,
        services.speaking,
        services.journal,
        services.acting,
        services.clock,
    )


def speaking(services: "Services") -> "Speaking":
    """How the words of a crisis leave."""
    from cmworkstation.services.speaking import Speaking  # noqa: PLC0415 - when it is made

    return Speaking(
        services.workspace,
        services.outbox,
        lambda: services.approvals,
        lambda: services.by_hand,
        lambda: services.thawing,
        services.clock,
    )


def addenda(services: "Services") -> "Addenda":
    """Statements that are out, and what is added to them."""
    from cmworkstation.services.addenda import Addenda  # noqa: PLC0415 - when it is made

    return Addenda(
        services.workspace,
        services.statements,
        services.speaking,
        services.posting,
        services.drafts,
        services.composer,
        services.crises,
        services.journal,
        services.acting,
        services.clock,
    )


def roster(services: "Services") -> "Roster":
    """Whom to call in a crisis."""
    from cmworkstation.services.roster import Roster  # noqa: PLC0415 - when it is made

    return Roster(services.workspace, services.journal, services.acting, services.clock)


def exercises(services: "Services") -> "Exercises":
    """Drills that are played by a script."""
    from cmworkstation.services.exercises import Exercises  # noqa: PLC0415 - when it is made

    return Exercises(
        services.workspace,
        services.drills,
        services.crises,
        services.charters,
        services.desk,
        services.journal,
        services.acting,
        services.clock,
    )


def debriefs(services: "Services") -> "Debriefs":
    """What is looked at after a crisis."""
    from cmworkstation.services.debriefs import Debriefs  # noqa: PLC0415 - when it is made

    return Debriefs(
        services.workspace, services.desk, services.journal, services.acting, services.clock
    )


def drills(services: "Services") -> "Drills":
    """Crises that are played, during which nothing leaves."""
    from cmworkstation.services.drills import Drills  # noqa: PLC0415 - when it is made

    return Drills(
        services.workspace,
        services.brake,
        services.sync,
        services.journal,
        services.acting,
        services.clock,
    )


def dangers(services: "Services") -> "Dangers":
    """Messages that speak of acute danger."""
    from cmworkstation.services.dangers import Dangers  # noqa: PLC0415 - when it is made

    return Dangers(services.workspace, services.charters)
