"""Replies that are being written, and what is looked at meanwhile."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cmworkstation.services.asks import Asks
    from cmworkstation.services.batches import Batches
    from cmworkstation.services.composer import Composer
    from cmworkstation.services.context import Encounters
    from cmworkstation.services.corrections import Corrections
    from cmworkstation.services.courtesies import Courtesies
    from cmworkstation.services.cues import Cues
    from cmworkstation.services.drafts import Drafts
    from cmworkstation.services.experiences import Experiences
    from cmworkstation.services.golden import GoldenRules
    from cmworkstation.services.library import Library
    from cmworkstation.services.media import Media
    from cmworkstation.services.naming import Naming
    from cmworkstation.services.post_places import PostPlaces
    from cmworkstation.services.promises import Promises
    from cmworkstation.services.promising import Promising
    from cmworkstation.services.questions import Questions
    from cmworkstation.services.short_links import ShortLinks
    from cmworkstation.services.silences import Silences
    from cmworkstation.services.spelling import Spelling
    from cmworkstation.services.workstation import Services


def drafts(services: "Services") -> "Drafts":
    """Replies that are being written."""
    from cmworkstation.services.drafts import Drafts  # noqa: PLC0415 - when it is made

    return Drafts(services.workspace, services.clock, services.acting)


def composer(services: "Services") -> "Composer":
    """Length, findings and recipients of a draft."""
    from cmworkstation.services.composer import Composer  # noqa: PLC0415 - when it is made

    return Composer(
        services.workspace,
        services.charters,
        services.answers,
        services.waivers,
        services.platforms,
        services.encounters,
        services.circumstances,
        services.questions,
        services.short_links,
        services.clock,
        services.acting,
    )


def naming(services: "Services") -> "Naming":
    """Whom a reply may name."""
    from cmworkstation.services.naming import Naming  # noqa: PLC0415 - when it is made

    return Naming(services.workspace)


def spelling(services: "Services") -> "Spelling":
    """Words that are none, and the words that are ours."""
    from cmworkstation.services.spelling import Spelling  # noqa: PLC0415 - when it is made

    return Spelling(services.workspace, services.charters, services.journal, services.acting)


def short_links(services: "Services") -> "ShortLinks":
    """Where shortened links lead."""
    from cmworkstation.services.short_links import ShortLinks  # noqa: PLC0415 - when it is made

    return ShortLinks(services.platforms)


def media(services: "Services") -> "Media":
    """Files of replies."""
    from cmworkstation.services.media import Media  # noqa: PLC0415 - when it is made

    return Media(services.workspace, services.clock, services.acting)


def library(services: "Services") -> "Library":
    """The media library."""
    from cmworkstation.services.library import Library  # noqa: PLC0415 - when it is made

    return Library(services.workspace, services.charters, services.clock, services.acting)


def encounters(services: "Services") -> "Encounters":
    """What surrounds a draft: its message, its person, what was said before."""
    from cmworkstation.services.context import Encounters  # noqa: PLC0415 - when it is made

    return Encounters(
        services.workspace,
        services.answers,
        services.interests,
        services.asks,
        services.acting,
        services.clock,
    )


def cues(services: "Services") -> "Cues":
    """How often a text goes out today, and what others were invited to."""
    from cmworkstation.services.cues import Cues  # noqa: PLC0415 - when it is made

    return Cues(services.workspace, services.asks, services.clock)


def silences(services: "Services") -> "Silences":
    """Whom we left in silence."""
    from cmworkstation.services.silences import Silences  # noqa: PLC0415 - when it is made

    return Silences(
        services.workspace, services.asks, services.contacts, services.relations, services.clock
    )


def asks(services: "Services") -> "Asks":
    """What of ours asks people for something, and how often."""
    from cmworkstation.services.asks import Asks  # noqa: PLC0415 - when it is made

    return Asks(
        services.workspace, services.charters, services.journal, services.acting, services.clock
    )


def courtesies(services: "Services") -> "Courtesies":
    """Messages that only thank."""
    from cmworkstation.services.courtesies import Courtesies  # noqa: PLC0415 - when it is made
    from cmworkstation.services.deciding import Deciding  # noqa: PLC0415 - when it is made

    deciding = Deciding(services.workspace, services.journal, services.clock, services.acting)
    return Courtesies(services.workspace, services.charters.deadlines, deciding, services.acting)


def batches(services: "Services") -> "Batches":
    """Messages that ask much the same, and answering them together."""
    from cmworkstation.services.batches import Batches  # noqa: PLC0415 - when it is made

    return Batches(
        services.workspace,
        services.drafts,
        services.answers,
        services.outbox,
        services.approvals,
        services.clock,
        services.acting,
        services.brake,
    )


def questions(services: "Services") -> "Questions":
    """What messages ask, and what is answered of it."""
    from cmworkstation.services.questions import Questions  # noqa: PLC0415 - when it is made

    return Questions(services.workspace, services.acting, services.clock)


def promises(services: "Services") -> "Promises":
    """What was promised, and by when."""
    from cmworkstation.services.promises import Promises  # noqa: PLC0415 - when it is made

    return Promises(
        services.workspace, services.charters, services.journal, services.acting, services.clock
    )


def promising(services: "Services") -> "Promising":
    """What sounds like a promise of ours."""
    from cmworkstation.services.promising import Promising  # noqa: PLC0415 - when it is made

    return Promising(
        services.workspace, services.promises, services.journal, services.acting, services.clock
    )


def corrections(services: "Services") -> "Corrections":
    """What was wrong, and the replies that correct it."""
    from cmworkstation.services.corrections import Corrections  # noqa: PLC0415 - when it is made

    return Corrections(
        services.workspace, services.drafts, services.journal, services.acting, services.clock
    )


def post_places(services: "Services") -> "PostPlaces":
    """Where posts of ours go, one by one."""
    from cmworkstation.services.post_places import PostPlaces  # noqa: PLC0415 - when it is made

    return PostPlaces(
        services.workspace,
        services.accounts,
        services.platforms,
        services.acting,
        services.clock,
    )


def experiences(services: "Services") -> "Experiences":
    """Whether answers to complaints helped."""
    from cmworkstation.services.experiences import Experiences  # noqa: PLC0415 - when it is made

    return Experiences(
        services.workspace,
        services.charters,
        services.drafts,
        services.journal,
        services.acting,
        services.clock,
    )


def golden(services: "Services") -> "GoldenRules":
    """What the golden rules did lately."""
    from cmworkstation.services.golden import GoldenRules  # noqa: PLC0415 - when it is made

    return GoldenRules(services.workspace, services.charters, services.clock)
