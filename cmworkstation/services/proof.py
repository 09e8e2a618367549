"""Proof: why a reply was sent, and whether what is stored is still what was written."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from cmworkstation.domain.charter.reading import read_charter
from cmworkstation.domain.charter.rule_words import rule_words
from cmworkstation.domain.charter.words import Words
from cmworkstation.domain.charter.writing import charter_hash
from cmworkstation.domain.clock import from_ms
from cmworkstation.domain.dossier import (
    Answered,
    Corrected,
    Dossier,
    Enclosed,
    Noted,
    Promised,
    Remark,
    Rules,
    Signed,
    Step,
    Took,
    Waived,
)
from cmworkstation.domain.errors import CharterInvalid
from cmworkstation.domain.fact import read_uses
from cmworkstation.domain.ids import MessageId, OutboxId
from cmworkstation.domain.signature_check import SignatureCheck
from cmworkstation.domain.waiver import passage_from
from cmworkstation.services.journal import Journal
from cmworkstation.services.packs import Packs
from cmworkstation.services.profiles import Profiles
from cmworkstation.services.signatures import Signatures
from cmworkstation.store import proof as table
from cmworkstation.store.database import Workspace
from cmworkstation.store.journal import Check

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Unproven:
    """A sent reply whose charter cannot be shown: its version is "missing" or was "changed" after it held."""

    outbox_id: OutboxId
    sent_at: datetime | None
    charter_hash: str
    what: str


@dataclass(frozen=True, slots=True)
class Verified:
    """What a check of everything that proves something found."""

    journal: Check
    replies: int
    unproven: tuple[Unproven, ...]
    signatures: SignatureCheck

    @property
    def whole(self) -> bool:
        """Tell whether everything is as it was written."""
        return not (self.journal.faults or self.unproven or self.signatures.misfits)


class Proof:
    """Shows dossiers and checks what is stored. Everything is read; nothing is written."""

    def __init__(
        self, workspace: Workspace, journal: Journal, profiles: Profiles, packs: Packs
    ) -> None:
        """Take the workspace, its journal, who its people are, and the packs whose rules speak."""
        self._workspace = workspace
        self._journal = journal
        self._profiles = profiles
        self._packs = packs
        self._known: dict[str, Mapping[str, Words]] = {}  # charter hash → what its rules say
        self._signatures = Signatures(workspace, profiles)

    def signatures(self) -> SignatureCheck:
        """Check every stored signature."""
        return self._signatures.check()

    def verify(self) -> Verified:
        """Check the journal's chain, every signature, and that every sent reply's charter is stored as it was."""
        known: dict[str, str] = {"": ""}
        unproven = []
        replies = 0
        for outbox_id, sent_at, digest, source in table.sent_replies(self._workspace.read()):
            replies += 1
            if digest not in known:
                known[digest] = "missing" if source is None else _changed(source, digest)
            if known[digest]:
                at = from_ms(int(sent_at)) if sent_at else None
                unproven.append(Unproven(OutboxId(outbox_id), at, digest, known[digest]))
        return Verified(self._journal.verify(), replies, tuple(unproven), self.signatures())

    def of_message(self, message_id: MessageId) -> OutboxId | None:
        """Return the reply that a message of ours was, None for one that was not sent from here."""
        found = table.sent_as(self._workspace.read(), message_id)
        return OutboxId(found) if found else None

    def dossier(self, outbox_id: OutboxId) -> Dossier:
        """Return everything that is stored of a reply. Raises `KeyError`."""
        return self._dossier(outbox_id, None)

    def many(self) -> Callable[[OutboxId], Dossier]:
        """Return what makes dossiers of many replies: the journal is walked through once for all of them."""
        return partial(self._dossier, acts=table.acts_by_name(self._workspace.read()))

    def _dossier(self, outbox_id: OutboxId, acts: Mapping[str, list[int]] | None) -> Dossier:
        found = table.of_reply(self._workspace.read(), outbox_id, acts)
        (reply,) = found["reply"]
        walk = found["walks"][0] if found["walks"] else None
        policy = found["approval"][0]["policy"] if found["approval"] else ""
        says = self._says(found["charter"], reply["charter_hash"])
        return Dossier(
            id=outbox_id,
            account=reply["account_name"],
            platform=reply["account_look"],
            state=reply["state"],
            body=reply["body"],
            language=reply["language"],
            visibility=reply["visibility"],
            url=reply["url"],
            target_author=reply["target_author"],
            target_text=reply["target_text"],
            target_at=from_ms(reply["target_at"]),
            by=self._name(reply["profile_id"]),
            queued_at=from_ms(reply["created_at"]),
            sent_at=_at(reply["sent_at"]),
            rules=_rules(found["charter"], reply["charter_hash"]),
            signoffs=tuple(self._signoff(row) for row in found["signoffs"]),
            remarks=_remarks(reply["findings"], says),
            waivers=tuple(self._waiver(row, says) for row in found["waivers"]),
            policy=policy,
            approvals=tuple(self._approval(row) for row in found["approval_acts"]),
            category=walk["category"] if walk else "",
            path=_path(walk["path"]) if walk else (),
            answer_id=reply["answer_id"],
            answer_hash=reply["answer_hash"],
            edited_words=reply["edited_words"],
            facts=read_uses(reply["facts"]),
            promises=tuple(
                Promised(row["words"], from_ms(row["due_at"]), row["state"])
                for row in found["promises"]
            ),
            times=tuple(_took(row) for row in found["times"]),
            steps=tuple(
                Step(from_ms(row["at"]), row["state"], row["note"]) for row in found["steps"]
            ),
            journal=tuple(self._noted(row) for row in found["journal"]),
            files=tuple(Enclosed(one["name"], one["hash"], one["alt"]) for one in found["media"]),
            corrects=_corrected(found["corrects"]),
            corrected_by=_corrected(found["corrected_by"]),
            adds_to=_corrected(found["adds_to"]),
            added=_corrected(found["added"]),
            place=reply["place_title"] or reply["place"],
        )

    def _name(self, profile_id: str) -> str:
        return self._profiles.name(profile_id)

    def _says(self, rows: list[dict[str, Any]], digest: str) -> Mapping[str, Words]:
        if digest not in self._known and rows:
            try:
                packs = self._packs.of_version(self._workspace.read(), digest)
                self._known[digest] = rule_words(read_charter(rows[0]["source"]), packs)
            except CharterInvalid:  # somebody altered it: the names of its rules are all there is
                self._known[digest] = {}
        return self._known.get(digest, {})

    def _signoff(self, row: Row) -> Signed:
        return Signed(
            from_ms(row["at"]),
            "approve",
            self._name(row["profile_id"]),
            row["words"],
            row["fingerprint"],
        )

    def _approval(self, row: Row) -> Signed:
        return Signed(
            from_ms(row["at"]),
            row["kind"],
            self._name(row["profile_id"]),
            row["words"],
            row["fingerprint"],
        )

    def _waiver(self, row: Row, says: Mapping[str, Words]) -> Waived:
        return Waived(
            row["rule"],
            row["severity"],
            passage_from(row["rule"], row["passage"]).match,
            row["reason"],
            row["words"],
            self._name(row["profile_id"]),
            self._name(row["second_id"]),
            from_ms(row["at"]),
            says.get(row["rule"], {}),
        )

    def _noted(self, row: Row) -> Noted:
        try:
            head = json.loads(row["head"])
            at = datetime.fromisoformat(head["at"])
            return Noted(row["n"], at, head["kind"], self._name(head.get("by", "")), row["hash"])
        except (ValueError, KeyError, TypeError):  # somebody altered it: `verify` says so
            return Noted(row["n"], None, "", "", row["hash"])


def _corrected(rows: Sequence[Row]) -> tuple[Corrected, ...]:
    return tuple(Corrected(from_ms(row["at"]), row["text"], row["reply"]) for row in rows)


def _changed(source: str, digest: str) -> str:
    return "" if charter_hash(source) == digest else "changed"


def _rules(rows: list[dict[str, Any]], digest: str) -> Rules | None:
    if not digest:
        return None
    if not rows:
        return Rules("", {}, "", digest, None, {}, whole=False)
    (row,) = rows
    try:
        title: Mapping[str, str] = read_charter(row["source"]).header.title
    except CharterInvalid:
        title = {}
    return Rules(
        row["charter_id"],
        title,
        row["version"],
        digest,
        from_ms(row["effective_from"]),
        json.loads(row["packs"]),
        whole=not _changed(row["source"], digest),
    )


def _remarks(stored: str, says: Mapping[str, Words]) -> tuple[Remark, ...]:
    return tuple(
        Remark(
            str(one.get("rule", "")),
            str(one.get("severity", "")),
            str(one.get("match", "")),
            str(one.get("override", "")),
            says.get(str(one.get("rule", "")), {}),
        )
        for one in json.loads(stored)
    )


def _path(stored: str) -> tuple[Answered, ...]:
    return tuple(
        Answered(
            one.get("ask") or one.get("step", ""), bool(one["yes"]), one.get("by") == "program"
        )
        for one in json.loads(stored)
    )


def _took(row: Row) -> Took:
    return Took(
        row["kind"],
        timedelta(seconds=row["wall_s"]),
        timedelta(seconds=row["open_s"]),
        _at(row["due_at"]),
        from_ms(row["answered_at"]),
    )


def _at(ms: int | None) -> datetime | None:
    return None if ms is None else from_ms(ms)
