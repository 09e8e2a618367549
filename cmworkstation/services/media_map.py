"""The media map: the accounts of this workspace and the official names of the register on three axes."""

import tomllib
from collections.abc import Mapping
from functools import cached_property

from cmworkstation import resources
from cmworkstation.domain.conversation import Changes
from cmworkstation.domain.errors import WorkstationError
from cmworkstation.domain.media_map import (
    USUAL,
    Axes,
    Holes,
    Point,
    axes_of,
    holes,
    read_axes,
)
from cmworkstation.domain.presence import Standing
from cmworkstation.domain.profile import Act
from cmworkstation.domain.table import Table
from cmworkstation.services.accounts import Accounts
from cmworkstation.services.acting import Acting
from cmworkstation.services.journal import Journal
from cmworkstation.services.platforms import Platforms
from cmworkstation.store import presence as table
from cmworkstation.store.database import Workspace

COLUMNS = ("account", "platform", "time", "granularity", "modality", "placed_by_hand")


class MediaMap:
    """Where each account stands."""

    def __init__(
        self,
        workspace: Workspace,
        accounts: Accounts,
        platforms: Platforms,
        journal: Journal,
        acting: Acting,
    ) -> None:
        """Take the workspace, and the connectors: each says where its platform usually stands."""
        self._workspace = workspace
        self._platforms = platforms
        self._accounts = accounts
        self._journal = journal
        self._acting = acting

    @cached_property
    def usual(self) -> Mapping[str, Axes]:
        """Return where platforms usually stand."""
        return read_axes(tomllib.loads(resources.text("media_axes.toml")))

    def points(self) -> tuple[Point, ...]:
        """Return everything on the map, in the order of the accounts, then of the register."""
        connection = self._workspace.read()
        placed = table.axes(connection)
        found = []
        for one in self._accounts.listed():
            look = one.look or one.platform
            axes = self._named(look) or self._named(one.platform) or self._said(one.platform)
            own = placed.get(one.id)
            found.append(Point(one.id, one.name, look, own or axes, own is not None))
        here = {one.id for one in self._accounts.listed()}
        for name in table.listed(connection):
            if name.status is Standing.OFFICIAL and name.account_id not in here:
                axes = self._named(name.platform) or USUAL
                own = placed.get(name.id)
                found.append(
                    Point(name.id, name.handle, name.platform, own or axes, own is not None)
                )
        return tuple(found)

    def _named(self, platform: str) -> Axes | None:
        return self.usual.get(platform.casefold())

    def _said(self, platform: str) -> Axes:
        """Return where a connector says that its platform stands; of one from elsewhere, nothing is believed."""
        try:
            return axes_of(self._platforms.kind(platform).manifest.media_axes)
        except (WorkstationError, ImportError, AttributeError, KeyError, ValueError):
            return USUAL

    def holes(self) -> Holes:
        """Return at which values of the axes nothing stands."""
        return holes(self.points())

    def place(self, subject: str, axes: Axes | None) -> Changes:
        """Place an account or a name; None puts it back where its platform usually stands. Raises `KeyError`."""
        self._acting.require(Act.KEEP)
        if subject not in {one.subject for one in self.points()}:
            raise KeyError(subject)
        with self._workspace.write(durable=True) as connection:
            table.put_axes(connection, subject, axes)
            told = {"subject": subject, "axes": list(_values(axes)) if axes else []}
            self._journal.note(connection, "presence.place", told)
        return Changes(presence=True)

    def table(self) -> Table:
        """Return the map as a table."""
        rows = [(one.name, one.platform, *_values(one.axes), one.own) for one in self.points()]
        return Table(COLUMNS, rows, len(rows))


def _values(axes: Axes) -> tuple[str, str, str]:
    return str(axes.time), str(axes.granularity), str(axes.modality)
