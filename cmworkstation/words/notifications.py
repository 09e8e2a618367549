"""Notifications of the desktop in words."""

from collections.abc import Callable

from cmworkstation.domain import foreign
from cmworkstation.domain.notification import Digest, Kind
from cmworkstation.i18n import N_, tr, trn

KINDS: dict[Kind, str] = {
    Kind.NEW: N_("Somebody writes"),
    Kind.RULE: N_("An inbox rule asks for it"),
    Kind.DUE: N_("An answer comes due"),
    Kind.FAILED: N_("A reply could not be sent"),
    Kind.HANDED: N_("A colleague hands me something"),
    Kind.APPROVAL: N_("Somebody asks for my approval"),
    Kind.ALARM: N_("An alarm rings"),
}
# Some desktops take what stands in a notification for markup.
HARMLESS = str.maketrans({"<": "‹", ">": "›", "&": "＆"})
LONGEST = 200  # letters of somebody's words

_COUNTS: dict[Kind, Callable[[int], str]] = {
    Kind.NEW: lambda n: trn("{n} new message", "{n} new messages", n),
    Kind.RULE: lambda n: trn("{n} message by your rules", "{n} messages by your rules", n),
    Kind.DUE: lambda n: trn("{n} answer comes due", "{n} answers come due", n),
    Kind.FAILED: lambda n: trn("{n} reply needs somebody", "{n} replies need somebody", n),
    Kind.HANDED: lambda n: trn("{n} hand-over to you", "{n} hand-overs to you", n),
    Kind.APPROVAL: lambda n: trn("{n} request for your word", "{n} requests for your word", n),
    Kind.ALARM: lambda n: trn("{n} alarm", "{n} alarms", n),
}


def digest(found: Digest) -> str:
    """Return what a notification says."""
    who = foreign.line(found.who, 60).translate(HARMLESS)
    if who and found.words:
        said = foreign.line(found.words, LONGEST).translate(HARMLESS)
        return tr("{who}: “{words}”").format(who=who, words=said)
    if who and found.counts[0][0] is Kind.HANDED:
        return tr("{who} handed you something").format(who=who)
    if who:
        return tr("{who} wrote").format(who=who)
    return " · ".join(_COUNTS[kind](n).format(n=n) for kind, n in found.counts)
