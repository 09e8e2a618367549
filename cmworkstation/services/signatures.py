"""Whether every stored signature still fits what stands beside it: under versions of charters, and of approvals."""

import json
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from cmworkstation.domain.approval import JUDGING, Act, ActKind
from cmworkstation.domain.clock import from_ms
from cmworkstation.domain.errors import BadSignature
from cmworkstation.domain.signature_check import SIGN_OFF, Misfit, SignatureCheck
from cmworkstation.domain.signed_file import act_payload
from cmworkstation.services.profiles import Profiles
from cmworkstation.store import proof as table
from cmworkstation.store.database import Workspace

Row = Mapping[str, Any]


class Signatures:
    """Checks what was signed here or came here signed. Everything is read; nothing is written."""

    def __init__(self, workspace: Workspace, profiles: Profiles) -> None:
        """Take the workspace, and whose keys are whose."""
        self._workspace = workspace
        self._profiles = profiles

    def check(self) -> SignatureCheck:
        """Check every signature against the public key that it names; about a tenth of a millisecond each."""
        connection = self._workspace.read()
        found = [
            *((row, SIGN_OFF, self._sign_off(row)) for row in table.signed_versions(connection)),
            *(
                (row, row["kind"], self._act(row))
                for row in table.approval_acts(connection)
                if not row["erased"]  # its words are not those that were signed, and are not to be
            ),
        ]
        misfits = [
            Misfit(kind, _of(row), self._profiles.name(row["profile_id"]), _at(row), why)
            for row, kind, why in found
            if why
        ]
        misfits.sort(key=lambda one: one.at)
        return SignatureCheck(sum(bool(row["signature"]) for row, _, _ in found), tuple(misfits))

    def _sign_off(self, row: Row) -> str:
        """Return what is wrong with a signature under a version, "" for nothing."""
        if not row[
            "profile_id"
        ]:  # who works alone has no key; from the first person on somebody signs
            alone = row["first_person_at"] is None or row["at"] <= row["first_person_at"]
            return "wrong" if row["signature"] else "" if alone else "unsigned"
        return self._fault(row, row["statement"].encode()) or (
            "" if _says(row["statement"], row) else "wrong"
        )

    def _act(self, row: Row) -> str:
        """Return what is wrong with an act of approval, "" for nothing; the program's own are not signed."""
        judged = row["kind"] in JUDGING
        if not judged:
            return "wrong" if row["signature"] else ""
        act = Act(
            kind=ActKind(row["kind"]),
            by=row["profile_id"],
            binding=row["binding"],
            at=_at(row),
            text=row["body"],
            words=row["words"],
        )
        return self._fault(row, act_payload(row["request_id"], act))

    def _fault(self, row: Row, payload: bytes) -> str:
        if not row["signature"]:
            return "unsigned"
        try:
            who = self._profiles.verify(payload, row["fingerprint"], row["signature"], at=_at(row))
        except BadSignature as error:
            return error.reason
        return "" if who.id == row["profile_id"] else "wrong"


def _says(statement: str, row: Row) -> bool:
    """Tell whether a row says what its statement says; packs count as long as the signature does."""
    said = json.loads(statement)
    told = dict(_told(row))
    return all(said.get(name) == value for name, value in told.items())


def _told(row: Row) -> Iterator[tuple[str, object]]:
    yield "charter", row["charter_id"]
    yield from ((name, row[name]) for name in ("hash", "speaker", "words", "at"))
    if row["packs"] is not None and row["ended_at"] is None:
        yield "version", row["number"]
        yield "packs", json.loads(row["packs"])


def _of(row: Row) -> str:
    return str(row["policy"]) if "policy" in row else f"{row['charter_id']} {row['number']}".strip()


def _at(row: Row) -> datetime:
    try:
        return from_ms(row["at"])
    except (ValueError, OverflowError, OSError):  # no time that ever was: somebody altered it
        return from_ms(0)
