"""The people who work here: who acts, what they may do, and the keys with which they sign.

Each person's key is an Ed25519 key, made here; its secret half stands in the system's keyring and nowhere else.
Whatever touches the keyring may ask the person through the system, and belongs on a lane.
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from cmworkstation.domain.clock import Clock
from cmworkstation.domain.errors import BadSignature, NotAllowed
from cmworkstation.domain.ids import uuid7
from cmworkstation.domain.profile import (
    Act,
    Key,
    Mandate,
    Profile,
    ProfileId,
    Role,
    Signature,
    fingerprint,
    told,
)
from cmworkstation.services import signing
from cmworkstation.services.acting import Acting
from cmworkstation.services.journal import Journal
from cmworkstation.store import profiles as table
from cmworkstation.store.database import Connection, Workspace
from cmworkstation.vault import Vault

LONGEST_NAME = 120
PLACE = "profile"  # the vault's name for what belongs to a person
SECRET = "signing_key"  # noqa: S105 - the kind of a secret, not one
SHORTEST_WHY = 3


class Profiles:
    """The people of this workspace."""

    def __init__(
        self, workspace: Workspace, vault: Vault, journal: Journal, acting: Acting, clock: Clock
    ) -> None:
        """Take the workspace and the vault of the keys."""
        self._workspace = workspace
        self._vault = vault
        self._journal = journal
        self._acting = acting
        self._clock = clock

    # Who acts

    def current(self) -> Profile:
        """Return the acting person; where nobody was entered, somebody with the id "" and all roles."""
        return self._acting.current()

    def require(self, act: Act) -> None:
        """Raise `NotAllowed` unless the acting person's roles allow it."""
        self._acting.require(act)

    def switch_to(self, profile_id: ProfileId, *, for_this_run: bool = False) -> Profile:
        """Let another person of this machine act; the journal keeps it unless it is for this run only.

        Raises `NotAllowed` for whoever left or works on another machine, and `KeyError` for nobody.
        """
        chosen = self.profile(profile_id)
        if not table.works_here(self._workspace.read(), profile_id):
            raise NotAllowed("not-here")
        if for_this_run:
            self._acting.choose_for_this_run(profile_id)
        elif profile_id != self._acting.id:
            with self._workspace.write(durable=True) as connection:
                self._journal.note(connection, "profile.act-as", {"profile": profile_id})
                self._acting.choose(connection, profile_id)
        return chosen

    # Who is here

    def listed(self) -> tuple[Profile, ...]:
        """Return the people who are here, those of other machines included."""
        return tuple(one for one, _ in table.all_profiles(self._workspace.read()))

    def gone(self) -> tuple[tuple[Profile, datetime], ...]:
        """Return who left, and when."""
        everybody = table.all_profiles(self._workspace.read(), ended=True)
        return tuple((one, at) for one, at in everybody if at is not None)

    def profile(self, profile_id: ProfileId) -> Profile:
        """Return a person, here or gone. Raises `KeyError`."""
        return table.profile(self._workspace.read(), profile_id)

    def name(self, profile_id: str) -> str:
        """Return a person's name, "" for nobody; for what is shown of earlier acts."""
        try:
            return self.profile(ProfileId(profile_id)).name
        except KeyError:
            return ""

    def keys(self, profile_id: ProfileId) -> tuple[Key, ...]:
        """Return a person's keys, the newest first."""
        return table.keys(self._workspace.read(), profile_id)

    def by_name(self, name: str) -> Profile | None:
        """Return the person of this machine with a name or an id, None for nobody or for several."""
        wanted = name.casefold().strip()
        here = [one for one in self.listed() if one.local]
        found = [one for one in here if wanted in (one.name.casefold(), one.id)]
        return found[0] if len(found) == 1 else None

    # What only a keeper does

    def add(self, name: str, roles: Iterable[Role], mandates: Iterable[Mandate] = ()) -> Profile:
        """Enter a person of this machine and make their key; the first one must be a keeper, and acts from then on.

        Raises `VaultLocked` and `VaultMissing` (nobody is entered), and `NotAllowed`.
        """
        self.require(Act.KEEP)
        new = self._new(name, roles, mandates)
        first = not table.is_anybody_here(self._workspace.read())
        if first and Role.KEEPER not in new.roles:
            raise NotAllowed("keeper-missing")
        public = self._make_key(new.id)
        try:
            with self._workspace.write(durable=True) as connection:
                table.add(connection, new, self._clock.now())
                mark = self._keep_key(connection, new.id, public)
                self._journal.note(connection, "profile.add", told(new) | {"key": mark})
                if first:
                    self._acting.choose(connection, new.id)
        except BaseException:
            self._vault.forget(new.id, PLACE)
            raise
        return new

    def change(
        self,
        profile_id: ProfileId,
        *,
        name: str | None = None,
        roles: Iterable[Role] | None = None,
        mandates: Iterable[Mandate] | None = None,
    ) -> Profile:
        """Give a person another name, other roles or other mandates. Raises `NotAllowed`, `KeyError`."""
        self.require(Act.KEEP)
        old = self.profile(profile_id)
        new = replace(
            old,
            name=clean_name(old.name if name is None else name),
            roles=old.roles if roles is None else frozenset(roles),
            mandates=old.mandates if mandates is None else frozenset(mandates),
        )
        if not new.roles:
            raise NotAllowed("role-missing")
        if Role.KEEPER not in new.roles:
            self._require_another_keeper(profile_id)
        if new != old:
            with self._workspace.write(durable=True) as connection:
                table.change(connection, new)
                self._journal.note(connection, "profile.change", told(new))
        return new

    def end(self, profile_id: ProfileId) -> None:
        """Let a person act and sign no more; what they did stays theirs. Raises `NotAllowed`, `KeyError`."""
        self.require(Act.KEEP)
        leaving = self.profile(profile_id)
        self._require_another_keeper(profile_id)
        with self._workspace.write(durable=True) as connection:
            now = self._clock.now()
            table.end(connection, profile_id, now)
            table.end_keys(connection, profile_id, now, self._acting.id, "")
            self._journal.note(connection, "profile.end", {"profile": profile_id})
        if leaving.local:
            self._vault.forget(profile_id, PLACE)

    def replace_key(self, profile_id: ProfileId, why: str) -> str:
        """Make a new key for a person who lost theirs; return its fingerprint.

        Never by that person: a keeper vouches for them, and the journal shows who and why. Raises `NotAllowed`,
        `VaultLocked`, `VaultMissing`.
        """
        self.require(Act.KEEP)
        if profile_id == self._acting.id:
            raise NotAllowed("own-key")
        if not table.works_here(self._workspace.read(), profile_id):
            raise NotAllowed("not-here")
        if len(why.strip()) < SHORTEST_WHY:
            raise NotAllowed("why-missing")
        public = self._make_key(profile_id)
        with self._workspace.write(durable=True) as connection:
            return self._change_key(connection, profile_id, public, why.strip())

    def renew_lost_keys(self, why: str) -> None:
        """Make a new key for everybody of this machine whose secret half is gone; for the demonstration.

        Its vault is this run's memory, and what was signed before stays signed. Nothing happens with a keyring.
        """
        if self._vault.status().kind != "session":
            return
        for one in self.listed():
            if one.local and SECRET not in self._vault.secrets(one.id, PLACE):
                public = self._make_key(one.id)
                with self._workspace.write(durable=True) as connection:
                    self._change_key(connection, one.id, public, why)

    # Signing

    def sign(self, payload: bytes) -> Signature:
        """Sign as the acting person; on a lane. Raises `NotAllowed` without a key, `VaultLocked`, `VaultMissing`."""
        me = self.current()
        if not me.id:
            raise NotAllowed("nobody-signs")
        secret = self._vault.secrets(me.id, PLACE).get(SECRET)
        if secret is None:
            raise NotAllowed("key-lost")
        signed = signing.sign(secret, payload)
        if not any(
            one.fingerprint == signed.fingerprint and one.ended_at is None
            for one in self.keys(me.id)
        ):
            raise NotAllowed("key-lost")
        return signed

    def verify(
        self, payload: bytes, mark: str, value: str, *, at: datetime | None = None
    ) -> Profile:
        """Return who signed these very bytes. Raises `BadSignature` ("unknown-key", "ended-key", "wrong").

        `at` is when the signature was first known here: one that is older than the end of its key still holds.
        """
        try:
            key, owner = table.key(self._workspace.read(), mark)
        except KeyError:
            raise BadSignature("unknown-key") from None
        if key.ended_at is not None and (at is None or at >= key.ended_at):
            raise BadSignature("ended-key")
        signing.check(payload, key.public, value)
        return self.profile(owner)

    # Small steps

    def _new(
        self, name: str, roles: Iterable[Role], mandates: Iterable[Mandate], id_: str = ""
    ) -> Profile:
        new = Profile(
            ProfileId(id_ or uuid7()), clean_name(name), frozenset(roles), frozenset(mandates)
        )
        if not new.roles:
            raise NotAllowed("role-missing")
        return new

    def _require_another_keeper(self, profile_id: ProfileId) -> None:
        """Refuse when nobody else of this machine could look after people and charters."""
        if not any(
            one.local and one.id != profile_id and Role.KEEPER in one.roles for one in self.listed()
        ) and table.works_here(self._workspace.read(), profile_id):
            raise NotAllowed("keeper-missing")

    def _make_key(self, profile_id: ProfileId) -> bytes:
        """Make a key, put its secret half into the keyring in place of an earlier one, return its public half."""
        secret, public = signing.new_key()
        self._vault.keep(profile_id, PLACE, {SECRET: secret})
        return public

    def _keep_key(self, connection: Connection, profile_id: ProfileId, public: bytes) -> str:
        mark = fingerprint(public)
        table.add_key(connection, profile_id, mark, signing.text(public), self._clock.now())
        return mark

    def _change_key(
        self, connection: Connection, profile_id: ProfileId, public: bytes, why: str
    ) -> str:
        table.end_keys(connection, profile_id, self._clock.now(), self._acting.id, why)
        mark = self._keep_key(connection, profile_id, public)
        facts = {"profile": profile_id, "key": mark, "why": why}
        self._journal.note(connection, "profile.key", facts)
        return mark


def clean_name(name: str) -> str:
    """Return a name on one line. Raises `NotAllowed` where there is none."""
    clean = " ".join(name.split())[:LONGEST_NAME]
    if not clean:
        raise NotAllowed("name-missing")
    return clean
