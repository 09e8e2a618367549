"""The way out of a finding: what can be done about it here, and the edits that do it.

A finding whose way out needs what is not there (a private answer, a date, a valid fact) is not offered it.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from cmworkstation.domain.account import Account, Visibility
from cmworkstation.domain.charter.facts import find_facts
from cmworkstation.domain.charter.filling import signature
from cmworkstation.domain.charter.finding import Edit, Finding
from cmworkstation.domain.charter.model import Charter
from cmworkstation.domain.charter.page import sentences_of
from cmworkstation.domain.charter.words import said
from cmworkstation.domain.link import Lead
from cmworkstation.domain.reply import Draft

FACTS_MOST = 8
HAND_OVER = {"en": "I am passing this on to {who}.", "fr": "Je transmets à {who}."}


class Way(StrEnum):
    """What kind of act the way out is."""

    NONE = "none"
    EDIT = "edit"  # the program changes the text
    DATE = "date"  # a person chooses a day
    FACT = "fact"  # a person chooses a fact
    CONTACT = "contact"  # a person chooses who takes over
    PRIVATE = "private"  # the reply goes to fewer people
    LINK = "link"  # a shortener is asked where its link leads


@dataclass(frozen=True, slots=True)
class Choice:
    """One of several things to put in: its name and the edits."""

    name: str
    edits: tuple[Edit, ...] = ()
    answer: str = ""  # the fact to put in by reference, as `Answers.fill` knows it


@dataclass(frozen=True, slots=True)
class WayOut:
    """The way out of one finding; `fix` words its button."""

    way: Way = Way.NONE
    fix: str = ""
    edits: tuple[Edit, ...] = ()
    choices: tuple[Choice, ...] = ()
    lead: Lead | None = None  # where a shortened link leads, once that was asked for


def way_out(
    finding: Finding,
    draft: Draft,
    account: Account,
    charter: Charter,
    language: str,
    signer: dict[str, str],
    today: date,
    lead: Lead | None = None,
) -> WayOut:
    """Return what can be done about a finding of a draft."""
    fix = finding.fix
    if fix == "turn-into-follow-up":
        return WayOut(Way.DATE, fix)
    if fix == "move-to-private":
        known = Visibility.PRIVATE in account.capabilities.visibilities
        possible = known and draft.visibility is not Visibility.PRIVATE
        return WayOut(Way.PRIVATE, fix) if possible else WayOut()
    if fix == "pick-fact":
        choices = _facts(finding, draft.body, charter, language, today)
        return WayOut(Way.FACT, fix, choices=choices) if choices else WayOut()
    if fix == "hand-over":
        choices = _contacts(draft.body, charter, language)
        return WayOut(Way.CONTACT, fix, choices=choices) if choices else WayOut()
    if fix == "expand-link":
        return _whole_link(finding, lead)
    found = tuple(one for one in finding.edits if "{" not in one[2])
    if fix == "add-signature":
        default = charter.header.default_language
        signed = signature(charter.voice, language, signer, default).strip()
        end = len(draft.body.rstrip())
        found = ((end, len(draft.body), f"\n\n{signed}"),) if signed else ()
    return WayOut(Way.EDIT, fix, found) if found else WayOut()


def _whole_link(finding: Finding, lead: Lead | None) -> WayOut:
    """Return how to put a shortened link in whole; what deceives is shown, and not put in by one press."""
    if lead is None:
        return WayOut(Way.LINK, finding.fix)
    put = ((finding.start, finding.end, lead.address),)
    return WayOut(Way.NONE if lead.warning else Way.EDIT, finding.fix, put, lead=lead)


def _facts(
    finding: Finding, text: str, charter: Charter, language: str, on: date
) -> tuple[Choice, ...]:
    """Return the facts that may be put in now, those that fit the sentence first."""
    sentence = next((text[a:b] for a, b in sentences_of(text) if a <= finding.start < b), "")
    fitting = find_facts(charter, sentence, language, on)
    every = find_facts(charter, "", language, on)
    found = {
        fact.id: said(fact.statement, language)
        for fact, _, obstacle in (*fitting, *every)
        if not obstacle
    }
    return tuple(
        Choice(words, answer=f"fact:{name}") for name, words in list(found.items())[:FACTS_MOST]
    )


def _contacts(text: str, charter: Charter, language: str) -> tuple[Choice, ...]:
    """Return who can take over, as the reply names them: their function, and nothing that is ours alone."""
    template = HAND_OVER.get(language, HAND_OVER["en"])
    end = len(text.rstrip())
    gap = "" if not text.strip() else " "
    names = [
        said(one.function, language) for one in sorted(charter.contacts, key=lambda c: c.order)
    ]
    return tuple(
        Choice(name, ((end, len(text), gap + template.replace("{who}", name)),))
        for name in dict.fromkeys(filter(None, names))
    )
