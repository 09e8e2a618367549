"""What comes in: who has it in hand, where it stands, what is said about it in the house."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cmworkstation.services.assigning import Assigning
    from cmworkstation.services.attachments import Attachments
    from cmworkstation.services.captures import Captures
    from cmworkstation.services.catch_up import CatchingUp
    from cmworkstation.services.finding import Finding
    from cmworkstation.services.here import WhyHere
    from cmworkstation.services.inbox_rule_runs import InboxRuleRuns
    from cmworkstation.services.inbox_rules import InboxRules
    from cmworkstation.services.labels import Labels
    from cmworkstation.services.ledger import Ledger
    from cmworkstation.services.moderation import Moderation
    from cmworkstation.services.notes import Notes
    from cmworkstation.services.snooze import Snoozes
    from cmworkstation.services.standing import Standing
    from cmworkstation.services.triage import Triage
    from cmworkstation.services.views import Views
    from cmworkstation.services.workstation import Services


def assigning(services: "Services") -> "Assigning":
    """Who has a conversation in hand."""
    from cmworkstation.services.assigning import Assigning  # noqa: PLC0415 - when it is made

    return Assigning(services.workspace, services.journal, services.clock, services.acting)


def labels(services: "Services") -> "Labels":
    """Labels, and what carries them."""
    from cmworkstation.services.labels import Labels  # noqa: PLC0415 - when it is made

    return Labels(services.workspace, services.journal, services.clock, services.acting)


def snoozes(services: "Services") -> "Snoozes":
    """What is out of the way for a while."""
    from cmworkstation.services.snooze import Snoozes  # noqa: PLC0415 - when it is made

    return Snoozes(services.workspace, services.journal, services.clock, services.acting)


def notes(services: "Services") -> "Notes":
    """What colleagues tell one another."""
    from cmworkstation.services.notes import Notes  # noqa: PLC0415 - when it is made

    return Notes(services.workspace, services.journal, services.clock, services.acting)


def views(services: "Services") -> "Views":
    """Searches that are kept under a name."""
    from cmworkstation.services.views import Views  # noqa: PLC0415 - when it is made

    return Views(services.workspace, services.clock, services.acting, services.category_labels)


def finding(services: "Services") -> "Finding":
    """What a search finds beside messages."""
    from cmworkstation.services.finding import Finding  # noqa: PLC0415 - when it is made

    return Finding(services.workspace, lambda: services.guide, services.category_labels)


def triage(services: "Services") -> "Triage":
    """Walking messages to their category."""
    from cmworkstation.services.triage import Triage  # noqa: PLC0415 - when it is made

    return Triage(
        services.workspace,
        services.charters,
        services.circumstances,
        services.journal,
        services.clock,
        services.acting,
    )


def standing(services: "Services") -> "Standing":
    """How much open time is left, and what categories are called."""
    from cmworkstation.services.standing import Standing  # noqa: PLC0415 - when it is made

    return Standing(services.workspace, services.charters, services.clock)


def inbox_rules(services: "Services") -> "InboxRules":
    """What happens by itself to messages that come in."""
    from cmworkstation.services.inbox_rules import InboxRules  # noqa: PLC0415 - when it is made

    return InboxRules(
        services.workspace,
        services.inbox_rule_runs,
        lambda: services.charters,
        services.journal,
        services.clock,
        services.acting,
        lambda: services.topics,
    )


def inbox_rule_runs(services: "Services") -> "InboxRuleRuns":
    """Inbox rules at work."""
    from cmworkstation.services.inbox_rule_runs import InboxRuleRuns  # noqa: PLC0415 - when it is made

    return InboxRuleRuns(
        services.workspace,
        lambda: services.charters.deadlines,
        services.journal,
        services.clock,
        services.acting,
        services.brake,
        services.category_labels,
    )


def captures(services: "Services") -> "Captures":
    """Messages that people take in by hand."""
    from cmworkstation.services.captures import Captures  # noqa: PLC0415 - when it is made

    return Captures(
        services.workspace,
        services.platforms,
        services.accounts,
        services.sync,
        services.media,
        services.journal,
        services.clock,
        services.acting,
    )


def catch_up(services: "Services") -> "CatchingUp":
    """What happened since the program was last open."""
    from cmworkstation.services.catch_up import CatchingUp  # noqa: PLC0415 - when it is made

    return CatchingUp(
        services.workspace,
        services.accounts,
        services.assigning,
        lambda: sum(debt.kind.is_ours for _, debt in services.relations.due()),
        services.clock,
    )


def ledger(services: "Services") -> "Ledger":
    """What came in, and what could not be understood."""
    from cmworkstation.services.ledger import Ledger  # noqa: PLC0415 - when it is made

    return Ledger(services.workspace, services.journal, services.clock, services.acting)


def here(services: "Services") -> "WhyHere":
    """Why we are in a conversation, and with whom."""
    from cmworkstation.services.here import WhyHere  # noqa: PLC0415 - when it is made

    return WhyHere(services.workspace, services.encounters, services.asks, services.clock)


def attachments(services: "Services") -> "Attachments":
    """Files of messages, when a person asks for them."""
    from cmworkstation.services.attachments import Attachments  # noqa: PLC0415 - when it is made

    return Attachments(services.platforms, services.accounts, services.media.data)


def moderation(services: "Services") -> "Moderation":
    """Acting on other people's messages."""
    from cmworkstation.services.moderation import Moderation  # noqa: PLC0415 - when it is made

    return Moderation(
        services.workspace,
        services.platforms,
        services.sync,
        services.journal,
        services.clock,
        services.acting,
        services.brake,
    )
