"""What the inbox does about messages alike: a quiet offer above the list, groups to choose from, and the batch."""

from collections.abc import Callable, Generator, Sequence
from typing import TYPE_CHECKING, cast

from PySide6.QtCore import QObject, Qt, QTimer
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QListWidgetItem,
    QPushButton,
    QVBoxLayout,
)

from cmworkstation.domain.batch import Batch
from cmworkstation.domain.conversation import Changes
from cmworkstation.domain.errors import WorkstationError
from cmworkstation.domain.progress import Progress
from cmworkstation.i18n import number, tr, trn
from cmworkstation.ui import icons, theme
from cmworkstation.ui.inbox import phrases
from cmworkstation.ui.widgets.dialogs import fit
from cmworkstation.ui.widgets.entering import enter_acts_once
from cmworkstation.ui.widgets.labels import PlainLabel
from cmworkstation.ui.widgets.remarks import remark, remarks
from cmworkstation.ui.widgets.working import Working

if TYPE_CHECKING:
    from cmworkstation.services.workstation import Services
    from cmworkstation.ui.batch.dialog import BatchDialog
    from cmworkstation.ui.inbox.page import InboxPage

LANE = "similar"
PAUSE_MS = 5000  # after what came last: an offer may wait
OFFERED_FROM = 4  # people who ask the same
OFFERED_AMONG = 500  # conversations, the latest: a wave is new, and nobody asked for this work
IDS = int(Qt.ItemDataRole.UserRole) + 3
Groups = tuple[tuple[int, ...], ...]


class Together(QObject):
    """Finds who asks the same, and opens the answer to them."""

    def __init__(self, page: "InboxPage") -> None:
        """Belong to the inbox."""
        super().__init__(page)
        self._page = page
        self._window = page.window_
        self._services = cast("Services", page.window_.services)
        self.groups: Groups = ()
        self.offer = QPushButton()
        theme.mark(self.offer, "quiet")
        self.offer.setIcon(icons.icon("copy", "soft"))
        self.offer.hide()
        self.offer.clicked.connect(self.show_groups)
        holder = QHBoxLayout()
        look = theme.current()
        holder.setContentsMargins(look.px(12), 0, look.px(12), look.px(4))
        holder.addWidget(self.offer)
        cast("QVBoxLayout", page.list.layout()).insertLayout(2, holder)
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(PAUSE_MS)
        self._pause.timeout.connect(self.look)
        self._pause.start()
        can_write: Callable[[], bool] = lambda: not self._services.read_only  # noqa: E731
        self._window.register(
            "batch",
            {
                "like": self.find_like,
                "groups": self.show_groups,
                "selected": lambda: self.begin(page.list.selected_ids()),
                "resume": self.resume,
            },
            enabled={
                "like": lambda: bool(self._one()),
                "selected": lambda: can_write() and len(page.list.selected_ids()) > 1,
                "resume": can_write,
            },
        )

    def _one(self) -> int:
        chosen = self._page.list.selected_ids()
        return self._page.opened_id() or (chosen[0] if chosen else 0)

    # --- the offer --------------------------------------------------------------------------------

    def refresh(self, changes: Changes) -> None:
        """Look again in a while where something came or was settled."""
        if changes.new_messages or changes.conversations:
            self._pause.start()

    def look(self) -> None:
        """Compare what waits, and offer what is alike."""
        self._pause.stop()
        self._window.jobs.run(LANE, self._offered, self._show, lambda _: None, owner=self)

    def _offered(self) -> Groups:
        """Return the groups to offer; unlike `_groups` it tells no progress of what nobody asked for."""
        steps = self._services.batches.groups(among=OFFERED_AMONG)
        while True:
            try:
                next(steps)
            except StopIteration as end:
                return cast("Groups", end.value)

    def _groups(self) -> Generator[Progress, None, Groups]:
        return self._services.batches.groups()  # loaded on the lane

    def _show(self, groups: Groups) -> None:
        self.groups = groups
        most = len(groups[0]) if groups else 0
        self.offer.setVisible(most >= OFFERED_FROM)
        said = trn("{n} message asks much the same", "{n} messages ask much the same", most)
        self.offer.setText(theme.current().beside(said.format(n=number(most))))
        self.offer.setToolTip(tr("Shows groups of similar messages, to answer them together"))

    # --- groups -----------------------------------------------------------------------------------

    def show_groups(self) -> "GroupsDialog":
        """Show the groups of what waits."""
        return self._ask(tr("Groups of similar messages"), self._groups)

    def find_like(self) -> "GroupsDialog | None":
        """Show who asks the same as the conversation in front."""
        wanted = self._one()
        if not wanted:
            return None

        def work():  # type: ignore[no-untyped-def]  # noqa: ANN202 - steps of progress and a group
            found = yield from self._services.batches.like(wanted)
            others = tuple(one for one in found if one != wanted)
            return ((wanted, *others),) if others else ()

        return self._ask(tr("Similar to this one"), work)

    def _ask(self, title: str, work: Callable[[], object]) -> "GroupsDialog":
        dialog = GroupsDialog(self._page, title, work)

        def chosen(item: QListWidgetItem) -> None:
            dialog.accept()
            self.begin(item.data(IDS))

        dialog.list.itemActivated.connect(chosen)
        enter_acts_once(dialog.list)
        dialog.open()
        return dialog

    # --- batches ----------------------------------------------------------------------------------

    def begin(self, wanted: Sequence[int]) -> "BatchDialog | None":
        """Begin an answer to several people, to as many as one may have; the rest is for the next."""
        if not wanted:
            return None
        cap = self._services.batches.cap()
        try:
            batch, changes = self._services.batches.begin(
                list(wanted)[:cap], tr("Hello {first_name},")
            )
        except WorkstationError as error:
            self._window.failed(error)
            return None
        self._window.jobs.emit_changes(changes)
        out = len(wanted) - len(batch.items)
        if out:
            said = trn("{n} person is not among them.", "{n} people are not among them.", out)
            self._window.say(said.format(n=out))
        return self.open(batch)

    def resume(self) -> "BatchDialog | None":
        """Go on with the answer to several people that was begun last."""
        found = next((one for one in self._services.batches.open() if one.open), None)
        if found is None:
            self._window.say(tr("No answer to several people is under way."))
            return None
        return self.open(found)

    def open(self, batch: Batch) -> "BatchDialog":
        """Show a batch."""
        from cmworkstation.ui.batch.dialog import BatchDialog  # noqa: PLC0415 - at the first one

        dialog = BatchDialog(self._window, batch)
        dialog.open()
        return dialog


class GroupsDialog(QDialog):
    """Lists groups of conversations that ask the same, found while it stands there."""

    def __init__(self, page: "InboxPage", title: str, work: Callable[[], object]) -> None:
        """Look for groups."""
        super().__init__(page.window_)
        look = theme.current()
        self._page = page
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(title)
        column = QVBoxLayout(self)
        column.setContentsMargins(*(look.px(16),) * 4)
        column.setSpacing(look.px(8))
        self.said = PlainLabel(tr("Messages that wait for us are compared…"))
        self.said.setWordWrap(True)
        theme.mark(self.said, "soft")
        self.list = remarks(title)
        self.working = Working(page.window_.jobs, self, LANE)
        column.addWidget(self.said)
        column.addWidget(self.list, 1)
        column.addWidget(self.working)
        buttons = QHBoxLayout()
        self.answer = QPushButton(tr("Answer these together…"))
        theme.mark(self.answer, "primary")
        self.answer.setEnabled(False)
        self.answer.clicked.connect(self._activate)
        close = QPushButton(tr("Close"))
        close.clicked.connect(self.reject)
        buttons.addWidget(self.answer)
        buttons.addStretch(1)
        buttons.addWidget(close)
        column.addLayout(buttons)
        fit(self, page.window_, 560, 420)
        self.working.run(work, self._show, self._failed)

    def _show(self, groups: Groups) -> None:
        services = cast("Services", self._page.window_.services)
        for one in groups:
            (row,) = services.inbox.rows(one[:1]) or (None,)
            n = trn("{n} person", "{n} people", len(one)).format(n=number(len(one)))
            item: QListWidgetItem = remark(
                f"{n}\n{phrases.line(row.words, 200) if row else ''}", "copy", "accent"
            )
            item.setData(IDS, one)
            self.list.addItem(item)
        self.said.setText(
            tr("Whom to answer together? Each person gets words of their own.")
            if groups
            else tr("Nothing that waits is alike.")
        )
        may = bool(groups) and not services.read_only
        self.answer.setEnabled(may)
        if groups:
            self.list.setCurrentRow(0)
            self.list.setFocus()

    def _failed(self, error: Exception) -> None:
        self.reject()
        self._page.window_.failed(error)

    def _activate(self) -> None:
        if self.list.currentItem() is not None:
            self.list.itemActivated.emit(self.list.currentItem())

    def done(self, result: int) -> None:
        """Stop what is under way."""
        self.working.stop()
        super().done(result)
