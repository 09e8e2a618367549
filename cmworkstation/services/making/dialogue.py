"""What people come back to, and what they are asked."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cmworkstation.services.contributions import Contributions
    from cmworkstation.services.dialogue_places import DialoguePlaces
    from cmworkstation.services.dialogues import Dialogues
    from cmworkstation.services.experts import Experts
    from cmworkstation.services.topics import Topics
    from cmworkstation.services.workstation import Services


def topics(services: "Services") -> "Topics":
    """What people come back to, and what became of it."""
    from cmworkstation.services.topics import Topics  # noqa: PLC0415 - when it is made

    return Topics(
        services.workspace, services.journal, services.clock, services.acting, services.views.ids
    )


def dialogues(services: "Services") -> "Dialogues":
    """Questions that are put to people, and what became of them."""
    from cmworkstation.services.dialogue_charter import paused  # noqa: PLC0415 - when it is made
    from cmworkstation.services.dialogues import Dialogues  # noqa: PLC0415 - when it is made

    return Dialogues(
        services.workspace,
        services.journal,
        services.clock,
        services.acting,
        lambda: paused(services.crises),
    )


def dialogue_places(services: "Services") -> "DialoguePlaces":
    """Where a question is put to people."""
    from cmworkstation.services.dialogue_charter import paused  # noqa: PLC0415 - when it is made
    from cmworkstation.services.dialogue_places import DialoguePlaces  # noqa: PLC0415 - when it is made

    return DialoguePlaces(
        services.workspace,
        services.journal,
        services.clock,
        services.acting,
        lambda: services.drafts,
        lambda: services.posting,
        lambda: services.asks,
        lambda: paused(services.crises),
    )


def contributions(services: "Services") -> "Contributions":
    """What people say to a question, and who must hear what became of it."""
    from cmworkstation.services.contributions import Contributions  # noqa: PLC0415 - when it is made
    from cmworkstation.services.dialogue_charter import own_words  # noqa: PLC0415 - when it is made

    return Contributions(
        services.workspace,
        services.journal,
        services.clock,
        services.acting,
        lambda: services.batches,
        lambda account_id: own_words(services.charters, account_id),
    )


def experts(services: "Services") -> "Experts":
    """Questions to experts in the house."""
    from cmworkstation.services.experts import Experts  # noqa: PLC0415 - when it is made

    return Experts(
        services.workspace,
        services.journal,
        services.clock,
        services.acting,
        lambda: services.drafts,
    )
