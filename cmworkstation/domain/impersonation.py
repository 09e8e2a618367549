"""A report to a platform that somebody pretends to be us: the facts, in order, in two languages. Sent by a person."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Final

from cmworkstation.domain.presence import Presence
from cmworkstation.domain.promise import whole_day

UNKNOWN: Final = {"en": "(to be filled in)", "fr": "(à compléter)"}
WORDS: Final[Mapping[str, Mapping[str, str]]] = {
    "en": {
        "subject": "Report of an impersonation: {false} on {platform}",
        "greeting": "Hello,",
        "who": "I write for {owner}. An account on {platform} pretends to be us.",
        "facts": "The facts:",
        "false": "- The account that is not ours: {false}",
        "false_at": "- Its address: {address}",
        "seen": "- Noticed on: {day}",
        "ours": "- Our own accounts: ",
        "none": "none on this platform",
        "proof": "- Where we name our accounts, for you to compare: {proof}",
        "what": "- What it does: {what}",
        "ask": "Please remove this account, or stop it from using our name and picture, and tell us what you decide.",
        "proofs": "On request we send a proof of identity of whoever is responsible.",
        "end": "With kind regards,",
        "sign": "{name}, {contact}",
    },
    "fr": {
        "subject": "Signalement d’une usurpation d’identité : {false} sur {platform}",
        "greeting": "Bonjour,",
        "who": "J’écris pour {owner}. Un compte sur {platform} se fait passer pour nous.",
        "facts": "Les faits :",
        "false": "- Le compte qui n’est pas le nôtre : {false}",
        "false_at": "- Son adresse : {address}",
        "seen": "- Constaté le : {day}",
        "ours": "- Nos propres comptes : ",
        "none": "aucun sur cette plateforme",
        "proof": "- La page où nous nommons nos comptes, pour comparer : {proof}",
        "what": "- Ce qu’il fait : {what}",
        "ask": "Merci de supprimer ce compte, ou de l’empêcher d’utiliser notre nom et notre image, et de nous dire ce"
        " que vous décidez.",
        "proofs": "Sur demande, nous envoyons un justificatif d’identité de la personne responsable.",
        "end": "Cordialement,",
        "sign": "{name}, {contact}",
    },
}


def report(
    false: Presence, platform: str, ours: Sequence[Presence], language: str, today: date
) -> str:
    """Return the report on a name that is taken for ours; what the register does not know is left to be filled in."""
    words = WORDS.get(language, WORDS["en"])
    empty = UNKNOWN.get(language, UNKNOWN["en"])
    held = [one for one in ours if one.is_held]
    here = [one for one in held if one.platform == false.platform] or held
    proof = next((one.linked_from for one in here if one.linked_from), "") or next(
        (one.verification for one in here if one.verification), ""
    )
    owner = next((one.owner for one in here if one.owner), "")
    contact = next((one.recovery for one in here if one.recovery), "")
    accounts = ", ".join(
        f"{one.handle} ({one.address})" if one.address else one.handle for one in here
    )
    said = {
        "false": false.handle,
        "platform": platform,
        "owner": empty,
        "address": false.address or empty,
        "day": whole_day(today, language),
        "proof": proof or empty,
        "what": false.purpose or empty,
        "name": owner or empty,
        "contact": contact or empty,
    }
    order = (
        *("subject", "", "greeting", "", "who", "", "facts"),
        *("false", "false_at", "seen", "ours", "proof", "what", "", "ask", "proofs", "", "end"),
        "sign",
    )
    lines = [words[one].format(**said) if one else "" for one in order]
    at = order.index("ours")
    lines[at] += accounts or words["none"]
    return "\n".join(lines) + "\n"


FAREWELL: Final[Mapping[str, str]] = {
    "en": "We are leaving this account: {handle} will not be read or answered any more. Thank you to everybody who"
    " wrote to us here. You find us here from now on:\n{elsewhere}",
    "fr": "Nous quittons ce compte : {handle} ne sera plus lu, et nous n’y répondrons plus. Merci à toutes les"
    " personnes qui nous y ont écrit. Vous nous trouvez désormais ici :\n{elsewhere}",
}
INVITATION: Final[Mapping[str, str]] = {
    "en": "So that we do not lose touch if this platform closes: you find us here as well, whichever suits you."
    "\n{elsewhere}",
    "fr": "Pour ne pas perdre le contact si cette plateforme fermait : vous nous trouvez aussi ici, à votre"
    " convenance.\n{elsewhere}",
}


def elsewhere(leaving: str, register: Sequence[Presence]) -> str:
    """Return the addresses of our other official places, one a line: those not on the platform that is left."""
    found = [one.address for one in register if one.platform != leaving and one.address]
    return "\n".join(dict.fromkeys(found))
