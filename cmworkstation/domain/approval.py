"""An approval: what somebody asks others to agree to, what they did with it, and what still counts.

A request is a value; `perform` returns what it becomes by an act, or refuses. It holds three promises on every path:

- It is approved only while as many different people as its policy wants agreed to exactly what stands there now,
  each in a mandate that the policy names, and none of them its author.
- Agreement dies with any change of what it was given to: text, media, account, visibility, language, spoiler,
  target, head of the thread, version of the charter (`Bound`).
- Nobody counts twice.

Who amends a text agrees to it as amended: earlier approvals were given to other words and are void; the amender's
own one counts, because somebody else wrote the rest. So one person suffices where one is wanted (the policy wants the
word of somebody with that mandate, and has it), and where two are wanted another one still reads every word. Who keeps
less than half of what the authors wrote has written another text, is an author of it, and does not count.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from hashlib import sha256

from cmworkstation.domain.differences import share_kept
from cmworkstation.domain.errors import NotAllowed

REST = (
    0.5  # of the words of an amended text must be the authors' for the amender's approval to count
)


class State(StrEnum):
    """Where a request stands."""

    OPEN = "open"
    APPROVED = "approved"
    CHANGE_ASKED = "change-asked"  # its author changes it and asks again
    DECLINED = "declined"
    VOID = "void"  # what was agreed to is not what would be sent; `why` says which part
    WITHDRAWN = "withdrawn"
    SENT = "sent"


OPEN_STATES = (State.OPEN, State.CHANGE_ASKED)
RENEWABLE = (State.OPEN, State.CHANGE_ASKED, State.VOID)


class ActKind(StrEnum):
    """What somebody, or the program (""), did with a request."""

    ASK = "ask"
    APPROVE = "approve"
    AMEND = "amend"
    CHOOSE = "choose"
    ASK_CHANGE = "ask-change"
    DECLINE = "decline"
    DELEGATE = "delegate"
    TAKE_BACK = "take-back"
    RENEW = "renew"
    WITHDRAW = "withdraw"
    VOID = "void"
    SENT = "sent"
    NOT_SENT = "not-sent"  # a person had said that they posted it, and had not


AGREEING = (ActKind.APPROVE, ActKind.AMEND, ActKind.CHOOSE)
ENDS: Mapping[ActKind, tuple[tuple[State, ...], State]] = {  # from where, and to where
    ActKind.WITHDRAW: ((*RENEWABLE, State.APPROVED), State.WITHDRAWN),
    ActKind.VOID: ((*RENEWABLE, State.APPROVED), State.VOID),
    ActKind.SENT: ((State.APPROVED,), State.SENT),
    ActKind.NOT_SENT: ((State.SENT,), State.APPROVED),
}
JUDGING = (*AGREEING, ActKind.ASK_CHANGE, ActKind.DECLINE, ActKind.DELEGATE)


@dataclass(frozen=True, slots=True)
class Bound:
    """Everything that an approval is given to. `target` and `account` are the platform's names, not ours."""

    text: str
    account: str
    visibility: str
    target: str
    thread_head: str
    charter: str  # hash of the version
    language: str = ""
    spoiler: str = ""
    media: tuple[str, ...] = ()  # SHA-256 and description of each file, in order

    @property
    def binding(self) -> str:
        """Return the digest by which an approval names what it was given to."""
        facts = {name: getattr(self, name) for name in sorted(self.__slots__)}
        text = json.dumps(facts, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
        return sha256(text.encode()).hexdigest()


def difference(approved: Bound, now: Bound) -> str:
    """Return the name of the first thing that is not as it was, "" where all is."""
    order = ("text", "media", "account", "visibility", "language", "spoiler", "target")
    names = (*order, "thread_head", "charter")
    return next((name for name in names if getattr(approved, name) != getattr(now, name)), "")


@dataclass(frozen=True, slots=True)
class Voice:
    """Somebody who acts, and the speakers whose mandate they have. The program itself is ""."""

    profile: str
    speakers: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Act:
    """One thing that was done. `binding` names what stood there when it was done."""

    kind: ActKind
    by: str
    binding: str
    at: datetime
    text: str = ""  # as amended, chosen or written anew
    words: str = ""  # the reason, or what to change
    speaker: str = ""  # in whose mandate; for a delegation the mandate that is handed on
    to: str = ""  # the deputy speaker
    bound: Bound | None = None  # what stands there after a renewal
    variants: tuple[str, ...] = ()  # after a renewal
    fingerprint: str = ""
    signature: str = ""


@dataclass(frozen=True, slots=True)
class Request:
    """A request as it stands."""

    id: str
    author: str
    need: int
    speakers: frozenset[str]
    bound: Bound
    variants: tuple[str, ...] = ()  # other texts to choose from; `bound.text` is the first choice
    state: State = State.OPEN
    why: str = ""
    approvals: tuple[str, ...] = ()  # who agreed to what stands there now, in order
    written: tuple[
        tuple[str, str], ...
    ] = ()  # (author, text) of whatever counts as somebody's own text
    given_away: frozenset[str] = frozenset()  # who handed their word to a deputy
    last: Act | None = None
    before: "Request | None" = field(default=None, compare=False, repr=False)

    @property
    def authors(self) -> frozenset[str]:
        """Return who may not approve: the author, and whoever wrote another text in its place."""
        return frozenset({self.author, *(by for by, _ in self.written)})

    @property
    def missing(self) -> int:
        """Return how many people are still wanted."""
        return max(0, self.need - len(self.approvals))


def ask(
    id_: str,
    author: str,
    need: int,
    speakers: Iterable[str],
    bound: Bound,
    variants: Iterable[str] = (),
) -> Request:
    """Return a new request. Raises `NotAllowed` where nobody needs to be asked or there is nothing to read."""
    if need < 1:
        raise NotAllowed("approval-not-needed")
    texts = tuple(variants)
    if not bound.text.strip() or any(not one.strip() for one in texts):
        raise NotAllowed("empty")
    if len({bound.text, *texts}) <= len(texts):
        raise NotAllowed("approval-same-variants")
    written = tuple((author, text) for text in (bound.text, *texts))
    return Request(id_, author, need, frozenset(speakers), bound, texts, written=written)


def speaker_for(request: Request, voice: Voice) -> str:
    """Return the mandate in which somebody may judge a request. Raises `NotAllowed` with the reason why not."""
    if voice.profile in request.authors:
        raise NotAllowed("approval-author")
    if voice.profile in request.given_away:
        raise NotAllowed("approval-given-away")
    held = sorted(request.speakers & voice.speakers)
    if not held:
        raise NotAllowed("approval-not-yours")
    return held[0]


def may_judge(request: Request, voice: Voice) -> bool:
    """Tell whether a request waits for this person's word."""
    try:
        speaker_for(request, voice)
    except NotAllowed:
        return False
    return request.state is State.OPEN and voice.profile not in request.approvals


def perform(request: Request, act: Act, voice: Voice) -> Request:
    """Return what a request becomes. Raises `NotAllowed`; the request is then as it was."""
    if act.kind in JUDGING:
        _check_judge(request, act, voice)
        after = _judge(request, act)
    elif act.kind is ActKind.TAKE_BACK:
        return _take_back(request, act)
    elif act.kind is ActKind.RENEW:
        after = _renew(request, act)
    elif act.kind in ENDS:
        after = _close(request, act)
    else:
        raise NotAllowed("approval-closed")
    return replace(after, last=act, before=request)


def replay(asked: Request, acts: Iterable[Act]) -> Request:
    """Return a request after all its acts. Raises `NotAllowed` where somebody put in an act that never could be."""
    for act in acts:
        asked = perform(asked, act, Voice(act.by, frozenset(filter(None, [act.speaker]))))
    return asked


def _check_judge(request: Request, act: Act, voice: Voice) -> None:
    if request.state is not State.OPEN:
        raise NotAllowed("approval-closed")
    if voice.profile != act.by or not act.by:
        raise NotAllowed("approval-not-yours")
    if act.speaker != speaker_for(request, voice) and act.speaker not in (
        request.speakers & voice.speakers
    ):
        raise NotAllowed("approval-not-yours")
    if act.binding != request.bound.binding:
        raise NotAllowed("approval-changed")
    if act.by in request.approvals and act.kind is not ActKind.AMEND:
        raise NotAllowed("approval-twice")
    if act.kind in (ActKind.ASK_CHANGE, ActKind.DECLINE) and not act.words.strip():
        raise NotAllowed("approval-words")


def _judge(request: Request, act: Act) -> Request:
    if act.kind is ActKind.ASK_CHANGE:
        return replace(request, state=State.CHANGE_ASKED, why=act.words, approvals=())
    if act.kind is ActKind.DECLINE:
        return replace(request, state=State.DECLINED, why=act.words, approvals=())
    if act.kind is ActKind.DELEGATE:
        if not act.to or act.to == act.speaker:
            raise NotAllowed("approval-no-deputy")
        return replace(
            request,
            speakers=request.speakers | {act.to},
            given_away=request.given_away | {act.by},
        )
    if act.kind is ActKind.AMEND:
        return _amend(request, act)
    if act.kind is ActKind.CHOOSE:
        if act.text not in (request.bound.text, *request.variants):
            raise NotAllowed("approval-no-variant")
        if act.text != request.bound.text:
            request = replace(request, bound=replace(request.bound, text=act.text), approvals=())
    return _agree(request, act.by)


def _amend(request: Request, act: Act) -> Request:
    if not act.text.strip():
        raise NotAllowed("empty")
    if act.text == request.bound.text:
        raise NotAllowed("approval-same")
    amended = replace(request, bound=replace(request.bound, text=act.text), approvals=())
    others = [text for by, text in request.written if by != act.by]
    if max((share_kept(one, act.text) for one in others), default=0.0) < REST:
        return replace(amended, written=(*request.written, (act.by, act.text)))
    return _agree(amended, act.by)


def _agree(request: Request, by: str) -> Request:
    approvals = (*request.approvals, by)
    state = State.APPROVED if len(approvals) >= request.need else State.OPEN
    return replace(request, approvals=approvals, state=state, why="")


def _take_back(request: Request, act: Act) -> Request:
    """Undo the last act, by whoever did it."""
    last, before = request.last, request.before
    if last is None or before is None or last.kind not in JUDGING or last.by != act.by:
        raise NotAllowed("too-late")
    return before


def _renew(request: Request, act: Act) -> Request:
    """Put what stands there now in the place of what stood there, for everybody to read again."""
    if request.state not in RENEWABLE:
        raise NotAllowed("approval-closed")
    if act.by not in ("", request.author):
        raise NotAllowed("approval-not-yours")
    if act.bound is None or not act.bound.text.strip():
        raise NotAllowed("empty")
    known = {text for _, text in request.written}
    texts = [one for one in (act.bound.text, *act.variants) if one not in known]
    # What the program renews may hold an approver's words: those stay that person's.
    own = tuple((request.author, text) for text in texts) if act.by else ()
    return replace(
        request,
        bound=act.bound,
        variants=act.variants,
        state=State.OPEN,
        why=act.words,
        approvals=(),
        written=(*request.written, *own),
    )


def _close(request: Request, act: Act) -> Request:
    if act.kind is ActKind.WITHDRAW and act.by not in ("", request.author):
        raise NotAllowed("approval-not-yours")
    allowed, state = ENDS[act.kind]
    if request.state not in allowed:
        raise NotAllowed("approval-closed")
    kept = request.approvals if state in (State.SENT, State.APPROVED) else ()
    return replace(request, state=state, why=act.words, approvals=kept)
