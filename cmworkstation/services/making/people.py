"""People over all networks: relations, what must be kept of them, and erasing them."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cmworkstation.services.address_cards import AddressCards
    from cmworkstation.services.contacts import Contacts
    from cmworkstation.services.erasures import Erasures
    from cmworkstation.services.interests import Interests
    from cmworkstation.services.older_copies import OlderCopies
    from cmworkstation.services.relations import Relations
    from cmworkstation.services.retention import Retention
    from cmworkstation.services.workstation import Services


def contacts(services: "Services") -> "Contacts":
    """People over all networks."""
    from cmworkstation.services.contacts import Contacts  # noqa: PLC0415 - when it is made

    return Contacts(services.workspace, services.journal, services.acting, services.clock)


def address_cards(services: "Services") -> "AddressCards":
    """Contact cards as files."""
    from cmworkstation.services.address_cards import AddressCards  # noqa: PLC0415 - when it is made

    return AddressCards(
        services.workspace, services.contacts, services.journal, services.acting, services.clock
    )


def relations(services: "Services") -> "Relations":
    """Relations with people who help us."""
    from cmworkstation.services.relations import Relations  # noqa: PLC0415 - when it is made

    return Relations(
        services.workspace,
        services.contacts,
        services.asks,
        services.charters,
        services.drafts,
        services.journal,
        services.acting,
        services.clock,
    )


def interests(services: "Services") -> "Interests":
    """Gifts, payments and ties between us and a person."""
    from cmworkstation.services.interests import Interests  # noqa: PLC0415 - when it is made

    return Interests(services.workspace, services.journal, services.acting, services.clock)


def erasures(services: "Services") -> "Erasures":
    """Erasing people, and what must be kept all the same."""
    from cmworkstation.services.erasures import Erasures  # noqa: PLC0415 - when it is made

    return Erasures(services.workspace, services.journal, services.acting, services.clock)


def retention(services: "Services") -> "Retention":
    """How long what came in is kept."""
    from cmworkstation.services.retention import Retention  # noqa: PLC0415 - when it is made

    return Retention(
        services.workspace,
        services.charters,
        services.erasures,
        services.brake,
        services.journal,
        services.acting,
        services.clock,
    )


def older_copies(services: "Services") -> "OlderCopies":
    """Backups from before an erasure."""
    from cmworkstation.services.older_copies import OlderCopies  # noqa: PLC0415 - when it is made

    return OlderCopies(
        services.workspace,
        services.backups,
        services.erasures,
        services.settings,
        services.journal,
        services.acting,
    )
