"""Rule packs: those that ship with the program, and those that a version was signed with."""

import threading

from cmworkstation import resources
from cmworkstation.domain.charter.model import Charter, Pack
from cmworkstation.domain.charter.reading import pack_hash, read_pack
from cmworkstation.store import charter_versions
from cmworkstation.store.database import Connection

PACKS = ("fr-base", "en-base")


class Packs:
    """The packs. Texts are read once."""

    def __init__(self) -> None:
        """Read nothing yet."""
        self._read: dict[str, Pack] = {}
        self._shipped: tuple[Pack, ...] = ()
        self._lock = threading.Lock()

    def shipped(self) -> tuple[Pack, ...]:
        """Return the packs that ship with this program."""
        with self._lock:
            if not self._shipped:
                self._shipped = tuple(
                    read_pack(resources.text("packs", f"{name}.pack.toml")) for name in PACKS
                )
            return self._shipped

    def of_version(self, connection: Connection, digest: str) -> tuple[Pack, ...]:
        """Return the packs that a version was signed with, whatever ships today.

        A version of a program that pinned nothing gets those that ship, and so does a text that was never signed.
        """
        hashes = charter_versions.pinned(connection, digest)
        if not hashes:
            return self.shipped()
        here = {pack_hash(one): one for one in self.shipped()}
        return tuple(here.get(one) or self._kept(connection, one) for one in hashes.values())

    def to_pin(self, charter: Charter) -> dict[str, tuple[str, str]]:
        """Return id → (hash, text) of the packs that a charter uses."""
        wanted = {one.pack for one in charter.uses}
        return {one.id: (pack_hash(one), one.source) for one in self.shipped() if one.id in wanted}

    def _kept(self, connection: Connection, wanted: str) -> Pack:
        with self._lock:
            known = self._read.get(wanted)
            if known is None:
                known = self._read[wanted] = read_pack(
                    charter_versions.pack_text(connection, wanted)
                )
            return known
