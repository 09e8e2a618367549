"""A request as the page shows it, whether it stands in this workspace or came as a file."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from cmworkstation import words
from cmworkstation.domain import foreign
from cmworkstation.domain.account import Visibility
from cmworkstation.domain.approval import ActKind, State, may_judge
from cmworkstation.domain.approval_case import Case, texts
from cmworkstation.domain.profile import Act as Right
from cmworkstation.domain.reply import Draft
from cmworkstation.i18n import labelled, tr
from cmworkstation.services.approval_files import Incoming, Said
from cmworkstation.services.approvals import voice_of
from cmworkstation.ui.composer.context import level_word
from cmworkstation.words import approvals as wordings
from cmworkstation.words import states
from cmworkstation.words.people import fingerprint

if TYPE_CHECKING:
    from cmworkstation.services.workstation import Services

MESSAGES = 4  # of the thread, the latest


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that was done: when, by whom, and with which words."""

    at: datetime
    text: str


@dataclass(frozen=True, slots=True)
class Enclosed:
    """A file that goes with the reply: its hash, and its name and description as they may be shown."""

    hash: str
    said: str


@dataclass(frozen=True, slots=True)
class Shown:
    """All that the page says of one request, and what may be done with it."""

    key: str
    binding: str
    title: str
    where: str
    standing: str
    policy: str
    text: str
    before: str | None  # what the acting person saw last, None at the first look
    variants: tuple[str, ...]
    thread: tuple[Said, ...]
    findings: tuple[str, ...]
    history: tuple[Line, ...] = ()
    versions: tuple[tuple[str, str], ...] = ()  # who wrote which text
    due_at: datetime | None = None
    statement: str = ""  # what may be said while the approval is late
    fingerprint: str = ""  # of an author whom nobody here knows: to be compared by voice
    may_judge: bool = False
    may_withdraw: bool = False
    may_save: bool = False
    is_file: bool = False
    files: tuple[Enclosed, ...] = ()


def of_case(services: "Services", case: Case) -> Shown:
    """Return what is to be said of a request of this workspace."""
    request, me = case.request, services.profiles.current()
    name = services.profiles.name
    standing = services.approvals.standing(case.id)
    account = services.accounts.one(case.account_id)
    target = services.inbox.message(case.target_id)
    draft, mine = standing.draft, request.author == me.id
    wanted = services.approvals.policy_for(draft, request.author) if draft else None
    people = (
        [one.name for one in wanted.people if one.id not in request.approvals] if wanted else []
    )
    entries = services.inbox.thread(case.conversation_id).entries[-MESSAGES:]
    late = standing.due_at is not None and standing.due_at < services.clock.now()
    open_ = request.state is State.OPEN
    return Shown(
        key=case.id,
        binding=request.bound.binding,
        title=tr("Reply to {who}").format(who=foreign.line(target.author_name, 60)),
        where=_where(
            account.handle or account.name,
            account.look,
            request.bound.visibility,
            name(request.author),
        ),
        standing=wordings.standing(case, name, people),
        policy=wordings.policy(wanted) if wanted else "",
        text=request.bound.text,
        before=standing.seen,
        variants=request.variants,
        thread=tuple(
            Said(one.message.author_name, one.message.text, one.message.at, one.message.ours)
            for one in entries
        ),
        findings=(*_to_confirm(services, case), *_findings(services, draft)),
        history=tuple(Line(act.at, _done(act.kind, name(act.by), act.words)) for act in case.acts),
        versions=tuple((name(act.by), text) for act, text in texts(case.acts)),
        due_at=standing.due_at if open_ else None,
        statement=services.approvals.text_of_statement(case) if late and open_ else "",
        may_judge=may_judge(request, voice_of(me, case)) and not services.read_only,
        may_withdraw=mine
        and request.state in (State.OPEN, State.CHANGE_ASKED, State.VOID)
        and not services.read_only,
        may_save=mine and open_,
        files=tuple(_enclosed(services, one) for one in request.bound.media),
    )


def _enclosed(services: "Services", bound: str) -> Enclosed:
    """Return a file as an approval is given to it: these bytes under this description."""
    hash_, _, alt = bound.partition(" ")
    try:
        name = services.media.file(hash_).name
    except KeyError:  # it is on the machine of whoever asks
        name = f"SHA-256 {hash_[:16]}…"
    about = foreign.line(alt, 1500) if alt else tr("without a description")
    return Enclosed(hash_, labelled(foreign.line(name, 80), about))


def of_file(services: "Services", found: Incoming) -> Shown:
    """Return what is to be said of a request that came as a file."""
    me = services.profiles.current()
    speakers = wordings.names(found.speakers.values())
    given = tr("Agreed already: {people}.").format(people=wordings.names(found.given))
    charter = tr("Charter {id}, version {version}, policy “{policy}”.").format(
        id=foreign.line(found.charter["id"], 60),
        version=foreign.line(found.charter["version"], 20),
        policy=foreign.line(found.policy, 60),
    )
    asker = foreign.line(found.author["name"], 60)
    theirs = [one for one in found.thread if not one.ours]
    return Shown(
        key=f"file:{found.id}",
        binding=found.bound.binding,
        title=tr("Reply to {who}").format(
            who=foreign.line(theirs[-1].who, 60) if theirs else tr("somebody")
        ),
        where=_where(
            foreign.line(found.account["handle"] or found.account["name"], 60),
            found.account["platform"],
            found.bound.visibility,
            asker,
        ),
        standing=tr("Opened from a file that {who} signed.").format(who=asker),
        files=tuple(_enclosed(services, one) for one in found.bound.media),
        policy=" ".join(
            [
                tr("Wanted: the word of {n}, as {speakers}.").format(
                    n=found.need, speakers=speakers
                ),
                *([given] if found.given else []),
                charter,
            ]
        ),
        text=found.bound.text,
        before=None,
        variants=found.variants,
        thread=found.thread[-MESSAGES:],
        findings=tuple(wordings.finding_of_file(one, asker) for one in found.findings),
        history=(Line(found.at, wordings.act(ActKind.ASK, asker)),),
        due_at=found.due_at,
        fingerprint="" if found.known else fingerprint(found.author["fingerprint"]),
        may_judge=me.may(Right.APPROVE) and bool(me.id) and found.author["id"] != me.id,
        is_file=True,
    )


def row_words(case: Case, name_of: Callable[[str], str], who: str, due: str, *, mine: bool) -> str:
    """Return the lines of a request in the list."""
    text = foreign.line(case.request.bound.text, 90)
    first = tr("To {who}").format(who=foreign.line(who, 40))
    last = wordings.state(case.request.state)
    if not mine:
        by = tr("by {who}").format(who=foreign.line(name_of(case.request.author), 40))
        last = f"{by} · {last}"
    return "\n".join(filter(None, (first, text, f"{last} · {due}" if due else last)))


def _where(account: str, look: str, visibility: str, author: str) -> str:
    try:
        seen = states.visibility(Visibility(visibility))
    except ValueError:
        seen = foreign.line(visibility, 20)
    said = tr("As {account} on {platform}, {visibility}. Written by {author}.")
    return said.format(
        account=account, platform=words.platform(look), visibility=seen, author=author
    )


def _done(kind: ActKind, name: str, why: str) -> str:
    said = wordings.act(kind, name)
    return wordings.with_words(said, wordings.why(why)) if why else said


def _to_confirm(services: "Services", case: Case) -> Iterator[str]:
    for one in services.approvals.to_confirm(case):
        who = services.profiles.name(one.by)
        yield wordings.second(one.passage.match, who, one.reason.code, one.reason.words)


def _findings(services: "Services", draft: Draft | None) -> tuple[str, ...]:
    if draft is None:
        return ()
    return tuple(
        wordings.with_words(
            level_word(one.severity),
            words.in_language(one.message).replace("{match}", foreign.line(one.match, 80)),
        )
        for one in services.composer.review(draft).findings
    )
