"""Commands about approvals. `cli` prints what they say.

cmworkstation approvals                              what waits for whose word
cmworkstation approvals --save ID --to FILE          a request as a signed file
cmworkstation approve FILE                           the answer to a request, or an answer taken in
cmworkstation approve ID                             a request of this workspace
"""

from argparse import Namespace
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from cmworkstation.cli_said import Adding, Said
from cmworkstation.domain import foreign
from cmworkstation.domain.approval import ActKind
from cmworkstation.domain.approval_case import Case
from cmworkstation.domain.errors import BackupFailed, BackupMissing, BadSignature, NotAllowed
from cmworkstation.domain.signed_file import ANSWER_SUFFIX, REQUEST_SUFFIX
from cmworkstation.i18n import labelled, tr
from cmworkstation.services.approvals import Judgement
from cmworkstation.words import approvals as words

if TYPE_CHECKING:
    from cmworkstation.services.approval_files import Incoming
    from cmworkstation.services.workstation import Services

LETTERS = "ABC"


def add_options(add: Adding) -> None:
    """Add what approvals are asked for with."""
    one = add("approvals", tr("list what waits for whose word"), approvals, reading=True)
    one.add_argument("--save", default="", metavar="ID", help=tr("save a request as a signed file"))
    one.add_argument("--to", type=Path, help=tr("the file to write"))
    one = add("approve", tr("answer a request for approval, or take in a signed answer"), approve)
    one.add_argument("what", help=tr("a .cmwrequest or .cmwanswer file, or the id of a request"))
    one.add_argument("--to", type=Path, help=tr("the file to write"))
    one.add_argument(
        "--fingerprint", default="", help=tr("the fingerprint that you compared with them")
    )
    how = one.add_mutually_exclusive_group()
    how.add_argument("--amend", default="", metavar="TEXT", help=tr("approve this text instead"))
    how.add_argument(
        "--choose", default="", choices=("A", "B", "C"), help=tr("approve one of the texts")
    )
    how.add_argument("--change", default="", metavar="WORDS", help=tr("ask for a change"))
    how.add_argument("--decline", default="", metavar="WORDS", help=tr("decline, and say why"))
    how.add_argument("--delegate", action="store_true", help=tr("hand it to the deputy"))


def approvals(services: "Services", options: Namespace) -> Said:
    """Save a request as a file where asked to; then list what waits for whose word."""
    if not services.read_only:
        services.approvals.look_again()
    lines = []
    if options.save:
        target = options.to or Path(f"{options.save}{REQUEST_SUFFIX}")
        try:
            services.approval_files.save_request(options.save, target)
        except KeyError:
            raise NotAllowed("answer-unknown-request") from None
        except OSError as error:
            raise BackupFailed(str(error)) from error
        lines.append(tr("Saved: {name}").format(name=target))
    waiting = {one.id for one in services.approvals.waiting()}
    cases = services.approvals.unsettled()
    for one in cases:
        lines.append(_line(services, one, mine=one.id in waiting))
        if one.id in waiting:
            lines += _to_confirm(services, one)
    facts = [_told(services, one) | {"waits_for_you": one.id in waiting} for one in cases]
    return Said({"approvals": facts}, tuple(lines) or (tr("Nothing waits for approval."),))


def approve(services: "Services", options: Namespace) -> Said:
    """Answer a request of this workspace or of a file, or take in an answer."""
    path = Path(options.what)
    if path.suffix == ANSWER_SUFFIX:
        return _take_in(services, path)
    if path.suffix == REQUEST_SUFFIX:
        return _answer(services, options, path)
    try:
        case = services.approvals.case(options.what)
    except KeyError:
        raise NotAllowed("answer-unknown-request") from None
    request = case.request
    said = _judgement(options, request.bound.binding, (request.bound.text, *request.variants))
    after, row, _ = services.approvals.judge(case.id, said)
    told = words.standing(after, services.profiles.name)
    return Said(_told(services, after) | {"outbox": row.id if row else ""}, (told,))


def _take_in(services: "Services", path: Path) -> Said:
    try:
        case, row, who, _ = services.approval_files.take_in(path)
    except OSError as error:
        raise BackupMissing(str(error)) from error
    line = tr("Taken in: {who} has spoken.").format(who=foreign.line(who.name, 60))
    facts = _told(services, case) | {"by": who.name, "outbox": row.id if row else ""}
    return Said(facts, (line, words.standing(case, services.profiles.name)))


def _answer(services: "Services", options: Namespace, path: Path) -> Said:
    """Write the answer to a request from elsewhere; a stranger's key must have been compared."""
    try:
        found = services.approval_files.open_request(path)
    except OSError as error:
        raise BackupMissing(str(error)) from error
    compared = "".join(options.fingerprint.split()).lower()
    if not found.known and compared != found.author["fingerprint"]:
        raise BadSignature("unknown-key")
    said = _judgement(options, found.bound.binding, (found.bound.text, *found.variants))
    target = options.to or path.with_suffix(ANSWER_SUFFIX)
    try:
        services.approval_files.answer(found, said, target)
    except OSError as error:
        raise BackupFailed(str(error)) from error
    return Said(_facts(found) | {"answer": str(target)}, (*_shown(found), str(target)))


def _judgement(options: Namespace, seen: str, texts: tuple[str, ...]) -> Judgement:
    if options.amend:
        return Judgement(ActKind.AMEND, seen, options.amend)
    if options.choose:
        place = LETTERS.index(options.choose)
        if place >= len(texts):
            raise NotAllowed("approval-no-variant")
        return Judgement(ActKind.CHOOSE, seen, texts[place])
    if options.change:
        return Judgement(ActKind.ASK_CHANGE, seen, words=options.change)
    if options.decline:
        return Judgement(ActKind.DECLINE, seen, words=options.decline)
    return Judgement(ActKind.DELEGATE if options.delegate else ActKind.APPROVE, seen)


def _line(services: "Services", case: Case, *, mine: bool) -> str:
    mark = tr("waits for you") if mine else words.state(case.request.state)
    name = services.profiles.name(case.request.author)
    author = foreign.line(name, 24)
    return f"{case.id}  {mark:<24} {author:<24} {foreign.line(case.request.bound.text, 60)}"


def _to_confirm(services: "Services", case: Case) -> Iterator[str]:
    for one in services.approvals.to_confirm(case):
        who = services.profiles.name(one.by)
        yield "    " + words.second(one.passage.match, who, one.reason.code, one.reason.words)


def _told(services: "Services", case: Case) -> dict[str, object]:
    request = case.request
    return {
        "id": case.id,
        "state": request.state,
        "why": request.why,
        "author": services.profiles.name(request.author),
        "policy": case.policy,
        "need": request.need,
        "approved_by": [services.profiles.name(one) for one in request.approvals],
        "text": request.bound.text,
        "variants": list(request.variants),
        "binding": request.bound.binding,
    }


def _facts(found: "Incoming") -> dict[str, object]:
    return {"id": found.id, "author": found.author["name"], "text": found.bound.text}


def _shown(found: "Incoming") -> tuple[str, ...]:
    """Return what was answered to, so that whoever typed the command sees it."""
    asker = tr("Opened from a file that {who} signed.").format(
        who=foreign.line(found.author["name"], 60)
    )
    said = [
        labelled(foreign.line(one.who, 40), foreign.line(one.text, 200)) for one in found.thread
    ]
    said += [words.finding_of_file(one, found.author["name"]) for one in found.findings]
    return (asker, *said, foreign.line(found.bound.text, 400))
