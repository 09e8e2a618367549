"""What the inbox lists: a view, of one account or all of them, in an order."""

from array import array
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QPoint, Qt, QTimer

from cmworkstation.domain.account import Account
from cmworkstation.domain.conversation import Counts, Order, Status, View
from cmworkstation.domain.ids import AccountId
from cmworkstation.i18n import N_, tr
from cmworkstation.ui import jobs
from cmworkstation.ui.inbox import phrases
from cmworkstation.ui.inbox.differences import Course, Ids, course
from cmworkstation.ui.inbox.list_pane import ORDERS
from cmworkstation.ui.inbox.saved_views import SAVED
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

if TYPE_CHECKING:
    from cmworkstation.services.workstation import Services
    from cmworkstation.ui.inbox.page import InboxPage

FIRST = 300  # ids fetched at once, before the whole list is
MINUTE_MS = 30_000
WAITING = Status.WAITING_US.name
REMEMBERED = "inbox/order-"  # and a view: the order that was chosen for it
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


class Listing(QObject):
    """Knows what is listed, and lists it anew where something of it changed."""

    def __init__(self, page: "InboxPage") -> None:
        """Begin with what waits for us, in every account."""
        super().__init__(page)
        self._page = page
        self._window = page.window_
        self._services: Services = page.services()
        self._inbox = self._services.inbox
        self._clock = self._services.clock
        self.accounts: dict[str, Account] = {}
        self.counts = Counts()
        self.view = WAITING
        self.account = ""
        self.order = self._order_of(self.view)
        self._rest_wanted = False  # more than the first page was asked for and is not there yet
        self._once_whole: list[Callable[[], object]] = []
        self._counted = 0  # number of the latest count; older ones are dropped
        self._ask = 0  # number of the latest question to the list; older answers are dropped
        self._minute = QTimer(self)
        self._minute.setInterval(MINUTE_MS)
        self._minute.timeout.connect(self.tick)
        self._minute.start()

    def load_accounts(self) -> None:
        """Know the accounts, and show them where they are chosen."""
        found = self._services.accounts.listed()
        self.accounts = {one.id: one for one in found}
        self._page.model.set_accounts(found)
        self._page.views.set_accounts(found)
        if "results" in vars(self._page):  # else it takes them when it is built
            self._page.results.model.accounts = self.accounts
        windows = self.has_windows()
        self._page.list.orders = tuple(one for one in ORDERS if windows or one is not Order.CLOSING)

    def has_windows(self) -> bool:
        """Tell whether the platform of any account closes its window for answers some time."""
        return any(one.capabilities.windows for one in self.accounts.values())

    def load_labels(self) -> None:
        """Show the labels among the views."""
        self._page.views.set_labels(self._services.labels.listed())

    def names_learned(self) -> None:
        """Mark whoever looks like somebody else, in the list and in the open thread."""
        self._page.list.look_again()
        if self._page.thread_pane.thread_ is not None:
            self._page.thread_pane.line.update_thread(self._page.thread_pane.thread_)

    def standing_learned(self) -> None:
        """Show how much time is left, and what categories are called."""
        self._page.views.name_categories(self._page.standings.categories())
        self.show_title()
        self.tick()

    def account_of(self, account_id: AccountId) -> Account | None:
        """Return an account, also one that is no longer among those in use; None where it is gone."""
        known = self.accounts.get(account_id)
        if known is None:
            try:
                known = self._services.accounts.one(account_id)
            except KeyError:
                return None
            self.accounts[account_id] = known
        return known

    def count_again(self, *, aside: bool) -> None:
        """Count what stands in each view; `aside`: on a lane, for what nobody here did and waits for."""
        self._counted += 1
        number = self._counted
        if not aside:
            self.show_counts(self._inbox.counts())
            return

        def show(counts: Counts) -> None:
            if number == self._counted:
                self.show_counts(counts)

        self._window.jobs.run(jobs.READ, self._inbox.counts, show, owner=self)

    def show_counts(self, counts: Counts) -> None:
        """Show how many stand in each view."""
        self.counts = counts
        several = len(counts.by_assignee) > 1
        people = self._services.assigning.people() if several else ()
        self._page.views.set_counts(counts, people)
        self._page.saved.count_soon()
        self.show_title()

    def show_title(self) -> None:
        """Say above the list what is listed."""
        saved = self.view.startswith(SAVED)
        title = (self._page.saved if saved else self._page.views).title_of(self.view)
        if self.account and self.account in self.accounts:
            title = f"{title} · {phrases.line(self.accounts[self.account].name, 40)}"
        single = self._page.room.fitted is not None and not self._page.room.fitted.views
        self._page.list.set_title(title, self._number(), menu=single)

    def _number(self) -> int:
        """Return how many are listed; while only the first of them were read, as many as were counted."""
        listed = self._page.model.rowCount()
        if not self._rest_wanted or self.account or self.view not in Status.__members__:
            return listed
        return max(listed, self.counts.by_status.get(Status[self.view], 0))

    def _wanted(self) -> View:
        account = AccountId(self.account) if self.account else None
        if self.view == DUE:
            return View(account_id=account, order=Order.DUE, warned_by=self._clock.now())
        if self.view == UNREAD:
            return View(account_id=account, unread_only=True, order=self.order)
        if self.view in (MINE, NOBODYS, IN_APPROVAL) or self.view.startswith((LABEL, PERSON)):
            return replace(
                self._page.views.view_of(self.view), account_id=account, order=self.order
            )
        if self.view.startswith(CATEGORY):
            category = self.view.removeprefix(CATEGORY)
            return View(account_id=account, category=category, order=self.order)
        return View(status=Status[self.view], account_id=account, order=self.order)

    def _ids(self, limit: int = -1) -> Ids:
        """Return what the chosen view holds."""
        if self.view.startswith(SAVED):
            return self._page.saved.ids(self.view, self.account, self.order, limit)
        if self.view != DRAFTS:
            return self._inbox.ids(self._wanted(), limit)
        found = (
            one.conversation_id
            for one in self._services.drafts.listed()
            if not self.account or one.account_id == self.account
        )
        return array("q", dict.fromkeys(found))

    def list_anew(self) -> None:
        """Show the beginning of the view now, and all of it as soon as it was read."""
        self._ask += 1
        first = self._ids(FIRST)
        self._rest_wanted = len(first) >= FIRST
        self._once_whole.clear()
        self._page.list.begin(first)
        self._say_empty()
        self.show_title()
        if self._rest_wanted:
            number = self._ask
            self._window.jobs.run(jobs.READ, self._ids, partial(self._take_all, number), owner=self)

    def _take_all(self, number: int, ids: Ids) -> None:
        if number == self._ask:
            self._page.list.extend(ids)
            self._be_whole()
            self.show_title()

    def list_again(self, touched: frozenset[int]) -> None:
        """Look again at what the view holds, after something became of the conversations `touched`."""
        self._ask += 1
        number, shown = self._ask, self._page.list
        old, below = self._page.model.ids(), shown.reading_below()
        if len(old) < FIRST:
            self._take_changes(number, touched, course(old, self._ids(), touched, below=below))
            return
        self._window.jobs.run(
            jobs.READ,
            lambda: course(old, self._ids(), touched, below=below),
            partial(self._take_changes, number, touched),
            owner=self,
        )

    def _take_changes(self, number: int, touched: frozenset[int], way: Course) -> None:
        if number == self._ask:
            self._page.list.take(way, touched)
            self._say_empty()
            self._be_whole()
            self.show_title()

    def _be_whole(self) -> None:
        """Do what waited until all of the view was there."""
        self._rest_wanted = False
        waiting, self._once_whole = self._once_whole, []
        for act in waiting:
            act()

    def select_all(self) -> None:
        """Select everything that the view holds, also what was not read yet."""
        if self._rest_wanted:
            self._once_whole.append(self._page.list.table.selectAll)
        else:
            self._page.list.table.selectAll()

    def _say_empty(self) -> None:
        if self._page.model.rowCount():
            return
        if not self.accounts:
            self._page.list.empty.say(
                "accounts",
                tr("No account yet"),
                tr(
                    "Add the places where people write to you; everything they say then comes here."
                ),
                tr("Add an account"),
                lambda: self._window.act("accounts.add"),
            )
            return
        icon, title, text = EMPTY.get(
            self.view,
            ("inbox", N_("Nothing here"), N_("No conversation stands here at the moment.")),
        )
        self._page.list.empty.say(icon, tr(title), tr(text))

    def choose_view(self, key: str) -> None:
        """List a view."""
        self.view = key
        self._page.saved.choose(key)
        self.order = self._order_of(key)
        self.show_order()
        self._page.searching.leave(focus=False)
        self.list_anew()

    def saved_changed(self) -> None:
        """Go back to what waits where the listed view is gone."""
        if self.view.startswith(SAVED):
            self.pick_view(self.view if self._page.saved.title_of(self.view) else WAITING)

    def to_categories(self) -> None:
        """Go to the categories, where their pane has no room to the menu that has them."""
        if self._page.views.isVisible():
            self._page.views.go_to_kinds()
        else:
            self.offer_views()

    def go_to(self, key: str) -> None:
        """List a view, and let the keys go through its rows."""
        self.pick_view(key)
        self._page.list.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def choose_account(self, account_id: str) -> None:
        """List what belongs to one account; "" stands for all of them."""
        self.account = account_id
        self._page.searching.leave(focus=False)
        self.list_anew()

    def choose_order(self, order: str) -> None:
        """List in another order, and remember it for this view."""
        if not self.has_order():
            return
        self.order = Order(order)
        self._window.preferences.set_word(f"{REMEMBERED}{self.view}", order)
        self.show_order()
        self.list_anew()

    def has_order(self) -> bool:
        """Tell whether the view may stand in one order or another."""
        return self.view not in (DUE, DRAFTS)

    def show_order(self) -> None:
        """Say above the list in which order it stands."""
        self._page.list.set_order(Order.DUE if self.view == DUE else self.order)
        self._page.list.order.setEnabled(self.has_order())

    def _order_of(self, view: str) -> Order:
        """Return the order that was chosen for a view the last time."""
        kept = self._window.preferences.word(f"{REMEMBERED}{view}")
        return Order(kept) if kept in tuple(Order) else Order.NEWEST

    def nth_account(self, n: int) -> None:
        """List what belongs to the account with a number; 0 stands for all of them."""
        known = list(self._services.accounts.listed())
        if n > len(known):
            self._window.say(tr("There is no account {n}.").format(n=n))
            return
        chosen = known[n - 1].id if n else ""
        self._page.views.choose(self.view, chosen)
        self.choose_account(chosen)
        name = phrases.line(known[n - 1].name) if n else tr("All accounts")
        self._window.say(name)

    def offer_views(self) -> None:
        """Offer views and accounts as a menu, where their pane has no room."""
        menu = views_menu(self._page.views, self.pick_view, self._pick_account, self._page)
        button = self._page.list.title
        menu.popup(button.mapToGlobal(QPoint(0, button.height())))

    def pick_view(self, key: str) -> None:
        """Choose a view on the side, and list it."""
        self._page.views.choose(key, self.account)
        self.choose_view(key)

    def _pick_account(self, account_id: str) -> None:
        self._page.views.choose(self.view, account_id)
        self.choose_account(account_id)

    def tick(self) -> None:
        """Let ages and deadlines go on."""
        self._page.list.look_again()
        counts = self._inbox.counts()
        if counts.due_soon != self.counts.due_soon:
            self.show_counts(counts)
            if self.view == DUE:
                self.list_again(frozenset())
        row, opened = self._page.thread_pane.row, self._page.thread_pane.thread_
        if row is not None and opened is not None:
            account = self.account_of(opened.account_id)
            self._page.thread_pane.header.show_conversation(row, account, self._clock.now())
