"""Approval without a server: a signed request goes out as a file, a signed answer comes back.

The request holds everything that whoever approves must know, and no secret. It may be opened by a stranger: then the
two compare the fingerprint of the key by voice. The answer counts by the charter and the mandates of the workspace
that asked, and is entered there like a word that was given in it.
"""

import base64
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from cmworkstation.domain.approval import JUDGING, Act, ActKind, Bound, State, speaker_for
from cmworkstation.domain.approval_case import Case
from cmworkstation.domain.clock import Clock
from cmworkstation.domain.conversation import Changes
from cmworkstation.domain.errors import BadSignature, NotAllowed
from cmworkstation.domain.ids import uuid7
from cmworkstation.domain.profile import Act as Right
from cmworkstation.domain.profile import Profile, fingerprint
from cmworkstation.domain.reply import OutboxRow
from cmworkstation.domain.signed_file import (
    ANSWER,
    LARGEST,
    REQUEST,
    Signed,
    act_of,
    act_payload,
    read,
    said_of,
    write,
)
from cmworkstation.services.approval_policy import ApprovalPolicies
from cmworkstation.services.approvals import Approvals, Judgement, findings_of, voice_of
from cmworkstation.services.profiles import Profiles
from cmworkstation.services.signing import check
from cmworkstation.services.waivers import told
from cmworkstation.store import accounts, messages
from cmworkstation.store.database import Workspace

EXCERPT, LONGEST = 6, 2000  # messages of the thread, characters of each
SKEW = timedelta(minutes=5)  # by how much the other machine's clock may be behind
# What is said of an answer, in place of what would be said to whoever acts here.
OF_ANSWERS = {
    "approval-author": "answer-author",
    "approval-not-yours": "answer-not-theirs",
    "approval-given-away": "answer-not-theirs",
    "approval-closed": "answer-closed",
    "approval-changed": "answer-changed",
    "approval-twice": "answer-twice",
}


@dataclass(frozen=True, slots=True)
class Said:
    """One message of the thread as the request shows it."""

    who: str
    text: str
    at: datetime
    ours: bool


@dataclass(frozen=True, slots=True)
class Incoming:
    """A request that was opened from a file."""

    id: str
    at: datetime
    author: Mapping[str, str]  # id, name, public, fingerprint
    known: bool  # the author's key is one that this workspace knows
    bound: Bound
    variants: tuple[str, ...]
    need: int
    given: tuple[str, ...]  # names of those who agreed already
    policy: str
    charter: Mapping[str, str]  # id, version, hash
    speakers: Mapping[str, str]  # id → name
    account: Mapping[str, str]  # name, handle, platform
    thread: tuple[Said, ...]
    findings: tuple[Mapping[str, object], ...] = ()
    due_at: datetime | None = None
    raw: bytes = field(default=b"", repr=False)


class ApprovalFiles:
    """Writes and takes in signed files; on a lane, since signing asks the keyring."""

    def __init__(
        self,
        workspace: Workspace,
        approvals: Approvals,
        policies: ApprovalPolicies,
        profiles: Profiles,
        clock: Clock,
    ) -> None:
        """Take the approvals."""
        self._workspace = workspace
        self._approvals = approvals
        self._policies = policies
        self._profiles = profiles
        self._clock = clock

    # The machine that asks

    def save_request(self, request_id: str, path: Path) -> None:
        """Write a request to a file, signed by whoever saves it, its author. Raises `NotAllowed`, `OSError`."""
        case = self._approvals.case(request_id)
        me = self._profiles.current()
        if case.request.author != me.id:
            raise NotAllowed("request-not-yours")
        if case.request.state is not State.OPEN:
            raise NotAllowed("approval-closed")
        said = self._said(case, me)
        signed = Signed(said, "", "")
        mark = self._profiles.sign(signed.payload)
        path.write_bytes(write(replace(signed, fingerprint=mark.fingerprint, signature=mark.value)))

    def take_in(
        self, path: Path, *, hold_s: float = 10.0
    ) -> tuple[Case, OutboxRow | None, Profile, Changes]:
        """Let a signed answer count. Return the request, the reply where that was the last word wanted, and who spoke.

        Raises `BadSignature` and `NotAllowed` with the exact reason; nothing has changed then.
        """
        self._profiles.require(Right.DRAFT)
        signed = read(_bytes(path), ANSWER)
        signer = self._profiles.verify(signed.payload, signed.fingerprint, signed.signature)
        request_id, act = act_of(signed.said)
        if act.by != signer.id or act.kind not in JUDGING:
            raise NotAllowed("file-broken")
        if not signer.may(Right.APPROVE):
            raise NotAllowed("answer-not-theirs")
        self._approvals.look_again(request_id)
        try:
            case = self._approvals.case(request_id)
        except KeyError:
            raise NotAllowed("answer-unknown-request") from None
        if self._approvals.is_known(signed.signature):
            raise NotAllowed("answer-replayed")
        if act.at < case.created_at - SKEW:
            raise NotAllowed("answer-old")
        if case.request.state is State.VOID:
            raise NotAllowed("answer-void")
        try:
            speaker = speaker_for(case.request, voice_of(signer, case))
            to = (
                self._policies.deputy(case.account_id, speaker)
                if act.kind is ActKind.DELEGATE
                else ""
            )
            whole = replace(
                act,
                speaker=speaker,
                to=to,
                fingerprint=signed.fingerprint,
                signature=signed.signature,
            )
            entered, row, changes = self._approvals.enter(
                case, whole, hold_s=hold_s, file_id=signed.signature
            )
        except NotAllowed as error:
            raise NotAllowed(OF_ANSWERS.get(error.reason, error.reason)) from None
        return entered, row, signer, changes

    # The machine that answers

    def open_request(self, path: Path) -> Incoming:
        """Read a request. Raises `NotAllowed` and `BadSignature` where it is not as it was signed."""
        raw = _bytes(path)
        signed = read(raw, REQUEST)
        try:
            author = signed.said["author"]
            own = fingerprint_of(author["public"])
            check(signed.payload, author["public"], signed.signature)
            found = _incoming(signed.said, raw)
            true = (own, own, found.bound.binding) == (
                signed.fingerprint,
                author["fingerprint"],
                signed.said["binding"],
            )
        except (KeyError, TypeError, ValueError, AttributeError):
            raise NotAllowed("file-broken") from None
        if not true:
            raise NotAllowed("file-broken")
        try:
            self._profiles.verify(signed.payload, signed.fingerprint, signed.signature)
        except BadSignature as error:
            if error.reason != "unknown-key":
                raise
            return found
        return replace(found, known=True)

    def answer(self, incoming: Incoming, judgement: Judgement, path: Path) -> None:
        """Write what the acting person says of a request to a file, signed. Raises `NotAllowed`, `OSError`."""
        self._profiles.require(Right.APPROVE)
        me = self._profiles.current()
        if incoming.author["id"] == me.id:
            raise NotAllowed("approval-author")
        kind, words = judgement.kind, judgement.words.strip()
        if kind in (ActKind.ASK_CHANGE, ActKind.DECLINE) and not words:
            raise NotAllowed("approval-words")
        if kind is ActKind.AMEND and judgement.text in ("", incoming.bound.text):
            raise NotAllowed("approval-same")
        if kind is ActKind.CHOOSE and judgement.text not in (
            incoming.bound.text,
            *incoming.variants,
        ):
            raise NotAllowed("approval-no-variant")
        act = Act(kind, me.id, incoming.bound.binding, self._clock.now(), judgement.text, words)
        mark = self._profiles.sign(act_payload(incoming.id, act))
        path.write_bytes(write(Signed(said_of(incoming.id, act), mark.fingerprint, mark.value)))

    # Small steps

    def _said(self, case: Case, me: Profile) -> dict[str, Any]:
        connection = self._workspace.read()
        account = accounts.account(connection, case.account_id)
        key = next(one for one in self._profiles.keys(me.id) if one.ended_at is None)
        thread = messages.thread(connection, case.conversation_id).entries[-EXCERPT:]
        names = self._policies.speakers(case.account_id)
        due_at = self._approvals.standing(case.id).due_at
        return {
            "format": REQUEST,
            "file": uuid7(),
            "request": case.id,
            "at": self._clock.now().isoformat(timespec="seconds"),
            "author": {
                "id": me.id,
                "name": me.name,
                "public": key.public,
                "fingerprint": key.fingerprint,
            },
            "bound": asdict(case.request.bound) | {"media": list(case.request.bound.media)},
            "binding": case.request.bound.binding,
            "variants": list(case.request.variants),
            "need": case.request.need,
            "given": [self._profiles.name(one) for one in case.request.approvals],
            "policy": case.policy,
            "charter": {
                "id": case.charter_id,
                "version": self._policies.version(case.account_id),
                "hash": case.request.bound.charter,
            },
            "speakers": {one: names.get(one, one) for one in sorted(case.request.speakers)},
            "account": {
                "name": account.name,
                "handle": account.handle,
                "platform": account.look,
            },
            "thread": [
                {
                    "who": one.message.author_name,
                    "text": one.message.text[:LONGEST],
                    "at": one.message.at.isoformat(),
                    "ours": one.message.ours,
                }
                for one in thread
            ],
            "findings": self._findings(case),
            "due_at": due_at.isoformat() if due_at else "",
        }

    def _findings(self, case: Case) -> list[dict[str, object]]:
        """Return what the charter says of a request, and what else an approval would let stand, of any variant."""
        found = list(findings_of(case))
        known = [one.get("passage") for one in found]
        for one in self._approvals.to_confirm(case):
            said = {"severity": one.severity, "match": one.passage.match, **told(one)}
            if said["passage"] not in known:
                found.append(said)
        return found


def fingerprint_of(public: str) -> str:
    """Return the fingerprint of a public key in base64. Raises `ValueError` where it is none."""
    return fingerprint(base64.b64decode(public, validate=True))


def _bytes(path: Path) -> bytes:
    """Return what a file holds, and no more of it than a file of ours can have."""
    with path.open("rb") as file:
        return file.read(LARGEST + 1)


def _incoming(said: Mapping[str, Any], raw: bytes) -> Incoming:
    bound = dict(said["bound"])
    media = tuple(bound.pop("media"))
    _only_texts(bound, said["author"], said["charter"], said["speakers"], said["account"])
    texts = (*media, *said["variants"], *said["given"], said["request"], said["policy"])
    if not all(isinstance(one, str) for one in texts) or type(said["need"]) is not int:
        raise ValueError(said["need"])
    if any(not isinstance(one, dict) for one in said["findings"]):
        raise ValueError(said["findings"])
    return Incoming(
        id=said["request"],
        at=datetime.fromisoformat(said["at"]),
        author=said["author"],
        known=False,
        bound=Bound(**bound, media=media),
        variants=tuple(said["variants"]),
        need=said["need"],
        given=tuple(said["given"]),
        policy=said["policy"],
        charter=said["charter"],
        speakers=said["speakers"],
        account=said["account"],
        thread=tuple(
            Said(
                str(one["who"]),
                str(one["text"]),
                datetime.fromisoformat(one["at"]),
                bool(one["ours"]),
            )
            for one in said["thread"]
        ),
        findings=tuple(said["findings"]),
        due_at=datetime.fromisoformat(said["due_at"]) if said["due_at"] else None,
        raw=raw,
    )


def _only_texts(*found: Mapping[str, Any]) -> None:
    for one in found:
        if not all(isinstance(value, str) for value in one.values()):
            raise TypeError(one)
