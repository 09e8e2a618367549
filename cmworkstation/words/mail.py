"""Whom an answer by mail goes to, in words."""

import re
from collections.abc import Sequence

from cmworkstation.domain import foreign
from cmworkstation.domain.message import Recipients
from cmworkstation.i18n import tr, trn

MOST_ADDRESSES = 3  # that are named in one sentence


LONG, SLICE = (
    40,
    re.compile(r".{20}(?=.)"),
)  # an address that is longer may be broken every so many letters


def recipients(found: Recipients) -> str:
    """Return whom an answer goes to, and that this is somebody else than the sender where it is."""
    if not found.to:
        return tr("The message names nobody who could get an answer.")
    text = tr("The answer goes to {who}.")
    if found.instead_of:
        text = tr("The answer goes to {who}, not to the sender {sender}.")
    text = text.format(who=_addresses(found.to), sender=_addresses((found.instead_of,)))
    if not found.copies:
        return text
    copies = trn("A copy goes to {who}.", "Copies go to {who}.", len(found.copies))
    return f"{text} {copies.format(who=_addresses(found.copies))}"


def _addresses(addresses: Sequence[str]) -> str:
    """Return the first of these foreign addresses, whole: what is cut could be what matters."""
    shown = [
        SLICE.sub("\\g<0>\u200b", foreign.line(one, 400)) if len(one) > LONG else foreign.line(one)
        for one in addresses[:MOST_ADDRESSES]
    ]
    names, more = ", ".join(shown), len(addresses) - len(shown)
    if not more:
        return names
    return trn("{names} and {n} more", "{names} and {n} more", more).format(names=names, n=more)
