"""What we said: filters, a list that is read a page at a time, and the chosen reply beside it."""

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, cast

from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QListView, QSplitter, QStackedWidget, QVBoxLayout, QWidget

from cmworkstation.domain.charter.finding import Finding
from cmworkstation.domain.conversation import Changes
from cmworkstation.domain.errors import WorkstationError
from cmworkstation.domain.review import Annotation, Sent, SentPage
from cmworkstation.i18n import tr
from cmworkstation.services.review import Opened
from cmworkstation.ui import theme
from cmworkstation.ui.composer.popovers import Popover, WordsPopover, place_of
from cmworkstation.ui.jobs import READ
from cmworkstation.ui.review.filters import Filters
from cmworkstation.ui.review.reply_model import ROW, ROW_HEIGHT, SentDelegate, SentModel
from cmworkstation.ui.review.reply_view import ReplyView
from cmworkstation.ui.widgets.empty import EmptyState
from cmworkstation.ui.widgets.layouts import turn
from cmworkstation.ui.widgets.working import Working

if TYPE_CHECKING:
    from cmworkstation.services.workstation import Services
    from cmworkstation.ui.main_window import MainWindow

UPRIGHT_BELOW = 760  # px at 100 %
UNDO_S = 10
PATIENCE_MS = 600  # before it is shown how far a search is
Said = tuple[Opened, tuple[Finding, ...] | None]


class RepliesPane(QWidget):
    """The list of what we said."""

    def __init__(self, window: "MainWindow") -> None:
        """Build it; it reads when it is shown."""
        super().__init__()
        self._window = window
        self._services = cast("Services", window.services)
        self.popover: Popover | None = None
        self._sought: int | None = None  # message whose reply is chosen once it is there
        self.acts: dict[str, Callable[[], object]] = {
            "note": self._note,
            "dossier": self._dossier,
            "open_thread": self._open_thread,
            "propose": self._propose,
            "case_file": self._case_file,
        }
        self.filters = Filters(self._services)
        self.filters.changed.connect(self.look)
        self.model = SentModel()
        self.list = QListView()
        self.list.setAccessibleName(tr("What we said"))
        self.list.setModel(self.model)
        self.list.setItemDelegate(SentDelegate(self.list))
        self.list.setUniformItemSizes(True)
        self.list.setSelectionMode(QListView.SelectionMode.ExtendedSelection)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.activated.connect(lambda _: self._open_thread())
        self.list.selectionModel().currentChanged.connect(self._chosen)
        theme.mark(self.list, "rows")
        self.detail = ReplyView(
            self._services,
            (
                ("note", tr("Remark…"), "primary"),
                ("dossier", tr("Dossier…"), ""),
                ("open_thread", tr("Open the conversation"), ""),
                ("propose", tr("Make an answer of it…"), ""),
                ("case_file", tr("Case file…"), "quiet"),
            ),
        )
        self.detail.wanted.connect(lambda name: self.acts[name]())
        self.detail.removed.connect(self._remove)
        self._build()

    def _build(self) -> None:
        look = theme.current()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(look.px(8))
        head = QVBoxLayout()
        head.setContentsMargins(look.px(16), 0, look.px(16), 0)
        head.addWidget(self.filters)
        self.working = Working(self._window.jobs, self, READ, PATIENCE_MS)
        head.addWidget(self.working)
        column.addLayout(head)
        self._split = QSplitter(Qt.Orientation.Horizontal)
        self._split.setObjectName("review-split")
        self._split.setChildrenCollapsible(False)
        self._split.addWidget(self.list)
        self._split.addWidget(self.detail)
        self._split.setSizes([look.px(400), look.px(600)])
        self.list.setMinimumSize(look.px(200), look.px(ROW_HEIGHT * 2))
        self.stack = QStackedWidget()
        self.stack.addWidget(self._split)
        self.empty = EmptyState(
            "history",
            tr("Nothing was said"),
            tr("Replies appear here once they are sent. Another filter may show more."),
        )
        self.stack.addWidget(self.empty)
        column.addWidget(self.stack, 1)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put the list above the reply where both have no room side by side."""
        super().resizeEvent(event)
        upright = self.width() < theme.current().px(UPRIGHT_BELOW)
        turn(self._split, upright=upright, shares=(2, 3))

    def look(self) -> None:
        """Read the first page anew; what stands there stays where the query cannot be read."""
        if not self.filters.is_clear():
            return
        self.working.stop()
        work = partial(self._services.review.page, self.filters.wanted())
        self.working.run(work, self._took, self._window.failed)

    def show_remark(self, message_id: int, query: str) -> None:
        """Show the replies with remarks in which something was found, and choose the one it is about."""
        self.filters.only_remarks(query)
        self._sought = message_id
        self.look()

    def sent(self) -> Sent | None:
        """Return the chosen reply."""
        found = self.list.currentIndex().data(ROW)
        return found if isinstance(found, Sent) else None

    def chosen(self) -> tuple[Sent, ...]:
        """Return all replies that are selected."""
        rows = sorted(self.list.selectedIndexes(), key=lambda one: one.row())
        return tuple(one.data(ROW) for one in rows)

    def can(self, name: str) -> bool:
        """Tell whether something can be done with the chosen reply."""
        sent = self.sent()
        if sent is None:
            return False
        if name == "dossier":
            return sent.outbox_id is not None
        return not self._services.read_only if name in ("note", "propose") else True

    def _took(self, page: SentPage) -> None:
        kept = self.sent()
        accounts = {one.id: one for one in self._services.accounts.listed()}
        self.model.begin(page.rows, accounts, self._services.clock.now())
        self._expect(page)
        self.stack.setCurrentIndex(0 if page.rows else 1)
        sought, self._sought = self._sought, None
        at = next(
            (
                n
                for n, one in enumerate(page.rows)
                if (kept and one.key == kept.key and sought is None)
                or (sought is not None and sought in (one.message_id, one.target_id))
            ),
            0,
        )
        if page.rows:
            self.list.setCurrentIndex(self.model.index(at))
        else:
            self.detail.clear()

    def _expect(self, page: SentPage) -> None:
        if page.before is not None:
            work = partial(self._services.review.page, self.filters.wanted(), page.before)
            self.model.more = partial(
                self._window.jobs.run, READ, work, self._took_more, owner=self
            )

    def _took_more(self, page: SentPage) -> None:
        if self.model.rows and (not page.rows or page.rows[0].key < self.model.rows[-1].key):
            self.model.add(page.rows)
            self._expect(page)

    def _chosen(self, current: QModelIndex, _previous: QModelIndex) -> None:
        sent = current.data(ROW)
        if isinstance(sent, Sent):
            self._read(sent)

    def _read(self, sent: Sent) -> None:
        review = self._services.review

        def work() -> Said:
            return review.opened(sent), review.says_now(sent)

        self._window.jobs.run(READ, work, self._show, self._window.failed, owner=self)

    def _show(self, said: Said) -> None:
        now = self.sent()
        if now is not None and now.key == said[0].sent.key:
            self.detail.show_reply(*said)
            for name, button in self.detail.buttons.items():
                button.setEnabled(self.can(name))

    # --- what a person does -----------------------------------------------------------------------

    def _note(self) -> None:
        sent = self.sent()
        if sent is None:
            return
        title = tr("What is your remark?")
        below = tr("Remarks are internal and never leave in a reply.")
        self.popover = WordsPopover(self._window, title, below, 1)
        self.popover.chosen.connect(partial(self._annotate, sent))
        self.popover.left.connect(self.list.setFocus)
        self.popover.show_by(place_of(self.detail.buttons.get("note", self.list), self._window))

    def _annotate(self, sent: Sent, text: str) -> None:
        try:
            made, changes = self._services.review.annotate(sent, text)
        except WorkstationError as error:
            self._window.failed(error)
            return
        self._tell(changes)
        back = partial(self._change, partial(self._services.review.remove, made.id))
        self._window.undo(tr("Remark kept."), UNDO_S, back)

    def _remove(self, note: Annotation) -> None:
        if self._change(partial(self._services.review.remove, note.id)):
            back = partial(self._change, partial(self._services.review.put_back, note.id))
            self._window.undo(tr("Remark removed."), UNDO_S, back)

    def _change(self, act: Callable[[], Changes]) -> bool:
        try:
            self._tell(act())
        except WorkstationError as error:
            self._window.failed(error)
            return False
        return True

    def _tell(self, changes: Changes) -> None:
        self._window.jobs.emit_changes(changes)
        self.look()

    def _dossier(self) -> None:
        from cmworkstation.ui.proof.dossier import DossierDialog  # noqa: PLC0415 - when it is asked for

        sent = self.sent()
        if sent is not None and sent.outbox_id is not None:
            DossierDialog(self._window, sent.outbox_id).open()

    def _propose(self) -> None:
        from cmworkstation.ui.guide.acts import GuideActs  # noqa: PLC0415 - seldom needed

        sent = self.sent()
        if sent is not None and sent.outbox_id is not None:
            GuideActs(self._window).of_reply(sent.outbox_id)
        elif sent is not None and sent.message_id is not None:
            GuideActs(self._window).of_message(sent.message_id)

    def _open_thread(self) -> None:
        sent = self.sent()
        if sent is not None:
            open_conversation(self._window, sent.conversation_id)

    def _case_file(self) -> None:
        from cmworkstation.ui.review.case_dialog import CaseDialog  # noqa: PLC0415 - when it is asked for

        homes = list(dict.fromkeys(one.conversation_id for one in self.chosen()))
        if homes:
            CaseDialog(self._window, homes).open()


def open_conversation(window: "MainWindow", conversation_id: int) -> None:
    """Show a conversation in the inbox."""
    window.go("inbox")
    opener = getattr(window.page("inbox"), "open_conversation", None)
    if opener is not None:
        opener(conversation_id)
