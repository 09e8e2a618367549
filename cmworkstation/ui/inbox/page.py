"""The inbox page: puts the panes side by side and carries what a person does to the services and back."""

from array import array
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, cast

from PySide6.QtCore import QPoint, Qt, QTimer, QUrl
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QMenu, QSplitter, QWidget

from cmworkstation.domain.account import Account, ModerationAct
from cmworkstation.domain.conversation import (
    Changes,
    Conversation,
    Counts,
    Hit,
    Order,
    Status,
    View,
)
from cmworkstation.domain.found import Found, Place
from cmworkstation.domain.ids import AccountId, AuthorId, ConversationId, MessageId
from cmworkstation.domain.message import Message, Thread
from cmworkstation.domain.person import Person
from cmworkstation.domain.profile import Act
from cmworkstation.i18n import N_, tr, trn
from cmworkstation.services.settings import AFTER_SENDING
from cmworkstation.ui import icons, jobs, theme
from cmworkstation.ui.inbox import phrases
from cmworkstation.ui.inbox.columns import ALL, Columns, columns
from cmworkstation.ui.inbox.context_pane import ContextPane
from cmworkstation.ui.inbox.differences import Ids
from cmworkstation.ui.inbox.file_saver import FileOf, FileSaver, files_of
from cmworkstation.ui.inbox.likeness import Likeness
from cmworkstation.ui.inbox.list_model import ConversationModel
from cmworkstation.ui.inbox.list_pane import ListPane
from cmworkstation.ui.inbox.long_threads import LONG, LongThreads
from cmworkstation.ui.inbox.message_acts import MessageActs
from cmworkstation.ui.inbox.noting import Noting
from cmworkstation.ui.inbox.one_by_one import OneByOne
from cmworkstation.ui.inbox.picture_loader import PictureLoader, pictures_of
from cmworkstation.ui.inbox.quoting import Quoting
from cmworkstation.ui.inbox.reason_popover import ReasonPopover
from cmworkstation.ui.inbox.row_acts import RowActs
from cmworkstation.ui.inbox.saved_views import SAVED, SavedViews
from cmworkstation.ui.inbox.search_pane import SearchPane
from cmworkstation.ui.inbox.searching import Searching
from cmworkstation.ui.inbox.settling import Settling
from cmworkstation.ui.inbox.standings import Standings
from cmworkstation.ui.inbox.thanked import want_answer
from cmworkstation.ui.inbox.thread_pane import ThreadPane
from cmworkstation.ui.inbox.together import Together
from cmworkstation.ui.inbox.triage_slot import ACTS as TRIAGE_ACTS
from cmworkstation.ui.inbox.view_keys import (
    CATEGORY,
    DRAFTS,
    DUE,
    IN_APPROVAL,
    LABEL,
    MINE,
    NOBODYS,
    PERSON,
    UNREAD,
)
from cmworkstation.ui.inbox.views_menu import views_menu
from cmworkstation.ui.inbox.views_pane import ViewsPane
from cmworkstation.ui.inbox.why_sorted import WhySorted
from cmworkstation.ui.page import Page

if TYPE_CHECKING:
    from cmworkstation.services.interests import Standing
    from cmworkstation.services.workstation import Services
    from cmworkstation.ui.composer.pane import ComposerPane
    from cmworkstation.ui.guide.page import GuidePage
    from cmworkstation.ui.main_window import MainWindow

FIRST = 300  # ids fetched at once, before the whole list is
READ_AFTER_MS = 1000
MINUTE_MS = 30_000
LEAST_THREAD = 96  # px at 100 %
LOW = 440  # px at 100 %: below this height thread and composer share the room with care
WAITING = Status.WAITING_US.name
EMPTY = {  # view: icon, title, sentence
    WAITING: (
        "good",
        N_("Nobody is waiting"),
        N_(
            "New messages appear here by themselves. “To read” and “Waiting for them” hold the rest."
        ),
    ),
    DUE: (
        "good",
        N_("Nothing is due soon"),
        N_("Who waits for an answer stands here from the warning point of the charter on."),
    ),
    UNREAD: ("unread", N_("Everything is read"), N_("New messages appear here by themselves.")),
    DRAFTS: (
        "draft",
        N_("No drafts"),
        N_("What you begin to write is kept here until it is sent."),
    ),
}


class InboxPage(Page):
    """Everything that people wrote, and what to do about it."""

    def __init__(self, window: "MainWindow") -> None:
        """Build the page and show what waits."""
        super().__init__(window)
        self._services = cast("Services", window.services)
        self._inbox = self._services.inbox
        self._clock = self._services.clock
        self._read_only = self._services.read_only
        self._accounts: dict[str, Account] = {}
        self._counts = Counts()
        self._view = WAITING
        self._account = ""
        self._order = Order.NEWEST
        self._reading = False
        self._context_wanted = True
        self._ask = 0  # number of the latest question to the list; older answers are dropped
        self.composer: ComposerPane | None = None
        self._build()
        self._timers()
        self._connect()
        self._register()
        self.together = Together(self)
        self.one_by_one = OneByOne(self)
        self._load_accounts()
        self._load_labels()
        self._show_counts(self._inbox.counts())
        self._list_anew()

    # --- building ---------------------------------------------------------------------------------

    def _build(self) -> None:
        now: Callable[[], datetime] = self._clock.now
        self.model = ConversationModel(self._inbox.rows, now, self)
        self.settling = Settling(self.window_, self._inbox, self.model)
        self.settling.next_wanted.connect(self._open_follower)
        self.views = ViewsPane(self.window_.preferences)
        self.list = ListPane(self.model, now)
        self.results = SearchPane(now)
        views = lambda: self._services.views  # noqa: E731
        finding = lambda: self._services.finding  # noqa: E731
        self.searching = Searching(
            self.window_, self._inbox, views, finding, self.list, self.results
        )
        self.saved = SavedViews(self.window_, views, self.list.search.text, self.views)
        self.acts = MessageActs(self.window_, self._services, self._account_of)
        self.long = LongThreads(self.window_, self._inbox, self)
        self.likeness = Likeness(self.window_, self._services, self._names_learned, self)
        self.model.alike = self.likeness.of_row
        self.standings = Standings(self.window_, self._services, self._standing_learned, self)
        self.model.beside = self.standings.of_row
        alike = self.likeness.of_message
        self.thread_pane = ThreadPane(now, self.acts.possible, alike=alike)
        self.acts.pane = self.thread_pane
        self.acts.selected = self._targets
        self.noting = Noting(self.window_, self._services, self.thread_pane, self)
        self.quoting = Quoting(self.window_, self)
        self.thread_pane.header.beside = self.standings.of_row
        self.thread_pane.header.read_only = self._read_only
        self.why = WhySorted(self.window_, self.thread_pane, self.list.search.text, self)
        self.model.why = self.why.tip
        self.pictures = PictureLoader(self.window_, self._services, self.thread_pane.line)
        self.files = FileSaver(self.window_, self._services, self.thread_pane.line)
        self.context = ContextPane()
        self.context_slot = self.context.slot
        self.popover = ReasonPopover(self)
        self.row_acts = RowActs(
            self.window_, self._services, self, self._targets, self._card_anchor, self._focus_work
        )
        self._lay_out()

    def _lay_out(self) -> None:
        self._upright = QSplitter(Qt.Orientation.Vertical)
        self._upright.setObjectName("thread")
        self._upright.setChildrenCollapsible(False)
        self._upright.addWidget(self.thread_pane)
        # What stands in the thread's place is higher than a thread beside a composer needs to be.
        self.thread_pane.setMinimumHeight(theme.current().px(LEAST_THREAD))
        self._columns = QSplitter(Qt.Orientation.Horizontal)
        self._columns.setObjectName("columns")
        self._columns.setChildrenCollapsible(False)
        look = theme.current()
        for pane, _ in self._least():
            self._columns.addWidget(pane)
        self._columns.setStretchFactor(2, 1)
        for n in (0, 1, 3):
            self._columns.setStretchFactor(n, 0)
        self._columns.setSizes([look.px(w) for w in (216, 360, 388, 248)])
        whole = QHBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self._columns)
        self._fitted: Columns | None = None
        self._was_wide = False

    def _least(self) -> tuple[tuple[QWidget, int], ...]:
        """Return the panes from left to right, each with its least width at 100 %."""
        return (
            (self.views, 168),
            (self.list, 280),
            (self._upright, 360),
            (self.context, 220),
        )

    def _timers(self) -> None:
        self._read_pause = QTimer(self)
        self._read_pause.setSingleShot(True)
        self._read_pause.setInterval(READ_AFTER_MS)
        self._read_pause.timeout.connect(self._mark_read)
        self._minute = QTimer(self)
        self._minute.setInterval(MINUTE_MS)
        self._minute.timeout.connect(self._tick)
        self._minute.start()

    def _connect(self) -> None:
        self.views.view_chosen.connect(self._choose_view)
        self.views.account_chosen.connect(self._choose_account)
        self.views.dropped.connect(self._dropped)
        self.views.labels_wanted.connect(self.row_acts.manage)
        self.list.bar.asked.connect(self.window_.act)
        self.saved.chosen.connect(self._pick_view)
        self.saved.changed.connect(self._saved_changed)
        pane = self.list
        pane.order_chosen.connect(self._choose_order)
        pane.filter_wanted.connect(self._offer_views)
        pane.opened.connect(self._selected)
        pane.entered.connect(self._enter)
        pane.clicked_row.connect(self._clicked)
        self.results.opened.connect(self._open_hit)
        self.results.elsewhere.wanted.connect(self._open_elsewhere)
        header = self.thread_pane.header
        header.asked.connect(self._asked)
        self.thread_pane.line.wanted.connect(self._asked_of_message)
        self.thread_pane.line.current_changed.connect(self._show_person_of)
        self.context.conversation_wanted.connect(self._enter)
        self.context.interests.changed.connect(self._interests_changed)
        self.context.url_wanted.connect(self.acts.ask_to_open)
        self.context.left.connect(lambda: self._show_context(wanted=False))
        self.context.triage.ended.connect(self._focus_work)
        self.popover.chosen.connect(self._no_answer_because)
        self.popover.left.connect(self._focus_work)

    def _register(self) -> None:
        has_open, can_reply, settles = self._has_open, self._can_reply, self._can_settle
        has_rows: Callable[[], bool] = lambda: self.model.rowCount() > 0  # noqa: E731
        message = lambda: self.thread_pane.line.current() is not None  # noqa: E731
        self.window_.register(
            "inbox",
            {
                "next": lambda: self._step(1),
                "previous": lambda: self._step(-1),
                "next_message": lambda: self.thread_pane.line.step(1),
                "previous_message": lambda: self.thread_pane.line.step(-1),
                "next_unread": self._next_unread,
                "open": self._open_selected,
                "back": self._back,
                "reply": self._reply,
                "note": self._note,
                "quote": self.quoting.quote,
                "reply_private": partial(self._reply, private=True),
                "guide": self._guide,
                "done": self._done,
                "done_next": partial(self._done, then_next=True),
                "no_answer": self._ask_reason,
                "wait": partial(self._settle, Status.WAITING_THEM),
                "mark_unread": self._mark_unread,
                "want_answer": lambda: want_answer(self.window_, self._thanked()),
                "search": self._focus_search,
                "find": self.thread_pane.open_finder,
                "find_next": lambda: self.thread_pane.finder.step(1),
                "find_previous": lambda: self.thread_pane.finder.step(-1),
                "account": self._nth_account,
                "due_soon": self._show_due_soon,
                "category": self._to_categories,
                "copy": self.acts.copy,
                "remote_pictures": self._load_pictures,
                "save_files": self._save_files,
                "select": self.list.table.toggle_current,
                "select_all": self.list.table.selectAll,
                "range_next": partial(self.list.extend_by, 1),
                "range_previous": partial(self.list.extend_by, -1),
                **self.row_acts.commands(),
                "open_web": self.acts.open_web,
                "dossier": self.acts.dossier,
                "make_answer": self.acts.make_answer,
                "moderate": self._offer_acts,
            },
            enabled={
                "next": has_rows,
                "previous": has_rows,
                "next_unread": has_rows,
                "next_message": has_open,
                "previous_message": has_open,
                "find": has_open,
                "find_next": self.thread_pane.finder.isVisible,
                "find_previous": self.thread_pane.finder.isVisible,
                "open": lambda: bool(self.list.selected_ids()) or has_open(),
                "back": lambda: True,
                "reply": can_reply,
                "quote": has_open,
                "note": lambda: has_open() or bool(self.list.selected_ids()),
                "reply_private": can_reply,
                "guide": can_reply,
                "done": settles,
                "done_next": settles,
                "no_answer": settles,
                "wait": settles,
                "mark_unread": settles,
                "want_answer": lambda: settles() and bool(self._thanked()),
                **dict.fromkeys(self.row_acts.commands(), settles),
                "labels": lambda: not self._read_only,
                "category": lambda: bool(self.views.kinds()),
                "copy": message,
                "remote_pictures": self._has_pictures,
                "save_files": self._has_files,
                "open_web": message,
                "dossier": self.acts.is_ours,
                "make_answer": self.acts.can_be_answer,
                "moderate": self.acts.can_any,
            },
        )
        self.window_.register(
            "moderate",
            {str(one): partial(self.acts.do, one) for one in ModerationAct},
            enabled={str(one): partial(self.acts.can, one) for one in ModerationAct},
        )
        saved, listed = self.saved, lambda: self.saved.current() is not None
        self.window_.register(
            "views",
            {
                "save": saved.save,
                "rename": saved.rename,
                "up": partial(saved.shift, -1),
                "down": partial(saved.shift, 1),
                "remove": saved.remove,
                "export": saved.export,
                "export_one": partial(saved.export, only=True),
                "import": saved.take_in,
            },
            enabled={
                "save": saved.can_save,
                "export": saved.has_any,
                **dict.fromkeys("rename up down remove export_one".split(), listed),
            },
        )
        triage = self.context.triage
        self.window_.register(
            "triage",
            {"walk": self._triage, **{one: partial(triage.act, one) for one in TRIAGE_ACTS}},
            enabled={
                "walk": lambda: has_open() or bool(self.list.selected_ids()),
                **{one: partial(triage.can, one) for one in TRIAGE_ACTS},
            },
        )
        self.window_.attach(self.list.table, "list")
        self.window_.attach(self.thread_pane.line, "thread")

    # --- what the window calls --------------------------------------------------------------------

    def refresh(self, changes: Changes) -> None:
        """Look again at what changed, and only at that."""
        if changes.accounts:
            self._load_accounts()
        self.together.refresh(changes)
        self.one_by_one.refresh(changes)
        if changes.accounts or changes.new_messages:
            self.likeness.learn_soon()
        if changes.charter or changes.accounts:
            self.standings.learn_soon()
        if changes.labels:
            self._load_labels()
            self.model.forget(changes.conversations)
        shown = (changes.conversations, changes.accounts, changes.drafts, changes.outbox)
        if not any((*shown, changes.labels, changes.approvals)):
            return
        self.model.forget(changes.conversations)
        self._show_counts(self._inbox.counts())
        self._list_again(changes.conversations)
        opened = self.thread_pane.thread_
        if opened is None:
            if self.long.wanted in changes.conversations:  # some of it may have been read before
                self._read_thread_again(ConversationId(self.long.wanted))
            return
        if opened.conversation_id in changes.conversations:
            self._read_thread_again(opened.conversation_id)
            self._show_triage()
        elif not self._inbox.rows([opened.conversation_id]):
            self._follow_joined(opened)

    def shown(self) -> None:
        """Come to the front: ages may have changed meanwhile."""
        self._tick()
        self._fit()

    def before_close(self) -> None:
        """Keep what is being written, and what was read."""
        if self.composer is not None:
            self.composer.save()
        self.noting.save()
        if self._read_pause.isActive():
            self._mark_read()

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
            "view": self._view,
            "account": self._account,
            "order": self._order,
            "open": opened.conversation_id if opened else self.long.wanted or None,
            "reading": self._reading,
            "context": self._context_wanted,
            "top": self.model.id_at(self.list.table.rowAt(0)),
            "composing": self.composer is not None and self.composer.isVisible(),
        }

    def recall(self, memory: object) -> None:
        """Go back to what another page of this kind showed."""
        if not isinstance(memory, dict):
            return
        self._view, self._account = memory["view"], memory["account"]
        self._order, self._reading = memory["order"], memory["reading"]
        self._context_wanted = memory["context"]
        self.list.set_order(self._order)
        self.views.choose(self._view, self._account)
        self.saved.choose(self._view)
        self._list_anew()
        if memory["open"] is not None:
            self.list.select_id(memory["open"])
            self._open(memory["open"])
            if memory["composing"] and self._services.acting.current().may(Act.DRAFT):
                self._once_open(self._reply)
        self._fit()

    def open_first(self) -> bool:
        """Open the first conversation of the list; tell whether there was one."""
        if not self.model.rowCount():
            return False
        self.list.select_row(0)
        return True

    def open_conversation(self, conversation_id: int, message_id: int | None = None) -> None:
        """Show a conversation, wherever it stands, and a message of it."""
        self._enter(conversation_id)
        if message_id is not None:
            self.long.then(partial(self.thread_pane.line.go_to, message_id))

    # --- the list ---------------------------------------------------------------------------------

    def _load_accounts(self) -> None:
        found = self._services.accounts.listed()
        self._accounts = {one.id: one for one in found}
        self.model.set_accounts(found)
        self.views.set_accounts(found)
        self.results.model.accounts = self._accounts

    def _load_labels(self) -> None:
        self.views.set_labels(self._services.labels.listed())

    def _names_learned(self) -> None:
        """Mark whoever looks like somebody else, in the list and in the open thread."""
        self.list.table.viewport().update()
        if self.thread_pane.thread_ is not None:
            self.thread_pane.line.update_thread(self.thread_pane.thread_)

    def _standing_learned(self) -> None:
        """Show how much time is left, and what categories are called."""
        self.views.name_categories(self.standings.categories())
        self._show_title()
        self._tick()

    def _account_of(self, account_id: AccountId) -> Account | None:
        known = self._accounts.get(account_id)
        if known is None:
            try:
                known = self._services.accounts.one(account_id)
            except KeyError:
                return None
            self._accounts[account_id] = known
        return known

    def _show_counts(self, counts: Counts) -> None:
        self._counts = counts
        several = len(counts.by_assignee) > 1
        self.views.set_counts(counts, self._services.assigning.people() if several else ())
        self.saved.count_soon()
        self._show_title()

    def _show_title(self) -> None:
        saved = self._view.startswith(SAVED)
        title = (self.saved if saved else self.views).title_of(self._view)
        if self._account and self._account in self._accounts:
            title = f"{title} · {phrases.line(self._accounts[self._account].name, 40)}"
        single = self._fitted is not None and not self._fitted.views
        self.list.set_title(title, self.model.rowCount(), menu=single)

    def _wanted(self) -> View:
        account = AccountId(self._account) if self._account else None
        if self._view == DUE:
            return View(account_id=account, order=Order.DUE, warned_by=self._clock.now())
        if self._view == UNREAD:
            return View(account_id=account, unread_only=True, order=self._order)
        if self._view in (MINE, NOBODYS, IN_APPROVAL) or self._view.startswith((LABEL, PERSON)):
            return replace(self.views.view_of(self._view), account_id=account, order=self._order)
        if self._view.startswith(CATEGORY):
            category = self._view.removeprefix(CATEGORY)
            return View(account_id=account, category=category, order=self._order)
        return View(status=Status[self._view], account_id=account, order=self._order)

    def _ids(self, limit: int = -1) -> Ids:
        """Return what the chosen view holds."""
        if self._view.startswith(SAVED):
            return self.saved.ids(self._view, self._account, self._order, limit)
        if self._view != DRAFTS:
            return self._inbox.ids(self._wanted(), limit)
        found = (
            one.conversation_id
            for one in self._services.drafts.listed()
            if not self._account or one.account_id == self._account
        )
        return array("q", dict.fromkeys(found))

    def _list_anew(self) -> None:
        """Show the beginning of the view now, and all of it as soon as it was read."""
        self._ask += 1
        first = self._ids(FIRST)
        self.list.begin(first)
        self._say_empty()
        self._show_title()
        if len(first) >= FIRST:
            number = self._ask
            self.window_.jobs.run(jobs.READ, self._ids, partial(self._take_all, number), owner=self)

    def _take_all(self, number: int, ids: Ids) -> None:
        if number == self._ask:
            self.list.extend(ids)
            self._show_title()

    def _list_again(self, touched: frozenset[int]) -> None:
        self._ask += 1
        number = self._ask
        if self.model.rowCount() < FIRST:
            self._take_changes(number, touched, self._ids())
            return
        done = partial(self._take_changes, number, touched)
        self.window_.jobs.run(jobs.READ, self._ids, done, owner=self)

    def _take_changes(self, number: int, touched: frozenset[int], ids: Ids) -> None:
        if number == self._ask:
            self.list.follow(ids, touched)
            self._say_empty()
            self._show_title()

    def _say_empty(self) -> None:
        if self.model.rowCount():
            return
        if not self._accounts:
            self.list.empty.say(
                "accounts",
                tr("No account yet"),
                tr(
                    "Add the places where people write to you; everything they say then comes here."
                ),
                tr("Add an account"),
                lambda: self.window_.act("accounts.add"),
            )
            return
        icon, title, text = EMPTY.get(
            self._view,
            ("inbox", N_("Nothing here"), N_("No conversation stands here at the moment.")),
        )
        self.list.empty.say(icon, tr(title), tr(text))

    def _choose_view(self, key: str) -> None:
        self._view = key
        self.saved.choose(key)
        self.list.set_order(Order.DUE if key == DUE else self._order)
        self.searching.leave(focus=False)
        self._list_anew()

    def _saved_changed(self) -> None:
        """Go back to what waits where the listed view is gone."""
        if self._view.startswith(SAVED):
            self._pick_view(self._view if self.saved.title_of(self._view) else WAITING)

    def _to_categories(self) -> None:
        """Go to the categories, where their pane has no room to the menu that has them."""
        if self.views.isVisible():
            self.views.go_to_kinds()
        else:
            self._offer_views()

    def _show_due_soon(self) -> None:
        self._pick_view(DUE)
        self.list.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def _choose_account(self, account_id: str) -> None:
        self._account = account_id
        self.searching.leave(focus=False)
        self._list_anew()

    def _choose_order(self, order: str) -> None:
        self._order = Order(order)
        self._list_anew()

    def _nth_account(self, n: int) -> None:
        known = list(self._services.accounts.listed())
        if n > len(known):
            self.window_.say(tr("There is no account {n}.").format(n=n))
            return
        chosen = known[n - 1].id if n else ""
        self.views.choose(self._view, chosen)
        self._choose_account(chosen)
        name = phrases.line(known[n - 1].name) if n else tr("All accounts")
        self.window_.say(name)

    def _offer_views(self) -> None:
        """Offer views and accounts as a menu, where their pane has no room."""
        menu = views_menu(self.views, self._pick_view, self._pick_account, self)
        button = self.list.title
        menu.popup(button.mapToGlobal(QPoint(0, button.height())))

    def _pick_view(self, key: str) -> None:
        self.views.choose(key, self._account)
        self._choose_view(key)

    def _pick_account(self, account_id: str) -> None:
        self.views.choose(self._view, account_id)
        self._choose_account(account_id)

    def _tick(self) -> None:
        """Let ages and deadlines go on."""
        self.list.table.viewport().update()
        counts = self._inbox.counts()
        if counts.due_soon != self._counts.due_soon:
            self._show_counts(counts)
            if self._view == DUE:
                self._list_again(frozenset())
        row, opened = self.thread_pane.row, self.thread_pane.thread_
        if row is not None and opened is not None:
            account = self._account_of(opened.account_id)
            self.thread_pane.header.show_conversation(row, account, self._clock.now())

    # --- opening ----------------------------------------------------------------------------------

    def _selected(self, conversation_id: int) -> None:
        """Follow the selection with the thread, where both are on the screen."""
        if self._fitted is None or not self._fitted.single:
            self._open(conversation_id)

    def _clicked(self, conversation_id: int) -> None:
        if self._fitted is not None and self._fitted.single:
            self._enter(conversation_id)

    def _enter(self, conversation_id: int) -> None:
        """Open a conversation and go there."""
        self.list.select_id(conversation_id)
        self._open(conversation_id)
        self._reading = True
        self._fit()
        line = self.thread_pane.line
        self._once_open(partial(line.setFocus, Qt.FocusReason.OtherFocusReason))

    def _once_open(self, act: Callable[[], object]) -> None:
        """Do something with the open conversation, when it is there: a long one takes a moment."""
        if self._has_open():
            act()
        else:
            self.long.then(act)

    def _open_selected(self) -> None:
        chosen = self.list.selected_ids()
        if not chosen and not self._has_open():
            return
        self._enter(chosen[0] if chosen else self._opened_id())

    def _open(self, conversation_id: int) -> None:
        opened = self.thread_pane.thread_
        if opened is not None and opened.conversation_id == conversation_id:
            return
        if self.long.wanted == conversation_id and opened is None:
            return
        self._leave_thread()
        rows = self._inbox.rows([conversation_id])
        if not rows:
            return
        wanted = rows[0].id
        if rows[0].messages > LONG:
            self.thread_pane.show_reading(rows[0].messages)
            self.long.read(wanted, partial(self._show_thread, rows[0]), self._show_nothing)
            return
        try:
            thread = self._inbox.thread(wanted)
        except KeyError:
            return
        self._show_thread(rows[0], thread)

    def _show_thread(self, row: Conversation, thread: Thread) -> None:
        self.thread_pane.show_thread(thread, row, self._account_of(thread.account_id))
        if row.unread and not self._read_only:
            self._read_pause.start()
        self._show_triage()
        if row.has_draft:
            QTimer.singleShot(0, self, partial(self._resume_draft, row.id))
        self._refresh_from_platform(thread)

    def _show_nothing(self) -> None:
        """Show that no conversation is open, and nobody beside it."""
        self.long.leave()
        self.thread_pane.show_nothing()
        self.context.show_nobody()
        self._show_triage()

    def _leave_thread(self) -> None:
        self.long.leave()
        if self._read_pause.isActive():
            self._mark_read()
        if self.composer is not None and self.composer.isVisible():
            self.composer.leave()
        self.noting.leave()

    def _read_thread_again(self, conversation_id: ConversationId) -> None:
        row = next(iter(self._inbox.rows([conversation_id])), None)
        if row is None:
            return
        if row.messages > LONG:
            before = self.thread_pane.thread_
            self.long.read(conversation_id, self._update_thread, lambda: None, before)
            return
        try:
            thread = self._inbox.thread(conversation_id)
        except KeyError:
            return
        self._update_thread(thread)

    def _update_thread(self, thread: Thread) -> None:
        """Show what became of the open conversation."""
        row = next(iter(self._inbox.rows([thread.conversation_id])), None)
        if row is None or self._opened_id() != thread.conversation_id:
            return
        account = self._account_of(thread.account_id)
        came = self.thread_pane.update_thread(thread, row, account)
        if came:
            said = trn("{n} new message below", "{n} new messages below", came)
            self.thread_pane.say(said.format(n=came))
            if row.unread and self.isVisible() and not self._read_only:
                self._read_pause.start()

    def _follow_joined(self, gone: Thread) -> None:
        """The open conversation became part of another one: show that, and leave alone what is being written."""
        try:
            home = self._inbox.message(gone.entries[0].message.id).conversation_id
            row = self._inbox.rows([home])[0]
            thread = self._inbox.thread(home) if row.messages <= LONG else None
        except (KeyError, IndexError):
            self._show_nothing()
            return
        if thread is None:
            show = partial(self._show_joined, row)
            self.long.read(home, show, self._show_nothing)
        else:
            self._show_joined(row, thread)

    def _show_joined(self, row: Conversation, thread: Thread) -> None:
        home = row.id
        self.thread_pane.show_thread(thread, row, self._account_of(thread.account_id))
        self.list.select_id(home)

    def _refresh_from_platform(self, thread: Thread) -> None:
        """Read the thread again where it lives; trouble with it stays quiet, since nobody asked."""
        account = self._account_of(thread.account_id)
        quiet = account is None or not account.capabilities.can_reply
        if self._read_only or quiet or not thread.entries:
            return
        wanted = thread.conversation_id
        self.window_.jobs.run(
            jobs.account_lane(thread.account_id),
            lambda: self._services.sync.refresh_thread(wanted),
            done=lambda _: self._said_read_again(wanted),
            failed=lambda _: None,
            owner=self,
        )

    def _said_read_again(self, conversation_id: int) -> None:
        if self._opened_id() == conversation_id and not self.thread_pane.said.isVisible():
            at = self._clock.now().astimezone()
            self.window_.say(tr("Conversation read again {time}").format(time=f"{at:%H:%M}"))

    def bring(self, conversation_id: int) -> None:
        """Choose a conversation and open it, without going there."""
        self.list.select_id(conversation_id)
        self._open(conversation_id)

    def services(self) -> "Services":
        """Return the services, for what stands over this page."""
        return self._services

    def opened_id(self) -> int:
        """Return the conversation that is open, 0 for none."""
        return self._opened_id()

    def _opened_id(self) -> int:
        opened = self.thread_pane.thread_
        return opened.conversation_id if opened else 0

    def _has_open(self) -> bool:
        return self.thread_pane.is_open()

    def _step(self, by: int) -> None:
        if self.searching.is_on():
            self.results.enter()
            return
        if not self.list.step(by):
            self.window_.say(tr("The list ends here."))
        elif self._fitted is not None and self._fitted.single and self._reading:
            self._open_selected()

    def _next_unread(self) -> None:
        start = self.list.current_row() + 1
        for row in range(start, min(self.model.rowCount(), start + 2000)):
            found = self.model.conversation(row)
            if found is not None and found.unread:
                self.list.select_row(row)
                return
        self.window_.say(tr("Nothing unread further down."))

    def _focus_search(self) -> None:
        self._reading = False
        self._fit()
        self.searching.begin()

    def _open_hit(self, hit: Hit) -> None:
        self.open_conversation(hit.conversation_id, hit.message_id)

    def _open_elsewhere(self, found: Found) -> None:
        """Go to a conversation, to the guide, or look for what a person wrote."""
        if found.place is Place.PERSON:
            self.list.search.setText(f'from:"{found.at}" ')
            self.searching.begin()
        elif found.place is Place.ANSWER:
            self.window_.go("guide")
            cast("GuidePage", self.window_.page("guide")).show_entry(*found.at.split("\n"))
        else:
            self.open_conversation(ConversationId(int(found.at)))

    def _back(self) -> None:
        """Leave what is in front: the search, the context, the thread."""
        if self.popover.isVisible():
            self.popover.hide()
        elif self.one_by_one.come_back():
            return
        elif self._fitted is not None and self._fitted.single and self._fitted.context:
            self._show_context(wanted=False)
        elif self._reading and self._fitted is not None and self._fitted.single:
            self._reading = False
            self._fit()
            self.list.table.setFocus(Qt.FocusReason.OtherFocusReason)
        elif self.searching.is_on():
            self.searching.enter()
        else:
            self.list.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def _focus_work(self) -> None:
        if self.one_by_one.come_back():
            return
        line = self.thread_pane.line
        (line if self._reading and line.isVisible() else self.list.table).setFocus()

    # --- the person -------------------------------------------------------------------------------

    def _show_person_of(self, message: Message | None) -> None:
        if message is None or not self.context.isVisible():
            return
        shown = message
        if message.ours and self.thread_pane.thread_ is not None:
            theirs = [e.message for e in self.thread_pane.thread_.entries if not e.message.ours]
            shown = theirs[-1] if theirs else message
        wanted = shown.author_id

        def read() -> tuple[Person, tuple[Conversation, ...]]:
            return self._inbox.person(wanted), self._inbox.of_author(wanted)

        def show(found: tuple[Person, tuple[Conversation, ...]]) -> None:
            self.context.show_person(*found, self._opened_id(), self._clock.now())
            self._show_interests(wanted)

        self.window_.jobs.run(jobs.READ, read, show, lambda _: None, owner=self)

    def _show_interests(self, author: AuthorId) -> None:
        services = self._services

        def show(found: "Standing") -> None:
            self.context.interests.show_person(self.window_, services, author, found)

        self.window_.jobs.run(
            jobs.READ, lambda: services.interests.of(author), show, lambda _: None, owner=self
        )

    def _interests_changed(self) -> None:
        self._show_person_of(self.thread_pane.line.current())
        if self.composer is not None:
            self.composer.look()

    # --- the triage -------------------------------------------------------------------------------

    def _show_triage(self) -> None:
        if self.context.isVisible():
            triage = self.context.triage
            triage.show_conversation(self.window_, self._services, self._opened_id())

    def _triage(self) -> None:
        """Go to the question beside the message."""
        if not self._has_open():
            self._open_selected()
        self._once_open(self._begin_triage)

    def _begin_triage(self) -> None:
        self._reading = True
        self._show_context(wanted=True)
        self._show_triage()
        self.context.triage.begin()

    # --- read and settled -------------------------------------------------------------------------

    def _mark_read(self) -> None:
        self._read_pause.stop()
        opened = self.thread_pane.thread_
        if opened is None or self._read_only:
            return
        wanted = opened.conversation_id
        self.window_.jobs.run(
            jobs.WRITE, lambda: self._inbox.mark_read(wanted), failed=lambda _: None
        )

    def _targets(self) -> list[int]:
        """Return what an action is about: the selected rows, or the open conversation."""
        if front := self.one_by_one.in_front():
            return front
        chosen = self.list.selected_ids()
        opened = self._opened_id()
        if len(chosen) > 1 or not opened or not self._thread_shown():
            return chosen
        return [opened]

    def _thanked(self) -> list[int]:
        """Return those of the targets that end in thanks."""
        return [one.id for one in self._inbox.rows(self._targets()) if one.thanked]

    def _thread_shown(self) -> bool:
        return self._fitted is None or self._fitted.thread

    def _can_settle(self) -> bool:
        return not self._read_only and bool(self._targets())

    def _settle(self, status: Status, reason: str = "", *, then_next: bool = False) -> None:
        wanted = self._targets()
        if wanted:
            self._read_pause.stop()
            self.settling.settle(wanted, status, reason, then_next=then_next)

    def _open_follower(self, follower: object) -> None:
        """Go on with the conversation that follows those that were settled."""
        if follower is None:
            self._show_nothing()
        else:
            self.list.select_id(cast("int", follower))
            self._open(cast("int", follower))

    def _done(self, *, then_next: bool = False) -> None:
        self._settle(Status.DONE, then_next=then_next)

    def _ask_reason(self) -> None:
        header = self.thread_pane.header.no_answer
        covered = self.one_by_one.isVisible() or not header.isVisible()
        self.popover.ask(self._card_anchor() if covered else header)

    def _card_anchor(self) -> QWidget:
        if self.one_by_one.isVisible():
            return self.one_by_one.place
        return self.list.head if self.list.isVisible() else self.thread_pane.header.more

    def _dropped(self, key: str, ids: list[int]) -> None:
        """Conversations were dropped on a line of the views."""
        if self._read_only or not ids:
            return
        if key.startswith(LABEL):
            self.row_acts.put_label(ids, int(key.removeprefix(LABEL)))
        elif key.startswith(PERSON):
            self.row_acts.assign_to(ids, key.removeprefix(PERSON))
        elif key in (MINE, NOBODYS):
            self.row_acts.assign_to(ids, self._counts.me if key == MINE else "")
        elif key == Status.DONE.name:
            self.settling.settle(ids, Status.DONE, then_next=False)

    def _no_answer_because(self, reason: str) -> None:
        self._settle(Status.NO_ANSWER, reason)
        self._focus_work()

    def _mark_unread(self) -> None:
        self._read_pause.stop()
        self.settling.mark_unread(self._targets())

    # --- answering --------------------------------------------------------------------------------

    def _can_reply(self) -> bool:
        wanted = self._targets()
        row = self.model.row_of(wanted[0]) if len(wanted) == 1 else -1
        found = self.model.conversation(row) if row >= 0 else self.thread_pane.row
        account = self._account_of(found.account_id) if found and wanted else None
        return not self._read_only and account is not None and account.capabilities.can_reply

    def _reply(self, *, private: bool = False) -> None:
        if not self._can_reply():
            return
        if not self._thread_shown() or not self._has_open():
            self._enter(self._targets()[0])
        self._once_open(partial(self._reply_to_current, private=private))

    def _reply_to_current(self, *, private: bool) -> None:
        message = self.thread_pane.line.current()
        target = message.id if message and self._answerable(message) else None
        self._compose(self._opened_id(), target, private=private, focus=True)

    def compose_for(self, message: Message, then: Callable[[Account], object]) -> None:
        """Open the reply to a message, or go on with the one that is open, and do something there."""
        account = self._account_of(message.account_id)
        if account is None or not self._can_reply():
            return
        if self.composer is None or not self.composer.isVisible():
            target = message.id if self._answerable(message) else None
            self._compose(self._opened_id(), target, private=False, focus=True)
        then(account)

    def _note(self) -> None:
        """Write an internal note about the conversation."""
        if not self._has_open():
            self._open_selected()
        self._reading = True
        self._fit()
        self._once_open(self.noting.begin)

    @staticmethod
    def _answerable(message: Message) -> bool:
        return not message.ours and message.deleted_at is None

    def _resume_draft(self, conversation_id: int) -> None:
        if self._opened_id() == conversation_id and self._can_reply():
            self._compose(conversation_id, None, private=False, focus=False)

    def _compose(
        self, conversation_id: int, target: int | None, *, private: bool, focus: bool
    ) -> None:
        composer = self._composer()
        self.noting.leave()
        before = self.window_.focusWidget()
        if not composer.open(conversation_id, target, private=private):
            return
        composer.show()
        self.context.hint.hide()
        self._reading = True
        self._fit()
        self._give_room()
        QTimer.singleShot(0, self.thread_pane.line, self.thread_pane.line.reveal_current)
        if not focus and before is not None:
            before.setFocus(Qt.FocusReason.OtherFocusReason)

    def _composer(self) -> "ComposerPane":
        """Make the composer at the first answer: opening the window does not need it."""
        if self.composer is None:
            from cmworkstation.ui.composer.pane import ComposerPane  # noqa: PLC0415

            self.composer = ComposerPane(self.window_)
            self.composer.sent.connect(self._sent)
            self.composer.left.connect(self._composer_left)
            self.composer.returned.connect(self._return_to)
            self.composer.changed_size.connect(self._give_room)
            self._upright.addWidget(self.composer)
            self._upright.setStretchFactor(0, 1)
            self._upright.setStretchFactor(1, 0)
            self.context.slot_column.addWidget(self.composer.context)
        return self.composer

    def _guide(self) -> None:
        """Go to the approved answers, beside the text that they go into."""
        if self.composer is None or not self.composer.isVisible():
            self._reply()
        if self.composer is not None and self.composer.isVisible():
            self._show_context(wanted=True)
            # Once the composer, which may be new, has taken the focus to its text.
            QTimer.singleShot(0, self.composer.context, self.composer.context.search_guide)

    def _give_room(self) -> None:
        """Let the composer grow with its text, up to two fifths; the thread stays in sight."""
        if self.composer is None:
            return
        whole = self._upright.height()
        low = whole < theme.current().px(LOW)
        self.thread_pane.header.set_low(low=low and self.composer.isVisibleTo(self))
        self.composer.set_short(short=low)
        least = self.composer.least_height()
        self.composer.setMinimumHeight(least)
        room = max(least, min(self.composer.sizeHint().height(), int(whole * 0.4)))
        self._upright.setSizes([whole - room, room])

    def _return_to(self, conversation_id: int) -> None:
        """A reply was taken back: show its thread, from whatever page and thread."""
        if self.window_.current_key() != "inbox":
            self.window_.go("inbox")
        if self._opened_id() != conversation_id:
            self.open_conversation(conversation_id)
        self.context.hint.hide()
        self._reading = True
        self._fit()

    def _composer_left(self) -> None:
        self.context.hint.show()
        self.thread_pane.header.set_low(low=False)
        self._focus_work()

    def _sent(self, row: object) -> None:
        del row
        if self.one_by_one.sent():
            return
        after = self._services.settings.value(AFTER_SENDING, "stay")
        if after == "next":
            self._step(1)
        elif after == "list":
            self._reading = False
            self._fit()
            self.list.table.setFocus(Qt.FocusReason.OtherFocusReason)

    # --- what is asked of the header and of messages ----------------------------------------------

    def _asked(self, what: str) -> None:
        if what == "reason":
            self._ask_reason()
        elif what == "more":
            self._offer_more()
        elif what == "context":
            self._show_context(wanted=self.thread_pane.header.context.isChecked())
        else:
            self.window_.act(what)

    def _offer_more(self) -> None:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for icon, words, command in (
            ("done", tr("Done"), "inbox.done"),
            ("no_answer", tr("No answer needed…"), "inbox.no_answer"),
            ("clock", tr("Waiting for the person"), "inbox.wait"),
            ("users", tr("Waiting for a colleague…"), "inbox.colleague"),
            ("inbox", tr("Back to waiting for us"), "inbox.reopen"),
            ("user", tr("Assign…"), "inbox.assign"),
            ("tag", tr("Label…"), "inbox.label"),
            ("hourglass", tr("Snooze…"), "inbox.snooze"),
            ("eye_off", tr("Mute, or let it speak again"), "inbox.mute"),
            ("reply_private", tr("Answer in private"), "inbox.reply_private"),
            ("note", tr("Internal note"), "inbox.note"),
            ("unread", tr("Mark as unread"), "inbox.mark_unread"),
            ("copy", tr("Copy with author, date and link"), "inbox.copy"),
            ("external", tr("Show on the platform"), "inbox.open_web"),
            ("shield", tr("Dossier of this reply…"), "inbox.dossier"),
        ):
            action = menu.addAction(icons.icon(icon), words, partial(self.window_.act, command))
            action.setEnabled(self.window_.can(command))
        menu.addAction(icons.icon("down"), tr("First unread message"), self._first_unread)
        self.acts.add_to(menu)
        button = self.thread_pane.header.more
        menu.popup(button.mapToGlobal(QPoint(0, button.height())))

    def _offer_acts(self) -> None:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.acts.add_to(menu)
        button = self.thread_pane.header.more
        menu.popup(button.mapToGlobal(QPoint(0, button.height())))

    def _first_unread(self) -> None:
        if not self.thread_pane.line.go_to_unread():
            self.window_.say(tr("Nothing unread here."))

    def _asked_of_message(self, what: str, about: object) -> None:
        if what == "before":
            message_id = MessageId(cast("int", about))
            self.thread_pane.line.show_before(message_id, self._inbox.revisions(message_id))
        elif what == "act":
            self.acts.moderate(*cast("tuple[MessageId, ModerationAct]", about))
        elif what == "url":
            self.acts.ask_to_open(cast("QUrl", about))
        elif what == "picture":
            self.pictures.ask(*cast("FileOf", about))
        elif what == "save":
            self.files.ask(*cast("FileOf", about))
        elif what == "folder":
            self.files.show_folder(cast("Path", about))

    def _has_pictures(self) -> bool:
        opened = self.thread_pane.thread_
        return opened is not None and bool(pictures_of(opened))

    def _load_pictures(self) -> None:
        if self.thread_pane.thread_ is not None:
            self.pictures.ask_all(self.thread_pane.thread_)

    def _has_files(self) -> bool:
        message = self.acts.current()
        return message is not None and bool(files_of(message))

    def _save_files(self) -> None:
        message = self.acts.current()
        if message is not None:
            self.files.ask_all(message)

    # --- room -------------------------------------------------------------------------------------

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Give panes away as the window narrows."""
        super().resizeEvent(event)
        self._fit()

    def _show_context(self, *, wanted: bool) -> None:
        self._context_wanted = wanted
        self._fit(by_person=True)

    def _fit(self, *, by_person: bool = False) -> None:
        width = self.width() / theme.current().zoom
        wide = width >= ALL
        if self._fitted is None or (wide != self._was_wide and not by_person):
            self._context_wanted = wide  # where it has no place of its own it waits to be asked for
        self._was_wide = wide
        found = columns(width, reading=self._reading, context=self._context_wanted)
        header = self.thread_pane.header
        header.back.setVisible(found.single)
        header.context.setChecked(found.context)
        if found == self._fitted:
            return
        self._fitted = found
        for pane, least in self._least():
            pane.setMinimumWidth(1 if found.single else theme.current().px(least))
        self.views.setVisible(found.views)
        self.list.setVisible(found.list)
        self._upright.setVisible(found.thread)
        self.context.setVisible(found.context)
        self.context.back.setVisible(found.single)
        self._show_title()
        if found.context:
            self._show_person_of(self.thread_pane.line.current())
            self._show_triage()
