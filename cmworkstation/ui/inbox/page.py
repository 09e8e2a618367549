"""The inbox page: puts the panes side by side and wires them to those who carry what a person does."""

from collections.abc import Callable, Sequence
from datetime import datetime
from functools import partial
from importlib import import_module
from typing import TYPE_CHECKING, cast

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QSplitter, QWidget

from cmworkstation.domain.conversation import Changes, Counts
from cmworkstation.domain.ids import ConversationId
from cmworkstation.domain.profile import Act
from cmworkstation.i18n import tr
from cmworkstation.ui import theme
from cmworkstation.ui.inbox.answering import LEAST_THREAD, Answering
from cmworkstation.ui.inbox.asking import Asking
from cmworkstation.ui.inbox.beside import Beside
from cmworkstation.ui.inbox.deciding import Deciding
from cmworkstation.ui.inbox.likeness import Likeness
from cmworkstation.ui.inbox.list_model import ConversationModel
from cmworkstation.ui.inbox.list_pane import ListPane
from cmworkstation.ui.inbox.listing import Listing
from cmworkstation.ui.inbox.opening import Opening
from cmworkstation.ui.inbox.parts import IMPORTS, PARTS, Parts
from cmworkstation.ui.inbox.room import Room
from cmworkstation.ui.inbox.saved_views import SavedViews
from cmworkstation.ui.inbox.standings import Standings
from cmworkstation.ui.inbox.thread_pane import ThreadPane
from cmworkstation.ui.inbox.views_pane import ViewsPane
from cmworkstation.ui.inbox.wide import WideColumns

if TYPE_CHECKING:
    from cmworkstation.domain.account import ModerationAct
    from cmworkstation.domain.message import Message
    from cmworkstation.services.workstation import Services
    from cmworkstation.ui.composer.pane import ComposerPane
    from cmworkstation.ui.main_window import MainWindow


class InboxPage(Parts):
    """Everything that people wrote, and what to do about it."""

    def __init__(self, window: "MainWindow") -> None:
        """Build the page and show what waits."""
        super().__init__(window)
        self._services = cast("Services", window.services)
        self._inbox = self._services.inbox
        self._was_shown = False
        self.room = Room(self)
        self.listing = Listing(self)
        self.opening = Opening(self)
        self.beside = Beside(self)
        self.deciding = Deciding(self)
        self.answering = Answering(self)
        self.asking = Asking(self)
        self._build()
        self._lay_out()
        self._connect()
        with self.views.at_once():
            self.listing.load_accounts()
            self.listing.load_labels()
            self.listing.show_counts(self._inbox.counts())
        self.listing.show_order()
        self.listing.list_anew()
        self._build_later()

    def _build(self) -> None:
        now: Callable[[], datetime] = self._services.clock.now
        self.model = ConversationModel(self._inbox.rows, now, self)
        self.views = ViewsPane(self.window_.preferences)
        self.list = ListPane(self.model, now)
        helps = lambda: self.searching.show_help()  # noqa: E731, PLW0108 - built when it is asked for
        self.list.search.offer_help(tr("What a search can say"), helps)
        self.saved = SavedViews(
            self.window_, lambda: self._services.views, self.list.search.text, self.views
        )
        self.likeness = Likeness(self.window_, self._services, self.listing.names_learned, self)
        self.model.alike = self.likeness.of_row
        self.standings = Standings(
            self.window_, self._services, self.listing.standing_learned, self
        )
        self.model.beside = self.standings.of_row
        self.model.why = self._why
        alike = self.likeness.of_message
        self.thread_pane = ThreadPane(now, self._possible, alike=alike)
        self.thread_pane.built.connect(self._build_of_thread)
        self.context_place = QWidget()

    def _lay_out(self) -> None:
        self.upright = QSplitter(Qt.Orientation.Vertical)
        self.upright.setObjectName("thread")
        self.upright.setChildrenCollapsible(False)
        self.upright.addWidget(self.thread_pane)
        # What stands in the thread's place is higher than a thread beside a composer needs to be.
        self.thread_pane.setMinimumHeight(theme.current().px(LEAST_THREAD))
        self.columns = WideColumns()
        for pane, _ in self.room.least():
            self.columns.addWidget(pane)
        self.columns.begin()
        self.context_layout = QHBoxLayout(self.context_place)
        self.context_layout.setContentsMargins(0, 0, 0, 0)
        whole = QHBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self.columns)

    def _connect(self) -> None:
        self.views.view_chosen.connect(self.listing.choose_view)
        self.views.account_chosen.connect(self.listing.choose_account)
        self.views.dropped.connect(self.deciding.dropped)
        self.views.labels_wanted.connect(self._manage_labels)
        self.list.bar.asked.connect(self.window_.act)
        self.saved.chosen.connect(self.listing.pick_view)
        self.saved.changed.connect(self.listing.saved_changed)
        pane = self.list
        pane.order_chosen.connect(self.listing.choose_order)
        pane.filter_wanted.connect(self.listing.offer_views)
        pane.opened.connect(self.opening.selected)
        pane.entered.connect(self.opening.enter)
        pane.clicked_row.connect(self.opening.clicked)
        pane.search.textEdited.connect(self._typed)
        pane.searched.connect(self._searched)
        self.window_.attach(pane.table, "list")

    # What asks for a part at each call, so that it is not built for being connected.

    def _why(self, conversation_id: int) -> str:
        return self.why.tip(conversation_id)

    def _possible(self, message: "Message") -> "Sequence[ModerationAct]":
        return self.acts.possible(message)

    def _typed(self) -> None:
        _ = self.searching

    def _searched(self, query: str) -> None:
        if "searching" not in vars(self):  # from then on it hears by itself
            self.searching.search(query)

    def _manage_labels(self) -> None:
        self.row_acts.manage()

    def _build_later(self) -> None:
        """Have the parts that are not on the screen yet built behind the first paint."""
        later = self.window_.later
        for name in IMPORTS:
            later(partial(import_module, name))
        for name in PARTS:
            later(partial(getattr, self, name))
        later(self.thread_pane.view)
        later(self._register)
        later(self._take_drops)

    def _take_drops(self) -> None:
        """Let what is dropped on the page be captured."""
        from cmworkstation.ui.capture.acts import CaptureDrops  # noqa: PLC0415 - behind the first paint

        self.setAcceptDrops(True)
        self.installEventFilter(CaptureDrops(self.window_, self))

    def _register(self) -> None:
        from cmworkstation.ui.inbox import commands  # noqa: PLC0415 - see above

        commands.register(self)

    def _refresh_parts(self, changes: Changes) -> None:
        self.together.refresh(changes)
        self.one_by_one.refresh(changes)
        self.promising.look(changes)
        if changes.freeze and self.composer is not None:
            self.composer.show_step()

    def refresh(self, changes: Changes) -> None:
        """Look again at what changed, and only at that."""
        if changes.accounts:
            self.listing.load_accounts()
        self._refresh_parts(changes)
        if changes.accounts or changes.new_messages:
            self.likeness.learn_soon()
        if changes.charter or changes.accounts:
            self.standings.learn_soon()
        if changes.labels:
            self.listing.load_labels()
            self.model.forget(changes.conversations)
        shown = (changes.conversations, changes.accounts, changes.drafts, changes.outbox)
        if not any((*shown, changes.labels, changes.approvals)):
            return
        self.model.forget(changes.conversations)
        self.listing.count_again(aside=changes.new_messages > 0)
        self.listing.list_again(changes.conversations)
        opened = self.thread_pane.thread_
        if opened is None:
            if self.long.wanted in changes.conversations:  # some of it may have been read before
                self.opening.read_again(ConversationId(self.long.wanted))
            return
        if opened.conversation_id in changes.conversations:
            self.opening.read_again(opened.conversation_id)
            self.beside.show_triage()
        elif not self._inbox.rows([opened.conversation_id]):
            self.opening.follow_joined(opened)

    def shown(self) -> None:
        """Come to the front: ages may have changed meanwhile."""
        if self._was_shown:
            self.listing.tick()
        self._was_shown = True
        self.room.fit()

    def counts(self) -> Counts:
        """Return what is beside the views."""
        return self.listing.counts

    def splitters(self) -> Sequence[QSplitter]:
        """Return those between the columns, and between thread and composer."""
        return (self.columns, self.upright)

    def put_away(self) -> None:
        """Save and close what is being written: something is about to change it."""
        if self.composer is not None and self.composer.isVisible():
            self.composer.leave()
        if self.noting.is_open():
            self.noting.leave()

    def before_close(self) -> None:
        """Keep what is being written, and what was read."""
        if self.composer is not None:
            self.composer.save()
        self.noting.save()
        if "rounds" in vars(self):
            self.rounds.stop()
        if self.opening.read_pause.isActive():
            self.opening.mark_read()

    def unsaved(self) -> str:
        """Return the drafts that a full disk refused."""
        return "\n\n".join(draft.body for draft in self._services.drafts.unsaved())

    def first_focus(self) -> QWidget | None:
        """Return the list."""
        return self.list.table

    def panes(self) -> Sequence[QWidget]:
        """Return the panes in their order from left to right."""
        found: list[QWidget] = [self.views.bar, self.list.table, self.thread_pane.line]
        if self.composer is not None and self.composer.isVisible():
            found.append(self.composer)
        found.append(self.context)
        return [pane for pane in found if pane.isVisible()]

    def memory(self) -> object:
        """Return what is listed and open, for the page that follows this one."""
        opened = self.thread_pane.thread_
        return {
            "view": self.listing.view,
            "account": self.listing.account,
            "order": self.listing.order,
            "open": opened.conversation_id if opened else self.long.wanted or None,
            "reading": self.room.reading,
            "context": self.room.context_wanted,
            "top": self.model.id_at(self.list.table.rowAt(0)),
            "composing": self.composer is not None and self.composer.isVisible(),
        }

    def recall(self, memory: object) -> None:
        """Go back to what another page of this kind showed."""
        if not isinstance(memory, dict):
            return
        self.listing.view, self.listing.account = memory["view"], memory["account"]
        self.listing.order, self.room.reading = memory["order"], memory["reading"]
        self.room.context_wanted = memory["context"]
        self.listing.show_order()
        self.views.choose(self.listing.view, self.listing.account)
        self.saved.choose(self.listing.view)
        self.listing.list_anew()
        if memory["open"] is not None:
            self.list.select_id(memory["open"])
            self.opening.open(memory["open"])
            if memory["composing"] and self._services.acting.current().may(Act.DRAFT):
                self.opening.once_open(self.answering.reply)
        self.room.fit()

    def open_first(self) -> bool:
        """Open the first conversation of the list; tell whether there was one."""
        if not self.model.rowCount():
            return False
        self.list.select_row(0)
        return True

    def open_conversation(self, conversation_id: int, message_id: int | None = None) -> None:
        """Show a conversation, wherever it stands, and a message of it."""
        self.opening.enter(conversation_id)
        if message_id is not None:
            self.long.then(partial(self.thread_pane.line.go_to, message_id))

    @property
    def composer(self) -> "ComposerPane | None":
        """The composer below the thread, None before the first answer."""
        return self.answering.composer

    def bring(self, conversation_id: int) -> None:
        """Choose a conversation and open it, without going there."""
        self.list.select_id(conversation_id)
        self.opening.open(conversation_id)

    def services(self) -> "Services":
        """Return the services, for what stands over this page."""
        return self._services

    def opened_id(self) -> int:
        """Return the conversation that is open, 0 for none."""
        return self.opening.opened_id()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Give panes away as the window narrows."""
        super().resizeEvent(event)
        self.room.fit()
