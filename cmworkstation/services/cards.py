"""Cards: how people who work on different machines come to know each other's keys, without a server.

A card is a small file with a name, a public key, and a signature by that key over both. Whoever takes one in
compares the fingerprint with its owner, by voice or on paper: a signature only shows that whoever made the card has
the key, not who they are.
"""

import base64
import binascii
import json

from cmworkstation.domain.clock import Clock
from cmworkstation.domain.errors import BadSignature, NotAllowed
from cmworkstation.domain.profile import (
    Act,
    Card,
    Mandate,
    Profile,
    ProfileId,
    Role,
    fingerprint,
    told,
)
from cmworkstation.services import signing
from cmworkstation.services.journal import Journal
from cmworkstation.services.profiles import SHORTEST_WHY, Profiles, clean_name
from cmworkstation.store import profiles as table
from cmworkstation.store.database import Workspace

FORMAT = "cmworkstation person 1"
ENDING = ".person.json"
LARGEST = 10_000  # bytes
LONGEST_ID, KEY_BYTES = 64, 32


class Cards:
    """The acting person's own card, and those of colleagues on other machines."""

    def __init__(
        self, workspace: Workspace, profiles: Profiles, journal: Journal, clock: Clock
    ) -> None:
        """Take the people that are known."""
        self._workspace = workspace
        self._profiles = profiles
        self._journal = journal
        self._clock = clock

    def own(self) -> bytes:
        """Return the acting person's card, signed; on a lane. Raises what `Profiles.sign` raises."""
        me = self._profiles.current()
        facts = {"format": FORMAT, "id": me.id, "name": me.name, "public": self._public(me.id)}
        signed = self._profiles.sign(_payload(facts))
        return json.dumps(
            facts | {"signature": signed.value}, ensure_ascii=False, indent=1
        ).encode()

    def read(self, raw: bytes) -> Card:
        """Return what a card says; nothing is kept. Raises `BadSignature` ("no-card", "wrong")."""
        facts, signature = _facts(raw)
        signing.check(_payload(facts), facts["public"], signature)
        public = base64.b64decode(facts["public"])
        try:
            name = clean_name(facts["name"])
        except NotAllowed:
            raise BadSignature("no-card") from None
        return Card(ProfileId(facts["id"]), name, facts["public"], fingerprint(public))

    def known(self, card: Card) -> Profile | None:
        """Return whom this workspace knows by the id of a card, with whatever key."""
        try:
            return self._profiles.profile(card.id)
        except KeyError:
            return None

    def take_in(
        self, card: Card, roles: frozenset[Role], mandates: frozenset[Mandate] = frozenset()
    ) -> Profile:
        """Enter a colleague of another machine. Raises `NotAllowed` for one who is known, and without a role."""
        self._profiles.require(Act.KEEP)
        if not roles:
            raise NotAllowed("role-missing")
        if self.known(card) is not None or self._has_key(card):
            raise NotAllowed("card-known")
        new = Profile(card.id, card.name, roles, mandates, local=False)
        now = self._clock.now()
        with self._workspace.write(durable=True) as connection:
            table.add(connection, new, now)
            table.add_key(connection, new.id, card.fingerprint, card.public, now)
            self._journal.note(connection, "profile.add", told(new) | {"key": card.fingerprint})
        return new

    def take_new_key(self, card: Card, why: str) -> Profile:
        """Let a colleague's new key count in place of the former one. Raises `NotAllowed`."""
        self._profiles.require(Act.KEEP)
        known = self.known(card)
        if known is None or known.local:
            raise NotAllowed("card-own" if known else "card-unknown")
        if self._has_key(card):
            raise NotAllowed("card-known")
        if len(why.strip()) < SHORTEST_WHY:
            raise NotAllowed("why-missing")
        now, by = self._clock.now(), self._profiles.current().id
        with self._workspace.write(durable=True) as connection:
            table.end_keys(connection, known.id, now, by, why.strip())
            table.add_key(connection, known.id, card.fingerprint, card.public, now)
            facts = {"profile": known.id, "key": card.fingerprint, "why": why.strip()}
            self._journal.note(connection, "profile.key", facts)
        return known

    def _public(self, profile_id: ProfileId) -> str:
        keys = self._profiles.keys(profile_id)
        return keys[0].public if keys else ""

    def _has_key(self, card: Card) -> bool:
        try:
            table.key(self._workspace.read(), card.fingerprint)
        except KeyError:
            return False
        return True


def _facts(raw: bytes) -> tuple[dict[str, str], str]:
    """Return what stands in a card and its signature, whoever made it. Raises `BadSignature`."""
    try:
        if len(raw) > LARGEST:
            raise BadSignature("no-card")
        found = json.loads(raw)
        facts = {name: found[name] for name in ("format", "id", "name", "public")}
        signature = found["signature"]
        if not all(isinstance(one, str) for one in (*facts.values(), signature)):
            raise BadSignature("no-card")
        "".join(facts.values()).encode()  # half characters are no text
        fits = facts["format"] == FORMAT and 0 < len(facts["id"]) <= LONGEST_ID
        if not fits or len(base64.b64decode(facts["public"], validate=True)) != KEY_BYTES:
            raise BadSignature("no-card")
    except (ValueError, KeyError, TypeError, RecursionError, binascii.Error):
        raise BadSignature("no-card") from None
    return facts, signature


def _payload(facts: dict[str, str]) -> bytes:
    """Return the bytes that are signed: one text for one card."""
    return json.dumps(facts, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()
