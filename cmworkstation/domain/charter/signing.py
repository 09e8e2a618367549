"""Who has to sign a version, what is signed, and what is still missing.

A version wants the owner's signature and as many more as the strictest approval policy of the charter asks for one
reply: who wants two people to read a reply asks no fewer for the text that governs them all. Nobody counts twice. At
least one who signs is not the one who wrote the last edit, as long as anybody else could: a second pair of eyes is
what signing is for. Never more people are asked than could sign here; a person alone signs alone.
"""

import json
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from cmworkstation.domain.charter.lifecycle import Version
from cmworkstation.domain.charter.model import Charter
from cmworkstation.domain.clock import to_ms

STATEMENT = "cmw-charter-signoff/1"


@dataclass(frozen=True, slots=True)
class SignOff:
    """One signature under one version; `fingerprint` and `signature` are "" where a person alone has no key.

    `statement` is what was signed, word for word: when a version starts may change later, and a signature does not.
    """

    id: str
    hash: str
    profile_id: str
    speaker: str
    words: str
    at: datetime
    fingerprint: str = ""
    signature: str = ""
    statement: str = ""


@dataclass(frozen=True, slots=True)
class Quorum:
    """What a version needs: `need` people, one of `owners` among them, and one who is not `author`."""

    need: int
    owners: frozenset[str]
    signers: frozenset[str]
    author: str = ""


@dataclass(frozen=True, slots=True)
class Standing:
    """How far the signatures are; `missing` holds "owner", "other-than-author" and "more", whichever apply."""

    have: int
    need: int
    missing: tuple[str, ...]

    @property
    def complete(self) -> bool:
        """Tell whether nothing is missing."""
        return not self.missing


def quorum(
    charter: Charter, owners: Collection[str], signers: Collection[str], author: str
) -> Quorum:
    """Return what a charter asks for; `owners` hold the owner's mandate, `signers` may sign at all."""
    able = frozenset(signers) | frozenset(owners)
    asked = 1 + max((one.need for one in charter.approvals), default=0)
    return Quorum(max(1, min(asked, len(able))), frozenset(owners), able, author)


def standing(quorum: Quorum, signed_by: Iterable[str]) -> Standing:
    """Return how far the signatures are; those of people who may not sign (any more) do not count."""
    people = frozenset(signed_by) & quorum.signers
    missing = []
    if quorum.owners and not people & quorum.owners:
        missing.append("owner")
    others = quorum.signers - {quorum.author}
    if others and not people & others:
        missing.append("other-than-author")
    if len(people) < quorum.need:
        missing.append("more")
    return Standing(len(people), quorum.need, tuple(missing))


def statement(
    version: Version,
    packs: Mapping[str, str],
    *,
    speaker: str,
    words: str,
    at: datetime,
) -> bytes:
    """Return what a person signs: the text and the packs by their hashes, the moment, and their own words."""
    said = {
        "statement": STATEMENT,
        "charter": version.charter_id,
        "version": version.number,
        "hash": version.hash,
        "packs": dict(packs),
        "starts_at": to_ms(version.starts_at) if version.starts_at else None,
        "speaker": speaker,
        "words": words,
        "at": to_ms(at),
    }
    return json.dumps(said, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
