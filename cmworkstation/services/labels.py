"""Labels: making, renaming, joining and removing them, and putting them on conversations."""

from collections.abc import Iterable, Sequence

from cmworkstation.domain.clock import Clock
from cmworkstation.domain.conversation import Changes
from cmworkstation.domain.errors import NotAllowed
from cmworkstation.domain.label import (
    COLOURS,
    DEEPEST,
    SEPARATOR,
    Label,
    Shape,
    clean_path,
    is_within,
    next_look,
)
from cmworkstation.domain.profile import Act
from cmworkstation.domain.values import dataclass, replace
from cmworkstation.killpoint import reach
from cmworkstation.services.acting import Acting
from cmworkstation.services.deciding import Deciding, Part, Undo
from cmworkstation.services.journal import Journal
from cmworkstation.store import labels
from cmworkstation.store.database import Connection, Workspace
from cmworkstation.store.labels import Pair


@dataclass(frozen=True, slots=True)
class LabelUndo:
    """How to take back what was done with labels themselves."""

    labels: tuple[Label, ...]  # as they were
    made: tuple[int, ...] = ()
    lost: frozenset[Pair] = frozenset()  # conversation and label
    gained: frozenset[Pair] = frozenset()


class Labels:
    """The labels of this workspace. What they were called in earlier acts, the journal keeps by number."""

    def __init__(
        self, workspace: Workspace, journal: Journal, clock: Clock, acting: Acting
    ) -> None:
        """Take the workspace."""
        self._workspace = workspace
        self._journal = journal
        self._clock = clock
        self._acting = acting
        self._deciding = Deciding(workspace, journal, clock, acting)

    def listed(self) -> tuple[Label, ...]:
        """Return all labels, each above those below it."""
        return labels.all_labels(self._workspace.read())

    def with_those_below(self, label_id: int) -> tuple[int, ...]:
        """Return a label and all below it: what its list shows. Empty where it was removed."""
        known = self.listed()
        top = next((one for one in known if one.id == label_id), None)
        return tuple(one.id for one in known if top and is_within(one.path, top.path))

    def find(self, path: str) -> Label | None:
        """Return the label with a path, whatever its case and accents."""
        return labels.by_path(self._workspace.read(), clean_path(path))

    def used(self) -> dict[int, int]:
        """Return label → how many conversations carry it, wherever they stand."""
        connection = self._workspace.read()
        return {one.id: len(labels.carrying(connection, [one.id])) for one in self.listed()}

    # On conversations

    def put_on(self, wanted: Sequence[int], ids: Sequence[int]) -> tuple[Changes, Undo]:
        """Put labels on conversations. Raises `NotAllowed`."""
        return self.change(wanted, on=ids, off=())

    def take_off(self, wanted: Sequence[int], ids: Sequence[int]) -> tuple[Changes, Undo]:
        """Take labels off conversations. Raises `NotAllowed`."""
        return self.change(wanted, on=(), off=ids)

    def change(
        self, wanted: Sequence[int], *, on: Sequence[int], off: Sequence[int]
    ) -> tuple[Changes, Undo]:
        """Put labels on conversations and take others off, in one act. Raises `NotAllowed`."""
        with self._deciding.begin(wanted, Part.LABELS) as act:
            labels.put_on(act.connection, act.before, on)
            labels.take_off(act.connection, act.before, off)
            act.note("conversation.label", {"on": sorted(on), "off": sorted(off)})
        return act.changes, act.undo

    # Themselves

    def make(
        self, path: str, colour: int | None = None, shape: Shape | None = None
    ) -> tuple[Label, Changes]:
        """Make a label, and those above it that there are not; return the one that is there already if so.

        Raises `NotAllowed` ("label-name").
        """
        self._acting.require(Act.DRAFT)
        clean = _clean(path)
        with self._workspace.write(durable=True) as connection:
            made = self._made(connection, clean, colour, shape)
        return made, Changes(labels=True)

    def restyle(self, label_id: int, colour: int, shape: Shape) -> tuple[Changes, LabelUndo]:
        """Give a label another colour and shape. Raises `NotAllowed`, `KeyError`."""
        self._acting.require(Act.DRAFT)
        with self._workspace.write(durable=True) as connection:
            old = labels.label(connection, label_id)
            new = replace(old, colour=colour % COLOURS, shape=shape)
            labels.change(connection, [new])
            self._note(connection, "label.look", label_id, {"path": old.path})
        return self._touched([label_id]), LabelUndo((old,))

    def rename(self, label_id: int, path: str) -> tuple[Changes, LabelUndo]:
        """Call a label otherwise, or put it below another one; those below it come along.

        Raises `NotAllowed` ("label-name", "label-taken", "label-below-itself"), `KeyError`.
        """
        self._acting.require(Act.DRAFT)
        clean = _clean(path)
        with self._workspace.write(durable=True) as connection:
            old = labels.label(connection, label_id)
            if (
                clean != old.path
                and is_within(clean, old.path)
                and SEPARATOR in clean[len(old.path) :]
            ):
                raise NotAllowed("label-below-itself")
            taken = labels.by_path(connection, clean)
            if taken and taken.id != label_id:
                raise NotAllowed("label-taken")
            before = labels.within(connection, old.path)
            new = labels.moved(before, old.path, clean)
            if any(one.depth >= DEEPEST for one in new):
                raise NotAllowed("label-name")
            made = self._above(connection, clean)
            labels.change(connection, new)
            self._note(connection, "label.rename", label_id, {"from": old.path, "to": clean})
        return self._touched(one.id for one in before), LabelUndo(before, made)

    def join(self, label_id: int, into: int) -> tuple[Changes, LabelUndo]:
        """Let one label become part of another; those below it become the other's, joined where both have one.

        Raises `NotAllowed` ("label-below-itself"), `KeyError`.
        """
        self._acting.require(Act.DRAFT)
        with self._workspace.write(durable=True) as connection:
            old, home = labels.label(connection, label_id), labels.label(connection, into)
            if is_within(home.path, old.path):
                raise NotAllowed("label-below-itself")
            before = labels.within(connection, old.path)
            touched = self._touched(one.id for one in before)
            lost: set[Pair] = set()
            gained: set[Pair] = set()
            stay = []
            for one in labels.moved(before, old.path, home.path):
                same = labels.by_path(connection, one.path)
                if same is None or same.id == one.id:
                    if one.depth >= DEEPEST:
                        raise NotAllowed("label-name")
                    stay.append(one)
                    continue
                had = labels.carrying(connection, [same.id])
                gone = labels.remove(connection, [one.id])
                new = {(conversation, same.id) for conversation, _ in gone} - had
                reach("labels.taken-off")
                labels.put_pairs(connection, new)
                lost |= gone
                gained |= new
            labels.change(connection, stay)
            facts: dict[str, object] = {"from": old.path, "into": into, "to": home.path}
            self._note(connection, "label.join", label_id, facts)
            reach("labels.joined")
        reach("labels.kept")
        return touched, LabelUndo(before, (), frozenset(lost), frozenset(gained))

    def remove(self, label_id: int) -> tuple[Changes, LabelUndo]:
        """Remove a label and all below it; their conversations stay where they are. Raises `KeyError`."""
        self._acting.require(Act.DRAFT)
        with self._workspace.write(durable=True) as connection:
            old = labels.label(connection, label_id)
            before = labels.within(connection, old.path)
            touched = self._touched(one.id for one in before)
            lost = labels.remove(connection, [one.id for one in before])
            self._note(connection, "label.remove", label_id, {"path": old.path})
        return touched, LabelUndo(before, (), frozenset(lost))

    def take_back(self, undo: LabelUndo) -> Changes:
        """Let labels be what they were before. Raises `NotAllowed`."""
        self._acting.require(Act.DRAFT)
        with self._workspace.write(durable=True) as connection:
            empty = [one for one in undo.made if not labels.carrying(connection, [one])]
            labels.remove(connection, empty)
            labels.put_back(connection, undo.labels, self._clock.now())
            labels.take_pairs(connection, undo.gained)
            labels.put_pairs(connection, undo.lost)
            ids = [one.id for one in undo.labels]
            self._journal.note(connection, "label.undo", {"labels": sorted(ids)})
        return self._touched(ids)

    def _made(
        self, connection: Connection, path: str, colour: int | None, shape: Shape | None
    ) -> Label:
        found = labels.by_path(connection, path)
        if found is not None:
            return found
        self._above(connection, path)
        next_colour, next_shape = next_look(labels.all_labels(connection))
        hue = next_colour if colour is None else colour % COLOURS
        made = labels.add(connection, path, hue, shape or next_shape, self._clock.now())
        self._note(connection, "label.make", made.id, {"path": path})
        return made

    def _above(self, connection: Connection, path: str) -> tuple[int, ...]:
        """Make those above a path that there are not; return their numbers."""
        top = path.rpartition(SEPARATOR)[0]
        if not top or labels.by_path(connection, top):
            return ()
        above = self._above(connection, top)
        return (*above, self._made(connection, top, None, None).id)

    def _touched(self, ids: Iterable[int]) -> Changes:
        pairs = labels.carrying(self._workspace.read(), ids)
        return Changes(conversations=frozenset(one for one, _ in pairs), labels=True)

    def _note(
        self, connection: Connection, kind: str, label_id: int, facts: dict[str, object]
    ) -> None:
        self._journal.note(connection, kind, {"label": label_id, **facts})


def _clean(path: str) -> str:
    clean = clean_path(path)
    if not clean:
        raise NotAllowed("label-name")
    return clean
