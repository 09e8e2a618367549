"""Versions of charters: from a draft through review and signatures into force, and out of it again.

Every step is one transaction with its act in the journal. What a version is at a moment is worked out from the clock
(`domain/charter/lifecycle`), never written down.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta

from cmworkstation.domain.charter import lifecycle, numbering, signing
from cmworkstation.domain.charter.clockwork import resolved_holidays
from cmworkstation.domain.charter.difference import Change, difference
from cmworkstation.domain.charter.gate import obstacles
from cmworkstation.domain.charter.lifecycle import State, Status, Version
from cmworkstation.domain.charter.model import Charter
from cmworkstation.domain.charter.problems import Problem
from cmworkstation.domain.charter.reading import read_charter
from cmworkstation.domain.charter.signing import SignOff, Standing
from cmworkstation.domain.charter.writing import charter_hash
from cmworkstation.domain.clock import Clock, from_ms, to_ms
from cmworkstation.domain.conversation import Changes
from cmworkstation.domain.errors import CharterInvalid, NotAllowed
from cmworkstation.domain.ids import uuid7
from cmworkstation.domain.profile import Act, Profile, refusal
from cmworkstation.services.acting import Acting
from cmworkstation.services.journal import Journal
from cmworkstation.services.packs import Packs
from cmworkstation.services.profiles import Profiles
from cmworkstation.store import charter_drafts, charter_versions, charters
from cmworkstation.store.charter_drafts import FILE, CharterDraft
from cmworkstation.store.database import Connection, Workspace

LONGEST_HOLD = timedelta(days=2 * 366)  # holidays are frozen at least so far ahead


@dataclass(frozen=True, slots=True)
class VersionRow:
    """A version as people see it now: its state, who signed, and what its signatures lack while in review."""

    version: Version
    state: State
    sign_offs: tuple[SignOff, ...] = ()
    standing: Standing | None = None


@dataclass(frozen=True, slots=True)
class Prepared:
    """A text before it is submitted. Without a proposal it cannot be read; `alone`: my signature would be enough."""

    obstacles: tuple[Problem, ...]
    proposal: numbering.Proposal | None = None
    holding: Version | None = None
    changes: tuple[Change, ...] = ()
    may_sign: bool = False
    alone: bool = False


class Versions:
    """The life of charters."""

    def __init__(
        self,
        workspace: Workspace,
        journal: Journal,
        clock: Clock,
        acting: Acting,
        profiles: Callable[[], Profiles],
        packs: Packs,
    ) -> None:
        """Take the workspace, and who signs."""
        self._workspace = workspace
        self._journal = journal
        self._clock = clock
        self._acting = acting
        self._profiles = profiles
        self._packs = packs

    # What there is

    def listed(self, charter_id: str) -> tuple[VersionRow, ...]:
        """Return all versions of a charter, the newest first."""
        connection = self._workspace.read()
        found = charter_versions.of_charter(connection, charter_id)
        return tuple(self._row(connection, one, found) for one in reversed(found))

    def row(self, digest: str) -> VersionRow:
        """Return a version by its hash, such as the one under which a reply was sent. Raises `KeyError`."""
        connection = self._workspace.read()
        one = charter_versions.version(connection, digest)
        return self._row(connection, one, charter_versions.of_charter(connection, one.charter_id))

    def source(self, digest: str) -> str:
        """Return the text of a version, byte for byte. Raises `KeyError`."""
        return charters.version_source(self._workspace.read(), digest)

    def in_force(self, charter_id: str, at: datetime | None = None) -> Version | None:
        """Return the version that holds at a moment, now without one."""
        found = charter_versions.of_charter(self._workspace.read(), charter_id)
        return lifecycle.in_force(found, at or self._clock.now())

    def in_review(self, charter_id: str) -> VersionRow | None:
        """Return the version that waits for signatures."""
        return next((one for one in self.listed(charter_id) if one.state is State.REVIEW), None)

    def scheduled(self, charter_id: str) -> tuple[VersionRow, ...]:
        """Return the versions that come into force later, the next one first."""
        waiting = [one for one in self.listed(charter_id) if one.state is State.APPROVED]
        return tuple(
            sorted(waiting, key=lambda one: (one.version.effective_from, one.version.turn))
        )

    # Drafts

    def draft(self, draft_id: str) -> CharterDraft | None:
        """Return the text that is being written for a charter, None where there is none."""
        return charter_drafts.draft(self._workspace.read(), draft_id)

    def opened(self) -> tuple[CharterDraft, ...]:
        """Return the texts of no approved charter: opened files, and charters before their first version."""
        return charter_drafts.alone(self._workspace.read())

    def open_text(self, text: str, name: str = "") -> str:
        """Keep the text of an opened file as a draft, whatever is wrong with it; return the id of the draft.

        A charter that is here already gets it as its next text; an own draft of it is kept beside, under its file id.
        """
        self._acting.require(Act.KEEP)
        try:
            draft_id = read_charter(text).header.id
        except CharterInvalid:
            draft_id = FILE + uuid7()
        connection = self._workspace.read()
        present = charter_drafts.draft(connection, draft_id)
        if present is not None and present.text not in {text, ""}:
            draft_id = FILE + uuid7()
        with self._workspace.write(durable=True) as connection:
            charter_drafts.keep(
                connection, draft_id, text, self._clock.now(), edited_by=self._acting.id, name=name
            )
        return draft_id

    def take_up(self, digest: str) -> str:
        """Begin a draft from the text of a version, with the next number; return the id of the draft.

        A draft that is there already stays: the text then stands beside it, as an opened file does.
        """
        self._acting.require(Act.KEEP)
        one = self.row(digest).version
        found = charter_versions.of_charter(self._workspace.read(), one.charter_id)
        number = numbering.next_number((it.number for it in found), major=False)
        text = numbering.renumbered(self.source(digest), number, None, None)
        return self.open_text(text, one.number)

    def discard(self, draft_id: str) -> Changes:
        """Keep a draft no longer."""
        self._acting.require(Act.KEEP)
        with self._workspace.write(durable=True) as connection:
            charter_drafts.drop(connection, draft_id)
        return Changes(charter=True)

    # Before review

    def obstacles(self, text: str, *, on: date | None = None) -> tuple[Problem, ...]:
        """Return all that keeps a text from review. `on` is the day from which it would hold, else what it says."""
        try:
            charter = read_charter(text)
        except CharterInvalid as error:
            return tuple(one for one in error.problems if isinstance(one, Problem))
        day = max(on or charter.header.effective_from or self._today(), self._today())
        used = {
            one.number
            for one in charter_versions.of_charter(self._workspace.read(), charter.header.id)
            if one.hash != charter_hash(text) and one.status is Status.APPROVED
        }
        return obstacles(charter, self._packs.shipped(), day, used)

    def proposal(self, text: str) -> numbering.Proposal:
        """Return the number and the dates that the next version could have. Raises `CharterInvalid`."""
        charter = read_charter(text)
        versions = charter_versions.of_charter(self._workspace.read(), charter.header.id)
        holding = lifecycle.in_force(versions, self._clock.now())
        old = read_charter(self.source(holding.hash)) if holding else None
        changes = difference(old, charter) if old else ()
        used = [one.number for one in versions if one.status is Status.APPROVED]
        return numbering.proposal(old, charter, changes, self._today(), used)

    def prepared(self, text: str) -> Prepared:
        """Return what has to be known before a text is submitted: number, differences, obstacles, who signs."""
        try:
            charter = read_charter(text)
        except CharterInvalid as error:
            found = tuple(one for one in error.problems if isinstance(one, Problem))
            return Prepared(found)
        one = self.proposal(text)
        ready = numbering.renumbered(text, one.number, one.effective_from, one.review_by)
        holding = self.in_force(charter.header.id)
        old = read_charter(self.source(holding.hash)) if holding else None
        made = self._made(charter, text, charter.header.id, self._clock.now())
        asked = self._quorum(charter, made)
        me = self._acting.current().id
        return Prepared(
            self.obstacles(ready),
            one,
            holding,
            difference(old, charter) if old else (),
            me in asked.signers,
            signing.standing(asked, [me]).complete,
        )

    def is_alone(self) -> bool:
        """Tell whether nobody else was entered, so that nobody else has to sign."""
        return not self._profiles().listed()

    # The life of a version

    def submit(self, text: str, *, draft_id: str = "") -> tuple[VersionRow, Changes]:
        """Put a text into review; one of the charter that is in review comes back. Raises `CharterInvalid`.

        It will hold from the day that it names, or from the last signature on where that day has begun.
        """
        self._acting.require(Act.KEEP)
        problems = self.obstacles(text)
        if problems:
            raise CharterInvalid("gate", problems)
        charter = read_charter(text)
        draft_id = draft_id or charter.header.id
        with self._workspace.write(durable=True) as connection:
            made = self._submit(connection, charter, text, draft_id)
            charter_drafts.drop(connection, draft_id)
            charter_drafts.keep(
                connection, made.charter_id, text, self._clock.now(), edited_by=made.made_by
            )
            self._journal.note(connection, "charter.submit", _told(made))
        return self.row(made.hash), Changes(charter=True)

    def sign_off(self, digest: str, words: str = "") -> tuple[VersionRow, Changes]:
        """Sign the version in review as the acting person; on a lane. The last signature approves it.

        Raises `NotAllowed`, and `VaultLocked` or `VaultMissing` from the keyring.
        """
        row = self.row(digest)
        if row.state is not State.REVIEW:
            raise NotAllowed("not-in-review")
        me = self._acting.current()
        charter = read_charter(self.source(digest))
        asked = self._quorum(charter, row.version)
        if me.id not in asked.signers:
            raise NotAllowed(refusal(Act.APPROVE))
        if any(one.profile_id == me.id for one in row.sign_offs):
            raise NotAllowed("signed-already")
        made = self._sign(row.version, charter, me, words)
        with self._workspace.write(durable=True) as connection:
            now = charter_versions.version(connection, digest)
            if now != row.version:
                raise NotAllowed("not-in-review")  # somebody changed it while the keyring was asked
            charter_versions.add_sign_off(connection, now.charter_id, made)
            told = _told(now) | {"speaker": made.speaker, "key": made.fingerprint}
            self._journal.note(connection, "charter.sign", told)
            self._approve_if_complete(connection, now, charter)
        return self.row(digest), Changes(charter=True)

    def send_back(self, digest: str, why: str) -> Changes:
        """Let the version in review come back as a draft. Raises `NotAllowed`."""
        row = self.row(digest)
        me = self._acting.current()
        if not (me.may(Act.KEEP) or me.may(Act.APPROVE)):
            raise NotAllowed(refusal(Act.APPROVE))
        back = lifecycle.sent_back(row.version, why)
        with self._workspace.write(durable=True) as connection:
            self._comes_back(connection, back)
            told = _told(back) | {"why": back.why}
            self._journal.note(connection, "charter.send-back", told)
        return Changes(charter=True)

    def schedule(self, digest: str, day: date) -> Changes:
        """Let the version in review hold from another day on; who signed has to sign again. Raises `NotAllowed`."""
        self._acting.require(Act.KEEP)
        row = self.row(digest)
        now = self._clock.now()
        starts = numbering.beginning(day, read_charter(self.source(digest)))
        moved = lifecycle.scheduled(row.version, starts, now)
        with self._workspace.write(durable=True) as connection:
            charter_versions.keep(connection, moved)
            ended = charter_versions.end_sign_offs(connection, digest, now)
            told = _told(moved) | {"signatures_ended": ended}
            self._journal.note(connection, "charter.schedule", told)
        return Changes(charter=True)

    def withdraw(self, digest: str, why: str) -> Changes:
        """Let a version hold no longer, or never; its text goes on as a draft with a new number. Raises `NotAllowed`.

        The version before holds again, if there is one: a charter with a mistake is not better than the one before.
        """
        self._acting.require(Act.KEEP)
        row = self.row(digest)
        one = row.version
        found = charter_versions.of_charter(self._workspace.read(), one.charter_id)
        now = self._clock.now()
        gone = lifecycle.withdrawn(one, found, now, why)
        number = numbering.next_number((it.number for it in found), major=False)
        with self._workspace.write(durable=True) as connection:
            charter_versions.keep(connection, gone)
            if charter_drafts.draft(connection, one.charter_id) is None:
                text = numbering.renumbered(self.source(digest), number, None, None)
                charter_drafts.keep(connection, one.charter_id, text, now, edited_by=one.made_by)
            holding = lifecycle.in_force([it if it.hash != digest else gone for it in found], now)
            if holding is not None:
                charter_versions.establish(connection, holding, now)
            self._journal.note(connection, "charter.withdraw", _told(gone) | {"why": gone.why})
        return Changes(charter=True)

    def put_in_use(self, text: str, charter: Charter) -> Changes:
        """Submit, sign and put in force in one step: for a person alone, without whom nobody would have to sign.

        What is over or fails in an answer does not stop this (its findings are shown all the same), so that an
        example from the program can be begun with years later. Raises `NotAllowed` where others have to sign.
        """
        self._acting.require(Act.KEEP)
        version = self._made(charter, text, charter.header.id, self._clock.now())
        asked = self._quorum(charter, version)
        me = self._acting.current()
        if not signing.standing(asked, [me.id]).complete:
            raise NotAllowed("signatures-needed")
        at = version.created_at
        known = charter_versions.of_charter(self._workspace.read(), charter.header.id)
        if any(one.hash == version.hash and one == lifecycle.in_force(known, at) for one in known):
            return Changes()
        made = self._sign(version, charter, me, "")
        with self._workspace.write(durable=True) as connection:
            known = charter_versions.of_charter(connection, charter.header.id)
            self._replace_review(connection, known, version.hash)
            charter_versions.keep(connection, version, text)
            charter_versions.end_sign_offs(connection, version.hash, at)
            self._pin(connection, version, charter)
            charter_versions.add_sign_off(connection, version.charter_id, made)
            self._approve(connection, version, made.at)
            charter_drafts.drop(connection, version.charter_id)
            self._journal.note(
                connection, "charter.save", _told(version) | {"key": made.fingerprint}
            )
        return Changes(charter=True)

    def take_in(
        self,
        version: Version,
        source: str,
        charter: Charter,
        signed: Sequence[SignOff],
        packs: Mapping[str, tuple[str, str]],
        holidays: Mapping[str, object],
    ) -> Changes:
        """Take in a version of another workspace with signatures that were verified. Raises `NotAllowed`."""
        self._acting.require(Act.KEEP)
        connection = self._workspace.read()
        known = charter_versions.of_charter(connection, version.charter_id)
        here = next((one for one in known if one.hash == version.hash), None)
        if here is not None and here.status is Status.APPROVED:
            raise NotAllowed("version-known")
        ended = charter_versions.ended_signatures(connection, version.hash)
        if any(one.signature in ended for one in signed):
            raise NotAllowed("signature-ended")
        waits = here if here is not None and here.status is Status.REVIEW else None
        hashes = {name: digest for name, (digest, _) in packs.items()}
        if waits and (waits.starts_at, charter_versions.pinned(connection, waits.hash)) != (
            version.starts_at,
            hashes,
        ):
            raise NotAllowed("version-known")
        now = self._clock.now()
        made = waits or lifecycle.submitted(version, known, now)
        have = {one.profile_id for one in charter_versions.sign_offs(connection, version.hash)}
        with self._workspace.write(durable=True) as connection:
            if not waits:
                self._replace_review(connection, known, made.hash)
                charter_versions.keep(connection, made, source)
                charter_versions.pin(connection, made.hash, packs, holidays)
            for one in signed:
                if not waits or one.profile_id not in have:
                    charter_versions.add_sign_off(connection, made.charter_id, one)
            told = _told(made) | {"signed_by": [one.profile_id for one in signed]}
            self._journal.note(connection, "charter.import", told)
            self._approve_if_complete(connection, made, charter)
        return Changes(charter=True)

    # Small steps

    def _today(self) -> date:
        return self._clock.now().date()

    def _row(
        self, connection: Connection, one: Version, versions: tuple[Version, ...]
    ) -> VersionRow:
        state = lifecycle.state_of(one, versions, self._clock.now())
        signed = charter_versions.sign_offs(connection, one.hash)
        standing = None
        if state is State.REVIEW:
            asked = self._quorum(read_charter(charters.version_source(connection, one.hash)), one)
            standing = signing.standing(asked, [it.profile_id for it in signed])
        return VersionRow(one, state, signed, standing)

    def _quorum(self, charter: Charter, version: Version) -> signing.Quorum:
        people: tuple[Profile, ...] = self._profiles().listed() or (self._acting.current(),)
        owner = charter.header.owner
        owners = {one.id for one in people if owner and owner in one.speaks_for(charter.header.id)}
        owners = owners or {one.id for one in people if one.may(Act.KEEP)}
        signers = {one.id for one in people if one.may(Act.APPROVE)}
        return signing.quorum(charter, owners, signers, version.made_by)

    def _made(self, charter: Charter, text: str, draft_id: str, at: datetime) -> Version:
        connection = self._workspace.read()
        at = from_ms(to_ms(at))  # as it will be read again
        present = charter_drafts.draft(connection, draft_id)
        holding = self.in_force(charter.header.id, at)
        author = present.edited_by if present and present.text == text else self._acting.id
        return Version(
            hash=charter_hash(text),
            charter_id=charter.header.id,
            number=charter.header.version,
            status=Status.REVIEW,
            created_at=at,
            base=holding.hash if holding else "",
            made_by=author,
        )

    def _submit(
        self, connection: Connection, charter: Charter, text: str, draft_id: str
    ) -> Version:
        now = self._clock.now()
        known = charter_versions.of_charter(connection, charter.header.id)
        made = lifecycle.submitted(self._made(charter, text, draft_id, now), known, now)
        if charter.header.effective_from:
            starts = numbering.beginning(charter.header.effective_from, charter)
            made = lifecycle.scheduled(made, starts, now)
        self._replace_review(connection, known, made.hash)
        charter_versions.keep(connection, made, text)
        charter_versions.end_sign_offs(connection, made.hash, now)
        self._pin(connection, made, charter)
        return made

    def _replace_review(self, connection: Connection, known: tuple[Version, ...], but: str) -> None:
        for one in known:
            if one.status is Status.REVIEW and one.hash != but:
                self._comes_back(connection, replace(one, status=Status.DRAFT))

    def _comes_back(self, connection: Connection, one: Version) -> None:
        now = self._clock.now()
        charter_versions.keep(connection, one)
        charter_versions.end_sign_offs(connection, one.hash, now)
        if charter_drafts.draft(connection, one.charter_id) is None:
            text = charters.version_source(connection, one.hash)
            charter_drafts.keep(connection, one.charter_id, text, now, edited_by=one.made_by)

    def _pin(self, connection: Connection, version: Version, charter: Charter) -> None:
        first = (version.starts_at or version.created_at).astimezone(UTC).date()
        last = max(charter.header.review_by or first, first + LONGEST_HOLD)
        last = min(last, first + 2 * LONGEST_HOLD)
        holidays = resolved_holidays(charter, first, last)
        charter_versions.pin(connection, version.hash, self._packs.to_pin(charter), holidays)

    def _sign(self, version: Version, charter: Charter, me: Profile, words: str) -> SignOff:
        at = from_ms(to_ms(self._clock.now()))
        mine = me.speaks_for(version.charter_id)
        speaker = charter.header.owner if charter.header.owner in mine else min(mine, default="")
        packs = {name: one for name, (one, _) in self._packs.to_pin(charter).items()}
        pinned = charter_versions.pinned(self._workspace.read(), version.hash) or packs
        said = signing.statement(version, pinned, speaker=speaker, words=words.strip(), at=at)
        mark = value = ""
        if me.id:
            signature = self._profiles().sign(said)
            mark, value = signature.fingerprint, signature.value
        return SignOff(
            id=uuid7(),
            hash=version.hash,
            profile_id=me.id,
            speaker=speaker,
            words=words.strip(),
            at=at,
            fingerprint=mark,
            signature=value,
            statement=said.decode(),
        )

    def _approve_if_complete(
        self, connection: Connection, version: Version, charter: Charter
    ) -> None:
        signed = charter_versions.sign_offs(connection, version.hash)
        asked = self._quorum(charter, version)
        if not signing.standing(asked, [one.profile_id for one in signed]).complete:
            return
        made = self._approve(connection, version, max(one.at for one in signed))
        present = charter_drafts.draft(connection, version.charter_id)
        if present is not None and charter_hash(present.text) == version.hash:
            charter_drafts.drop(connection, version.charter_id)
        self._journal.note(connection, "charter.approve", _told(made))

    def _approve(self, connection: Connection, version: Version, signed_at: datetime) -> Version:
        known = charter_versions.of_charter(connection, version.charter_id)
        made = lifecycle.approved(version, known, signed_at)
        charter_versions.keep(connection, made)
        others = [one for one in known if one.hash != made.hash]
        now = self._clock.now()
        holding = lifecycle.in_force([*others, made], now) or made
        charter_versions.establish(connection, holding, now)
        return made


def _told(version: Version) -> dict[str, object]:
    """Return a version as the journal tells of it."""
    told: dict[str, object] = {
        "charter": version.charter_id,
        "version": version.number,
        "hash": version.hash,
    }
    for name, at in (("starts_at", version.starts_at), ("effective_from", version.effective_from)):
        if at is not None:
            told[name] = to_ms(at)
    return told
