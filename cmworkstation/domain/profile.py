"""The people who work here: who they are, which roles they have, and what a role lets somebody do."""

import json
from collections.abc import Iterable, Mapping
from datetime import datetime
from enum import StrEnum
from typing import NewType

from cmworkstation.domain.values import dataclass

ProfileId = NewType("ProfileId", str)
Mandate = tuple[str, str]  # the id of a charter, and a speaker of it


class Role(StrEnum):
    """What somebody is here; one person may have several roles."""

    READER = "reader"
    DRAFTER = "drafter"
    SPOKESPERSON = "spokesperson"
    APPROVER = "approver"
    KEEPER = "keeper"


class Act(StrEnum):
    """What a role may let somebody do."""

    READ = "read"
    DRAFT = "draft"
    SEND = "send"
    APPROVE = "approve"
    KEEP = "keep"  # edit, submit and publish a charter; manage people and accounts


ALLOWED: Mapping[Role, frozenset[Act]] = {
    Role.READER: frozenset({Act.READ}),
    Role.DRAFTER: frozenset({Act.READ, Act.DRAFT}),
    Role.SPOKESPERSON: frozenset({Act.READ, Act.DRAFT, Act.SEND}),
    Role.APPROVER: frozenset({Act.READ, Act.APPROVE}),
    Role.KEEPER: frozenset({Act.READ, Act.KEEP}),
}
ALL_ROLES = frozenset(Role)


def refusal(act: Act) -> str:
    """Return why somebody whose roles do not allow an act may not do it: the reason of a `NotAllowed`."""
    return f"role-{act}"


@dataclass(frozen=True, slots=True)
class Profile:
    """One person: `local` when they work on this machine, with their key in its keyring."""

    id: ProfileId
    name: str
    roles: frozenset[Role]
    mandates: frozenset[Mandate] = frozenset()
    local: bool = True

    def may(self, act: Act) -> bool:
        """Tell whether one of the roles lets this person do something."""
        return any(act in ALLOWED[role] for role in self.roles)

    def speaks_for(self, charter_id: str) -> frozenset[str]:
        """Return the speakers of a charter whose mandate this person has."""
        return frozenset(speaker for charter, speaker in self.mandates if charter == charter_id)


# Whoever works in a workspace in which nobody was entered: alone, and bothered by no role.
ALONE = Profile(ProfileId(""), "", ALL_ROLES)
# Whoever works in a workspace with people in it without having said who it is.
NOBODY = Profile(ProfileId(""), "", frozenset({Role.READER}))


@dataclass(frozen=True, slots=True)
class Signature:
    """What a key says of some bytes: which key by its fingerprint, and the signature in base64."""

    fingerprint: str
    value: str


@dataclass(frozen=True, slots=True)
class Key:
    """A person's public key in base64, since when, and until when, by whom and why no longer."""

    fingerprint: str
    public: str
    since: datetime
    ended_at: datetime | None = None
    ended_by: ProfileId = ProfileId("")
    ended_why: str = ""


@dataclass(frozen=True, slots=True)
class Card:
    """What a person gives to colleagues on other machines, so that they recognise the signature."""

    id: ProfileId
    name: str
    public: str
    fingerprint: str


def told(profile: Profile) -> dict[str, object]:
    """Return a person as the journal tells of them."""
    return {
        "profile": profile.id,
        "name": profile.name,
        "roles": sorted(profile.roles),
        "mandates": [list(one) for one in sorted(profile.mandates)],
        "local": profile.local,
    }


def fingerprint(public: bytes) -> str:
    """Return 128 bits of a public key's digest in hexadecimal: what two people compare by eye or voice."""
    from hashlib import sha256  # noqa: PLC0415 - OpenSSL behind it is slow to load

    return sha256(public).hexdigest()[:32]


def in_groups(value: str) -> str:
    """Return a fingerprint in groups of four, as people read it aloud."""
    return " ".join(value[at : at + 4] for at in range(0, len(value), 4))


def roles_text(roles: Iterable[Role]) -> str:
    """Return roles as the store keeps them: sorted, one text for one set."""
    return json.dumps(sorted(roles))


def roles_of(text: str) -> frozenset[Role]:
    """Return the roles of a stored text; whatever this version does not know gives no right."""
    known = {role.value for role in Role}
    return frozenset(Role(one) for one in json.loads(text) if one in known)
