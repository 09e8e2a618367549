"""Charters: their life, what they say, and how their rules do."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cmworkstation.services.answers import Answers
    from cmworkstation.services.charter_archive import Archives
    from cmworkstation.services.charter_files import CharterFiles
    from cmworkstation.services.charters import Charters
    from cmworkstation.services.circumstances import Circumstances
    from cmworkstation.services.clauses import Clauses
    from cmworkstation.services.guide import Guide
    from cmworkstation.services.impact import Impact
    from cmworkstation.services.lacking import Lacking
    from cmworkstation.services.packs import Packs
    from cmworkstation.services.proposals import Proposals
    from cmworkstation.services.publicpages import PublicPages
    from cmworkstation.services.rule_health import RuleHealth
    from cmworkstation.services.upkeep import Upkeep
    from cmworkstation.services.versions import Versions
    from cmworkstation.services.waivers import Waivers
    from cmworkstation.services.workstation import Services


def charters(services: "Services") -> "Charters":
    """Which charter governs an account."""
    from cmworkstation.services.charters import Charters  # noqa: PLC0415 - when it is made

    return Charters(
        services.workspace,
        services.journal,
        services.clock,
        services.acting,
        services.versions,
        services.packs,
    )


def packs(_services: "Services") -> "Packs":
    """Rule packs, as they ship and as they were signed."""
    from cmworkstation.services.packs import Packs  # noqa: PLC0415 - when it is made

    return Packs()


def versions(services: "Services") -> "Versions":
    """The life of charters: review, signatures, in force."""
    from cmworkstation.services.versions import Versions  # noqa: PLC0415 - when it is made

    return Versions(
        services.workspace,
        services.journal,
        services.clock,
        services.acting,
        lambda: services.profiles,
        services.packs,
    )


def impact(services: "Services") -> "Impact":
    """What a new version would have said."""
    from cmworkstation.services.impact import Impact  # noqa: PLC0415 - when it is made

    return Impact(services.workspace, services.charters, services.versions, services.clock)


def public_pages(services: "Services") -> "PublicPages":
    """Pages for visitors."""
    from cmworkstation.services.publicpages import PublicPages  # noqa: PLC0415 - when it is made

    return PublicPages(services.versions)


def charter_files(services: "Services") -> "CharterFiles":
    """Versions of charters as files, with their signatures."""
    from cmworkstation.services.charter_files import CharterFiles  # noqa: PLC0415 - when it is made

    return CharterFiles(
        services.workspace,
        services.clock,
        services.acting,
        lambda: services.profiles,
        services.versions,
        services.charter_archives,
    )


def charter_archives(services: "Services") -> "Archives":
    """Charters with the files of their answers."""
    from cmworkstation.services.charter_archive import Archives  # noqa: PLC0415 - when it is made

    return Archives(services.workspace, services.clock, services.acting)


def answers(services: "Services") -> "Answers":
    """Approved answers and facts for a reply."""
    from cmworkstation.services.answers import Answers  # noqa: PLC0415 - when it is made

    return Answers(
        services.workspace, services.charters, services.clock, services.acting, services.brake
    )


def guide(services: "Services") -> "Guide":
    """Everything that was agreed to be said."""
    from cmworkstation.services.guide import Guide  # noqa: PLC0415 - when it is made

    return Guide(services.workspace, services.charters, services.clock, services.acting)


def proposals(services: "Services") -> "Proposals":
    """Changing what was agreed to be said."""
    from cmworkstation.services.proposals import Proposals  # noqa: PLC0415 - when it is made

    return Proposals(
        services.workspace, services.charters, services.journal, services.clock, services.acting
    )


def lacking(services: "Services") -> "Lacking":
    """What the response guide lacks."""
    from cmworkstation.services.lacking import Lacking  # noqa: PLC0415 - when it is made

    return Lacking(services.workspace, services.charters, services.clock)


def circumstances(services: "Services") -> "Circumstances":
    """What is known of a message or a reply, for conditions."""
    from cmworkstation.services.circumstances import Circumstances  # noqa: PLC0415 - when it is made

    return Circumstances(services.workspace, services.answers, services.clock)


def waivers(services: "Services") -> "Waivers":
    """Passages that may stand although the charter objects."""
    from cmworkstation.services.waivers import Waivers  # noqa: PLC0415 - when it is made

    return Waivers(services.workspace, services.journal, services.acting, services.clock)


def rule_health(services: "Services") -> "RuleHealth":
    """How the rules of the charters do."""
    from cmworkstation.services.rule_health import RuleHealth  # noqa: PLC0415 - when it is made

    return RuleHealth(services.workspace, services.charters)


def clauses(services: "Services") -> "Clauses":
    """Which clauses of the charters were used."""
    from cmworkstation.services.clauses import Clauses  # noqa: PLC0415 - when it is made

    return Clauses(services.workspace, services.charters)


def upkeep(services: "Services") -> "Upkeep":
    """What time alone brings about."""
    from cmworkstation.services.upkeep import Upkeep  # noqa: PLC0415 - when it is made

    return Upkeep(
        services.workspace, services.charters, services.profiles, services.settings, services.clock
    )
