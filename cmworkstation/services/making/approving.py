"""People of the house, and agreeing to what is said."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cmworkstation.services.approval_files import ApprovalFiles
    from cmworkstation.services.approval_gate import ApprovalGate
    from cmworkstation.services.approval_policy import ApprovalPolicies
    from cmworkstation.services.approvals import Approvals
    from cmworkstation.services.cards import Cards
    from cmworkstation.services.lookalikes import Lookalikes
    from cmworkstation.services.profiles import Profiles
    from cmworkstation.services.workstation import Services


def profiles(services: "Services") -> "Profiles":
    """Who works here, who acts, and their keys."""
    from cmworkstation.services.profiles import Profiles  # noqa: PLC0415 - when it is made

    return Profiles(
        services.workspace, services.vault, services.journal, services.acting, services.clock
    )


def cards(services: "Services") -> "Cards":
    """How people of other machines come to be known."""
    from cmworkstation.services.cards import Cards  # noqa: PLC0415 - when it is made

    return Cards(services.workspace, services.profiles, services.journal, services.clock)


def lookalikes(services: "Services") -> "Lookalikes":
    """Whose name looks like whose."""
    from cmworkstation.services.lookalikes import Lookalikes  # noqa: PLC0415 - when it is made

    return Lookalikes(services.workspace, services.accounts)


def approval_policies(services: "Services") -> "ApprovalPolicies":
    """Who must agree to a reply before it leaves."""
    from cmworkstation.services.approval_policy import ApprovalPolicies  # noqa: PLC0415 - when it is made

    return ApprovalPolicies(
        services.workspace,
        services.charters,
        services.composer,
        services.circumstances,
        services.profiles,
        services.clock,
    )


def approval_gate(services: "Services") -> "ApprovalGate":
    """What stands between approvals and the outbox."""
    from cmworkstation.services.approval_gate import ApprovalGate  # noqa: PLC0415 - when it is made

    return ApprovalGate(services.approval_policies, services.journal, services.clock)


def approvals(services: "Services") -> "Approvals":
    """Asking others to agree to a reply, and agreeing."""
    from cmworkstation.services.approvals import Approvals  # noqa: PLC0415 - when it is made

    return Approvals(
        services.workspace,
        services.approval_policies,
        services.approval_gate,
        services.composer,
        services.outbox,
        services.profiles,
        services.waivers,
        services.journal,
        services.clock,
    )


def approval_files(services: "Services") -> "ApprovalFiles":
    """Requests and answers as signed files."""
    from cmworkstation.services.approval_files import ApprovalFiles  # noqa: PLC0415 - when it is made

    return ApprovalFiles(
        services.workspace,
        services.approvals,
        services.approval_policies,
        services.profiles,
        services.clock,
    )
