"""Approvals in words: where a request stands, what was done with it, and whose word is wanted."""

from collections.abc import Callable, Iterable, Mapping, Sequence

from cmworkstation.domain import foreign
from cmworkstation.domain.approval import ActKind, State
from cmworkstation.domain.approval_case import Case
from cmworkstation.domain.waiver import Need
from cmworkstation.i18n import N_, labelled, tr, trn
from cmworkstation.services.approval_policy import Wanted
from cmworkstation.words import waivers

STATES: dict[State, str] = {
    State.OPEN: N_("in approval"),
    State.APPROVED: N_("approved, about to leave"),
    State.CHANGE_ASKED: N_("a change is asked for"),
    State.DECLINED: N_("declined"),
    State.VOID: N_("void"),
    State.WITHDRAWN: N_("withdrawn"),
    State.SENT: N_("approved and sent"),
}
ACTS: dict[ActKind, str] = {
    ActKind.ASK: N_("{who} asked for approval"),
    ActKind.APPROVE: N_("{who} approved"),
    ActKind.AMEND: N_("{who} amended the text"),
    ActKind.CHOOSE: N_("{who} chose a text and approved it"),
    ActKind.ASK_CHANGE: N_("{who} asked for a change"),
    ActKind.DECLINE: N_("{who} declined"),
    ActKind.DELEGATE: N_("{who} handed it to the deputy"),
    ActKind.TAKE_BACK: N_("{who} took the last word back"),
    ActKind.RENEW: N_("{who} asked again"),
    ActKind.WITHDRAW: N_("{who} withdrew the request"),
}
OF_ITSELF: dict[ActKind, str] = {
    ActKind.VOID: N_("What was agreed is void"),
    ActKind.RENEW: N_("It waits for approval again"),
    ActKind.WITHDRAW: N_("The request ended"),
    ActKind.SENT: N_("The reply arrived"),
    ActKind.NOT_SENT: N_("The reply was not posted after all"),
}
WHY: dict[str, str] = {
    "text": N_("The text was changed."),
    "media": N_("A file was changed."),
    "account": N_("It would leave from another account."),
    "visibility": N_("Other people could read it."),
    "language": N_("Its language was changed."),
    "spoiler": N_("Its warning was changed."),
    "target": N_("It would answer another message."),
    "thread_head": N_("The thread moved on: somebody wrote, edited or deleted."),
    "charter": N_("Another version of the charter is in force."),
    "draft-gone": N_("The draft was discarded."),
    "taken-back": N_("Somebody took the reply out of the outbox."),
    "asked-anew": N_("It was asked for anew."),
}


def state(value: State) -> str:
    """Return where a request stands."""
    return tr(STATES[value])


def why(value: str) -> str:
    """Return why a request is not what it was: one of our reasons, or a person's own words."""
    return tr(WHY[value]) if value in WHY else foreign.line(value, 400)


def act(kind: ActKind, name: str) -> str:
    """Return what somebody did, or what happened by itself where nobody is named."""
    if not name:
        return tr(OF_ITSELF.get(kind, ACTS.get(kind, "")))
    return tr(ACTS.get(kind, OF_ITSELF.get(kind, ""))).format(who=foreign.line(name, 60))


def second(match: str, who: str, code: str, said: str) -> str:
    """Return what an approval also lets stand, as the second person's word."""
    return tr(
        "With your approval, “{match}” stands although the charter stops it. {who}: {reason}"
    ).format(
        match=foreign.line(match, 80),
        who=foreign.line(who, 60) or tr("Somebody"),
        reason=foreign.line(waivers.reason(code, said), 300),
    )


def finding_of_file(one: Mapping[str, object], asker: str) -> str:
    """Return what the charter says of a request that came as a file, or what else an approval lets stand."""
    match = str(one.get("match", ""))
    if one.get("need") == Need.SECOND and not one.get("second"):
        return second(match, asker, str(one.get("reason", "")), str(one.get("words", "")))
    return labelled(foreign.line(str(one.get("severity", "")), 20), foreign.line(match, 80))


def names(listed: Iterable[str]) -> str:
    """Return names as people list them: "Nadia, Omar or Lucie"."""
    found = [foreign.line(one, 60) for one in listed]
    if len(found) < 2:  # noqa: PLR2004 - a list begins with two
        return "".join(found)
    return tr("{some} or {last}").format(some=", ".join(found[:-1]), last=found[-1])


def policy(wanted: Wanted) -> str:
    """Return who must read a reply and why, in a sentence or two."""
    speakers = names(wanted.speakers.get(one, one) for one in wanted.policy.speakers)
    n = wanted.policy.need
    said = trn(
        "The charter wants {n} other person to read this first: {speakers}.",
        "The charter wants {n} other people to read this first: {speakers}.",
        n,
    ).format(n=n, speakers=speakers)
    if not wanted.enforced:
        alone = tr("Nobody else is entered here, so nobody is asked.")
        return f"{said} {alone}"
    if not wanted.people:
        nobody = tr("Nobody here has that mandate; save the request as a file.")
        return f"{said} {nobody}"
    here = tr("Here: {people}.").format(people=names(one.name for one in wanted.people))
    return f"{said} {here}"


def standing(case: Case, name_of: Callable[[str], str], people: Sequence[str] = ()) -> str:
    """Return where a request stands, for its author."""
    request = case.request
    if request.state is State.OPEN:
        n = request.missing
        said = trn("{n} person’s word is awaited", "The words of {n} people are awaited", n)
        said = said.format(n=n)
        if people:
            said = with_words(said, names(people))
        given = [name_of(one) for one in request.approvals]
        if given:
            agreed = tr("Agreed already: {people}.").format(people=names(given))
            said = f"{said}. {agreed}"
        else:
            said = f"{said}."
        return f"{said} {why(request.why)}" if request.why else said
    last = request.last
    who = name_of(last.by) if last is not None and last.by else ""
    said = act(last.kind, who) if last is not None else state(request.state)
    return with_words(said, why(request.why)) if request.why else f"{said}."


def with_words(said: str, more: str) -> str:
    """Return a sentence with what belongs to it after a colon, as the language sets it."""
    return tr("{said}: {more}").format(said=said, more=more)
